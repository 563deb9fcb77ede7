//! What of a [`NetworkSpec`] is refused: each field by itself, then what all of them take.

use super::spec::{Delay, Footprint, NetworkSpec};
use crate::check::{
    MOST, SpecError, above_zero, at_least_zero, count, finite, refuse, shown, sized,
};
use crate::params::bounds::numbers;
use crate::params::limits::{DELAY_TICKS_MAX, EDGES_MAX, NEURONS_MAX, SIGNALS_MAX};
use crate::units::TickLength;
use std::collections::HashMap;

/// Refuses what no network can be built from, and what would take too much memory.
pub(crate) fn check(spec: &NetworkSpec) -> Result<(), SpecError> {
    sized("tick_ms", above_zero("tick_ms", spec.tick_ms)?)?;
    spec.neuron.check()?;
    numbers(&spec.neuron, "neuron")?;
    if let Some(plasticity) = &spec.plasticity {
        plasticity.check()?;
        numbers(plasticity, "plasticity")?;
    }
    at_least_zero("efficacy.excitatory", spec.efficacy.excitatory.into())?;
    at_least_zero("efficacy.inhibitory", spec.efficacy.inhibitory.into())?;
    within("efficacy.excitatory", spec.efficacy.excitatory.into())?;
    within("efficacy.inhibitory", spec.efficacy.inhibitory.into())?;
    neurons(spec)?;
    edges(spec)
}

fn neurons(spec: &NetworkSpec) -> Result<(), SpecError> {
    let columns = &spec.neurons;
    let neurons = count("neurons.place", columns.place.len(), NEURONS_MAX)?;
    for (column, entries) in [
        ("name", columns.name.len()),
        ("group", columns.group.len()),
        ("footprint", columns.footprint.len()),
        ("overrides", columns.overrides.len()),
    ] {
        if entries != 0 && entries != neurons {
            let expected = format!("no entry, or one for each of {neurons} neurons");
            return Err(refuse(&format!("neurons.{column}"), expected, entries));
        }
    }
    let of = |neuron: usize, column: &str| format!("neurons.{column}[{neuron}]");
    if spec.inputs.count > neurons {
        let expected = format!("at most the {neurons} neurons");
        return Err(refuse("inputs.count", expected, spec.inputs.count));
    }
    if let Some(sheet) = spec.inputs.sheet {
        sheet.check("inputs.sheet")?;
        if sheet.pixels() != spec.inputs.count {
            let expected = format!("inputs.count = {} pixels", spec.inputs.count);
            let found = format!("{} x {}", sheet.width, sheet.height);
            return Err(refuse("inputs.sheet", expected, found));
        }
    }
    for (at, group) in spec.groups.iter().enumerate() {
        group.overrides.check(&spec.neuron, &format!("groups[{at}].overrides"))?;
    }
    for (neuron, place) in columns.place.iter().enumerate() {
        for &coordinate in place {
            within(&of(neuron, "place"), finite(&of(neuron, "place"), coordinate)?)?;
        }
    }
    let mut named = HashMap::new();
    for (neuron, name) in columns.name.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(other) = named.insert(name.as_str(), neuron) {
            let found = format!("{name:?}, which is the name of neuron {other}");
            return Err(refuse(&of(neuron, "name"), "a name of its own", found));
        }
    }
    for (neuron, group) in columns.group.iter().enumerate() {
        if *group as usize >= spec.groups.len() {
            let expected = format!("one of {} groups, counted from 0", spec.groups.len());
            return Err(refuse(&of(neuron, "group"), expected, group));
        }
    }
    for (neuron, footprint) in columns.footprint.iter().enumerate() {
        let Some(Footprint { centre: [x, y], angle_rad }) = *footprint else { continue };
        for number in [x, y, angle_rad] {
            let field = of(neuron, "footprint");
            within(&field, finite(&field, number.into())?)?;
        }
    }
    let overrides = columns.overrides.iter().enumerate();
    overrides
        .into_iter()
        .try_for_each(|(neuron, overrides)| overrides.check(&spec.neuron, &of(neuron, "overrides")))
}

fn edges(spec: &NetworkSpec) -> Result<(), SpecError> {
    let (columns, places) = (&spec.edges, &spec.neurons.place);
    let edges = columns.source.len();
    if edges as f64 > EDGES_MAX {
        return Err(refuse("edges", format!("at most {EDGES_MAX} edges"), edges));
    }
    for (column, entries) in [
        ("target", columns.target.len()),
        ("weight", columns.weight.len()),
        ("delay", columns.delay.len()),
    ] {
        if entries != edges {
            let expected = format!("one for each of {edges} edges");
            return Err(refuse(&format!("edges.{column}"), expected, entries));
        }
    }
    let of = |edge: usize, column: &str| format!("edges.{column}[{edge}]");
    let tick = TickLength::from_ms(spec.tick_ms);
    let refractory_ticks: Vec<f64> = (0..places.len())
        .map(|n| f64::from(tick.ticks_at_least_one(spec.neuron_of(n).refractory_ms()).0))
        .collect();
    let mut signals = 0.0;
    for edge in 0..edges {
        let [source, target] = [columns.source[edge], columns.target[edge]].map(|n| n as usize);
        for (column, neuron) in [("source", source), ("target", target)] {
            if neuron >= places.len() {
                let expected = format!("one of {} neurons, counted from 0", places.len());
                return Err(refuse(&of(edge, column), expected, neuron));
            }
        }
        if target < spec.inputs.count {
            let found = format!("input {target}");
            return Err(refuse(&of(edge, "target"), "a neuron that is no input", found));
        }
        let weight = f64::from(columns.weight[edge]);
        within(&of(edge, "weight"), finite(&of(edge, "weight"), weight)?)?;
        let delay = columns.delay[edge];
        check_delay(delay, || of(edge, "delay"))?;
        let ticks = delay.ms(&places[source], &places[target]) / spec.tick_ms;
        if ticks.is_nan() || ticks > DELAY_TICKS_MAX {
            let expected = format!("at most {DELAY_TICKS_MAX} ticks of {} ms", spec.tick_ms);
            let found = format!("{} ticks", shown(ticks.ceil()));
            return Err(refuse(&of(edge, "delay"), expected, found));
        }
        signals += 1.0 + ticks / refractory_ticks[source];
    }
    if signals > SIGNALS_MAX {
        let expected = format!(
            "at most {SIGNALS_MAX} signals on their way (edges x delay / refractory period)"
        );
        return Err(refuse("edges", expected, signals.ceil()));
    }
    Ok(())
}

fn check_delay(delay: Delay, field: impl Fn() -> String) -> Result<(), SpecError> {
    match delay {
        Delay::Ms(ms) => at_least_zero(&field(), ms).map(drop),
        Delay::Path { speed, length, path_factor } => {
            above_zero(&format!("{}.speed", field()), speed)?;
            above_zero(&format!("{}.path_factor", field()), path_factor)?;
            length
                .map_or(Ok(0.0), |length| at_least_zero(&format!("{}.length", field()), length))?;
            Ok(())
        }
    }
}

/// Beyond, single precision has no room for sums and quotients.
fn within(field: &str, number: f64) -> Result<(), SpecError> {
    if number.abs() > MOST {
        return Err(refuse(field, format!("a size of at most {MOST}"), shown(number)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::network::{Delay, Footprint, Group, Inputs, LengthUnit, Network, NetworkSpec};
    use crate::params::limits::EDGES_MAX;
    use crate::params::{NeuronSpec, Overrides};
    use crate::sheet::Sheet;
    use crate::{EdgeId, NeuronId, Ticks};

    /// An input, and two neurons that it reaches.
    fn three() -> NetworkSpec {
        let neuron =
            NeuronSpec::EventDriven { refractory_ms: 2.0, tau_membrane_ms: 5.0, threshold: 1.0 };
        let mut spec = NetworkSpec::new(0.1, LengthUnit::Micrometre, neuron);
        spec.inputs.count = 1;
        spec.neurons.place = vec![[0.0; 3], [30.0, 40.0, 0.0], [0.0, 0.0, 10.0]];
        spec.neurons.name = vec!["in".into(), "near".into(), String::new()];
        spec.groups = vec![
            Group::default(),
            Group {
                name: "slow".into(),
                overrides: Overrides { refractory_ms: Some(7.0), ..Overrides::default() },
            },
        ];
        spec.neurons.group = vec![0, 1, 1];
        let own = Overrides { refractory_ms: Some(4.0), ..Overrides::default() };
        spec.neurons.overrides = vec![Overrides::default(), Overrides::default(), own];
        spec.edges.push(0, 2, -0.5, Delay::Ms(0.0));
        spec.edges.push(
            1,
            2,
            1.0,
            Delay::Path { speed: 10.0, length: Some(20.0), path_factor: 1.5 },
        );
        spec.edges.push(0, 1, 1.5, Delay::at_speed(10.0));
        spec
    }

    #[test]
    fn what_is_said_of_a_network_is_what_it_has() {
        let network = Network::new(&three()).unwrap();
        assert_eq!(
            (network.neuron_count(), network.input_count(), network.edge_count()),
            (3, 1, 3)
        );
        assert_eq!(network.named("near"), Some(NeuronId(1)));
        assert_eq!((network.named("far"), network.named("")), (None, None));
        assert_eq!(network.group(NeuronId(2)).unwrap().name, "slow");
        let refractory = [0, 1, 2].map(|n| network.refractory(NeuronId(n)));
        assert_eq!(refractory, [Ticks(20), Ticks(70), Ticks(40)], "its own, its group's, all's");
        assert_eq!(network.neuron(NeuronId(1)).refractory_ms(), 7.0);
        // Sorted by source, then delay: 0→2 at once, 0→1 after 50 µm at 10 µm/ms, 1→2 along 30 µm.
        let edges = [0, 1, 2].map(|e| (network.target(EdgeId(e)).0, network.delay(EdgeId(e)).0));
        assert_eq!(edges, [(2, 1), (1, 50), (2, 30)]);
        assert_eq!([0, 1, 2].map(|e| network.length(EdgeId(e))), [10.0, 50.0, 30.0]);
        let written = toml::to_string(&three()).unwrap();
        assert_eq!(written.matches("[groups.overrides]").count(), 1, "of what is said: {written}");
        assert_eq!(toml::from_str::<NetworkSpec>(&written).unwrap(), three(), "it is data");
        let axon: Delay = toml::from_str("speed = 2.0").unwrap();
        assert_eq!(axon, Delay::at_speed(2.0), "straight where nothing is said");
        assert!(!three().edges.is_empty() && crate::network::EdgeColumns::default().is_empty());
    }

    #[test]
    fn what_cannot_be_is_refused_by_column_and_entry() {
        type Change = fn(&mut NetworkSpec);
        let refused = |change: Change| {
            let mut spec = three();
            change(&mut spec);
            Network::new(&spec).unwrap_err().to_string()
        };
        let cases: [(Change, &str); 22] = [
            (|s| s.tick_ms = f64::NAN, "tick_ms: expected a finite number > 0, found NaN"),
            (
                |s| s.neurons.place.clear(),
                "neurons.place: expected a whole number from 1 to 1000000, found 0",
            ),
            (
                |s| s.neurons.place[1][2] = f64::INFINITY,
                "neurons.place[1]: expected a finite number, found inf",
            ),
            (
                |s| s.neurons.place[1][2] = 1e9,
                "neurons.place[1]: expected a size of at most 1000000, found 1000000000",
            ),
            (
                |s| s.neurons.name.truncate(1),
                "neurons.name: expected no entry, or one for each of 3 neurons, found 1",
            ),
            (
                |s| s.neurons.name[2] = "in".into(),
                "neurons.name[2]: expected a name of its own, found \"in\", which is the name of neuron 0",
            ),
            (
                |s| s.neurons.group[0] = 2,
                "neurons.group[0]: expected one of 2 groups, counted from 0, found 2",
            ),
            (
                |s| s.neurons.overrides[2].threshold = Some(-1.0),
                "neurons.overrides[2].threshold: expected a finite number > 0, found -1",
            ),
            (
                |s| s.groups[1].overrides.tau_inhibition_ms = Some(1.0),
                "groups[1].overrides.tau_inhibition_ms: expected none: event-driven neurons have no such number, found 1",
            ),
            (|s| s.inputs.count = 4, "inputs.count: expected at most the 3 neurons, found 4"),
            (
                |s| s.tick_ms = 1e-300,
                "tick_ms: expected 0, where it may be, or a size of at least 1e-9, found 1e-300",
            ),
            (
                |s| {
                    s.neuron = NeuronSpec::EventDriven {
                        refractory_ms: 2.0,
                        tau_membrane_ms: 5.0,
                        threshold: 1e300,
                    }
                },
                "neuron.threshold: expected at most 1000000, found 1e300",
            ),
            (
                |s| s.efficacy.excitatory = 1e7,
                "efficacy.excitatory: expected a size of at most 1000000, found 10000000",
            ),
            (
                |s| {
                    s.neurons.footprint = vec![
                        None,
                        Some(Footprint { centre: [0.0, f32::NAN], angle_rad: 0.0 }),
                        None,
                    ]
                },
                "neurons.footprint[1]: expected a finite number, found NaN",
            ),
            (
                |s| s.inputs = Inputs { count: 1, sheet: Some(Sheet { width: 2, height: 1 }) },
                "inputs.sheet: expected inputs.count = 1 pixels, found 2 x 1",
            ),
            (
                |s| s.edges.source[1] = 3,
                "edges.source[1]: expected one of 3 neurons, counted from 0, found 3",
            ),
            (
                |s| s.edges.target[2] = 0,
                "edges.target[2]: expected a neuron that is no input, found input 0",
            ),
            (
                |s| s.edges.weight[0] = f32::NAN,
                "edges.weight[0]: expected a finite number, found NaN",
            ),
            (
                |s| s.edges.weight.truncate(2),
                "edges.weight: expected one for each of 3 edges, found 2",
            ),
            (
                |s| s.edges.delay[0] = Delay::Ms(-1.0),
                "edges.delay[0]: expected a finite number >= 0, found -1",
            ),
            (
                |s| s.edges.delay[2] = Delay::at_speed(0.0),
                "edges.delay[2].speed: expected a finite number > 0, found 0",
            ),
            (
                |s| s.edges.delay[2] = Delay::at_speed(1e-6),
                "edges.delay[2]: expected at most 100000 ticks of 0.1 ms, found 500000000 ticks",
            ),
        ];
        for (change, expected) in cases {
            assert_eq!(refused(change), expected);
        }
    }

    #[test]
    fn a_network_may_be_all_inputs_and_edges_are_counted_first() {
        let mut spec = NetworkSpec::new(0.1, LengthUnit::Pixel, three().neuron);
        spec.neurons.place = vec![[0.0; 3]; 2];
        spec.inputs.count = 2;
        assert_eq!(Network::new(&spec).unwrap().input_count(), 2);
        let refused = |edges: usize| {
            let mut spec = three();
            spec.edges.source = vec![0; edges];
            Network::new(&spec).unwrap_err().to_string()
        };
        let most = EDGES_MAX as usize;
        assert_eq!(refused(most + 1), "edges: expected at most 8000000 edges, found 8000001");
        assert_eq!(refused(most + 9), "edges: expected at most 8000000 edges, found 8000009");
        let next = "edges.target: expected one for each of 8000000 edges, found 3";
        assert_eq!(refused(most), next);
    }

    #[test]
    fn delays_signals_and_weights_are_bounded_and_not_below() {
        // Ticks of 1/8 ms are exact.
        let spec = |edges: usize, ticks: f64, weight: f32| {
            let neuron = NeuronSpec::Competition { refractory_ms: 0.125 };
            let mut spec = NetworkSpec::new(0.125, LengthUnit::Pixel, neuron);
            spec.neurons.place = vec![[0.0; 3], [1.0; 3]];
            (0..edges).for_each(|_| spec.edges.push(0, 1, weight, Delay::Ms(ticks * 0.125)));
            Network::new(&spec).map(|network| network.edge_count()).map_err(|e| e.to_string())
        };
        assert_eq!(spec(1, 1e5, 1e6), Ok(1), "the longest delay, the largest weight");
        assert_eq!(spec(1, 1e5, -1e6), Ok(1));
        let heavy = spec(1, 1e5, 1_000_001.0).unwrap_err();
        assert!(heavy.starts_with("edges.weight[0]: expected a size of at most"), "{heavy}");
        assert!(
            spec(1, 1e5 + 1.0, 1.0).unwrap_err().starts_with("edges.delay[0]: expected at most")
        );
        // 2,500 edges on which 99,999 signals travel and one sets out.
        assert_eq!(spec(2_500, 99_999.0, 1.0), Ok(2_500));
        assert_eq!(
            spec(2_500, 1e5, 1.0).unwrap_err(),
            "edges: expected at most 250000000 signals on their way (edges x delay / refractory period), found 250002500"
        );
        assert!(spec(2_502, 99_999.0, 1.0).unwrap_err().ends_with("found 250200000"));
    }
}
