//! The errand worker sends the errands that are due, a few at a time, and
//! writes how each attempt ended, however long that takes.

use super::card_charge::{ChargedOnce, doubt_lost};
use super::in_hand::{Due, DueErrand, InHand, Lane};
use super::pace::{Go, PAUSE_MS_MAX, PAUSE_MS_MIN, Reached};
use super::{ErrandKind, REVIVED_MS, dead, trouble};
use crate::workers::Worker;
use crate::{Till, TillError};
use domain::{DoubtWhy, Provider, UnixMs};
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt};
use ledger::{ErrandEntry, ErrandNumber, ErrandStanding, LedgerError, Read, Write};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// How many errands that a customer waits for are out at once.
pub const ERRANDS_AT_ONCE_MAX: usize = 4;
/// How many errands that nobody waits for are out at once. They take up no place
/// of a customer's. As many share a commit before they go out.
pub const BACKLOG_AT_ONCE_MAX: usize = 16;
/// How many answers to errands that nobody waits for are being written at once,
/// beside those that are out.
pub(super) const OUTCOMES_AT_ONCE_MAX: usize = 32;
/// How many errands whose time is over are marked as dead in one commit.
const DEAD_AT_ONCE_MAX: u32 = 256;
/// How many due errands the worker reads at once.
const ERRANDS_READ_MAX: u32 = 128;
/// The pause after the outbox could not be read, in milliseconds.
const UNREADABLE_PAUSE_MS: i64 = 1_000;
/// The shortest sleep, in milliseconds: first the usual one, then the one while
/// an errand is in hand. That errand may be due and still wait for its outcome
/// to be written.
const NAP_MS_MIN: [u64; 2] = [10, 200];
/// The longest pause between two tries to write an outcome, in milliseconds.
const UNWRITTEN_PAUSE_MS_MAX: u64 = 60_000;
/// How long the worker sleeps if nothing is due, in milliseconds.
const IDLE_MS: u64 = 60_000;

impl Till {
    /// Sends due errands forever.
    pub(crate) async fn run_errands(&self) {
        // Nothing goes out before this is done: otherwise a charge that was
        // left as sent would stay so.
        while let Err(error) = self.take_up_lost().await {
            tracing::error!(%error, "what the last run left in flight cannot be taken up yet");
            tokio::time::sleep(Duration::from_millis(PAUSE_MS_MAX)).await;
        }
        // What an earlier run of this worker had out as a probe is out no more.
        self.pace.forget_probes();
        let mut out = FuturesUnordered::new();
        let mut in_hand = InHand::default();
        // Outcomes that could not be written yet do not take up a slot.
        let mut unwritten = FuturesUnordered::new();
        let mut due = self.look(self.timer_now()).await;
        loop {
            let now = self.timer_now();
            if !due.serves(now) {
                due = self.look(now).await;
            }
            let mut opens = due.opens;
            due.errands.retain(|&errand| {
                match self.may_go(errand, &in_hand, now) {
                    Go::Now => {
                        let lane = in_hand.add(errand);
                        out.push(async move {
                            // An attempt that panics does not end the others.
                            let attempt = AssertUnwindSafe(self.attempt_one(errand, lane));
                            (errand, attempt.catch_unwind().await)
                        });
                        return false;
                    }
                    Go::At(at) => opens = earlier(opens, Some(at)),
                    Go::Later => {}
                }
                !in_hand.has(errand.number)
            });
            let nap_ms = NAP_MS_MIN[usize::from(!in_hand.is_empty())];
            let pause = sleep_ms(due.next, now, nap_ms).min(sleep_ms(opens, now, NAP_MS_MIN[0]));
            // The order is fixed, so that a simulated run is the same each
            // time.
            tokio::select! {
                biased;
                Some((errand, done)) = out.next(), if !out.is_empty() => {
                    in_hand.came_back(errand);
                    let number = errand.number;
                    if !is_plainly_done(errand, &done) {
                        due.forget();
                    }
                    let left = self.left_by(errand, done).await;
                    match left {
                        None => in_hand.finish(number),
                        Some(left) => unwritten.push(async move {
                            self.write_left(left).await;
                            number
                        }),
                    }
                }
                Some(number) = unwritten.next(), if !unwritten.is_empty() => {
                    in_hand.finish(number);
                    due.forget();
                }
                () = in_hand.lane_freed() => {}
                () = self.errands_changed.notified() => due.forget(),
                () = tokio::time::sleep(Duration::from_millis(pause)) => due.forget(),
            }
        }
    }

    /// What an attempt left to be written; `None` if everything is.
    async fn left_by(&self, errand: DueErrand, done: Ended) -> Option<Left> {
        match done {
            Ok(Ok((Tried::Done, _))) => None,
            Ok(Ok((Tried::Charged(charged), _))) => Some(Left::Charged(charged)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "an errand's outcome could not be written");
                Some(Left::Unknown(errand.number))
            }
            Err(_) => {
                self.note_ended(errand, Reached::Unknown);
                self.note_failed(Worker::Errands).await;
                Some(Left::Unknown(errand.number))
            }
        }
    }

    /// Tells the pace how an attempt ended.
    fn note_ended(&self, errand: DueErrand, reached: Reached) {
        let (now, below) = (self.timer_now(), |below| self.chance.below(below));
        let provider: Provider = errand.kind.provider();
        let attempt = (provider, errand.number);
        self.pace.ended(attempt, reached, now, below);
    }

    /// Takes up the errands that were in flight when the last run ended, and
    /// lost their answers. A repeatable one goes out again, under the same id;
    /// a charge is in doubt.
    async fn take_up_lost(&self) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let latest = timer.plus_ms(i64::try_from(PAUSE_MS_MAX).unwrap_or(0));
        self.ledger
            .write(move |write| {
                for errand in write.errands_in_flight()? {
                    take_up(write, &errand, DoubtWhy::Restarted, (now, timer))?;
                }
                // What ran out of time while the till was off, or by a clock
                // that was wrong, is tried before a person is told.
                let waiting = ErrandKind::ALL.into_iter();
                for kind in waiting.filter(|kind| !kind.customer_waits()) {
                    let until = timer.plus_ms(REVIVED_MS);
                    write.lengthen_errands(kind.as_str(), timer, until)?;
                }
                Ok::<_, TillError>(write.bring_errands_forward(latest)?)
            })
            .await
    }

    /// Writes what an attempt left, however long that takes: the outcome of a
    /// charge, which nothing else knows, or that the outcome is unknown.
    async fn write_left(&self, left: Left) {
        let mut pause_ms = PAUSE_MS_MIN;
        loop {
            // The pause keeps the worker from asking failing storage without
            // end.
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            pause_ms = pause_ms.saturating_mul(2).min(UNWRITTEN_PAUSE_MS_MAX);
            let written = match &left {
                Left::Charged(charged) => self.take_charged(charged).await,
                Left::Unknown(number) => self.take_unknown(*number).await,
            };
            match written {
                Ok(()) => return self.errands_changed.notify_one(),
                Err(error) => {
                    tracing::error!(%error, "the outcome of an errand cannot be written yet");
                }
            }
        }
    }

    /// Handles an attempt that ended in an unknown way: it is due again, or in
    /// doubt.
    async fn take_unknown(&self, number: ErrandNumber) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        self.ledger
            .write(move |write| match write.errand(number)? {
                Some(errand) => match errand.standing {
                    ErrandStanding::InFlight => {
                        take_up(write, &errand, DoubtWhy::AnswerLost, (now, timer))
                    }
                    ErrandStanding::Owed
                    | ErrandStanding::Held
                    | ErrandStanding::Dead
                    | ErrandStanding::Done
                    | ErrandStanding::GivenUp => Ok(()),
                },
                None => Ok(()),
            })
            .await
    }

    /// Whether an errand that is due may go out now.
    fn may_go(&self, errand: DueErrand, in_hand: &InHand, now: UnixMs) -> Go {
        if in_hand.has(errand.number) || in_hand.is_full(errand.kind.customer_waits()) {
            return Go::Later;
        }
        if errand.kind.customer_waits() {
            return Go::Now;
        }
        self.pace.take(errand.kind.provider(), errand.number, now)
    }

    /// Whether the provider of a kind is set up. Errands of other kinds wait.
    fn is_set_up(&self, kind: ErrandKind) -> bool {
        match kind {
            ErrandKind::PreOrder | ErrandKind::FixedQr => self.totalcoin.is_some(),
            ErrandKind::CardCharge => self.pagouno.is_some(),
            ErrandKind::ReadQr | ErrandKind::Report => self.bind.is_some(),
        }
    }

    /// What is due now, however the outbox can be read.
    async fn look(&self, now: UnixMs) -> Due {
        self.due(now).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the outbox cannot be read");
            Due {
                next: Some(now.plus_ms(UNREADABLE_PAUSE_MS)),
                ..Due::read_at(now)
            }
        })
    }

    /// What is due now: first what a customer waits for, then the rest of each
    /// provider that may be asked. What is past its deadline with nobody
    /// waiting is marked as dead first.
    async fn due(&self, now: UnixMs) -> Result<Due, TillError> {
        let set_up = |kind: &ErrandKind| self.is_set_up(*kind);
        let (waited, rest): (Vec<ErrandKind>, Vec<ErrandKind>) = ErrandKind::ALL
            .into_iter()
            .partition(|kind| kind.customer_waits());
        let overdue = self.mark_overdue(rest.clone(), now).await?;
        let waited: Vec<ErrandKind> = waited.into_iter().filter(set_up).collect();
        let (mut open, mut opens) = (Vec::new(), overdue);
        for kind in rest.into_iter().filter(set_up) {
            match self.pace.look(kind.provider(), now) {
                Go::Now => open.push(kind),
                Go::At(at) => opens = earlier(opens, Some(at)),
                Go::Later => {}
            }
        }
        self.ledger
            .read(move |read| {
                let mut errands = due_of(read, &waited, now)?;
                errands.extend(due_of(read, &open, now)?);
                let kinds: Vec<_> = waited.iter().chain(&open).map(|it| it.as_str()).collect();
                let next = read.next_errand_due(&kinds)?;
                Ok(Due {
                    errands,
                    next,
                    opens,
                    ..Due::read_at(now)
                })
            })
            .await
    }

    /// Marks errands as dead whose time is over and that no customer waits for.
    /// Returns when the time of the next one is over.
    async fn mark_overdue(
        &self,
        kinds: Vec<ErrandKind>,
        now: UnixMs,
    ) -> Result<Option<UnixMs>, TillError> {
        if kinds.is_empty() {
            return Ok(None);
        }
        let words: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        let next = self
            .ledger
            .read(move |read| read.next_errand_deadline(&words))
            .await?;
        if next.is_none_or(|next| next > now) {
            return Ok(next);
        }
        self.ledger
            .write(move |write| {
                for kind in &kinds {
                    for number in write.errands_overdue(kind.as_str(), now, DEAD_AT_ONCE_MAX)? {
                        write.mark_dead(number, dead::TIME_OVER)?;
                    }
                }
                Ok::<_, TillError>(())
            })
            .await?;
        // There may be more: the next round looks again.
        Ok(Some(now))
    }

    async fn attempt_one(
        &self,
        errand: DueErrand,
        mut lane: Option<Lane>,
    ) -> Result<(Tried, Reached), TillError> {
        let number = errand.number;
        let tried = match errand.kind {
            ErrandKind::PreOrder => self.attempt_pre_order(number).await.map(|()| Tried::Done),
            ErrandKind::CardCharge => self.attempt_charge(number).await,
            ErrandKind::ReadQr => self.attempt_read_qr(number).await.map(|()| Tried::Done),
            // Of a backlog, the attempt itself says it: the outbox is not read
            // again for each.
            ErrandKind::FixedQr => {
                let reached = self.attempt_fixed_qr(number, &mut lane).await;
                return self.ended_with(errand, reached);
            }
            ErrandKind::Report => {
                let reached = self.attempt_report(number, &mut lane).await;
                return self.ended_with(errand, reached);
            }
        };
        let reached = self.was_reached(number).await;
        self.note_ended(errand, reached);
        tried.map(|tried| (tried, reached))
    }

    fn ended_with(
        &self,
        errand: DueErrand,
        reached: Result<Reached, TillError>,
    ) -> Result<(Tried, Reached), TillError> {
        self.note_ended(errand, *reached.as_ref().unwrap_or(&Reached::Unknown));
        reached.map(|reached| (Tried::Done, reached))
    }

    /// Whether the provider answered the attempt that just ended, by what the
    /// attempt wrote.
    async fn was_reached(&self, number: ErrandNumber) -> Reached {
        let errand = self.ledger.read(move |read| read.errand(number)).await;
        let Ok(Some(errand)) = errand else {
            return Reached::Unknown;
        };
        match errand.standing {
            ErrandStanding::Owed if errand.attempts > 0 => match errand.trouble.as_deref() {
                Some(trouble::NOT_YET) => Reached::Yes,
                None | Some(trouble::WAITS_FOR_FIRST) => Reached::Unknown,
                Some(_) => Reached::No,
            },
            // Dead by its answer: the provider gave one.
            ErrandStanding::Done | ErrandStanding::Dead => Reached::Yes,
            ErrandStanding::Owed
            | ErrandStanding::InFlight
            | ErrandStanding::Held
            | ErrandStanding::GivenUp => Reached::Unknown,
        }
    }
}

/// The errands of these kinds that are due.
fn due_of(
    read: &Read<'_>,
    kinds: &[ErrandKind],
    now: UnixMs,
) -> Result<Vec<DueErrand>, LedgerError> {
    let words: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
    let due = read.errands_due(&words, now, ERRANDS_READ_MAX)?;
    let due = due.into_iter().filter_map(|errand| {
        Some(DueErrand {
            number: errand.number,
            kind: ErrandKind::parse(&errand.kind)?,
        })
    });
    Ok(due.collect())
}

/// Handles an attempt that began and whose outcome is unknown: a repeatable
/// errand is due again, under the same id; a charge is in doubt.
fn take_up(
    write: &mut Write<'_>,
    errand: &ErrandEntry,
    why: DoubtWhy,
    (now, timer): (UnixMs, UnixMs),
) -> Result<(), TillError> {
    if errand.once {
        doubt_lost(write, errand, why, now)
    } else {
        write.put_off(errand.number, timer, trouble::NO_ANSWER, true)?;
        Ok(())
    }
}

/// How an attempt ended.
pub(crate) enum Tried {
    Done,
    /// The charge was answered, but the outcome could not be written.
    Charged(ChargedOnce),
}

/// How the future of an attempt ended: it may have panicked.
type Ended = std::thread::Result<Result<(Tried, Reached), TillError>>;

/// Whether an attempt changed nothing of what else is due: it was answered, and
/// its provider is not held back for it. A customer's may be due again.
fn is_plainly_done(errand: DueErrand, done: &Ended) -> bool {
    !errand.kind.customer_waits() && matches!(done, Ok(Ok((Tried::Done, Reached::Yes))))
}

/// What is still to be written after an attempt.
enum Left {
    Charged(ChargedOnce),
    Unknown(ErrandNumber),
}

fn earlier(one: Option<UnixMs>, other: Option<UnixMs>) -> Option<UnixMs> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// How long to sleep until a moment, in milliseconds.
fn sleep_ms(until: Option<UnixMs>, now: UnixMs, shortest_ms: u64) -> u64 {
    until.map_or(IDLE_MS, |until| {
        let left_ms = u64::try_from(until.since_ms(now)).unwrap_or(0);
        left_ms.clamp(shortest_ms, IDLE_MS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ports;
    use crate::ports::{Chance, Clock};
    use crate::settings::Settings;
    use domain::ClockReading;
    use ledger::{Ledger, NewErrand, Opening, Seal, Subject};
    use std::sync::Arc;

    const NOW: UnixMs = UnixMs(1_795_276_800_000);

    struct Fixed;

    impl Clock for Fixed {
        fn read(&self) -> ClockReading {
            ClockReading {
                wall: NOW,
                monotonic_ms: 0,
                boot_ms: 0,
            }
        }
    }

    impl Chance for Fixed {
        fn eight_bytes(&self) -> [u8; 8] {
            [0; 8]
        }

        fn below(&self, _: u64) -> u64 {
            0
        }
    }

    #[tokio::test]
    async fn an_errand_whose_time_is_over_with_nobody_waiting_is_dead() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open_inline(Opening {
            path: folder.path().join("ledger.sqlite3"),
            seal: Seal::from_bytes([1; Seal::BYTES]),
            now: NOW,
        });
        let ports = Ports::to_nobody(Arc::new(Fixed), Arc::new(Fixed));
        let till = Till::new(ledger.unwrap(), Settings::default(), ports);
        let owe = |deadline: UnixMs| {
            till.ledger.write(move |write| {
                Ok::<_, TillError>(write.owe(NewErrand {
                    kind: ErrandKind::PreOrder.as_str(),
                    about: Subject::Till,
                    payment: None,
                    once: false,
                    request: b"{}".to_vec(),
                    due_at: NOW,
                    deadline,
                })?)
            })
        };
        let (over, not_yet) = (NOW, NOW.plus_ms(1));
        let [over, not_yet] = [owe(over).await.unwrap(), owe(not_yet).await.unwrap()];
        let kinds = vec![ErrandKind::PreOrder];
        let look_again = till.mark_overdue(kinds.clone(), NOW).await.unwrap();
        assert_eq!(look_again, Some(NOW), "there may be more");
        let next = till.mark_overdue(kinds, NOW).await.unwrap();
        assert_eq!(next, Some(NOW.plus_ms(1)));
        let read = till.ledger.read(move |read| {
            let errand = |number| Ok::<_, TillError>(read.errand(number)?.map(|it| it.standing));
            Ok::<_, TillError>([errand(over)?, errand(not_yet)?])
        });
        assert_eq!(
            read.await.unwrap(),
            [Some(ErrandStanding::Dead), Some(ErrandStanding::Owed)]
        );
        assert_eq!(till.mark_overdue(Vec::new(), NOW).await.unwrap(), None);
    }
}
