//! The one door between practice and live: what live obeys (its mode, its
//! settings, its secrets) asks the live ledger's manager while practice is
//! open. That ledger is read; nothing of it changes but its record of tries.

use crate::compose::{self, ComposeError, Place};
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use api::{ApiError, ErrorCode};
use domain::Actor;
use ledger::{Ledger, OpenError, Opening, Reader, Seal};
use secrecy::{ExposeSecret as _, SecretString};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use till::ports::Clock as _;
use till::settings::{Mode, Settings};
use till::{Ports, Till, TillError};
use tokio::sync::Mutex;

/// The door. One tries at a time: two writers of one ledger are none.
#[derive(Default)]
pub(crate) struct LivePeople {
    trying: Mutex<()>,
}

impl LivePeople {
    /// Whether the live ledger has a manager; a shop that was never live has
    /// none, and no keychain is asked.
    pub(crate) async fn has_manager(
        &self,
        folder: &Folder,
        settings: &Settings,
    ) -> Result<bool, ApiError> {
        let _trying = self.trying.lock().await;
        match read_live(folder, till::setup::people::has_manager) {
            Ok(has) => Ok(has?),
            Err(OpenError::Absent) => Ok(false),
            // It is brought up to date as live would do it, with its copy.
            Err(OpenError::Older { .. }) => {
                let till = open(folder, settings).await?;
                Ok(till.has_manager().await?)
            }
            Err(error) => {
                Err(ApiError::from(ErrorCode::LedgerUnavailable).saying(error.to_string()))
            }
        }
    }

    /// The live ledger's manager whose PIN it is.
    pub(crate) async fn manager_of(
        &self,
        folder: &Folder,
        settings: &Settings,
        pin: SecretString,
    ) -> Result<Actor, ApiError> {
        let _trying = self.trying.lock().await;
        let till = open(folder, settings).await?;
        Ok(till.manager_of(pin).await?)
    }
}

/// Asks the live ledger one question, beside whatever is open.
pub(crate) fn read_live<T>(
    folder: &Folder,
    question: impl FnOnce(&ledger::Read<'_>) -> Result<T, TillError>,
) -> Result<Result<T, TillError>, OpenError> {
    Ok(Reader::open(&folder.ledger(Mode::Live))?.read(question))
}

/// Lets a restore of the live ledger: with a manager, by their PIN. A ledger
/// that is damaged may have nobody left to ask; then the people of the first
/// copy that can be read are.
pub(crate) async fn admit_restore(
    folder: &Folder,
    settings: &Settings,
    copies: &[PathBuf],
    pin: Option<SecretString>,
) -> Result<(), ApiError> {
    if settings.mode == Mode::Practice {
        return Ok(());
    }
    let needed = || ApiError::from(ErrorCode::NeedsManager);
    let of_ledger = read_live(folder, till::setup::people::has_manager);
    match of_ledger {
        Ok(Ok(false)) => return Ok(()),
        Ok(Ok(true)) => {
            let pin = pin.clone().ok_or_else(needed)?;
            let asked = LivePeople::default()
                .manager_of(folder, settings, pin)
                .await;
            match asked {
                Err(error) if error.code == ErrorCode::LedgerUnavailable => {}
                Ok(_) | Err(_) => return asked.map(drop),
            }
        }
        Ok(Err(_)) | Err(_) => {}
    }
    let readable = copies.iter().find_map(|copy| {
        let has_manager = Reader::open(copy)
            .ok()?
            .read(till::setup::people::has_manager);
        Some((copy, has_manager.ok()?))
    });
    // Where no copy can be read either, nobody can be asked who has a PIN.
    let Some((copy, true)) = readable else {
        return Ok(());
    };
    let pin = pin.ok_or_else(needed)?;
    // The copy itself stays as it is. Its double keeps the wrong tries until
    // the right one.
    let double = folder.path().join("restore.people.sqlite3");
    if !double.exists() {
        std::fs::copy(copy, &double).map_err(|error| {
            ApiError::from(ErrorCode::LedgerUnavailable).saying(error.to_string())
        })?;
    }
    let till = open_at(folder, settings, &double).await?;
    till.manager_of(pin).await?;
    drop(till);
    for end in ["", "-wal", "-shm"] {
        // What is not there need not go.
        let _ = std::fs::remove_file(format!("{}{end}", double.display()));
    }
    Ok(())
}

/// Whether stored secrets may go to what the settings name: it waits for no
/// manager's word. Where that cannot be read they stay.
pub(crate) fn may_go_to(folder: &Folder, place: &Place) -> bool {
    match read_live(folder, till::setup::destinations::destinations) {
        Ok(Ok(known)) => place.waits(&known).is_none(),
        Err(OpenError::Absent) => true,
        Ok(Err(_)) | Err(_) => false,
    }
}

/// The live till, without anything outside, for the one question of a PIN.
async fn open(folder: &Folder, settings: &Settings) -> Result<Till, ApiError> {
    let (live, _) = seal_at_hand(folder, settings).await?;
    let ledger = compose::open_ledger(folder, &live).await;
    let ledger = ledger.map_err(|error| {
        let code = match &error {
            ComposeError::Secret(_) => ErrorCode::SecretsUnavailable,
            ComposeError::Folder(_)
            | ComposeError::Ledger { .. }
            | ComposeError::Upgrade { .. }
            | ComposeError::Address { .. }
            | ComposeError::Relay(_)
            | ComposeError::Machine(_)
            | ComposeError::Till(_) => ErrorCode::LedgerUnavailable,
        };
        ApiError::from(code).saying(error.to_string())
    })?;
    till_over(folder, ledger, live)
}

/// The same over a file in the live ledger's place.
async fn open_at(folder: &Folder, settings: &Settings, path: &Path) -> Result<Till, ApiError> {
    let (live, seal) = seal_at_hand(folder, settings).await?;
    let opening = Opening {
        path: path.to_owned(),
        seal,
        now: SystemClock::new().now(),
    };
    let ledger = Ledger::open(opening)
        .map_err(|error| ApiError::from(ErrorCode::LedgerUnavailable).saying(error.to_string()))?;
    till_over(folder, ledger, live)
}

fn till_over(folder: &Folder, ledger: Ledger, live: Settings) -> Result<Till, ApiError> {
    let store = secrets::store(folder, &live)
        .map_err(|error| ApiError::from(ErrorCode::SecretsUnavailable).saying(error.to_string()))?;
    let ports = Ports::to_nobody(Arc::new(SystemClock::new()), Arc::new(SystemChance));
    Ok(Till::new(ledger, live, ports).with_secrets(store))
}

/// The live settings and the live ledger's seal, which is never made here.
async fn seal_at_hand(folder: &Folder, settings: &Settings) -> Result<(Settings, Seal), ApiError> {
    let live = Settings {
        mode: Mode::Live,
        ..settings.clone()
    };
    let unavailable = |why: String| ApiError::from(ErrorCode::SecretsUnavailable).saying(why);
    let store = secrets::store(folder, &live).map_err(|error| unavailable(error.to_string()))?;
    match store.get(secrets::SEAL).await {
        Ok(Some(kept)) => match Seal::from_hex(kept.expose_secret().trim()) {
            Ok(seal) => Ok((live, seal)),
            Err(_) => Err(unavailable("the live ledger's seal is none".to_owned())),
        },
        // Going on under a new seal is live's own to do, and to say.
        Ok(None) => Err(unavailable(
            "the live ledger's seal is not there".to_owned(),
        )),
        Err(error) => Err(unavailable(error.to_string())),
    }
}
