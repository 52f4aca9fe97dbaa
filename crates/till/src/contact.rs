//! The state of the contact with the relay. For a provider, the provider's
//! client knows it.

use crate::workers::Worker;
use domain::UnixMs;
use providers::Symptom;
use relay_client::{NoticesError, Retry, Setting};
use std::sync::Mutex;

/// Why the relay gives this till no notices until a person fixes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelayRefusal {
    /// The server at this address is not a relay.
    #[error("what answers at the relay's address is not a relay")]
    NoRelay,
    /// The relay does not know the key, or no longer.
    #[error("the relay does not know this till's key")]
    KeyUnknown,
    /// The key belongs to another till.
    #[error("the relay's key is another till's")]
    OtherTill,
    /// Another installation uses the key.
    #[error("the relay's key is in use by another installation")]
    InUse,
}

impl RelayRefusal {
    /// The reason, if the error needs a person; `None` for a passing failure.
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

/// What a failure shows of the way to the relay; `None` if the relay itself
/// answered.
#[must_use]
pub fn relay_symptom(error: &NoticesError) -> Option<Symptom> {
    match error {
        NoticesError::Retry(Retry::NoConnection(cause) | Retry::NoAnswer(cause)) => {
            Some(Symptom::of_send(cause))
        }
        NoticesError::Retry(Retry::Unavailable { .. }) => Some(Symptom::ServerError),
        NoticesError::FixSetting(Setting::Address { status }) => Some(Symptom::of_status(*status)),
        NoticesError::FixSetting(
            Setting::Key | Setting::TillNumber { .. } | Setting::InUseElsewhere { .. },
        ) => None,
        NoticesError::Unreadable { .. } => Some(Symptom::Foreign),
    }
}

/// The state of the contact with the relay. Times are by
/// [`crate::Till::timer_now`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RelayContact {
    /// The last time that the relay answered.
    pub good_at: Option<UnixMs>,
    /// The last time that the relay did not answer.
    pub failed_at: Option<UnixMs>,
    /// Set if the relay's last answer was one that only the settings can fix.
    pub refused: Option<RelayRefusal>,
    /// What the last failure showed of the way there.
    pub symptom: Option<Symptom>,
}

/// What the till remembers of its contacts. It lives only as long as the
/// process.
#[derive(Debug, Default)]
pub struct Contacts {
    relay: Mutex<RelayContact>,
    failed_worker: Mutex<Option<(Worker, UnixMs)>>,
}

impl Contacts {
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

    pub(crate) fn relay_failed(&self, at: UnixMs, error: &NoticesError) {
        self.change(|relay| {
            relay.failed_at = Some(at);
            relay.refused = RelayRefusal::of(error);
            relay.symptom = relay_symptom(error);
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
