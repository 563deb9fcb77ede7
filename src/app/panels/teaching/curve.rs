//! How much of the cloud is right, over how much was told; behind it, what twenty random draws reach.

use crate::app::panels::{Model, dim};
use crate::app::theme;
use crate::app::views::curve::CurveView;
use bevy_egui::egui::{Align2, Color32, FontId, Mesh, Pos2, Sense, Shape, Stroke, Ui, pos2, vec2};

/// Height, logical pixels, with the numbers below.
const HEIGHT: f32 = 84.0;
/// Height of those.
const NUMBERS: f32 = 14.0;
/// Numbers that there may be, where they do not touch.
const NUMBERED: [usize; 9] = [1, 5, 10, 20, 50, 100, 200, 500, 1000];
/// Room for one.
const NUMBER_WIDTH: f32 = 26.0;

/// Draws it, once something was told.
pub fn show(ui: &mut Ui, model: &Model) {
    let Some(view) = CurveView::gather(model) else { return };
    let (area, response) =
        ui.allocate_exact_size(vec2(ui.available_width().min(318.0), HEIGHT), Sense::hover());
    let plot = area.with_min_x(area.left() + 34.0).shrink2(vec2(NUMBER_WIDTH / 2.0, 3.0));
    let plot = plot.with_max_y(plot.bottom() - NUMBERS);
    let most = view.told_max as f32;
    // The first names matter most.
    let at = |told: usize, right: f32| {
        pos2(
            plot.left() + plot.width() * (told as f32 / most).sqrt(),
            plot.bottom() - plot.height() * right.clamp(0.0, 1.0),
        )
    };
    let painter = ui.painter_at(area);
    for (share, words) in [(0.0, "0 %"), (1.0, "100 %")] {
        let y = at(1, share).y;
        painter.hline(plot.x_range(), y, Stroke::new(1.0, theme::color(theme::HAIRLINE)));
        let place = pos2(plot.left() - 4.0, y);
        let anchor = if share == 0.0 { Align2::RIGHT_BOTTOM } else { Align2::RIGHT_TOP };
        painter.text(place, anchor, words, font(), dim());
    }
    let told = pos2(plot.left() - 4.0, area.bottom());
    painter.text(told, Align2::RIGHT_BOTTOM, "told", font(), dim());
    let mut free = area.right();
    for told in NUMBERED.into_iter().rev().filter(|&told| told <= view.told_max) {
        let x = at(told, 0.0).x;
        if x + NUMBER_WIDTH / 2.0 <= free {
            painter.text(pos2(x, area.bottom()), Align2::CENTER_BOTTOM, told, font(), dim());
            free = x - NUMBER_WIDTH / 2.0;
        }
    }
    if !view.expected.is_empty() {
        let band = view
            .expected
            .iter()
            .map(|draws| [at(draws.told, draws.low), at(draws.told, draws.high)]);
        let band: Vec<[Pos2; 2]> = band.collect();
        painter.add(Shape::mesh(filled(&band, Color32::from_white_alpha(26))));
        let place = plot.left_top() + vec2(4.0, 3.0);
        painter.text(place, Align2::LEFT_TOP, "grey: drawn at random", font(), dim());
    }
    let line: Vec<Pos2> = view.right.iter().map(|&(told, right)| at(told, right)).collect();
    let accent = theme::color(theme::ACCENT);
    for &place in &line {
        painter.circle_filled(place, 2.0, accent);
    }
    painter.line(line, Stroke::new(1.5, accent));
    response.on_hover_text(view.tip);
}

fn font() -> FontId {
    FontId::proportional(10.5)
}

/// Between two edges.
fn filled(band: &[[Pos2; 2]], color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for [low, high] in band {
        mesh.colored_vertex(*low, color);
        mesh.colored_vertex(*high, color);
    }
    for first in (0..2 * band.len().saturating_sub(1) as u32).step_by(2) {
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use bevy_egui::egui::Rect;

    #[test]
    fn a_band_is_filled_between_its_edges() {
        let band = [[pos2(0.0, 1.0), pos2(0.0, 0.0)], [pos2(2.0, 1.0), pos2(2.0, 0.0)]];
        let mesh = filled(&band, Color32::WHITE);
        assert_eq!((mesh.vertices.len(), mesh.indices.len()), (4, 6));
        assert!(mesh.is_valid());
        assert!(filled(&band[..1], Color32::WHITE).indices.is_empty());
        let bounds = mesh.calc_bounds();
        assert_eq!(bounds, Rect::from_min_max(pos2(0.0, 0.0), pos2(2.0, 1.0)));
    }
}
