//! The tables of a run, for people and for programs.

use super::check::check;
use super::results::{Config, Features, Results, Row, Share};
use super::{labels, shares_of};
use crate::experiments::fields::Checked;
use crate::experiments::paper::is_of_mnist;
use crate::experiments::protocol::Accuracy;
use crate::experiments::section::{RunResults, groups};
use crate::experiments::table::{Block, Table};
use crate::experiments::words::{count, number, thousands};
use crate::sim::PresetSpec;

impl RunResults for Results {
    const FIELD: &'static str = "paths";
    const FILE: &'static str = "paths.csv";
    type Config = Config;

    fn config(&self) -> &Config {
        &self.config
    }

    fn model(&self) -> Option<(&PresetSpec, u64)> {
        Some((&self.config.preset, self.config.seed))
    }

    fn check(&self, at: &str) -> Checked {
        check(at, self)
    }

    fn blocks(runs: &[Results]) -> Vec<Block> {
        groups(runs, is_same).iter().flat_map(|group| of_group(group)).collect()
    }

    fn csv(runs: &[Results]) -> String {
        let classes =
            |run: &Results| run.rows.first().map_or(0, |row| row.leave_one_out.per_class.len());
        let classes = runs.iter().map(classes).max().unwrap_or(0);
        let head = ["preset", "seed", "images", "tokens", "numbers", "protocol", "percent"];
        let of_classes = (0..classes).map(|class| format!("class_{class}"));
        let mut table = Table::new(head.map(str::to_owned).into_iter().chain(of_classes));
        for run in runs {
            for row in &run.rows {
                let shares = [
                    ("leave-one-out", Some(&row.leave_one_out)),
                    ("unseen", row.unseen.as_ref()),
                    ("asked", row.asked.as_ref()),
                ];
                for (protocol, share) in shares {
                    let Some(share) = share else { continue };
                    let cells = [
                        run.config.preset.name.clone(),
                        run.config.seed.to_string(),
                        run.config.images.clone(),
                        row.what.to_string(),
                        row.numbers.to_string(),
                        protocol.to_owned(),
                        share.percent.to_string(),
                    ];
                    let percent =
                        |percent: &Option<f64>| percent.map_or(String::new(), |p| p.to_string());
                    table.row(cells.into_iter().chain(share.per_class.iter().map(percent)));
                }
            }
        }
        table.csv()
    }
}

/// Whether two runs are of one configuration, but for the seed.
fn is_same(a: &Results, b: &Results) -> bool {
    let (a, b) = (&a.config, &b.config);
    (&a.preset, &a.images, &a.tokens, a.limit, a.dimensions, a.axes)
        == (&b.preset, &b.images, &b.tokens, b.limit, b.dimensions, b.axes)
}

fn of_group(group: &[&Results]) -> Vec<Block> {
    let first = group[0];
    let config = &first.config;
    let title = format!(
        "{}, {} {} images, {}",
        config.preset.name,
        thousands(first.references),
        config.images,
        config.axes
    );
    let mut table = Table::new([
        "tokens",
        "numbers",
        "leave one out",
        "its worst class",
        "unseen when choosing",
        "asked",
        "its worst class",
    ]);
    for (place, row) in first.rows.iter().enumerate() {
        let of_seeds = |share: fn(&Row) -> Option<&Share>, number: fn(&Share) -> Option<f64>| {
            let numbers: Vec<f64> =
                group.iter().filter_map(|run| number(share(run.rows.get(place)?)?)).collect();
            cell(numbers)
        };
        let percent: fn(&Share) -> Option<f64> = |share| Some(share.percent);
        let worst: fn(&Share) -> Option<f64> = |share| Some(share.worst()?.1);
        table.row([
            row.what.to_string(),
            thousands(row.numbers),
            of_seeds(|row| Some(&row.leave_one_out), percent),
            of_seeds(|row| Some(&row.leave_one_out), worst),
            of_seeds(|row| row.unseen.as_ref(), percent),
            of_seeds(|row| row.asked.as_ref(), percent),
            of_seeds(|row| row.asked.as_ref(), worst),
        ]);
    }
    if group.len() > 2 {
        for place in 0..first.rows.len() {
            let Some(Voted { networks, what, shares: [leave_one_out, unseen, asked] }) =
                voted(group, place)
            else {
                continue;
            };
            let percent = |share: &Option<Share>| cell(share.iter().map(|s| s.percent).collect());
            let worst = |share: &Option<Share>| {
                cell(share.iter().filter_map(|s| Some(s.worst()?.1)).collect())
            };
            table.row([
                format!("{what}, {networks} networks voting"),
                String::new(),
                percent(&leave_one_out),
                worst(&leave_one_out),
                percent(&unseen),
                percent(&asked),
                worst(&asked),
            ]);
        }
    }
    // The paper's average and its worst class (G21 Section 3.1).
    if is_of_mnist(&config.preset, first.classes.as_ref()) {
        table.row(["paper, 120 dimensions", "", "72", "63"]);
    }
    let mut blocks = vec![Block::Title(title), Block::Table(table)];
    blocks.extend(notes(group).into_iter().map(Block::Note));
    blocks
}

fn notes(group: &[&Results]) -> Vec<String> {
    let first = group[0];
    let config = &first.config;
    let asked = config.asked.as_deref().map_or(String::new(), |asked| {
        format!(" {} {asked} images are asked about by all of them.", thousands(first.asked))
    });
    let seeds = match group.len() {
        1 => String::new(),
        seeds => format!(", mean ± spread over {seeds} network seeds"),
    };
    let mut notes = vec![format!(
        "Percent{seeds}. Every reference is asked about by all others.{asked} Unseen are references that \
         constants were not chosen on{}. Axes are fitted to {} references without their labels.",
        match is_of_mnist(&config.preset, first.classes.as_ref()) {
            true => format!(
                ": neither training images before {} nor `tune`",
                thousands(config.chosen_on)
            ),
            false => String::new(),
        },
        thousands(config.fitted)
    )];
    for row in &first.rows {
        let (Some([three, all]), numbers) = (row.explained, row.numbers) else { continue };
        notes.push(format!(
            "Explained variance of {}: {:.1} % on the first three axes, {:.1} % on all {numbers}.",
            row.what,
            three * 100.0,
            all * 100.0
        ));
    }
    let cycles = &first.cycles;
    let found = cycles.found_at.map_or(String::new(), |[early, median, late]| {
        let [early, median, late] = [early, median, late].map(|tick| thousands(tick as usize));
        format!(", found at tick {early} / {median} / {late} (10 / 50 / 90 %)")
    });
    let commonest = cycles.commonest.map_or(String::new(), |(period, share)| {
        format!(", with a period of {} in {:.0} %", count(period as usize, "tick"), share * 100.0)
    });
    let cpu =
        first.cpu_ms.map_or(String::new(), |ms| format!(" An image takes {ms:.2} ms of one core."));
    notes.push(format!(
        "{}, {} between them, {} from the image. An image: {} spikes; {:.1} % end in a \
         cycle{found}{commonest}.{cpu}",
        count(first.neurons, "hidden neuron"),
        count(first.edges, "edge"),
        thousands(first.input_edges),
        number(cycles.spikes, 0),
        cycles.share * 100.0
    ));
    notes
}

/// What several networks say together.
struct Voted {
    networks: usize,
    what: String,
    /// As [`shares_of`].
    shares: [Option<Share>; 3],
}

/// One vote for each network of a group, the first of them deciding among equals; none where answers were not
/// kept, or for what is the same in every network.
fn voted(group: &[&Results], place: usize) -> Option<Voted> {
    let first = group[0];
    let Features::Tokens(tokens) = &first.rows[place].what else { return None };
    let truth = labels(&first.truth);
    let classes = first.rows[place].leave_one_out.per_class.len();
    let answers: Vec<Vec<u8>> = group
        .iter()
        .map(|run| Some(labels(&run.rows.get(place)?.answers)))
        .collect::<Option<_>>()?;
    if truth.is_empty() || answers.iter().any(|of_one| of_one.len() != truth.len()) {
        return None;
    }
    let vote = |i: usize| {
        let count = |label: u8| answers.iter().filter(|of_one| of_one[i] == label).count();
        // The last of equals is taken: the first network's comes last.
        let candidates = answers.iter().rev().map(|of_one| of_one[i]);
        candidates.max_by_key(|&label| count(label)).unwrap_or_default()
    };
    let together: Vec<u8> = (0..truth.len()).map(vote).collect();
    Some(Voted {
        networks: group.len(),
        what: tokens.to_string(),
        shares: shares_of(&truth, &together, first.references, &first.unseen, classes),
    })
}

/// Mean and spread, or the number itself.
fn cell(numbers: Vec<f64>) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let Accuracy { mean, std, .. } = Accuracy::of(numbers);
    match std {
        Some(std) => format!("{mean:.2} ± {std:.2}"),
        None => format!("{mean:.2}"),
    }
}
