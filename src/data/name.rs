//! Parts of files' names, made of any text: those of presets hold what was changed of them.

use sha2::{Digest, Sha256};

/// Letters of the hash that a shortened name ends in.
const HASH_LEN: usize = 8;

/// The same text in letters, digits and dashes, which every file system takes.
pub fn plain(text: &str) -> String {
    text.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect()
}

/// [`plain`], at most `most` (more than 9) letters long: what is shortened ends in a hash of the whole, so that
/// names which begin alike stay apart.
pub fn plain_name(text: &str, most: usize) -> String {
    let plain = plain(text);
    if plain.len() <= most {
        return plain;
    }
    let hash = format!("{:x}", Sha256::digest(text));
    format!("{}-{}", &plain[..most - HASH_LEN - 1], &hash[..HASH_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_name_and_long_ones_stay_apart() {
        assert_eq!(
            plain_name("weights-196+plasticity.a_plus=0.02", 40),
            "weights-196-plasticity-a-plus-0-02"
        );
        assert_eq!(plain_name("../a/b\u{1f600}é\n", 40), "---a-b---");
        let [one, other] = ["1", "2"].map(|end| plain_name(&("x".repeat(300) + end), 100));
        assert_eq!((one.len(), other.len()), (100, 100));
        assert!(one != other && one.starts_with("xxx"));
    }
}
