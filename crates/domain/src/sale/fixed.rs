//! A payment by the fixed QR: what the customer says, and the notice that
//! confirms it.

use super::Sale;
use super::decide::{Decision, Refusal};
use super::draft::Draft;
use crate::means::Method;
use crate::notice::NoticeNumber;
use crate::payment::PaymentState as S;
use crate::{Actor, Notice, PaymentId, Provider, SaleEvent, TransactionKey, UnixMs, Word};

/// How long the cashier may take back that the customer says they paid, in
/// milliseconds. After it a manager may.
pub const TAKE_BACK_MS: i64 = 60_000;

impl Sale {
    pub(super) fn declare(&self, payment: PaymentId) -> Decision {
        let known = self.in_state(payment, &[S::Requested])?;
        if known.method() != Method::FixedQr {
            return Err(Refusal::NotInState(known.state));
        }
        Ok(vec![SaleEvent::Declared { payment }])
    }

    pub(super) fn take_back(&self, payment: PaymentId, by: &Actor, now: UnixMs) -> Decision {
        let known = self.in_state(payment, &[S::Declared, S::Unconfirmed])?;
        let is_in_time = known.state == S::Declared
            && known
                .declared_at()
                .is_some_and(|at| now.since_ms(at) <= TAKE_BACK_MS);
        if !is_in_time && !by.is_manager() {
            return Err(Refusal::NeedsManager);
        }
        Ok(vec![SaleEvent::Cancelled { payment }])
    }

    /// Applies a notice under a fixed QR. It names no payment, so everything
    /// that can be checked of it is checked here again.
    pub(super) fn hear_fixed(
        &self,
        payment: PaymentId,
        number: NoticeNumber,
        transaction: &TransactionKey,
        notice: &Notice,
    ) -> Decision {
        let known = self.in_state(payment, &[S::Declared, S::Unconfirmed, S::Cancelled])?;
        if known.method() != Method::FixedQr {
            return Err(Refusal::NotInState(known.state));
        }
        let Some(amount) = notice.amount else {
            return Err(Refusal::NotItsNotice);
        };
        let is_its = known.declared_at().is_some()
            && transaction.provider == Provider::Totalcoin
            && notice.word == Word::Approved
            && amount == known.request.charged
            && self.payment_of(transaction).is_none();
        if !is_its {
            return Err(Refusal::NotItsNotice);
        }
        let mut draft = Draft::of(self);
        draft.push(SaleEvent::NoticeHeard {
            payment,
            notice: number,
            transaction: Some(transaction.clone()),
            amount: notice.amount,
            word: notice.word.clone(),
            deductions: notice.deductions,
            details: notice.details.clone(),
        });
        draft.count_and_judge(payment, transaction, amount);
        Ok(draft.events)
    }
}
