//! A sale and its payments, and how an event changes them. Commands are decided
//! in [`decide`](Sale::decide); the effect of a notice is in `hear`.

mod assign;
mod card;
mod command;
mod decide;
mod draft;
mod errand;
mod fixed;
mod hear;
mod legs;
mod restore;
mod returns;
mod wallet;

pub use command::{CardAnswer, Command, Replacement};
pub use decide::Refusal;
pub use errand::{Errand, errands};
pub use fixed::TAKE_BACK_MS;

use crate::discrepancy::{Discrepancy, DiscrepancyNumber, Standing};
use crate::leg::{CardPayment, Doubt, Leg, LegReceipt, LegWord};
use crate::means::Means;
use crate::payment::{Approval, Payment, PaymentState, Transaction};
use crate::tender::Returned;
use crate::{
    Actor, Money, PaymentId, SaleEvent, SaleId, Stamp, Ticket, TransactionKey, UnixMs, Word,
};
use serde::{Deserialize, Serialize};

/// The state of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaleState {
    /// Nothing is paid.
    Open,
    /// A part is paid.
    PartlyPaid,
    /// All of it is paid.
    Paid,
    /// The cashier gave it up.
    Abandoned,
}

impl SaleState {
    pub const ALL: [SaleState; 4] = [
        SaleState::Open,
        SaleState::PartlyPaid,
        SaleState::Paid,
        SaleState::Abandoned,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SaleState::Open => "open",
            SaleState::PartlyPaid => "partly-paid",
            SaleState::Paid => "paid",
            SaleState::Abandoned => "abandoned",
        }
    }
}

/// One sale: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    pub id: SaleId,
    /// The ticket number that people say aloud.
    pub ticket: Ticket,
    /// What the customer owes.
    pub total: Money,
    /// What it is about, in the cashier's words.
    pub concept: Option<String>,
    /// When it was begun.
    pub opened_at: UnixMs,
    /// Who began it.
    pub opened_by: Actor,
    /// Whether it was given up, and no manager has completed it with money
    /// since.
    pub abandoned: bool,
    /// Whether it was taken off the cashier's screen and not resumed since.
    pub left: bool,
    /// Who last gave it up; kept if a manager completes it later.
    pub abandoned_by: Option<Actor>,
    /// Its payments, oldest first.
    pub payments: Vec<Payment>,
    /// Its discrepancies, oldest first, including settled and withdrawn ones.
    pub discrepancies: Vec<Discrepancy>,
}

impl Sale {
    /// The sale that its first event makes.
    ///
    /// Returns `None` where the first event is not [`SaleEvent::Opened`].
    #[must_use]
    pub fn opened(id: SaleId, stamp: Stamp<'_>, event: &SaleEvent) -> Option<Sale> {
        let SaleEvent::Opened {
            ticket,
            total,
            concept,
        } = event
        else {
            return None;
        };
        Some(Sale {
            id,
            ticket: *ticket,
            total: *total,
            concept: concept.clone(),
            opened_at: stamp.at,
            opened_by: stamp.by.clone(),
            abandoned: false,
            left: false,
            abandoned_by: None,
            payments: Vec::new(),
            discrepancies: Vec::new(),
        })
    }

    /// The sum of a sale's events.
    ///
    /// Returns `None` for no events, or where the first is not its opening.
    pub fn sum<'a>(
        id: SaleId,
        events: impl IntoIterator<Item = (Stamp<'a>, &'a SaleEvent)>,
    ) -> Option<Sale> {
        let mut events = events.into_iter();
        let (stamp, first) = events.next()?;
        let mut sale = Sale::opened(id, stamp, first)?;
        for (stamp, event) in events {
            sale.apply(stamp, event);
        }
        Some(sale)
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> SaleState {
        let covered = self.covered();
        if self.abandoned {
            SaleState::Abandoned
        } else if covered >= self.total {
            SaleState::Paid
        } else if covered.is_zero() {
            SaleState::Open
        } else {
            SaleState::PartlyPaid
        }
    }

    /// What its payments cover, because the provider or a manager says so.
    /// Nothing covers an abandoned sale: its money waits in the tray.
    #[must_use]
    pub fn covered(&self) -> Money {
        let covered = self.payments.iter().map(Payment::covered);
        covered.fold(Money::ZERO, |sum, money| {
            // Sums are capped at the largest amount.
            sum.plus(money).unwrap_or(Money::MAX)
        })
    }

    /// What can be charged without a manager.
    #[must_use]
    pub fn chargeable(&self) -> Money {
        self.total.less(self.covered()).less(self.bound())
    }

    /// The amount bound by payments for which money may still come.
    #[must_use]
    pub fn bound(&self) -> Money {
        self.sum_of(|payment| payment.state.binds())
    }

    /// Whether the till still has work to do for it or waits for news of it.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.payments
            .iter()
            .any(|payment| payment.state.is_under_way())
    }

    /// The payment of that id.
    #[must_use]
    pub fn payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    /// The payment under which a transaction is known.
    #[must_use]
    pub fn payment_of(&self, key: &TransactionKey) -> Option<&Payment> {
        self.payments
            .iter()
            .find(|payment| payment.transaction(key).is_some())
    }

    fn sum_of(&self, counts: impl Fn(&Payment) -> bool) -> Money {
        self.payments
            .iter()
            .filter(|payment| counts(payment))
            .fold(Money::ZERO, |sum, payment| {
                // Sums are capped at the largest amount; nothing is chargeable
                // then.
                sum.plus(payment.request.amount).unwrap_or(Money::MAX)
            })
    }

    fn payment_mut(&mut self, id: PaymentId) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| payment.id == id)
    }

    fn discrepancy_mut(&mut self, number: DiscrepancyNumber) -> Option<&mut Discrepancy> {
        self.discrepancies
            .iter_mut()
            .find(|discrepancy| discrepancy.number == number)
    }

    /// Changes the sale by what happened. An event about a payment or a
    /// discrepancy that it does not have changes nothing.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &SaleEvent) {
        self.change(stamp, event);
        if self.abandoned {
            // Money that covered the sale no longer counts for any sale.
            for payment in &mut self.payments {
                let covered = payment.covered();
                payment.released = payment.released.plus(covered).unwrap_or(Money::MAX);
            }
        }
    }

    fn change(&mut self, stamp: Stamp<'_>, event: &SaleEvent) {
        use PaymentState as S;
        let Stamp { at, by: actor } = stamp;
        match event {
            SaleEvent::Opened { .. } => {}
            SaleEvent::Abandoned => {
                self.abandoned = true;
                self.left = true;
                self.abandoned_by = Some(actor.clone());
            }
            SaleEvent::PutAside => self.left = true,
            SaleEvent::Resumed => self.left = false,
            SaleEvent::Requested {
                payment,
                request,
                deadline,
                replaces,
            } => {
                self.payments.push(Payment {
                    id: *payment,
                    means: Means::of(request.method),
                    request: request.clone(),
                    state: S::Requested,
                    requested_at: at,
                    requested_by: actor.clone(),
                    cancelled_by: None,
                    settled_by: None,
                    deadline: *deadline,
                    clock_moved_ms: 0,
                    replaces: *replaces,
                    held: false,
                    refused: None,
                    approval: None,
                    approved_at: None,
                    transactions: Vec::new(),
                    credits: Vec::new(),
                    released: Money::ZERO,
                    corrected: None,
                    returns: Vec::new(),
                    rounded: Money::ZERO,
                });
            }
            SaleEvent::QrReceived { payment, qr } => self.with(*payment, |payment| {
                payment.state = S::Waiting;
                if let Means::Qr(by_qr) | Means::Wallet(by_qr) = &mut payment.means {
                    by_qr.offer = Some(qr.clone());
                }
            }),
            SaleEvent::LateAnswer { .. } => {}
            SaleEvent::Refused { payment, why, .. } => self.with(*payment, |payment| {
                payment.refused = Some(*why);
                payment.state = S::Refused;
            }),
            SaleEvent::TimeRanOut { payment } => self.with(*payment, |payment| {
                if let Means::Qr(qr) | Means::Wallet(qr) = &mut payment.means {
                    qr.time_up = true;
                }
            }),
            SaleEvent::Expired { payment } => self.to(*payment, S::Expired),
            SaleEvent::Cancelled { payment } => self.with(*payment, |payment| {
                payment.state = S::Cancelled;
                payment.cancelled_by = Some(actor.clone());
            }),
            SaleEvent::Sent { payment } => self.to(*payment, S::Sent),
            SaleEvent::NeverSent { payment } => self.to(*payment, S::Requested),
            SaleEvent::Pending { payment } => self.with(*payment, |payment| {
                payment.state = S::Pending;
                if let Some(card) = payment.card_mut() {
                    card.pending_since = Some(at);
                }
            }),
            SaleEvent::Approved { payment, by } => self.with(*payment, |payment| {
                payment.state = S::Approved;
                payment.approval = Some(by.clone());
                payment.approved_at = Some(at);
            }),
            SaleEvent::Declined { payment, .. } => self.to(*payment, S::Declined),
            SaleEvent::InDoubt { payment, why } => self.with(*payment, |payment| {
                payment.state = S::InDoubt;
                if let Some(card) = payment.card_mut() {
                    card.doubt = Some(Doubt {
                        why: *why,
                        since: at,
                    });
                }
            }),
            SaleEvent::CardsShown { payment, cards } => {
                self.with_card(*payment, |card| card.cards.clone_from(cards));
            }
            SaleEvent::LegsHeard { payment, legs } => {
                self.with_card(*payment, |card| {
                    card.learn(legs);
                    card.answer_for(legs);
                });
            }
            SaleEvent::HintHeard { payment, leg, .. } => self.with_card(*payment, |card| {
                card.doubt_word(leg);
                card.learn(&[Leg {
                    ids: vec![leg.clone()],
                    place: None,
                    amount: None,
                    last_four: None,
                    word: LegWord::Hinted,
                    message: None,
                    receipt: LegReceipt::default(),
                }]);
            }),
            SaleEvent::CashCounted {
                payment, handed, ..
            } => self.with(*payment, |payment| {
                if let Means::Cash(cash) = &mut payment.means {
                    cash.handed = Some(*handed);
                }
            }),
            SaleEvent::CashRounded { payment, by } => {
                self.with(*payment, |payment| payment.rounded = *by);
            }
            SaleEvent::Held { payment } => self.with(*payment, |payment| payment.held = true),
            SaleEvent::Released {
                payment, deadline, ..
            } => self.with(*payment, |payment| {
                payment.deadline = *deadline;
                payment.held = false;
            }),
            SaleEvent::EndsMoved { payment, by_ms } => {
                self.with(*payment, |payment| payment.move_ends(*by_ms));
            }
            SaleEvent::GivenUp { payment, .. } => self.settled(*payment, S::Expired, actor),
            SaleEvent::SettledPaid { payment, .. } => {
                self.settled(*payment, S::SettledPaid, actor);
            }
            SaleEvent::SettledUnpaid { payment, .. } => {
                self.settled(*payment, S::SettledUnpaid, actor);
            }
            SaleEvent::Declared { payment } => self.with(*payment, |payment| {
                payment.state = S::Declared;
                if let Means::FixedQr(fixed) = &mut payment.means {
                    fixed.declared_at = Some(at);
                    fixed.declared_by = Some(actor.clone());
                }
            }),
            SaleEvent::Unconfirmed { payment } => self.to(*payment, S::Unconfirmed),
            SaleEvent::NoticeHeard {
                payment,
                transaction,
                word,
                deductions,
                details,
                ..
            } => {
                let Some(key) = transaction else { return };
                self.with(*payment, |payment| {
                    match payment
                        .transactions
                        .iter_mut()
                        .find(|known| known.key == *key)
                    {
                        Some(known) => {
                            // A notice without a word does not replace an
                            // earlier word.
                            if *word != Word::Other(String::new()) {
                                known.word = word.clone();
                            }
                            known.deductions.complete(deductions);
                            known.details.complete(details);
                        }
                        None => payment.transactions.push(Transaction {
                            key: key.clone(),
                            word: word.clone(),
                            counted: None,
                            deductions: *deductions,
                            details: details.clone(),
                        }),
                    }
                });
            }
            SaleEvent::MoneyCounted {
                payment,
                transaction,
                amount,
            } => {
                self.with(*payment, |payment| {
                    let known = payment
                        .transactions
                        .iter_mut()
                        .find(|t| t.key == *transaction);
                    if let Some(known) = known {
                        known.counted = Some(*amount);
                    }
                });
            }
            SaleEvent::MoneyAssigned { .. } => self.assigned(event, actor),
            SaleEvent::MoneyDisowned {
                payment,
                transaction,
            } => self.with(*payment, |payment| {
                for credit in &mut payment.credits {
                    credit.disowned |= credit.transaction.as_ref() == Some(transaction);
                }
            }),
            SaleEvent::DiscrepancyFound {
                number,
                payment,
                kind,
                by,
                transaction,
            } => {
                self.discrepancies.push(Discrepancy {
                    number: *number,
                    payment: *payment,
                    kind: *kind,
                    by: *by,
                    transaction: transaction.clone(),
                    standing: Standing::Open,
                    settled_by: None,
                    returned: Money::ZERO,
                });
            }
            SaleEvent::DiscrepancyWithdrawn { number } => {
                if let Some(discrepancy) = self.discrepancy_mut(*number) {
                    discrepancy.standing = Standing::Withdrawn;
                }
            }
            SaleEvent::DiscrepancySettled { number, settlement } => {
                if let Some(discrepancy) = self.discrepancy_mut(*number) {
                    discrepancy.standing = Standing::Settled(settlement.clone());
                    discrepancy.settled_by = Some(actor.clone());
                }
            }
            SaleEvent::MoneyReturned {
                payment,
                number,
                amount,
                from,
                ..
            } => {
                let (amount, from) = (*amount, *from);
                self.with(*payment, |payment| {
                    payment.returns.push(Returned { amount, from });
                });
                if let Some(found) = number.and_then(|number| self.discrepancy_mut(number)) {
                    found.returned = found.returned.plus(amount).unwrap_or(Money::MAX);
                }
            }
            SaleEvent::MeansCorrected { payment, to, .. } => {
                self.with(*payment, |payment| payment.corrected = Some(*to));
            }
        }
    }

    fn with(&mut self, id: PaymentId, change: impl FnOnce(&mut Payment)) {
        if let Some(payment) = self.payment_mut(id) {
            change(payment);
        }
    }

    fn with_card(&mut self, id: PaymentId, change: impl FnOnce(&mut CardPayment)) {
        if let Some(card) = self.payment_mut(id).and_then(Payment::card_mut) {
            change(card);
        }
    }

    /// Settles a payment by a person's word.
    fn settled(&mut self, id: PaymentId, state: PaymentState, actor: &Actor) {
        self.with(id, |payment| {
            payment.state = state;
            payment.settled_by = Some(actor.clone());
        });
    }

    fn to(&mut self, id: PaymentId, state: PaymentState) {
        self.with(id, |payment| payment.state = state);
    }
}

impl Payment {
    /// The provider's last word on it, if that was not an approval.
    #[must_use]
    pub fn other_word(&self) -> Option<&str> {
        self.transactions
            .iter()
            .rev()
            .find_map(|transaction| match &transaction.word {
                Word::Approved => None,
                Word::Other(word) => Some(word.as_str()),
            })
    }

    /// The transaction whose notice approved it, if a notice did.
    #[must_use]
    pub fn approving_transaction(&self) -> Option<&TransactionKey> {
        match &self.approval {
            Some(Approval::Notice(key)) => Some(key),
            Some(Approval::Answer | Approval::Counted) | None => None,
        }
    }
}
