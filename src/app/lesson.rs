//! A lesson as data: steps, each a text, the application's own commands, what the learner may turn, and what must be so
//! before it goes on.
//!
//! | module | what it holds |
//! |---|---|
//! | [`figure`] | numbers of what is shown: for texts, and for what must be so |
//! | [`read`] | a lesson from its file, checked |
//! | [`shipped`] | the lessons that come with the program |
//! | [`player`] | where somebody is in one |
//! | [`spec`] | what a lesson is |
//! | [`demonstration`] | a lesson that goes through itself |
//! | [`draft`] | a lesson to begin with, empty or of a recorded session |

pub mod demonstration;
pub mod draft;
pub mod figure;
pub mod player;
pub mod read;
pub mod shipped;
pub mod spec;

#[cfg(test)]
mod tests;
