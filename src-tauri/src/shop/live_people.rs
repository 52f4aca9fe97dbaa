//! The managers of the live ledger. While practice is open, changes to live
//! (its mode, settings and secrets) need the PIN of the live ledger's manager.
//! That ledger is only read, except for its count of wrong PINs.

use crate::compose::{self, ComposeError, Place};
use crate::data::folder::Folder;
use crate::data::secrets;
use crate::machine::chance::SystemChance;
use crate::machine::clock::SystemClock;
use api::{ApiError, ErrorCode};
use domain::{Actor, Role};
use ledger::{Ledger, OpenError, Opening, Reader, Seal};
use secrecy::{ExposeSecret as _, SecretString};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use till::ports::Clock as _;
use till::settings::{Mode, Settings};
use till::{Ports, Till, TillError};
use tokio::sync::Mutex;

/// What a wrong PIN costs where no ledger counts it.
const WRONG_PIN_WAIT: Duration = Duration::from_secs(3);
/// One PIN at a time.
static ADMITTING: Mutex<()> = Mutex::const_new(());

/// Asks the live ledger. One try at a time, so that the ledger never has two
/// writers.
#[derive(Default)]
pub(crate) struct LivePeople {
    trying: Mutex<()>,
}

impl LivePeople {
    /// Whether the live ledger has a manager. A shop that was never live has
    /// none, and then no keychain is asked.
    pub(crate) async fn has_manager(
        &self,
        folder: &Folder,
        settings: &Settings,
    ) -> Result<bool, ApiError> {
        let _trying = self.trying.lock().await;
        match read_live(folder, till::setup::people::has_manager) {
            Ok(has) => Ok(has?),
            Err(OpenError::Absent) => Ok(false),
            // An older ledger is upgraded as live would do it, with a copy
            // first.
            Err(OpenError::Older { .. }) => {
                let till = open(folder, settings).await?;
                Ok(till.has_manager().await?)
            }
            Err(error) => {
                Err(ApiError::from(ErrorCode::LedgerUnavailable).saying(error.to_string()))
            }
        }
    }

    /// The live ledger's manager with this PIN.
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

/// Reads the live ledger, whatever ledger is open.
pub(crate) fn read_live<T>(
    folder: &Folder,
    question: impl FnOnce(&ledger::Read<'_>) -> Result<T, TillError>,
) -> Result<Result<T, TillError>, OpenError> {
    Ok(Reader::open(&folder.ledger(Mode::Live))?.read(question))
}

/// Allows a restore of the live ledger: if there is a manager, by their PIN. If
/// the ledger is damaged and its people cannot be read, the people of the
/// first readable copy are used.
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
    // If no copy can be read either, nobody can be asked for a PIN.
    let Some((copy, true)) = readable else {
        return Ok(());
    };
    let pin = pin.ok_or_else(needed)?;
    // The copy itself does not change. Its duplicate keeps the count of wrong
    // PINs until a right one.
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
        // The file may not exist.
        let _ = std::fs::remove_file(format!("{}{end}", double.display()));
    }
    Ok(())
}

/// Allows the upgrade of a ledger without a copy: if it has a manager, by their
/// PIN. It is of an older version, so that its people are read as they are, and
/// nothing in it counts a wrong PIN: that costs [`WRONG_PIN_WAIT`] instead.
pub(crate) async fn admit_upgrade(
    folder: &Folder,
    settings: &Settings,
    pin: Option<SecretString>,
) -> Result<(), ApiError> {
    match settings.mode {
        Mode::Practice => return Ok(()),
        Mode::Live => {}
    }
    let unreadable = |why: String| ApiError::from(ErrorCode::LedgerUnavailable).saying(why);
    let reader = Reader::open_any(&folder.ledger(Mode::Live));
    let reader = reader.map_err(|error| unreadable(error.to_string()))?;
    let people = reader.read(|read| Ok::<_, TillError>(read.people()?))?;
    let is_manager = |person: &ledger::Person| match person.role {
        Role::Manager => true,
        Role::Cashier => false,
    };
    if !people.iter().any(is_manager) {
        return Ok(());
    }
    let pin = pin.ok_or_else(|| ApiError::from(ErrorCode::NeedsManager))?;
    let store = secrets::store(folder, settings)
        .map_err(|error| ApiError::from(ErrorCode::SecretsUnavailable).saying(error.to_string()))?;
    let _one_at_a_time = ADMITTING.lock().await;
    let found = till::setup::people::manager_among(people, &*store, pin).await;
    match found {
        Ok(manager) => {
            tracing::warn!(manager = %manager.id, "goes on without a copy before the upgrade");
            Ok(())
        }
        Err(error) => {
            tokio::time::sleep(WRONG_PIN_WAIT).await;
            Err(error.into())
        }
    }
}

/// Whether stored secrets may go to a destination of the settings: it waits for
/// no manager. If that cannot be read, they are not sent.
pub(crate) fn may_go_to(folder: &Folder, place: &Place) -> bool {
    match read_live(folder, till::setup::destinations::destinations) {
        Ok(Ok(known)) => place.waits(&known).is_none(),
        Err(OpenError::Absent) => true,
        Ok(Err(_)) | Err(_) => false,
    }
}

/// Opens the live till without providers, only to check a PIN.
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

/// The same over another file than the live ledger.
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

/// The live settings and the live ledger's seal; a missing seal is not made
/// here.
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
        // Only live itself continues under a new seal, and records it.
        Ok(None) => Err(unavailable(
            "the live ledger's seal is not there".to_owned(),
        )),
        Err(error) => Err(unavailable(error.to_string())),
    }
}
