//! Signalscape: a neurobiological model of computation, made visible.
pub mod analysis;
pub mod data;
pub mod runtime;
pub mod sim;
