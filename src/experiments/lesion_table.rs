//! The table of what each lesion costs.

use crate::analysis::PairedDifference;
use crate::experiments::lesion::Lesion;
use crate::experiments::protocol::Accuracy;
use crate::experiments::table::{Block, Table};
use crate::experiments::weights::{Config, Features, Results};
use crate::experiments::words::{number, short, signed};

/// What each lesion costs, split by split: one table for each whole network that has some beside it.
pub(super) fn blocks(runs: &[Results]) -> Vec<Block> {
    let mut blocks = Vec::new();
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
        blocks.push(Block::Title(format!(
            "What is taken away from {}, {images} images, seed {seed}, {} ms",
            preset.name,
            short(ms)
        )));
        let mut table = Table::new([
            "without",
            "edge weights",
            "difference",
            "p",
            "spike counts",
            "spikes an image",
        ]);
        let at = Some(ms);
        let counts = |run: &Results| run.accuracy(Features::Counts, at).cloned();
        let mut row = |name: &str, run: &Results, accuracy: &Accuracy| {
            let (before, after) = (&whole.headline().splits, &accuracy.splits);
            let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
            let [difference, p] = match PairedDifference::of(&differences) {
                Some(d) if name != "nothing" => {
                    [format!("{} ± {:.2}", signed(d.mean, 2), d.half_width), format!("{:.4}", d.p)]
                }
                _ => [String::new(), String::new()],
            };
            let counts = counts(run).map_or(String::new(), |counts| format!("{:.2}", counts.mean));
            let (mean, spikes) = (accuracy.mean, run.per_image.spikes);
            table.row([
                name.to_owned(),
                format!("{mean:.2}"),
                difference,
                p,
                counts,
                number(spikes, 0),
            ]);
        };
        row("nothing", whole, whole.headline());
        for run in lesioned {
            let name = run.config.preset.name.rsplit('+').next().unwrap_or_default();
            row(name, run, run.headline());
        }
        if let Some(counts) = counts(whole) {
            row("plasticity: counts as features", whole, &counts);
        }
        blocks.push(Block::Table(table));
        blocks.push(Block::Note(
            "Percent. Differences are paired by split, with the 95 % confidence interval of their mean and the \
             probability that chance gives as much (all signs tried)."
                .to_owned(),
        ));
    }
    blocks
}
