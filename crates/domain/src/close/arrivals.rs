//! When the providers' money reaches the merchant's account, as a close keeps it.
//! Nothing here is an estimate: each day is one that a notice told.

use super::NAMED_MAX;
use crate::Money;
use crate::day::Day;
use crate::tender::Tender;
use serde::{Deserialize, Serialize};

/// When the providers' money reaches the merchant's account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrivals {
    /// The first [`NAMED_MAX`], by day.
    pub lines: Vec<ArrivalSum>,
    /// The sum of those on later days.
    #[serde(default)]
    pub later_gross: Money,
    #[serde(default)]
    pub later_net: Money,
}

/// What one tender brings to the account on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalSum {
    /// A day of the calendar, by the till's time zone.
    pub day: Day,
    pub tender: Tender,
    /// What the customers paid.
    pub gross: Money,
    /// What arrives of it.
    pub net: Money,
}

impl FromIterator<ArrivalSum> for Arrivals {
    /// In the order of their days.
    fn from_iter<I: IntoIterator<Item = ArrivalSum>>(all: I) -> Arrivals {
        let mut arrivals = Arrivals::default();
        for sum in all {
            if arrivals.lines.len() < NAMED_MAX {
                arrivals.lines.push(sum);
                continue;
            }
            let more = |sum: Money, other| sum.plus(other).unwrap_or(Money::MAX);
            arrivals.later_gross = more(arrivals.later_gross, sum.gross);
            arrivals.later_net = more(arrivals.later_net, sum.net);
        }
        arrivals
    }
}
