//! The amount of tag 54, as text and as centavos. Whether it is the right amount is
//! decided by [`check`](crate::check).

/// Why the text of tag 54 is not a whole number of centavos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not digits with at most one point.
    #[error("the amount is not digits with at most one point")]
    NotANumber,
    /// A fraction of a centavo: a digit other than zero beyond the second decimal.
    #[error("the amount is not a whole number of centavos")]
    NotExact,
    /// More centavos than an `i64` holds.
    #[error("the amount is too large")]
    TooLarge,
}

/// Reads an amount exactly, or not at all.
///
/// `98`, `98.` and `98.7` are all valid: EMVCo allows a point without decimals, and any
/// number of decimals.
pub(crate) fn centavos(text: &str) -> Result<i64, AmountError> {
    let (whole, decimals) = split(text).ok_or(AmountError::NotANumber)?;
    let (kept, beyond) = decimals.split_at(decimals.len().min(2));
    if beyond.bytes().any(|digit| digit != b'0') {
        return Err(AmountError::NotExact);
    }
    let padding = [b'0'; 2].into_iter().skip(kept.len());
    whole
        .bytes()
        .chain(kept.bytes())
        .chain(padding)
        .try_fold(0_i64, |sum, digit| {
            sum.checked_mul(10)?.checked_add(i64::from(digit - b'0'))
        })
        .ok_or(AmountError::TooLarge)
}

/// Whether an amount follows EMVCo's rule: digits with at most one point, never zero.
pub(crate) fn keeps_the_rule(text: &str) -> bool {
    split(text).is_some_and(|(whole, decimals)| {
        whole
            .bytes()
            .chain(decimals.bytes())
            .any(|digit| digit != b'0')
    })
}

/// The digits before and after the point. `None` if there is anything else, or no digit
/// at all.
fn split(text: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let any = !whole.is_empty() || !decimals.is_empty();
    (any && digits(whole) && digits(decimals)).then_some((whole, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        let good = [
            ("1", 100),
            ("1.", 100),
            ("1.5", 150),
            ("1.05", 105),
            (".5", 50),
            ("0.01", 1),
            ("007.5", 750),
            ("1.230", 123),
            ("1500.00", 150_000),
            ("92233720368547758.07", i64::MAX),
        ];
        for (text, expected) in good {
            assert_eq!(centavos(text), Ok(expected), "{text}");
            assert!(keeps_the_rule(text), "{text}");
        }
        for text in ["", ".", "1.2.3", "1,5", "-1", "+1", " 1", "1e3", "١", "$1"] {
            assert_eq!(centavos(text), Err(AmountError::NotANumber), "{text}");
            assert!(!keeps_the_rule(text), "{text}");
        }
        assert_eq!(centavos("7999.123"), Err(AmountError::NotExact));
        assert_eq!(centavos("0.001"), Err(AmountError::NotExact));
        assert_eq!(centavos("92233720368547758.08"), Err(AmountError::TooLarge));
        assert_eq!(centavos(&"9".repeat(99)), Err(AmountError::TooLarge));
    }

    #[test]
    fn zero_is_a_number_but_breaks_the_rule() {
        for text in ["0", "0.", ".0", "0.00", "000"] {
            assert_eq!(centavos(text), Ok(0), "{text}");
            assert!(!keeps_the_rule(text), "{text}");
        }
    }
}
