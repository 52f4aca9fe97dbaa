//! Money besides sales, line by line in the order of the journal, for exports: cash
//! that went into or out of the drawer, what a count differed by, and money of
//! nobody that a manager settled without giving it to a sale.

use crate::access::Read;
use crate::counted_lines::COUNTED_PAGE_MAX;
use crate::error::LedgerError;
use crate::sums::Span;
use crate::tables::journal::{Entry, entries_with_close};
use domain::{
    Actor, Balance, CloseNumber, Event, PersonId, SettledAs, ShiftEvent, ShiftNumber, Stray,
    StrayId, Tender, UnixMs,
};
use rusqlite::named_params;

/// A line of the journal by which money came or went besides sales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideLine {
    pub seq: i64,
    pub at: UnixMs,
    /// The close that covers the line; `None` until one is made.
    pub close: Option<CloseNumber>,
    /// Who did it, where the shop named them.
    pub person: Option<PersonId>,
    pub what: Beside,
}

/// What happened besides sales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// Cash went into the drawer, or out of it.
    Drawer {
        shift: ShiftNumber,
        /// Negative for what went out.
        amount: Balance,
        reason: String,
    },
    /// A count found more cash than expected, or less.
    Difference {
        shift: ShiftNumber,
        /// Negative where cash is missing.
        amount: Balance,
    },
    /// A manager said that money of nobody is for no sale.
    WithoutSale {
        how: SettledAs,
        /// `None` where no notice had told by then that it was approved. Negative
        /// where the money turned out to be a payment's.
        amount: Option<Balance>,
        /// The provider's reference, where it told one.
        reference: Option<String>,
        reason: String,
    },
}

/// A page of them. Shifts and strays are few beside sales, so they are found by
/// their subject, and those of other days are passed over once their time is
/// corrected.
const PAGE: &str = "FROM journal INDEXED BY journal_by_subject \
     WHERE subject IN ('shift', 'stray') AND seq > :after AND seq <= :until \
         AND kind IN ('cash-in', 'cash-out', 'counted', 'heard', 'settled', 'withdrawn', \
             'contradicted') \
     ORDER BY seq LIMIT :limit";

impl Read<'_> {
    /// A page of the money besides sales of a span up to the line `until`, after
    /// a line, and the line after which the next page begins; that is `None` at
    /// the end.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn beside_page(
        &self,
        span: Span,
        after: i64,
        until: i64,
    ) -> Result<(Vec<BesideLine>, Option<i64>), LedgerError> {
        let bounds = named_params! {
            ":after": after,
            ":until": until,
            ":limit": COUNTED_PAGE_MAX,
        };
        let entries = entries_with_close(self, PAGE, bounds)?;
        let next = entries.last().map(|(entry, _)| entry.seq);
        let doubtful = self.doubtful_lines()?;
        let mut lines = Vec::new();
        for (entry, close) in entries {
            let at = doubtful.corrected(entry.seq, entry.at);
            if at < span.from || at >= span.to {
                continue;
            }
            let what = self.beside(&entry)?;
            lines.extend(what.map(|what| BesideLine {
                seq: entry.seq,
                at,
                close,
                person: match entry.actor {
                    Actor::Person { id, .. } => Some(id),
                    Actor::Till | Actor::Counter | Actor::Unidentified => None,
                },
                what,
            }));
        }
        Ok((lines, next))
    }

    fn beside(&self, entry: &Entry) -> Result<Option<Beside>, LedgerError> {
        Ok(match &entry.event {
            Event::Shift(shift, event) => of_shift(*shift, event),
            Event::Stray(id, _) => self.of_stray(id, entry.seq)?,
            Event::Sale(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        })
    }
}

impl Read<'_> {
    /// What the line `seq` of a stray changed of the money without a sale: a manager
    /// said that there is some, or a notice took that back.
    fn of_stray(&self, id: &StrayId, seq: i64) -> Result<Option<Beside>, LedgerError> {
        let before = self.stray_as_of(id, seq - 1)?;
        let after = self.stray_as_of(id, seq)?;
        let without_sale = |stray: &Option<Stray>| {
            let (settlement, amount) = stray.as_ref()?.without_sale()?;
            Some((settlement.clone(), amount.map(Balance::of)))
        };
        let (settlement, amount) = match (without_sale(&before), without_sale(&after)) {
            (None, Some(said)) => said,
            (Some((settlement, Some(amount))), None) => (settlement, Some(amount.negated())),
            // Nothing changed, or what had no amount is not taken back.
            (None, None) | (Some(_), _) => return Ok(None),
        };
        Ok(Some(Beside::WithoutSale {
            how: settlement.how,
            amount,
            reference: match id {
                StrayId::Transaction(key) => Some(key.reference.clone()),
                StrayId::Notice(_) => None,
            },
            reason: settlement.reason.clone(),
        }))
    }
}

fn of_shift(shift: ShiftNumber, event: &ShiftEvent) -> Option<Beside> {
    let drawer = |amount: Balance, reason: &String| {
        Some(Beside::Drawer {
            shift,
            amount,
            reason: reason.clone(),
        })
    };
    match event {
        ShiftEvent::CashIn { amount, reason } => drawer(Balance::of(*amount), reason),
        ShiftEvent::CashOut { amount, reason } => drawer(Balance::of(*amount).negated(), reason),
        ShiftEvent::Counted { counts, .. } => {
            let cash = counts.iter().find(|count| count.tender == Tender::Cash)?;
            let amount = cash.difference();
            (!amount.is_zero()).then_some(Beside::Difference { shift, amount })
        }
        ShiftEvent::Opened { .. }
        | ShiftEvent::DrawerOpened { .. }
        | ShiftEvent::LeftUncounted
        | ShiftEvent::DifferenceAccepted { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The journal of a million sales has few of these lines.
    #[test]
    fn they_are_found_by_their_subject() {
        let connection = crate::open::in_memory().unwrap();
        let sql = format!("EXPLAIN QUERY PLAN SELECT seq {PAGE}");
        let mut plan = connection.prepare(&sql).unwrap();
        let mut rows = plan.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get::<_, String>("detail").unwrap());
        }
        assert!(
            steps[0].contains("journal_by_subject (subject=?"),
            "{steps:?}"
        );
    }
}
