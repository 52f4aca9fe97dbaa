//! Who is at the counter. Selling asks for a PIN only once the shop has named a
//! cashier; until then the till never locks.

use domain::{Actor, PersonId, Role};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether selling asks for a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Asks {
    /// The shop has named no cashier.
    #[default]
    No,
    Pin,
    /// It would, and no PIN can be checked: selling goes on without.
    Unchecked,
}

/// Who is at the counter now.
#[derive(Debug, Default)]
pub struct Session(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    asks: Asks,
    at: Option<(PersonId, Role)>,
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who sells.
    #[must_use]
    pub fn seller(&self) -> Actor {
        let state = self.state();
        match (state.at, state.asks) {
            (Some((id, role)), _) => Actor::Person { id, role },
            (None, Asks::Unchecked) => Actor::Unidentified,
            (None, Asks::No | Asks::Pin) => Actor::Counter,
        }
    }

    /// Whether somebody has to type their PIN before anything is sold.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        let state = self.state();
        state.asks == Asks::Pin && state.at.is_none()
    }

    /// Whether the till can be locked: only once the shop has a cashier.
    #[must_use]
    pub fn can_lock(&self) -> bool {
        self.state().asks == Asks::Pin
    }

    /// The person at the counter.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        self.state().at.map(|(id, _)| id)
    }

    pub(super) fn set_asks(&self, asks: Asks) {
        let mut state = self.state();
        state.asks = asks;
        if asks == Asks::No {
            state.at = None;
        }
    }

    /// The shop has a cashier from now on, or has none any more. Where no PIN
    /// can be checked, that stays so.
    pub(super) fn follow(&self, has_cashier: bool) {
        let asks = self.state().asks;
        match (has_cashier, asks) {
            (true, Asks::No) => self.set_asks(Asks::Pin),
            (false, Asks::Pin | Asks::Unchecked) => self.set_asks(Asks::No),
            (true, Asks::Pin | Asks::Unchecked) | (false, Asks::No) => {}
        }
    }

    pub(super) fn begin(&self, id: PersonId, role: Role) {
        self.state().at = Some((id, role));
    }

    pub(super) fn end(&self) {
        self.state().at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{TillNumber, UnixMs};

    #[test]
    fn the_till_locks_only_where_there_is_a_cashier() {
        let session = Session::default();
        let ana = PersonId::new(UnixMs(1), [1; 8], TillNumber(1));
        assert!(!session.is_locked() && !session.can_lock());
        assert_eq!(session.seller(), Actor::Counter);
        session.set_asks(Asks::Pin);
        assert!(session.is_locked());
        session.begin(ana, Role::Cashier);
        assert!(!session.is_locked());
        assert_eq!(session.person(), Some(ana));
        // The store stops answering: who was identified stays.
        session.set_asks(Asks::Unchecked);
        assert!(matches!(session.seller(), Actor::Person { .. }));
        session.end();
        assert_eq!(session.seller(), Actor::Unidentified);
        session.begin(ana, Role::Cashier);
        session.set_asks(Asks::No);
        assert_eq!(session.seller(), Actor::Counter);
    }
}
