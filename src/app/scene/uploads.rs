//! What goes to the graphics card this frame: byte ranges in one arena, swapped (not copied) into the
//! render world, so that nothing is allocated in steady state.

use bevy::prelude::Resource;
use bytemuck::Pod;
use std::ops::Range;

/// The storage buffers, in the order of [`Buf::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Buf {
    Nodes,
    States,
    Edges,
    Weights,
    Listed,
    Pulses,
    Sparks,
    Before,
    After,
    Lines,
    Markers,
}

impl Buf {
    /// Every buffer with its label.
    pub const ALL: [(Buf, &str); 11] = [
        (Buf::Nodes, "nodes"),
        (Buf::States, "node states"),
        (Buf::Edges, "edges"),
        (Buf::Weights, "weights"),
        (Buf::Listed, "listed edges"),
        (Buf::Pulses, "pulses"),
        (Buf::Sparks, "sparks"),
        (Buf::Before, "cloud before"),
        (Buf::After, "cloud after"),
        (Buf::Lines, "cloud lines"),
        (Buf::Markers, "cloud markers"),
    ];
}

/// One range to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub buf: Buf,
    /// First byte in the buffer.
    pub offset: u64,
    /// Bytes in the arena.
    pub bytes: Range<usize>,
}

/// See the module's head.
#[derive(Resource, Default)]
pub struct Uploads {
    arena: Vec<u8>,
    writes: Vec<Write>,
}

impl Uploads {
    /// Queues `data` at element `first` of a buffer. A buffer grows when something is written past its
    /// end, and then holds only what is written from then on: write all of it again.
    pub fn write<T: Pod>(&mut self, buf: Buf, first: usize, data: &[T]) {
        if data.is_empty() {
            return;
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(bytemuck::cast_slice(data));
        let bytes = start..self.arena.len();
        self.writes.push(Write { buf, offset: (first * size_of::<T>()) as u64, bytes });
    }

    /// What is queued.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// The bytes of a queued range.
    pub fn bytes(&self, write: &Write) -> &[u8] {
        &self.arena[write.bytes.clone()]
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.arena.clear();
        self.writes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_keep_their_bytes_and_places() {
        let mut uploads = Uploads::default();
        uploads.write(Buf::Weights, 3, &[1.0_f32, 2.0]);
        uploads.write::<f32>(Buf::Weights, 0, &[]);
        uploads.write(Buf::Listed, 0, &[7_u32]);
        let [weights, listed] = uploads.writes() else { panic!("an empty write is none") };
        assert_eq!((weights.buf, weights.offset), (Buf::Weights, 12));
        assert_eq!(uploads.bytes(weights), bytemuck::bytes_of(&[1.0_f32, 2.0]));
        assert_eq!(uploads.bytes(listed), 7_u32.to_le_bytes());
        uploads.clear();
        assert!(uploads.writes().is_empty());
    }

    #[test]
    fn the_list_of_buffers_is_in_order() {
        assert!(Buf::ALL.iter().enumerate().all(|(i, (buf, _))| *buf as usize == i));
    }
}
