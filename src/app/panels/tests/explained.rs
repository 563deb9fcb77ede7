//! Whatever is written has an explanation: every number says of what it is, in which units, and every control what
//! it does.

use super::*;

/// What explains itself: the name of the program, headings (in capitals), and the first hint.
fn is_plain(words: &str) -> bool {
    let is_heading = words == words.to_uppercase() && !words.contains(|c: char| c.is_ascii_digit());
    is_heading && words.chars().count() > 2
        || words == "Signalscape"
        || words.starts_with("Drop a picture of a digit anywhere")
}

/// What has no explanation.
fn unexplained(screen: &mut Screen, size: (f32, f32), what: &str) -> Vec<String> {
    let texts = screen.at(size);
    let mut without = Vec::new();
    for text in texts {
        let seen = text.place.intersect(text.clip);
        if is_plain(&text.words) || !seen.is_positive() {
            continue;
        }
        if screen.tooltip(seen.center()).is_none() {
            without.push(format!("{what}: {:?}", text.words));
        }
    }
    without
}

#[test]
fn every_number_and_control_is_explained() {
    let size = (1920.0, 1080.0);
    let mut screen = Screen::of("weights-196");
    let mut without = unexplained(&mut screen, size, "weights");
    screen.change(|s: &mut Selection| s.neuron = Some(NeuronId(912)));
    without.extend(unexplained(&mut screen, size, "a neuron"));
    let mut screen = Screen::of("paths-sbm");
    without.extend(unexplained(&mut screen, size, "paths"));
    let mut screen = learnt("paths-stdp");
    without.extend(unexplained(&mut screen, size, "learnt"));
    assert!(without.is_empty(), "{} without:\n{}", without.len(), without.join("\n"));
}
