//! Bind: its hosts, its client, and the test of its connection.

use super::ComposeError;
use super::connection::{Found, Told, chain, client_at, of_status, unanswered, unreached};
use super::hosts::{HostKind, Hosts};
use super::parts::{base_url, stored};
use super::place::Place;
use crate::machine::clock::SystemClock;
use api::dto::{ConnectionOutcome as Outcome, OrderSeen, OrderState};
use domain::Destination;
pub(crate) use providers::bind::Credentials;
use providers::bind::{Bind, Error, Lost, NotSent, OrderAmount, QrInfo, QrStatus};
use providers::{BaseUrl, Proxy};
use std::sync::Arc;
use till::ports::{self, Clock as _, Secrets};
use till::settings::Settings;

pub(super) const HOSTS: Hosts = Hosts {
    real: &["api.bindpagos.com.ar"],
    test: &["gw-staging-qrbind.epays.services"],
};

/// Where its token and its credentials go.
pub(super) fn places(settings: &Settings) -> Vec<Place> {
    let api = BaseUrl::parse(&settings.bind.base_url)
        .ok()
        .map(|base| Place {
            destination: Destination::Bind,
            value: base.as_str().to_owned(),
            kind: HOSTS.kind(&base),
        });
    let token = BaseUrl::parse(&settings.bind.token_url)
        .ok()
        .map(|base| Place {
            destination: Destination::BindToken,
            value: base.as_str().to_owned(),
            // Bind hands the address out, so no host of one is known.
            kind: if base.is_loopback() {
                HostKind::Test
            } else {
                HostKind::Real
            },
        });
    api.into_iter().chain(token).collect()
}

/// The client, if Bind is enabled and its token's address and its credentials
/// are set.
pub(super) async fn client(
    settings: &Settings,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    proxy: Option<&Proxy>,
) -> Result<Option<Arc<dyn ports::Bind>>, ComposeError> {
    let it = &settings.bind;
    if !it.enabled {
        return Ok(None);
    }
    let base = base_url("bind.base_url", &it.base_url)?;
    if it.token_url.trim().is_empty() {
        tracing::info!("bind.token_url is not set: nothing is reported");
        return Ok(None);
    }
    let token_url = base_url("bind.token_url", &it.token_url)?;
    let client_id = stored(secrets, "bind.client_id").await;
    let client_secret = stored(secrets, "bind.client_secret").await;
    let (Some(client_id), Some(client_secret)) = (client_id, client_secret) else {
        tracing::info!("bind.client_id or bind.client_secret is not set: nothing is reported");
        return Ok(None);
    };
    let credentials = Credentials {
        client_id,
        client_secret,
    };
    let clock = Arc::clone(clock);
    let bind = Bind::new((base, token_url), &it.scope, credentials, move || {
        clock.read()
    })
    .and_then(|client| client.through(proxy))
    .map_err(|error| ComposeError::Machine(error.to_string()))?;
    Ok(Some(Arc::new(bind)))
}

/// What a test asks.
pub(crate) struct Asked {
    pub(crate) base_url: String,
    pub(crate) token_url: String,
    pub(crate) scope: String,
    /// Empty for none.
    pub(crate) qr_text: String,
}

impl Asked {
    /// The values in force.
    pub(crate) fn of(settings: &Settings) -> Asked {
        let it = &settings.bind;
        Asked {
            base_url: it.base_url.clone(),
            token_url: it.token_url.clone(),
            scope: it.scope.clone(),
            qr_text: it.qr_text.clone(),
        }
    }
}

/// Tests Bind: gets a token, and asks what the shop's QR is for. It reports
/// nothing.
pub(crate) async fn test(
    asked: &Asked,
    credentials: Credentials,
    clock: &Arc<SystemClock>,
    through: Option<&str>,
) -> Found {
    // The address of tokens is read first: without a token nothing is asked.
    let token_url = match client_at(&asked.token_url, None, |base, _| Ok(base)) {
        Ok((token_url, _)) => token_url,
        Err(found) => return found,
    };
    let clock = Arc::clone(clock);
    let client = client_at(&asked.base_url, through, |base, proxy| {
        let now = move || clock.read();
        let urls = (base, token_url.clone());
        Bind::new(urls, &asked.scope, credentials, now)?.through(proxy)
    });
    let (base, client) = match client {
        Ok(built) => built,
        Err(found) => return found,
    };
    if let Err(error) = client.look().await {
        return failed(&client, &error, &base, &token_url);
    }
    let text = asked.qr_text.trim();
    if text.is_empty() {
        return (Outcome::Ok, None).into();
    }
    match client.read_qr(text).await {
        Ok(info) => Found {
            qr: Some(seen(&info)),
            ..Found::from((Outcome::Ok, None))
        },
        Err(error) => failed(&client, &error, &base, &token_url),
    }
}

/// What a failed test found, with what it showed of the way to Bind.
fn failed(client: &Bind, error: &Error, base: &BaseUrl, token_url: &BaseUrl) -> Found {
    Found {
        symptom: client.contact().failure.and_then(|failure| failure.symptom),
        ..Found::from(outcome(error, base, token_url))
    }
}

/// What Bind says about a QR, for the screen.
fn seen(info: &QrInfo) -> OrderSeen {
    OrderSeen {
        collector: info.collector.name.clone(),
        state: match &info.status {
            QrStatus::OpenAmount => OrderState::Open,
            QrStatus::ClosedAmount => OrderState::Closed,
            QrStatus::Pending { .. } => OrderState::Pending,
            QrStatus::TimeOut => OrderState::TimeOut,
            QrStatus::EmptyOrder => OrderState::Empty,
            QrStatus::AuthenticationError => OrderState::Refused,
            QrStatus::UnsupportedQrCode => OrderState::UnsupportedQr,
            QrStatus::UnsupportedMerchant => OrderState::UnsupportedMerchant,
            QrStatus::Error | QrStatus::Other(_) => OrderState::Error,
        },
        amount_centavos: match info.amount {
            OrderAmount::Exact(amount) => Some(amount.centavos()),
            OrderAmount::Open | OrderAmount::Unreadable => None,
        },
    }
}

fn outcome(error: &Error, base: &BaseUrl, token_url: &BaseUrl) -> Told {
    let http = |status: &u16| Some(format!("HTTP {status}"));
    match error {
        Error::Credentials => (Outcome::WrongCredentials, None),
        Error::TokenRefused { status, message } => (
            Outcome::NoPermission,
            Some(format!("HTTP {status}: {message}")),
        ),
        Error::Permission { message } => {
            let words = Some(message.clone()).filter(|words| !words.is_empty());
            (Outcome::NoPermission, words)
        }
        Error::NotAQr => (Outcome::QrUnfit, None),
        Error::RetryLater => (Outcome::Busy, None),
        Error::Refused { status, .. } => (of_status(*status), http(status)),
        Error::NotSent(NotSent::NoConnection(cause)) => unreached(cause, base),
        Error::NotSent(NotSent::TokenNoConnection(cause)) => unreached(cause, token_url),
        Error::NotSent(NotSent::TokenLost(cause)) | Error::AnswerLost(Lost::NoAnswer(cause)) => {
            (unanswered(cause), Some(chain(&**cause)))
        }
        Error::NotSent(NotSent::TokenStatus(status)) | Error::AnswerLost(Lost::Status(status)) => {
            (of_status(*status), http(status))
        }
        Error::NotSent(NotSent::TokenUnreadable) | Error::AnswerLost(Lost::Unreadable(_)) => {
            (Outcome::NotTheProvider, Some(error.to_string()))
        }
    }
}
