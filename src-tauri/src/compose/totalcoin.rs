//! TotalCoin: its hosts, its client, and the test of its connection.

use super::ComposeError;
use super::connection::{Found, Told, chain, client_at, of_status, unanswered, unreached};
use super::hosts::Hosts;
use super::parts::stored;
use super::place::Place;
use crate::machine::clock::SystemClock;
use api::dto::ConnectionOutcome as Outcome;
use domain::Destination;
use providers::totalcoin::{Credentials, Error, NotSent, TotalCoin};
use providers::{BaseUrl, Proxy};
use std::sync::Arc;
use till::clock::SKEW_BLOCKS_MS;
use till::ports::{Clock as _, Secrets, Totalcoin};
use till::settings::Settings;

pub(super) const HOSTS: Hosts = Hosts {
    real: &["apicobranzas.totalcoin.com"],
    test: &["apicobranzastest.totalcoin.com"],
};

/// The destination of its stored secrets.
pub(super) fn place(settings: &Settings) -> Option<Place> {
    let base = BaseUrl::parse(&settings.totalcoin.base_url).ok()?;
    Some(Place {
        destination: Destination::Totalcoin,
        value: base.as_str().to_owned(),
        kind: HOSTS.kind(&base),
    })
}

/// The client, if its credentials are set.
pub(super) async fn client(
    base: BaseUrl,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    proxy: Option<&Proxy>,
) -> Result<Option<Arc<dyn Totalcoin>>, ComposeError> {
    let username = stored(secrets, "totalcoin.username").await;
    let password = stored(secrets, "totalcoin.password").await;
    let (Some(username), Some(password)) = (username, password) else {
        tracing::warn!("totalcoin.username or totalcoin.password is not set");
        return Ok(None);
    };
    let clock = Arc::clone(clock);
    let totalcoin = TotalCoin::new(base, Credentials { username, password }, move || {
        clock.read()
    })
    .and_then(|client| client.through(proxy))
    .map_err(|error| ComposeError::Machine(error.to_string()))?;
    Ok(Some(Arc::new(totalcoin)))
}

/// Tests TotalCoin with a login.
pub(crate) async fn test(
    base_url: &str,
    credentials: Credentials,
    clock: &Arc<SystemClock>,
    through: Option<&str>,
) -> Found {
    let clock = Arc::clone(clock);
    let client = client_at(base_url, through, |base, proxy| {
        TotalCoin::new(base, credentials, move || clock.read())?.through(proxy)
    });
    let (base, client) = match client {
        Ok(built) => built,
        Err(found) => return found,
    };
    let logged_in = client.log_in().await;
    let contact = client.contact();
    let skew_ms = contact.clock_skew_ms;
    let told = match logged_in {
        Ok(()) => match skew_ms {
            Some(skew) if skew.abs() > SKEW_BLOCKS_MS => {
                (Outcome::ClockSkewed, Some(format!("{skew} ms")))
            }
            Some(_) | None => (Outcome::Ok, None),
        },
        Err(error) => outcome(&error, &base),
    };
    Found {
        skew_ms,
        symptom: contact.failure.and_then(|failure| failure.symptom),
        ..Found::from(told)
    }
}

fn outcome(error: &Error, base: &BaseUrl) -> Told {
    match error {
        Error::Credentials => (Outcome::WrongCredentials, None),
        Error::Permission { message } => {
            let words = Some(message.clone()).filter(|words| !words.is_empty());
            (Outcome::NoPermission, words)
        }
        Error::RetryLater => (Outcome::Busy, None),
        Error::NotSent(NotSent::NoConnection(cause)) => unreached(cause, base),
        Error::NotSent(NotSent::LoginLost(cause)) => (unanswered(cause), Some(chain(cause))),
        Error::NotSent(NotSent::LoginStatus(status)) => {
            (of_status(*status), Some(format!("HTTP {status}")))
        }
        Error::NotSent(NotSent::LoginUnreadable) => {
            (Outcome::NotTheProvider, Some(error.to_string()))
        }
        // Failures of a pre-order do not occur in a login.
        Error::AnswerLost(_) => (Outcome::TooSlow, Some(error.to_string())),
        Error::Rejected { status, .. } => (of_status(*status), Some(format!("HTTP {status}"))),
    }
}
