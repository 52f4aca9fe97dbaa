//! What does not fit a payment, as a screen sees it.

use super::mirror;
use domain::{Discrepancy, Payment, Sale, Standing};
use serde::Serialize;
use ts_rs::TS;

mirror!(
    /// How something does not fit.
    DiscrepancyKind of domain::DiscrepancyKind {
        Late, Short, Over, Duplicate, Contradicted, NeedsReview, Unattributed,
        ReversalToConfirm, ToBeReturned,
    }
);

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiscrepancyView {
    /// Its id: the sale's, and its number there.
    pub id: String,
    /// How it does not fit.
    pub kind: DiscrepancyKind,
    /// By how much.
    #[ts(type = "number")]
    pub by_centavos: i64,
    /// Whether a manager has settled it.
    pub settled: bool,
}

impl DiscrepancyView {
    /// What does not fit a payment, settled or not.
    pub(super) fn all_of(sale: &Sale, payment: &Payment) -> Vec<DiscrepancyView> {
        let shown = |discrepancy: &&Discrepancy| {
            discrepancy.payment == payment.id && discrepancy.standing != Standing::Withdrawn
        };
        let view = |discrepancy: &Discrepancy| DiscrepancyView {
            id: format!("{}/{}", sale.id, discrepancy.number.0),
            kind: discrepancy.kind.into(),
            by_centavos: discrepancy.by.centavos(),
            settled: discrepancy.standing != Standing::Open,
        };
        sale.discrepancies.iter().filter(shown).map(view).collect()
    }
}
