//! Where secrets are kept: the keychain of the operating system, or, by an
//! explicit setting, a file that only its owner can read.

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
/// Whose name goes on with a merchant's group.
pub(crate) const ACCESS_KEY: &str = "pagouno.access_key.";
/// The key under which the journal is sealed, in hexadecimal.
pub(crate) const SEAL: &str = "ledger.seal";

/// Where the journal ended when it was last copied, signed under its seal. No
/// person sets it.
pub(crate) const HEAD: &str = "ledger.head";
/// What a store is tried with: whether it keeps anything.
pub(crate) const PROBE: &str = "mostrador.probe";

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

/// The store that the settings ask for, where it can be asked without making
/// the installation's id.
pub(crate) fn store_at_hand(folder: &Folder, settings: &Settings) -> Option<Arc<dyn Secrets>> {
    if settings.secrets.store == Store::Os && settings.installation.is_none() {
        return None;
    }
    store(folder, settings).ok()
}

/// Where practice keeps the key of its own people's PINs: it needs no keychain,
/// and nothing of live's is in it.
pub(crate) fn of_practice(folder: &Folder) -> Arc<dyn Secrets> {
    let path = folder.path().join("practice-secrets.json");
    Arc::new(FileStore::new(path))
}

/// Where the ledger of those settings has the key of its people's PINs.
pub(crate) fn of_people(
    folder: &Folder,
    settings: &Settings,
) -> Result<Arc<dyn Secrets>, FolderError> {
    match settings.mode {
        Mode::Practice => Ok(of_practice(folder)),
        Mode::Live => store(folder, settings),
    }
}

/// The names of the secrets that a person sets, by those settings.
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
/// changes its store goes on under it. A store that is gone keeps nobody from
/// leaving it: then not all is there, and what is missing is set anew.
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

/// Clears what the store of those settings leaves in plain text: the file.
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
    async fn a_store_that_is_left_gives_all_it_has_and_its_file_goes() {
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
        // One that cannot be read gives nothing, and nobody says it did.
        std::fs::write(file_path(&folder), "{").unwrap();
        assert_eq!(copy_all(&*from, &to, &settings).await, Ok(false));
    }
}
