//! Closes of the day. A close (Z) covers one till's journal from the line after
//! the close before it up to its own line, by sequence and never by clock. A
//! partial (X) has the same figures and leaves no line.

mod arrivals;

pub use arrivals::{ArrivalSum, Arrivals};

use crate::shift::ShiftNumber;
use crate::takings::TakingKind;
use crate::tender::Tender;
use crate::{
    Actor, Balance, DiscrepancyKind, Money, PaymentId, PaymentState, PersonId, SaleId, Stamp,
    Ticket, UnixMs,
};
use serde::{Deserialize, Serialize};

/// A journal's last line at some moment, with that line's hash, which chains it
/// to every line before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEnd {
    /// The line's sequence.
    pub seq: i64,
    /// Its hash: 64 hexadecimal digits.
    pub hash: String,
}

/// The most lines of one list of a close that are kept by name; the others are
/// counted. A close with every list full is still smaller than the largest
/// line of the journal, so that no close is ever refused.
pub const NAMED_MAX: usize = 40;

/// A close's number at this till, from 1, without gaps but after a restore.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct CloseNumber(pub u32);

impl CloseNumber {
    #[must_use]
    pub const fn next(self) -> CloseNumber {
        CloseNumber(self.0.saturating_add(1))
    }
}

/// What happened to a close: it is made, once, and never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum CloseEvent {
    Made {
        /// The line of the close before it; zero for the first.
        after_seq: i64,
        /// The journal's end just before this line.
        anchor: JournalEnd,
        figures: Box<Figures>,
    },
}

/// What a close or a partial says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    pub takings: Vec<TakingSum>,
    /// Card payments by their plans.
    pub plans: Named<PlanSum>,
    /// By who charged.
    pub people: Named<PersonSum>,
    /// What the providers deduct, as far as their notices told by now.
    pub deductions: Vec<DeductionSum>,
    /// When the providers' money reaches the account, as far as their notices told
    /// by now. `None` where no provider moved money, and for closes that were made
    /// before closes said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<Arrivals>,
    /// Money of sales that belong to an earlier close.
    pub adjustments: Named<Adjustment>,
    /// What is still open, by name. It never keeps a day from being closed.
    pub pending: Named<Pending>,
    /// The shifts that were open or ended since the close before.
    pub shifts: Named<ShiftSum>,
    /// Cash that no count holds.
    pub uncounted: Named<Uncounted>,
    pub uncounted_sum: Balance,
    /// Money of nobody's payment.
    pub strays: StraySum,
    /// Wrong PINs.
    pub wrong_pins: u32,
    /// Managers who were named because nobody knew a manager's PIN.
    pub managers_forgotten: u32,
}

/// The amounts of one tender and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakingSum {
    pub tender: Tender,
    pub kind: TakingKind,
    /// How many payments brought their first money, less those whose money of
    /// this kind was replaced by another.
    pub count: i32,
    pub amount: Balance,
}

/// The card payments of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSum {
    /// The plan's name at that time.
    pub plan: String,
    pub instalments: u8,
    pub count: u32,
    pub amount: Balance,
}

/// What one person charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSum {
    /// `None` for what nobody with a name charged.
    pub person: Option<PersonId>,
    pub count: i32,
    pub amount: Balance,
}

/// What the provider of one tender deducts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeductionSum {
    pub tender: Tender,
    /// The gross amount of the payments whose deductions are known.
    pub gross: Money,
    pub fees: Money,
    /// Taxes withheld, as far as they are told.
    pub taxes: Money,
    pub net: Money,
    /// How many payments told fees and net.
    pub known: u32,
    /// How many of those told no taxes.
    pub without_taxes: u32,
    /// How many payments told nothing: "sin dato", which is not zero.
    pub unknown: u32,
    pub unknown_gross: Money,
}

/// A list that names its first [`NAMED_MAX`] lines and counts the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<T> {
    pub lines: Vec<T>,
    /// How many there are beside `lines`.
    #[serde(default)]
    pub others: u32,
}

impl<T> Default for Named<T> {
    fn default() -> Named<T> {
        Named {
            lines: Vec::new(),
            others: 0,
        }
    }
}

impl<T> FromIterator<T> for Named<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Named<T> {
        let mut all = all.into_iter();
        let lines = all.by_ref().take(NAMED_MAX).collect();
        let others = u32::try_from(all.count()).unwrap_or(u32::MAX);
        Named { lines, others }
    }
}

/// Money of a sale that belongs to an earlier close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub close: CloseNumber,
    pub sale: SaleId,
    pub ticket: Ticket,
    pub tender: Tender,
    pub kind: TakingKind,
    pub amount: Balance,
    pub at: UnixMs,
}

/// Something that is still open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub sale: SaleId,
    pub ticket: Ticket,
    pub payment: PaymentId,
    pub why: PendingWhy,
    pub amount: Money,
    pub since: UnixMs,
    /// Who charged it.
    pub person: Option<PersonId>,
}

/// Why something is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PendingWhy {
    /// The payment is under way or in doubt.
    Payment(PaymentState),
    /// An item waits in the tray.
    Item(DiscrepancyKind),
    /// Money is to be returned and has not been.
    ToReturn,
    /// The sale is partly paid, and the cashier left it.
    PartlyPaid,
}

/// How a shift of the day ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftSum {
    pub number: ShiftNumber,
    pub person: Option<PersonId>,
    pub opened_at: UnixMs,
    pub ending: ShiftEnding,
    /// Counted less expected in cash; zero where nobody counted.
    pub difference: Balance,
}

/// How a shift ended, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShiftEnding {
    Open,
    /// The next opening ended it.
    Uncounted,
    Counted,
    /// Counted with a difference that a manager still has to accept.
    ToConfirm,
}

impl ShiftEnding {
    pub const ALL: [ShiftEnding; 4] = [
        ShiftEnding::Open,
        ShiftEnding::Uncounted,
        ShiftEnding::Counted,
        ShiftEnding::ToConfirm,
    ];

    /// The word used in the ledger and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ShiftEnding::Open => "open",
            ShiftEnding::Uncounted => "uncounted",
            ShiftEnding::Counted => "counted",
            ShiftEnding::ToConfirm => "to-confirm",
        }
    }
}

/// Cash that no count holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncounted {
    /// The shift that nobody counted, or that is still open; `None` for what
    /// moved while no shift was open.
    pub shift: Option<ShiftNumber>,
    pub amount: Balance,
}

/// Money of nobody's payment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StraySum {
    /// Settled by this till since the close before, other than by giving it to
    /// a sale.
    pub settled: u32,
    pub settled_amount: Money,
    /// Still in the tray: every till of the merchant sees them.
    pub open: u32,
}

/// One close, from its line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    pub number: CloseNumber,
    /// Its own line.
    pub seq: i64,
    pub after_seq: i64,
    pub at: UnixMs,
    pub by: Actor,
    pub anchor: JournalEnd,
    pub figures: Figures,
}

impl Close {
    /// The close that its line makes.
    #[must_use]
    pub fn made(number: CloseNumber, seq: i64, stamp: Stamp<'_>, event: &CloseEvent) -> Close {
        let CloseEvent::Made {
            after_seq,
            anchor,
            figures,
        } = event;
        Close {
            number,
            seq,
            after_seq: *after_seq,
            at: stamp.at,
            by: stamp.by.clone(),
            anchor: anchor.clone(),
            figures: Figures::clone(figures),
        }
    }
}

impl Figures {
    /// The sum of one tender and kind.
    #[must_use]
    pub fn amount(&self, tender: Tender, kind: TakingKind) -> Balance {
        let sums = self.takings.iter();
        sums.filter(|sum| sum.tender == tender && sum.kind == kind)
            .map(|sum| sum.amount)
            .sum()
    }

    /// What came in by providers' words and in banknotes.
    #[must_use]
    pub fn received(&self) -> Balance {
        self.sum(TakingKind::Received)
    }

    /// All of one kind.
    #[must_use]
    pub fn sum(&self, kind: TakingKind) -> Balance {
        let sums = self.takings.iter();
        sums.filter(|sum| sum.kind == kind)
            .map(|sum| sum.amount)
            .sum()
    }
}

/// The closes of one till: which number comes next, and from which line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Closes {
    last: CloseNumber,
    last_seq: i64,
}

impl Closes {
    /// The closes after that one.
    #[must_use]
    pub const fn after(last: CloseNumber, last_seq: i64) -> Closes {
        Closes { last, last_seq }
    }

    /// The number of the last close, or the last that a restore skipped.
    #[must_use]
    pub const fn last(&self) -> CloseNumber {
        self.last
    }

    /// The number of the next close.
    #[must_use]
    pub const fn next(&self) -> CloseNumber {
        self.last.next()
    }

    /// The line of the last close; zero before the first.
    #[must_use]
    pub const fn last_seq(&self) -> i64 {
        self.last_seq
    }

    /// Makes the next close. It is never refused.
    #[must_use]
    pub fn make(&self, anchor: JournalEnd, figures: Figures) -> (CloseNumber, CloseEvent) {
        let made = CloseEvent::Made {
            after_seq: self.last_seq,
            anchor,
            figures: Box::new(figures),
        };
        (self.next(), made)
    }

    /// A close was made at that line.
    pub const fn apply(&mut self, number: CloseNumber, seq: i64) {
        self.last = number;
        self.last_seq = seq;
    }

    /// A restore skips numbers that may be on paper already.
    pub const fn pass_over(&mut self, numbers: u32) {
        self.last = CloseNumber(self.last.0.saturating_add(numbers));
    }
}
