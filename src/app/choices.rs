//! What panels look at and what they will start, for as long as the window is open. What is remembered between starts is in
//! [`Settings`](super::settings::Settings).

use super::change::Change;
use crate::data::ImageSet;
use crate::data::preset_file::fitted;
use crate::experiments::sweep;
use crate::experiments::weights::Config;
use crate::sim::{Preset, Sheet};
use bevy::prelude::Resource;
use serde::{Deserialize, Serialize};

/// What was shown, and what it was labelled.
pub type Cell = (usize, usize);

/// See the module's head.
#[derive(Resource, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// The picture takes all the screen, what is said of it floats over it.
    pub presents: bool,
    /// The pad's left button erases.
    pub erases: bool,
    /// The tree of a temporal path is that of the network before it learnt.
    pub tree_before: bool,
    /// What the next experiment is made of.
    pub form: Form,
    /// The place of the run of weights that is looked at among the results; the last one without one, or where there is none.
    pub run: Option<usize>,
    /// Its images that are looked at; all that were missed without.
    pub run_cell: Option<Cell>,
    /// The row of the temporal paths that is looked at.
    pub paths: usize,
    /// The same of it.
    pub paths_cell: Option<Cell>,
}

impl Choices {
    /// Makes a change.
    pub fn make(&mut self, change: &Change) {
        if let Some(changed) = change.made(self) {
            *self = changed;
        }
    }

    /// Looks at the run that comes last.
    pub fn look_at_last_run(&mut self) {
        (self.run, self.run_cell) = (None, None);
    }
}

/// Results of which mistakes are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MistakesOf {
    /// A run of weights.
    Weights,
    /// Temporal paths.
    Paths,
}

impl MistakesOf {
    /// The mistake that is looked at.
    pub fn cell(self, choices: &mut Choices) -> &mut Option<Cell> {
        match self {
            MistakesOf::Weights => &mut choices.run_cell,
            MistakesOf::Paths => &mut choices.paths_cell,
        }
    }
}

/// What the next run is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// A preset's name, or none for a number of neurons.
    pub preset: Option<String>,
    /// How many neurons, where no preset is chosen.
    pub neurons: usize,
    /// Which images.
    pub images: ImageSet,
    /// How many of them, from the first.
    pub limit: usize,
}

impl Form {
    /// The run that is chosen, for images of that size; none where there is no such network.
    pub fn chosen(&self, sheet: Sheet) -> Vec<Config> {
        let preset = match &self.preset {
            Some(name) => Preset::builtin(name),
            None => sweep::preset(self.neurons),
        };
        preset.iter().map(|preset| self.config(preset, sheet)).collect()
    }

    /// A run of each of the paper's numbers of neurons.
    pub fn all_sizes(&self, sheet: Sheet) -> Vec<Config> {
        let presets = sweep::NEURONS.iter().filter_map(|&neurons| sweep::preset(neurons).ok());
        presets.map(|preset| self.config(&preset, sheet)).collect()
    }

    /// A network that cannot be of that size stays as it is: the run says why not.
    fn config(&self, preset: &Preset, sheet: Sheet) -> Config {
        let fitted = fitted(preset, sheet);
        let preset = fitted.as_ref().unwrap_or(preset);
        Config { images: self.images.to_string(), limit: Some(self.limit), ..Config::of(preset) }
    }
}

impl Default for Form {
    fn default() -> Self {
        Form {
            preset: Some(Preset::DEFAULT.to_owned()),
            neurons: 50,
            images: ImageSet::Test,
            limit: 2_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_what_is_chosen() {
        let form = Form { images: ImageSet::Tune, limit: 500, ..Form::default() };
        let config = &form.chosen(Sheet::MNIST)[0];
        assert_eq!(config.preset.name, Preset::DEFAULT);
        assert_eq!((config.images.as_str(), config.limit), ("tune", Some(500)));
        let form = Form { preset: None, neurons: 25, ..form };
        let names = |configs: Vec<Config>| -> Vec<String> {
            configs.into_iter().map(|config| config.preset.name).collect()
        };
        assert_eq!(names(form.chosen(Sheet::MNIST)), ["weights-sweep-25"]);
        assert_eq!(names(form.all_sizes(Sheet::MNIST)).len(), sweep::NEURONS.len());
        let sheet = Sheet { width: 24, height: 26 };
        let all = [form.chosen(sheet), form.all_sizes(sheet), Form::default().chosen(sheet)];
        assert!(all.iter().flatten().all(|config| config.preset.sheet == sheet), "{all:?}");
        let form = Form { preset: Some("no such preset".to_owned()), ..form };
        assert!(form.chosen(Sheet::MNIST).is_empty(), "there is none");
    }

    #[test]
    fn what_is_looked_at_changes_by_plain_data() {
        let mut choices = Choices { run: Some(2), run_cell: Some((9, 4)), ..Choices::default() };
        let change = Change::of(&choices, |c| {
            c.form.images = ImageSet::Train(10..20);
            c.paths_cell = Some((1, 7));
        });
        let written = serde_json::to_string(&change).unwrap();
        let read: Option<Change> = serde_json::from_str(&written).unwrap();
        choices.look_at_last_run();
        choices.make(&read.unwrap());
        assert_eq!((choices.run, choices.run_cell, choices.paths_cell), (None, None, Some((1, 7))));
        assert_eq!(choices.form.images, ImageSet::Train(10..20));
        let wrong: Change = serde_json::from_str(r#"{"form": 3}"#).unwrap();
        let before = choices.clone();
        choices.make(&wrong);
        assert_eq!(choices, before, "of another kind");
    }
}
