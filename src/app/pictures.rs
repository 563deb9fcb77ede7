//! Pictures on their way in: dialogs, the clipboard and decoding happen beside the frame.

use super::command::{AppCommand, ImageCommand, KeepCommand};
use super::origin::Found;
use super::outcome::Outcome;
use crate::app::notice::Notice;
use crate::app::origin::{Named, Origin, Picture, Request};
use crate::app::references::Digits;
use crate::app::waking::Frames;
use crate::data::folder::Pictures;
use crate::data::taught::{FolderStep, TaughtSet, taught_from_folder};
use crate::data::{seen_in_file, seen_in_rgba};
use crate::runtime::Wake;
use crate::sim::Sheet;
use bevy::prelude::*;
use bevy::tasks::AsyncComputeTaskPool;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nobody closes a dialog sooner than this after asking for it: there was none.
const DIALOG_SEEN: Duration = Duration::from_millis(300);

/// So many pictures are taken at once.
pub const PICTURES_MAX: usize = 500;
/// So many folders are looked into for them.
const FOLDERS_MAX: usize = 10_000;

/// Pictures that are being chosen or read.
#[derive(Resource)]
pub struct Reading {
    wake: Wake,
    /// What pictures are read for.
    sheet: Sheet,
    tell: Sender<TaskOutcome>,
    heard: Receiver<TaskOutcome>,
    is_asking: bool,
    /// What somebody told, to be opened as soon as the references are there that it speaks of.
    waiting: Vec<PathBuf>,
    under_way: usize,
    inputs: u64,
}

/// What a task has ended with.
enum TaskOutcome {
    /// The dialog was closed.
    Chosen(Option<Vec<PathBuf>>),
    /// No dialog was seen; what to do instead.
    NoDialog(&'static str),
    /// Folders were looked through.
    Found(Found),
    /// Files whose names were on the clipboard.
    Files(Vec<PathBuf>, Request),
    /// A picture was read, or not.
    Read(Picture),
    /// A file was written, or why not; none if nobody chose one.
    Saved(Option<String>),
    /// Where a picture of the window goes.
    PictureTo(Option<PathBuf>),
    /// Words are on the clipboard, or why not.
    Copied(Result<String, String>),
    /// What somebody told, if anything, and what of it could not be read.
    Told(Box<Option<TaughtSet>>, Vec<String>),
}

/// What is to be written to a file that somebody chooses.
#[derive(Clone, Copy, Debug)]
pub struct Save {
    /// Over the dialog.
    pub title: &'static str,
    /// What it is, as a sentence begins.
    pub what: &'static str,
    /// What such files are called, and how their names end.
    pub kind: (&'static str, &'static str),
    /// What is said where there is no dialog.
    pub instead: &'static str,
}

impl Reading {
    /// Nothing is read yet; a task that has ended calls `wake`.
    pub fn new(sheet: Sheet, wake: Wake) -> Reading {
        let (tell, heard) = bounded(64);
        Reading {
            wake,
            sheet,
            tell,
            heard,
            is_asking: false,
            waiting: Vec::new(),
            under_way: 0,
            inputs: 0,
        }
    }

    /// An input of whatever kind has come: what was asked for before it must not replace it.
    pub fn input(&mut self) {
        self.inputs += 1;
    }

    /// The number of the latest input.
    pub fn latest(&self) -> u64 {
        self.inputs
    }

    /// Looks through folders for pictures, and for what else came with them.
    pub fn find(&mut self, paths: Vec<PathBuf>) {
        let input = self.inputs;
        self.spawn(move || TaskOutcome::Found(found(&paths, input)));
    }

    /// Reads a file.
    pub fn open(&mut self, path: PathBuf, request: Request) {
        let sheet = self.sheet;
        self.spawn(move || TaskOutcome::Read(from_file(&path, sheet, request)));
    }

    /// Opens the system's dialog, unless it is open already.
    pub fn ask(&mut self) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Pictures")
            .add_filter("Pictures", &crate::data::picture::ENDINGS)
            .pick_files();
        let instead = "Drop pictures on the window instead.";
        self.choose(dialog, instead, |files| TaskOutcome::Chosen(files.map(paths)));
    }

    /// Opens the system's dialog for a file of what was told, or a folder; unless one is open already.
    pub fn ask_told(&mut self, is_folder: bool) {
        let dialog = rfd::AsyncFileDialog::new();
        let dialog = async move {
            match is_folder {
                true => {
                    let title = "A folder whose folders are named after what they show";
                    dialog.set_title(title).pick_folder().await
                }
                false => {
                    let dialog = dialog.set_title("What somebody told");
                    dialog.add_filter("Taught sets", &["json"]).pick_file().await
                }
            }
        };
        let instead = match is_folder {
            true => "Drop the folder on the window instead.",
            false => "Drop the file on the window instead.",
        };
        self.choose(dialog, instead, |file| {
            TaskOutcome::Chosen(file.map(|file| paths(vec![file])))
        });
    }

    /// Puts words on the clipboard.
    pub fn copy(&mut self, words: String) {
        self.spawn(move || {
            let set = |mut clipboard: arboard::Clipboard| {
                clipboard.set_text(words.clone())?;
                Ok(clipboard)
            };
            TaskOutcome::Copied(match arboard::Clipboard::new().and_then(set) {
                Ok(clipboard) => {
                    // What was put there is gone with whoever holds it.
                    std::thread::spawn(move || {
                        std::thread::sleep(CLIPBOARD_HELD);
                        drop(clipboard);
                    });
                    Ok(words)
                }
                Err(error) => Err(format!("The clipboard cannot be written: {error}.")),
            })
        });
    }

    /// Opens the system's dialog for a place that a picture of the window is written to, unless one is open already.
    pub fn ask_picture(&mut self, ending: &'static str) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Save a picture of the window")
            .add_filter("Pictures", &[ending])
            .set_file_name(format!("signalscape.{ending}"))
            .save_file();
        let instead = "`signalscape shot` draws a picture without a window.";
        self.choose(dialog, instead, |file| {
            TaskOutcome::PictureTo(file.map(|file| file.path().to_owned()))
        });
    }

    /// Opens the system's dialog for a place to write to, unless one is open already, and writes.
    pub fn save(
        &mut self,
        save: Save,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), String> + Send + 'static,
    ) {
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(save.title)
            .add_filter(save.kind.0, &[save.kind.1])
            .set_file_name(name)
            .save_file();
        self.choose(dialog, save.instead, move |file| {
            let written = |file: rfd::FileHandle| {
                let path = file.path().to_owned();
                match write(&path) {
                    Ok(()) => format!("{} is in {}.", save.what, path.display()),
                    Err(error) => format!("{} was not saved: {error}.", save.what),
                }
            };
            TaskOutcome::Saved(file.map(written))
        });
    }

    /// Waits for a dialog beside the frame.
    fn choose<Chosen: Send + 'static>(
        &mut self,
        dialog: impl Future<Output = Option<Chosen>> + Send + 'static,
        instead: &'static str,
        then: impl FnOnce(Option<Chosen>) -> TaskOutcome + Send + 'static,
    ) {
        if std::mem::replace(&mut self.is_asking, true) {
            return;
        }
        let (tell, wake, asked) = (self.tell.clone(), self.wake.clone(), Instant::now());
        let task = async move {
            let heard = match dialog.await {
                // Nobody closes a dialog so soon: there was none.
                None if asked.elapsed() < DIALOG_SEEN => TaskOutcome::NoDialog(instead),
                chosen => then(chosen),
            };
            // It fails when the window is gone.
            let _ = tell.send(heard);
            wake.call();
        };
        AsyncComputeTaskPool::get().spawn(task).detach();
    }

    /// Opens a taught set or folder once the references are there.
    pub fn wait_for_references(&mut self, path: PathBuf) {
        self.waiting.push(path);
    }

    /// Reads a taught set, or adds a folder's pictures to one.
    pub fn tell(&mut self, path: PathBuf, set: TaughtSet) {
        self.spawn(move || {
            let (set, refused) = told_in(&path, set);
            TaskOutcome::Told(Box::new(set), refused)
        });
    }

    /// Reads the clipboard: a picture, or the paths of some.
    pub fn paste(&mut self) {
        let request = Request::Paste(self.inputs);
        let sheet = self.sheet;
        self.spawn(move || from_clipboard(sheet, request));
    }

    fn spawn(&mut self, work: impl FnOnce() -> TaskOutcome + Send + 'static) {
        self.under_way += 1;
        let (tell, wake) = (self.tell.clone(), self.wake.clone());
        let task = async move {
            let _ = tell.send(work());
            wake.call();
        };
        AsyncComputeTaskPool::get().spawn(task).detach();
    }

    /// Something is being read.
    pub fn is_busy(&self) -> bool {
        self.under_way > 0
    }
}

/// What is put on the clipboard stays there so long; desktops with a clipboard of their own keep it for longer.
const CLIPBOARD_HELD: Duration = Duration::from_secs(600);

impl FromWorld for Reading {
    fn from_world(world: &mut World) -> Reading {
        let sheet = world.resource::<Digits>().test.sheet();
        Reading::new(sheet, world.resource::<Frames>().wake())
    }
}

/// Where chosen files are.
fn paths(files: Vec<rfd::FileHandle>) -> Vec<PathBuf> {
    files.iter().map(|file| file.path().to_owned()).collect()
}

/// A file's name, as it is shown.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into())
}

/// The pictures that are named, and those in folders; what is in a folder is called by its way from there.
fn found(paths: &[PathBuf], input: u64) -> Found {
    let of_one = |path: &PathBuf| -> Box<dyn Iterator<Item = Named>> {
        if !path.is_dir() {
            return Box::new(std::iter::once((name(path), Ok(path.clone()))));
        }
        let folder = path.clone();
        let called = move |path: &Path| match path.strip_prefix(&folder) {
            Ok(way) if way.components().next().is_some() => way.display().to_string(),
            _ => name(&folder),
        };
        Box::new(Pictures::below(path.clone(), FOLDERS_MAX).map(move |found| match found {
            Ok(path) => (called(&path), Ok(path)),
            Err((path, why)) => (called(&path), Err(why)),
        }))
    };
    let mut all = paths.iter().flat_map(of_one);
    let files = all.by_ref().take(PICTURES_MAX).collect();
    Found { files, are_more: all.next().is_some(), input }
}

fn from_file(path: &Path, sheet: Sheet, request: Request) -> Picture {
    let seen = seen_in_file(path, sheet).map_err(|e| e.to_string());
    Picture { origin: Origin::File(name(path)), seen, request }
}

fn from_clipboard(sheet: Sheet, request: Request) -> TaskOutcome {
    let read = |seen| TaskOutcome::Read(Picture { origin: Origin::Clipboard, seen, request });
    let mut clipboard = match arboard::Clipboard::new() {
        Ok(clipboard) => clipboard,
        Err(error) => return read(Err(format!("The clipboard cannot be read: {error}."))),
    };
    if let Ok(picture) = clipboard.get_image() {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = (side(picture.width), side(picture.height));
        let seen = seen_in_rgba("the clipboard", width, height, &picture.bytes, sheet);
        return read(seen.map_err(|e| e.to_string()));
    }
    let mut files = clipboard.get().file_list().unwrap_or_default();
    if files.is_empty() {
        files.extend(clipboard.get_text().map(|text| PathBuf::from(text.trim())));
    }
    files.retain(|path| path.is_file() || path.is_dir());
    if files.is_empty() {
        let nothing = "The clipboard holds no picture. Copy one, or a file, and paste again.";
        return read(Err(nothing.to_owned()));
    }
    TaskOutcome::Files(files, request)
}

/// What has been chosen and read becomes commands.
pub fn receive_pictures(
    mut reading: ResMut<Reading>,
    mut notice: ResMut<Notice>,
    digits: Res<Digits>,
    mut commands: MessageWriter<AppCommand>,
    mut outcomes: MessageWriter<Outcome>,
) {
    if digits.train.is_some() && !reading.waiting.is_empty() {
        outcomes.write(Outcome::ReferencesCame(std::mem::take(&mut reading.waiting)));
    }
    while let Ok(heard) = reading.heard.try_recv() {
        match heard {
            TaskOutcome::Chosen(files) => {
                reading.is_asking = false;
                let files = files.filter(|files| !files.is_empty());
                commands.write_batch(files.map(|files| ImageCommand::Open(files).into()));
            }
            TaskOutcome::NoDialog(instead) => {
                reading.is_asking = false;
                notice.say(no_dialog(instead));
            }
            TaskOutcome::Found(found) => {
                reading.under_way -= 1;
                outcomes.write(Outcome::FilesFound(found));
            }
            TaskOutcome::Files(files, request) => {
                reading.under_way -= 1;
                if request == Request::Paste(reading.inputs) {
                    commands.write(AppCommand::Image(ImageCommand::Open(files)));
                }
            }
            TaskOutcome::Read(picture) => {
                reading.under_way -= 1;
                outcomes.write(Outcome::PictureRead(picture));
            }
            TaskOutcome::Saved(words) => {
                reading.is_asking = false;
                outcomes.write_batch(words.map(Outcome::Saved));
            }
            TaskOutcome::PictureTo(path) => {
                reading.is_asking = false;
                let is_svg =
                    |path: &PathBuf| path.extension().is_some_and(|ending| ending == "svg");
                commands.write_batch(path.map(|path| match is_svg(&path) {
                    true => KeepCommand::Curves(path).into(),
                    false => KeepCommand::Picture(path).into(),
                }));
            }
            TaskOutcome::Copied(copied) => {
                reading.under_way -= 1;
                outcomes.write(Outcome::Saved(match copied {
                    Ok(words) => format!("On the clipboard: {words}"),
                    Err(error) => error,
                }));
            }
            TaskOutcome::Told(set, refused) => {
                reading.under_way -= 1;
                match *set {
                    Some(set) => {
                        outcomes.write(Outcome::Told(Box::new(set), refused));
                    }
                    None => notice.say(refused.join(" ")),
                }
            }
        }
    }
}

/// Whether a path holds what somebody told: a file of it, or a folder with folders in it.
pub fn is_told(path: &Path) -> bool {
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    is_json || has_folders(path)
}

/// Whether there are folders in a folder.
pub fn has_folders(path: &Path) -> bool {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir())
    })
}

/// A file's taught set; or `set` with the pictures of a folder, and what could not be read of those.
fn told_in(path: &Path, set: TaughtSet) -> (Option<TaughtSet>, Vec<String>) {
    if !path.is_dir() {
        return match TaughtSet::read(path) {
            Ok(set) => (Some(set), Vec::new()),
            Err(error) => (None, vec![error.to_string()]),
        };
    }
    let mut folder = match taught_from_folder(path, set) {
        Ok(folder) => folder,
        Err(error) => return (None, vec![error.to_string()]),
    };
    let refused = folder.by_ref().filter_map(|step| match step {
        FolderStep::Refused(why) => Some(why),
        FolderStep::Kept(_) | FolderStep::PassedOver(_) => None,
    });
    let refused: Vec<String> = refused.collect();
    (Some(folder.into_set()), refused)
}

/// Why no dialog was seen, and what to do instead.
fn no_dialog(instead: &str) -> String {
    let needs = if cfg!(target_os = "linux") {
        " It needs a desktop portal (the package xdg-desktop-portal and one for your desktop) or zenity."
    } else {
        ""
    };
    format!("No dialog to choose files could be opened.{needs} {instead}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_the_pictures_in_them_up_to_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("many/below")).unwrap();
        std::fs::create_dir_all(at("empty")).unwrap();
        for name in ["many/b.png", "many/a.png", "many/below/c.png", "many/note.txt", "one.png"] {
            std::fs::write(at(name), "").unwrap();
        }
        let all = found(&[at("one.png"), at("many"), at("empty"), at("gone.png")], 7);
        let named: Vec<(&str, bool)> =
            all.files.iter().map(|(name, path)| (name.as_str(), path.is_ok())).collect();
        let expected = [
            ("one.png", true),
            ("a.png", true),
            ("b.png", true),
            ("below/c.png", true),
            ("empty", false),
            ("gone.png", true), // reading it says so
        ];
        assert_eq!(named, expected);
        assert!(all.input == 7 && !all.are_more);
        let why = all.files[4].1.as_ref().unwrap_err();
        assert!(why.contains("expected pictures (png, ") && why.ends_with("found none"), "{why}");
        let many = found(&vec![at("many"); PICTURES_MAX / 3 + 1], 7);
        assert!(many.files.len() == PICTURES_MAX && many.are_more);
    }
}
