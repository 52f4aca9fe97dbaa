//! Who did it. Every entry of the journal says so.

use crate::{PersonId, UnixMs};
use serde::{Deserialize, Serialize};

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The till itself: its clock, a provider's answer, a notice.
    Till,
    /// Whoever is at the counter, while the shop has named nobody.
    Counter,
    /// Somebody who would have been asked for their PIN. PINs cannot be
    /// checked now, and selling goes on without.
    Unidentified,
    /// A person the shop has named. Their name is an event of its own, so that
    /// it can change and its bearer stays the same.
    Person {
        /// Who.
        id: PersonId,
        /// What they may do.
        role: Role,
    },
}

/// What a named person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sells.
    Cashier,
    /// Settles, returns, charges beyond.
    Manager,
}

/// What a line of the journal says beside its event: when it was written, and
/// who caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// When.
    pub at: UnixMs,
    /// Who.
    pub by: &'a Actor,
}

impl<'a> Stamp<'a> {
    /// Of that actor, at that moment.
    #[must_use]
    pub const fn new(by: &'a Actor, at: UnixMs) -> Stamp<'a> {
        Stamp { at, by }
    }
}

impl Actor {
    /// Whether what asks for a manager may be done.
    #[must_use]
    pub fn is_manager(&self) -> bool {
        match self {
            Actor::Till | Actor::Counter | Actor::Unidentified => false,
            Actor::Person { role, .. } => match role {
                Role::Cashier => false,
                Role::Manager => true,
            },
        }
    }
}
