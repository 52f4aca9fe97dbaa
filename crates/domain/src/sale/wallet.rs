//! A payment with the house's own wallet that a manager enters by hand, because
//! no notice of the wallet came.

use super::Sale;
use super::decide::{Decision, Refusal, manager_reason};
use crate::means::Method;
use crate::payment::PaymentState as S;
use crate::{Actor, PaymentId, SaleEvent};

impl Sale {
    pub(super) fn enter_paid(&self, payment: PaymentId, reason: &str, by: &Actor) -> Decision {
        let reason = manager_reason(by, reason)?;
        let known = self.in_state(
            payment,
            &[
                S::Requested,
                S::Waiting,
                S::Expired,
                S::Cancelled,
                S::Refused,
            ],
        )?;
        if known.method() != Method::Wallet || self.abandoned {
            return Err(Refusal::NotInState(known.state));
        }
        // The money of a notice is counted by the notice alone.
        if known.transactions.iter().any(|it| it.counted.is_some()) {
            return Err(Refusal::NotInState(known.state));
        }
        Ok(vec![SaleEvent::SettledPaid { payment, reason }])
    }
}
