//! A lesson from its file (TOML): every step is checked against the network that it is about, and every text is there in
//! every language that it has.

use super::figure::{Figure, Goal};
use super::spec::{Lesson, Question, Step};
use crate::app::command::{AppCommand, ModelCommand};
use crate::app::language::Language;
use crate::app::texts::{Texts, Value};
use crate::data::{plainly, read_text};
use crate::sim::params::WiringSpec;
use crate::sim::{Preset, PresetSpec};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use thiserror::Error;
use toml::{Spanned, Value as Toml};

/// The largest file that is read, bytes.
const FILE_MAX: u64 = 1_000_000;
/// Steps of a lesson.
const STEPS_MAX: usize = 200;

/// Why something is no lesson.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{line}{message}")]
pub struct LessonError {
    /// `line 3: `, or nothing.
    line: String,
    /// What was expected, what was found.
    message: String,
}

impl LessonError {
    fn at(line: usize, message: impl Into<String>) -> LessonError {
        LessonError { line: format!("line {line}: "), message: message.into() }
    }

    fn of(message: impl Into<String>) -> LessonError {
        LessonError { line: String::new(), message: message.into() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LessonFile {
    name: String,
    minutes: u32,
    #[serde(default)]
    needs_mnist: bool,
    steps: Vec<Spanned<StepFile>>,
    /// By language: Fluent.
    #[serde(default)]
    texts: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    id: String,
    #[serde(default)]
    commands: Vec<Spanned<Toml>>,
    #[serde(default)]
    figures: BTreeMap<String, Figure>,
    #[serde(default)]
    knobs: Vec<String>,
    #[serde(default)]
    highlight: Vec<String>,
    #[serde(default)]
    until: Vec<Goal>,
    question: Option<QuestionFile>,
    #[serde(default)]
    solution: Vec<Spanned<Toml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    answers: usize,
    right: usize,
}

/// Whether a TOML text is meant to be a lesson: a preset has no steps.
pub fn is_lesson(text: &str) -> bool {
    text.parse::<toml::Table>().map_or_else(
        |_| text.lines().any(|line| line.trim_start().starts_with("[[steps]]")),
        |table| table.contains_key("steps"),
    )
}

/// Whether a file is meant to be one; what cannot be read is not.
pub fn file_is_lesson(path: &Path) -> bool {
    read_text(path, FILE_MAX).is_ok_and(|text| is_lesson(&text))
}

/// The lesson that a file says.
///
/// # Errors
/// In words: the file, its line, what was expected and what was found.
pub fn file(path: &Path) -> Result<Lesson, String> {
    let of_file = |error: String| format!("{}: {error}", path.display());
    let text = read_text(path, FILE_MAX);
    let text = text.map_err(|error| of_file(plainly(error, "file").to_string()))?;
    lesson(&text, &[]).map_err(|error| of_file(error.to_string()))
}

/// The lesson that a text says, with texts that stand elsewhere.
///
/// # Errors
/// The line, what was expected and what was found.
pub fn lesson(text: &str, texts: &[(Language, &str)]) -> Result<Lesson, LessonError> {
    let line_at = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let file: LessonFile = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(span.start));
        let words = error.message().replace('`', "").replace('\n', " ");
        LessonError::at(
            line,
            format!("expected a lesson as docs/lessons.md describes it, found {words}"),
        )
    })?;
    if file.steps.is_empty() || file.steps.len() > STEPS_MAX {
        let found = file.steps.len();
        return Err(LessonError::of(format!("steps: expected 1 to {STEPS_MAX}, found {found}")));
    }
    let mut all = Vec::new();
    for (code, source) in &file.texts {
        let line = line_at(source.span().start);
        let language = Language::ALL.into_iter().find(|language| language.code() == code);
        let language = language.ok_or_else(|| {
            let known = Language::ALL.map(Language::code).join(", ");
            LessonError::at(line, format!("texts: expected one of {known}, found {code:?}"))
        })?;
        let read = Texts::read(language, source.get_ref()).map_err(|error| {
            // The text begins a line below its quotes.
            LessonError::at(line + error.line, format!("texts.{code}: {}", error.message))
        })?;
        all.push(read);
    }
    for (language, source) in texts {
        let read = Texts::read(*language, source);
        all.push(
            read.map_err(|error| LessonError::of(format!("texts.{}: {error}", language.code())))?,
        );
    }
    if all.is_empty() {
        let known = Language::ALL.map(Language::code).join(", ");
        return Err(LessonError::of(format!(
            "texts: expected those of one language at least ({known}), found none"
        )));
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut network: Option<PresetSpec> = None;
    for file in file.steps {
        let line = line_at(file.span().start);
        let fault = |message: String| LessonError::at(line, message);
        let file = file.into_inner();
        let id = file.id;
        let in_step = |words: String| fault(format!("step {id:?}: {words}"));
        if steps.iter().any(|step| step.id == id) || id.is_empty() {
            return Err(in_step("expected an id of its own".to_owned()));
        }
        let read = |list: Vec<Spanned<Toml>>| -> Result<Vec<AppCommand>, LessonError> {
            let read = |one: Spanned<Toml>| {
                let line = line_at(one.span().start);
                command(one.get_ref())
                    .map_err(|words| LessonError::at(line, format!("step {id:?}: {words}")))
            };
            list.into_iter().map(read).collect()
        };
        let (commands, solution) = (read(file.commands)?, read(file.solution)?);
        for command in &commands {
            follow(command, &mut network).map_err(in_step)?;
        }
        let mut solved = network.clone();
        for command in &solution {
            follow(command, &mut solved).map_err(in_step)?;
        }
        let step = Step {
            id: id.clone(),
            commands,
            figures: file.figures.into_iter().collect(),
            knobs: file.knobs,
            highlight: file.highlight,
            until: file.until,
            question: file
                .question
                .map(|asked| Question { answers: asked.answers, right: asked.right }),
            solution,
        };
        check(&step, network.as_ref()).map_err(in_step)?;
        for (_, figure) in &step.figures {
            let Figure::Earlier(id, name) = figure else { continue };
            let has =
                |step: &Step| step.id == *id && step.figures.iter().any(|(known, _)| known == name);
            if !steps.iter().any(has) {
                return Err(in_step(format!(
                    "expected a figure of an earlier step, found {name} of {id:?}"
                )));
            }
        }
        for texts in &all {
            speaks(&step, texts).map_err(in_step)?;
        }
        steps.push(step);
    }
    for texts in &all {
        for id in ["title", "summary"] {
            if !texts.has(id) {
                let code = texts.language().code();
                return Err(LessonError::of(format!(
                    "texts.{code}: expected a text {id:?}, found none"
                )));
            }
        }
    }
    let (name, minutes, needs_mnist) = (file.name, file.minutes, file.needs_mnist);
    Ok(Lesson { name, minutes, needs_mnist, steps, texts: all })
}

/// A command as a table, in the words of a recorded session; an empty table stands for nothing.
fn command(table: &Toml) -> Result<AppCommand, String> {
    let command: AppCommand = serde_path_to_error::deserialize(json(table)).map_err(|error| {
        let place = match error.path().to_string().as_str() {
            "." => String::new(),
            path => format!(".{path}"),
        };
        let words = error.inner().to_string().replace('`', "");
        format!("command{place}: expected one as docs/lessons.md describes it, found {words}")
    })?;
    match command.can_be_replayed() && !matches!(command, AppCommand::Lesson(_) | AppCommand::Keep(_)) {
        true => Ok(command),
        false => Err("command: expected one that can be repeated; this one deletes, asks somebody, closes the window or \
                      opens a lesson".to_owned()),
    }
}

/// The same as JSON, which knows nothing.
pub(super) fn json(value: &Toml) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Toml::Table(table) if table.is_empty() => Json::Null,
        Toml::Table(table) => {
            Json::Object(table.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
        Toml::Array(list) => Json::Array(list.iter().map(json).collect()),
        Toml::String(text) => text.as_str().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => (*number).into(),
        Toml::Boolean(is_so) => (*is_so).into(),
        Toml::Datetime(time) => time.to_string().into(),
    }
}

/// The network after a command, and whether it can be followed.
fn follow(command: &AppCommand, network: &mut Option<PresetSpec>) -> Result<(), String> {
    let AppCommand::Model(command) = command else { return Ok(()) };
    match command {
        ModelCommand::LoadPreset(name) => {
            let preset = Preset::builtin(name).map_err(|error| error.to_string())?;
            *network = Some(preset.spec().clone());
        }
        ModelCommand::Load(spec, _) => {
            let preset = Preset::try_from((**spec).clone()).map_err(|error| error.to_string())?;
            *network = Some(preset.spec().clone());
        }
        ModelCommand::Set(path, value) => {
            let spec =
                network.as_ref().filter(|spec| matches!(spec.wiring, WiringSpec::Circuit(_)));
            let spec =
                spec.ok_or_else(|| format!("set {path}: expected a circuit to be loaded before"))?;
            let changed = spec.changed(path, &value.to_string()).and_then(Preset::try_from);
            *network = Some(changed.map_err(|error| error.to_string())?.spec().clone());
        }
        ModelCommand::Lesion(_) | ModelCommand::Learn | ModelCommand::StopLearning => {}
    }
    Ok(())
}

/// Whether what a step names is there.
fn check(step: &Step, network: Option<&PresetSpec>) -> Result<(), String> {
    let circuit = network.and_then(|spec| match &spec.wiring {
        WiringSpec::Circuit(circuit) => Some(circuit),
        _ => None,
    });
    let is_neuron = |name: &str| -> Result<(), String> {
        let names: Vec<&str> = circuit
            .iter()
            .flat_map(|circuit| circuit.neurons.iter().map(|one| one.name.as_str()))
            .collect();
        match names.contains(&name) {
            true => Ok(()),
            false if names.is_empty() => {
                Err(format!("expected a circuit to be loaded before, found the neuron {name:?}"))
            }
            false => {
                Err(format!("expected one of the neurons {}, found {name:?}", names.join(", ")))
            }
        }
    };
    let figures = step.figures.iter().map(|(_, figure)| figure);
    for figure in figures.chain(step.until.iter().map(|goal| &goal.figure)) {
        let (neurons, edge) = figure.names();
        neurons.into_iter().try_for_each(is_neuron)?;
        let is_edge = |[from, to]: [&str; 2]| {
            circuit.is_some_and(|circuit| {
                circuit.edges.iter().any(|edge| edge.from == from && edge.to == to)
            })
        };
        if let Some([from, to]) = edge.filter(|edge| !is_edge(*edge)) {
            return Err(format!("expected an edge of the circuit, found one from {from} to {to}"));
        }
        if let Figure::Setting(path) = figure {
            is_number(network, path)?;
        }
    }
    step.highlight.iter().try_for_each(|name| is_neuron(name))?;
    step.knobs.iter().try_for_each(|path| is_number(network, path))?;
    for goal in &step.until {
        if goal.at_least.is_none() && goal.at_most.is_none() {
            return Err("until: expected at_least, at_most or both".to_owned());
        }
    }
    if let Some(Question { answers, right }) = step.question
        && !((2..=9).contains(&answers) && (1..=answers).contains(&right))
    {
        return Err(format!(
            "question: expected 2 to 9 answers and the right one among them, found {answers} and {right}"
        ));
    }
    Ok(())
}

fn is_number(network: Option<&PresetSpec>, path: &str) -> Result<(), String> {
    match network.and_then(|spec| spec.number(path)) {
        Some(_) => Ok(()),
        None => Err(format!("expected a number of the network that is loaded, found {path}")),
    }
}

/// What a text of a step is called.
pub fn text_id(step: &Step, what: &str) -> String {
    match what {
        "" => step.id.clone(),
        what => format!("{}-{what}", step.id),
    }
}

/// Whether a language has all texts of a step, with no figure that it does not know.
fn speaks(step: &Step, texts: &Texts) -> Result<(), String> {
    let values: Vec<(&str, Value)> =
        step.figures.iter().map(|(name, _)| (name.as_str(), Value::Number(1.0, 0))).collect();
    let mut needed = vec![String::new()];
    if !step.until.is_empty() {
        needed.push("do".to_owned());
    }
    if let Some(question) = step.question {
        needed.push("question".to_owned());
        for answer in 1..=question.answers {
            needed.extend([format!("answer-{answer}"), format!("reply-{answer}")]);
        }
    }
    let code = texts.language().code();
    for what in &needed {
        let id = text_id(step, what);
        if !texts.has(&id) {
            return Err(format!("texts.{code}: expected a text {id:?}, found none"));
        }
    }
    for what in needed.iter().map(String::as_str).chain(["formula", "done"]) {
        let id = text_id(step, what);
        if let Some((_, faults)) = texts.with_faults(&id, &values)
            && let Some(fault) = faults.first()
        {
            return Err(format!(
                "texts.{code}: {id}: expected figures that the step has, found {fault}"
            ));
        }
    }
    Ok(())
}
