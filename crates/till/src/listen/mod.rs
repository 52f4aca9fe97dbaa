//! The notice worker. It asks the relay for new notices forever; it writes each
//! notice and its effects in the same commit as the cursor; and it lets a
//! payment expire only after it has read the notices to their end.
//!
//! It prefers the stream. It uses the long poll for urgent questions, and when
//! a proxy breaks streams. If that fails too, it asks for the payments under
//! way one by one.

mod hear;
mod lease;
mod look_up;
pub(crate) mod matching;
mod stream;
#[cfg(test)]
mod tests;
mod wallet;

use crate::Till;
use crate::TillError;
use crate::contact::RelayRefusal;
use crate::errands::record::record_unless_refused;
use crate::review::restore;
use domain::{Actor, Command, Payment, PaymentId, SaleId, UnixMs};
use hear::hear;
use ledger::Write;
use relay_client::{Cursor, NoticePage};
use std::time::Duration;
use stream::{Left, Way};
use tokio::time::Instant;

/// How long the relay may hold one question open, in seconds.
pub const WAIT_SECS: u32 = 25;
/// The first pause after a failure, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 250;
/// The longest pause after failures, in milliseconds.
pub const PAUSE_MS_MAX: u64 = 10_000;

/// The shortest time between two questions if the first brought nothing, in
/// milliseconds: a proxy in between may answer without waiting.
pub const BARREN_MS_MIN: u64 = 1_000;

/// After how many broken streams in a row, none with a heartbeat, the till uses
/// the long poll.
pub const BREAKS_MAX: u32 = 2;
/// How many payments expire by one reading of the notices, in one commit: after an
/// outage of the relay there may be hundreds, and a sale does not wait for all.
pub const EXPIRED_AT_ONCE_MAX: u32 = 32;
/// How long it uses the long poll before it tries a stream again, in seconds.
pub const POLLS_ONLY_SECS: u64 = 300;

pub const CURSOR: &str = "relay";

impl Till {
    /// Listens forever: by the stream if one is open, otherwise by the long
    /// poll.
    pub(crate) async fn listen(&self) {
        let Some(notices) = self.notices.clone() else {
            return;
        };
        let mut failures: u32 = 0;
        let mut way = Way::default();
        loop {
            let ReadingStart {
                cursor,
                times_up,
                has_match,
            } = match self.reading_start().await {
                Ok(stands) => stands,
                Err(error) => {
                    tracing::warn!(%error, "the cursor cannot be read");
                    tokio::time::sleep(Duration::from_millis(PAUSE_MS_MAX)).await;
                    continue;
                }
            };
            let urgent = !times_up.is_empty() || has_match;
            // Lines of an open stream may have been on their way for long, so a
            // payment whose time is up needs a question of its own.
            if !urgent && way.streams(Instant::now()) {
                let left = self.follow(&*notices, cursor).await;
                way.left_stream(&left, Instant::now());
                match left {
                    Left::Called | Left::NoStreams => {}
                    Left::Broken { .. } => self.rest(0).await,
                    Left::Unwritten => {
                        failures = failures.saturating_add(1);
                        self.rest(failures).await;
                    }
                }
                continue;
            }
            let asked = Instant::now();
            // The first question does not wait, so that the light shows at
            // once; nor does the first one after a failure.
            let wait = if urgent || !way.in_contact() {
                0
            } else {
                WAIT_SECS
            };
            // The order is fixed, so that a simulated run is the same each
            // time.
            let page = tokio::select! {
                biased;
                page = notices.read(cursor, wait) => page,
                // Dropping the question loses nothing: the cursor has not
                // moved.
                () = self.read_notices_now.notified() => continue,
            };
            let taken = match page {
                Ok(page) => {
                    way.answered(page.read_to_end);
                    self.contacts.relay_good(self.timer_now());
                    let read_to_end = page.read_to_end;
                    match self.take_page(page, cursor, Some(times_up)).await {
                        Ok(has_brought) if read_to_end => {
                            self.match_wallet().await.map(|()| has_brought)
                        }
                        taken => taken,
                    }
                }
                Err(error) => {
                    way.unanswered();
                    let refused = RelayRefusal::of(&error);
                    self.contacts.relay_failed(self.timer_now(), &error);
                    tracing::debug!(%error, "the relay did not answer");
                    failures = failures.saturating_add(1);
                    if refused.is_none() {
                        self.look_up(&*notices).await;
                    }
                    self.rest(failures).await;
                    continue;
                }
            };
            match taken {
                Ok(has_brought) => {
                    failures = 0;
                    // The stream comes next, if there is one.
                    if !has_brought && !way.streams(Instant::now()) {
                        let soonest = asked + Duration::from_millis(BARREN_MS_MIN);
                        tokio::time::sleep_until(soonest).await;
                    }
                }
                // What was read is written. A notice of the wallet is asked for
                // again.
                Err(TillError::RelayAway) => {
                    failures = failures.saturating_add(1);
                    self.rest(failures).await;
                }
                Err(error) => {
                    tracing::error!(%error, "notices could not be written");
                    failures = failures.saturating_add(1);
                    self.rest(failures).await;
                }
            }
        }
    }

    async fn rest(&self, failures: u32) {
        let whole = PAUSE_MS_MIN
            .saturating_mul(1 << failures.min(10))
            .min(PAUSE_MS_MAX);
        let pause = whole / 2 + self.chance.below(whole / 2 + 1);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }

    /// Reads the cursor, and the payments that wait until the notices are read
    /// to their end.
    async fn reading_start(&self) -> Result<ReadingStart, TillError> {
        let (within, unclaimed) = (self.match_within(), self.unclaimed_here());
        self.ledger
            .read(move |read| {
                let cursor = match read.cursor(CURSOR)? {
                    Some(kept) => kept
                        .parse()
                        .map_err(|_| TillError::Unreadable("the cursor"))?,
                    None => Cursor::START,
                };
                Ok(ReadingStart {
                    cursor,
                    times_up: read.payments_time_up(EXPIRED_AT_ONCE_MAX)?,
                    has_match: !matching::matches(read, within)?.certain.is_empty()
                        || wallet::has_match(read, &unclaimed)?,
                })
            })
            .await
    }

    /// Whether a notice under the fixed QR, or one of the wallet, has exactly
    /// one sale.
    async fn has_match(&self) -> Result<bool, TillError> {
        let (within, unclaimed) = (self.match_within(), self.unclaimed_here());
        self.ledger
            .read(move |read| {
                Ok(!matching::matches(read, within)?.certain.is_empty()
                    || wallet::has_match(read, &unclaimed)?)
            })
            .await
    }

    /// Writes what one reading brought. If a question of its own reached the
    /// end, the payments in `times_up` expire, since their time was up before it
    /// began, and notices under the fixed QR that have exactly one sale are given
    /// to it: a second one of that amount would have come by now. `None` for
    /// what a stream brought. Returns whether anything new came or was moved
    /// up.
    async fn take_page(
        &self,
        page: NoticePage,
        from: Cursor,
        times_up: Option<Vec<(SaleId, PaymentId)>>,
    ) -> Result<bool, TillError> {
        let now = self.now();
        let has_brought = !page.notices.is_empty()
            || page.next != from
            || (page.read_to_end && times_up.as_ref().is_some_and(|it| !it.is_empty()));
        let within = self.match_within();
        #[cfg(feature = "mutants")]
        if crate::mutants::Mutant::CursorBeforeNotice.is_on() {
            let next = page.next;
            self.ledger
                .write(move |write| {
                    Ok::<_, TillError>(write.set_cursor(CURSOR, &next.to_string())?)
                })
                .await?;
            tokio::task::yield_now().await;
        }
        let heard = !page.notices.is_empty();
        let unclaimed = self.unclaimed_here();
        let taken = self
            .ledger
            .write(move |write| {
                for notice in &page.notices {
                    hear(write, notice, now)?;
                }
                if page.next != from {
                    write.set_cursor(CURSOR, &page.next.to_string())?;
                }
                if page.read_to_end {
                    restore::relay_is_read(write, now)?;
                    if let Some(times_up) = &times_up {
                        // A notice of the wallet that came with this reading is
                        // claimed first.
                        let awaited = wallet::awaited(write, &unclaimed)?;
                        let expired = times_up.iter().filter(|(_, it)| !awaited.contains(it));
                        expire(write, expired, now)?;
                        matching::settle_certain(write, within)?;
                    }
                }
                Ok(has_brought)
            })
            .await;
        if heard {
            // A notice of the wallet may have made a report owed.
            self.errands_changed.notify_one();
        }
        taken
    }
}

/// The state before a reading of the notices.
struct ReadingStart {
    cursor: Cursor,
    /// Payments whose time was up before the reading began, at most
    /// [`EXPIRED_AT_ONCE_MAX`]. The next reading takes the next ones.
    times_up: Vec<(SaleId, PaymentId)>,
    /// A notice under the fixed QR, or one of the wallet, has exactly one sale,
    /// and is given to it once the notices are read to their end.
    has_match: bool,
}

/// Expires payments. The order in which this till wrote things decides what
/// comes after the end of a QR's time; no clock decides it. A payment whose
/// time ran out after the reading began waits for the next reading.
fn expire<'a>(
    write: &mut Write<'_>,
    before_reading: impl Iterator<Item = &'a (SaleId, PaymentId)>,
    now: UnixMs,
) -> Result<(), TillError> {
    for &(sale, payment) in before_reading {
        let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
        // A notice may have come with this reading.
        if known.payment(payment).is_some_and(Payment::awaits_reading) {
            let command = Command::ReadNoticesToEnd { payment };
            record_unless_refused(write, (&Actor::Till, now), known, &command).map(drop)?;
        }
    }
    Ok(())
}
