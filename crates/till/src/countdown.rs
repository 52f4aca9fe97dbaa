//! The countdown gives the commands of timers: the cashier's deadline passed, a
//! QR's time is up, a pending card waited too long. It does not decide that a
//! waiting payment has expired: the listener reads the notices to their end
//! first.

use crate::Till;
use crate::TillError;
use crate::errands;
use crate::errands::record::record_only;
use crate::review::restore;
use domain::{Actor, Command, DoubtWhy, PaymentId, PaymentState, UnixMs};
use ledger::{Read, TimedPayment};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The longest sleep of the worker, in milliseconds.
const NAP_MS_MAX: u64 = 30_000;
/// How many payments whose timer is due are read at once. The next ones are read
/// after those.
const DUE_AT_ONCE_MAX: u32 = 64;

/// What a timer is for. The order is that in which timers give their commands,
/// so that it is the same each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Deadline,
    TimeUp,
    PendingTooLong,
}

impl Timer {
    const ALL: [Timer; 3] = [Timer::Deadline, Timer::TimeUp, Timer::PendingTooLong];

    /// The state that it ends.
    const fn state(self) -> PaymentState {
        match self {
            Timer::Deadline => PaymentState::Requested,
            Timer::TimeUp => PaymentState::Waiting,
            Timer::PendingTooLong => PaymentState::Pending,
        }
    }

    /// How long after the moment by which its state is timed it is due.
    const fn after_ms(self, pending_ms: i64) -> i64 {
        match self {
            Timer::Deadline | Timer::TimeUp => 0,
            Timer::PendingTooLong => pending_ms,
        }
    }

    const fn command(self, payment: PaymentId) -> Command {
        match self {
            Timer::Deadline => Command::PassDeadline { payment },
            Timer::TimeUp => Command::RunOutOfTime { payment },
            Timer::PendingTooLong => Command::LoseAnswer {
                payment,
                why: DoubtWhy::PendingTooLong,
            },
        }
    }
}

impl Till {
    /// Watches the timers forever.
    pub(crate) async fn count_down(&self) {
        let mut committed = self.ledger.committed();
        loop {
            let now = self.timer_now();
            let nap = match self.fire_due_timers(now).await {
                Ok(next) => next.map_or(NAP_MS_MAX, |next| {
                    u64::try_from(next.since_ms(now))
                        .unwrap_or(0)
                        .clamp(5, NAP_MS_MAX)
                }),
                Err(error) => {
                    tracing::warn!(%error, "the countdown cannot be written");
                    1_000
                }
            };
            // The order is fixed, so that a simulated run is the same each
            // time.
            tokio::select! {
                biased;
                () = tokio::time::sleep(Duration::from_millis(nap)) => {}
                _ = committed.recv() => {}
            }
        }
    }

    /// Gives the commands of the timers that are due. Returns when the next one
    /// is due.
    async fn fire_due_timers(&self, now: UnixMs) -> Result<Option<UnixMs>, TillError> {
        let pending_ms = self.pending_ms();
        let mut passed = Passed::new();
        // A timer whose command cannot be written does not hold up the others.
        let mut failed = None;
        loop {
            let from = passed.clone();
            let round = self
                .ledger
                .read(move |read| Round::read(read, now, pending_ms, &from));
            let Round { due, next } = round.await?;
            if due.is_empty() {
                return failed.map_or(Ok(next), Err);
            }
            for (timer, found) in due {
                passed.insert(timer, found);
                match self.fire(timer, found).await {
                    Ok(true) => self.read_notices_now.notify_one(),
                    Ok(false) => {}
                    Err(error) => failed = Some(error),
                }
            }
        }
    }

    /// Gives the command of a timer. Returns whether it changed anything.
    async fn fire(&self, timer: Timer, due: TimedPayment) -> Result<bool, TillError> {
        let (at, clock) = (self.now(), Arc::clone(&self.clock));
        let TimedPayment { sale, payment, .. } = due;
        self.ledger
            .write(move |write| {
                // A held payment waits for a manager, however long that takes.
                if restore::is_held(write, payment)? {
                    return Ok(false);
                }
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                // The time is read when the event is written: the clock and the
                // deadlines may have been moved since.
                let now = clock.timer_now();
                // The payment may have been paid or cancelled since.
                let Ok(events) = known.decide(&timer.command(payment), &Actor::Till, now) else {
                    return Ok(false);
                };
                if timer == Timer::Deadline {
                    errands::give_up(write, payment)?;
                }
                record_only(write, (&Actor::Till, at), sale, &events)?;
                Ok::<_, TillError>(!events.is_empty())
            })
            .await
    }
}

/// The last payment of each timer that a pass over the timers has seen.
type Passed = BTreeMap<Timer, TimedPayment>;

/// Some of the payments that are due, and when the next timer is.
struct Round {
    due: Vec<(Timer, TimedPayment)>,
    next: Option<UnixMs>,
}

impl Round {
    /// Finds them by their moment alone: no sale is summed, and a payment that is
    /// not due is not looked at.
    fn read(
        read: &Read<'_>,
        now: UnixMs,
        pending_ms: i64,
        passed: &Passed,
    ) -> Result<Round, TillError> {
        let (mut due, mut next) = (Vec::new(), None);
        for timer in Timer::ALL {
            let after_ms = timer.after_ms(pending_ms);
            let until = now.plus_ms(-after_ms);
            let after = passed.get(&timer).copied();
            let found = read.payments_timed_until(timer.state(), until, after, DUE_AT_ONCE_MAX)?;
            due.extend(found.into_iter().map(|found| (timer, found)));
            let at = read.next_timed(timer.state(), until)?;
            next = next
                .into_iter()
                .chain(at.map(|at| at.plus_ms(after_ms)))
                .min();
        }
        Ok(Round { due, next })
    }
}
