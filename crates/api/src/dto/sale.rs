//! A sale as a screen sees it, and what a screen asks about one.

use super::{PaymentView, mirror};
use domain::Sale;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror!(
    /// Where a sale stands.
    SaleState of domain::SaleState { Open, PartlyPaid, Paid, Abandoned }
);

/// What a request has done: the sale that it is about, and where the journal
/// stands with it. The window shows it once it has heard of that sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Done {
    pub sale: String,
    #[ts(type = "number")]
    pub seq: i64,
}

/// One sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SaleView {
    pub id: String,
    /// What people call it by.
    pub ticket: String,
    /// Where it stands.
    pub state: SaleState,
    /// What the customer owes.
    #[ts(type = "number")]
    pub total_centavos: i64,
    /// What can be charged now without a manager.
    #[ts(type = "number")]
    pub chargeable_centavos: i64,
    /// What is covered: approved, or by a manager's word.
    #[ts(type = "number")]
    pub approved_centavos: i64,
    /// What it is about.
    pub concept: Option<String>,
    /// When it was begun.
    #[ts(type = "number")]
    pub opened_at_ms: i64,
    /// Whether the clock may have been wrong then.
    pub time_doubtful: bool,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
}

impl SaleView {
    pub(crate) fn of(sale: &Sale, payments: Vec<PaymentView>, time_doubtful: bool) -> SaleView {
        SaleView {
            id: sale.id.to_string(),
            ticket: sale.ticket.to_string(),
            state: sale.state().into(),
            total_centavos: sale.total.centavos(),
            chargeable_centavos: sale.chargeable().centavos(),
            approved_centavos: sale.covered().centavos(),
            concept: sale.concept.clone(),
            opened_at_ms: sale.opened_at.0,
            time_doubtful,
            payments,
        }
    }
}

/// One sale.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaleRef {
    /// Its id.
    pub sale: String,
}

/// One payment.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PaymentRef {
    pub sale: String,
    /// Its id.
    pub payment: String,
}

/// Open the sale of a ticket: `C1-000042`, or `42` for this till's.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenTicket {
    /// As it was typed.
    pub ticket: String,
}

/// Give a sale up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AbandonSale {
    pub sale: String,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}
