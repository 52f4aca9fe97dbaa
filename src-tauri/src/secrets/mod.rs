//! Where secrets are kept: the keychain of the operating system, or, by an
//! explicit setting, a file that only its owner can read.

mod file;
mod keychain;

pub(crate) use file::FileStore;
pub(crate) use keychain::Keychain;

use crate::folder::{Folder, FolderError};
use api::SecretsSeen;
use api::dto::{SecretStanding, SecretState, SecretsStore, SecretsStoreState};
use std::sync::Arc;
use till::ports::Secrets;
use till::settings::{Settings, Store};

/// The names of all secrets; an access key's name ends with its group.
pub(crate) const NAMES: [&str; 8] = [
    "totalcoin.username",
    "totalcoin.password",
    "pagouno.public_key",
    "pagouno.private_key",
    "bind.client_id",
    "bind.client_secret",
    "relay.till_key",
    SEAL,
];
/// Whose name goes on with a merchant's group.
pub(crate) const ACCESS_KEY: &str = "pagouno.access_key.";
/// The key under which the journal is sealed, in hexadecimal.
pub(crate) const SEAL: &str = "ledger.seal";

/// Whether a secret has that name.
pub(crate) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
        || name
            .strip_prefix(ACCESS_KEY)
            .is_some_and(|group| !group.is_empty())
}

/// The store that the settings ask for.
pub(crate) fn store(folder: &Folder, settings: &Settings) -> Result<Arc<dyn Secrets>, FolderError> {
    Ok(match settings.secrets.store {
        Store::File => file_store(folder),
        Store::Os => Arc::new(Keychain::new(&folder.installation(settings)?)),
    })
}

/// The names of the secrets that a person sets, by those settings.
pub(crate) fn settable(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = NAMES
        .iter()
        .filter(|name| **name != SEAL)
        .map(|name| (*name).to_owned())
        .collect();
    let groups = settings.pagouno.split.iter();
    let mut groups: Vec<&str> = groups.map(|it| it.merchant_code_group.as_str()).collect();
    groups.push(&settings.pagouno.merchant_code_group);
    for group in groups {
        let name = format!("{ACCESS_KEY}{group}");
        if !group.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Which secrets are set. A store that does not answer one question is not
/// asked the next, so that this takes no longer than one answer may.
pub(crate) async fn seen(folder: &Folder, settings: &Settings) -> SecretsSeen {
    // Looking must not make the installation's id: before there is one, only
    // whether the store answers can be seen.
    let store: Arc<dyn Secrets> = match settings.secrets.store {
        Store::File => file_store(folder),
        Store::Os => {
            let kept = settings.installation.clone();
            let kept = kept.or_else(|| folder.settings().ok().and_then(|it| it.installation));
            Arc::new(Keychain::new(kept.as_deref().unwrap_or("none")))
        }
    };
    seen_in(&*store, settings).await
}

/// The same of a store that is at hand.
pub(crate) async fn seen_in(store: &dyn Secrets, settings: &Settings) -> SecretsSeen {
    let mut why = None;
    let mut secrets = Vec::new();
    for name in settable(settings) {
        let state = match &why {
            Some(_) => SecretStanding::Unavailable,
            None => match store.get(&name).await {
                Ok(Some(_)) => SecretStanding::Set,
                Ok(None) => SecretStanding::Missing,
                Err(error) => {
                    why = Some(error.to_string());
                    SecretStanding::Unavailable
                }
            },
        };
        secrets.push(SecretState { name, state });
    }
    if why.is_some() {
        // What was answered before the store went away is as unsure now.
        for secret in &mut secrets {
            secret.state = SecretStanding::Unavailable;
        }
    }
    SecretsSeen {
        secrets,
        store: SecretsStoreState {
            store: match settings.secrets.store {
                Store::Os => SecretsStore::Os,
                Store::File => SecretsStore::File,
            },
            reachable: why.is_none(),
            why,
        },
    }
}

/// Copies what is set from one store to the other, the seal too: a shop that
/// changes its store goes on under it. A store that is gone keeps nothing from
/// leaving it: then only what is set anew is there.
pub(crate) async fn copy(
    folder: &Folder,
    before: &Settings,
    after: &Settings,
) -> Result<(), String> {
    let (from, to) = match (store(folder, before), store(folder, after)) {
        (Ok(from), Ok(to)) => (from, to),
        (_, Err(error)) => return Err(error.to_string()),
        (Err(error), Ok(_)) => {
            tracing::warn!(%error, "the secrets of before cannot be had");
            return Ok(());
        }
    };
    let mut names = settable(before);
    names.push(SEAL.to_owned());
    for name in names {
        match from.get(&name).await {
            Ok(Some(kept)) => to.set(&name, &kept).await.map_err(|it| it.to_string())?,
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "the secrets of before cannot be had");
                return Ok(());
            }
        }
    }
    Ok(())
}

fn file_store(folder: &Folder) -> Arc<dyn Secrets> {
    Arc::new(FileStore::new(folder.path().join("secrets.json")))
}
