//! What was told, between starts and as a file of its own.

use super::Teaching;
use crate::app::Launch;
use crate::app::lessons::Lessons;
use crate::app::notice::Notice;
use crate::app::references::Digits;
use crate::app::session::Session;
use crate::app::waking::Frames;
use crate::data::taught::{TaughtError, TaughtImage, TaughtSet};
use crate::data::{ContentHash, DataSet};
use crate::experiments::words::count;
use crate::runtime::{Example, Subject, only_class};
use crate::sim::Sheet;
use bevy::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Quiet before what was told is written.
const SAVE_AFTER: Duration = Duration::from_secs(1);

/// What was told as it was last written, and what the images are that it speaks of.
#[derive(Resource)]
pub struct TaughtStore {
    /// None where nothing is remembered.
    path: Option<PathBuf>,
    images: Option<ContentHash>,
    is_read: bool,
    /// Changes by then, and when they were first seen.
    looked_at: (u64, Duration),
    written: u64,
}

impl TaughtStore {
    /// Beside the settings, another file for each size of images.
    pub fn new(launch: &Launch, sheet: Sheet) -> TaughtStore {
        let Sheet { width, height } = sheet;
        let name = match sheet.is_mnist() {
            true => "taught.json".to_owned(),
            false => format!("taught-{width}x{height}.json"),
        };
        let path = launch.settings.as_ref().map(|path| path.with_file_name(name));
        let looked_at = (0, Duration::ZERO);
        TaughtStore { path, images: None, is_read: false, looked_at, written: 0 }
    }

    /// Which images the numbers of a set are of.
    pub fn images(&mut self, train: &DataSet) -> ContentHash {
        *self.images.get_or_insert_with(|| TaughtSet::images_of(train))
    }
}

impl Teaching {
    /// What was told as a file holds it.
    pub fn to_set(&self, session: &Session, train: &DataSet, images: ContentHash) -> TaughtSet {
        let preset = &session.preset.spec().name;
        let mut set = TaughtSet { images, ..TaughtSet::new(preset, session.seed, train) };
        set.name.clone_from(&self.title);
        set.names.clone_from(&self.names);
        set.labels_are_away = self.is_on;
        // Drawings of ours among the references are no images of the set that is named: they go by their pixels.
        let numbered = train.len() - train.drawn();
        let image = |told: &Example| match &told.what {
            Subject::Own { pixels, .. } => {
                TaughtImage { class: told.class, image: None, pixels: (**pixels).clone() }
            }
            Subject::Reference(at) => TaughtImage {
                class: told.class,
                image: Some(*at).filter(|&at| (at as usize) < numbered),
                pixels: train.pixels(*at as usize),
            },
        };
        set.told = self.told.iter().map(image).collect();
        set
    }

    /// Takes what a set says in place of what was told; in words what was made of it.
    pub fn take_set(&mut self, set: TaughtSet, train: &DataSet, images: ContentHash) -> String {
        if let Err(error) = set.expect_sheet(train.sheet()) {
            return format!("What was told is of other images: {error}");
        }
        let numbered = (train.len() - train.drawn()) as u32;
        let is_known = |image: &u32| set.images == images && *image < numbered;
        let (names, class_of) = match set.classes_among(&self.known) {
            Ok(found) => found,
            Err(error) => return format!("Nothing was told: {error}"),
        };
        let mut anew = 0;
        let told: Vec<Example> = set
            .told
            .iter()
            .map(|told| {
                let what = match told.image.filter(is_known) {
                    Some(image) => Subject::Reference(image),
                    None => {
                        anew += usize::from(told.image.is_some());
                        self.own(&told.pixels)
                    }
                };
                Example { what, class: told.class.map(|class| class_of[usize::from(class)]) }
            })
            .collect();
        self.title = set.name;
        self.restore(told, names);
        let mut words = format!("{} told", count(self.named(), "image"));
        if anew > 0 {
            words += &format!(
                "; the set is of another data set, so {} of them {} embedded anew from the pixels",
                anew,
                if anew == 1 { "is" } else { "are" }
            );
        }
        if let Some(class) = only_class(&self.told).filter(|_| set.labels_are_away) {
            let name = self.names.of(class);
            words += &format!("; nothing but {name}, so everything is taken for it");
        }
        self.put_away(set.labels_are_away);
        words
    }
}

/// Reads what was told before, once the images are there that it speaks of; writes what is told after a moment of quiet,
/// and at the end.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn remember(
    mut kept: ResMut<TaughtStore>,
    mut teaching: ResMut<Teaching>,
    lessons: Res<Lessons>,
    session: Res<Session>,
    digits: Res<Digits>,
    mut notice: ResMut<Notice>,
    time: Res<Time<Real>>,
    frames: Res<Frames>,
    mut exits: MessageReader<AppExit>,
) {
    let (Some(path), Some(train)) = (kept.path.clone(), digits.train.clone()) else { return };
    if lessons.player().is_some() {
        return; // what a lesson tells is its own
    }
    if !std::mem::replace(&mut kept.is_read, true) {
        if path.exists() {
            let images = kept.images(&train);
            if let Some(complaint) = read(&mut teaching, &path, &train, images) {
                notice.say(complaint);
            }
        }
        kept.written = teaching.changes;
    }
    let (now, set) = (time.elapsed(), teaching.changes);
    if set == kept.written {
        return;
    }
    if kept.looked_at.0 != set {
        kept.looked_at = (set, now);
    }
    let quiet = now - kept.looked_at.1;
    if quiet < SAVE_AFTER && exits.read().count() == 0 {
        frames.after(SAVE_AFTER - quiet);
        return;
    }
    kept.written = set;
    let images = kept.images(&train);
    let written = match teaching.is_bare() {
        true => std::fs::remove_file(&path)
            .or_else(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })
            .map_err(|error| format!("{}: {error}", path.display())),
        false => write(&teaching.to_set(&session, &train, images), &path),
    };
    if let Err(error) = written {
        kept.path = None; // once is enough
        notice.say(format!("What was told cannot be remembered: {error}."));
    }
}

/// Takes what was kept; in words, what is wrong with it.
fn read(
    teaching: &mut Teaching,
    path: &Path,
    train: &DataSet,
    images: ContentHash,
) -> Option<String> {
    let set_aside = |error: &dyn std::fmt::Display| {
        let aside = path.with_extension("unreadable.json");
        let kept = match std::fs::rename(path, &aside) {
            Ok(()) => format!("set aside as {}", aside.display()),
            Err(_) => "left as it is".to_owned(),
        };
        Some(format!("What was told last time is lost to this window: {error}; {kept}."))
    };
    match TaughtSet::read(path) {
        Ok(set) => {
            if let Err(error) = set.expect_sheet(train.sheet()) {
                return set_aside(&error);
            }
            // At the start, labels are there: whoever wants them away says so.
            let set = TaughtSet { labels_are_away: false, ..set };
            let words = teaching.take_set(set, train, images);
            let told = teaching.told.len();
            let away = if train.has_labels() { " T puts the labels away again." } else { "" };
            (told > 0).then(|| format!("From last time: {words}.{away}"))
        }
        Err(TaughtError::Read { source, .. }) => {
            Some(format!("{}: cannot be read: {source}", path.display()))
        }
        Err(error) => set_aside(&error),
    }
}

/// Writes a set, and the folder that it goes to.
fn write(set: &TaughtSet, path: &Path) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder)
        .map_err(|error| failed(crate::data::plainly(error, "folder")))?;
    set.write(path).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{ClassNames, Part, Pixels, Source};
    use crate::sim::{Network, Preset};
    use std::sync::Arc;

    #[test]
    fn a_set_comes_back_and_that_of_other_images_is_embedded_anew() {
        let train = Source::Embedded.load(Part::Train).unwrap().with_drawn();
        let images = TaughtSet::images_of(&train);
        let preset = Arc::new(Preset::builtin("weights-196").unwrap());
        let session = Session::new(preset.clone(), Arc::new(Network::build(&preset, 1)), 1);
        let mut teaching = Teaching::default();
        teaching.tell(vec![Subject::Reference(5)], Some(3));
        let drawing = train.len() as u32 - 1;
        teaching.tell(vec![Subject::Reference(drawing)], Some(1));
        let class = teaching.class_called("heart").unwrap();
        let own = teaching.own(&Pixels::from_fn(Sheet::MNIST, |_| 7));
        teaching.tell(vec![own], Some(class));
        let unnamed = teaching.own(&Pixels::from_fn(Sheet::MNIST, |_| 8));
        teaching.tell(vec![unnamed], None);
        teaching.rename("signs".to_owned());
        let set = teaching.to_set(&session, &train, images);
        let numbers: Vec<Option<u32>> = set.told.iter().map(|told| told.image).collect();
        assert_eq!(numbers, [Some(5), None, None, None]);
        let classes: Vec<Option<u8>> = set.told.iter().map(|told| told.class).collect();
        assert_eq!(classes, [Some(3), Some(1), Some(class), None], "one came without a name");

        let mut again = Teaching::default();
        assert_eq!(again.take_set(set.clone(), &train, images), "3 images told");
        assert_eq!((again.title(), again.names().of(10)), ("signs", "heart"));
        assert_eq!(again.told()[0], Example { what: Subject::Reference(5), class: Some(3) });
        assert_eq!(again.to_set(&session, &train, images), set);
        let ids = |teaching: &Teaching| -> Vec<Subject> {
            teaching.told().iter().skip(1).map(|told| told.what.clone()).collect()
        };
        let before = ids(&again);
        again.take_set(set.clone(), &train, images);
        assert_eq!(ids(&again), before, "they are the same pictures, embedded already");
        let mut far = set.clone();
        far.told[0].image = Some(u32::MAX);
        let mut beyond = Teaching::default();
        let words = beyond.take_set(far, &train, images);
        assert!(words.contains("1 of them is embedded anew from the pixels"), "{words}");
        let other = ContentHash::of(&[]);
        let mut elsewhere = Teaching::default();
        let words = elsewhere.take_set(set.clone(), &train, other);
        assert!(
            words.starts_with(
                "3 images told; the set is of another data set, so 1 of them is embedded anew"
            ),
            "{words}"
        );
        assert!(elsewhere.told().iter().all(|told| matches!(told.what, Subject::Own { .. })));

        // Images of another size cannot be shown to this network: whatever was told of them is left where it is.
        let sheet = Sheet { width: 24, height: 26 };
        let images = ("images", vec![0; 2 * sheet.pixels()]);
        let small = DataSet::new(sheet, ClassNames::digits(), images, None).unwrap();
        let words = elsewhere.take_set(set.clone(), &small, other);
        let expected = "What was told is of other images: sheet: expected 24 x 26, the size of the images, found \
                        28 x 28";
        assert_eq!((words.as_str(), elsewhere.told().len()), (expected, 4));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taught.json");
        set.write(&path).unwrap();
        let said = read(&mut Teaching::default(), &path, &small, other).unwrap();
        assert!(said.contains("expected 24 x 26") && said.contains("set aside as"), "{said}");
        assert!(!path.exists() && folder.path().join("taught.unreadable.json").exists());
    }
}
