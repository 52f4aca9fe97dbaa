//! A day, or a range of days, as a manager reviews it. Money belongs to the day
//! on which it counted.

use super::{
    CloseBrief, DeductionSumView, Method, PaymentState, PendingView, PersonSumView, PersonView,
    PlanSumView, SaleState, TakingSumView, Tender,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Show a day, or a range of days; today where none is named.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskDay {
    /// As `2026-11-28`.
    #[ts(optional = nullable)]
    pub from: Option<String>,
    /// The last day of the range; the same day where it is not given.
    #[ts(optional = nullable)]
    pub to: Option<String>,
    /// A manager's PIN, to see what a blind count hides from a cashier.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// A day, or a range of days, at this till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayView {
    /// The first day, as `2026-11-28`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Today, by the shop's own hour.
    pub today: String,
    /// The journal's sequence that this shows.
    #[ts(type = "number")]
    pub seq: i64,
    /// Counting is blind for the person at the counter: no sum with cash in it is here.
    pub without_cash: bool,
    /// What came in, by providers' words and in banknotes; null where counting
    /// is blind.
    #[ts(type = "number | null")]
    pub received_centavos: Option<i64>,
    /// How many payments brought it.
    pub count: u32,
    pub takings: Vec<TakingSumView>,
    pub plans: Vec<PlanSumView>,
    pub people: Vec<PersonSumView>,
    pub deductions: Vec<DeductionSumView>,
    /// When the money arrives, by day and tender, where the providers told it.
    pub arrivals: Vec<ArrivalView>,
    /// What was received in each hour of the clock that has any, in the order
    /// of the business day; empty where counting is blind.
    pub hours: Vec<HourSum>,
    /// What was received on each of the last days up to the last one of the
    /// range, oldest first; empty where counting is blind.
    pub days: Vec<DaySum>,
    /// What is open now, by name.
    pub open: Vec<PendingView>,
    pub open_others: u32,
    /// Money that came and names no payment of this till, newest first.
    pub strays: Vec<OpenStray>,
    /// The last closes, newest first.
    pub closes: Vec<CloseBrief>,
    /// Which plans, people and shifts there are to filter by.
    pub filter_plans: Vec<String>,
    pub filter_people: Vec<PersonView>,
    pub filter_shifts: Vec<u32>,
}

/// Money of nobody's payment, until a manager settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OpenStray {
    /// The id of its item in the tray.
    pub item: String,
    /// Null where no notice told an amount.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    #[ts(type = "number")]
    pub since_ms: i64,
    /// The provider's reference.
    pub reference: Option<String>,
}

/// Money that arrives on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ArrivalView {
    pub day: String,
    pub tender: Tender,
    #[ts(type = "number")]
    pub net_centavos: i64,
}

/// What an hour brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct HourSum {
    /// From 0 to 23.
    pub hour: u8,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// What a day brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DaySum {
    pub day: String,
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// Show a page of the sales of a range of days.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskSales {
    pub from: String,
    pub to: String,
    #[ts(optional = nullable)]
    pub state: Option<PaymentState>,
    #[ts(optional = nullable)]
    pub method: Option<Method>,
    /// A plan's name.
    #[ts(optional = nullable)]
    pub plan: Option<String>,
    /// A person's id.
    #[ts(optional = nullable)]
    pub person: Option<String>,
    #[ts(optional = nullable)]
    pub shift: Option<u32>,
    #[ts(type = "number", optional = nullable)]
    pub least_centavos: Option<i64>,
    #[ts(type = "number", optional = nullable)]
    pub most_centavos: Option<i64>,
    /// The ticket, a reference of a payment, or words of the concept.
    #[ts(optional = nullable)]
    pub text: Option<String>,
    /// Part of a payer's name or document: only for a manager.
    #[ts(optional = nullable)]
    pub payer: Option<String>,
    /// Where the page before this one ended.
    #[ts(optional = nullable)]
    pub after: Option<PageEndView>,
    /// A manager's PIN.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Where a page of sales ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PageEndView {
    #[ts(type = "number")]
    pub day_at_ms: i64,
    pub ticket: u32,
}

/// A page of sales, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SalesPageView {
    pub sales: Vec<SaleLineView>,
    /// Where to go on; null at the end.
    pub next: Option<PageEndView>,
}

/// How many sales all pages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SalesCountView {
    pub count: u32,
    /// Whether there may be more than `count`, which has a limit.
    pub is_limit: bool,
}

/// One sale of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SaleLineView {
    pub sale: String,
    pub ticket: String,
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    pub concept: Option<String>,
    pub state: SaleState,
    /// Null where counting is blind and cash is part of it.
    #[ts(type = "number | null")]
    pub total_centavos: Option<i64>,
    pub payments: Vec<PaymentLineView>,
    /// How many items of it wait in the tray.
    pub open_items: u32,
}

/// One payment of a sale of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PaymentLineView {
    pub method: Method,
    pub state: PaymentState,
    /// Null for cash where counting is blind.
    #[ts(type = "number | null")]
    pub charged_centavos: Option<i64>,
    pub person: Option<PersonView>,
}
