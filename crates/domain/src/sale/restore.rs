//! What happens to a payment after the ledger was restored from a copy. A
//! charge that may have been sent since is in doubt, and a repeatable request
//! waits for a manager. Keeping errands from being sent meanwhile is not done
//! here.

use super::decide::{Decision, manager_reason};
use super::{Refusal, Sale};
use crate::leg::DoubtWhy;
use crate::means::Method;
use crate::payment::PaymentState as S;
use crate::{Actor, PaymentId, SaleEvent, UnixMs};

impl Sale {
    /// Puts a charge in doubt: it is sent at most once, and the copy does not
    /// know whether that has happened.
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
