//! The till: use cases, workers and settings. It puts the steps in order, and
//! is the one who does: it asks `domain` what may happen, writes that in the
//! `ledger`, and only then speaks to a provider.
//!
//! - [`pay`] has a file for each way to pay, and what a cashier does with a sale.
//! - [`errands`] has what is owed to a provider, a file a kind, and the worker.
//! - [`listen`] has notices, and what they mean.
//! - [`review`] has what a manager decides: tray, doubts, restore.
//! - [`day`] has the business day, shifts and closes.
//! - [`setup`] has people, plans, whom the QRs pay, where secrets may go.
//! - [`settings`] has `mostrador.toml`.
//! - [`clock`] and [`countdown`] know what time it is, and what time does to a payment.
//! - [`workers`] has what runs while a till is open.
//! - [`ports`] has the ways by which the till sees the world, and `adapters` what
//!   the real clients make of them.
//!
//! The till never asks the machine what time it is, draws no random number,
//! opens no socket and knows no screen.

pub mod clock;
pub mod countdown;
pub mod day;
pub mod errands;
pub mod listen;
pub mod pay;
pub mod ports;
pub mod review;
pub mod settings;
pub mod setup;
pub mod workers;

mod adapters;
mod contact;
mod error;

pub use contact::{Contacts, RelayContact, RelayRefusal};
pub use error::TillError;
pub use review::Answer;

use clock::TillClock;
use domain::{Destination, PaymentId, SaleId, TillNumber, UnixMs};
use ledger::Ledger;
use ports::{Chance, Clock, Notices, Pagouno, Totalcoin};
use settings::Settings;
use std::sync::Arc;
use tokio::sync::Notify;

/// Its ports, already composed.
pub struct Ports {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// `None` if its settings are missing.
    pub totalcoin: Option<Arc<dyn Totalcoin>>,
    /// `None` in a shop that charges no cards.
    pub pagouno: Option<Arc<dyn Pagouno>>,
    /// Where notices come from; `None` if no relay is set.
    pub notices: Option<Arc<dyn Notices>>,
}

impl Ports {
    /// Of a till that reaches nobody.
    #[must_use]
    pub fn to_nobody(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Ports {
        Ports {
            clock,
            chance,
            totalcoin: None,
            pagouno: None,
            notices: None,
        }
    }
}

/// One till.
pub struct Till {
    pub(crate) ledger: Ledger,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<TillClock>,
    /// When this run began, by its timers.
    pub(crate) opened_at: UnixMs,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) totalcoin: Option<Arc<dyn Totalcoin>>,
    pub(crate) pagouno: Option<Arc<dyn Pagouno>>,
    pub(crate) notices: Option<Arc<dyn Notices>>,
    pub(crate) contacts: Contacts,
    /// What waits for a manager's word before a stored secret goes there.
    pub(crate) unconfirmed: Vec<Destination>,
    pub(crate) pins: setup::people::Pins,
    /// Something is owed, or due at another time than it was.
    pub(crate) errands_changed: Notify,
    /// Payments of which a person wants to know now.
    pub(crate) asked_now: pay::cards::AskedNow,
    /// A payment's time is up: the notices are to be read at once.
    pub(crate) read_notices_now: Notify,
    /// Our clock jumped: it is to be compared with TotalCoin's at once.
    pub(crate) measure_clock_now: Notify,
}

impl Till {
    /// A till over an open ledger. Nothing runs yet: [`Till::work`] does.
    #[must_use]
    pub fn new(ledger: Ledger, settings: Settings, ports: Ports) -> Till {
        let (read, chance) = (Arc::clone(&ports.clock), Arc::clone(&ports.chance));
        let clock = Arc::new(TillClock::new(ports.clock));
        let opened_at = clock.timer_now();
        Till {
            pins: setup::people::Pins::new(ledger.clone(), read, chance),
            ledger,
            settings,
            clock,
            opened_at,
            chance: ports.chance,
            totalcoin: ports.totalcoin,
            pagouno: ports.pagouno,
            notices: ports.notices,
            contacts: Contacts::default(),
            unconfirmed: Vec::new(),
            errands_changed: Notify::new(),
            asked_now: pay::cards::AskedNow::default(),
            read_notices_now: Notify::new(),
            measure_clock_now: Notify::new(),
        }
    }

    /// The ledger, for queries.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What the shop has set.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How the contact with the outside stands.
    #[must_use]
    pub fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// TotalCoin, where its settings are complete.
    #[must_use]
    pub fn totalcoin(&self) -> Option<&Arc<dyn Totalcoin>> {
        self.totalcoin.as_ref()
    }

    /// pagoUno, where its keys are set.
    #[must_use]
    pub fn pagouno(&self) -> Option<&Arc<dyn Pagouno>> {
        self.pagouno.as_ref()
    }

    /// Whether notices can come.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.notices.is_some()
    }

    pub(crate) fn number(&self) -> TillNumber {
        TillNumber(self.settings.till.number)
    }

    pub(crate) fn new_payment(&self) -> PaymentId {
        PaymentId::new(self.now(), self.chance.eight_bytes(), self.number())
    }

    pub(crate) fn new_sale(&self) -> SaleId {
        SaleId::new(self.now(), self.chance.eight_bytes(), self.number())
    }
}
