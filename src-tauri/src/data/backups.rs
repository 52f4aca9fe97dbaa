//! Copies of the ledger in the data folder: one a day while the app is open,
//! and one whenever somebody asks. Each has a manifest with the sealed head of
//! the journal. That head is an anchor: `verify` and every opening compare the
//! ledger with it.

mod copies;
mod keep;
mod making;
mod manifest;
mod room;
mod second;
mod thin;
mod upgrade;

pub(crate) use copies::{Copy, changed_at, list, stamp};
pub(crate) use keep::{DAILY_MAX, MONTHLY_MAX, WEEKLY_MAX};
pub(crate) use making::{Making, Progress, Step, Trouble, TroubleKind};
pub(crate) use second::{SecondStanding, look as look_at_second};
pub(crate) use upgrade::{UpgradeCopy, before_upgrade, waits as waits_for_upgrade};

use crate::data::anchors::{self, seal_of};
use crate::data::folder::Folder;
use copies::copies;
use domain::UnixMs;
use ledger::{BackupError, Report, Seal};
use manifest::Manifest;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use till::ports::Clock;
use till::settings::{Mode, Settings};

/// The age of the newest copy from which on another is made, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// The time from a start to the first check, in seconds: somebody who has just
/// opened the till wants to sell, and not to wait for a copy of a long ledger.
const FIRST_LOOK_SECS: u64 = 60;
/// The time between two checks, in seconds.
const LOOK_EVERY_SECS: u64 = 600;

/// Why there is no copy. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotMade {
    #[error(transparent)]
    Ledger(#[from] BackupError),
    /// Said before anything is written.
    #[error("the copy needs {needed} bytes, and {free} are free")]
    NoRoom { needed: u64, free: u64 },
    /// Somebody stopped it.
    #[error("the copy was stopped")]
    Stopped,
}

impl From<std::io::Error> for NotMade {
    fn from(error: std::io::Error) -> NotMade {
        NotMade::Ledger(error.into())
    }
}

impl NotMade {
    /// How many bytes are missing on the disk, if that is known.
    pub(crate) fn missing_bytes(&self) -> Option<u64> {
        let (needed, free) = self.room()?;
        Some(needed.saturating_sub(free))
    }

    /// The bytes that are needed and those that are free, if they are too few.
    pub(crate) fn room(&self) -> Option<(u64, u64)> {
        match self {
            NotMade::NoRoom { needed, free } => Some((*needed, *free)),
            NotMade::Ledger(_) | NotMade::Stopped => None,
        }
    }

    pub(crate) fn is_disk_full(&self) -> bool {
        match self {
            NotMade::Ledger(error) => error.is_disk_full(),
            NotMade::NoRoom { .. } => true,
            NotMade::Stopped => false,
        }
    }

    pub(crate) fn trouble(&self) -> Trouble {
        let kind = match self {
            _ if self.is_disk_full() => TroubleKind::NoRoom,
            NotMade::Ledger(BackupError::NotWhole(_)) => TroubleKind::LedgerBroken,
            NotMade::Ledger(BackupError::Io(_)) => TroubleKind::FolderUnwritable,
            NotMade::Ledger(
                BackupError::Open(_) | BackupError::Storage(_) | BackupError::Stopped,
            )
            | NotMade::NoRoom { .. }
            | NotMade::Stopped => TroubleKind::Other,
        };
        Trouble {
            kind,
            missing_bytes: self.missing_bytes(),
            detail: crate::data::restore::causes(self),
        }
    }
}

/// How much of a copy is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verified {
    /// All of it: somebody asked for this copy.
    Whole,
    /// What came after the end of the last copy, if its manifest is sealed: the
    /// copy of every day.
    SinceLast,
}

/// The result of making a copy.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) report: Report,
}

/// Makes a copy with its manifest, and removes those that the rules do not
/// keep.
pub(crate) fn make(
    folder: &Folder,
    settings: &Settings,
    seals: &[Seal],
    now: UnixMs,
    (making, verified): (&Making, Verified),
) -> Result<Made, NotMade> {
    let (place, mode) = (folder.backups()?, settings.mode);
    let _one_at_a_time = thin::hold(&place)?;
    thin::remove_drafts(&place)?;
    let ledger = folder.ledger(mode);
    // Before the room is looked at: what goes anyway makes some.
    thin_or_warn(&place, settings);
    room::check(&place, &ledger)?;
    let path = copies::free_path(&place, mode, now);
    let since = match verified {
        Verified::Whole => None,
        Verified::SinceLast => copies(&place, mode)?
            .last()
            .and_then(|last| last.sealed_end(seals)),
    };
    let report = making.copy((&ledger, &path), seals, since)?;
    let kept = next_number(&place, mode).and_then(|number| {
        let end = (&report.head, ledger::last_line_at(&path));
        Manifest::of(&path, now, end, number, seal_of(&report, seals)).keep(&path)
    });
    if let Err(error) = kept {
        thin::remove(&path)?;
        return Err(error.into());
    }
    thin_or_warn(&place, settings);
    Ok(Made { path, report })
}

/// Copies that could not be removed are tried again after the next copy.
fn thin_or_warn(place: &Path, settings: &Settings) {
    if let Err(error) = thin::thin(place, settings) {
        tracing::warn!(%error, "old copies could not be removed");
    }
}

/// Makes a copy off the runtime, because a long ledger takes long, and stores
/// the end of its journal in the secret store too. The caller has begun it.
pub(crate) async fn make_and_anchor(
    folder: &Folder,
    settings: &Settings,
    seals: &[Seal],
    now: UnixMs,
    (making, verified): (&Arc<Making>, Verified),
) -> Result<Made, NotMade> {
    let (place, chosen, keys) = (folder.clone(), settings.clone(), seals.to_vec());
    let made = tokio::task::spawn_blocking({
        let making = Arc::clone(making);
        move || {
            let made = make(&place, &chosen, &keys, now, (&making, verified));
            making.end(made.as_ref().err());
            made
        }
    });
    let made = made.await.unwrap_or_else(|error| {
        let failed = NotMade::from(std::io::Error::other(error));
        making.end(Some(&failed));
        Err(failed)
    })?;
    anchors::keep(folder, settings, seals, &made.report).await;
    Ok(made)
}

fn next_number(place: &Path, mode: Mode) -> std::io::Result<u64> {
    let last = copies(place, mode)?.last().map_or(0, Copy::number);
    Ok(last.saturating_add(1))
}

/// The copies of a mode in numbers.
pub(crate) struct Standing {
    pub(crate) folder: PathBuf,
    pub(crate) kept: u32,
    pub(crate) last_at: Option<UnixMs>,
    pub(crate) bytes: u64,
    pub(crate) bytes_max: u64,
}

pub(crate) fn standing(folder: &Folder, settings: &Settings) -> std::io::Result<Standing> {
    let place = folder.backups()?;
    let copies = copies(&place, settings.mode)?;
    let bytes = copies.iter().map(|copy| copy.bytes);
    Ok(Standing {
        kept: u32::try_from(copies.len()).unwrap_or(u32::MAX),
        last_at: copies.last().map(|last| last.made_at),
        bytes: bytes.fold(0, u64::saturating_add),
        bytes_max: room::budget(settings, &place),
        folder: place,
    })
}

/// Makes a copy a day, forever, and carries the newest to the second folder.
pub(crate) async fn daily(
    folder: Folder,
    settings: Settings,
    seals: Vec<Seal>,
    clock: impl Clock,
    making: Arc<Making>,
) {
    tokio::time::sleep(Duration::from_secs(FIRST_LOOK_SECS)).await;
    loop {
        let now = clock.now();
        if is_due(&folder, settings.mode, now) && making.begin() {
            let daily = (&making, Verified::SinceLast);
            let made = make_and_anchor(&folder, &settings, &seals, now, daily).await;
            match made {
                Ok(made) => tracing::info!(copy = %made.path.display(), "the day's copy is made"),
                Err(error) => tracing::error!(%error, "the day's copy cannot be made"),
            }
        }
        carry_beside(&folder, &settings, now);
        tokio::time::sleep(Duration::from_secs(LOOK_EVERY_SECS)).await;
    }
}

/// Carries the newest copy to the second folder, while nobody waits for it: a
/// share that does not answer may take any time.
pub(crate) fn carry_beside(folder: &Folder, settings: &Settings, now: UnixMs) {
    let (folder, settings) = (folder.clone(), settings.clone());
    drop(tokio::task::spawn_blocking(move || {
        second::carry_newest(&folder, &settings, now);
    }));
}

/// The same, for a caller that waits.
pub(crate) fn carry_now(folder: &Folder, settings: &Settings, now: UnixMs) {
    second::carry_newest(folder, settings, now);
}

fn is_due(folder: &Folder, mode: Mode, now: UnixMs) -> bool {
    let copies = folder.backups().and_then(|place| copies(&place, mode));
    let newest = copies.ok().and_then(|copies| copies.last().cloned());
    // A copy from the future was made with a wrong clock.
    newest.is_none_or(|newest| !(0..DAY_MS).contains(&now.since_ms(newest.made_at)))
}

/// A copy by settings that nobody changed, for tests.
#[cfg(test)]
pub(crate) fn make_for_tests(
    folder: &Folder,
    mode: Mode,
    seals: &[Seal],
    now: UnixMs,
) -> Result<Made, NotMade> {
    let settings = Settings {
        mode,
        ..Settings::default()
    };
    make(
        folder,
        &settings,
        seals,
        now,
        (&Making::default(), Verified::Whole),
    )
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod upgrade_tests;
