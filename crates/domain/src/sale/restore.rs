//! What becomes of a payment after the ledger was restored from a copy: a
//! charge that may have gone out since is in doubt, and what could be repeated
//! waits for a manager. That nothing is sent meanwhile is not seen to here.

use super::decide::{Decision, manager_reason};
use super::{Refusal, Sale};
use crate::leg::DoubtWhy;
use crate::payment::{Method, PaymentState as S};
use crate::{Actor, PaymentId, SaleEvent, UnixMs};

impl Sale {
    /// A charge goes out at most once; the copy does not know whether it has.
    pub(super) fn doubt_after_restore(&self, payment: PaymentId) -> Decision {
        let known = self.in_state(payment, &[S::Requested, S::Sent, S::Pending, S::InDoubt])?;
        if known.method() != Method::Card {
            return Err(Refusal::NotInState(known.state));
        }
        if known.state == S::InDoubt {
            return Ok(Vec::new());
        }
        Ok(vec![SaleEvent::InDoubt {
            payment,
            why: DoubtWhy::Restored,
        }])
    }

    pub(super) fn release(
        &self,
        payment: PaymentId,
        deadline: UnixMs,
        reason: &str,
        by: &Actor,
        now: UnixMs,
    ) -> Decision {
        self.in_state(payment, &[S::Requested])?;
        let reason = manager_reason(by, reason)?;
        if deadline <= now {
            return Err(Refusal::TooLate);
        }
        Ok(vec![SaleEvent::Released {
            payment,
            deadline,
            reason,
        }])
    }

    pub(super) fn give_up(&self, payment: PaymentId, reason: &str, by: &Actor) -> Decision {
        self.in_state(payment, &[S::Requested])?;
        let reason = manager_reason(by, reason)?;
        Ok(vec![SaleEvent::GivenUp { payment, reason }])
    }
}
