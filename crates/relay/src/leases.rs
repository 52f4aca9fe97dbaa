//! Which installation is using which till's key. Kept in memory only: after a
//! restart the first to ask has it, and the other is told.

use crate::keys::KeyHash;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long after its last request an installation still counts as using its
/// key, in seconds: a till's pause between two polls, and no more, so that a
/// till that moved to another machine does not wait long.
pub(crate) const GRACE_SECS: u64 = 10;

/// The leases of all keys. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Leases(Arc<Mutex<HashMap<KeyHash, Lease>>>);

struct Lease {
    installation: String,
    requests: usize,
    until: Instant,
}

/// One request under a lease. The key is in use while it lives, and
/// [`GRACE_SECS`] longer.
pub(crate) struct InUse {
    leases: Leases,
    key: KeyHash,
}

impl Leases {
    /// Marks the key as used by that installation; none while another one uses
    /// it.
    pub(crate) fn take(&self, key: KeyHash, installation: &str) -> Option<InUse> {
        let mut leases = self.lock();
        let now = Instant::now();
        let lease = leases.entry(key).or_insert_with(|| Lease {
            installation: installation.to_owned(),
            requests: 0,
            until: now,
        });
        if lease.installation != installation {
            if lease.requests > 0 || lease.until > now {
                return None;
            }
            installation.clone_into(&mut lease.installation);
        }
        lease.requests += 1;
        drop(leases);
        let leases = self.clone();
        Some(InUse { leases, key })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<KeyHash, Lease>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        if let Some(lease) = self.leases.lock().get_mut(&self.key) {
            lease.requests = lease.requests.saturating_sub(1);
            lease.until = Instant::now() + Duration::from_secs(GRACE_SECS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_key_passes_on_when_its_holder_is_gone() {
        let (leases, key) = (Leases::default(), KeyHash([1; 32]));
        let (first, second) = (leases.take(key, "a"), leases.take(key, "a"));
        assert!(first.is_some() && second.is_some());
        assert!(leases.take(KeyHash([2; 32]), "b").is_some());
        drop(first);
        tokio::time::advance(Duration::from_secs(GRACE_SECS * 9)).await;
        assert!(
            leases.take(key, "b").is_none(),
            "a poll of the first still waits"
        );
        drop(second);
        assert!(leases.take(key, "b").is_none());
        tokio::time::advance(Duration::from_secs(GRACE_SECS)).await;
        assert!(leases.take(key, "b").is_some() && leases.take(key, "a").is_none());
    }
}
