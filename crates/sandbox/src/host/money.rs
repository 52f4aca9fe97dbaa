//! Reads and writes centavos as JSON numbers, without floats.

use serde_json::value::RawValue;

/// The largest accepted amount, in centavos. It is below 2^53, so that no
/// reader of the JSON number loses a centavo.
pub(crate) const AMOUNT_CENTAVOS_MAX: i64 = 9_000_000_000_000_000;

/// Reads a plain decimal with at most two decimals, exactly.
///
/// # Errors
///
/// The problem, to be put after the field's name.
pub(crate) fn read_centavos(number: &str) -> Result<i64, &'static str> {
    let (pesos, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if number.starts_with('-') {
        return Err("must not be negative");
    }
    if pesos.is_empty() || !digits(pesos) || !digits(decimals) {
        return Err("must be a plain decimal number");
    }
    if decimals.len() > 2 {
        return Err("must have at most two decimals");
    }
    let too_large = "is too large";
    let pesos: i64 = pesos.parse().map_err(|_| too_large)?;
    let decimals: i64 = format!("{decimals:0<2}").parse().map_err(|_| too_large)?;
    pesos
        .checked_mul(100)
        .and_then(|centavos| centavos.checked_add(decimals))
        .filter(|centavos| *centavos <= AMOUNT_CENTAVOS_MAX)
        .ok_or(too_large)
}

/// The form of the webhook's sample: `1000`, `937.2`, `10.05`.
pub(crate) fn shortest(centavos: i64) -> Box<RawValue> {
    let text = two_decimals(centavos);
    number(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The form of the pre-order's answer: `10.0`, `10.5`, `10.05`.
pub(crate) fn one_decimal_at_least(centavos: i64) -> Box<RawValue> {
    let text = two_decimals(centavos);
    number(text.strip_suffix('0').unwrap_or(&text).to_owned())
}

/// The form of the wallet's notice: `10.50`.
pub(crate) fn number_of_two_decimals(centavos: i64) -> Box<RawValue> {
    number(two_decimals(centavos))
}

/// The form of tag 54 of a QR: `10.00`.
pub(crate) fn two_decimals(centavos: i64) -> String {
    let magnitude = centavos.unsigned_abs();
    let sign = if centavos < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

fn number(text: String) -> Box<RawValue> {
    RawValue::from_string(text).expect("digits with a point between them are a JSON number")
}

#[cfg(test)]
mod tests {
    use super::{one_decimal_at_least, read_centavos, shortest, two_decimals};
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_like_the_samples() {
        for (centavos, short, long) in [
            (100_000, "1000", "1000.0"),
            (93_720, "937.2", "937.2"),
            (1_005, "10.05", "10.05"),
            (5, "0.05", "0.05"),
            (0, "0", "0.0"),
            (-150, "-1.5", "-1.5"),
        ] {
            assert_eq!(shortest(centavos).get(), short);
            assert_eq!(one_decimal_at_least(centavos).get(), long);
        }
    }

    #[test]
    fn only_plain_decimals_are_read() {
        for (text, centavos) in [("10", 1_000), ("10.0", 1_000), ("10.05", 1_005), ("0", 0)] {
            assert_eq!(read_centavos(text), Ok(centavos));
        }
        for text in [
            "-1",
            "1e2",
            "1.005",
            "90000000000000.01",
            "99999999999999999999",
            ".5",
            "x",
        ] {
            assert!(read_centavos(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_written_amount_is_read_back(centavos in 0..=super::AMOUNT_CENTAVOS_MAX) {
            prop_assert_eq!(read_centavos(shortest(centavos).get()), Ok(centavos));
            prop_assert_eq!(read_centavos(one_decimal_at_least(centavos).get()), Ok(centavos));
            prop_assert_eq!(read_centavos(&two_decimals(centavos)), Ok(centavos));
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = read_centavos(&text);
        }
    }
}
