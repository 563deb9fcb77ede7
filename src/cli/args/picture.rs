//! What is drawn and from where, as typed.

use crate::data::Part;

/// Where the network is looked at from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraArg {
    /// Degrees around the vertical.
    pub yaw: f32,
    /// Degrees above the horizon.
    pub pitch: f32,
    /// World units.
    pub distance: f32,
    /// What is looked at, world units.
    pub focus: [f32; 3],
}

/// `test:17`.
pub fn mnist(text: &str) -> Result<(Part, usize), String> {
    let expected = "expected test:INDEX or train:INDEX, such as test:17";
    let (part, index) = text.split_once(':').ok_or(expected)?;
    let part = match part {
        "test" => Part::Test,
        "train" => Part::Train,
        _ => return Err(expected.to_owned()),
    };
    Ok((part, index.parse().map_err(|_| expected)?))
}

/// `30,20,60` or `30,20,60,0,5,0`.
pub fn camera(text: &str) -> Result<CameraArg, String> {
    let expected = "expected YAW,PITCH,DISTANCE or YAW,PITCH,DISTANCE,X,Y,Z: degrees (a pitch of -90 to 90), then lengths \
                    (a distance of 1 to 400)";
    let numbers: Option<Vec<f32>> = text
        .split(',')
        .map(|number| number.trim().parse().ok().filter(|n: &f32| n.is_finite()))
        .collect();
    let (yaw, pitch, distance, focus) = match numbers.as_deref() {
        Some(&[yaw, pitch, distance]) => (yaw, pitch, distance, [0.0; 3]),
        Some(&[yaw, pitch, distance, x, y, z]) => (yaw, pitch, distance, [x, y, z]),
        _ => return Err(expected.to_owned()),
    };
    match (-90.0..=90.0).contains(&pitch) && (1.0..=400.0).contains(&distance) {
        true => Ok(CameraArg { yaw, pitch, distance, focus }),
        false => Err(expected.to_owned()),
    }
}

/// `2`.
pub fn scale(text: &str) -> Result<f32, String> {
    let scale = text.parse().ok().filter(|scale| (0.5..=4.0).contains(scale));
    scale.ok_or_else(|| "expected a number from 0.5 to 4".to_owned())
}

/// `1280x800`.
pub fn size(text: &str) -> Result<[u32; 2], String> {
    let expected = "expected WIDTHxHEIGHT in pixels, 320x200 to 7680x4320";
    let (width, height) = text.split_once('x').ok_or(expected)?;
    let size = [width, height].map(|side| side.parse::<u32>());
    match size {
        [Ok(width @ 320..=7680), Ok(height @ 200..=4320)] => Ok([width, height]),
        _ => Err(expected.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_digits_are_read_or_refused() {
        assert_eq!(size("320x4320"), Ok([320, 4320]));
        for bad in
            ["", "x", "800", "319x200", "7681x200", "800x199", "800X600", "-800x600", "8e3x9"]
        {
            assert!(size(bad).is_err(), "{bad}");
        }
        assert_eq!(mnist("train:59999"), Ok((Part::Train, 59_999)));
        for bad in ["", "test", "test:", "test:-1", "valid:3", "test:1.5", "17"] {
            assert!(mnist(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn cameras_and_scales_are_read_or_refused() {
        let seen = CameraArg { yaw: 30.0, pitch: -20.0, distance: 60.0, focus: [0.0; 3] };
        assert_eq!(camera("30,-20,60"), Ok(seen));
        let focus = [1.0, 2.0, -3.5];
        assert_eq!(camera("30, -20, 60, 1,2,-3.5"), Ok(CameraArg { focus, ..seen }));
        for bad in [
            "",
            "30",
            "30,20",
            "30,20,60,1",
            "30,91,60",
            "30,20,0",
            "30,20,NaN",
            "a,b,c",
            "30,20,1e9",
        ] {
            assert!(camera(bad).is_err(), "{bad}");
        }
        assert_eq!((scale("2"), scale("0.5")), (Ok(2.0), Ok(0.5)));
        for bad in ["", "0", "0.4", "4.1", "-1", "NaN", "x"] {
            assert!(scale(bad).is_err(), "{bad}");
        }
    }
}
