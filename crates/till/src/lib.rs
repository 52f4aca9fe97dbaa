//! The till: use cases, workers and settings. It puts the steps in order: it
//! asks `domain` what may happen, writes that to the `ledger`, and only then
//! calls a provider.
//!
//! - [`pay`] has a file for each way to pay, and what a cashier does with a sale.
//! - [`errands`] has what is still owed to a provider, one file per kind, and
//!   the worker.
//! - [`listen`] reads the notices and applies them.
//! - [`review`] has what a person decides: tray, doubts, restore, queue.
//! - [`day`] has the business day, shifts and closes.
//! - [`setup`] has people, plans, the fixed QR, whom the QRs pay, where secrets
//!   may go.
//! - [`mod@print`] has the papers that are owed to the printer.
//! - [`settings`] has `mostrador.toml`.
//! - [`clock`] and [`countdown`] have the time, and the timers of payments.
//! - [`workers`] has what runs while a till is open.
//! - [`ports`] has the traits by which the till sees the world, and `adapters`
//!   implements them with the real clients.
//!
//! The till never reads the machine's clock, draws no random number, opens no
//! socket and knows no screen.

pub mod clock;
pub mod countdown;
pub mod day;
pub mod errands;
pub mod listen;
#[cfg(feature = "mutants")]
pub mod mutants;
pub mod pay;
pub mod ports;
pub mod print;
pub mod review;
pub mod settings;
pub mod setup;
pub mod workers;

mod adapters;
mod contact;
mod error;
mod outages;
mod packing;

pub use contact::{Contacts, RelayContact, RelayRefusal, relay_symptom};
pub use error::TillError;
pub use listen::matching::{Within, matches};
pub use outages::{Contact, ContactState, OutageOfAll};
pub use providers::{Network, Outage};
pub use review::Answer;

use clock::TillClock;
use domain::{Destination, PaymentId, SaleId, StrayId, TillNumber, UnixMs};
use ledger::Ledger;
use ports::{Bind, Chance, Clock, Notices, Pagouno, Totalcoin};
use settings::Settings;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    /// `None` if its settings are missing.
    pub totalcoin: Option<Arc<dyn Totalcoin>>,
    /// `None` in a shop that charges no cards.
    pub pagouno: Option<Arc<dyn Pagouno>>,
    /// `None` in a shop that reports nothing to Bind.
    pub bind: Option<Arc<dyn Bind>>,
    /// Where notices come from; `None` if no relay is set.
    pub notices: Option<Arc<dyn Notices>>,
}

impl Ports {
    /// The ports of a till without providers and without a relay.
    #[must_use]
    pub fn to_nobody(clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Ports {
        Ports {
            clock,
            chance,
            totalcoin: None,
            pagouno: None,
            bind: None,
            notices: None,
        }
    }
}

pub struct Till {
    pub(crate) ledger: Ledger,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<TillClock>,
    /// When this run began, by the till's timers.
    pub(crate) opened_at: UnixMs,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) totalcoin: Option<Arc<dyn Totalcoin>>,
    pub(crate) pagouno: Option<Arc<dyn Pagouno>>,
    pub(crate) bind: Option<Arc<dyn Bind>>,
    pub(crate) notices: Option<Arc<dyn Notices>>,
    pub(crate) contacts: Contacts,
    /// How fast errands go out to each provider.
    pub(crate) pace: errands::Pace,
    /// What the machine knows of its network; `None` where it is not asked.
    pub(crate) network: Option<Arc<dyn ports::NetworkCheck>>,
    /// Destinations to which no stored secret is sent until a manager confirms
    /// them.
    pub(crate) unconfirmed: Vec<Destination>,
    pub(crate) pins: setup::people::Pins,
    /// Woken when an errand is new, or due at another time.
    pub(crate) errands_changed: Notify,
    /// Payments that a person asks about now.
    pub(crate) asked_now: pay::cards::AskedNow,
    /// Woken when a payment's time is up: the notices are read at once.
    pub(crate) read_notices_now: Notify,
    /// Notices of the wallet that the relay does not let this till claim: a
    /// person settles them.
    pub(crate) unclaimed: Mutex<HashSet<StrayId>>,
    /// The printer, and what waits for it.
    pub(crate) print_desk: print::PrintDesk,
    /// Woken when our clock jumped: it is compared with TotalCoin's at once.
    pub(crate) measure_clock_now: Notify,
}

impl Till {
    /// Makes a till over an open ledger. Nothing runs until [`Till::work`].
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
            bind: ports.bind,
            notices: ports.notices,
            contacts: Contacts::default(),
            pace: errands::Pace::default(),
            network: None,
            unconfirmed: Vec::new(),
            errands_changed: Notify::new(),
            asked_now: pay::cards::AskedNow::default(),
            read_notices_now: Notify::new(),
            measure_clock_now: Notify::new(),
            print_desk: print::PrintDesk::default(),
            unclaimed: Mutex::default(),
        }
    }

    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    #[must_use]
    pub fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// TotalCoin; `None` if its settings are incomplete.
    #[must_use]
    pub fn totalcoin(&self) -> Option<&Arc<dyn Totalcoin>> {
        self.totalcoin.as_ref()
    }

    /// pagoUno; `None` if its keys are not set.
    #[must_use]
    pub fn pagouno(&self) -> Option<&Arc<dyn Pagouno>> {
        self.pagouno.as_ref()
    }

    /// Bind; `None` if it is not enabled, or its settings are incomplete.
    #[must_use]
    pub fn bind(&self) -> Option<&Arc<dyn Bind>> {
        self.bind.as_ref()
    }

    /// Whether the shop reports payments to Bind.
    #[must_use]
    pub fn reports_to_bind(&self) -> bool {
        self.settings.bind.enabled
    }

    /// Whether a relay is set.
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
