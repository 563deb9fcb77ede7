//! Between the threads and the application: what they have said is taken in once a frame.

use super::REFERENCES_FIRST;
use super::command::{AppCommand, ImageCommand};
use super::outcome::Outcome;
use super::playback::Playback;
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::settings::Settings;
use super::teaching::Teaching;
use crate::app::notice::Notice;
use crate::app::references::{Digits, References};
use crate::app::session::Session;
use crate::app::workers::Workers;
use crate::runtime::{LibraryCommand, LibraryEvent, Report};
use bevy::prelude::*;

/// Batches taken in a frame: bounded, so that a frame's time is too.
const BATCHES_A_FRAME: usize = 16;

/// Takes in what the simulation has sent.
pub fn receive_batches(
    workers: Res<Workers>,
    mut session: ResMut<Session>,
    mut scene: ResMut<NetworkScene>,
    mut notice: ResMut<Notice>,
    mut outcomes: MessageWriter<Outcome>,
) {
    for _ in 0..BATCHES_A_FRAME {
        let Some(mut batch) = workers.simulation.next_batch() else { break };
        if session.take(&mut batch) {
            scene.append(session.records(), &batch);
        }
        workers.simulation.recycle(batch);
    }
    while let Some(report) = workers.simulation.next_report() {
        match report {
            Report::Acknowledged(_) => {}
            Report::Loaded { number, network } => {
                outcomes.write(Outcome::Built(number, network));
            }
            Report::Failed(reason) => {
                notice.say(format!("The simulation stopped: {reason}"));
                notice.can_restart = true;
            }
        }
    }
}

/// Takes in what the library has said, and asks it about the digit.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are its declaration")]
pub fn receive_library(
    workers: Res<Workers>,
    session: Res<Session>,
    mut settings: ResMut<Settings>,
    time: Res<Time<Real>>,
    mut references: ResMut<References>,
    mut digits: ResMut<Digits>,
    mut cloud_scene: ResMut<CloudScene>,
    mut notice: ResMut<Notice>,
    mut teaching: ResMut<Teaching>,
    mut outcomes: MessageWriter<Outcome>,
) {
    while let Some(event) = workers.library.next_event() {
        match event {
            LibraryEvent::Digits(train) => digits.train = Some(train),
            LibraryEvent::Fitting { done, target } => {
                references.fitting = (done < target).then_some((done, target));
            }
            LibraryEvent::Progress { done, target } => {
                let now_s = time.elapsed_secs_f64();
                references.growing_since = match references.growing_since {
                    _ if done >= target => None,
                    None => Some((now_s, done)),
                    since => since,
                };
                if let Some(stopped_at) = references.progress(done, target) {
                    // Those that there are suffice: remembered, so that the next start does not go on.
                    settings.references = stopped_at.max(REFERENCES_FIRST);
                }
                // The first cloud is complete: on to the wanted size, in the background. One that was stopped
                // before it was has another target, and stays as it is.
                let wanted = settings.references.min(digits.train.as_ref().map_or(0, |d| d.len()));
                let is_first = target == wanted.min(REFERENCES_FIRST);
                if done >= target && done < wanted && is_first && session.has_cloud() {
                    workers.library.send(LibraryCommand::Grow(wanted));
                }
            }
            LibraryEvent::Cloud(cloud) => {
                references.cloud = Some(cloud);
                references.no_cloud = None;
                cloud_scene.cloud_changed();
            }
            LibraryEvent::NoCloud(reason) => {
                notice.say(format!("There is no cloud: {reason}."));
                references.no_cloud = Some(reason);
            }
            LibraryEvent::Prediction(prediction) => references.prediction = Some(*prediction),
            // The window asks about one image at a time.
            LibraryEvent::Answers(_) => {}
            LibraryEvent::Reach(reach) => {
                if teaching.take(*reach) {
                    references.asked = None; // it is taken for something else, perhaps
                    if teaching.is_to_ask() {
                        outcomes.write(Outcome::CanAsk);
                    }
                }
            }
            LibraryEvent::Bringing { done, target } => teaching.bring(done, target),
            LibraryEvent::Earlier { lesson, curve } => teaching.take_earlier(lesson, curve),
            LibraryEvent::Expected(expected) => teaching.take_expected(*expected),
            LibraryEvent::CacheSize(bytes) => references.cache_bytes = Some(bytes),
            LibraryEvent::Notice(text) => notice.say(text),
            LibraryEvent::Failed(reason) => {
                notice.say(format!("The cloud stopped: {reason}"));
                notice.can_restart = true;
            }
        }
    }
    if let Some((lesson, told)) = teaching.to_send()
        && workers.library.send(LibraryCommand::Teach { lesson, told })
    {
        teaching.sent(lesson);
        (references.asked, references.prediction) = (None, None);
    }
    let size = references.cloud.as_ref().map_or(0, |cloud| cloud.labels.len());
    let question = (session.record.presentation(), size, settings.knn);
    let is_ready = !session.is_blank() && size > settings.knn.k;
    let is_new = is_ready && references.asked != Some(question);
    if let Some(of) = session.embedded.clone().filter(|_| is_new) {
        let ask = LibraryCommand::Ask {
            question: question.0,
            of,
            pixels: session.image.clone(),
            image: session.training_index(),
            knn: settings.knn,
        };
        if workers.library.send(ask) {
            references.asked = Some(question);
        }
    }
}

/// The clock goes on.
pub fn advance_playback(
    time: Res<Time<Virtual>>,
    session: Res<Session>,
    mut playback: ResMut<Playback>,
) {
    let front_ms = session.network.tick().to_ms(session.record.front());
    playback.advance(time.delta_secs_f64(), front_ms);
}

/// Dropped files are a command like any other; those of one frame were dropped together.
pub fn receive_drops(
    mut drops: MessageReader<FileDragAndDrop>,
    mut commands: MessageWriter<AppCommand>,
    mut hovering: ResMut<DropHover>,
) {
    let mut dropped = Vec::new();
    for drop in drops.read() {
        match drop {
            FileDragAndDrop::DroppedFile { path_buf, .. } => {
                hovering.0 = false;
                dropped.push(path_buf.clone());
            }
            FileDragAndDrop::HoveredFile { .. } => hovering.0 = true,
            FileDragAndDrop::HoveredFileCanceled { .. } => hovering.0 = false,
        }
    }
    if !dropped.is_empty() {
        commands.write(AppCommand::Image(ImageCommand::Open(dropped)));
    }
}

/// A file is being dragged over the window.
#[derive(Resource, Default)]
pub struct DropHover(pub bool);
