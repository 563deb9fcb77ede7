//! `--shard`: which part of how many, as typed, or as the batch system says that started the program.

use crate::experiments::part::Shard;

/// Where Slurm and Kubernetes say, from 0, which of a batch's tasks this is. Neither says how many parts there
/// are: Slurm counts the tasks of the array, which are fewer when some are repeated, and Kubernetes nothing.
const TASKS: [&str; 2] = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"];

/// What a variable is set to, if it is.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// `2/4`, or `auto/4`.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    parse(text, &|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
}

fn parse(text: &str, variable: Environment) -> Result<Shard, String> {
    let Some(of) = text.strip_prefix("auto") else { return text.parse() };
    let Some(of) = of.strip_prefix('/') else {
        let why = "no system says how many parts there are";
        return Err(format!("expected auto/PARTS, such as auto/16, found \"{text}\"; {why}"));
    };
    // Of how many is checked first, so that what is left to go wrong is the task.
    let parts = format!("0/{of}").parse::<Shard>().map(|first| first.of);
    let parts =
        parts.map_err(|_| format!("expected auto/PARTS, such as auto/16, found \"{text}\""))?;
    let tasks = || TASKS.into_iter().filter_map(|name| Some((name, variable(name)?)));
    let Some((name, task)) = tasks().next() else {
        return Err(format!("auto: expected {} to be set, found neither", TASKS.join(" or ")));
    };
    if let Some((other, found)) = tasks().find(|(_, found)| *found != task) {
        return Err(format!("auto: expected one task, found {name}={task} and {other}={found}"));
    }
    match task.parse() {
        Ok(index) if index < parts => Ok(Shard { index, of: parts }),
        _ => Err(format!("auto: {name}: expected 0 to {}, found \"{task}\"", parts - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_system_says_which_part() {
        let within = |set: &'static [(&str, &str)]| {
            move |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        let slurm = within(&[("SLURM_ARRAY_TASK_ID", "11"), ("SLURM_ARRAY_TASK_COUNT", "1")]);
        assert_eq!(parse("auto/16", &slurm), Ok(Shard { index: 11, of: 16 }));
        let kubernetes = within(&[("JOB_COMPLETION_INDEX", "0")]);
        assert_eq!(parse("auto/1", &kubernetes), Ok(Shard { index: 0, of: 1 }));
        let both = within(&[("SLURM_ARRAY_TASK_ID", "1"), ("JOB_COMPLETION_INDEX", "2")]);
        let odd = within(&[("SLURM_ARRAY_TASK_ID", "three")]);
        let none = within(&[]);
        let words = |text, found: Environment| parse(text, found).unwrap_err();
        for (text, found, expected) in [
            ("auto/11", &slurm as Environment, "expected 0 to 10, found \"11\""),
            ("auto/16", &odd, "SLURM_ARRAY_TASK_ID: expected 0 to 15, found \"three\""),
            ("auto/16", &none, "expected SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX to be set"),
            ("auto/16", &both, "SLURM_ARRAY_TASK_ID=1 and JOB_COMPLETION_INDEX=2"),
            ("auto", &slurm, "expected auto/PARTS, such as auto/16, found \"auto\""),
            ("auto/0", &slurm, "expected auto/PARTS, such as auto/16, found \"auto/0\""),
            ("automatic", &slurm, "expected auto/PARTS"),
            ("3", &none, "expected PART/PARTS"),
        ] {
            assert!(words(text, found).contains(expected), "{text}: {}", words(text, found));
        }
        assert_eq!(parse("2/4", &none), Ok(Shard { index: 2, of: 4 }));
    }
}
