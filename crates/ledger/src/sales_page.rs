//! The sales of a day or a range of days, a page at a time.

use crate::access::Read;
use crate::columns::{Col, Text};
use crate::day::Span;
use crate::error::LedgerError;
use crate::figures::{person, ticket};
use crate::sums::money;
use crate::tables::words::query_of;
use domain::{
    Method, Money, PaymentId, PaymentState, PersonId, SaleId, SaleState, ShiftNumber, Ticket,
    UnixMs,
};
use rusqlite::{Row, named_params};

/// The most sales of one page.
pub const PAGE_MAX: u32 = 200;
/// The most sales that are counted for a list.
pub const COUNTED_MAX: u32 = 10_000;

/// Which sales of a span are asked for. `None` asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SalesFilter {
    /// Sales with a payment in this state.
    pub state: Option<PaymentState>,
    pub method: Option<Method>,
    /// Sales with a card on the plan of this name.
    pub plan: Option<String>,
    /// Sales with a payment that this person charged.
    pub person: Option<PersonId>,
    /// Sales whose money counted on this shift.
    pub shift: Option<ShiftNumber>,
    pub least: Option<Money>,
    pub most: Option<Money>,
    /// Only sales without a payment in cash.
    pub without_cash: bool,
    /// Words of the ticket, the concept or a reference, by their beginning.
    pub text: Option<String>,
    /// Part of a payer's name or document. Only a manager may ask it.
    pub payer: Option<String>,
}

/// Where a page ends: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageEnd {
    pub day_at: UnixMs,
    pub ticket: u32,
}

/// One sale of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleLine {
    pub sale: SaleId,
    pub ticket: Ticket,
    pub opened_at: UnixMs,
    pub concept: Option<String>,
    pub state: SaleState,
    pub total: Money,
    pub payments: Vec<PaymentLine>,
    /// How many items of it wait in the tray.
    pub open_items: u32,
}

/// One payment of a sale of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    pub payment: PaymentId,
    pub method: Method,
    pub state: PaymentState,
    pub charged: Money,
    pub person: Option<PersonId>,
    pub approved_at: Option<UnixMs>,
}

/// A page of sales, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesPage {
    pub sales: Vec<SaleLine>,
    /// Where to go on; `None` at the end.
    pub next: Option<PageEnd>,
}

impl Read<'_> {
    /// A page of the sales that were opened in a span or whose money counted in
    /// it, newest first, after the end of the page before it.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn sales_page(
        &self,
        span: Span,
        filter: &SalesFilter,
        after: Option<PageEnd>,
        limit: u32,
    ) -> Result<SalesPage, LedgerError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let after = after.unwrap_or(PageEnd {
            day_at: span.to,
            ticket: 0,
        });
        // One more tells whether there is another page.
        let rows = self.matching(
            |from| {
                format!(
                    "SELECT sales.sale, ticket_till, ticket_number, opened_at_ms, concept, \
                         sales.state, total_centavos, day_at_ms, \
                         (SELECT count(*) FROM discrepancies \
                             WHERE discrepancies.sale = sales.sale AND standing = 'open') \
                     {from} ORDER BY day_at_ms DESC, ticket_number DESC LIMIT :limit"
                )
            },
            (span, filter),
            (after, limit + 1),
            |row| Ok((sale_line(row)?, UnixMs(row.get(7)?))),
        )?;
        let mut sales: Vec<(SaleLine, UnixMs)> = rows;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = sales.len() > most;
        sales.truncate(most);
        let next = sales
            .last()
            .filter(|_| has_more)
            .map(|(sale, day_at)| PageEnd {
                day_at: *day_at,
                ticket: sale.ticket.number,
            });
        let mut sales: Vec<SaleLine> = sales.into_iter().map(|(sale, _)| sale).collect();
        for sale in &mut sales {
            sale.payments = self.payment_lines(sale.sale)?;
        }
        Ok(SalesPage { sales, next })
    }

    /// How many sales the pages of a span have in all, up to [`COUNTED_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn sales_count(&self, span: Span, filter: &SalesFilter) -> Result<u32, LedgerError> {
        let from_the_end = PageEnd {
            day_at: span.to,
            ticket: 0,
        };
        let counts = self.matching(
            |from| format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT :limit)"),
            (span, filter),
            (from_the_end, COUNTED_MAX),
            |row| row.get(0),
        )?;
        Ok(counts.first().copied().unwrap_or(0))
    }

    /// Reads the sales that a filter asks for by a statement about them.
    fn matching<T>(
        &self,
        statement: impl FnOnce(&str) -> String,
        (span, filter): (Span, &SalesFilter),
        (after, limit): (PageEnd, u32),
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let words = match &filter.text {
            Some(text) => match query_of(text) {
                Some(words) => Some(words),
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let source = if words.is_some() {
            "sale_words JOIN sales ON sales.ticket_till = sale_words.rowid >> 32 \
                 AND sales.ticket_number = sale_words.rowid & 4294967295"
        } else {
            "sales"
        };
        let matches = if words.is_some() {
            "sale_words MATCH :words"
        } else {
            ":words IS NULL"
        };
        let from = format!(
            "FROM {source} \
             WHERE {matches} \
                 AND (day_at_ms, ticket_number) < (:day_at, :ticket) \
                 AND (day_at_ms >= :from AND day_at_ms < :to \
                     OR day_at_ms < :from AND sales.sale IN (SELECT sale FROM movements \
                         WHERE at_ms >= :from AND at_ms < :to)) \
                 AND (:state IS NULL OR EXISTS (SELECT 1 FROM payments \
                     WHERE payments.sale = sales.sale AND payments.state = :state)) \
                 AND (:method IS NULL OR EXISTS (SELECT 1 FROM payments \
                     WHERE payments.sale = sales.sale AND payments.method = :method)) \
                 AND (:plan IS NULL OR EXISTS (SELECT 1 FROM payments \
                     JOIN payment_cards USING (payment) \
                     WHERE payments.sale = sales.sale AND plan_name = :plan)) \
                 AND (:person IS NULL OR EXISTS (SELECT 1 FROM payments \
                     WHERE payments.sale = sales.sale AND payments.person = :person)) \
                 AND (:shift IS NULL OR EXISTS (SELECT 1 FROM movements \
                     WHERE movements.sale = sales.sale AND shift = :shift)) \
                 AND (:payer IS NULL OR EXISTS (SELECT 1 FROM payments \
                     JOIN payers USING (payment) WHERE payments.sale = sales.sale \
                         AND (instr(lower(name), lower(:payer)) > 0 \
                             OR instr(document, :payer) > 0))) \
                 AND (:least IS NULL OR total_centavos >= :least) \
                 AND (:most IS NULL OR total_centavos <= :most) \
              AND (NOT :without_cash OR NOT EXISTS (SELECT 1 FROM payments \
                  WHERE payments.sale = sales.sale AND payments.method = 'cash'))"
        );
        let sql = statement(&from);
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! {
                ":words": words,
                ":day_at": after.day_at.0,
                ":ticket": after.ticket,
                ":from": span.from.0,
                ":to": span.to.0,
                ":state": filter.state.map(PaymentState::as_str),
                ":method": filter.method.map(Method::as_str),
                ":plan": filter.plan,
                ":person": filter.person.map(|person| person.to_string()),
                ":shift": filter.shift.map(|shift| shift.0),
                ":payer": filter.payer,
                ":least": filter.least.map(Money::centavos),
                ":most": filter.most.map(Money::centavos),
                ":without_cash": filter.without_cash,
                ":limit": limit,
            },
            read,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn payment_lines(&self, sale: SaleId) -> Result<Vec<PaymentLine>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT payment, method, state, charged_centavos, person, approved_at_ms \
             FROM payments WHERE sale = ?1 ORDER BY rowid",
        )?;
        let rows = statement.query_map([Col(sale)], |row| {
            Ok(PaymentLine {
                payment: row.get::<_, Col<PaymentId>>(0)?.0,
                method: row.get::<_, Text<Method>>(1)?.0,
                state: row.get::<_, Text<PaymentState>>(2)?.0,
                charged: money(row.get(3)?),
                person: person(row, 4)?,
                approved_at: row.get::<_, Option<i64>>(5)?.map(UnixMs),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Default for SalesPage {
    /// No sales.
    fn default() -> SalesPage {
        SalesPage {
            sales: Vec::new(),
            next: None,
        }
    }
}

fn sale_line(row: &Row<'_>) -> rusqlite::Result<SaleLine> {
    Ok(SaleLine {
        sale: row.get::<_, Col<SaleId>>(0)?.0,
        ticket: ticket(row, 1)?,
        opened_at: UnixMs(row.get(3)?),
        concept: row.get(4)?,
        state: row.get::<_, Text<SaleState>>(5)?.0,
        total: money(row.get(6)?),
        open_items: row.get(8)?,
        payments: Vec::new(),
    })
}
