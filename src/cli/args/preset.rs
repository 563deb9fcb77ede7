//! A preset's name or file as typed.

use crate::data::preset_file::is_path;
use crate::sim::Preset;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Takes a name of ours or a path; what the file says is found out once all arguments are there. Help and completions
/// list the names.
#[derive(Clone)]
pub(super) struct PresetParser;

impl TypedValueParser for PresetParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        match value.to_str().is_some_and(is_path) {
            true => StringValueParser::new().parse_ref(command, arg, value),
            false => PossibleValuesParser::new(Preset::all_names()).parse_ref(command, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Preset::all_names().map(PossibleValue::new)))
    }
}
