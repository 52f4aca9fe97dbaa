//! How the contact with the relay stands. With a provider it is the provider's
//! client that knows.

use domain::UnixMs;
use std::sync::Mutex;

/// How the contact with the relay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RelayContact {
    /// When it last answered.
    pub good_at: Option<UnixMs>,
    /// When it last did not.
    pub failed_at: Option<UnixMs>,
    /// Whether what it said can only be mended in the settings.
    pub refused: bool,
}

/// What the till remembers of its contacts; gone with the process.
#[derive(Debug, Default)]
pub struct Contacts {
    relay: Mutex<RelayContact>,
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

    pub(crate) fn relay_good(&self, at: UnixMs) {
        self.change(|relay| {
            relay.good_at = Some(at);
            relay.refused = false;
        });
    }

    pub(crate) fn relay_failed(&self, at: UnixMs, refused: bool) {
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
