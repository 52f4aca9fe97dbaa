//! The relay: notices in the order of arrival, read by a cursor. It keeps all
//! of them forever, and returns some more than once.

use crate::checks;
use crate::posts::{Posted, Posting, Reading, place};
use crate::world::{Shared, World, sleep_ms};
use async_trait::async_trait;
use domain::PaymentId;
use relay_client::{Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, Retry};
use std::time::Duration;
use till::ports::Notices;

/// How long an answer may wait for the end of a payment's time, in
/// milliseconds.
const DAWDLES_MS_MAX: i64 = 4_000;

/// Receives a webhook.
pub(crate) fn post(world: &mut World, posting: Posting) {
    world.counts.notices += 1;
    world.note(&format!("relay: {:?}", posting.says));
    let at = world.now();
    world.relay.posted.push(Posted { at, posting });
    let count = world.relay.posted.len();
    world.relay.changed.send_replace(count);
}

/// How long an answer is in transit. Occasionally it arrives exactly when a
/// payment's time is up.
fn back_ms(world: &mut World) -> i64 {
    let now = world.now();
    let left_ms = world
        .laws
        .next_time_up(now, i64::from(world.weather.qr_minutes) * 60_000)
        .map(|time_up| time_up.since_ms(now))
        .filter(|left_ms| *left_ms < DAWDLES_MS_MAX);
    match left_ms {
        Some(left_ms) if world.dice.happens(50) => left_ms,
        Some(_) | None => world.dice.ms(5, 300),
    }
}

/// The wire to the relay.
pub(crate) struct Line(pub(crate) Shared);

fn unavailable(status: u16) -> NoticesError {
    NoticesError::Retry(Retry::Unavailable { status })
}

#[async_trait]
impl Notices for Line {
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        // What the till made of the last reading is checked before the next.
        tokio::task::yield_now().await;
        let asked_at = self.0.now();
        let after = place(after);
        self.0.with(checks::check_question);
        let (is_away, there_ms, mut changed) = self.0.with(|world| {
            let is_away = world.weather.relay_is_away(asked_at);
            let there_ms = world.dice.ms(5, 150);
            (is_away, there_ms, world.relay.changed.subscribe())
        });
        sleep_ms(there_ms).await;
        if is_away {
            return Err(unavailable(503));
        }
        let wait = Duration::from_secs(u64::from(wait_secs));
        let something = changed.wait_for(|count| *count > after);
        // The lack of news in that time is an answer too.
        drop(tokio::time::timeout(wait, something).await);
        let (page, back_ms, dawdles) = self.0.with(|world| {
            let page = world.relay.page(after);
            let back_ms = back_ms(world);
            (page, back_ms, world.dice.happens(30))
        });
        sleep_ms(back_ms).await;
        if dawdles {
            tokio::task::yield_now().await;
        }
        self.0.with(|world| {
            let lost = world.dice.happens(world.weather.page_trouble);
            if lost || world.weather.relay_is_away(world.now()) {
                return Err(unavailable(504));
            }
            let mut page = page;
            if after > 0 && world.dice.happens(world.weather.page_trouble) {
                // Delivery is at least once: an earlier notice comes again.
                let again = world.relay.page(after - 1).notices;
                page.notices.splice(0..0, again.into_iter().take(1));
            }
            if !page.notices.is_empty() {
                let upto = place(page.next);
                world.note(&format!("till: has the notices from {after} to {upto}"));
                world.tempt(3);
            }
            world.relay.last_reading = Some(Reading {
                asked_at,
                upto: place(page.next),
                to_end: page.read_to_end,
            });
            Ok(page)
        })
    }

    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let (there_ms, back_ms) = self
            .0
            .with(|world| (world.dice.ms(5, 150), world.dice.ms(5, 300)));
        sleep_ms(there_ms).await;
        let claimed = self.0.with(|world| {
            let is_away = world.weather.relay_is_away(world.now());
            (!is_away).then(|| world.relay.is_of_nobody(notice))
        });
        sleep_ms(back_ms).await;
        self.0.with(|world| match claimed {
            Some(is_of_nobody) if !world.dice.happens(world.weather.page_trouble) => {
                world.tempt(3);
                Ok(if is_of_nobody {
                    Claimed::Done
                } else {
                    Claimed::NoSuchNotice
                })
            }
            Some(_) | None => Err(unavailable(504)),
        })
    }

    /// A short question sometimes gets through when a long one does not.
    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        let (there_ms, back_ms) = self.0.with(|world| (world.dice.ms(5, 150), back_ms(world)));
        sleep_ms(there_ms).await;
        let known = self.0.with(|world| {
            let away = world.weather.relay_is_away(world.now());
            (!away).then(|| world.relay.known_of(payment))
        });
        sleep_ms(back_ms).await;
        self.0.with(|world| match known {
            Some(notices) if !world.dice.happens(world.weather.page_trouble) => {
                world.tempt(3);
                Ok(Some(Operation {
                    payment,
                    notices,
                    all: true,
                }))
            }
            Some(_) | None => Err(unavailable(504)),
        })
    }
}
