//! What asks for a frame: threads, moments that have come, and the interface.

use crate::runtime::Wake;
use bevy::prelude::*;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};
use bevy_egui::egui;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Frames after the last thing that stirred.
const SETTLE: u8 = 2;

/// See the module's head. Without a window, frames are asked for by whoever runs the application.
#[derive(Resource, Default)]
pub struct Frames {
    /// Something has come.
    pub(super) wake: Wake,
    pub(super) is_woken: Arc<AtomicBool>,
    /// A frame alone is wanted.
    pub(super) draw: Wake,
    pub(super) is_asked: Arc<AtomicBool>,
    pub(super) alarm: Option<Alarm>,
    pub(super) rest: Rest,
    pub(super) is_occluded: bool,
}

/// How many frames are still to come after something has stirred.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rest(pub(super) u8);

impl Rest {
    /// Something has stirred.
    pub(super) fn stir(&mut self) {
        self.0 = SETTLE + 1;
    }

    /// At the end of a frame: whether another one shall come, where something moves by itself or not.
    pub(super) fn wants_another(&mut self, is_moving: bool) -> bool {
        self.0 = self.0.saturating_sub(1);
        is_moving || self.0 > 0
    }
}

impl Frames {
    pub(super) fn of(event_loop: &EventLoopProxyWrapper) -> Frames {
        // Told once a frame is enough.
        let waking = |told: &Arc<AtomicBool>| {
            let (event_loop, told) = ((**event_loop).clone(), told.clone());
            Wake::new(move || {
                if !told.swap(true, Ordering::AcqRel) {
                    // It fails once the loop has ended: nobody is left to look.
                    let _ = event_loop.send_event(WinitUserEvent::WakeUp);
                }
            })
        };
        let (is_woken, is_asked) = (Arc::default(), Arc::default());
        let (wake, draw) = (waking(&is_woken), waking(&is_asked));
        let alarm = Some(Alarm::start(draw.clone()));
        Frames { wake, is_woken, draw, is_asked, alarm, rest: Rest(SETTLE), is_occluded: false }
    }

    /// What a thread calls after it has sent something, so that a frame takes it in.
    pub fn wake(&self) -> Wake {
        self.wake.clone()
    }

    /// Draws a frame that much later, if none comes before.
    pub fn after(&self, delay: Duration) {
        if let Some(alarm) = &self.alarm {
            alarm.set(Instant::now() + delay);
        }
    }

    /// Draws what the interface wants to be drawn again, now or later.
    pub fn follow(&self, ctx: &egui::Context) {
        let Some(alarm) = self.alarm.clone() else { return };
        let draw = self.draw.clone();
        ctx.set_request_repaint_callback(move |info| {
            match Instant::now().checked_add(info.delay) {
                _ if info.delay.is_zero() => draw.call(),
                Some(at) => alarm.set(at),
                None => {} // for ever
            }
        });
    }
}

/// A thread that wakes the event loop at a moment.
#[derive(Clone)]
pub(super) struct Alarm(pub(super) Arc<Clock>);

#[derive(Default)]
pub(super) struct Clock {
    pub(super) next: Mutex<Option<Instant>>,
    pub(super) changed: Condvar,
}

impl Clock {
    pub(super) fn next(&self) -> MutexGuard<'_, Option<Instant>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Alarm {
    pub(super) fn start(wake: Wake) -> Alarm {
        let alarm = Alarm(Arc::default());
        let clock = alarm.0.clone();
        // It ends with the process.
        std::thread::Builder::new()
            .name("alarm".into())
            .spawn(move || {
                let mut next = clock.next();
                loop {
                    let left = next.map(|at| at.saturating_duration_since(Instant::now()));
                    next = match left {
                        None => clock.changed.wait(next).unwrap_or_else(PoisonError::into_inner),
                        Some(Duration::ZERO) => {
                            *next = None;
                            drop(next);
                            wake.call();
                            clock.next()
                        }
                        Some(left) => {
                            let waited = clock.changed.wait_timeout(next, left);
                            waited.unwrap_or_else(PoisonError::into_inner).0
                        }
                    };
                }
            })
            .expect("the system can start a thread");
        alarm
    }

    /// Rings at this moment, and not only at a later one that was set before.
    pub(super) fn set(&self, at: Instant) {
        let mut next = self.0.next();
        if next.is_none_or(|before| at < before) {
            *next = Some(at);
            self.0.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::bounded;

    #[test]
    fn after_something_has_stirred_some_frames_come_and_then_none() {
        let mut rest = Rest::default();
        assert!(!rest.wants_another(false), "nothing has happened");
        rest.stir();
        let more: Vec<bool> = (0..4).map(|_| rest.wants_another(false)).collect();
        assert_eq!(more, [true, true, false, false]);
        assert!((0..100).all(|_| rest.wants_another(true)), "what moves is drawn");
        assert!(!rest.wants_another(false), "until it rests");
    }

    #[test]
    fn the_alarm_rings_at_the_earliest_moment_and_once() {
        let (rings, rung) = bounded(8);
        let alarm = Alarm::start(Wake::new(move || rings.send(Instant::now()).unwrap()));
        let now = Instant::now();
        let (soon, late) = (now + Duration::from_millis(20), now + Duration::from_secs(3600));
        alarm.set(late);
        alarm.set(soon);
        alarm.set(late);
        let patience = Duration::from_secs(60);
        assert!(rung.recv_timeout(patience).expect("it rings") >= soon, "not before");
        // It can be set again, and what was set before is not rung for.
        alarm.set(now);
        rung.recv_timeout(patience).expect("again");
        assert!(rung.is_empty());
    }
}
