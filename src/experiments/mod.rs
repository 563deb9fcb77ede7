//! The tables and figures of the paper, and beside them what they must be measured against.
//!
//! | module | |
//! |---|---|
//! | [`weights`] | Section 4: edge weights as the embedding, Fig. 3 |
//! | [`paths`] | Section 3.1: temporal paths as the embedding |
//! | [`stdp`] | Section 3.2: does a graph that STDP has changed do better? |
//! | [`few_labels`] | how far a few labelled examples reach |
//! | [`ann`] | Section 4.1: a trained network beside it, Figs. 4 and 5 |
//! | [`summed`] | JSON with a checksum of what it says |
//! | [`sweep`] | one construction rule for every N |
//! | [`shard`] | parts of an experiment, run anywhere |
//! | [`blocks`] | many images over some workers |
//! | [`life`] | prepare, run, part, merge, go on, forget: the same for every experiment |
//! | [`catalogue`] | which experiments there are |
//! | [`error`] | why there are no results |
//! | [`finished`] | finished runs of an unfinished command |
//! | [`gather`] | many presentations, in parallel, stopped and gone on with |
//! | [`protocol`] | random splits and nearest neighbours |
//! | [`output`] | results as files |
//! | [`table`] | titles, tables and notes, as Markdown, HTML and CSV |
//! | [`shelf`] | finished runs, remembered |
//! | [`stopped`] | stopped runs of the window, to be gone on with |
//! | [`export`] | embeddings for other programs |
//! | [`charts`] | which figures a report has |
//! | [`section`] | the results of an experiment within a report |
//! | [`check`] | results that were read: can they be? |
//! | [`paper`] | where its numbers may stand |
//! | [`page`] | several reports as one page |
//! | [`figure`] | lines and matrices as SVG and PNG |
//! | [`leftover`] | files of earlier results that are in the way of new ones |
//! | [`lesion`] | what is taken away to see what it does |
//! | [`words`] | numbers as people read them |

mod agree;
pub(crate) mod ann;
pub(crate) mod blocks;
pub(crate) mod catalogue;
pub(crate) mod charts;
pub(crate) mod check;
mod differs;
pub(crate) mod error;
pub(crate) mod export;
pub mod few_labels;
pub(crate) mod fields;
pub(crate) mod figure;
pub(crate) mod files;
pub(crate) mod finished;
pub(crate) mod gather;
mod hash;
pub(crate) mod leftover;
pub(crate) mod lesion;
mod lesion_table;
pub mod life;
pub(crate) mod output;
pub(crate) mod page;
mod paper;
pub mod part;
pub mod paths;
pub(crate) mod protocol;
pub mod report;
pub(crate) mod section;
pub(crate) mod shard;
pub mod shelf;
pub mod stdp;
pub(crate) mod stopped;
pub mod summed;
pub(crate) mod sweep;
pub(crate) mod table;
pub mod weights;
pub mod words;
