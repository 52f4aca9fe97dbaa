//! The copy of a ledger of an older version of the program, before this version
//! upgrades it.

use super::copies::upgrade_path;
use super::manifest::Manifest;
use super::thin;
use super::{Making, NotMade, next_number, room, thin_or_warn};
use crate::data::folder::Folder;
use domain::UnixMs;
use ledger::{OpenError, Reader, Seal};
use std::path::PathBuf;
use till::settings::{Mode, Settings};

/// What becomes of the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum UpgradeCopy {
    /// It goes to the folder of copies.
    #[default]
    Usual,
    /// It goes to a folder that somebody named, where it stays.
    In(PathBuf),
    /// A manager wants none.
    Without,
}

impl UpgradeCopy {
    /// The folder of the copy.
    pub(crate) fn place(&self, folder: &Folder) -> PathBuf {
        match self {
            UpgradeCopy::In(place) => place.clone(),
            UpgradeCopy::Usual | UpgradeCopy::Without => folder.backups_path(),
        }
    }
}

/// The version to which the ledger of a mode will be upgraded; `None` if it has
/// this version, or cannot be read.
pub(crate) fn waits(folder: &Folder, mode: Mode) -> Option<u32> {
    match Reader::open(&folder.ledger(mode)) {
        Err(OpenError::Older { known, .. }) => Some(known),
        Ok(_) | Err(_) => None,
    }
}

/// Copies a ledger of an older version. Returns the copy; `None` if there was
/// nothing to copy, or no copy is wanted.
pub(crate) fn before_upgrade(
    folder: &Folder,
    settings: &Settings,
    seal: &Seal,
    now: UnixMs,
    (copy, making): (&UpgradeCopy, &Making),
) -> Result<Option<PathBuf>, NotMade> {
    let mode = settings.mode;
    let Some(version) = waits(folder, mode) else {
        return Ok(None);
    };
    let usual = folder.backups()?;
    let place = match copy {
        UpgradeCopy::Usual => usual.clone(),
        UpgradeCopy::In(place) => place.clone(),
        UpgradeCopy::Without => {
            tracing::warn!("the ledger is upgraded without a copy, as somebody in charge wants");
            return Ok(None);
        }
    };
    let _one_at_a_time = thin::hold(&usual)?;
    thin::remove_drafts(&usual)?;
    let ledger = folder.ledger(mode);
    room::check(&place, &ledger)?;
    let of = room::bytes_of(&ledger);
    let named = |version| upgrade_path(&place, mode, now, version);
    let draft = named(version).with_extension(thin::DRAFT);
    making.begin();
    let made = making.followed(&draft, of, || {
        ledger::copy_before_upgrade(&ledger, |version| Ok(named(version)))
    });
    making.end(made.as_ref().err());
    let Some((path, head)) = made? else {
        return Ok(None);
    };
    let end = (&head, ledger::last_line_at(&path));
    let number = next_number(&usual, mode)?;
    Manifest::of(&path, now, end, number, Some(seal)).keep(&path)?;
    if place == usual {
        thin_or_warn(&place, settings);
    }
    Ok(Some(path))
}
