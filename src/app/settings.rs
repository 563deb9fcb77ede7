//! What is remembered between starts: view, playback, panels, window. One JSON file in the user's
//! configuration folder, written to a temporary file and renamed; one that cannot be read is set
//! aside, never deleted.

use super::change::Change;
use super::language::Language;
use crate::analysis::KnnSpec;
use crate::data::{CLASSES_MAX, read_text};
use crate::sim::Preset;
use bevy::prelude::Resource;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The largest file of settings that is read, bytes.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// See the module's head. Unknown fields are ignored, so that a newer version's file still loads.
#[derive(Resource, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Preset at the start.
    pub preset: String,
    /// Simulated ms a second.
    pub speed: f64,
    /// Start over at the end.
    pub is_looping: bool,
    /// Share of signals that are drawn, 0 to 1.
    pub density: f32,
    /// How to vote.
    pub knn: KnnSpec,
    /// References wanted.
    pub references: usize,
    /// No drifting, easing or gliding.
    pub reduced_motion: bool,
    /// The left panel is shown.
    pub shows_input: bool,
    /// The bottom panel of weights (or the path) is shown: not at the first start, where the picture is all there is to see.
    pub shows_plasticity: bool,
    /// It has been opened once, by the first edge that was chosen or by hand.
    pub has_opened_weights: bool,
    /// The neurons of a circuit over time are shown in its place.
    pub shows_circuit: bool,
    /// The same in a window that is too low for it and the raster: it stands in the raster's place.
    pub shows_plasticity_if_low: bool,
    /// The cloud and the prediction are shown.
    pub shows_cloud: bool,
    /// The legend in the network view is shown.
    pub shows_legend: bool,
    /// Digits that a network learns from, where it learns from a set.
    pub classes: Vec<u8>,
    /// How many of them.
    pub lesson_images: usize,
    /// Brush radius on the pad, pixels.
    pub brush_px: f32,
    /// Size of text and controls, as a share of what it usually is: 0.75 to 3.
    pub text_size: f32,
    /// The same when presenting, where it is no smaller than the last row can read.
    pub stage_text_size: f32,
    /// Edges that names pass in a second, 1 to 60.
    pub wave_speed: f32,
    /// Widths and heights of the panels that can be resized.
    pub panel_shares: PanelShares,
    /// Network and cloud have each other's place.
    pub is_swapped: bool,
    /// What floats over the picture when presenting.
    pub floats: Floats,
    /// Text and lines stand out from what is behind them as far as they can.
    pub high_contrast: bool,
    /// Keys are shown as they are pressed, and a ring around the pointer.
    pub shows_keys: bool,
    /// How far somebody has come in lessons, by their names.
    pub lessons: BTreeMap<String, Progress>,
    /// What lessons are written in, and what is said of circuits.
    pub language: Language,
    /// Window size, logical pixels.
    pub window: [f32; 2],
}

/// Sizes of text and controls that are stepped through, as shares of the usual one.
pub const TEXT_SIZES: [f32; 10] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

/// How many images of a set a network learns from; fewer where there are fewer.
pub const LESSON_IMAGES: RangeInclusive<usize> = 200..=4_000;

/// The smallest window in which all has its place, logical pixels.
pub const WINDOW_MIN: [f32; 2] = [800.0, 560.0];

/// Sizes of the panels as shares of the window's width or height: in a larger window they are larger.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PanelShares {
    /// Width of the left panel.
    pub input: f32,
    /// Width of the cloud.
    pub cloud: f32,
    /// Height of the playback panel.
    pub playback: f32,
    /// Height of the panel of weights.
    pub plasticity: f32,
}

/// What stands at the bottom of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bottom {
    /// Weights, or the temporal path.
    Weights,
    /// The same in a window that is too low for it and the raster.
    WeightsIfLow,
    /// The neurons of a circuit.
    Circuit,
}

impl Bottom {
    /// Of a network that is a circuit, or is not, in a window that is low, or is not.
    pub fn of(is_circuit: bool, is_low: bool) -> Bottom {
        match (is_circuit, is_low) {
            (true, _) => Bottom::Circuit,
            (false, true) => Bottom::WeightsIfLow,
            (false, false) => Bottom::Weights,
        }
    }
}

/// How far somebody has come in a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The step, from 0.
    pub step: usize,
    /// It was gone through to its end once.
    pub is_done: bool,
}

/// What floats over a view, and where.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Floats {
    /// The label.
    pub label: Float,
    /// The image on the pad.
    pub image: Float,
    /// The other of the two views.
    pub inset: Float,
}

/// Something that floats over a view.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Float {
    /// It is there.
    pub is_shown: bool,
    /// Where: shares of the free room to its left and above it, 0 to 1.
    pub place: [f32; 2],
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FloatKind {
    /// The label.
    Label,
    /// The image on the pad.
    Image,
    /// The other of the two views.
    Inset,
}

impl Floats {
    /// One of them.
    pub fn of(&mut self, kind: FloatKind) -> &mut Float {
        match kind {
            FloatKind::Label => &mut self.label,
            FloatKind::Image => &mut self.image,
            FloatKind::Inset => &mut self.inset,
        }
    }
}

impl Default for Floats {
    fn default() -> Self {
        let at = |x, y| Float { is_shown: true, place: [x, y] };
        Floats { label: at(1.0, 0.0), image: at(0.845, 0.0), inset: at(1.0, 1.0) }
    }
}

impl Default for PanelShares {
    fn default() -> Self {
        PanelShares { input: 0.205, cloud: 0.31, playback: 0.165, plasticity: 0.185 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            preset: Preset::DEFAULT.to_owned(),
            speed: super::playback::SPEED_START,
            is_looping: true,
            density: 0.5,
            knn: KnnSpec::default(),
            references: super::REFERENCES_GOAL,
            reduced_motion: false,
            shows_input: true,
            shows_plasticity: false,
            has_opened_weights: false,
            shows_circuit: true,
            shows_plasticity_if_low: false,
            shows_cloud: true,
            shows_legend: true,
            classes: vec![1, 5],
            lesson_images: 1_000,
            brush_px: 1.1,
            text_size: 1.0,
            stage_text_size: 1.0,
            wave_speed: 6.0,
            panel_shares: PanelShares::default(),
            is_swapped: false,
            floats: Floats::default(),
            high_contrast: false,
            shows_keys: false,
            lessons: BTreeMap::new(),
            language: Language::default(),
            window: [1280.0, 800.0],
        }
    }
}

impl Settings {
    /// Where the file is, if the system has a place for such files.
    pub fn default_path() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "signalscape")?;
        Some(folders.config_dir().join("settings.json"))
    }

    /// All panels shown, in their first sizes.
    pub fn reset_layout(&mut self) {
        let Settings {
            shows_input,
            shows_plasticity,
            shows_plasticity_if_low,
            shows_circuit,
            shows_cloud,
            shows_legend,
            panel_shares,
            is_swapped,
            floats,
            ..
        } = Settings::default();
        self.shows_input = shows_input;
        self.shows_plasticity = shows_plasticity;
        self.shows_plasticity_if_low = shows_plasticity_if_low;
        self.shows_circuit = shows_circuit;
        self.shows_cloud = shows_cloud;
        self.shows_legend = shows_legend;
        self.panel_shares = panel_shares;
        (self.is_swapped, self.floats) = (is_swapped, floats);
    }

    /// Whether what stands at the bottom is shown.
    pub fn shows(&self, bottom: Bottom) -> bool {
        match bottom {
            Bottom::Weights => self.shows_plasticity,
            Bottom::WeightsIfLow => self.shows_plasticity_if_low,
            Bottom::Circuit => self.shows_circuit,
        }
    }

    /// Shows it, or hides it.
    pub fn toggle(&mut self, bottom: Bottom) {
        let shows = match bottom {
            Bottom::Weights => &mut self.shows_plasticity,
            Bottom::WeightsIfLow => &mut self.shows_plasticity_if_low,
            Bottom::Circuit => &mut self.shows_circuit,
        };
        *shows ^= true;
        self.has_opened_weights |= bottom != Bottom::Circuit;
    }

    /// An edge was chosen: its weight over time is shown, where nobody has yet decided whether it is.
    pub fn open_weights_once(&mut self, bottom: Bottom) {
        if bottom != Bottom::Circuit && !self.has_opened_weights && !self.shows(bottom) {
            self.toggle(bottom);
        }
    }

    /// Reads the file; defaults, and a message where there is one to give, if that fails.
    pub fn load(path: &Path) -> (Settings, Option<String>) {
        let text = match read_text(path, MAX_FILE_BYTES) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return (Settings::default(), None);
            }
            Err(error) => {
                let message = format!("{}: cannot be read: {error}", path.display());
                return (Settings::default(), Some(message));
            }
        };
        match crate::data::from_json::<Settings>(text.as_bytes()) {
            Ok(settings) => (settings.within_reason().with_classes(), None),
            Err(error) => {
                let aside = path.with_extension("unreadable.json");
                let kept = match std::fs::rename(path, &aside) {
                    Ok(()) => format!("set aside as {}", aside.display()),
                    Err(_) => "left as it is".to_owned(),
                };
                let message =
                    format!("{}: expected settings, found {error}; {kept}", path.display());
                (Settings::default(), Some(message))
            }
        }
    }

    /// The size of text and controls where it is to be at least and at most so large: of those that are stepped through.
    pub fn text_size_within(&self, [least, most]: [f32; 2], presents: bool) -> f32 {
        let [.., largest] = TEXT_SIZES;
        let mut sizes = TEXT_SIZES.into_iter();
        let least = sizes.find(|size| *size > least - 1e-3).unwrap_or(largest);
        let chosen = if presents { self.stage_text_size } else { self.text_size };
        let wanted = chosen.min(most).max(least) + 1e-3;
        TEXT_SIZES.into_iter().rev().find(|size| *size <= wanted).unwrap_or(TEXT_SIZES[0])
    }

    /// Makes a change; a value that cannot be is brought into its range.
    pub fn make(&mut self, change: &Change) {
        if let Some(changed) = change.made(self) {
            *self = Settings::within_reason(changed);
        }
    }

    /// Writes the file as a whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| crate::data::plainly(error, "folder"))?;
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        crate::data::write_whole(path, text.as_bytes())
    }

    /// Two classes at least to learn from.
    fn with_classes(mut self) -> Settings {
        if self.classes.len() < 2 {
            self.classes = Settings::default().classes;
        }
        self
    }

    /// The classes that a network learns from by turns, of so many that there are: those that were chosen, or the first
    /// two where fewer of these are there than two.
    pub fn lesson_classes(&self, known: usize) -> Vec<u8> {
        let there: Vec<u8> =
            self.classes.iter().copied().filter(|&class| usize::from(class) < known).collect();
        match there.len() >= 2 || there.len() == self.classes.len() {
            true => there,
            false => (0..known.min(2) as u8).collect(),
        }
    }

    /// Numbers that a hand edited are brought back into their ranges.
    pub fn within_reason(mut self) -> Settings {
        let finite = |value: f32, low: f32, high: f32, or: f32| {
            if value.is_finite() { value.clamp(low, high) } else { or }
        };
        let good = Settings::default();
        if !self.speed.is_finite() {
            self.speed = good.speed;
        }
        self.speed = self.speed.clamp(super::playback::SPEED_MIN, super::playback::SPEED_MAX);
        self.density = finite(self.density, 0.0, 1.0, good.density);
        self.brush_px = finite(self.brush_px, 0.5, 3.0, good.brush_px);
        let [smallest, .., largest] = TEXT_SIZES;
        for size in [&mut self.text_size, &mut self.stage_text_size] {
            *size = finite(*size, smallest, largest, good.text_size);
        }
        self.wave_speed = finite(self.wave_speed, 1.0, 60.0, good.wave_speed);
        self.references = self.references.clamp(100, 60_000);
        self.knn.k = self.knn.k.clamp(1, KnnSpec::K_MAX);
        self.classes.sort_unstable();
        self.classes.dedup();
        self.classes.retain(|&class| usize::from(class) < CLASSES_MAX);
        self.lesson_images = self.lesson_images.clamp(1, *LESSON_IMAGES.end());
        let (shares, first) = (&mut self.panel_shares, good.panel_shares);
        shares.input = finite(shares.input, 0.0, 1.0, first.input);
        shares.cloud = finite(shares.cloud, 0.0, 1.0, first.cloud);
        shares.playback = finite(shares.playback, 0.0, 1.0, first.playback);
        shares.plasticity = finite(shares.plasticity, 0.0, 1.0, first.plasticity);
        for kind in [FloatKind::Label, FloatKind::Image, FloatKind::Inset] {
            let mut first = Floats::default();
            let (place, first) = (&mut self.floats.of(kind).place, first.of(kind).place);
            *place = [0, 1].map(|i| finite(place[i], 0.0, 1.0, first[i]));
        }
        self.window = [
            finite(self.window[0], WINDOW_MIN[0], 16_000.0, good.window[0]),
            finite(self.window[1], WINDOW_MIN[1], 16_000.0, good.window[1]),
        ];
        if !Preset::names().any(|name| name == self.preset) {
            self.preset = good.preset;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.json");
        let settings = Settings { speed: 250.0, shows_cloud: false, ..Settings::default() };
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), (settings, None));
        assert_eq!(Settings::load(&folder.path().join("none.json")), (Settings::default(), None));
    }

    #[test]
    fn changes_of_different_fields_do_not_undo_each_other() {
        let mut settings = Settings::default();
        let seen = settings.clone();
        let one = Change::of(&seen, |s| s.shows_cloud = false).unwrap();
        let other = Change::of(&seen, |s| s.panel_shares.input = 0.3).unwrap();
        assert_eq!(Change::of(&seen, |_| ()), None);
        settings.make(&one);
        settings.make(&other);
        assert!(!settings.shows_cloud && settings.panel_shares.input == 0.3);
        assert_eq!(settings.preset, seen.preset);
        let one = Change::of(&settings, |s| s.classes = vec![3]).unwrap();
        settings.make(&one);
        assert_eq!(settings.classes, [3], "another is on its way");
        let wild: Change =
            serde_json::from_str(r#"{"speed": -1, "none": 1, "brush_px": 1e9}"#).unwrap();
        settings.make(&wild);
        assert_eq!((settings.speed, settings.brush_px), (0.1, 3.0));
    }

    #[test]
    fn text_is_of_a_size_that_the_window_has_room_for() {
        let between = |text_size, range| {
            Settings { text_size, ..Settings::default() }.text_size_within(range, false)
        };
        let within = |text_size, most| between(text_size, [0.75, most]);
        assert_eq!([within(1.0, 1.0), within(3.0, 1.0), within(0.75, 1.0)], [1.0, 1.0, 0.75]);
        assert_eq!([within(3.0, 1.54), within(1.3, 9.0), within(0.1, 9.0)], [1.5, 1.25, 0.75]);
        let presenting = |text_size| between(text_size, [1.55, 3.1]);
        assert_eq!([presenting(1.0), presenting(2.2), presenting(9.0)], [1.75, 2.0, 3.0]);
        assert_eq!(between(1.0, [3.9, 9.0]), 3.0, "there is none so large");
    }

    #[test]
    fn weights_are_shown_when_an_edge_is_chosen_first_and_then_as_somebody_decides() {
        let mut settings = Settings::default();
        assert!(!settings.shows(Bottom::Weights));
        settings.open_weights_once(Bottom::Circuit);
        settings.open_weights_once(Bottom::Weights);
        assert!(settings.shows(Bottom::Weights));
        settings.toggle(Bottom::of(false, false));
        settings.open_weights_once(Bottom::Weights);
        assert!(!settings.shows(Bottom::Weights), "they were put away");
        assert_eq!(
            [Bottom::of(true, true), Bottom::of(false, true)],
            [Bottom::Circuit, Bottom::WeightsIfLow]
        );
    }

    #[test]
    fn a_broken_file_is_set_aside_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        std::fs::write(&path, "{ not json").unwrap();
        let (settings, message) = Settings::load(&path);
        assert_eq!(settings, Settings::default());
        assert!(message.unwrap().contains("settings.json: expected settings"));
        let aside = std::fs::read_to_string(path.with_extension("unreadable.json")).unwrap();
        assert_eq!(aside, "{ not json", "nothing is lost");
    }

    #[test]
    fn the_layout_is_reset_and_nothing_else() {
        let mut settings = Settings { speed: 250.0, shows_cloud: false, ..Settings::default() };
        settings.panel_shares.input = 0.4;
        settings.is_swapped = true;
        settings.floats.label.is_shown = false;
        settings.reset_layout();
        assert_eq!(settings, Settings { speed: 250.0, ..Settings::default() });
    }

    #[test]
    fn a_network_learns_from_classes_that_there_are() {
        let mut settings = Settings { classes: vec![1, 5], ..Settings::default() };
        assert_eq!(settings.lesson_classes(10), [1, 5]);
        assert_eq!(settings.lesson_classes(3), [0, 1], "there is no 5");
        assert!(settings.lesson_classes(0).is_empty());
        settings.classes = vec![1, 2, 40];
        assert_eq!(settings.lesson_classes(3), [1, 2]);
        assert_eq!(settings.lesson_classes(64), [1, 2, 40]);
        settings.classes = vec![2];
        assert_eq!(settings.lesson_classes(3), [2], "another is on its way");
    }

    #[test]
    fn numbers_out_of_range_are_brought_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        std::fs::write(
            &path,
            r#"{"speed": -3, "density": 9, "preset": "gone", "new": 1,
            "panel_shares": {"input": 252.0},
            "floats": {"label": {"is_shown": false, "place": [-3, 0.5]}}}"#,
        )
        .unwrap();
        let (settings, message) = Settings::load(&path);
        assert_eq!((settings.speed, settings.density, message), (0.1, 1.0, None));
        assert_eq!(settings.preset, Preset::DEFAULT);
        assert_eq!(settings.panel_shares.input, 1.0, "a share, which the window bounds");
        let floats = settings.floats;
        assert_eq!(floats.label, Float { is_shown: false, place: [0.0, 0.5] });
        assert_eq!(floats.inset, Floats::default().inset);
        for (k, expected) in [(0, 1), (7, 7), (50, 50), (51, 50), (1_000_000, 50)] {
            std::fs::write(&path, format!(r#"{{"knn": {{"k": {k}}}}}"#)).unwrap();
            let (settings, message) = Settings::load(&path);
            assert_eq!((settings.knn.k, message), (expected, None), "k {k}");
        }
    }
}
