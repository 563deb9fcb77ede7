//! Acts on the references and their vote.

use super::CommandContext;
use crate::app::command::CloudCommand;
use crate::app::history::UndoStep;
use crate::runtime::LibraryCommand;

impl CommandContext<'_> {
    pub(super) fn cloud(&mut self, command: CloudCommand) {
        match command {
            CloudCommand::Grow(target) => {
                self.settings.references = target;
                self.references.is_stopping = false;
                self.ask_library(LibraryCommand::Grow(target));
            }
            CloudCommand::Pause => {
                // A block may be on its way: how many there are is told once it is done.
                self.references.is_stopping = true;
                self.ask_library(LibraryCommand::Pause);
            }
            CloudCommand::SetKnn(knn) => {
                self.remember(UndoStep::Knn(self.settings.knn));
                self.settings.knn = knn;
            }
            CloudCommand::ClearKept => {
                self.ask_library(LibraryCommand::ClearCache);
                self.experiments.clear();
            }
        }
    }

    pub(super) fn ask_library(&mut self, command: LibraryCommand) {
        if !self.workers.library.send(command) {
            self.notice.say("The cloud is busy; try again in a moment.");
        }
    }
}
