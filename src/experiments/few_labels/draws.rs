//! Which references are labelled: so many of each class, at random.

use super::Config;
use crate::analysis::Taught;
use crate::data::ClassNames;
use crate::experiments::error::ExperimentError;
use crate::sim::check::refuse;
use crate::sim::random::{Purpose, Stream};

/// Draws of labelled references. The first k of a class in a draw are its k examples, for every k.
pub(super) struct Draws {
    /// By draw and class: references in the order in which they are labelled.
    orders: Vec<Vec<Vec<u32>>>,
    /// What references are: looked at where one is drawn or asked about.
    labels: Vec<u8>,
    seed: u64,
}

impl Draws {
    /// Draws references by their `labels`, of these classes, which nothing else may look at.
    pub fn new(
        config: &Config,
        labels: &[u8],
        names: &ClassNames,
    ) -> Result<Draws, ExperimentError> {
        let classes = names.count();
        let found = config.labels.last().copied().unwrap_or(0);
        let mut there = vec![0_usize; classes];
        labels.iter().for_each(|&label| there[usize::from(label)] += 1);
        if let Some(class) = (0..classes).find(|&class| there[class] < found) {
            let (noun, name) = (names.noun(), names.of(class as u8));
            let of = if noun == "digit" { format!("digit {name}") } else { name.to_owned() };
            let expected = format!("at most {}, the references of {of}", there[class]);
            return Err(refuse("labels", expected, found).into());
        }
        let draw = |number: u64| {
            let seed = config.draw_seed.wrapping_add(number);
            let mut order = vec![Vec::new(); classes];
            for point in Stream::new(seed, Purpose::Labels).permutation(labels.len()) {
                let of_class = &mut order[usize::from(labels[point as usize])];
                if of_class.len() < found {
                    of_class.push(point);
                }
            }
            order
        };
        Ok(Draws {
            orders: (0..config.draws).map(draw).collect(),
            labels: labels.to_vec(),
            seed: config.draw_seed,
        })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// The seed of a draw.
    pub fn seed(&self, draw: usize) -> u64 {
        self.seed.wrapping_add(draw as u64)
    }

    /// The answer to a question about a reference.
    pub fn answer(&self, point: usize) -> Taught {
        Taught { point, class: self.labels[point] }
    }

    /// The first `each` of every class of a draw.
    pub fn taught(&self, draw: usize, each: usize) -> Vec<Taught> {
        let of_class = |(class, order): (u8, &Vec<u32>)| -> Vec<Taught> {
            let taught = |&point: &u32| Taught { point: point as usize, class };
            order[..each].iter().map(taught).collect()
        };
        (0..).zip(&self.orders[draw]).flat_map(of_class).collect()
    }
}
