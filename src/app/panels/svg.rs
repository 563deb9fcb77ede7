//! What a panel has drawn, as SVG: its lines, shapes and words, to be printed at any size.

use bevy_egui::egui::epaint::{
    CircleShape, ClippedShape, CubicBezierShape, Mesh, PathShape, QuadraticBezierShape, RectShape,
    TextShape,
};
use bevy_egui::egui::{self, Color32, LayerId, Pos2, Rect, Shape, Stroke};
use std::fmt::Write;

/// What was painted within an area in this pass, as a file.
pub fn of_area(ctx: &egui::Context, area: Rect) -> String {
    let shapes: Vec<ClippedShape> = ctx.graphics(|graphics| {
        let painted = graphics.get(LayerId::background());
        painted.into_iter().flat_map(|list| list.all_entries().cloned()).collect()
    });
    of(&shapes, area)
}

/// Those of the shapes that lie within an area.
pub(super) fn of(shapes: &[ClippedShape], area: Rect) -> String {
    let (width, height) = (area.width(), area.height());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"{:.1} {:.1} {width:.1} {height:.1}\" font-family=\"Roboto, Helvetica, Arial, sans-serif\">\n",
        area.left(),
        area.top()
    );
    for ClippedShape { clip_rect, shape } in shapes {
        let is_inside =
            area.expand(1.0).contains_rect(clip_rect.intersect(shape.visual_bounding_rect()));
        if is_inside && clip_rect.intersects(area) {
            draw(&mut svg, shape);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(svg: &mut String, shape: &Shape) {
    match shape {
        Shape::Vec(all) => all.iter().for_each(|shape| draw(svg, shape)),
        Shape::Circle(CircleShape { center, radius, fill, stroke }) => {
            let Pos2 { x, y } = center;
            let paint = paint(*fill, *stroke);
            let _ = writeln!(svg, "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius:.2}\"{paint}/>");
        }
        Shape::LineSegment { points: [from, to], stroke } => {
            let paint = paint(Color32::TRANSPARENT, *stroke);
            let ends = format!(
                "x1=\"{:.2}\" y1=\"{:.2}\" x2=\"{:.2}\" y2=\"{:.2}\"",
                from.x, from.y, to.x, to.y
            );
            let _ = writeln!(svg, "<line {ends}{paint}/>");
        }
        Shape::Path(PathShape { points, closed, fill, stroke }) => {
            let name = if *closed { "polygon" } else { "polyline" };
            let paint = paint(*fill, Stroke::new(stroke.width, solid(&stroke.color)));
            let _ = writeln!(svg, "<{name} points=\"{}\"{paint}/>", list(points));
        }
        Shape::Rect(RectShape { rect, corner_radius, fill, stroke, .. }) => {
            let paint = paint(*fill, *stroke);
            let place = format!(
                "x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" rx=\"{}\"",
                rect.left(),
                rect.top(),
                rect.width(),
                rect.height(),
                corner_radius.nw
            );
            let _ = writeln!(svg, "<rect {place}{paint}/>");
        }
        Shape::Text(text) => words(svg, text),
        Shape::Mesh(mesh) => triangles(svg, mesh),
        Shape::QuadraticBezier(QuadraticBezierShape { points, fill, stroke, .. }) => {
            curve(svg, &points[..1], "Q", &points[1..], *fill, stroke.width, &stroke.color);
        }
        Shape::CubicBezier(CubicBezierShape { points, fill, stroke, .. }) => {
            curve(svg, &points[..1], "C", &points[1..], *fill, stroke.width, &stroke.color);
        }
        // Nothing of ours paints these in a panel.
        Shape::Noop | Shape::Ellipse(_) | Shape::Callback(_) => {}
    }
}

fn curve(
    svg: &mut String,
    from: &[Pos2],
    kind: &str,
    to: &[Pos2],
    fill: Color32,
    width: f32,
    color: &egui::epaint::ColorMode,
) {
    let paint = paint(fill, Stroke::new(width, solid(color)));
    let _ = writeln!(svg, "<path d=\"M{} {kind}{}\"{paint}/>", list(from), list(to));
}

/// A colour that is the same all along; others are none of ours.
fn solid(color: &egui::epaint::ColorMode) -> Color32 {
    match color {
        egui::epaint::ColorMode::Solid(color) => *color,
        egui::epaint::ColorMode::UV(_) => Color32::TRANSPARENT,
    }
}

/// A line of words each.
fn words(svg: &mut String, text: &TextShape) {
    for row in &text.galley.rows {
        let line = row.text();
        if line.trim().is_empty() {
            continue;
        }
        // Words of one kind are one galley.
        let Some(section) = text.galley.job.sections.first() else { continue };
        let format = &section.format;
        let color = text.override_text_color.unwrap_or(match format.color {
            Color32::PLACEHOLDER => text.fallback_color,
            color => color,
        });
        let baseline = row.glyphs.first().map_or(0.0, |glyph| glyph.pos.y);
        let at = text.pos + row.pos.to_vec2() + egui::vec2(0.0, baseline);
        let weight = match &format.font_id.family {
            egui::FontFamily::Name(_) => " font-weight=\"500\"",
            _ => "",
        };
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let size = format.font_id.size;
        let fill = fill(color);
        let _ = writeln!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{size:.1}\"{weight}{fill}>{escaped}</text>",
            at.x, at.y
        );
    }
}

/// Filled areas; pictures are none.
fn triangles(svg: &mut String, mesh: &Mesh) {
    if mesh.texture_id != egui::TextureId::default() {
        return;
    }
    for three in mesh.indices.chunks_exact(3) {
        let corners = [0, 1, 2].map(|i| mesh.vertices[three[i] as usize]);
        let fill = fill(corners[0].color);
        let _ = writeln!(svg, "<polygon points=\"{}\"{fill}/>", list(&corners.map(|one| one.pos)));
    }
}

fn list(points: &[Pos2]) -> String {
    let points = points.iter().map(|point| format!("{:.2},{:.2}", point.x, point.y));
    points.collect::<Vec<_>>().join(" ")
}

fn paint(inside: Color32, stroke: Stroke) -> String {
    let mut words = match inside {
        Color32::TRANSPARENT => " fill=\"none\"".to_owned(),
        color => fill(color),
    };
    if stroke.width > 0.0 && stroke.color != Color32::TRANSPARENT {
        let [r, g, b, a] = stroke.color.to_srgba_unmultiplied();
        let _ = write!(
            words,
            " stroke=\"#{r:02x}{g:02x}{b:02x}\" stroke-width=\"{:.2}\"",
            stroke.width
        );
        if a < u8::MAX {
            let _ = write!(words, " stroke-opacity=\"{:.3}\"", f32::from(a) / 255.0);
        }
    }
    words
}

fn fill(color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    let mut words = format!(" fill=\"#{r:02x}{g:02x}{b:02x}\"");
    if a < u8::MAX {
        let _ = write!(words, " fill-opacity=\"{:.3}\"", f32::from(a) / 255.0);
    }
    words
}
