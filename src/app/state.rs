//! What the application knows; read by panels and scenes, changed by [`apply`](super::apply) and
//! [`bridge`](super::bridge), and what is pointed at by [`selection`](super::selection).

pub use super::notice::Notice;
pub use super::overlays::{Dialog, Overlays};
pub use super::references::{Classes, Digits, References, Trajectory};
pub use super::selected::Selection;
pub use super::session::{Learnt, Loading, Session, Wanted};
pub use super::workers::Workers;
