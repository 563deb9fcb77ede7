//! Lessons and films on the command line.

use super::*;

#[test]
fn lessons_and_films_are_refused_in_words_and_lessons_can_be_begun() {
    let names = "one-signal, race, refractoriness, summation, inhibition, stdp, digit, neighbours, ten-names, worth";
    let unknown = |option: &str| {
        format!(
            "error: {option}: expected one of {names}, or a file as docs/lessons.md describes it, found \"rce\""
        )
    };
    refused(&["--lesson", "rce"], &unknown("--lesson"));
    refused(&["film", "rce", "--out", "a.gif"], &unknown("film"));
    refused(
        &["film", "race", "--out", "a.avi"],
        "error: --out: expected a name that ends in .mp4, .gif or .png (an animated one), or a new folder's, found a.avi",
    );
    refused(
        &["film", "race", "--preset", "stdp", "--out", "a.gif"],
        "error: --preset: a lesson says itself which network it is about",
    );
    refused(
        &["film", "--preset", "stdp", "--to-ms", "200", "--out", "a.gif"],
        "error: --to-ms: expected more than 0 and at most 150 ms, the preset's duration, found 200",
    );
    refused(
        &["--kiosk", "doctor"],
        "error: --kiosk: a window that goes by itself and a command exclude each other",
    );
    let home = Home::new();
    let list = home.run(&["lesson", "list"]);
    assert_eq!((list.code, list.out.lines().count()), (0, 10), "{}", list.err);
    // One to begin with, checked, and not overwritten.
    assert_eq!(home.run(&["lesson", "new", "mine.toml"]).code, 0);
    let checked = home.run(&["lesson", "check", "mine.toml"]);
    assert_eq!(checked.out, "mine.toml: a lesson of 2 steps\n", "{}", checked.err);
    refused_at(
        &home,
        &["lesson", "new", "mine.toml"],
        "error: --out: expected a file that does not exist, or --force to overwrite it, found mine.toml",
    );
    let broken = fs::read_to_string(home.path("mine.toml")).unwrap().replace("\"C\"]", "\"D\"]");
    home.write("mine.toml", broken.as_bytes());
    for args in [&["lesson", "check", "mine.toml"][..], &["--lesson", "mine.toml"]] {
        let outcome = home.run(args);
        let expected = "error: mine.toml: line 6: step \"watch\": expected ";
        assert_eq!(outcome.code, 1);
        assert!(outcome.err.starts_with(expected), "{}", outcome.err);
    }
    // Before anything is drawn.
    let none = home.run_with(&["film", "race", "--out", "race.mp4"], &[("PATH", "")]);
    assert_eq!(none.code, 1);
    assert!(
        none.err.starts_with("error: an MP4 is written by ffmpeg, which is not installed"),
        "{}",
        none.err
    );
    assert!(!home.path("race.mp4").exists());
}
