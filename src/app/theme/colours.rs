//! Colours of the interface and of what is drawn, and how far they stand out from each other.

use bevy_egui::egui::Color32;
use std::cell::Cell;

/// An sRGB colour.
pub type Rgb = [u8; 3];

/// Near-black blue behind everything.
pub const BACKGROUND: Rgb = [0x0B, 0x0E, 0x14];

/// Panels.
pub const SURFACE: Rgb = [0x10, 0x14, 0x1C];

/// Wells: pad, raster, plots.
pub const WELL: Rgb = [0x0A, 0x0D, 0x12];

/// Buttons and fields.
pub const RAISED: Rgb = [0x1B, 0x21, 0x2C];

/// Hairlines between panels.
pub const HAIRLINE: Rgb = [0x22, 0x29, 0x35];

/// Text.
pub const TEXT: Rgb = [0xE4, 0xEA, 0xF2];

/// Secondary text.
pub const TEXT_DIM: Rgb = [0x97, 0xA3, 0xB4];

/// The one accent of the chrome.
pub const ACCENT: Rgb = [0x5F, 0xDC, 0xCC];

/// Something needs attention.
pub const WARNING: Rgb = [0xFF, 0xB4, 0x54];

/// Excitatory neurons and signals.
pub const EXCITATORY: Rgb = [0xF2, 0xA5, 0x41];

/// Inhibitory neurons and signals.
pub const INHIBITORY: Rgb = [0x4F, 0xA3, 0xD9];

/// A weight that went up.
pub const UP: Rgb = [0xF4, 0x78, 0x1F];

/// A weight that went down.
pub const DOWN: Rgb = [0x9B, 0x76, 0xE0];

/// A weight that stayed.
pub const SAME: Rgb = [0x7C, 0x83, 0x8E];

/// Ratio of luminances, 1 to 21.
pub(super) fn contrast(a: Rgb, b: Rgb) -> f32 {
    let light = |rgb| {
        let l = linear(rgb);
        0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2] + 0.05
    };
    let (a, b) = (light(a), light(b));
    a.max(b) / a.min(b)
}

thread_local! {
    /// The interface, which is drawn by one thread, stands out as far as it can.
    static HIGH_CONTRAST: Cell<bool> = const { Cell::new(false) };
}

/// From now on the interface that this thread draws stands out as far as it can, or as designed; whether that is new.
pub fn set_high_contrast(is_high: bool) -> bool {
    HIGH_CONTRAST.replace(is_high) != is_high
}

/// As egui wants it.
pub fn color(rgb: Rgb) -> Color32 {
    let [r, g, b] = if HIGH_CONTRAST.get() { contrasted(rgb) } else { rgb };
    Color32::from_rgb(r, g, b)
}

/// The same where it shall stand out as far as it can: black behind, white in front, and lines that are seen.
pub(super) fn contrasted(rgb: Rgb) -> Rgb {
    match rgb {
        BACKGROUND | SURFACE | WELL => [0, 0, 0],
        RAISED => [0x1E, 0x1E, 0x22],
        HAIRLINE => [0x9A, 0xA4, 0xB2],
        TEXT => [0xFF, 0xFF, 0xFF],
        TEXT_DIM => [0xDC, 0xE3, 0xEC],
        other => other,
    }
}

/// As the shaders want it: linear light.
pub fn linear(rgb: Rgb) -> [f32; 4] {
    let channel = |c: u8| {
        let c = f32::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    [channel(rgb[0]), channel(rgb[1]), channel(rgb[2]), 1.0]
}
