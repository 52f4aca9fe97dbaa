//! Which installation may use which till's key. The till's renewals and all its
//! other requests renew a lease. Without renewal it ends, even if a connection
//! of the till is still open. Leases are only in memory: after a restart the
//! first installation to ask gets the key, and the other one is refused.

use crate::keys::KeyHash;
use relay_protocol::LEASE_SECS;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The leases of all keys. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Leases(Arc<Mutex<HashMap<KeyHash, Lease>>>);

struct Lease {
    installation: String,
    until: Instant,
}

impl Leases {
    /// Gives the key to that installation, or renews its lease; false while
    /// another installation has it.
    pub(crate) fn renew(&self, key: KeyHash, installation: &str) -> bool {
        let mut leases = self.lock();
        let now = Instant::now();
        let lease = leases.entry(key).or_insert_with(|| Lease {
            installation: installation.to_owned(),
            until: now,
        });
        if lease.installation != installation {
            if lease.until > now {
                return false;
            }
            installation.clone_into(&mut lease.installation);
        }
        lease.until = now + Duration::from_secs(LEASE_SECS.into());
        true
    }

    /// Whether that installation has the key now.
    pub(crate) fn holds(&self, key: KeyHash, installation: &str) -> bool {
        self.lock()
            .get(&key)
            .is_some_and(|lease| lease.installation == installation && lease.until > Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<KeyHash, Lease>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_renewed_or_ends() {
        let (leases, key) = (Leases::default(), KeyHash([1; 32]));
        assert!(leases.renew(key, "a"));
        assert!(leases.renew(KeyHash([2; 32]), "b"), "another key");
        // Renewed every 10 s, it never ends.
        for _ in 0..9 {
            tokio::time::advance(Duration::from_secs(10)).await;
            assert!(!leases.renew(key, "b"));
            assert!(leases.renew(key, "a") && leases.holds(key, "a"));
        }
        tokio::time::advance(Duration::from_millis(29_999)).await;
        assert!(!leases.renew(key, "b") && leases.holds(key, "a"));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!leases.holds(key, "a"));
        assert!(leases.renew(key, "b"));
        assert!(leases.holds(key, "b") && !leases.holds(key, "a"));
        assert!(!leases.renew(key, "a"));
    }
}
