//! When the shop sold: the same number of sales on every day but the last,
//! which is the busiest. The days are always the same ones, so that every run
//! of the bench makes the same ledger.

use domain::UnixMs;
use ledger::Span;
use std::ops::Range;

/// Sales of a day.
const DAY_SALES: u64 = 550;
/// Sales of the last day.
const BUSIEST_SALES: u64 = 1_800;
/// When the last day opens: 2026-11-20, 09:00 in Buenos Aires.
const LAST_OPENS_AT: UnixMs = UnixMs(1_795_176_000_000);
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// From midnight to the opening.
const CLOSED_MS: i64 = 9 * HOUR_MS;
/// How long the shop is open each day.
const OPEN_MS: i64 = 12 * HOUR_MS;

/// The days of a shop with so many sales.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    pub(crate) sales: u64,
    busiest: u64,
    /// How many days there are, the busiest included.
    pub(crate) days: u64,
}

impl Calendar {
    pub(crate) fn of(sales: u64) -> Calendar {
        let busiest = BUSIEST_SALES.min(sales.div_ceil(2));
        Calendar {
            sales,
            busiest,
            days: (sales - busiest).div_ceil(DAY_SALES) + 1,
        }
    }

    /// The last day's number. Days are numbered from zero.
    pub(crate) const fn last(&self) -> u64 {
        self.days - 1
    }

    /// The numbers of a day's sales.
    pub(crate) fn sales_of(&self, day: u64) -> Range<u64> {
        let ordinary = self.sales - self.busiest;
        let begin = (day * DAY_SALES).min(ordinary);
        if day == self.last() {
            begin..self.sales
        } else {
            begin..(begin + DAY_SALES).min(ordinary)
        }
    }

    pub(crate) fn opens_at(&self, day: u64) -> UnixMs {
        LAST_OPENS_AT.plus_ms(-DAY_MS * i64::try_from(self.last() - day).unwrap_or(0))
    }

    pub(crate) fn closes_at(&self, day: u64) -> UnixMs {
        self.opens_at(day).plus_ms(OPEN_MS)
    }

    /// When the `nth` of so many sales of a day begins.
    pub(crate) fn moment(&self, day: u64, nth: u64, of: u64) -> UnixMs {
        let part = i64::try_from(nth).unwrap_or(0) * OPEN_MS / i64::try_from(of).unwrap_or(1);
        self.opens_at(day).plus_ms(part)
    }

    /// From midnight of the first to midnight after the last of so many days
    /// that end with `day`.
    pub(crate) fn span(&self, days: u64, day: u64) -> Span {
        let midnight = self.opens_at(day).plus_ms(-CLOSED_MS);
        let before = i64::try_from(days).unwrap_or(1) - 1;
        Span {
            from: midnight.plus_ms(-before * DAY_MS),
            to: midnight.plus_ms(DAY_MS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sale_is_on_one_day() {
        for sales in [3, 2_000, 20_000, 1_000_000] {
            let calendar = Calendar::of(sales);
            let mut next = 0;
            for day in 0..calendar.days {
                let numbers = calendar.sales_of(day);
                assert_eq!(numbers.start, next);
                next = numbers.end;
            }
            assert_eq!(next, sales);
        }
        let shop = Calendar::of(1_000_000);
        assert_eq!(shop.days, 1_816);
        assert_eq!(shop.sales_of(shop.last()).count(), 1_800);
    }
}
