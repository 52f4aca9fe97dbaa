//! The relay: notices in the order of arrival, read by a cursor. It keeps all
//! of them forever, and returns some more than once.

use crate::laws;
use crate::world::{Shared, World, sleep_ms};
use async_trait::async_trait;
use domain::{Money, PaymentId, Provider, TillNumber, UnixMs};
use relay_client::{
    Body, Cursor, NoticeEnvelope, NoticeId, NoticePage, NoticesError, Operation, Retry,
};
use sha2::{Digest, Sha256};
use std::time::Duration;
use till::ports::Notices;
use tokio::sync::watch;

/// The merchant's name at the relay.
pub(crate) const MERCHANT: &str = "demo";
/// Notices per page: few, so that there are several pages.
const PAGE_NOTICES_MAX: usize = 3;

/// How long an answer may wait for the end of a payment's time, in
/// milliseconds.
const DAWDLES_MS_MAX: i64 = 4_000;

/// The content of a notice, as its sender knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Says {
    pub(crate) transaction: Option<String>,
    pub(crate) names: Option<PaymentId>,
    pub(crate) amount: Option<Money>,
    pub(crate) approved: bool,
    /// Whether it is a hint about a card's charge, which says nothing about
    /// money.
    pub(crate) is_hint: bool,
}

/// A webhook in transit.
#[derive(Debug, Clone)]
pub(crate) struct Posting {
    pub(crate) body: String,
    pub(crate) says: Says,
}

pub(crate) struct Posted {
    pub(crate) at: UnixMs,
    pub(crate) posting: Posting,
}

/// A reading that reached the till.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) asked_at: UnixMs,
    /// How many of the relay's notices came before its end.
    pub(crate) upto: usize,
    pub(crate) to_end: bool,
}

/// The relay's notices, and the last reading of the till.
pub(crate) struct Relay {
    pub(crate) posted: Vec<Posted>,
    pub(crate) last_reading: Option<Reading>,
    changed: watch::Sender<usize>,
}

impl Default for Relay {
    fn default() -> Relay {
        Relay {
            posted: Vec::new(),
            last_reading: None,
            changed: watch::channel(0).0,
        }
    }
}

/// Receives a webhook.
pub(crate) fn post(world: &mut World, posting: Posting) {
    world.counts.notices += 1;
    world.note(&format!("relay: {:?}", posting.says));
    let at = world.now();
    world.relay.posted.push(Posted { at, posting });
    let count = world.relay.posted.len();
    world.relay.changed.send_replace(count);
}

impl Relay {
    fn known_of(&self, payment: PaymentId) -> Vec<NoticeEnvelope> {
        let places = self.posted.iter().enumerate();
        places
            .filter(|(_, posted)| posted.posting.says.names == Some(payment))
            .map(|(place, posted)| envelope(place, posted))
            .collect()
    }

    fn page(&self, after: usize) -> NoticePage {
        let upto = self.posted.len().min(after + PAGE_NOTICES_MAX);
        let notices = (after..upto)
            .filter_map(|place| Some(envelope(place, self.posted.get(place)?)))
            .collect();
        NoticePage {
            notices,
            next: cursor(upto),
            read_to_end: upto == self.posted.len(),
        }
    }
}

fn cursor(place: usize) -> Cursor {
    Cursor::new(u64::try_from(place).unwrap_or(u64::MAX))
}

fn place(cursor: Cursor) -> usize {
    cursor.to_string().parse().unwrap_or(0)
}

fn envelope(place: usize, posted: &Posted) -> NoticeEnvelope {
    let body = posted.posting.body.as_bytes();
    NoticeEnvelope {
        cursor: cursor(place + 1),
        id: NoticeId::from_digest(&Sha256::digest(body).into()),
        provider: if posted.posting.says.is_hint {
            Provider::Pagouno
        } else {
            Provider::Totalcoin
        },
        merchant: MERCHANT.to_owned(),
        till: posted.posting.says.names.map(|_| TillNumber(1)),
        received_at_ms: posted.at,
        content_type: None,
        content_encoding: None,
        body: Body::new(body.to_vec()).expect("the bodies here are small"),
    }
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
        let asked_at = self.0.now();
        let after = place(after);
        self.0.with(laws::check_question);
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
