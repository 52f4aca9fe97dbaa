//! Which installation is using which till's key. Kept in memory only: after a
//! restart the first to ask has it, and the other is told.

use crate::keys::KeyHash;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long after its last request an installation still counts as using its
/// key, in seconds: longer than a long poll and a till's pause between two.
pub(crate) const IN_USE_SECS: u64 = 120;

/// The leases of all keys.
#[derive(Default)]
pub(crate) struct Leases(Mutex<HashMap<KeyHash, (String, Instant)>>);

impl Leases {
    /// Marks the key as used by that installation; false while another one
    /// uses it.
    pub(crate) fn take(&self, key: KeyHash, installation: &str) -> bool {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let until = now + Duration::from_secs(IN_USE_SECS);
        match leases.get_mut(&key) {
            Some((holder, held_until)) if holder != installation && *held_until > now => false,
            _ => {
                leases.insert(key, (installation.to_owned(), until));
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_key_passes_on_when_its_holder_is_gone() {
        let (leases, key) = (Leases::default(), KeyHash([1; 32]));
        assert!(leases.take(key, "a") && leases.take(key, "a"));
        assert!(!leases.take(key, "b") && leases.take(KeyHash([2; 32]), "b"));
        tokio::time::advance(Duration::from_secs(IN_USE_SECS - 1)).await;
        assert!(!leases.take(key, "b"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(leases.take(key, "b") && !leases.take(key, "a"));
    }
}
