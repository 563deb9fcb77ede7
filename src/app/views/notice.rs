//! The message that is shown, above everything else.

use super::Model;

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeView<'a> {
    /// What it says.
    pub text: &'a str,
    /// How many wait behind it, in words, if any do.
    pub more: Option<String>,
    /// What has failed can be started again.
    pub can_restart: bool,
}

impl<'a> NoticeView<'a> {
    /// Reads the oldest one; none where there is nothing to say.
    pub fn gather(model: &'a Model) -> Option<NoticeView<'a>> {
        let (text, waiting) = model.notice.shown()?;
        Some(NoticeView {
            text,
            more: (waiting > 0).then(|| format!("{waiting} more after this one")),
            can_restart: model.notice.can_restart,
        })
    }
}
