//! The keychain of the operating system.

use async_trait::async_trait;
use keyring::v1::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;
use till::ports::{SecretError, Secrets};

/// How long the keychain may take, in seconds: it may be asking a person for a
/// password behind our window.
const ANSWER_SECS_MAX: u64 = 5;

/// The keychain's entries of one installation.
pub(crate) struct Keychain {
    service: String,
}

impl Keychain {
    pub(crate) fn new(installation: &str) -> Keychain {
        Keychain {
            service: format!("mostrador/{installation}"),
        }
    }

    async fn ask<T: Send + 'static>(
        &self,
        name: &str,
        question: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Result<T, Error>, SecretError> {
        let (service, name) = (self.service.clone(), name.to_owned());
        let asked = tokio::task::spawn_blocking(move || {
            Entry::new(&service, &name).and_then(|entry| question(&entry))
        });
        tokio::time::timeout(Duration::from_secs(ANSWER_SECS_MAX), asked)
            .await
            .map_err(|_| SecretError::TooSlow)?
            .map_err(|_| SecretError::Unavailable("the keychain's library failed".to_owned()))
    }
}

#[async_trait]
impl Secrets for Keychain {
    async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        match self
            .ask(name, |entry| entry.get_password().map(SecretString::from))
            .await?
        {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(SecretError::Unavailable(error.to_string())),
        }
    }

    async fn set(&self, name: &str, value: &SecretString) -> Result<(), SecretError> {
        let value = value.clone();
        self.ask(name, move |entry| entry.set_password(value.expose_secret()))
            .await?
            .map_err(|error| SecretError::Unavailable(error.to_string()))
    }
}
