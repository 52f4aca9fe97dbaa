//! The money that counted, line by line in the order of the journal, for exports.
//!
//! A page is a short query of its own. Pages up to the same last line of the
//! journal are of one state, whatever is sold meanwhile, and the same span gives
//! the same lines again. A correction of the clock moves lines to other days.

use crate::access::Read;
use crate::columns::{Col, Text, person, ticket};
use crate::error::LedgerError;
use crate::sums::{Span, money};
use domain::{
    Balance, CloseNumber, Money, PaymentId, PersonId, ShiftNumber, TakingKind, Tender, Ticket,
    UnixMs,
};
use rusqlite::{OptionalExtension as _, Row, named_params};

/// The most lines of one page.
pub const COUNTED_PAGE_MAX: u32 = 1_000;
/// How many transactions one page of accreditations looks at.
const CREDITED_PAGE: u32 = 5_000;

/// Money of one tender that a line of the journal changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLine {
    pub end: CountedEnd,
    /// When it counted, corrected where the clock was wrong.
    pub at: UnixMs,
    /// The close that covers the line; `None` until one is made.
    pub close: Option<CloseNumber>,
    pub ticket: Ticket,
    pub concept: Option<String>,
    pub payment: PaymentId,
    pub tender: Tender,
    pub kind: TakingKind,
    pub amount: Balance,
    /// How many payments it adds to those with such an amount: 1, 0 or −1.
    pub count: i32,
    pub person: Option<PersonId>,
    pub shift: Option<ShiftNumber>,
    /// The provider's transaction that counted with this line.
    pub transaction: Option<CountedTransaction>,
}

/// Where a page ends: the next one begins after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedEnd {
    /// The line of the journal.
    pub seq: i64,
    /// The place of this money among what that line changed.
    pub place: i64,
}

/// What a provider told of a transaction. What it did not tell is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedTransaction {
    pub reference: String,
    pub net: Option<Money>,
    pub fees: Option<Money>,
    pub taxes: Option<Money>,
    pub credited_at: Option<UnixMs>,
}

/// A card of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedCard {
    pub brand: String,
    pub last_four: String,
    pub plan: String,
    pub instalments: u8,
}

/// The first and the last line of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedRange {
    pub first: i64,
    pub last: i64,
}

/// Money that reaches the merchant's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditedLine {
    pub tender: Tender,
    pub credited_at: UnixMs,
    pub gross: Money,
    pub net: Option<Money>,
    pub fees: Option<Money>,
    pub taxes: Option<Money>,
}

/// In the order of the journal's lines without sorting, so a page may stop where it
/// is full.
const PAGE: &str = "SELECT m.seq, m.place, m.at_ms, m.payment, m.tender, m.kind, \
         m.amount_centavos, m.count, m.person, m.shift, ticket_till, ticket_number, concept, \
         (SELECT number FROM closes WHERE closes.seq >= m.seq AND closes.seq <= :until \
             ORDER BY closes.seq LIMIT 1), \
         reference, net_centavos, fees_centavos, taxes_centavos, credited_at_ms \
     FROM movements AS m CROSS JOIN sales ON sales.sale = m.sale \
         LEFT JOIN transactions ON transactions.counted_seq = m.seq \
             AND transactions.payment = m.payment \
             AND m.kind = 'received' AND m.amount_centavos > 0 \
     WHERE (m.seq, m.place) > (:seq, :place) AND m.seq <= :until \
         AND +m.at_ms >= :from AND +m.at_ms < :to \
     ORDER BY m.seq, m.place";

const CREDITED: &str = "SELECT tender, credited_at_ms, counted_centavos, net_centavos, \
         fees_centavos, taxes_centavos \
     FROM (SELECT * FROM transactions WHERE rowid > :after AND rowid <= :last) AS t \
         JOIN movements ON movements.seq = t.counted_seq AND movements.payment = t.payment \
             AND movements.kind = 'received' AND movements.amount_centavos > 0 \
     WHERE t.credited_at_ms >= :from AND t.credited_at_ms < :to AND t.counted_seq <= :until";

impl Read<'_> {
    /// The lines of a span up to the line `until`; `None` where money counted in
    /// none of them.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn counted_range(
        &self,
        span: Span,
        until: i64,
    ) -> Result<Option<CountedRange>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT min(seq), max(seq) FROM movements \
             WHERE at_ms >= ?1 AND at_ms < ?2 AND seq <= ?3",
        )?;
        let (first, last): (Option<i64>, Option<i64>) = statement
            .query_row((span.from.0, span.to.0, until), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        Ok(first
            .zip(last)
            .map(|(first, last)| CountedRange { first, last }))
    }

    /// A page of the lines of a span up to the line `until`, after the end of the
    /// page before it. An empty page is the end.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn counted_page(
        &self,
        span: Span,
        after: CountedEnd,
        until: i64,
        limit: u32,
    ) -> Result<Vec<CountedLine>, LedgerError> {
        let mut statement = self.connection().prepare_cached(PAGE)?;
        let mut rows = statement.query(named_params! {
            ":seq": after.seq,
            ":place": after.place,
            ":until": until,
            ":from": span.from.0,
            ":to": span.to.0,
        })?;
        let limit = usize::try_from(limit.clamp(1, COUNTED_PAGE_MAX)).unwrap_or(1);
        let mut lines: Vec<CountedLine> = Vec::with_capacity(limit);
        while let Some(row) = rows.next()? {
            let end = CountedEnd {
                seq: row.get(0)?,
                place: row.get(1)?,
            };
            let is_full = lines.len() == limit;
            match lines.last_mut() {
                // One line of the journal counted several transactions.
                Some(last) if last.end == end => join(last, transaction(row)?),
                Some(_) if is_full => break,
                Some(_) | None => lines.push(counted_line(row, end)?),
            }
        }
        Ok(lines)
    }

    /// The cards of a payment, in their order.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn counted_cards(&self, payment: PaymentId) -> Result<Vec<CountedCard>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT brand, last_four, plan_name, instalments FROM payment_cards \
             WHERE payment = ?1 ORDER BY place",
        )?;
        let rows = statement.query_map([Col(payment)], |row| {
            Ok(CountedCard {
                brand: row.get(0)?,
                last_four: row.get(1)?,
                plan: row.get(2)?,
                instalments: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A page of what is credited within a span and counted up to the line
    /// `until`, with where the next page begins; that is `None` at the end.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn credited_page(
        &self,
        span: Span,
        after: i64,
        until: i64,
    ) -> Result<(Vec<CreditedLine>, Option<i64>), LedgerError> {
        let mut place = self.connection().prepare_cached(
            "SELECT max(rowid) FROM (SELECT rowid FROM transactions WHERE rowid > ?1 \
                 ORDER BY rowid LIMIT ?2)",
        )?;
        let last: Option<i64> = place
            .query_row((after, CREDITED_PAGE), |row| row.get(0))
            .optional()?
            .flatten();
        let Some(last) = last else {
            return Ok((Vec::new(), None));
        };
        let mut statement = self.connection().prepare_cached(CREDITED)?;
        let bounds = named_params! {
            ":after": after,
            ":last": last,
            ":from": span.from.0,
            ":to": span.to.0,
            ":until": until,
        };
        let rows = statement.query_map(bounds, |row| {
            Ok(CreditedLine {
                tender: row.get::<_, Text<Tender>>(0)?.0,
                credited_at: UnixMs(row.get(1)?),
                gross: maybe_money(row, 2)?.unwrap_or(Money::ZERO),
                net: maybe_money(row, 3)?,
                fees: maybe_money(row, 4)?,
                taxes: maybe_money(row, 5)?,
            })
        })?;
        Ok((rows.collect::<Result<_, _>>()?, Some(last)))
    }
}

fn counted_line(row: &Row<'_>, end: CountedEnd) -> rusqlite::Result<CountedLine> {
    Ok(CountedLine {
        end,
        at: UnixMs(row.get(2)?),
        payment: row.get::<_, Col<PaymentId>>(3)?.0,
        tender: row.get::<_, Text<Tender>>(4)?.0,
        kind: row.get::<_, Text<TakingKind>>(5)?.0,
        amount: Balance::from_centavos(row.get(6)?),
        count: row.get(7)?,
        person: person(row, 8)?,
        shift: row.get::<_, Option<u32>>(9)?.map(ShiftNumber),
        ticket: ticket(row, 10)?,
        concept: row.get(12)?,
        close: row.get::<_, Option<u32>>(13)?.map(CloseNumber),
        transaction: transaction(row)?,
    })
}

fn transaction(row: &Row<'_>) -> rusqlite::Result<Option<CountedTransaction>> {
    let Some(reference) = row.get(14)? else {
        return Ok(None);
    };
    Ok(Some(CountedTransaction {
        reference,
        net: maybe_money(row, 15)?,
        fees: maybe_money(row, 16)?,
        taxes: maybe_money(row, 17)?,
        credited_at: row.get::<_, Option<i64>>(18)?.map(UnixMs),
    }))
}

fn maybe_money(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Money>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(money))
}

/// Adds a transaction to a line. What one of them does not tell is not told of
/// both.
fn join(line: &mut CountedLine, other: Option<CountedTransaction>) {
    let (Some(sum), Some(other)) = (&mut line.transaction, other) else {
        return;
    };
    let add = |one: Option<Money>, other: Option<Money>| {
        let (one, other) = (one?, other?);
        one.plus(other).ok()
    };
    sum.reference = format!("{} {}", sum.reference, other.reference);
    sum.net = add(sum.net, other.net);
    sum.fees = add(sum.fees, other.fees);
    sum.taxes = add(sum.taxes, other.taxes);
    sum.credited_at = sum.credited_at.max(other.credited_at);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page in the middle of a million lines must cost what its own lines cost.
    #[test]
    fn a_page_reads_its_own_lines_only() {
        let connection = crate::open::in_memory().unwrap();
        for sql in [PAGE, CREDITED] {
            let mut plan = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let mut rows = plan.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                steps.push(row.get::<_, String>("detail").unwrap());
            }
            let scans = steps.iter().filter(|step| {
                step.starts_with("SCAN") && !step.contains("SCAN t") || step.contains("TEMP B-TREE")
            });
            assert_eq!(scans.count(), 0, "{steps:?}");
            assert!(
                steps.iter().any(|step| step.contains("SEARCH")),
                "{steps:?}"
            );
        }
    }
}
