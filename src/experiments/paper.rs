//! Where the paper's numbers may stand beside ours: they are of MNIST.

use crate::data::ClassNames;
use crate::sim::PresetSpec;

/// Whether a run is of images as MNIST has them: 28 x 28 pixels, of classes that are called by their numbers.
pub(super) fn is_of_mnist(preset: &PresetSpec, classes: Option<&ClassNames>) -> bool {
    preset.sheet.is_mnist() && classes.is_none()
}
