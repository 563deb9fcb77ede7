//! The program under test, in folders of its own, with its log kept for the day it fails.
use super::{Screen, poll};
use anyhow::{Context as _, Result, bail, ensure};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Killed when dropped.
pub struct App {
    child: Child,
    folder: TempDir,
}

impl App {
    pub fn start(screen: &Screen, args: &[&str], env: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // As `nohup` and a script's `&` start it: the terminal's signals are ignored, those of others are not.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' INT HUP; exec \"$0\" \"$@\""]);
        command.arg(env!("CARGO_BIN_EXE_signalscape"));
        command.args(args).env("DISPLAY", screen.display()).env("WGPU_BACKEND", "vulkan");
        // RUST_LOG and the like pass through; whatever leads to the person's own desktop does not.
        for name in ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        let homes =
            ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"];
        for name in homes {
            let home = folder.path().join(name);
            fs::create_dir(&home)?;
            command.env(name, home);
        }
        match lavapipe() {
            Some(manifest) => _ = command.env("VK_DRIVER_FILES", manifest),
            None => eprintln!(
                "no software Vulkan driver found (Debian package `mesa-vulkan-drivers`): \
                 the app takes what it finds"
            ),
        }
        let child = command
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(folder.path().join("stderr"))?)
            .spawn()
            .context("cannot start the app")?;
        Ok(Self { child, folder })
    }

    /// Where it remembers settings.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("XDG_CONFIG_HOME")
    }

    /// An error if the app has ended, on purpose or not.
    pub fn check_alive(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the app has ended ({status})"),
        }
    }

    /// Asks it to end, as a shutdown of the machine does.
    pub fn terminate(&self) -> Result<()> {
        let id = self.child.id().to_string();
        ensure!(Command::new("kill").args(["-TERM", &id]).status()?.success(), "it has ended");
        Ok(())
    }

    pub fn wait_exit(&mut self, within: Duration) -> Result<ExitStatus> {
        poll("the app to end", within, || Ok(self.child.try_wait()?))
    }

    /// Processor time that it has used, in hundredths of a second.
    pub fn cpu_time(&self) -> Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in brackets, may hold spaces; user and system time are the 12th and 13th after it.
        let (_, rest) = stat.rsplit_once(')').context("a process's stat")?;
        let times = rest.split_whitespace().skip(11).take(2);
        times.map(|time| Ok(time.parse::<u64>()?)).sum()
    }

    /// The end of what the app said on its standard error.
    pub fn stderr_tail(&self) -> String {
        const LINES: usize = 40;
        let all = fs::read(self.folder.path().join("stderr")).unwrap_or_default();
        let all = String::from_utf8_lossy(&all);
        let lines: Vec<&str> = all.lines().collect();
        lines[lines.len().saturating_sub(LINES)..].join("\n")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The manifest of Mesa's software Vulkan driver.
fn lavapipe() -> Option<PathBuf> {
    let is_lavapipe = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.starts_with("lvp_icd") && name.ends_with(".json")
    };
    let folder = fs::read_dir("/usr/share/vulkan/icd.d").ok()?;
    folder.filter_map(|entry| Some(entry.ok()?.path())).find(is_lavapipe)
}
