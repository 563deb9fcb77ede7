//! What a model may take: memory and time are counted before they are taken, from the preset alone.
//!
//! | quantity | most | what it costs |
//! |---|---|---|
//! | ticks of a run | [`TICKS_MAX`] | time, and the record of what happens |
//! | delay, ticks | [`DELAY_TICKS_MAX`] | a slot of the timing wheel each |
//! | neurons | [`NEURONS_MAX`] | about 60 bytes each, and 60 more in every engine |
//! | edges | [`EDGES_MAX`] | about 30 bytes each, and 12 more in every engine |
//! | signals on their way | [`SIGNALS_MAX`] | 8 bytes each |
//! | volleys of the stimulus | [`VOLLEYS_MAX`] | 8 bytes for each inked pixel |
//! | samples, and plastic edges in all of them | [`SAMPLES_MAX`], [`SAMPLED_MAX`] | 4 bytes each |

use super::preset_spec::PresetSpec;
use super::wiring::WiringSpec;
use crate::check::{SpecError, refuse, shown, with};
use crate::stimulus::train::SPIKES_MAX;
use std::f64::consts::{PI, SQRT_2};

/// Most ticks of a run: 125 s of 0.125 ms each.
pub const TICKS_MAX: f64 = 1e6;
/// Longest delay, ticks.
pub const DELAY_TICKS_MAX: f64 = 1e5;
/// Most neurons of a network.
pub const NEURONS_MAX: usize = 1_000_000;
/// Most edges of a network.
pub const EDGES_MAX: f64 = 8e6;
/// Most signals that can be on their way at once.
pub const SIGNALS_MAX: f64 = 250e6;
/// Most volleys of a stimulus.
pub const VOLLEYS_MAX: f64 = 10_000.0;
/// Most sample times of a run.
pub const SAMPLES_MAX: f64 = 1_000.0;
/// Most plastic edges in all samples of a run together.
pub const SAMPLED_MAX: f64 = 100e6;

/// A field and what it says.
type Field = (&'static str, f64);

/// Edges of one kind.
struct Edges {
    /// The speed that makes their delay.
    speed: Field,
    /// Longest path, in the unit of the speed.
    longest: f64,
    /// Fields that make it so long.
    lengths: Vec<Field>,
    /// How many; of random ones, in the mean.
    count: f64,
    from_inputs: bool,
}

/// Edges of a network that is built from a preset with a checked wiring; of random ones, in the mean.
pub fn edges(spec: &PresetSpec) -> f64 {
    if let WiringSpec::Circuit(circuit) = &spec.wiring {
        return circuit.edges.len() as f64;
    }
    kinds(spec).iter().map(|kind| kind.count).sum()
}

/// Refuses what would take too much. Every field is in its own range already.
pub(super) fn check(spec: &PresetSpec) -> Result<(), SpecError> {
    let (tick, duration) = (("tick_ms", spec.tick_ms), ("duration_ms", spec.duration_ms));
    let of_time = |field, ms: f64, most: f64, what: &str| {
        let found = spec.duration_ms / ms;
        let words = || format!("{}: {} {what}", with(ms, &[duration]), shown(found.ceil()));
        if found > most {
            return Err(refuse(field, format!("at most {most} {what}"), words()));
        }
        Ok(())
    };
    let every = ("sample_every_ms", spec.sample_every_ms);
    of_time(every.0, every.1, SAMPLES_MAX, "samples")?;
    let refractory = ("neuron.refractory_ms", spec.neuron.refractory_ms());
    let period = spec.stimulus.period_ms().map(|ms| ("stimulus.period_ms", ms));
    if let Some((field, period_ms)) = period {
        of_time(field, period_ms, VOLLEYS_MAX, "volleys")?;
    }
    let sheet =
        [("sheet.width", spec.sheet.width as f64), ("sheet.height", spec.sheet.height as f64)];
    let kinds = kinds(spec);
    let makers = makers(&spec.wiring);
    let most = |field: &str, what: &str, found: f64, most: f64, makers: &[Field]| {
        let expected = format!("at most {most} {what}");
        if found > most { Err(refuse(field, expected, with(found.ceil(), makers))) } else { Ok(()) }
    };
    for Edges { speed, longest, lengths, .. } in &kinds {
        let ticks = longest / speed.1 / spec.tick_ms;
        if ticks > DELAY_TICKS_MAX {
            let expected = format!("delays of at most {DELAY_TICKS_MAX} ticks");
            let makers = [&lengths[..], &[tick]].concat();
            let ticks = shown(ticks.ceil());
            let found = format!("{}: delays of up to {ticks} ticks", with(speed.1, &makers));
            return Err(refuse(speed.0, expected, found));
        }
    }
    most("wiring", "edges", edges(spec), EDGES_MAX, &makers)?;
    let mut of_signals: Vec<Field> = kinds
        .iter()
        .flat_map(|kind| kind.lengths.iter().copied().chain([kind.speed]))
        .chain(makers.clone())
        .chain(period)
        .chain([refractory, tick])
        .collect();
    let of_image: Vec<Field> = period.into_iter().chain([duration]).chain(sheet).collect();
    let most_spikes = SPIKES_MAX as f64;
    let field = period.map_or("sheet", |(field, _)| field);
    most(field, "spikes of an image that is all ink", spikes(spec), most_spikes, &of_image)?;
    of_signals.sort_by_key(|(field, _)| *field);
    of_signals.dedup();
    most(
        "wiring",
        "signals on their way (edges x delay / refractory period)",
        signals(spec),
        SIGNALS_MAX,
        &of_signals,
    )?;
    let makers = [&makers[..], &[every, duration]].concat();
    most(every.0, "plastic edges in all samples together", sampled(spec), SAMPLED_MAX, &makers)
}

/// Spikes of an image that is all ink.
fn spikes(spec: &PresetSpec) -> f64 {
    let volleys = spec.stimulus.period_ms().map_or(1.0, |ms| (spec.duration_ms / ms).ceil());
    spec.sheet.pixels() as f64 * volleys
}

/// Signals that are on their way at once where every neuron fires as often as it can.
fn signals(spec: &PresetSpec) -> f64 {
    let refractory_ticks = spec.neuron.refractory_ms() / spec.tick_ms;
    let period_ticks = spec.stimulus.period_ms().map_or(1.0, |ms| ms / spec.tick_ms);
    let of_kind = |kind: &Edges| {
        let delay_ticks = kind.longest / kind.speed.1 / spec.tick_ms;
        let least = if kind.from_inputs { period_ticks.max(1.0) } else { 1.0 };
        kind.count * (1.0 + delay_ticks / refractory_ticks.max(least))
    };
    kinds(spec).iter().map(of_kind).sum()
}

/// Plastic edges, as often as they are sampled.
fn sampled(spec: &PresetSpec) -> f64 {
    let is_circuit = matches!(spec.wiring, WiringSpec::Circuit(_));
    let plastic = match &spec.plasticity {
        None => 0.0,
        Some(rule) if rule.input_edges || is_circuit => edges(spec),
        Some(_) => kinds(spec).iter().filter(|kind| !kind.from_inputs).map(|kind| kind.count).sum(),
    };
    plastic * spec.duration_ms / spec.sample_every_ms
}

/// Fields that decide how many edges there are.
fn makers(wiring: &WiringSpec) -> Vec<Field> {
    match wiring {
        WiringSpec::Footprints(w) => vec![
            ("wiring.neurons", w.neurons as f64),
            ("wiring.directions", w.directions as f64),
            ("wiring.sigma_px", w.sigma_px),
            ("wiring.weight_floor", w.weight_floor),
        ],
        WiringSpec::Scattered(w) => vec![
            ("wiring.neurons", w.neurons as f64),
            ("wiring.recurrent_probability", w.recurrent_probability),
        ],
        WiringSpec::Block(w) => vec![
            ("wiring.hidden", w.hidden as f64),
            ("wiring.input_probability", w.input_probability),
            ("wiring.hidden_probability", w.hidden_probability),
        ],
        // Each of its edges is checked by itself.
        WiringSpec::Circuit(_) => Vec::new(),
    }
}

fn kinds(spec: &PresetSpec) -> Vec<Edges> {
    let pixels = spec.sheet.pixels() as f64;
    let [across, down] = spec.sheet.extent_px();
    let diagonal = libm::hypot(across, down);
    match &spec.wiring {
        WiringSpec::Footprints(w) => {
            let [neurons, directions] = [w.neurons, w.directions].map(|count| count as f64);
            // Pixels whose weight is above the floor lie within a circle.
            let radius_px = w.sigma_px * (-2.0 * libm::log(w.weight_floor)).sqrt();
            let field = (PI * (radius_px + 1.0).powi(2)).min(pixels);
            let sites = (neurons / directions).floor().max(1.0);
            let at_a_site = (neurons / sites).ceil();
            let path = libm::hypot(diagonal + w.displacement_px, w.height_px);
            let between = if w.shuffled_somata { diagonal } else { 0.0 } + 2.0 * w.displacement_px;
            on_sheet(
                [
                    w.input_speed_px_per_ms,
                    w.inhibition_speed_px_per_ms,
                    w.recurrent.speed_px_per_ms,
                ],
                [path, between],
                [
                    &[
                        ("wiring.displacement_px", w.displacement_px),
                        ("wiring.height_px", w.height_px),
                    ],
                    &[("wiring.displacement_px", w.displacement_px)],
                ],
                [field * neurons, sites * at_a_site * (at_a_site - 1.0)],
                w.inhibition_gain > 0.0,
            )
        }
        WiringSpec::Scattered(w) => {
            let neurons = w.neurons as f64;
            on_sheet(
                [
                    w.input_speed_px_per_ms,
                    w.inhibition_speed_px_per_ms,
                    w.recurrent.speed_px_per_ms,
                ],
                [libm::hypot(diagonal, w.height_px), diagonal],
                [&[("wiring.height_px", w.height_px)], &[]],
                [pixels * neurons, w.recurrent_probability * neurons * (neurons - 1.0)],
                w.inhibition_gain > 0.0,
            )
        }
        // Each of its edges is checked by itself.
        WiringSpec::Circuit(_) => Vec::new(),
        WiringSpec::Block(w) => {
            let hidden = w.hidden as f64;
            let across = libm::hypot(w.side_mm * SQRT_2, w.thickness_mm);
            let speed = ("wiring.speed_mm_per_ms", w.speed_mm_per_ms);
            let lengths = |factor: Field| {
                let sides =
                    [("wiring.side_mm", w.side_mm), ("wiring.thickness_mm", w.thickness_mm)];
                [&sides[..], &[factor]].concat()
            };
            vec![
                Edges {
                    speed,
                    longest: w.input_path_factor * across,
                    lengths: lengths(("wiring.input_path_factor", w.input_path_factor)),
                    count: w.input_probability * pixels * hidden,
                    from_inputs: true,
                },
                Edges {
                    speed,
                    longest: w.hidden_path_factor * across,
                    lengths: lengths(("wiring.hidden_path_factor", w.hidden_path_factor)),
                    count: w.hidden_probability * hidden * (hidden - 1.0),
                    from_inputs: false,
                },
            ]
        }
    }
}

/// Excitation and inhibition from the sheet, and edges between neurons.
fn on_sheet(
    [input, inhibition, recurrent]: [f64; 3],
    [path, between]: [f64; 2],
    [of_path, of_between]: [&[Field]; 2],
    [from_sheet, own]: [f64; 2],
    inhibits: bool,
) -> Vec<Edges> {
    let kind = |field, speed, (longest, lengths): (f64, &[Field]), count, from_inputs| Edges {
        speed: (field, speed),
        longest,
        lengths: lengths.to_vec(),
        count,
        from_inputs,
    };
    let mut kinds = vec![
        kind("wiring.input_speed_px_per_ms", input, (path, of_path), from_sheet, true),
        kind("wiring.recurrent.speed_px_per_ms", recurrent, (between, of_between), own, false),
    ];
    if inhibits {
        kinds.push(kind(
            "wiring.inhibition_speed_px_per_ms",
            inhibition,
            (path, of_path),
            from_sheet,
            true,
        ));
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EdgeId, Network, Preset, Sheet};

    #[test]
    fn what_is_counted_is_what_is_built() {
        for name in Preset::names() {
            let preset = Preset::builtin(name).unwrap();
            let (spec, network) = (preset.spec(), Network::build(&preset, 1));
            let (counted, built) = (edges(spec), network.edge_count() as f64);
            assert!((0.97..1.6).contains(&(counted / built)), "{name}: {counted} for {built}");
            let of = |from_inputs: bool| {
                let kinds = kinds(spec).into_iter().filter(|kind| kind.from_inputs == from_inputs);
                kinds.map(|kind| kind.count).sum::<f64>()
            };
            let recurrent = of(false) / network.recurrent_edges().len() as f64;
            assert!((0.95..1.05).contains(&recurrent), "{name}: {recurrent} of what is built");
            let kinds = kinds(spec);
            let longest = kinds.iter().map(|kind| kind.longest / kind.speed.1).fold(0.0, f64::max);
            let delay_ms = network.tick().to_ms(network.delay_max());
            assert!(
                (delay_ms..3.0 * delay_ms).contains(&longest),
                "{name}: {longest} for {delay_ms}"
            );
            assert!(network.delay(EdgeId(0)).0 > 0);
            let samples = preset.sample_times_ms().len() * network.plastic_edges().len();
            let counted = sampled(spec);
            match samples {
                0 => assert_eq!(counted, 0.0, "{name}"),
                built => {
                    let ratio = counted / built as f64;
                    assert!((0.97..1.6).contains(&ratio), "{name}: {counted} for {built} samples");
                }
            }
            // Inputs fire once a period, others whenever they are not refractory.
            let period = spec.stimulus.period_ms().unwrap_or(0.0);
            let way = |edge: EdgeId| {
                let source = network.source(edge);
                let is_input = network.input_edges().contains(edge);
                let rest_ms = network.tick().to_ms(network.refractory(source));
                let between_ms = if is_input { rest_ms.max(period) } else { rest_ms };
                1.0 + network.tick().to_ms(network.delay(edge)) / between_ms
            };
            let built = network.edges().iter().map(way).sum::<f64>();
            let ratio = signals(spec) / built;
            assert!((0.97..4.0).contains(&ratio), "{name}: {} for {built}", signals(spec));
        }
    }

    #[test]
    fn what_is_as_much_as_can_be_passes() {
        let with = |changes: &[(&str, &str)]| {
            let spec = Preset::builtin("weights-196").unwrap().spec().clone();
            let changed =
                changes.iter().try_fold(spec, |spec, (path, value)| spec.with(path, value));
            Preset::try_from(changed.unwrap()).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(
            with(&[("duration_ms", "1000"), ("sample_every_ms", "1")]),
            Ok(()),
            "1,000 samples"
        );
        let volleys =
            [("duration_ms", "100000"), ("sample_every_ms", "1000"), ("stimulus.period_ms", "10")];
        assert_eq!(with(&volleys), Ok(()), "10,000 volleys");
    }

    #[test]
    fn what_takes_too_much_is_refused_by_field_limit_and_value() {
        let words = |name: &str, path: &str, value: &str| {
            let spec = Preset::builtin(name).unwrap().spec().with(path, value).unwrap();
            Preset::try_from(spec).unwrap_err().to_string()
        };
        assert_eq!(
            words("weights-196", "wiring.input_speed_px_per_ms", "1e-9"),
            "wiring.input_speed_px_per_ms: expected delays of at most 100000 ticks, found 1e-9 with \
             wiring.displacement_px = 10, wiring.height_px = 2, tick_ms = 0.125: delays of up to 385802048616 \
             ticks"
        );
        let high = words("weights-plain", "wiring.height_px", "1e6");
        assert!(high.contains("with wiring.height_px = 1000000, tick_ms = "), "{high}");
        let slow = words("paths-sbm", "wiring.speed_mm_per_ms", "1e-6");
        assert!(slow.starts_with("wiring.speed_mm_per_ms: expected delays of at most"), "{slow}");
        assert_eq!(
            words("weights-196", "wiring.neurons", "10001"),
            "wiring.neurons: expected a whole number from 1 to 10000, found 10001"
        );
        let dense =
            Preset::builtin("paths-sbm").unwrap().spec().with("wiring.hidden", "4000").unwrap();
        let dense = dense.with("wiring.hidden_probability", "1").unwrap();
        let many = Preset::try_from(dense).unwrap_err().to_string();
        assert!(many.starts_with("wiring: expected at most 8000000 edges, found "), "{many}");
        assert!(many.contains(" with wiring.hidden = 4000, wiring.input_probability = "), "{many}");
        assert_eq!(
            words("weights-196", "duration_ms", "126000"),
            "duration_ms: expected at most 1000000 ticks, found 126000 with tick_ms = 0.125: 1008000 ticks"
        );
        assert_eq!(
            words("weights-196", "sample_every_ms", "0.125"),
            "sample_every_ms: expected at most 1000 samples, found 0.125 with duration_ms = 600: 4800 samples"
        );
        let short = words("paths-sbm", "tick_ms", "1e-9");
        assert!(short.starts_with("duration_ms: expected at most 1000000 ticks"), "{short}");
        assert!(short.contains(" with tick_ms = 1e-9: "), "{short}");
        let mut volleys = Preset::builtin("weights-196").unwrap().spec().clone();
        volleys.duration_ms = 120_000.0;
        let volleys = volleys.with("sample_every_ms", "600").unwrap();
        let volleys = volleys.with("stimulus.period_ms", "5").unwrap();
        let volleys = Preset::try_from(volleys).unwrap_err().to_string();
        assert!(
            volleys.starts_with("stimulus.period_ms: expected at most 10000 volleys"),
            "{volleys}"
        );
    }

    #[test]
    fn an_image_that_is_all_ink_has_its_bound() {
        let preset = Preset::builtin("weights-196").unwrap();
        let fast = preset.spec().with("stimulus.period_ms", "0.125").unwrap();
        let fast = Preset::try_from(fast).unwrap();
        assert!(fast.for_sheet(Sheet { width: 28, height: 28 }).is_ok(), "3,763,200 spikes");
        let words = fast.for_sheet(Sheet { width: 100, height: 100 }).unwrap_err().to_string();
        let expected = "stimulus.period_ms: expected at most 10000000 spikes of an image that is all ink, found 48000000";
        assert!(words.starts_with(expected), "{words}");
    }

    #[test]
    fn signals_on_their_way_are_counted() {
        let spec = Preset::builtin("paths-sbm").unwrap().spec().clone();
        let spec = spec.with("wiring.hidden", "3900").unwrap();
        let spec = spec.with("wiring.speed_mm_per_ms", "1e-3").unwrap();
        let spec = spec.with("neuron.refractory_ms", "0.1").unwrap();
        let words = Preset::try_from(spec).unwrap_err().to_string();
        assert!(words.contains("at most 250000000 signals on their way"), "{words}");
    }
}
