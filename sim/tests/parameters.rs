//! Every parameter of a preset changes a run: none is read and forgotten.

use signalscape_sim::{Engine, Fingerprint, Network, Preset, PresetSpec, WeightSamples};
use std::sync::Arc;

/// Events and weight samples of a short presentation; `None` when the preset is refused.
fn fingerprint(table: &toml::Table) -> Option<(String, Vec<f32>)> {
    let spec: PresetSpec = table.clone().try_into().ok()?;
    let preset = Preset::try_from(spec).ok()?;
    let network = Arc::new(Network::build(&preset, 1));
    let stimulus = preset.encode(&stroke()).unwrap();
    let every = preset.tick().ticks(preset.spec().sample_every_ms);
    let mut observer = (Fingerprint::default(), WeightSamples::new(&network, every));
    Engine::new(network).present(&stimulus, &mut observer);
    Some((observer.0.hex(), observer.1.rows().to_vec()))
}

/// A stroke with grey edges, so that intensities count.
fn stroke() -> [u8; 784] {
    let mut image = [0; 784];
    for y in 5..23 {
        for (x, ink) in [(12, 90), (13, 255), (14, 255), (15, 140)] {
            image[y * 28 + x] = ink;
        }
    }
    image
}

/// Paths of all numbers and switches in the file.
fn leaves(table: &toml::Table, path: &str, found: &mut Vec<String>) {
    for (name, value) in table {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            toml::Value::Table(inner) => leaves(inner, &path, found),
            toml::Value::String(_) => {}
            _ => found.push(path),
        }
    }
}

fn changed(table: &toml::Table, path: &str) -> toml::Table {
    let mut changed = table.clone();
    let mut here = &mut changed;
    let (parents, leaf) = path.rsplit_once('.').map_or((None, path), |(p, l)| (Some(p), l));
    for part in parents.into_iter().flat_map(|p| p.split('.')) {
        here = here[part].as_table_mut().unwrap();
    }
    let value = match &here[leaf] {
        toml::Value::Float(x) => toml::Value::Float(match leaf {
            "duration_ms" => x * 2.0,
            // Sample times are whole ticks still.
            "tick_ms" => x * 1.25,
            "sample_every_ms" => x / 2.0,
            "weight_low" => x * 0.7,
            "weight_floor" => x * 10.0,
            // Recurrent edges hardly matter to when a neuron fires (design 1.1): pull hard.
            "excitatory_efficacy" | "inhibitory_efficacy" => x * 100.0,
            _ if *x == 0.0 => 0.05,
            _ => x * 1.3,
        }),
        toml::Value::Integer(x) => toml::Value::Integer(x + 1),
        toml::Value::Boolean(on) => toml::Value::Boolean(!on),
        other => panic!("{path}: {other}"),
    };
    here.insert(leaf.to_owned(), value);
    changed
}

/// The preset, short, and with every term of the plasticity rule at work within tight bounds.
fn lively(name: &str) -> toml::Table {
    let mut spec = Preset::builtin(name).unwrap().spec().clone();
    spec.duration_ms = 100.0;
    spec.sample_every_ms = 50.0;
    if let Some(rule) = &mut spec.plasticity {
        let is_weights = name.starts_with("weights");
        (rule.a_minus, rule.a_plus) = if is_weights { (0.03, 0.04) } else { (0.4, 0.1) };
        (rule.w_min, rule.w_max) = if is_weights { (-0.9, 0.1) } else { (-0.1, 1.4) };
        (rule.tau_minus_ms, rule.tau_plus_ms) = (12.0, 15.0);
    }
    toml::Table::try_from(&spec).unwrap()
}

#[test]
fn every_parameter_changes_a_run() {
    for name in Preset::names() {
        let table = lively(name);
        let before = fingerprint(&table).expect("the preset runs");
        let mut paths = Vec::new();
        leaves(&table, "", &mut paths);
        assert!(paths.len() > 12, "{name}: {paths:?}");
        let mut wrong = Vec::new();
        for path in paths {
            // Weights of a pure competition only need to be positive (design, section 1), and as none
            // is plastic there is nothing to sample.
            let is_free = name == "paths-sbm"
                && (path.starts_with("wiring.weight_") || path == "sample_every_ms");
            let after = fingerprint(&changed(&table, &path));
            let after = after.unwrap_or_else(|| panic!("{name}: {path} cannot be changed"));
            if (after == before) != is_free {
                wrong.push(path);
            }
        }
        assert!(wrong.is_empty(), "{name}: these change nothing (or should not): {wrong:?}");
    }
}
