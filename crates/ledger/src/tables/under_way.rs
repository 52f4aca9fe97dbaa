//! Which payments the till still has something to do or to hear about, and what
//! is due for them, each by an index of its own: a reader of one list does not
//! pass over the payments of another, and none of them sums a sale.

use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use domain::{LastFour, PaymentId, PaymentState, SaleId, UnixMs};
use rusqlite::{OptionalExtension as _, Params, Row};

const ALL: &str = "SELECT sale, payment FROM payments WHERE under_way = 1 \
     ORDER BY ticket, rowid";
const NEWEST: &str = "SELECT sale, payment FROM payments WHERE under_way = 1 \
     ORDER BY ticket DESC, rowid DESC LIMIT ?1";
const CARDS: &str = "SELECT sale, payment FROM payments WHERE method = 'card' AND under_way = 1 \
     ORDER BY ticket, rowid";
const BOUND_BY_CARD: &str = "SELECT sale, payment FROM payments \
     WHERE method = 'card' AND under_way = 1 \
         AND state IN ('requested', 'sent', 'pending', 'in-doubt') \
         AND EXISTS (SELECT 1 FROM payment_cards \
             WHERE payment_cards.payment = payments.payment AND last_four = ?1) \
     ORDER BY ticket, rowid LIMIT 1";
const TIMED_UNTIL: &str = "SELECT sale, payment, timed_at_ms FROM payments \
     WHERE state = ?1 AND timed_at_ms <= ?2 AND (timed_at_ms, payment) > (?3, ?4) \
     ORDER BY timed_at_ms, payment LIMIT ?5";
const NEXT_TIMED: &str = "SELECT timed_at_ms FROM payments \
     WHERE state = ?1 AND timed_at_ms > ?2 ORDER BY timed_at_ms LIMIT 1";
const TIMED_AFTER: &str = "SELECT sale, payment FROM payments \
     WHERE state = ?1 AND timed_at_ms > ?2 ORDER BY timed_at_ms, payment";
const TIME_UP: &str = "SELECT sale, payment FROM payments WHERE time_up = 1 \
     ORDER BY ticket, rowid LIMIT ?1";
const IN_DOUBT: &str = "SELECT sale, payment FROM payments WHERE state = 'in-doubt' \
     ORDER BY requested_at_ms DESC, payment DESC LIMIT ?1";
const DECLARED: &str = "SELECT sale, payment FROM payments WHERE state = 'declared' \
     ORDER BY requested_at_ms, payment";
/// The wallet's payments are looked for by the amounts of money that came, of
/// which there is little, and not the other way round.
const BY_WALLET: &str = "SELECT payments.sale, payments.payment \
     FROM (SELECT DISTINCT amount_centavos FROM strays \
         WHERE standing = 'open' AND amount_centavos IS NOT NULL) AS came \
     CROSS JOIN payments ON payments.charged_centavos = came.amount_centavos \
     WHERE payments.method = 'wallet' AND payments.state = 'waiting' \
     ORDER BY payments.ticket, payments.rowid";

/// A payment whose state is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedPayment {
    pub sale: SaleId,
    pub payment: PaymentId,
    /// By which moment; see [`domain::Payment::timed_at`].
    pub at: UnixMs,
}

/// The ids in the first two columns.
pub(super) fn of_sale(row: &Row<'_>) -> rusqlite::Result<(SaleId, PaymentId)> {
    Ok((
        row.get::<_, Col<SaleId>>(0)?.0,
        row.get::<_, Col<PaymentId>>(1)?.0,
    ))
}

impl Read<'_> {
    /// All payments for which the till still has work or waits for news, in the
    /// order in which they were recorded. For what has to reach every one of
    /// them, as a jump of the clock has, so there is no limit: none may be left
    /// out.
    pub fn payments_under_way(&self) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(ALL, [])
    }

    /// The newest payments for which the till still has work or waits for news,
    /// newest first.
    pub fn newest_under_way(&self, limit: u32) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(NEWEST, [limit])
    }

    /// All payments by card that have not ended.
    pub fn cards_under_way(&self) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(CARDS, [])
    }

    /// A payment for which money may still come (about to be sent, sent,
    /// pending or in doubt) with a card that ends in these digits.
    pub fn bound_by_card(
        &self,
        last_four: LastFour,
    ) -> Result<Option<(SaleId, PaymentId)>, LedgerError> {
        Ok(self.of_sales(BOUND_BY_CARD, [last_four.to_string()])?.pop())
    }

    /// Payments in that state that are timed by `until` or an earlier moment,
    /// the earliest first, those of one moment by their id. The next page
    /// begins after the last one of the page before.
    pub fn payments_timed_until(
        &self,
        state: PaymentState,
        until: UnixMs,
        after: Option<TimedPayment>,
        limit: u32,
    ) -> Result<Vec<TimedPayment>, LedgerError> {
        let at = after.map_or(i64::MIN, |after| after.at.0);
        let id = after.map_or_else(String::new, |after| after.payment.to_string());
        let mut statement = self.connection().prepare_cached(TIMED_UNTIL)?;
        let rows = statement.query_map((state.as_str(), until.0, at, id, limit), |row| {
            let (sale, payment) = of_sale(row)?;
            let at = UnixMs(row.get(2)?);
            Ok(TimedPayment { sale, payment, at })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The earliest moment after `after` by which a payment in that state is
    /// timed.
    pub fn next_timed(
        &self,
        state: PaymentState,
        after: UnixMs,
    ) -> Result<Option<UnixMs>, LedgerError> {
        let mut statement = self.connection().prepare_cached(NEXT_TIMED)?;
        let next = statement
            .query_row((state.as_str(), after.0), |row| row.get(0))
            .optional()?;
        Ok(next.map(UnixMs))
    }

    /// All payments in that state that are timed by a moment after `after`.
    pub fn payments_timed_after(
        &self,
        state: PaymentState,
        after: UnixMs,
    ) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(TIMED_AFTER, (state.as_str(), after.0))
    }

    /// The payments whose time is up and that wait until the notices are read
    /// to their end, in the order in which they were recorded. Whoever takes
    /// the first ones finds the others next.
    pub fn payments_time_up(&self, limit: u32) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(TIME_UP, [limit])
    }

    /// The payments in doubt, oldest first: the newest [`ENTRIES_MAX`].
    pub fn payments_in_doubt(&self) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        let mut newest = self.of_sales(IN_DOUBT, [ENTRIES_MAX])?;
        newest.reverse();
        Ok(newest)
    }

    /// All payments that customers only claim to have made. A close passes
    /// over none of them, so there is no limit.
    pub fn payments_declared(&self) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(DECLARED, [])
    }

    /// The payments that wait for the wallet and for as much as open money
    /// without a payment brings.
    pub fn payments_by_wallet_of_open_strays(
        &self,
    ) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        self.of_sales(BY_WALLET, [])
    }

    fn of_sales(
        &self,
        sql: &str,
        bound: impl Params,
    ) -> Result<Vec<(SaleId, PaymentId)>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map(bound, of_sale)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps by which SQLite runs a query.
    fn steps(sql: &str) -> Vec<String> {
        let connection = crate::open::in_memory().unwrap();
        let mut plan = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let mut rows = plan.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get("detail").unwrap());
        }
        steps
    }

    #[test]
    fn each_list_is_found_by_its_own_index_and_none_is_sorted() {
        for (sql, index) in [
            (ALL, "payments_under_way"),
            (NEWEST, "payments_under_way"),
            (CARDS, "payments_by_card"),
            (
                TIMED_UNTIL,
                "payments_timed (state=? AND (timed_at_ms,payment)>",
            ),
            (NEXT_TIMED, "payments_timed (state=? AND timed_at_ms>?)"),
            (TIMED_AFTER, "payments_timed (state=? AND timed_at_ms>?)"),
            (TIME_UP, "payments_time_up"),
            (DECLARED, "payments_declared"),
            (IN_DOUBT, "payments_in_doubt"),
        ] {
            let steps = steps(sql);
            assert!(steps[0].contains(index), "{sql}: {steps:?}");
            // At most those of one moment are sorted, by their ids.
            let sorts = |step: &&String| {
                step.contains("TEMP B-TREE") && !step.contains("LAST TERM OF ORDER BY")
            };
            assert_eq!(steps.iter().find(sorts), None, "{sql}");
        }
    }

    #[test]
    fn payments_of_one_means_are_found_without_passing_over_the_others() {
        let by_card = steps(BOUND_BY_CARD);
        assert!(by_card[0].contains("payments_by_card"), "{by_card:?}");
        let by_wallet = steps(BY_WALLET);
        let passes = by_wallet
            .iter()
            .filter(|step| step.contains("SCAN") && !step.contains("came"));
        assert!(
            passes.clone().all(|step| step.contains("strays_open")),
            "{by_wallet:?}"
        );
        let by_amount = "SEARCH payments USING INDEX payments_by_wallet (charged_centavos=?)";
        assert!(
            by_wallet.iter().any(|step| step.contains(by_amount)),
            "{by_wallet:?}"
        );
    }
}
