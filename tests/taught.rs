//! `teach`, and `label` by what was taught.

mod home;

use home::{Home, TEST_DIGITS, folder, refused_at};
use image::{GrayImage, Luma};
use signalscape::data::{ContentHash, Part, Source, TaughtImage, TaughtSet};
use std::fs;

const LABEL: [&str; 5] = ["label", "--references", "300", "--taught", "t.json"];

/// The capital of that name, as a pen draws it, moved by so many pixels.
fn letter(home: &Home, file: &str, which: char, moved: f32) -> String {
    let lines: &[[f32; 4]] = match which {
        'A' => &[[70., 20., 30., 120.], [70., 20., 110., 120.], [45., 80., 95., 80.]],
        _ => &[
            [30., 20., 30., 120.],
            [30., 20., 105., 20.],
            [30., 70., 90., 70.],
            [30., 120., 105., 120.],
        ],
    };
    let is_inked = |x: f32, y: f32| {
        lines.iter().any(|&[x0, y0, x1, y1]| {
            let (x0, dx, dy) = (x0 + moved, x1 - x0 - moved, y1 - y0);
            let along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy);
            let along = along.clamp(0.0, 1.0);
            (x - x0 - along * dx).hypot(y - y0 - along * dy) < 7.0
        })
    };
    let ink = |x, y| Luma([if is_inked(x as f32, y as f32) { 10 } else { 245 }]);
    let path = home.path(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    GrayImage::from_fn(140, 140, ink).save(path).unwrap();
    file.to_owned()
}

/// Two letters and a digit, a folder each.
fn letters(home: &Home) {
    for moved in [0, 3, 6] {
        letter(home, &format!("letters/A/{moved}.png"), 'A', moved as f32);
        letter(home, &format!("letters/E/{moved}.png"), 'E', moved as f32);
    }
    fs::create_dir(home.path("letters/7")).unwrap();
    home.digit("letters/7/a.png", 17);
}

/// A set of some of the first digits of the folder that `home::folder` makes, told what they are.
fn told(home: &Home, places: &[usize], labels_are_away: bool) -> TaughtSet {
    let train = match home.path("idx").exists() {
        true => Source::Folder(home.path("idx")).load(Part::Train).unwrap(),
        false => TEST_DIGITS.pick(&[]),
    };
    let told = |&place: &usize| TaughtImage {
        class: Some(TEST_DIGITS.label(place)),
        image: Some(place as u32),
        pixels: TEST_DIGITS.pixels(place),
    };
    let told = places.iter().map(told).collect();
    TaughtSet { labels_are_away, told, ..TaughtSet::new("weights-196", 1, &train) }
}

#[test]
fn letters_are_taught_from_a_folder_and_known_again() {
    let home = Home::new();
    letters(&home);
    let teach = ["teach", "letters", "-o", "t.json", "--name", "Letters"];
    let outcome = home.run(&teach);
    let said = "t.json: 7: 1 picture, A: 3 pictures, E: 3 pictures\n";
    assert_eq!((outcome.code, &*outcome.out, &*outcome.err), (0, said, ""));
    let set = TaughtSet::read(&home.path("t.json")).unwrap();
    assert_eq!((&*set.name, set.labels_are_away, &*set.preset), ("Letters", false, "weights-196"));
    assert_eq!(set.names.all()[10..], ["A", "E"]);

    let [a, e] = ['A', 'E'].map(|which| letter(&home, &format!("{which}.png"), which, 4.0));
    let seven = home.digit("7.png", 0);
    let files = [&*a, &*e, &*seven];
    let words = home.run(&[&LABEL[..], &files].concat());
    assert_eq!((words.code, &*words.err), (0, ""));
    for (file, is) in [("A.png", "A"), ("E.png", "E"), ("HOME/7.png", "7")] {
        assert!(words.out.contains(&format!("{file}: {is} (")), "{}", words.out);
    }
    assert!(words.out.contains("\n  A  told["), "{}", words.out);
    let json = home.run(&[&LABEL[..], &["--json"], &files].concat());
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let labels: Vec<u64> = lines.iter().map(|line| line["label"].as_u64().unwrap()).collect();
    assert_eq!(labels, [10, 11, 7]);
    let called: Vec<&str> = lines.iter().map(|line| line["called"].as_str().unwrap()).collect();
    assert_eq!(called, ["A", "E", "7"]);
    let near = &lines[0]["neighbours"][0];
    let place = near["told"].as_u64().expect("it is nearest to one of its kind") as usize;
    assert_eq!((&near["called"], set.told[place].class), (&"A".into(), Some(10)));
    // Without it, all is as ever.
    let plain = home.run(&["label", "--references", "300", "--json", &seven]);
    assert!(!plain.out.contains("called") && !plain.out.contains("told"), "{}", plain.out);

    refused_at(
        &home,
        &teach,
        "error: --out: expected a file that does not exist, or --force to overwrite it, found t.json",
    );
    let outcome = home.run(&[&teach[..], &["--force", "--labels-away"]].concat());
    assert_eq!((outcome.code, &*outcome.err), (0, ""));
    let words = home.run(&[&LABEL[..], &files].concat());
    for (file, is) in [("A.png", "A"), ("E.png", "E"), ("HOME/7.png", "7")] {
        assert!(words.out.contains(&format!("{file}: {is}")), "labels are away: {words:?}");
    }
    let majority = [&LABEL[..], &["--voting", "majority", "A.png"]].concat();
    let message = "error: --voting: expected weighted, as with every taught set that puts labels away, found \
                   majority";
    refused_at(&home, &majority, message);
}

#[test]
fn what_cannot_be_taught_is_said_and_the_others_are_kept() {
    let home = Home::new();
    letters(&home);
    home.write("letters/A/broken.png", b"no picture");
    home.digit("letters/loose.png", 3);
    fs::copy(home.path("letters/A/0.png"), home.path("letters/E/torn.png")).unwrap();
    let outcome = home.run(&["teach", "letters", "-o", "t.json"]);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert_eq!(outcome.out, "t.json: 7: 1 picture, A: 2 pictures, E: 3 pictures\n");
    let errors: Vec<&str> = outcome.err.lines().collect();
    assert_eq!(errors.len(), 4, "{errors:?}");
    assert!(errors[..3].iter().all(|line| line.starts_with("error: letters/")), "{errors:?}");
    assert_eq!(errors[3], "error: 3 things left out, as said above: t.json holds the others");
    assert_eq!(
        errors[2],
        "error: letters/E/torn.png: contradiction: the same as letters/A/0.png, which was told A: neither is told"
    );
    assert_eq!(TaughtSet::read(&home.path("t.json")).unwrap().told.len(), 6);

    // Where labels are away, one class alone takes all there is.
    fs::create_dir_all(home.path("one/A")).unwrap();
    fs::copy(home.path("letters/A/0.png"), home.path("one/A/0.png")).unwrap();
    let away = ["teach", "one", "-o", "one.json", "--force", "--labels-away"];
    let outcome = home.run(&away);
    let expected = "warning: one.json: only one class was told: whatever it reaches is called A\n";
    assert_eq!((outcome.code, &*outcome.err), (0, expected));
    assert_eq!(home.run(&away[..5]).err, "", "beside the digits it is nothing special");

    fs::create_dir_all(home.path("bad/A")).unwrap();
    home.write("bad/A/0.png", b"no picture");
    let outcome = home.run(&["teach", "bad", "-o", "bad.json"]);
    let expected =
        "error: bad: expected pictures that can be taught, found none: nothing was written\n";
    assert!(outcome.code == 1 && outcome.err.ends_with(expected), "{outcome:?}");
    assert!(!home.path("bad.json").exists());
    for (folder, message) in [
        ("none", "error: none: cannot be read: there is no such folder\n"),
        ("t.json", "error: t.json: cannot be read: a file is where a folder should be\n"),
    ] {
        let outcome = home.run(&["teach", folder, "-o", "x.json"]);
        assert_eq!((outcome.code, &*outcome.err), (1, message));
    }
    let message = "error: --out: expected a file name that ends in .json, found x.txt";
    refused_at(&home, &["teach", "letters", "-o", "x.txt"], message);
    let long = "x".repeat(101);
    let message = "error: --name: expected at most 100 characters, no control characters, found 101 characters";
    refused_at(&home, &["teach", "letters", "-o", "x.json", "--name", &long], message);
}

/// By number where the images are the same, by their pixels where they are not.
#[test]
fn references_are_told_by_number_and_labels_that_are_away_count_no_more() {
    let home = Home::new();
    folder(&home, 60);
    let seven = home.digit("7.png", 0);
    let label = ["label", "--data", "idx", "--json", "--taught", "t.json", &*seven];
    let labelled = |set: &TaughtSet| {
        set.write(&home.path("t.json")).unwrap();
        let outcome = home.run(&label);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        let line: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        (line["label"].as_u64().unwrap(), outcome.err)
    };
    let all: Vec<usize> = (0..60).collect();
    assert_eq!(labelled(&told(&home, &all, true)), (7, String::new()), "all are told");
    // Whoever calls every 7 a 3 gets threes.
    let mut wrong = told(&home, &all, false);
    wrong
        .told
        .iter_mut()
        .filter(|told| told.class == Some(7))
        .for_each(|told| told.class = Some(3));
    assert_eq!(labelled(&wrong), (3, String::new()));
    let one = told(&home, &[0], true);
    let said = "warning: t.json: only one class was told: whatever it reaches is called 7\n";
    assert_eq!(labelled(&one), (7, said.to_owned()));
    let network = TaughtSet { preset: "weights-384".into(), seed: 2, ..told(&home, &[0, 1], true) };
    let said =
        "warning: t.json: taught with weights-384, seed 2; labels are by weights-196, seed 1\n";
    assert_eq!(labelled(&network), (7, said.to_owned()));
    let other = TaughtSet { images: ContentHash::of(&[]), ..told(&home, &[0, 1], true) };
    let said = "warning: t.json: taught set of another data set: 2 images embedded anew\n";
    assert_eq!(labelled(&other), (7, said.to_owned()));

    let mut edited = told(&home, &[0, 1], true);
    edited.told[1].image = Some(5);
    edited.write(&home.path("t.json")).unwrap();
    let outcome = home.run(&label);
    let said = "error: t.json: told[1].pixels: expected those of image 5, found others\n";
    assert_eq!((outcome.code, &*outcome.out, &*outcome.err), (1, "", said));
}

#[test]
fn a_taught_set_that_is_none_is_refused_before_any_work() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    let label = [&LABEL[..], &[&*seven]].concat();
    let refused = |message: &str| {
        let outcome = home.run(&label);
        let expected = format!("error: t.json: {message}\n");
        assert_eq!((outcome.code, &*outcome.out, outcome.err), (1, "", expected));
    };
    refused("cannot be read: there is no such file");
    fs::create_dir(home.path("t.json")).unwrap();
    refused("cannot be read: expected a file, found a folder");
    fs::remove_dir(home.path("t.json")).unwrap();
    told(&home, &[], true).write(&home.path("t.json")).unwrap();
    refused("told: expected at least one named picture, found none");
    let text = String::from_utf8(told(&home, &[0, 1], true).to_bytes("t").unwrap()).unwrap();
    home.write("t.json", text.replace("\"version\": 1", "\"version\": 2").as_bytes());
    refused("version: expected 1, found 2");
    let mut torn: serde_json::Value = serde_json::from_str(&text).unwrap();
    torn["told"][1]["pixels"] = torn["told"][0]["pixels"].clone();
    torn["told"][1].as_object_mut().unwrap().remove("image");
    home.write("t.json", torn.to_string().as_bytes());
    refused("contradiction: told[0] and told[1] are the same picture, told 7 and 2");
    home.write("t.json", &text.as_bytes()[..200]);
    let outcome = home.run(&label);
    assert!(
        outcome.code == 1
            && outcome
                .err
                .contains(": expected the rest of the file, found its end: it is cut off"),
        "{outcome:?}"
    );
}
