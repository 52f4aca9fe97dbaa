//! The secrets: where they are kept and which are set. One goes in and never
//! comes out.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use till::settings::Store;
use ts_rs::TS;

/// Where secrets are kept.
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

/// One secret to set.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SecretValue {
    /// Its name, as `totalcoin.password`.
    pub name: String,
    /// Its value, which is never given back.
    #[ts(type = "string")]
    pub value: SecretString,
}

/// Set secrets.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSecrets {
    /// A manager's PIN, where the shop has a manager.
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
    /// It is not.
    Missing,
    /// The store does not answer.
    Unavailable,
}

/// A secret, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretState {
    /// Its name, as `totalcoin.password`.
    pub name: String,
    /// Whether it is set.
    pub state: SecretStanding,
}

/// The secret store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretsStoreState {
    /// Which one.
    pub store: SecretsStore,
    /// Whether it answers.
    pub reachable: bool,
    /// Why it does not, for a technician.
    pub why: Option<String>,
}
