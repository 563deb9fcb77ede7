//! Every spike of a presentation as cells of a picture: how many fell into each, and of what kind.

use crate::app::session::Session;
use crate::app::theme::{EXCITATORY, INHIBITORY, Rgb, WELL};
use crate::app::views::axis::TimeAxis;
use crate::sim::{NeuronId, Role};

/// Share of the raster's height that the inputs take.
const INPUT_SHARE: f32 = 0.3;
/// Spikes of inputs.
const INPUT: Rgb = [0xB8, 0xD4, 0xFF];
/// Spikes of the selected neuron.
const SELECTED: Rgb = [0xFF; 3];

/// The spikes over time, neurons one under the other.
#[derive(Clone, Debug, PartialEq)]
pub struct RasterCells {
    /// Cells side by side, on the axis of time.
    pub width: usize,
    /// Cells one under the other.
    pub height: usize,
    /// Their colours, row by row from the top.
    pub colors: Vec<Rgb>,
}

/// Share of the raster's height that the lower half takes: the pixels, or the network after it learnt.
pub(super) fn lower_share(session: &Session) -> f32 {
    if session.learnt.is_some() { 0.5 } else { INPUT_SHARE }
}

impl RasterCells {
    /// Counts the spikes that are known.
    pub fn of(
        session: &Session,
        [width, height]: [usize; 2],
        selected: Option<NeuronId>,
    ) -> RasterCells {
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
        let after =
            after.iter().map(|spike| (spike, learnt.map_or(network, |l| &l.network), false));
        for (spike, network, is_upper) in before.chain(after) {
            let n = spike.neuron.index();
            let (y, color) = if n >= inputs {
                let row = (n - inputs) as f32 / (all - inputs).max(1) as f32;
                let color = match network.role(spike.neuron) {
                    Role::Inhibitory => INHIBITORY,
                    Role::Input | Role::Excitatory => EXCITATORY,
                };
                (if is_upper { row * (split - 2.0) } else { lower(row) }, color)
            } else if learnt.is_none() {
                (lower(n as f32 / inputs as f32), INPUT)
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
            if Some(spike.neuron) == selected {
                marked.push(y * width + x);
            }
        }
        let border = (split as usize).min(height) * width;
        let halves = spikes.split_at(border);
        let light = [halves.0, halves.1].map(|half| light(half, width, session.is_path_model()));
        let mut colors: Vec<Rgb> = spikes
            .iter()
            .enumerate()
            .map(|(place, (count, sum))| {
                let (full, light) = light[usize::from(place >= border)][place % width];
                let share = (count / full).min(1.0) * 0.9 * light;
                let channel = |i: usize| {
                    let well = f32::from(WELL[i]);
                    (well + (sum[i] / count.max(1.0e-6) - well) * share) as u8
                };
                [0, 1, 2].map(channel)
            })
            .collect();
        for place in marked {
            colors[place] = SELECTED;
        }
        RasterCells { width, height, colors }
    }
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
    use crate::app::session::tests::presented;
    use crate::runtime::{Batch, Spike};
    use crate::sim::Ticks;

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
    fn lit(cells: &RasterCells) -> Vec<(usize, usize)> {
        let places = cells.colors.iter().enumerate().filter(|(_, color)| **color != WELL);
        places.map(|(place, _)| (place % cells.width, place / cells.width)).collect()
    }

    fn color_at(cells: &RasterCells, (x, y): (usize, usize)) -> Rgb {
        cells.colors[y * cells.width + x]
    }

    #[test]
    fn first_spikes_are_bright_on_a_bent_axis() {
        let lone = (1.0, [255.0; 3]);
        let (dark, many) = ((0.0, [0.0; 3]), (16.0, [255.0; 3]));
        // Two columns: a spike now and then, and a crowd.
        let counted = [dark, many, lone, many, dark, many];
        assert_eq!(light(&counted, 2, true), [(1.0, 1.0), (16.0, 0.4)]);
        assert_eq!(light(&counted, 2, false), [(16.0, 1.0), (16.0, 1.0)]);
        let session = presented("paths-sbm");
        let [width, height] = [601, 1001];
        let cells = RasterCells::of(&session, [width, height], None);
        // What is not in the well's colour, up to 10 ms.
        let until = (TimeAxis::of(&session).share(10.0) * width as f64) as usize;
        let mut lights: Vec<u8> = lit(&cells)
            .into_iter()
            .filter(|(x, _)| *x < until)
            .map(|place| color_at(&cells, place).into_iter().max().unwrap())
            .collect();
        lights.sort_unstable();
        assert!(lights.last().is_some_and(|&most| most > 200), "{lights:?}");
        assert!(lights[lights.len() / 2] > 80, "half of them at the least");
    }

    #[test]
    fn the_raster_shows_who_fired_and_when() {
        let [width, height] = [601, 101];
        let shown =
            |spikes: &[(u32, u32)]| lit(&RasterCells::of(&fired(spikes), [width, height], None));
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
        for (neuron, warm) in [(excites, true), (inhibits, false)] {
            let cells = RasterCells::of(&fired(&[(neuron, 2400)]), [601, 101], None);
            let color = color_at(&cells, lit(&cells)[0]);
            assert_eq!(color[0] > color[2], warm, "{color:?}");
        }
        let selected = Some(NeuronId(excites));
        let cells = RasterCells::of(&fired(&[(excites, 2400)]), [601, 101], selected);
        assert_eq!(color_at(&cells, lit(&cells)[0]), SELECTED);
    }
}
