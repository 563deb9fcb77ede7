//! Asks the reference library what a digit is most like, and waits for the answer.

use super::error::{Interrupted, Unreached, Usage, refuse};
use super::say::{say, say_over};
use super::{Common, Taught, stop};
use crate::analysis::fixed;
use crate::analysis::paths::{PathEmbedder, are_embedding};
use crate::analysis::trajectory::{Embedder, SampleTimes};
use crate::analysis::{Embedded, Familiarity, KnnSpec, Verdict};
use crate::data::{Cache, ClassNames, DataSet, Pixels, Source};
use crate::experiments::words::{count, of, thousands};
use crate::runtime::blocks::Progress;
use crate::runtime::{
    Answers, Library, LibraryCommand, LibraryEvent, LibrarySpec, Prediction, REFERENCE_SAMPLE_MS,
    Subject, Wake,
};
use crate::sim::{Network, Preset};
use anyhow::{Result, anyhow, bail};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often it is looked whether the program was asked to stop.
const LISTEN: Duration = Duration::from_millis(100);

/// How digits are presented, and what they are compared with. Checked: the preset has an embedding
/// and samples it at `at_ms`.
#[derive(Debug)]
pub struct Model {
    pub(super) preset: Arc<Preset>,
    pub(super) network: Arc<Network>,
    pub(super) seed: u64,
    pub(super) at_ms: f64,
    source: Source,
    cache: Option<Cache>,
    references: usize,
    /// So many were asked for, and not merely usual.
    asked: Option<usize>,
}

impl Model {
    /// Judges by `at_ms`, or else by 300 ms of weights or a whole path.
    pub(super) fn check(common: &Common, at_ms: Option<f64>, references: usize) -> Result<Model> {
        let preset = Arc::new(common.preset()?);
        let network = Arc::new(Network::build(&preset, common.seed));
        let has_paths = are_embedding(&preset);
        if !has_paths && Embedder::new(preset.clone(), network.clone()).is_none() {
            let expected = "one whose weights or temporal paths are an embedding, such as weights-196 or \
                            paths-sbm";
            return Err(refuse("--preset", expected, &preset.spec().name));
        }
        let times = match has_paths {
            true => vec![preset.spec().duration_ms],
            false => preset.sample_times_ms(),
        };
        // A preset of somebody's own need not sample weights at the usual time: the last before it, then.
        let usual = times.iter().rev().find(|&&time| time <= REFERENCE_SAMPLE_MS);
        let at_ms = at_ms.unwrap_or(*usual.filter(|_| !has_paths).unwrap_or(&times[0]));
        if !times.contains(&at_ms) {
            let times: Vec<String> = times.iter().map(ToString::to_string).collect();
            return Err(refuse("--at-ms", format!("one of {}", times.join(", ")), at_ms));
        }
        Ok(Model {
            preset,
            network,
            seed: common.seed,
            at_ms,
            source: common.source.clone(),
            cache: common.cache.clone(),
            references,
            asked: common.references,
        })
    }

    /// What turns images into questions; it owns an engine, so one for each thread.
    pub(super) fn reader(&self) -> Reader {
        let (preset, network) = (self.preset.clone(), self.network.clone());
        match are_embedding(&preset) {
            true => Reader::Paths(Box::new(PathEmbedder::new(preset, network))),
            false => {
                let times = SampleTimes::up_to(&preset, self.at_ms);
                Reader::Weights(Box::new(Embedder::at(preset, network, times)))
            }
        }
    }

    /// What one unit of a distance between embeddings stands for.
    pub(super) fn unit(&self) -> f32 {
        if are_embedding(&self.preset) { fixed::COORDINATE } else { fixed::WEIGHT }
    }
}

/// Turns images into questions.
pub(super) enum Reader {
    /// Of how weights move until the time that is asked about.
    Weights(Box<Embedder>),
    /// Of whole paths.
    Paths(Box<PathEmbedder>),
}

impl Reader {
    /// A question about an image.
    pub fn question(&mut self, image: &[u8]) -> Embedded {
        match self {
            Reader::Weights(embedder) => Embedded::Weights(Arc::new(embedder.steps(image))),
            Reader::Paths(reader) => {
                let end = reader.duration();
                Embedded::Path(Arc::new(reader.steps(image, vec![end])))
            }
        }
    }
}

/// What a reference is of.
pub(super) enum Image {
    /// This training image.
    Train(u32),
    /// This drawing in a hand that MNIST does not hold, see [`crate::data::handwriting`].
    Drawn(usize),
    /// No reference: a picture of the taught set, by its place there.
    Told(u32),
}

/// What a digit is most like.
pub(super) struct Answer {
    pub verdict: Verdict,
    /// None, where there are too few references to say.
    pub familiarity: Option<Familiarity>,
    /// References that were compared with.
    pub references: usize,
    /// What they are of, see [`ReferenceClient::image`].
    images: Arc<[u32]>,
    /// And beyond the references, of the pictures that were told.
    own: Vec<u32>,
}

/// The library with all its references embedded.
pub(super) struct ReferenceClient {
    library: Library,
    digits: Option<Arc<DataSet>>,
    /// What classes are called, where not by their numbers.
    names: Option<ClassNames>,
    source: Source,
    asked: u64,
    has_cache: bool,
    /// References that there are.
    references: usize,
    is_taught: bool,
    /// Words stand on the terminal that go once there is an answer.
    has_words: bool,
}

impl ReferenceClient {
    /// Embeds the references, or reads them from the cache; progress goes to a terminal only.
    pub fn start(presented: &Model) -> Result<ReferenceClient> {
        let spec = LibrarySpec {
            preset: presented.preset.clone(),
            network: presented.network.clone(),
            source: presented.source.clone(),
            cache: presented.cache.clone(),
            target: presented.references,
            limit: presented.references,
            seed: presented.seed,
        };
        stop::catch_interrupts()?;
        let has_cache = spec.cache.is_some();
        // Whoever asks waits for the answer.
        let library = Library::start(spec, Wake::default());
        let source = presented.source.clone();
        let mut client = ReferenceClient {
            library,
            digits: None,
            names: None,
            source,
            asked: 0,
            has_cache,
            references: 0,
            is_taught: false,
            has_words: false,
        };
        let is_terminal = std::io::stderr().is_terminal();
        let mut begun: Option<(&str, Instant, usize)> = None;
        loop {
            let (what, done, target) = match client.event()? {
                LibraryEvent::Fitting { done, target } => ("axes from images", done, target),
                LibraryEvent::Progress { done, target } => ("references", done, target),
                _ => continue,
            };
            let is_done = done >= target;
            if is_terminal {
                let (_, started, from) = match begun {
                    Some(begun) if begun.0 == what => begun,
                    _ => *begun.insert((what, Instant::now(), done)),
                };
                let left = Progress::since(started, from, done, target).time_left();
                let words = format!("{what}: {}{left}", of(done, target));
                say_over(if is_done { "" } else { &words });
            }
            if is_done && what == "references" {
                if let Some(asked) = presented.asked.filter(|&asked| target < asked) {
                    let source = &presented.source;
                    let (asked, found) = (thousands(asked), thousands(target));
                    say(format!("warning: expected {asked} references, found {found} in {source}"));
                }
                client.references = target;
                return Ok(client);
            }
        }
    }

    /// From now on answers are by what was told, once and before anything is asked.
    pub fn teach(&mut self, taught: &Taught) -> Result<()> {
        // Which images they are is said after they are there.
        let references = loop {
            match self.event()? {
                LibraryEvent::Cloud(cloud) if cloud.images.len() >= self.references => {
                    break Some(cloud.images.clone());
                }
                LibraryEvent::NoCloud(_) => break None,
                _ => {}
            }
        };
        let Some(digits) = self.digits.clone() else { bail!("the reference digits are gone") };
        let (told, names) = taught.lesson(&digits, references.as_deref())?;
        self.names = Some(names);
        let own = told.told.iter().filter(|told| matches!(told.what, Subject::Own { .. })).count();
        if own > 0 && std::io::stderr().is_terminal() {
            say_over(&format!("embedding {} of the taught set", count(own, "picture")));
            self.has_words = true;
        }
        self.is_taught = true;
        match self.library.send(LibraryCommand::Teach { lesson: 1, told: Arc::new(told) }) {
            true => Ok(()),
            false => bail!("the reference digits cannot be taught"),
        }
    }

    /// What is this most like at its last sample time?
    pub fn ask(&mut self, of: Embedded, pixels: &Pixels, knn: KnnSpec) -> Result<Answer> {
        self.asked += 1;
        let command = LibraryCommand::Ask {
            question: self.asked,
            of,
            pixels: pixels.clone(),
            image: None,
            knn,
        };
        if !self.library.send(command) {
            bail!("the reference digits take no question");
        }
        loop {
            let LibraryEvent::Prediction(mut prediction) = self.event()? else { continue };
            if std::mem::take(&mut self.has_words) {
                say_over("");
            }
            let Prediction { references, images, own, are_alike, .. } = *prediction;
            return match prediction.verdicts.pop() {
                // Any label would be that of whichever came first.
                Some(_) if are_alike => Err(self.all_alike(references)),
                Some((verdict, familiarity)) => {
                    Ok(Answer { verdict, familiarity, references, images, own })
                }
                None if self.is_taught && references > knn.k => Err(Unreached.into()),
                None => Err(too_few(knn.k, references)),
            };
        }
    }

    /// What is each of these most like at its last sample time? Faster by far than one after the other.
    pub fn ask_many(
        &mut self,
        of: Vec<(Embedded, Pixels)>,
        knn: KnnSpec,
    ) -> Result<Vec<(Verdict, Option<Familiarity>)>> {
        if !self.library.send(LibraryCommand::AskMany { of, knn }) {
            bail!("the reference digits take no question");
        }
        loop {
            let LibraryEvent::Answers(answers) = self.event()? else { continue };
            let Answers { verdicts, references, are_alike } = *answers;
            if are_alike {
                return Err(self.all_alike(references));
            }
            let found: Option<Vec<_>> = verdicts.into_iter().collect();
            return found.ok_or_else(|| too_few(knn.k, references));
        }
    }

    fn all_alike(&self, references: usize) -> anyhow::Error {
        let found = thousands(references);
        anyhow!("{}: expected reference digits that differ, found {found} all alike", self.source)
    }

    /// References that there are.
    pub fn references(&self) -> usize {
        self.references
    }

    /// What a reference is that an answer names.
    pub fn image(&self, answer: &Answer, reference: usize) -> Option<Image> {
        if let Some(own) = reference.checked_sub(answer.references) {
            return answer.own.get(own).map(|&id| Image::Told(id));
        }
        let place = *answer.images.get(reference)?;
        let drawing = self.digits.as_ref()?.drawing(place as usize);
        Some(drawing.map_or(Image::Train(place), Image::Drawn))
    }

    /// Whether it is known what the references show; yes while they are not read.
    pub fn has_labels(&self) -> bool {
        self.digits.as_ref().is_none_or(|digits| digits.has_labels())
    }

    /// What a class is called, where not by its number.
    pub fn called(&self, class: u8) -> Option<String> {
        self.names.as_ref().map(|names| names.of(class).to_owned())
    }

    /// Whether it goes on.
    ///
    /// # Errors
    /// [`Interrupted`], once the program was asked to stop.
    pub fn goes_on(&self) -> Result<()> {
        match stop::STOP.load(Ordering::Relaxed) {
            true if self.has_cache => Err(Interrupted::Kept.into()),
            true => Err(Interrupted::Uncached.into()),
            false => Ok(()),
        }
    }

    /// The next event; notices are shown, and the end of the thread is an error. So is a request to stop: what
    /// there is of the references is kept when the library goes.
    fn event(&mut self) -> Result<LibraryEvent> {
        loop {
            self.goes_on()?;
            let until = Instant::now() + LISTEN;
            let event = match self.library.wait_event(until) {
                Some(LibraryEvent::Failed(reason)) => bail!("{reason}"),
                Some(event) => event,
                None if Instant::now() < until => bail!("the reference digits are gone"),
                None => continue,
            };
            match &event {
                LibraryEvent::Notice(notice) => say(format!("warning: {notice}")),
                LibraryEvent::Digits(digits) => {
                    let names = Some(digits.classes().clone());
                    self.names = names.filter(|names| !names.are_numbers());
                    self.digits = Some(digits.clone());
                }
                _ => {}
            }
            return Ok(event);
        }
    }
}

fn too_few(k: usize, references: usize) -> anyhow::Error {
    let expected = format!("more reference digits than the {k} that vote");
    Usage(format!("--k: expected {expected}, found {references}")).into()
}
