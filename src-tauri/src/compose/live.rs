//! The real thing: the providers and the relay that the settings name. What is
//! not set up leaves its light off; the app opens all the same.

use super::destinations::{self, Place};
use super::hosts::{HostKind, PAGOUNO, TOTALCOIN};
use super::world::World;
use super::{Beside, ComposeError};
use crate::data::folder::Folder;
use crate::machine::chance;
use crate::machine::clock::SystemClock;
use domain::{Destination, TillNumber};
use providers::pagouno::{Keys, PagoUno};
use providers::totalcoin::{Credentials, TotalCoin};
use providers::{BaseUrl, Proxy};
use relay_client::RelayClient;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use till::ports::{Clock as _, Notices, Pagouno, Secrets, Totalcoin};
use till::settings::Settings;
use till::setup::destinations::Destinations;

/// What stands for the relay inside the app, in place of an address.
pub(crate) const BUILT_IN: &str = "built-in";
pub(crate) async fn world(
    folder: &Folder,
    settings: &Settings,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    known: &Destinations,
) -> Result<World, ComposeError> {
    let proxy = settings.network.proxy().map(Proxy::parse).transpose();
    let proxy = proxy.map_err(|error| ComposeError::Machine(error.to_string()))?;
    let proxy = proxy.as_ref();
    let places = destinations::named(settings);
    let waiting: Vec<Destination> = places
        .iter()
        .filter(|place| place.waits(known).is_some())
        .map(|place| place.destination)
        .collect();
    let may = |destination| !waiting.contains(&destination);
    let mut used = Vec::new();

    let base = base_url("totalcoin.base_url", &settings.totalcoin.base_url)?;
    let mut test_environment = TOTALCOIN.kind(&base) == HostKind::Test;
    let mut addresses = vec![base.as_str().to_owned()];
    let totalcoin = totalcoin(base, secrets, clock, proxy).await?;
    if totalcoin.is_some() {
        used.push(Destination::Totalcoin);
    }
    let totalcoin = totalcoin.filter(|_| may(Destination::Totalcoin));

    let base = base_url("pagouno.base_url", &settings.pagouno.base_url)?;
    let is_test = PAGOUNO.kind(&base) == HostKind::Test;
    let address = base.as_str().to_owned();
    let pagouno = pagouno(base, settings, secrets, clock, proxy).await?;
    if pagouno.is_some() {
        test_environment |= is_test;
        addresses.push(address);
        used.extend([Destination::Pagouno, Destination::CardIdentity]);
    }
    let pagouno = pagouno.filter(|_| may(Destination::Pagouno));

    let mut beside = Beside::Nothing;
    let key = get(secrets, "relay.till_key").await;
    let notices = match (settings.relay.url.as_str(), key) {
        ("", _) => None,
        (BUILT_IN, _) => {
            let (relay, client) = built_in(folder, settings).await?;
            beside = Beside::Relay(relay);
            Some(client)
        }
        (_, None) => {
            tracing::warn!("relay.till_key is not set: no notice can come");
            None
        }
        (url, Some(key)) => {
            used.push(Destination::Relay);
            let client = client(base_url("relay.url", url)?, key, folder, settings, proxy)?;
            Some(client).filter(|_| may(Destination::Relay))
        }
    };
    if !settings.relay.url.is_empty() {
        addresses.push(settings.relay.url.clone());
    }
    let notices = notices.map(|client| Arc::new(client) as Arc<dyn Notices>);
    let places: Vec<Place> = places
        .into_iter()
        .filter(|place| used.contains(&place.destination))
        .collect();
    Ok(World {
        totalcoin,
        pagouno,
        notices,
        test_environment,
        addresses,
        bands: places.iter().filter_map(|it| it.band(known)).collect(),
        unconfirmed: used.into_iter().filter(|it| !may(*it)).collect(),
        destinations: places.iter().map(Place::is).collect(),
        beside,
    })
}

fn base_url(key: &'static str, text: &str) -> Result<BaseUrl, ComposeError> {
    BaseUrl::parse(text).map_err(|error| ComposeError::Address {
        key,
        why: error.to_string(),
    })
}

/// A secret that can not be had is one that is not set: its light stays off,
/// and the log says why.
async fn get(secrets: &dyn Secrets, name: &str) -> Option<SecretString> {
    secrets.get(name).await.unwrap_or_else(|error| {
        tracing::error!(%error, name, "a secret cannot be had");
        None
    })
}

async fn totalcoin(
    base: BaseUrl,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    proxy: Option<&Proxy>,
) -> Result<Option<Arc<dyn Totalcoin>>, ComposeError> {
    let username = get(secrets, "totalcoin.username").await;
    let password = get(secrets, "totalcoin.password").await;
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

/// pagoUno, where its keys are set; of a split's access keys those that are.
async fn pagouno(
    base: BaseUrl,
    settings: &Settings,
    secrets: &dyn Secrets,
    clock: &Arc<SystemClock>,
    proxy: Option<&Proxy>,
) -> Result<Option<Arc<dyn Pagouno>>, ComposeError> {
    let public = get(secrets, "pagouno.public_key").await;
    let private = get(secrets, "pagouno.private_key").await;
    let (Some(public), Some(private)) = (public, private) else {
        tracing::info!("pagouno.public_key or pagouno.private_key is not set: no cards");
        return Ok(None);
    };
    let mut access = BTreeMap::new();
    for split in &settings.pagouno.split {
        let group = split.merchant_code_group.trim();
        if let Some(key) = get(secrets, &format!("pagouno.access_key.{group}")).await {
            access.insert(group.to_owned(), key);
        }
    }
    let keys = Keys {
        public,
        private,
        access,
    };
    let clock = Arc::clone(clock);
    let client = PagoUno::new(base, keys, move || clock.now())
        .and_then(|client| client.through(proxy))
        .map_err(|error| ComposeError::Machine(error.to_string()))?;
    Ok(Some(Arc::new(client)))
}

fn client(
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

/// Where the `relay.toml` of the relay inside the app stands.
pub(crate) fn built_in_file(folder: &Folder) -> PathBuf {
    folder.path().join("relay.toml")
}

/// What the relay inside the app is set to, and its one merchant.
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

/// The relay inside the app, by a `relay.toml` in the data folder.
async fn built_in(
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
    // It is on this machine: no proxy is before it.
    let client = client(base_url("relay.url", &base)?, key, folder, settings, None)?;
    Ok((relay, client))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        assert!(base_url("totalcoin.base_url", "http://example.com").is_err());
        assert!(base_url("totalcoin.base_url", "http://127.0.0.1:8788").is_ok());
    }
}
