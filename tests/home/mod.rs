//! A home folder of a test's own, and what a command run in it leaves behind.
#![allow(dead_code, reason = "a whole house, of which a test uses some rooms")]

use assert_cmd::Command;
use image::{GrayImage, Luma};
use signalscape::data::{DataSet, Part, Source};
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::LazyLock;
use tempfile::TempDir;

pub static TEST_DIGITS: LazyLock<DataSet> =
    LazyLock::new(|| Source::Embedded.load(Part::Test).unwrap());

/// A home folder of its own.
pub struct Home(pub TempDir);

/// What a command left behind.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.text(name)
    }

    /// Runs in the home folder; its path is written `HOME` in what comes back.
    pub fn run(&self, args: &[&str]) -> Outcome {
        self.run_with(args, &[])
    }

    pub fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Outcome {
        let output = self.command(args).envs(env.iter().copied()).output().unwrap();
        self.outcome(output)
    }

    /// The program with these arguments, in the home folder.
    pub fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        Command::from_std(self.process(args))
    }

    /// The same, for who talks with it while it runs.
    pub fn process(&self, args: &[impl AsRef<OsStr>]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalscape"));
        command.current_dir(self.0.path()).env("HOME", self.0.path());
        for (name, folder) in
            [("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")]
        {
            command.env(name, self.path(folder));
        }
        for name in ["RUST_LOG", "SIGNALSCAPE_REFERENCES", "COLUMNS", "DISPLAY", "WAYLAND_DISPLAY"]
        {
            command.env_remove(name);
        }
        command.args(args);
        command
    }

    /// What it left behind; the home folder's path is written `HOME`.
    pub fn outcome(&self, output: Output) -> Outcome {
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(self.0.path().to_str().unwrap(), "HOME")
        };
        let code = output.status.code().expect("it ends by itself");
        Outcome { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// A test digit, black on white, as a scan would show it.
    pub fn digit(&self, name: &str, index: usize) -> String {
        let ink = TEST_DIGITS.image(index);
        let picture =
            GrayImage::from_fn(280, 280, |x, y| Luma([255 - ink[(y / 10 * 28 + x / 10) as usize]]));
        picture.save(self.path(name)).unwrap();
        self.text(name)
    }
}

/// Exit code 2, this message, and nothing done.
#[track_caller]
pub fn refused(args: &[&str], message: &str) {
    let home = Home::new();
    refused_at(&home, args, message);
}

#[track_caller]
pub fn refused_at(home: &Home, args: &[&str], message: &str) {
    let outcome = home.run(args);
    assert_eq!(outcome.code, 2, "{outcome:?}");
    assert_eq!(outcome.out, "");
    assert_eq!(outcome.err.split("\n\nUsage").next().unwrap().trim_end(), message);
}

pub fn idx(dims: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dims.len() as u8];
    file.extend(dims.iter().flat_map(|dim| dim.to_be_bytes()));
    file.extend(bytes);
    file
}

/// A folder with the first test digits as training and test set.
pub fn folder(home: &Home, count: usize) {
    fs::create_dir(home.path("idx")).unwrap();
    let images: Vec<u8> = (0..count).flat_map(|i| TEST_DIGITS.image(i).to_vec()).collect();
    let labels: Vec<u8> = (0..count).map(|i| TEST_DIGITS.label(i)).collect();
    for part in ["train", "t10k"] {
        home.write(
            &format!("idx/{part}-images-idx3-ubyte"),
            &idx(&[count as u32, 28, 28], &images),
        );
        home.write(&format!("idx/{part}-labels-idx1-ubyte"), &idx(&[count as u32], &labels));
    }
}
