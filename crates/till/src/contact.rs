//! How the contact with the relay stands. With a provider it is the provider's
//! client that knows.

use crate::workers::Worker;
use domain::UnixMs;
use relay_client::{NoticesError, Setting};
use std::sync::Mutex;

/// Why the relay lets this till hear of nothing, until a person mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelayRefusal {
    /// What answers at its address is no relay.
    #[error("what answers at the relay's address is not a relay")]
    NoRelay,
    /// It does not know the key, or no more.
    #[error("the relay does not know this till's key")]
    KeyUnknown,
    /// The key is another till's.
    #[error("the relay's key is another till's")]
    OtherTill,
    /// Another installation uses the key.
    #[error("the relay's key is in use by another installation")]
    InUse,
}

impl RelayRefusal {
    /// Why, where it is this and no passing failure.
    pub(crate) fn of(error: &NoticesError) -> Option<RelayRefusal> {
        match error {
            NoticesError::Retry(_) | NoticesError::Unreadable { .. } => None,
            NoticesError::FixSetting(Setting::Address { .. }) => Some(RelayRefusal::NoRelay),
            NoticesError::FixSetting(Setting::Key) => Some(RelayRefusal::KeyUnknown),
            NoticesError::FixSetting(Setting::TillNumber { .. }) => Some(RelayRefusal::OtherTill),
            NoticesError::FixSetting(Setting::InUseElsewhere { .. }) => Some(RelayRefusal::InUse),
        }
    }
}

/// How the contact with the relay stands, by [`crate::Till::timer_now`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RelayContact {
    /// When it last answered.
    pub good_at: Option<UnixMs>,
    /// When it last did not.
    pub failed_at: Option<UnixMs>,
    /// What can only be mended in the settings, where that is what it said.
    pub refused: Option<RelayRefusal>,
}

/// What the till remembers of its contacts; gone with the process.
#[derive(Debug, Default)]
pub struct Contacts {
    relay: Mutex<RelayContact>,
    failed_worker: Mutex<Option<(Worker, UnixMs)>>,
}

impl Contacts {
    /// How the contact with the relay stands.
    #[must_use]
    pub fn relay(&self) -> RelayContact {
        *self
            .relay
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn worker_failed(&self, worker: Worker, at: UnixMs) {
        let mut failed = self
            .failed_worker
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *failed = Some((worker, at));
    }

    pub(crate) fn failed_worker(&self) -> Option<(Worker, UnixMs)> {
        *self
            .failed_worker
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn relay_good(&self, at: UnixMs) {
        self.change(|relay| {
            relay.good_at = Some(at);
            relay.refused = None;
        });
    }

    pub(crate) fn relay_failed(&self, at: UnixMs, refused: Option<RelayRefusal>) {
        self.change(|relay| {
            relay.failed_at = Some(at);
            relay.refused = refused;
        });
    }

    fn change(&self, change: impl FnOnce(&mut RelayContact)) {
        change(
            &mut self
                .relay
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
    }
}
