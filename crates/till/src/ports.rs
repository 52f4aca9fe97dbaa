//! The ways by which the till sees the world. What the real clients make of
//! them stands in `adapters.rs`; the simulation has its own.

use async_trait::async_trait;
use domain::{ClockReading, PaymentId, UnixMs};
use providers::pagouno::{self, Asked, Card, Charge, Charged, Token};
use providers::totalcoin::{self, Answered, PreOrder};
use relay_client::{Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, StreamEvent};
use secrecy::SecretString;

/// The machine's clocks, read when they are needed. The time of day may jump
/// between two readings; what that means is the till's to find out.
pub trait Clock: Send + Sync {
    /// All of them, read together.
    fn read(&self) -> ClockReading;

    /// The time of day.
    fn now(&self) -> UnixMs {
        self.read().wall
    }
}

/// Randomness.
pub trait Chance: Send + Sync {
    /// Eight bytes that nobody can foresee.
    fn eight_bytes(&self) -> [u8; 8];
    /// A number from zero up to and without `below`; zero for zero.
    fn below(&self, below: u64) -> u64;
}

/// TotalCoin, which takes payments by QR.
#[async_trait]
pub trait Totalcoin: Send + Sync {
    /// Makes a pre-order and brings its answer.
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, totalcoin::Error>;
    /// Logs in where there is no good token yet.
    async fn log_in(&self) -> Result<(), totalcoin::Error>;
    /// Logs in even if there is one, to compare the clocks.
    async fn measure_clock(&self) -> Result<(), totalcoin::Error>;
    /// How the contact stands, and how far apart the clocks are.
    fn contact(&self) -> totalcoin::Contact;
}

/// pagoUno, which charges cards.
#[async_trait]
pub trait Pagouno: Send + Sync {
    /// Trades a card for a token; nothing is charged.
    async fn token(&self, card: &Card) -> Result<Token, pagouno::Error>;
    /// Sends a charge, once. An error is one that was not sent.
    async fn charge(&self, charge: &Charge, sent_before: bool) -> Result<Charged, pagouno::Error>;
    /// Asks about one leg by its id.
    async fn ask(&self, leg: &str, was_pending: bool) -> Result<Asked, pagouno::Error>;
    /// Looks whether it answers and knows the public key; nothing is charged.
    async fn look(&self) -> Result<(), pagouno::Error>;
    /// How the contact stands.
    fn contact(&self) -> pagouno::Contact;
}

/// Where notices come from.
#[async_trait]
pub trait Notices: Send + Sync {
    /// The notices after a cursor; waits so many seconds for the first.
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError>;

    /// The notices after a cursor as a stream that goes on; `None` if there
    /// are no streams, and [`Notices::read`] is the only way.
    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        let _ = after;
        Ok(None)
    }

    /// Says to the relay that this till still uses its key; nothing where there
    /// are no leases.
    async fn renew_lease(&self) -> Result<(), NoticesError> {
        Ok(())
    }

    /// Takes an unattributed notice for this till; no such notice where there
    /// are no claims.
    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let _ = notice;
        Ok(Claimed::NoSuchNotice)
    }

    /// As [`Notices::claim`], also from another till that has it: by a
    /// manager's word.
    async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let _ = notice;
        Ok(Claimed::NoSuchNotice)
    }

    /// What is known of one payment, answered at once; `None` if there is no
    /// such question. It says nothing of what may still come.
    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        let _ = payment;
        Ok(None)
    }
}

/// A stream of notices that stands. Dropped, it hangs up.
#[async_trait]
pub trait NoticeStream: Send {
    /// The next event, within a time that the stream bounds; `None` if it
    /// ended in good order.
    async fn next(&mut self) -> Result<Option<StreamEvent>, NoticesError>;
}

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no keychain, or it is locked.
    #[error("the secret store cannot be reached: {0}")]
    Unavailable(String),
    /// It did not answer in time.
    #[error("the secret store did not answer in time")]
    TooSlow,
}

/// Where secrets are kept.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// The secret of that name, where it is set.
    async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretError>;
    /// Sets a secret.
    async fn set(&self, name: &str, value: &SecretString) -> Result<(), SecretError>;
}
