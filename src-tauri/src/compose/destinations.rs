//! The destinations of the settings: where secrets go and whom cards pay,
//! compared with what a manager confirmed. A destination that waits gets no
//! client, so no stored secret can go there.

use super::hosts::HostKind;
use super::{notices, pagouno, totalcoin};
use api::dto::AddressView;
use domain::{Destination, DestinationIs};
use till::settings::Settings;
use till::setup::destinations::{Confirmation, Destinations};

/// One destination of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) destination: Destination,
    /// The value, as it is compared and shown.
    pub(crate) value: String,
    pub(super) kind: HostKind,
}

/// All destinations in the settings, whether or not a secret for them is set.
/// An invalid address is not included: another check refuses its setting.
pub(crate) fn named(settings: &Settings) -> Vec<Place> {
    let mut places = Vec::new();
    places.extend(totalcoin::place(settings));
    places.extend(pagouno::places(settings));
    places.extend(notices::place(settings));
    places
}

/// One destination; `None` if the settings do not name it.
pub(crate) fn named_one(settings: &Settings, which: Destination) -> Option<Place> {
    named(settings)
        .into_iter()
        .find(|it| it.destination == which)
}

impl Place {
    /// The destination for the journal.
    pub(crate) fn is(&self) -> DestinationIs {
        DestinationIs {
            destination: self.destination,
            value: self.value.clone(),
        }
    }

    /// The destination used before, if this one waits for a manager's
    /// confirmation. This machine and test hosts have a band of their own, and
    /// do not wait.
    pub(crate) fn waits(&self, known: &Destinations) -> Option<String> {
        match (self.kind, known.confirmation(self.destination, &self.value)) {
            (HostKind::Real | HostKind::Unknown, Confirmation::Waits { before }) => Some(before),
            (HostKind::Test, Confirmation::Waits { .. })
            | (
                HostKind::Real | HostKind::Test | HostKind::Unknown,
                Confirmation::Confirmed | Confirmation::Taken,
            ) => None,
        }
    }

    /// The band on the selling screen; `None` if nothing needs to be said.
    pub(crate) fn band(&self, known: &Destinations) -> Option<AddressView> {
        let before = self.waits(known);
        let is_confirmed =
            known.confirmation(self.destination, &self.value) == Confirmation::Confirmed;
        let is_strange = self.kind == HostKind::Unknown && !is_confirmed;
        (before.is_some() || is_strange).then(|| AddressView {
            what: self.destination.into(),
            address: self.value.clone(),
            waits: before.is_some(),
            before,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_address_are_equal() {
        let text = "[totalcoin]\nbase_url = \"HTTPS://ApiCobranzas.totalcoin.com/\"\n\
                    [relay]\nurl = \"built-in\"\n\
                    [pagouno]\nmerchant_code_group = \"MG-1\"\nseller_code = \"A\"\n\
                    [[pagouno.split]]\nmerchant_code_group = \"MG-2\"\nshare_bp = 500\n";
        let settings = Settings::read(text).unwrap();
        let values = |which| named_one(&settings, which).map(|it| it.value);
        assert_eq!(
            values(Destination::Totalcoin).as_deref(),
            Some("https://apicobranzas.totalcoin.com")
        );
        assert_eq!(values(Destination::Relay), None);
        assert_eq!(
            values(Destination::CardIdentity).as_deref(),
            Some("MG-1 · A ·  + MG-2 500")
        );
        assert_eq!(
            named_one(&Settings::default(), Destination::CardIdentity),
            None
        );
    }

    #[test]
    fn an_unknown_host_has_a_band_until_a_manager_confirms_it() {
        let strange = "[totalcoin]\nbase_url = \"https://otra.example.com\"\n";
        let settings = Settings::read(strange).unwrap();
        let place = named_one(&settings, Destination::Totalcoin).unwrap();
        let band = place.band(&Destinations::default()).unwrap();
        assert!(!band.waits && band.before.is_none());
        let ours = named_one(&Settings::default(), Destination::Totalcoin).unwrap();
        assert_eq!(ours.band(&Destinations::default()), None);
    }
}
