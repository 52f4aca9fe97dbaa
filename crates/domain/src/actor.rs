//! Who did it. Every entry of the journal says so.

use crate::UnixMs;
use serde::{Deserialize, Serialize};

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The till itself: its clock, a provider's answer, a notice.
    Till,
    /// Whoever stands at the counter, while the shop has named nobody.
    Counter,
    /// A person the shop has named.
    Person {
        /// As the shop calls them.
        name: String,
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
            Actor::Till | Actor::Counter => false,
            Actor::Person { role, .. } => match role {
                Role::Cashier => false,
                Role::Manager => true,
            },
        }
    }
}
