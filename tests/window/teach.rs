//! Labels are put away, ten questions of the program are answered, and a digit is read by what was told.

use super::x11::window::Window;
use super::x11::{App, Screen, drop_files, key, poll};
use super::{PREDICTION, START, digit, percent_of_seven};
use anyhow::{Context as _, Result, ensure};
use signalscape::data::taught::TaughtSet;
use signalscape::data::{Part, Source};
use signalscape::runtime::{
    Example, Lesson, Library, LibraryCommand, LibraryEvent, LibrarySpec, Subject, Wake,
};
use signalscape::sim::{Network, Preset};
use std::fs;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// As many as the application has in these tests.
const REFERENCES: usize = 300;
/// Answers that are given.
const ANSWERS: usize = 12;
const KEPT: Duration = Duration::from_secs(120);
/// After so long without an answer the question is asked again.
const AGAIN: Duration = Duration::from_secs(20);

/// What the library asks about, one after the other, and what that is.
fn questions() -> Result<Vec<(u32, u8)>> {
    let preset = Arc::new(Preset::builtin("weights-196")?);
    let spec = LibrarySpec {
        network: Arc::new(Network::build(&preset, 1)),
        preset,
        source: Source::Embedded,
        cache: None,
        target: REFERENCES,
        limit: REFERENCES,
        seed: 1,
    };
    let library = Library::start(spec, Wake::default());
    let deadline = Instant::now() + START;
    let cloud = loop {
        match library.wait_event(deadline).context("no cloud")? {
            LibraryEvent::Cloud(cloud) if cloud.labels.len() == REFERENCES => break cloud,
            _ => {}
        }
    };
    let mut answers: Vec<(u32, u8)> = Vec::new();
    for lesson in 1.. {
        let told = answers
            .iter()
            .map(|&(image, class)| Example { what: Subject::Reference(image), class: Some(class) });
        let told = Arc::new(Lesson { labels_are_away: true, told: told.collect() });
        ensure!(library.send(LibraryCommand::Teach { lesson, told }), "it takes no lesson");
        let point = loop {
            match library.wait_event(deadline).context("no reach")? {
                LibraryEvent::Reach(reach) if reach.lesson == lesson => break reach.question,
                _ => {}
            }
        };
        let point = point.context("nothing is left to ask")?;
        if answers.len() == ANSWERS {
            break;
        }
        answers.push((cloud.images[point], cloud.labels[point]));
    }
    Ok(answers)
}

/// How many are kept by now.
fn kept(app: &App) -> Result<Option<TaughtSet>> {
    let path = app.config().join("signalscape/taught.json");
    if !path.exists() {
        return Ok(None);
    }
    Ok(Some(TaughtSet::read(&path)?))
}

pub fn story(screen: &Screen, app: &mut App) -> Result<()> {
    let answers = questions()?;
    let folder = tempfile::tempdir()?;
    let window = Window::find(screen, app, START)?;
    let (x, y) = window.point(0.5, 0.5)?;
    drop_files(&window, &[digit(folder.path(), 0)?], x, y)?;
    window.wait_title("the prediction", PREDICTION, |title| percent_of_seven(title).is_some())?;
    window.key(key::T)?;
    let says_nothing = |title: &str| !title.contains(':');
    window.wait_title("nobody has told it anything", PREDICTION, says_nothing)?;
    for (place, &(_, class)) in answers.iter().enumerate() {
        // On a busy machine an answer may come before the question.
        let mut asked = Instant::now() - AGAIN;
        poll("an answer to be kept", KEPT, || {
            if asked.elapsed() >= AGAIN {
                // A question that is asked already would be passed over.
                window.key(key::ESCAPE)?;
                window.key(key::N)?;
                sleep(AGAIN / 10);
                window.key(key::ZERO + u32::from(class))?;
                asked = Instant::now();
            }
            Ok(kept(app)?.filter(|set| set.told.len() == place + 1))
        })?;
        app.check_alive()?;
    }
    let set = kept(app)?.context("nothing is kept")?;
    let train = Source::Embedded.load(Part::Train).context("no embedded digits")?;
    let numbered = |&(image, class): &(u32, u8)| {
        let is_of_mnist = (image as usize) < train.len();
        (is_of_mnist.then_some(image), Some(class))
    };
    let expected: Vec<_> = answers.iter().map(numbered).collect();
    let found: Vec<_> = set.told.iter().map(|told| (told.image, told.class)).collect();
    ensure!(found == expected, "expected {expected:?}, found {found:?}");
    let sees_seven = |title: &str| percent_of_seven(title).is_some();
    window.wait_title("a 7, by what was told", PREDICTION, sees_seven)?;

    // A folder whose folders are named after what they show, one of them by no digit.
    let hearts = folder.path().join("signs/♥");
    fs::create_dir_all(&hearts)?;
    digit(&hearts, 8)?;
    drop_files(&window, &[folder.path().join("signs")], x, y)?;
    let set = poll("the folder's picture to be kept", KEPT, || {
        Ok(kept(app)?.filter(|set| set.told.len() == ANSWERS + 1))
    })?;
    let told = set.told.last().context("nothing is told")?;
    let name = told.class.map(|class| set.names.of(class));
    ensure!((told.image, name) == (None, Some("♥")), "told {:?}, {name:?}", told.image);
    fs::remove_dir_all(folder.path())?;
    app.check_alive()
}
