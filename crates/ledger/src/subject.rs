//! What a line of the journal, or an errand, is about.

use crate::LedgerError;
use domain::{SaleId, StrayId};

/// What a line of the journal, or an errand, is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Sale(SaleId),
    /// Money of nobody's payment.
    Stray(StrayId),
    /// The till as a whole.
    Till,
}

impl Subject {
    /// Its word and its id, as columns have them.
    pub(crate) fn columns(&self) -> Result<(&'static str, String), LedgerError> {
        Ok(match self {
            Subject::Sale(sale) => ("sale", sale.to_string()),
            Subject::Stray(stray) => ("stray", stray_key(stray)?),
            Subject::Till => ("till", String::new()),
        })
    }

    pub(crate) fn of_columns(word: &str, id: &str) -> Option<Subject> {
        match word {
            "sale" => SaleId::parse(id).ok().map(Subject::Sale),
            "stray" => serde_json::from_str(id).ok().map(Subject::Stray),
            "till" => Some(Subject::Till),
            _ => None,
        }
    }
}

pub(crate) fn stray_key(stray: &StrayId) -> Result<String, LedgerError> {
    serde_json::to_string(stray).map_err(|_| LedgerError::Stored { what: "stray" })
}
