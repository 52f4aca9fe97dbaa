//! The key under which the journal is sealed. A seal that is gone stops no
//! sale: the ledger goes on under a new one, and says so.

use super::ComposeError;
use crate::folder::{Folder, FolderError, write_whole};
use crate::{chance, secrets};
use ledger::Seal;
use secrecy::ExposeSecret as _;
use till::ports::{SecretError, Secrets};
use till::settings::{Mode, Settings, Store};

/// Practice keeps its seal in a file of its own, and needs no keychain.
const PRACTICE_FILE: &str = "practice.seal";

pub(crate) fn of_practice(folder: &Folder) -> Result<Seal, ComposeError> {
    if let Some(seal) = practice_file(folder) {
        return Ok(seal);
    }
    let seal = fresh();
    let path = folder.path().join(PRACTICE_FILE);
    write_whole(&path, seal.to_hex().as_bytes())
        .map_err(|source| FolderError::Io { path, source })?;
    Ok(seal)
}

fn practice_file(folder: &Folder) -> Option<Seal> {
    let text = std::fs::read_to_string(folder.path().join(PRACTICE_FILE)).ok()?;
    Seal::from_hex(text.trim()).ok()
}

/// A store that does not answer is no seal that is gone: the credentials are in
/// it too, and it can be unlocked. A locked one may say that nothing is there; it
/// is found out by what it cannot keep.
pub(crate) async fn of_live(store: &dyn Secrets) -> Result<Seal, SecretError> {
    if let Some(kept) = store.get(secrets::SEAL).await? {
        if let Ok(seal) = Seal::from_hex(kept.expose_secret().trim()) {
            return Ok(seal);
        }
        tracing::error!("the journal's seal in the secret store is not a seal");
    }
    let seal = fresh();
    store
        .set(secrets::SEAL, &seal.to_hex().as_str().into())
        .await?;
    Ok(seal)
}

fn fresh() -> Seal {
    Seal::from_bytes(chance::bytes())
}

/// The seals that can be had to verify a ledger with.
pub(crate) async fn known_seals(
    folder: &Folder,
    settings: &Settings,
) -> Result<Vec<Seal>, ComposeError> {
    Ok(match settings.mode {
        Mode::Practice => practice_file(folder).into_iter().collect(),
        // Looking for a seal must not make the installation's id.
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
