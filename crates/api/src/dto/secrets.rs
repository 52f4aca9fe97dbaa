//! The secrets: which store is used, and which are set. A secret can be set,
//! and is never shown.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use till::settings::Store;
use ts_rs::TS;

/// The store for secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SecretsStore {
    /// The keychain of the operating system.
    Os,
    /// A file that only its owner can read: weaker.
    File,
}

impl From<Store> for SecretsStore {
    fn from(store: Store) -> SecretsStore {
        match store {
            Store::Os => SecretsStore::Os,
            Store::File => SecretsStore::File,
        }
    }
}

impl From<SecretsStore> for Store {
    fn from(store: SecretsStore) -> Store {
        match store {
            SecretsStore::Os => Store::Os,
            SecretsStore::File => Store::File,
        }
    }
}

/// A secret to set.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SecretValue {
    /// Its name, such as `totalcoin.password`.
    pub name: String,
    /// Its value, which is never returned.
    #[ts(type = "string")]
    pub value: SecretString,
}

/// Set secrets.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSecrets {
    /// A manager's PIN, if the shop has a manager.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
    pub secrets: Vec<SecretValue>,
}

/// Whether a secret is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SecretStanding {
    Set,
    Missing,
    /// The store does not answer.
    Unavailable,
}

/// A secret, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretState {
    /// Its name, such as `totalcoin.password`.
    pub name: String,
    pub state: SecretStanding,
}

/// The secret store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretsStoreState {
    pub store: SecretsStore,
    pub reachable: bool,
    /// Why it does not answer, for a technician.
    pub why: Option<String>,
}
