//! A taught set from a folder: folders in it are named after what the pictures in them show.

use super::{TOLD_MAX, TaughtError, TaughtImage, TaughtSet};
use crate::data::classes::{NAME_LEN_MAX, is_class_name, no_class_name};
use crate::data::folder::{Pictures, is_called_picture};
use crate::data::{CLASSES_MAX, Pixels, digit_from_file, plainly};
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders in a folder of one class that are looked into, itself among them.
const FOLDERS_MAX: usize = 1_000;

/// What came of one thing in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderStep {
    /// A picture was added.
    Kept(PathBuf),
    /// Something is not what it should be and was left out; in words, with its name.
    Refused(String),
    /// Something was passed over, as is usual; in words, with its name.
    PassedOver(String),
}

/// Pictures of a folder on their way into a taught set: each is read when the next step is asked for, so whoever asks
/// can show how far it is, and end it.
#[derive(Debug)]
pub struct TaughtFolder {
    set: TaughtSet,
    /// What was found beside the folders of classes.
    said: VecDeque<FolderStep>,
    /// Folders of classes that are not looked into yet, in order.
    classes: VecDeque<(PathBuf, String)>,
    /// The one that is being looked into.
    now: Option<(Pictures, String)>,
    /// What the set holds or held.
    known: HashMap<Pixels, Known>,
}

/// A picture that came before.
#[derive(Debug)]
struct Known {
    class: Option<u8>,
    /// What to call it.
    called: String,
    /// Whether the folder has it, so that another claim is as good as its.
    is_of_folder: bool,
}

/// Adds the pictures in the folders of `folder` to `set`. A folder's name is the name of the class; one that is new
/// comes after those that there are, by name. Of a picture, `label` would have to read one digit.
///
/// # Errors
/// [`TaughtError::Read`] and [`TaughtError::NoFolders`]; what is wrong with folders and pictures in it is a step.
pub fn taught_from_folder(folder: &Path, set: TaughtSet) -> Result<TaughtFolder, TaughtError> {
    let failed =
        |source| TaughtError::Read { path: folder.to_owned(), source: plainly(source, "folder") };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        found.push((entry.path(), entry.file_name(), entry.file_type().map_err(failed)?));
    }
    found.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
    let (mut said, mut classes) = (VecDeque::new(), VecDeque::new());
    // What is there, where no folder is.
    let mut instead = Some("none");
    for (path, name, kind) in found {
        let shown = path.display();
        let name = name.to_str();
        let is_hidden = name.is_some_and(|name| name.starts_with('.'));
        if kind.is_symlink() && path.is_dir() {
            let why =
                format!("{shown}: expected a folder, found a link to one, which is not followed");
            said.push_back(FolderStep::Refused(why));
            instead = None;
        } else if kind.is_dir() && is_hidden {
            let why = format!("{shown}: a hidden folder is no class and was passed over");
            said.push_back(FolderStep::PassedOver(why));
        } else if kind.is_dir() {
            instead = None;
            match name.filter(|name| is_class_name(name)) {
                Some(name) => classes.push_back((path.clone(), name.to_owned())),
                None => {
                    let found =
                        name.map_or("characters that are no text".to_owned(), no_class_name);
                    let why = format!(
                        "{shown}: expected the name of a class, 1 to {NAME_LEN_MAX} characters with no space at \
                         either end, found {found}"
                    );
                    said.push_back(FolderStep::Refused(why));
                }
            }
        } else if is_called_picture(&path) {
            instead = instead.and(Some("pictures alone"));
            let why = format!(
                "{shown}: expected in a folder that is named after what it shows, found beside such folders"
            );
            said.push_back(FolderStep::Refused(why));
        }
    }
    if let Some(found) = instead {
        return Err(TaughtError::NoFolders { folder: folder.to_owned(), found });
    }
    let known = set.told.iter().map(|told| {
        let called = "a picture that was told before".to_owned();
        (told.pixels.clone(), Known { class: told.class, called, is_of_folder: false })
    });
    Ok(TaughtFolder { known: known.collect(), set, said, classes, now: None })
}

impl TaughtFolder {
    /// What the set holds by now.
    pub fn into_set(self) -> TaughtSet {
        self.set
    }

    /// Adds the picture of a file.
    fn add(&mut self, path: PathBuf, name: &str) -> FolderStep {
        if self.set.told.len() >= TOLD_MAX {
            (self.now, self.classes) = (None, VecDeque::new());
            let path = path.display();
            return FolderStep::Refused(format!(
                "{path}: expected at most {TOLD_MAX} pictures, found more: this one and those after it were not read"
            ));
        }
        let pixels = match digit_from_file(&path, self.set.sheet) {
            Ok(pixels) => pixels,
            Err(error) => return FolderStep::Refused(error.to_string()),
        };
        let shown = path.display().to_string();
        let class = self.set.names.find(name);
        match self.known.get(&pixels) {
            Some(Known { class: Some(known), called, .. }) if class == Some(*known) => {
                return FolderStep::PassedOver(format!(
                    "{shown}: the same as {called}, counted once"
                ));
            }
            Some(Known { class: Some(known), called, is_of_folder }) => {
                let name = self.set.names.of(*known);
                let told = if *is_of_folder { ": neither is told" } else { "" };
                if *is_of_folder {
                    self.set.told.retain(|told| told.pixels != pixels);
                }
                return FolderStep::Refused(format!(
                    "{shown}: contradiction: the same as {called}, which was told {name}{told}"
                ));
            }
            // One that came without a name is given one.
            Some(Known { class: None, .. }) | None => {}
        }
        let Ok(class) = self.set.names.found_or_added(name) else {
            return FolderStep::Refused(format!(
                "{shown}: expected at most {CLASSES_MAX} classes, found more"
            ));
        };
        let class = Some(class);
        let known = Known { class, called: shown, is_of_folder: true };
        if self.known.insert(pixels.clone(), known).is_some() {
            self.set.told.retain(|told| told.pixels != pixels);
        }
        self.set.told.push(TaughtImage { class, image: None, pixels });
        FolderStep::Kept(path)
    }
}

impl Iterator for TaughtFolder {
    type Item = FolderStep;

    fn next(&mut self) -> Option<FolderStep> {
        loop {
            if let Some(said) = self.said.pop_front() {
                return Some(said);
            }
            let Some((pictures, name)) = &mut self.now else {
                let (path, name) = self.classes.pop_front()?;
                if self.set.names.count() >= CLASSES_MAX && self.set.names.find(&name).is_none() {
                    let path = path.display();
                    let why = format!("{path}: expected at most {CLASSES_MAX} classes, found more");
                    return Some(FolderStep::Refused(why));
                }
                self.now = Some((Pictures::below(path, FOLDERS_MAX), name));
                continue;
            };
            match pictures.next() {
                Some(Ok(path)) => {
                    let name = name.clone();
                    return Some(self.add(path, &name));
                }
                Some(Err((_, why))) => return Some(FolderStep::Refused(why)),
                None => self.now = None,
            }
        }
    }
}
