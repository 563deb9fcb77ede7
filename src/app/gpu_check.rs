//! Whether anything here can draw, asked before Bevy is: its own answer is a panic.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;
use wgpu::{Backends, DeviceType, Instance, InstanceDescriptor};

/// A graphics device as the system lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Its driver, with version.
    pub driver: String,
    /// Vulkan, Metal, …
    pub backend: String,
    /// It computes pictures on the processor.
    pub is_software: bool,
    /// Why it cannot be used, if so.
    pub lacks: Option<String>,
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} ({}", self.name, self.backend)?;
        if !self.driver.is_empty() {
            write!(f, ", {}", self.driver)?;
        }
        write!(f, ")")?;
        if self.is_software {
            write!(f, ", on the processor: slow but correct")?;
        }
        match &self.lacks {
            Some(lacks) => write!(f, "; cannot be used: {lacks}"),
            None => Ok(()),
        }
    }
}

/// What can run the shaders.
pub const BACKENDS: Backends = Backends::VULKAN.union(Backends::METAL).union(Backends::DX12);

/// Storage buffers that the network view's vertex shader reads.
const STORAGE_BUFFERS: u32 = 7;

/// No device has the name that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "--gpu: expected a part of a graphics device's name, found \"{found}\"; there are: {}",
    there.join(", ")
)]
pub struct UnknownDevice {
    /// What was asked for.
    pub found: String,
    /// Devices there are, in words.
    pub there: Vec<String>,
}

/// Every device that a window could be drawn with, in the system's order.
pub fn devices() -> Vec<Device> {
    let mut descriptor = InstanceDescriptor::new_without_display_handle_from_env();
    descriptor.backends &= BACKENDS;
    let backends = descriptor.backends;
    let instance = Instance::new(descriptor);
    let adapters = bevy::tasks::block_on(instance.enumerate_adapters(backends));
    adapters
        .iter()
        .map(|adapter| {
            let info = adapter.get_info();
            let buffers = adapter.limits().max_storage_buffers_per_shader_stage;
            Device {
                driver: [info.driver, info.driver_info].join(" ").trim().to_owned(),
                name: info.name,
                backend: info.backend.to_string(),
                is_software: info.device_type == DeviceType::Cpu,
                lacks: (buffers < STORAGE_BUFFERS).then(|| {
                    format!(
                        "expected {STORAGE_BUFFERS} storage buffers in a shader, found {buffers}"
                    )
                }),
            }
        })
        .collect()
}

/// How to get what is missing, in words for this system.
pub fn advice() -> &'static str {
    if cfg!(target_os = "linux") {
        "A Vulkan driver is needed. On Debian or Ubuntu: \
         `sudo apt-get install libvulkan1 mesa-vulkan-drivers` (it covers AMD and Intel, and draws \
         on the processor where there is no graphics card); for NVIDIA, install NVIDIA's driver. \
         Then `signalscape doctor` says what was found."
    } else {
        "A graphics driver with Vulkan, Metal or Direct3D 12 is needed; update the system's \
         graphics driver. Then `signalscape doctor` says what was found."
    }
}

/// Refuses to go on without a device, or without the one that was asked for.
///
/// # Errors
/// [`UnknownDevice`], or how to get what is missing.
pub fn require(name: Option<&str>) -> anyhow::Result<()> {
    let devices = devices();
    anyhow::ensure!(
        devices.iter().any(|d| d.lacks.is_none()),
        "no graphics device can draw the view. {}",
        advice()
    );
    let unknown = name.and_then(|name| unknown(name, &devices));
    unknown.map_or(Ok(()), |error| Err(error.into()))
}

fn unknown(name: &str, devices: &[Device]) -> Option<UnknownDevice> {
    let wanted = name.to_lowercase();
    let is_there = devices.iter().any(|d| d.name.to_lowercase().contains(&wanted));
    let there = devices.iter().map(ToString::to_string).collect();
    (!is_there).then(|| UnknownDevice { found: name.to_owned(), there })
}

/// The reason in the window library's words, without the place in its source.
fn reason(words: &str) -> &str {
    words.split_once("Misc(\"").and_then(|(_, rest)| rest.split_once("\")")).map_or(words, |r| r.0)
}

/// Builds what needs a screen. The window library panics where there is none, or where one of the
/// libraries that it loads is missing; that is the user's machine and not our bug, so it becomes an
/// error that says what to do.
///
/// # Errors
/// Those of `build`, and the lack of a screen.
pub fn with_screen<T>(build: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let built = catch_unwind(AssertUnwindSafe(build));
    std::panic::set_hook(hook);
    built.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason");
        let words = reason(words);
        let advice = if cfg!(target_os = "linux") {
            "A window needs an X11 screen (DISPLAY) and its libraries; on Debian or Ubuntu: \
             `sudo apt-get install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 \
             libxkbcommon-x11-0`. `signalscape doctor` says which are missing; \
             `signalscape shot` and `signalscape label` need no screen."
        } else {
            "A window needs a screen; `signalscape shot` and `signalscape label` need none."
        };
        Err(anyhow::anyhow!("no window can be opened. {advice} The system says: {words}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_asked_for_by_a_part_of_its_name() {
        let device = Device {
            name: "Llvmpipe".into(),
            driver: "Mesa".into(),
            backend: "vulkan".into(),
            is_software: false,
            lacks: None,
        };
        assert_eq!(unknown("pipe", std::slice::from_ref(&device)), None);
        assert_eq!(
            unknown("nope", &[device]).unwrap().to_string(),
            "--gpu: expected a part of a graphics device's name, found \"nope\"; there are: Llvmpipe \
             (vulkan, Mesa)"
        );
    }
}
