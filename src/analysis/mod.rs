//! What is read out of a run.
