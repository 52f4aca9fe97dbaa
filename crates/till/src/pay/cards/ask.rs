//! Asks pagoUno about legs: those of charges that are pending or in doubt, if
//! their id is known, and every leg that a webhook hinted at, whatever the
//! state of its payment. Only the provider's answer decides; a hint never does.

use crate::errands::record::decide_and_record;
use crate::ports::{Chance, Pagouno};
use crate::{Till, TillError};
use domain::{
    Actor, CardPayment, Command, Leg, LegWord, Payment, PaymentId, PaymentState, Sale, SaleId,
    UnixMs,
};
use futures::stream::{FuturesUnordered, StreamExt as _};
use providers::pagouno::Asked;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The first pause between two questions about a leg, in milliseconds.
pub const ASK_MS_MIN: u64 = 2_000;
/// The longest pause while a leg is pending or in doubt, in milliseconds.
pub const ASK_MS_MAX: u64 = 30_000;
/// The longest pause after a leg's payment has ended, in milliseconds.
pub const ASK_ENDED_MS_MAX: u64 = 600_000;
/// How often at most the till asks about a leg after its payment has ended:
/// that takes some hours. Then the leg waits in the tray.
pub const ASK_ENDED_TRIES_MAX: u32 = 60;
/// How many legs are asked about at once.
pub(super) const QUESTIONS_AT_ONCE_MAX: usize = 4;
/// How many more at once if a person waits for them.
pub(super) const HASTENED_MAX: usize = 2;
/// How long the worker sleeps if there is nothing to ask, in milliseconds.
const IDLE_MS: u64 = 60_000;

/// A leg that the till asks about.
struct Question {
    sale: SaleId,
    payment: PaymentId,
    ids: Vec<String>,
    was_pending: bool,
    pause_ms_max: u64,
    is_ended: bool,
}

impl Question {
    /// The id of the leg.
    fn leg(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }
}

/// When to ask about a leg next, how often the till asked, and when last.
struct Turn {
    tries: u32,
    next: Instant,
    last: Option<Instant>,
    /// A person asked for it, so it does not count toward the till's own pace.
    hastened: bool,
    /// The question was sent and is not answered yet.
    is_out: bool,
}

impl Turn {
    fn new(now: Instant) -> Turn {
        Turn {
            tries: 0,
            next: now,
            last: None,
            hastened: false,
            is_out: false,
        }
    }

    /// Brings the next question forward, but not within [`ASK_MS_MIN`] of the
    /// last one.
    fn hasten(&mut self, now: Instant) {
        let pause = Duration::from_millis(ASK_MS_MIN);
        let soonest = self.last.map_or(now, |last| now.max(last + pause));
        if self.is_out || soonest < self.next {
            self.next = soonest;
            self.hastened = true;
        }
    }

    /// Whether the till has asked often enough on its own.
    fn is_enough(&self, question: &Question) -> bool {
        !self.hastened && question.is_ended && self.tries >= ASK_ENDED_TRIES_MAX
    }

    /// Begins a question: picks the id to ask by, since each of the leg's ids
    /// has its turn, and the pause after the question.
    fn begin(
        &mut self,
        question: &Question,
        now: Instant,
        chance: &dyn Chance,
    ) -> (usize, Duration) {
        let hastened = std::mem::take(&mut self.hastened);
        let nth = usize::try_from(self.tries).unwrap_or(0) % question.ids.len().max(1);
        if !hastened {
            self.tries = self.tries.saturating_add(1);
        }
        let pause = ASK_MS_MIN.saturating_mul(1 << self.tries.saturating_sub(1).min(16));
        let pause = pause.min(question.pause_ms_max);
        let half = pause / 2;
        self.last = Some(now);
        self.is_out = true;
        (nth, Duration::from_millis(half + chance.below(half + 1)))
    }

    /// Ends a question, answered or not. If a person asked meanwhile, it is
    /// asked again.
    fn end(&mut self, now: Instant, pause: Duration) {
        self.is_out = false;
        if !self.hastened {
            self.next = now + pause;
        }
    }
}

/// The payments that a person asks about now.
#[derive(Default)]
pub(crate) struct AskedNow {
    payments: Mutex<BTreeSet<PaymentId>>,
    added: Notify,
}

impl AskedNow {
    fn add(&self, payment: PaymentId) {
        self.payments().insert(payment);
        self.added.notify_one();
    }

    fn take(&self) -> BTreeSet<PaymentId> {
        std::mem::take(&mut *self.payments())
    }

    fn payments(&self) -> MutexGuard<'_, BTreeSet<PaymentId>> {
        self.payments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Till {
    /// Asks about a payment's legs in the next round, before all others, but
    /// never sooner than [`ASK_MS_MIN`] after the last question.
    ///
    /// # Errors
    /// [`TillError::NothingToAsk`] if no leg of it is open and has an id.
    pub async fn ask_again(&self, sale: SaleId, payment: PaymentId) -> Result<Sale, TillError> {
        let known = self.ledger.read(move |read| read.sale(sale)).await?;
        let known = known.ok_or(TillError::UnknownSale)?;
        let asked = known.payment(payment).map(|payment| {
            let pending_ms = self.pending_ms();
            questions_about(known.id, payment, pending_ms, self.timer_now())
        });
        if self.pagouno.is_none() || asked.is_none_or(|questions| questions.is_empty()) {
            return Err(TillError::NothingToAsk);
        }
        self.asked_now.add(payment);
        Ok(known)
    }

    /// How long a charge may be pending, in milliseconds.
    pub(crate) fn pending_ms(&self) -> i64 {
        i64::from(self.settings.pagouno.pending_minutes) * 60_000
    }

    /// Asks forever: several legs at once, and first those that a person waits
    /// for.
    pub(crate) async fn ask_about_charges(&self) {
        let Some(pagouno) = self.pagouno.clone() else {
            return;
        };
        let pagouno = &*pagouno;
        let mut committed = self.ledger.committed();
        let mut turns: BTreeMap<String, Turn> = BTreeMap::new();
        let mut out = FuturesUnordered::new();
        loop {
            let mut questions = self.questions().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "what is to be asked cannot be read");
                Vec::new()
            });
            let now = Instant::now();
            let wanted = self.asked_now.take();
            turns.retain(|leg, turn| turn.is_out || questions.iter().any(|it| it.leg() == leg));
            for question in &questions {
                let turn = turns
                    .entry(question.leg().to_owned())
                    .or_insert_with(|| Turn::new(now));
                if wanted.contains(&question.payment) {
                    turn.hasten(now);
                }
            }
            questions.sort_by_key(|question| {
                let turn = turns.get(question.leg());
                !turn.is_some_and(|turn| turn.hastened)
            });
            for question in questions {
                let Some(turn) = turns.get_mut(question.leg()) else {
                    continue;
                };
                let slots = QUESTIONS_AT_ONCE_MAX + if turn.hastened { HASTENED_MAX } else { 0 };
                if turn.is_out || turn.next > now || out.len() >= slots {
                    continue;
                }
                if turn.is_enough(&question) {
                    turn.next = now + Duration::from_millis(ASK_ENDED_MS_MAX);
                    if let Err(error) = self.stop_asking(&question).await {
                        tracing::warn!(%error, "that a leg stays unknown could not be written");
                    }
                    continue;
                }
                let (nth, pause) = turn.begin(&question, now, &*self.chance);
                out.push(async move {
                    let leg = question.leg().to_owned();
                    self.ask_one(pagouno, question, nth).await;
                    (leg, pause)
                });
            }
            let now = Instant::now();
            let waiting = turns.values().filter(|turn| !turn.is_out);
            // A due leg without a free slot is asked about when a slot is free.
            let next = waiting.map(|turn| turn.next).filter(|next| *next > now);
            let idle = Duration::from_millis(IDLE_MS);
            let nap = next.min().map_or(idle, |next| next - now).min(idle);
            // The order is fixed, so that a simulated run is the same each
            // time.
            tokio::select! {
                biased;
                Some((leg, pause)) = out.next(), if !out.is_empty() => {
                    if let Some(turn) = turns.get_mut(&leg) {
                        turn.end(Instant::now(), pause);
                    }
                }
                _ = committed.recv() => {}
                () = self.asked_now.added.notified() => {}
                () = tokio::time::sleep(nap) => {}
            }
        }
    }

    async fn ask_one(&self, pagouno: &dyn Pagouno, question: Question, nth: usize) {
        let Some(id) = question.ids.get(nth) else {
            return;
        };
        let taken = match pagouno.ask(id, question.was_pending).await {
            Ok(asked) => self.take_asked(&question, asked).await,
            Err(error) => {
                tracing::debug!(%error, "a leg could not be asked about");
                Ok(())
            }
        };
        if let Err(error) = taken {
            tracing::warn!(%error, "an answer about a leg could not be written");
        }
    }

    async fn questions(&self) -> Result<Vec<Question>, TillError> {
        let pending_ms = self.pending_ms();
        let now = self.timer_now();
        self.ledger
            .read(move |read| {
                let mut questions = Vec::new();
                for payment in read.payments_to_ask_about()? {
                    let Some(sale) = read.sale_of_payment(payment)? else {
                        continue;
                    };
                    if let Some(known) = sale.payment(payment) {
                        questions.extend(questions_about(sale.id, known, pending_ms, now));
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
        let payment = question.payment;
        self.tell_of_leg(question.sale, Command::HearLeg { payment, leg })
            .await
    }

    /// Leaves a leg to a person, because the provider did not tell its outcome.
    async fn stop_asking(&self, question: &Question) -> Result<(), TillError> {
        let command = Command::StopAsking {
            payment: question.payment,
            leg: question.ids.first().cloned().unwrap_or_default(),
        };
        self.tell_of_leg(question.sale, command).await
    }

    async fn tell_of_leg(&self, sale: SaleId, command: Command) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                decide_and_record(write, (&Actor::Till, now), known, &command).map(drop)
            })
            .await
    }
}

fn questions_about(sale: SaleId, payment: &Payment, pending_ms: i64, now: UnixMs) -> Vec<Question> {
    let pause_ms_max = match payment.state {
        // The answer to the charge itself is still to come.
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
    let Some(card) = payment.card() else {
        return Vec::new();
    };
    let legs = card.legs.iter();
    let open = legs.filter(|leg| !leg.ids.is_empty() && card.asks_about(leg));
    open.map(|leg| Question {
        sale,
        payment: payment.id,
        ids: leg.ids.clone(),
        was_pending: may_be_pending(card, leg, pending_ms, now),
        pause_ms_max,
        is_ended: pause_ms_max == ASK_ENDED_MS_MAX,
    })
    .collect()
}

/// Whether a plain "no" may still mean "not yet": the charge was pending, or
/// its answer was lost so recently that it may be.
fn may_be_pending(card: &CardPayment, leg: &Leg, pending_ms: i64, now: UnixMs) -> bool {
    let is_fresh = card
        .doubt
        .is_some_and(|doubt| now < doubt.since.plus_ms(pending_ms));
    match leg.word {
        LegWord::Hinted | LegWord::NotYet => card.pending_since.is_some() || is_fresh,
        // The outcome was decided before.
        LegWord::Succeeded | LegWord::Failed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Doubt, DoubtWhy};

    const PENDING_MS: i64 = 600_000;

    fn leg(word: LegWord) -> Leg {
        Leg {
            ids: vec!["T1".to_owned()],
            place: None,
            amount: None,
            last_four: None,
            word,
            message: None,
            receipt: domain::LegReceipt::default(),
        }
    }

    #[test]
    fn a_no_may_mean_not_yet_while_the_doubt_is_fresh() {
        let now = UnixMs(1_795_276_800_000);
        let mut card = CardPayment::default();
        let may = |card: &CardPayment, word, after| {
            may_be_pending(card, &leg(word), PENDING_MS, now.plus_ms(after))
        };
        assert!(!may(&card, LegWord::Hinted, 0));
        card.doubt = Some(Doubt {
            why: DoubtWhy::AnswerLost,
            since: now,
        });
        assert!(may(&card, LegWord::Hinted, 0));
        assert!(may(&card, LegWord::NotYet, PENDING_MS - 1));
        assert!(!may(&card, LegWord::Hinted, PENDING_MS));
        // A decided outcome does not become undecided.
        assert!(!may(&card, LegWord::Succeeded, 0));
        assert!(!may(&card, LegWord::Failed, 0));
        card.pending_since = Some(now);
        assert!(may(&card, LegWord::NotYet, 10 * PENDING_MS));
    }

    #[test]
    fn repeated_requests_of_a_person_keep_the_pause_between_questions() {
        let last = Instant::now();
        let after = |ms| last + Duration::from_millis(ms);
        let next_when_asked = |planned_ms, last, asked_ms| {
            let mut turn = Turn {
                tries: 3,
                next: after(planned_ms),
                last,
                ..Turn::new(after(0))
            };
            turn.hasten(after(asked_ms));
            turn.next
        };
        assert_eq!(next_when_asked(30_000, Some(last), 100), after(ASK_MS_MIN));
        assert_eq!(next_when_asked(30_000, Some(last), 9_000), after(9_000));
        assert_eq!(next_when_asked(500, Some(last), 100), after(500));
        assert_eq!(next_when_asked(30_000, None, 100), after(100));
    }

    #[tokio::test]
    async fn a_persons_request_wakes_the_worker_and_is_taken_once() {
        let now = UnixMs(1_795_276_800_000);
        let payment = PaymentId::new(now, [1; 8], domain::TillNumber(1));
        let asked = AskedNow::default();
        asked.add(payment);
        asked.add(payment);
        // A request made before the worker waits is not lost.
        asked.added.notified().await;
        assert_eq!(asked.take(), BTreeSet::from([payment]));
        assert_eq!(asked.take(), BTreeSet::new());
    }
}
