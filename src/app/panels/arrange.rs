//! Where the panels stand. Their sizes are shares of the window, within what each of them needs; what is read
//! together stands one under the other: raster and edge have one axis of time. In a low window they take turns.

use super::circuit;
use super::pad::Size;
use super::room::{GUTTER, is_low};
use super::{
    Model, Panel, fill, frame, input, legend, lesson, path, plasticity, prediction, rect, stage,
    top, transport,
};
use crate::app::ViewRoom;
use crate::app::framing::CLOUD_LEAST;
use crate::app::scene::NetView;
use crate::app::settings::{Bottom, Settings};
use crate::app::views::stage::main_view;
use bevy_egui::egui::{self, Id, Rangef, Ui, Vec2, containers::panel::PanelState};

/// Margin of panels at their sides, logical pixels.
const MARGIN: f32 = 12.0;
/// Height of the top bar.
const TOP: f32 = 44.0;
/// Least width of the left panel.
const INPUT_MIN: f32 = 270.0;
/// Beside a lesson, a window that leaves less has no left panel.
const INPUT_BESIDE_LESSON: f32 = 900.0;
/// Least width of either view.
const VIEW_MIN: f32 = 240.0;

/// Least height of the views: the cloud with what is written over it and below it, and the prediction.
const MIDDLE_MIN: f32 = CLOUD_LEAST + prediction::HEIGHT;
/// Least height of playback.
const PLAYBACK_MIN: f32 = 112.0;
/// Height of playback without its raster.
const PLAYBACK_BARE: f32 = 44.0;

/// The panels that can be resized.
const INPUT: &str = "input";
const CLOUD: &str = "cloud";
const PLAYBACK: &str = "playback";
const PLASTICITY: &str = "plasticity";

/// Sizes of panels in a window, logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrangement {
    /// Least and most of each.
    ranges: [Rangef; 4],
    /// Width of the left panel, and of what stands below it.
    input: f32,
    cloud: f32,
    playback: f32,
    plasticity: f32,
    /// The weights (or the path) are shown.
    shows_weights: bool,
    /// The raster is shown.
    shows_raster: bool,
    /// Where a presentation's start and end lie, from left to right.
    time: Rangef,
}

impl Arrangement {
    /// Shares of a window, within what panels need.
    /// A circuit has no raster: its neurons over time, which want a height, have the place of both.
    fn of(window: Vec2, settings: &Settings, has_path: bool, circuit: Option<f32>) -> Arrangement {
        let shares = &settings.panel_shares;
        let most = (window.x * 0.3).max(360.0).min(window.x - 2.0 * VIEW_MIN).max(INPUT_MIN);
        let input_range = Rangef::new(INPUT_MIN, most);
        let input = input_range.clamp((shares.input * window.x).round());
        let beside = if settings.shows_input { window.x - input } else { window.x };
        // Four windows of a path, and how it ends before and after learning.
        let least = if has_path { 158.0 } else { 134.0 };
        let shows_weights = settings.shows(Bottom::of(circuit.is_some(), is_low(window)));
        let shows_raster = circuit.is_none() && !(shows_weights && is_low(window));
        // What a bottom panel may have: a share of the window, and no more than the views can give.
        let bottom = |least: f32, others: f32| {
            let most = (window.y * 0.4).min(window.y - TOP - MIDDLE_MIN - others);
            Rangef::new(least, most.max(least))
        };
        let playback_least = if shows_raster { PLAYBACK_MIN } else { PLAYBACK_BARE };
        let plasticity = bottom(least, playback_least);
        let wanted = (shares.plasticity * window.y).max(circuit.unwrap_or_default());
        let plasticity_share = plasticity.clamp(wanted.round());
        let playback = match shows_raster {
            true => bottom(PLAYBACK_MIN, if shows_weights { plasticity_share } else { 0.0 }),
            false => Rangef::point(PLAYBACK_BARE),
        };
        let playback_share = playback.clamp((shares.playback * window.y).round());
        let ranges = [
            input_range,
            Rangef::new(VIEW_MIN, (beside - VIEW_MIN).max(VIEW_MIN)),
            playback,
            bottom(least, playback_share),
        ];
        let left = if settings.shows_input || shows_weights { input } else { 0.0 };
        Arrangement {
            ranges,
            input,
            cloud: ranges[1].clamp((shares.cloud * window.x).round()),
            playback: playback_share,
            plasticity: plasticity_share,
            shows_weights,
            shows_raster,
            time: Rangef::new(left + MARGIN + GUTTER, window.x - MARGIN - 6.0),
        }
    }
}

/// Draws all panels; what they leave is free for the views.
pub fn lay_out(root: &mut Ui, model: &Model, panel: &mut Panel) -> ViewRoom {
    let whole = rect(root.available_rect_before_wrap());
    let mut window = root.max_rect().size();
    let mut free = ViewRoom { is_low: is_low(window), ..ViewRoom::default() };
    match model.overlays.alone {
        Some(NetView::Network) => return ViewRoom { network: whole, ..free },
        Some(NetView::Cloud) => return ViewRoom { cloud: whole, ..free },
        None if model.choices.presents => {
            lesson_panel(root, model, panel);
            return ViewRoom { is_low: free.is_low, ..stage::lay_out(root, model, panel) };
        }
        None => {}
    }
    egui::Panel::top("top").exact_size(TOP).frame(frame(12)).show(root, |ui| {
        top::show(ui, model, panel);
    });
    // What is beside the lesson is laid out as a window that is so much narrower.
    let beside = lesson_panel(root, model, panel);
    window.x -= beside;
    let narrowed;
    let settings = match beside > 0.0 && window.x < INPUT_BESIDE_LESSON {
        true => {
            narrowed = Settings { shows_input: false, ..model.settings.clone() };
            &narrowed
        }
        false => &*model.settings,
    };
    let circuit = model.session.is_circuit().then(|| circuit::panel_height(model));
    let given = Arrangement::of(window, settings, model.session.is_path_model(), circuit);
    panel.time = Rangef::new(given.time.min + beside, given.time.max + beside);
    let wanted = circuit.map(|height| height as u32);
    let arranged = Some((window, settings.panel_shares, given.shows_raster, wanted));
    if std::mem::replace(&mut panel.ui_state.arranged, arranged) != arranged {
        // egui remembers pixels; shares of another window are others.
        for name in [INPUT, CLOUD, PLAYBACK, PLASTICITY] {
            root.data_mut(|data| data.remove::<PanelState>(Id::new(name)));
        }
    }
    let mut shares = settings.panel_shares;
    let is_dragged = root.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let remember = |share: &mut f32, given: f32, shown: f32, of: f32| {
        if is_dragged && (shown - given).abs() > 0.5 {
            *share = shown.round() / of;
        }
    };
    if given.shows_weights {
        let shown = egui::Panel::bottom(PLASTICITY)
            .resizable(true)
            .default_size(given.plasticity)
            .size_range(given.ranges[3])
            .frame(frame(12))
            .show(root, |ui| {
                fill(ui);
                match model.session.is_path_model() {
                    _ if circuit.is_some() => circuit::show(ui, model, panel),
                    true => path::show(ui, model, panel),
                    false => plasticity::show(ui, model, panel),
                }
            });
        let height = shown.response.rect.height();
        // That of a circuit is as high as its neurons want.
        if circuit.is_none() {
            remember(&mut shares.plasticity, given.plasticity, height, window.y);
        }
    }
    if settings.shows_input {
        let shown = egui::Panel::left(INPUT)
            .default_size(given.input)
            .size_range(given.ranges[0])
            .frame(frame(12))
            .show(root, |ui| {
                fill(ui);
                // A selected neuron's words begin at their own top.
                let scroll = egui::ScrollArea::vertical().id_salt(model.selection.neuron);
                let (width, height) = (ui.available_width(), ui.available_height());
                // Its bar lies in the margin: what is laid out does not depend on whether there is one.
                let mut room = ui.available_rect_before_wrap();
                room.max.x += ui.spacing().scroll.allocated_width();
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(room));
                let shown = scroll.show(&mut ui, |ui| {
                    ui.set_max_width(width);
                    input::show(ui, model, panel);
                });
                panel.ui_state.of::<Size>().leave(height, shown.content_size.y);
            });
        remember(&mut shares.input, given.input, shown.response.rect.width(), window.x);
    }
    let shown = egui::Panel::bottom(PLAYBACK)
        .resizable(given.shows_raster)
        .default_size(given.playback)
        .size_range(given.ranges[2])
        .frame(frame(12))
        .show(root, |ui| {
            fill(ui);
            transport::show(ui, model, panel, given.shows_raster);
        });
    if given.shows_raster {
        remember(&mut shares.playback, given.playback, shown.response.rect.height(), window.y);
    }
    let shows_cloud = settings.shows_cloud && model.session.has_cloud();
    if shows_cloud {
        let shown = egui::Panel::right(CLOUD)
            .default_size(given.cloud)
            .size_range(given.ranges[1])
            .frame(egui::Frame::new())
            .show(root, |ui| {
                egui::Panel::bottom("prediction")
                    .exact_size(prediction::HEIGHT)
                    .frame(frame(12))
                    .show(ui, |ui| {
                        // Over the cloud: nothing of the prediction is covered.
                        let top = ui.max_rect().top() - 8.0;
                        panel.explaining_above(ui, top, |ui, panel| {
                            prediction::show(ui, model, panel);
                        });
                    });
                free.cloud = rect(ui.available_rect_before_wrap());
                ui.allocate_space(ui.available_size());
            });
        remember(&mut shares.cloud, given.cloud, shown.response.rect.width(), window.x);
    }
    if settings.shows_legend {
        let strip = legend::Strip::of(root, model, root.available_width());
        egui::Panel::bottom("legend")
            .exact_size(strip.height())
            .show_separator_line(false)
            .frame(egui::Frame::new())
            .show(root, |ui| strip.show(ui, model, panel));
    }
    let middle = root.available_rect_before_wrap();
    panel.ui_state.network = Some(middle);
    free.network = rect(middle);
    if shows_cloud && main_view(model) == NetView::Cloud {
        std::mem::swap(&mut free.network, &mut free.cloud);
    }
    if !shows_cloud {
        // However much is hidden, the label stays.
        stage::label_over(root.ctx(), model, middle, panel);
    }
    panel.change(&model.settings, |s| s.panel_shares = shares);
    free
}

/// Where the curves at the bottom were drawn last.
pub fn curves(ctx: &egui::Context) -> Option<egui::Rect> {
    PanelState::load(ctx, Id::new(PLASTICITY)).map(|state| state.outer_rect)
}

/// The lesson that is open, at the left; how much it takes.
fn lesson_panel(root: &mut Ui, model: &Model, panel: &mut Panel) -> f32 {
    if model.lessons.player().is_none() {
        return 0.0;
    }
    let width = lesson::width(root.max_rect().width());
    egui::Panel::left("lesson panel").resizable(false).exact_size(width).frame(frame(14)).show(
        root,
        |ui| {
            fill(ui);
            lesson::show(ui, model, panel);
        },
    );
    width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::settings::PanelShares;

    #[test]
    fn sizes_are_shares_within_what_panels_need() {
        let settings = Settings { shows_plasticity: true, ..Settings::default() };
        let of = |x, y| Arrangement::of(Vec2::new(x, y), &settings, false, None);
        let (small, usual, large) = (of(800.0, 600.0), of(1280.0, 800.0), of(2560.0, 1600.0));
        assert_eq!((usual.input, usual.cloud), (270.0, 397.0));
        assert_eq!(
            (large.input, large.cloud),
            (525.0, 794.0),
            "twice the window, twice the panels"
        );
        assert_eq!((large.playback, large.plasticity), (264.0, 296.0));
        assert!(small.input + small.cloud + VIEW_MIN <= 800.0, "the network keeps its place");
        assert!(!small.shows_weights && small.shows_raster, "they take turns");
        assert!(usual.shows_weights && usual.shows_raster);
        let mut turned = settings.clone();
        turned.toggle(Bottom::WeightsIfLow);
        let turned = Arrangement::of(Vec2::new(800.0, 600.0), &turned, false, None);
        assert!(turned.shows_weights && !turned.shows_raster);
        assert_eq!(turned.playback, PLAYBACK_BARE);
        let alone = Settings { shows_input: false, shows_plasticity: false, ..settings.clone() };
        let alone = Arrangement::of(Vec2::new(800.0, 600.0), &alone, false, None);
        assert_eq!(alone.time.min, MARGIN + GUTTER);
        let wide = PanelShares { cloud: 1.0, input: 1.0, ..settings.panel_shares };
        let wide = Settings { panel_shares: wide, ..settings.clone() };
        let wide = Arrangement::of(Vec2::new(1024.0, 700.0), &wide, true, None);
        assert_eq!(wide.input + wide.cloud + VIEW_MIN, 1024.0);
        // However they are dragged, the views keep their place.
        let high = PanelShares { playback: 1.0, plasticity: 1.0, ..settings.panel_shares };
        let high = Settings { panel_shares: high, ..settings.clone() };
        for (y, has_path) in [(560.0, false), (560.0, true), (700.0, true), (1440.0, false)] {
            for (shows_plasticity, shows_plasticity_if_low) in [(true, true), (false, false)] {
                let shown = Settings { shows_plasticity, shows_plasticity_if_low, ..high.clone() };
                let of = Arrangement::of(Vec2::new(1280.0, y), &shown, has_path, None);
                let weights = if of.shows_weights { of.plasticity } else { 0.0 };
                let middle = y - TOP - of.playback - weights;
                assert!(middle >= MIDDLE_MIN, "{y}: {middle} is left by {of:?}");
            }
        }
        // Too small for anything, as a picture may be.
        assert_eq!(of(320.0, 200.0).input, INPUT_MIN);
    }
}
