//! Cards over the views: of what is under the pointer, and of the point of the cloud that was clicked.

use super::place::on_screen;
use crate::app::clicks::play_point;
use crate::app::command::{SelectCommand, TeachTarget};
use crate::app::panels::neuron::card;
use crate::app::panels::{Model, Panel, dim, teaching};
use crate::app::scene::NetView;
use crate::app::theme;
use crate::app::views::cards::{ClickedPointView, HoverView, NeuronCard, OthersView};
use crate::app::views::point::PointView;
use bevy_egui::egui::{self, Align2, Area, Id, Order, Rect, RichText, Ui, vec2};

/// Room for all that is said of a point while somebody teaches, so that nothing moves under the pointer from one to the
/// next, logical pixels.
const TOLD_WIDTH: f32 = 262.0;
/// Pictures on a line of it.
const OTHERS_MAX: usize = 8;

/// What is under the pointer, inside the view that it is in: neither legend nor panels are covered.
pub(super) fn hover(ctx: &egui::Context, model: &Model, views: [Rect; 2], panel: &mut Panel) {
    let Some(cursor) = ctx.pointer_hover_pos() else { return };
    let Some(found) = HoverView::gather(model) else { return };
    // Away from the nearer border, so that it never comes over what it is about.
    let Some(view) = views.into_iter().find(|view| view.contains(cursor)) else { return };
    let middle = view.center();
    let (is_right, is_low) = (cursor.x > middle.x, cursor.y > middle.y);
    let pivot = match (is_right, is_low) {
        (false, false) => Align2::LEFT_TOP,
        (true, false) => Align2::RIGHT_TOP,
        (false, true) => Align2::LEFT_BOTTOM,
        (true, true) => Align2::RIGHT_BOTTOM,
    };
    let off = |is_far: bool| if is_far { -16.0 } else { 16.0 };
    Area::new(Id::new("hover"))
        .order(Order::Tooltip)
        .interactable(false)
        .fixed_pos(cursor + vec2(off(is_right), off(is_low)))
        .pivot(pivot)
        .constrain_to(view)
        .show(ctx, |ui| {
            card().inner_margin(8).show(ui, |ui| {
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
                match &found {
                    HoverView::Neuron(neuron) => neuron_card(ui, neuron),
                    HoverView::Point(point) => point_card(ui, model, point, panel),
                }
            });
        });
}

fn neuron_card(ui: &mut Ui, view: &NeuronCard) {
    ui.label(RichText::new(&view.name).font(theme::heading(13.0)));
    ui.label(RichText::new(&view.place).color(dim()));
    ui.label(&view.state);
    if let Some(ink) = &view.ink {
        ui.label(ink);
    }
}

fn point_card(ui: &mut Ui, model: &Model, view: &PointView, panel: &mut Panel) {
    ui.horizontal(|ui| {
        if let Some(texture) = panel.ui_state.digit(ui.ctx(), &model.digits, view.image) {
            ui.image((texture.id(), vec2(56.0, 56.0)));
        }
        ui.vertical(|ui| {
            let color = view.class.map_or(dim(), |class| theme::class_text(usize::from(class)));
            ui.label(RichText::new(&view.name).font(theme::heading(24.0)).color(color));
            if let Some(came) = &view.came {
                ui.label(RichText::new(came).color(dim()));
            }
            ui.label(RichText::new(&view.reference).color(dim()));
        });
    });
}

/// The clicked cloud point, until it is put away.
pub(super) fn clicked(
    ctx: &egui::Context,
    model: &Model,
    area: Rect,
    is_beside: bool,
    panel: &mut Panel,
) {
    let Some(view) = ClickedPointView::gather(model) else { return };
    // On the other side than its point, which may be clicked again.
    let at = on_screen(ctx, model, NetView::Cloud, view.at);
    let (corner, pivot) = match at.is_some_and(|at| at.x < area.center().x) {
        _ if view.is_teaching && is_beside => (teaching::below_bar(ctx, area), Align2::RIGHT_TOP),
        true => (area.right_bottom() + vec2(-10.0, -36.0), Align2::RIGHT_BOTTOM),
        false => (area.left_bottom() + vec2(10.0, -36.0), Align2::LEFT_BOTTOM),
    };
    Area::new(Id::new("clicked point")).order(Order::Middle).fixed_pos(corner).pivot(pivot).show(
        ctx,
        |ui| {
            card().inner_margin(8).show(ui, |ui| clicked_card(ui, model, &view, panel));
        },
    );
}

fn clicked_card(ui: &mut Ui, model: &Model, view: &ClickedPointView, panel: &mut Panel) {
    ui.set_min_width(if view.is_teaching { TOLD_WIDTH } else { 172.0 });
    // Its name stays on a line: "training digit 51,879".
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    if let Some(point) = &view.said {
        point_card(ui, model, point, panel);
    }
    if let Some(others) = &view.others {
        let tip = "Clicked with Shift: they are told together";
        ui.label(RichText::new(&others.words).color(dim())).on_hover_text(tip);
        ui.horizontal(|ui| pictures(ui, model, others, panel));
    }
    if view.is_teaching {
        teaching::names(ui, model, panel, TeachTarget::Point);
    }
    ui.horizontal(|ui| {
        if ui.button("Play").on_hover_text("Show it to the network").clicked()
            && let Some(play) = play_point(view.point, &model.references, &model.digits)
        {
            panel.push(play);
        }
        if ui.button("Close").on_hover_text("Deselect it (Esc)").clicked() {
            panel.push(SelectCommand::Point(None));
        }
    });
}

/// What was clicked with Shift.
fn pictures(ui: &mut Ui, model: &Model, view: &OthersView, panel: &mut Panel) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for &image in view.images.iter().take(OTHERS_MAX) {
        if let Some(texture) = panel.ui_state.digit(ui.ctx(), &model.digits, image) {
            ui.image((texture.id(), vec2(28.0, 28.0)));
        }
    }
}
