//! What the digit is most like: the label, the votes, the nearest neighbours.

use super::{Model, Panel, dim, drag, fitting, title};
use crate::analysis::{
    Familiarity, KnnSpec, Metric, Neighbour, NoveltyScale, Verdict, Voting, fixed,
};
use crate::app::command::{CloudCommand, SelectCommand, TimeCommand};
use crate::app::teaching::Teaching;
use crate::app::{selection, shown_sample, theme};
use crate::data::Pixels;
use crate::experiments::words::{count, number, thousands};
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
    let session = &*model.session;
    let sample = shown_sample(session, &model.playback);
    let times_ms = session.sample_ms();
    ui.horizontal(|ui| {
        title(ui, "Prediction");
        let ms = |sample: usize| number(times_ms[sample], 0);
        let (text, more) = match sample {
            Some(sample) if session.has_paths() => {
                (format!("temporal path of {} ms", ms(sample)), "")
            }
            Some(sample) if model.playback.rests() => {
                (format!("weights at {} ms", ms(sample)), ", the usual time")
            }
            Some(sample) => (format!("weights at {} ms", ms(sample)), ""),
            None if session.has_cloud() => (format!("first reading at {} ms", ms(0)), ""),
            None => (String::new(), ""),
        };
        let room = ui.available_width() - IT_IS_WIDTH;
        let words = [format!("{text}{more}"), text];
        let words = ui.scope(|ui| {
            ui.set_max_width(room);
            fitting(ui, 11.5, words)
        });
        let response = ui.label(words.inner);
        let tip = match session.has_paths() {
            true => {
                "Which hidden edges won, how often and in which window, is compared with the references', \
                 on 120 axes. The whole path counts, however far it has been played."
            }
            false => {
                "The change of the edge weights by this time is compared with the references' at the same \
                 time: the last sample before the cursor, and 300 ms while playback is paused at the start \
                 or at the end."
            }
        };
        panel.explain(&response, tip);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            super::teaching::it_is(ui, model, panel);
        });
    });
    let presentation = session.record.presentation();
    match sample.and_then(|sample| model.references.verdict(presentation, sample)) {
        Some((verdict, familiarity)) => {
            ui.horizontal_top(|ui| {
                label(ui, verdict, *familiarity, model, panel);
                ui.vertical(|ui| votes(ui, verdict, &model.teaching, panel));
            });
            ui.horizontal_top(|ui| {
                neighbours(ui, model, panel, verdict);
                ui.with_layout(egui::Layout::top_down(egui::Align::Max), |ui| {
                    voting(ui, model.settings.knn, panel);
                });
            });
        }
        None if sample.is_none() && session.has_cloud() && !session.is_blank() => {
            first_reading(ui, model, panel, times_ms[0]);
        }
        None => waiting(ui, model),
    }
}

/// Before the first sample: how far it is, and a way to go there at once.
fn first_reading(ui: &mut Ui, model: &Model, panel: &mut Panel, first_ms: f64) {
    let playback = &*model.playback;
    ui.add_space(16.0);
    let text = "Nothing to compare yet: watch the weights move, or go on.";
    ui.label(RichText::new(text).color(dim()));
    ui.horizontal(|ui| {
        let share = (playback.now_ms / first_ms) as f32;
        let bar = egui::ProgressBar::new(share)
            .desired_width(ui.available_width() - 108.0)
            .text(format!("{} of {} ms", number(playback.now_ms, 0), number(first_ms, 0)));
        let left_s = (first_ms - playback.now_ms) / playback.speed;
        ui.add(bar).on_hover_text(format!("About {} s at this speed", number(left_s, 0)));
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
        "What near means. Euclidean: the length of the difference between two digits' numbers. Cosine: 1 − \
         the cosine of the angle between them.",
    );
    let k = drag(ui, &mut changed.k).range(1..=KnnSpec::K_MAX).prefix("nearest ").speed(0.05);
    panel.explain(&ui.add(k), "k: how many nearest neighbours vote; drag, or click and type");
    if changed != knn {
        panel.push(CloudCommand::SetKnn(changed));
    }
}

fn label(
    ui: &mut Ui,
    verdict: &Verdict,
    familiarity: Option<Familiarity>,
    model: &Model,
    panel: &Panel,
) {
    let (references, names) = (&*model.references, model.teaching.names());
    let is_novel = familiarity.is_some_and(|familiarity| familiarity.is_novel);
    let runner_up = verdict.runner_up().filter(|_| !is_novel);
    // Two digits are written smaller, so that they take hardly more room than one.
    let (size, words_at): (f32, f32) =
        if runner_up.is_some() { (34.0, 92.0) } else { (60.0, 44.0) };
    let width = match familiarity {
        _ if runner_up.is_some() => 190.0,
        Some(_) if is_novel => 148.0,
        Some(found) if found.is_unusual => 142.0,
        Some(_) => 112.0,
        None => 132.0,
    };
    let known = model.teaching.known().count();
    let named = if model.teaching.is_on() { model.teaching.classes().len() } else { known };
    let (area, response) = ui.allocate_exact_size(vec2(width, 66.0), Sense::hover());
    let painter = ui.painter();
    let class = usize::from(verdict.label);
    let share = verdict.shares[class];
    let (sign, color, words) = if is_novel {
        (
            "?".to_owned(),
            theme::color(theme::WARNING),
            format!("unlike any\n{} it knows", model.digits.noun()),
        )
    } else {
        let sure = match share {
            _ if runner_up.is_some() => "a close vote",
            _ if familiarity.is_some_and(|familiarity| familiarity.is_unusual) => "but unusual",
            // Whatever it is, it can be called nothing else.
            _ if named < known => &format!("of {}", count(named, "name")),
            s if s > 0.95 => "sure",
            _ => "likely",
        };
        let so_far = if familiarity.is_none() && references.grows() { " so far" } else { "" };
        (
            match runner_up {
                Some(other) => format!("{} or {}", names.short(verdict.label), names.short(other)),
                None => names.short(verdict.label),
            },
            theme::class_text(class),
            format!("{} %\n{sure}{so_far}", number(share * 100.0, 0)),
        )
    };
    let size = if verdict.label < 10 || is_novel { size } else { size.min(34.0) };
    painter.text(area.left_center(), Align2::LEFT_CENTER, sign, theme::heading(size), color);
    let font = if is_novel { theme::heading(12.5) } else { theme::heading(15.0) };
    painter.text(
        area.left_center() + vec2(words_at, 0.0),
        Align2::LEFT_CENTER,
        words,
        font,
        theme::color(theme::TEXT),
    );
    let vote = format!(
        "The neighbours vote for {} with {} % of the weight.",
        names.of(verdict.label),
        number(share * 100.0, 0)
    );
    let tip = match familiarity {
        Some(familiarity) => format!(
            "{vote} How far the nearest is, for how far they are from each other, is {} times what 99 % \
             of the references stay below: above 1 it is called unlike any digit.{}",
            number(familiarity.ratio, 2),
            if familiarity.is_unusual && !is_novel {
                " It is unusual: above what 95 % stay below, nearly as near to a letter or a sign, or of \
                 more pieces than such digits are."
            } else {
                ""
            }
        ),
        None => format!(
            "{vote} Whether it is like any of them at all cannot be said{}: that takes {} references.",
            if references.grows() { " yet" } else { "" },
            thousands(NoveltyScale::REFERENCES_MIN)
        ),
    };
    panel.explain(&response, tip);
}

/// Small columns, one for each class of the data set and up to the last that is voted for.
fn votes(ui: &mut Ui, verdict: &Verdict, teaching: &Teaching, panel: &Panel) {
    let names = teaching.names();
    let shares: Vec<f32> = (0..verdict.shares.len().max(teaching.known().count()))
        .map(|class| verdict.shares.get(class).copied().unwrap_or(0.0))
        .collect();
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), 66.0), Sense::hover());
    let painter = ui.painter();
    let width = area.width() / shares.len() as f32;
    for (class, &share) in shares.iter().enumerate() {
        let left = area.left() + class as f32 * width;
        let base = area.bottom() - 16.0;
        let column = Rect::from_min_max(
            pos2(left + 3.0, base - share * 46.0 - 1.0),
            pos2(left + width - 3.0, base),
        );
        let color = theme::color(theme::class(class));
        let color = if share > 0.0 { color } else { theme::color(theme::HAIRLINE) };
        painter.rect_filled(column, 1.5, color);
        let name = names.short(class as u8);
        let is_letter = name.chars().count() == 1;
        let text = if share > 0.0 { theme::color(theme::TEXT) } else { dim() };
        painter.text(
            pos2(left + width / 2.0, area.bottom()),
            Align2::CENTER_BOTTOM,
            name,
            FontId::proportional(12.0_f32.min(width * if is_letter { 1.4 } else { 0.7 })),
            text,
        );
    }
    let tip = response.hover_pos().map_or(String::new(), |at| {
        let class = (((at.x - area.left()) / width) as usize).min(shares.len() - 1);
        let share = number(shares[class] * 100.0, 1);
        format!(" {} has {share} %.", names.of(class as u8))
    });
    panel.explain(&response, format!("Share of the neighbours' votes that each class has.{tip}"));
}

/// Side of a neighbour's picture, logical pixels.
const PICTURE: f32 = 44.0;
/// Neighbours in a row of the list of those that do not fit beside the votes.
const IN_A_ROW: usize = 5;

/// The nearest ones, as many as fit; a button lists the others.
fn neighbours(ui: &mut Ui, model: &Model, panel: &mut Panel, verdict: &Verdict) {
    let room = ui.available_width() - VOTING_WIDTH;
    let fitting = |room: f32| ((room + 6.0) / (PICTURE + 6.0)).max(1.0) as usize;
    let all = &pictures(model, verdict);
    let shown = if fitting(room) < all.len() { fitting(room - 34.0) } else { all.len() };
    let (near, others) = all.split_at(shown);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        near.iter().for_each(|&(one, votes)| neighbour(ui, model, panel, one, votes));
        if others.is_empty() {
            return;
        }
        ui.spacing_mut().button_padding.x = 4.0;
        let menu = ui.menu_button(format!("+{}", others.len()), |ui| {
            for row in others.chunks(IN_A_ROW) {
                let show = |ui: &mut Ui| {
                    row.iter().for_each(|&(one, votes)| neighbour(ui, model, panel, one, votes));
                };
                ui.horizontal(show);
            }
        });
        panel.explain(&menu.response, "The other neighbours that vote: click to see them");
    });
}

/// What a neighbour is.
#[derive(Clone, Copy)]
enum Whose<'a> {
    /// A reference, by its place among the training images.
    Reference(u32),
    /// Somebody's own picture that was told.
    Own(u32, &'a Pixels),
}

impl<'a> Whose<'a> {
    fn of(neighbour: usize, model: &'a Model) -> Option<Whose<'a>> {
        let prediction = model.references.prediction.as_ref()?;
        match neighbour.checked_sub(prediction.references) {
            None => Some(Whose::Reference(*prediction.images.get(neighbour)?)),
            Some(at) => {
                let id = *prediction.own.get(at)?;
                Some(Whose::Own(id, model.teaching.told_own(id)?.0))
            }
        }
    }
}

/// Neighbours, nearest first, and how many votes each has: variants of one picture of somebody's own are shown as one.
fn pictures<'a>(model: &Model, verdict: &'a Verdict) -> Vec<(&'a Neighbour, usize)> {
    let mut pictures: Vec<(&Neighbour, usize)> = Vec::new();
    let own = |neighbour: &Neighbour| match Whose::of(neighbour.index, model) {
        Some(Whose::Own(id, _)) => Some(id),
        _ => None,
    };
    for one in &verdict.neighbours {
        let id = own(one);
        match pictures.iter_mut().find(|(known, _)| id.is_some() && own(known) == id) {
            Some((_, votes)) => *votes += 1,
            None => pictures.push((one, 1)),
        }
    }
    pictures
}

/// One of them: its picture leads to it.
fn neighbour(ui: &mut Ui, model: &Model, panel: &mut Panel, neighbour: &Neighbour, votes: usize) {
    let Some(of) = Whose::of(neighbour.index, model) else { return };
    let unit = match (model.settings.knn.metric, model.session.has_paths()) {
        (Metric::Cosine, _) => 1.0,
        (Metric::Euclidean, true) => fixed::COORDINATE,
        (Metric::Euclidean, false) => fixed::WEIGHT,
    };
    let size = vec2(PICTURE, PICTURE + 14.0);
    let (area, response) = ui.allocate_exact_size(size, Sense::click());
    let picture = Rect::from_min_size(area.min, vec2(PICTURE, PICTURE));
    let texture = match of {
        Whose::Reference(image) => panel.textures.digit(ui.ctx(), &model.digits, image),
        Whose::Own(id, pixels) => Some(panel.textures.own(ui.ctx(), id, pixels)),
    };
    if let Some(texture) = texture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), picture, whole, Color32::WHITE);
    }
    let color = theme::color(theme::class(usize::from(neighbour.label)));
    let width = if response.hovered() { 2.0 } else { 1.0 };
    let stroke = Stroke::new(width, color);
    ui.painter().rect_stroke(picture, 3.0, stroke, egui::StrokeKind::Inside);
    ui.painter().text(
        area.center_bottom(),
        Align2::CENTER_BOTTOM,
        match votes {
            1 => model.teaching.names().short(neighbour.label),
            _ => format!("{} ×{votes}", model.teaching.names().short(neighbour.label)),
        },
        FontId::proportional(11.5),
        theme::color(theme::TEXT),
    );
    let (name, click) = match of {
        Whose::Reference(image) => {
            let click = " Click to find it in the cloud, double-click to play it.";
            (format!("A {}", model.digits.reference_name(image)), click)
        }
        Whose::Own(..) if votes == 1 => {
            ("The picture that was told, or a variant of it".to_owned(), "")
        }
        Whose::Own(..) => {
            let words = format!(
                "{votes} of the 33 variants of the picture that was told, each with a vote"
            );
            (words, "")
        }
    };
    let tip = format!(
        "{name}, {}; distance {} ({}).{click}",
        model.teaching.names().with_article(neighbour.label),
        number(neighbour.distance * unit, 2),
        match model.settings.knn.metric {
            Metric::Cosine => "1 − cosine of the angle between them",
            Metric::Euclidean if model.session.has_paths() => "along the 120 axes",
            Metric::Euclidean => "in units of weight",
        }
    );
    panel.explain(&response, tip);
    if matches!(of, Whose::Own(..)) {
        return;
    }
    if response.clicked() {
        panel.push(SelectCommand::Point(Some(neighbour.index)));
    }
    if response.double_clicked()
        && let Some(play) = selection::play_point(neighbour.index, &model.references, &model.digits)
    {
        panel.push(play);
    }
}

fn waiting(ui: &mut Ui, model: &Model) {
    let references = &*model.references;
    let text = if !model.session.has_cloud() {
        "No prediction: this preset has no embedding of one image alone.".to_owned()
    } else if model.session.is_blank() {
        "The pad is empty: draw, drop a picture, or pick one above.".to_owned()
    } else if let Some((done, target)) = references.fitting {
        let (done, target) = (thousands(done), thousands(target));
        format!(
            "Finding the axes of the cloud: {done} of {target} images. They are kept for next time."
        )
    } else if references.cloud.is_none() {
        format!(
            "Getting the first reference {}s ready: {}.",
            model.digits.noun(),
            thousands(references.done)
        )
    } else if model.teaching.is_on() && model.teaching.named() == 0 {
        "Nobody has told me anything yet: click a point of the cloud and say what it is, or what this is (It is a …).".to_owned()
    } else {
        "Comparing with the references …".to_owned()
    };
    ui.add_space(16.0);
    ui.label(RichText::new(text).color(dim()));
}
