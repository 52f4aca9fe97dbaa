//! Copies of the ledger in the data folder: one a day while the app is open,
//! and one whenever somebody asks. Each has a manifest with the sealed head of
//! the journal. That head is an anchor: `verify` and every opening compare the
//! ledger with it.

mod manifest;

use crate::data::anchors::{self, seal_of};
use crate::data::folder::Folder;
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use ledger::{BackupError, Head, Report, Seal};
use manifest::Manifest;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::ports::Clock;
use till::settings::{Mode, Settings};

/// How many copies are kept; the oldest are deleted first.
pub(crate) const COPIES_MAX: usize = 30;
/// The age of the newest copy from which on another is made, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// The time from a start to the first check, in seconds: somebody who has just
/// opened the till wants to sell, and not to wait for a copy of a long ledger.
const FIRST_LOOK_SECS: u64 = 60;
/// The time between two checks, in seconds.
const LOOK_EVERY_SECS: u64 = 600;

/// Only one copy is made at a time.
static MAKING: Mutex<()> = Mutex::new(());

/// An existing copy, with the content of its manifest.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) path: PathBuf,
    /// When it was made: by its manifest, or else by its file.
    pub(crate) made_at: UnixMs,
    /// The journal's end by the manifest; `None` without a readable manifest.
    pub(crate) anchor: Option<Head>,
    manifest: Option<Manifest>,
}

impl Copy {
    pub(crate) fn at(path: PathBuf) -> Copy {
        let manifest = Manifest::beside(&path);
        let made_at = manifest.as_ref().map(|it| UnixMs(it.made_at_ms));
        Copy {
            made_at: made_at.unwrap_or_else(|| changed_at(&path)),
            anchor: manifest.as_ref().and_then(Manifest::head),
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

    /// The copy's place in order: by the manifest's number, not by a clock,
    /// which may have been wrong. A copy without a number is the oldest.
    fn place(&self) -> (u64, PathBuf) {
        let number = self.manifest.as_ref().map_or(0, |it| it.number);
        (number, self.path.clone())
    }
}

/// When a file was last changed; the epoch if that is unknown.
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

/// The result of making a copy.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) report: Report,
}

/// Makes a copy with its manifest, and deletes the oldest ones.
pub(crate) fn make(
    folder: &Folder,
    mode: Mode,
    seals: &[Seal],
    now: UnixMs,
) -> Result<Made, BackupError> {
    // The day's copy and one that somebody asks for may be of the same second.
    let _one_at_a_time = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let place = folder.backups()?;
    let named = |at| place.join(format!("{}-{}.sqlite3", kind(mode), stamp(at)));
    let mut at = now;
    while named(at).exists() {
        at = at.plus_ms(1_000);
    }
    let path = named(at);
    let report = ledger::backup(&folder.ledger(mode), &path, seals)?;
    let number = next_number(&place, mode)?;
    Manifest::of(&path, now, &report.head, number, seal_of(&report, seals)).keep(&path)?;
    rotate(&place, mode)?;
    Ok(Made { path, report })
}

/// Makes a copy off the runtime, because a long ledger takes long, and stores
/// the end of its journal in the secret store too.
pub(crate) async fn make_and_anchor(
    folder: &Folder,
    settings: &Settings,
    seals: &[Seal],
    now: UnixMs,
) -> Result<Made, BackupError> {
    let (place, keys, mode) = (folder.clone(), seals.to_vec(), settings.mode);
    let made = tokio::task::spawn_blocking(move || make(&place, mode, &keys, now));
    let made = made
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error).into()))?;
    anchors::keep(folder, settings, seals, &made.report).await;
    Ok(made)
}

fn next_number(place: &Path, mode: Mode) -> std::io::Result<u64> {
    let last = copies(place, mode)?.last().map_or(0, |last| last.place().0);
    Ok(last.saturating_add(1))
}

/// Copies a ledger of an older version of the program before this version
/// upgrades it. Returns the copy; `None` if there was nothing to copy.
pub(crate) fn before_upgrade(
    folder: &Folder,
    mode: Mode,
    seal: &Seal,
    now: UnixMs,
) -> Result<Option<PathBuf>, BackupError> {
    let made = ledger::copy_before_upgrade(&folder.ledger(mode), |version| {
        let name = format!("{}-{}-before-v{version}.sqlite3", kind(mode), stamp(now));
        Ok(folder.backups()?.join(name))
    })?;
    let Some((path, head)) = made else {
        return Ok(None);
    };
    let place = folder.backups()?;
    let number = next_number(&place, mode)?;
    Manifest::of(&path, now, &head, number, Some(seal)).keep(&path)?;
    rotate(&place, mode)?;
    Ok(Some(path))
}

/// Deletes the oldest copies.
fn rotate(place: &Path, mode: Mode) -> std::io::Result<()> {
    let copies = copies(place, mode)?;
    for old in copies.iter().rev().skip(COPIES_MAX) {
        std::fs::remove_file(&old.path)?;
        let _ = std::fs::remove_file(old.path.with_extension("json"));
    }
    Ok(())
}

/// Why the last copy failed; nothing after a copy that succeeded.
#[derive(Default)]
pub(crate) struct LastTrouble(Mutex<Option<String>>);

impl LastTrouble {
    pub(crate) fn note(&self, made: &Result<Made, BackupError>) {
        let why = made.as_ref().err().map(ToString::to_string);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }

    pub(crate) fn last(&self) -> Option<String> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }
}

/// The copies of a mode in numbers.
pub(crate) struct Standing {
    pub(crate) folder: PathBuf,
    pub(crate) kept: u32,
    pub(crate) last_at: Option<UnixMs>,
}

pub(crate) fn standing(folder: &Folder, mode: Mode) -> std::io::Result<Standing> {
    let place = folder.backups()?;
    let copies = copies(&place, mode)?;
    let last_at = copies.last().map(|last| last.made_at);
    Ok(Standing {
        folder: place,
        kept: u32::try_from(copies.len()).unwrap_or(u32::MAX),
        last_at,
    })
}

/// Makes a copy a day, forever.
pub(crate) async fn daily(
    folder: Folder,
    settings: Settings,
    seals: Vec<Seal>,
    clock: impl Clock,
    trouble: Arc<LastTrouble>,
) {
    tokio::time::sleep(Duration::from_secs(FIRST_LOOK_SECS)).await;
    loop {
        let now = clock.now();
        if is_due(&folder, settings.mode, now) {
            let made = make_and_anchor(&folder, &settings, &seals, now).await;
            trouble.note(&made);
            match made {
                Ok(made) => tracing::info!(copy = %made.path.display(), "the day's copy is made"),
                Err(error) => tracing::error!(%error, "the day's copy cannot be made"),
            }
        }
        tokio::time::sleep(Duration::from_secs(LOOK_EVERY_SECS)).await;
    }
}

fn is_due(folder: &Folder, mode: Mode, now: UnixMs) -> bool {
    let copies = folder.backups().and_then(|place| copies(&place, mode));
    let newest = copies.ok().and_then(|copies| copies.last().cloned());
    // A copy from the future was made with a wrong clock.
    newest.is_none_or(|newest| !(0..DAY_MS).contains(&now.since_ms(newest.made_at)))
}

/// The copies of a mode, in the order in which they were made.
fn copies(place: &Path, mode: Mode) -> std::io::Result<Vec<Copy>> {
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

const fn kind(mode: Mode) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::{Ledger, Opening};

    #[test]
    fn a_copy_a_day_and_the_oldest_go() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let seal = || Seal::from_bytes([7; 32]);
        let begin = UnixMs(1_795_276_800_000);
        let path = folder.ledger(Mode::Practice);
        drop(
            Ledger::open_inline(Opening {
                path,
                seal: seal(),
                now: begin,
            })
            .unwrap(),
        );
        assert!(is_due(&folder, Mode::Practice, begin));
        for day in 0..33 {
            let now = begin.plus_ms(day * DAY_MS);
            let made = make(&folder, Mode::Practice, &[seal()], now).unwrap();
            assert!(made.report.is_clean());
            assert!(!is_due(
                &folder,
                Mode::Practice,
                now.plus_ms(DAY_MS - 1_000)
            ));
            assert!(is_due(&folder, Mode::Practice, now.plus_ms(DAY_MS + 1_000)));
        }
        let copies = copies(&folder.backups().unwrap(), Mode::Practice).unwrap();
        assert_eq!(copies.len(), COPIES_MAX);
        assert!(
            copies
                .iter()
                .all(|copy| copy.sealed_end(&[seal()]).is_some())
        );
        assert!(is_due(&folder, Mode::Live, begin));
        // Asked for twice within a second, there are two.
        let now = begin.plus_ms(32 * DAY_MS);
        let twice = make(&folder, Mode::Practice, &[seal()], now).unwrap();
        assert!(twice.report.is_clean());
        let standing = standing(&folder, Mode::Practice).unwrap();
        assert_eq!(standing.kept, 30);
        assert_eq!(standing.last_at, Some(now));
        let listed = list(&folder, Mode::Practice).unwrap();
        assert_eq!(listed.len(), COPIES_MAX);
        assert!(listed.iter().all(|copy| copy.anchor.is_some()));
        assert_eq!(listed[0].made_at, begin.plus_ms(32 * DAY_MS));
        assert!(listed.is_sorted_by_key(|copy| std::cmp::Reverse(copy.made_at)));
    }

    #[test]
    fn copies_are_ordered_as_they_were_made_whatever_the_clock_said() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let seals = [Seal::from_bytes([7; 32])];
        let now = UnixMs(1_795_276_800_000);
        let (path, seal) = (folder.ledger(Mode::Practice), seals[0].clone());
        drop(Ledger::open_inline(Opening { path, seal, now }).unwrap());
        let made = |at| make(&folder, Mode::Practice, &seals, at).unwrap().path;
        // The clock was a year ahead, then right, then years behind.
        let ahead = made(now.plus_ms(365 * DAY_MS));
        assert!(
            is_due(&folder, Mode::Practice, now),
            "no copy of the future"
        );
        let right = made(now);
        assert!(!is_due(&folder, Mode::Practice, now.plus_ms(DAY_MS / 2)));
        let behind = made(now.plus_ms(-2_000 * DAY_MS));
        let listed = list(&folder, Mode::Practice).unwrap();
        let listed: Vec<_> = listed.into_iter().map(|copy| copy.path).collect();
        assert_eq!(listed, [behind, right, ahead]);
    }

    #[test]
    fn a_manifest_that_somebody_else_wrote_is_no_anchor() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let seals = [Seal::from_bytes([7; 32])];
        let now = UnixMs(1_795_276_800_000);
        let (path, seal) = (folder.ledger(Mode::Practice), seals[0].clone());
        drop(Ledger::open_inline(Opening { path, seal, now }).unwrap());
        let made = make(&folder, Mode::Practice, &seals, now).unwrap();
        let manifest = made.path.with_extension("json");
        let text = std::fs::read_to_string(&manifest).unwrap();
        let sealed = |text: &str, seals: &[Seal]| {
            std::fs::write(&manifest, text).unwrap();
            Copy::at(made.path.clone()).sealed_end(seals)
        };
        assert_eq!(sealed(&text, &seals), Some(made.report.head));
        assert_eq!(sealed(&text, &[Seal::from_bytes([8; 32])]), None);
        for (was, is) in [
            ("\"seq\": 1", "\"seq\": 9"),
            ("\"number\": 1", "\"number\": 9"),
        ] {
            assert!(text.contains(was), "{text}");
            assert_eq!(sealed(&text.replace(was, is), &seals), None);
        }
        // Without a key at hand none is sealed.
        let bare = make(&folder, Mode::Practice, &[], now).unwrap();
        assert_eq!(Copy::at(bare.path).sealed_end(&seals), None);
    }

    #[test]
    fn a_copy_without_a_sound_manifest_has_no_anchor() {
        let kept = tempfile::tempdir().unwrap();
        let copy = kept.path().join("ledger-x.sqlite3");
        std::fs::write(&copy, b"").unwrap();
        assert_eq!(Copy::at(copy.clone()).anchor, None);
        for text in [
            "",
            "{",
            r#"{"file":"x","made_at_ms":1,"seq":2,"hash":"00"}"#,
            r#"{"file":"x","made_at_ms":1,"seq":2,"hash":"éééééééééééééééééééééééééééééééé"}"#,
        ] {
            std::fs::write(copy.with_extension("json"), text).unwrap();
            assert_eq!(Copy::at(copy.clone()).anchor, None, "{text}");
        }
    }

    #[test]
    fn an_older_ledger_is_copied_by_a_name_that_tells_it() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let now = UnixMs(1_795_276_800_000);
        let seal = Seal::from_bytes([7; 32]);
        let before = || before_upgrade(&folder, Mode::Practice, &seal, now).unwrap();
        assert!(before().is_none());
        let opening = Opening {
            path: folder.ledger(Mode::Practice),
            seal: seal.clone(),
            now,
        };
        drop(Ledger::open_inline(opening).unwrap());
        assert!(before().is_none());
        assert!(list(&folder, Mode::Practice).unwrap().is_empty());
    }
}
