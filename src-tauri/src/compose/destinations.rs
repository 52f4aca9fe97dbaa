//! The destinations of the settings: where secrets go and whom cards pay.

use super::place::Place;
use super::{bind, notices, pagouno, totalcoin};
use domain::Destination;
use till::settings::Settings;

/// All destinations in the settings, whether or not a secret for them is set.
/// An invalid address is not included: another check refuses its setting.
pub(crate) fn named(settings: &Settings) -> Vec<Place> {
    let mut places = Vec::new();
    places.extend(totalcoin::place(settings));
    places.extend(pagouno::places(settings));
    places.extend(bind::places(settings));
    places.extend(notices::place(settings));
    places
}

/// One destination; `None` if the settings do not name it.
pub(crate) fn named_one(settings: &Settings, which: Destination) -> Option<Place> {
    named(settings)
        .into_iter()
        .find(|it| it.destination == which)
}

#[cfg(test)]
mod tests {
    use super::*;
    use till::setup::destinations::Destinations;

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

    /// Bind's tokens go to one address, and its credentials to another, for
    /// which no host is known.
    #[test]
    fn bind_has_two_destinations() {
        let of = |text: &str| {
            let settings = Settings::read(text).unwrap();
            let which = [Destination::Bind, Destination::BindToken];
            which.map(|which| named_one(&settings, which))
        };
        let [api, token] = of("[bind]\ntoken_url = \"https://token.example.com/t/\"\n");
        let (api, token) = (api.unwrap(), token.unwrap());
        assert_eq!(api.value, "https://api.bindpagos.com.ar");
        assert_eq!(token.value, "https://token.example.com/t");
        for place in [api, token] {
            assert_eq!(place.band(&Destinations::default()), None);
        }
        assert_eq!(of("")[1], None);
        let [strange, _] = of("[bind]\nbase_url = \"https://otra.example.com\"\n");
        assert!(strange.unwrap().band(&Destinations::default()).is_some());
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
