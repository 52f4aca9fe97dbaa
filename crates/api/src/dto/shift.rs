//! A shift: its float, its drawer, what is pending, and its count.

use super::{ActorView, DiscrepancyKind, Method, PaymentState, PersonView, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror_both!(
    /// In what the money came or went.
    Tender of domain::Tender { Qr, FixedQr, Wallet, Card, Cash, Transfer }
);

/// What a shift's screen shows. Where counting is blind, a cashier sees no sum
/// from which the drawer could be reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftView {
    /// The open shift; else the last one; null before the first.
    pub shift: Option<ShiftFacts>,
    /// What is pending, by name: what a hand-over lists.
    pub pending: Vec<PendingView>,
    /// How much more is pending than that.
    pub pending_others: u32,
    /// Shifts whose difference a manager still has to accept.
    pub to_confirm: Vec<EndedShift>,
    /// The notes and coins in use, in centavos, largest first.
    #[ts(type = "Array<number>")]
    pub denominations: Vec<i64>,
    /// Whether counting is blind for the person at the counter.
    pub blind: bool,
    /// Above it a difference waits for a manager.
    #[ts(type = "number")]
    pub difference_max_centavos: i64,
}

/// One shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftFacts {
    pub number: u32,
    pub person: Option<PersonView>,
    pub open: bool,
    pub forgotten: bool,
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    #[ts(type = "number | null")]
    pub ended_at_ms: Option<i64>,
    #[ts(type = "number")]
    pub float_centavos: i64,
    /// The movements of the drawer besides sales, oldest first.
    pub drawer: Vec<DrawerLine>,
    /// What sales and returns brought, by tender; without cash where counting
    /// is blind.
    pub takings: Vec<TenderSum>,
    /// What should be in the drawer; null where counting is blind.
    #[ts(type = "number | null")]
    pub expected_cash_centavos: Option<i64>,
    /// What was counted; null before.
    pub counts: Option<Vec<CountView>>,
    /// A manager still has to accept the difference.
    pub to_confirm: bool,
    /// Why the difference was accepted.
    pub accepted: Option<String>,
    pub accepted_by: Option<ActorView>,
}

/// A movement of the drawer besides sales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DrawerLine {
    /// Its line of the journal, by which its paper is printed.
    #[ts(type = "number")]
    pub seq: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub actor: ActorView,
    /// Negative where it went out; zero where the drawer was only opened.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    pub reason: String,
}

/// The sum of one tender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct TenderSum {
    pub tender: Tender,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// What was counted of one tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CountView {
    pub tender: Tender,
    #[ts(type = "number")]
    pub expected_centavos: i64,
    #[ts(type = "number")]
    pub counted_centavos: i64,
    /// Counted less expected.
    #[ts(type = "number")]
    pub difference_centavos: i64,
}

/// A shift that ended, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EndedShift {
    pub number: u32,
    pub person: Option<PersonView>,
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    #[ts(type = "number")]
    pub difference_centavos: i64,
}

/// Why something is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum PendingWhy {
    /// The payment is under way or in doubt.
    Payment { state: PaymentState },
    /// An item waits in the tray.
    Item { kind: DiscrepancyKind },
    /// Money is to be given back.
    ToReturn,
    /// The sale is partly paid, and was left.
    PartlyPaid,
}

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PendingView {
    pub sale: String,
    pub payment: String,
    pub ticket: String,
    pub why: PendingWhy,
    #[ts(type = "number")]
    pub amount_centavos: i64,
    pub method: Method,
    /// The last four digits of each card.
    pub last_four: Vec<String>,
    /// The money that came for the payment so far.
    #[ts(type = "number")]
    pub received_centavos: i64,
    #[ts(type = "number")]
    pub since_ms: i64,
    pub person: Option<PersonView>,
}

/// Open a shift.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenShift {
    #[ts(type = "number")]
    pub float_centavos: i64,
    /// The payments of what is pending that the cashier accepts.
    pub accepted: Vec<String>,
}

/// Put cash into the drawer, or take it out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MoveCash {
    #[ts(type = "number")]
    pub amount_centavos: i64,
    pub reason: String,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Open the drawer without a sale.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenDrawer {
    pub reason: String,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// What was counted of one tender.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CountedTender {
    pub tender: Tender,
    #[ts(type = "number")]
    pub counted_centavos: i64,
    /// Of cash, how many of which notes and coins; empty where the sum was
    /// typed.
    pub pieces: Vec<CountedPieces>,
}

/// How many notes or coins of one value.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CountedPieces {
    #[ts(type = "number")]
    pub value_centavos: i64,
    pub pieces: u32,
}

/// Count the open shift, and end it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CountShift {
    pub counts: Vec<CountedTender>,
    /// Why a manager accepts a difference above the limit.
    #[ts(optional = nullable)]
    pub accepts: Option<String>,
    /// That manager's PIN.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Accept the difference of a shift that ended, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AcceptDifference {
    pub shift: u32,
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}
