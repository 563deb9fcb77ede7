//! Small windows: what matters most has room, and nothing is out of reach.

use super::*;
use crate::app::framing::CLOUD_LEAST;
use crate::app::views::learning::LessonView;
use crate::data::{ClassNames, DataSet};
use crate::sim::Sheet;

/// The smallest window, one that is low, and the one that most people have.
const SMALL: [(f32, f32); 3] = [(800.0, 600.0), (1440.0, 600.0), (1024.0, 700.0)];

/// What is written after a click on words.
fn opened(screen: &mut Screen, size: (f32, f32), words: &str) -> Vec<Text> {
    let at = screen.find(size, words).center();
    click(screen, at);
    let mut shapes = Vec::new();
    for _ in 0..PASSES {
        shapes = screen.pass(Vec::new()).0;
    }
    texts(&shapes)
}

#[test]
fn network_and_cloud_have_room_in_a_small_window() {
    for preset in ["weights-196", "paths-sbm"] {
        let mut screen = Screen::of(preset);
        for size in SMALL {
            screen.at(size);
            let (network, cloud) = (screen.free.network.size(), screen.free.cloud.size());
            assert!(network.x >= 240.0 && network.y >= 240.0, "{preset}, {size:?}: {network}");
            assert!(cloud.x >= 240.0 && cloud.y >= 190.0, "{preset}, {size:?}: {cloud}");
        }
    }
}

#[test]
fn the_cloud_keeps_its_room_whatever_shares_panels_are_dragged_to() {
    let mut screen = Screen::of("weights-196");
    for playback in (0..=100).step_by(10) {
        screen.change(|s: &mut Settings| {
            (s.panel_shares.playback, s.panel_shares.plasticity) = (playback as f32 / 100.0, 0.9);
        });
        for height in [560.0, 679.0, 680.0, 800.0] {
            screen.at((1280.0, height));
            let cloud = screen.free.cloud.height();
            assert!(cloud >= CLOUD_LEAST, "{cloud} of {height}, playback {playback} %");
        }
    }
    // Smaller than a window can be, as a picture may be: nothing panics.
    for height in (200..560).step_by(9) {
        screen.at((1280.0, height as f32));
    }
}

#[test]
fn in_a_low_window_weights_and_raster_take_turns() {
    let (mut screen, size) = (Screen::of("weights-196"), (800.0, 600.0));
    let shown = |screen: &mut Screen| {
        let texts = screen.at(size);
        ["neurons", "arrives"].map(|words| texts.iter().any(|text| text.words == words))
    };
    assert_eq!(shown(&mut screen), [true, false]);
    let chip = screen.find(size, "Weights").center();
    let commands = click(&mut screen, chip);
    let Some(AppCommand::Panel(PanelCommand::Change(change))) = commands.first() else {
        panic!("{commands:?}")
    };
    screen.world.resource_mut::<Settings>().make(change);
    assert_eq!(shown(&mut screen), [false, true]);
    assert!(screen.world.resource::<Settings>().shows_plasticity, "in a larger window as before");
    assert!(screen.tooltip(chip).is_some_and(|(tip, _)| tip.contains("in the raster's place")));
}

#[test]
fn what_does_not_fit_into_a_small_window_is_listed_by_a_button() {
    let (mut screen, size) = (Screen::of("weights-196"), (800.0, 600.0));
    // Of the legend.
    let wide = screen.at((1920.0, 1080.0));
    let signs = ["excites", "fires, then recovers", "signal", "lost: too early"];
    assert!(signs.iter().all(|sign| words_of(&wide).contains(sign)), "{:?}", words_of(&wide));
    assert!(!words_of(&wide).iter().any(|words| words.ends_with(" more")));
    let narrow = screen.at(size);
    let more = words_of(&narrow).into_iter().find(|words| words.ends_with(" more"));
    let more = more.expect("a button").to_owned();
    let all = opened(&mut screen, size, &more);
    for sign in signs.into_iter().chain(["heights enlarged 4.5 times"]) {
        assert!(words_of(&all).contains(&sign), "{sign} is not among {:?}", words_of(&all));
    }
    // Of the neighbours.
    let mut screen = Screen::of("weights-196");
    let pictures = |texts: &[Text], screen: &Screen| {
        let verdict = screen.world.resource::<References>().prediction.as_ref().unwrap();
        let labels: Vec<String> =
            verdict.verdicts[2].0.neighbours.iter().map(|n| n.label.to_string()).collect();
        texts
            .iter()
            .filter(|text| labels.contains(&text.words) && text.place.height() < 10.0)
            .count()
    };
    let before = screen.at(size);
    let others =
        words_of(&before).into_iter().find(|words| words.starts_with('+') && words.len() == 2);
    let others = others.expect("a button").to_owned();
    let hidden: usize = others[1..].parse().unwrap();
    let shown = pictures(&before, &screen);
    let after = opened(&mut screen, size, &others);
    assert_eq!(pictures(&after, &screen), shown + hidden);
}

#[test]
fn what_to_press_next_is_not_cut_in_a_usual_window() {
    for (mut screen, words) in [
        (learnt("paths-stdp"), "Learn"),
        (Screen::of("paths-stdp"), "Learn"),
        (Screen::of("weights-196"), "60 reference digits"),
        (Screen::of("paths-sbm"), "60 reference digits"),
    ] {
        for size in [(1280.0, 800.0), (1536.0, 864.0)] {
            let texts = screen.at(size);
            let text = texts.iter().find(|text| text.words == words);
            let text = text.unwrap_or_else(|| panic!("no {words:?} in {:?}", words_of(&texts)));
            // With the button around it.
            let is_whole = text.clip.contains_rect(text.place.expand2(vec2(0.0, 6.0)));
            assert!(is_whole, "{size:?}: {text:?}");
        }
    }
}

#[test]
fn a_panel_that_scrolls_says_so() {
    let mut screen = Screen::of("weights-196");
    screen.change(|s: &mut Selection| s.neuron = Some(NeuronId(912)));
    screen.at((1024.0, 700.0));
    let shapes = screen.pass(Vec::new()).0;
    // At the right of the left panel, and beside all that is written there.
    let is_left = |bar: &egui::Rect| bar.height() > 40.0 && bar.right() < 271.0;
    let bar = bars(&shapes).into_iter().find(is_left).expect("a bar is drawn");
    let texts = texts(&shapes);
    let is_inside = |text: &&Text| {
        let place = text.place;
        place.left() < 260.0 && place.top() > bar.top() && place.bottom() < bar.bottom()
    };
    let inside: Vec<&Text> = texts.iter().filter(is_inside).collect();
    assert!(inside.len() > 10, "{inside:?}");
    let over: Vec<_> = inside.iter().filter(|text| text.place.right() > bar.left()).collect();
    assert!(over.is_empty(), "{bar:?} lies over {over:?}");
}

#[test]
fn many_classes_have_a_button_each_in_every_window() {
    let mut screen = Screen::of("weights-196");
    let first: Vec<u32> = (0..640).collect();
    let test = screen.world.resource::<Digits>().test.pick(&first);
    let labels = first.iter().map(|place| (place % 64) as u8).collect();
    let images = ("images", test.all_pixels().to_vec());
    let test =
        DataSet::new(Sheet::MNIST, ClassNames::numbers(64), images, Some(("labels", labels)));
    let test = Arc::new(test.unwrap());
    screen.change(|digits: &mut Digits| (digits.is_mnist, digits.test) = (false, test));
    let mut untidy = Untidy::default();
    for size in SIZES {
        untidy.look(&mut screen, "64 classes", size);
    }
    untidy.report();
    let texts = opened(&mut screen, (800.0, 600.0), "+55");
    let last = texts.iter().find(|text| text.words == "63").expect("the last one is there");
    let commands = click(&mut screen, last.place.center());
    let picks = AppCommand::from(ImageCommand::PickRandom(Part::Test, Some(63)));
    assert!(commands.contains(&picks), "{commands:?}");
}

#[test]
fn a_network_learns_from_as_many_images_as_there_are() {
    let mut screen = Screen::of("paths-stdp");
    let train = screen.world.resource::<Digits>().train.clone().unwrap();
    let lesson = |screen: &mut Screen, images: Option<usize>, classes: Vec<u8>| {
        let places: Vec<u32> = (0..images.unwrap_or(train.len()) as u32).collect();
        let train = Arc::new(train.pick(&places));
        screen.change(|digits: &mut Digits| digits.train = Some(train));
        screen.change(|settings: &mut Settings| settings.classes = classes);
        let mut state = SystemState::<Model>::new(&mut screen.world);
        let model = &state.get(&screen.world).expect("all that panels read is there");
        LessonView::gather(model)
    };
    let all = lesson(&mut screen, None, vec![1, 5]);
    assert_eq!((all.images, all.range.clone(), all.why_not(&[1, 5])), (1_000, 200..=4_000, None));
    let some = lesson(&mut screen, Some(2_000), vec![1, 5]);
    let rarest = train.of_class(5).take_while(|&place| place < 2_000).count();
    let most = rarest / 2 * 2;
    assert!((121..200).contains(&most), "{most}");
    assert_eq!((some.images, some.range.clone(), some.why_not(&[1, 5])), (most, most..=most, None));
    let few = lesson(&mut screen, Some(500), vec![1, 5]);
    let why_not = few.why_not(&[1, 5]).unwrap();
    assert!(why_not.starts_with("There are too few images of these classes"), "{why_not}");
    let at = screen.find((1280.0, 800.0), "Learn").center();
    assert!(click(&mut screen, at).is_empty(), "it cannot be asked for");
}
