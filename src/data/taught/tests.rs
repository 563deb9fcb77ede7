use super::*;
use crate::data::{CLASSES_MAX, ClassNames, DataSet, Part, Pixels, Source};
use crate::sim::Sheet;
use image::{GrayImage, Luma};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

static DIGITS: LazyLock<DataSet> = LazyLock::new(|| Source::Embedded.load(Part::Test).unwrap());

fn told(class: u8, image: u32) -> TaughtImage {
    let pixels = DIGITS.pixels(image as usize);
    TaughtImage { class: Some(class), image: Some(image), pixels }
}

fn own(class: u8, image: u32) -> TaughtImage {
    TaughtImage { image: None, ..told(class, image) }
}

fn sample() -> TaughtSet {
    let mut set = TaughtSet::new("weights-196", 1, &DIGITS);
    let class = set.names.found_or_added("A").unwrap();
    set.told = vec![told(7, 0), own(class, 1), told(2, 5)];
    set
}

/// What is said of a sample of which a field is another.
fn refused(pointer: &str, value: Value) -> String {
    let mut file: Value = serde_json::from_slice(&sample().to_bytes("s.json").unwrap()).unwrap();
    *file.pointer_mut(pointer).expect("a field") = value;
    of(&file)
}

fn of(file: &Value) -> String {
    TaughtSet::from_bytes("s.json", file.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_set_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let set = TaughtSet { name: "Ada's letters".into(), labels_are_away: true, ..sample() };
    set.write(&path).unwrap();
    assert_eq!(TaughtSet::read(&path).unwrap(), set);
    assert_eq!(set.counts(), [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1]);
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("\"format\": \"signalscape taught set\"") && text.ends_with("}\n"),
        "{text}"
    );

    let none = TaughtSet::read(&folder.path().join("none.json")).unwrap_err().to_string();
    assert!(none.ends_with("none.json: cannot be read: there is no such file"), "{none}");
    let none = TaughtSet::read(folder.path()).unwrap_err().to_string();
    assert!(none.ends_with(": cannot be read: expected a file, found a folder"), "{none}");
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let large = TaughtSet::read(&path).unwrap_err().to_string();
    assert!(large.ends_with("expected a file of at most 263.1 MB, found 1.1 TB"), "{large}");
}

#[test]
fn what_is_wrong_with_a_file_is_said_by_field() {
    let long = "x".repeat(25);
    let name = "1 to 24 characters, no control characters and no space at either end";
    let cases = [
        (
            "/format",
            json!("x"),
            "format: expected \"signalscape taught set\", found \"x\"".to_owned(),
        ),
        ("/version", json!(2), "version: expected 1, found 2".to_owned()),
        ("/names", json!([]), "names: expected 1 to 64 names, found 0".to_owned()),
        (
            "/names",
            Value::from_iter((0..65).map(|name| name.to_string())),
            "names: expected 1 to 64 names, found 65".to_owned(),
        ),
        (
            "/names/3",
            json!("7"),
            "names[7]: expected another name than that of names[3], found \"7\"".to_owned(),
        ),
        ("/names/3", json!(""), format!("names[3]: expected {name}, found \"\"")),
        ("/names/3", json!(" A"), format!("names[3]: expected {name}, found \" A\"")),
        ("/names/3", json!("a\nb"), format!("names[3]: expected {name}, found \"a\\nb\"")),
        ("/names/3", json!(long), format!("names[3]: expected {name}, found {long:?}")),
        (
            "/name",
            json!("x".repeat(101)),
            format!(
                "name: expected at most 100 characters, no control characters, found {:?}…",
                "x".repeat(60)
            ),
        ),
        (
            "/told/1/class",
            json!(11),
            "told[1].class: expected below 11, the names there are, found 11".to_owned(),
        ),
        (
            "/told/1/class",
            json!(300),
            "told[1].class: expected below 11, the names there are, found 300".to_owned(),
        ),
        (
            "/told/2/image",
            json!(0),
            "told[2].image: expected a number of its own, or the pixels of told[0], found 0"
                .to_owned(),
        ),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(refused(pointer, value), format!("s.json: {expected}"), "{pointer}");
    }
    for (pointer, value, expected) in [
        (
            "/told/0/class",
            json!("7"),
            "told[0].class: expected a whole number of at least 0, found \"7\"",
        ),
        ("/told/0/pixels", json!(7), "told[0].pixels: expected text in quotes, found 7"),
        (
            "/told/0/pixels",
            json!("00ff"),
            "told[0].pixels: expected 1568 hexadecimal digits, two for each of 28 x 28 pixels, found 4",
        ),
        (
            "/told/0/pixels",
            json!("0g".repeat(784)),
            "told[0].pixels: expected 1568 hexadecimal digits, two for each of 28 x 28 pixels, found other",
        ),
        ("/images", json!("x"), "images: expected 64 hexadecimal digits, found \"x\""),
        ("/labels_are_away", json!(1), "labels_are_away: expected true or false, found 1"),
    ] {
        let words = refused(pointer, value);
        assert!(words.starts_with(&format!("s.json: {expected}")), "{words}");
    }
    let with = |pointer: &str| {
        let mut file: Value = serde_json::from_slice(&sample().to_bytes("s").unwrap()).unwrap();
        file.pointer_mut(pointer).unwrap()["hat"] = json!(true);
        of(&file)
    };
    assert!(with("").contains("found a field hat"), "{}", with(""));
    assert!(with("/told/1").starts_with("s.json: told[1].hat: expected"), "{}", with("/told/1"));
    let set = "s.json: expected a taught set, as Teach in the window or `signalscape teach` writes it, found";
    let other = of(&json!({ "runs": [] }));
    assert_eq!(other, format!("{set} a file of another kind, which has no field format"));
    let format = of(&json!({ "format": "x" }));
    assert_eq!(format, "s.json: format: expected \"signalscape taught set\", found \"x\"");
    let version = of(&json!({ "format": "signalscape taught set" }));
    assert_eq!(version, "s.json: version: expected 1, found none");
    for (bytes, found) in [
        (&b" \n"[..], "an empty file"),
        (b"\x89PNG", "a file of another kind"),
        (b"[]", "a file of another kind"),
    ] {
        let words = TaughtSet::from_bytes("s.json", bytes).unwrap_err().to_string();
        assert_eq!(words, format!("{set} {found}"));
    }
    let whole = sample().to_bytes("s").unwrap();
    let cut = TaughtSet::from_bytes("s.json", &whole[..whole.len() / 2]).unwrap_err().to_string();
    let cut_off = ": expected the rest of the file, found its end: it is cut off";
    assert!(cut.ends_with(cut_off), "{cut}");
    let mut unsaid: Value = serde_json::from_slice(&whole).unwrap();
    unsaid["told"][0].as_object_mut().unwrap().remove("class");
    let words = of(&unsaid);
    assert!(words.starts_with("s.json: told[0]: expected a field class, found none"), "{words}");
}

#[test]
fn a_picture_is_told_once_and_never_two_things() {
    let again = TaughtSet { told: vec![own(7, 0), told(7, 0), told(2, 5), own(2, 5)], ..sample() };
    let read = TaughtSet::from_bytes("s", &again.to_bytes("s").unwrap()).unwrap();
    assert_eq!(read.told, [told(7, 0), told(2, 5)], "and its number is known");
    let unnamed = |image| TaughtImage { class: None, ..own(0, image) };
    let again = TaughtSet { told: vec![unnamed(0), unnamed(5), own(7, 0), unnamed(0)], ..sample() };
    let read = TaughtSet::from_bytes("s", &again.to_bytes("s").unwrap()).unwrap();
    assert_eq!(read.told, [own(7, 0), unnamed(5)], "its name is known, and none is one, too");
    assert_eq!(read.counts().iter().sum::<usize>(), 1);
    let torn = TaughtSet { told: vec![unnamed(0), own(1, 0), own(2, 0)], ..sample() };
    let words = torn.to_bytes("s.json").unwrap_err().to_string();
    assert_eq!(
        words,
        "s.json: contradiction: told[1] and told[2] are the same picture, told 1 and 2"
    );
    let torn = TaughtSet { told: vec![own(2, 5), own(10, 0), own(7, 0)], ..sample() };
    let words = torn.to_bytes("s.json").unwrap_err().to_string();
    let expected = "s.json: contradiction: told[1] and told[2] are the same picture, told A and 7";
    assert_eq!(words, expected);
    let mut many = sample();
    many.told = vec![own(1, 0); TOLD_MAX + 1];
    let words = many.to_bytes("s.json").unwrap_err().to_string();
    assert_eq!(words, "s.json: told: expected at most 2000 pictures, found 2001");
}

#[test]
fn images_are_known_whether_drawings_stand_beside_them_or_not() {
    let few = DIGITS.pick(&[1, 2, 3]);
    let hash = TaughtSet::images_of(&few);
    assert_eq!(TaughtSet::images_of(&few.clone().with_drawn()), hash);
    assert_ne!(TaughtSet::images_of(&DIGITS.pick(&[1, 2])), hash);
}

#[test]
fn classes_are_added_up_to_a_limit() {
    let mut names = sample().names;
    let mut class = |name: &str| names.found_or_added(name).ok();
    assert_eq!([class("7"), class("A"), class("B")], [Some(7), Some(10), Some(11)]);
    assert!(class(" B").is_none() && class("").is_none());
    let added = (0..99).filter(|name| class(&format!("x{name}")).is_some()).count();
    assert_eq!(class("B"), Some(11), "one that there is");
    assert_eq!((added, names.count()), (CLASSES_MAX - 12, CLASSES_MAX));
}

/// A test digit, black on white.
fn draw(path: &Path, index: usize) {
    let ink = DIGITS.image(index);
    let at = |x: u32, y: u32| ink[(y / 5 * 28 + x / 5) as usize];
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    GrayImage::from_fn(140, 140, |x, y| Luma([255 - at(x, y)])).save(path).unwrap();
}

#[test]
fn folders_are_named_after_what_their_pictures_show() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let start = || TaughtSet::new("weights-196", 1, &DIGITS);
    let none = || taught_from_folder(folder.path(), start()).unwrap_err().to_string();
    assert!(none().ends_with("such as 7 or A, found none"), "{}", none());
    draw(&at("loose.png"), 3);
    assert!(none().ends_with("such as 7 or A, found pictures alone"), "{}", none());
    for (name, index) in [
        ("zeta/1.png", 1),
        ("7/1.png", 0),
        ("7/below/2.png", 17),
        ("7/below/again.png", 0),
        ("A/1.png", 2),
        ("A/torn.png", 0),
        ("torn/1.png", 0),
        (".hidden/1.png", 4),
    ] {
        draw(&at(name), index);
    }
    fs::create_dir(at("empty")).unwrap();
    fs::create_dir(at(&"x".repeat(25))).unwrap();
    fs::write(at("A/broken.png"), "no picture").unwrap();
    fs::write(at("notes.txt"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("7"), at("link")).unwrap();

    let mut reading = taught_from_folder(folder.path(), start()).unwrap();
    let (mut kept, mut refused, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    for step in &mut reading {
        match step {
            FolderStep::Kept(path) => kept.push(path),
            FolderStep::Refused(why) => refused.push(why),
            FolderStep::PassedOver(why) => passed.push(why),
        }
    }
    let set = reading.into_set();
    let expected = ["7/1.png", "7/below/2.png", "A/1.png", "zeta/1.png"];
    assert_eq!(kept, expected.map(at));
    assert_eq!(set.names.all()[10..], ["A", "zeta"], "what has no picture is no class");
    let classes: Vec<u8> = set.told.iter().filter_map(|told| told.class).collect();
    assert_eq!(classes, [7, 10, 11], "7/1.png is called A and torn, too: nobody knows");
    assert!(set.told.iter().all(|told| told.image.is_none()));
    let has = |all: &[String], name: &str, words: &str| {
        let is_one =
            |line: &&String| line.starts_with(at(name).to_str().unwrap()) && line.contains(words);
        assert_eq!(all.iter().filter(is_one).count(), 1, "{name}: {all:#?}");
    };
    has(&refused, "loose.png", "expected in a folder that is named after what it shows");
    has(&refused, "A/broken.png", "expected a PNG");
    has(&refused, "A/torn.png", "7/1.png, which was told 7: neither is told");
    has(&refused, "torn/1.png", "7/1.png, which was told 7");
    has(&refused, "empty", "expected pictures");
    has(
        &refused,
        &"x".repeat(25),
        "expected the name of a class, 1 to 24 characters with no space at either end, found 25",
    );
    has(&passed, ".hidden", "a hidden folder is no class");
    has(&passed, "7/below/again.png", "7/1.png, counted once");
    #[cfg(unix)]
    has(&refused, "link", "found a link to one");
    assert_eq!((refused.len(), passed.len()), (if cfg!(unix) { 7 } else { 6 }, 2), "{refused:#?}");

    // What is known already is known again, and what it holds stays.
    let mut again = taught_from_folder(folder.path(), set.clone()).unwrap();
    let anew = again.by_ref().filter(|step| matches!(step, FolderStep::Kept(_))).count();
    assert_eq!((anew, again.into_set() == set), (1, true), "7/1.png, until it is found twice");
    let mut nameless = set.clone();
    nameless.told[0].class = None;
    let mut named = taught_from_folder(folder.path(), nameless).unwrap();
    assert_eq!(named.by_ref().filter(|step| matches!(step, FolderStep::Kept(_))).count(), 2);
    let named = named.into_set();
    assert_eq!((named.told.len(), named.counts()), (3, set.counts()), "what had no name has one");
    let full = TaughtSet { told: vec![own(1, 9); TOLD_MAX], ..set };
    let last = taught_from_folder(folder.path(), full).unwrap().last();
    let Some(FolderStep::Refused(why)) = last else { panic!("{last:?}") };
    assert!(
        why.contains("at most 2000 pictures, found more: this one and those after it"),
        "{why}"
    );
}

fn sets() -> impl Strategy<Value = TaughtSet> {
    let told =
        (prop::option::of(0..12_u8), any::<Option<u32>>(), prop::collection::vec(any::<u8>(), 784));
    let names = prop::collection::btree_set("[^\\p{C}\\s]{1,24}", 12..=CLASSES_MAX);
    let rest = (any::<bool>(), any::<u64>(), "[^\\p{C}]{0,100}");
    (names, prop::collection::vec(told, 0..4), rest).prop_map(|(names, told, rest)| {
        let (labels_are_away, seed, name) = rest;
        let told = told.into_iter().map(|(class, image, pixels)| {
            let pixels = Pixels::new(Sheet::MNIST, pixels);
            TaughtImage { class, image, pixels }
        });
        let told = told.collect();
        let names = ClassNames::new(names.into_iter().collect()).unwrap();
        TaughtSet { name, names, labels_are_away, seed, told, ..sample() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_set_is_read_as_it_was_written(set in sets()) {
        let bytes = set.to_bytes("x").unwrap();
        prop_assert_eq!(TaughtSet::from_bytes("x", &bytes).unwrap(), set);
    }

    #[test]
    fn damaged_bytes_never_panic(
        set in sets(),
        cut in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let bytes = set.to_bytes("x").unwrap();
        let cut = cut.index(bytes.len() - 1);
        let words = TaughtSet::from_bytes("x", &bytes[..cut]).unwrap_err().to_string();
        prop_assert!(words.starts_with("x: ") && words.contains(", found "), "{}", words);
        let mut changed = bytes;
        // The pixels are most of a file, and changes there change nothing else.
        let told = changed.windows(6).position(|bytes| bytes == b"\"told\"").expect("a field");
        for (at, byte) in changes {
            changed[at.index(told)] = byte;
        }
        if let Err(error) = TaughtSet::from_bytes("x", &changed) {
            let words = error.to_string();
            prop_assert!(words.starts_with("x: ") && words.contains(", found "), "{}", words);
        }
    }
}
