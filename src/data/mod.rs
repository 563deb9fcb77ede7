//! Images and their labels, and what is kept on disk.
