//! The sums of money that counted: of the lines that a close covers, or of a
//! time. Both are the same sums, so that a day and a close cannot differ.

use crate::access::Read;
use crate::columns::{Text, person};
use crate::error::LedgerError;
use domain::close::{DeductionSum, PersonSum, PlanSum, TakingSum};
use domain::{Balance, Money, PersonId, TakingKind, Tender, UnixMs};
use rusqlite::Row;
use std::collections::BTreeMap;

/// Milliseconds of an hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// From when to when: the second moment is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: UnixMs,
    pub to: UnixMs,
}

/// Which movements are summed.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    /// The condition on a row of `movements`, with two bounds.
    pub(crate) is_in: &'static str,
    pub(crate) bounds: (i64, i64),
    /// From when its hours are counted.
    begins_at: i64,
}

/// The sums of a range.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    pub(crate) takings: Vec<TakingSum>,
    /// What each person charged, less what was given back.
    pub(crate) people: Vec<PersonSum>,
    /// What was received in each hour that has any, by the hour's number from
    /// the beginning of the range.
    pub(crate) hours: Vec<(i64, Balance)>,
}

/// How many payments, and how much.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    count: i32,
    amount: Balance,
}

impl Counted {
    fn add(&mut self, other: Counted) {
        self.count = self.count.saturating_add(other.count);
        self.amount = self.amount.plus(other.amount);
    }
}

impl Sums {
    fn of(
        takings: BTreeMap<(Tender, TakingKind), Counted>,
        people: BTreeMap<Option<PersonId>, Counted>,
        hours: BTreeMap<i64, Counted>,
    ) -> Sums {
        let taking = |((tender, kind), Counted { count, amount })| TakingSum {
            tender,
            kind,
            count,
            amount,
        };
        let of_person = |(person, Counted { count, amount })| PersonSum {
            person,
            count,
            amount,
        };
        Sums {
            takings: takings.into_iter().map(taking).collect(),
            people: people.into_iter().map(of_person).collect(),
            hours: hours
                .into_iter()
                .map(|(hour, sum)| (hour, sum.amount))
                .collect(),
        }
    }
}

impl Range {
    /// Those of the lines after `after` up to `to`.
    pub(crate) const fn of_lines(after: i64, to: i64) -> Range {
        Range {
            is_in: "seq > ?1 AND seq <= ?2",
            bounds: (after, to),
            begins_at: 0,
        }
    }

    /// Those of a time.
    pub(crate) const fn of_span(span: Span) -> Range {
        Range {
            is_in: "at_ms >= ?1 AND at_ms < ?2",
            bounds: (span.from.0, span.to.0),
            begins_at: span.from.0,
        }
    }
}

impl Read<'_> {
    /// The rows that a query between two bounds gives.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        bounds: (i64, i64),
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map(bounds, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The sums of takings, people and hours in one pass: SQL would make one for
    /// each grouping.
    pub(crate) fn sums(&self, range: Range) -> Result<Sums, LedgerError> {
        let mut takings: BTreeMap<(Tender, TakingKind), Counted> = BTreeMap::new();
        let mut people: BTreeMap<Option<PersonId>, Counted> = BTreeMap::new();
        let mut hours: BTreeMap<i64, Counted> = BTreeMap::new();
        let sql = format!(
            "SELECT at_ms, tender, kind, amount_centavos, count, person FROM movements \
             WHERE {}",
            range.is_in
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(range.bounds)?;
        while let Some(row) = rows.next()? {
            let tender = row.get::<_, Text<Tender>>(1)?.0;
            let kind = row.get::<_, Text<TakingKind>>(2)?.0;
            let moved = Counted {
                amount: Balance::from_centavos(row.get(3)?),
                count: row.get(4)?,
            };
            takings.entry((tender, kind)).or_default().add(moved);
            match kind {
                TakingKind::Received => {
                    let hour = row.get::<_, i64>(0)?.saturating_sub(range.begins_at) / HOUR_MS;
                    hours.entry(hour).or_default().add(moved);
                    people.entry(person(row, 5)?).or_default().add(moved);
                }
                TakingKind::Returned => {
                    let moved = Counted { count: 0, ..moved };
                    people.entry(person(row, 5)?).or_default().add(moved);
                }
                TakingKind::ByWord | TakingKind::Rounded => {}
            }
        }
        Ok(Sums::of(takings, people, hours))
    }

    /// The card payments by their plans.
    pub(crate) fn plan_sums(&self, range: Range) -> Result<Vec<PlanSum>, LedgerError> {
        let sql = format!(
            "SELECT plan_name, instalments, count(*), sum(total_centavos) FROM movements \
                 JOIN payment_cards USING (payment) \
             WHERE {} AND tender = 'card' AND kind = 'received' AND count = 1 \
             GROUP BY plan_name, instalments ORDER BY instalments, plan_name",
            range.is_in
        );
        self.rows(&sql, range.bounds, |row| {
            Ok(PlanSum {
                plan: row.get(0)?,
                instalments: row.get(1)?,
                count: row.get(2)?,
                amount: Balance::from_centavos(row.get(3)?),
            })
        })
    }

    /// Deductions by tender. What a payment's notices do not tell is counted as
    /// unknown: the provider's answer to a card charge tells none. Cash has none:
    /// leaving it out saves a look at its rows.
    pub(crate) fn deduction_sums(
        &self,
        range: Range,
        takings: &[TakingSum],
    ) -> Result<Vec<DeductionSum>, LedgerError> {
        let sql = format!(
            "SELECT movements.tender, count(*), sum(counted_centavos), \
                 sum(coalesce(fees_centavos, 0)), sum(coalesce(taxes_centavos, 0)), \
                 sum(net_centavos), sum(taxes_centavos IS NULL) \
             FROM movements JOIN transactions ON transactions.counted_seq = movements.seq \
                 AND transactions.payment = movements.payment \
             WHERE {} AND tender IN ('qr', 'fixed-qr', 'card') \
                 AND kind = 'received' AND net_centavos IS NOT NULL \
             GROUP BY movements.tender",
            range.is_in
        );
        let known = self.rows(&sql, range.bounds, deduction_sum)?;
        Ok(with_unknown(takings, &known))
    }
}

/// A sum of amounts, which is never negative.
pub(crate) fn money(centavos: i64) -> Money {
    Money::from_centavos(centavos.max(0)).unwrap_or(Money::MAX)
}

/// The deductions of one tender that are known.
fn deduction_sum(row: &Row<'_>) -> rusqlite::Result<DeductionSum> {
    Ok(DeductionSum {
        tender: row.get::<_, Text<Tender>>(0)?.0,
        known: row.get(1)?,
        gross: money(row.get(2)?),
        fees: money(row.get(3)?),
        taxes: money(row.get(4)?),
        net: money(row.get(5)?),
        without_taxes: row.get(6)?,
        unknown: 0,
        unknown_gross: Money::ZERO,
    })
}

/// What providers moved, with what is known of their deductions and how much is
/// not.
fn with_unknown(takings: &[TakingSum], known: &[DeductionSum]) -> Vec<DeductionSum> {
    let of_providers = takings.iter().filter(|sum| {
        sum.kind == TakingKind::Received
            && matches!(
                sum.tender,
                Tender::Qr | Tender::FixedQr | Tender::Wallet | Tender::Card
            )
    });
    of_providers
        .map(|sum| {
            let known = known.iter().find(|known| known.tender == sum.tender);
            let none = DeductionSum {
                tender: sum.tender,
                gross: Money::ZERO,
                fees: Money::ZERO,
                taxes: Money::ZERO,
                net: Money::ZERO,
                known: 0,
                without_taxes: 0,
                unknown: 0,
                unknown_gross: Money::ZERO,
            };
            let known = known.copied().unwrap_or(none);
            let count = u32::try_from(sum.count).unwrap_or(0);
            let rest = sum.amount.minus(Balance::of(known.gross));
            DeductionSum {
                unknown: count.saturating_sub(known.known),
                unknown_gross: money(rest.centavos()),
                ..known
            }
        })
        .collect()
}
