//! The common part of connection tests, for the settings screen and for
//! `doctor`: what a failure to reach a provider means. Each provider's test is
//! in the provider's file; no test charges anything or takes a notice.

use api::dto::{ConnectionOutcome as Outcome, OrderSeen};
use providers::{BaseUrl, BaseUrlError, BuildError, Network, Proxy, SendError, Symptom, Unreached};
use secrecy::SecretString;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use till::ports::{NetworkCheck, SecretError, Secrets};

/// An address reserved for documentation. A machine without a network has no
/// route to it. Nothing is sent there.
const FAR_AWAY: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 443);

/// The result of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) outcome: Outcome,
    /// For a technician; it never contains a secret.
    pub(crate) detail: Option<String>,
    /// The other side's clock less ours, where it told its time, in
    /// milliseconds.
    pub(crate) skew_ms: Option<i64>,
    /// What the failure showed of the way there; `None` if the other side
    /// itself answered, or nothing was sent.
    pub(crate) symptom: Option<Symptom>,
    /// What Bind says about the shop's QR, if it was asked.
    pub(crate) qr: Option<OrderSeen>,
}

/// An outcome and its detail.
pub(crate) type Told = (Outcome, Option<String>);

impl From<Told> for Found {
    fn from((outcome, detail): Told) -> Found {
        Found {
            outcome,
            detail,
            skew_ms: None,
            symptom: None,
            qr: None,
        }
    }
}

/// The given secret, or else the stored one.
pub(crate) async fn given_or_stored(
    given: Option<SecretString>,
    store: &dyn Secrets,
    name: &str,
) -> Result<SecretString, Found> {
    if let Some(given) = given {
        return Ok(given);
    }
    match store.get(name).await {
        Ok(Some(kept)) => Ok(kept),
        Ok(None) => Err((Outcome::SecretMissing, Some(name.to_owned())).into()),
        Err(error) => Err(of_store(&error)),
    }
}

pub(crate) fn of_store(error: &SecretError) -> Found {
    (Outcome::SecretsUnavailable, Some(error.to_string())).into()
}

/// The client and the address for a test.
///
/// # Errors
/// The result of the test, if the address is invalid or this machine cannot
/// build a client.
pub(super) fn client_at<C>(
    address_text: &str,
    through: Option<&str>,
    build: impl FnOnce(BaseUrl, Option<&Proxy>) -> Result<C, BuildError>,
) -> Result<(BaseUrl, C), Found> {
    let base = address(address_text).map_err(Found::from)?;
    let client = proxy(through).and_then(|proxy| build(base.clone(), proxy.as_ref()));
    match client {
        Ok(client) => Ok((base, client)),
        Err(error) => Err((Outcome::MachineUnfit, Some(error.to_string())).into()),
    }
}

fn address(text: &str) -> Result<BaseUrl, Told> {
    BaseUrl::parse(text).map_err(|error| {
        let outcome = if error == BaseUrlError::PlainHttp {
            Outcome::NotSecure
        } else {
            Outcome::BadAddress
        };
        (outcome, Some(error.to_string()))
    })
}

/// The outcome if no connection was made. The type of the error gives the
/// reason; the machine tells whether it has a network at all.
pub(super) fn unreached(cause: &SendError, base: &BaseUrl) -> Told {
    let detail = Some(chain(cause));
    let outcome = match cause.unreached() {
        Some(Unreached::NameTooSlow) => Outcome::NameTooSlow,
        Some(Unreached::ConnectTooSlow) => Outcome::ConnectionTooSlow,
        Some(Unreached::Certificate) => Outcome::CertificateUntrusted,
        Some(Unreached::Proxy) => Outcome::ProxyUnreached,
        Some(Unreached::NameUnknown) => Outcome::NoSuchHost,
        Some(Unreached::Refused | Unreached::NoConnection) | None => Outcome::NoConnection,
    };
    // Without a network, no other reason matters.
    if !base.is_loopback() && !has_network() {
        return (Outcome::NoNetwork, detail);
    }
    (outcome, detail)
}

/// The proxy; `None` if none is set.
fn proxy(address: Option<&str>) -> Result<Option<Proxy>, BuildError> {
    address.map(Proxy::parse).transpose()
}

/// Whether this machine has any route out. Nothing is sent: a connected UDP
/// socket only looks for the route.
pub(crate) fn has_network() -> bool {
    match UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)) {
        Ok(socket) => socket.connect(FAR_AWAY).is_ok(),
        Err(_) => false,
    }
}

/// The machine's own network, for a till whose providers are outside.
pub(crate) struct MachineNetwork;

impl NetworkCheck for MachineNetwork {
    fn network(&self) -> Network {
        if has_network() {
            Network::Local
        } else {
            Network::None
        }
    }
}

/// The outcome if a connection was made and no whole answer came.
pub(super) fn unanswered(cause: &SendError) -> Outcome {
    if matches!(cause, SendError::TooLarge { .. } | SendError::Malformed(_)) {
        Outcome::NotTheProvider
    } else {
        Outcome::TooSlow
    }
}

pub(super) fn of_status(status: u16) -> Outcome {
    match status {
        429 => Outcome::Busy,
        408 => Outcome::TooSlow,
        500.. => Outcome::ServerError,
        _ => Outcome::NotTheProvider,
    }
}

/// The messages of an error and of its causes. They contain no address and no
/// header.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        let inner_words = inner.to_string();
        if !words.contains(&inner_words) {
            words = format!("{words}: {inner_words}");
        }
        next = inner.source();
    }
    words
}

#[cfg(test)]
mod tests;
