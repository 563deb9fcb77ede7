//! The spike raster: every spike of a presentation over time, with a cursor that can be dragged.

use super::axis::{Scale, TimeAxis, marks_ms};
use super::{Model, Panel, UiState, dim};
use crate::analysis::paths::WINDOWS;
use crate::app::command::TimeCommand;
use crate::app::session::Session;
use crate::app::theme;
use crate::experiments::words::{number, short};
use crate::sim::{Cycle, Role, Ticks};
use bevy_egui::egui::{
    self, Align2, Color32, ColorImage, FontId, Galley, Pos2, Rangef, Rect, Sense, Stroke,
    TextureHandle, TextureOptions, Ui, pos2, vec2,
};
use std::sync::Arc;

/// Share of the raster's height that the inputs take.
const INPUT_SHARE: f32 = 0.3;

/// The raster that is on the graphics card, and of what it is.
type Shown = Option<(RasterKey, TextureHandle)>;

/// What a raster shows: drawn again when it changes.
#[derive(Clone, Copy, PartialEq)]
pub struct RasterKey {
    presentation: u64,
    front: Ticks,
    selected: u32,
    pixels: [u32; 2],
}

/// Draws the raster; a click or a drag goes to a time.
pub(super) fn raster(ui: &mut Ui, model: &Model, panel: &mut Panel) {
    let size = ui.available_size().max(vec2(64.0, 32.0));
    let (outer, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let painter = ui.painter_at(outer);
    painter.rect_filled(outer, 4.0, theme::color(theme::WELL));
    let rows = Rangef::new(outer.top() + 4.0, outer.bottom() - 16.0);
    let area = Rect::from_x_y_ranges(panel.time, rows);
    let session = &*model.session;
    let ratio = ui.ctx().pixels_per_point();
    let pixels = [(area.width() * ratio) as u32, (area.height() * ratio) as u32];
    let texture = raster_texture(ui.ctx(), panel.textures, session, model, pixels);
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    painter.image(texture.id(), area, whole, Color32::WHITE);

    let playback = &*model.playback;
    let scale = Scale::of(session, panel.time);
    scale.ahead(&painter, playback.now_ms, area);
    scale.marks(&painter, session, area);
    names(&painter, session, area);
    times(&painter, session, &scale, outer);
    let cycle = match session.is_path_model() {
        true => cycle(&painter, session, area, &scale),
        false => None,
    };
    let front_ms = session.network.tick().to_ms(session.record.front());
    if !session.record.is_complete() {
        let x = scale.x(front_ms);
        painter.vline(x, area.y_range(), Stroke::new(1.0, theme::color(theme::WARNING)));
    }
    scale.cursor(&painter, playback.now_ms, area);
    // Over the cursor, which may stand anywhere.
    words(&painter, scale.x(playback.now_ms), area, cycle);
    let knob = pos2(scale.x(playback.now_ms), area.top());
    painter.circle_filled(knob, 3.5, theme::color(theme::ACCENT));

    if (response.dragged() || response.clicked())
        && let Some(at) = response.interact_pointer_pos()
    {
        panel.push(TimeCommand::Seek(scale.ms(at.x)));
    }
    let what = match (session.is_path_model(), session.learnt.is_some()) {
        (true, true) => {
            "Every spike: of the network as it was built above, and after it learnt below. The axis is bent: \
             early times are wider. Marks part the windows in which wins are counted apart; their weight is \
             how much they count in the embedding."
        }
        (true, false) => {
            "Every spike: of neurons above, of pixels below. The axis is bent: early times are wider. Marks \
             part the windows in which wins are counted apart; their weight is how much they count in the \
             embedding."
        }
        (false, _) => {
            "Every spike: of neurons above (amber excite, blue inhibit), of pixels below. The weights are \
             sampled at the marks."
        }
    };
    if !response.dragged() {
        let text = format!(
            "{what} What is dim lies ahead: simulated already, not played yet. Click or drag to go to a time."
        );
        panel.explain(&response, text);
    }
}

/// What the two halves are of.
fn names(painter: &egui::Painter, session: &Session, area: Rect) {
    let split = area.top() + area.height() * (1.0 - lower_share(session));
    let [upper, lower] = match &session.learnt {
        None => ["neurons", "pixels"],
        Some(_) => ["as built", "learnt"],
    };
    for (y, text) in [((area.top() + split) / 2.0, upper), ((split + area.bottom()) / 2.0, lower)] {
        let at = pos2(area.left() - 8.0, y);
        painter.text(at, Align2::RIGHT_CENTER, text, FontId::proportional(10.5), dim());
    }
    painter.hline(area.x_range(), split, Stroke::new(1.0, theme::color(theme::HAIRLINE)));
}

/// Times under the marks, and between them the windows of a path that they part.
fn times(painter: &egui::Painter, session: &Session, scale: &Scale, outer: Rect) {
    let duration_ms = session.preset.spec().duration_ms;
    let y = outer.bottom() - 1.0;
    let layout = |text: String| painter.layout_no_wrap(text, FontId::proportional(10.5), dim());
    let write = |left: f32, words: Arc<Galley>| {
        painter.galley(pos2(left, y - words.size().y), words, dim());
    };
    let zero = layout("0 ms".to_owned());
    let mut until = scale.x(0.0) + zero.size().x;
    write(scale.x(0.0), zero);
    for (i, ms) in marks_ms(session).into_iter().enumerate() {
        let words = layout(number(ms, 0));
        let width = words.size().x;
        let left = scale.x(ms) - if ms >= duration_ms { width } else { width / 2.0 };
        let room = left - until;
        if session.is_path_model() {
            let weight = short(WINDOWS[i.min(WINDOWS.len() - 1)].1);
            let choices =
                [format!("window {}, weight {weight}", i + 1), format!("weight {weight}")];
            let fits = |name: &Arc<Galley>| name.size().x + 16.0 <= room;
            if let Some(name) = choices.into_iter().map(layout).find(fits) {
                write(until + (room - name.size().x) / 2.0, name);
            }
        }
        write(left, words);
        until = left + width;
    }
}

/// The cycle of a path: where it begins, and how it is named.
struct Named {
    begins_x: f32,
    words: Arc<Galley>,
}

/// Names the cycle, and says what the dim part of the raster is, where there is room: on the line of the cycle
/// beside its name, or else below it. The cursor cuts neither.
fn words(painter: &egui::Painter, now_x: f32, area: Rect, cycle: Option<Named>) {
    let well = theme::color(theme::WELL);
    let write = |place: Rect, words: Arc<Galley>| {
        painter.rect_filled(place.expand2(vec2(3.0, 0.0)), 2.0, well);
        painter.galley(place.min, words, dim());
    };
    let mut cycle_place = None;
    if let Some(Named { begins_x, words }) = cycle {
        let width = words.size().x;
        let room = area.x_range();
        let left = beside(begins_x, width, now_x, room);
        let place = Rect::from_min_size(pos2(left, area.top() + 1.0), words.size());
        write(place, words);
        cycle_place = Some(place);
    }
    let words = painter.layout_no_wrap("not yet".into(), FontId::proportional(10.5), dim());
    let first = Rect::from_min_size(pos2(now_x + 8.0, area.top()), words.size());
    let below = |taken: Rect| first.translate(vec2(0.0, taken.bottom() + 2.0 - first.top()));
    let place = match cycle_place.filter(|taken| taken.intersects(first.expand(6.0))) {
        Some(taken) => below(taken),
        None => first,
    };
    if place.right() + 4.0 < area.right() && place.bottom() < area.bottom() {
        write(place, words);
    }
}

/// Where a name of that width starts that belongs to a line at `x`: right of it if there is room, or else left of it,
/// and so that the cursor at `now_x` stands beside it.
fn beside(x: f32, width: f32, now_x: f32, room: Rangef) -> f32 {
    const OFF: f32 = 8.0;
    let choices = [x + OFF, x - OFF - width, now_x + OFF, now_x - OFF - width];
    let is_free = |left: &f32| {
        let is_inside = *left >= room.min + 2.0 && left + width <= room.max - 2.0;
        is_inside && !(left - 5.0..left + width + 5.0).contains(&now_x)
    };
    let free = choices.into_iter().find(is_free);
    free.unwrap_or(choices[0]).min(room.max - 2.0 - width).max(room.min)
}

/// Shows the cycle of a path. What it is to be named, if there is one.
fn cycle(painter: &egui::Painter, session: &Session, area: Rect, scale: &Scale) -> Option<Named> {
    let x_at = |ms: f64| scale.x(ms);
    let last = session.record.spikes().last().map(|spike| spike.at);
    let goes_on = |cycle: &Cycle| session.record.is_complete() && !cycle.is_silent(last);
    let cycle = session.record.cycle().filter(goes_on)?;
    let tick = session.network.tick();
    let (begin_ms, period_ms) = (tick.to_ms(cycle.begins_at), tick.to_ms(cycle.period));
    let first = x_at(begin_ms)..=x_at(begin_ms + period_ms);
    let accent = theme::color(theme::ACCENT);
    let rest = Rect::from_x_y_ranges(x_at(begin_ms)..=area.right(), area.y_range());
    painter.rect_filled(rest, 0.0, accent.gamma_multiply(0.07));
    let y = area.top() + 6.0;
    painter.hline(first, y, Stroke::new(3.0, accent));
    painter.vline(x_at(begin_ms), area.y_range(), Stroke::new(1.0, accent.gamma_multiply(0.6)));
    let words = painter.layout_no_wrap(
        format!("cycle: repeats every {} ms", number(period_ms, 1)),
        theme::heading(11.0),
        accent,
    );
    Some(Named { begins_x: x_at(begin_ms), words })
}

/// The raster as a picture of so many pixels; drawn again when there is more to show.
fn raster_texture(
    ctx: &egui::Context,
    textures: &mut UiState,
    session: &Session,
    model: &Model,
    pixels: [u32; 2],
) -> TextureHandle {
    let selected = model.selection.neuron.map_or(u32::MAX, |n| n.0);
    let key = RasterKey {
        presentation: session.record.presentation(),
        front: session.record.front(),
        selected,
        pixels,
    };
    if let Some((shown, texture)) = textures.of::<Shown>()
        && *shown == key
    {
        return texture.clone();
    }
    let picture = raster_picture(session, pixels.map(|p| p.clamp(1, 8192) as usize), selected);
    let texture = match textures.of::<Shown>().take() {
        Some((_, mut texture)) => {
            texture.set(picture, TextureOptions::LINEAR);
            texture
        }
        None => ctx.load_texture("raster", picture, TextureOptions::LINEAR),
    };
    *textures.of::<Shown>() = Some((key, texture.clone()));
    texture
}

/// Share of the raster's height that the lower half takes: the pixels, or the network after it learnt.
fn lower_share(session: &Session) -> f32 {
    if session.learnt.is_some() { 0.5 } else { INPUT_SHARE }
}

fn raster_picture(session: &Session, [width, height]: [usize; 2], selected: u32) -> ColorImage {
    // Per cell: how many spikes, and the sum of their colours.
    let mut spikes = vec![(0.0_f32, [0.0_f32; 3]); width * height];
    let mut marked = Vec::new();
    let network = &session.network;
    let (inputs, all) = (network.input_count(), network.neuron_count());
    let (axis, tick) = (TimeAxis::of(session), network.tick());
    let split = height as f32 * (1.0 - lower_share(session));
    let lower = |row: f32| split + 2.0 + row * (height as f32 - split - 3.0);
    let learnt = session.learnt.as_ref();
    let before = session.record.spikes().iter().map(|spike| (spike, network, true));
    let after = learnt.map_or(&[][..], |learnt| learnt.record.spikes());
    let after = after.iter().map(|spike| (spike, learnt.map_or(network, |l| &l.network), false));
    for (spike, network, is_upper) in before.chain(after) {
        let n = spike.neuron.index();
        let (y, color) = if n >= inputs {
            let row = (n - inputs) as f32 / (all - inputs).max(1) as f32;
            let color = match network.role(spike.neuron) {
                Role::Inhibitory => theme::INHIBITORY,
                Role::Input | Role::Excitatory => theme::EXCITATORY,
            };
            (if is_upper { row * (split - 2.0) } else { lower(row) }, color)
        } else if learnt.is_none() {
            (lower(n as f32 / inputs as f32), [0xB8, 0xD4, 0xFF])
        } else {
            continue;
        };
        let x = axis.share(tick.to_ms(spike.at)) * (width - 1) as f64;
        let (x, y) = ((x as usize).min(width - 1), (y as usize).min(height - 1));
        // A spike is two cells wide, so that a lone one can be seen.
        for (x, weight) in [(x, 1.0), (x + 1, 0.5)].into_iter().filter(|(x, _)| *x < width) {
            let (count, sum) = &mut spikes[y * width + x];
            *count += weight;
            for (sum, channel) in sum.iter_mut().zip(color) {
                *sum += f32::from(channel) * weight;
            }
        }
        if spike.neuron.0 == selected {
            marked.push(y * width + x);
        }
    }
    let border = (split as usize).min(height) * width;
    let halves = spikes.split_at(border);
    let light = [halves.0, halves.1].map(|half| light(half, width, session.is_path_model()));
    let mut pixels: Vec<Color32> = spikes
        .iter()
        .enumerate()
        .map(|(place, (count, sum))| {
            let (full, light) = light[usize::from(place >= border)][place % width];
            let share = (count / full).min(1.0) * 0.9 * light;
            let channel = |i: usize| {
                let well = f32::from(theme::WELL[i]);
                (well + (sum[i] / count.max(1.0e-6) - well) * share) as u8
            };
            Color32::from_rgb(channel(0), channel(1), channel(2))
        })
        .collect();
    for place in marked {
        pixels[place] = Color32::WHITE;
    }
    ColorImage::new([width, height], pixels)
}

/// Of every column of a half: how many spikes give a cell its full light, and how bright that is. A bent axis puts
/// so much more time into its late columns that cells are compared within a column: its first spikes are bright,
/// so that what has not happened yet is seen to be dim, and where spikes are many they share the light.
fn light(cells: &[(f32, [f32; 3])], width: usize, is_bent: bool) -> Vec<(f32, f32)> {
    if !is_bent {
        return vec![(crowd(cells), 1.0); width];
    }
    let of_column = |x: usize| {
        let column = cells.iter().skip(x).step_by(width).map(|cell| cell.0);
        let (sum, lit) = column
            .filter(|&count| count > 0.0)
            .fold((0.0, 0.0), |(sum, lit), count| (sum + count, lit + 1.0));
        let mean = (sum / f32::max(lit, 1.0)).max(1.0);
        (mean, (2.0 / mean).clamp(0.4, 1.0))
    };
    (0..width).map(of_column).collect()
}

/// Spikes of a cell that give it full light: those of the fullest cells, so that a crowded raster
/// shows where it is dense, but never less than one.
fn crowd(cells: &[(f32, [f32; 3])]) -> f32 {
    let mut counts: Vec<f32> = cells.iter().map(|cell| cell.0).filter(|&c| c > 0.0).collect();
    if counts.is_empty() {
        return 1.0;
    }
    let high = counts.len() * 97 / 100;
    counts.select_nth_unstable_by(high, f32::total_cmp).1.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_cuts_no_name_wherever_it_stands() {
        let room = Rangef::new(100.0, 500.0);
        for begins in [100.0, 180.0, 250.0, 330.0, 400.0, 480.0] {
            for now in 100..=500 {
                let now = now as f32;
                let left = beside(begins, 140.0, now, room);
                assert!(left >= room.min && left + 140.0 <= room.max, "{begins}, {now}: {left}");
                assert!(!(left..left + 140.0).contains(&now), "{begins}, {now}: {left}");
            }
        }
        assert_eq!(beside(180.0, 140.0, 450.0, room), 188.0, "at its line where it can be");
    }
    use crate::app::session::tests::presented;
    use crate::runtime::{Batch, Spike};
    use crate::sim::NeuronId;

    /// A session in which these neurons have fired at these ticks, and nothing else.
    fn fired(spikes: &[(u32, u32)]) -> Session {
        let mut session = presented("weights-196");
        session.begin(session.image.clone(), session.origin.clone(), 2);
        let mut batch = Batch::default();
        batch.restart(2, 1);
        let spike = |&(neuron, at)| Spike {
            at: Ticks(at),
            neuron: NeuronId(neuron),
            winner: None,
            is_stimulated: false,
        };
        batch.networks[0].spikes.extend(spikes.iter().map(spike));
        (batch.front, batch.is_last) = (Ticks(4800), true);
        assert!(session.take(&mut batch));
        session
    }

    /// Cells of a raster that are not the well's colour.
    fn lit(picture: &ColorImage) -> Vec<(usize, usize)> {
        let well = Color32::from_rgb(theme::WELL[0], theme::WELL[1], theme::WELL[2]);
        let places = picture.pixels.iter().enumerate().filter(|(_, color)| **color != well);
        places.map(|(place, _)| (place % picture.size[0], place / picture.size[0])).collect()
    }

    #[test]
    fn first_spikes_are_bright_on_a_bent_axis() {
        let lone = (1.0, [255.0; 3]);
        let (dark, many) = ((0.0, [0.0; 3]), (16.0, [255.0; 3]));
        // Two columns: a spike now and then, and a crowd.
        let cells = [dark, many, lone, many, dark, many];
        assert_eq!(light(&cells, 2, true), [(1.0, 1.0), (16.0, 0.4)]);
        assert_eq!(light(&cells, 2, false), [(16.0, 1.0), (16.0, 1.0)]);
        let session = presented("paths-sbm");
        let [width, height] = [601, 1001];
        let picture = raster_picture(&session, [width, height], 9999);
        // What is not in the well's colour, up to 10 ms.
        let until = (TimeAxis::of(&session).share(10.0) * width as f64) as usize;
        let mut lights: Vec<u8> = lit(&picture)
            .into_iter()
            .filter(|(x, _)| *x < until)
            .map(|(x, y)| {
                picture.pixels[y * width + x].to_array()[..3].iter().copied().max().unwrap()
            })
            .collect();
        lights.sort_unstable();
        assert!(lights.last().is_some_and(|&most| most > 200), "{lights:?}");
        assert!(lights[lights.len() / 2] > 80, "half of them at the least");
    }

    #[test]
    fn the_raster_shows_who_fired_and_when() {
        let [width, height] = [601, 101];
        let shown =
            |spikes: &[(u32, u32)]| lit(&raster_picture(&fired(spikes), [width, height], 9999));
        assert_eq!(shown(&[]), []);
        // Half of 600 ms is the middle. The first neuron is uppermost, the last above the border at 70.
        assert_eq!(shown(&[(784, 2400)]), [(300, 0), (301, 0)]);
        assert_eq!(shown(&[(979, 2400)]), [(300, 68), (301, 68)]);
        // Pixels are below: the sheet's first row above its last.
        assert_eq!(shown(&[(0, 1200)]), [(150, 72), (151, 72)]);
        assert_eq!(shown(&[(783, 1200)]), [(150, 99), (151, 99)]);
        assert_eq!(shown(&[(784, 0), (784, 4799)]), [(0, 0), (1, 0), (599, 0), (600, 0)]);
    }

    #[test]
    fn excitation_inhibition_and_the_selected_one_have_their_colours() {
        let session = presented("weights-196");
        let roles = |role| (784..980).find(|&n| session.network.role(NeuronId(n)) == role).unwrap();
        let (excites, inhibits) = (roles(Role::Excitatory), roles(Role::Inhibitory));
        for (neuron, selected, warm) in [(excites, 0, true), (inhibits, 0, false)] {
            let picture = raster_picture(&fired(&[(neuron, 2400)]), [601, 101], selected);
            let (x, y) = lit(&picture)[0];
            let color = picture[(x, y)];
            assert_eq!(color.r() > color.b(), warm, "{color:?}");
        }
        let picture = raster_picture(&fired(&[(excites, 2400)]), [601, 101], excites);
        assert_eq!(picture[lit(&picture)[0]], Color32::WHITE);
    }
}
