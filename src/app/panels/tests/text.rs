//! What is written on a screen, and whether all of it can be read.

use super::Screen;
use crate::app::session::Session;
use crate::app::settings::{Bottom, Settings};
use bevy_egui::egui::epaint::{ClippedShape, RectShape, Shape, TextShape};
use bevy_egui::egui::{self, Pos2};

/// Words and where they stand.
#[derive(Clone, Debug)]
pub struct Text {
    pub words: String,
    /// Of their ink.
    pub place: egui::Rect,
    /// What can be seen of it.
    pub clip: egui::Rect,
    /// It ends before its end.
    pub is_cut: bool,
    /// Of its smallest letters, points.
    pub size: f32,
    /// What lies over a part of it.
    pub covered_by: Option<egui::Rect>,
}

/// All that is written, from back to front.
pub fn texts(shapes: &[ClippedShape]) -> Vec<Text> {
    fn gather(shape: &Shape, clip: egui::Rect, all: &mut Vec<Text>) {
        if let Shape::Rect(RectShape { rect, fill, .. }) = shape
            && fill.a() > 200
        {
            let place = rect.intersect(clip);
            for text in all.iter_mut() {
                let shared = place.intersect(text.place.intersect(text.clip));
                if shared.width() > 1.0 && shared.height() > 1.0 {
                    text.covered_by = Some(place);
                }
            }
        }
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| gather(shape, clip, all)),
            Shape::Text(TextShape { pos, galley, .. }) if !galley.text().trim().is_empty() => {
                let place = galley.mesh_bounds.translate(pos.to_vec2());
                let (words, is_cut) = (galley.text().to_owned(), galley.elided);
                let sizes = galley.job.sections.iter().map(|section| section.format.font_id.size);
                let size = sizes.fold(f32::INFINITY, f32::min);
                all.push(Text { words, place, clip, is_cut, size, covered_by: None });
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    shapes.iter().for_each(|shape| gather(&shape.shape, shape.clip_rect, &mut all));
    all
}

/// Bars that are scrolled by, without the pointer on them.
pub fn bars(shapes: &[ClippedShape]) -> Vec<egui::Rect> {
    let of = |shape: &ClippedShape| match &shape.shape {
        Shape::Rect(rect) => {
            let (narrow, long) = (rect.rect.size().min_elem(), rect.rect.size().max_elem());
            let is_bar = narrow < 8.5 && long > 20.0 && (90..200).contains(&rect.fill.a());
            is_bar.then_some(rect.rect)
        }
        _ => None,
    };
    shapes.iter().filter_map(of).collect()
}

pub fn words_of(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.words.as_str()).collect()
}

/// What overlaps, is cut off or outside. What the left panel scrolls may be cut at its top and bottom.
pub fn faults(screen: &Screen, texts: &[Text]) -> Vec<String> {
    let mut faults = Vec::new();
    let window = egui::Rect::from_min_size(Pos2::ZERO, screen.size);
    // Below it is the panel of weights, if there is one.
    let is_low = crate::app::panels::room::is_low(screen.size);
    let is_circuit = screen.world.resource::<Session>().is_circuit();
    let has_weights = screen.world.resource::<Settings>().shows(Bottom::of(is_circuit, is_low));
    let scrolls_to = window.height() - if has_weights { 100.0 } else { -1.0 };
    let is_scrolled = |text: &Text| text.clip.left() < 20.0 && text.clip.bottom() < scrolls_to;
    for (i, text) in texts.iter().enumerate() {
        let seen = text.place.intersect(text.clip);
        let Text { words, place, clip, is_cut, covered_by, .. } = text;
        let is_beside = place.left() < clip.left() - 1.0 || place.right() > clip.right() + 1.0;
        let is_over = place.top() < clip.top() - 1.0 || place.bottom() > clip.bottom() + 1.0;
        if is_beside || (is_over && !is_scrolled(text)) || !window.expand(0.5).contains_rect(seen) {
            faults.push(format!("{words:?} at {place:?} is cut off by {clip:?}"));
        }
        if *is_cut {
            faults.push(format!("{words:?} at {place:?} ends before its end"));
        }
        covered_by
            .iter()
            .for_each(|cover| faults.push(format!("{words:?} at {place:?} lies under {cover:?}")));
        for other in &texts[..i] {
            let shared = seen.intersect(other.place.intersect(other.clip));
            if shared.width() > 1.0 && shared.height() > 1.0 {
                faults.push(format!("{words:?} at {place:?} lies over {:?}", other.words));
            }
        }
    }
    faults
}
