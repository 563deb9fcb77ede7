//! Films without a screen: a lesson that goes through itself, or a run, with a clock of its own. The same input gives the
//! same frames on the same driver, however long each takes.

mod frames;

use super::capture::{read_back, windowless};
use super::choices::Choices;
use super::command::{AppCommand, ImageCommand, LessonCommand, TimeCommand};
use super::gpu_check;
use super::language::Language;
use super::launch::{Canvas, Launch};
use super::lesson::demonstration::Demonstration;
use super::lessons::Lessons;
use super::notice::Notice;
use super::origin::Origin;
use super::overlays::Overlays;
use super::pictures::Reading;
use super::references::References;
use super::session::{Loading, Session};
use super::settings::Settings;
use super::stdp_training::Learning;
use crate::data::Pixels;
use anyhow::{Context, bail, ensure};
use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use frames::Frames;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The longest film, seconds.
const MOST_S: f64 = 3_600.0;
/// What is computed between two frames takes no longer.
const PATIENCE: Duration = Duration::from_secs(1_800);
/// So many quiet frames in a row: what panels ask for is applied a frame later.
const QUIET_FRAMES: usize = 2;

/// What is filmed.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A lesson: one of ours by its name, or somebody's own.
    Lesson(LessonCommand),
    /// A presentation, from one time to another, ms, at so many ms a second.
    Run {
        /// What is shown to the network; nothing to a circuit.
        image: Option<(Pixels, Origin)>,
        /// From here, ms.
        from_ms: f64,
        /// To here, ms.
        to_ms: f64,
        /// Simulated ms a second.
        speed: f64,
    },
}

/// A film.
#[derive(Clone, Debug)]
pub struct Film {
    /// What is filmed.
    pub subject: Subject,
    /// Width and height, pixels.
    pub size: UVec2,
    /// Frames a second, 1 to 60.
    pub fps: u32,
    /// What texts are written in.
    pub language: Language,
    /// Where it goes: the ending says what it is.
    pub out: PathBuf,
}

/// Makes a film; told how many frames there are, and how many are done.
///
/// # Errors
/// When there is no graphics device, a thread fails, ffmpeg is needed and not there, or the file cannot be written.
pub fn film(launch: Launch, film: &Film, told: &mut dyn FnMut(usize)) -> anyhow::Result<()> {
    // Before anything is drawn: whether it can be written at all.
    let mut out = Frames::to(&film.out, film.size, film.fps)?;
    gpu_check::require(launch.gpu.as_deref())?;
    let canvas = Canvas { size: film.size, scale: 1.0, is_window: false };
    let mut app = windowless(launch, canvas)?;
    app.world_mut().resource_mut::<Settings>().language = film.language;
    app.world_mut().resource_mut::<Choices>().presents = true;
    app.world_mut().resource_mut::<Overlays>().has_acted = true;
    let frame = Duration::from_secs_f64(1.0 / f64::from(film.fps));
    stand_still(&mut app);
    app.update();
    let mut done = 0;
    let mut take = |app: &mut App| -> anyhow::Result<()> {
        out.add(&read_back(app)?)?;
        done += 1;
        told(done);
        ensure!(done as f64 * frame.as_secs_f64() <= MOST_S, "a film of more than an hour");
        Ok(())
    };
    match &film.subject {
        Subject::Lesson(open) => {
            give(&mut app, open.clone());
            let world = app.world();
            if world.resource::<Lessons>().player().is_none() {
                let notice = world.resource::<Notice>();
                bail!("{}", notice.shown().map_or("no lesson was opened", |(words, _)| words));
            }
            let mut demonstration = Demonstration::default();
            settle(&mut app)?;
            loop {
                let player = app.world().resource::<Lessons>().player();
                let player = player.context("the lesson was closed")?;
                match demonstration.advance(frame.as_secs_f64(), player, film.language) {
                    Some(LessonCommand::Close) => break,
                    Some(command) => give(&mut app, command),
                    None => {}
                }
                settle(&mut app)?;
                go_on(&mut app, frame);
                take(&mut app)?;
            }
        }
        Subject::Run { image, from_ms, to_ms, speed } => {
            if let Some((image, origin)) = image.clone() {
                give(&mut app, ImageCommand::Present(image, origin));
            }
            give(&mut app, TimeCommand::PauseAt(*from_ms));
            settle(&mut app)?;
            let frames = ((to_ms - from_ms) / speed * f64::from(film.fps)).ceil() as usize;
            for at in 0..=frames {
                let ms = from_ms + at as f64 * speed / f64::from(film.fps);
                give(&mut app, TimeCommand::Seek(ms.min(*to_ms)));
                go_on(&mut app, frame);
                take(&mut app)?;
            }
        }
    }
    out.finish().with_context(|| format!("{}: cannot be written", film.out.display()))
}

fn give(app: &mut App, command: impl Into<AppCommand>) {
    app.world_mut().write_message::<AppCommand>(command.into());
    app.update();
}

/// Time stands still until it goes on.
fn stand_still(app: &mut App) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::ZERO));
}

/// Time goes on by a frame.
fn go_on(app: &mut App, frame: Duration) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(frame));
    app.update();
    stand_still(app);
}

/// While time stands still, whatever is computed comes to its end.
fn settle(app: &mut App) -> anyhow::Result<()> {
    let started = Instant::now();
    let mut quiet = 0;
    while quiet < QUIET_FRAMES {
        app.update();
        let world = app.world();
        let notice = world.resource::<Notice>();
        if let Some((text, _)) = notice.shown().filter(|_| notice.can_restart) {
            bail!("{text}");
        }
        ensure!(started.elapsed() < PATIENCE, "a frame was not ready after half an hour");
        if is_quiet(world) {
            quiet += 1;
        } else {
            quiet = 0;
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    Ok(())
}

fn is_quiet(world: &World) -> bool {
    let session = world.resource::<Session>();
    let references = world.resource::<References>();
    let has_cloud = session.has_cloud() && references.no_cloud.is_none();
    let is_grown = references.cloud.is_some() && !references.grows();
    world.resource::<Loading>().0.is_none()
        && !world.resource::<Reading>().is_busy()
        && !world.resource::<Learning>().is_running()
        && !world.resource::<Lessons>().is_busy()
        && session.record.is_complete()
        && (!has_cloud || is_grown)
}
