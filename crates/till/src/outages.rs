//! What stands between the till and those whom it speaks to, from what their
//! last failures showed. It asks nobody.

use crate::Till;
use crate::ports::NetworkCheck;
use domain::{Provider, UnixMs};
use providers::{Network, Others, Outage, Symptom};
use std::sync::Arc;

/// For how long before a failure another's answer still says that the network
/// was up, in milliseconds.
const BESIDE_MS: i64 = 30_000;

/// Whom the till speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    Provider(Provider),
    /// The relay, which brings notices.
    Relay,
}

/// The state of a contact that is set up. Times are by [`Till::timer_now`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactState {
    pub contact: Contact,
    /// The last good answer.
    pub good_at: Option<UnixMs>,
    /// The last failure.
    pub failed_at: Option<UnixMs>,
    /// What that failure showed; `None` where the other side itself answered.
    symptom: Option<Symptom>,
}

impl ContactState {
    /// Whether it failed after its last good answer.
    #[must_use]
    pub fn is_down(&self) -> bool {
        let failed = self.failed_at;
        failed.is_some_and(|failed| self.good_at.is_none_or(|good| failed >= good))
    }

    /// Whether it does not answer, for a reason on the way.
    fn is_out(&self) -> bool {
        self.is_down() && self.symptom.is_some()
    }

    /// What stands in the way, from what it and the others show.
    fn outage(&self, network: Network, all: &[ContactState]) -> Option<Outage> {
        let symptom = self.symptom.filter(|_| self.is_down())?;
        let failed = self.failed_at?;
        let others = all.iter().filter(|other| other.contact != self.contact);
        let mut seen = Others::Unknown;
        for other in others {
            let is_recent = |at: UnixMs| at.since_ms(failed) >= -BESIDE_MS;
            if !other.is_out() {
                // One that refuses by its own word was reached as well.
                let reached = other.good_at.max(other.failed_at);
                if reached.is_some_and(is_recent) {
                    seen = Others::Answer;
                    break;
                }
            } else if seen == Others::Unknown {
                seen = Others::Fail;
            }
        }
        Some(Outage::of(symptom, network, seen))
    }
}

/// The one cause of an outage of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutageOfAll {
    pub kind: Outage,
    /// Since when, as far as the till noticed: the first failure after the last
    /// good answer of anybody.
    pub since: UnixMs,
    /// The last failure.
    pub checked_at: UnixMs,
}

impl Till {
    /// The same till, which asks the machine about its network where a failure
    /// needs to be told apart.
    #[must_use]
    pub fn with_network(mut self, network: Arc<dyn NetworkCheck>) -> Till {
        self.network = Some(network);
        self
    }

    /// The contacts that are set up, in the order of the screen.
    #[must_use]
    pub fn contact_states(&self) -> Vec<ContactState> {
        // A provider's client tells the time of day, the relay's contact is by
        // the timers; they differ by less than a jump.
        let totalcoin = self.totalcoin.as_ref().map(|totalcoin| {
            let contact = totalcoin.contact();
            ContactState {
                contact: Contact::Provider(Provider::Totalcoin),
                good_at: contact.good_at,
                failed_at: contact.failure.as_ref().map(|failure| failure.at),
                symptom: contact.failure.and_then(|failure| failure.symptom),
            }
        });
        let relay = self.notices.as_ref().map(|_| {
            let contact = self.contacts.relay();
            ContactState {
                contact: Contact::Relay,
                good_at: contact.good_at,
                failed_at: contact.failed_at,
                symptom: contact.symptom,
            }
        });
        let cards = self.pagouno.as_ref().filter(|_| self.charges_cards());
        let pagouno = cards.map(|pagouno| {
            let contact = pagouno.contact();
            ContactState {
                contact: Contact::Provider(Provider::Pagouno),
                good_at: contact.good_at,
                failed_at: contact.failure.as_ref().map(|failure| failure.at),
                symptom: contact.failure.and_then(|failure| failure.symptom),
            }
        });
        let bind = self.bind.as_ref().map(|bind| {
            let contact = bind.contact();
            ContactState {
                contact: Contact::Provider(Provider::Bind),
                good_at: contact.good_at,
                failed_at: contact.failure.as_ref().map(|failure| failure.at),
                symptom: contact.failure.and_then(|failure| failure.symptom),
            }
        });
        [totalcoin, relay, pagouno, bind]
            .into_iter()
            .flatten()
            .collect()
    }

    /// What stands between the till and a contact; `None` while it answers, or
    /// where it refuses by its own word.
    #[must_use]
    pub fn outage_of(&self, contact: Contact) -> Option<Outage> {
        let all = self.contact_states();
        let state = all.iter().find(|state| state.contact == contact)?;
        state.outage(self.network_now(), &all)
    }

    /// The one cause that darkens every contact; `None` where any answers, or
    /// where there are several causes.
    #[must_use]
    pub fn outage_of_all(&self) -> Option<OutageOfAll> {
        of_all(&self.contact_states(), self.network_now())
    }

    fn network_now(&self) -> Network {
        self.network
            .as_ref()
            .map_or(Network::Local, |network| network.network())
    }
}

fn of_all(all: &[ContactState], network: Network) -> Option<OutageOfAll> {
    let mut kinds = all.iter().map(|state| state.outage(network, all));
    let kind = kinds.next()??;
    if !kinds.all(|other| other == Some(kind)) {
        return None;
    }
    let last_good = all.iter().filter_map(|state| state.good_at).max();
    let failed = || all.iter().filter_map(|state| state.failed_at);
    Some(OutageOfAll {
        kind,
        since: last_good.or_else(|| failed().min())?,
        checked_at: failed().max()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTALCOIN: Contact = Contact::Provider(Provider::Totalcoin);
    const PAGOUNO: Contact = Contact::Provider(Provider::Pagouno);

    fn up(contact: Contact, good_at: i64) -> ContactState {
        ContactState {
            contact,
            good_at: Some(UnixMs(good_at)),
            failed_at: None,
            symptom: None,
        }
    }

    fn down(contact: Contact, failed_at: i64, symptom: Symptom) -> ContactState {
        ContactState {
            contact,
            good_at: Some(UnixMs(1_000)),
            failed_at: Some(UnixMs(failed_at)),
            symptom: Some(symptom),
        }
    }

    fn told(all: &[ContactState]) -> (Vec<Option<Outage>>, Option<Outage>) {
        let each = all.iter().map(|it| it.outage(Network::Local, all));
        (
            each.collect(),
            of_all(all, Network::Local).map(|all| all.kind),
        )
    }

    #[test]
    fn what_the_others_say_tells_the_internet_from_a_name_and_a_provider() {
        let name = Symptom::NameUnknown;
        let one = [down(TOTALCOIN, 100_000, name), up(Contact::Relay, 99_000)];
        assert_eq!(told(&one), (vec![Some(Outage::NameNotFound), None], None));

        let both = [
            down(TOTALCOIN, 100_000, name),
            down(Contact::Relay, 99_000, Symptom::NoRoute),
        ];
        let no_internet = Some(Outage::NoInternet);
        assert_eq!(told(&both), (vec![no_internet, no_internet], no_internet));

        // An answer from long before the failure says nothing about now.
        let stale = [
            down(TOTALCOIN, 100_000, Symptom::ConnectTooSlow),
            up(PAGOUNO, 5_000),
        ];
        assert_eq!(told(&stale).0[0], no_internet);

        let mixed = [
            down(TOTALCOIN, 100_000, Symptom::ServerError),
            down(PAGOUNO, 100_000, Symptom::Certificate),
        ];
        assert_eq!(
            told(&mixed),
            (
                vec![Some(Outage::ProviderDown), Some(Outage::Certificate)],
                None
            )
        );
    }

    #[test]
    fn a_refusal_by_its_own_word_is_no_outage_and_shows_that_the_network_is_up() {
        let refused = ContactState {
            symptom: None,
            ..down(PAGOUNO, 100_000, Symptom::Foreign)
        };
        let all = [refused, down(TOTALCOIN, 100_000, Symptom::NameUnknown)];
        assert_eq!(told(&all), (vec![None, Some(Outage::NameNotFound)], None));
    }

    #[test]
    fn the_cause_of_all_is_since_the_last_good_answer() {
        let all = [
            down(TOTALCOIN, 60_000, Symptom::NoRoute),
            down(PAGOUNO, 90_000, Symptom::NoRoute),
        ];
        assert_eq!(
            of_all(&all, Network::None),
            Some(OutageOfAll {
                kind: Outage::NoNetwork,
                since: UnixMs(1_000),
                checked_at: UnixMs(90_000),
            })
        );
        assert_eq!(of_all(&[], Network::None), None);
    }
}
