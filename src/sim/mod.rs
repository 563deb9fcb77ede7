//! The model: networks in space, competitive-refractory and perceptron dynamics, plasticity.
pub mod stimulus;
