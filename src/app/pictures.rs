//! Pictures on their way in: dialogs, the clipboard and decoding happen beside the frame.

use super::command::{AppCommand, Origin, Picture};
use crate::data::{digit_from_file, digit_from_rgba};
use bevy::prelude::*;
use bevy::tasks::{AsyncComputeTaskPool, Task, block_on, poll_once};
use std::path::{Path, PathBuf};

/// Pictures that are being chosen or read.
#[derive(Resource, Default)]
pub struct Reading {
    dialog: Option<Task<Option<PathBuf>>>,
    pictures: Vec<Task<Picture>>,
}

impl Reading {
    /// Reads a file.
    pub fn open(&mut self, path: PathBuf) {
        let task = async move {
            let image = digit_from_file(&path).map(Box::new).map_err(|e| e.to_string());
            Picture { origin: Origin::File(name(&path)), image }
        };
        self.pictures.push(AsyncComputeTaskPool::get().spawn(task));
    }

    /// Opens the system's dialog, unless it is open already.
    pub fn ask(&mut self) {
        if self.dialog.is_none() {
            let dialog = rfd::AsyncFileDialog::new()
                .set_title("A picture of a digit")
                .add_filter("Pictures", &["png", "jpg", "jpeg", "bmp", "gif", "webp"])
                .pick_file();
            let task = async move { dialog.await.map(|file| file.path().to_owned()) };
            self.dialog = Some(AsyncComputeTaskPool::get().spawn(task));
        }
    }

    /// Reads the clipboard: a picture, or the path of one.
    pub fn paste(&mut self) {
        let task = async move {
            let (origin, image) = from_clipboard();
            Picture { origin, image }
        };
        self.pictures.push(AsyncComputeTaskPool::get().spawn(task));
    }

    /// Something is being read.
    pub fn is_busy(&self) -> bool {
        !self.pictures.is_empty()
    }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into())
}

fn from_clipboard() -> (Origin, Result<Box<crate::sim::Pixels>, String>) {
    let mut clipboard = match arboard::Clipboard::new() {
        Ok(clipboard) => clipboard,
        Err(error) => {
            return (Origin::Clipboard, Err(format!("The clipboard cannot be read: {error}.")));
        }
    };
    if let Ok(picture) = clipboard.get_image() {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let (width, height) = (side(picture.width), side(picture.height));
        let digit = digit_from_rgba("the clipboard", width, height, &picture.bytes);
        return (Origin::Clipboard, digit.map(Box::new).map_err(|e| e.to_string()));
    }
    let files = clipboard.get().file_list().unwrap_or_default();
    let text = clipboard.get_text().unwrap_or_default();
    let path = files.into_iter().next().or_else(|| Some(PathBuf::from(text.trim())));
    match path.filter(|path| path.is_file()) {
        Some(path) => {
            let digit = digit_from_file(&path).map(Box::new).map_err(|e| e.to_string());
            (Origin::File(name(&path)), digit)
        }
        None => {
            let nothing = "The clipboard holds no picture. Copy one, or a file, and paste again.";
            (Origin::Clipboard, Err(nothing.to_owned()))
        }
    }
}

/// What has been read becomes a command.
pub fn receive_pictures(mut reading: ResMut<Reading>, mut commands: MessageWriter<AppCommand>) {
    if let Some(dialog) = &mut reading.dialog
        && let Some(choice) = block_on(poll_once(dialog))
    {
        reading.dialog = None;
        if let Some(path) = choice {
            reading.open(path);
        }
    }
    reading.pictures.retain_mut(|task| match block_on(poll_once(task)) {
        Some(picture) => {
            commands.write(AppCommand::PictureRead(picture));
            false
        }
        None => true,
    });
}
