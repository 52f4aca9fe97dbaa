//! What the relay knows: its notices, and the last reading of the till. How it
//! behaves is in `relay`.

use domain::{Money, PaymentId, Provider, TillNumber, UnixMs};
use relay_client::{Body, Cursor, NoticeEnvelope, NoticeId, NoticePage};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// The merchant's name at the relay.
pub(crate) const MERCHANT: &str = "demo";
/// Notices per page: few, so that there are several pages.
pub(crate) const PAGE_NOTICES_MAX: usize = 3;

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
    /// The order that the house's wallet says was paid; `None` for a notice of
    /// anybody else.
    pub(crate) order: Option<String>,
}

impl Says {
    /// Who says it.
    pub(crate) fn provider(&self) -> Provider {
        match (self.is_hint, &self.order) {
            (true, _) => Provider::Pagouno,
            (false, Some(_)) => Provider::Wallet,
            (false, None) => Provider::Totalcoin,
        }
    }
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
    pub(crate) changed: watch::Sender<usize>,
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

impl Relay {
    pub(crate) fn known_of(&self, payment: PaymentId) -> Vec<NoticeEnvelope> {
        let places = self.posted.iter().enumerate();
        places
            .filter(|(_, posted)| posted.posting.says.names == Some(payment))
            .map(|(place, posted)| envelope(place, posted))
            .collect()
    }

    /// Whether there is a notice of that id that names no payment.
    pub(crate) fn is_of_nobody(&self, id: &NoticeId) -> bool {
        let mut posted = self.posted.iter();
        posted.any(|it| it.posting.says.names.is_none() && notice_id(it) == *id)
    }

    pub(crate) fn page(&self, after: usize) -> NoticePage {
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

pub(crate) fn cursor(place: usize) -> Cursor {
    Cursor::new(u64::try_from(place).unwrap_or(u64::MAX))
}

pub(crate) fn place(cursor: Cursor) -> usize {
    cursor.to_string().parse().unwrap_or(0)
}

fn notice_id(posted: &Posted) -> NoticeId {
    let body = posted.posting.body.as_bytes();
    NoticeId::from_digest(&Sha256::digest(body).into())
}

pub(crate) fn envelope(place: usize, posted: &Posted) -> NoticeEnvelope {
    let body = posted.posting.body.as_bytes();
    NoticeEnvelope {
        cursor: cursor(place + 1),
        id: notice_id(posted),
        provider: posted.posting.says.provider(),
        merchant: MERCHANT.to_owned(),
        till: posted.posting.says.names.map(|_| TillNumber(1)),
        received_at_ms: posted.at,
        content_type: None,
        content_encoding: None,
        body: Body::new(body.to_vec()).expect("the bodies here are small"),
    }
}
