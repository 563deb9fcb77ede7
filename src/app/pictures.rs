//! Pictures on their way in: dialogs, the clipboard and decoding happen beside the frame.

use super::command::{AppCommand, Origin, Picture, Request};
use super::frames::Frames;
use super::state::Notice;
use crate::data::{seen_in_file, seen_in_rgba};
use crate::runtime::Wake;
use bevy::prelude::*;
use bevy::tasks::AsyncComputeTaskPool;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nobody closes a dialog sooner than this after asking for it: there was none.
const DIALOG_SEEN: Duration = Duration::from_millis(300);

/// Pictures that are being chosen or read.
#[derive(Resource)]
pub struct Reading {
    wake: Wake,
    tell: Sender<Heard>,
    heard: Receiver<Heard>,
    is_asking: bool,
    under_way: usize,
    inputs: u64,
}

/// What a task has ended with.
enum Heard {
    /// The dialog was closed, after so long.
    Chosen(Option<Vec<PathBuf>>, Duration),
    /// Files whose names were on the clipboard.
    Files(Vec<PathBuf>, Request),
    /// A picture was read, or not.
    Read(Picture),
}

impl Reading {
    /// Nothing is read yet; a task that has ended calls `wake`.
    pub fn new(wake: Wake) -> Reading {
        let (tell, heard) = bounded(64);
        Reading { wake, tell, heard, is_asking: false, under_way: 0, inputs: 0 }
    }

    /// An input of whatever kind has come: what was asked for before it must not replace it.
    pub fn input(&mut self) {
        self.inputs += 1;
    }

    /// The number of the latest input.
    pub fn latest(&self) -> u64 {
        self.inputs
    }

    /// Reads a file.
    pub fn open(&mut self, path: PathBuf, request: Request) {
        self.spawn(move || Heard::Read(from_file(&path, request)));
    }

    /// Opens the system's dialog, unless it is open already.
    pub fn ask(&mut self) {
        if std::mem::replace(&mut self.is_asking, true) {
            return;
        }
        let dialog = rfd::AsyncFileDialog::new()
            .set_title("Pictures of digits")
            .add_filter("Pictures", &crate::data::picture::ENDINGS)
            .pick_files();
        let (tell, wake, asked) = (self.tell.clone(), self.wake.clone(), Instant::now());
        let task = async move {
            let files = dialog.await;
            let paths = files.map(|files| files.iter().map(|f| f.path().to_owned()).collect());
            // It fails when the window is gone.
            let _ = tell.send(Heard::Chosen(paths, asked.elapsed()));
            wake.call();
        };
        AsyncComputeTaskPool::get().spawn(task).detach();
    }

    /// Reads the clipboard: a picture, or the paths of some.
    pub fn paste(&mut self) {
        let request = Request::Paste(self.inputs);
        self.spawn(move || from_clipboard(request));
    }

    fn spawn(&mut self, work: impl FnOnce() -> Heard + Send + 'static) {
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

impl FromWorld for Reading {
    fn from_world(world: &mut World) -> Reading {
        Reading::new(world.resource::<Frames>().wake())
    }
}

/// A file's name, as it is shown.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into())
}

fn from_file(path: &Path, request: Request) -> Picture {
    let seen = seen_in_file(path).map_err(|e| e.to_string());
    Picture { origin: Origin::File(name(path)), seen, request }
}

fn from_clipboard(request: Request) -> Heard {
    let read = |seen| Heard::Read(Picture { origin: Origin::Clipboard, seen, request });
    let mut clipboard = match arboard::Clipboard::new() {
        Ok(clipboard) => clipboard,
        Err(error) => return read(Err(format!("The clipboard cannot be read: {error}."))),
    };
    if let Ok(picture) = clipboard.get_image() {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = (side(picture.width), side(picture.height));
        let seen = seen_in_rgba("the clipboard", width, height, &picture.bytes);
        return read(seen.map_err(|e| e.to_string()));
    }
    let mut files = clipboard.get().file_list().unwrap_or_default();
    if files.is_empty() {
        files.extend(clipboard.get_text().map(|text| PathBuf::from(text.trim())));
    }
    files.retain(|path| path.is_file());
    if files.is_empty() {
        let nothing = "The clipboard holds no picture. Copy one, or a file, and paste again.";
        return read(Err(nothing.to_owned()));
    }
    Heard::Files(files, request)
}

/// What has been chosen and read becomes commands.
pub fn receive_pictures(
    mut reading: ResMut<Reading>,
    mut notice: ResMut<Notice>,
    mut commands: MessageWriter<AppCommand>,
) {
    while let Ok(heard) = reading.heard.try_recv() {
        match heard {
            Heard::Chosen(files, after) => {
                reading.is_asking = false;
                match files {
                    Some(files) if !files.is_empty() => {
                        commands.write(AppCommand::OpenFiles(files));
                    }
                    _ if after < DIALOG_SEEN => notice.say(no_dialog()),
                    _ => {}
                }
            }
            Heard::Files(files, request) => {
                reading.under_way -= 1;
                if request == Request::Paste(reading.inputs) {
                    commands.write(AppCommand::OpenFiles(files));
                }
            }
            Heard::Read(picture) => {
                reading.under_way -= 1;
                commands.write(AppCommand::PictureRead(picture));
            }
        }
    }
}

/// Why no dialog was seen, and what to do instead.
fn no_dialog() -> String {
    let needs = if cfg!(target_os = "linux") {
        " It needs a desktop portal (the package xdg-desktop-portal and one for your desktop) or zenity."
    } else {
        ""
    };
    format!(
        "No dialog to choose files could be opened.{needs} Drop pictures on the window instead."
    )
}
