//! What a command waits for that was given before, by a recording or a lesson: this machine may be slower than the one on
//! which it was given.

use super::command::{
    AppCommand, ExperimentCommand, ImageCommand, ModelCommand, PanelCommand, SelectCommand,
    ViewCommand,
};
use super::experiments::Experiments;
use super::origin::Origin;
use super::pictures::Reading;
use super::references::{Digits, References};
use super::scene::NetView;
use super::session::{Loading, Session};
use super::stdp_training::Learning;
use crate::data::Part;
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

/// See the module's head.
#[derive(SystemParam)]
pub struct Awaited<'w> {
    loading: Res<'w, Loading>,
    reading: Res<'w, Reading>,
    learning: Res<'w, Learning>,
    digits: Res<'w, Digits>,
    references: Res<'w, References>,
    session: Res<'w, Session>,
    experiments: Res<'w, Experiments>,
}

impl Awaited<'_> {
    /// Nothing is on its way that another command would wait for.
    pub fn is_quiet(&self) -> bool {
        self.loading.0.is_none() && !self.reading.is_busy()
    }

    /// Whether what a command needs is still on its way.
    pub fn is_to_come(&self, next: &AppCommand) -> bool {
        // What stops it came before it had learnt.
        let learns = self.learning.is_running()
            && !matches!(next, AppCommand::Model(ModelCommand::StopLearning));
        self.loading.0.is_some() || self.reading.is_busy() || learns || self.lacks_points(next)
    }

    /// It looks at what a run has found that goes on here, and had ended when it was given.
    pub fn lacks_results(&self, next: &AppCommand) -> bool {
        use {AppCommand as A, ExperimentCommand as E};
        let looks = matches!(
            next,
            A::Panel(PanelCommand::Choose(_)) | A::Experiment(E::Open(_) | E::Start(_))
        );
        looks && self.experiments.running().is_some()
    }

    /// It speaks of references that are not there yet.
    pub fn lacks_points(&self, next: &AppCommand) -> bool {
        use {AppCommand as A, SelectCommand as S};
        let needed = match next {
            A::Select(S::Point(Some(point)) | S::AlsoPoint(point))
            | A::View(ViewCommand::FocusPoint(point)) => point.saturating_add(1),
            // One that comes later would be framed anew.
            A::View(ViewCommand::Look(NetView::Cloud, _)) | A::Teach(_) => 1,
            A::Image(
                ImageCommand::Pick(Part::Train, _)
                | ImageCommand::Present(
                    _,
                    Origin::DataSet { part: Part::Train, .. } | Origin::Reference { .. },
                ),
            ) => {
                return self.digits.train.is_none() && !self.is_without_cloud();
            }
            _ => 0,
        };
        let there = self.references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
        let grows = self.references.cloud.is_none() || self.references.growing_since.is_some();
        needed > there && grows && !self.is_without_cloud()
    }

    fn is_without_cloud(&self) -> bool {
        !self.session.has_cloud() || self.references.no_cloud.is_some()
    }
}
