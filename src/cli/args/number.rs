//! Numbers as typed, refused in our words: what was expected, and by clap what was found.

use std::fmt::Display;

/// More threads than this are a mistake.
pub(super) const THREADS_MAX: usize = 1_024;

/// Reads a whole number from `least` to `most`.
pub(in crate::cli) fn whole<
    T: Copy + Display + TryFrom<u64> + PartialOrd + Send + Sync + 'static,
>(
    least: T,
    most: T,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
    }
}

/// Reads a count whose greatest is known when the images are.
pub(super) fn at_least(
    least: usize,
) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync + 'static {
    move |text| match text.parse() {
        Ok(number) if number >= least => Ok(number),
        _ if text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err("expected a smaller whole number".to_owned())
        }
        _ => Err(format!("expected a whole number of at least {least}")),
    }
}

/// Reads a number; which ones will do is said later.
pub(super) fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "expected a number".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_or_refused_in_the_same_words() {
        let read = whole(1_usize, 50);
        assert_eq!((read("1"), read("50")), (Ok(1), Ok(50)));
        for bad in ["", "0", "51", "-1", "1.5", "many", "99999999999999999999"] {
            assert_eq!(read(bad), Err("expected a whole number from 1 to 50".to_owned()), "{bad}");
        }
        assert_eq!(whole(0_u8, 9)("256"), Err("expected a whole number from 0 to 9".to_owned()));
        assert_eq!(whole(0, u64::MAX)("18446744073709551615"), Ok(u64::MAX));
        let read = at_least(1);
        assert_eq!((read("1"), read("18446744073709551615")), (Ok(1), Ok(usize::MAX)));
        for bad in ["", "0", "-1", "1.5", "many"] {
            assert_eq!(read(bad), Err("expected a whole number of at least 1".to_owned()), "{bad}");
        }
        let large = read("99999999999999999999");
        assert_eq!(large, Err("expected a smaller whole number".to_owned()));
        assert_eq!(number("-1.5e3"), Ok(-1500.0));
        assert_eq!(number("many"), Err("expected a number".to_owned()));
    }
}
