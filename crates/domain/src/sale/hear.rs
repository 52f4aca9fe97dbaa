//! What a notice does to a payment: the whole table of the rules, and nothing
//! of how notices travel. A notice never refuses to be heard, never undoes an
//! approval, and its transaction's money counts once.

use super::Sale;
use super::decide::Draft;
use crate::discrepancy::{DiscrepancyKind, Standing};
use crate::event::NoticeNumber;
use crate::payment::{Approval, Method, Payment, PaymentState as S};
use crate::{Money, Notice, PaymentId, SaleEvent, TransactionKey, Word};

/// What an approval of enough money does to a payment in some state.
enum Reach {
    /// It approves, in time.
    Approves,
    /// It approves what was thought to be over.
    ApprovesLate,
    /// The payment has its approval: this is further money.
    IsFurther,
    /// A person has to look.
    NeedsReview,
}

fn reach(payment: &Payment) -> Reach {
    match payment.method {
        Method::Qr | Method::FixedQr => {}
        // Notices of pre-orders decide nothing about cards or banknotes.
        Method::Card | Method::Cash => return Reach::NeedsReview,
    }
    match payment.state {
        S::Requested | S::Waiting | S::Declared => Reach::Approves,
        S::Expired | S::Cancelled | S::Refused | S::Unconfirmed => Reach::ApprovesLate,
        S::Approved => Reach::IsFurther,
        S::Sent | S::Pending | S::Declined | S::InDoubt | S::SettledPaid | S::SettledUnpaid => {
            Reach::NeedsReview
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
        // A transaction stays with the payment under which it is known; a later
        // notice that names another one contradicts it.
        let home = transaction
            .and_then(|key| self.payment_of(key))
            .map(|payment| payment.id);
        let payment = home.unwrap_or(named);
        draft.push(SaleEvent::NoticeHeard {
            payment,
            notice: number,
            transaction: transaction.cloned(),
            amount: notice.amount,
            word: notice.word.clone(),
            deductions: notice.deductions,
        });
        let before = self.payment(payment);
        let Some(key) = transaction else {
            // Without the provider's reference nobody can tell one payment from two.
            draft.find(
                payment,
                DiscrepancyKind::NeedsReview,
                amount_of(notice),
                None,
            );
            return draft.events;
        };
        if payment != named {
            draft.find(
                payment,
                DiscrepancyKind::Contradicted,
                amount_of(notice),
                Some(key),
            );
        }
        let counted = before
            .and_then(|p| p.transaction(key))
            .and_then(|t| t.counted);
        match (&notice.word, notice.amount, counted) {
            (Word::Approved, Some(amount), None) => draft.count(payment, key, amount),
            (Word::Approved, Some(amount), Some(counted)) if amount == counted => {
                // It completes what is known, or says it again.
            }
            (Word::Approved, Some(amount), Some(counted)) => {
                draft.recount(payment, key, amount, counted);
            }
            (Word::Approved, None, None) => {
                draft.find(
                    payment,
                    DiscrepancyKind::NeedsReview,
                    Money::ZERO,
                    Some(key),
                );
            }
            (Word::Approved, None, Some(_)) => {
                draft.find(
                    payment,
                    DiscrepancyKind::Contradicted,
                    Money::ZERO,
                    Some(key),
                );
            }
            (Word::Other(_), amount, _) => {
                let approved_by_it = before.is_some_and(|payment| {
                    payment.state == S::Approved && payment.transaction(key).is_some()
                });
                let kind = if approved_by_it {
                    DiscrepancyKind::Contradicted
                } else {
                    DiscrepancyKind::NeedsReview
                };
                // A contradiction in the word alone is not one of an amount.
                let by = match (amount, counted) {
                    (Some(amount), Some(counted)) if approved_by_it => amount.apart(counted),
                    _ => Money::ZERO,
                };
                draft.find(payment, kind, by, Some(key));
            }
        }
        draft.events
    }
}

fn amount_of(notice: &Notice) -> Money {
    notice.amount.unwrap_or(Money::ZERO)
}

impl Draft {
    /// Money of a transaction not counted before.
    fn count(&mut self, payment: PaymentId, key: &TransactionKey, amount: Money) {
        let transaction = key.clone();
        self.push(SaleEvent::MoneyCounted {
            payment,
            transaction,
            amount,
        });
        self.withdraw(payment, key, DiscrepancyKind::NeedsReview);
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let (charged, reach) = (known.charged, reach(known));
        match reach {
            Reach::Approves | Reach::ApprovesLate if amount < charged => {
                let short_by = charged.less(amount);
                self.find(payment, DiscrepancyKind::Short, short_by, Some(key));
            }
            Reach::Approves => self.approve(payment, Approval::Notice(key.clone())),
            Reach::ApprovesLate => self.approve_late(payment, key),
            Reach::IsFurther => {
                self.find(payment, DiscrepancyKind::Duplicate, amount, Some(key));
            }
            Reach::NeedsReview => {
                self.find(payment, DiscrepancyKind::NeedsReview, amount, Some(key));
            }
        }
    }

    /// Another amount for a transaction already counted. It approves where the
    /// word is now enough for a payment that had none; either way a person is
    /// told that the provider said two things.
    fn recount(&mut self, payment: PaymentId, key: &TransactionKey, amount: Money, was: Money) {
        let Some(known) = self.sale.payment(payment) else {
            return;
        };
        let (charged, reach) = (known.charged, reach(known));
        match reach {
            Reach::Approves | Reach::ApprovesLate if amount >= charged => {
                let transaction = key.clone();
                self.push(SaleEvent::MoneyCounted {
                    payment,
                    transaction,
                    amount,
                });
                self.withdraw(payment, key, DiscrepancyKind::Short);
                self.withdraw(payment, key, DiscrepancyKind::NeedsReview);
                match reach {
                    Reach::ApprovesLate => self.approve_late(payment, key),
                    Reach::Approves | Reach::IsFurther | Reach::NeedsReview => {
                        self.approve(payment, Approval::Notice(key.clone()));
                    }
                }
            }
            Reach::Approves | Reach::ApprovesLate | Reach::IsFurther | Reach::NeedsReview => {}
        }
        self.find(
            payment,
            DiscrepancyKind::Contradicted,
            amount.apart(was),
            Some(key),
        );
    }

    fn approve_late(&mut self, payment: PaymentId, key: &TransactionKey) {
        self.find(payment, DiscrepancyKind::Late, Money::ZERO, Some(key));
        self.approve(payment, Approval::Notice(key.clone()));
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
