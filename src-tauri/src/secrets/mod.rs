//! Where secrets are kept: the keychain of the operating system, or, by an
//! explicit setting, a file that only its owner can read.

mod file;
mod keychain;

pub(crate) use file::FileStore;
pub(crate) use keychain::Keychain;

use crate::folder::{Folder, FolderError};
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
        Store::File => Arc::new(FileStore::new(folder.path().join("secrets.json"))),
        Store::Os => Arc::new(Keychain::new(&folder.installation(settings)?)),
    })
}
