//! The panels in windows of many sizes, without a renderer: what is written, where it stands, and what the
//! tooltips say.

mod circuit;
mod explained;
mod fields;
mod gathered;
mod lessons;
mod runs;
mod small;
mod stage;
mod strip;
mod teaching;
mod text;
mod tips;
mod upright;

use super::*;
use crate::analysis::EdgeChange;
use crate::app::bridge::DropHover;
use crate::app::choices::Choices;
use crate::app::command::{
    ExperimentCommand, ImageCommand, ModelCommand, PanelCommand, TimeCommand,
};
use crate::app::edge_filter::EdgeFilter;
use crate::app::experiments::Experiments;
use crate::app::history::History;
use crate::app::lessons::Lessons;
use crate::app::notice::Notice;
use crate::app::overlays::Overlays;
use crate::app::pictures::Reading;
use crate::app::playback::Playback;
use crate::app::references::{Digits, References, Trajectory};
use crate::app::scene::cloud_scene::CloudScene;
use crate::app::scene::network_scene::NetworkScene;
use crate::app::selection::Selection;
use crate::app::session::Session;
use crate::app::session::tests::presented;
use crate::app::settings::Settings;
use crate::app::stdp_lesson::StdpLesson;
use crate::app::stdp_training::Learning;
use crate::app::teaching::Teaching;
use crate::app::tray::Tray;
use crate::data::{Part, Source};
use crate::runtime::{
    Command, Library, LibraryCommand, LibraryEvent, LibrarySpec, Simulation, Wake,
};
use crate::sim::NeuronId;
use bevy::ecs::component::Mutable;
use bevy::ecs::system::SystemState;
use bevy_egui::egui::epaint::{ClippedShape, Shape};
use bevy_egui::egui::{Pos2, RawInput, Vec2, pos2, vec2};
use std::sync::Arc;
use std::time::{Duration, Instant};
use text::{Text, bars, faults, texts, words_of};

/// Windows that people have.
const SIZES: [(f32, f32); 8] = [
    (800.0, 600.0),
    (1024.0, 700.0),
    (1280.0, 800.0),
    (1440.0, 600.0),
    // Larger ones in points, as they are drawn larger, and where they are not.
    (1920.0 / 1.25, 1080.0 / 1.25),
    (2560.0 / 1.5, 1440.0 / 1.5),
    (1920.0, 1080.0),
    (2560.0, 1440.0),
];
/// Passes until what is measured in one and used in the next has settled.
const PASSES: usize = 4;
/// Reference digits of the cloud.
const REFERENCES: usize = 60;

/// A window with everything that panels read, and nothing that draws.
struct Screen {
    world: World,
    ctx: egui::Context,
    ui_state: UiState,
    size: Vec2,
    time_s: f64,
    free: ViewRoom,
}

impl Screen {
    /// Test digit 0 shown to a preset's network, the cloud grown, and its neighbours known.
    fn of(preset: &str) -> Screen {
        Screen::showing(presented(preset))
    }

    fn showing(mut session: Session) -> Screen {
        let test = Arc::new(Source::Embedded.load(Part::Test).unwrap());
        let now = session.tick_at(312.0);
        session.weights.seek(&session.record, now, |_| ());
        let origin =
            crate::app::origin::Origin::DataSet { part: Part::Test, index: 9_999, label: Some(8) };
        session.origin = origin;
        let (references, train) = known(&session);
        let duration_ms = session.preset.spec().duration_ms;
        let mut playback = Playback::new(duration_ms, 12.0, true);
        playback.is_playing = false;
        playback.seek(312.0);
        let mut world = World::new();
        world.insert_resource(session);
        world.insert_resource(playback);
        // As they are from the first edge on.
        world.insert_resource(Settings { shows_plasticity: true, ..Settings::default() });
        world.insert_resource(references);
        let name = "MNIST".to_owned();
        world.insert_resource(Digits { name, is_mnist: true, test, train: Some(train) });
        world.init_resource::<Choices>();
        world.init_resource::<Selection>();
        world.init_resource::<History>();
        world.init_resource::<Experiments>();
        world.init_resource::<Learning>();
        world.init_resource::<Teaching>();
        world.init_resource::<Notice>();
        world.init_resource::<Overlays>();
        world.init_resource::<Trajectory>();
        world.init_resource::<NetworkScene>();
        world.init_resource::<CloudScene>();
        world.init_resource::<DropHover>();
        world.init_resource::<Frames>();
        world.init_resource::<Reading>();
        world.init_resource::<Tray>();
        world.init_resource::<Lessons>();
        world.init_resource::<Time<Real>>();
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let (ui_state, size) = (UiState::default(), Vec2::ZERO);
        Screen { world, ctx, ui_state, size, time_s: 0.0, free: ViewRoom::default() }
    }

    /// One pass with some events; what it drew, and what it asked for.
    fn pass(&mut self, events: Vec<egui::Event>) -> (Vec<ClippedShape>, Vec<AppCommand>) {
        self.time_s += 0.1;
        self.ctx.begin_pass(RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time_s),
            events,
            ..RawInput::default()
        });
        let mut commands = Vec::new();
        let mut state = SystemState::<Model>::new(&mut self.world);
        let model = state.get(&self.world).expect("all that panels read is there");
        self.free = show(&self.ctx, &model, &mut self.ui_state, &mut commands);
        let mut output = self.ctx.end_pass();
        let shapes = std::mem::take(&mut output.shapes);
        // What panels look at they see in the next frame.
        for command in &commands {
            if let AppCommand::Panel(PanelCommand::Choose(change)) = command {
                self.world.resource_mut::<Choices>().make(change);
            }
        }
        output.drop_without_applying_deltas();
        (shapes, commands)
    }

    /// Lays everything out for a window; what is written.
    fn at(&mut self, (width, height): (f32, f32)) -> Vec<Text> {
        self.size = vec2(width, height);
        let mut shapes = Vec::new();
        for _ in 0..PASSES {
            shapes = self.pass(vec![egui::Event::PointerGone]).0;
        }
        texts(&shapes)
    }

    /// The tooltip of what is at a place, if it has one: its words and where it stands.
    fn tooltip(&mut self, at: Pos2) -> Option<(String, egui::Rect)> {
        self.pass(vec![egui::Event::PointerMoved(at)]);
        let mut shapes = Vec::new();
        for _ in 0..5 {
            shapes = self.pass(Vec::new()).0;
        }
        let place = self.tip();
        // Put away, so that the next one waits as the first did.
        self.pass(vec![egui::Event::PointerGone]);
        self.time_s += 10.0;
        self.pass(Vec::new());
        place.map(|place| {
            let inside = texts(&shapes).into_iter().filter(|text| place.contains_rect(text.place));
            (inside.map(|text| text.words).collect(), place)
        })
    }

    /// Where the tooltip or the card that is shown stands.
    fn tip(&self) -> Option<egui::Rect> {
        let layers = self.ctx.memory(|memory| memory.areas().visible_layer_ids());
        let tip = layers.into_iter().find(|layer| layer.order == egui::Order::Tooltip)?;
        self.ctx.memory(|memory| memory.area_rect(tip.id))
    }

    /// Where words stand.
    fn find(&mut self, size: (f32, f32), words: &str) -> egui::Rect {
        let all = self.at(size);
        let found = all.iter().find(|text| text.words == words);
        found.unwrap_or_else(|| panic!("{words:?} is not among {:?}", words_of(&all))).place
    }

    fn change<T: Resource<Mutability = Mutable>>(&mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.world.resource_mut::<T>());
    }
}

/// What the library knows of the image that is shown.
fn known(session: &Session) -> (References, Arc<crate::data::DataSet>) {
    let library = Library::start(
        LibrarySpec {
            preset: session.preset.clone(),
            network: session.network.clone(),
            source: Source::Embedded,
            cache: None,
            target: REFERENCES,
            limit: REFERENCES,
            seed: 1,
        },
        Wake::default(),
    );
    let mut references = References { cache_bytes: Some(73_500_000), ..References::default() };
    let deadline = Instant::now() + Duration::from_secs(120);
    let mut train = None;
    let is_whole = |references: &References| {
        references.cloud.as_ref().is_some_and(|cloud| cloud.labels.len() == REFERENCES)
    };
    while train.is_none() || (session.has_cloud() && !is_whole(&references)) {
        match library.wait_event(deadline).expect("the library goes on") {
            LibraryEvent::Digits(digits) => train = Some(digits),
            LibraryEvent::Cloud(cloud) => references.cloud = Some(cloud),
            LibraryEvent::Failed(reason) => panic!("{reason}"),
            _ => {}
        }
    }
    (references.done, references.target) = (REFERENCES, REFERENCES);
    if let Some(of) = session.embedded.clone() {
        let knn = Settings::default().knn;
        let pixels = session.image.clone();
        assert!(library.send(LibraryCommand::Ask { question: 1, of, pixels, image: None, knn }));
        while references.prediction.is_none() {
            if let LibraryEvent::Prediction(prediction) = library.wait_event(deadline).unwrap() {
                references.prediction = Some(*prediction);
            }
        }
    }
    (references, train.unwrap())
}

/// A network that learnt: of four weights one went up, one down, and one over to the other side.
fn learnt(preset: &str) -> Screen {
    let mut session = presented(preset);
    let change = |(i, w): (usize, &f32)| w * [1.0, 1.2, 0.7, -0.5][i % 4];
    let weights = session.network.weights().iter().enumerate().map(change).collect();
    session.learn(StdpLesson { weights, classes: vec![1, 5, 8], images: 1_000 });
    let network = session.learnt.as_ref().unwrap().network.clone();
    let mut simulation =
        Simulation::start(session.preset.clone(), session.network.clone(), Wake::default());
    simulation.send(Command::Compare { network }).unwrap();
    let (image, origin) = (session.image.clone(), session.origin.clone());
    session.begin(image.clone(), origin, 2);
    simulation.send(Command::Present { presentation: 2, image }).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !session.record.is_complete() {
        assert!(session.take(&mut simulation.wait_batch(deadline).expect("batches come")));
    }
    Screen::showing(session)
}

/// What is not tidy, gathered so that one run tells all.
#[derive(Default)]
struct Untidy(Vec<String>);

impl Untidy {
    fn look(&mut self, screen: &mut Screen, what: &str, size: (f32, f32)) -> Vec<Text> {
        let texts = screen.at(size);
        let found = faults(screen, &texts);
        self.0.extend(found.into_iter().map(|fault| format!("{what}, {size:?}: {fault}")));
        texts
    }

    fn expect(&mut self, is_so: bool, fault: impl FnOnce() -> String) {
        if !is_so {
            self.0.push(fault());
        }
    }

    fn report(self) {
        assert!(self.0.is_empty(), "{} faults:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Every state that panels have, in every window: nothing lies over anything, nothing is cut off, and all
/// controls of the top bar are there.
fn stays_tidy(mut screen: Screen, what: &str) {
    let mut untidy = Untidy::default();
    for size in SIZES {
        let texts = untidy.look(&mut screen, what, size);
        let name = if what.starts_with("paths") { "Path" } else { "Weights" };
        for wanted in ["0", "9", "Experiments", "Commands", "Input", name, "Cloud", "?"] {
            let is_there = texts.iter().any(|text| text.words == wanted);
            untidy.expect(is_there, || format!("{what}, {size:?}: {wanted} is not there"));
        }
        let room = screen.free.network.size();
        let is_seen = room.x >= 240.0 && room.y >= 200.0;
        untidy.expect(is_seen, || format!("{what}, {size:?}: the network has {room}"));
        let hidden = screen.world.resource::<Session>().network.input_count() as u32 + 128;
        screen.change(|s: &mut Selection| s.neuron = Some(NeuronId(hidden)));
        let filter = Some(EdgeFilter::Kind(EdgeChange::Flipped));
        screen.change(|s: &mut Selection| s.filter = filter);
        screen.change(|o: &mut Overlays| o.has_acted = true);
        untidy.look(&mut screen, &format!("{what}, a neuron selected"), size);
        screen.change(|s: &mut Selection| *s = Selection::default());
        screen.change(|o: &mut Overlays| o.has_acted = false);
        screen.change(|s: &mut Settings| s.shows_plasticity_if_low = true);
        untidy.look(&mut screen, &format!("{what}, in the raster's place"), size);
        screen.change(|s: &mut Settings| s.shows_input = false);
        untidy.look(&mut screen, &format!("{what}, no input"), size);
        screen.change(|s: &mut Settings| s.shows_plasticity = false);
        screen.change(|s: &mut Settings| s.shows_cloud = false);
        untidy.look(&mut screen, &format!("{what}, views alone"), size);
        screen.change(Settings::reset_layout);
        screen.change(|s: &mut Settings| s.shows_plasticity = true);
        let duration_ms = screen.world.resource::<Playback>().duration_ms;
        for ms in [0.4, 40.0, duration_ms] {
            screen.change(|p: &mut Playback| p.seek(ms));
            untidy.look(&mut screen, &format!("{what}, {ms} ms"), size);
        }
        screen.change(|p: &mut Playback| p.seek(312.0));
    }
    untidy.report();
}

#[test]
fn weights_are_tidy_in_every_window() {
    stays_tidy(Screen::of("weights-196"), "weights");
    stays_tidy(Screen::of("weights-384"), "weights with a gain");
}

#[test]
fn paths_are_tidy_in_every_window() {
    stays_tidy(Screen::of("paths-sbm"), "paths");
    stays_tidy(learnt("paths-stdp"), "paths, learnt");
}

#[test]
fn a_network_that_learns_is_tidy_in_every_window() {
    let mut screen = Screen::of("paths-stdp");
    screen.change(|l: &mut Learning| *l = Learning::begun());
    let mut untidy = Untidy::default();
    for size in SIZES {
        let texts = untidy.look(&mut screen, "it learns", size);
        for said in ["The network learns: 1 and 5 by turns", "Drop a picture of a digit anywhere"] {
            let is_said = texts.iter().any(|text| text.words.starts_with(said));
            untidy.expect(is_said, || format!("{size:?}: no {said:?}"));
        }
        screen
            .change(|n: &mut Notice| n.say("The clipboard holds no picture. Copy one, or a file."));
        // A message is above everything, and may be wider than the network, but covers none of its words.
        let texts = screen.at(size);
        let view = screen.free.network;
        let is_inside = |text: &&Text| {
            let place = text.place.center();
            view.contains(bevy::math::vec2(place.x, place.y))
        };
        for text in texts.iter().filter(is_inside) {
            untidy.expect(text.covered_by.is_none(), || {
                format!("{size:?}: under a message: {text:?}")
            });
        }
        screen.change(|n: &mut Notice| n.dismiss());
    }
    untidy.report();
}

#[test]
fn every_width_between_is_tidy() {
    let (mut screen, mut untidy) = (Screen::of("weights-196"), Untidy::default());
    for width in (800..1400).step_by(7) {
        untidy.look(&mut screen, "on the way", (width as f32, 700.0));
    }
    untidy.report();
}

#[test]
fn what_waits_or_fails_is_tidy() {
    let (mut screen, mut untidy) = (Screen::of("weights-196"), Untidy::default());
    let whole = screen.world.resource::<References>().cloud.clone();
    for size in SIZES {
        screen.change(|r: &mut References| (r.done, r.target) = (2_000, 60_000));
        screen.change(|s: &mut Settings| s.references = 60_000);
        screen.change(|n: &mut Notice| n.can_restart = true);
        untidy.look(&mut screen, "growing, and failed", size);
        screen.change(|n: &mut Notice| n.can_restart = false);
        screen.change(|r: &mut References| r.prediction = None);
        untidy.look(&mut screen, "not compared yet", size);
        screen.change(|r: &mut References| r.cloud = None);
        untidy.look(&mut screen, "no cloud yet", size);
        screen.change(|r: &mut References| r.cloud.clone_from(&whole));
    }
    untidy.report();
}

#[test]
fn nothing_is_so_far_once_growing_was_stopped() {
    let mut screen = Screen::of("weights-196");
    let mut so_far = |done, target, references| {
        screen.change(|r: &mut References| (r.done, r.target) = (done, target));
        screen.change(|s: &mut Settings| s.references = references);
        let texts = screen.at((1280.0, 800.0));
        let count = texts.iter().filter(|text| text.words.contains("so far")).count();
        let listed =
            words_of(&texts).iter().find_map(|words| words.strip_suffix(" reference digits"));
        (count, listed.map(str::to_owned))
    };
    assert_eq!(
        so_far(60, 2_000, 10_000),
        (2, Some("10,000".into())),
        "of the cloud and of the label"
    );
    // Fewer than what is remembered for the next start: any other number can be chosen.
    assert_eq!(so_far(60, 60, 2_000), (0, Some("60".into())));
}

#[test]
fn windows_fit_into_the_smallest_window() {
    let mut screen = Screen::of("weights-196");
    for dialog in [Dialog::Help, Dialog::Palette, Dialog::Experiments, Dialog::Clearing] {
        screen.change(|o: &mut Overlays| *o = Overlays::default());
        screen.change(|o: &mut Overlays| o.set(dialog, true));
        screen.at((800.0, 600.0));
        let window = egui::Rect::from_min_size(Pos2::ZERO, screen.size);
        let layers = screen.ctx.memory(|memory| memory.areas().visible_layer_ids());
        let opened = layers.into_iter().filter(|layer| layer.order == egui::Order::Foreground);
        let places: Vec<egui::Rect> = opened
            .filter_map(|layer| screen.ctx.memory(|memory| memory.area_rect(layer.id)))
            .collect();
        assert!(!places.is_empty());
        assert!(places.iter().all(|place| window.contains_rect(*place)), "{places:?}");
    }
}

/// Where the cursor of playback stands, in what is drawn over time.
fn cursors(shapes: &[ClippedShape]) -> Vec<f32> {
    let accent = theme::color(theme::ACCENT);
    let cursor = |shape: &ClippedShape| match &shape.shape {
        Shape::LineSegment { points: [a, b], stroke }
            if stroke.color == accent && a.x == b.x && (a.y - b.y).abs() > 25.0 =>
        {
            Some(a.x)
        }
        _ => None,
    };
    shapes.iter().filter_map(cursor).collect()
}

#[test]
fn raster_and_edge_share_their_axis() {
    let mut screen = Screen::of("weights-196");
    for input in [true, false] {
        for size in SIZES {
            screen.change(|s: &mut Settings| s.shows_input = input);
            screen.size = vec2(size.0, size.1);
            (0..PASSES).for_each(|_| _ = screen.pass(Vec::new()));
            let (shapes, _) = screen.pass(Vec::new());
            // The cursor is one line over both.
            let mut cursors = cursors(&shapes);
            if room::is_low(screen.size) {
                // They take turns.
                screen.change(|s: &mut Settings| s.shows_plasticity_if_low = true);
                (0..PASSES).for_each(|_| _ = screen.pass(Vec::new()));
                cursors.extend(self::cursors(&screen.pass(Vec::new()).0));
                screen.change(|s: &mut Settings| s.shows_plasticity_if_low = false);
                if !input {
                    // What stands below the left panel begins farther to the right.
                    assert_eq!(cursors.len(), 2, "{size:?}: {cursors:?}");
                    continue;
                }
            }
            assert_eq!(cursors.len(), 2, "{size:?}: {cursors:?}");
            assert_eq!(cursors[0], cursors[1], "{size:?}");
        }
    }
}

#[test]
fn panels_keep_their_shares_and_a_drag_changes_them() {
    let mut screen = Screen::of("weights-196");
    let at = |screen: &mut Screen, size| {
        screen.at(size);
        screen.free.cloud.width()
    };
    let (usual, twice) = (at(&mut screen, (1280.0, 800.0)), at(&mut screen, (2560.0, 1600.0)));
    assert!((twice / usual - 2.0).abs() < 0.02, "{usual} px, and {twice} px in twice the window");
    assert_eq!(at(&mut screen, (1280.0, 800.0)), usual, "and back");
    // The border between cloud and network.
    let from = pos2(screen.free.cloud.min.x, 200.0);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    screen.pass(vec![egui::Event::PointerMoved(from)]);
    screen.pass(vec![button(from, true)]);
    let to = from - vec2(100.0, 0.0);
    screen.pass(vec![egui::Event::PointerMoved(to)]);
    let (_, commands) = screen.pass(vec![egui::Event::PointerMoved(to)]);
    let changes = commands.into_iter().filter_map(|command| match command {
        AppCommand::Panel(PanelCommand::Change(change)) => Some(change),
        _ => None,
    });
    let mut settings = Settings::default();
    changes.for_each(|change| settings.make(&change));
    let share = settings.panel_shares.cloud;
    assert!((share * 1280.0 - usual - 100.0).abs() < 3.0, "{share} of 1280 px, from {usual} px");
    *screen.world.resource_mut::<Settings>() = settings;
    screen.pass(vec![button(to, false)]);
    assert!((at(&mut screen, (1280.0, 800.0)) - share * 1280.0).abs() < 3.0);
    screen.change(Settings::reset_layout);
    assert_eq!(at(&mut screen, (1280.0, 800.0)), usual, "the first sizes again");
}

/// A press and a release; what it asks for.
fn click(screen: &mut Screen, at: Pos2) -> Vec<AppCommand> {
    let button = |pressed| egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::default(),
    };
    screen.pass(vec![egui::Event::PointerMoved(at)]);
    screen.pass(vec![button(true)]);
    screen.pass(vec![button(false)]).1
}

#[test]
fn a_click_on_a_button_is_a_command() {
    let mut screen = Screen::of("weights-196");
    let at = screen.find((1280.0, 800.0), "loop").center();
    let commands = click(&mut screen, at);
    assert!(
        commands
            .iter()
            .any(|command| matches!(command, AppCommand::Time(TimeCommand::SetLooping(false))))
    );
}

#[test]
fn one_thing_has_one_name() {
    for (preset, name, others) in [
        ("weights-196", "Weights", ["WEIGHT CHANGES", "PLASTICITY"]),
        ("paths-sbm", "Path", ["TEMPORAL PATH", "PATHS"]),
    ] {
        let mut screen = Screen::of(preset);
        let size = (1280.0, 800.0);
        let texts = screen.at(size);
        let words = words_of(&texts);
        assert!(
            words.contains(&name) && words.contains(&name.to_uppercase().as_str()),
            "{words:?}"
        );
        assert!(!others.iter().any(|other| words.contains(other)), "{words:?}");
        let chip = screen.find(size, name).center();
        let (tip, _) = screen.tooltip(chip).expect("a tooltip");
        assert!(tip.contains(&format!("{name}: ")), "{tip}");
        let said = |text: &str| text.to_lowercase().contains("weights (or path)");
        assert!(crate::app::keys::SHORTCUTS.iter().any(|(_, meaning)| said(meaning)));
        screen.change(|o: &mut Overlays| o.set(Dialog::Palette, true));
        screen.at(size);
        screen.pass(vec![egui::Event::Text("weights (or".into())]);
        let listed = screen.at(size);
        assert!(listed.iter().any(|text| said(&text.words)), "{:?}", words_of(&listed));
    }
}

#[test]
fn numbers_and_nouns_are_written_in_one_form() {
    let mut untidy = Untidy::default();
    for mut screen in [Screen::of("weights-196"), learnt("paths-stdp")] {
        screen.change(|s: &mut Selection| s.neuron = Some(NeuronId(912)));
        for text in screen.at((1920.0, 1080.0)) {
            let words = text.words;
            let is_ugly = words.contains(" -") || words.starts_with('-') || words.contains("a 8");
            let long = words.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() > 3);
            untidy.expect(!is_ugly && (!long || words.contains('.')), || format!("{words:?}"));
        }
    }
    untidy.report();
}
