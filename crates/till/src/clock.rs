//! The till's time, and what the till does when the machine's clocks jump.
//!
//! There are two times of day. [`Till::now`] is the machine's clock, for dates:
//! it is read when it is needed. [`Till::timer_now`] is for deadlines: it
//! advances with the clock that counts sleep, so that a deadline comes neither
//! early nor late when somebody sets the time. `Till::watch_clocks` finds a
//! jump, writes it to the ledger, moves the deadlines by as much, and only then
//! lets both times follow the new clock. Until that commit, the till uses the
//! old one.

mod ends;

use crate::errands::PAUSE_MS_MAX;
use crate::ports::Clock;
use crate::{Till, TillError};
use domain::{Actor, ClockReading, NoticeNumber, PaymentId, TillEvent, UnixMs};
use ends::{ahead_ms, may_be_ahead, move_ends};
use ledger::Write;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A clock jump of at least this many milliseconds is corrected.
pub const JUMP_MS: i64 = 30_000;
/// How often the clocks are compared, in milliseconds.
pub const COMPARE_EVERY_MS: u64 = 1_000;

/// From this difference between the clocks on, in milliseconds, the screen
/// shows it.
pub const SKEW_SHOWN_MS: i64 = 30_000;
/// From this difference between the clocks on, in milliseconds, no QR is made.
pub const SKEW_BLOCKS_MS: i64 = 120_000;

/// The machine's clocks, and the reading from which the till's times are
/// computed.
pub(crate) struct TillClock {
    port: Arc<dyn Clock>,
    base: Mutex<ClockReading>,
}

impl TillClock {
    pub(crate) fn new(port: Arc<dyn Clock>) -> TillClock {
        let base = Mutex::new(port.read());
        TillClock { port, base }
    }

    pub(crate) fn read(&self) -> ClockReading {
        self.port.read()
    }

    fn base(&self) -> MutexGuard<'_, ClockReading> {
        self.base.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> UnixMs {
        let (read, base) = (self.port.read(), *self.base());
        if read.change_since(base).moved_ms.abs() <= JUMP_MS {
            read.wall
        } else {
            base.wall_at(read.boot_ms)
        }
    }

    pub(crate) fn timer_now(&self) -> UnixMs {
        let (read, base) = (self.port.read(), *self.base());
        base.wall_at(read.boot_ms)
    }
}

/// What the clock worker remembers of this run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    /// The reading of the last comparison.
    last: ClockReading,
    /// The journal's first line of this run, or the first line after the last
    /// correction.
    first_line: i64,
    /// The last notice whose time a later jump does not correct.
    last_notice: NoticeNumber,
}

/// A jump that is still to be written.
#[derive(Debug, Clone, Copy)]
struct Jump {
    to: ClockReading,
    moved_ms: i64,
    slept_ms: i64,
    /// Whether the clock was wrong before the jump, as far as the till knows.
    was_wrong: bool,
}

/// What the worker remembers after the commit of a jump.
struct Written {
    first_line: i64,
    last_notice: NoticeNumber,
    moved: BTreeSet<PaymentId>,
}

impl Till {
    /// The provider's clock minus ours, in milliseconds; `None` if it was not
    /// measured.
    #[must_use]
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.totalcoin
            .as_ref()
            .and_then(|totalcoin| totalcoin.contact().clock_skew_ms)
    }

    pub(crate) fn check_clock(&self) -> Result<(), TillError> {
        match self.clock_skew_ms() {
            Some(skew_ms) if skew_ms.abs() > SKEW_BLOCKS_MS => {
                Err(TillError::ClockWrong { skew_ms })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The time of day, for dates.
    #[must_use]
    pub fn now(&self) -> UnixMs {
        self.clock.now()
    }

    /// The time of day by which deadlines are set and end. It differs from
    /// [`Till::now`] by [`JUMP_MS`] at most.
    #[must_use]
    pub fn timer_now(&self) -> UnixMs {
        self.clock.timer_now()
    }

    /// TotalCoin's time of day; `None` if it was not measured in this run.
    pub(crate) fn provider_now(&self) -> Option<UnixMs> {
        let wall = self.clock.read().wall;
        self.clock_skew_ms().map(|skew_ms| wall.plus_ms(skew_ms))
    }

    /// Marks where this run begins. It comes before any other work of the run.
    pub(crate) async fn begin_run(&self) -> Watched {
        loop {
            match self.begin_to_watch().await {
                Ok(watched) => return watched,
                Err(error) => tracing::warn!(%error, "the clocks cannot be watched yet"),
            }
            compare_pause().await;
        }
    }

    /// Compares the clocks forever.
    pub(crate) async fn watch_clocks(&self, begun: Watched) {
        let mut watched = begun;
        watched.last = self.clock.read();
        loop {
            compare_pause().await;
            let read = self.clock.read();
            let Some(jump) = self.jump(&watched, read) else {
                watched.last = read;
                continue;
            };
            match self.take_jump(&watched, jump).await {
                Ok(written) => {
                    watched.last = read;
                    // A sleep does not tell whether the clock is right.
                    if jump.moved_ms != 0 {
                        watched.first_line = written.first_line;
                        watched.last_notice = written.last_notice;
                    }
                }
                Err(error) => tracing::error!(%error, "that the clock jumped cannot be written"),
            }
        }
    }

    async fn begin_to_watch(&self) -> Result<Watched, TillError> {
        self.shorten_ends().await?;
        let last = self.clock.read();
        self.ledger
            .read(move |read| {
                Ok(Watched {
                    last,
                    first_line: read.head()?.seq + 1,
                    last_notice: read.last_notice()?,
                })
            })
            .await
    }

    /// Shortens deadlines that an earlier run wrote with a clock that was
    /// ahead: nobody knows when they really began, so they end no later than if
    /// they began now.
    async fn shorten_ends(&self) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let qr_ms = i64::from(self.settings.totalcoin.qr_minutes) * 60_000;
        self.ledger
            .write(move |write| {
                for (sale, payment) in may_be_ahead(write, timer, qr_ms)? {
                    let Some(sale) = write.sale(sale)? else {
                        continue;
                    };
                    let known = sale.payment(payment);
                    let ahead_ms = known.map_or(0, |it| ahead_ms(it, timer, qr_ms));
                    if ahead_ms > JUMP_MS {
                        move_ends(write, sale, payment, -ahead_ms, now)?;
                        write.move_errands(-ahead_ms, Some(payment))?;
                    }
                }
                Ok(())
            })
            .await
    }

    fn jump(&self, watched: &Watched, read: ClockReading) -> Option<Jump> {
        let base = *self.clock.base();
        let beyond = |ms: i64| if ms.abs() > JUMP_MS { ms } else { 0 };
        let since_last = read.change_since(watched.last);
        let moved_ms = beyond(read.change_since(base).moved_ms);
        let slept_ms = beyond(since_last.slept_ms);
        if moved_ms == 0 && slept_ms == 0 {
            return None;
        }
        let before = base.wall_at(read.boot_ms);
        let was_right = self
            .provider_now()
            .is_some_and(|theirs| theirs.since_ms(before).abs() <= SKEW_SHOWN_MS);
        // A clock that only runs at another speed reaches the difference in
        // small steps.
        let is_sudden = since_last.moved_ms.abs() > JUMP_MS / 2;
        Some(Jump {
            to: read,
            moved_ms,
            slept_ms,
            was_wrong: moved_ms != 0 && is_sudden && !was_right,
        })
    }

    /// Writes a jump, moves the deadlines with it, switches to the new time,
    /// and triggers a new measurement of everything that depended on the old
    /// one.
    async fn take_jump(&self, watched: &Watched, jump: Jump) -> Result<Written, TillError> {
        let doubtful_from = jump.was_wrong.then_some(watched.first_line);
        let last_notice = watched.last_notice;
        let (clock, before) = (Arc::clone(&self.clock), *self.clock.base());
        let written = self
            .ledger
            .write(move |write| {
                let written = write_jump(write, jump, doubtful_from, last_notice)?;
                // The clock switches before anything else is written: the next
                // job on the writer's thread compares the moved deadlines with
                // the new time.
                if jump.moved_ms != 0 {
                    *clock.base() = jump.to;
                }
                Ok::<_, TillError>(written)
            })
            .await;
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                *self.clock.base() = before;
                return Err(error);
            }
        };
        if jump.moved_ms != 0 {
            self.pace.move_by(jump.moved_ms);
            self.move_stragglers(&written, jump).await?;
        }
        tracing::info!(
            moved_ms = jump.moved_ms,
            slept_ms = jump.slept_ms,
            "the clock jumped"
        );
        self.measure_clock_now.notify_one();
        self.read_notices_now.notify_one();
        self.errands_changed.notify_one();
        Ok(written)
    }

    /// Moves deadlines that were computed with the old time and committed after
    /// the jump.
    async fn move_stragglers(&self, written: &Written, jump: Jump) -> Result<(), TillError> {
        let now = self.now();
        let latest = self
            .timer_now()
            .plus_ms(i64::try_from(PAUSE_MS_MAX).unwrap_or(0));
        let (moved, by_ms) = (written.moved.clone(), jump.moved_ms);
        self.ledger
            .write(move |write| {
                for (sale, payment) in write.payments_under_way()? {
                    let Some(sale) = write.sale(sale)? else {
                        continue;
                    };
                    let is_of_the_old_time = sale.payment(payment).is_some_and(|known| {
                        let age_ms = now.since_ms(known.requested_at);
                        (age_ms - by_ms).abs() < age_ms.abs()
                    });
                    if is_of_the_old_time && !moved.contains(&payment) {
                        move_ends(write, sale, payment, by_ms, now)?;
                        write.move_errands(by_ms, Some(payment))?;
                    }
                }
                Ok::<_, TillError>(write.bring_errands_forward(latest)?)
            })
            .await
    }
}

async fn compare_pause() {
    tokio::time::sleep(Duration::from_millis(COMPARE_EVERY_MS)).await;
}

fn write_jump(
    write: &mut Write<'_>,
    jump: Jump,
    doubtful_from: Option<i64>,
    last_notice: NoticeNumber,
) -> Result<Written, TillError> {
    let now = jump.to.wall;
    let event = TillEvent::ClockMoved {
        by_ms: jump.moved_ms.saturating_add(jump.slept_ms),
        slept_ms: jump.slept_ms,
        doubtful_from,
    };
    write.record_till(&Actor::Till, now, &[event])?;
    let first_line = write.head()?.seq;
    let mut moved = BTreeSet::new();
    if jump.moved_ms != 0 {
        for (sale, payment) in write.payments_under_way()? {
            moved.insert(payment);
            if let Some(sale) = write.sale(sale)? {
                move_ends(write, sale, payment, jump.moved_ms, now)?;
            }
        }
        write.move_errands(jump.moved_ms, None)?;
    }
    // The times of notices only move to later: nobody knows yet whether this
    // step of the clock is the right one. After TotalCoin has told the time, a
    // time that is too late is moved back.
    let last_notice = if doubtful_from.is_some() && jump.moved_ms > 0 {
        write.correct_heard_after(last_notice, jump.moved_ms)?;
        // A clock that is corrected in several steps was wrong by their sum, so
        // the next step corrects these notices too.
        last_notice
    } else {
        write.last_notice()?
    };
    Ok(Written {
        first_line,
        last_notice,
        moved,
    })
}
