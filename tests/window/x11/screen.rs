//! A screen of our own: an Xvfb without a window manager, gone when dropped.
use super::poll;
use anyhow::{Context as _, Result, ensure};
use image::RgbImage;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AutoRepeatMode, ChangeKeyboardControlAux, ConnectionExt as _, ImageFormat, ImageOrder, Window,
};
use x11rb::rust_connection::RustConnection;

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    #[error("this test needs the program Xvfb: install the Debian package `xvfb`")]
    Program,
    #[error("Xvfb did not start: {0}")]
    Start(#[from] std::io::Error),
    #[error("Xvfb gave no display number: {0:?} (the Debian package `xvfb` needs `xkb-data` too)")]
    Number(String),
    #[error("no connection to display {display}: {cause}")]
    Connection { display: String, cause: String },
}

pub struct Screen {
    display: String,
    root: Window,
    connection: RustConnection,
    _server: Server,
}

/// Declared last in [`Screen`], so that the connection closes before the server ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Screen {
    /// The server picks a free display number itself, so tests may run side by side.
    pub fn start(width: u16, height: u16) -> Result<Self, Missing> {
        let size = format!("{width}x{height}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &size, "-noreset", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map(Server)
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => Missing::Program,
                _ => Missing::Start(error),
            })?;
        let mut number = String::new();
        if let Some(stdout) = server.0.stdout.take() {
            BufReader::new(stdout).read_line(&mut number)?;
        }
        if number.trim().parse::<u32>().is_err() {
            return Err(Missing::Number(number));
        }
        let display = format!(":{}", number.trim());
        let unreachable = |cause: String| Missing::Connection { display: display.clone(), cause };
        let (connection, index) =
            RustConnection::connect(Some(&display)).map_err(|e| unreachable(e.to_string()))?;
        let root = connection.setup().roots[index].root;
        // A key held until its effect shows must count as one press.
        let quiet = ChangeKeyboardControlAux::new().auto_repeat_mode(AutoRepeatMode::OFF);
        connection
            .change_keyboard_control(&quiet)
            .map_err(|e| unreachable(e.to_string()))?
            .check()
            .map_err(|e| unreachable(e.to_string()))?;
        Ok(Self { display, root, connection, _server: server })
    }

    /// For the `DISPLAY` of a program, as `:7`.
    pub fn display(&self) -> &str {
        &self.display
    }

    pub(super) fn root(&self) -> Window {
        self.root
    }

    pub(super) fn connection(&self) -> &RustConnection {
        &self.connection
    }

    /// What is on the screen now.
    pub fn picture(&self) -> Result<RgbImage> {
        let size = self.connection.get_geometry(self.root)?.reply()?;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, size.width, size.height, !0)?
            .reply()?;
        let (width, height) = (u32::from(size.width), u32::from(size.height));
        ensure!(
            image.data.len() == 4 * width as usize * height as usize,
            "expected four bytes a pixel, found {} for {width}x{height}",
            image.data.len()
        );
        let low_first = self.connection.setup().image_byte_order == ImageOrder::LSB_FIRST;
        let rgb = image.data.chunks_exact(4).flat_map(|pixel| match low_first {
            true => [pixel[2], pixel[1], pixel[0]],
            false => [pixel[1], pixel[2], pixel[3]],
        });
        RgbImage::from_raw(width, height, rgb.collect()).context("a picture of the wrong size")
    }

    /// Writes what is on the screen as a PNG.
    pub fn screenshot(&self, path: &Path) -> Result<()> {
        self.picture()?.save(path).with_context(|| format!("cannot write {}", path.display()))
    }

    /// The picture once it has stopped moving, or the last one if it never does.
    pub fn picture_at_rest(&self, within: Duration) -> Result<RgbImage> {
        const ALIKE_IN_A_ROW: u32 = 10;
        let mut last = self.picture()?;
        let mut alike = 0;
        let rest = poll("the picture to come to rest", within, || {
            let next = self.picture()?;
            alike = if changed_part(&last, &next) == 0.0 { alike + 1 } else { 0 };
            last = next;
            Ok((alike >= ALIKE_IN_A_ROW).then_some(()))
        });
        if let Err(error) = rest {
            eprintln!("{error:#}; going on");
        }
        Ok(last)
    }

    /// Waits until at least `part` (0 to 1) of the pixels differ from `before`.
    pub fn wait_change(&self, before: &RgbImage, part: f64, within: Duration) -> Result<()> {
        let mut most = 0.0f64;
        poll("the picture to change", within, || {
            most = most.max(changed_part(before, &self.picture()?));
            Ok((most >= part).then_some(()))
        })
        .with_context(|| format!("at most {most:.5} of the pixels changed, expected {part}"))
    }
}

/// The part of the pixels, 0 to 1, that differ visibly between two pictures of one size.
fn changed_part(before: &RgbImage, after: &RgbImage) -> f64 {
    const VISIBLE: u8 = 12;
    let differs = |(a, b): &(&image::Rgb<u8>, &image::Rgb<u8>)| {
        a.0.iter().zip(&b.0).any(|(x, y)| x.abs_diff(*y) > VISIBLE)
    };
    let changed = before.pixels().zip(after.pixels()).filter(differs).count();
    changed as f64 / f64::from(before.width() * before.height()).max(1.0)
}
