//! Signalscape: a neurobiological model of computation, made visible.
pub mod analysis;
#[cfg(feature = "app")]
pub mod app;
pub mod cli;
pub mod data;
pub mod runtime;
pub mod sim;
