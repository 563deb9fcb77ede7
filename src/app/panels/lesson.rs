//! The lesson that is open: its text, what is to be done, what can be turned, a question, and the way on. The list of
//! lessons.

use super::dialog::window;
use super::knobs::slider;
use super::{Model, Panel, dim};
use crate::app::command::{LessonCommand, PanelCommand};
use crate::app::language::Language;
use crate::app::overlays::Dialog;
use crate::app::theme;
use crate::app::views::lesson::{LessonRow, LessonView, LessonsView, QuestionView};
use bevy_egui::egui::{
    self, Align, Button, Color32, Layout, RichText, ScrollArea, Sense, Stroke, Ui, vec2,
};

/// Width of the panel, as a share of the window's, and its least and most, points.
const WIDTH: f32 = 0.27;
const LEAST: f32 = 250.0;
const MOST: f32 = 440.0;
/// Behind what is right, and behind what is not.
const RIGHT: theme::Rgb = [0x1C, 0x50, 0x4C];
const WRONG: theme::Rgb = [0x55, 0x36, 0x10];
/// Sizes of text.
const BODY: f32 = 15.0;
const TITLE: f32 = 19.0;
/// Height of the buttons below, with what stands around them.
const FOOT: f32 = 44.0;

/// How wide the panel is in a window of a width.
pub fn width(window: f32) -> f32 {
    (window * WIDTH).clamp(LEAST, MOST).round()
}

/// The step that was shown last: another one is read from its top.
#[derive(Default)]
struct Shown(Option<(String, usize)>);

/// Draws the panel.
pub fn show(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let Some(view) = LessonView::gather(model) else { return };
    head(ui, &view, panel);
    let room = (ui.available_height() - FOOT).max(40.0);
    let now = Some((view.title.clone(), view.at));
    let is_new = std::mem::replace(&mut panel.ui_state.of::<Shown>().0, now.clone()) != now;
    let mut scroll = ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    if is_new {
        scroll = scroll.vertical_scroll_offset(0.0);
    }
    let width = ui.available_width();
    scroll.auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(width);
        ui.spacing_mut().item_spacing.y = 9.0;
        body(ui, &view, panel);
    });
    foot(ui, &view, panel);
}

/// What it is called, where one is in it, and the way out.
fn head(ui: &mut Ui, view: &LessonView, panel: &mut Panel) {
    ui.horizontal(|ui| {
        if ui.small_button("☰").on_hover_text(&view.words.all).clicked() {
            panel.push(PanelCommand::Show(Dialog::Lessons, true));
        }
        ui.label(RichText::new(&view.place).size(12.0).color(dim()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = Button::new(RichText::new("×").font(theme::heading(16.0))).frame(false);
            let close = ui.add(close).on_hover_text(&view.words.close);
            close.widget_info(|| {
                egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &view.words.close)
            });
            if close.clicked() {
                panel.push(LessonCommand::Close);
            }
        });
    });
    ui.label(RichText::new(&view.title).font(theme::heading(TITLE)));
    let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
    let each = bar.width() / view.steps as f32;
    for step in 0..view.steps {
        let left = bar.left() + step as f32 * each;
        let color = if step <= view.at {
            theme::color(theme::ACCENT)
        } else {
            theme::color(theme::HAIRLINE)
        };
        let part = egui::Rect::from_x_y_ranges(left..=left + each - 3.0, bar.y_range());
        ui.painter().rect_filled(part, 1.5, color);
    }
    ui.add_space(6.0);
}

fn body(ui: &mut Ui, view: &LessonView, panel: &mut Panel) {
    let paragraph = |ui: &mut Ui, words: &str| ui.label(RichText::new(words).size(BODY));
    for words in &view.text {
        paragraph(ui, words);
    }
    if let Some((words, is_done)) = &view.to_do {
        to_do(ui, view, words, *is_done, panel);
    }
    if !view.knobs.is_empty() {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            for knob in &view.knobs {
                slider(ui, knob, 13.0, panel);
            }
        });
    }
    for words in &view.done {
        paragraph(ui, words);
    }
    if let Some(question) = &view.question {
        ask(ui, question, panel);
    }
    if let Some(formula) = &view.formula {
        egui::CollapsingHeader::new(RichText::new(&view.words.formula).size(13.0).color(dim()))
            .id_salt(("formula", view.at))
            .show(ui, |ui| ui.label(RichText::new(formula).size(14.0)));
    }
    if let Some(source) = &view.source {
        ui.add_space(4.0);
        ui.label(RichText::new(source).size(12.0).color(dim()));
    }
}

/// What is to be done, with a mark once it was.
fn to_do(ui: &mut Ui, view: &LessonView, words: &str, is_done: bool, panel: &mut Panel) {
    let accent = theme::color(theme::ACCENT);
    let frame = egui::Frame::new()
        .fill(theme::color(theme::RAISED))
        .stroke(Stroke::new(1.0, if is_done { accent } else { theme::color(theme::HAIRLINE) }))
        .corner_radius(6)
        .inner_margin(9);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let head = if is_done {
            format!("✔ {}", view.words.your_turn)
        } else {
            view.words.your_turn.clone()
        };
        ui.horizontal(|ui| {
            ui.label(RichText::new(head).font(theme::heading(12.0)).color(accent));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if view.has_solution && ui.small_button(&view.words.show).clicked() {
                    panel.push(LessonCommand::Solve);
                }
            });
        });
        ui.label(RichText::new(words).size(BODY));
    });
}

fn ask(ui: &mut Ui, view: &QuestionView, panel: &mut Panel) {
    ui.label(RichText::new(&view.words).font(theme::heading(BODY)));
    let chosen = view.chosen.as_ref();
    for (answer, words) in (1..).zip(&view.answers) {
        let is_chosen = chosen.is_some_and(|(number, ..)| *number == answer);
        let mut button = Button::new(RichText::new(words).size(14.0)).wrap();
        // Green is right.
        if let Some((_, is_right, _)) = chosen.filter(|_| is_chosen) {
            let fill = if *is_right { RIGHT } else { WRONG };
            button = button.fill(theme::color(fill));
        }
        if ui.add(button.min_size(vec2(ui.available_width(), 28.0))).clicked() {
            panel.push(LessonCommand::Answer(answer));
        }
    }
    if let Some((_, is_right, reply)) = chosen {
        let (sign, color): (&str, Color32) = match is_right {
            true => ("✔", theme::color(theme::ACCENT)),
            false => ("✖", theme::color(theme::WARNING)),
        };
        ui.label(RichText::new(format!("{sign} {reply}")).size(14.0).color(color));
    }
}

/// The way back and on.
fn foot(ui: &mut Ui, view: &LessonView, panel: &mut Panel) {
    ui.separator();
    ui.horizontal(|ui| {
        let back = Button::new(&view.words.back);
        if ui.add_enabled(view.at > 0, back).on_hover_text("Page Up").clicked() {
            panel.push(LessonCommand::GoTo(view.at - 1));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (words, command) = match (view.next_lesson, view.is_last, view.may_go_on) {
                (Some(next), ..) => (&view.words.next_lesson, LessonCommand::Open(next.to_owned())),
                (None, true, _) => (&view.words.finish, LessonCommand::Close),
                (None, false, true) => (&view.words.next, LessonCommand::GoTo(view.at + 1)),
                (None, false, false) => (&view.words.skip, LessonCommand::GoTo(view.at + 1)),
            };
            let fill = theme::color(if view.may_go_on { RIGHT } else { theme::RAISED });
            let next = Button::new(words).fill(fill).min_size(vec2(72.0, 28.0));
            if ui.add(next).on_hover_text("Page Down").clicked() {
                panel.push(command);
            }
        });
    });
}

/// Shows the list until it is closed, or a lesson is opened.
pub fn show_list(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let view = LessonsView::gather(model);
    let mut is_open = true;
    window(Dialog::Lessons, &view.title, &mut is_open).show(ctx, |ui| {
        let room = ctx.viewport_rect().size() - vec2(64.0, 110.0);
        let width = room.x.min(560.0);
        ui.set_width(width);
        ui.label(RichText::new(&view.intro).color(dim()));
        ui.horizontal(|ui| {
            ui.label(RichText::new(&view.language).color(dim()));
            let mut language = model.settings.language;
            for one in Language::ALL {
                ui.selectable_value(&mut language, one, one.name());
            }
            panel.change(&model.settings, |s| s.language = language);
        });
        ui.separator();
        let height = (room.y - 70.0).max(80.0);
        let scroll = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        scroll.show(ui, |ui| {
            ui.set_max_width(width);
            for row in &view.rows {
                if self::row(ui, row).clicked() {
                    panel.push(LessonCommand::Open(row.name.clone()));
                }
            }
        });
    });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Lessons, false));
    }
}

/// A lesson in the list, in two lines.
fn row(ui: &mut Ui, view: &LessonRow) -> egui::Response {
    let ink = theme::color(theme::TEXT);
    let mut words = egui::text::LayoutJob::default();
    words.append(&view.title, 0.0, egui::TextFormat::simple(theme::heading(14.0), ink));
    let small = egui::TextFormat::simple(egui::FontId::proportional(12.0), dim());
    words.append(&format!("\n{}", view.summary), 0.0, small);
    words.wrap.max_width = ui.available_width() - 130.0;
    let sign = if view.is_done { "✔ " } else { "" };
    let color = if view.is_done { theme::color(theme::ACCENT) } else { dim() };
    let standing = RichText::new(format!("{sign}{}", view.standing)).size(12.0).color(color);
    let button = Button::new(words).right_text(standing).wrap();
    ui.add(button.min_size(vec2(ui.available_width(), 40.0)))
}
