//! A secret store in memory whose behaviour a test chooses.

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use till::ports::{SecretError, Secrets};

/// The behaviour of a store that has a secret, or had one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaves {
    #[default]
    Well,
    /// Does not answer in time.
    TooSlow,
    /// It says that nothing is there, and stores nothing.
    Locked,
    /// The same, but it claims to have stored what it was given.
    LockedAndLies,
    /// It is locked until something is written to it.
    UnlockedByWriting,
}

/// A secret store that a test can lock, slow down and empty.
#[derive(Default)]
pub struct MemorySecrets {
    behaves: Mutex<Behaves>,
    kept: Mutex<BTreeMap<String, String>>,
}

impl MemorySecrets {
    pub fn with(behaves: Behaves, kept: &[(&str, &str)]) -> MemorySecrets {
        let kept = kept.iter();
        let kept = kept.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        MemorySecrets {
            behaves: Mutex::new(behaves),
            kept: Mutex::new(kept.collect()),
        }
    }

    /// Sets the behaviour from now on.
    pub fn behave(&self, behaves: Behaves) {
        *self.behaves.lock().unwrap() = behaves;
    }

    /// The actual content, whatever the store says.
    pub fn kept(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.kept.lock().unwrap()
    }
}

#[async_trait]
impl Secrets for MemorySecrets {
    async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        match *self.behaves.lock().unwrap() {
            Behaves::Well => Ok(self.kept().get(name).map(|it| it.as_str().into())),
            Behaves::TooSlow => Err(SecretError::TooSlow),
            Behaves::Locked | Behaves::LockedAndLies | Behaves::UnlockedByWriting => Ok(None),
        }
    }

    async fn set(&self, name: &str, value: &SecretString) -> Result<(), SecretError> {
        let mut behaves = self.behaves.lock().unwrap();
        match *behaves {
            Behaves::TooSlow => return Err(SecretError::TooSlow),
            Behaves::Locked => return Err(SecretError::Unavailable("locked".to_owned())),
            Behaves::LockedAndLies => return Ok(()),
            Behaves::Well | Behaves::UnlockedByWriting => *behaves = Behaves::Well,
        }
        let value = value.expose_secret().to_owned();
        self.kept().insert(name.to_owned(), value);
        Ok(())
    }
}
