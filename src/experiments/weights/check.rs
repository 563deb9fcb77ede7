//! Whether results that were read can be.

use super::{Features, PerImage, Results};
use crate::experiments::agree::{LAST_BITS, accuracy};
use crate::experiments::fields::{
    AMOUNT, Checked, IMAGES_MAX, NEURONS_MAX, SHARE, TIMES_MAX, class, count, hash, knn, model,
    names, number, some, splits, square, within,
};
use crate::experiments::protocol::Protocol;
use crate::sim::check::{refuse, shown};
use crate::sim::params::limits;
use std::collections::HashSet;

/// Whether they can be; they stand at that field.
pub(in crate::experiments) fn check(at: &str, run: &Results) -> Checked {
    let config = &run.config;
    model(&format!("{at}.config"), &config.preset, Some(&config.images))?;
    knn(&format!("{at}.config.knn"), config.knn)?;
    splits(config.splits).map_err(|error| within(&format!("{at}.config"), error))?;
    let times = &config.times_ms;
    let field = format!("{at}.config.times_ms");
    let are_times = times.is_sorted_by(|a, b| a < b)
        && times.iter().all(|ms| *ms > 0.0 && *ms <= config.preset.duration_ms);
    if !(1..=TIMES_MAX).contains(&times.len()) || !are_times {
        let expected =
            format!("1 to {TIMES_MAX} times, rising, up to {} ms", config.preset.duration_ms);
        return Err(refuse(&field, expected, some(times)));
    }
    count(&format!("{at}.images"), run.images, 1..=IMAGES_MAX)?;
    count(&format!("{at}.neurons"), run.neurons, 1..=NEURONS_MAX)?;
    count(&format!("{at}.edges"), run.edges, 1..=limits::EDGES_MAX as usize)?;
    let mut seen = HashSet::new();
    for (i, row) in run.rows.iter().enumerate() {
        let at = format!("{at}.rows[{i}]");
        let of_pixels = matches!(row.features, Features::PixelsEuclidean | Features::PixelsCosine);
        let is_time = match row.time_ms {
            None => of_pixels,
            Some(ms) => !of_pixels && times.contains(&ms),
        };
        if !is_time {
            let expected = if of_pixels { "none" } else { "one of config.times_ms" };
            let found = row.time_ms.map_or("none".to_owned(), shown);
            return Err(refuse(&format!("{at}.time_ms"), expected, found));
        }
        if !seen.insert((row.features as u8, row.time_ms.map(f64::to_bits))) {
            return Err(refuse(&at, "features and time once", "them again"));
        }
        accuracy(&format!("{at}.accuracy"), &row.accuracy, Some(config.splits))?;
    }
    let headline = config.headline_ms();
    if run.accuracy(Features::Weights, Some(headline)).is_none() {
        let expected = format!("the weights at {headline} ms");
        return Err(refuse(&format!("{at}.rows"), expected, "no such row"));
    }
    square(&format!("{at}.confusion"), &run.confusion)?;
    names(&format!("{at}.classes"), run.classes.as_ref(), run.confusion.len())?;
    count(&format!("{at}.missed"), run.missed.len(), 0..=run.images)?;
    for (i, missed) in run.missed.iter().enumerate() {
        let at = format!("{at}.missed[{i}]");
        class(&format!("{at}.truth"), missed.truth, run.confusion.len())?;
        class(&format!("{at}.label"), missed.label, run.confusion.len())?;
        count(&format!("{at}.wrong"), missed.wrong as usize, 1..=missed.asked as usize)?;
    }
    with_confusion(at, run)?;
    for (name, share) in run.edge_shares.named() {
        number(&format!("{at}.edge_shares.{name}"), share, SHARE)?;
    }
    let PerImage { spikes, arrivals, lost, cpu_ms } = run.per_image;
    let cpu_ms = cpu_ms.unwrap_or(0.0);
    for (name, of) in
        [("spikes", spikes), ("arrivals", arrivals), ("lost", lost), ("cpu_ms", cpu_ms)]
    {
        number(&format!("{at}.per_image.{name}"), of, AMOUNT)?;
    }
    hash(&format!("{at}.weights_sha256"), &run.weights_sha256)
}

/// The confusion counts every answer of every split, and so do the accuracy at that time and the missed images.
fn with_confusion(at: &str, run: &Results) -> Checked {
    let all: u64 = run.confusion.iter().flatten().map(|&n| u64::from(n)).sum();
    let right: u64 =
        (0..run.confusion.len()).map(|class| u64::from(run.confusion[class][class])).sum();
    let of_split = run.images - Protocol::references_of(run.images);
    let asked = of_split * run.config.splits as usize;
    let field = format!("{at}.confusion");
    if all != asked as u64 {
        let expected = format!("{asked} answers: {} splits of {of_split}", run.config.splits);
        return Err(refuse(&field, expected, all));
    }
    let percent = 100.0 * right as f64 / all.max(1) as f64;
    let mean = run.headline().mean;
    if (percent - mean).abs() > LAST_BITS {
        let expected = format!("{} % right, the mean of rows at that time", shown(mean));
        return Err(refuse(&field, expected, format!("{} %", shown(percent))));
    }
    let wrong: u64 = run.missed.iter().map(|missed| u64::from(missed.wrong)).sum();
    if wrong != all - right {
        let expected = format!("as many wrong answers as confusion has, {}", all - right);
        return Err(refuse(&format!("{at}.missed"), expected, wrong));
    }
    Ok(())
}
