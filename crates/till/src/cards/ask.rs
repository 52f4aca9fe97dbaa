//! Asking about legs: of charges that are pending or in doubt where an id is
//! known, and of every leg that a webhook hinted at, whatever became of its
//! payment. Only the provider's answer decides; the hint never does.

use crate::record::record_only;
use crate::{Till, TillError};
use domain::{Actor, Command, Leg, LegWord, Payment, PaymentId, PaymentState, SaleId};
use providers::pagouno::Asked;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// The first pause between two questions about a leg, in milliseconds.
pub const ASK_MS_MIN: u64 = 2_000;
/// The longest pause while it is pending or in doubt, in milliseconds.
pub const ASK_MS_MAX: u64 = 30_000;
/// The longest pause once its payment has found its end, in milliseconds.
pub const ASK_ENDED_MS_MAX: u64 = 600_000;
/// How long the worker sleeps where there is nothing to ask, in milliseconds.
const IDLE_MS: u64 = 60_000;

/// A leg to be asked about.
struct Question {
    sale: SaleId,
    payment: PaymentId,
    ids: Vec<String>,
    was_pending: bool,
    pause_ms_max: u64,
}

/// When a leg is asked about next, and how often it was.
struct Turn {
    tries: u32,
    next: Instant,
}

impl Till {
    /// Asks, for ever.
    pub(crate) async fn ask_about_charges(&self) {
        let Some(cards) = self.cards.clone() else {
            return;
        };
        let mut committed = self.ledger.committed();
        let mut turns: BTreeMap<String, Turn> = BTreeMap::new();
        loop {
            let questions = self.questions().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "what is to be asked cannot be read");
                Vec::new()
            });
            let now = Instant::now();
            let of = |question: &Question| question.ids.first().cloned().unwrap_or_default();
            turns.retain(|leg, _| questions.iter().any(|question| of(question) == *leg));
            for question in &questions {
                let turn = turns.entry(of(question)).or_insert(Turn {
                    tries: 0,
                    next: now,
                });
                if turn.next > now {
                    continue;
                }
                // A leg may go by two ids: each has its turn.
                let nth = usize::try_from(turn.tries).unwrap_or(0) % question.ids.len().max(1);
                turn.tries = turn.tries.saturating_add(1);
                let pause = ASK_MS_MIN.saturating_mul(1 << turn.tries.saturating_sub(1).min(16));
                let pause = pause.min(question.pause_ms_max);
                let half = pause / 2;
                let pause = half + self.chance.below(half + 1);
                let Some(id) = question.ids.get(nth) else {
                    continue;
                };
                let asked = cards.ask(id, question.was_pending).await;
                turn.next = Instant::now() + Duration::from_millis(pause);
                let taken = match asked {
                    Ok(asked) => self.take_asked(question, asked).await,
                    Err(error) => {
                        tracing::debug!(%error, "a leg could not be asked about");
                        Ok(())
                    }
                };
                if let Err(error) = taken {
                    tracing::warn!(%error, "an answer about a leg could not be written");
                }
            }
            let now = Instant::now();
            let next = turns.values().map(|turn| turn.next).min();
            let idle = Duration::from_millis(IDLE_MS);
            let nap = next.map_or(idle, |next| next.saturating_duration_since(now));
            // In this order, so that a simulated run is the same each time.
            tokio::select! {
                biased;
                _ = committed.recv() => {}
                () = tokio::time::sleep(nap.min(idle)) => {}
            }
        }
    }

    async fn questions(&self) -> Result<Vec<Question>, TillError> {
        self.ledger
            .read(|read| {
                let mut questions = Vec::new();
                for payment in read.payments_to_ask_about()? {
                    let Some(sale) = read.sale_of_payment(payment)? else {
                        continue;
                    };
                    if let Some(known) = sale.payment(payment) {
                        questions.extend(questions_about(sale.id, known));
                    }
                }
                Ok(questions)
            })
            .await
    }

    async fn take_asked(&self, question: &Question, asked: Asked) -> Result<(), TillError> {
        let leg = match asked {
            Asked::Told(leg) => leg,
            Asked::NotTold => return Ok(()),
        };
        let now = self.now();
        let (sale, payment) = (question.sale, question.payment);
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::HearLeg { payment, leg };
                let events = known.decide(&command, &Actor::Till, now)?;
                if !events.is_empty() {
                    record_only(write, (&Actor::Till, now), sale, &events)?;
                }
                Ok(())
            })
            .await
    }
}

fn questions_about(sale: SaleId, payment: &Payment) -> Vec<Question> {
    let pause_ms_max = match payment.state {
        // Its own answer is on its way.
        PaymentState::Sent => return Vec::new(),
        PaymentState::Pending | PaymentState::InDoubt => ASK_MS_MAX,
        PaymentState::Requested
        | PaymentState::Waiting
        | PaymentState::Approved
        | PaymentState::Declined
        | PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => ASK_ENDED_MS_MAX,
    };
    let legs = payment.legs.iter();
    let open = legs.filter(|leg| !leg.ids.is_empty() && payment.asks_about(leg));
    open.map(|leg| Question {
        sale,
        payment: payment.id,
        ids: leg.ids.clone(),
        was_pending: may_be_pending(payment, leg),
        pause_ms_max,
    })
    .collect()
}

/// Whether a plain no to a question may still mean "not yet".
fn may_be_pending(payment: &Payment, leg: &Leg) -> bool {
    match leg.word {
        LegWord::Hinted | LegWord::NotYet => payment.pending_since.is_some(),
        // It was decided once.
        LegWord::Succeeded | LegWord::Failed => false,
    }
}
