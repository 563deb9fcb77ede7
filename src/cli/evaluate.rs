//! `evaluate`: how many digits of the test set, which no reference is from, are labelled right?

use super::line::Line;
use super::reference_client::{Model, Reader, ReferenceClient};
use super::stop::STOP;
use crate::analysis::{Confusion, Embedded, KnnSpec, NoveltyScale};
use crate::data::{ClassNames, DataSet};
use crate::experiments::words::{count, of};
use crate::runtime::blocks::{in_steps, shared_out};
use crate::sim::random::{Purpose, Stream};
use anyhow::Result;
use serde::Serialize;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Digits that are embedded before they are asked about: a path takes some 50 KB, and progress is said after each.
const AT_ONCE: usize = 256;

/// More classes make a matrix that is wider than a terminal.
const MATRIX_MAX: usize = 14;
/// Mistakes that are listed of those, at most.
const MISTAKES_MAX: usize = 20;

/// Checked, see [`super::Plan`].
#[derive(Debug)]
pub struct EvaluatePlan {
    pub(super) presented: Model,
    pub(super) digits: DataSet,
    pub(super) held_out: usize,
    pub(super) is_json: bool,
}

/// What was found.
#[derive(Serialize)]
struct Evaluation {
    preset: String,
    seed: u64,
    at_ms: f64,
    references: usize,
    held_out: usize,
    right: usize,
    accuracy: f64,
    /// Called unlike any reference, among those labelled right; none where there are too few references to
    /// say.
    novel_right: Option<usize>,
    /// Called unlike any reference, among those labelled wrong; likewise.
    novel_wrong: Option<usize>,
    references_seconds: f64,
    questions_seconds: f64,
    /// `confusion[shown][label given]`.
    confusion: Vec<Vec<u32>>,
    /// What the classes are called, where not by their numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    classes: Option<ClassNames>,
}

pub(super) fn run(plan: &EvaluatePlan, out: &mut dyn Write) -> Result<()> {
    let evaluation = evaluate(plan)?;
    if plan.is_json {
        serde_json::to_writer(&mut *out, &evaluation)?;
        writeln!(out)?;
    } else {
        show(&evaluation, out)?;
    }
    Ok(())
}

fn evaluate(plan: &EvaluatePlan) -> Result<Evaluation> {
    let EvaluatePlan { presented, digits, .. } = plan;
    let start = Instant::now();
    let mut client = ReferenceClient::start(presented)?;
    let references_seconds = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let mut chosen = Stream::new(presented.seed, Purpose::Images).permutation(digits.len());
    chosen.truncate(plan.held_out);
    let truth: Vec<u8> = chosen.iter().map(|&i| digits.label(i as usize)).collect();
    let mut predicted = Vec::new();
    let (mut novel_right, mut novel_wrong) = (0, 0);
    let mut can_be_novel = true;
    let mut line = Line::new("test digits".to_owned());
    let mut readers: Vec<Reader> =
        (0..rayon::current_num_threads()).map(|_| presented.reader()).collect();
    in_steps(0..chosen.len(), AT_ONCE, &STOP, |step, progress| {
        let each = step.len().div_ceil(readers.len());
        let questions = shared_out(&mut readers, step.clone(), each, |reader, places| {
            // Whether it goes on is asked between two of them: a thousand take seconds.
            let going_on = places.take_while(|_| !STOP.load(Ordering::Relaxed));
            going_on
                .map(|at| reader.question(digits.image(chosen[at] as usize)))
                .collect::<Vec<Embedded>>()
        });
        client.goes_on()?;
        let chosen = &chosen[step];
        let images = chosen.iter().map(|&image| digits.pixels(image as usize));
        let questions = questions.into_iter().flatten().zip(images).collect();
        let answers = client.ask_many(questions, KnnSpec::default())?;
        for ((verdict, familiarity), &image) in answers.into_iter().zip(chosen) {
            let label = digits.label(image as usize);
            can_be_novel &= familiarity.is_some();
            if familiarity.is_some_and(|familiarity| familiarity.is_novel) {
                let of_kind =
                    if verdict.label == label { &mut novel_right } else { &mut novel_wrong };
                *of_kind += 1;
            }
            predicted.push(verdict.label);
        }
        let progress = progress();
        line.look(|| format!("{}{}", of(progress.done, progress.total), progress.time_left()));
        Ok::<_, anyhow::Error>(())
    })?;
    client.goes_on()?;
    line.clear();
    let confusion = Confusion::count(&truth, &predicted, digits.classes().count())?;
    Ok(Evaluation {
        preset: presented.preset.spec().name.clone(),
        seed: presented.seed,
        at_ms: presented.at_ms,
        references: client.references(),
        held_out: truth.len(),
        right: truth.iter().zip(&predicted).filter(|(truth, label)| truth == label).count(),
        accuracy: confusion.accuracy(),
        novel_right: can_be_novel.then_some(novel_right),
        novel_wrong: can_be_novel.then_some(novel_wrong),
        references_seconds,
        questions_seconds: start.elapsed().as_secs_f64(),
        confusion: confusion.counts().to_vec(),
        classes: digits.classes().if_named(),
    })
}

fn show(found: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    let Evaluation { right, held_out, novel_right, novel_wrong, .. } = *found;
    let wrong = held_out - right;
    writeln!(out, "right            {:.2} %: {}", found.accuracy * 100.0, of(right, held_out))?;
    match (novel_right, novel_wrong) {
        (Some(novel_right), Some(novel_wrong)) => writeln!(
            out,
            "unlike any       {} right, {} wrong",
            of(novel_right, right),
            of(novel_wrong, wrong)
        )?,
        _ => writeln!(
            out,
            "unlike any       too early to say: that takes {} references",
            NoveltyScale::REFERENCES_MIN
        )?,
    }
    writeln!(
        out,
        "compared with    {} at {} ms, {}, seed {}",
        count(found.references, "reference"),
        found.at_ms,
        found.preset,
        found.seed
    )?;
    writeln!(
        out,
        "time             {:.1} s for the references, {:.1} s for the questions",
        found.references_seconds, found.questions_seconds
    )?;
    match found.confusion.len() {
        0..=MATRIX_MAX => matrix(found, out),
        _ => mistakes(found, out),
    }
}

/// What was labelled what, as a matrix.
fn matrix(found: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nshown  labelled")?;
    let header: String = (0..found.confusion.len()).map(|label| format!("{label:>5}")).collect();
    writeln!(out, "      {header}")?;
    for (class, row) in found.confusion.iter().enumerate() {
        let row: String = row.iter().map(|count| format!("{count:>5}")).collect();
        let name = found
            .classes
            .as_ref()
            .map_or(String::new(), |names| format!("  {}", names.of(class as u8)));
        writeln!(out, "{class:>5} {row}{name}")?;
    }
    Ok(())
}

/// What was most often mistaken for what.
fn mistakes(found: &Evaluation, out: &mut dyn Write) -> std::io::Result<()> {
    let name = |class: usize| {
        let names = found.classes.as_ref();
        names.map_or(class.to_string(), |names| names.of(class as u8).to_owned())
    };
    let rows = found.confusion.iter().enumerate();
    let cells = rows.flat_map(|(truth, row)| {
        row.iter().enumerate().map(move |(label, &count)| (truth, label, count))
    });
    let mut mistaken: Vec<_> =
        cells.filter(|(truth, label, count)| truth != label && *count > 0).collect();
    // Equal counts stay in the order of the classes.
    mistaken.sort_by_key(|&(.., count)| std::cmp::Reverse(count));
    if mistaken.is_empty() {
        return Ok(());
    }
    writeln!(out, "\ntimes  what was shown, and what it was labelled")?;
    let shown = mistaken.len().min(MISTAKES_MAX);
    for &(truth, label, count) in &mistaken[..shown] {
        writeln!(out, "{count:>5}  {} as {}", name(truth), name(label))?;
    }
    if mistaken.len() > shown {
        writeln!(out, "{} kinds of mistake; --json has all", of(shown, mistaken.len()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(confusion: Vec<Vec<u32>>) -> String {
        let found = Evaluation {
            preset: "weights-196".to_owned(),
            seed: 1,
            at_ms: 300.0,
            references: 1_000,
            held_out: 100,
            right: 90,
            accuracy: 0.9,
            novel_right: None,
            novel_wrong: None,
            references_seconds: 1.0,
            questions_seconds: 2.0,
            confusion,
            classes: None,
        };
        let mut out = Vec::new();
        show(&found, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_was_mistaken_fits_a_terminal_however_many_classes_there_are() {
        let right = |classes: usize| {
            let mut confusion = vec![vec![0; classes]; classes];
            (0..classes).for_each(|class| confusion[class][class] = 7);
            confusion
        };
        let none = shown(right(64));
        assert!(none.ends_with("for the questions\n"), "{none}");
        let mut confusion = right(64);
        (confusion[3][5], confusion[9][1], confusion[2][0]) = (12, 40, 12);
        let few = shown(confusion.clone());
        let lines: Vec<&str> = few.lines().skip_while(|line| !line.is_empty()).skip(1).collect();
        let heading = "times  what was shown, and what it was labelled";
        assert_eq!(lines, [heading, "   40  9 as 1", "   12  2 as 0", "   12  3 as 5"]);
        confusion[20][30..60].fill(1);
        let many = shown(confusion);
        assert!(
            many.ends_with("   1  20 as 46\n20 of 33 kinds of mistake; --json has all\n"),
            "{many}"
        );
        let ten = shown(right(10));
        assert!(ten.contains("shown  labelled") && ten.lines().count() > 15, "{ten}");
        let lines = [none, few, many, ten].join("\n");
        assert!(lines.lines().all(|line| line.len() <= 80), "{lines}");
    }
}
