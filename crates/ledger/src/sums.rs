//! The sums of money that counted: of the lines that a close covers, or of a
//! time. Both are the same sums, so that a day and a close cannot differ.

use crate::access::Read;
use crate::columns::Text;
use crate::day::Span;
use crate::error::LedgerError;
use crate::figures::person;
use domain::close::{DeductionSum, PersonSum, PlanSum, TakingSum};
use domain::{Balance, Money, TakingKind, Tender};
use rusqlite::Row;

/// Which movements are summed.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    /// The condition on a row of `movements`, with two bounds.
    is_in: &'static str,
    bounds: (i64, i64),
}

impl Range {
    /// Those of the lines after `after` up to `to`.
    pub(crate) const fn of_lines(after: i64, to: i64) -> Range {
        Range {
            is_in: "seq > ?1 AND seq <= ?2",
            bounds: (after, to),
        }
    }

    /// Those of a time.
    pub(crate) const fn of_span(span: Span) -> Range {
        Range {
            is_in: "at_ms >= ?1 AND at_ms < ?2",
            bounds: (span.from.0, span.to.0),
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

    /// The sums by tender and kind.
    pub(crate) fn taking_sums(&self, range: Range) -> Result<Vec<TakingSum>, LedgerError> {
        let sql = format!(
            "SELECT tender, kind, sum(count), sum(amount_centavos) FROM movements \
             WHERE {} GROUP BY tender, kind ORDER BY tender, kind",
            range.is_in
        );
        self.rows(&sql, range.bounds, |row| {
            Ok(TakingSum {
                tender: row.get::<_, Text<Tender>>(0)?.0,
                kind: row.get::<_, Text<TakingKind>>(1)?.0,
                count: row.get(2)?,
                amount: Balance::from_centavos(row.get(3)?),
            })
        })
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

    /// What each person charged, less what was given back.
    pub(crate) fn person_sums(&self, range: Range) -> Result<Vec<PersonSum>, LedgerError> {
        let sql = format!(
            "SELECT person, sum(CASE kind WHEN 'received' THEN count ELSE 0 END), \
                 sum(amount_centavos) FROM movements \
             WHERE {} AND kind IN ('received', 'returned') \
             GROUP BY person ORDER BY person",
            range.is_in
        );
        self.rows(&sql, range.bounds, |row| {
            Ok(PersonSum {
                person: person(row, 0)?,
                count: row.get(1)?,
                amount: Balance::from_centavos(row.get(2)?),
            })
        })
    }

    /// Deductions by tender. What a payment's notices do not tell is counted as
    /// unknown: the provider's answer to a card charge tells none.
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
             WHERE {} AND kind = 'received' AND net_centavos IS NOT NULL \
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
            && matches!(sum.tender, Tender::Qr | Tender::FixedQr | Tender::Card)
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
