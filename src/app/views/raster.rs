//! The spike raster: what is written at it, and every spike of a presentation as [cells](RasterCells).

mod cells;

pub use cells::RasterCells;

use super::Model;
use super::axis::marks_ms;
use crate::analysis::paths::WINDOWS;
use crate::app::session::Session;
use crate::experiments::words::{number, short};
use crate::sim::Cycle;
use cells::lower_share;

/// What is said at the raster.
#[derive(Clone, Debug, PartialEq)]
pub struct RasterView {
    /// The time shown, ms.
    pub now_ms: f64,
    /// Until when all is simulated, ms, as long as that is not the end.
    pub front_ms: Option<f64>,
    /// What the upper and the lower half are of.
    pub halves: [&'static str; 2],
    /// Share of the height that the lower half takes, 0 to 1.
    pub lower_share: f32,
    /// Times that are marked, in order.
    pub marks: Vec<MarkView>,
    /// The cycle of a path, once it is known to go on to the end.
    pub cycle: Option<CycleView>,
    /// What it is.
    pub explanation: String,
}

/// A time that is marked.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkView {
    /// When, ms.
    pub at_ms: f64,
    /// The same in words.
    pub time: String,
    /// It is the end of the presentation.
    pub is_end: bool,
    /// The window of a path that ends there: what it is called, and shorter.
    pub window: Option<[String; 2]>,
}

/// The cycle that a path ends in.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleView {
    /// When it begins, ms.
    pub begins_ms: f64,
    /// After how long it repeats, ms.
    pub period_ms: f64,
    /// What it is called.
    pub words: String,
}

impl RasterView {
    /// Reads it.
    pub fn gather(model: &Model) -> RasterView {
        let session = &*model.session;
        let record = &session.record;
        let front_ms = session.network.tick().to_ms(record.front());
        RasterView {
            now_ms: model.playback.now_ms,
            front_ms: (!record.is_complete()).then_some(front_ms),
            halves: match &session.learnt {
                None => ["neurons", "pixels"],
                Some(_) => ["as built", "learnt"],
            },
            lower_share: lower_share(session),
            marks: marks(session),
            cycle: match session.is_path_model() {
                true => cycle(session),
                false => None,
            },
            explanation: explanation(session),
        }
    }
}

fn marks(session: &Session) -> Vec<MarkView> {
    let (is_path, duration_ms) = (session.is_path_model(), session.preset.spec().duration_ms);
    let window = |i: usize| {
        let weight = short(WINDOWS[i.min(WINDOWS.len() - 1)].1);
        [format!("window {}, weight {weight}", i + 1), format!("weight {weight}")]
    };
    let mark = |(i, at_ms): (usize, f64)| MarkView {
        at_ms,
        time: number(at_ms, 0),
        is_end: at_ms >= duration_ms,
        window: is_path.then(|| window(i)),
    };
    marks_ms(session).into_iter().enumerate().map(mark).collect()
}

fn cycle(session: &Session) -> Option<CycleView> {
    let last = session.record.spikes().last().map(|spike| spike.at);
    let goes_on = |cycle: &Cycle| session.record.is_complete() && !cycle.is_silent(last);
    let cycle = session.record.cycle().filter(goes_on)?;
    let tick = session.network.tick();
    let period_ms = tick.to_ms(cycle.period);
    Some(CycleView {
        begins_ms: tick.to_ms(cycle.begins_at),
        period_ms,
        words: format!("cycle: repeats every {} ms", number(period_ms, 1)),
    })
}

fn explanation(session: &Session) -> String {
    let what = match (session.is_path_model(), session.learnt.is_some()) {
        (true, true) => {
            "Every spike: of the network as it was built above, and after it learnt below. The axis is bent: \
             early times are wider. Marks part the windows in which wins are counted apart; their weight is \
             how much they count in the embedding."
        }
        (true, false) => {
            "Every spike: of neurons above, of pixels below. The axis is bent: early times are wider. Marks \
             part the windows in which wins are counted apart; their weight is how much they count in the \
             embedding."
        }
        (false, _) => {
            "Every spike: of neurons above (amber excite, blue inhibit), of pixels below. The weights are \
             sampled at the marks."
        }
    };
    format!(
        "{what} What is dim lies ahead: simulated already, not played yet. Click or drag to go to a time."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::session::tests::presented;

    #[test]
    fn marks_are_samples_or_windows_of_a_path() {
        let session = presented("weights-196");
        let all = marks(&session);
        let times: Vec<&str> = all.iter().map(|mark| mark.time.as_str()).collect();
        assert_eq!(times, ["100", "200", "300", "400", "500", "600"]);
        assert!(all.iter().all(|mark| mark.window.is_none()));
        let session = presented("paths-sbm");
        let all = marks(&session);
        let times: Vec<&str> = all.iter().map(|mark| mark.time.as_str()).collect();
        assert_eq!(times, ["10", "32", "200", "1,000"]);
        let ends: Vec<bool> = all.iter().map(|mark| mark.is_end).collect();
        assert_eq!(ends, [false, false, false, true]);
        let names = |i: usize| all[i].window.clone().unwrap();
        assert_eq!(names(0), ["window 1, weight 1", "weight 1"]);
        assert_eq!(names(3), ["window 4, weight 0.5", "weight 0.5"]);
    }

    #[test]
    fn a_cycle_that_goes_on_has_a_name() {
        let session = presented("paths-sbm");
        let view = cycle(&session).unwrap();
        assert!(view.begins_ms > 0.0 && view.begins_ms + view.period_ms < 1000.0, "{view:?}");
        assert_eq!(view.words, format!("cycle: repeats every {} ms", number(view.period_ms, 1)));
    }
}
