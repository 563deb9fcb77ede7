//! What is drawn is a function of record and time: played, by the clock, and gone to, it is the same.

use super::{give, launch, show_digit, started, turn};
use crate::drawing::{assert_same, pixels};
use bevy::prelude::*;
use signalscape::app::command::{ModelCommand, TimeCommand};
use signalscape::app::overlays::Overlays;
use signalscape::app::playback::Playback;
use signalscape::app::session::{Loading, Session};
use signalscape::app::settings::Settings;
use std::time::{Duration, Instant};

/// Simulated ms a second: the whole presentation takes some seconds, and a frame some ms.
const SPEED: f64 = 200.0;
/// A frame in so many is looked at, and not only its weights.
const STOPS: usize = 5;

/// The network alone with playback: no hint, no panel that time does not move.
fn network_alone(preset: &str) -> App {
    let mut app = started(UVec2::new(640, 480), launch(100));
    {
        let mut settings = app.world_mut().resource_mut::<Settings>();
        settings.shows_input = false;
        settings.shows_plasticity = false;
        settings.shows_cloud = false;
        settings.shows_legend = false;
    }
    if app.world().resource::<Session>().preset.spec().name != preset {
        give(&mut app, ModelCommand::LoadPreset(preset.to_owned()));
        signalscape::app::capture::wait(&mut app, |world| {
            world.resource::<Loading>().0.is_none()
                && world.resource::<Session>().preset.spec().name == preset
        })
        .unwrap();
    }
    show_digit(&mut app, 3);
    // The hint goes with the first click, so that it is not what differs.
    app.world_mut().resource_mut::<Overlays>().has_acted = true;
    give(&mut app, TimeCommand::SetLooping(false));
    give(&mut app, TimeCommand::SetSpeed(SPEED));
    (0..20).for_each(|_| app.update()); // the camera settles in its new viewport
    app
}

/// A time, ms, and the bits of every weight at it.
type Weights = (f64, Vec<u32>);
/// A time, ms, and what is seen at it.
type Seen = (f64, image::RgbImage);

/// What is shown now.
fn shown(app: &App) -> Weights {
    let weights = app.world().resource::<Session>().weights.weights();
    (
        app.world().resource::<Playback>().now_ms,
        weights.iter().map(|weight| weight.to_bits()).collect(),
    )
}

fn picture(app: &mut App) -> image::RgbImage {
    (0..3).for_each(|_| app.update());
    pixels(app)
}

/// Plays by the clock to the end: the weights of every frame, and pictures of some, each while it rests at its time.
fn play(app: &mut App) -> (Vec<Weights>, Vec<Seen>) {
    let (mut frames, mut stops) = (Vec::new(), Vec::new());
    let duration_ms = app.world().resource::<Playback>().duration_ms;
    let deadline = Instant::now() + Duration::from_secs(300);
    give(app, TimeCommand::Seek(0.0));
    give(app, TimeCommand::SetPlaying(true));
    while app.world().resource::<Playback>().is_playing {
        assert!(Instant::now() < deadline, "playback goes on by itself");
        app.update();
        frames.push(shown(app));
        let now_ms = app.world().resource::<Playback>().now_ms;
        if now_ms >= duration_ms * (stops.len() + 1) as f64 / (STOPS + 1) as f64
            && now_ms < duration_ms
        {
            give(app, TimeCommand::SetPlaying(false));
            let now_ms = app.world().resource::<Playback>().now_ms;
            stops.push((now_ms, picture(app)));
            give(app, TimeCommand::SetPlaying(true));
        }
    }
    (frames, stops)
}

fn scrubbing_shows_what_playing_showed(preset: &str) {
    let mut app = network_alone(preset);
    let (frames, stops) = play(&mut app);
    assert!(frames.len() > 2 * STOPS, "{} frames were played", frames.len());
    assert_eq!(stops.len(), STOPS, "each at a time of its own");
    // Backwards, and then from one end to the other.
    let last = frames.len() - 1;
    let there_and_back = (0..frames.len()).map(|i| if i % 2 == 0 { last - i / 2 } else { i / 2 });
    for i in (0..frames.len()).rev().chain(there_and_back) {
        let (ms, weights) = &frames[i];
        give(&mut app, TimeCommand::Seek(*ms));
        app.update();
        let found = shown(&app);
        assert_eq!(found.0, *ms);
        assert!(found.1 == *weights, "{preset}: other weights at {ms} ms than playing showed");
    }
    let mut seen = Vec::new();
    for (ms, played) in stops.iter().rev() {
        give(&mut app, TimeCommand::Seek(*ms));
        let found = picture(&mut app);
        assert_same(&format!("{preset}: playing to {ms} ms"), played, &found);
        seen.push(found);
    }
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "time is seen at all");
}

#[test]
fn scrubbing_weights_shows_what_playing_showed() {
    let Some(_turn) = turn() else { return };
    scrubbing_shows_what_playing_showed("weights-384");
}

#[test]
fn scrubbing_a_path_shows_what_playing_showed() {
    let Some(_turn) = turn() else { return };
    scrubbing_shows_what_playing_showed("paths-sbm");
}
