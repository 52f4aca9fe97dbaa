//! Money besides sales, line by line in the order of the journal, for exports: cash
//! that went into or out of the drawer, what a count differed by, and money of
//! nobody that a manager settled without giving it to a sale.

use crate::access::Read;
use crate::counted_lines::COUNTED_PAGE_MAX;
use crate::error::LedgerError;
use crate::sums::Span;
use crate::tables::journal::{Entry, entries_with_close};
use domain::{
    Actor, Balance, CloseNumber, Event, Money, PersonId, SettledAs, ShiftEvent, ShiftNumber,
    StrayEvent, StrayId, Tender, UnixMs,
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
        /// `None` where no notice told it.
        amount: Option<Money>,
        /// The provider's reference, where it told one.
        reference: Option<String>,
        reason: String,
    },
}

/// A page of them. Shifts and strays are few beside sales, so they are found by
/// their subject.
const PAGE: &str = "FROM journal INDEXED BY journal_by_subject \
     WHERE subject IN ('shift', 'stray') AND seq > :after AND seq <= :until \
         AND kind IN ('cash-in', 'cash-out', 'counted', 'settled') \
         AND at_ms >= :from AND at_ms < :to \
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
            ":from": span.from.0,
            ":to": span.to.0,
            ":limit": COUNTED_PAGE_MAX,
        };
        let entries = entries_with_close(self, PAGE, bounds)?;
        let next = entries.last().map(|(entry, _)| entry.seq);
        let mut lines = Vec::new();
        for (entry, close) in entries {
            let what = self.beside(&entry)?;
            lines.extend(what.map(|what| BesideLine {
                seq: entry.seq,
                at: entry.at,
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
            Event::Stray(id, StrayEvent::Settled { settlement, .. }) => match settlement.how {
                // A sale has it.
                SettledAs::CompletesThisSale | SettledAs::BelongsToAnotherSale => None,
                SettledAs::ToBeReturned | SettledAs::WrittenOff | SettledAs::NotASale => {
                    Some(Beside::WithoutSale {
                        how: settlement.how,
                        amount: self.stray(id)?.and_then(|stray| stray.amount),
                        reference: match id {
                            StrayId::Transaction(key) => Some(key.reference.clone()),
                            StrayId::Notice(_) => None,
                        },
                        reason: settlement.reason.clone(),
                    })
                }
            },
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        })
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
