//! The actor behind an event. Every entry of the journal names one.

use crate::{PersonId, UnixMs};
use serde::{Deserialize, Serialize};

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The till itself: its clock, a provider's answer, a notice.
    Till,
    /// The person at the counter, while the shop has named nobody.
    Counter,
    /// A person whose PIN would normally be asked for. PINs cannot be checked
    /// at the moment, and selling goes on without them.
    Unidentified,
    /// A person the shop has named. The name comes from a separate event, so a
    /// person can be renamed and keeps their id.
    Person { id: PersonId, role: Role },
}

/// What a named person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sells.
    Cashier,
    /// Settles discrepancies, returns money, and may charge beyond what is
    /// chargeable.
    Manager,
}

/// The time and the actor that a line of the journal holds besides its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    pub at: UnixMs,
    pub by: &'a Actor,
}

impl<'a> Stamp<'a> {
    #[must_use]
    pub const fn new(by: &'a Actor, at: UnixMs) -> Stamp<'a> {
        Stamp { at, by }
    }
}

impl Actor {
    /// Whether this actor may do what only a manager may.
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
