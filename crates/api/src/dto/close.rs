//! A close of the day, or a partial: the same figures.

use super::{ActorView, PendingView, PersonView, Tender, mirror, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror!(
    /// Why an amount counts.
    TakingKind of domain::TakingKind { Received, ByWord, Returned, Rounded }
);

mirror!(
    /// How a shift ended.
    ShiftEnding of domain::close::ShiftEnding { Open, Uncounted, Counted, ToConfirm }
);

/// A close, or what the next one would say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CloseView {
    /// Its number; of a partial, the number of the next close.
    pub number: u32,
    /// A partial leaves no line in the journal.
    pub partial: bool,
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Who closed; null for a partial.
    pub actor: Option<ActorView>,
    /// The close before it.
    pub before: Option<CloseBrief>,
    /// The lines of the journal that it covers.
    #[ts(type = "number")]
    pub from_seq: i64,
    #[ts(type = "number")]
    pub to_seq: i64,
    pub figures: FiguresView,
}

/// A close, in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CloseBrief {
    pub number: u32,
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Null where counting is blind for the person at the counter.
    #[ts(type = "number | null")]
    pub received_centavos: Option<i64>,
}

/// The figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FiguresView {
    /// Counting is blind for the person at the counter: no sum with cash in it is here.
    pub without_cash: bool,
    /// What came in, by providers' words and in banknotes; null where counting
    /// is blind.
    #[ts(type = "number | null")]
    pub received_centavos: Option<i64>,
    pub takings: Vec<TakingSumView>,
    pub plans: Vec<PlanSumView>,
    pub people: Vec<PersonSumView>,
    pub deductions: Vec<DeductionSumView>,
    pub adjustments: Vec<AdjustmentView>,
    pub adjustments_others: u32,
    pub pending: Vec<PendingView>,
    pub pending_others: u32,
    pub shifts: Vec<ShiftSumView>,
    pub uncounted: Vec<UncountedView>,
    /// Money of nobody's payment that this till settled otherwise than by
    /// giving it to a sale.
    pub strays_settled: u32,
    #[ts(type = "number")]
    pub strays_settled_centavos: i64,
    /// Money of nobody's payment in the tray of every till of the merchant.
    pub strays_open: u32,
    pub wrong_pins: u32,
    pub managers_forgotten: u32,
}

/// The sum of one tender and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct TakingSumView {
    pub tender: Tender,
    pub kind: TakingKind,
    pub count: u32,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// The card payments of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlanSumView {
    pub plan: String,
    pub instalments: u8,
    pub count: u32,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// What one person charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonSumView {
    /// Null for what nobody with a name charged.
    pub person: Option<PersonView>,
    pub count: u32,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// What the provider of one tender deducts. Where it told nothing, that is
/// "sin dato" and never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DeductionSumView {
    pub tender: Tender,
    pub known: u32,
    pub unknown: u32,
    /// How many of the known ones told no withheld taxes.
    pub without_taxes: u32,
    #[ts(type = "number")]
    pub gross_centavos: i64,
    #[ts(type = "number")]
    pub fees_centavos: i64,
    #[ts(type = "number")]
    pub taxes_centavos: i64,
    #[ts(type = "number")]
    pub net_centavos: i64,
    #[ts(type = "number")]
    pub unknown_gross_centavos: i64,
}

/// Money of a sale that belongs to an earlier close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AdjustmentView {
    pub close: u32,
    pub sale: String,
    pub ticket: String,
    pub tender: Tender,
    pub kind: TakingKind,
    #[ts(type = "number")]
    pub amount_centavos: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
}

/// A shift of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ShiftSumView {
    pub number: u32,
    pub person: Option<PersonView>,
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    pub ending: ShiftEnding,
    #[ts(type = "number")]
    pub difference_centavos: i64,
}

/// Cash that no count holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct UncountedView {
    /// Null for what moved while no shift was open.
    pub shift: Option<u32>,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// Close the day.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CloseDay {
    /// The number that the person was shown. Asked again, the same close is
    /// the answer.
    pub number: u32,
}

/// Show a close.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CloseRef {
    pub number: u32,
}

/// Show what the next close would say.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskPartial {
    /// A manager's PIN, to see what counting leaves out for a cashier.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

mirror_both!(
    /// How money goes back.
    ReturnedFrom of domain::ReturnedFrom { Drawer, Provider }
);

/// Give money back, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReturnMoney {
    pub sale: String,
    pub payment: String,
    /// The item of the tray whose money it is, if any.
    #[ts(optional = nullable)]
    pub item: Option<String>,
    #[ts(type = "number")]
    pub amount_centavos: i64,
    pub from: ReturnedFrom,
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// A payment typed as cash came by transfer, a manager says.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CorrectMeans {
    pub sale: String,
    pub payment: String,
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}
