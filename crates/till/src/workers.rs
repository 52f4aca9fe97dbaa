//! What runs while a till is open, and what happens when one of it panics.

use crate::Till;
use domain::{Actor, TillEvent, UnixMs};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use ledger::StateKey;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::Instant;

/// How often the till makes sure that it is logged in, in seconds. So the first
/// QR of the hour does not wait for a login, and the light is right.
pub(crate) const LOG_IN_EVERY_SECS: u64 = 20;
/// How often the till logs in to compare the clocks while they forbid QRs, in
/// seconds.
pub const MEASURE_EVERY_SECS: u64 = 30;

/// How often the till makes sure that it has a token for Bind, in seconds. So
/// the first report of the hour does not wait for one, and the light is right.
const BIND_EVERY_SECS: u64 = 60;

/// How often the till looks for payers' data to erase, in seconds.
const FORGET_EVERY_SECS: u64 = 3_600;
/// The pause between two writes that erase payers' data, in milliseconds: sales
/// go between them.
const ERASE_PAUSE_MS: u64 = 250;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// The first pause before a worker that panicked starts again, in milliseconds.
pub const RESTART_MS_MIN: u64 = 1_000;
/// The longest such pause, in milliseconds.
pub const RESTART_MS_MAX: u64 = 60_000;
/// For how long the till shows a failed worker, in milliseconds.
pub const FAILED_SHOWN_MS: i64 = 600_000;

/// The workers, with the words that log and journal use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// Sends errands.
    Errands,
    /// Gives the commands of timers.
    Countdown,
    /// Reads notices.
    Listener,
    /// Renews the lease of the relay's key.
    Lease,
    /// Keeps logged in and compares the clocks with TotalCoin's.
    Login,
    /// Keeps a token for Bind.
    Bind,
    /// Asks about charges.
    Questions,
    /// Erases payers' data.
    Forgetting,
    /// Packs old lines of the journal.
    Packing,
    /// Keeps a fixed QR in force.
    FixedQr,
    /// Compares the machine's clocks.
    Clock,
}

impl Worker {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Worker::Errands => "errands",
            Worker::Countdown => "countdown",
            Worker::Listener => "listener",
            Worker::Lease => "lease",
            Worker::Login => "login",
            Worker::Bind => "bind",
            Worker::Questions => "questions",
            Worker::Forgetting => "forgetting",
            Worker::Packing => "packing",
            Worker::FixedQr => "fixed-qr",
            Worker::Clock => "clock",
        }
    }
}

impl Till {
    /// Runs every worker forever. Dropping it at any moment loses nothing:
    /// everything that counts is in the ledger, and the next run continues from
    /// there.
    pub async fn work(&self) {
        let begun = self.begin_run().await;
        // Each is woken by itself: what one of them waits for does not make the
        // others look.
        let mut workers: FuturesUnordered<BoxFuture<'_, ()>> = [
            self.supervise(Worker::Clock, move || self.watch_clocks(begun))
                .boxed(),
            self.supervise(Worker::Errands, || self.run_errands())
                .boxed(),
            self.supervise(Worker::Countdown, || self.count_down())
                .boxed(),
            self.supervise(Worker::Listener, || self.listen()).boxed(),
            self.supervise(Worker::Lease, || self.keep_lease()).boxed(),
            self.supervise(Worker::Login, || self.stay_logged_in())
                .boxed(),
            self.supervise(Worker::Bind, || self.keep_bind_token())
                .boxed(),
            self.supervise(Worker::Questions, || self.ask_about_charges())
                .boxed(),
            self.supervise(Worker::Forgetting, || self.forget_people())
                .boxed(),
            self.supervise(Worker::Packing, || self.pack_journal())
                .boxed(),
            self.supervise(Worker::FixedQr, || self.keep_fixed_qr())
                .boxed(),
        ]
        .into_iter()
        .collect();
        while workers.next().await.is_some() {}
    }

    /// Runs a worker. If it panics, the till reports it and starts it again,
    /// after a pause that grows with each panic.
    async fn supervise<F: Future<Output = ()>>(&self, worker: Worker, run: impl Fn() -> F) {
        let mut pause_ms = RESTART_MS_MIN;
        loop {
            let began = Instant::now();
            if AssertUnwindSafe(run()).catch_unwind().await.is_ok() {
                return;
            }
            if began.elapsed() > Duration::from_millis(10 * RESTART_MS_MAX) {
                pause_ms = RESTART_MS_MIN;
            }
            self.note_failed(worker).await;
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            pause_ms = pause_ms.saturating_mul(2).min(RESTART_MS_MAX);
        }
    }

    /// Notes that a worker panicked.
    pub(crate) async fn note_failed(&self, worker: Worker) {
        tracing::error!(worker = worker.as_str(), "a worker panicked");
        self.contacts.worker_failed(worker, self.timer_now());
        let (now, worker) = (self.now(), worker.as_str().to_owned());
        let noted = self
            .ledger
            .write(move |write| {
                write.record_till(&Actor::Till, now, &[TillEvent::WorkerFailed { worker }])
            })
            .await;
        if let Err(error) = noted {
            tracing::error!(%error, "that a worker panicked cannot be written");
        }
    }

    /// The worker that panicked last, while the till still shows it.
    #[must_use]
    pub fn failed_worker(&self) -> Option<Worker> {
        let (worker, at) = self.contacts.failed_worker()?;
        (self.timer_now().since_ms(at) < FAILED_SHOWN_MS).then_some(worker)
    }

    /// Erases payers' data that the shop no longer needs to keep.
    async fn forget_people(&self) {
        let kept_ms = i64::from(self.settings.privacy.days).saturating_mul(DAY_MS);
        let began = self.clock.read();
        let before = self
            .ledger
            .read(|read| read.state(StateKey::TrustedTime))
            .await;
        let before = before.ok().flatten().and_then(|kept| kept.parse().ok());
        // A ledger that never knew the time has nothing from before this run.
        let before = before.map_or(began.wall, UnixMs);
        loop {
            let trusted = self.trusted_now(before, began.boot_ms);
            let measured = self.provider_now().is_some();
            let erased = self
                .ledger
                .write(move |write| {
                    if measured {
                        // A clock that was ahead may have dated a notice into
                        // the future.
                        write.heard_by_then(trusted.plus_ms(DAY_MS))?;
                    }
                    write.set_state(StateKey::TrustedTime, &trusted.0.to_string())?;
                    write.erase_people_before(trusted.plus_ms(-kept_ms))
                })
                .await;
            match erased {
                Ok(erased) if !erased.is_more => {}
                Ok(_) => self.erase_the_rest(trusted.plus_ms(-kept_ms)).await,
                Err(error) => tracing::error!(%error, "payers' data cannot be erased"),
            }
            tokio::time::sleep(Duration::from_secs(FORGET_EVERY_SECS)).await;
        }
    }

    /// Goes on erasing in pieces, so that no sale waits for more than one of them.
    /// What was erased stays erased if the till dies in between, and the next
    /// run goes on.
    async fn erase_the_rest(&self, before: UnixMs) {
        loop {
            tokio::time::sleep(Duration::from_millis(ERASE_PAUSE_MS)).await;
            let erased = self
                .ledger
                .write(move |write| write.erase_people_before(before));
            match erased.await {
                Ok(erased) if erased.is_more => {}
                Ok(_) => return tracing::info!("payers' data was erased"),
                Err(error) => return tracing::error!(%error, "payers' data cannot be erased"),
            }
        }
    }

    /// The newest time that can be trusted: TotalCoin's; otherwise ours, but at
    /// most as much later as the till has run since it last knew the time. So a
    /// clock that jumped ahead erases nothing.
    fn trusted_now(&self, before: UnixMs, began_ms: i64) -> UnixMs {
        if let Some(theirs) = self.provider_now() {
            return theirs;
        }
        let run_ms = self.clock.read().boot_ms.saturating_sub(began_ms);
        let ours = self.now();
        ours.min(before.plus_ms(run_ms))
    }

    /// Keeps logged in. It logs in again to compare the clocks after ours has
    /// jumped, and repeatedly while TotalCoin's forbids QRs.
    async fn stay_logged_in(&self) {
        let Some(totalcoin) = self.totalcoin.clone() else {
            return;
        };
        let mut measure = false;
        loop {
            measure = measure || self.check_clock().is_err();
            let done = if measure {
                totalcoin.measure_clock().await
            } else {
                totalcoin.log_in().await
            };
            match done {
                Ok(()) => measure = false,
                Err(error) => tracing::debug!(%error, "not logged in"),
            }
            let pause_secs = if self.check_clock().is_err() {
                MEASURE_EVERY_SECS
            } else {
                LOG_IN_EVERY_SECS
            };
            // The order is fixed, so that a simulated run is the same each
            // time.
            tokio::select! {
                biased;
                () = self.measure_clock_now.notified() => measure = true,
                () = tokio::time::sleep(Duration::from_secs(pause_secs)) => {}
            }
        }
    }

    /// Keeps a token for Bind, if the shop uses Bind.
    async fn keep_bind_token(&self) {
        let Some(bind) = self.bind.clone() else {
            return;
        };
        loop {
            if let Err(error) = bind.look().await {
                tracing::debug!(%error, "no token for Bind");
            }
            tokio::time::sleep(Duration::from_secs(BIND_EVERY_SECS)).await;
        }
    }
}
