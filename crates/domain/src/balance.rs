//! A sum of money that may be negative: what a day brought after its returns,
//! or the difference of a count.

use crate::Money;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;

/// A signed sum of centavos. It never goes beyond ± [`Money::MAX`]: a larger
/// sum is capped there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Balance(i64);

impl Balance {
    pub const ZERO: Balance = Balance(0);

    /// The sum of so many centavos, capped at ± [`Money::MAX`].
    #[must_use]
    pub const fn from_centavos(centavos: i64) -> Balance {
        let max = Money::MAX.centavos();
        if centavos > max {
            Balance(max)
        } else if centavos < -max {
            Balance(-max)
        } else {
            Balance(centavos)
        }
    }

    /// Money that comes in.
    #[must_use]
    pub const fn of(money: Money) -> Balance {
        Balance(money.centavos())
    }

    /// Centavos.
    #[must_use]
    pub const fn centavos(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn plus(self, other: Balance) -> Balance {
        // Two values within ± 2^53 cannot overflow an i64.
        Balance::from_centavos(self.0 + other.0)
    }

    #[must_use]
    pub const fn minus(self, other: Balance) -> Balance {
        Balance::from_centavos(self.0 - other.0)
    }

    #[must_use]
    pub const fn negated(self) -> Balance {
        Balance(-self.0)
    }

    /// How far it is from zero.
    #[must_use]
    pub const fn size(self) -> Money {
        // Both are within ± Money::MAX.
        match Money::from_centavos(self.0.abs()) {
            Ok(money) => money,
            Err(_) => Money::MAX,
        }
    }
}

impl From<i64> for Balance {
    fn from(centavos: i64) -> Balance {
        Balance::from_centavos(centavos)
    }
}

impl From<Balance> for i64 {
    fn from(balance: Balance) -> i64 {
        balance.0
    }
}

impl Sum for Balance {
    fn sum<I: Iterator<Item = Balance>>(sums: I) -> Balance {
        sums.fold(Balance::ZERO, Balance::plus)
    }
}

impl fmt::Debug for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{:?}", self.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_zero_has_no_sign() {
        let sum =
            |parts: &[i64]| -> Balance { parts.iter().copied().map(Balance::from_centavos).sum() };
        assert_eq!(sum(&[10, 20]).centavos(), 30);
        let difference = sum(&[49_645, 6_586]).minus(Balance::from_centavos(56_231));
        assert_eq!(difference, Balance::ZERO);
        assert_eq!(difference.negated().centavos(), 0);
        assert_eq!(serde_json::to_string(&difference.negated()).unwrap(), "0");
    }

    #[test]
    fn a_sum_beyond_the_largest_amount_is_capped() {
        let max = Balance::of(Money::MAX);
        assert_eq!(max.plus(max), max);
        assert_eq!(max.negated().minus(max), max.negated());
        assert_eq!(Balance::from_centavos(i64::MIN).size(), Money::MAX);
    }
}
