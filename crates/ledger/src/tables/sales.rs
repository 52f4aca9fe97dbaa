//! View: one row per sale, for lists and counts. The sale itself comes from the
//! journal.

use crate::access::Read;
use crate::columns::{Col, count};
use crate::error::LedgerError;
use crate::limits::SALES_MAX;
use crate::sums::Span;
use domain::{Balance, Sale, SaleId, Ticket};
use rusqlite::{Connection, named_params};

pub(crate) fn store(
    connection: &Connection,
    sale: &Sale,
    (first_seq, last_seq): (i64, i64),
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO sales (sale, ticket_till, ticket_number, total_centavos, \
                 covered_centavos, state, put_aside, opened_at_ms, first_seq, last_seq, \
                 day_at_ms, concept) \
             VALUES (:sale, :ticket_till, :ticket_number, :total, :covered, :state, \
                 :put_aside, :opened_at_ms, :first_seq, :last_seq, :opened_at_ms, :concept) \
             ON CONFLICT (sale) DO UPDATE SET covered_centavos = excluded.covered_centavos, \
                 state = excluded.state, put_aside = excluded.put_aside, \
                 last_seq = excluded.last_seq",
        )?
        .execute(named_params! {
            ":sale": Col(sale.id),
            ":ticket_till": sale.ticket.till.0,
            ":ticket_number": sale.ticket.number,
            ":total": sale.total.centavos(),
            ":covered": sale.covered().centavos(),
            ":state": sale.state().as_str(),
            ":put_aside": sale.left,
            ":opened_at_ms": sale.opened_at.0,
            ":first_seq": first_seq,
            ":last_seq": last_seq,
            ":concept": sale.concept,
        })?;
    Ok(())
}

/// A sale of a day, and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleOfDay {
    pub sale: Sale,
    /// It was opened on that day.
    pub opened: bool,
    /// How much of its money counted on that day.
    pub counted: Balance,
}

impl Read<'_> {
    /// The newest sales, newest first, at most `limit` and never more than
    /// [`SALES_MAX`]. They are ordered by ticket, which follows the journal,
    /// because the time of a line may be wrong.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn recent_sales(&self, limit: u32) -> Result<Vec<Sale>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale FROM sales ORDER BY ticket_number DESC, ticket_till DESC LIMIT ?1",
        )?;
        let ids = statement.query_map([limit.min(SALES_MAX)], |row| row.get(0))?;
        self.sales_of(ids)
    }

    /// The sales that were begun or whose money counted from the first moment to
    /// just before the second, in the order of their tickets. Lines of a wrong
    /// clock count at their corrected time.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] for more than [`SALES_MAX`]; else
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sales_of_day(&self, span: Span) -> Result<Vec<SaleOfDay>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale FROM sales WHERE day_at_ms >= ?1 AND day_at_ms < ?2 \
             UNION SELECT sale FROM movements WHERE at_ms >= ?1 AND at_ms < ?2 LIMIT ?3",
        )?;
        let (from, to) = (span.from.0, span.to.0);
        let ids = statement.query_map((from, to, SALES_MAX.saturating_add(1)), |row| {
            row.get::<_, Col<SaleId>>(0)
        })?;
        let ids: Vec<SaleId> = ids
            .map(|id| Ok(id?.0))
            .collect::<Result<_, LedgerError>>()?;
        let max = usize::try_from(SALES_MAX).unwrap_or(usize::MAX);
        LedgerError::bound("sales of a day", ids.len(), max)?;
        let mut sales = self.sales_of(ids.into_iter().map(|id| Ok(Col(id))))?;
        sales.sort_by_key(|sale| (sale.ticket.number, sale.ticket.till));
        let mut opened = self.connection().prepare_cached(
            "SELECT day_at_ms >= ?2 AND day_at_ms < ?3 FROM sales WHERE sale = ?1",
        )?;
        let mut counted = self.connection().prepare_cached(
            "SELECT coalesce(sum(amount_centavos), 0) FROM movements \
             WHERE sale = ?1 AND at_ms >= ?2 AND at_ms < ?3 AND kind <> 'rounded'",
        )?;
        sales
            .into_iter()
            .map(|sale| {
                let of = (Col(sale.id), from, to);
                let opened = opened.query_row(of, |row| row.get(0))?;
                let of = (Col(sale.id), from, to);
                let counted = counted.query_row(of, |row| row.get(0))?;
                Ok(SaleOfDay {
                    sale,
                    opened,
                    counted: Balance::from_centavos(counted),
                })
            })
            .collect()
    }

    /// Sales that are open or partly paid.
    pub fn open_sales_count(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT count(*) FROM sales WHERE state IN ('open', 'partly-paid')";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }

    /// Partly paid sales that were left, oldest first: the newest [`SALES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sales_left_partly_paid(&self) -> Result<Vec<Sale>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale FROM sales WHERE put_aside = 1 AND state = 'partly-paid' \
             ORDER BY opened_at_ms DESC LIMIT ?1",
        )?;
        let ids = statement.query_map([SALES_MAX], |row| row.get(0))?;
        let mut newest = self.sales_of(ids)?;
        newest.reverse();
        Ok(newest)
    }

    /// The sale of that ticket.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sale_of_ticket(&self, ticket: Ticket) -> Result<Option<Sale>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale FROM sales WHERE ticket_till = ?1 AND ticket_number = ?2",
        )?;
        let ids = statement.query_map((ticket.till.0, ticket.number), |row| row.get(0))?;
        Ok(self.sales_of(ids)?.pop())
    }

    fn sales_of(
        &self,
        ids: impl IntoIterator<Item = rusqlite::Result<Col<SaleId>>>,
    ) -> Result<Vec<Sale>, LedgerError> {
        ids.into_iter()
            .map(|id| {
                let Col(id) = id?;
                self.sale(id)?.ok_or(LedgerError::NoSuchSale(id))
            })
            .collect()
    }
}
