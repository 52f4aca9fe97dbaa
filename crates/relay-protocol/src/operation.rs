//! What a relay knows of one payment: the notices that name it. Whether it was
//! paid is not said here; that is `domain`'s to read from them.

use crate::NoticeEnvelope;
use domain::PaymentId;
use serde::{Deserialize, Serialize};

/// The answer to a look-up of one payment. A payment of which nothing is known
/// has an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The payment that was asked for.
    pub payment: PaymentId,
    /// The merchant's notices that name it, whichever till they went to, in the
    /// order of their cursors; bounded as a page is.
    pub notices: Vec<NoticeEnvelope>,
    /// True when these are all that the relay has.
    pub all: bool,
}
