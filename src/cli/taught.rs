//! A taught set as `label` uses it: what is wrong or worth saying of it, and the lesson that it is.

use super::say::say;
use crate::data::{ClassNames, DataSet, TaughtSet};
use crate::experiments::words::count;
use crate::runtime::{Example, Lesson, Subject};
use anyhow::{Result, anyhow, bail};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A taught set in which something is told.
#[derive(Debug)]
pub struct Taught {
    path: PathBuf,
    set: TaughtSet,
}

impl Taught {
    /// Reads a file.
    ///
    /// # Errors
    /// As [`TaughtSet::read`], and if nothing is told.
    pub fn read(path: PathBuf) -> Result<Taught> {
        let set = TaughtSet::read(&path)?;
        if set.told.iter().all(|told| told.class.is_none()) {
            let found = if set.told.is_empty() { "none" } else { "pictures without a name alone" };
            bail!("{}: told: expected at least one named picture, found {found}", path.display());
        }
        Ok(Taught { path, set })
    }

    /// Whether nothing counts but what was told.
    pub fn are_labels_away(&self) -> bool {
        self.set.labels_are_away
    }

    /// The lesson, and what its classes are called, for a library whose images are `digits` and whose references are `references` of them (all, where that
    /// is none). What is no reference there is told as a picture of one's own, whose id is its place in the list. What
    /// a person should know of it is said.
    ///
    /// # Errors
    /// If a number is that of another image than the pixels show, pictures have another size than the images, or their
    /// classes and those of the set are too many.
    pub fn lesson(
        &self,
        digits: &DataSet,
        references: Option<&[u32]>,
    ) -> Result<(Lesson, ClassNames)> {
        let path = self.path.display();
        self.set.expect_sheet(digits.sheet()).map_err(|error| anyhow!("{path}: {error}"))?;
        let (names, class_of) =
            self.set.classes_among(digits.classes()).map_err(|error| anyhow!("{path}: {error}"))?;
        let is_same = TaughtSet::images_of(digits) == self.set.images;
        let references: Option<HashSet<u32>> = references.map(|r| r.iter().copied().collect());
        let is_reference =
            |image: &u32| references.as_ref().is_none_or(|references| references.contains(image));
        let mut told = Vec::new();
        for (place, one) in self.set.told.iter().enumerate() {
            let number = one.image.filter(|&image| is_same && (image as usize) < digits.len());
            if let Some(image) = number.filter(|&n| digits.image(n as usize) != &*one.pixels) {
                bail!(
                    "{path}: told[{place}].pixels: expected those of image {image}, found others"
                );
            }
            let what = match number.filter(is_reference) {
                Some(image) => Subject::Reference(image),
                None => Subject::Own { id: place as u32, pixels: Arc::new(one.pixels.clone()) },
            };
            told.push(Example { what, class: one.class.map(|class| class_of[usize::from(class)]) });
        }
        let labels_are_away = self.set.labels_are_away || !digits.has_labels();
        let lesson = Lesson { labels_are_away, told };
        self.say_what_it_is(is_same, lesson.only_class().map(|class| names.of(class)));
        Ok((lesson, names))
    }

    fn say_what_it_is(&self, is_same: bool, only_class: Option<&str>) {
        let path = self.path.display();
        let numbered = self.set.told.iter().filter(|told| told.image.is_some()).count();
        if !is_same && numbered > 0 {
            let images = count(numbered, "image");
            say(format!("warning: {path}: taught set of another data set: {images} embedded anew"));
        }
        if let Some(name) = only_class {
            say_only_class(&self.path, name);
        }
    }

    /// That it was made with another network than this; none where it was not, or where none was needed.
    pub fn say_network(&self, preset: &str, seed: u64) {
        let TaughtSet { preset: of, seed: of_seed, told, .. } = &self.set;
        let is_other = of != preset || *of_seed != seed;
        if is_other && told.iter().any(|told| told.image.is_some()) {
            let path = self.path.display();
            say(format!(
                "warning: {path}: taught with {of}, seed {of_seed}; labels are by {preset}, seed {seed}"
            ));
        }
    }
}

/// That labels are put away, and nothing was told but this.
pub fn say_only_class(file: &Path, name: &str) {
    let file = file.display();
    say(format!("warning: {file}: only one class was told: whatever it reaches is called {name}"));
}
