//! The secret stores: the keychain of the operating system or, by an explicit
//! setting, a file that only its owner can read.

mod file;

pub(crate) use file::FileStore;

use crate::data::folder::{Folder, FolderError};
use crate::machine::keychain::Keychain;
use api::SecretsSeen;
use api::dto::{SecretStanding, SecretState, SecretsStore, SecretsStoreState};
use std::sync::Arc;
use till::ports::Secrets;
use till::settings::{Mode, Settings, Store};
use till::setup::people::PIN_KEY;

/// The names of all secrets; an access key's name ends with its group.
pub(crate) const NAMES: [&str; 9] = [
    "totalcoin.username",
    "totalcoin.password",
    "pagouno.public_key",
    "pagouno.private_key",
    "bind.client_id",
    "bind.client_secret",
    "relay.till_key",
    SEAL,
    PIN_KEY,
];
/// The beginning of an access key's name; a merchant's group follows.
pub(crate) const ACCESS_KEY: &str = "pagouno.access_key.";
/// The key under which the journal is sealed, in hexadecimal.
pub(crate) const SEAL: &str = "ledger.seal";

/// The journal's end at its last copy, signed under its seal. No person sets
/// it.
pub(crate) const HEAD: &str = "ledger.head";
/// The name of the test entry with which a store is tried.
pub(crate) const PROBE: &str = "mostrador.probe";

/// Whether a secret with that name exists.
pub(crate) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
        || name
            .strip_prefix(ACCESS_KEY)
            .is_some_and(|group| !group.is_empty())
}

/// The store of these settings.
pub(crate) fn store(folder: &Folder, settings: &Settings) -> Result<Arc<dyn Secrets>, FolderError> {
    Ok(match settings.secrets.store {
        Store::File => file_store(folder),
        Store::Os => Arc::new(Keychain::new(&folder.installation(settings)?)),
    })
}

/// The store of these settings, unless using it would create the installation's
/// id.
pub(crate) fn store_at_hand(folder: &Folder, settings: &Settings) -> Option<Arc<dyn Secrets>> {
    if settings.secrets.store == Store::Os && settings.installation.is_none() {
        return None;
    }
    store(folder, settings).ok()
}

/// The store of practice's PIN key. Practice needs no keychain, and no live
/// secret is in it.
pub(crate) fn of_practice(folder: &Folder) -> Arc<dyn Secrets> {
    let path = folder.path().join("practice-secrets.json");
    Arc::new(FileStore::new(path))
}

/// The store of the PIN key for the ledger of these settings.
pub(crate) fn of_people(
    folder: &Folder,
    settings: &Settings,
) -> Result<Arc<dyn Secrets>, FolderError> {
    match settings.mode {
        Mode::Practice => Ok(of_practice(folder)),
        Mode::Live => store(folder, settings),
    }
}

/// The names of the secrets that a person sets, by these settings.
pub(crate) fn settable(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = NAMES
        .iter()
        .filter(|name| **name != SEAL && **name != PIN_KEY)
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

/// Which secrets are set. After a store has not answered one question it is not
/// asked again, so that this takes no longer than one answer may.
pub(crate) async fn seen(folder: &Folder, settings: &Settings) -> SecretsSeen {
    // Looking must not create the installation's id: without an id, only the
    // store's availability can be checked.
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

/// The same for a given store.
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
        // The answers from before the store went away are no longer certain.
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

/// Copies all secrets from one store to the other, including the seal, so that
/// a shop that changes its store keeps its seal. A broken store does not stop
/// the change: its missing secrets must then be set again.
pub(crate) async fn copy(
    folder: &Folder,
    before: &Settings,
    after: &Settings,
) -> Result<bool, String> {
    let to = store(folder, after).map_err(|error| error.to_string())?;
    let from = match store(folder, before) {
        Ok(from) => from,
        Err(error) => {
            tracing::warn!(%error, "the secrets of before cannot be had");
            return Ok(false);
        }
    };
    copy_all(&*from, &*to, before).await
}

async fn copy_all(from: &dyn Secrets, to: &dyn Secrets, before: &Settings) -> Result<bool, String> {
    let mut names = settable(before);
    names.extend([SEAL, HEAD, PIN_KEY].map(str::to_owned));
    for name in names {
        match from.get(&name).await {
            Ok(Some(kept)) => to.set(&name, &kept).await.map_err(|it| it.to_string())?,
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "the secrets of before cannot be had");
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Deletes what the store of these settings leaves in plain text: the file.
pub(crate) fn clear(folder: &Folder, before: &Settings) {
    match before.secrets.store {
        Store::Os => {}
        Store::File => {
            if let Err(error) = std::fs::remove_file(file_path(folder)) {
                tracing::warn!(%error, "the file of secrets of before stays");
            }
        }
    }
}

fn file_path(folder: &Folder) -> std::path::PathBuf {
    folder.path().join("secrets.json")
}

fn file_store(folder: &Folder) -> Arc<dyn Secrets> {
    Arc::new(FileStore::new(file_path(folder)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[tokio::test]
    async fn the_old_stores_secrets_are_moved_and_its_file_is_deleted() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let from = file_store(&folder);
        let to = FileStore::new(kept.path().join("other.json"));
        let mut settings = Settings::default();
        settings.secrets.store = Store::File;
        settings.pagouno.merchant_code_group = "MG-1".to_owned();
        for name in [
            "totalcoin.password",
            SEAL,
            PIN_KEY,
            "pagouno.access_key.MG-1",
        ] {
            from.set(name, &format!("de {name}").into()).await.unwrap();
        }
        assert_eq!(copy_all(&*from, &to, &settings).await, Ok(true));
        for name in [
            "totalcoin.password",
            SEAL,
            PIN_KEY,
            "pagouno.access_key.MG-1",
        ] {
            let moved = to.get(name).await.unwrap().unwrap();
            assert_eq!(moved.expose_secret(), format!("de {name}"));
        }
        clear(&folder, &settings);
        assert!(!file_path(&folder).exists());
        // A store that cannot be read gives nothing, and this is reported.
        std::fs::write(file_path(&folder), "{").unwrap();
        assert_eq!(copy_all(&*from, &to, &settings).await, Ok(false));
    }
}
