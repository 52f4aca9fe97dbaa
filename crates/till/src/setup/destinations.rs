//! Where the shop's secrets are sent, and whom its cards pay. Without a
//! manager, the till uses the settings file without questions. Once the shop
//! has a manager, a value that differs from the last confirmed one waits for a
//! manager's confirmation, and no stored secret is sent there before.
//!
//! All of this is computed from the journal: what was in force, when the first
//! manager was named, and what a manager confirmed.

use crate::{Till, TillError};
use domain::{Actor, Destination, DestinationIs, Event, Refusal, Role, TillEvent, UnixMs};
use ledger::{Ledger, Read, StateKey, Subject};
use std::collections::BTreeMap;

/// How a destination of the settings compares with the confirmed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// A manager confirmed it.
    Confirmed,
    /// It is used without confirmation: it is the first of its kind, or there
    /// is no manager.
    Taken,
    /// It waits for a manager's confirmation, because another one was used so
    /// far.
    Waits {
        /// The destination used so far.
        before: String,
    },
}

/// The destinations in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations {
    in_force: BTreeMap<Destination, String>,
    /// The destinations in use: the first one, the last one before there was a
    /// manager, or the one that a manager confirmed.
    taken: BTreeMap<Destination, String>,
    /// The destinations that a manager confirmed.
    confirmed: BTreeMap<Destination, String>,
    has_manager: bool,
}

pub fn destinations(read: &Read<'_>) -> Result<Destinations, TillError> {
    let mut sum = Destinations::default();
    for entry in read.entries_of(&Subject::Till)? {
        if let Event::Till(event) = &entry.event {
            sum.apply(event);
        }
    }
    Ok(sum)
}

impl Destinations {
    fn apply(&mut self, event: &TillEvent) {
        if let TillEvent::AddressesInForce { destinations, .. } = event {
            self.in_force = destinations
                .iter()
                .map(|it| (it.destination, it.value.clone()))
                .collect();
            for (destination, value) in self.in_force.clone() {
                if !self.has_manager {
                    self.taken.insert(destination, value);
                } else {
                    self.taken.entry(destination).or_insert(value);
                }
            }
        } else if let TillEvent::PersonNamed {
            role: Role::Manager,
            ..
        } = event
        {
            if !self.has_manager {
                self.has_manager = true;
                self.confirmed = self.in_force.clone();
            }
        } else if let TillEvent::DestinationConfirmed { destination, value } = event {
            self.taken.insert(*destination, value.clone());
            self.confirmed.insert(*destination, value.clone());
        }
    }

    /// How a value compares with the confirmed one.
    #[must_use]
    pub fn confirmation(&self, destination: Destination, value: &str) -> Confirmation {
        if self
            .confirmed
            .get(&destination)
            .is_some_and(|it| it == value)
        {
            return Confirmation::Confirmed;
        }
        match self.taken.get(&destination) {
            Some(before) if self.has_manager && before != value => Confirmation::Waits {
                before: before.clone(),
            },
            Some(_) | None => Confirmation::Taken,
        }
    }

    /// Whether these are the destinations that were last in force.
    #[must_use]
    pub fn are_in_force(&self, now: &[DestinationIs]) -> bool {
        self.in_force.len() == now.len()
            && now
                .iter()
                .all(|it| self.in_force.get(&it.destination) == Some(&it.value))
    }
}

/// Journals the destinations in force if they changed.
pub async fn note_in_force(
    ledger: &Ledger,
    addresses: Vec<String>,
    in_force: Vec<DestinationIs>,
    now: UnixMs,
) -> Result<(), TillError> {
    ledger
        .write(move |write| {
            let joined = addresses.join(" ");
            let is_known = write.state(StateKey::AddressesInForce)?.as_deref() == Some(&joined);
            if is_known && destinations(write)?.are_in_force(&in_force) {
                return Ok(());
            }
            write.set_state(StateKey::AddressesInForce, &joined)?;
            let event = TillEvent::AddressesInForce {
                addresses,
                destinations: in_force,
            };
            Ok(write.record_till(&Actor::Till, now, &[event])?)
        })
        .await
}

impl Till {
    /// The same till, but it sends nothing to those destinations until a
    /// manager confirms them.
    #[must_use]
    pub fn with_unconfirmed(mut self, unconfirmed: Vec<Destination>) -> Till {
        self.unconfirmed = unconfirmed;
        self
    }

    /// Confirms a destination for a manager. The shop uses it from its next
    /// opening on.
    ///
    /// # Errors
    /// Refused without a manager; otherwise the ledger's errors.
    pub async fn confirm_destination(
        &self,
        destination: Destination,
        value: String,
        by: Actor,
    ) -> Result<(), TillError> {
        if !by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                let event = TillEvent::DestinationConfirmed { destination, value };
                Ok(write.record_till(&by, now, &[event])?)
            })
            .await
    }

    /// Checks the destinations of a QR: TotalCoin makes it, and the relay tells
    /// of its payment.
    pub(crate) fn check_qr_destinations(&self) -> Result<(), TillError> {
        self.check_confirmed(&[Destination::Totalcoin, Destination::Relay])
    }

    /// Checks the destinations of a card charge: pagoUno and the merchant.
    pub(crate) fn check_card_destinations(&self) -> Result<(), TillError> {
        self.check_confirmed(&[Destination::Pagouno, Destination::CardIdentity])
    }

    /// Checks where reports, and the credentials for them, go.
    pub(crate) fn check_report_destinations(&self) -> Result<(), TillError> {
        self.check_confirmed(&[Destination::Bind, Destination::BindToken])
    }

    /// Checks where a payment with the house's wallet is asked about and heard
    /// of.
    pub(crate) fn check_bind_destinations(&self) -> Result<(), TillError> {
        self.check_confirmed(&[
            Destination::Bind,
            Destination::BindToken,
            Destination::Relay,
        ])
    }

    fn check_confirmed(&self, needed: &[Destination]) -> Result<(), TillError> {
        match needed.iter().find(|it| self.unconfirmed.contains(it)) {
            Some(destination) => Err(TillError::Unconfirmed(*destination)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Confirmation::{Confirmed, Taken};
    use Destination::{Relay, Totalcoin};

    const OURS: &str = "https://apicobranzas.totalcoin.com";
    const OTHER: &str = "https://otra.example.com";

    fn in_force(values: &[(Destination, &str)]) -> TillEvent {
        let destinations = values.iter().map(|(destination, value)| DestinationIs {
            destination: *destination,
            value: (*value).to_owned(),
        });
        TillEvent::AddressesInForce {
            addresses: Vec::new(),
            destinations: destinations.collect(),
        }
    }

    fn named(role: Role) -> TillEvent {
        TillEvent::PersonNamed {
            id: domain::PersonId::new(domain::UnixMs(0), [1; 8], domain::TillNumber(1)),
            name: "Ana".to_owned(),
            role,
        }
    }

    fn sum(events: &[TillEvent]) -> Destinations {
        let mut sum = Destinations::default();
        events.iter().for_each(|event| sum.apply(event));
        sum
    }

    fn waits(before: &str) -> Confirmation {
        Confirmation::Waits {
            before: before.to_owned(),
        }
    }

    #[test]
    fn without_a_manager_every_address_is_used() {
        let mut events = vec![in_force(&[(Totalcoin, OURS)])];
        assert_eq!(sum(&events).confirmation(Totalcoin, OTHER), Taken);
        events.extend([in_force(&[(Totalcoin, OTHER)]), named(Role::Cashier)]);
        assert_eq!(sum(&events).confirmation(Totalcoin, OURS), Taken);
        assert_eq!(sum(&[]).confirmation(Relay, OTHER), Taken);
    }

    #[test]
    fn addresses_in_force_at_the_first_manager_are_confirmed() {
        let events = [
            in_force(&[(Totalcoin, OTHER)]),
            in_force(&[(Totalcoin, OURS)]),
            named(Role::Manager),
        ];
        let sum = sum(&events);
        assert_eq!(sum.confirmation(Totalcoin, OURS), Confirmed);
        assert_eq!(sum.confirmation(Totalcoin, OTHER), waits(OURS));
        // The first destination of its kind is used, although no manager
        // confirmed it.
        assert_eq!(sum.confirmation(Relay, OTHER), Taken);
    }

    #[test]
    fn once_there_is_a_manager_only_they_change_what_is_confirmed() {
        let mut events = vec![
            in_force(&[(Totalcoin, OURS)]),
            named(Role::Manager),
            // A destination in force while it waits is not confirmed by that.
            in_force(&[(Totalcoin, OTHER), (Relay, OTHER)]),
            named(Role::Manager),
        ];
        let before = sum(&events);
        assert_eq!(before.confirmation(Totalcoin, OTHER), waits(OURS));
        assert_eq!(before.confirmation(Relay, OTHER), Taken);
        assert_eq!(before.confirmation(Relay, OURS), waits(OTHER));
        events.push(TillEvent::DestinationConfirmed {
            destination: Totalcoin,
            value: OTHER.to_owned(),
        });
        let after = sum(&events);
        assert_eq!(after.confirmation(Totalcoin, OTHER), Confirmed);
        assert_eq!(after.confirmation(Totalcoin, OURS), waits(OTHER));
    }
}
