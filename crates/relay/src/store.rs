//! Where notices and tills' keys are kept, behind one trait. What is kept is
//! durable: SQLite on one machine is the only engine now, and a cluster's
//! would be the second. No engine of our own.

pub mod sqlite;

use crate::keys::KeyHash;
use async_trait::async_trait;
use domain::{PaymentId, Provider, TillNumber, UnixMs};
use relay_protocol::{Body, ClaimKind, Cursor, Delivery, NoticeId, Operation};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// A webhook that proved its caller, on its way into the store.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The provider of its route.
    pub provider: Provider,
    /// The merchant of its route.
    pub merchant: String,
    /// The payments that it names, the likeliest first. The notice is for the
    /// till of the first whose till is registered; where there is none, it is
    /// unattributed.
    pub payments_named: Vec<PaymentId>,
    /// When it came.
    pub received_at_ms: UnixMs,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// Its `Content-Encoding`.
    pub content_encoding: Option<String>,
    pub body: Body,
}

impl Incoming {
    /// The id of this notice: of its route and its body, and of nothing else.
    #[must_use]
    pub fn id(&self) -> NoticeId {
        // Neither a provider's word nor a merchant's name holds a zero byte.
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

/// What became of a webhook. Either way it is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is a new notice, at that cursor.
    New(Cursor),
    /// The same body was kept before, by the same route.
    Repeat,
}

/// A till as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTill {
    pub merchant: String,
    pub number: TillNumber,
}

/// What to do where the till is registered already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfKnown {
    /// Leave it as it is, and say so.
    Refuse,
    /// Give it the new key; the old one opens nothing any more.
    Replace,
}

/// What became of a till's registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The till has the key, durably.
    Done,
    /// The till is registered, and was to be left as it is.
    TillKnown,
    /// Another till has this key.
    KeyTaken,
}

/// What a till wants of an unattributed notice.
#[derive(Debug, Clone)]
pub struct Wish {
    pub till: KnownTill,
    pub notice: NoticeId,
    /// To take it, or to give it back.
    pub kind: ClaimKind,
    /// To take it from another till, too.
    pub take_over: bool,
    /// When.
    pub at_ms: UnixMs,
}

/// What became of a wish. What it says is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// It is as the till wishes: by this wish, or already before it.
    Done,
    /// That other till has it.
    HeldBy(TillNumber),
    /// The till's merchant has no unattributed notice of that id.
    NoSuchNotice,
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many writes wait; try again in a moment.
    #[error("too many writes are waiting")]
    Busy,
    /// It failed to read or to write, and nothing is known to be kept.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It was closed.
    #[error("the store is closed")]
    Closed,
}

/// What tells a merchant's tills that something may be new for them.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Changes after every commit that holds a notice, claim or release of the
    /// merchant.
    pub notices: watch::Receiver<u64>,
    /// Changes after every commit that holds a till's key.
    pub keys: watch::Receiver<u64>,
}

/// The relay's memory.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps a webhook, and returns when it is durable.
    async fn keep(&self, incoming: Incoming) -> Result<Kept, StoreError>;

    /// What lies beyond a cursor for a till: its own and its merchant's
    /// unattributed notices, up to a page, and what was done with the latter. Where the cursor is beyond the
    /// store's own end, the store was lost since it was given out, and the
    /// page starts from the beginning: too often is better than never.
    async fn page(&self, till: &KnownTill, after: Cursor) -> Result<Delivery, StoreError>;

    /// What names a payment among the notices of a till's merchant.
    async fn operation(
        &self,
        till: &KnownTill,
        payment: PaymentId,
    ) -> Result<Operation, StoreError>;

    /// Grants a wish or not, and returns when that is durable.
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

    /// Writes something, and returns when it is durable: whether the store can
    /// keep anything.
    async fn probe(&self) -> Result<(), StoreError>;

    /// What tells a merchant's tills that something may be new for them.
    fn changes(&self, merchant: &str) -> Changes;

    /// Writes what waits, and lets go of the files.
    async fn close(&self);
}
