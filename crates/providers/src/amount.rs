//! Amounts as providers write them, read exactly to the centavo or not at all.
//! A text with two possible meanings is not an amount: a person looks at it.

use domain::{Money, MoneyError};

/// How many digits after the centavos have to be all zeros or all nines for the
/// rest to count as a float's noise. The noise is then below a millionth of a
/// peso.
const NOISE_PLACES: usize = 4;

/// Reads an amount in pesos: a JSON number, or a text with the separators of
/// Argentina (`1.500,00`) or of programs (`1,500.00`). `None` for a single
/// point or comma followed by three digits (`1.500`), which may separate
/// thousands.
pub(crate) fn pesos(text: &str) -> Option<Money> {
    Decimal::read(text)?.times_ten_to(0)
}

/// Reads whole centavos, also if a float wrote them.
pub(crate) fn centavos(text: &str) -> Option<Money> {
    Decimal::read(text)?.times_ten_to(-2)
}

/// A number in digits: its whole part, its fraction, and its power of ten.
struct Decimal {
    whole: String,
    fraction: String,
    exponent: i32,
}

impl Decimal {
    fn read(text: &str) -> Option<Decimal> {
        let text = text.trim();
        if text.len() > Money::TEXT_BYTES_MAX {
            return None;
        }
        let text = ["ARS", "AR$", "$"]
            .into_iter()
            .find_map(|sign| text.strip_prefix(sign))
            .unwrap_or(text)
            .trim_start();
        let text = text.strip_prefix('+').unwrap_or(text);
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = parts(&without_spaces(mantissa)?)?;
        Some(Decimal {
            whole,
            fraction,
            exponent,
        })
    }

    fn times_ten_to(&self, power: i32) -> Option<Money> {
        let Decimal {
            whole, fraction, ..
        } = self;
        let exponent = self.exponent.checked_add(power)?;
        match Money::from_decimal_pesos(&format!("{whole}.{fraction}e{exponent}")) {
            Ok(money) => Some(money),
            Err(MoneyError::NotExact) => self.without_noise(exponent),
            Err(MoneyError::NotANumber | MoneyError::Negative | MoneyError::TooLarge) => None,
        }
    }

    /// The whole centavos of a number with a float's noise.
    fn without_noise(&self, exponent: i32) -> Option<Money> {
        let digits = format!("{}{}", self.whole, self.fraction);
        let places = i32::try_from(self.fraction.len()).ok()?;
        let behind = places.checked_sub(exponent)?.checked_sub(2)?;
        let behind = usize::try_from(behind).ok()?;
        let (centavos, rest) = digits.split_at_checked(digits.len().checked_sub(behind)?)?;
        let (near, far) = rest.split_at_checked(NOISE_PLACES)?;
        let whole: i64 = format!("0{centavos}").parse().ok()?;
        let is_all = |digit: u8| near.bytes().all(|b| b == digit);
        if is_all(b'0') {
            Money::from_centavos(whole).ok()
        } else if is_all(b'9') && far.bytes().any(|b| b != b'0') {
            Money::from_centavos(whole.checked_add(1)?).ok()
        } else {
            None
        }
    }
}

/// Removes the spaces that separate thousands.
fn without_spaces(text: &str) -> Option<String> {
    let mut groups = text.split([' ', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for (count, group) in groups.enumerate() {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        let first_is_good = count > 0 || (1..=3).contains(&first.len());
        if digits != 3 || !first_is_good || joined.contains(['.', ',']) {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

/// Splits a number into its whole part and its fraction.
fn parts(text: &str) -> Option<(String, String)> {
    let count = |separator| text.matches(separator).count();
    let (whole, fraction) = match (count('.'), count(',')) {
        (0, 0) => (text.to_owned(), "0"),
        (1, 0) | (0, 1) => {
            let (whole, fraction) = text.split_once(['.', ','])?;
            if fraction.len() == 3 && is_first_group(whole) {
                return None;
            }
            (whole.to_owned(), fraction)
        }
        (_, 0) => (grouped(text, '.')?, "0"),
        (0, _) => (grouped(text, ',')?, "0"),
        // The last separator is the decimal one.
        (_, _) => {
            let (whole, fraction) = text.rsplit_once(['.', ','])?;
            let separator = if whole.contains('.') { '.' } else { ',' };
            (grouped(whole, separator)?, fraction)
        }
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (all_digits(&whole) && all_digits(fraction)).then(|| (whole, fraction.to_owned()))
}

/// Whether these digits can precede a separator of thousands.
fn is_first_group(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && !digits.starts_with('0')
}

/// Joins a whole number that is written in groups of three digits.
fn grouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next().filter(|first| is_first_group(first))?;
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<i64> {
        pesos(text).map(Money::centavos)
    }

    #[test]
    fn one_amount_in_many_forms() {
        for text in [
            "1500",
            "1500.0",
            "1500.00",
            "1500.000",
            "1500,00",
            "1500,5e-0",
            "1.500,00",
            "1,500.00",
            "1.500,0",
            "$ 1.500,00",
            "$1500",
            "ARS 1500.00",
            "1 500,00",
            "1\u{a0}500",
            "+1500",
            "1.5e3",
            "1500.0000000000002",
            "1499.9999999999998",
            "1.5000000000000002e3",
            "1500.0000009",
        ] {
            let expected = if text.starts_with("1500,5") {
                150_050
            } else {
                150_000
            };
            assert_eq!(read(text), Some(expected), "{text}");
        }
        assert_eq!(read("1.234.567,89"), Some(123_456_789));
        assert_eq!(read("1,234,567.89"), Some(123_456_789));
        assert_eq!(read("1.234.567"), Some(123_456_700));
        assert_eq!(read("0.500"), Some(50));
        assert_eq!(read("0.29999999999999998"), Some(30));
        assert_eq!(read("0.1e1"), Some(100));
    }

    #[test]
    fn ambiguous_and_meaningless_texts_are_no_amount() {
        for text in [
            "1.500",
            "1,500",
            "15.000",
            "150.000",
            "999,999",
            "1500.005",
            "1500.000001",
            "1500.0001",
            "0.005",
            "-1",
            "-1.500,00",
            "1.50,00",
            "1.5000,00",
            "1,500,00",
            "1.500.00",
            "0.500.000",
            "01.500,00",
            "1..500",
            "1.500,",
            ",5",
            ".5",
            "1 50",
            "1500 500",
            "1 500.000,0",
            "1.500,00.0",
            "",
            "$",
            "NaN",
            "mil",
            "1e",
            "1e99",
            "1'500",
            "１５００",
            "1.500,5x",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"9".repeat(200)), None);
    }

    #[test]
    fn centavos_written_by_a_float_are_read() {
        let read = |text| centavos(text).map(Money::centavos);
        for text in [
            "150000",
            "150000.0",
            "150000.00",
            "1.5e5",
            "149999.99999999997",
        ] {
            assert_eq!(read(text), Some(150_000), "{text}");
        }
        for text in ["150000.5", "150.000", "150000.01", "x", "-1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_way_to_write_an_amount_is_read(centavos in 0_i64..=1_000_000_000_000) {
            let (whole, rest) = (centavos / 100, centavos % 100);
            let mut groups = Vec::new();
            let mut left = whole;
            while left >= 1000 {
                groups.push(format!("{:03}", left % 1000));
                left /= 1000;
            }
            groups.push(left.to_string());
            groups.reverse();
            for text in [
                format!("{whole}.{rest:02}"),
                format!("{whole},{rest:02}"),
                format!("{},{rest:02}", groups.join(".")),
                format!("{}.{rest:02}", groups.join(",")),
                format!("{whole}.{rest:02}00000000002"),
                format!("{centavos}e-2"),
            ] {
                prop_assert_eq!(read(&text), Some(centavos), "{}", text);
            }
        }

        /// A float made from a whole number of centavos is read as that number.
        #[test]
        #[expect(clippy::float_arithmetic, reason = "a sender's float is what is tested")]
        fn an_amount_survives_a_float(centavos in 0_u32..2_000_000_000) {
            let float = f64::from(centavos) / 100.0;
            prop_assert_eq!(read(&format!("{float}")), Some(i64::from(centavos)));
            prop_assert_eq!(read(&format!("{float:.12}")), Some(i64::from(centavos)));
        }

        #[test]
        fn no_text_breaks_it(text in "[0-9.,eE$ +-]{0,30}", other in "\\PC{0,20}") {
            let _ = (pesos(&text), centavos(&text), pesos(&other));
        }
    }
}
