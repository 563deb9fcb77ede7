//! What the interface keeps between frames: pictures on the graphics card, and whatever each panel keeps of its own.

use crate::app::overlays::Dialog;
use crate::app::references::Digits;
use crate::app::settings::PanelShares;
use crate::app::theme;
use crate::app::tray::Page;
use crate::data::{DataSet, Part, Pixels};
use crate::sim::Sheet;
use bevy::prelude::*;
use bevy_egui::egui::{self, Color32, ColorImage, TextureHandle, TextureOptions};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// Pictures on the graphics card, and what each one shows.
#[derive(Resource, Default)]
pub struct UiState {
    /// What panels keep, each by its own type.
    own_of_panels: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
    pub(super) is_themed: bool,
    /// The window and the shares that panels were last laid out by, whether the raster was among them, and the height
    /// that a circuit wanted.
    pub(super) arranged: Option<(egui::Vec2, PanelShares, bool, Option<u32>)>,
    /// What the panels left to the network in the last pass.
    pub(super) network: Option<egui::Rect>,
    pub(super) pad: Option<(Pixels, TextureHandle)>,
    pub(super) digits: HashMap<(Part, u32), TextureHandle>,
    /// Pictures of the strip by place, at that revision of the tray.
    pub(super) strip: (u64, HashMap<usize, TextureHandle>),
    /// The picture that a digit is chosen from.
    pub(super) page: Option<(Arc<Page>, TextureHandle)>,
    /// The place of the strip that was last scrolled to.
    pub(super) strip_at: Option<usize>,
    /// Something was drawn since the pointer came onto the pad.
    pub(super) has_drawn: bool,
    /// The pointer is on the message.
    pub(super) is_notice_held: bool,
    /// The window that was on top in the last pass.
    pub(super) topmost: Option<Dialog>,
    /// Pictures of somebody's own that were told, by id.
    pub(super) own: HashMap<u32, TextureHandle>,
    /// A name that is being written.
    pub(super) new_name: String,
}

/// Thumbnails kept at once: more than a window of missed digits shows.
const THUMBNAILS_MAX: usize = 1_024;

impl UiState {
    /// What a panel keeps of its own: nobody else needs to know what that is.
    pub(super) fn of<T: Any + Default + Send + Sync>(&mut self) -> &mut T {
        let kept =
            self.own_of_panels.entry(TypeId::of::<T>()).or_insert_with(|| Box::<T>::default());
        kept.downcast_mut().expect("it is kept by its own type")
    }

    /// The pointer is on the message shown, so that it stays.
    pub fn is_notice_held(&self) -> bool {
        self.is_notice_held
    }

    /// A training image as a picture.
    pub(super) fn digit(
        &mut self,
        ctx: &egui::Context,
        digits: &Digits,
        index: u32,
    ) -> Option<TextureHandle> {
        let set = digits.part(Part::Train)?;
        Some(self.picture(ctx, Part::Train, index, &set.clone()))
    }

    /// An image of the data set as a picture.
    pub(super) fn picture(
        &mut self,
        ctx: &egui::Context,
        part: Part,
        index: u32,
        set: &DataSet,
    ) -> TextureHandle {
        if self.digits.len() > THUMBNAILS_MAX {
            self.digits.clear();
        }
        let load = || {
            let name = format!("digit {part:?} {index}");
            let picture = picture_of(set.image(index as usize), set.sheet());
            ctx.load_texture(name, picture, TextureOptions::LINEAR)
        };
        self.digits.entry((part, index)).or_insert_with(load).clone()
    }

    /// A picture of somebody's own that was told.
    pub(super) fn own(&mut self, ctx: &egui::Context, id: u32, image: &Pixels) -> TextureHandle {
        if self.own.len() > THUMBNAILS_MAX {
            self.own.clear();
        }
        let load = || ctx.load_texture(format!("own {id}"), picture(image), TextureOptions::LINEAR);
        self.own.entry(id).or_insert_with(load).clone()
    }

    /// Forgets what the strip showed before entries came or took other places.
    pub(super) fn keep_strip_of(&mut self, revision: u64) {
        if self.strip.0 != revision {
            self.strip = (revision, HashMap::new());
            self.strip_at = None;
        }
    }

    /// A picture of the strip.
    pub(super) fn strip_picture(
        &mut self,
        ctx: &egui::Context,
        place: usize,
        image: &Pixels,
    ) -> TextureHandle {
        let load = || {
            let name = format!("picture {place}");
            ctx.load_texture(name, picture(image), TextureOptions::LINEAR)
        };
        self.strip.1.entry(place).or_insert_with(load).clone()
    }

    /// The picture that a digit is chosen from.
    pub(super) fn page(&mut self, ctx: &egui::Context, page: &Arc<Page>) -> TextureHandle {
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
    pub(super) fn pad(&mut self, ctx: &egui::Context, image: &Pixels) -> TextureHandle {
        let (shown, texture) = self.pad.get_or_insert_with(|| {
            let texture = ctx.load_texture("pad", picture(image), TextureOptions::NEAREST);
            (image.clone(), texture)
        });
        if shown != image {
            // In place: a new texture would be seen a frame late.
            texture.set(picture(image), TextureOptions::NEAREST);
            shown.clone_from(image);
        }
        texture.clone()
    }
}

fn picture(image: &Pixels) -> ColorImage {
    picture_of(image, image.sheet())
}

/// Ink as the sheet shows it.
fn picture_of(image: &[u8], sheet: Sheet) -> ColorImage {
    let well = theme::WELL;
    let pixels = image.iter().map(|&ink| {
        let mix = |from: u8, to: u8| {
            (f32::from(from) + (f32::from(to) - f32::from(from)) * f32::from(ink) / 255.0) as u8
        };
        Color32::from_rgb(mix(well[0], 0xDC), mix(well[1], 0xEA), mix(well[2], 0xFF))
    });
    ColorImage::new([sheet.width, sheet.height], pixels.collect())
}
