//! The errand worker sends the errands that are due, a few at a time, and
//! writes how each attempt ended, however long that takes.

use super::card_charge::{ChargedOnce, doubt_lost};
use super::{ErrandKind, trouble};
use crate::workers::Worker;
use crate::{Till, TillError};
use backon::{BackoffBuilder, ExponentialBuilder};
use domain::{DoubtWhy, UnixMs};
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt};
use ledger::{ErrandEntry, ErrandNumber, ErrandStanding, Write};
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// How many errands are out at once.
pub const ERRANDS_AT_ONCE_MAX: usize = 4;
/// How many due errands the worker reads at once.
const ERRANDS_READ_MAX: u32 = 16;
/// The first pause before a repeat, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 500;
/// The longest pause before a repeat, in milliseconds.
pub const PAUSE_MS_MAX: u64 = 5_000;
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
        let mut out = FuturesUnordered::new();
        let mut in_hand = BTreeSet::new();
        // Outcomes that could not be written yet do not take up a slot.
        let mut unwritten = FuturesUnordered::new();
        loop {
            let now = self.timer_now();
            let due = match self.due(now).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read");
                    Due {
                        numbers: Vec::new(),
                        next: Some(now.plus_ms(UNREADABLE_PAUSE_MS)),
                    }
                }
            };
            for number in due.numbers {
                if out.len() < ERRANDS_AT_ONCE_MAX && in_hand.insert(number) {
                    out.push(async move {
                        // An attempt that panics does not end the others.
                        let attempt = AssertUnwindSafe(self.attempt_one(number));
                        (number, attempt.catch_unwind().await)
                    });
                }
            }
            let next = due.next.filter(|_| out.len() < ERRANDS_AT_ONCE_MAX);
            let pause = next.map_or(IDLE_MS, |next| {
                u64::try_from(next.since_ms(now))
                    .unwrap_or(0)
                    .clamp(NAP_MS_MIN[usize::from(!in_hand.is_empty())], IDLE_MS)
            });
            // The order is fixed, so that a simulated run is the same each
            // time.
            tokio::select! {
                biased;
                Some((number, done)) = out.next(), if !out.is_empty() => {
                    let left = match done {
                        Ok(Ok(Tried::Done)) => None,
                        Ok(Ok(Tried::Charged(charged))) => Some(Left::Charged(charged)),
                        Ok(Err(error)) => {
                            tracing::warn!(%error, "an errand's outcome could not be written");
                            Some(Left::Unknown(number))
                        }
                        Err(_) => {
                            self.note_failed(Worker::Errands).await;
                            Some(Left::Unknown(number))
                        }
                    };
                    match left {
                        None => drop(in_hand.remove(&number)),
                        Some(left) => unwritten.push(async move {
                            self.write_left(left).await;
                            number
                        }),
                    }
                }
                Some(number) = unwritten.next(), if !unwritten.is_empty() => {
                    in_hand.remove(&number);
                }
                () = self.errands_changed.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            }
        }
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
                    | ErrandStanding::Done
                    | ErrandStanding::GivenUp => Ok(()),
                },
                None => Ok(()),
            })
            .await
    }

    /// The kinds of errand whose provider is set up. The other kinds wait.
    fn kinds(&self) -> Vec<&'static str> {
        let is_set_up = |kind: &ErrandKind| match kind {
            ErrandKind::PreOrder | ErrandKind::FixedQr => self.totalcoin.is_some(),
            ErrandKind::CardCharge => self.pagouno.is_some(),
        };
        let kinds = ErrandKind::ALL.into_iter().filter(is_set_up);
        kinds.map(ErrandKind::as_str).collect()
    }

    async fn due(&self, now: UnixMs) -> Result<Due, TillError> {
        let kinds = self.kinds();
        self.ledger
            .read(move |read| {
                let numbers = read.errands_due(&kinds, now, ERRANDS_READ_MAX)?;
                let numbers = numbers.into_iter().map(|errand| errand.number).collect();
                Ok(Due {
                    numbers,
                    next: read.next_errand_due(&kinds)?,
                })
            })
            .await
    }

    async fn attempt_one(&self, number: ErrandNumber) -> Result<Tried, TillError> {
        let errand = self.ledger.read(move |read| read.errand(number)).await?;
        let Some(errand) = errand else {
            return Ok(Tried::Done);
        };
        match ErrandKind::of(&errand)? {
            ErrandKind::PreOrder => self.attempt_pre_order(number).await.map(|()| Tried::Done),
            ErrandKind::CardCharge => self.attempt_charge(number).await,
            ErrandKind::FixedQr => self.attempt_fixed_qr(number).await.map(|()| Tried::Done),
        }
    }

    /// The pause before the next attempt, in milliseconds: doubled each time,
    /// capped, then between half and all of that at random.
    pub(crate) fn pause_ms(&self, attempts: u32) -> i64 {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(PAUSE_MS_MIN))
            .with_max_delay(Duration::from_millis(PAUSE_MS_MAX))
            .without_max_times()
            .build();
        let nth = usize::try_from(attempts.saturating_sub(1).min(16)).unwrap_or(16);
        let whole = pauses.into_iter().nth(nth).map_or(PAUSE_MS_MAX, |pause| {
            u64::try_from(pause.as_millis()).unwrap_or(PAUSE_MS_MAX)
        });
        let half = whole / 2;
        i64::try_from(half + self.chance.below(half + 1)).unwrap_or(0)
    }
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

/// What is still to be written after an attempt.
enum Left {
    Charged(ChargedOnce),
    Unknown(ErrandNumber),
}

struct Due {
    numbers: Vec<ErrandNumber>,
    next: Option<UnixMs>,
}
