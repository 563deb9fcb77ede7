//! A cluster of one node on the loopback interface: munge, slurmctld and slurmd, gone when dropped.

use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Between two looks at something awaited.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A job of this test takes seconds; a busy machine may take minutes.
const WITHIN: Duration = Duration::from_secs(180);

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    #[error("this test needs the program {0}: install the Debian packages `slurm-wlm` and `munge`")]
    Program(&'static str),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

pub struct Cluster {
    /// Where jobs are submitted; they find `signalscape` on their path.
    pub folder: PathBuf,
    conf: PathBuf,
    path: String,
    // In this order they end: the daemons, then their folder.
    daemons: Vec<Daemon>,
    _home: tempfile::TempDir,
}

/// An element of an array, or a job alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub task: Option<usize>,
    pub state: String,
    pub restarts: usize,
    pub exit: String,
}

struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Cluster {
    pub fn start() -> Result<Cluster, Missing> {
        let home = tempfile::tempdir().context("a folder")?;
        let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
        for name in ["munged", "slurmctld", "slurmd", "sbatch"] {
            let is_there = |folder: PathBuf| folder.join(name).is_file();
            if !std::env::split_paths(&path).any(is_there) {
                return Err(Missing::Program(name));
            }
        }
        Ok(Cluster::start_in(home, &path)?)
    }

    fn start_in(home: tempfile::TempDir, path: &str) -> Result<Cluster> {
        let root = home.path();
        for folder in ["bin", "spool", "state", "submitted"] {
            fs::create_dir(root.join(folder))?;
        }
        std::os::unix::fs::symlink(
            env!("CARGO_BIN_EXE_signalscape"),
            root.join("bin/signalscape"),
        )?;
        let name = String::from_utf8(Command::new("hostname").arg("-s").output()?.stdout)?;
        let user = String::from_utf8(Command::new("id").arg("-un").output()?.stdout)?;
        let conf = root.join("slurm.conf");
        fs::write(&conf, configuration(root, name.trim(), user.trim())?)?;
        let mut cluster = Cluster {
            folder: root.join("submitted"),
            path: format!("{}:{path}", root.join("bin").display()),
            conf,
            daemons: Vec::new(),
            _home: home,
        };
        cluster.start_daemons()?;
        Ok(cluster)
    }

    fn start_daemons(&mut self) -> Result<()> {
        let root = self.conf.parent().context("a folder")?.to_owned();
        let at = |name: &str| root.join(name).display().to_string();
        let key: Vec<u8> = (0..1024_u32).map(|i| (i * i % 251) as u8).collect();
        fs::write(root.join("munge.key"), key)?;
        run(Command::new("chmod").args(["600", &at("munge.key")]))?;
        let munge = [
            "--foreground".to_owned(),
            "--force".to_owned(),
            format!("--key-file={}", at("munge.key")),
            format!("--socket={}", at("munge.socket")),
            format!("--pid-file={}", at("munge.pid")),
            format!("--seed-file={}", at("munge.seed")),
            format!("--log-file={}", at("munge.log")),
        ];
        self.daemon("munged", &munge)?;
        let socket = root.join("munge.socket");
        poll("munge's socket", || Ok(socket.exists().then_some(())))?;
        let conf = self.conf.display().to_string();
        self.daemon("slurmctld", &["-D".into(), "-c".into(), "-f".into(), conf.clone()])?;
        self.daemon("slurmd", &["-D".into(), "-c".into(), "-f".into(), conf])?;
        let is_idle = || {
            let state = self.command("sinfo").args(["-h", "-o", "%t"]).output()?;
            Ok((state.stdout.trim_ascii() == b"idle").then_some(()))
        };
        poll("an idle node", is_idle).with_context(|| self.logs())
    }

    fn daemon(&mut self, program: &str, args: &[String]) -> Result<()> {
        let mut command = self.command(program);
        let root = self.conf.parent().context("a folder")?;
        let out = fs::File::create(root.join(format!("{program}.out")))?;
        command.args(args).stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
        let child = command.spawn().with_context(|| program.to_owned())?;
        self.daemons.push(Daemon(child));
        Ok(())
    }

    /// A command as somebody gives it who is logged in.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("SLURM")) {
            command.env_remove(name);
        }
        command.env("PATH", &self.path).env("SLURM_CONF", &self.conf);
        command.env("HOME", &self.folder).current_dir(&self.folder);
        command
    }

    /// What a line of shell prints.
    pub fn shell(&self, line: &str) -> Result<String> {
        run(self.command("bash").args(["-euc", line]))
    }

    /// The elements of an array, by number, or the one job.
    pub fn jobs(&self, id: &str) -> Result<Vec<Job>> {
        let text = run(self.command("scontrol").args(["show", "job", "-o", id]))?;
        let mut jobs = text.lines().map(job).collect::<Result<Vec<_>>>()?;
        jobs.sort_by_key(|job| job.task);
        Ok(jobs)
    }

    /// Waits until nothing of a job will happen any more.
    pub fn wait(&self, id: &str) -> Result<Vec<Job>> {
        self.wait_until(id, |job| ["COMPLETED", "FAILED", "CANCELLED"].contains(&&*job.state))
    }

    /// Waits until it holds for all elements of an array.
    pub fn wait_until(&self, id: &str, holds: impl Fn(&Job) -> bool) -> Result<Vec<Job>> {
        let all = || Ok(Some(self.jobs(id)?).filter(|jobs| jobs.iter().all(&holds)));
        poll(&format!("job {id}"), all).with_context(|| self.logs())
    }

    /// Waits for a file that a job writes.
    pub fn wait_for(&self, file: &str) -> Result<()> {
        let path = self.folder.join(file);
        poll(file, || Ok(path.exists().then_some(()))).with_context(|| self.logs())
    }

    pub fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.folder.join(file)).with_context(|| file.to_owned())
    }

    /// What the daemons and the jobs said, for whoever reads of a failure.
    fn logs(&self) -> String {
        let root = self.conf.parent().unwrap_or(Path::new("."));
        let mut text = String::new();
        for folder in [root, &self.folder] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if [".out", ".log"].iter().any(|end| name.ends_with(end)) {
                    let log = fs::read_to_string(entry.path()).unwrap_or_default();
                    let last = log.lines().rev().take(20).collect::<Vec<_>>();
                    let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
                    text += &format!("--- {name}\n{last}\n");
                }
            }
        }
        text
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Jobs outlive the daemons; a failed test must not leave any.
        if self.daemons.len() == 3 {
            let all = "--user=\"$(id -un)\"";
            let _ = self.shell(&format!("scancel --full --signal=KILL {all}; scancel {all}"));
            let none = || Ok(self.shell("squeue -h")?.trim().is_empty().then_some(()));
            let _ = poll("no job", none);
        }
        while let Some(last) = self.daemons.pop() {
            drop(last);
        }
    }
}

/// As small as it can be, on 127.0.0.1 alone. The node says that it has what the documented jobs ask for.
fn configuration(root: &Path, name: &str, user: &str) -> Result<String> {
    let root = root.display();
    let [control, node] = [free_port()?, free_port()?];
    ensure!(control != node, "two ports that differ");
    Ok(format!(
        "ClusterName=test
SlurmctldHost={name}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={control}
SlurmdPort={node}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={root}/munge.socket,cred_expire=2
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
ReturnToService=2
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd.pid
SlurmdSpoolDir={root}/spool
StateSaveLocation={root}/state
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
KillWait=30
MinJobAge=3600
SlurmdParameters=config_overrides
NodeName={name} NodeAddr=127.0.0.1 CPUs=128 RealMemory=131072 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"
    ))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn job(line: &str) -> Result<Job> {
    let field = |name: &str| {
        let found = line.split(' ').find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
        found.with_context(|| format!("expected {name}, found {line}"))
    };
    Ok(Job {
        task: field("ArrayTaskId").ok().and_then(|task| task.parse().ok()),
        state: field("JobState")?.to_owned(),
        restarts: field("Restarts")?.parse()?,
        exit: field("ExitCode")?.to_owned(),
    })
}

fn run(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output()?;
    let errors = String::from_utf8_lossy(&stderr);
    ensure!(status.success(), "{command:?}: {status}: {errors}");
    Ok(String::from_utf8(stdout)?)
}

fn poll<T>(what: &str, mut probe: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + WITHIN;
    loop {
        if let Some(found) = probe().with_context(|| format!("while waiting for {what}"))? {
            return Ok(found);
        }
        if Instant::now() >= end {
            bail!("waited {WITHIN:?} in vain for {what}");
        }
        sleep(LOOK_AGAIN);
    }
}
