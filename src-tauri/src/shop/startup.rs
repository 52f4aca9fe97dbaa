//! Startup: the data folder, its lock, the settings, and the shop itself. If a
//! step fails, it has the reason; it tries again after a person fixed it or
//! restored a copy.

mod upgrade;

use crate::compose;
use crate::compose::Upgrading;
use crate::data::anchors;
use crate::data::backups::{Copy, Making, UpgradeCopy};
use crate::data::folder::{Folder, FolderError};
use crate::data::location;
use crate::data::logs;
use crate::data::restore::{self, Candidate, NoProof, Standing, causes};
use crate::machine::clock::SystemClock;
use crate::shop::live_people;
use crate::shop::problem::Problem;
use crate::shop::running::RunningShop;
use crate::shop::windows::Windows;
use api::dto::{CopyDoubt, CopyView, ProblemKind, ProblemView, RestoreCopy, RoomView};
use api::{ApiError, Asks, ErrorCode, Who};
use ledger::Seal;
use secrecy::SecretString;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use till::ports::Clock as _;
use till::settings::Settings;
use tokio::sync::Mutex;

/// How often an app that was restarted tries the lock.
const LOCK_TRIES: u32 = 100;
/// The pause between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// The steps that open a shop. They can be repeated.
pub(crate) struct Startup {
    windows: Arc<dyn Windows>,
    /// How often it tries the lock.
    lock_tries: u32,
    /// Only one try runs at a time.
    progress: Mutex<Progress>,
    /// Whether the try that runs upgrades a ledger. `problem` answers by it
    /// without waiting for the try.
    upgrades: AtomicBool,
    /// The copy before that upgrade.
    making: Arc<Making>,
}

/// How far the steps have come.
#[derive(Default)]
struct Progress {
    folder: Option<Folder>,
    /// Held until the process ends.
    lock: Option<File>,
    settings: Option<Settings>,
    /// The open shop; no second one is opened beside it.
    shop: Option<Arc<RunningShop>>,
    problem: Option<Problem>,
    /// What becomes of the copy before an upgrade, in the next try.
    upgrade_copy: UpgradeCopy,
}

impl Progress {
    /// Whether there was no room for the copy before an upgrade.
    fn is_without_room(&self) -> bool {
        let kind = self.problem.as_ref().map(|problem| problem.kind);
        kind == Some(ProblemKind::UpgradeNoRoom)
    }
}

/// The result of a try.
pub(crate) enum Tried {
    /// The shop is open.
    Open(Arc<RunningShop>),
    /// It cannot be opened.
    Shut(Problem),
    /// Another window has it open.
    Elsewhere(Folder),
}

impl Startup {
    /// `takes_over`: this process was started by one that may still hold the
    /// lock for a moment.
    pub(crate) fn new(windows: Arc<dyn Windows>, takes_over: bool) -> Arc<Startup> {
        Arc::new(Startup {
            windows,
            lock_tries: if takes_over { LOCK_TRIES } else { 1 },
            progress: Mutex::default(),
            upgrades: AtomicBool::new(false),
            making: Arc::default(),
        })
    }

    /// Checks that the caller may make a request, by the request's rule.
    pub(crate) async fn admit(&self, who: Who, asks: &(impl Asks + Sync)) -> Result<(), ApiError> {
        match who {
            Who::Always | Who::Anyone | Who::Cashier | Who::WhileNoManager => Ok(()),
            Who::ManagerIfAny
            | Who::Manager
            | Who::LiveManager
            | Who::LiveManagerForStoredSecrets => self.admit_manager(asks.pin()).await,
        }
    }

    /// Checks the PIN of a manager of the ledger that cannot be opened, or of
    /// its copies.
    async fn admit_manager(&self, pin: Option<SecretString>) -> Result<(), ApiError> {
        let progress = self.progress.lock().await;
        let place = progress.folder.clone().zip(progress.settings.clone());
        let (folder, settings) = place.ok_or(ErrorCode::ItemUnknown)?;
        if progress.is_without_room() {
            return live_people::admit_upgrade(&folder, &settings, pin).await;
        }
        let copies = crate::data::backups::list(&folder, settings.mode);
        let copies = copies.unwrap_or_default().into_iter();
        let copies: Vec<_> = copies.map(|copy| copy.path).collect();
        live_people::admit_restore(&folder, &settings, &copies, pin).await
    }

    /// Takes all steps, from where the last try stopped.
    pub(crate) async fn open(&self) -> Tried {
        let mut progress = self.progress.lock().await;
        if let Some(shop) = &progress.shop {
            return Tried::Open(Arc::clone(shop));
        }
        self.begins_with_upgrade();
        let tried = self.go(&mut progress).await;
        self.upgrades.store(false, Ordering::Relaxed);
        if let Tried::Open(shop) = &tried {
            progress.shop = Some(Arc::clone(shop));
        }
        progress.problem = match &tried {
            Tried::Shut(problem) => {
                tracing::error!(?problem, "the shop cannot open");
                Some(problem.clone())
            }
            Tried::Elsewhere(folder) => Some(Problem::already_open(folder.path().to_owned())),
            Tried::Open(_) => None,
        };
        tried
    }

    async fn go(&self, progress: &mut Progress) -> Tried {
        progress.settings = None;
        let folder = match Folder::find() {
            Ok(folder) => folder,
            Err(error) => return Tried::Shut((&error).into()),
        };
        if progress.folder.is_none() {
            logs::begin(&folder.logs());
            if let Some(risk) = location::risk_of(folder.path()) {
                tracing::warn!(folder = %folder.path().display(), "{}", risk.words());
            }
        }
        progress.folder = Some(folder.clone());
        if progress.lock.is_none() {
            match take_lock(&folder, self.lock_tries).await {
                Ok(Some(lock)) => progress.lock = Some(lock),
                Ok(None) => return Tried::Elsewhere(folder),
                Err(error) => return Tried::Shut((&error).into()),
            }
        }
        let settings = match folder.settings() {
            Ok(settings) => settings,
            Err(error) => return Tried::Shut((&error).into()),
        };
        progress.settings = Some(settings.clone());
        let upgrading = Upgrading {
            copy: std::mem::take(&mut progress.upgrade_copy),
            making: Arc::clone(&self.making),
        };
        let shop = RunningShop::upgrading(folder, Arc::clone(&self.windows), upgrading);
        match shop.open(settings).await {
            Ok(()) => Tried::Open(shop),
            Err(error) => Tried::Shut((&error).into()),
        }
    }

    pub(crate) async fn is_open(&self) -> bool {
        self.progress.lock().await.shop.is_some()
    }

    /// Why the shop is not open; none once it is.
    pub(crate) async fn problem(&self, _takes: ()) -> Result<Option<ProblemView>, ApiError> {
        if self.upgrades.load(Ordering::Relaxed) {
            return Ok(Some(self.upgrade_view()));
        }
        let progress = self.progress.lock().await;
        let Some(problem) = progress.problem.clone() else {
            return Ok(None);
        };
        let place = progress.folder.clone().zip(progress.settings.clone());
        drop(progress);
        let zone = place
            .as_ref()
            .map(|(_, settings)| settings.time_zone.clone());
        let copy = match (problem.kind, place) {
            (ProblemKind::LedgerDamaged, Some((folder, settings))) => {
                newest_copy(folder, settings).await
            }
            _ => None,
        };
        Ok(Some(ProblemView {
            kind: problem.kind,
            path: problem.path.map(|path| path.display().to_string()),
            about: problem.about,
            detail: problem.detail,
            time_zone: zone,
            copy,
            room: problem.room.map(|(needed_bytes, free_bytes)| RoomView {
                needed_bytes,
                free_bytes,
            }),
            upgrade: None,
        }))
    }

    /// Tries again after somebody fixed the problem. If the shop opens, its
    /// windows open and this one closes.
    pub(crate) async fn retry_opening(&self, takes: ()) -> Result<Option<ProblemView>, ApiError> {
        if let Tried::Open(shop) = self.open().await {
            self.windows.show_shop(&shop).map_err(|error| {
                tracing::error!(%error, "the cashier's window does not open");
                ApiError::from(ErrorCode::Closed)
            })?;
            return Ok(None);
        }
        self.problem(takes).await
    }

    /// Restores a copy, and tries again.
    pub(crate) async fn restore_copy(
        &self,
        takes: RestoreCopy,
    ) -> Result<Option<ProblemView>, ApiError> {
        let progress = self.progress.lock().await;
        let damaged = progress
            .problem
            .as_ref()
            .is_some_and(|problem| problem.kind == ProblemKind::LedgerDamaged);
        let place = progress.folder.clone().zip(progress.settings.clone());
        // The lock has been ours since the settings were read.
        let Some((folder, settings)) = place.filter(|_| damaged && progress.lock.is_some()) else {
            return Err(ErrorCode::ItemUnknown.into());
        };
        let restored = restore_named(folder, settings, takes.file).await;
        drop(progress);
        restored.map_err(|detail| ApiError {
            detail: Some(detail),
            ..ErrorCode::NotRestored.into()
        })?;
        self.retry_opening(()).await
    }

    /// Closes the app.
    pub(crate) async fn close_app(&self, _takes: ()) -> Result<(), ApiError> {
        self.windows.exit();
        Ok(())
    }
}

/// Takes the lock of the folder, within a number of tries.
async fn take_lock(folder: &Folder, tries: u32) -> Result<Option<File>, FolderError> {
    for _ in 1..tries {
        if let Some(lock) = folder.lock()? {
            return Ok(Some(lock));
        }
        tokio::time::sleep(LOCK_PAUSE).await;
    }
    folder.lock()
}

async fn newest_copy(folder: Folder, settings: Settings) -> Option<CopyView> {
    let seals = known_seals(&folder, &settings).await;
    let looked = tokio::task::spawn_blocking(move || {
        let found = restore::newest_good(&folder, settings.mode, &seals)?;
        let missing = restore::sales_missing(&folder, settings.mode, &found.copy);
        Some(copy_view(found, missing))
    });
    looked.await.ok().flatten()
}

fn copy_view(found: Candidate, missing: Option<u64>) -> CopyView {
    CopyView {
        file: name_of(&found.copy.path),
        made_at_ms: found.copy.made_at.0,
        sales: found.sales,
        last_ticket: found.last_ticket.map(|ticket| ticket.to_string()),
        missing,
        doubt: match found.standing {
            Standing::WithoutProof(NoProof::Manifest) => Some(CopyDoubt::NoManifest),
            Standing::WithoutProof(NoProof::Seal) => Some(CopyDoubt::NoSeal),
            Standing::Whole | Standing::Bad(_) | Standing::OfAnotherMode => None,
        },
    }
}

/// Restores the copy with that name, only from the folder of copies.
async fn restore_named(folder: Folder, settings: Settings, file: String) -> Result<(), String> {
    let seal = compose::seal(&folder, &settings)
        .await
        .map_err(|error| causes(&error))?;
    let seals = known_seals(&folder, &settings).await;
    let anchors = anchors::gather(&folder, &settings, &seals).await.anchors;
    let restored = tokio::task::spawn_blocking(move || {
        let mode = settings.mode;
        let copies =
            crate::data::backups::list(&folder, mode).map_err(|error| error.to_string())?;
        let named = |copy: &Copy| name_of(&copy.path) == file;
        let copy = copies.into_iter().find(named).ok_or("no such copy")?;
        let found = restore::look_at(&folder, mode, copy, &seals);
        if !found.serves() {
            return Err(format!("{:?}", found.standing));
        }
        let now = SystemClock::new().now();
        restore::restore(
            &folder,
            &settings,
            &found.copy,
            (seal, &seals),
            &anchors,
            now,
        )
        .map(drop)
        .map_err(|error| causes(&error))
    });
    restored.await.map_err(|error| error.to_string())?
}

async fn known_seals(folder: &Folder, settings: &Settings) -> Vec<Seal> {
    let known = compose::known_seals(folder, settings).await;
    known.unwrap_or_else(|error| {
        tracing::warn!(%error, "copies are looked at without the seal");
        Vec::new()
    })
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
