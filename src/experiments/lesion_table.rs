//! The table of what each lesion costs.

use crate::analysis::PairedDifference;
use crate::experiments::lesion::Lesion;
use crate::experiments::protocol::Accuracy;
use crate::experiments::weights::{Config, Features, Results};
use crate::experiments::words::{number, short, signed};
use std::fmt::Write as _;

/// What each lesion costs, split by split: one table for each whole network that has some beside it.
pub(super) fn markdown(runs: &[Results]) -> String {
    let mut text = String::new();
    for whole in runs {
        let Config { preset, images, limit, seed, .. } = &whole.config;
        let of_whole = |run: &&Results| {
            let name = run.config.preset.name.strip_prefix(preset.name.as_str());
            let lesion = name.and_then(|rest| rest.strip_prefix('+'));
            lesion.is_some_and(|lesion| lesion.parse::<Lesion>().is_ok())
                && (&run.config.images, &run.config.limit, &run.config.seed)
                    == (images, limit, seed)
        };
        let mut lesioned = runs.iter().filter(of_whole).peekable();
        if lesioned.peek().is_none() {
            continue;
        }
        let ms = whole.config.headline_ms();
        let _ = write!(
            text,
            "\n### What is taken away from {}, {images} images, seed {seed}, {} ms\n\n\
             | without | edge weights | difference | p | spike counts | spikes an image |\n\
             |---|---|---|---|---|---|\n",
            preset.name,
            short(ms)
        );
        let at = Some(ms);
        let counts = |run: &Results| run.accuracy(Features::Counts, at).cloned();
        let row = |name: &str, run: &Results, accuracy: &Accuracy| {
            let (before, after) = (&whole.headline().splits, &accuracy.splits);
            let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
            let cells = match PairedDifference::of(&differences) {
                Some(d) if name != "nothing" => {
                    format!("{} ± {:.2} | {:.4}", signed(d.mean, 2), d.half_width, d.p)
                }
                _ => " | ".to_owned(),
            };
            let counts = counts(run).map_or(String::new(), |counts| format!("{:.2}", counts.mean));
            let (mean, spikes) = (accuracy.mean, run.per_image.spikes);
            format!("| {name} | {mean:.2} | {cells} | {counts} | {} |\n", number(spikes, 0))
        };
        text += &row("nothing", whole, whole.headline());
        for run in lesioned {
            let name = run.config.preset.name.rsplit('+').next().unwrap_or_default();
            text += &row(name, run, run.headline());
        }
        if let Some(counts) = counts(whole) {
            text += &row("plasticity: counts as features", whole, &counts);
        }
        text += "\nPercent. Differences are paired by split, with the 95 % confidence interval of their mean and \
                 the probability that chance gives as much (all signs tried).\n";
    }
    text
}
