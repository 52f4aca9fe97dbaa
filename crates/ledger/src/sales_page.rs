//! The sales of a day or a range of days, a page at a time, newest first.
//!
//! The sales that were opened in the span come first. The older ones whose
//! money counted in it come after them, and are looked for only when a page
//! gets that far.

use crate::access::Read;
use crate::columns::{Col, Text, person};
use crate::error::LedgerError;
use crate::sales_found::merged;
use crate::sums::Span;
use crate::sums::money;
use domain::{
    Method, Money, PaymentId, PaymentState, PersonId, SaleId, SaleState, ShiftNumber, Ticket,
    UnixMs,
};
use std::collections::BTreeSet;

/// The most sales of one page.
pub const PAGE_MAX: u32 = 200;
/// The most sales that are counted for a list.
pub const COUNTED_MAX: u32 = 1_000;
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
    /// The ticket, our reference of a payment, the beginning of a provider's
    /// reference, or words of the concept by their beginnings.
    pub text: Option<String>,
    /// Part of a payer's name or document. Only a manager may ask it.
    pub payer: Option<String>,
}

/// Where a page ends: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
        let Some(asked) = self.asked(span, filter, after)? else {
            return Ok(SalesPage::default());
        };
        let most = usize::try_from(limit.clamp(1, PAGE_MAX)).unwrap_or(usize::MAX);
        // One more tells whether there is another page.
        let mut lines = merged(self.opened_in_span(&asked, most + 1, Read::lines)?);
        if lines.len() <= most {
            let rest = most + 1 - lines.len();
            lines.extend(merged(self.counted_in_span(&asked, rest, Read::lines)?));
        }
        let has_more = lines.len() > most;
        lines.truncate(most);
        let next = lines.last().filter(|_| has_more).map(|(_, end)| *end);
        let mut sales: Vec<SaleLine> = lines.into_iter().map(|(sale, _)| sale).collect();
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
        let Some(asked) = self.asked(span, filter, None)? else {
            return Ok(0);
        };
        let most = usize::try_from(COUNTED_MAX).unwrap_or(usize::MAX);
        // A sale may be found by more than one meaning of a text.
        let mut found = BTreeSet::from_iter(self.opened_in_span(&asked, most, Read::places)?);
        if found.len() < most {
            found.extend(self.counted_in_span(&asked, most - found.len(), Read::places)?);
        }
        Ok(u32::try_from(found.len()).map_or(COUNTED_MAX, |count| count.min(COUNTED_MAX)))
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
