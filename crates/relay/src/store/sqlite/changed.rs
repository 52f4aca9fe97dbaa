//! Signals a commit to the tills of the merchants that it concerns, and to no
//! others.

use super::super::Changes;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// The receivers of these signals.
#[derive(Default)]
pub(super) struct Changed {
    /// By merchant. There are only as many as in the settings, since only their
    /// tills ask.
    notices: Mutex<HashMap<String, watch::Sender<u64>>>,
    keys: watch::Sender<u64>,
}

impl Changed {
    pub(super) fn changes(&self, merchant: &str) -> Changes {
        let mut notices = self.lock();
        let sender = notices.entry(merchant.to_owned()).or_default();
        Changes {
            notices: sender.subscribe(),
            keys: self.keys.subscribe(),
        }
    }

    /// Signals that something of those merchants was committed.
    pub(super) fn tell(&self, merchants: &BTreeSet<String>, keys: bool) {
        let notices = self.lock();
        for sender in merchants.iter().filter_map(|name| notices.get(name)) {
            sender.send_modify(|count| *count = count.wrapping_add(1));
        }
        if keys {
            self.keys
                .send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<u64>>> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_merchants_own_tills_get_the_signal() {
        let changed = Changed::default();
        let (one, other) = (changed.changes("one"), changed.changes("other"));
        changed.tell(
            &BTreeSet::from(["one".to_owned(), "nobody".to_owned()]),
            false,
        );
        assert!(one.notices.has_changed().unwrap());
        assert!(!other.notices.has_changed().unwrap());
        assert!(!one.keys.has_changed().unwrap());
        changed.tell(&BTreeSet::new(), true);
        assert!(other.keys.has_changed().unwrap());
        assert!(!other.notices.has_changed().unwrap());
    }
}
