//! The notices that name one payment. Whether it was paid is decided by
//! `domain`.

use crate::NoticeEnvelope;
use domain::PaymentId;
use serde::{Deserialize, Serialize};

/// The answer to a look-up of one payment. The list is empty for an unknown
/// payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The payment that was asked for.
    pub payment: PaymentId,
    /// The merchant's notices that name it, for any till, in the order of their
    /// cursors; bounded like a page.
    pub notices: Vec<NoticeEnvelope>,
    /// Whether the relay has no more of them.
    pub all: bool,
}
