//! A lesson to begin with: a commented one, or what was done in a recorded session.

use crate::app::command::AppCommand;
use crate::app::recording::{Recording, Step};
use serde_json::Value as Json;
use std::fmt::Write;

/// A lesson of two steps that says what can be said.
pub const NEW: &str = include_str!("../../../assets/lessons/new.toml");

/// A rest so long ends a step, seconds.
const REST_S: f64 = 4.0;

/// A lesson that does what was done, in steps where somebody rested.
///
/// # Errors
/// In words, where something was done that a lesson cannot say.
pub fn of_session(recording: &Recording) -> Result<String, String> {
    let mut text = "# A draft of a recorded session. Give each step a text, below; take out what is not needed.\n\
                    name = \"my-lesson\"\nminutes = 3\n"
        .to_owned();
    let mut texts = "title = My lesson\nsummary = What it is about\n".to_owned();
    let preset =
        toml::Value::try_from(&recording.start.preset).map_err(|error| error.to_string())?;
    let first =
        format!("{{ model = {{ load = [{}, {}] }} }}", inline(&preset), recording.start.seed);
    for (at, commands) in steps(&recording.steps).iter().enumerate() {
        let id = format!("step-{}", at + 1);
        let _ = write!(text, "\n[[steps]]\nid = \"{id}\"\ncommands = [\n");
        if at == 0 {
            let _ = writeln!(text, "    {first},");
        }
        for command in commands {
            let json = serde_json::to_value(command).map_err(|error| error.to_string())?;
            let _ = writeln!(text, "    {},", inline(&toml_of(&json)?));
        }
        text.push_str("]\n");
        let _ = writeln!(texts, "{id} = What is seen here");
    }
    let _ = write!(text, "\n[texts]\nen = '''\n{texts}'''\n");
    Ok(text)
}

/// What was done between rests; of what follows each other and says the same again, the last.
fn steps(all: &[Step]) -> Vec<Vec<AppCommand>> {
    let mut steps: Vec<Vec<AppCommand>> = vec![Vec::new()];
    let mut last_s = 0.0;
    for step in all {
        if matches!(step.command, AppCommand::Lesson(_)) {
            continue;
        }
        if step.at_s - last_s > REST_S && steps.last().is_some_and(|commands| !commands.is_empty())
        {
            steps.push(Vec::new());
        }
        last_s = step.at_s;
        let Some(commands) = steps.last_mut() else { continue };
        commands.pop_if(|before| is_outdone(before, &step.command));
        commands.push(step.command.clone());
    }
    steps
}

/// Whether a command makes the one before it worth nothing.
fn is_outdone(before: &AppCommand, after: &AppCommand) -> bool {
    use super::super::command::{
        ImageCommand as I, ModelCommand as M, TimeCommand as T, ViewCommand as V,
    };
    use AppCommand as A;
    match (before, after) {
        (A::View(V::Look(one, _)), A::View(V::Look(other, _))) => one == other,
        (A::Time(T::Seek(_) | T::PauseAt(_)), A::Time(T::Seek(_) | T::PauseAt(_))) => true,
        (A::Time(T::SetSpeed(_)), A::Time(T::SetSpeed(_))) => true,
        (A::Image(I::Draw(_)), A::Image(I::Draw(_))) => true,
        (A::Model(M::Set(one, _)), A::Model(M::Set(other, _))) => one == other,
        _ => false,
    }
}

/// The same as TOML, in which an empty table stands for nothing.
fn toml_of(json: &Json) -> Result<toml::Value, String> {
    Ok(match json {
        Json::Null => toml::Value::Table(toml::Table::new()),
        Json::Bool(is_so) => (*is_so).into(),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(number)) => number.into(),
            (None, None) => return Err(format!("expected a number, found {number}")),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(list) => {
            toml::Value::Array(list.iter().map(toml_of).collect::<Result<_, _>>()?)
        }
        Json::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Ok((name.clone(), toml_of(value)?)));
            toml::Value::Table(fields.collect::<Result<_, String>>()?)
        }
    })
}

/// On one line.
fn inline(value: &toml::Value) -> String {
    match value {
        toml::Value::Table(fields) => {
            let fields =
                fields.iter().map(|(name, value)| format!("{} = {}", quoted(name), inline(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        toml::Value::Array(list) => {
            format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn quoted(name: &str) -> String {
    match name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-')
        && !name.is_empty()
    {
        true => name.to_owned(),
        false => toml::Value::from(name).to_string(),
    }
}
