//! What a notice does to a payment: the whole table of the rules. This module
//! knows nothing of how notices travel. A notice is never refused, never undoes
//! an approval, and its transaction's money counts once.

use super::Sale;
use super::draft::Draft;
use crate::discrepancy::{DiscrepancyKind, Standing};
use crate::means::Method;
use crate::notice::NoticeNumber;
use crate::payment::{Approval, Payment, PaymentState as S};
use crate::{Money, Names, Notice, PaymentId, SaleEvent, TransactionKey, Word};

/// What an approval of an amount does to a payment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It approves the payment in time.
    Approves,
    /// It approves a payment that had already ended.
    ApprovesLate,
    /// It is not enough.
    IsShort,
    /// The payment is already approved: this is further money.
    IsFurther,
    /// A person has to look.
    NeedsReview,
    /// A manager has already said that the money pays for this amount of a
    /// sale.
    IsAssigned(Money),
}

fn verdict(payment: &Payment, key: &TransactionKey, amount: Money) -> Verdict {
    // Only who moves the money of a payment can say that it came.
    if payment.method().provider() != Some(key.provider) {
        return Verdict::NeedsReview;
    }
    match payment.method() {
        Method::Qr | Method::Wallet => {}
        // Anybody can pay the fixed QR at any time: a different amount, or a
        // second payment, may be another customer's. So it is never short, over
        // or a duplicate.
        Method::FixedQr => {
            let is_declared = payment.declared_at().is_some();
            let is_its = amount == payment.request.charged;
            if !is_its || !is_declared || payment.state == S::Approved {
                return Verdict::NeedsReview;
            }
        }
        // A notice of a pre-order does not decide about cards or banknotes.
        Method::Card | Method::Cash => return Verdict::NeedsReview,
    }
    let is_enough = amount >= payment.request.charged;
    match payment.state {
        S::Approved => Verdict::IsFurther,
        // What a close left unconfirmed has not ended: its notice was awaited.
        S::Requested | S::Waiting | S::Declared | S::Unconfirmed if is_enough => Verdict::Approves,
        S::Expired | S::Cancelled | S::Refused if is_enough => Verdict::ApprovesLate,
        S::Requested
        | S::Waiting
        | S::Declared
        | S::Expired
        | S::Cancelled
        | S::Refused
        | S::Unconfirmed => Verdict::IsShort,
        // A manager had settled it. The provider's approval replaces that,
        // unless it is about other money than the manager meant.
        S::SettledPaid => match payment.paid_by().and_then(|it| it.transaction.as_ref()) {
            Some(meant) if meant != key => Verdict::IsFurther,
            Some(_) | None if is_enough => Verdict::Approves,
            Some(_) | None => Verdict::NeedsReview,
        },
        S::Sent | S::Pending | S::Declined | S::InDoubt | S::SettledUnpaid => Verdict::NeedsReview,
    }
}

/// The payment to which a notice says that its transaction belongs.
enum Whose {
    /// This payment: the notice names it, or the transaction is already known
    /// under it.
    This,
    /// Another payment: a contradiction, which does not approve this one.
    Another,
    /// No payment of ours, and the transaction is new: it approves nothing.
    Nobody,
}

fn whose(notice: &Notice, payment: &Payment, is_known: bool) -> Whose {
    match (&notice.names, payment.method()) {
        (Names::Ours(named), _) if *named == payment.id => Whose::This,
        // The fixed QR's notices name the QR, never a payment. The first one of
        // a transaction comes by `HearFixed`; this one completes it, or is of
        // nobody here.
        (_, Method::FixedQr) | (Names::Foreign(_) | Names::Nobody, _) => {
            if is_known {
                Whose::This
            } else {
                Whose::Nobody
            }
        }
        (Names::Ours(_), Method::Qr | Method::Wallet | Method::Card | Method::Cash) => {
            Whose::Another
        }
    }
}

impl Sale {
    /// What a notice about one of its payments does.
    pub(super) fn hear(
        &self,
        named: PaymentId,
        number: NoticeNumber,
        transaction: Option<&TransactionKey>,
        notice: &Notice,
    ) -> Vec<SaleEvent> {
        let mut draft = Draft::of(self);
        // A transaction stays with the payment under which it is known. A later
        // notice that names another payment is a contradiction.
        let home = transaction.and_then(|key| self.payment_of(key));
        let Some(known) = home.or_else(|| self.payment(named)) else {
            return draft.events;
        };
        let payment = known.id;
        draft.push(SaleEvent::NoticeHeard {
            payment,
            notice: number,
            transaction: transaction.cloned(),
            amount: notice.amount,
            word: notice.word.clone(),
            deductions: notice.deductions,
            details: notice.details.clone(),
        });
        let Some(key) = transaction else {
            // Without the provider's reference the till cannot tell whether two
            // notices are about one transaction: each such notice gets its own
            // item in the tray.
            let by = notice.amount.unwrap_or(Money::ZERO);
            draft.find_anew(payment, DiscrepancyKind::NeedsReview, by, None);
            return draft.events;
        };
        let counted = known.transaction(key).and_then(|t| t.counted);
        let kind = match whose(notice, known, home.is_some()) {
            Whose::This if payment == named => None,
            Whose::This | Whose::Another => Some(DiscrepancyKind::Contradicted),
            Whose::Nobody => Some(DiscrepancyKind::NeedsReview),
        };
        match kind {
            None => draft.hear_own(known, key, notice, counted),
            Some(kind) => draft.hear_unowned(payment, key, notice, counted, kind),
        }
        draft.events
    }
}

impl Draft {
    /// A notice whose transaction is this payment's.
    fn hear_own(
        &mut self,
        before: &Payment,
        key: &TransactionKey,
        notice: &Notice,
        counted: Option<Money>,
    ) {
        let payment = before.id;
        match (&notice.word, notice.amount, counted) {
            (Word::Approved, Some(amount), None) => self.count_and_judge(payment, key, amount),
            (Word::Approved, Some(amount), Some(counted)) if amount == counted => {
                // The notice repeats or completes what is known. Its money was
                // not judged yet if it came with a notice that named another
                // payment.
                if !self.is_judged(payment, key, amount) {
                    self.judge(payment, key, amount);
                }
            }
            (Word::Approved, Some(amount), Some(counted)) => {
                self.recount(payment, key, amount, counted);
            }
            (Word::Approved, None, None) => {
                self.find(
                    payment,
                    DiscrepancyKind::NeedsReview,
                    Money::ZERO,
                    Some(key),
                );
            }
            // The notice says less than is known: that is no contradiction.
            (Word::Approved, None, Some(_)) => {}
            (Word::Other(word), _, Some(_)) if word.is_empty() => {}
            (Word::Other(_), amount, counted) => {
                // Only money that was counted can be contradicted.
                let (kind, by) = match counted {
                    Some(counted) if before.state == S::Approved => (
                        DiscrepancyKind::Contradicted,
                        // If only the word differs, no amount is in question.
                        amount.map_or(Money::ZERO, |amount| amount.apart(counted)),
                    ),
                    Some(_) | None => (DiscrepancyKind::NeedsReview, Money::ZERO),
                };
                self.find(payment, kind, by, Some(key));
            }
        }
    }

    /// A notice that reached this payment although its transaction belongs to
    /// another payment or to none. Its money is counted and approves nothing.
    fn hear_unowned(
        &mut self,
        payment: PaymentId,
        key: &TransactionKey,
        notice: &Notice,
        counted: Option<Money>,
        kind: DiscrepancyKind,
    ) {
        if let (Word::Approved, Some(amount), None) = (&notice.word, notice.amount, counted) {
            self.count(payment, key, amount);
        }
        let by = notice.amount.unwrap_or(Money::ZERO);
        self.find(payment, kind, by, Some(key));
    }

    /// Counts a transaction's money, which was not counted before, and applies
    /// its effect.
    pub(super) fn count_and_judge(
        &mut self,
        payment: PaymentId,
        key: &TransactionKey,
        amount: Money,
    ) {
        self.count(payment, key, amount);
        self.judge(payment, key, amount);
    }

    fn count(&mut self, payment: PaymentId, key: &TransactionKey, amount: Money) {
        self.push(SaleEvent::MoneyCounted {
            payment,
            transaction: key.clone(),
            amount,
        });
    }

    /// What a transaction's money does to its payment, taking the managers'
    /// answers into account.
    fn verdict(&self, payment: &Payment, key: &TransactionKey, amount: Money) -> Verdict {
        let verdict = verdict(payment, key, amount);
        if let Some(said) = self.assigned_elsewhere(payment.id, key) {
            return Verdict::IsAssigned(said);
        }
        let as_part = payment
            .credits
            .iter()
            .find(|credit| credit.transaction.as_ref() == Some(key) && !credit.pays);
        match (as_part, verdict) {
            // The provider itself says that enough came.
            (_, Verdict::Approves | Verdict::ApprovesLate) | (None, _) => verdict,
            (Some(credit), _) => Verdict::IsAssigned(credit.amount),
        }
    }

    /// How much of another sale this transaction's money pays for, by a
    /// manager's answer.
    fn assigned_elsewhere(&self, payment: PaymentId, key: &TransactionKey) -> Option<Money> {
        self.sale
            .discrepancies
            .iter()
            .filter(|known| known.payment == payment && known.transaction.as_ref() == Some(key))
            .find_map(|known| match &known.standing {
                Standing::Settled(settlement) => settlement.covers,
                Standing::Open | Standing::Withdrawn => None,
            })
            .filter(|covers| covers.sale != self.sale.id)
            .map(|covers| covers.amount)
    }

    /// Whether this transaction's money already had its effect: it approved the
    /// payment, or an item in the tray tells of it.
    fn is_judged(&self, payment: PaymentId, key: &TransactionKey, amount: Money) -> bool {
        let Some(known) = self.sale.payment(payment) else {
            return true;
        };
        let verdict = self.verdict(known, key, amount);
        known.approving_transaction() == Some(key)
            || self.sale.discrepancies.iter().any(|found| {
                found.payment == payment
                    && found.transaction.as_ref() == Some(key)
                    && match found.kind {
                        DiscrepancyKind::Short | DiscrepancyKind::Duplicate => true,
                        DiscrepancyKind::NeedsReview => {
                            verdict == Verdict::NeedsReview && found.by == amount
                        }
                        DiscrepancyKind::Contradicted => {
                            matches!(verdict, Verdict::IsAssigned(said) if found.by == amount.apart(said))
                        }
                        DiscrepancyKind::Late
                        | DiscrepancyKind::Over
                        | DiscrepancyKind::Unattributed
                        | DiscrepancyKind::ReversalToConfirm
                        | DiscrepancyKind::ToBeReturned => false,
                    }
            })
    }

    /// Applies the effect of a transaction's counted money to its payment.
    fn judge(&mut self, payment: PaymentId, key: &TransactionKey, amount: Money) {
        self.withdraw(payment, key, DiscrepancyKind::NeedsReview);
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let short_by = known.request.charged.less(amount);
        match self.verdict(known, key, amount) {
            Verdict::Approves => self.approve(payment, Approval::Notice(key.clone())),
            Verdict::ApprovesLate => {
                self.find(payment, DiscrepancyKind::Late, Money::ZERO, Some(key));
                self.approve(payment, Approval::Notice(key.clone()));
            }
            Verdict::IsShort => self.find(payment, DiscrepancyKind::Short, short_by, Some(key)),
            Verdict::IsFurther => {
                self.find(payment, DiscrepancyKind::Duplicate, amount, Some(key));
            }
            Verdict::NeedsReview => {
                self.find(payment, DiscrepancyKind::NeedsReview, amount, Some(key));
            }
            // A later notice does not change what the money covers. If the
            // provider now gives another amount, a person decides.
            Verdict::IsAssigned(said) => {
                let by = amount.apart(said);
                if !by.is_zero() {
                    self.find(payment, DiscrepancyKind::Contradicted, by, Some(key));
                }
            }
        }
    }

    /// The provider gives another amount for a transaction that was counted. If
    /// it is now enough, it approves the payment. In any case an item tells a
    /// person that the provider gave two amounts.
    fn recount(&mut self, payment: PaymentId, key: &TransactionKey, amount: Money, was: Money) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let verdict = if self.is_assigned(payment, key) && known.state != S::SettledPaid {
            // A manager has said what this money pays for, and a later notice
            // does not change that.
            Verdict::NeedsReview
        } else {
            self.verdict(known, key, amount)
        };
        match verdict {
            Verdict::Approves | Verdict::ApprovesLate => {
                self.count(payment, key, amount);
                self.withdraw(payment, key, DiscrepancyKind::Short);
                self.judge(payment, key, amount);
            }
            Verdict::IsShort
            | Verdict::IsFurther
            | Verdict::NeedsReview
            | Verdict::IsAssigned(_) => {}
        }
        let by = amount.apart(was);
        self.find(payment, DiscrepancyKind::Contradicted, by, Some(key));
    }

    /// Whether a manager said which sale a transaction's money pays for.
    fn is_assigned(&self, payment: PaymentId, key: &TransactionKey) -> bool {
        self.sale.discrepancies.iter().any(|known| {
            known.payment == payment
                && known.transaction.as_ref() == Some(key)
                && known.is_assigned()
        })
    }

    fn withdraw(&mut self, payment: PaymentId, key: &TransactionKey, kind: DiscrepancyKind) {
        let overtaken: Vec<_> = self
            .sale
            .discrepancies
            .iter()
            .filter(|known| {
                known.payment == payment
                    && known.kind == kind
                    && known.transaction.as_ref() == Some(key)
                    && known.standing == Standing::Open
            })
            .map(|known| known.number)
            .collect();
        for number in overtaken {
            self.push(SaleEvent::DiscrepancyWithdrawn { number });
        }
    }
}
