//! When presenting: one view fills the screen, and label, image and the other view float over it; below stands one sentence,
//! and the controls while the pointer moves. Nothing else.

mod bar;

use super::float::{grip, place};
use super::prediction::label_color;
use super::{Model, Panel, circuit, dim, pad, shade};
use crate::app::scene::NetView;
use crate::app::settings::FloatKind;
use crate::app::views::prediction::LabelView;
use crate::app::views::stage::{LabelCard, StageView};
use crate::app::{ViewRoom, theme};
use bevy_egui::egui::text::LayoutJob;
use bevy_egui::egui::{
    self, Align, Area, Color32, FontId, Galley, Id, Label, Order, Painter, Rangef, Rect, Sense,
    Stroke, Ui, Vec2, pos2, vec2,
};
use std::sync::Arc;

/// From the border of the screen, points; a grip has its place above what it moves.
const MARGIN: f32 = 16.0;
const TOP: f32 = 30.0;
/// Height of a numeral of the label, as a share of the screen's, and of its font's size.
const NUMERAL: f32 = 1.0 / 6.0;
const CAPITAL: f32 = 0.70;
/// A longer label is as wide as this share of the screen at most.
const LABEL_WIDTH: f32 = 0.30;
/// On a screen as low as this, points, a label's words stand beside it.
const LOW: f32 = 400.0;
/// The image's longer side, as a share of the height of the room that it floats in.
const IMAGE: f32 = 0.32;
const IMAGE_MIN: f32 = 64.0;
/// Most height that the traces of a circuit take, as a share of the screen's.
const TRACES: f32 = 0.42;
/// Sides of the other view, as shares of the screen's, and the least, points.
const INSET: [f32; 2] = [0.30, 0.40];
const INSET_MIN: [f32; 2] = [160.0, 112.0];

/// Where the image floated in the last pass.
#[derive(Default)]
struct ShownAt(Option<Rect>);

/// Draws all that floats; where the views are.
pub fn lay_out(root: &mut Ui, model: &Model, panel: &mut Panel) -> ViewRoom {
    let whole = root.available_rect_before_wrap();
    let view = StageView::gather(model);
    let ctx = root.ctx().clone();
    let mut from = sentence(&ctx, &view, whole);
    let is_circuit = model.session.is_circuit();
    if is_circuit {
        from = traces(root, model, whole, from, panel);
    }
    let floor = Rect::from_min_max(whole.min, pos2(whole.right(), from));
    let room = Rect::from_min_max(whole.min + vec2(MARGIN, TOP), floor.max - vec2(MARGIN, 8.0));
    let mut free = ViewRoom { inset: view.inset, ..ViewRoom::default() };
    // Traces are no glass: the circuit stands above them.
    free.give(view.main, super::rect(if is_circuit { floor } else { whole }));
    free.covered = [8.0, 8.0, 8.0, if is_circuit { 8.0 } else { whole.bottom() - from }];
    if let Some(inset) = view.inset {
        let size = vec2(whole.width() * INSET[0], whole.height() * INSET[1]);
        let size = size.max(INSET_MIN.into()).min(room.size());
        let at = place(model.settings.floats.inset, size.round(), room);
        free.give(inset, super::rect(at));
        // It stands at one side, and the other is the picture's.
        let beside = [at.right() - whole.left(), whole.right() - at.left()];
        let side = if at.center().x < whole.center().x { 0 } else { 2 };
        free.covered[side] = beside[side / 2].min(whole.width() * 0.4) + 8.0;
        let line = Stroke::new(1.0, theme::color(theme::HAIRLINE));
        root.painter().rect_stroke(at, 4.0, line, egui::StrokeKind::Outside);
        let name = match inset {
            NetView::Network => "Network",
            NetView::Cloud => "Cloud",
        };
        grip(&ctx, model, FloatKind::Inset, name, [at, room], panel);
    }
    let label = match &view.label {
        Some(card) => label(&ctx, model, card, room, whole.size(), panel),
        None => Rect::NOTHING,
    };
    if let Some(origin) = &view.image {
        image(&ctx, model, origin, [room, label], panel);
    }
    panel.ui_state.network = Some(room);
    if model.overlays.topmost().is_none() {
        bar::show(&ctx, model, &view, floor, panel);
    }
    free
}

/// The neurons of a circuit over time, above `bottom`; where they begin.
fn traces(root: &mut Ui, model: &Model, whole: Rect, bottom: f32, panel: &mut Panel) -> f32 {
    let height = circuit::height(model, whole.height() * TRACES);
    let x = whole.x_range().shrink(MARGIN);
    let area = Rect::from_x_y_ranges(x, bottom - 6.0 - height..=bottom - 6.0);
    let time = Rangef::new(area.left() + circuit::NAMES, area.right() - 12.0);
    circuit::traces(root, model, area, time, panel);
    area.top()
}

/// What happens just now; where it begins.
fn sentence(ctx: &egui::Context, view: &StageView, whole: Rect) -> f32 {
    /// From the screen's lower border.
    const OFF: f32 = 10.0;
    let Some(caption) = &view.sentence else { return whole.bottom() - OFF };
    let ink = theme::color(theme::TEXT);
    let margin = vec2(10.0, 5.0);
    let room = whole.width() - 2.0 * (MARGIN + margin.x);
    let painter = ctx.layer_painter(egui::LayerId::background());
    let words = painter.layout(caption.words.clone(), FontId::proportional(16.0), ink, room);
    let size = words.size() + 2.0 * margin;
    let corner = pos2(whole.center().x - size.x / 2.0, whole.bottom() - OFF - size.y);
    Area::new(Id::new("sentence")).order(Order::Middle).fixed_pos(corner).show(ctx, |ui| {
        let (area, response) = ui.allocate_exact_size(size, Sense::hover());
        ui.painter().rect_filled(area, 6.0, shade());
        ui.painter().galley(area.min + margin, words, ink);
        response.on_hover_text(&caption.tip);
    });
    corner.y
}

/// The image on the pad, to be drawn on; left of the label, where that would lie over it.
fn image(
    ctx: &egui::Context,
    model: &Model,
    origin: &str,
    [room, label]: [Rect; 2],
    panel: &mut Panel,
) {
    let sheet = model.session.image.sheet();
    let longest = sheet.width.max(sheet.height) as f32;
    let side = (room.height() * IMAGE).floor().max(IMAGE_MIN);
    let pad = vec2(sheet.width as f32, sheet.height as f32) * (side / longest);
    let painter = ctx.layer_painter(egui::LayerId::background());
    let words = painter.layout(origin.to_owned(), FontId::proportional(12.0), dim(), side);
    let size = vec2(side.max(words.size().x), pad.y + words.size().y + 4.0);
    let mut at = place(model.settings.floats.image, size, room);
    let is_drawing = pad::is_drawing(panel);
    if at.intersects(label.expand(4.0)) {
        let free = label.left() - 12.0 - at.right();
        at = at.translate(vec2(free.max(room.left() - at.left()), 0.0));
    }
    // Nobody wants to draw on what gives way.
    let shown = panel.ui_state.of::<ShownAt>();
    match shown.0.filter(|_| is_drawing) {
        Some(held) => at = held,
        None => shown.0 = Some(at),
    }
    Area::new(Id::new("stage image")).order(Order::Middle).fixed_pos(at.min).constrain(false).show(
        ctx,
        |ui| {
            ui.painter().rect_filled(at, 4.0, shade());
            ui.spacing_mut().item_spacing.y = 4.0;
            pad::sheet(ui, model, side, panel);
            ui.add(Label::new(words).selectable(false))
                .on_hover_text("Where the image on the pad comes from, and what its label says");
        },
    );
    grip(ctx, model, FloatKind::Image, "Image", [at, room], panel);
}

/// The label over a view of which the panels that would say it are hidden.
pub fn label_over(ctx: &egui::Context, model: &Model, view: Rect, panel: &mut Panel) {
    if let Some(card) = LabelCard::gather(model) {
        let room = view.shrink2(vec2(MARGIN, TOP + 8.0));
        label(ctx, model, &card, room, view.size().min(vec2(900.0, 420.0)), panel);
    }
}

/// The label, large; where it stands.
fn label(
    ctx: &egui::Context,
    model: &Model,
    card: &LabelCard,
    room: Rect,
    screen: Vec2,
    panel: &mut Panel,
) -> Rect {
    let painter = ctx.layer_painter(egui::LayerId::background());
    let is_beside = screen.y < LOW;
    let text = |words: &str, size: f32, color: Color32| {
        let font = FontId::proportional(size);
        let mut job = LayoutJob::simple(words.to_owned(), font, color, screen.x * 0.25);
        job.halign = if is_beside { Align::Min } else { Align::Center };
        painter.layout_job(job)
    };
    let ink = theme::color(theme::TEXT);
    let (sign, words, tip) = match card {
        LabelCard::Verdict(view) => {
            let words = match &view.other {
                Some(other) => view.words.replacen('\n', &format!(", or {other}\n"), 1),
                None => view.words.clone(),
            };
            (Some(numeral(&painter, view, screen)), text(&words, 16.0, ink), view.tip.as_str())
        }
        LabelCard::FirstReading(view) => {
            let words = format!("first reading:\n{}", view.words);
            (None, text(&words, 16.0, dim()), view.tip.as_str())
        }
        LabelCard::Waiting(words) => (None, text(words, 13.0, dim()), ""),
    };
    let (sign_size, between) = match &sign {
        Some(sign) => (sign.mesh_bounds.size(), if is_beside { 10.0 } else { 8.0 }),
        None => (Vec2::ZERO, 0.0),
    };
    let (one, two) = (sign_size, words.size());
    let inner = match is_beside {
        true => vec2(one.x + between + two.x, one.y.max(two.y)),
        false => vec2(one.x.max(two.x), one.y + between + two.y),
    };
    let at = place(model.settings.floats.label, inner + Vec2::splat(24.0), room);
    Area::new(Id::new("stage label")).order(Order::Middle).fixed_pos(at.min).constrain(false).show(
        ctx,
        |ui| {
            let response = ui.allocate_rect(at, Sense::hover());
            let painter = ui.painter();
            painter.rect_filled(at, 8.0, shade());
            let inside = at.shrink(12.0);
            let (sign_at, words_at) = match is_beside {
                true => (
                    inside.left_center() - vec2(0.0, one.y / 2.0),
                    inside.right_center() - vec2(two.x, two.y / 2.0),
                ),
                // Words are centred around their place.
                false => (
                    inside.center_top() - vec2(one.x / 2.0, 0.0),
                    inside.center_bottom() - vec2(0.0, two.y),
                ),
            };
            if let Some(sign) = sign {
                painter.galley(sign_at - sign.mesh_bounds.min.to_vec2(), sign, ink);
            }
            painter.galley(words_at, words, ink);
            if !tip.is_empty() {
                response.on_hover_text(tip);
            }
        },
    );
    grip(ctx, model, FloatKind::Label, "Label", [at, room], panel);
    at
}

/// What it is called: a numeral has its share of the screen's height, longer names are as large as they can be.
fn numeral(painter: &Painter, view: &LabelView, screen: Vec2) -> Arc<Galley> {
    let color = label_color(view);
    let of = |size| painter.layout_no_wrap(view.sign.clone(), theme::heading(size), color);
    // A little more than a share: what is drawn ends between pixels.
    let size = screen.y * NUMERAL / CAPITAL + 1.0;
    let wide = of(size);
    match screen.x * LABEL_WIDTH / wide.size().x {
        fits if fits >= 1.0 => wide,
        fits => of(size * fits),
    }
}
