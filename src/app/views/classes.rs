//! The classes of the cloud: what each is called, and whether it is lit.

use super::Model;

/// The legend of the classes.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassesView {
    /// One for each class, in their order.
    pub chips: Vec<Chip>,
}

/// A class in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// Its number, from 0: what it is coloured by.
    pub class: u8,
    /// What it is called, in three characters at most.
    pub short: String,
    /// Its points are lit.
    pub is_lit: bool,
    /// What a click does.
    pub tip: String,
}

impl ClassesView {
    /// Reads it.
    pub fn gather(model: &Model) -> ClassesView {
        let names = model.teaching.names();
        // Where labels are put away, those that were told have a colour.
        let told = model.teaching.is_on().then(|| model.teaching.classes());
        let chip = |class: u8| {
            let short = names.short(class);
            let is_seen = told.as_ref().is_none_or(|told| told.contains(&class));
            let tip = "Light this class, and others that are clicked; Esc lights all";
            let tip = match names.of(class) {
                name if name == short => tip.to_owned(),
                name => format!("{name}. {tip}"),
            };
            let is_lit = is_seen && model.selection.classes.light(class);
            Chip { class, is_lit, short: short.to_owned(), tip }
        };
        ClassesView { chips: (0..names.count() as u8).map(chip).collect() }
    }
}
