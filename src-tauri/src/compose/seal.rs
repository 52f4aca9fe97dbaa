//! The seal of the journal. A lost seal stops no sale: the ledger goes on under
//! a new one and records that.

use super::ComposeError;
use crate::data::folder::{Folder, FolderError, write_whole};
use crate::data::secrets;
use crate::machine::chance;
use ledger::Seal;
use secrecy::ExposeSecret as _;
use std::time::Duration;
use till::ports::{SecretError, Secrets};
use till::settings::{Mode, Settings, Store};

/// Practice keeps its seal in a file of its own, and needs no keychain.
const PRACTICE_FILE: &str = "practice.seal";

/// How often the till asks a store that says that it has no seal.
const TRIES: u32 = 3;
/// The pause between these questions, in milliseconds: a keychain may be late
/// at the start of a session.
const PAUSE_MS: u64 = 1_000;

pub(crate) fn of_practice(folder: &Folder) -> Result<Seal, ComposeError> {
    let path = folder.path().join(PRACTICE_FILE);
    let io = |source| FolderError::Io {
        path: path.clone(),
        source,
    };
    // A file that cannot be read now is not lost, so its seal is not replaced.
    match std::fs::read(&path) {
        Ok(kept) => {
            let kept = String::from_utf8_lossy(&kept);
            if let Ok(seal) = Seal::from_hex(kept.trim()) {
                return Ok(seal);
            }
            tracing::error!("practice's seal is not a seal");
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(io(error).into()),
    }
    let seal = fresh();
    write_whole(&path, seal.to_hex().as_bytes()).map_err(io)?;
    Ok(seal)
}

/// Replaces practice's seal, together with its ledger.
pub(super) fn put_of_practice(folder: &Folder, seal: &Seal) -> Result<(), ComposeError> {
    let path = folder.path().join(PRACTICE_FILE);
    let written = write_whole(&path, seal.to_hex().as_bytes());
    Ok(written.map_err(|source| FolderError::Io { path, source })?)
}

fn practice_file(folder: &Folder) -> Option<Seal> {
    let text = std::fs::read_to_string(folder.path().join(PRACTICE_FILE)).ok()?;
    Seal::from_hex(text.trim()).ok()
}

/// An unreachable keychain does not mean that the seal is lost: it can be
/// unlocked. A locked or a late one may also answer that it has no seal. So the
/// till writes a test entry first. A keychain that cannot keep the entry is
/// locked: it is asked again, and nothing in it is replaced. A keychain that
/// keeps the entry and has no seal has lost it, and the journal goes on under a
/// new one at once.
pub(crate) async fn of_live(store: &dyn Secrets) -> Result<Seal, SecretError> {
    let mut failed = None;
    for number in 0..TRIES {
        if number > 0 {
            tokio::time::sleep(Duration::from_millis(PAUSE_MS)).await;
        }
        if let Some(seal) = kept(store).await? {
            return Ok(seal);
        }
        match keeps(store).await {
            Ok(()) => {
                // Writing to it may have unlocked it.
                return match kept(store).await? {
                    Some(seal) => Ok(seal),
                    None => make(store).await,
                };
            }
            Err(error) => failed = Some(error),
        }
    }
    tracing::warn!("the secret store says that it has no seal, and keeps nothing");
    Err(failed.unwrap_or_else(locked))
}

async fn kept(store: &dyn Secrets) -> Result<Option<Seal>, SecretError> {
    let Some(kept) = store.get(secrets::SEAL).await? else {
        return Ok(None);
    };
    let seal = Seal::from_hex(kept.expose_secret().trim());
    if seal.is_err() {
        tracing::error!("the journal's seal in the secret store is not a seal");
    }
    Ok(seal.ok())
}

/// Whether the store keeps a test entry.
async fn keeps(store: &dyn Secrets) -> Result<(), SecretError> {
    let word = chance::hex::<8>();
    store.set(secrets::PROBE, &word.as_str().into()).await?;
    match store.get(secrets::PROBE).await? {
        Some(kept) if kept.expose_secret() == word => Ok(()),
        Some(_) | None => Err(locked()),
    }
}

async fn make(store: &dyn Secrets) -> Result<Seal, SecretError> {
    let seal = fresh();
    store
        .set(secrets::SEAL, &seal.to_hex().as_str().into())
        .await?;
    Ok(seal)
}

fn locked() -> SecretError {
    SecretError::Unavailable("it says that it has no seal, and does not keep one".to_owned())
}

pub(super) fn fresh() -> Seal {
    Seal::newly_made(chance::bytes())
}

/// The seals that are available to verify a ledger.
pub(crate) async fn known_seals(
    folder: &Folder,
    settings: &Settings,
) -> Result<Vec<Seal>, ComposeError> {
    Ok(match settings.mode {
        Mode::Practice => practice_file(folder).into_iter().collect(),
        // Looking for a seal must not create the installation's id.
        Mode::Live if settings.secrets.store == Store::Os && settings.installation.is_none() => {
            Vec::new()
        }
        Mode::Live => {
            let kept = secrets::store(folder, settings)?.get(secrets::SEAL).await?;
            kept.and_then(|kept| Seal::from_hex(kept.expose_secret().trim()).ok())
                .into_iter()
                .collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::secrets::{Behaves, MemorySecrets};

    #[tokio::test(start_paused = true)]
    async fn a_hidden_seal_is_kept_and_a_lost_one_is_replaced() {
        let own = Seal::from_bytes([7; 32]);
        let text = own.to_hex();
        let fingerprint = |seal: &Seal| seal.fingerprint();
        let has = [(secrets::SEAL, text.as_str())];

        let well = MemorySecrets::with(Behaves::Well, &has);
        let found = of_live(&well).await.unwrap();
        assert_eq!(fingerprint(&found), fingerprint(&own));
        assert_eq!(
            well.kept().len(),
            1,
            "nothing is tried where nothing is amiss"
        );

        for locked in [Behaves::Locked, Behaves::LockedAndLies] {
            let store = MemorySecrets::with(locked, &has);
            assert!(of_live(&store).await.is_err());
            assert_eq!(store.kept().get(secrets::SEAL), Some(&text.to_string()));
        }

        let late = MemorySecrets::with(Behaves::UnlockedByWriting, &has);
        let found = of_live(&late).await.unwrap();
        assert_eq!(fingerprint(&found), fingerprint(&own));

        for lost in [&[][..], &[(secrets::SEAL, "no seal at all")]] {
            let store = MemorySecrets::with(Behaves::Well, lost);
            let made = of_live(&store).await.unwrap();
            assert_ne!(fingerprint(&made), fingerprint(&own));
            let again = of_live(&store).await.unwrap();
            assert_eq!(fingerprint(&again), fingerprint(&made));
        }
    }

    #[test]
    fn the_seal_of_practice_is_replaced_only_if_it_is_gone() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let made = of_practice(&folder).unwrap();
        let again = of_practice(&folder).unwrap();
        assert_eq!(made.fingerprint(), again.fingerprint());
        let path = kept.path().join(PRACTICE_FILE);
        std::fs::remove_file(&path).unwrap();
        // The path exists and cannot be read.
        std::fs::create_dir(&path).unwrap();
        assert!(of_practice(&folder).is_err());
    }
}
