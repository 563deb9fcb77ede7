//! Where the frames of a film go: a folder of PNG, a GIF, an animated PNG, or an MP4 through ffmpeg. All is written beside its
//! place, and is there as a whole or not at all.

use crate::data::unfinished;
use anyhow::{Context, Result, bail, ensure};
use bevy::prelude::{Image, UVec2};
use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, RgbaImage};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::{NamedTempFile, TempDir};

/// How good a GIF's colours are, 1 (best) to 30 (fastest).
const GIF_SPEED: i32 = 10;

/// See the module's head.
pub struct Frames {
    out: PathBuf,
    size: UVec2,
    kind: Kind,
}

enum Kind {
    /// A folder of numbered pictures.
    Folder(TempDir, usize),
    Gif(Box<GifEncoder<BufWriter<File>>>, NamedTempFile, Delay),
    /// Frames wait in a folder: how many there are stands before the first.
    Apng(NamedTempFile, TempDir, usize, u32),
    Mp4(Child, PathBuf, TempDir),
}

impl Frames {
    /// By the ending of a name: none is a folder.
    ///
    /// # Errors
    /// For other endings, without ffmpeg for an MP4, and where nothing can be written.
    pub fn to(out: &Path, size: UVec2, fps: u32) -> Result<Frames> {
        let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let at = || format!("{}: cannot be written", out.display());
        let temporary = || unfinished(folder).with_context(at);
        let kind = match ending.as_deref() {
            None => Kind::Folder(TempDir::new_in(folder).with_context(at)?, 0),
            Some("gif") => {
                let file = temporary()?;
                let writer = BufWriter::new(file.reopen().with_context(at)?);
                let mut encoder = GifEncoder::new_with_speed(writer, GIF_SPEED);
                encoder.set_repeat(Repeat::Infinite)?;
                Kind::Gif(Box::new(encoder), file, Delay::from_numer_denom_ms(1000, fps))
            }
            Some("png" | "apng") => {
                Kind::Apng(temporary()?, TempDir::new_in(folder).with_context(at)?, 0, fps)
            }
            Some("mp4") => {
                let folder = TempDir::new_in(folder).with_context(at)?;
                let path = folder.path().join("film.mp4");
                Kind::Mp4(ffmpeg(&path, size, fps)?, path, folder)
            }
            Some(other) => bail!(
                "{}: expected a name that ends in .mp4, .gif or .png (an animated one), or a folder's, found .{other}",
                out.display()
            ),
        };
        Ok(Frames { out: out.to_owned(), size, kind })
    }

    /// One more.
    ///
    /// # Errors
    /// When it cannot be written, or ffmpeg has ended.
    pub fn add(&mut self, picture: &Image) -> Result<()> {
        let picture = picture.clone().try_into_dynamic().context("the picture's format")?;
        ensure!(
            (picture.width(), picture.height()) == (self.size.x, self.size.y),
            "expected a frame of {} pixels, found {} x {}",
            self.size,
            picture.width(),
            picture.height()
        );
        match &mut self.kind {
            Kind::Folder(folder, count) | Kind::Apng(_, folder, count, _) => {
                *count += 1;
                picture.to_rgb8().save(folder.path().join(numbered(*count)))?;
            }
            Kind::Gif(encoder, _, delay) => {
                let mut opaque: RgbaImage = picture.to_rgba8();
                opaque.pixels_mut().for_each(|pixel| pixel.0[3] = u8::MAX);
                encoder.encode_frame(Frame::from_parts(opaque, 0, 0, *delay))?;
            }
            Kind::Mp4(child, ..) => {
                let pipe = child.stdin.as_mut().context("ffmpeg takes no frames")?;
                pipe.write_all(picture.to_rgb8().as_raw()).context("ffmpeg has ended")?;
            }
        }
        Ok(())
    }

    /// All are there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<()> {
        let out = self.out;
        match self.kind {
            Kind::Folder(folder, _) => {
                std::fs::rename(folder.keep(), &out)?;
            }
            Kind::Gif(encoder, file, _) => {
                drop(encoder); // it writes its end
                file.as_file().sync_all()?;
                file.persist(&out)?;
            }
            Kind::Apng(file, folder, count, fps) => {
                write_apng(file.as_file(), folder.path(), count, self.size, fps)?;
                file.as_file().sync_all()?;
                file.persist(&out)?;
            }
            Kind::Mp4(mut child, path, _folder) => {
                drop(child.stdin.take());
                let ended = child.wait_with_output()?;
                let said = String::from_utf8_lossy(&ended.stderr);
                ensure!(ended.status.success(), "ffmpeg failed: {}", said.trim());
                std::fs::rename(path, &out)?;
            }
        }
        Ok(())
    }
}

/// What a frame is called in a folder, from 1.
fn numbered(frame: usize) -> String {
    format!("{frame:06}.png")
}

fn write_apng(file: &File, from: &Path, frames: usize, size: UVec2, fps: u32) -> Result<()> {
    let mut encoder = png::Encoder::new(BufWriter::new(file), size.x, size.y);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(frames as u32, 0)?;
    encoder.set_frame_delay(1, fps as u16)?;
    let mut writer = encoder.write_header()?;
    for frame in 1..=frames {
        let frame = image::open(from.join(numbered(frame)))?.to_rgb8();
        writer.write_image_data(frame.as_raw())?;
    }
    Ok(writer.finish()?)
}

/// Takes frames on its standard input.
fn ffmpeg(out: &Path, size: UVec2, fps: u32) -> Result<Child> {
    let frame = format!("{}x{}", size.x, size.y);
    let child = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &frame])
        .args(["-r", &fps.to_string(), "-i", "-", "-an"])
        // Players want even sides, and colours of half the size.
        .args(["-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p"])
        .args(["-movflags", "+faststart"])
        .arg(out)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!(
            "an MP4 is written by ffmpeg, which is not installed here (on Debian or Ubuntu: `sudo apt-get install \
             ffmpeg`); a name that ends in .gif or .png, or a folder's, needs nothing"
        ),
        _ => anyhow::anyhow!("ffmpeg cannot be started: {error}"),
    })
}
