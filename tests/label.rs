//! `label` on what people hand it: several digits in a picture, folders, standard input, names of any bytes.

mod home;

use home::{Home, TEST_DIGITS, folder, idx};
use image::{GrayImage, Luma};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

/// Test digits side by side, black on white, `gap` pixels of paper between their squares.
fn side_by_side(digits: &[usize], gap: u32) -> GrayImage {
    let width = digits.len() as u32 * (140 + gap);
    GrayImage::from_fn(width, 180, |x, y| {
        let (which, x) = (x / (140 + gap), x % (140 + gap));
        let inside = x < 140 && (20..160).contains(&y);
        let ink = TEST_DIGITS.image(digits[which as usize]);
        Luma([255 - if inside { ink[((y - 20) / 5 * 28 + x / 5) as usize] } else { 0 }])
    })
}

const REFERENCES: [&str; 3] = ["label", "--references", "300"];

#[test]
fn several_digits_are_said_to_be_several_and_labelled_from_left_to_right() {
    let home = Home::new();
    // A 7, a 2 and a 0.
    side_by_side(&[0, 1, 3], 10).save(home.path("720.png")).unwrap();
    let plain = home.run(&[&REFERENCES[..], &["720.png"]].concat());
    assert_eq!((plain.code, &*plain.out), (1, ""));
    let expected =
        "error: 720.png: expected one digit, found 3: --all labels each, from left to right\n";
    assert_eq!(plain.err, expected);

    let all = home.run(&[&REFERENCES[..], &["--all", "--json", "720.png"]].concat());
    assert_eq!((all.code, &*all.err), (0, ""));
    let lines: Vec<serde_json::Value> =
        all.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let labels: Vec<u64> = lines.iter().map(|line| line["label"].as_u64().unwrap()).collect();
    assert_eq!(labels, [7, 2, 0]);
    for (which, line) in lines.iter().enumerate() {
        let left = line["place"]["left"].as_u64().unwrap();
        assert_eq!(left / 150, which as u64, "each is where it was drawn: {line}");
        let height = line["place"]["height"].as_u64().unwrap();
        assert!((90..=110).contains(&height), "twenty rows of five pixels: {height}");
    }
    let words = home.run(&[&REFERENCES[..], &["--all", "720.png"]].concat());
    assert!(words.out.starts_with("720.png at "), "{}", words.out);
}

#[test]
fn folders_and_standard_input_are_read() {
    let home = Home::new();
    fs::create_dir_all(home.path("scans/second")).unwrap();
    home.digit("scans/b.png", 1);
    home.digit("scans/second/a.PNG", 2);
    home.write("scans/notes.txt", b"no picture, and not called like one");
    let folder = home.run(&[&REFERENCES[..], &["scans"]].concat());
    assert_eq!((folder.code, &*folder.err), (0, ""));
    let said: Vec<&str> = folder.out.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("scans/b.png: 2 ("), "{said:?}");
    assert!(said[1].starts_with("scans/second/a.PNG: 1 ("), "{said:?}");

    let bytes = fs::read(home.path("scans/b.png")).unwrap();
    let args = [&REFERENCES[..], &["-"]].concat();
    let piped = home.outcome(home.command(&args).write_stdin(bytes).output().unwrap());
    assert_eq!(piped.code, 0, "{piped:?}");
    assert!(piped.out.starts_with("-: 2 ("), "{}", piped.out);
    let nothing = home.outcome(home.command(&args).write_stdin("").output().unwrap());
    assert_eq!(nothing.code, 1);
    assert!(nothing.err.contains("standard input: expected a PNG"), "{}", nothing.err);
}

/// Whoever labels a thousand scans sees the first at once.
#[test]
fn each_picture_is_said_before_the_next_is_read() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    let args = [&REFERENCES[..], &["--json", &seven, "-"]].concat();
    let mut command = home.process(&args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (tell, told) = mpsc::channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reading = thread::spawn(move || out.lines().try_for_each(|line| tell.send(line.unwrap())));
    // The second picture comes only when the first was said; a program that waits for it ends at the limit.
    let first = told.recv_timeout(Duration::from_secs(120));
    let mut second = child.stdin.take().unwrap();
    second.write_all(&fs::read(&seven).unwrap()).unwrap();
    drop(second);
    let first: serde_json::Value = serde_json::from_str(&first.expect("a line")).unwrap();
    assert_eq!((first["file"].as_str(), first["label"].as_u64()), (Some(&*seven), Some(7)));
    assert!(told.recv().unwrap().contains("\"file\":\"-\""));
    assert!(child.wait().unwrap().success());
    reading.join().unwrap().unwrap();
}

/// Few make no cloud, in which their indices were looked up.
#[test]
fn neighbours_among_few_digits_name_them() {
    let home = Home::new();
    folder(&home, 10);
    let seven = home.digit("7.png", 0);
    let few = home.run(&["label", "--data", "idx", "--references", "1000", "--json", &seven]);
    assert_eq!(few.code, 0, "{few:?}");
    assert_eq!(few.err, "warning: expected 1,000 references, found 10 in idx\n");
    let line: serde_json::Value = serde_json::from_str(&few.out).unwrap();
    assert_eq!(line["references"], 10, "as many as there are");
    let mut seen = Vec::new();
    for near in line["neighbours"].as_array().unwrap() {
        let train = near["train"].as_u64().expect("an index") as usize;
        assert_eq!(near["label"], TEST_DIGITS.label(train), "{near}");
        assert!(!seen.contains(&train), "{seen:?} and {train}");
        seen.push(train);
    }
    assert_eq!((seen.len(), seen[0]), (5, 0), "the very 7 is nearest: {seen:?}");
}

#[test]
fn references_that_are_all_alike_give_no_label() {
    let home = Home::new();
    fs::create_dir(home.path("blank")).unwrap();
    let labels: Vec<u8> = (0..30).map(|i| i % 10).collect();
    for part in ["train", "t10k"] {
        let images = idx(&[30, 28, 28], &[0; 30 * 784]);
        home.write(&format!("blank/{part}-images-idx3-ubyte"), &images);
        home.write(&format!("blank/{part}-labels-idx1-ubyte"), &idx(&[30], &labels));
    }
    let seven = home.digit("7.png", 0);
    for args in [&["label", &seven][..], &["evaluate", "--held-out", "20"]] {
        let outcome = home.run(&[args, &["--data", "blank"]].concat());
        assert_eq!((outcome.code, &*outcome.out), (1, ""), "{outcome:?}");
        let expected = "error: blank: expected reference digits that differ, found 30 all alike\n";
        assert_eq!(outcome.err, expected);
    }
}

/// The object says what the words say, in one field.
#[test]
fn how_familiar_a_digit_is_is_said_once() {
    let home = Home::new();
    let seven = home.digit("7.png", 0);
    let cross = GrayImage::from_fn(200, 200, |x, y| {
        let bar =
            |along: u32, across: u32| (95..105).contains(&across) && (20..180).contains(&along);
        Luma([if bar(x, y) || bar(y, x) { 0 } else { 255 }])
    });
    cross.save(home.path("cross.png")).unwrap();
    let of = |references: &str, file: &str| {
        let args = ["label", "--references", references, file];
        let words = home.run(&args).out;
        let json = home.run(&[&args[..], &["--json"]].concat()).out;
        let object: serde_json::Value = serde_json::from_str(&json).unwrap();
        (words, object["familiarity"].as_str().unwrap().to_owned())
    };
    for (references, file, expected) in
        [("600", &*seven, "familiar"), ("600", "cross.png", "unlike"), ("100", &seven, "too-few")]
    {
        let (words, familiarity) = of(references, file);
        assert_eq!(familiarity, expected, "{words}");
        let said = match expected {
            "too-few" => "too few to say whether it is familiar)",
            other => other,
        };
        assert!(words.contains(said), "{expected}: {words}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_comes_back_as_its_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let name = OsStr::from_bytes(b"sieben-\xe9.png");
    fs::rename(home.digit("plain.png", 0), home.0.path().join(name)).unwrap();
    let mut args: Vec<&OsStr> = REFERENCES.iter().map(OsStr::new).collect();
    args.extend([OsStr::new("--json"), name]);
    let outcome = home.outcome(home.command(&args).output().unwrap());
    let line: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(line["label"], 7);
    let bytes: Vec<u8> = serde_json::from_value(line["file_bytes"].clone()).unwrap();
    assert_eq!(bytes, b"sieben-\xe9.png");
}

#[test]
fn of_a_scan_with_several_pages_it_is_said_that_the_first_is_read() {
    use tiff::encoder::{TiffEncoder, colortype::Gray8};
    let home = Home::new();
    let page = |index| image::open(home.digit("page.png", index)).unwrap().to_luma8();
    for (name, pages) in [("one.tif", &[page(0)][..]), ("two.tif", &[page(0), page(1)])] {
        let mut file = TiffEncoder::new(fs::File::create(home.path(name)).unwrap()).unwrap();
        for page in pages {
            file.write_image::<Gray8>(page.width(), page.height(), page.as_raw()).unwrap();
        }
    }
    let outcome = home.run(&[&REFERENCES[..], &["one.tif", "two.tif"]].concat());
    let labels: Vec<&str> = outcome.out.lines().filter(|line| line.contains(".tif: ")).collect();
    assert!(labels.len() == 2 && labels.iter().all(|label| label.contains(": 7 (")), "{outcome:?}");
    let said = "warning: two.tif: expected one page, found 2; the first is read\n";
    assert_eq!((outcome.code, &*outcome.err), (0, said));
}

#[cfg(unix)]
#[test]
fn references_are_kept_when_it_is_asked_to_stop() {
    use std::process::{Command, Stdio};
    let home = Home::new();
    let digit = home.digit("plain.png", 0);
    let (cache, folder) = (home.text("kept"), home.path("kept"));
    let args = ["label", "--references", "20000", "--cache", &cache];
    let mut child = Command::new(env!("CARGO_BIN_EXE_signalscape"))
        .args(args)
        .arg(&digit)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first of them are written while the others are being embedded.
    let has_kept = || fs::read_dir(&folder).is_ok_and(|files| files.count() > 0);
    while !has_kept() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was asked to");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let outcome = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert_eq!(outcome.status.code(), Some(75), "{said}");
    assert!(said.contains("stopped; the references that were embedded are kept"), "{said}");
}
