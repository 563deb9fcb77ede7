//! A machine that cannot draw: the program says what is missing and how to get it.
#![cfg(all(target_os = "linux", feature = "app"))]

use std::process::{Command, Output};

/// The program where Vulkan finds no driver and there is no screen.
fn without_driver(args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_signalscape"))
        .args(args)
        .env_clear()
        .env("HOME", home.path())
        .env("VK_DRIVER_FILES", home.path().join("none.json"))
        .env("VK_ICD_FILENAMES", home.path().join("none.json"))
        .current_dir(home.path())
        .output()
        .unwrap()
}

#[test]
fn a_picture_is_refused_with_advice() {
    let out = without_driver(&["shot", "--mnist", "test:0", "--out", "view.png"]);
    let words = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{words}");
    assert!(words.contains("error: no graphics device can draw the view"), "{words}");
    assert!(words.contains("signalscape doctor"), "{words}");
    assert!(!words.contains("panicked"), "{words}");
}

#[test]
fn so_is_a_window() {
    let out = without_driver(&[]);
    let words = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{words}");
    assert!(words.contains("error: no graphics device can draw the view"), "{words}");
}

#[test]
fn the_doctor_names_the_package() {
    let out = without_driver(&["doctor"]);
    let words = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{words}");
    let line = words.lines().find(|line| line.contains("graphics device")).expect("a line for it");
    assert!(line.starts_with("missing") && words.contains("mesa-vulkan-drivers"), "{words}");
}
