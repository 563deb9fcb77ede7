//! An image as an input layer sees it: grey levels of the pixels of a sheet.

use crate::sim::Sheet;
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
