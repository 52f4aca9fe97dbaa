//! Registers tills: which tills may fetch a merchant's notices, and with which
//! key.

use crate::{
    clock,
    config::Config,
    data_dir,
    keys::{self, KeyHash},
    start_error::StartError,
    store::{IfKnown, KnownTill, Put, Store, StoreError, sqlite::SqliteStore},
};
use domain::TillNumber;
use secrecy::SecretString;

/// Why a till was not registered.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// The settings have no such merchant.
    #[error("the settings have no merchant {merchant}")]
    UnknownMerchant {
        /// The name that was asked for.
        merchant: String,
    },
    /// The till already has a key, which only the till itself knows.
    #[error(
        "till {} of {merchant} has a key already; a new one would shut out the till that uses it",
        number.0
    )]
    Known {
        merchant: String,
        /// The till.
        number: TillNumber,
    },
    /// Another till has that key.
    #[error("another till has that key")]
    KeyTaken,
    /// The key does not fit in a header, or is too short to be secret.
    #[error("a key is 16 to 256 visible ASCII characters")]
    KeyUnfit,
    /// The system's random generator failed.
    #[error("the machine gives no random bytes")]
    Chance(#[source] getrandom::Error),
    /// The store did not keep it.
    #[error("the store did not keep the till")]
    Store(#[from] StoreError),
    /// The store can not be opened.
    #[error("the store can not be opened")]
    Open(#[from] StartError),
}

/// Registers a till and returns its new key. A running relay accepts the key at
/// once. The key itself is not kept and cannot be shown again.
///
/// # Errors
/// [`TillError::Known`] if the till is registered and its key must not be
/// replaced.
pub async fn add_till(
    config: &Config,
    merchant: &str,
    number: TillNumber,
    replace: bool,
) -> Result<SecretString, TillError> {
    data_dir::make(&config.data_dir)?;
    let store = SqliteStore::open(&config.data_dir, clock::now()).map_err(StartError::Store)?;
    let if_known = if replace {
        IfKnown::Replace
    } else {
        IfKnown::Refuse
    };
    let key = with_new_key(&store, config, merchant, number, if_known).await;
    store.close().await;
    key
}

pub(crate) async fn with_new_key(
    store: &dyn Store,
    config: &Config,
    merchant: &str,
    number: TillNumber,
    if_known: IfKnown,
) -> Result<SecretString, TillError> {
    let key = keys::make().map_err(TillError::Chance)?;
    with_key(store, config, merchant, number, &key, if_known).await?;
    Ok(key)
}

pub(crate) async fn with_key(
    store: &dyn Store,
    config: &Config,
    merchant: &str,
    number: TillNumber,
    key: &SecretString,
    if_known: IfKnown,
) -> Result<(), TillError> {
    if !config.merchants.contains_key(merchant) {
        return Err(TillError::UnknownMerchant {
            merchant: merchant.to_owned(),
        });
    }
    if !keys::is_fit(key) {
        return Err(TillError::KeyUnfit);
    }
    let till = KnownTill {
        merchant: merchant.to_owned(),
        number,
    };
    match store.put_till(till, KeyHash::of(key), if_known).await? {
        Put::Done => Ok(()),
        Put::TillKnown => Err(TillError::Known {
            merchant: merchant.to_owned(),
            number,
        }),
        Put::KeyTaken => Err(TillError::KeyTaken),
    }
}
