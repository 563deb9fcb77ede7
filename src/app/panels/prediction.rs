//! What the digit is most like: the label, the votes, the nearest neighbours.

use super::{Model, Panel, dim, drag, fitting, title};
use crate::analysis::{KnnSpec, Metric, Voting};
use crate::app::command::{CloudCommand, SelectCommand, TimeCommand};
use crate::app::views::prediction::{
    FirstReading, LabelView, NeighbourView, Picture, PredictionView, Standing, State, Vote,
};
use crate::app::{clicks, theme};
use crate::runtime::REFERENCE_SAMPLE_MS;
use bevy_egui::egui::{
    self, Align2, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, pos2, vec2,
};

/// Height of the panel, logical pixels.
pub const HEIGHT: f32 = 186.0;

/// Room for the button that tells what it is.
const IT_IS_WIDTH: f32 = 74.0;

/// Room for the choice of metric and votes beside the neighbours.
const VOTING_WIDTH: f32 = 100.0;

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let PredictionView { compared, compared_tip, state } = PredictionView::gather(model);
    ui.horizontal(|ui| {
        title(ui, "Prediction");
        let room = ui.available_width() - IT_IS_WIDTH;
        let words = ui.scope(|ui| {
            ui.set_max_width(room);
            fitting(ui, 11.5, compared)
        });
        let response = ui.label(words.inner);
        panel.explain(&response, compared_tip);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            super::teaching::it_is(ui, model, panel);
        });
    });
    match &state {
        State::Verdict(verdict) => {
            ui.horizontal_top(|ui| {
                label(ui, &verdict.label, panel);
                ui.vertical(|ui| votes(ui, &verdict.votes, panel));
            });
            ui.horizontal_top(|ui| {
                neighbours(ui, &verdict.neighbours, model, panel);
                ui.with_layout(egui::Layout::top_down(egui::Align::Max), |ui| {
                    voting(ui, verdict.knn, panel);
                });
            });
        }
        State::FirstReading(reading) => first_reading(ui, reading, panel),
        State::Waiting(text) => {
            ui.add_space(16.0);
            ui.label(RichText::new(text).color(dim()));
        }
    }
}

/// Before the first sample: how far it is, and a way to go there at once.
fn first_reading(ui: &mut Ui, view: &FirstReading, panel: &mut Panel) {
    ui.add_space(16.0);
    let text = "Nothing to compare yet: watch the weights move, or go on.";
    ui.label(RichText::new(text).color(dim()));
    ui.horizontal(|ui| {
        let bar = egui::ProgressBar::new(view.share)
            .desired_width(ui.available_width() - 108.0)
            .text(&view.words);
        ui.add(bar).on_hover_text(&view.tip);
        if ui.button("Go to 300 ms").on_hover_text("Skips ahead; playback goes on").clicked() {
            panel.push(TimeCommand::Seek(REFERENCE_SAMPLE_MS));
        }
    });
}

fn voting(ui: &mut Ui, knn: KnnSpec, panel: &mut Panel) {
    let mut changed = knn;
    let names = |voting| match voting {
        Voting::DistanceWeighted => "weighted",
        Voting::Majority => "majority",
    };
    let metrics = |metric| match metric {
        Metric::Euclidean => "Euclidean",
        Metric::Cosine => "cosine",
    };
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.spacing_mut().interact_size.y = 20.0;
    ui.spacing_mut().button_padding.y = 1.0;
    let vote = egui::ComboBox::from_id_salt("voting")
        .width(76.0)
        .selected_text(names(knn.voting))
        .show_ui(ui, |ui| {
            for voting in [Voting::DistanceWeighted, Voting::Majority] {
                ui.selectable_value(&mut changed.voting, voting, names(voting));
            }
        })
        .response;
    panel.explain(
        &vote,
        "How neighbours vote. Weighted: a neighbour counts by 1 / distance. Majority: each counts the same.",
    );
    let near = egui::ComboBox::from_id_salt("metric")
        .width(76.0)
        .selected_text(metrics(knn.metric))
        .show_ui(ui, |ui| {
            for metric in [Metric::Euclidean, Metric::Cosine] {
                ui.selectable_value(&mut changed.metric, metric, metrics(metric));
            }
        })
        .response;
    panel.explain(
        &near,
        "What near means. Euclidean: the length of the difference between two images' numbers. Cosine: 1 − \
         the cosine of the angle between them.",
    );
    let k = drag(ui, &mut changed.k).range(1..=KnnSpec::K_MAX).prefix("nearest ").speed(0.05);
    panel.explain(&ui.add(k), "k: how many nearest neighbours vote; drag, or click and type");
    if changed != knn {
        panel.push(CloudCommand::SetKnn(changed));
    }
}

/// That of its class, or a warning where it is like nothing.
pub fn label_color(view: &LabelView) -> Color32 {
    match view.standing {
        Standing::Novel => theme::color(theme::WARNING),
        _ => theme::class_text(usize::from(view.class)),
    }
}

fn label(ui: &mut Ui, view: &LabelView, panel: &Panel) {
    // Two digits are written smaller, so that they take hardly more room than one.
    let (size, words_at): (f32, f32) = match view.standing {
        Standing::Close => (34.0, 92.0),
        _ => (60.0, 44.0),
    };
    let width = match view.standing {
        Standing::Close => 190.0,
        Standing::Novel => 148.0,
        Standing::Unusual => 142.0,
        Standing::Familiar => 112.0,
        Standing::Unjudged => 132.0,
    };
    let (area, response) = ui.allocate_exact_size(vec2(width, 66.0), Sense::hover());
    let painter = ui.painter();
    let color = label_color(view);
    let wide = |size| painter.layout_no_wrap(view.signs(), theme::heading(size), color).size().x;
    // Longer names are written smaller, so that the words beside them stand free.
    let size = size * ((words_at - 4.0) / wide(size)).min(1.0);
    painter.text(
        area.left_center(),
        Align2::LEFT_CENTER,
        view.signs(),
        theme::heading(size),
        color,
    );
    painter.text(
        area.left_center() + vec2(words_at, 0.0),
        Align2::LEFT_CENTER,
        &view.words,
        theme::heading(if view.standing == Standing::Novel { 12.5 } else { 15.0 }),
        theme::color(theme::TEXT),
    );
    panel.explain(&response, &view.tip);
}

/// Small columns, one for each class.
fn votes(ui: &mut Ui, votes: &[Vote], panel: &Panel) {
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), 66.0), Sense::hover());
    let painter = ui.painter();
    let width = area.width() / votes.len() as f32;
    for (class, vote) in votes.iter().enumerate() {
        let left = area.left() + class as f32 * width;
        let base = area.bottom() - 16.0;
        let column = Rect::from_min_max(
            pos2(left + 3.0, base - vote.share * 46.0 - 1.0),
            pos2(left + width - 3.0, base),
        );
        let has_some = vote.share > 0.0;
        let color = if has_some { theme::class(class) } else { theme::HAIRLINE };
        painter.rect_filled(column, 1.5, theme::color(color));
        let is_letter = vote.short.chars().count() == 1;
        painter.text(
            pos2(left + width / 2.0, area.bottom()),
            Align2::CENTER_BOTTOM,
            &vote.short,
            FontId::proportional(12.0_f32.min(width * if is_letter { 1.4 } else { 0.7 })),
            if has_some { theme::color(theme::TEXT) } else { dim() },
        );
    }
    let tip = "Share of the neighbours' votes that each class has.";
    let tip = match response.hover_pos() {
        Some(at) => {
            let class = (((at.x - area.left()) / width) as usize).min(votes.len() - 1);
            format!("{tip} {}", votes[class].tip())
        }
        None => tip.to_owned(),
    };
    panel.explain(&response, tip);
}

/// Side of a neighbour's picture, logical pixels.
const PICTURE: f32 = 44.0;
/// Neighbours in a row of the list of those that do not fit beside the votes.
const IN_A_ROW: usize = 5;

/// The nearest ones, as many as fit; a button lists the others.
fn neighbours(ui: &mut Ui, all: &[NeighbourView], model: &Model, panel: &mut Panel) {
    let room = ui.available_width() - VOTING_WIDTH;
    let fitting = |room: f32| ((room + 6.0) / (PICTURE + 6.0)).max(1.0) as usize;
    let shown = if fitting(room) < all.len() { fitting(room - 34.0) } else { all.len() };
    let (near, others) = all.split_at(shown);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        near.iter().for_each(|one| neighbour(ui, one, model, panel));
        if others.is_empty() {
            return;
        }
        ui.spacing_mut().button_padding.x = 4.0;
        let menu = ui.menu_button(format!("+{}", others.len()), |ui| {
            for row in others.chunks(IN_A_ROW) {
                let show = |ui: &mut Ui| {
                    row.iter().for_each(|one| neighbour(ui, one, model, panel));
                };
                ui.horizontal(show);
            }
        });
        panel.explain(&menu.response, "The other neighbours that vote: click to see them");
    });
}

/// One of them: its picture leads to it.
fn neighbour(ui: &mut Ui, view: &NeighbourView, model: &Model, panel: &mut Panel) {
    let size = vec2(PICTURE, PICTURE + 14.0);
    let (area, response) = ui.allocate_exact_size(size, Sense::click());
    let picture = Rect::from_min_size(area.min, vec2(PICTURE, PICTURE));
    let texture = match view.picture {
        Picture::Reference(image) => panel.ui_state.digit(ui.ctx(), &model.digits, image),
        Picture::Own(id) => {
            let told = model.teaching.told_own(id);
            told.map(|(pixels, _)| panel.ui_state.own(ui.ctx(), id, pixels))
        }
    };
    if let Some(texture) = texture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), picture, whole, Color32::WHITE);
    }
    let color = theme::color(theme::class(usize::from(view.class)));
    let width = if response.hovered() { 2.0 } else { 1.0 };
    let stroke = Stroke::new(width, color);
    ui.painter().rect_stroke(picture, 3.0, stroke, egui::StrokeKind::Inside);
    ui.painter().text(
        area.center_bottom(),
        Align2::CENTER_BOTTOM,
        &view.caption,
        FontId::proportional(11.5),
        theme::color(theme::TEXT),
    );
    if response.hovered() {
        panel.explain(&response, view.tip(model));
    }
    if matches!(view.picture, Picture::Own(_)) {
        return;
    }
    if response.clicked() {
        panel.push(SelectCommand::Point(Some(view.point)));
    }
    if response.double_clicked()
        && let Some(play) = clicks::play_point(view.point, &model.references, &model.digits)
    {
        panel.push(play);
    }
}
