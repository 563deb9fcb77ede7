//! Panels: they read state, draw, and push commands; nothing else.
//!
//! | module | panel |
//! |---|---|
//! | [`top`] | classes to pick from, status, panels on and off |
//! | [`input`] | pictures, preset and view |
//! | [`pad`] | the sheet to draw on |
//! | [`strip`] | pictures that came together |
//! | [`transport`] | playback |
//! | [`raster`] | every spike over time |
//! | [`plasticity`] | weights: histogram, shares, an edge's traces |
//! | [`prediction`] | what the digit is most like |
//! | [`path`] | the temporal path: how far it has grown, who won whom, its cycle |
//! | [`arrange`] | where each of them stands |
//! | [`axis`] | where a time lies on a raster |
//! | [`neuron`] | the selected neuron and its race |
//! | [`legend`] | what stands for what in the network |
//! | [`overlay`] | labels, hover cards, hints over the 3D views |
//! | [`notice`] | messages, above everything |
//! | [`help`] | shortcuts |
//! | [`experiments`] | runs in the background, what they found |
//! | [`runs`] | finished runs of earlier starts |
//! | [`found_paths`] | opened results of temporal paths |
//! | [`palette`] | every command by its name |
//! | [`clearing`] | whether kept embeddings are to be deleted |
//! | [`resting`] | no explanation stays over an opened window |
//! | [`dialog`] | keys stay inside an open window or list |

mod arrange;
pub mod axis;
mod classes;
mod clearing;
mod dialog;
pub mod experiments;
pub mod found_paths;
pub mod help;
pub mod input;
mod legend;
pub mod neuron;
mod notice;
pub mod overlay;
pub mod pad;
pub mod palette;
pub mod path;
pub mod plasticity;
pub mod prediction;
pub mod raster;
mod resting;
pub mod runs;
mod strip;
mod teaching;
pub mod top;
pub mod transport;

use super::bridge::DropHover;
use super::command::AppCommand;
use super::experiments::Experiments;
use super::frames::Frames;
use super::history::History;
use super::learning::Learning;
use super::pictures::Reading;
use super::playback::Playback;
use super::scene::NetView;
use super::scene::cloud_scene::CloudScene;
use super::scene::network_scene::NetworkScene;
use super::settings::{Change, PanelShares, Settings};
use super::state::{Dialog, Digits, Notice, Overlays, References, Selection, Session, Trajectory};
use super::teaching::Teaching;
use super::tray::{Page, Tray};
use super::{Free, theme};
use crate::data::Part;
use crate::data::digit::{Pixels, SIDE};
use crate::experiments::sweep;
use crate::experiments::words::number;
use crate::sim::Preset;
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::EguiContexts;
use bevy_egui::egui::{
    self, Color32, ColorImage, Rangef, RichText, TextureHandle, TextureOptions, Ui, vec2,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// What panels may read.
#[derive(SystemParam)]
pub struct Model<'w, 's> {
    pub session: Res<'w, Session>,
    pub playback: Res<'w, Playback>,
    pub settings: Res<'w, Settings>,
    pub selection: Res<'w, Selection>,
    pub references: Res<'w, References>,
    pub digits: Res<'w, Digits>,
    pub history: Res<'w, History>,
    pub experiments: Res<'w, Experiments>,
    pub learning: Res<'w, Learning>,
    pub teaching: Res<'w, Teaching>,
    pub notice: Res<'w, Notice>,
    pub overlays: Res<'w, Overlays>,
    pub trajectory: Res<'w, Trajectory>,
    pub network_scene: Res<'w, NetworkScene>,
    pub cloud_scene: Res<'w, CloudScene>,
    pub hovering: Res<'w, DropHover>,
    pub reading: Res<'w, Reading>,
    pub tray: Res<'w, Tray>,
    pub time: Res<'w, Time<Real>>,
    pub views: Query<'w, 's, (&'static Camera, &'static GlobalTransform, &'static NetView)>,
}

impl Model<'_, '_> {
    /// Whether something was told that can be taken back, in this window or before.
    fn can_take_back(&self) -> bool {
        self.history.has_told() || !self.teaching.told().is_empty()
    }
}

/// What a panel asks for, and what it keeps between frames.
pub struct Panel<'a> {
    /// Commands, applied in the next frame.
    pub commands: &'a mut Vec<AppCommand>,
    /// Pictures on the graphics card.
    pub textures: &'a mut Textures,
    /// Where a presentation's start and end lie, from left to right, wherever time is drawn.
    pub time: Rangef,
    /// What lies above the place that explanations end at, if that is not the view of the network.
    explained_over: Option<egui::Rect>,
}

impl Panel<'_> {
    /// Explains what is drawn over time: in the view of the network, so that nothing below it is covered, or
    /// [above what is drawn](Self::explaining_above).
    fn explain(&self, response: &egui::Response, text: impl Into<egui::WidgetText>) {
        let Some(room) = self.explained_over.or(self.textures.network) else { return };
        let room = room.shrink2(vec2(8.0, 0.0));
        let width = TIP_WIDTH.min(room.width());
        let pointer = response.hover_pos().map_or(room.left(), |at| at.x - width / 2.0);
        let left = pointer.clamp(room.left(), room.right() - width);
        let place = egui::Rect::from_x_y_ranges(left..=left + width, room.bottom()..=room.bottom());
        explain_above(response, place, text);
    }

    /// Draws what is explained just above it: above `y`, as wide as `ui`.
    fn explaining_above(&mut self, ui: &mut Ui, y: f32, draw: impl FnOnce(&mut Ui, &mut Self)) {
        let (x, top) = (ui.max_rect().x_range(), ui.ctx().viewport_rect().top());
        self.explained_over = Some(egui::Rect::from_x_y_ranges(x, top..=y));
        draw(ui, self);
        self.explained_over = None;
    }

    /// Changes what is remembered.
    pub fn change(&mut self, settings: &Settings, change: impl FnOnce(&mut Settings)) {
        self.commands.extend(Change::of(settings, change).map(AppCommand::Change));
    }
}

/// Pictures on the graphics card, and what each one shows.
#[derive(Resource, Default)]
pub struct Textures {
    is_themed: bool,
    /// The window and the shares that panels were last laid out by, and whether the raster was among them.
    arranged: Option<(egui::Vec2, PanelShares, bool)>,
    /// What the panels left to the network in the last pass.
    network: Option<egui::Rect>,
    /// How large the pad is.
    sheet: pad::Sheet,
    pad: Option<(Box<Pixels>, TextureHandle)>,
    raster: Option<(raster::RasterKey, TextureHandle)>,
    /// The tree that is shown.
    tree: Option<path::Grown>,
    /// The row of opened temporal paths that is looked at.
    shown_paths: usize,
    /// Which of its mistakes.
    mistaken_paths: experiments::Mistakes,
    /// It is that of the network before it learnt.
    tree_before: bool,
    digits: HashMap<(Part, u32), TextureHandle>,
    /// Pictures of the strip by place, at that revision of the tray.
    strip: (u64, HashMap<usize, TextureHandle>),
    /// The picture that a digit is chosen from.
    page: Option<(Arc<Page>, TextureHandle)>,
    /// The place of the strip that was last scrolled to.
    strip_at: Option<usize>,
    /// The pad's image while a stroke is drawn.
    stroke: Option<pad::Stroke>,
    /// Something was drawn since the pointer came onto the pad.
    has_drawn: bool,
    /// The pad's left button erases.
    erases: bool,
    /// What the pickers say.
    picker: top::Picker,
    palette: palette::Palette,
    /// The pointer is on the message.
    is_notice_held: bool,
    /// Where keys are to stay.
    focus: dialog::Focus,
    /// The window that was on top in the last pass.
    topmost: Option<Dialog>,
    /// Pictures of somebody's own that were told, by id.
    own: HashMap<u32, TextureHandle>,
    /// A name that is being written.
    new_name: String,
    /// What is chosen for the next experiment.
    experiment: experiments::Chosen,
}

/// Width of long explanations, logical pixels.
const TIP_WIDTH: f32 = 360.0;
/// Width of a list of runs that has room for presets' names beside their titles.
const WIDE_LIST: f32 = 800.0;
/// Thumbnails kept at once: more than a window of missed digits shows.
const THUMBNAILS_MAX: usize = 1_024;

impl Textures {
    /// The pointer is on the message shown, so that it stays.
    pub fn is_notice_held(&self) -> bool {
        self.is_notice_held
    }

    /// A training image as a picture.
    fn digit(&mut self, ctx: &egui::Context, digits: &Digits, index: u32) -> Option<TextureHandle> {
        let set = digits.part(Part::Train)?;
        Some(self.picture(ctx, Part::Train, index, set.image(index as usize)))
    }

    /// A digit of MNIST as a picture.
    fn picture(
        &mut self,
        ctx: &egui::Context,
        part: Part,
        index: u32,
        image: &Pixels,
    ) -> TextureHandle {
        if self.digits.len() > THUMBNAILS_MAX {
            self.digits.clear();
        }
        let load = || {
            let name = format!("digit {part:?} {index}");
            ctx.load_texture(name, picture_of(image), TextureOptions::LINEAR)
        };
        self.digits.entry((part, index)).or_insert_with(load).clone()
    }

    /// A picture of somebody's own that was told.
    fn own(&mut self, ctx: &egui::Context, id: u32, image: &Pixels) -> TextureHandle {
        if self.own.len() > THUMBNAILS_MAX {
            self.own.clear();
        }
        let load =
            || ctx.load_texture(format!("own {id}"), picture_of(image), TextureOptions::LINEAR);
        self.own.entry(id).or_insert_with(load).clone()
    }

    /// Forgets what the strip showed before entries came or took other places.
    fn keep_strip_of(&mut self, revision: u64) {
        if self.strip.0 != revision {
            self.strip = (revision, HashMap::new());
            self.strip_at = None;
        }
    }

    /// A picture of the strip.
    fn strip_picture(
        &mut self,
        ctx: &egui::Context,
        place: usize,
        image: &Pixels,
    ) -> TextureHandle {
        let load = || {
            let name = format!("picture {place}");
            ctx.load_texture(name, picture_of(image), TextureOptions::LINEAR)
        };
        self.strip.1.entry(place).or_insert_with(load).clone()
    }

    /// The picture that a digit is chosen from.
    fn page(&mut self, ctx: &egui::Context, page: &Arc<Page>) -> TextureHandle {
        match &self.page {
            Some((known, texture)) if Arc::ptr_eq(known, page) => texture.clone(),
            _ => {
                let (width, height) = page.picture.dimensions();
                let size = [width as usize, height as usize];
                let picture = egui::ColorImage::from_gray(size, page.picture.as_raw());
                let texture = ctx.load_texture("page", picture, TextureOptions::LINEAR);
                self.page = Some((page.clone(), texture.clone()));
                texture
            }
        }
    }

    /// The image on the pad as a picture.
    fn pad(&mut self, ctx: &egui::Context, image: &Pixels) -> TextureHandle {
        let (shown, texture) = self.pad.get_or_insert_with(|| {
            let texture = ctx.load_texture("pad", picture_of(image), TextureOptions::NEAREST);
            (Box::new(*image), texture)
        });
        if **shown != *image {
            // In place: a new texture would be seen a frame late.
            texture.set(picture_of(image), TextureOptions::NEAREST);
            **shown = *image;
        }
        texture.clone()
    }
}

/// Over whatever is drawn behind it; points are bright, and none may be read as a part of a letter.
fn shade() -> Color32 {
    Color32::from_rgba_unmultiplied(8, 10, 15, 236)
}

/// Ink as the sheet shows it.
fn picture_of(image: &Pixels) -> ColorImage {
    let well = theme::WELL;
    let pixels = image.iter().map(|&ink| {
        let mix = |from: u8, to: u8| {
            (f32::from(from) + (f32::from(to) - f32::from(from)) * f32::from(ink) / 255.0) as u8
        };
        Color32::from_rgb(mix(well[0], 0xDC), mix(well[1], 0xEA), mix(well[2], 0xFF))
    });
    ColorImage::new([SIDE, SIDE], pixels.collect())
}

/// What a network does, in a few words, or its name where nobody knows.
fn network_title(name: &str) -> Cow<'_, str> {
    match Preset::title(name) {
        Some(title) => title.into(),
        None => sweep::title(name).map_or(name.into(), Cow::Owned),
    }
}

/// A network in a list: what its preset does, and beside it, where there is room, the preset's name and its seed.
fn preset_words(ui: &Ui, name: &str, seed: u64) -> egui::text::LayoutJob {
    let mut words = egui::text::LayoutJob::default();
    let format = |size, color| egui::TextFormat::simple(egui::FontId::proportional(size), color);
    let title = network_title(name);
    words.append(&title, 0.0, format(13.0, theme::color(theme::TEXT)));
    let beside = match ui.clip_rect().width() >= WIDE_LIST && title != name {
        true => format!("{name}, seed {seed}"),
        false => format!("seed {seed}"),
    };
    words.append(&beside, 8.0, format(11.5, dim()));
    words
}

/// The first of some words, from the longest to the shortest, that fits on what is left of a line, or none.
fn fitting(ui: &Ui, size: f32, choices: impl IntoIterator<Item = String>) -> RichText {
    let font = egui::FontId::proportional(size);
    let width = |words: &String| {
        ui.painter().layout_no_wrap(words.clone(), font.clone(), Color32::WHITE).size().x
    };
    let fits = |words: &String| width(words) <= ui.available_width();
    let words = choices.into_iter().find(fits).unwrap_or_default();
    RichText::new(words).size(size).color(dim())
}

/// A panel's title.
fn title(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text.to_uppercase()).font(theme::heading(11.0)).color(dim()));
}

fn dim() -> Color32 {
    theme::color(theme::TEXT_DIM)
}

fn frame(margin: i8) -> egui::Frame {
    egui::Frame::new()
        .fill(theme::color(theme::SURFACE))
        .inner_margin(egui::Margin::symmetric(margin, margin.min(8)))
}

fn rect(r: egui::Rect) -> Rect {
    Rect::new(r.min.x, r.min.y, r.max.x, r.max.y)
}

/// A number that can be dragged or typed, written as all others are: 2,000. It counts once it is typed: on the
/// way to 12, nobody wants to see digit 1.
fn drag<'a, N: egui::emath::Numeric>(ui: &Ui, value: &'a mut N) -> egui::DragValue<'a> {
    // Two passes long it takes a field for left, and only in the first it looks for Esc.
    let now = ui.ctx().cumulative_pass_nr();
    let escaped: Option<u64> = ui.data(|data| data.get_temp(escaped()));
    let is_taken_back = escaped.is_some_and(|then| now <= then + 1);
    egui::DragValue::new(value)
        .update_while_editing(false)
        .custom_formatter(|value, decimals| number(value, *decimals.start()))
        .custom_parser(move |text| {
            let plain = text.replace([',', ' '], "").replace('−', "-");
            if is_taken_back { None } else { plain.parse().ok() }
        })
}

/// Where the pass is kept in which Esc was pressed last.
fn escaped() -> egui::Id {
    egui::Id::new("escaped")
}

/// Explains what is under the pointer, just above a place that stays free, whatever the panel's size.
fn explain_above(response: &egui::Response, place: egui::Rect, text: impl Into<egui::WidgetText>) {
    let mut tip = egui::Tooltip::for_enabled(response).width(TIP_WIDTH.min(place.width()));
    let align = egui::RectAlign::TOP_START;
    tip.popup = tip.popup.anchor(place).align(align).align_alternatives(&[]);
    tip.show(|ui| ui.label(text));
}

/// A part of a panel that keeps to its place.
fn within<R>(ui: &mut Ui, place: egui::Rect, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let top_down = egui::Layout::top_down(egui::Align::Min);
    ui.scope_builder(egui::UiBuilder::new().max_rect(place).layout(top_down), draw).inner
}

/// Takes the whole room, so that a panel keeps its size whatever is in it.
fn fill(ui: &mut Ui) {
    ui.set_min_size(ui.available_size());
}

/// Draws everything that is not in three dimensions.
pub fn draw(
    mut contexts: EguiContexts,
    model: Model,
    mut textures: ResMut<Textures>,
    mut free: ResMut<Free>,
    frames: Res<Frames>,
    mut writer: MessageWriter<AppCommand>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    if !std::mem::replace(&mut textures.is_themed, true) {
        theme::install(&ctx);
        frames.follow(&ctx);
        return Ok(()); // fonts are there from the next pass on
    }
    // The next pass has it.
    ctx.set_zoom_factor(theme::zoom(
        ctx.viewport_rect().size() * ctx.zoom_factor(),
        ctx.native_pixels_per_point(),
    ));
    let mut commands = Vec::new();
    let now_free = show(&ctx, &model, &mut textures, &mut commands).of_points(ctx.zoom_factor());
    if *free != now_free {
        *free = now_free;
    }
    writer.write_batch(commands);
    Ok(())
}

/// Draws panels, what lies over the views, and windows; says what is free for the views, in points.
fn show(
    ctx: &egui::Context,
    model: &Model,
    textures: &mut Textures,
    commands: &mut Vec<AppCommand>,
) -> Free {
    if ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
        let now = ctx.cumulative_pass_nr();
        ctx.data_mut(|data| data.insert_temp(escaped(), now));
    }
    let topmost = model.overlays.topmost();
    if std::mem::replace(&mut textures.topmost, topmost) != topmost && topmost.is_some() {
        resting::begin(ctx);
    }
    let mut panel = Panel { commands, textures, time: Rangef::NOTHING, explained_over: None };
    // bevy_egui gives a context, panels want a Ui over all of it.
    let mut root = Ui::new(
        ctx.clone(),
        egui::Id::new("root"),
        egui::UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(ctx.viewport_rect()),
    );
    let free = arrange::lay_out(&mut root, model, &mut panel);
    let words_from = overlay::show(ctx, model, &free, &mut panel);
    // What was typed or asked for in a window is forgotten as it closes.
    if model.overlays.is_open(Dialog::Help) {
        help::show(ctx, &mut panel);
    }
    if model.overlays.is_open(Dialog::Experiments) {
        experiments::show(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Told) {
        teaching::show_told(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Clearing) {
        clearing::show(ctx, model, &mut panel);
    }
    if model.overlays.is_open(Dialog::Palette) {
        palette::show(ctx, model, &mut panel);
    } else {
        panel.textures.palette = palette::Palette::default();
    }
    notice::show(ctx, model, &free, words_from, &mut panel);
    dialog::keep_tab_inside(ctx, model, &mut panel);
    dialog::keep_arrows_in_list(ctx);
    free
}

#[cfg(test)]
mod tests;
