//! The list of what was told: looked at, named, undone, saved, opened.

use crate::app::command::{AppCommand, PanelCommand, TeachCommand};
use crate::app::overlays::Dialog;
use crate::app::panels::dialog::window;
use crate::app::panels::{Model, Panel, dim};
use crate::app::theme;
use crate::app::views::told::{ToldRow, ToldView};
use crate::runtime::Subject;
use bevy_egui::egui::{self, RichText, Ui, vec2};

/// Longest title, characters.
const TITLE_MAX: usize = 100;

/// Shows the list until it is closed.
pub fn show(ctx: &egui::Context, model: &Model, panel: &mut Panel) {
    let view = ToldView::gather(model);
    let mut is_open = true;
    window(Dialog::Told, "What was told", &mut is_open).show(ctx, |ui| {
            ui.set_width(380.0);
            // It stays where it is, however much was told.
            let most = (ctx.viewport_rect().height() - 240.0).clamp(120.0, 320.0);
            ui.set_min_height(most + 76.0);
            ui.horizontal(|ui| files(ui, &view, panel));
            ui.horizontal(|ui| {
                ui.label("Called");
                let mut title = view.title.to_owned();
                let edit = egui::TextEdit::singleline(&mut title).hint_text("a name for this set");
                let edit = ui.add(edit.char_limit(TITLE_MAX).desired_width(f32::INFINITY));
                if edit.changed() {
                    panel.push(TeachCommand::Rename(title));
                }
            });
            if let Some(bringing) = &view.bringing {
                ui.add(egui::ProgressBar::new(bringing.share).text(&bringing.words));
            }
            ui.separator();
            if view.rows.is_empty() {
                let words = "Nobody has told me anything yet. Draw something and choose “It is a …” beside the \
                             prediction, put the labels away (T) and name points of the cloud, or open a folder whose \
                             folders are named after what the pictures in them show.";
                ui.label(RichText::new(words).color(dim()));
                return;
            }
            egui::ScrollArea::vertical().max_height(most).show(ui, |ui| {
                ui.set_width(ui.available_width());
                for told in &view.rows {
                    ui.horizontal(|ui| row(ui, model, told, panel));
                }
            });
        });
    if !is_open {
        panel.push(PanelCommand::Show(Dialog::Told, false));
    }
}

fn files(ui: &mut Ui, view: &ToldView, panel: &mut Panel) {
    let has_told = !view.rows.is_empty();
    let mut button = |on: bool, text: &str, tip: &str, command: AppCommand| {
        let response = ui.add_enabled(on, egui::Button::new(text));
        if response.on_hover_text(tip).on_disabled_hover_text(tip).clicked() {
            panel.push(command);
        }
    };
    let open = "A file of what somebody told; it takes the place of this";
    button(true, "Open…", open, AppCommand::Teach(TeachCommand::Open { is_folder: false }));
    let folder =
        "A folder whose folders are named after what the pictures in them show; they are added";
    button(true, "Folder…", folder, AppCommand::Teach(TeachCommand::Open { is_folder: true }));
    let save = "A file of it, with the pictures, for anybody's Signalscape and for `signalscape label --taught`";
    button(has_told, "Save…", save, AppCommand::Teach(TeachCommand::Save));
    let back = "Undo what was told last (Ctrl+Z)";
    button(view.can_take_back, "Take back", back, AppCommand::Teach(TeachCommand::TakeBack));
    button(
        has_told,
        "Forget all",
        "What was told and the names that were added; can be taken back",
        AppCommand::Teach(TeachCommand::Forget),
    );
}

fn row(ui: &mut Ui, model: &Model, view: &ToldRow, panel: &mut Panel) {
    let texture = match view.what {
        Subject::Reference(image) => panel.ui_state.digit(ui.ctx(), &model.digits, *image),
        Subject::Own { id, pixels } => Some(panel.ui_state.own(ui.ctx(), *id, pixels)),
    };
    if let Some(texture) = texture {
        ui.image((texture.id(), vec2(36.0, 36.0)));
    }
    let color = view.class.map_or(dim(), |class| theme::class_text(usize::from(class)));
    ui.label(RichText::new(&view.called).font(theme::heading(18.0)).color(color));
    ui.label(RichText::new(&view.picture).color(dim()));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let button = ui.small_button("×").on_hover_text("Tell this no more");
        if button.clicked() {
            panel.push(TeachCommand::Untell(view.place));
        }
    });
}
