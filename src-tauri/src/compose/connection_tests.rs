//! Tests of the connections, for the settings screen and for `doctor` alike:
//! the one place that says which failure has which outcome. Nothing is charged
//! and no notice is taken.

use crate::compose::{BUILT_IN, built_in_config};
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use api::dto::ConnectionOutcome as Outcome;
use domain::TillNumber;
use providers::pagouno::{self, PagoUno};
use providers::totalcoin::{Credentials, Error, NotSent, TotalCoin};
use providers::{BaseUrl, BaseUrlError, BuildError, Proxy, SendError, Unreached};
use relay_client::{Cursor, NoticesError, RelayClient, Retry, Setting};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use till::clock::SKEW_BLOCKS_MS;
use till::ports::{Clock as _, SecretError, Secrets};
use tokio::net::{TcpListener, UdpSocket};
use tokio::time::Instant;

/// An address for documents, which nobody has: a machine without a network
/// knows no way to it. Nothing is sent there.
const FAR_AWAY: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 443);

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// How the connection is.
    pub(crate) outcome: Outcome,
    /// For a technician; it never holds a secret.
    pub(crate) detail: Option<String>,
    /// How long it took, in milliseconds.
    pub(crate) took_ms: u32,
    /// The other side's clock less ours, where it told its time, in
    /// milliseconds.
    pub(crate) skew_ms: Option<i64>,
}

/// An outcome and its detail.
type Told = (Outcome, Option<String>);

impl Found {
    fn since(began: Instant, (outcome, detail): Told, skew_ms: Option<i64>) -> Found {
        Found {
            outcome,
            detail,
            took_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
            skew_ms,
        }
    }

    /// What keeps a test from being made at all.
    pub(crate) fn at_once(outcome: Outcome, detail: Option<String>) -> Found {
        Found {
            outcome,
            detail,
            took_ms: 0,
            skew_ms: None,
        }
    }
}

/// The secret that was given, or else the stored one.
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
        Ok(None) => Err(Found::at_once(
            Outcome::SecretMissing,
            Some(name.to_owned()),
        )),
        Err(error) => Err(of_store(&error)),
    }
}

pub(crate) fn of_store(error: &SecretError) -> Found {
    Found::at_once(Outcome::SecretsUnavailable, Some(error.to_string()))
}

/// A login at TotalCoin.
pub(crate) async fn totalcoin(
    base_url: &str,
    credentials: Credentials,
    clock: &Arc<SystemClock>,
    through: Option<&str>,
) -> Found {
    let began = Instant::now();
    let base = match address(base_url) {
        Ok(base) => base,
        Err(told) => return Found::since(began, told, None),
    };
    let clock = Arc::clone(clock);
    let client = TotalCoin::new(base.clone(), credentials, move || clock.read());
    let client = client.and_then(|client| client.through(proxy(through)?.as_ref()));
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            let told = (Outcome::MachineUnfit, Some(error.to_string()));
            return Found::since(began, told, None);
        }
    };
    let logged_in = client.log_in().await;
    let skew_ms = client.contact().clock_skew_ms;
    let told = match logged_in {
        Ok(()) => match skew_ms {
            Some(skew) if skew.abs() > SKEW_BLOCKS_MS => {
                (Outcome::ClockSkewed, Some(format!("{skew} ms")))
            }
            Some(_) | None => (Outcome::Ok, None),
        },
        Err(error) => of_totalcoin(&error, &base).await,
    };
    Found::since(began, told, skew_ms)
}

/// A question to pagoUno about a purchase that does not exist. It charges
/// nothing and proves the public key; the private one goes nowhere.
pub(crate) async fn pagouno(
    base_url: &str,
    public_key: SecretString,
    clock: &Arc<SystemClock>,
    through: Option<&str>,
) -> Found {
    let began = Instant::now();
    let base = match address(base_url) {
        Ok(base) => base,
        Err(told) => return Found::since(began, told, None),
    };
    let keys = pagouno::Keys {
        public: public_key,
        private: SecretString::from(String::new()),
        access: BTreeMap::new(),
    };
    let clock = Arc::clone(clock);
    let client = PagoUno::new(base.clone(), keys, move || clock.now());
    let client = client.and_then(|client| client.through(proxy(through)?.as_ref()));
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            let told = (Outcome::MachineUnfit, Some(error.to_string()));
            return Found::since(began, told, None);
        }
    };
    let told = match client.look().await {
        Ok(()) => (Outcome::Ok, None),
        Err(error) => of_pagouno(&error, &base).await,
    };
    Found::since(began, told, None)
}

/// A look at the relay's notices from their start, without waiting.
pub(crate) async fn relay(
    url: &str,
    key: SecretString,
    number: TillNumber,
    installation: String,
    through: Option<&str>,
) -> Found {
    let began = Instant::now();
    let base = match address(url) {
        Ok(base) => base,
        Err(told) => return Found::since(began, told, None),
    };
    let client = RelayClient::connect(base.clone(), key, number, installation);
    let client = client.and_then(|client| client.through(proxy(through)?.as_ref()));
    let client = match client {
        Ok(client) => client,
        Err(error) => {
            let told = (Outcome::MachineUnfit, Some(error.to_string()));
            return Found::since(began, told, None);
        }
    };
    let told = match client.notices(Cursor::START, 0).await {
        Ok(_) => (Outcome::Ok, None),
        Err(error) => of_relay(&error, &base).await,
    };
    Found::since(began, told, None)
}

/// The relay inside the app: its file, and where it does not run yet, whether
/// it could listen.
pub(crate) async fn relay_inside(folder: &Folder, runs: bool) -> Found {
    let began = Instant::now();
    let told = match built_in_config(folder) {
        Err(error) => (Outcome::RelayFileUnfit, Some(error.to_string())),
        Ok(_) if runs => (Outcome::Ok, None),
        Ok((config, _)) => match TcpListener::bind(config.listen).await {
            Ok(_) => (Outcome::Ok, None),
            Err(error) => {
                let detail = format!("{}: {error}", config.listen);
                (Outcome::RelayFileUnfit, Some(detail))
            }
        },
    };
    Found::since(began, told, None)
}

/// Whether a relay's address means the one inside the app.
pub(crate) fn is_inside(url: &str) -> bool {
    url.trim() == BUILT_IN
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

async fn of_totalcoin(error: &Error, base: &BaseUrl) -> Told {
    match error {
        Error::Credentials => (Outcome::WrongCredentials, None),
        Error::Permission { message } => {
            let words = Some(message.clone()).filter(|words| !words.is_empty());
            (Outcome::NoPermission, words)
        }
        Error::RetryLater => (Outcome::Busy, None),
        Error::NotSent(NotSent::NoConnection(cause)) => unreached(cause, base).await,
        Error::NotSent(NotSent::LoginLost(cause)) => (unanswered(cause), Some(chain(cause))),
        Error::NotSent(NotSent::LoginStatus(status)) => {
            (of_status(*status), Some(format!("HTTP {status}")))
        }
        Error::NotSent(NotSent::LoginUnreadable) => {
            (Outcome::NotTheProvider, Some(error.to_string()))
        }
        // A login's failure is never one of a pre-order.
        Error::AnswerLost(_) => (Outcome::TooSlow, Some(error.to_string())),
        Error::Rejected { status, .. } => (of_status(*status), Some(format!("HTTP {status}"))),
    }
}

async fn of_pagouno(error: &pagouno::Error, base: &BaseUrl) -> Told {
    match error {
        pagouno::Error::Credentials => (Outcome::WrongCredentials, None),
        pagouno::Error::NoConnection(cause) => unreached(cause, base).await,
        pagouno::Error::NoAnswer(cause) => (unanswered(cause), Some(chain(&**cause))),
        pagouno::Error::NoWord { status } => (of_status(*status), Some(format!("HTTP {status}"))),
        // A question is answered or not: it is never refused, and names no
        // merchant of a split.
        pagouno::Error::Refused { status, .. } => {
            (of_status(*status), Some(format!("HTTP {status}")))
        }
        pagouno::Error::AccessKeyMissing(_) => (Outcome::SecretMissing, Some(error.to_string())),
    }
}

async fn of_relay(error: &NoticesError, base: &BaseUrl) -> Told {
    let outcome = match error {
        NoticesError::Retry(Retry::NoConnection(cause)) => return unreached(cause, base).await,
        NoticesError::Retry(Retry::NoAnswer(cause)) => {
            return (unanswered(cause), Some(chain(cause)));
        }
        NoticesError::Retry(Retry::Unavailable { status }) => of_status(*status),
        NoticesError::FixSetting(Setting::Key) => Outcome::RelayKeyUnknown,
        NoticesError::FixSetting(Setting::TillNumber { .. }) => Outcome::RelayKeyOfAnotherTill,
        NoticesError::FixSetting(Setting::InUseElsewhere { .. }) => Outcome::RelayKeyInUse,
        NoticesError::FixSetting(Setting::Address { .. }) => Outcome::NotTheProvider,
        // A page of anything with 200 is not a relay's.
        NoticesError::Unreadable {
            status: Some(200) | None,
            ..
        } => Outcome::NotTheProvider,
        NoticesError::Unreadable {
            status: Some(_), ..
        } => Outcome::OtherVersion,
    };
    (outcome, Some(chain(error)))
}

/// No connection came about, and by its type the error says why; whether this
/// machine has a network at all is asked of the machine.
async fn unreached(cause: &SendError, base: &BaseUrl) -> Told {
    let detail = Some(chain(cause));
    let outcome = match cause.unreached() {
        Some(Unreached::NameTooSlow) => Outcome::NameTooSlow,
        Some(Unreached::ConnectTooSlow) => Outcome::ConnectionTooSlow,
        Some(Unreached::Certificate) => Outcome::CertificateUntrusted,
        Some(Unreached::Proxy) => Outcome::ProxyUnreached,
        Some(Unreached::NameUnknown) => Outcome::NoSuchHost,
        Some(Unreached::NoConnection) | None => Outcome::NoConnection,
    };
    // Without a network nothing else is worth saying.
    if !base.is_loopback() && !has_network().await {
        return (Outcome::NoNetwork, detail);
    }
    (outcome, detail)
}

/// The proxy that is set, where one is.
pub(crate) fn proxy(address: Option<&str>) -> Result<Option<Proxy>, BuildError> {
    address.map(Proxy::parse).transpose()
}

/// Whether this machine knows a way out at all.
async fn has_network() -> bool {
    match UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await {
        Ok(socket) => socket.connect(FAR_AWAY).await.is_ok(),
        Err(_) => false,
    }
}

/// It was reached, and no whole answer came.
fn unanswered(cause: &SendError) -> Outcome {
    if matches!(cause, SendError::TooLarge { .. } | SendError::Malformed(_)) {
        Outcome::NotTheProvider
    } else {
        Outcome::TooSlow
    }
}

fn of_status(status: u16) -> Outcome {
    match status {
        429 => Outcome::Busy,
        408 => Outcome::TooSlow,
        500.. => Outcome::ServerError,
        _ => Outcome::NotTheProvider,
    }
}

/// An error's words and those of its causes, which hold no address and no
/// header.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
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
