//! Reports to Bind of payments with the house's wallet, and such a payment
//! entered by hand.

use super::{Checkout, mirror, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

mirror_both!(
    /// What a report says happened to the payment.
    ReportOutcome of domain::ReportOutcome { Paid, Returned, Rejected }
);

mirror_both!(
    /// Where a report stands.
    ReportState of domain::ReportState { Owed, Passed, Failed, InDoubt, SettledPassed, GivenUp }
);

mirror!(
    /// Why a report waits for a person.
    ReportWhy of domain::ReportWhy {
        AmountDiffers, OrderDiffers, NotItsPayment, AnotherReport, Incomplete, Refused, LostAnswer,
        Restored,
    }
);

/// Whether the house's wallet can be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum WalletSetUp {
    /// Bind is not enabled.
    Off,
    /// An address, a credential or the QR is missing.
    Missing,
    Ready,
}

/// Charge an amount to the house's wallet.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeWallet {
    pub checkout: Checkout,
    /// How much.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// A manager's PIN, where one was asked for.
    pub pin: Option<String>,
}

/// Enter a payment with the house's wallet by hand, as a manager: no notice of
/// it came.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EnterWallet {
    pub sale: String,
    pub payment: String,
    /// The payer's CUIL or CUIT.
    pub buyer_cuit: String,
    /// The payer's CVU or CBU, or the wallet's id of them.
    pub buyer_account: String,
    /// The wallet's own reference of the payment.
    pub reference: String,
    pub reason: String,
    /// Go on although a number does not check.
    pub sure: bool,
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Which reports a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReportsShown {
    All,
    Owed,
    Passed,
    Failed,
    InDoubt,
    /// Returns that Bind has.
    Returned,
}

/// Show a page of the reports owed on some days, newest first.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskReports {
    /// The first day, as `2026-11-30`; today where it is not given.
    #[ts(optional = nullable)]
    pub from: Option<String>,
    /// The last day, included; the first where it is not given.
    #[ts(optional = nullable)]
    pub to: Option<String>,
    pub shown: ReportsShown,
    /// Where the page before this one ended.
    #[ts(type = "number", optional = nullable)]
    pub after: Option<i64>,
}

/// How many reports there are of the days asked for, by what the page's tabs
/// say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct ReportCounts {
    #[ts(type = "number")]
    pub all: u64,
    #[ts(type = "number")]
    pub owed: u64,
    #[ts(type = "number")]
    pub passed: u64,
    #[ts(type = "number")]
    pub failed: u64,
    #[ts(type = "number")]
    pub in_doubt: u64,
    #[ts(type = "number")]
    pub returned: u64,
}

/// A page of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportsView {
    pub from: String,
    pub to: String,
    /// Today, by the shop's own hour.
    pub today: String,
    pub counts: ReportCounts,
    /// All that wait for a person, of whatever day, newest first, at most 50.
    pub needs: Vec<ReportView>,
    /// The others of those days, newest first, at most 50.
    pub rows: Vec<ReportView>,
    /// Where to go on; null at the end.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportView {
    pub id: String,
    pub sale: String,
    pub payment: String,
    pub ticket: String,
    pub outcome: ReportOutcome,
    pub state: ReportState,
    #[ts(type = "number")]
    pub amount_centavos: i64,
    #[ts(type = "number")]
    pub owed_at_ms: i64,
    #[ts(type = "number")]
    pub changed_at_ms: i64,
    /// The person whose act made it owed; null if a notice did.
    pub owed_by: Option<String>,
    /// Why it waits for a person, or last did.
    pub why: Option<ReportWhy>,
    /// Bind's code of the last FAIL.
    pub code: Option<String>,
    /// Bind's words about the last FAIL.
    pub description: Option<String>,
    /// `idMensaje` of the message in force.
    pub message: String,
    /// Bind's id of what it accepted.
    pub reference: Option<String>,
    /// How many messages were made for it.
    pub messages: u32,
    /// How often the message in force was sent.
    pub attempts: u32,
    /// When it goes out next; null if it does not by itself.
    #[ts(type = "number | null")]
    pub next_try_at_ms: Option<i64>,
    /// Its errand in the queue, while there is one.
    #[ts(type = "number | null")]
    pub errand: Option<i64>,
    /// The manager who had the last word, with the reason.
    pub settled_by: Option<String>,
    pub reason: Option<String>,
}

/// Ask for all of one report.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportRef {
    pub report: String,
}

/// All of one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReportDetails {
    pub report: ReportView,
    /// `idMensaje` of the message in force.
    pub message: String,
    /// The ids of those before it.
    pub earlier: Vec<String>,
    /// What was sent, or will be; null once it is erased.
    pub fields: Option<ReportFields>,
    /// The fields that look wrong, by their names in [`ReportFields`].
    pub unfit: Vec<String>,
    /// `on_error`, as it came.
    pub on_error: Option<String>,
}

/// The fields of a message that a person may correct.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportFields {
    /// `identificadorTransaccion`: the order of the QR.
    pub order: String,
    /// `importeBruto`.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// `identificadorProcesador`: the wallet's reference.
    pub reference: String,
    /// `procesadorPago`.
    pub processor_name: String,
    /// `estadoTransaccion`.
    pub word: String,
    /// `vendedor.cuentaVendedor`.
    pub seller_account: String,
    /// `vendedor.identificadorVendedor`.
    pub seller_cuit: String,
    /// `vendedor.informacionesAdicionales`: MCC.
    pub seller_mcc: String,
    /// `codigoComercio`.
    pub commerce_code: String,
    /// `codigoSucursal`.
    pub branch_code: String,
    /// `codigoCaja`.
    pub till_code: String,
    /// `comprador.identificadorPagador`.
    pub buyer_cuit: String,
    /// `comprador.cuentaPagador`.
    pub buyer_account: String,
    /// `ID_BILLETERA`.
    pub wallet_id: String,
}

/// Without its values: they name the payer.
impl fmt::Debug for ReportFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportFields(…)")
    }
}

/// Send a report as a new message, as a manager.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CorrectReport {
    pub report: String,
    pub fields: ReportFields,
    pub reason: String,
    /// Go on although a number does not check.
    pub sure: bool,
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// What a manager says of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReportAnswer {
    /// Bind has it.
    Settle,
    /// It is not sent any more.
    GiveUp,
}

/// Settle a report, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleReport {
    pub report: String,
    pub answer: ReportAnswer,
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}
