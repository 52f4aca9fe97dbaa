//! The papers of a shop, made from the ledger's committed state: what a receipt,
//! a close or a slip says is looked up here, and the `paper` crate puts it on
//! paper. Nobody who paid is ever named on one.

mod close;
mod documents;
mod drawer;
mod others;
mod receipt;

pub use documents::Documents;
pub use others::{REPORTS_PRINTED_MAX, test_document};
pub use receipt::receipt_document;

use domain::{Actor, UnixMs};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ledger::{LedgerError, Read};
use paper::{Marks, Shop};
use till::settings::{Mode, Settings};

use crate::view::NamesOfPeople;

/// What the settings say about papers.
#[derive(Debug, Clone)]
pub struct PaperLook {
    pub shop_name: String,
    pub shop_cuit: String,
    pub shop_address: String,
    pub till_name: String,
    /// The till's: moments are printed by it.
    pub zone: TimeZone,
    pub practice: bool,
    /// Live against an address that is not the provider's real one.
    pub test_environment: bool,
    /// Whether a receipt names who charged.
    pub shows_cashier: bool,
    /// The last words of a receipt.
    pub closing_words: String,
}

impl PaperLook {
    /// By the settings.
    #[must_use]
    pub fn of(settings: &Settings, test_environment: bool) -> PaperLook {
        let (shop_name, till_name) = (settings.shop.name.trim(), settings.till.name.trim());
        PaperLook {
            // A shop without a name has the till's, as on the customer's screen.
            shop_name: if shop_name.is_empty() {
                till_name
            } else {
                shop_name
            }
            .to_owned(),
            shop_cuit: settings.shop.cuit.clone(),
            shop_address: settings.shop.address.clone(),
            till_name: if till_name.is_empty() {
                format!("Caja {}", settings.till.number)
            } else {
                till_name.to_owned()
            },
            zone: till::day::BusinessDays::of(settings).zone().clone(),
            practice: settings.mode == Mode::Practice,
            test_environment,
            shows_cashier: settings.printer.shows_cashier,
            closing_words: settings.shop.closing_words.trim().to_owned(),
        }
    }

    #[must_use]
    pub fn shop(&self) -> Shop {
        Shop {
            name: self.shop_name.clone(),
            cuit: self.shop_cuit.clone(),
            address: self.shop_address.clone(),
        }
    }

    #[must_use]
    pub const fn marks(&self, copy: bool) -> Marks {
        Marks {
            practice: self.practice,
            test_environment: self.test_environment,
            copy,
        }
    }

    /// A moment by the till's zone.
    fn local(&self, at: UnixMs) -> DateTime {
        let moment = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        moment.to_zoned(self.zone.clone()).datetime()
    }
}

/// The name of the person who did something; `None` for the till itself and for a
/// person without a name.
fn name_of(names: &NamesOfPeople, actor: &Actor) -> Option<String> {
    match actor {
        Actor::Till | Actor::Counter | Actor::Unidentified => None,
        Actor::Person { id, .. } => Some(names.of(*id)),
    }
}

fn names(read: &Read<'_>) -> Result<NamesOfPeople, LedgerError> {
    NamesOfPeople::read(read)
}
