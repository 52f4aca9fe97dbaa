//! Keeps a fixed QR in force: makes the first one, and the next one before the
//! end of the one before. A manager can ask for a new one.

use crate::errands::fixed_qr::request;
use crate::pay::refuse_unread;
use crate::{Till, TillError};
use domain::{Actor, FixedQr, FixedQrCommand, FixedQrId, FixedQrState, UnixMs};
use ledger::{Read, Write};
use std::time::Duration;

/// How often the till looks whether a fixed QR must be made, in seconds.
pub const LOOK_EVERY_SECS: u64 = 30;
/// The same while none is there and TotalCoin has not answered yet, in seconds:
/// the first one is made as soon as it does.
const LOOK_FIRST_SECS: u64 = 1;
/// After how long the till asks again by itself once TotalCoin has refused to
/// make one, in milliseconds.
const REFUSED_PAUSE_MS: i64 = 6 * 3_600_000;

/// The fixed QRs that matter now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixedQrs {
    /// The one to show.
    pub in_force: Option<FixedQr>,
    /// The one that is being made.
    pub requested: Option<FixedQr>,
    /// The one that was asked for last, whatever became of it.
    pub last: Option<FixedQr>,
}

impl FixedQrs {
    /// # Errors
    /// The ledger's.
    pub fn read(read: &Read<'_>) -> Result<FixedQrs, TillError> {
        Ok(FixedQrs {
            in_force: read.fixed_qr_in(FixedQrState::InForce)?,
            requested: read.fixed_qr_in(FixedQrState::Requested)?,
            last: read.last_fixed_qr()?,
        })
    }
}

impl Till {
    /// Whether this till can have a fixed QR at all.
    #[must_use]
    pub fn wants_fixed_qr(&self) -> bool {
        self.totalcoin.is_some() && self.settings.totalcoin.fixed_qr_days > 0
    }

    /// Asks for a new fixed QR. The one in force stays in force until the new
    /// one came; where one is being made already, that is the answer.
    ///
    /// # Errors
    /// [`TillError::NotConfigured`], [`TillError::DniMissing`], or the
    /// ledger's.
    pub async fn make_fixed_qr(&self, by: Actor) -> Result<FixedQr, TillError> {
        if !self.wants_fixed_qr() {
            return Err(TillError::NotConfigured);
        }
        self.check_qr_destinations()?;
        self.check_relay()?;
        let (now, timer, listens) = (self.now(), self.timer_now(), self.listens());
        let id = FixedQrId::new(now, self.chance.eight_bytes(), self.number());
        let (order, life_ms) = (self.fixed_order(id)?, self.fixed_life_ms());
        let made = self
            .ledger
            .write(move |write| {
                refuse_unread(write, listens)?;
                match write.fixed_qr_in(FixedQrState::Requested)? {
                    Some(requested) => Ok(requested),
                    None => request(write, (&by, now, timer), id, (&order, life_ms)),
                }
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(made)
    }

    /// Keeps a fixed QR in force, forever.
    pub(crate) async fn keep_fixed_qr(&self) {
        if !self.wants_fixed_qr() {
            return;
        }
        loop {
            let pause_secs = self.renew_fixed_qr().await.unwrap_or_else(|error| {
                tracing::debug!(%error, "no fixed QR can be asked for now");
                LOOK_EVERY_SECS
            });
            tokio::time::sleep(Duration::from_secs(pause_secs)).await;
        }
    }

    /// Returns after how many seconds to look again.
    async fn renew_fixed_qr(&self) -> Result<u64, TillError> {
        let (now, timer, theirs) = (self.now(), self.timer_now(), self.provider_now());
        let known = self
            .ledger
            .write(move |write| {
                // Its end is a moment of TotalCoin's time. Our clock alone may
                // be ahead, and ends nothing for good.
                if let Some(theirs) = theirs {
                    end_if_over(write, now, theirs)?;
                }
                FixedQrs::read(write)
            })
            .await?;
        // One is made while TotalCoin answers.
        let is_online = self
            .totalcoin
            .as_ref()
            .is_some_and(|totalcoin| totalcoin.contact().good_at.is_some());
        if !self.is_to_be_made(&known, timer) {
            return Ok(LOOK_EVERY_SECS);
        }
        if is_online {
            self.make_fixed_qr(Actor::Till).await?;
        } else if known.in_force.is_none() {
            return Ok(LOOK_FIRST_SECS);
        }
        Ok(LOOK_EVERY_SECS)
    }

    fn is_to_be_made(&self, known: &FixedQrs, timer: UnixMs) -> bool {
        let theirs = self.provider_now().unwrap_or(timer);
        let is_refused_lately = known.last.as_ref().is_some_and(|last| {
            last.state == FixedQrState::Refused
                && last.requested_at >= self.opened_at
                && timer.since_ms(last.requested_at) < REFUSED_PAUSE_MS
        });
        let is_needed = known
            .in_force
            .as_ref()
            .is_none_or(|qr| qr.is_to_be_renewed(theirs));
        is_needed && known.requested.is_none() && !is_refused_lately
    }
}

/// Ends the fixed QR in force if its time is over by TotalCoin's time.
fn end_if_over(write: &mut Write<'_>, now: UnixMs, theirs: UnixMs) -> Result<(), TillError> {
    let Some(qr) = write.fixed_qr_in(FixedQrState::InForce)? else {
        return Ok(());
    };
    if let Ok(ended) = qr.decide(&FixedQrCommand::PassTime, theirs) {
        write.record_fixed_qr(&Actor::Till, now, qr.id, &ended)?;
    }
    Ok(())
}
