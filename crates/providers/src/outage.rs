//! What stands between the till and a provider, told apart by what a person can
//! do about it. It is derived from what failed requests showed, so that telling
//! it costs no request of its own.

use outbound::{Answer, SendError, Unreached};

/// What a failed request showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symptom {
    /// The host's name is not known.
    NameUnknown,
    /// The name server did not answer in time.
    NameTooSlow,
    /// No connection was made in time.
    ConnectTooSlow,
    /// This machine has no way to the host.
    NoRoute,
    /// The host refused the connection.
    Refused,
    /// The host's certificate is not trusted.
    Certificate,
    /// The proxy is away, refuses, or is wanted and not set.
    Proxy,
    /// A connection was made, and no whole answer came in time.
    NoAnswer,
    /// A web page came where the provider's own form was expected.
    WebPage,
    /// The provider, or a server before it, says that it cannot answer.
    ServerError,
    /// What came is not the provider's.
    Foreign,
}

impl Symptom {
    #[must_use]
    pub fn of_send(error: &SendError) -> Symptom {
        match error.unreached() {
            Some(Unreached::NameUnknown) => Symptom::NameUnknown,
            Some(Unreached::NameTooSlow) => Symptom::NameTooSlow,
            Some(Unreached::ConnectTooSlow) => Symptom::ConnectTooSlow,
            Some(Unreached::Certificate) => Symptom::Certificate,
            Some(Unreached::Proxy) => Symptom::Proxy,
            Some(Unreached::Refused) => Symptom::Refused,
            Some(Unreached::NoConnection) => Symptom::NoRoute,
            None if matches!(error, SendError::Malformed(_) | SendError::TooLarge { .. }) => {
                Symptom::Foreign
            }
            None => Symptom::NoAnswer,
        }
    }

    /// What a whole answer shows that is not the provider's own.
    #[must_use]
    pub fn of_answer(answer: &Answer) -> Symptom {
        if answer.is_web_page() {
            return Symptom::WebPage;
        }
        Symptom::of_status(answer.status)
    }

    #[must_use]
    pub fn of_status(status: u16) -> Symptom {
        match status {
            407 => Symptom::Proxy,
            // "Network Authentication Required" is a captive portal's own word.
            511 => Symptom::WebPage,
            408 => Symptom::NoAnswer,
            429 | 500.. => Symptom::ServerError,
            // A portal sends the browser to its own page.
            300..=399 => Symptom::WebPage,
            _ => Symptom::Foreign,
        }
    }
}

/// What stands between the till and a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outage {
    /// This machine has no network: a cable, a wifi.
    NoNetwork,
    /// The shop's own network is up, and nothing beyond it answers.
    NoInternet,
    /// Others are reached, and this name is not known.
    NameNotFound,
    /// Others are reached, and this provider is broken or gone.
    ProviderDown,
    /// The network wants somebody to log in on a web page first.
    CaptivePortal,
    /// The network wants a proxy, or the one that is set does not serve.
    ProxyWanted,
    /// The provider's certificate is not trusted.
    Certificate,
    /// It is reached, and takes too long.
    TooSlow,
}

impl Outage {
    pub const ALL: [Outage; 8] = [
        Outage::NoNetwork,
        Outage::NoInternet,
        Outage::NameNotFound,
        Outage::ProviderDown,
        Outage::CaptivePortal,
        Outage::ProxyWanted,
        Outage::Certificate,
        Outage::TooSlow,
    ];

    /// What stands in the way, from what the failed request showed and from
    /// what is known around it.
    #[must_use]
    pub const fn of(symptom: Symptom, network: Network, others: Others) -> Outage {
        match network {
            // Without a network, no other reason matters.
            Network::None => return Outage::NoNetwork,
            Network::WithoutInternet => return Outage::NoInternet,
            Network::Local => {}
        }
        match symptom {
            Symptom::Certificate => Outage::Certificate,
            Symptom::Proxy => Outage::ProxyWanted,
            Symptom::WebPage => Outage::CaptivePortal,
            Symptom::NoAnswer => Outage::TooSlow,
            Symptom::ServerError | Symptom::Refused | Symptom::Foreign => Outage::ProviderDown,
            Symptom::NameUnknown => match others {
                Others::Answer | Others::Unknown => Outage::NameNotFound,
                Others::Fail => Outage::NoInternet,
            },
            Symptom::NameTooSlow | Symptom::ConnectTooSlow => match others {
                Others::Answer => Outage::TooSlow,
                Others::Unknown | Others::Fail => Outage::NoInternet,
            },
            Symptom::NoRoute => match others {
                Others::Answer => Outage::ProviderDown,
                Others::Unknown | Others::Fail => Outage::NoInternet,
            },
        }
    }
}

/// What the machine itself knows of its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// There is no way out of the machine.
    None,
    /// There is a network; whether it leads anywhere is not known.
    Local,
    /// There is a network, and it is known not to lead outside.
    WithoutInternet,
}

/// Whether other parties outside answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// At least one answered since.
    Answer,
    /// None answers.
    Fail,
    /// There is no other, or it was not asked.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_symptom_means_what_is_known_around_it() {
        let of = |symptom, others| Outage::of(symptom, Network::Local, others);
        assert_eq!(
            of(Symptom::NameUnknown, Others::Answer),
            Outage::NameNotFound
        );
        assert_eq!(of(Symptom::NameUnknown, Others::Fail), Outage::NoInternet);
        assert_eq!(of(Symptom::ConnectTooSlow, Others::Answer), Outage::TooSlow);
        assert_eq!(
            of(Symptom::ConnectTooSlow, Others::Fail),
            Outage::NoInternet
        );
        assert_eq!(of(Symptom::NoRoute, Others::Answer), Outage::ProviderDown);
        assert_eq!(of(Symptom::NoRoute, Others::Unknown), Outage::NoInternet);
        for others in [Others::Answer, Others::Fail, Others::Unknown] {
            assert_eq!(of(Symptom::Refused, others), Outage::ProviderDown);
            assert_eq!(of(Symptom::ServerError, others), Outage::ProviderDown);
            assert_eq!(of(Symptom::WebPage, others), Outage::CaptivePortal);
            assert_eq!(of(Symptom::Proxy, others), Outage::ProxyWanted);
            assert_eq!(of(Symptom::Certificate, others), Outage::Certificate);
            assert_eq!(of(Symptom::NoAnswer, others), Outage::TooSlow);
            let without = Outage::of(Symptom::NameUnknown, Network::None, others);
            assert_eq!(without, Outage::NoNetwork);
            let inside = Outage::of(Symptom::Refused, Network::WithoutInternet, others);
            assert_eq!(inside, Outage::NoInternet);
        }
    }

    #[test]
    fn a_status_says_who_answered() {
        assert_eq!(Symptom::of_status(407), Symptom::Proxy);
        assert_eq!(Symptom::of_status(511), Symptom::WebPage);
        assert_eq!(Symptom::of_status(302), Symptom::WebPage);
        assert_eq!(Symptom::of_status(502), Symptom::ServerError);
        assert_eq!(Symptom::of_status(200), Symptom::Foreign);
    }
}
