//! Whom a commit concerns: the tills of the merchants that it holds something
//! of, and nobody else's.

use super::super::Changes;
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Who is told of a commit.
#[derive(Default)]
pub(super) struct Changed {
    /// By merchant; as many as the settings have, since only their tills ask.
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

    /// Something of those merchants was committed.
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
    fn only_the_merchants_own_tills_are_told() {
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
