//! Acts on what threads and tasks have ended with.

use super::CommandContext;
use crate::app::command::TeachCommand;
use crate::app::outcome::Outcome;

impl CommandContext<'_> {
    pub(super) fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::FilesFound(found) => self.take_files(found),
            Outcome::PictureRead(picture) => self.take_picture(picture),
            Outcome::ReferencesCame(paths) => self.open(paths),
            Outcome::Built(number, network) => self.take_network(number, network),
            Outcome::Learnt(lesson) => self.take_lesson(*lesson),
            Outcome::CanAsk => self.teach(TeachCommand::AskMe),
            Outcome::Saved(words) => self.notice.say(words),
            Outcome::Told(set, refused) => self.take_told(*set, &refused),
        }
    }
}
