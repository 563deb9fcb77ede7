//! Whether results that were read can be.

use super::{Classifier, Graph, Results};
use crate::analysis::Families;
use crate::data::CLASSES_MAX;
use crate::experiments::fields::{
    self, AMOUNT, Checked, PERCENT, RUNS_MAX, SHARE, count, hash, model, number, tokens,
};
use crate::sim::check::refuse;

/// Whether they can be; they stand at that field.
pub(super) fn check(at: &str, run: &Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    tokens(&format!("{at}.config.tokens"), &config.tokens)?;
    count(&format!("{at}.config.seeds"), config.seeds.len(), 1..=RUNS_MAX)?;
    count(&format!("{at}.config.classes"), config.classes.len(), 2..=CLASSES_MAX)?;
    for (i, &class) in config.classes.iter().enumerate() {
        fields::class(&format!("{at}.config.classes[{i}]"), class, CLASSES_MAX)?;
    }
    if let Some(names) = &run.classes {
        for (i, &class) in config.classes.iter().enumerate() {
            fields::class(&format!("{at}.config.classes[{i}]"), class, names.count())?;
        }
    }
    number(&format!("{at}.config.svm_c"), config.svm_c, f64::MIN_POSITIVE..=f64::MAX)?;
    let networks = config.seeds.len();
    count(&format!("{at}.of_seeds"), run.of_seeds.len(), networks..=networks)?;
    for (i, of_seed) in run.of_seeds.iter().enumerate() {
        let at = format!("{at}.of_seeds[{i}]");
        if of_seed.seed != config.seeds[i] {
            let expected = format!("{}, as config.seeds has it", config.seeds[i]);
            return Err(refuse(&format!("{at}.seed"), expected, of_seed.seed));
        }
        let rows = Graph::ALL.len() * Classifier::ALL.len() * config.tokens.len();
        count(&format!("{at}.right"), of_seed.right.len(), rows..=rows)?;
        let mut seen: Vec<(Graph, &Families, Classifier)> = Vec::new();
        for (j, right) in of_seed.right.iter().enumerate() {
            let at = format!("{at}.right[{j}]");
            let what = (right.graph, &right.tokens, right.classifier);
            if seen.contains(&what) || !config.tokens.contains(&right.tokens) {
                let found = format!("{}, {}, {}", right.graph, right.tokens, right.classifier);
                return Err(refuse(&at, "each graph, tokens and classifier once", found));
            }
            seen.push(what);
            number(&format!("{at}.percent"), right.percent, PERCENT)?;
        }
        count(&format!("{at}.spikes"), of_seed.spikes.len(), 0..=Graph::ALL.len())?;
        for (j, (_, spikes)) in of_seed.spikes.iter().enumerate() {
            number(&format!("{at}.spikes[{j}]"), *spikes, AMOUNT)?;
        }
        for (name, edges) in [("all", of_seed.all), ("hidden", of_seed.hidden)] {
            for (of, share) in edges.named() {
                number(&format!("{at}.{name}.{of}"), share, SHARE)?;
            }
        }
        hash(&format!("{at}.weights_sha256"), &of_seed.weights_sha256)?;
    }
    Ok(())
}
