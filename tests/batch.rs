//! A part as a process of a batch: what signals do to it, who may read what it leaves, how it knows which part it
//! is, and that the files in `deploy` say what it understands. `tests/slurm` runs a batch on a cluster.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIGNALSCAPE: &str = env!("CARGO_BIN_EXE_signalscape");
/// Some seconds of one core, so that a signal finds it at work.
const LONG: &str =
    "experiment weights --images train --limit 1000 --times 600 --threads 1 --out parts";
const SHORT: &str = "experiment weights --limit 64 --times 25 --threads 1 --out parts";

fn command(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    for name in ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.current_dir(folder).env("HOME", folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Started as by a person at a terminal, even if this test runs under `nohup` or in a script's background.
fn signalscape(folder: &Path, line: &str) -> Command {
    let mut command = command(folder, "env");
    if cfg!(target_os = "linux") {
        command.arg("--default-signal=HUP,INT");
    }
    command.arg(SIGNALSCAPE).args(line.split(' '));
    command
}

/// Exit code, standard output, standard error.
fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The process, at work: it has said how far its part is.
fn at_work(folder: &Path, mut command: Command) -> Child {
    let status = folder.join("parts/part-0-of-1/status.json");
    let _ = fs::remove_file(&status);
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(120);
    while !status.exists() {
        assert!(child.try_wait().unwrap().is_none(), "expected work, found an end");
        assert!(Instant::now() < end, "expected {}", status.display());
        sleep(Duration::from_millis(10));
    }
    child
}

fn kill(child: &Child, signals: &[&str]) {
    let pid = child.id();
    let line: Vec<String> = signals.iter().map(|signal| format!("kill -{signal} {pid}")).collect();
    Command::new("sh").args(["-c", &line.join(" && ")]).status().unwrap();
}

#[test]
fn a_part_that_is_signalled_stops_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let part = || signalscape(here, &format!("{LONG} --shard 0/1"));
    // A batch system sends what it likes, as often as it likes.
    for signals in [&["TERM", "TERM", "TERM"][..], &["USR1", "TERM"], &["HUP"], &["INT", "TERM"]] {
        let child = at_work(here, part());
        kill(&child, signals);
        let (code, _, errors) = told(child.wait_with_output().unwrap());
        assert_eq!(code, Some(75), "{signals:?}: {errors}");
        assert!(errors.contains("stopped after") && errors.contains("they are kept"), "{errors}");
        let (_, parts, _) = told(signalscape(here, "parts parts").output().unwrap());
        assert!(
            parts.starts_with("0 of 1 parts done, 0 under way, 1 to run again\n0/1: "),
            "{parts}"
        );
        assert!(parts.contains("ago: stopped"), "{parts}");
    }
    let (code, _, errors) = told(part().output().unwrap());
    assert_eq!((code, errors.contains("part 0/1 written to")), (Some(0), true), "{errors}");
    assert!(!here.join("parts/part-0-of-1/status.json").exists());
    let (code, parts, _) = told(signalscape(here, "parts parts").output().unwrap());
    assert_eq!((code, &*parts), (Some(0), "1 of 1 parts done, 0 under way, 0 to run again\n"));
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // Both have to arrive before the block in hand is done: nearly always, but not promised.
    let is_ended_at_once = |_| {
        let child = at_work(here, signalscape(here, &format!("{LONG} --shard 0/1")));
        kill(&child, &["INT"]);
        kill(&child, &["INT"]);
        let (code, _, errors) = told(child.wait_with_output().unwrap());
        assert!(matches!(code, Some(75 | 130)), "{code:?}: {errors}");
        code == Some(130)
    };
    assert!((0..20).any(is_ended_at_once));
}

/// Started as `nohup` and a script's `&` do it.
fn ignoring(folder: &Path, line: &str) -> Command {
    let line = format!("trap '' HUP INT; exec {SIGNALSCAPE} {line} --shard 0/1");
    let mut command = command(folder, "sh");
    command.args(["-c", &line]);
    command
}

#[test]
#[cfg(target_os = "linux")]
fn what_has_the_terminals_signals_ignored_still_stops_in_order_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let child = at_work(here, ignoring(here, LONG));
    kill(&child, &["INT", "HUP", "TERM", "TERM"]);
    let (code, _, errors) = told(child.wait_with_output().unwrap());
    assert_eq!((code, errors.contains("they are kept")), (Some(75), true), "{errors}");
    // The first that it says of itself when it is started again: it has not begun anew.
    let child = at_work(here, ignoring(here, LONG));
    let status = fs::read_to_string(here.join("parts/part-0-of-1/status.json")).unwrap();
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert!(status["share"].as_f64().unwrap() > 0.0, "{status}");
    kill(&child, &["TERM"]);
    assert_eq!(told(child.wait_with_output().unwrap()).0, Some(75));
}

#[test]
#[cfg(target_os = "linux")]
fn under_nohup_a_closed_terminal_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let less = LONG.replace("--limit 1000", "--limit 400");
    let child = at_work(here, ignoring(here, &less));
    kill(&child, &["HUP", "INT", "INT"]);
    let (code, _, errors) = told(child.wait_with_output().unwrap());
    assert_eq!((code, errors.contains("part 0/1 written to")), (Some(0), true), "{errors}");
}

#[test]
fn who_may_read_a_part_is_what_the_umask_says() {
    for (umask, expected) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("umask {umask}; exec {SIGNALSCAPE} {SHORT} --shard 0/2");
        let mut command = command(folder.path(), "sh");
        let (code, _, errors) = told(command.args(["-c", &line]).output().unwrap());
        assert_eq!(code, Some(0), "{errors}");
        let part = fs::read_dir(folder.path().join("parts/part-0-of-2")).unwrap();
        let files: Vec<PathBuf> = part.map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() > 1, "{files:?}");
        for file in files {
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, expected, "umask {umask}: {}", file.display());
        }
    }
}

#[test]
fn the_system_says_which_part_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let auto = || signalscape(here, &format!("{SHORT} --shard auto/3"));
    let (code, _, errors) = told(auto().env("SLURM_ARRAY_TASK_ID", "2").output().unwrap());
    assert_eq!((code, errors.contains("part 2/3 written")), (Some(0), true), "{errors}");
    let (code, _, errors) = told(auto().env("JOB_COMPLETION_INDEX", "0").output().unwrap());
    assert_eq!((code, errors.contains("part 0/3 written")), (Some(0), true), "{errors}");
    let (code, _, errors) = told(auto().output().unwrap());
    assert_eq!(code, Some(2), "{errors}");
    assert!(errors.contains("SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX to be set"), "{errors}");

    // One part is missing, and the list can be given to Slurm.
    let parts = |line: &str| told(signalscape(here, line).output().unwrap());
    assert_eq!(parts("parts parts --again"), (Some(0), "1\n".into(), String::new()));
    let (_, text, _) = parts("parts parts --json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&json["parts"], &json["done"], &json["again"][0]),
        (&3.into(), &2.into(), &1.into())
    );
    assert_eq!(json["states"][1]["state"], "not-begun", "{text}");
    let (code, _, errors) = parts("parts .");
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("expected folders such as part-0-of-4"), "{errors}");
}

/// The words of a list in the manifests: `name: ["a", "b"]`.
fn list(manifest: &str, name: &str) -> Vec<String> {
    let line = manifest.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
    line.map_or_else(Vec::new, |list| serde_json::from_str(list).unwrap())
}

#[test]
fn the_manifests_say_what_the_program_understands() {
    let read = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let batch = here.to_str().unwrap();
    // Here, and on few images.
    let placed = |words: Vec<String>| -> Vec<String> {
        let place = |word: String| word.replace("/batch", batch).replace("1,2,3,4,5", "1");
        words.into_iter().map(place).collect()
    };
    let parts = read("parts.yaml");
    let words = placed([list(&parts, "command"), list(&parts, "args")].concat());
    let few = ["--limit", "50", "--fit", "30", "--dimensions", "8"].map(str::to_owned);
    let mut command_of_a_part = command(here, SIGNALSCAPE);
    command_of_a_part.args(&words[1..]).args(few).env("JOB_COMPLETION_INDEX", "5");
    let (code, _, errors) = told(command_of_a_part.output().unwrap());
    assert_eq!(
        (code, errors.contains("part 5/16 written")),
        (Some(0), true),
        "{words:?}: {errors}"
    );
    let words = placed(list(&read("merge.yaml"), "command"));
    let (code, _, errors) = told(command(here, SIGNALSCAPE).args(&words[1..]).output().unwrap());
    assert_eq!(code, Some(1), "{words:?}: {errors}");
    assert!(errors.contains("expected 16 parts, found 1"), "{words:?}: {errors}");

    // All of them speak of as many parts, and of one claim and one user.
    let sbatch = read("signalscape.sbatch");
    for (text, expected) in [
        (&parts, "completions: 16\n"),
        (&parts, "parallelism: 16\n"),
        (&parts, "claimName: signalscape-work\n"),
        (&parts, "runAsUser: 10001\n"),
        (&read("merge.yaml"), "claimName: signalscape-work\n"),
        (&read("merge.yaml"), "runAsUser: 10001\n"),
        (&read("claim.yaml"), "name: signalscape-work\n"),
        (&read("Containerfile"), "USER 10001:10001\n"),
        (&sbatch, "#SBATCH --array=0-15\n"),
        (&sbatch, "\nof=16\n"),
    ] {
        assert!(text.contains(expected), "expected {expected:?} in\n{text}");
    }
}
