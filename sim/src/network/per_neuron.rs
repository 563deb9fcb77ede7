//! A value of every neuron, kept once where it is the same for all: what is uniform costs no memory and no cache.

/// See the module's head.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PerNeuron<T> {
    /// The same for all of so many neurons.
    Same(T),
    /// One for each.
    Each(Box<[T]>),
}

impl<T: Copy + PartialEq> PerNeuron<T> {
    /// Of one value for each neuron.
    pub fn of(values: Vec<T>) -> PerNeuron<T> {
        match values.first() {
            Some(&first) if values.iter().all(|value| *value == first) => PerNeuron::Same(first),
            _ => PerNeuron::Each(values.into()),
        }
    }

    /// That of neuron `n`.
    #[inline]
    pub fn at(&self, n: usize) -> T {
        match self {
            PerNeuron::Same(value) => *value,
            PerNeuron::Each(values) => values[n],
        }
    }

    /// All that there are, those of many neurons once where they are the same.
    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        match self {
            PerNeuron::Same(value) => std::slice::from_ref(value).iter().copied(),
            PerNeuron::Each(values) => values.iter().copied(),
        }
    }
}
