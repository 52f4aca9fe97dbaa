//! The countdown gives the commands of timers: the cashier's deadline passed, a
//! QR's time is up, a pending card waited too long. It does not decide that a
//! waiting payment has expired: the listener reads the notices to their end
//! first.

use crate::Till;
use crate::TillError;
use crate::errands;
use crate::errands::record::record_only;
use crate::review::restore;
use domain::{Actor, Command, DoubtWhy, PaymentId, PaymentState, Sale, SaleId, UnixMs};
use std::sync::Arc;
use std::time::Duration;

/// The longest sleep of the worker, in milliseconds.
const NAP_MS_MAX: u64 = 30_000;

/// A timer of a payment: when it is due, and the command that it gives.
struct Timer {
    at: UnixMs,
    sale: SaleId,
    command: Command,
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
        let pending_ms = i64::from(self.settings.pagouno.pending_minutes) * 60_000;
        let timers: Vec<Timer> = self
            .ledger
            .read(move |read| {
                let mut timers = Vec::new();
                for (sale, payment) in read.payments_under_way()? {
                    // A held payment waits for a manager, however long that
                    // takes.
                    if restore::is_held(read, payment)? {
                        continue;
                    }
                    let sale = read.sale(sale)?;
                    timers.extend(sale.and_then(|sale| timer_of(&sale, payment, pending_ms)));
                }
                Ok::<_, TillError>(timers)
            })
            .await?;
        let next = timers
            .iter()
            .map(|timer| timer.at)
            .filter(|at| *at > now)
            .min();
        // A timer whose command cannot be written does not hold up the others.
        let mut failed = None;
        for Timer { sale, command, .. } in timers.into_iter().filter(|timer| timer.at <= now) {
            let (at, clock) = (self.now(), Arc::clone(&self.clock));
            let fired = self
                .ledger
                .write(move |write| {
                    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                    // The time is read when the event is written: the clock and
                    // the deadlines may have been moved since.
                    let now = clock.timer_now();
                    // The payment may have been paid or cancelled since.
                    let Ok(events) = known.decide(&command, &Actor::Till, now) else {
                        return Ok(false);
                    };
                    if let Command::PassDeadline { payment } = command {
                        errands::give_up(write, payment)?;
                    }
                    record_only(write, (&Actor::Till, at), sale, &events)?;
                    Ok::<_, TillError>(!events.is_empty())
                })
                .await;
            match fired {
                Ok(true) => self.read_notices_now.notify_one(),
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(next), Err)
    }
}

fn timer_of(sale: &Sale, payment: PaymentId, pending_ms: i64) -> Option<Timer> {
    let known = sale.payment(payment)?;
    let sale = sale.id;
    match known.state {
        PaymentState::Requested => Some(Timer {
            at: known.deadline,
            sale,
            command: Command::PassDeadline { payment },
        }),
        PaymentState::Waiting if !known.time_up() => {
            let at = known.qr()?.expires_at;
            Some(Timer {
                at,
                sale,
                command: Command::RunOutOfTime { payment },
            })
        }
        PaymentState::Pending => Some(Timer {
            at: known.card()?.pending_since?.plus_ms(pending_ms),
            sale,
            command: Command::LoseAnswer {
                payment,
                why: DoubtWhy::PendingTooLong,
            },
        }),
        PaymentState::Waiting
        | PaymentState::Sent
        | PaymentState::Approved
        | PaymentState::Declined
        | PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::InDoubt
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => None,
    }
}
