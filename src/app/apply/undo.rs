//! Remembers what was there, and goes back and forward through it.

use super::CommandContext;
use crate::app::history::{HistoryStep, UndoStep};

impl CommandContext<'_> {
    pub(super) fn remember(&mut self, past: UndoStep) {
        self.history.remember(past, self.time.elapsed_secs_f64());
    }

    pub(super) fn travel(&mut self, step: HistoryStep) {
        let (session, settings, teaching) = (&*self.session, &*self.settings, &*self.teaching);
        let (preset, seed) = self.shown_model();
        let here = |past: &UndoStep| match past {
            UndoStep::Image(..) => UndoStep::Image(session.image.clone(), session.origin.clone()),
            UndoStep::Model(..) => UndoStep::Model(Box::new(preset.spec().clone()), seed),
            UndoStep::Knn(_) => UndoStep::Knn(settings.knn),
            UndoStep::Density(_) => UndoStep::Density(settings.density),
            UndoStep::Told(..) => {
                let (told, names) = teaching.said();
                UndoStep::Told(told, names)
            }
        };
        let past = match step {
            HistoryStep::Back => self.history.step(true, here),
            HistoryStep::Forward => self.history.step(false, here),
            HistoryStep::TakeBack => self.history.take_back(here),
        };
        match past {
            None => {}
            Some(UndoStep::Told(told, names)) => self.teaching.restore(told, names),
            Some(UndoStep::Image(image, origin)) => self.present(image, origin),
            Some(UndoStep::Model(spec, seed)) => self.load_spec(*spec, seed),
            Some(UndoStep::Knn(knn)) => self.settings.knn = knn,
            Some(UndoStep::Density(density)) => self.settings.density = density,
        }
    }
}
