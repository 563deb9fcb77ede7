//! What classes are called: those of a data set, and whatever somebody adds.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most classes.
pub const CLASSES_MAX: usize = 64;

/// Most letters of a name.
pub const NAME_LEN_MAX: usize = 24;

/// Names by class: 1 to [`CLASSES_MAX`], each once, as [`is_class_name`] says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ClassNames {
    names: Vec<String>,
    /// Each in at most three characters.
    short: Vec<String>,
}

impl std::fmt::Debug for ClassNames {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_tuple("ClassNames").field(&self.names).finish()
    }
}

impl TryFrom<Vec<String>> for ClassNames {
    type Error = NamesError;

    fn try_from(names: Vec<String>) -> Result<ClassNames, NamesError> {
        ClassNames::new(names)
    }
}

impl From<ClassNames> for Vec<String> {
    fn from(names: ClassNames) -> Vec<String> {
        names.names
    }
}

impl Default for ClassNames {
    fn default() -> Self {
        ClassNames::digits()
    }
}

impl ClassNames {
    /// Checks the names.
    ///
    /// # Errors
    /// The place, what was expected and what was found, in words: where there are none or too many, where one may not
    /// be a name, and where one stands twice.
    pub fn new(names: Vec<String>) -> Result<ClassNames, NamesError> {
        if !(1..=CLASSES_MAX).contains(&names.len()) {
            return Err(NamesError {
                place: None,
                expected: format!("1 to {CLASSES_MAX} names"),
                found: names.len().to_string(),
            });
        }
        for (place, name) in names.iter().enumerate() {
            let refused = |expected: String| {
                Err(NamesError { place: Some(place), expected, found: shown(name) })
            };
            if !is_class_name(name) {
                return refused(format!(
                    "1 to {NAME_LEN_MAX} characters, no control characters and no space at either end"
                ));
            }
            if let Some(first) = names[..place].iter().position(|known| known == name) {
                return refused(format!("another name than that of names[{first}]"));
            }
        }
        Ok(ClassNames::of_checked(names))
    }

    fn of_checked(names: Vec<String>) -> ClassNames {
        ClassNames { short: in_three_characters(&names), names }
    }

    /// The ten digits, as MNIST has them.
    pub fn digits() -> ClassNames {
        ClassNames::numbers(10)
    }

    /// What an image is called that shows one of them: a digit where they are the ten digits.
    pub fn noun(&self) -> &'static str {
        // Asked for many times a frame: compared without making ten names.
        let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        if self.names.iter().eq(&digits) { "digit" } else { "image" }
    }

    /// So many classes, called by their numbers from 0.
    ///
    /// # Panics
    /// If they are none or more than [`CLASSES_MAX`].
    pub fn numbers(count: usize) -> ClassNames {
        assert!((1..=CLASSES_MAX).contains(&count), "{count} classes");
        ClassNames::of_checked((0..count).map(|class| class.to_string()).collect())
    }

    /// Whether they are called by their numbers.
    pub fn are_numbers(&self) -> bool {
        self.names.iter().enumerate().all(|(class, name)| class.to_string() == *name)
    }

    /// Where they are called otherwise than by their numbers: what results that need no names leave out.
    pub fn if_named(&self) -> Option<ClassNames> {
        (!self.are_numbers()).then(|| self.clone())
    }

    /// All of them, by class.
    pub fn all(&self) -> &[String] {
        &self.names
    }

    /// How many, 1 to [`CLASSES_MAX`].
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// What a class is called.
    pub fn of(&self, class: u8) -> &str {
        self.names.get(usize::from(class)).map_or("?", String::as_str)
    }

    /// The same where there is room for three characters; no other class has the same ones.
    pub fn short(&self, class: u8) -> &str {
        self.short.get(usize::from(class)).map_or("?", String::as_str)
    }

    /// "a 7", "an 8", "A": digits are counted, other names stand for themselves.
    pub fn with_article(&self, class: u8) -> String {
        match self.of(class) {
            "8" => "an 8".to_owned(),
            digit if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => {
                format!("a {digit}")
            }
            name => name.to_owned(),
        }
    }

    /// The number of the class that is called so.
    pub fn find(&self, name: &str) -> Option<u8> {
        self.names.iter().position(|known| known == name).map(|class| class as u8)
    }

    /// The same, and the class is added if need be.
    ///
    /// # Errors
    /// In words, where nothing may be called so, or there is no room for another.
    pub fn found_or_added(&mut self, name: &str) -> Result<u8, String> {
        if let Some(known) = self.find(name) {
            return Ok(known);
        }
        if !is_class_name(name) {
            let found = no_class_name(name);
            return Err(format!("a name: expected 1 to {NAME_LEN_MAX} characters, found {found}"));
        }
        if self.names.len() >= CLASSES_MAX {
            return Err(format!("names: expected at most {CLASSES_MAX}, found one more"));
        }
        self.names.push(name.to_owned());
        self.short = in_three_characters(&self.names);
        Ok((self.names.len() - 1) as u8)
    }
}

/// Names in at most three characters each, no two of them the same: a name that is so short already, or else its
/// first two letters, or else its first letter and its last two, or else a number.
fn in_three_characters(names: &[String]) -> Vec<String> {
    let beginning = |name: &str| name.chars().take(2).chain(['.']).collect::<String>();
    let ends = |name: &str| {
        let letters: Vec<char> = name.chars().collect();
        letters
            .iter()
            .take(1)
            .chain(&letters[letters.len().saturating_sub(2)..])
            .collect::<String>()
    };
    let is_short = |name: &String| name.chars().count() <= 3;
    let mut short: Vec<Option<String>> =
        names.iter().map(|name| is_short(name).then(|| name.clone())).collect();
    for shorten in [&beginning as &dyn Fn(&str) -> String, &ends] {
        let taken: HashSet<String> = short.iter().flatten().cloned().collect();
        let wanted: Vec<Option<String>> = std::iter::zip(names, &short)
            .map(|(name, known)| known.is_none().then(|| shorten(name)))
            .collect();
        let is_alone = |of: &String| {
            !taken.contains(of) && wanted.iter().flatten().filter(|other| *other == of).count() == 1
        };
        for (place, of) in wanted.iter().enumerate() {
            if let Some(of) = of.as_ref().filter(|of| is_alone(of)) {
                short[place] = Some(of.clone());
            }
        }
    }
    let taken: HashSet<String> = short.iter().flatten().cloned().collect();
    let mut numbers = (0..).map(|number| format!("#{number}")).filter(|of| !taken.contains(of));
    short.into_iter().map(|known| known.or_else(|| numbers.next()).unwrap_or_default()).collect()
}

/// Why these are no names of classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamesError {
    /// Which of them; none where it is their number.
    pub place: Option<usize>,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl std::fmt::Display for NamesError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let NamesError { place, expected, found } = self;
        let field = place.map_or("names".to_owned(), |place| format!("names[{place}]"));
        write!(f, "{field}: expected {expected}, found {found}")
    }
}

impl std::error::Error for NamesError {}

/// Whether a class may be called so: 1 to [`NAME_LEN_MAX`] characters, no control characters, no space at either end.
pub fn is_class_name(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && is_plain(name, NAME_LEN_MAX)
}

/// In words, what a name has that no class may have.
pub(super) fn no_class_name(name: &str) -> String {
    match name.chars().count() {
        1..=NAME_LEN_MAX if name.trim() != name => "a space at an end".to_owned(),
        1..=NAME_LEN_MAX => "a control character".to_owned(),
        count => format!("{count} characters"),
    }
}

/// Whether a text is of at most so many characters, none of them for control.
pub(super) fn is_plain(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// The beginning of a text, in quotes; the whole of it may be a file.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(60).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("{start:?}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_added_and_bounded() {
        let mut names = ClassNames::digits();
        assert_eq!((names.found_or_added("7"), names.found_or_added("heart")), (Ok(7), Ok(10)));
        assert_eq!((names.found_or_added("heart"), names.of(10)), (Ok(10), "heart"));
        assert_eq!((names.short(10), names.short(7), names.short(11)), ("he.", "7", "?"));
        let article = |class| names.with_article(class);
        assert_eq!([article(8), article(1), article(10)], ["an 8", "a 1", "heart"]);
        let error = names.found_or_added("").unwrap_err();
        assert_eq!(error, "a name: expected 1 to 24 characters, found 0 characters");
        assert!(names.found_or_added(&"x".repeat(25)).is_err());
        (11..64).for_each(|i| assert_eq!(names.found_or_added(&format!("n{i}")), Ok(i)));
        let error = names.found_or_added("one more").unwrap_err();
        assert_eq!(error, "names: expected at most 64, found one more");
        assert_eq!((names.of(99), names.find("n63"), names.find("n64")), ("?", Some(63), None));
    }

    #[test]
    fn no_two_classes_are_short_for_the_same() {
        let short = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            ClassNames::new(names).unwrap().short.join(" ")
        };
        assert_eq!(short(&["Coat", "Bag", "Shirt", "Sneaker"]), "Co. Bag Sh. Sn.");
        assert_eq!(short(&["kind-01", "kind-02", "kitten", "Å"]), "k01 k02 ken Å");
        assert_eq!(short(&["ki.", "kind"]), "ki. knd", "what is short already stays");
        assert_eq!(short(&["kaind", "koind", "kuind", "kabind", "k1nd"]), "#0 ko. ku. #1 k1.");
        assert_eq!(short(&["abcdef", "abdxef", "#0"]), "#1 #2 #0");
        let many: Vec<String> = (0..64).map(|i| format!("a class like others {i}")).collect();
        let many = ClassNames::new(many).unwrap();
        let different: HashSet<&str> = (0..64).map(|class| many.short(class)).collect();
        assert_eq!(different.len(), 64);
        assert!(different.iter().all(|short| short.chars().count() <= 3));
    }

    #[test]
    fn names_are_read_as_they_are_written_and_checked() {
        let names = ClassNames::new(vec!["Coat".to_owned(), "Bag".to_owned()]).unwrap();
        let text = serde_json::to_string(&names).unwrap();
        assert_eq!(text, r#"["Coat","Bag"]"#);
        assert_eq!(serde_json::from_str::<ClassNames>(&text).unwrap(), names);
        let error = serde_json::from_str::<ClassNames>(r#"["a","a"]"#).unwrap_err().to_string();
        assert!(
            error.starts_with("names[1]: expected another name than that of names[0]"),
            "{error}"
        );
    }

    #[test]
    fn what_may_be_no_name_is_refused_by_its_place() {
        let error = |names: &[&str]| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            ClassNames::new(names).unwrap_err()
        };
        assert_eq!(error(&[]).expected, "1 to 64 names");
        assert_eq!(error(&["a", " b"]).place, Some(1));
        assert_eq!(error(&["a", "b", "a"]).expected, "another name than that of names[0]");
        assert_eq!(error(&["x"; 65]).found, "65");
        assert_eq!(ClassNames::numbers(64).count(), 64);
        let named = ClassNames::new(vec!["0".to_owned(), "one".to_owned()]).unwrap();
        assert!(ClassNames::digits().are_numbers() && !named.are_numbers());
        let eleventh = ClassNames::numbers(11);
        assert_eq!((eleventh.of(10), eleventh.with_article(10)), ("10", "10".to_owned()));
    }
}
