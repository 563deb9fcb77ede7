//! The pad: the sheet to draw on. A stroke follows every place that the pointer was told to be at since
//! the last frame, from where it was pressed to where it was let go, so that a slow frame loses no ink.

use super::{Model, Panel, dim};
use crate::app::command::{AppCommand, ImageCommand};
use crate::app::theme;
use crate::app::views::pad::PadView;
use crate::data::Pixels;
use bevy_egui::egui::{
    self, Color32, Event, LayerId, Order, PointerButton, Rect, RectAlign, Response, Sense,
    Stroke as Line, Ui, pos2, vec2,
};

/// A stroke in progress.
#[derive(Clone, Debug)]
pub struct Stroke {
    image: Pixels,
    last: [f32; 2],
    button: PointerButton,
    erases: bool,
}

/// What the pointer did, at a place in pixels of the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Move {
    /// Pressed on the sheet.
    Down([f32; 2], PointerButton),
    /// Went there.
    To([f32; 2]),
    /// Let go.
    Up([f32; 2], PointerButton),
}

/// Radius of the brush, and whether the left button erases; the right one always does.
#[derive(Clone, Copy, Debug)]
struct Brush {
    radius: f32,
    erases: bool,
}

/// Least side of the sheet, logical pixels.
const SIDE_MIN: f32 = 112.0;
/// Width of the buttons where they stand beside it, and a panel too low for them to stand below it.
const TOOLS: f32 = 130.0;
const LOW: f32 = 560.0;

/// Whether the buttons stand beside the sheet: where the panel is low, or a neuron needs the room below.
pub fn leaves_room_beside_it(ui: &Ui, model: &Model) -> bool {
    ui.clip_rect().height() < LOW || model.selection.neuron.is_some()
}

/// How large the sheet is drawn: it gives way to what stands below it.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    side: f32,
    /// What the rest of the panel left to it in the last pass.
    room: f32,
}

impl Default for Size {
    fn default() -> Self {
        Size { side: SIDE_MIN, room: f32::INFINITY }
    }
}

impl Size {
    /// The panel has a height, and this much is in it, the sheet included.
    pub fn leave(&mut self, height: f32, content: f32) {
        self.room = height - (content - self.side);
    }

    /// Its longer side, within a width, in a panel of a height.
    fn fit(&mut self, width: f32, height: f32, has_neuron: bool) -> f32 {
        // A selected neuron needs most of the room; how much changes with the time shown, and the sheet does not.
        let most = match has_neuron {
            true => height * 0.19,
            // Not so far that nobody could draw on it: then the panel scrolls.
            false => self.room.clamp(height * 0.24, height * 0.32),
        };
        self.side = width.min(most.max(SIDE_MIN)).floor();
        self.side
    }
}

/// Whether a stroke goes on.
pub fn is_drawing(panel: &mut Panel) -> bool {
    panel.ui_state.of::<Option<Stroke>>().is_some()
}

/// Draws the sheet, and draws on it.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = PadView::gather(model);
    let is_drawing = is_drawing(panel);
    let size = panel.ui_state.of::<Size>();
    let side = match is_drawing {
        true => size.side, // nobody wants to draw on what moves
        false => {
            let tools = if leaves_room_beside_it(ui, model) { TOOLS } else { 0.0 };
            size.fit(ui.available_width() - tools, ui.clip_rect().height(), view.has_neuron)
        }
    };
    draw(ui, model, &view, side, panel);
}

/// Draws the sheet with a longer side of so many points, and draws on it.
pub fn sheet(ui: &mut Ui, model: &Model, side: f32, panel: &mut Panel) {
    draw(ui, model, &PadView::gather(model), side, panel);
}

fn draw(ui: &mut Ui, model: &Model, view: &PadView, side: f32, panel: &mut Panel) {
    let sheet = view.sheet;
    // Of a pixel of the sheet, logical pixels.
    let pitch = side / sheet.width.max(sheet.height) as f32;
    let share = |of: usize| side * (of as f32 / sheet.width.max(sheet.height) as f32);
    let size = vec2(share(sheet.width), share(sheet.height));
    let (area, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let brush = Brush { radius: view.brush_px, erases: view.erases };
    let moves = moves(ui, area, pitch);
    let stroke = panel.ui_state.of::<Option<Stroke>>();
    let drawn = follow(stroke, &model.session.image, &moves, brush);
    let draws = !drawn.is_empty();
    if !ui.input(|i| i.pointer.any_down()) {
        *stroke = None; // let go where nobody was told
    }
    let image = stroke.as_ref().map_or(&model.session.image, |s| &s.image).clone();
    panel.commands.extend(drawn);
    let texture = panel.ui_state.pad(ui.ctx(), &image);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let painter = ui.painter_at(area);
    painter.image(texture.id(), area, whole, Color32::WHITE);
    for i in 1..4 {
        let share = i as f32 / 4.0;
        let line = Line::new(1.0, Color32::from_white_alpha(8));
        painter.vline(area.left() + area.width() * share, area.y_range(), line);
        painter.hline(area.x_range(), area.top() + area.height() * share, line);
    }
    if image.is_blank() {
        let font = egui::FontId::proportional(14.0);
        painter.text(area.center(), egui::Align2::CENTER_CENTER, &view.invitation, font, dim());
    }
    panel.ui_state.has_drawn |= draws;
    let beside = Rect::from_x_y_ranges(area.left()..=ui.clip_rect().right(), area.y_range());
    explain(&response, beside, view.explanation.clone(), panel);
    let hovers = response.hovered();
    if hovers && let Some(at) = response.hover_pos() {
        let radius = brush.radius * pitch;
        painter.circle_stroke(at, radius, Line::new(1.0, theme::color(theme::ACCENT)));
    }
    let edge = if hovers { theme::ACCENT } else { theme::HAIRLINE };
    let edge = Line::new(1.0, theme::color(edge));
    painter.rect_stroke(area, 4.0, edge, egui::StrokeKind::Inside);
}

/// Says what the sheet is, beside its panel and until something is drawn: the buttons stay free.
fn explain(response: &Response, beside: Rect, words: String, panel: &mut Panel) {
    let has_drawn = &mut panel.ui_state.has_drawn;
    *has_drawn &= response.contains_pointer();
    if *has_drawn {
        return;
    }
    let mut tip = egui::Tooltip::for_enabled(response);
    tip.popup = tip.popup.anchor(beside).align(RectAlign::RIGHT_START);
    tip.show(|ui| ui.label(words));
}

/// What the pointer did since the last frame, in order. A press counts where nothing lies over the sheet.
fn moves(ui: &Ui, area: Rect, pitch: f32) -> Vec<Move> {
    let place = |at: egui::Pos2| [(at.x - area.left()) / pitch, (at.y - area.top()) / pitch];
    let events = ui.input(|input| input.events.clone());
    let seen = area.intersect(ui.clip_rect());
    let is_free = |at: egui::Pos2| {
        let layer = ui.ctx().layer_id_at(at);
        let is_own = |layer: LayerId| layer == ui.layer_id() || layer.order == Order::Background;
        seen.contains(at) && layer.is_none_or(is_own)
    };
    let of = |event: Event| match event {
        Event::PointerMoved(at) => Some(Move::To(place(at))),
        Event::PointerButton { pos, button, pressed: false, .. } => {
            Some(Move::Up(place(pos), button))
        }
        Event::PointerButton { pos, button, .. } if is_free(pos) => {
            Some(Move::Down(place(pos), button))
        }
        _ => None,
    };
    events.into_iter().filter_map(of).collect()
}

/// Draws what the pointer did: the commands that follow, a stroke that has not ended in `stroke`.
fn follow(
    stroke: &mut Option<Stroke>,
    shown: &Pixels,
    moves: &[Move],
    brush: Brush,
) -> Vec<AppCommand> {
    let mut commands = Vec::new();
    // Strokes that begin and end within a frame lie on top of each other.
    let mut under: Option<Pixels> = None;
    let mut drawn: Option<Pixels> = None;
    for &what in moves {
        let (at, ends) = match (what, &*stroke) {
            (
                Move::Down(at, button @ (PointerButton::Primary | PointerButton::Secondary)),
                None,
            ) => {
                commands.push(AppCommand::Image(ImageCommand::BeginStroke));
                let image = under.clone().unwrap_or_else(|| shown.clone());
                let erases = brush.erases || button == PointerButton::Secondary;
                *stroke = Some(Stroke { image, last: at, button, erases });
                (at, false)
            }
            (Move::To(at), Some(_)) => (at, false),
            (Move::Up(at, button), Some(held)) => (at, held.button == button),
            _ => continue,
        };
        let Some(held) = stroke else { continue };
        let before = held.image.clone();
        dab(&mut held.image, held.last, at, brush.radius, held.erases);
        held.last = at;
        if before != held.image {
            drawn = Some(held.image.clone());
        }
        if ends {
            under = Some(held.image.clone());
            commands.extend(drawn.take().map(|image| ImageCommand::Draw(image).into()));
            *stroke = None;
        }
    }
    commands.extend(drawn.map(|image| ImageCommand::Draw(image).into()));
    commands
}

/// Inks (or erases) a line of the brush from `a` to `b`, in pixels of the sheet; edges are soft.
fn dab(image: &mut Pixels, a: [f32; 2], b: [f32; 2], radius: f32, erases: bool) {
    let width = image.sheet().width;
    for (i, ink) in image.iter_mut().enumerate() {
        let p = [(i % width) as f32 + 0.5, (i / width) as f32 + 0.5];
        let d = [b[0] - a[0], b[1] - a[1]];
        let length_squared = d[0] * d[0] + d[1] * d[1];
        let along = if length_squared > 0.0 {
            (((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1]) / length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let off =
            ((p[0] - a[0] - d[0] * along).powi(2) + (p[1] - a[1] - d[1] * along).powi(2)).sqrt();
        let cover = ((radius + 0.5 - off).clamp(0.0, 1.0) * 255.0) as u8;
        *ink = if erases { (*ink).min(255 - cover) } else { (*ink).max(cover) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Sheet;

    const SIDE: usize = 28;

    const BRUSH: Brush = Brush { radius: 1.1, erases: false };

    #[test]
    fn the_brush_inks_and_erases_along_its_way() {
        let mut image = Pixels::blank(Sheet::MNIST);
        dab(&mut image, [4.5, 10.5], [20.5, 10.5], 1.0, false);
        assert_eq!(
            (image[10 * SIDE + 4], image[10 * SIDE + 12], image[10 * SIDE + 20]),
            (255, 255, 255)
        );
        assert_eq!((image[10 * SIDE + 2], image[13 * SIDE + 12]), (0, 0), "not beyond its radius");
        let inked = image.clone();
        dab(&mut image, [4.5, 10.5], [20.5, 10.5], 1.0, false);
        assert_eq!(image, inked, "twice is once");
        dab(&mut image, [12.5, 10.5], [12.5, 10.5], 1.5, true);
        assert_eq!((image[10 * SIDE + 12], image[10 * SIDE + 4]), (0, 255));
    }

    /// A circle of radius 8 as a mouse tells it, 125 places a second for 0.7 s.
    fn circle() -> Vec<Move> {
        let at = |i: usize| {
            let turn = i as f32 / 87.0 * std::f32::consts::TAU;
            [14.0 + 8.0 * turn.cos(), 14.0 + 8.0 * turn.sin()]
        };
        let mut moves = vec![Move::To([25.0, 3.0]), Move::Down(at(0), PointerButton::Primary)];
        moves.extend((1..=87).map(|i| Move::To(at(i))));
        moves.push(Move::Up(at(87), PointerButton::Primary));
        moves.push(Move::To([2.0, 2.0]));
        moves
    }

    /// Draws in frames of so many moves; the last picture, and how many strokes there were.
    fn drawn(moves: &[Move], a_frame: usize) -> (Pixels, usize) {
        let (mut stroke, mut image, mut strokes) = (None, Pixels::blank(Sheet::MNIST), 0);
        for frame in moves.chunks(a_frame) {
            for command in follow(&mut stroke, &image.clone(), frame, BRUSH) {
                match command {
                    AppCommand::Image(ImageCommand::BeginStroke) => strokes += 1,
                    AppCommand::Image(ImageCommand::Draw(next)) => image = next,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert!(stroke.is_none(), "let go");
        (image, strokes)
    }

    #[test]
    fn a_circle_stays_a_circle_however_slow_frames_are() {
        let moves = circle();
        let (every, one) = drawn(&moves, 1);
        assert_eq!(one, 1);
        // Ink lies along the whole circle and nowhere else.
        for (i, &ink) in every.iter().enumerate() {
            let (x, y) = ((i % SIDE) as f32 + 0.5 - 14.0, (i / SIDE) as f32 + 0.5 - 14.0);
            let off = (x.hypot(y) - 8.0).abs();
            assert!(off > 0.55 || ink == 255, "a gap at {x}, {y}: {ink}");
            assert!(off < 1.75 || ink == 0, "ink beside it at {x}, {y}: {ink}");
        }
        // 7 frames a second, and all of it within one.
        for a_frame in [moves.len().div_ceil(5), moves.len()] {
            assert_eq!(drawn(&moves, a_frame), (every.clone(), 1), "{a_frame} moves a frame");
        }
    }

    #[test]
    fn strokes_within_a_frame_are_undone_one_by_one() {
        let stroke = |y: f32| {
            let button = PointerButton::Primary;
            [Move::Down([4.5, y], button), Move::To([20.5, y]), Move::Up([20.5, y], button)]
        };
        let moves: Vec<Move> = stroke(5.5).into_iter().chain(stroke(20.5)).collect();
        let mut held = None;
        let commands = follow(&mut held, &Pixels::blank(Sheet::MNIST), &moves, BRUSH);
        let [
            AppCommand::Image(ImageCommand::BeginStroke),
            AppCommand::Image(ImageCommand::Draw(one)),
            AppCommand::Image(ImageCommand::BeginStroke),
            AppCommand::Image(ImageCommand::Draw(both)),
        ] = commands.as_slice()
        else {
            panic!("{commands:?}")
        };
        let inked = |image: &[u8]| [5, 20].map(|y: usize| image[y * SIDE + 12]);
        assert_eq!((inked(one), inked(both)), ([255, 0], [255, 255]));
    }

    #[test]
    fn the_right_button_erases_and_a_click_leaves_a_dot() {
        let click = |button| [Move::Down([14.5, 14.5], button), Move::Up([14.5, 14.5], button)];
        let last = |ink: u8, button| {
            let shown = &Pixels::from_fn(Sheet::MNIST, |_| ink);
            let commands = follow(&mut None, shown, &click(button), BRUSH);
            match commands.last() {
                Some(AppCommand::Image(ImageCommand::Draw(image))) => image[14 * SIDE + 14],
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(last(0, PointerButton::Primary), 255);
        assert_eq!(last(255, PointerButton::Secondary), 0);
        let other =
            follow(&mut None, &Pixels::blank(Sheet::MNIST), &click(PointerButton::Middle), BRUSH);
        assert!(other.is_empty(), "{other:?}");
    }
}
