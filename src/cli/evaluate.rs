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
