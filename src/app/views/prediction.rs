//! What the digit is most like: the label, the votes, the nearest neighbours; or why there is none yet.

use super::Model;
use crate::analysis::{Familiarity, KnnSpec, Metric, Neighbour, NoveltyScale, Verdict, fixed};
use crate::app::references::References;
use crate::app::sample::shown_sample;
use crate::app::teaching::Teaching;
use crate::experiments::words::{count, number, thousands};

/// A name of so many letters is the sign of a label; a longer one is written short.
const SIGN_LETTERS: usize = 6;

/// What the prediction says.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictionView {
    /// What is compared, the longest wording first.
    pub compared: [String; 2],
    /// How it is compared.
    pub compared_tip: &'static str,
    /// What came of it.
    pub state: State,
}

/// What came of comparing.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The neighbours have voted.
    Verdict(VerdictView),
    /// There is nothing to compare before the first sample time.
    FirstReading(FirstReading),
    /// There is no vote; what it waits for, or why there can be none.
    Waiting(String),
}

/// What the neighbours say.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdictView {
    /// What they vote for.
    pub label: LabelView,
    /// Of each class of the data set, and up to the last that is voted for.
    pub votes: Vec<Vote>,
    /// Those that vote, the nearest first; variants of one picture of somebody's own are one.
    pub neighbours: Vec<NeighbourView>,
    /// How they vote.
    pub knn: KnnSpec,
}

/// The label, and how far it can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelView {
    /// How far it can be trusted.
    pub standing: Standing,
    /// The class with the largest share of the votes, from 0.
    pub class: u8,
    /// What it is called; a question mark where it is like nothing.
    pub sign: String,
    /// What the second is called, where the vote is close.
    pub other: Option<String>,
    /// Two lines beside it.
    pub words: String,
    /// What that means.
    pub tip: String,
}

/// How far a label can be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Two classes have nearly as many votes.
    Close,
    /// The input is unlike any reference.
    Novel,
    /// It is like some, but less than nearly all of them are.
    Unusual,
    /// It is as they are.
    Familiar,
    /// There are too few references to say how like them it is.
    Unjudged,
}

/// What a class has of the votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Vote {
    /// What it is called, in three characters at most.
    pub short: String,
    /// The whole name.
    pub name: String,
    /// Its share, 0 to 1.
    pub share: f32,
}

impl Vote {
    /// Its share in words.
    pub fn tip(&self) -> String {
        format!("{} has {} %.", self.name, number(self.share * 100.0, 1))
    }
}

/// A neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct NeighbourView {
    /// What it is a picture of.
    pub picture: Picture,
    /// Its place in the cloud.
    pub point: usize,
    /// Its class, from 0.
    pub class: u8,
    /// How many votes it has.
    pub votes: usize,
    /// What its class is called, and how many votes it has where it has several.
    pub caption: String,
    /// How far away it is.
    pub distance: f32,
    /// In which measure.
    pub measure: &'static str,
}

/// A picture of a neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Picture {
    /// A reference's, by its place among the training images.
    Reference(u32),
    /// Somebody's own that was told, by its id.
    Own(u32),
}

/// The way to the first sample time.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstReading {
    /// How much of it is played, 0 to 1.
    pub share: f32,
    /// The same in words.
    pub words: String,
    /// How long the rest takes.
    pub tip: String,
}

impl PredictionView {
    /// Reads it.
    pub fn gather(model: &Model) -> PredictionView {
        let session = &*model.session;
        let sample = shown_sample(session, &model.playback);
        let times_ms = session.sample_ms();
        let presentation = session.record.presentation();
        let state = match sample.and_then(|sample| model.references.verdict(presentation, sample)) {
            Some((verdict, familiarity)) => {
                State::Verdict(VerdictView::of(verdict, *familiarity, model))
            }
            None if sample.is_none() && session.has_cloud() && !session.is_blank() => {
                State::FirstReading(FirstReading::of(model, times_ms[0]))
            }
            None => State::Waiting(waiting(model)),
        };
        let compared_tip = match session.has_paths() {
            true => {
                "Which hidden edges won, how often and in which window, is compared with the references', \
                 on 120 axes. The whole path counts, however far it has been played."
            }
            false => {
                "The change of the edge weights by this time is compared with the references' at the same \
                 time: the last sample before the cursor, and 300 ms while playback is paused at the start \
                 or at the end."
            }
        };
        PredictionView { compared: compared(model, sample, &times_ms), compared_tip, state }
    }
}

/// What is compared, the longest wording first.
fn compared(model: &Model, sample: Option<usize>, times_ms: &[f64]) -> [String; 2] {
    let session = &*model.session;
    let ms = |sample: usize| number(times_ms[sample], 0);
    let (text, more) = match sample {
        Some(sample) if session.has_paths() => (format!("temporal path of {} ms", ms(sample)), ""),
        Some(sample) if model.playback.rests() => {
            (format!("weights at {} ms", ms(sample)), ", the usual time")
        }
        Some(sample) => (format!("weights at {} ms", ms(sample)), ""),
        None if session.has_cloud() => (format!("first reading at {} ms", ms(0)), ""),
        None => (String::new(), ""),
    };
    [format!("{text}{more}"), text]
}

impl FirstReading {
    fn of(model: &Model, first_ms: f64) -> FirstReading {
        let playback = &*model.playback;
        let left_s = (first_ms - playback.now_ms) / playback.speed;
        FirstReading {
            share: (playback.now_ms / first_ms) as f32,
            words: format!("{} of {} ms", number(playback.now_ms, 0), number(first_ms, 0)),
            tip: format!("About {} s at this speed", number(left_s, 0)),
        }
    }
}

impl VerdictView {
    fn of(verdict: &Verdict, familiarity: Option<Familiarity>, model: &Model) -> VerdictView {
        let (teaching, references) = (&*model.teaching, &*model.references);
        let noun = model.digits.noun();
        VerdictView {
            label: LabelView::of(verdict, familiarity, teaching, references, noun),
            votes: votes(verdict, teaching),
            neighbours: neighbours(verdict, model),
            knn: model.settings.knn,
        }
    }
}

impl LabelView {
    fn of(
        verdict: &Verdict,
        familiarity: Option<Familiarity>,
        teaching: &Teaching,
        references: &References,
        noun: &str,
    ) -> LabelView {
        let names = teaching.names();
        let is_novel = familiarity.is_some_and(|familiarity| familiarity.is_novel);
        let runner_up = verdict.runner_up().filter(|_| !is_novel);
        let standing = match familiarity {
            _ if runner_up.is_some() => Standing::Close,
            Some(_) if is_novel => Standing::Novel,
            Some(found) if found.is_unusual => Standing::Unusual,
            Some(_) => Standing::Familiar,
            None => Standing::Unjudged,
        };
        let share = verdict.shares[usize::from(verdict.label)];
        let known = teaching.known().count();
        let named = if teaching.is_on() { teaching.classes().len() } else { known };
        let sure = match standing {
            Standing::Close => "a close vote".to_owned(),
            Standing::Unusual => "but unusual".to_owned(),
            // Whatever it is, it can be called nothing else.
            _ if named < known => format!("of {}", count(named, "name")),
            _ if share > 0.95 => "sure".to_owned(),
            _ => "likely".to_owned(),
        };
        let so_far = if familiarity.is_none() && references.grows() { " so far" } else { "" };
        let (sign, words) = match standing {
            Standing::Novel => ("?".to_owned(), format!("unlike any\n{noun} it knows")),
            _ => {
                let name = names.of(verdict.label);
                let is_sign = runner_up.is_none() && name.chars().count() <= SIGN_LETTERS;
                let sign = if is_sign { name } else { names.short(verdict.label) };
                (sign.to_owned(), format!("{} %\n{sure}{so_far}", number(share * 100.0, 0)))
            }
        };
        let other = runner_up.map(|other| names.short(other).to_owned());
        let vote = format!(
            "The neighbours vote for {} with {} % of the weight.",
            names.of(verdict.label),
            number(share * 100.0, 0)
        );
        let tip = match familiarity {
            Some(familiarity) => format!(
                "{vote} How far the nearest is, for how far they are from each other, is {} times what 99 % \
                 of the references stay below: above 1 it is called unlike any {noun}.{}",
                number(familiarity.ratio, 2),
                if familiarity.is_unusual && !is_novel {
                    " It is unusual: above what 95 % stay below, nearly as near to a letter or a sign, or of \
                     more pieces than such images are."
                } else {
                    ""
                }
            ),
            None => format!(
                "{vote} Whether it is like any of them at all cannot be said{}: that takes {} references.",
                if references.grows() { " yet" } else { "" },
                thousands(NoveltyScale::REFERENCES_MIN)
            ),
        };
        LabelView { standing, class: verdict.label, sign, other, words, tip }
    }

    /// What it is called, with the second where the vote is close.
    pub fn signs(&self) -> String {
        match &self.other {
            Some(other) => format!("{} or {other}", self.sign),
            None => self.sign.clone(),
        }
    }
}

/// What each class of the data set, and up to the last that is voted for, has of the votes.
fn votes(verdict: &Verdict, teaching: &Teaching) -> Vec<Vote> {
    let names = teaching.names();
    let vote = |class: usize| {
        let share = verdict.shares.get(class).copied().unwrap_or(0.0);
        let [short, name] = [names.short(class as u8), names.of(class as u8)].map(str::to_owned);
        Vote { short, name, share }
    };
    (0..verdict.shares.len().max(teaching.known().count())).map(vote).collect()
}

impl Picture {
    /// Of a neighbour, by its place in the cloud; none where what it is of is no longer told.
    fn of(neighbour: usize, model: &Model) -> Option<Picture> {
        let prediction = model.references.prediction.as_ref()?;
        match neighbour.checked_sub(prediction.references) {
            None => Some(Picture::Reference(*prediction.images.get(neighbour)?)),
            Some(at) => {
                let id = *prediction.own.get(at)?;
                model.teaching.told_own(id).map(|_| Picture::Own(id))
            }
        }
    }
}

/// Neighbours, nearest first: variants of one picture of somebody's own are shown as one, which has their votes.
fn neighbours(verdict: &Verdict, model: &Model) -> Vec<NeighbourView> {
    let mut pictures: Vec<(&Neighbour, Picture, usize)> = Vec::new();
    for one in &verdict.neighbours {
        let Some(picture) = Picture::of(one.index, model) else { continue };
        let is_own = matches!(picture, Picture::Own(_));
        match pictures.iter_mut().find(|(_, known, _)| is_own && *known == picture) {
            Some((.., votes)) => *votes += 1,
            None => pictures.push((one, picture, 1)),
        }
    }
    let view = |(one, picture, votes)| NeighbourView::of(one, picture, votes, model);
    pictures.into_iter().map(view).collect()
}

impl NeighbourView {
    fn of(neighbour: &Neighbour, picture: Picture, votes: usize, model: &Model) -> NeighbourView {
        let names = model.teaching.names();
        let (unit, measure) = match (model.settings.knn.metric, model.session.has_paths()) {
            (Metric::Cosine, _) => (1.0, "1 − cosine of the angle between them"),
            (Metric::Euclidean, true) => (fixed::COORDINATE, "along the 120 axes"),
            (Metric::Euclidean, false) => (fixed::WEIGHT, "in units of weight"),
        };
        let short = names.short(neighbour.label);
        NeighbourView {
            picture,
            point: neighbour.index,
            class: neighbour.label,
            votes,
            caption: if votes == 1 { short.to_owned() } else { format!("{short} ×{votes}") },
            distance: neighbour.distance * unit,
            measure,
        }
    }

    /// What it is, and how far away.
    pub fn tip(&self, model: &Model) -> String {
        let (name, click) = match self.picture {
            Picture::Reference(image) => {
                let click = " Click to find it in the cloud, double-click to play it.";
                (format!("A {}", model.digits.reference_name(image)), click)
            }
            Picture::Own(_) if self.votes == 1 => {
                ("The picture that was told, or a variant of it".to_owned(), "")
            }
            Picture::Own(_) => {
                let words = format!(
                    "{} of the 33 variants of the picture that was told, each with a vote",
                    self.votes
                );
                (words, "")
            }
        };
        format!(
            "{name}, {}; distance {} ({}).{click}",
            model.teaching.names().with_article(self.class),
            number(self.distance, 2),
            self.measure,
        )
    }
}

/// Why there is no vote.
fn waiting(model: &Model) -> String {
    let references = &*model.references;
    if !model.session.has_cloud() {
        "No prediction: this preset has no embedding of one image alone.".to_owned()
    } else if model.session.is_blank() {
        "The pad is empty: draw, drop a picture, or pick one above.".to_owned()
    } else if let Some((done, target)) = references.fitting {
        let (done, target) = (thousands(done), thousands(target));
        format!(
            "Finding the axes of the cloud: {done} of {target} images. They are kept for next time."
        )
    } else if references.cloud.is_none() {
        format!(
            "Getting the first reference {}s ready: {}.",
            model.digits.noun(),
            thousands(references.done)
        )
    } else if model.teaching.is_on() && model.teaching.named() == 0 {
        "Nobody has told me anything yet: click a point of the cloud and say what it is, or what this is (It is a …).".to_owned()
    } else {
        "Comparing with the references …".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vote for 7, the rest for 9, put into words.
    fn label(share: f32, familiarity: Option<Familiarity>, references: &References) -> LabelView {
        let mut shares = vec![0.0; 10];
        (shares[7], shares[9]) = (share, 1.0 - share);
        let verdict = Verdict { label: 7, shares, neighbours: Vec::new() };
        LabelView::of(&verdict, familiarity, &Teaching::default(), references, "digit")
    }

    #[test]
    fn a_label_is_said_as_far_as_it_can_be_trusted() {
        let growing = References { done: 60, target: 2_000, ..References::default() };
        let grown = References::default();
        let judged = |is_novel, is_unusual| Some(Familiarity { ratio: 0.5, is_novel, is_unusual });
        for (share, familiarity, references, standing, sign, words) in [
            (0.97, None, &growing, Standing::Unjudged, "7", "97 %\nsure so far"),
            (0.97, None, &grown, Standing::Unjudged, "7", "97 %\nsure"),
            (0.8, judged(false, false), &grown, Standing::Familiar, "7", "80 %\nlikely"),
            (0.97, judged(false, true), &grown, Standing::Unusual, "7", "97 %\nbut unusual"),
            (0.6, judged(false, true), &grown, Standing::Close, "7 or 9", "60 %\na close vote"),
            (0.6, judged(true, true), &grown, Standing::Novel, "?", "unlike any\ndigit it knows"),
        ] {
            let found = label(share, familiarity, references);
            assert_eq!((found.standing, found.class), (standing, 7));
            assert_eq!((found.signs().as_str(), found.words.as_str()), (sign, words));
        }
        let tip = |familiarity, references| label(0.97, familiarity, references).tip;
        assert!(tip(None, &growing).contains("cannot be said yet: that takes 512 references"));
        assert!(tip(None, &grown).contains("cannot be said: that takes 512 references"));
        assert!(tip(judged(false, true), &grown).contains("It is unusual"));
        assert!(!tip(judged(true, true), &grown).contains("It is unusual"));
    }

    #[test]
    fn all_classes_of_the_data_set_have_a_column() {
        let verdict = Verdict { label: 1, shares: vec![0.0, 1.0], neighbours: Vec::new() };
        let votes = votes(&verdict, &Teaching::default());
        assert_eq!((votes.len(), votes[1].share, votes[9].share), (10, 1.0, 0.0));
        assert_eq!((votes[1].short.as_str(), votes[1].tip().as_str()), ("1", "1 has 100.0 %."));
    }
}
