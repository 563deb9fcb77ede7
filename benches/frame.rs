//! What a frame costs apart from drawing: the whole application at its default preset, playing, laid
//! out for 1280 x 800 logical pixels but drawn into 64 x 40 physical ones, without a window. `-- 2560x1600` draws as
//! many, for a graphics card.
//!
//! Prints the CPU time of a frame in all threads that are not the graphics driver's, and the wall time
//! of `App::update`, which waits for the driver; then what a stroke on the pad costs the window's own
//! thread. Linux only: CPU time by thread comes from /proc.

use bevy::math::UVec2;
use bevy::window::FileDragAndDrop;
use signalscape::app::command::{AppCommand, ImageCommand, TimeCommand};
use signalscape::app::scene::Draws;
use signalscape::app::session::Session;
use signalscape::app::{Canvas, Launch, capture};
use signalscape::data::{Part, Source};
use signalscape::sim::Preset;
use std::collections::BTreeMap;
use std::time::Instant;

const FRAMES: usize = 400;

/// CPU milliseconds by thread name, digits and numbers stripped.
fn cpu_ms() -> BTreeMap<String, f64> {
    let mut by_name = BTreeMap::new();
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let read = |file: &str| std::fs::read_to_string(task.path().join(file)).unwrap_or_default();
        let name: String = read("comm").trim().chars().filter(|c| !c.is_ascii_digit()).collect();
        let ns = read("schedstat");
        let ns: f64 = ns.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
        *by_name.entry(name).or_insert(0.0) += ns / 1e6;
    }
    by_name
}

/// Physical pixels, from the command line.
fn drawn_px() -> UVec2 {
    let mut sizes = std::env::args().skip(1).filter_map(|arg| {
        let (width, height) = arg.split_once('x')?;
        Some(UVec2::new(width.parse().ok()?, height.parse().ok()?))
    });
    sizes.next_back().unwrap_or(UVec2::new(64, 40))
}

fn started(references: usize, preset: Option<&str>) -> bevy::app::App {
    let launch = Launch {
        seed: 1,
        source: Source::Embedded,
        cache: None,
        gpu: None,
        references: Some(references),
        preset: preset.map(|name| Preset::builtin(name).expect("it is embedded")),
        settings: None,
        runs: None,
        open: Vec::new(),
        report: None,
        presents: false,
        record: None,
        replay: None,
        lesson: None,
        kiosk: false,
    };
    let size = drawn_px();
    let canvas = Canvas { size, scale: size.x as f32 / 1280.0, is_window: false };
    capture::windowless(launch, canvas).expect("the application starts")
}

fn main() {
    for preset in ["weights-196", "paths-sbm", "paths-stdp"] {
        stroke(preset);
    }
    let mut app = started(2_000, None);
    capture::wait(&mut app, |world| {
        let references = world.resource::<signalscape::app::references::References>();
        world.resource::<Session>().record.is_complete()
            && references.prediction.is_some()
            && references.done >= references.target
    })
    .expect("the first digit is shown");
    app.world_mut().write_message(AppCommand::Time(TimeCommand::SetPlaying(true)));
    for _ in 0..60 {
        app.update();
    }
    let before = cpu_ms();
    let mut walls = Vec::new();
    for _ in 0..FRAMES {
        let started = Instant::now();
        app.update();
        let wall = started.elapsed();
        walls.push(wall.as_secs_f64() * 1e3);
        std::thread::sleep(std::time::Duration::from_secs_f64(1.0 / 60.0).saturating_sub(wall));
    }
    let after = cpu_ms();
    walls.sort_by(f64::total_cmp);
    let size = drawn_px();
    println!("frames: {FRAMES} of {} x {}, played at the default speed", size.x, size.y);
    println!(
        "wall time of a frame, driver included: median {:.2} ms, 95 % {:.2} ms",
        walls[FRAMES / 2],
        walls[FRAMES * 95 / 100]
    );
    let mut ours = 0.0;
    for (name, ms) in &after {
        let spent = (ms - before.get(name).unwrap_or(&0.0)) / FRAMES as f64;
        let is_driver = ["llvmpipe", "lavapipe", "vk", "WSI"].iter().any(|d| name.contains(d));
        if !is_driver {
            ours += spent;
        }
        if spent > 0.005 {
            println!(
                "  {name:24} {spent:6.3} ms a frame{}",
                if is_driver { " (driver)" } else { "" }
            );
        }
    }
    println!("CPU time of a frame, driver's threads apart: {ours:.2} ms");
    drop_to_pulse(&mut app, "driver included");
    // The same frames, one every 1/60 s, with nothing that draws them.
    app.remove_sub_app(bevy::render::RenderApp);
    drop_to_pulse(&mut app, "apart from drawing");
}

/// CPU milliseconds of the thread that calls.
fn own_cpu_ms() -> f64 {
    let ns = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    ns.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0.0) / 1e6
}

/// What a stroke costs the window's thread, with nothing that draws: a frame at rest, the frame that
/// takes the stroke, and the costliest frame from there until the presentation is known.
fn stroke(preset: &str) {
    let mut app = started(100, Some(preset));
    capture::wait(&mut app, |world| {
        let session = world.resource::<Session>();
        session.record.is_complete() && session.learnt.is_some() == session.learns()
    })
    .expect("a first digit is shown, to a network that has learnt if it does");
    app.remove_sub_app(bevy::render::RenderApp);
    app.world_mut().write_message(AppCommand::Time(TimeCommand::SetPlaying(false)));
    let digits = Source::Embedded.load(Part::Test).expect("embedded");
    let frame = |app: &mut bevy::app::App| {
        let before = own_cpu_ms();
        app.update();
        own_cpu_ms() - before
    };
    let (mut at_rest, mut strokes, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for digit in 0..40 {
        at_rest.push(frame(&mut app));
        app.world_mut().write_message(AppCommand::Image(ImageCommand::Draw(digits.pixels(digit))));
        strokes.push(frame(&mut app));
        app.world_mut().write_message(AppCommand::Time(TimeCommand::SetPlaying(false)));
        let mut most = 0.0_f64;
        while !app.world().resource::<Session>().record.is_complete() {
            most = most.max(frame(&mut app));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        after.push(most);
    }
    let show = |what: &str, times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        println!("  {what:28} median {:6.2} ms, most {:6.2} ms", times[20], times[39]);
    };
    println!("{preset}: CPU time of the window's thread, nothing drawn");
    show("a frame at rest", &mut at_rest);
    show("the frame with a stroke", &mut strokes);
    show("the costliest after it", &mut after);
}

/// From a dropped file to the first frame with a signal on its way, wall time, ten times.
fn drop_to_pulse(app: &mut bevy::app::App, what: &str) {
    let frame = std::time::Duration::from_secs_f64(1.0 / 60.0);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("digit.png");
    let digits = Source::Embedded.load(Part::Test).expect("embedded");
    let picture = image::GrayImage::from_fn(560, 560, |x, y| {
        image::Luma([255 - digits.image(3)[(y / 20 * 28 + x / 20) as usize]])
    });
    picture.save(&path).expect("written");
    let mut times: Vec<f64> = (0..10)
        .map(|_| {
            app.world_mut().write_message(AppCommand::Time(TimeCommand::Seek(0.0)));
            app.update();
            let before = app.world().resource::<Session>().record.presentation();
            let window = app.world_mut().spawn_empty().id();
            let path_buf = path.clone();
            let started = Instant::now();
            app.world_mut().write_message(FileDragAndDrop::DroppedFile { window, path_buf });
            loop {
                let frame_began = Instant::now();
                app.update();
                let is_new = app.world().resource::<Session>().record.presentation() > before;
                if is_new && !app.world().resource::<Draws>().pulses.is_empty() {
                    return started.elapsed().as_secs_f64() * 1e3;
                }
                std::thread::sleep(frame.saturating_sub(frame_began.elapsed()));
            }
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "from drop to first pulse, {what}: median {:.1} ms, most {:.1} ms",
        times[5], times[9]
    );
}
