//! What a manager asks about a day or a range of days: totals by when money
//! counted.

use crate::access::Read;
use crate::columns::Text;
use crate::error::LedgerError;
use crate::sums::{HOUR_MS, Range, Span, money};
use domain::close::{DeductionSum, PersonSum, PlanSum, TakingSum};
use domain::{Balance, Money, TakingKind, Tender, UnixMs};

/// The totals of a span. Money belongs to the moment at which it counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpanTotals {
    pub takings: Vec<TakingSum>,
    pub plans: Vec<PlanSum>,
    pub people: Vec<PersonSum>,
    pub deductions: Vec<DeductionSum>,
    /// What was received in each hour of the span that has any, by the hour's
    /// number from its beginning.
    pub hours: Vec<(i64, Balance)>,
    /// What arrives, by the hour of its accreditation.
    pub arrivals: Vec<Arrival>,
}

/// Money that arrives within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub tender: Tender,
    /// The beginning of the hour.
    pub at: UnixMs,
    /// What the customers paid.
    pub gross: Money,
    /// What arrives of it.
    pub net: Money,
}

impl Read<'_> {
    /// The totals of a span.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn span_totals(&self, span: Span) -> Result<SpanTotals, LedgerError> {
        let range = Range::of_span(span);
        let sums = self.sums(range)?;
        Ok(SpanTotals {
            plans: self.plan_sums(range)?,
            people: sums.people,
            deductions: self.deduction_sums(range, &sums.takings)?,
            hours: sums.hours,
            arrivals: self.span_arrivals(span)?,
            takings: sums.takings,
        })
    }

    /// How many payments brought their first money, and how much was received,
    /// less what was given back.
    pub fn span_glance(&self, span: Span) -> Result<(u64, Balance), LedgerError> {
        let takings = self.span_takings(span)?;
        let count = takings
            .iter()
            .filter(|sum| sum.kind == TakingKind::Received)
            .map(|sum| u64::try_from(sum.count).unwrap_or(0))
            .sum();
        let received = takings.iter().filter(|sum| match sum.kind {
            TakingKind::Received | TakingKind::Returned => true,
            TakingKind::ByWord | TakingKind::Rounded => false,
        });
        Ok((count, received.map(|sum| sum.amount).sum()))
    }

    /// The sums by tender and kind.
    pub fn span_takings(&self, span: Span) -> Result<Vec<TakingSum>, LedgerError> {
        Ok(self.sums(Range::of_span(span))?.takings)
    }

    fn span_arrivals(&self, span: Span) -> Result<Vec<Arrival>, LedgerError> {
        self.arrivals(Range::of_span(span))
    }

    /// What reaches the account of the money that counted after a line of the
    /// journal, up to another one. What no notice told a day of is not in it.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn arrivals_of_lines(&self, after: i64, to: i64) -> Result<Vec<Arrival>, LedgerError> {
        self.arrivals(Range::of_lines(after, to))
    }

    fn arrivals(&self, range: Range) -> Result<Vec<Arrival>, LedgerError> {
        let sql = format!(
            "SELECT movements.tender, credited_at_ms / {HOUR_MS} * {HOUR_MS}, \
                 sum(counted_centavos), sum(net_centavos) \
             FROM movements JOIN transactions ON transactions.counted_seq = movements.seq \
                 AND transactions.payment = movements.payment \
             WHERE {} AND tender IN ('qr', 'fixed-qr', 'card') \
                 AND kind = 'received' AND net_centavos IS NOT NULL AND credited_at_ms IS NOT NULL \
             GROUP BY 1, 2 ORDER BY 2, 1",
            range.is_in
        );
        self.rows(&sql, range.bounds, |row| {
            Ok(Arrival {
                tender: row.get::<_, Text<Tender>>(0)?.0,
                at: UnixMs(row.get(1)?),
                gross: money(row.get(2)?),
                net: money(row.get(3)?),
            })
        })
    }
}
