//! Pictures without a screen: the same application, drawn into an image.

use super::bookmark::Bookmark;
use super::choices::Choices;
use super::command::{AppCommand, ImageCommand, TimeCommand, ViewCommand};
use super::lessons::Lessons;
use super::look::Look;
use super::scene::NetView;
use super::screenshot::save;
use super::settings::Settings;
use super::stdp_training::Learning;
use super::{Canvas, Launch, Target, build, gpu_check};
use crate::app::notice::Notice;
use crate::app::origin::Origin;
use crate::app::overlays::Overlays;
use crate::app::references::{Digits, References};
use crate::app::session::Session;
use crate::data::Pixels;
use anyhow::{bail, ensure};
use bevy::prelude::*;
use bevy::render::render_resource::PollType;
use bevy::render::renderer::RenderDevice;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::render::{Render, RenderApp, RenderSystems};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What part of the application is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Panels and both views.
    Everything,
    /// What is seen when presenting.
    Stage,
    /// The network alone.
    Network,
    /// The cloud alone.
    Cloud,
}

/// One picture.
#[derive(Clone, Debug)]
pub struct Shot {
    /// The digit.
    pub image: Pixels,
    /// Where it came from.
    pub origin: Origin,
    /// Simulated time, ms.
    pub at_ms: f64,
    /// Width and height, pixels.
    pub size: UVec2,
    /// Pixels for a point: text and lines are so many times as large.
    pub scale: f32,
    /// What is drawn.
    pub shown: Shown,
    /// Where the network is looked at from, if not from where all of it is seen.
    pub camera: Option<Look>,
    /// What says network, input, moment and camera in place of the rest.
    pub bookmark: Option<Bookmark>,
    /// Where the PNG goes.
    pub out: PathBuf,
}

/// How long the references may take, and then the picture itself.
const PATIENCE: Duration = Duration::from_secs(1800);
/// Frames after everything has arrived: fonts, layout, gliding points.
const FRAMES_TO_SETTLE: usize = 8;

/// The picture as it was read back from the graphics device.
#[derive(Resource, Default)]
pub struct Captured(pub Option<Image>);

/// Draws one picture and writes it as a PNG.
///
/// # Errors
/// When there is no graphics device, a thread fails, or the file cannot be written.
pub fn shot(launch: Launch, shot: &Shot) -> anyhow::Result<()> {
    gpu_check::require(launch.gpu.as_deref())?;
    let canvas = Canvas { size: shot.size, scale: shot.scale, is_window: false };
    let mut app = windowless(launch, canvas)?;
    present(&mut app, shot)?;
    save(&read_back(&mut app)?, &shot.out)
}

/// The application without a window, ready for its first frame; nothing of the user's is remembered.
///
/// # Errors
/// As [`build`].
pub fn windowless(mut launch: Launch, canvas: Canvas) -> anyhow::Result<App> {
    launch.settings = None;
    let mut app = build(launch, canvas)?;
    app.init_resource::<Captured>();
    let render = app.sub_app_mut(RenderApp);
    render.add_systems(Render, finish_drawing.in_set(RenderSystems::PostCleanup));
    app.finish();
    app.cleanup();
    Ok(app)
}

/// Waits until a frame is drawn. A window's screen holds frames back; without one they would queue up at a card that
/// draws slower than they are made, and at the end it would be waited for in vain: after six seconds of that the
/// graphics library gives up.
fn finish_drawing(device: Res<RenderDevice>) {
    if let Err(error) = device.poll(PollType::wait_indefinitely()) {
        warn!("a frame was not drawn: {error}");
    }
}

/// Shows the digit, waits until it is simulated and compared, and goes to the time.
///
/// # Errors
/// When a cloud is wanted that there cannot be, a thread fails or all takes too long.
pub fn present(app: &mut App, shot: &Shot) -> anyhow::Result<()> {
    app.world_mut().resource_mut::<Settings>().reduced_motion = true;
    app.world_mut().resource_mut::<Overlays>().alone = match shot.shown {
        Shown::Everything | Shown::Stage => None,
        Shown::Network => Some(NetView::Network),
        Shown::Cloud => Some(NetView::Cloud),
    };
    app.world_mut().resource_mut::<Choices>().presents = shot.shown == Shown::Stage;
    ensure!(
        shot.shown != Shown::Cloud || app.world().resource::<Session>().has_cloud(),
        "there is no cloud to show: this preset has no embedding of one image alone"
    );
    app.update(); // the digit of the start comes first
    if let Some(bookmark) = &shot.bookmark {
        let commands = bookmark.commands.clone();
        app.world_mut().resource_mut::<Lessons>().ask(commands);
        wait(app, |world| !world.resource::<Lessons>().is_busy())?;
        let notice = app.world().resource::<Notice>();
        if let Some((refused, _)) = notice.shown() {
            bail!("the bookmark cannot be drawn: {refused}");
        }
    } else if !app.world().resource::<Session>().is_circuit() {
        app.world_mut().write_message(AppCommand::Image(ImageCommand::Present(
            shot.image.clone(),
            shot.origin.clone(),
        )));
    }
    app.world_mut().write_message(AppCommand::Time(TimeCommand::SetPlaying(false)));
    app.update();
    wait(app, |world| {
        let session = world.resource::<Session>();
        let references = world.resource::<References>();
        let settings = world.resource::<Settings>();
        // All that there are, where those are fewer than wanted.
        let Some(digits) = &world.resource::<Digits>().train else { return false };
        let wanted = settings.references.min(digits.len());
        let total = references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
        // Too few for a vote are never asked.
        let is_compared = total <= settings.knn.k
            || references.prediction.as_ref().is_some_and(|o| {
                o.question == session.record.presentation() && o.references == total
            });
        let needs_cloud = session.has_cloud() && references.no_cloud.is_none();
        if world.resource::<Learning>().is_running() {
            return false;
        }
        session.record.is_complete() && (!needs_cloud || (total >= wanted && is_compared))
    })?;
    if let Some(reason) = &app.world().resource::<References>().no_cloud {
        ensure!(shot.shown != Shown::Cloud, "there is no cloud to show: {reason}");
        warn!("there is no cloud: {reason}");
    }
    let at_ms = shot.bookmark.as_ref().and_then(Bookmark::at_ms).unwrap_or(shot.at_ms);
    app.world_mut().write_message(AppCommand::Time(TimeCommand::Seek(at_ms)));
    for _ in 0..FRAMES_TO_SETTLE {
        app.update();
    }
    // Once all is framed.
    let looks = shot.bookmark.iter().flat_map(|bookmark| &bookmark.commands);
    let looks = looks.filter(|command| matches!(command, AppCommand::View(_))).cloned();
    let looks: Vec<AppCommand> = looks
        .chain(shot.camera.map(|look| ViewCommand::Look(NetView::Network, look).into()))
        .collect();
    if looks.is_empty() {
        return Ok(());
    }
    app.world_mut().write_message_batch(looks);
    for _ in 0..FRAMES_TO_SETTLE {
        app.update();
    }
    Ok(())
}

/// Runs frames until `is_ready`.
///
/// # Errors
/// When a thread fails first, or nothing happens for too long.
pub fn wait(app: &mut App, is_ready: impl Fn(&World) -> bool) -> anyhow::Result<()> {
    let started = Instant::now();
    while !is_ready(app.world()) {
        app.update();
        let notice = app.world().resource::<Notice>();
        if let Some((text, _)) = notice.shown().filter(|_| notice.can_restart) {
            bail!("{text}");
        }
        ensure!(started.elapsed() < PATIENCE, "the picture was not ready after half an hour");
        // Nothing moves: leave the processor to the threads that work.
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// The pixels of the next frame.
///
/// # Errors
/// When the graphics device does not give them.
pub fn read_back(app: &mut App) -> anyhow::Result<Image> {
    app.world_mut().resource_mut::<Captured>().0 = None;
    let target = app.world().resource::<Target>().0.clone();
    app.world_mut().spawn(Screenshot(target)).observe(
        |shot: On<ScreenshotCaptured>, mut captured: ResMut<Captured>| {
            captured.0 = Some(shot.image.clone());
        },
    );
    let started = Instant::now();
    loop {
        app.update();
        if let Some(image) = app.world_mut().resource_mut::<Captured>().0.take() {
            return Ok(image);
        }
        ensure!(
            started.elapsed() < Duration::from_secs(120),
            "the graphics device gave no picture"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}
