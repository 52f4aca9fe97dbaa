//! The traits by which the till sees the world. `adapters.rs` implements them
//! with the real clients; the simulation has implementations of its own.

use async_trait::async_trait;
use domain::{ClockReading, PaymentId, UnixMs};
use providers::Network;
use providers::bind::{self, Message, QrInfo, Reported};
use providers::pagouno::{self, Asked, Card, Charge, Charged, Token};
use providers::totalcoin::{self, Answered, PreOrder};
use relay_client::{Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, StreamEvent};
use secrecy::SecretString;

/// The machine's clocks, read when they are needed. The time of day may jump
/// between two readings; the till must find out what that means.
pub trait Clock: Send + Sync {
    /// Reads all clocks together.
    fn read(&self) -> ClockReading;

    /// The time of day.
    fn now(&self) -> UnixMs {
        self.read().wall
    }
}

pub trait Chance: Send + Sync {
    /// Eight unpredictable bytes.
    fn eight_bytes(&self) -> [u8; 8];
    /// A random number from 0 up to `below`, exclusive; 0 if `below` is 0.
    fn below(&self, below: u64) -> u64;
}

/// TotalCoin, which takes payments by QR.
#[async_trait]
pub trait Totalcoin: Send + Sync {
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, totalcoin::Error>;
    /// Logs in unless there is a valid token.
    async fn log_in(&self) -> Result<(), totalcoin::Error>;
    /// Logs in even with a valid token, to compare the clocks.
    async fn measure_clock(&self) -> Result<(), totalcoin::Error>;
    /// The state of the contact, and the difference between the clocks.
    fn contact(&self) -> totalcoin::Contact;
}

/// pagoUno, which charges cards.
#[async_trait]
pub trait Pagouno: Send + Sync {
    /// Trades a card for a token; nothing is charged.
    async fn token(&self, card: &Card) -> Result<Token, pagouno::Error>;
    /// Sends a charge once. An error means that it was not sent.
    async fn charge(&self, charge: &Charge, sent_before: bool) -> Result<Charged, pagouno::Error>;
    /// Asks about one leg by its id.
    async fn ask(&self, leg: &str, was_pending: bool) -> Result<Asked, pagouno::Error>;
    /// Checks that pagoUno answers and knows the public key; nothing is
    /// charged.
    async fn look(&self) -> Result<(), pagouno::Error>;
    fn contact(&self) -> pagouno::Contact;
}

/// Bind, which is told of payments from the organisation's own wallet.
#[async_trait]
pub trait Bind: Send + Sync {
    /// Asks what a QR is for. It can be repeated.
    async fn read_qr(&self, text: &str) -> Result<QrInfo, bind::Error>;
    /// Sends a report that is already stored. It can be repeated with the same
    /// message alone.
    async fn report(&self, message: &Message) -> Result<Reported, bind::Error>;
    /// Gets a token unless there is a valid one; nothing is reported.
    async fn look(&self) -> Result<(), bind::Error>;
    fn contact(&self) -> bind::Contact;
}

/// What the machine knows of its own network, without sending anything.
pub trait NetworkCheck: Send + Sync {
    fn network(&self) -> Network;
}

/// Where notices come from.
#[async_trait]
pub trait Notices: Send + Sync {
    /// The notices after a cursor; waits up to `wait_secs` for the first.
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError>;

    /// The notices after a cursor as a stream that stays open; `None` if the
    /// relay has no streams, so that [`Notices::read`] is the only way.
    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        let _ = after;
        Ok(None)
    }

    /// Tells the relay that this till still uses its key; does nothing without
    /// leases.
    async fn renew_lease(&self) -> Result<(), NoticesError> {
        Ok(())
    }

    /// Claims an unattributed notice for this till. Without claims, there is no
    /// such notice.
    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let _ = notice;
        Ok(Claimed::NoSuchNotice)
    }

    /// Like [`Notices::claim`], but also takes it from another till that has
    /// it, by a manager's decision.
    async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let _ = notice;
        Ok(Claimed::NoSuchNotice)
    }

    /// What the relay knows of one payment, answered at once; `None` if it has
    /// no such question. It does not tell what may still come.
    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        let _ = payment;
        Ok(None)
    }
}

/// An open stream of notices. Dropping it closes it.
#[async_trait]
pub trait NoticeStream: Send {
    /// The next event, within a time limit of the stream; `None` if it ended
    /// properly.
    async fn next(&mut self) -> Result<Option<StreamEvent>, NoticesError>;
}

/// Why a secret could not be read or stored.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no keychain, or it is locked.
    #[error("the secret store cannot be reached: {0}")]
    Unavailable(String),
    /// The store did not answer in time.
    #[error("the secret store did not answer in time")]
    TooSlow,
}

/// The secret store.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// The secret with that name; `None` if it is not set.
    async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretError>;
    async fn set(&self, name: &str, value: &SecretString) -> Result<(), SecretError>;
}
