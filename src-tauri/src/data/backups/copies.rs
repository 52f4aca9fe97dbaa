//! The copies in a folder, and their order.

use super::manifest::Manifest;
use crate::data::folder::Folder;
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use ledger::{Head, Seal};
use std::path::{Path, PathBuf};
use till::settings::Mode;

/// The part of a file name that says that the copy was made before an upgrade.
const BEFORE_UPGRADE: &str = "-before-v";

/// An existing copy, with the content of its manifest.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) path: PathBuf,
    /// When it was made: by its manifest, or else by its file.
    pub(crate) made_at: UnixMs,
    /// The journal's end by the manifest; `None` without a readable manifest.
    pub(crate) anchor: Option<Head>,
    pub(super) bytes: u64,
    manifest: Option<Manifest>,
}

impl Copy {
    pub(crate) fn at(path: PathBuf) -> Copy {
        let manifest = Manifest::beside(&path);
        let made_at = manifest.as_ref().map(|it| UnixMs(it.made_at_ms));
        Copy {
            made_at: made_at.unwrap_or_else(|| changed_at(&path)),
            anchor: manifest.as_ref().and_then(Manifest::head),
            bytes: std::fs::metadata(&path).map_or(0, |file| file.len()),
            path,
            manifest,
        }
    }

    /// The name of the copy's file, without its folder.
    pub(crate) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The journal's end in it, if one of these seals signed the manifest.
    pub(crate) fn sealed_end(&self, seals: &[Seal]) -> Option<Head> {
        let manifest = self.manifest.as_ref()?;
        manifest.is_sealed(seals).then(|| manifest.head()).flatten()
    }

    /// When its last line was written. Manifests that do not say it have the
    /// time at which the copy was made.
    pub(super) fn last_at(&self) -> Option<UnixMs> {
        let manifest = self.manifest.as_ref()?;
        Some(UnixMs(manifest.last_at_ms.unwrap_or(manifest.made_at_ms)))
    }

    pub(super) fn is_before_upgrade(&self) -> bool {
        self.name().contains(BEFORE_UPGRADE)
    }

    /// Its number among all copies; zero without a readable manifest.
    pub(super) fn number(&self) -> u64 {
        self.manifest.as_ref().map_or(0, |it| it.number)
    }

    /// The copy's place in order: by the manifest's number, not by a clock,
    /// which may have been wrong. A copy without a number is the oldest.
    fn place(&self) -> (u64, PathBuf) {
        (self.number(), self.path.clone())
    }
}

/// When a file was last changed.
pub(crate) fn changed_at(path: &Path) -> UnixMs {
    let changed = std::fs::metadata(path).and_then(|it| it.modified());
    let since = changed
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    UnixMs(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}

/// The copies of a mode, newest first.
pub(crate) fn list(folder: &Folder, mode: Mode) -> std::io::Result<Vec<Copy>> {
    let mut copies = copies(&folder.backups()?, mode)?;
    copies.reverse();
    Ok(copies)
}

/// The copies of a mode, in the order in which they were made.
pub(super) fn copies(place: &Path, mode: Mode) -> std::io::Result<Vec<Copy>> {
    let mut copies = Vec::new();
    for entry in std::fs::read_dir(place)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let is_one = name.is_some_and(|name| name.starts_with(kind(mode)));
        if is_one && path.extension().is_some_and(|it| it == "sqlite3") {
            copies.push(Copy::at(path));
        }
    }
    copies.sort_by_key(Copy::place);
    Ok(copies)
}

/// A name that no copy in the folder has: two may be of the same second.
pub(super) fn free_path(place: &Path, mode: Mode, now: UnixMs) -> PathBuf {
    let named = |at| place.join(format!("{}-{}.sqlite3", kind(mode), stamp(at)));
    let mut at = now;
    while named(at).exists() {
        at = at.plus_ms(1_000);
    }
    named(at)
}

/// The path of the copy before an upgrade to a version.
pub(super) fn upgrade_path(place: &Path, mode: Mode, now: UnixMs, version: u32) -> PathBuf {
    let (kind, stamp) = (kind(mode), stamp(now));
    place.join(format!("{kind}-{stamp}{BEFORE_UPGRADE}{version}.sqlite3"))
}

pub(super) const fn kind(mode: Mode) -> &'static str {
    match mode {
        Mode::Practice => "practice",
        Mode::Live => "ledger",
    }
}

/// A moment in the form that file names have.
pub(crate) fn stamp(now: UnixMs) -> String {
    let at = Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}
