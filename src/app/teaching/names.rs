//! What classes are called: the ten digits, and whatever somebody adds.

use crate::analysis::CLASSES_MAX;
use crate::data::taught::{NAMES_MAX, class_called};

/// Every name is one of a class that can spread.
const _: () = assert!(NAMES_MAX <= CLASSES_MAX);

/// Names by class; the first ten are the digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassNames(Vec<String>);

impl Default for ClassNames {
    fn default() -> Self {
        ClassNames((0..10).map(|digit| digit.to_string()).collect())
    }
}

impl ClassNames {
    /// Names that a taught set has: the ten digits are among them.
    pub fn new(names: Vec<String>) -> ClassNames {
        ClassNames(names)
    }

    /// All of them, by class.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// What a class is called.
    pub fn of(&self, class: u8) -> &str {
        self.0.get(usize::from(class)).map_or("?", String::as_str)
    }

    /// The same where there is room for three characters.
    pub fn short(&self, class: u8) -> String {
        let name = self.of(class);
        match name.chars().count() {
            0..=3 => name.to_owned(),
            _ => name.chars().take(2).chain(['.']).collect(),
        }
    }

    /// "a 7", "an 8", "A": digits are counted, other names stand for themselves.
    pub fn with_article(&self, class: u8) -> String {
        match class {
            0..10 => crate::experiments::words::a(class),
            _ => self.of(class).to_owned(),
        }
    }

    /// The class that is called so, which is added if need be.
    ///
    /// # Errors
    /// In words, where nothing can be called so, or there is no room for another.
    pub fn class_called(&mut self, name: &str) -> Result<u8, String> {
        class_called(&mut self.0, name.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_added_and_bounded() {
        let mut names = ClassNames::default();
        assert_eq!((names.class_called("7"), names.class_called(" heart ")), (Ok(7), Ok(10)));
        assert_eq!((names.class_called("heart"), names.of(10)), (Ok(10), "heart"));
        assert_eq!((names.short(10), names.short(7)), ("he.".to_owned(), "7".to_owned()));
        assert_eq!(
            (names.with_article(8), names.with_article(10)),
            ("an 8".into(), "heart".into())
        );
        let error = names.class_called("").unwrap_err();
        assert_eq!(error, "a name: expected 1 to 24 characters, found 0 characters");
        assert!(names.class_called(&"x".repeat(25)).is_err());
        (11..64).for_each(|i| assert_eq!(names.class_called(&format!("n{i}")), Ok(i)));
        let error = names.class_called("one more").unwrap_err();
        assert_eq!(error, "names: expected at most 64, found one more");
        assert_eq!(names.of(99), "?");
    }
}
