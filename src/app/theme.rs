//! Colours, type and spacing: one dark theme.

mod classes;

pub use classes::class;

use super::settings::TEXT_SIZES;
use bevy_egui::egui::{self, Color32, FontData, FontDefinitions, FontFamily, FontId, Stroke};
use std::sync::Arc;
mod colours;
use colours::contrast;
pub use colours::{
    ACCENT, BACKGROUND, DOWN, EXCITATORY, HAIRLINE, INHIBITORY, RAISED, Rgb, SAME, SURFACE, TEXT,
    TEXT_DIM, UP, WARNING, WELL, color, linear, set_high_contrast,
};

/// Least contrast of text, as a ratio of luminances (WCAG 2.2, 1.4.3).
const CONTRAST: f32 = 4.5;

/// A class's colour as text: lightened, where it must be, until it can be read on every surface.
pub fn class_text(class: usize) -> Color32 {
    let rgb = self::class(class);
    let lightened =
        |step: u16| rgb.map(|c| (u16::from(c) + (255 - u16::from(c)) * step / 32) as u8);
    let readable = (0..=32).map(lightened).find(|&rgb| contrast(rgb, RAISED) >= CONTRAST);
    color(readable.unwrap_or(TEXT))
}

/// The weight of the shipped family that headings use.
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// A heading's font.
pub fn heading(size: f32) -> FontId {
    FontId::new(size, medium())
}

/// Windows from this height on, logical pixels, and how much larger everything is drawn in them: whoever has a
/// large screen sits farther away from it.
const ZOOMS: [(f32, f32); 3] = [(2000.0, 2.0), (1400.0, 1.5), (1000.0, 1.25)];
/// Points that panels have side by side, however large they are drawn.
const WIDTH_MIN: f32 = 1200.0;

/// How much larger than designed the interface is drawn in a window. Where the system enlarges, it is trusted.
pub fn zoom(window: egui::Vec2, system: Option<f32>) -> f32 {
    if system.is_some_and(|system| system != 1.0) {
        return 1.0;
    }
    let fits = |&(height, zoom): &(f32, f32)| window.y >= height && window.x >= WIDTH_MIN * zoom;
    ZOOMS.iter().find(|zoom| fits(zoom)).map_or(1.0, |&(_, zoom)| zoom)
}

/// How much larger than that text and controls are at least, and can be: all has its place in a window of at least so many
/// points.
pub fn text_range(window: egui::Vec2, system: Option<f32>, least: [f32; 2]) -> [f32; 2] {
    let fits = (window.x / least[0]).min(window.y / least[1]);
    [TEXT_SIZES[0], (fits / zoom(window, system)).max(1.0)]
}

/// The window in which text of the smallest size can be read from the last row, points: at 1080 pixels none is under 22.
const STAGE: [f32; 2] = [800.0, 540.0];
/// The smallest one in which a picture can be presented, points.
const STAGE_MIN: [f32; 2] = [440.0, 280.0];
/// Sizes of text have steps: one that is so little too small is large enough.
const STAGE_LENIENCE: f32 = 0.97;

/// The same where a picture is presented, to many people and far away.
pub fn stage_text_range(window: egui::Vec2, system: Option<f32>) -> [f32; 2] {
    let fits =
        |points: [f32; 2]| (window.x / points[0]).min(window.y / points[1]) / zoom(window, system);
    let [least, most] = [fits(STAGE) * STAGE_LENIENCE, fits(STAGE_MIN)];
    [least, most.max(least)]
}

/// Installs fonts, colours and spacing.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    let shipped: [(&str, &[u8]); 2] = [
        ("Roboto", include_bytes!("../../assets/fonts/Roboto-Regular.ttf")),
        ("Roboto Medium", include_bytes!("../../assets/fonts/Roboto-Medium.ttf")),
    ];
    for (name, bytes) in shipped {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes)));
    }
    // The stock fonts stay behind ours, for symbols.
    let symbols = fonts.families[&FontFamily::Proportional].clone();
    let with = |name: &str| {
        let ours = std::iter::once(name.to_owned());
        ours.chain(symbols.clone()).chain(["Hack".to_owned()]).collect() // Hack has the arrows
    };
    fonts.families.insert(FontFamily::Proportional, with("Roboto"));
    fonts.families.insert(medium(), with("Roboto Medium"));
    ctx.set_fonts(fonts);
    ctx.set_theme(egui::Theme::Dark);
    // The views are laid out by the zoom of the window's size and by the size of text.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    style(ctx);
}

/// Installs colours and spacing.
pub fn style(ctx: &egui::Context) {
    ctx.all_styles_mut(|style| {
        use egui::TextStyle::{Body, Button, Heading, Monospace, Small};
        style.text_styles = [
            (Small, FontId::proportional(11.0)),
            (Body, FontId::proportional(13.0)),
            (Button, FontId::proportional(13.0)),
            (Monospace, FontId::proportional(13.0)),
            (Heading, heading(15.0)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(8.0, 6.0);
        style.spacing.button_padding = egui::vec2(8.0, 4.0);
        style.spacing.interact_size = egui::vec2(32.0, 24.0);
        style.spacing.slider_width = 112.0;
        style.spacing.slider_rail_height = 4.0;
        style.spacing.scroll = scroll_bars();
        style.spacing.window_margin = egui::Margin::same(16);
        style.interaction.tooltip_delay = 0.35;
        style.interaction.selectable_labels = false;
        style.spacing.tooltip_width = 360.0;
        style.visuals = visuals();
    });
}

/// Thin bars that are seen wherever there is more than fits, beside it: they have their room even as they are
/// drawn wide, under the pointer.
fn scroll_bars() -> egui::style::ScrollStyle {
    egui::style::ScrollStyle {
        bar_width: 8.0,
        floating_allocated_width: 10.0,
        floating_width: 4.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        dormant_handle_opacity: 0.45,
        active_handle_opacity: 0.6,
        ..egui::style::ScrollStyle::thin()
    }
}

fn visuals() -> egui::Visuals {
    let mut visuals = egui::Visuals::dark();
    let radius = egui::CornerRadius::same(4);
    visuals.panel_fill = color(SURFACE);
    visuals.window_fill = color(SURFACE);
    visuals.window_stroke = Stroke::new(1.0, color(HAIRLINE));
    visuals.window_corner_radius = egui::CornerRadius::same(8);
    visuals.extreme_bg_color = color(WELL);
    visuals.faint_bg_color = color([0x15, 0x1A, 0x24]);
    visuals.override_text_color = Some(color(TEXT));
    visuals.selection.bg_fill = color([0x1C, 0x50, 0x4C]);
    visuals.selection.stroke = Stroke::new(1.0, color(ACCENT));
    visuals.hyperlink_color = color(ACCENT);
    visuals.slider_trailing_fill = true;
    let fills = [
        (&mut visuals.widgets.noninteractive, SURFACE, HAIRLINE),
        (&mut visuals.widgets.inactive, RAISED, RAISED),
        (&mut visuals.widgets.hovered, [0x27, 0x30, 0x3E], [0x3A, 0x45, 0x56]),
        (&mut visuals.widgets.active, [0x2F, 0x3A, 0x4A], ACCENT),
        (&mut visuals.widgets.open, RAISED, HAIRLINE),
    ];
    for (widget, fill, stroke) in fills {
        widget.bg_fill = color(fill);
        widget.weak_bg_fill = color(fill);
        widget.bg_stroke = Stroke::new(1.0, color(stroke));
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::settings::Settings;

    #[test]
    fn large_windows_are_drawn_larger_unless_the_system_does_it() {
        let of = |x, y| zoom(egui::vec2(x, y), Some(1.0));
        assert_eq!((of(800.0, 600.0), of(1280.0, 800.0), of(1440.0, 900.0)), (1.0, 1.0, 1.0));
        assert_eq!((of(1920.0, 1080.0), of(2560.0, 1440.0), of(3840.0, 2160.0)), (1.25, 1.5, 2.0));
        assert_eq!((of(1080.0, 1920.0), of(1600.0, 1440.0)), (1.0, 1.25), "they must be wide too");
        assert_eq!(zoom(egui::vec2(1920.0, 1080.0), Some(2.0)), 1.0);
        assert_eq!(zoom(egui::vec2(1920.0, 1080.0), None), 1.25);
    }

    #[test]
    fn text_is_as_large_as_all_has_room() {
        let most = |x, y| text_range(egui::vec2(x, y), Some(1.0), [800.0, 560.0])[1];
        assert_eq!([most(800.0, 560.0), most(640.0, 480.0)], [1.0, 1.0]);
        assert_eq!((most(1280.0, 800.0) * 560.0, most(1920.0, 1120.0)), (800.0, 1.6));
        assert_eq!(most(3840.0, 2240.0), 2.0, "of one that is drawn at twice the size already");
    }

    /// Labels and tooltips have 11 points at least.
    #[test]
    fn no_text_is_under_22_pixels_of_1080_when_presenting() {
        for (x, y) in [(1280.0, 800.0), (1920.0, 1080.0), (2560.0, 1440.0), (3840.0, 2160.0)] {
            let window = egui::vec2(x, y);
            let range = stage_text_range(window, Some(1.0));
            let size = Settings::default().text_size_within(range, true);
            let pixels = 11.0 * size * zoom(window, Some(1.0));
            let least = if y == 1080.0 { 22.0 } else { 22.0 * STAGE_LENIENCE };
            assert!(pixels * 1080.0 / y >= least, "{window}: {pixels}");
            assert!(range[1] > 3.0 || y != 1080.0, "{range:?}: all sizes can be had");
        }
    }

    /// WCAG 2.2, 1.4.6 (text) and 1.4.11 (lines that tell where something is).
    #[test]
    fn high_contrast_is_high() {
        let of = colours::contrasted;
        for text in [TEXT, TEXT_DIM, ACCENT, WARNING, EXCITATORY] {
            for behind in [BACKGROUND, SURFACE, WELL, RAISED] {
                let found = contrast(of(text), of(behind));
                assert!(found >= 7.0, "{text:?} on {behind:?}: {found}");
            }
        }
        assert!(contrast(of(HAIRLINE), of(SURFACE)) >= 3.0);
        assert!(!set_high_contrast(false), "as designed, unless somebody wants it");
        assert!(set_high_contrast(true));
        assert_eq!(color(TEXT), Color32::WHITE);
        set_high_contrast(false);
    }

    #[test]
    fn text_has_contrast() {
        let classes = (0..10).map(|class| {
            let [r, g, b, _] = class_text(class).to_array();
            [r, g, b]
        });
        let texts = [TEXT, TEXT_DIM, ACCENT, WARNING, UP, DOWN, EXCITATORY, INHIBITORY];
        for text in texts.into_iter().chain(classes) {
            for behind in [BACKGROUND, SURFACE, WELL, RAISED] {
                assert!(contrast(text, behind) >= CONTRAST, "{text:?} on {behind:?}");
            }
        }
    }
}
