//! Experiments: what the next run can be made of, how far the present one is, and what became of the last.

use super::Model;
use super::words::{UNSAID, network_title};
use crate::app::choices::Form;
use crate::data::ImageSet;
use crate::experiments::weights::Stage;
use crate::experiments::words::{count, number, thousands};
use crate::sim::{Preset, Sheet};

/// A network of as many neurons as are wanted, in the list of networks.
pub const N_NEURONS: &str = "N neurons";

/// Most images of a run: as many as the paper uses.
const LIMIT_MAX: usize = 10_000;

/// What the window of experiments says above its lists.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentsView {
    /// What is chosen, of no more images than there are.
    pub form: Form,
    /// The network that is chosen, by what it does.
    pub network: String,
    /// What explains it.
    pub network_tip: String,
    /// Names of the presets that can be chosen: those whose weights are an embedding.
    pub presets: Vec<&'static str>,
    /// Sets of images that can be chosen.
    pub sets: Vec<ImageSet>,
    /// What explains them.
    pub sets_tip: &'static str,
    /// Their size.
    pub sheet: Sheet,
    /// How many there are in the chosen set, where it has been read, at most 10,000.
    pub most: usize,
    /// Why nothing can be started, if so.
    pub why_not: Option<String>,
    /// The run that goes on.
    pub running: Option<RunningView>,
    /// What became of the last run, or of what was asked for.
    pub said: Option<String>,
    /// What to do, where nothing has run, and nothing is kept or opened.
    pub empty: Option<String>,
    /// There are results to look at, or soon will be.
    pub is_looking: bool,
}

/// The run that goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningView {
    /// What its network does, and how many runs wait.
    pub title: String,
    /// The name of its preset.
    pub preset: String,
    /// How much is done, 0 to 1.
    pub share: f32,
    /// The same in words, with what else is known.
    pub words: String,
    /// It was asked to stop.
    pub is_stopping: bool,
}

impl ExperimentsView {
    /// Reads it.
    pub fn gather(model: &Model) -> ExperimentsView {
        let (experiments, form) = (&*model.experiments, &model.choices.form);
        let (network, network_tip) = match &form.preset {
            Some(name) => {
                let title = network_title(name).into_owned();
                let tip = format!("Which network: {title} (preset {name})");
                (title, tip)
            }
            None => {
                let tip = "A network of as many neurons, by the construction rule of the sweep";
                (N_NEURONS.to_owned(), tip.to_owned())
            }
        };
        let (sets, sets_tip) = match model.digits.is_mnist {
            true => (
                vec![ImageSet::Test, ImageSet::Tune, ImageSet::Held],
                "The test set; tune: training images on which parameters may be chosen; held: others, \
                 used for nothing else",
            ),
            false => (
                vec![ImageSet::Test, ImageSet::AllTrain],
                "The test images or the training images of the data set",
            ),
        };
        let images = model.digits.part(form.images.part());
        let has_no_labels = images.is_some_and(|images| !images.has_labels());
        let most = images.map_or(LIMIT_MAX, |images| images.len().min(LIMIT_MAX));
        let why_not = has_no_labels.then(|| {
            format!(
                "{UNSAID}, so nobody can say how often a label is right: a folder of images with labels can \
                 be given with --data DIR"
            )
        });
        let running = RunningView::gather(model);
        let is_empty = running.is_none()
            && experiments.said.is_none()
            && experiments.results.is_empty()
            && experiments.paths.is_empty()
            && experiments.stdp.is_empty()
            && experiments.remembered.is_empty()
            && experiments.damaged.is_empty()
            && experiments.stopped.is_empty();
        ExperimentsView {
            network,
            network_tip,
            presets: Preset::names().filter(|name| name.starts_with("weights")).collect(),
            sets,
            sets_tip,
            sheet: model.digits.test.sheet(),
            form: Form { limit: form.limit.min(most), ..form.clone() },
            most,
            empty: is_empty.then(|| match &why_not {
                // Not in numbers: computers differ, and a run soon says how long it still takes.
                None => "Nothing has run yet. Choose a network and press Start: how long it takes is said \
                         as soon as the first images are done."
                    .to_owned(),
                Some(why_not) => why_not.clone() + ".",
            }),
            why_not,
            is_looking: running.is_some() || !experiments.results.is_empty(),
            running,
            said: experiments.said.clone(),
        }
    }
}

impl RunningView {
    fn gather(model: &Model) -> Option<RunningView> {
        let experiments = &*model.experiments;
        let preset = experiments.running()?.preset.name.clone();
        let waiting = match experiments.waiting() {
            0 => String::new(),
            more => format!(", {more} more after it"),
        };
        let is_stopping = experiments.is_stopping();
        let (share, words) = progress(experiments.told.as_ref(), is_stopping);
        let title = format!("{}{waiting}", network_title(&preset));
        Some(RunningView { title, preset, share, words, is_stopping })
    }
}

/// How much of a run is done, 0 to 1, and in words.
fn progress(told: Option<&Stage>, is_stopping: bool) -> (f32, String) {
    match told {
        _ if is_stopping => (0.0, "stopping: what is done is being kept".to_owned()),
        None => (0.0, "reading the images".to_owned()),
        Some(Stage::Presenting { progress, live, .. }) => {
            let live = live.last().map_or(String::new(), |&[_, live]| {
                format!(", {} % right so far", number(live, 1))
            });
            let left = progress.left.map_or(String::new(), |left| {
                format!(", about {} s left", number(left.as_secs_f64(), 0))
            });
            let (done, total) = (progress.done, progress.total);
            let words = format!("{} of {}{live}{left}", thousands(done), count(total, "image"));
            (done as f32 / total as f32, words)
        }
        Some(Stage::Classifying { done, total }) => {
            (*done as f32 / *total as f32, format!("classifying, {done} of {total} rows"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::blocks::Progress;
    use std::time::Duration;

    #[test]
    fn how_far_a_run_is_is_said_in_plain_words() {
        let left = Some(Duration::from_secs(12));
        let told = Stage::Presenting {
            progress: Progress { done: 500, total: 2_000, left },
            live: vec![[400.0, 81.0], [500.0, 82.54]],
            kept: 0,
        };
        let words = "500 of 2,000 images, 82.5 % right so far, about 12 s left";
        assert_eq!(progress(Some(&told), false), (0.25, words.to_owned()));
        assert_eq!(progress(Some(&told), true).1, "stopping: what is done is being kept");
        assert_eq!(progress(None, false), (0.0, "reading the images".to_owned()));
        let told = Stage::Classifying { done: 5, total: 20 };
        assert_eq!(progress(Some(&told), false), (0.25, "classifying, 5 of 20 rows".to_owned()));
    }
}
