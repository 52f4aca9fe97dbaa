//! The store of notices and tills' keys, behind one trait. Everything it keeps
//! is durable. SQLite on one machine is the only engine so far; a cluster would
//! be a second one.

pub mod sqlite;

use crate::keys::KeyHash;
use async_trait::async_trait;
use domain::{PaymentId, Provider, TillNumber, UnixMs};
use relay_protocol::{Body, ClaimKind, Cursor, Delivery, NoticeId, Operation};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// A webhook whose caller is proven, on its way into the store.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The provider of its route.
    pub provider: Provider,
    /// The merchant of its route.
    pub merchant: String,
    /// The payments that it names, the likeliest first. The notice goes to the
    /// till of the first payment whose till is registered. If there is none, it
    /// is unattributed.
    pub payments_named: Vec<PaymentId>,
    /// When the relay received it.
    pub received_at_ms: UnixMs,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// Its `Content-Encoding`.
    pub content_encoding: Option<String>,
    pub body: Body,
}

impl Incoming {
    /// The id of this notice, made only from its route and its body.
    #[must_use]
    pub fn id(&self) -> NoticeId {
        // Neither a provider's word nor a merchant's name contains a zero byte.
        let digest = Sha256::new()
            .chain_update(self.provider.as_str())
            .chain_update([0])
            .chain_update(&self.merchant)
            .chain_update([0])
            .chain_update(self.body.as_bytes())
            .finalize();
        NoticeId::from_digest(&digest.into())
    }
}

/// The result of keeping a webhook. It is durable either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is a new notice, at that cursor.
    New(Cursor),
    /// The same body on the same route was kept before.
    Repeat,
}

/// A till as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTill {
    pub merchant: String,
    pub number: TillNumber,
}

/// What to do if the till is already registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfKnown {
    /// Change nothing and report it.
    Refuse,
    /// Give it the new key; the old one stops working.
    Replace,
}

/// The result of registering a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The till has the key, durably.
    Done,
    /// The till is already registered, and nothing was changed.
    TillKnown,
    /// Another till has this key.
    KeyTaken,
}

/// A till's request to take or give back an unattributed notice.
#[derive(Debug, Clone)]
pub struct Wish {
    pub till: KnownTill,
    pub notice: NoticeId,
    /// Whether to take it or to give it back.
    pub kind: ClaimKind,
    /// Whether to take it even from another till.
    pub take_over: bool,
    /// When.
    pub at_ms: UnixMs,
}

/// The result of such a request. It is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// It is now as the till asked, or already was.
    Done,
    /// This other till has it.
    HeldBy(TillNumber),
    /// The till's merchant has no unattributed notice of that id.
    NoSuchNotice,
}

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many writes wait; try again in a moment.
    #[error("too many writes are waiting")]
    Busy,
    /// Reading or writing failed; nothing is certain to be kept.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It was closed.
    #[error("the store is closed")]
    Closed,
}

/// Signals for a merchant's tills that there may be something new for them.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Changes after every commit that holds a notice, claim or release of the
    /// merchant.
    pub notices: watch::Receiver<u64>,
    /// Changes after every commit that holds a till's key.
    pub keys: watch::Receiver<u64>,
}

/// The relay's storage.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps a webhook, and returns when it is durable.
    async fn keep(&self, incoming: Incoming) -> Result<Kept, StoreError>;

    /// A till's notices after a cursor: its own and its merchant's unattributed
    /// ones, at most a page, with the claims and releases among them. If the
    /// cursor is beyond the store's end, the store was lost since the cursor
    /// was given out. The page then starts from the beginning, since a repeated
    /// notice does less harm than a missed one.
    async fn page(&self, till: &KnownTill, after: Cursor) -> Result<Delivery, StoreError>;

    /// The notices of a till's merchant that name a payment.
    async fn operation(
        &self,
        till: &KnownTill,
        payment: PaymentId,
    ) -> Result<Operation, StoreError>;

    /// Takes or gives back a notice, and returns when the result is durable.
    async fn grant(&self, wish: Wish) -> Result<Granted, StoreError>;

    /// Gives a till a key, and returns when that is durable.
    async fn put_till(
        &self,
        till: KnownTill,
        key: KeyHash,
        if_known: IfKnown,
    ) -> Result<Put, StoreError>;

    /// The till that has that key.
    async fn till_of(&self, key: KeyHash) -> Result<Option<KnownTill>, StoreError>;

    /// Tests whether the store can write: writes something, and returns when it
    /// is durable.
    async fn probe(&self) -> Result<(), StoreError>;

    /// Signals for a merchant's tills that there may be something new for them.
    fn changes(&self, merchant: &str) -> Changes;

    /// Finishes waiting writes and closes the files.
    async fn close(&self);
}
