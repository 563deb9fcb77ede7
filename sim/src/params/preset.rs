//! A preset that has passed every check: one of ours, or a file of somebody's own.

use super::circuit::as_told;
use super::misread::misread;
use super::preset_spec::{PresetSpec, StimulusSpec};
use super::wiring::WiringSpec;
use super::{bounds, limits};
use crate::check::{SpecError, above_zero, refuse, shown, with};
use crate::network::check::check;
use crate::sheet::Sheet;
use crate::units::{TickLength, Ticks};

/// Name, title, and what the file says. Titles stand here and not in the files: a result keeps what its
/// preset said, and none changes because a title reads better.
const BUILTIN: [(&str, &str, &str); 6] = [
    (
        "weights-196",
        "strokes by delay, 196 neurons",
        include_str!("../../presets/weights-196.toml"),
    ),
    (
        "weights-196-dense",
        "strokes by delay, more spikes",
        include_str!("../../presets/weights-196-dense.toml"),
    ),
    (
        "weights-384",
        "strokes by delay, 384 neurons",
        include_str!("../../presets/weights-384.toml"),
    ),
    (
        "weights-plain",
        "random places, 200 neurons",
        include_str!("../../presets/weights-plain.toml"),
    ),
    ("paths-sbm", "paths: the first signal wins", include_str!("../../presets/paths-sbm.toml")),
    (
        "paths-stdp",
        "paths before and after learning",
        include_str!("../../presets/paths-stdp.toml"),
    ),
];

/// Circuits: the same.
const CIRCUITS: [(&str, &str, &str); 7] = [
    (
        "one-signal",
        "one signal: length, speed, delay",
        include_str!("../../presets/circuits/one-signal.toml"),
    ),
    (
        "race-of-two",
        "two signals race for one neuron",
        include_str!("../../presets/circuits/race-of-two.toml"),
    ),
    (
        "refraction",
        "refractoriness: who is heard",
        include_str!("../../presets/circuits/refraction.toml"),
    ),
    ("echo", "two neurons answer each other", include_str!("../../presets/circuits/echo.toml")),
    (
        "summation",
        "summation, decay, threshold",
        include_str!("../../presets/circuits/summation.toml"),
    ),
    (
        "inhibition",
        "excitation and inhibition",
        include_str!("../../presets/circuits/inhibition.toml"),
    ),
    ("stdp", "STDP: before and after", include_str!("../../presets/circuits/stdp.toml")),
];

/// A preset that has passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    spec: PresetSpec,
    tick: TickLength,
    /// It says the size of its sheet, and is of no other.
    has_own_sheet: bool,
}

impl Preset {
    /// The preset that the application starts with.
    pub const DEFAULT: &str = BUILTIN[0].0;

    /// Names of the embedded presets, the default first.
    pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, ..)| *name)
    }

    /// Names of the embedded circuits, the simplest first: presets that see no images.
    pub fn circuits() -> impl ExactSizeIterator<Item = &'static str> {
        CIRCUITS.iter().map(|(name, ..)| *name)
    }

    /// Names of the embedded presets, and after them of the circuits.
    pub fn all_names() -> impl Iterator<Item = &'static str> + Clone {
        BUILTIN.iter().chain(&CIRCUITS).map(|(name, ..)| *name)
    }

    /// What the embedded preset or circuit of that name does, in a few words; none for other models.
    pub fn title(name: &str) -> Option<&'static str> {
        embedded(name).map(|(_, title, _)| title)
    }

    /// The embedded preset or circuit of that name.
    ///
    /// # Errors
    /// When there is none; the message lists those that exist.
    pub fn builtin(name: &str) -> Result<Preset, SpecError> {
        let text = Preset::text(name).ok_or_else(|| {
            let known: Vec<_> = Preset::all_names().collect();
            refuse("preset", format!("one of {}", known.join(", ")), format!("\"{name}\""))
        })?;
        Preset::from_toml(text)
    }

    /// The file of the embedded preset or circuit of that name: a start for one's own.
    pub fn text(name: &str) -> Option<&'static str> {
        embedded(name).map(|(.., text)| text)
    }

    /// The preset that a file says, such as `sim/presets/*.toml`; every field is described in
    /// `docs/presets.md`.
    ///
    /// # Errors
    /// Names the line that is no TOML, or the first field that is missing, unknown, of another kind or out of its
    /// range.
    pub fn from_toml(text: &str) -> Result<Preset, SpecError> {
        let spec: PresetSpec = toml::from_str(text).map_err(|error| misread(text, &error))?;
        // Where it says that of MNIST, too.
        let says_sheet = text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("sheet"));
        let preset = Preset::try_from(spec)?;
        Ok(Preset { has_own_sheet: preset.has_own_sheet || says_sheet, ..preset })
    }

    /// Whether it says the size of its sheet. One that does not is of the size of MNIST's images, and can be
    /// [of another](Self::for_sheet).
    pub fn has_own_sheet(&self) -> bool {
        self.has_own_sheet
    }

    /// What the preset says.
    pub fn spec(&self) -> &PresetSpec {
        &self.spec
    }

    /// Whether images are presented to it: its neurons are not made to fire by what it says itself.
    pub fn sees_images(&self) -> bool {
        !matches!(self.spec.stimulus, StimulusSpec::Trains {})
    }

    /// The length of a tick.
    pub fn tick(&self) -> TickLength {
        self.tick
    }

    /// Simulated time of one presentation.
    pub fn duration(&self) -> Ticks {
        self.tick.ticks(self.spec.duration_ms)
    }

    /// The same for images of another size.
    ///
    /// # Errors
    /// When what the preset says does not fit a sheet of that size.
    pub fn for_sheet(&self, sheet: Sheet) -> Result<Preset, SpecError> {
        Preset::try_from(PresetSpec { sheet, ..self.spec.clone() })
    }

    /// Times of the weight samples, ms: every `sample_every_ms` up to the end.
    pub fn sample_times_ms(&self) -> Vec<f64> {
        let every = self.spec.sample_every_ms;
        let samples = (self.spec.duration_ms / every).round() as usize;
        (1..=samples).map(|i| i as f64 * every).collect()
    }
}

/// Name, title and file of one of ours.
fn embedded(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    BUILTIN.iter().chain(&CIRCUITS).find(|(known, ..)| *known == name).copied()
}

impl TryFrom<PresetSpec> for Preset {
    type Error = SpecError;

    fn try_from(spec: PresetSpec) -> Result<Self, SpecError> {
        if spec.name.trim().is_empty() {
            return Err(refuse("name", "a name", format!("{:?}", spec.name)));
        }
        // Each field by itself first: what is out of all proportion is not blamed on a field beside it.
        above_zero("tick_ms", spec.tick_ms)?;
        above_zero("duration_ms", spec.duration_ms)?;
        above_zero("sample_every_ms", spec.sample_every_ms)?;
        spec.sheet.check("sheet")?;
        spec.wiring.check(spec.sheet)?;
        spec.neuron.check()?;
        if let Some(period_ms) = spec.stimulus.period_ms() {
            above_zero("stimulus.period_ms", period_ms)?;
        }
        if let Some(plasticity) = &spec.plasticity {
            plasticity.check()?;
        }
        bounds::check(&spec)?;
        check_times(&spec)?;
        limits::check(&spec)?;
        check_circuit(&spec)?;
        let tick = TickLength::from_ms(spec.tick_ms);
        let has_own_sheet = !spec.sheet.is_mnist();
        Ok(Preset { spec, tick, has_own_sheet })
    }
}

/// A circuit is told in full: what it says is a network, whose neurons fire as it says.
fn check_circuit(spec: &PresetSpec) -> Result<(), SpecError> {
    let is_train = matches!(spec.stimulus, StimulusSpec::Trains {});
    let WiringSpec::Circuit(circuit) = &spec.wiring else {
        return match is_train {
            true => Err(refuse("stimulus.kind", "once, rate or binary", "\"trains\"")),
            false => Ok(()),
        };
    };
    if !is_train {
        let kind = match spec.stimulus {
            StimulusSpec::Once {} => "once",
            StimulusSpec::Rate { .. } => "rate",
            StimulusSpec::Binary { .. } | StimulusSpec::Trains {} => "binary",
        };
        return Err(refuse("stimulus.kind", "trains, which a circuit has", format!("{kind:?}")));
    }
    let network = circuit.network(spec.tick_ms, spec.neuron, spec.plasticity)?;
    check(&network).map_err(|error| as_told(circuit, error))?;
    let tick = TickLength::from_ms(spec.tick_ms);
    circuit.fired(tick, tick.ticks(spec.duration_ms)).map(drop)
}

/// Times that have to fit each other.
fn check_times(spec: &PresetSpec) -> Result<(), SpecError> {
    let (tick, duration) = (("tick_ms", spec.tick_ms), ("duration_ms", spec.duration_ms));
    let ticks = duration.1 / tick.1;
    if ticks > limits::TICKS_MAX {
        let expected = format!("at most {} ticks", limits::TICKS_MAX);
        let found = format!("{}: {} ticks", with(duration.1, &[tick]), shown(ticks.ceil()));
        return Err(refuse("duration_ms", expected, found));
    }
    let at_least_one = |field, ms| match ms < tick.1 {
        true => Err(refuse(field, "at least one tick", with(ms, &[tick]))),
        false => Ok(()),
    };
    at_least_one("sample_every_ms", spec.sample_every_ms)?;
    let samples = spec.duration_ms / spec.sample_every_ms;
    if samples < 1.0 || (samples - samples.round()).abs() > 1e-9 {
        let found = with(spec.sample_every_ms, &[duration]);
        return Err(refuse("sample_every_ms", "a time that divides duration_ms", found));
    }
    let length = TickLength::from_ms(spec.tick_ms);
    let [every, all] = [spec.sample_every_ms, spec.duration_ms].map(|ms| length.ticks(ms).0);
    if f64::from(all / every) != samples.round() {
        let expected = "a time that divides duration_ms in whole ticks too";
        return Err(refuse("sample_every_ms", expected, with(spec.sample_every_ms, &[tick])));
    }
    spec.stimulus.period_ms().map_or(Ok(()), |ms| at_least_one("stimulus.period_ms", ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::NeuronSpec;

    #[test]
    fn every_embedded_preset_passes_its_checks_under_its_own_name() {
        for name in Preset::all_names() {
            let preset = Preset::builtin(name).unwrap();
            assert_eq!(preset.spec().name, name);
            assert_eq!(preset.sees_images(), Preset::names().any(|known| known == name));
            let title = Preset::title(name).unwrap();
            assert!(title.contains(' ') && title.len() <= 32, "{title:?} says what {name} does");
            let text = toml::to_string(preset.spec()).unwrap();
            assert_eq!(Preset::from_toml(&text).unwrap(), preset);
            assert!(!text.contains("[sheet]"), "what a result keeps of its preset is as it was");
        }
        assert_eq!(
            Preset::builtin("weights-195").unwrap_err().to_string(),
            format!(
                "preset: expected one of {}, found \"weights-195\"",
                Preset::all_names().collect::<Vec<_>>().join(", ")
            )
        );
    }

    #[test]
    fn a_file_that_is_no_preset_says_where() {
        let text = Preset::text("paths-sbm").unwrap();
        let refused = |text: &str| Preset::from_toml(text).unwrap_err().to_string();
        assert_eq!(
            refused(""),
            "line 1: expected a preset as docs/presets.md describes it, found missing field name"
        );
        let typo = refused(&text.replace("tick_ms", "tick"));
        assert!(
            typo.starts_with("line 3: ") && typo.contains("unknown field tick, expected one"),
            "{typo}"
        );
        let word = refused(&text.replace("hidden = 200", "hidden = \"many\""));
        assert!(word.starts_with("line 7, wiring.hidden: "), "{word}");
        assert!(word.ends_with("invalid type: string \"many\", expected a whole number"), "{word}");
        let word = refused(&text.replace("tick_ms = 0.1", "tick_ms = true"));
        assert!(
            word.starts_with("line 3, tick_ms: ") && word.ends_with("expected a number"),
            "{word}"
        );
        let word = refused(&text.replace("name = \"paths-sbm\"", "name = 5"));
        assert!(word.contains(", name: ") && word.ends_with("expected a string"), "{word}");
        let weights = Preset::text("weights-196").unwrap();
        let word = refused(&weights.replace("inhibitory_share = 0.3", "inhibitory_share = []"));
        assert!(word.contains(", wiring.recurrent.inhibitory_share: "), "{word}");
        let word = refused(&weights.replace("sign_change = true", "sign_change = 1"));
        assert!(
            word.ends_with("expected true or false") && word.contains("plasticity.sign_change"),
            "{word}"
        );
        let large = refused(&text.replace("hidden = 200", "hidden = 99999999999999999999"));
        assert!(!large.contains("i128") && !large.contains("any value"), "{large}");
        assert_eq!(
            refused(&text.replace("\"paths-sbm\"", "\" \"")),
            "name: expected a name, found \" \""
        );
        let beside = refused(&text.replace("kind = \"once\"", "kind = \"once\"\nperiod_ms = 5.0"));
        assert!(beside.contains("unknown field period_ms"), "{beside}");
        assert!(refused("name = [").starts_with("line 1: "));
        let twice = refused(&text.replace("tick_ms = 0.1", "tick_ms = 0.1\ntick_ms = 0.2"));
        assert!(
            twice.starts_with("line 4: ") && twice.ends_with("duplicate key tick_ms"),
            "{twice}"
        );
        let negative = text.replace("hidden = 200", "hidden = 0");
        let expected = "wiring.hidden: expected a whole number from 1 to 4000, found 0";
        assert_eq!(refused(&negative), expected);
    }

    #[test]
    fn samples_fall_on_every_hundred_milliseconds() {
        let preset = Preset::builtin(Preset::DEFAULT).unwrap();
        assert_eq!(preset.sample_times_ms(), [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]);
        assert_eq!(preset.duration(), Ticks(4800));
    }

    #[test]
    fn a_sheet_of_another_size_is_a_value() {
        let preset = Preset::builtin("weights-196").unwrap();
        let sheet = Sheet { width: 20, height: 12 };
        let small = preset.for_sheet(sheet).unwrap();
        assert_eq!(small.spec().sheet, sheet);
        assert!(small.encode(&[9; 240]).is_ok());
        assert_eq!(
            small.encode(&[9; 784]).unwrap_err().to_string(),
            "image: expected 240 pixels (20 x 12), found 784"
        );
        let refused = |width, height| preset.for_sheet(Sheet { width, height }).unwrap_err().field;
        assert_eq!(refused(0, 28), "sheet.width");
        assert_eq!(refused(28, 257), "sheet.height");
        assert_eq!(refused(28, 9), "wiring.margin_px", "no room between the margins");
    }

    #[test]
    fn nonsense_is_refused_by_the_name_of_its_field() {
        let refused = |change: fn(&mut PresetSpec)| {
            let mut spec = Preset::builtin(Preset::DEFAULT).unwrap().spec().clone();
            change(&mut spec);
            Preset::try_from(spec).unwrap_err().field
        };
        assert_eq!(refused(|s| s.tick_ms = 0.0), "tick_ms");
        assert_eq!(refused(|s| s.duration_ms = f64::NAN), "duration_ms");
        assert_eq!(refused(|s| s.duration_ms = 1e9), "duration_ms");
        assert_eq!(refused(|s| s.sample_every_ms = 7.0), "sample_every_ms");
        let rounded = |s: &mut PresetSpec| {
            (s.tick_ms, s.sample_every_ms, s.duration_ms) = (0.5, 0.75, 6.0);
        };
        assert_eq!(
            refused(rounded),
            "sample_every_ms",
            "8 samples, for 6 of which there are ticks"
        );
        assert_eq!(
            refused(|s| s.stimulus = StimulusSpec::Rate { period_ms: 0.01 }),
            "stimulus.period_ms"
        );
        assert_eq!(
            refused(|s| if let WiringSpec::Footprints(w) = &mut s.wiring {
                w.neurons = 0;
            }),
            "wiring.neurons"
        );
        assert_eq!(
            refused(|s| if let NeuronSpec::Clocked(n) = &mut s.neuron {
                n.threshold = -1.0;
            }),
            "neuron.threshold"
        );
    }

    #[test]
    fn wiring_that_cannot_be_is_refused_field_by_field() {
        let refused = |name: &str, field: &str, value: &str| {
            let path = format!("wiring.{field}");
            let spec = Preset::builtin(name).unwrap().spec().with(&path, value).unwrap();
            let error = Preset::try_from(spec).unwrap_err();
            assert_eq!(error.field, path, "{name}, {value}: {error}");
        };
        let recurrent = [
            "speed_px_per_ms",
            "inhibitory_share",
            "excitatory_weight_max",
            "inhibitory_weight_max",
        ];
        let efficacies = ["excitatory_efficacy", "inhibitory_efficacy"];
        for name in ["weights-196", "weights-plain"] {
            for field in recurrent.into_iter().chain(efficacies) {
                refused(name, &format!("recurrent.{field}"), "-1");
            }
            refused(name, "recurrent.inhibitory_share", "1.5");
            for field in [
                "height_px",
                "input_speed_px_per_ms",
                "inhibition_speed_px_per_ms",
                "inhibition_gain",
            ] {
                refused(name, field, "-1");
            }
        }
        for field in ["margin_px", "displacement_px", "sigma_px", "weight_floor"] {
            refused("weights-196", field, "-1");
        }
        refused("weights-196", "weight_floor", "1.5");
        refused("weights-196", "margin_px", "13.5");
        refused("weights-plain", "input_weight_max", "0");
        refused("weights-plain", "recurrent_probability", "1.5");
        for field in ["side_mm", "speed_mm_per_ms", "input_path_factor", "hidden_path_factor"] {
            refused("paths-sbm", field, "0");
        }
        refused("paths-sbm", "thickness_mm", "-1");
        refused("paths-sbm", "input_probability", "1.5");
        refused("paths-sbm", "hidden_probability", "-0.1");
        refused("paths-sbm", "weight_low", "1000");
    }

    #[test]
    fn what_is_at_a_border_passes() {
        let passes = |name: &str, changes: &[(&str, &str)]| {
            let spec = Preset::builtin(name).unwrap().spec().clone();
            let changed =
                changes.iter().try_fold(spec, |spec, (path, value)| spec.with(path, value));
            Preset::try_from(changed.unwrap()).map(drop).map_err(|error| error.to_string())
        };
        let alike = [("wiring.weight_low", "0.5"), ("wiring.weight_high", "0.5")];
        assert_eq!(passes("paths-sbm", &alike), Ok(()));
        assert_eq!(passes("weights-196", &[("wiring.margin_px", "0")]), Ok(()));
        let long = [("tick_ms", "1"), ("duration_ms", "1000000"), ("sample_every_ms", "100000")];
        let long = [&long[..], &[("stimulus.period_ms", "1000")]].concat();
        assert_eq!(passes("weights-196", &long), Ok(()), "a million ticks");
        let never = [("sample_every_ms", "1200")];
        assert!(passes("weights-196", &never).unwrap_err().starts_with("sample_every_ms"));
        let row =
            Preset::builtin("weights-196").unwrap().spec().with("wiring.margin_px", "0").unwrap();
        let row = Preset::try_from(row).unwrap().for_sheet(Sheet { width: 28, height: 1 });
        assert!(row.is_ok(), "without margins a single row is a sheet");
    }

    #[test]
    fn every_preset_has_a_title_of_its_own() {
        let titles: Vec<_> = Preset::names().map(Preset::title).collect();
        assert_eq!(Preset::title("weights-196"), Some("strokes by delay, 196 neurons"));
        let distinct: std::collections::BTreeSet<_> = titles.iter().collect();
        assert_eq!((distinct.len(), Preset::title("gone")), (titles.len(), None));
    }
}
