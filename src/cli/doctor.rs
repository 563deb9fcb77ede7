//! `doctor`: what works here, and how to get what is missing.

use super::Common;
use super::error::AlreadyReported;
use super::say::escaped;
use crate::data::{Part, Source, plainly};
use crate::experiments::words::thousands;
use anyhow::Result;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A graphics device, in words.
#[derive(Clone, Debug)]
pub struct GraphicsDevice {
    /// Its name and kind, and why it cannot be used, if so.
    pub description: String,
    /// Whether the view can be drawn with it.
    pub is_usable: bool,
}

/// What the window could be drawn with.
#[derive(Clone, Debug)]
pub struct Graphics {
    /// In the system's order.
    pub devices: Vec<GraphicsDevice>,
    /// How to get one.
    pub advice: String,
}

/// One line.
struct Finding {
    state: State,
    what: String,
    /// Details, or how to get it.
    words: String,
}

/// Whether it is there.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Ok,
    /// Missing, but nothing stops.
    Note,
    Missing,
}

impl Finding {
    fn new(state: State, what: impl Into<String>, words: impl Into<String>) -> Finding {
        Finding { state, what: what.into(), words: words.into() }
    }
}

/// `graphics` is absent where this build has no window.
pub(super) fn run(common: &Common, graphics: Option<Graphics>, out: &mut dyn Write) -> Result<()> {
    let mut findings = vec![
        digits(&common.source, Part::Train, "training digits"),
        digits(&common.source, Part::Test, "test digits"),
        cache(common),
        settings(),
        cores(),
    ];
    match graphics {
        None => findings.push(Finding::new(State::Note, "window", "this build has none")),
        Some(graphics) => {
            if cfg!(target_os = "linux") {
                findings.extend(linux());
            }
            findings.extend(drawn_with(graphics));
        }
    }
    for Finding { state, what, words } in &findings {
        let state = match state {
            State::Ok => "ok",
            State::Note => "note",
            State::Missing => "missing",
        };
        writeln!(out, "{state:<8} {what:<22} {}", escaped(words))?;
    }
    let is_missing = findings.iter().any(|finding| finding.state == State::Missing);
    if is_missing { Err(AlreadyReported.into()) } else { Ok(()) }
}

fn digits(source: &Source, part: Part, what: &str) -> Finding {
    let place = match source {
        Source::Embedded => "embedded".to_owned(),
        Source::Folder(folder) => folder.display().to_string(),
    };
    match source.load(part) {
        Ok(digits) if digits.is_empty() => {
            Finding::new(State::Missing, what, format!("{place}: expected digits, found none"))
        }
        Ok(digits) => {
            Finding::new(State::Ok, what, format!("{} ({place})", thousands(digits.len())))
        }
        Err(error) => Finding::new(State::Missing, what, error.to_string()),
    }
}

fn cache(common: &Common) -> Finding {
    let what = "cache folder";
    let Some(cache) = &common.cache else {
        return Finding::new(State::Note, what, "none: references are computed at every start");
    };
    let folder = cache.folder().display();
    match writable(cache.folder()) {
        Ok(()) => {
            let bytes = thousands(cache.size_bytes().unwrap_or(0) as usize);
            Finding::new(State::Ok, what, format!("{folder} ({bytes} bytes)"))
        }
        Err(error) => {
            let words = format!("{folder}: not writable: {error}; name another with --cache DIR");
            Finding::new(State::Note, what, words)
        }
    }
}

fn settings() -> Finding {
    let what = "settings folder";
    let Some(folders) = directories::ProjectDirs::from("", "", "signalscape") else {
        return Finding::new(State::Note, what, "none: settings are not remembered");
    };
    let folder = folders.config_dir();
    match writable(folder) {
        Ok(()) => Finding::new(State::Ok, what, folder.display().to_string()),
        Err(error) => {
            Finding::new(State::Note, what, format!("{}: not writable: {error}", folder.display()))
        }
    }
}

fn cores() -> Finding {
    match std::thread::available_parallelism() {
        Ok(cores) => Finding::new(State::Ok, "processor cores", cores.to_string()),
        Err(error) => {
            Finding::new(State::Note, "processor cores", plainly(error, "file").to_string())
        }
    }
}

/// Whether a file can be made in `folder`, or in the nearest folder above it that exists, since
/// asking must not make folders.
fn writable(folder: &Path) -> std::io::Result<()> {
    let exists = |folder: &&Path| folder.symlink_metadata().is_ok();
    let nearest = folder.ancestors().find(exists).unwrap_or(Path::new("."));
    let made = tempfile::NamedTempFile::new_in(nearest).map(drop);
    made.map_err(|error| plainly(error, "folder"))
}

fn drawn_with(graphics: Graphics) -> Vec<Finding> {
    let is_usable = graphics.devices.iter().any(|device| device.is_usable);
    let mut findings: Vec<Finding> = graphics
        .devices
        .into_iter()
        .map(|device| {
            let state = if device.is_usable { State::Ok } else { State::Note };
            Finding::new(state, "graphics device", device.description)
        })
        .collect();
    if !is_usable {
        findings.push(Finding::new(State::Missing, "graphics device", graphics.advice));
    }
    findings
}

/// What a window loads when it opens, and the Debian package of each.
const X11_LIBRARIES: [(&str, &str); 5] = [
    ("libX11.so.6", "libx11-6"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];
const VULKAN_LIBRARY: (&str, &str) = ("libvulkan.so.1", "libvulkan1");

fn linux() -> Vec<Finding> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (x11, wayland) = (set("DISPLAY"), set("WAYLAND_DISPLAY"));
    let is_wayland = wayland.is_some() && cfg!(feature = "wayland");
    let mut findings = vec![display(x11, wayland)];
    let listed = ldconfig();
    for (name, package) in X11_LIBRARIES.into_iter().chain([VULKAN_LIBRARY]) {
        findings.push(match find_library(name, &listed, &library_folders()) {
            Some(place) => Finding::new(State::Ok, name, place),
            None => {
                let is_needed = name == VULKAN_LIBRARY.0 || !is_wayland;
                let state = if is_needed { State::Missing } else { State::Note };
                let advice = format!("on Debian or Ubuntu: sudo apt-get install {package}");
                Finding::new(state, name, advice)
            }
        });
    }
    findings
}

fn display(x11: Option<String>, wayland: Option<String>) -> Finding {
    let what = "display";
    match (x11, wayland) {
        (_, Some(wayland)) if cfg!(feature = "wayland") => {
            Finding::new(State::Ok, what, format!("WAYLAND_DISPLAY={wayland}"))
        }
        (Some(x11), _) => Finding::new(State::Ok, what, format!("DISPLAY={x11}")),
        (None, Some(wayland)) => Finding::new(
            State::Missing,
            what,
            format!(
                "WAYLAND_DISPLAY={wayland}, but this build needs an X display: on Debian or Ubuntu \
                 sudo apt-get install xwayland, or build with the feature `wayland`"
            ),
        ),
        (None, None) => Finding::new(
            State::Missing,
            what,
            "neither DISPLAY nor WAYLAND_DISPLAY is set: start from a desktop session",
        ),
    }
}

/// The system's list of libraries; empty if it keeps none.
fn ldconfig() -> String {
    ["ldconfig", "/sbin/ldconfig"]
        .into_iter()
        .find_map(|program| std::process::Command::new(program).arg("-p").output().ok())
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

/// Folders that are searched besides the system's list.
fn library_folders() -> Vec<PathBuf> {
    let own = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let arch = std::env::consts::ARCH;
    let usual = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"].map(PathBuf::from);
    let multiarch = ["/usr/lib", "/lib"].map(|root| format!("{root}/{arch}-linux-gnu").into());
    let own = std::env::split_paths(&own).filter(|path| path.as_os_str() != OsStr::new(""));
    own.chain(multiarch).chain(usual).collect()
}

/// Where a library is: in `listed`, which is what `ldconfig -p` prints, or in a folder.
fn find_library(name: &str, listed: &str, folders: &[PathBuf]) -> Option<String> {
    let entry = |line: &str| {
        let (found, place) = line.trim().split_once(" => ")?;
        (found.split_whitespace().next() == Some(name)).then(|| place.to_owned())
    };
    listed.lines().find_map(entry).or_else(|| {
        let paths = folders.iter().map(|folder| folder.join(name));
        paths.into_iter().find(|path| path.exists()).map(|path| path.display().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_found_by_its_whole_name() {
        let listed = "2 libs found in cache\n\
                      \tlibX11.so.6 (libc6,x86-64) => /lib/libX11.so.6\n\
                      \tlibX11.so (libc6,x86-64) => /lib/libX11.so\n";
        let find = |name| find_library(name, listed, &[]);
        assert_eq!(find("libX11.so.6").as_deref(), Some("/lib/libX11.so.6"));
        assert_eq!(find("libX1"), None);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("libXi.so.6"), "").unwrap();
        assert!(find_library("libXi.so.6", listed, &[folder.path().into()]).is_some());
    }

    #[test]
    fn without_a_display_or_device_there_is_advice() {
        assert!(display(None, None).state == State::Missing);
        assert!(display(Some(":0".into()), None).state == State::Ok);
        let broken = GraphicsDevice { description: "Old one".into(), is_usable: false };
        let found = drawn_with(Graphics { devices: vec![broken], advice: "buy one".into() });
        assert!(found[0].state == State::Note && found[1].state == State::Missing);
        assert_eq!(found[1].words, "buy one");
    }
}
