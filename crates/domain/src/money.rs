//! Money: integer centavos of Argentine pesos, never negative, bounded so that
//! a screen's number can hold it exactly. Not a currency library: there is one
//! currency at this counter.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of Argentine pesos in centavos, from zero to [`Money::MAX`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Money(i64);

/// Why a number is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Below zero. Money that flows the other way has a field of its own.
    #[error("an amount of money is never negative")]
    Negative,
    /// Above [`Money::MAX`].
    #[error("an amount of money is below 2^53 centavos")]
    TooLarge,
    /// Not a decimal number of pesos.
    #[error("not a decimal number of pesos")]
    NotANumber,
    /// More precise than a centavo.
    #[error("more precise than a centavo")]
    NotExact,
}

impl Money {
    /// Zero.
    pub const ZERO: Money = Money(0);
    /// The largest amount: 2^53 − 1 centavos, the largest integer that every
    /// JSON reader keeps exactly.
    pub const MAX: Money = Money((1 << 53) - 1);
    /// The longest decimal text that is read, in bytes.
    pub const TEXT_BYTES_MAX: usize = 64;

    /// The amount of so many centavos.
    ///
    /// # Errors
    /// [`MoneyError::Negative`] or [`MoneyError::TooLarge`] out of range.
    pub const fn from_centavos(centavos: i64) -> Result<Money, MoneyError> {
        if centavos < 0 {
            Err(MoneyError::Negative)
        } else if centavos > Self::MAX.0 {
            Err(MoneyError::TooLarge)
        } else {
            Ok(Money(centavos))
        }
    }

    /// Centavos.
    #[must_use]
    pub const fn centavos(self) -> i64 {
        self.0
    }

    /// Whether it is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] above [`Money::MAX`].
    pub const fn plus(self, other: Money) -> Result<Money, MoneyError> {
        // Two values below 2^53 cannot overflow an i64.
        Money::from_centavos(self.0 + other.0)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::Negative`] where `other` is the larger.
    pub const fn minus(self, other: Money) -> Result<Money, MoneyError> {
        Money::from_centavos(self.0 - other.0)
    }

    /// The difference, or zero where `other` is the larger.
    #[must_use]
    pub const fn less(self, other: Money) -> Money {
        if other.0 >= self.0 {
            Money::ZERO
        } else {
            Money(self.0 - other.0)
        }
    }

    /// The absolute difference of two amounts.
    #[must_use]
    pub const fn apart(self, other: Money) -> Money {
        Money((self.0 - other.0).abs())
    }

    /// Reads a decimal number of pesos as JSON writes it (`1000`, `937.2`,
    /// `10.00`, `1.5e3`), exactly or not at all.
    ///
    /// # Errors
    /// [`MoneyError`], by what is wrong with the text.
    pub fn from_decimal_pesos(text: &str) -> Result<Money, MoneyError> {
        if text.len() > Self::TEXT_BYTES_MAX {
            return Err(MoneyError::NotANumber);
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                let exponent: i32 = exponent.parse().map_err(|_| MoneyError::NotANumber)?;
                (mantissa, exponent)
            }
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(MoneyError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(Money::ZERO);
        }
        if negative {
            return Err(MoneyError::Negative);
        }
        // The value in centavos is `digits` × 10^shift.
        let fraction_length = i32::try_from(fraction.len()).map_err(|_| MoneyError::NotANumber)?;
        let shift = exponent
            .checked_add(2 - fraction_length)
            .ok_or(MoneyError::NotANumber)?;
        let significant = digits.trim_end_matches('0');
        let zeros =
            i32::try_from(digits.len() - significant.len()).map_err(|_| MoneyError::NotANumber)?;
        let shift = shift.checked_add(zeros).ok_or(MoneyError::NotANumber)?;
        let shift = u32::try_from(shift).map_err(|_| MoneyError::NotExact)?;
        let significant: i64 = significant.parse().map_err(|_| MoneyError::TooLarge)?;
        let centavos = 10_i64
            .checked_pow(shift)
            .and_then(|scale| significant.checked_mul(scale))
            .ok_or(MoneyError::TooLarge)?;
        Money::from_centavos(centavos)
    }

    /// Writes pesos as a JSON number: `1500` or `1500.5` or `1500.05`.
    #[must_use]
    pub fn to_decimal_pesos(self) -> String {
        let (pesos, centavos) = (self.0 / 100, self.0 % 100);
        if centavos == 0 {
            pesos.to_string()
        } else if centavos % 10 == 0 {
            format!("{pesos}.{}", centavos / 10)
        } else {
            format!("{pesos}.{centavos:02}")
        }
    }
}

impl TryFrom<i64> for Money {
    type Error = MoneyError;
    fn try_from(centavos: i64) -> Result<Money, MoneyError> {
        Money::from_centavos(centavos)
    }
}

impl From<Money> for i64 {
    fn from(money: Money) -> i64 {
        money.0
    }
}

/// As people write it in Argentina: `$ 1.500,50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pesos = (self.0 / 100).to_string();
        f.write_str("$ ")?;
        for (place, digit) in pesos.chars().enumerate() {
            if place > 0 && (pesos.len() - place).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        match self.0 % 100 {
            0 => Ok(()),
            centavos => write!(f, ",{centavos:02}"),
        }
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimal_pesos_are_read_exactly_or_not_at_all() {
        let read = |text| Money::from_decimal_pesos(text).map(Money::centavos);
        assert_eq!(read("1000"), Ok(100_000));
        assert_eq!(read("937.2"), Ok(93_720));
        assert_eq!(read("10.00"), Ok(1_000));
        assert_eq!(read("10.000"), Ok(1_000));
        assert_eq!(read("1.5e3"), Ok(150_000));
        assert_eq!(read("100E-2"), Ok(100));
        assert_eq!(read("0.010"), Ok(1));
        assert_eq!(read("-0.0"), Ok(0));
        assert_eq!(read("10.005"), Err(MoneyError::NotExact));
        assert_eq!(read("-1"), Err(MoneyError::Negative));
        assert_eq!(read("1e99"), Err(MoneyError::TooLarge));
        assert_eq!(read("1e-99999999999"), Err(MoneyError::NotANumber));
        for text in [
            "", ".", "1.", ".5", "1,5", "+1", "1e", "NaN", "1 ", "0x1", "--1",
        ] {
            assert_eq!(read(text), Err(MoneyError::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn people_read_it_as_in_argentina() {
        let shown = |centavos| Money(centavos).to_string();
        assert_eq!(shown(0), "$ 0");
        assert_eq!(shown(150_050), "$ 1.500,50");
        assert_eq!(shown(100_000_000), "$ 1.000.000");
    }

    proptest! {
        #[test]
        fn a_written_value_is_read_back(centavos in 0..=Money::MAX.0) {
            let money = Money(centavos);
            prop_assert_eq!(Money::from_decimal_pesos(&money.to_decimal_pesos()), Ok(money));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,80}") {
            let _ = Money::from_decimal_pesos(&text);
        }

        #[test]
        fn sums_are_checked(a in 0..=Money::MAX.0, b in 0..=Money::MAX.0) {
            let sum = Money(a).plus(Money(b));
            prop_assert_eq!(sum.map(Money::centavos), Money::from_centavos(a + b).map(Money::centavos));
            if let Ok(sum) = sum { prop_assert_eq!(sum.minus(Money(b)), Ok(Money(a))); }
        }
    }
}
