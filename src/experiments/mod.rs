//! The tables and figures of the paper, and beside them what they must be measured against.
//!
//! | module | |
//! |---|---|
//! | [`weights`] | Section 4: edge weights as the embedding, Fig. 3 |
//! | [`sweep`] | one construction rule for every N |
//! | [`gather`] | many presentations, in parallel, stopped and gone on with |
//! | [`protocol`] | random splits and nearest neighbours |
//! | [`output`] | results as files |
//! | [`figure`] | lines and matrices as SVG and PNG |
//! | [`lesion`] | what is taken away to see what it does |

pub mod figure;
pub mod gather;
pub mod lesion;
pub mod output;
pub mod protocol;
pub mod sweep;
pub mod weights;
