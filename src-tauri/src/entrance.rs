//! The way into the shop: the data folder, its lock, the settings, and the shop
//! itself. Where one of them fails, this knows why; it is gone through again
//! when a person has mended it, or went back to a copy.

use crate::compose;
use crate::customer::Windows;
use crate::data::anchors;
use crate::data::backups::Copy;
use crate::data::folder::{Folder, FolderError};
use crate::data::location;
use crate::data::logs;
use crate::data::restore::{self, Candidate, NoProof, Standing, causes};
use crate::live_door;
use crate::machine::clock::SystemClock;
use crate::problem::Problem;
use crate::renderer;
use crate::shopfront::Shopfront;
use crate::window;
use api::dto::{CopyDoubt, CopyView, ProblemKind, ProblemView, RestoreCopy};
use api::{ApiError, Asks, ErrorCode, Who};
use ledger::Seal;
use secrecy::SecretString;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use till::ports::Clock as _;
use till::settings::Settings;
use tokio::sync::Mutex;

/// How often the lock is tried by an app that was started again.
const LOCK_TRIES: u32 = 100;
/// The pause between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// The way in.
pub(crate) struct Entrance {
    desk: Arc<Windows>,
    /// One tries at a time.
    way: Mutex<Way>,
}

/// How far it was gone.
#[derive(Default)]
struct Way {
    folder: Option<Folder>,
    /// Held for as long as the process runs.
    lock: Option<File>,
    settings: Option<Settings>,
    /// The shop, once it is open: nobody opens a second one beside it.
    front: Option<Arc<Shopfront>>,
    problem: Option<Problem>,
}

/// How a try ended.
pub(crate) enum Tried {
    /// The shop is open.
    Open(Arc<Shopfront>),
    /// It cannot be opened.
    Shut(Problem),
    /// Another window has it open.
    Elsewhere(Folder),
}

impl Entrance {
    pub(crate) fn new(desk: Arc<Windows>) -> Arc<Entrance> {
        Arc::new(Entrance {
            desk,
            way: Mutex::default(),
        })
    }

    /// Lets whoever asks, where the rule of the request does.
    pub(crate) async fn admit(&self, who: Who, asks: &(impl Asks + Sync)) -> Result<(), ApiError> {
        match who {
            Who::Anyone | Who::Cashier | Who::WhileNoManager => Ok(()),
            Who::Manager | Who::LiveManager | Who::LiveManagerForStoredSecrets => {
                self.admit_manager(asks.pin()).await
            }
        }
    }

    /// Lets a manager of the ledger that cannot be opened, or of its copies.
    async fn admit_manager(&self, pin: Option<SecretString>) -> Result<(), ApiError> {
        let way = self.way.lock().await;
        let place = way.folder.clone().zip(way.settings.clone());
        let (folder, settings) = place.ok_or(ErrorCode::ItemUnknown)?;
        let copies = crate::data::backups::list(&folder, settings.mode);
        let copies = copies.unwrap_or_default().into_iter();
        let copies: Vec<_> = copies.map(|copy| copy.path).collect();
        live_door::admit_restore(&folder, &settings, &copies, pin).await
    }

    /// Goes the whole way, from wherever it was left.
    pub(crate) async fn enter(&self) -> Tried {
        let mut way = self.way.lock().await;
        if let Some(front) = &way.front {
            return Tried::Open(Arc::clone(front));
        }
        let tried = self.go(&mut way).await;
        if let Tried::Open(front) = &tried {
            way.front = Some(Arc::clone(front));
        }
        way.problem = match &tried {
            Tried::Shut(problem) => {
                tracing::error!(?problem, "the shop cannot open");
                Some(problem.clone())
            }
            Tried::Elsewhere(folder) => Some(Problem::already_open(folder.path().to_owned())),
            Tried::Open(_) => None,
        };
        tried
    }

    async fn go(&self, way: &mut Way) -> Tried {
        way.settings = None;
        let folder = match Folder::find() {
            Ok(folder) => folder,
            Err(error) => return Tried::Shut((&error).into()),
        };
        if way.folder.is_none() {
            logs::begin(&folder.logs());
            if let Some(risk) = location::risk_of(folder.path()) {
                tracing::warn!(folder = %folder.path().display(), "{}", risk.words());
            }
        }
        way.folder = Some(folder.clone());
        if way.lock.is_none() {
            match take_lock(&folder).await {
                Ok(Some(lock)) => way.lock = Some(lock),
                Ok(None) => return Tried::Elsewhere(folder),
                Err(error) => return Tried::Shut((&error).into()),
            }
        }
        let settings = match folder.settings() {
            Ok(settings) => settings,
            Err(error) => return Tried::Shut((&error).into()),
        };
        way.settings = Some(settings.clone());
        let front = Shopfront::new(folder, Arc::clone(&self.desk));
        match front.open(settings).await {
            Ok(()) => Tried::Open(front),
            Err(error) => Tried::Shut((&error).into()),
        }
    }

    /// Whether the shop was opened at last.
    pub(crate) async fn is_open(&self) -> bool {
        self.way.lock().await.front.is_some()
    }

    /// What keeps the shop shut; none once it is open.
    pub(crate) async fn problem(&self, _takes: ()) -> Result<Option<ProblemView>, ApiError> {
        let way = self.way.lock().await;
        let Some(problem) = way.problem.clone() else {
            return Ok(None);
        };
        let place = way.folder.clone().zip(way.settings.clone());
        drop(way);
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
        }))
    }

    /// Tries again, after somebody mended it; where the shop opens its windows
    /// do, and this one goes.
    pub(crate) async fn retry_opening(&self, takes: ()) -> Result<Option<ProblemView>, ApiError> {
        if let Tried::Open(front) = self.enter().await {
            let app = self.desk.app().ok_or(ErrorCode::Closed)?;
            window::open_shop(app, &front).map_err(|error| {
                tracing::error!(%error, "the cashier's window does not open");
                ApiError::from(ErrorCode::Closed)
            })?;
            return Ok(None);
        }
        self.problem(takes).await
    }

    /// Goes back to a copy, and tries again.
    pub(crate) async fn restore_copy(
        &self,
        takes: RestoreCopy,
    ) -> Result<Option<ProblemView>, ApiError> {
        let way = self.way.lock().await;
        let damaged = way
            .problem
            .as_ref()
            .is_some_and(|problem| problem.kind == ProblemKind::LedgerDamaged);
        let place = way.folder.clone().zip(way.settings.clone());
        // The lock is ours since the settings were read.
        let Some((folder, settings)) = place.filter(|_| damaged && way.lock.is_some()) else {
            return Err(ErrorCode::ItemUnknown.into());
        };
        let restored = restore_named(folder, settings, takes.file).await;
        drop(way);
        restored.map_err(|detail| ApiError {
            detail: Some(detail),
            ..ErrorCode::NotRestored.into()
        })?;
        self.retry_opening(()).await
    }

    /// Closes the app.
    pub(crate) async fn close_app(&self, _takes: ()) -> Result<(), ApiError> {
        if let Some(app) = self.desk.app() {
            app.exit(0);
        }
        Ok(())
    }
}

/// Takes the lock of the folder. An app that was started again in place of one
/// that painted nothing waits until that one has let it go.
async fn take_lock(folder: &Folder) -> Result<Option<File>, FolderError> {
    let tries = if renderer::is_plain() { LOCK_TRIES } else { 1 };
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

/// Restores the copy of that name, from the folder of copies only.
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
