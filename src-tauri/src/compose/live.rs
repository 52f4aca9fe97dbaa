//! Live: the providers and the relay of the settings. A provider that is not
//! set up leaves its light off; the app still opens.

use super::destinations;
use super::hosts::HostKind;
use super::notices::BUILT_IN;
use super::parts::{base_url, stored};
use super::place::Place;
use super::world::World;
use super::{Beside, ComposeError, bind, notices, pagouno, totalcoin};
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use domain::Destination;
use providers::Proxy;
use std::sync::Arc;
use till::ports::{Notices, Secrets};
use till::settings::Settings;
use till::setup::destinations::Destinations;

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
    let mut test_environment = totalcoin::HOSTS.kind(&base) == HostKind::Test;
    let mut addresses = vec![base.as_str().to_owned()];
    let totalcoin = totalcoin::client(base, secrets, clock, proxy).await?;
    if totalcoin.is_some() {
        used.push(Destination::Totalcoin);
    }
    let totalcoin = totalcoin.filter(|_| may(Destination::Totalcoin));

    let base = base_url("pagouno.base_url", &settings.pagouno.base_url)?;
    let is_test = pagouno::HOSTS.kind(&base) == HostKind::Test;
    let address = base.as_str().to_owned();
    let pagouno = pagouno::client(base, settings, secrets, clock, proxy).await?;
    if pagouno.is_some() {
        test_environment |= is_test;
        addresses.push(address);
        used.extend([Destination::Pagouno, Destination::CardIdentity]);
    }
    let pagouno = pagouno.filter(|_| may(Destination::Pagouno));

    let bind = bind::client(settings, secrets, clock, proxy).await?;
    if bind.is_some() {
        let of_bind = bind::places(settings);
        test_environment |= of_bind.iter().any(|place| place.kind == HostKind::Test);
        addresses.extend(of_bind.iter().map(|place| place.value.clone()));
        used.extend([Destination::Bind, Destination::BindToken]);
    }
    let bind = bind.filter(|_| may(Destination::Bind) && may(Destination::BindToken));

    let mut beside = Beside::Nothing;
    let key = stored(secrets, "relay.till_key").await;
    let notices = match (settings.relay.url.as_str(), key) {
        ("", _) => None,
        (BUILT_IN, _) => {
            let (relay, client) = notices::built_in(folder, settings).await?;
            beside = Beside::Relay(relay);
            Some(client)
        }
        (_, None) => {
            tracing::warn!("relay.till_key is not set: no notice can come");
            None
        }
        (url, Some(key)) => {
            used.push(Destination::Relay);
            let client =
                notices::client(base_url("relay.url", url)?, key, folder, settings, proxy)?;
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
        bind,
        notices,
        test_environment,
        addresses,
        bands: places.iter().filter_map(|it| it.band(known)).collect(),
        unconfirmed: used.into_iter().filter(|it| !may(*it)).collect(),
        destinations: places.iter().map(Place::is).collect(),
        beside,
    })
}
