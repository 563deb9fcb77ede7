//! The documented batch on a real Slurm: `deploy/signalscape.sbatch` and the commands of `docs/scaling.md`.
//!
//! The cluster is one node on the loopback interface, from the Debian packages `slurm-wlm` and `munge`. Without
//! them this says so and is skipped, unless `SIGNALSCAPE_REQUIRE_SLURM` is set, as in continuous integration.
// With the window only: the build without it is the same program here, and once is enough.
#![cfg(all(target_os = "linux", feature = "app"))]

mod cluster;

use anyhow::{Context as _, Result, ensure};
use cluster::{Cluster, Job, Missing};
use signalscape::experiments::report::Report;
use std::fs;
use std::path::Path;

/// The experiment of the documentation, which this test makes small.
const DOCUMENTED: &str = "paths --seeds 1,2,3,4,5";
const SMALL: &str = "weights --limit 64 --times 25,50 --seeds 1,2 --splits 2";
/// Some seconds a part, so that a signal finds it at work.
const LONG: &str = "weights --images train --limit 14000 --times 600";

#[test]
fn the_documented_batch_runs() {
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(missing) => {
            let is_required = std::env::var_os("SIGNALSCAPE_REQUIRE_SLURM").is_some();
            assert!(!is_required && matches!(missing, Missing::Program(_)), "{missing:?}");
            eprintln!("skipped: {missing}");
            return;
        }
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/signalscape.sbatch");
    fs::copy(script, cluster.folder.join("signalscape.sbatch")).unwrap();
    for story in [sixteen_parts_and_a_merge, one_part_is_warned, one_part_is_cancelled, one_fails] {
        if let Err(error) = story(&cluster) {
            panic!("{error:?}");
        }
    }
}

/// Blocks of shell in the documentation's part on Slurm, with another experiment.
fn documented(experiment: &str) -> Result<Vec<String>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scaling.md"))?;
    let slurm = text.split("\n## ").find(|part| part.starts_with("Slurm")).context("Slurm")?;
    let blocks = slurm.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let blocks: Vec<&str> = blocks.map(|(block, _)| block).collect();
    ensure!(blocks.len() == 2, "expected two blocks of shell, found {blocks:?}");
    ensure!(blocks.iter().all(|block| block.contains(DOCUMENTED)), "expected {DOCUMENTED} in each");
    Ok(blocks.iter().map(|block| block.replace(DOCUMENTED, experiment)).collect())
}

/// What a report says, less how long it took and how it was asked for.
fn told(folder: &Path) -> Result<Report> {
    let mut report = Report::read(folder)?;
    report.command.clear();
    report.runs.iter_mut().for_each(|run| run.per_image.cpu_ms = None);
    Ok(report)
}

fn submitted(text: &str) -> Result<&str> {
    let id = text.lines().find_map(|line| line.strip_prefix("Submitted batch job "));
    id.with_context(|| format!("expected the number of a job, found {text:?}"))
}

fn states(jobs: &[Job]) -> Vec<(&str, usize)> {
    jobs.iter().map(|job| (&*job.state, job.restarts)).collect()
}

/// The two documented commands; and one part that is lost is found and repeated by itself.
fn sixteen_parts_and_a_merge(cluster: &Cluster) -> Result<()> {
    let [all, again] = documented(SMALL)?.try_into().expect("two blocks");
    let said = cluster.shell(&format!("{all}\necho \"$job\""))?;
    let (merge, array) = (submitted(&said)?, said.lines().last().unwrap_or_default());
    ensure!(states(&cluster.wait(array)?) == [("COMPLETED", 0); 16], "sixteen parts");
    ensure!(states(&cluster.wait(merge)?) == [("COMPLETED", 0)], "a merge");
    cluster.shell(&format!("signalscape experiment {SMALL} --out whole --no-cache"))?;
    let whole = told(&cluster.folder.join("whole"))?;
    ensure!(told(&cluster.folder.join("paths"))? == whole, "the run that was never parted");

    fs::remove_dir_all(cluster.folder.join("parts/part-3-of-16"))?;
    ensure!(cluster.shell("signalscape parts parts --again")? == "3\n", "one part to run again");
    let said = cluster.shell(&again)?;
    ensure!(said.starts_with("15 of 16 parts done, 0 under way, 1 to run again\n"), "{said}");
    let repeated = cluster.wait(submitted(&said)?)?;
    ensure!(repeated.len() == 1 && repeated[0].task == Some(3), "{repeated:?}");
    ensure!(cluster.shell("signalscape parts parts --again")?.is_empty(), "none to run again");
    cluster.shell("signalscape merge parts --out again")?;
    ensure!(told(&cluster.folder.join("again"))? == whole, "the same with a part repeated");
    fs::rename(cluster.folder.join("parts"), cluster.folder.join("small"))?;
    Ok(())
}

/// Slurm's warning before time is up: the part is queued again, alone, and goes on.
fn one_part_is_warned(cluster: &Cluster) -> Result<()> {
    let array =
        cluster.shell(&format!("sbatch --parsable --array=14-15%1 signalscape.sbatch {LONG}"))?;
    let array = array.trim();
    // The last element, whose number is the array's.
    cluster.wait_for("parts/part-15-of-16/status.json")?;
    cluster.shell(&format!("scancel --signal=USR1 --batch {array}_15"))?;
    // Slurm holds back what is queued again for two minutes, until its node has surely forgotten the first turn.
    // This node does so after `cred_expire`.
    cluster
        .wait_until(&format!("{array}_15"), |job| (&*job.state, job.restarts) == ("PENDING", 1))?;
    cluster.shell(&format!("scontrol update JobId={array}_15 StartTime=now+6"))?;
    let jobs = cluster.wait(array)?;
    let log = cluster.read(&format!("signalscape-{array}-15.log"))?;
    ensure!(states(&jobs) == [("COMPLETED", 0), ("COMPLETED", 1)], "{jobs:?}: {log}");
    let (stopped, done) = (log.find("stopped after"), log.find("part 15/16 written"));
    ensure!(stopped.is_some() && stopped < done, "both turns in one log: {log}");
    Ok(())
}

/// `scancel` ends a part for good, and keeps what it had done.
fn one_part_is_cancelled(cluster: &Cluster) -> Result<()> {
    let submit = format!("sbatch --parsable --array=7 signalscape.sbatch {LONG}");
    let array = cluster.shell(&submit)?;
    let array = array.trim();
    cluster.wait_for("parts/part-7-of-16/status.json")?;
    cluster.shell(&format!("scancel {array}_7"))?;
    let jobs = cluster.wait(array)?;
    ensure!(states(&jobs) == [("CANCELLED", 0)], "{jobs:?}");
    let said = cluster.shell("signalscape parts parts")?;
    ensure!(said.contains("\n7/16: ") && said.contains("ago: stopped"), "{said}");
    ensure!(said.contains("run again: 0-13\n"), "{said}");
    Ok(())
}

/// A part that fails is not queued again, and what depends on it does not wait for ever.
fn one_fails(cluster: &Cluster) -> Result<()> {
    let [all, _] = documented("weights --limit 5")?.try_into().expect("two blocks");
    let said = cluster.shell(&format!("{all}\necho \"$job\""))?;
    let (merge, array) = (submitted(&said)?, said.lines().last().unwrap_or_default());
    let failed = cluster.wait(array)?;
    ensure!(failed.iter().all(|job| job.state == "FAILED" && job.exit == "2:0"), "{failed:?}");
    let merge = cluster.wait(merge)?;
    ensure!(states(&merge) == [("CANCELLED", 0)], "{merge:?}");
    Ok(())
}
