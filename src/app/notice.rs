//! Messages to the user: one is shown at a time, the others wait, and each goes away once it can have been
//! read.

use super::panels::ui_state::UiState;
use crate::app::waking::Frames;
use bevy::prelude::*;
use std::collections::VecDeque;
use std::time::Duration;

/// A message stays for this long, and longer by every letter, but no longer than the most: who reads slowly holds it
/// with the pointer. One that others wait behind makes way sooner.
const READING_S: f64 = 4.0;
const READING_S_A_LETTER: f64 = 0.07;
const READING_MOST_S: f64 = 12.0;
const QUEUED_MOST_S: f64 = 6.0;

/// Messages to the user, the oldest first, each until put away or read.
#[derive(Resource, Default, Clone, Debug, PartialEq)]
pub struct Notice {
    messages: VecDeque<Message>,
    /// A thread has failed: offer to start it again.
    pub can_restart: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Message {
    text: String,
    /// The input that it refuses: the title says so too.
    refused_input: Option<String>,
    /// Seconds that it has yet to be shown.
    left_s: f64,
}

impl Notice {
    /// Shows a message, after those that are waiting; what is said already is not said again.
    pub fn say(&mut self, text: impl Into<String>) {
        self.add(text.into(), None);
    }

    /// Says why an input of that name was refused; only the last refusal is of interest.
    pub fn refuse(&mut self, name: String, reason: String) {
        self.forget_refusals();
        self.add(reason, Some(name));
    }

    fn add(&mut self, text: String, refused_input: Option<String>) {
        let left_s = READING_S + text.chars().count() as f64 * READING_S_A_LETTER;
        let left_s = left_s.min(READING_MOST_S);
        let is_same = |m: &&mut Message| m.text == text && m.refused_input == refused_input;
        match self.messages.iter_mut().find(is_same) {
            Some(said) => said.left_s = left_s,
            None => self.messages.push_back(Message { text, refused_input, left_s }),
        }
    }

    /// A message has been shown for so long; it goes away once it can have been read, unless something is to
    /// be done about it. Says how long the one that is shown then stays.
    pub fn read_for(&mut self, seconds: f64) -> Option<f64> {
        if self.can_restart {
            return None;
        }
        let first = self.messages.front_mut()?;
        first.left_s -= seconds;
        if first.left_s <= 0.0 {
            self.messages.pop_front();
        }
        let is_queued = self.messages.len() > 1;
        let first = self.messages.front_mut()?;
        if is_queued {
            first.left_s = first.left_s.min(QUEUED_MOST_S);
        }
        Some(first.left_s)
    }

    /// The message to show, and how many wait behind it.
    pub fn shown(&self) -> Option<(&str, usize)> {
        self.messages.front().map(|first| (first.text.as_str(), self.messages.len() - 1))
    }

    /// The name of an input that was refused.
    pub fn refused_input(&self) -> Option<&str> {
        self.messages.iter().find_map(|m| m.refused_input.as_deref())
    }

    /// Puts the message shown away.
    pub fn dismiss(&mut self) {
        self.messages.pop_front();
    }

    /// An input has been taken: what was said about one that was not is of no more use.
    pub fn forget_refusals(&mut self) {
        self.messages.retain(|m| m.refused_input.is_none());
    }
}

/// Messages go away once they can have been read; one that the pointer is on stays.
pub fn put_away(
    time: Res<Time<Real>>,
    ui_state: Res<UiState>,
    frames: Res<Frames>,
    mut notice: ResMut<Notice>,
    mut seen_s: Local<Option<f64>>,
) {
    if notice.shown().is_none() {
        *seen_s = None;
        return;
    }
    let now_s = time.elapsed_secs_f64();
    let read_s = match seen_s.replace(now_s) {
        Some(seen_s) if !ui_state.is_notice_held() => now_s - seen_s,
        _ => 0.0,
    };
    if let Some(left_s) = notice.read_for(read_s) {
        frames.after(Duration::from_secs_f64(left_s));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_wait_for_each_other() {
        let mut notice = Notice::default();
        notice.say("one");
        notice.refuse("a.png".into(), "two".into());
        notice.refuse("b.png".into(), "three".into());
        notice.say("one");
        assert_eq!((notice.shown(), notice.refused_input()), (Some(("one", 1)), Some("b.png")));
        notice.dismiss();
        assert_eq!(notice.shown(), Some(("three", 0)));
        notice.forget_refusals();
        assert_eq!((notice.shown(), notice.refused_input()), (None, None));
    }

    #[test]
    fn messages_go_away_once_they_can_have_been_read() {
        let mut notice = Notice::default();
        assert_eq!(notice.read_for(1.0), None);
        notice.say("a".repeat(50));
        let left = notice.read_for(1.0).unwrap();
        assert!((left - 6.5).abs() < 1e-9, "{left}");
        notice.say("b");
        assert_eq!(notice.read_for(0.0), Some(6.0), "another one waits");
        let left = notice.read_for(5.5).unwrap();
        assert!((left - 0.5).abs() < 1e-9 && notice.shown().is_some_and(|(_, more)| more == 1));
        // What is said again stays longer.
        notice.say("a".repeat(50));
        assert!(notice.read_for(0.6).is_some_and(|left| left == 6.0));
        // The next one has its own time, which begins when it is shown.
        assert!(notice.read_for(6.1).is_some_and(|left| (left - 4.07).abs() < 1e-9));
        assert_eq!(notice.shown(), Some(("b", 0)));
        notice.dismiss();
        notice.say("c".repeat(2_000));
        assert_eq!(notice.read_for(0.0), Some(READING_MOST_S), "however long it is");
        notice.can_restart = true;
        assert_eq!(notice.read_for(1e6), None);
        assert!(notice.shown().is_some(), "a failure stays until something is done");
    }
}
