//! References grow in number: images to rows, a block at a time.

use super::LibraryEvent;
use super::worker::{Stop, Worker};
use std::sync::atomic::Ordering;

impl Worker {
    pub(super) fn say_progress(&self) -> Result<(), Stop> {
        self.say(LibraryEvent::Progress { done: self.labels.len(), target: self.target })
    }

    /// Reads a block of the images that the axes are fitted to, and fits them to the last.
    pub(super) fn fit(&mut self, read: usize) -> Result<(), Stop> {
        let until = (read + 4 * self.threads).min(self.to_fit.len());
        let digits = self.digits.clone();
        let images: Vec<&[u8]> =
            self.to_fit[read..until].iter().map(|&i| digits.image(i as usize)).collect();
        let embedding = &mut self.embedding;
        self.pool.install(|| embedding.read(&images));
        self.say(LibraryEvent::Fitting { done: until, target: self.to_fit.len() })?;
        if until == self.to_fit.len() {
            let (embedding, is_over) = (&mut self.embedding, &self.is_over);
            self.pool
                .install(|| embedding.fit(&|| !is_over.load(Ordering::Relaxed)))
                .map_err(|error| Stop::Failed(format!("the axes of the cloud: {error}")))?;
            if self.is_over.load(Ordering::Relaxed) {
                return Err(Stop::Closed);
            }
            self.write_axes()?;
            self.read_cache()?;
        }
        Ok(())
    }

    /// Embeds one block: a few digits for each thread, so that commands wait some tens of ms at most.
    pub(super) fn grow(&mut self) {
        let from = self.labels.len();
        let until = (from + 4 * self.threads).min(self.target);
        let digits = self.digits.clone();
        let block = self.order[from..until].to_vec();
        let images: Vec<&[u8]> = block.iter().map(|&i| digits.image(i as usize)).collect();
        for (sample, rows) in self.embed(&images).into_iter().enumerate() {
            self.samples[sample].extend(rows);
        }
        let labels = self.labels_of(&block);
        self.labels.extend(labels);
    }

    /// What images show, see [`Worker::labels`].
    pub(super) fn labels_of(&self, images: &[u32]) -> Vec<u8> {
        let label = |&image: &u32| self.digits.known_label(image as usize).unwrap_or(0);
        images.iter().map(label).collect()
    }

    /// The rows of some images, by sample time.
    pub(super) fn embed(&mut self, images: &[&[u8]]) -> Vec<Vec<i16>> {
        let embedding = &mut self.embedding;
        let mut samples = vec![Vec::new(); self.samples.len()];
        for row in self.pool.install(|| embedding.embed(images)) {
            for (sample, row) in samples.iter_mut().zip(row.chunks_exact(self.dim)) {
                sample.extend_from_slice(row);
            }
        }
        samples
    }
}
