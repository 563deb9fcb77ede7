//! The spike raster: every spike of a presentation over time, with a cursor that can be dragged.

use super::axis::Scale;
use super::{Model, Panel, UiState, dim};
use crate::app::command::TimeCommand;
use crate::app::session::Session;
use crate::app::theme;
use crate::app::views::raster::{CycleView, RasterCells, RasterView};
use crate::sim::{NeuronId, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, ColorImage, FontId, Galley, Pos2, Rangef, Rect, Sense, Stroke,
    TextureHandle, TextureOptions, Ui, pos2, vec2,
};
use std::sync::Arc;

/// The raster that is on the graphics card, and of what it is.
type Shown = Option<(RasterKey, TextureHandle)>;

/// What a raster shows: drawn again when it changes.
#[derive(Clone, Copy, PartialEq)]
pub struct RasterKey {
    presentation: u64,
    front: Ticks,
    selected: Option<NeuronId>,
    pixels: [u32; 2],
}

/// Draws the raster; a click or a drag goes to a time.
pub(super) fn raster(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let view = RasterView::gather(model);
    let size = ui.available_size().max(vec2(64.0, 32.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let painter = ui.painter_at(outer);
    painter.rect_filled(outer, 4.0, theme::color(theme::WELL));
    let rows = Rangef::new(outer.top() + 4.0, outer.bottom() - 16.0);
    let area = Rect::from_x_y_ranges(panel.time, rows);
    let session = &*model.session;
    let ratio = ui.ctx().pixels_per_point();
    let pixels = [(area.width() * ratio) as u32, (area.height() * ratio) as u32];
    let selected = model.selection.neuron;
    let texture = raster_texture(ui.ctx(), panel.ui_state, session, selected, pixels);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    painter.image(texture.id(), area, whole, Color32::WHITE);

    let scale = Scale::of(session, panel.time);
    scale.ahead(&painter, view.now_ms, area);
    scale.marks(&painter, session, area);
    names(&painter, &view, area);
    times(&painter, &view, &scale, outer);
    let cycle = view.cycle.as_ref().map(|view| cycle(&painter, view, area, &scale));
    if let Some(front_ms) = view.front_ms {
        let x = scale.x(front_ms);
        painter.vline(x, area.y_range(), Stroke::new(1.0, theme::color(theme::WARNING)));
    }
    scale.cursor(&painter, view.now_ms, area);
    // Over the cursor, which may stand anywhere.
    words(&painter, scale.x(view.now_ms), area, cycle);
    let knob = pos2(scale.x(view.now_ms), area.top());
    painter.circle_filled(knob, 3.5, theme::color(theme::ACCENT));

    if (response.dragged() || response.clicked())
        && let Some(at) = response.interact_pointer_pos()
    {
        panel.push(TimeCommand::Seek(scale.ms(at.x)));
    }
    if !response.dragged() {
        panel.explain(&response, view.explanation);
    }
}

/// What the two halves are of.
fn names(painter: &egui::Painter, view: &RasterView, area: Rect) {
    let split = area.top() + area.height() * (1.0 - view.lower_share);
    let [upper, lower] = view.halves;
    for (y, text) in [((area.top() + split) / 2.0, upper), ((split + area.bottom()) / 2.0, lower)] {
        let at = pos2(area.left() - 8.0, y);
        painter.text(at, Align2::RIGHT_CENTER, text, FontId::proportional(10.5), dim());
    }
    painter.hline(area.x_range(), split, Stroke::new(1.0, theme::color(theme::HAIRLINE)));
}

/// Times under the marks, and between them the windows of a path that they part.
fn times(painter: &egui::Painter, view: &RasterView, scale: &Scale, outer: Rect) {
    let y = outer.bottom() - 1.0;
    let layout =
        |text: &str| painter.layout_no_wrap(text.to_owned(), FontId::proportional(10.5), dim());
    let write = |left: f32, words: Arc<Galley>| {
        painter.galley(pos2(left, y - words.size().y), words, dim());
    };
    let zero = layout("0 ms");
    let mut until = scale.x(0.0) + zero.size().x;
    write(scale.x(0.0), zero);
    for mark in &view.marks {
        let words = layout(&mark.time);
        let width = words.size().x;
        let left = scale.x(mark.at_ms) - if mark.is_end { width } else { width / 2.0 };
        let room = left - until;
        let fits = |name: &Arc<Galley>| name.size().x + 16.0 <= room;
        let choices = mark.window.iter().flatten().map(String::as_str);
        if let Some(name) = choices.map(layout).find(fits) {
            write(until + (room - name.size().x) / 2.0, name);
        }
        write(left, words);
        until = left + width;
    }
}

/// The cycle of a path: where it begins, and how it is named.
struct Named {
    begins_x: f32,
    words: Arc<Galley>,
}

/// Names the cycle, and says what the dim part of the raster is, where there is room: on the line of the cycle
/// beside its name, or else below it. The cursor cuts neither.
fn words(painter: &egui::Painter, now_x: f32, area: Rect, cycle: Option<Named>) {
    let well = theme::color(theme::WELL);
    let write = |place: Rect, words: Arc<Galley>| {
        painter.rect_filled(place.expand2(vec2(3.0, 0.0)), 2.0, well);
        painter.galley(place.min, words, dim());
    };
    let mut cycle_place = None;
    if let Some(Named { begins_x, words }) = cycle {
        let width = words.size().x;
        let room = area.x_range();
        let left = beside(begins_x, width, now_x, room);
        let place = Rect::from_min_size(pos2(left, area.top() + 1.0), words.size());
        write(place, words);
        cycle_place = Some(place);
    }
    let words = painter.layout_no_wrap("not yet".into(), FontId::proportional(10.5), dim());
    let first = Rect::from_min_size(pos2(now_x + 8.0, area.top()), words.size());
    let below = |taken: Rect| first.translate(vec2(0.0, taken.bottom() + 2.0 - first.top()));
    let place = match cycle_place.filter(|taken| taken.intersects(first.expand(6.0))) {
        Some(taken) => below(taken),
        None => first,
    };
    if place.right() + 4.0 < area.right() && place.bottom() < area.bottom() {
        write(place, words);
    }
}

/// Where a name of that width starts that belongs to a line at `x`: right of it if there is room, or else left of it,
/// and so that the cursor at `now_x` stands beside it.
fn beside(x: f32, width: f32, now_x: f32, room: Rangef) -> f32 {
    const OFF: f32 = 8.0;
    let choices = [x + OFF, x - OFF - width, now_x + OFF, now_x - OFF - width];
    let is_free = |left: &f32| {
        let is_inside = *left >= room.min + 2.0 && left + width <= room.max - 2.0;
        is_inside && !(left - 5.0..left + width + 5.0).contains(&now_x)
    };
    let free = choices.into_iter().find(is_free);
    free.unwrap_or(choices[0]).min(room.max - 2.0 - width).max(room.min)
}

/// Shows the cycle of a path, and lays its name out.
fn cycle(painter: &egui::Painter, view: &CycleView, area: Rect, scale: &Scale) -> Named {
    let begins_x = scale.x(view.begins_ms);
    let first = begins_x..=scale.x(view.begins_ms + view.period_ms);
    let accent = theme::color(theme::ACCENT);
    let rest = Rect::from_x_y_ranges(begins_x..=area.right(), area.y_range());
    painter.rect_filled(rest, 0.0, accent.gamma_multiply(0.07));
    let y = area.top() + 6.0;
    painter.hline(first, y, Stroke::new(3.0, accent));
    painter.vline(begins_x, area.y_range(), Stroke::new(1.0, accent.gamma_multiply(0.6)));
    let words = painter.layout_no_wrap(view.words.clone(), theme::heading(11.0), accent);
    Named { begins_x, words }
}

/// The raster as a picture of so many pixels; drawn again when there is more to show.
fn raster_texture(
    ctx: &egui::Context,
    ui_state: &mut UiState,
    session: &Session,
    selected: Option<NeuronId>,
    pixels: [u32; 2],
) -> TextureHandle {
    let key = RasterKey {
        presentation: session.record.presentation(),
        front: session.record.front(),
        selected,
        pixels,
    };
    if let Some((shown, texture)) = ui_state.of::<Shown>()
        && *shown == key
    {
        return texture.clone();
    }
    let size = pixels.map(|p| p.clamp(1, 8192) as usize);
    let cells = RasterCells::of(session, size, selected);
    let colors = cells.colors.into_iter().map(theme::color).collect();
    let picture = ColorImage::new([cells.width, cells.height], colors);
    let texture = match ui_state.of::<Shown>().take() {
        Some((_, mut texture)) => {
            texture.set(picture, TextureOptions::LINEAR);
            texture
        }
        None => ctx.load_texture("raster", picture, TextureOptions::LINEAR),
    };
    *ui_state.of::<Shown>() = Some((key, texture.clone()));
    texture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_cuts_no_name_wherever_it_stands() {
        let room = Rangef::new(100.0, 500.0);
        for begins in [100.0, 180.0, 250.0, 330.0, 400.0, 480.0] {
            for now in 100..=500 {
                let now = now as f32;
                let left = beside(begins, 140.0, now, room);
                assert!(left >= room.min && left + 140.0 <= room.max, "{begins}, {now}: {left}");
                assert!(!(left..left + 140.0).contains(&now), "{begins}, {now}: {left}");
            }
        }
        assert_eq!(beside(180.0, 140.0, 450.0, room), 188.0, "at its line where it can be");
    }
}
