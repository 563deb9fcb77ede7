use super::footprints::sites;
use crate::ids::{EdgeRange, NeuronId};
use crate::network::{Network, NetworkSpec, Role};
use crate::params::{FootprintSpec, Preset, WiringSpec};
use crate::sheet::Sheet;

fn built(name: &str) -> Network {
    Network::build(&Preset::builtin(name).unwrap(), 1)
}

#[test]
fn the_default_has_the_designs_counts() {
    let network = built("weights-196");
    assert_eq!((network.neuron_count(), network.recurrent_edges().len()), (784 + 196, 588));
    let inhibitory =
        network.recurrent_edges().iter().filter(|e| network.weights()[e.index()] < 0.0).count();
    assert_eq!(inhibitory, 176, "30% of 588");
    let first = network.footprint(NeuronId(784)).unwrap();
    assert_eq!(first.centre, [4.5, 4.5]);
    assert!((first.angle_rad - std::f32::consts::FRAC_PI_8).abs() < 1e-6);
    assert!((0..784).all(|n| network.role(NeuronId(n)) == Role::Input));
}

#[test]
fn any_number_of_neurons_finds_a_place() {
    for neurons in [1, 3, 5, 10, 25, 50, 100, 200, 300, 399, 400] {
        let mut spec = Preset::builtin("weights-196").unwrap().spec().clone();
        let WiringSpec::Footprints(wiring) = &mut spec.wiring else { unreachable!() };
        wiring.neurons = neurons;
        let sites = sites(wiring, Sheet::MNIST);
        assert_eq!(sites.len(), (neurons / 4).max(1));
        assert_eq!(sites.iter().map(|(_, directions)| directions).sum::<usize>(), neurons);
        let middle = |axis: usize| {
            sites.iter().map(|(centre, _)| centre[axis]).sum::<f64>() / sites.len() as f64
        };
        assert!((middle(0) - 13.5).abs() < 1e-9, "{neurons}: rows are centred");
        assert!((middle(1) - 13.5).abs() < 1.5, "{neurons}: and nearly so are they all");
        let network = Network::build(&Preset::try_from(spec).unwrap(), 1);
        assert_eq!(network.neuron_count(), 784 + neurons);
    }
}

#[test]
fn delays_are_path_length_over_speed() {
    let network = built("weights-196");
    for edge in network.recurrent_edges().iter() {
        let delay_ms = network.tick().to_ms(network.delay(edge));
        assert!((delay_ms - f64::from(network.length(edge))).abs() <= 0.0626, "1 px/ms");
    }
    let block = built("paths-sbm");
    let mean = |edges: EdgeRange| {
        edges.iter().map(|edge| f64::from(block.delay(edge).0)).sum::<f64>() / edges.len() as f64
    };
    let recurrent = block.recurrent_edges();
    assert!((mean(block.input_edges()) - 72.0).abs() < 3.0, "design: mean 72 ticks");
    assert!((mean(recurrent) - 142.0).abs() < 6.0, "design: mean 142 ticks");
}

#[test]
fn a_receptive_field_falls_off_as_a_gaussian() {
    let network = built("weights-196");
    let neuron = NeuronId(784 + 4 * 24);
    let centre = network.footprint(neuron).unwrap().centre;
    for edge in network.incoming(neuron) {
        let source = network.source(edge);
        if network.role(source) != Role::Input {
            continue;
        }
        let place = network.position(source);
        let off = (place[0] - centre[0]).powi(2) + (place[1] - centre[1]).powi(2);
        let expected = (-off / (2.0 * 2.4 * 2.4)).exp();
        let weight = network.weights()[edge.index()];
        let found = if weight < 0.0 { -weight / 0.33 } else { weight };
        assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
    }
}

#[test]
fn every_input_reaches_every_neuron() {
    let network = Network::build(&Preset::builtin("weights-plain").unwrap(), 1);
    assert_eq!(network.neuron_count(), 784 + 200);
    let recurrent = network.recurrent_edges();
    assert_eq!(recurrent.before(), 2 * 784 * 200, "excitation and inhibition");
    let share = recurrent.len() as f64 / (200.0 * 199.0);
    assert!((share - 0.1).abs() < 0.005, "{share} of all pairs are joined");
    let weights = &network.weights()[recurrent.indices()];
    let inhibitory = weights.iter().filter(|&&w| w < 0.0).count();
    assert_eq!(inhibitory, (0.3 * recurrent.len() as f64).round() as usize);
    assert!((784..984).all(|n| network.footprint(NeuronId(n)).is_none()));
    assert_ne!(
        network.weights(),
        Network::build(&Preset::builtin("weights-plain").unwrap(), 2).weights()
    );
}

/// What generators say is sound by the rules that hold for everybody's networks, and is the same network either way.
#[test]
fn generated_networks_pass_the_checks_of_all_networks() {
    for name in Preset::names() {
        let spec = NetworkSpec::generate(&Preset::builtin(name).unwrap(), 1);
        let checked = Network::new(&spec).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(checked.hash(), built(name).hash());
        assert!(checked.is_uniform());
    }
}

#[test]
fn a_sheet_of_another_size_has_its_own_places() {
    let sheet = Sheet { width: 40, height: 20 };
    for name in ["weights-196", "weights-plain", "paths-sbm"] {
        let preset = Preset::builtin(name).unwrap().for_sheet(sheet).unwrap();
        let network = Network::build(&preset, 1);
        assert_eq!((network.input_count(), network.sheet()), (800, Some(sheet)));
        let neurons = (800..network.neuron_count() as u32).map(|n| network.position(NeuronId(n)));
        let most = |axis: usize| neurons.clone().map(|place| place[axis]).fold(0.0, f32::max);
        if name != "paths-sbm" {
            assert!(most(0) > 30.0 && most(0) < 50.0, "{name}: {} across", most(0));
            assert!(most(1) > 15.0 && most(1) < 30.0, "{name}: {} down", most(1));
        }
    }
}

fn with_footprints(change: fn(&mut FootprintSpec)) -> Network {
    let mut spec = Preset::builtin("weights-196").unwrap().spec().clone();
    let WiringSpec::Footprints(wiring) = &mut spec.wiring else { unreachable!() };
    change(wiring);
    Network::build(&Preset::try_from(spec).unwrap(), 1)
}

/// Whole ticks of each edge, by what it is: excitation from the sheet, inhibition from it, recurrent.
fn delays_by_kind(network: &Network) -> [Vec<u32>; 3] {
    let mut kinds = [const { Vec::new() }; 3];
    for edge in network.edges().iter() {
        let inhibits = network.weights()[edge.index()] < 0.0;
        let is_input = network.input_edges().contains(edge);
        let kind = if is_input { usize::from(inhibits) } else { 2 };
        kinds[kind].push(network.delay(edge).0);
    }
    kinds
}

#[test]
fn equal_delays_are_the_mean_of_each_kind_of_edge() {
    let geometric = delays_by_kind(&built("weights-196"));
    let equal = delays_by_kind(&with_footprints(|w| w.equal_delays = true));
    for (kind, (geometric, equal)) in geometric.iter().zip(&equal).enumerate() {
        assert_eq!(geometric.len(), equal.len());
        let sum = geometric.iter().map(|&ticks| f64::from(ticks)).sum::<f64>();
        let mean = (sum / geometric.len() as f64).round() as u32;
        assert!(equal.iter().all(|&ticks| ticks == mean), "kind {kind}: {mean} ticks");
        assert!(geometric.iter().any(|&ticks| ticks != mean), "kind {kind} differs as built");
    }
    assert_ne!(equal[0][0], equal[2][0]);
}

#[test]
fn shuffled_somata_stand_on_the_same_places_in_another_order() {
    let places = |network: &Network| -> Vec<[u32; 3]> {
        let hidden = 784..network.neuron_count() as u32;
        hidden.map(|n| network.position(NeuronId(n)).map(f32::to_bits)).collect()
    };
    let geometric = built("weights-196");
    let shuffled = with_footprints(|w| w.shuffled_somata = true);
    let [mut before, mut after] = [places(&geometric), places(&shuffled)];
    assert_ne!(before, after);
    before.sort_unstable();
    after.sort_unstable();
    assert_eq!(before, after);
    // Receptive fields stay.
    assert_eq!(geometric.footprint(NeuronId(800)), shuffled.footprint(NeuronId(800)));
}

#[test]
fn without_a_gain_there_is_no_inhibition_from_the_sheet() {
    let whole = delays_by_kind(&built("weights-196"));
    let excitation = delays_by_kind(&with_footprints(|w| w.inhibition_gain = 0.0));
    assert_eq!(excitation.map(|kind| kind.len()), [whole[0].len(), 0, whole[2].len()]);
    let mut spec = Preset::builtin("weights-plain").unwrap().spec().clone();
    let WiringSpec::Scattered(wiring) = &mut spec.wiring else { unreachable!() };
    wiring.inhibition_gain = 0.0;
    let network = Network::build(&Preset::try_from(spec).unwrap(), 1);
    assert_eq!(network.input_edges().len(), 784 * 200);
}

#[test]
fn rows_of_footprints_are_as_long_and_as_many_as_the_sheet_is_wide_and_high() {
    let preset = Preset::builtin("weights-196").unwrap();
    let WiringSpec::Footprints(wiring) = &preset.spec().wiring else { unreachable!() };
    let rows = |width, height| {
        let sites = sites(wiring, Sheet { width, height });
        let mut downs: Vec<u64> = sites.iter().map(|(centre, _)| centre[1].to_bits()).collect();
        downs.dedup();
        (sites.len(), downs.len())
    };
    // Seven rows of seven, nearly five of nearly ten, the other way round; a single row or column has no slimness.
    assert_eq!([rows(28, 28), rows(40, 20), rows(20, 40)], [(49, 7), (49, 5), (49, 10)]);
    assert_eq!([rows(28, 1), rows(1, 28)], [(49, 1), (49, 49)]);
}
