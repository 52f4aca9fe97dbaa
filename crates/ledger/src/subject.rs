//! What a line of the journal, or an errand, is about.

use crate::LedgerError;
use domain::{CloseNumber, FixedQrId, ReportId, SaleId, ShiftNumber, StrayId};

/// What a line of the journal, or an errand, is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Sale(SaleId),
    /// Money of nobody's payment.
    Stray(StrayId),
    Shift(ShiftNumber),
    Close(CloseNumber),
    FixedQr(FixedQrId),
    /// A report to Bind.
    Report(ReportId),
    /// The till as a whole.
    Till,
}

impl Subject {
    /// Its word and its id, as columns have them.
    pub(crate) fn columns(&self) -> Result<(&'static str, String), LedgerError> {
        Ok(match self {
            Subject::Sale(sale) => ("sale", sale.to_string()),
            Subject::Stray(stray) => ("stray", stray_key(stray)?),
            Subject::Shift(shift) => ("shift", shift.0.to_string()),
            Subject::Close(close) => ("close", close.0.to_string()),
            Subject::FixedQr(qr) => ("fixed-qr", qr.to_string()),
            Subject::Report(report) => ("report", report.to_string()),
            Subject::Till => ("till", String::new()),
        })
    }

    pub(crate) fn of_columns(word: &str, id: &str) -> Option<Subject> {
        match word {
            "sale" => SaleId::parse(id).ok().map(Subject::Sale),
            "stray" => serde_json::from_str(id).ok().map(Subject::Stray),
            "shift" => id.parse().ok().map(ShiftNumber).map(Subject::Shift),
            "close" => id.parse().ok().map(CloseNumber).map(Subject::Close),
            "fixed-qr" => FixedQrId::parse(id).ok().map(Subject::FixedQr),
            "report" => ReportId::parse(id).ok().map(Subject::Report),
            "till" => Some(Subject::Till),
            _ => None,
        }
    }
}

pub(crate) fn stray_key(stray: &StrayId) -> Result<String, LedgerError> {
    serde_json::to_string(stray).map_err(|_| LedgerError::Stored { what: "stray" })
}
