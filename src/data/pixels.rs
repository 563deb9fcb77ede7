//! An image as an input layer sees it: grey levels of the pixels of a sheet.

use crate::sim::Sheet;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut};

/// Grey levels, row-major from the top left: 0 is background, 255 is full ink. As many as the sheet has pixels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pixels {
    sheet: Sheet,
    grey: Box<[u8]>,
}

impl Pixels {
    /// No ink.
    pub fn blank(sheet: Sheet) -> Pixels {
        Pixels { sheet, grey: vec![0; sheet.pixels()].into() }
    }

    /// These grey levels.
    ///
    /// # Panics
    /// If they are not as many as the sheet has pixels.
    pub fn new(sheet: Sheet, grey: impl Into<Box<[u8]>>) -> Pixels {
        let grey = grey.into();
        assert_eq!(grey.len(), sheet.pixels(), "grey levels of {} x {}", sheet.width, sheet.height);
        Pixels { sheet, grey }
    }

    /// The grey level of each pixel, by its number.
    pub fn from_fn(sheet: Sheet, grey: impl FnMut(usize) -> u8) -> Pixels {
        Pixels { sheet, grey: (0..sheet.pixels()).map(grey).collect() }
    }

    /// Rows and columns.
    pub fn sheet(&self) -> Sheet {
        self.sheet
    }

    /// Whether nothing is drawn.
    pub fn is_blank(&self) -> bool {
        self.grey.iter().all(|&ink| ink == 0)
    }

    /// Grey levels as hexadecimal digits, two for each, row by row.
    pub fn to_hexadecimal(&self) -> String {
        let digit = |of: u8| char::from_digit(u32::from(of), 16).unwrap_or('0');
        self.grey.iter().flat_map(|grey| [digit(grey >> 4), digit(grey & 15)]).collect()
    }

    /// The image of such a text.
    ///
    /// # Errors
    /// What was found in place of digits, two for each pixel, in words.
    pub fn from_hexadecimal(sheet: Sheet, text: &str) -> Result<Pixels, String> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != sheet.pixels() || !rest.is_empty() {
            return Err(text.chars().count().to_string());
        }
        let digit = |letter: u8| char::from(letter).to_digit(16);
        let grey = |pair: &[u8; 2]| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8);
        let grey: Option<Vec<u8>> = pairs.iter().map(grey).collect();
        grey.map(|grey| Pixels::new(sheet, grey)).ok_or_else(|| "other characters".to_owned())
    }
}

/// An image in a file.
#[derive(Serialize, Deserialize)]
struct InFile {
    sheet: Sheet,
    grey: String,
}

impl Serialize for Pixels {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        InFile { sheet: self.sheet, grey: self.to_hexadecimal() }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Pixels {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pixels, D::Error> {
        let InFile { sheet, grey } = InFile::deserialize(from)?;
        sheet.check("sheet").map_err(D::Error::custom)?;
        let digits = 2 * sheet.pixels();
        Pixels::from_hexadecimal(sheet, &grey).map_err(|found| {
            D::Error::custom(format!("expected {digits} hexadecimal digits, found {found}"))
        })
    }
}

impl Deref for Pixels {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.grey
    }
}

impl DerefMut for Pixels {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.grey
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_read_as_it_was_written() {
        let sheet = Sheet { width: 3, height: 1 };
        let image = Pixels::new(sheet, [0, 15, 255]);
        let text = serde_json::to_string(&image).unwrap();
        assert_eq!(text, r#"{"sheet":{"width":3,"height":1},"grey":"000fff"}"#);
        assert_eq!(serde_json::from_str::<Pixels>(&text).unwrap(), image);
        let refused = |from: &str, to: &str| {
            serde_json::from_str::<Pixels>(&text.replace(from, to)).unwrap_err().to_string()
        };
        assert!(refused("000fff", "000ff").starts_with("expected 6 hexadecimal digits, found 5"));
        assert!(refused("000fff", "00 fff").contains("digits, found other characters"));
        assert!(refused("\"width\":3", "\"width\":100000000").contains("sheet"), "not allocated");
    }
}
