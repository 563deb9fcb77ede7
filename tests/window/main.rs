//! The app in a real window: a digit is dropped on it and its prediction appears.
//!
//! It runs on a screen of its own with a software GPU, so it needs no desktop, only the Debian
//! packages `xvfb` and `mesa-vulkan-drivers`. Without them it says so and is skipped, unless
//! `SIGNALSCAPE_REQUIRE_GRAPHICS` is set, as in continuous integration.
#![cfg(all(target_os = "linux", feature = "app"))]

mod teach;
mod x11;

use anyhow::{Context as _, Result, ensure};
use image::{GrayImage, Luma};
use signalscape::app::gpu_check;
use signalscape::data::{Part, Source};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use x11::window::Button;
use x11::{App, Missing, Screen, Window, drop_files, key, poll};

/// A software GPU on two cores is slow; on any other machine nothing waits so long.
const START: Duration = Duration::from_secs(180);
const PREDICTION: Duration = Duration::from_secs(120);
const REACTION: Duration = Duration::from_secs(30);
const REST: Duration = Duration::from_secs(10);
const EXIT: Duration = Duration::from_secs(10);

/// Well inside the 3D view of the network, as parts of the window's width and height.
const NETWORK: (f64, f64) = (0.40, 0.35);
/// The middle of the pad where it is smallest, in pixels of the window.
const PAD: (f64, f64) = (84.0, 144.0);
/// The part of the screen that a turned network or an opened window changes at the least.
const CHANGE: f64 = 0.002;

#[test]
fn drop_a_file_see_the_prediction() {
    on_a_screen(&["--seed", "1"], whole_story);
}

#[test]
fn a_dropped_file_lands_in_the_cloud_of_paths() {
    on_a_screen(&["--seed", "1", "--preset", "paths-sbm"], |screen, app| {
        let folder = tempfile::tempdir()?;
        let window = Window::find(screen, app, START)?;
        let (x, y) = window.point(0.5, 0.5)?;
        drop_files(&window, &[digit(folder.path(), 0)?], x, y)?;
        let sees_seven = |title: &str| percent_of_seven(title).is_some();
        window.wait_title("the prediction", PREDICTION, sees_seven)?;
        app.check_alive()
    });
}

#[test]
fn several_dropped_files_are_stepped_through() {
    on_a_screen(&["--seed", "1"], |screen, app| {
        let folder = tempfile::tempdir()?;
        let window = Window::find(screen, app, START)?;
        let (x, y) = window.point(0.5, 0.5)?;
        // A 7, what is no picture, and a 2.
        let files =
            [digit(folder.path(), 0)?, no_picture(folder.path())?, digit(folder.path(), 1)?];
        drop_files(&window, &files, x, y)?;
        window.wait_title("the first", PREDICTION, |title| percent_of_seven(title).is_some())?;
        for (what, part) in
            [("a complaint", "cannot read no-picture.png"), ("the third", "Signalscape: 2 (")]
        {
            let held = window.hold(&[key::DOWN])?;
            window.wait_title(what, PREDICTION, |title| title.contains(part))?;
            drop(held);
        }
        // A folder is the pictures in it, by name.
        drop_files(&window, &[folder.path().to_owned()], x, y)?;
        window.wait_title("the first", PREDICTION, |title| percent_of_seven(title).is_some())?;
        let held = window.hold(&[key::DOWN])?;
        window.wait_title("the second", PREDICTION, |title| title.contains("Signalscape: 2 ("))?;
        drop(held);
        app.check_alive()?;
        app.terminate()?;
        let status = app.wait_exit(EXIT)?;
        ensure!(status.code() == Some(75), "expected a stop in order, found {status}");
        Ok(())
    });
}

#[test]
fn what_it_asks_is_told_and_names_a_digit() {
    on_a_screen(&["--seed", "1"], teach::story);
}

/// One at a time: each has a screen of its own, and all share one processor.
static TURN: Mutex<()> = Mutex::new(());

/// Starts the application in a window and lets a story happen; says what is missing where nothing can draw.
fn on_a_screen(args: &[&str], story: impl Fn(&Screen, &mut App) -> Result<()>) {
    let is_required = std::env::var_os("SIGNALSCAPE_REQUIRE_GRAPHICS").is_some();
    if !is_required && gpu_check::devices().iter().all(|device| device.lacks.is_some()) {
        eprintln!("skipped, nothing can draw here. {}", gpu_check::advice());
        return;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let screen = match Screen::start(1280, 800) {
        Ok(screen) => screen,
        Err(missing @ Missing::Program) if !is_required => {
            eprintln!("skipped: {missing}");
            return;
        }
        Err(missing) => panic!("{missing}"),
    };
    // Fewer reference digits: sooner ready, and still sure of this one.
    let env = [("SIGNALSCAPE_REFERENCES", "300")];
    let mut app = App::start(&screen, args, &env).unwrap();
    if let Err(error) = story(&screen, &mut app) {
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window-test-failure.png");
        match screen.screenshot(&picture) {
            Ok(()) => eprintln!("the screen at that moment: {}", picture.display()),
            Err(error) => eprintln!("no screenshot: {error:#}"),
        }
        eprintln!("the end of the app's log:\n{}", app.stderr_tail());
        panic!("{error:#}");
    }
}

fn whole_story(screen: &Screen, app: &mut App) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let window = Window::find(screen, app, START)?;
    let (x, y) = window.point(0.5, 0.5)?;

    drop_files(&window, &[digit(folder.path(), 0)?], x, y)?;
    window.wait_title("the prediction", PREDICTION, |title| percent_of_seven(title).is_some())?;

    // Space pauses, plays, and pauses again for what follows.
    for paused in [true, false, true] {
        let held = window.hold(&[key::SPACE])?;
        let what = if paused { "a title with [paused]" } else { "a title without [paused]" };
        window.wait_title(what, REACTION, |title| title.ends_with(" [paused]") == paused)?;
        drop(held);
    }

    // Paused, the picture is still, so what changes is what the mouse and the key have done.
    turn(screen, &window)?;
    rest(app)?;
    draw(screen, &window)?;

    let before = screen.picture_at_rest(REST)?;
    let held = window.hold(&[key::QUESTION])?;
    screen.wait_change(&before, CHANGE, REACTION).context("the shortcuts do not show")?;
    drop(held);
    app.check_alive()?;

    drop_files(&window, &[no_picture(folder.path())?], x, y)?;
    let complaint = |title: &str| title.starts_with("Signalscape: cannot read");
    window.wait_title("a complaint about the file", REACTION, complaint)?;
    app.check_alive()?;

    // Held until the app is gone: it need not draw a frame in between.
    let _held = window.hold(&[key::CONTROL, key::Q])?;
    let status = app.wait_exit(EXIT)?;
    ensure!(status.success(), "the app ended with {status}");
    Ok(())
}

/// The network turns with a pointer that has places and no motion, as on a remote desktop.
fn turn(screen: &Screen, window: &Window) -> Result<()> {
    let (from, to) = (window.point(NETWORK.0, NETWORK.1)?, window.point(0.5, 0.45)?);
    for button in [Button::Left, Button::Right] {
        window.warp(from.0, from.1)?;
        let before = screen.picture_at_rest(REST)?;
        window.draw_through(button, &[from, to])?;
        window.warp(from.0, from.1)?;
        screen
            .wait_change(&before, CHANGE, REACTION)
            .with_context(|| format!("{button:?} drag"))?;
    }
    Ok(())
}

/// A paused window leaves the processor alone: in some second it uses less than a thirtieth of a core.
fn rest(app: &App) -> Result<()> {
    let (mut before, mut since) = (app.cpu_time()?, Instant::now());
    let mut least = u64::MAX;
    poll("the processor to rest", REACTION, || {
        if since.elapsed() < Duration::from_secs(1) {
            return Ok(None);
        }
        let now = app.cpu_time()?;
        least = least.min(now - before);
        (before, since) = (now, Instant::now());
        Ok((least <= 3).then_some(()))
    })
    .with_context(|| format!("at least {least} hundredths of a second of processor time a second"))
}

/// A circle drawn within a frame or two is a circle on the pad.
fn draw(screen: &Screen, window: &Window) -> Result<()> {
    let place = window.geometry()?;
    let circle: Vec<(i16, i16)> = (0..=64)
        .map(|i| {
            let turn = f64::from(i) / 64.0 * std::f64::consts::TAU;
            ((PAD.0 + 45.0 * turn.cos()) as i16, (PAD.1 + 45.0 * turn.sin()) as i16)
        })
        .collect();
    let bright = |picture: &image::RgbImage, &(x, y): &(i16, i16)| {
        let pixel = picture.get_pixel((place.x + x) as u32, (place.y + y) as u32);
        pixel.0.iter().all(|&channel| channel > 180)
    };
    window.key(key::DELETE)?;
    poll("an empty pad", REACTION, || {
        let picture = screen.picture()?;
        Ok((!circle.iter().any(|at| bright(&picture, at))).then_some(()))
    })?;
    window.draw_through(Button::Left, &circle)?;
    let (x, y) = window.point(NETWORK.0, NETWORK.1)?;
    window.warp(x, y)?;
    let mut inked = 0;
    poll("a whole circle", REACTION, || {
        let picture = screen.picture()?;
        inked = circle.iter().filter(|at| bright(&picture, at)).count();
        Ok((inked == circle.len()).then_some(()))
    })
    .with_context(|| format!("{inked} of {} places are inked", circle.len()))
}

/// The percentage in "Signalscape: 7 (92 %)".
fn percent_of_seven(title: &str) -> Option<f64> {
    let (percent, _) = title.strip_prefix("Signalscape: 7 (")?.split_once(" %)")?;
    percent.parse().ok()
}

/// A test digit, black on white, as a scan would show it.
fn digit(folder: &Path, index: usize) -> Result<PathBuf> {
    const SIDE: u32 = 28;
    const SCALE: u32 = 10;
    let digits = Source::Embedded.load(Part::Test).context("no embedded digits")?;
    let ink = digits.image(index);
    let picture = GrayImage::from_fn(SIDE * SCALE, SIDE * SCALE, |x, y| {
        Luma([255 - ink[(y / SCALE * SIDE + x / SCALE) as usize]])
    });
    let path = folder.join(format!("digit {index}, 100 % real.png"));
    picture.save(&path)?;
    Ok(path)
}

fn no_picture(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("no-picture.png");
    fs::write(&path, "This is text, whatever its name says.\n")?;
    Ok(path)
}
