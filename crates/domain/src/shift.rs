//! A cashier's shift at one till: its float, what goes into and out of the
//! drawer besides sales, and how it ends. What sales bring in is counted by
//! [`crate::takings`]; a shift knows only which lines of the journal are its
//! own, from its opening to its end.

mod decide;

pub use decide::{DRAWER_REASON_CHARS_MAX, ShiftCommand, ShiftRefusal};

use crate::tender::Tender;
use crate::{Actor, Balance, Money, PaymentId, PersonId, SaleId, Stamp, UnixMs};
use serde::{Deserialize, Serialize};

/// A shift's number at this till, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShiftNumber(pub u32);

/// What happened to a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum ShiftEvent {
    Opened {
        /// Whose shift it is; `None` where the shop has named nobody.
        person: Option<PersonId>,
        /// The banknotes and coins in the drawer.
        float: Money,
        /// What the new cashier accepted of what was pending, by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<PendingRef>,
        /// What the new cashier did not accept: it stays with who left.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused: Vec<PendingRef>,
    },
    /// Cash was put into the drawer besides sales.
    CashIn { amount: Money, reason: String },
    /// Cash was taken out of the drawer besides returns.
    CashOut { amount: Money, reason: String },
    /// The drawer was opened without a sale.
    DrawerOpened { reason: String },
    /// The drawer was counted and the shift is over.
    Counted {
        counts: Vec<Count>,
        /// The difference is above the limit and no manager accepted it.
        to_confirm: bool,
        /// Why, where a manager accepted the difference at the count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accepted: Option<String>,
    },
    /// The next opening ended the shift, which nobody had counted.
    LeftUncounted,
    /// A manager accepted the difference later.
    DifferenceAccepted { reason: String },
}

impl ShiftEvent {
    /// Whether it is a movement of the drawer besides sales, or its opening
    /// without one.
    #[must_use]
    pub const fn moves_drawer(&self) -> bool {
        match self {
            ShiftEvent::CashIn { .. }
            | ShiftEvent::CashOut { .. }
            | ShiftEvent::DrawerOpened { .. } => true,
            ShiftEvent::Opened { .. }
            | ShiftEvent::Counted { .. }
            | ShiftEvent::LeftUncounted
            | ShiftEvent::DifferenceAccepted { .. } => false,
        }
    }
}

/// A payment or an item that was pending at a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingRef {
    pub sale: SaleId,
    pub payment: PaymentId,
}

/// What was counted of one tender, and what there should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub tender: Tender,
    /// What the till's own record says. It may be negative: more went out of
    /// the drawer than the till knows to have come in.
    pub expected: Balance,
    pub counted: Money,
    /// The notes and coins that make up `counted`, largest first; empty where
    /// only the sum was typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Pieces>,
}

/// How many notes or coins of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pieces {
    pub value: Money,
    pub pieces: u32,
}

impl Count {
    /// Counted less expected: negative where money is missing.
    #[must_use]
    pub fn difference(&self) -> Balance {
        Balance::of(self.counted).minus(self.expected)
    }
}

/// One movement of the drawer besides sales and returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawerEntry {
    pub at: UnixMs,
    pub by: Actor,
    /// Zero where the drawer was only opened.
    pub amount: Balance,
    pub reason: String,
}

/// How a shift ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Never before the opening: where the clock was set back since, the moment
    /// of the opening.
    pub at: UnixMs,
    pub by: Actor,
    /// What was counted; `None` for a shift that nobody counted.
    pub counts: Option<Vec<Count>>,
    /// A manager still has to accept the difference.
    pub to_confirm: bool,
    /// Who accepted the difference, and why.
    pub accepted: Option<(Actor, String)>,
}

/// A shift: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub number: ShiftNumber,
    pub person: Option<PersonId>,
    pub float: Money,
    pub opened_at: UnixMs,
    pub opened_by: Actor,
    pub accepted: Vec<PendingRef>,
    pub refused: Vec<PendingRef>,
    /// The movements of the drawer, oldest first.
    pub drawer: Vec<DrawerEntry>,
    pub ending: Option<Ending>,
}

impl Shift {
    /// The shift that its first event makes; `None` where that is no opening.
    #[must_use]
    pub fn opened(number: ShiftNumber, stamp: Stamp<'_>, event: &ShiftEvent) -> Option<Shift> {
        let ShiftEvent::Opened {
            person,
            float,
            accepted,
            refused,
        } = event
        else {
            return None;
        };
        Some(Shift {
            number,
            person: *person,
            float: *float,
            opened_at: stamp.at,
            opened_by: stamp.by.clone(),
            accepted: accepted.clone(),
            refused: refused.clone(),
            drawer: Vec::new(),
            ending: None,
        })
    }

    /// The sum of a shift's events.
    pub fn sum<'a>(
        number: ShiftNumber,
        events: impl IntoIterator<Item = (Stamp<'a>, &'a ShiftEvent)>,
    ) -> Option<Shift> {
        let mut events = events.into_iter();
        let (stamp, first) = events.next()?;
        let mut shift = Shift::opened(number, stamp, first)?;
        for (stamp, event) in events {
            shift.apply(stamp, event);
        }
        Some(shift)
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ending.is_none()
    }

    /// What went into the drawer less what went out, besides sales, returns and
    /// the float.
    #[must_use]
    pub fn moved(&self) -> Balance {
        self.drawer.iter().map(|entry| entry.amount).sum()
    }

    /// What should be in the drawer, given what sales and returns in cash
    /// brought.
    #[must_use]
    pub fn expected_cash(&self, cash: Balance) -> Balance {
        Balance::of(self.float).plus(self.moved()).plus(cash)
    }

    /// Whether it has been open for longer than that.
    #[must_use]
    pub fn is_forgotten(&self, now: UnixMs, max_ms: i64) -> bool {
        self.is_open() && now.since_ms(self.opened_at) > max_ms
    }

    /// Changes the shift by what happened.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &ShiftEvent) {
        let mut entry = |amount: Balance, reason: &str| {
            self.drawer.push(DrawerEntry {
                at: stamp.at,
                by: stamp.by.clone(),
                amount,
                reason: reason.to_owned(),
            });
        };
        match event {
            ShiftEvent::Opened { .. } => {}
            ShiftEvent::CashIn { amount, reason } => entry(Balance::of(*amount), reason),
            ShiftEvent::CashOut { amount, reason } => {
                entry(Balance::of(*amount).negated(), reason);
            }
            ShiftEvent::DrawerOpened { reason } => entry(Balance::ZERO, reason),
            ShiftEvent::Counted {
                counts,
                to_confirm,
                accepted,
            } => {
                self.ending = Some(Ending {
                    at: stamp.at.max(self.opened_at),
                    by: stamp.by.clone(),
                    counts: Some(counts.clone()),
                    to_confirm: *to_confirm,
                    accepted: accepted.clone().map(|reason| (stamp.by.clone(), reason)),
                });
            }
            ShiftEvent::LeftUncounted => {
                self.ending = Some(Ending {
                    at: stamp.at.max(self.opened_at),
                    by: stamp.by.clone(),
                    counts: None,
                    to_confirm: false,
                    accepted: None,
                });
            }
            ShiftEvent::DifferenceAccepted { reason } => {
                if let Some(ending) = &mut self.ending {
                    ending.to_confirm = false;
                    ending.accepted = Some((stamp.by.clone(), reason.clone()));
                }
            }
        }
    }
}
