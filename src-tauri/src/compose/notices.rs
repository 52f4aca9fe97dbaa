//! The source of notices: the relay inside the app or another one, its client,
//! and the test of its connection.

use super::ComposeError;
use super::connection::{Found, Told, chain, client_at, of_status, unanswered, unreached};
use super::hosts::HostKind;
use super::parts::base_url;
use super::place::Place;
use crate::data::folder::Folder;
use crate::machine::chance;
use api::dto::ConnectionOutcome as Outcome;
use domain::{Destination, TillNumber};
use providers::{BaseUrl, Proxy};
use relay_client::{Cursor, NoticesError, RelayClient, Retry, Setting};
use secrecy::SecretString;
use std::path::PathBuf;
use till::settings::Settings;
use tokio::net::TcpListener;

/// The word for the relay inside the app, used instead of an address.
pub(crate) const BUILT_IN: &str = "built-in";

/// Whether a relay's address means the one inside the app.
pub(crate) fn is_inside(url: &str) -> bool {
    url.trim() == BUILT_IN
}

/// The destination of the relay's stored key. The relay inside the app needs
/// none.
pub(super) fn place(settings: &Settings) -> Option<Place> {
    if is_inside(&settings.relay.url) {
        return None;
    }
    let base = BaseUrl::parse(&settings.relay.url).ok()?;
    Some(Place {
        destination: Destination::Relay,
        value: base.as_str().to_owned(),
        // Every shop has its own relay, so no host of one is known.
        kind: if base.is_loopback() {
            HostKind::Test
        } else {
            HostKind::Real
        },
    })
}

pub(super) fn client(
    base: BaseUrl,
    key: SecretString,
    folder: &Folder,
    settings: &Settings,
    proxy: Option<&Proxy>,
) -> Result<RelayClient, ComposeError> {
    let installation = folder.installation(settings)?;
    RelayClient::connect(base, key, TillNumber(settings.till.number), installation)
        .and_then(|client| client.through(proxy))
        .map_err(|error| ComposeError::Machine(error.to_string()))
}

/// The `relay.toml` of the relay inside the app.
pub(crate) fn built_in_file(folder: &Folder) -> PathBuf {
    folder.path().join("relay.toml")
}

/// The configuration of the relay inside the app, and its one merchant.
pub(crate) fn built_in_config(folder: &Folder) -> Result<(relay::Config, String), ComposeError> {
    let path = built_in_file(folder);
    let unfit = |why: String| ComposeError::Relay(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|error| unfit(error.to_string()))?;
    let config = relay::Config::from_toml(&text).map_err(|error| unfit(error.to_string()))?;
    let merchants: Vec<String> = config.merchants.keys().cloned().collect();
    let [merchant] = merchants.as_slice() else {
        return Err(unfit("one merchant".to_owned()));
    };
    Ok((config, merchant.clone()))
}

/// Starts the relay inside the app, by a `relay.toml` in the data folder.
pub(super) async fn built_in(
    folder: &Folder,
    settings: &Settings,
) -> Result<(relay::Relay, RelayClient), ComposeError> {
    let (config, merchant) = built_in_config(folder)?;
    let relay = relay::Relay::start(config)
        .await
        .map_err(|error| ComposeError::Relay(error.to_string()))?;
    let key = SecretString::from(chance::hex::<32>());
    relay
        .ensure_till(&merchant, TillNumber(settings.till.number), &key)
        .await
        .map_err(|error| ComposeError::Relay(error.to_string()))?;
    let base = format!("http://{}", relay.local_addr());
    // It is on this machine, so no proxy is used.
    let client = client(base_url("relay.url", &base)?, key, folder, settings, None)?;
    Ok((relay, client))
}

/// Tests a relay: reads its notices from the start, without waiting.
pub(crate) async fn test(
    url: &str,
    key: SecretString,
    number: TillNumber,
    installation: String,
    through: Option<&str>,
) -> Found {
    let client = client_at(url, through, |base, proxy| {
        RelayClient::connect(base, key, number, installation)?.through(proxy)
    });
    let (base, client) = match client {
        Ok(built) => built,
        Err(found) => return found,
    };
    match client.notices(Cursor::START, 0).await {
        Ok(_) => (Outcome::Ok, None).into(),
        Err(error) => Found {
            symptom: till::relay_symptom(&error),
            ..Found::from(outcome(&error, &base))
        },
    }
}

/// Tests the relay inside the app: reads its file and, if it does not run yet,
/// checks whether it could listen.
pub(crate) async fn test_inside(folder: &Folder, runs: bool) -> Found {
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
    told.into()
}

fn outcome(error: &NoticesError, base: &BaseUrl) -> Told {
    let outcome = match error {
        NoticesError::Retry(Retry::NoConnection(cause)) => return unreached(cause, base),
        NoticesError::Retry(Retry::NoAnswer(cause)) => {
            return (unanswered(cause), Some(chain(cause)));
        }
        NoticesError::Retry(Retry::Unavailable { status }) => of_status(*status),
        NoticesError::FixSetting(Setting::Key) => Outcome::RelayKeyUnknown,
        NoticesError::FixSetting(Setting::TillNumber { .. }) => Outcome::RelayKeyOfAnotherTill,
        NoticesError::FixSetting(Setting::InUseElsewhere { .. }) => Outcome::RelayKeyInUse,
        NoticesError::FixSetting(Setting::Address { .. }) => Outcome::NotTheProvider,
        // An arbitrary page with status 200 does not come from a relay.
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
