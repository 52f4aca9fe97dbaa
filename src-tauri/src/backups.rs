//! Copies of the ledger in the data folder: one a day while the app is open,
//! and one whenever somebody asks. Each stands beside a manifest with the head
//! of the journal, to which `verify` can be held.

use crate::folder::{Folder, write_whole};
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use ledger::Head;
use ledger::{BackupError, Report, Seal};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::ports::Clock;
use till::settings::Mode;

/// How many copies are kept; the oldest go first.
const COPIES_MAX: usize = 30;
/// How old the newest copy may be before another is made, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// When it is first looked at after a start, in seconds: whoever has just opened
/// the till wants to sell, not to wait for a copy of all that was ever sold.
const FIRST_LOOK_SECS: u64 = 60;
/// How often that is looked at, in seconds.
const LOOK_EVERY_SECS: u64 = 600;

/// One copy is made at a time.
static MAKING: Mutex<()> = Mutex::new(());

/// The largest manifest that is read, in bytes.
const MANIFEST_BYTES_MAX: u64 = 4 * 1024;

/// What stands beside a copy.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// The copy's file.
    file: String,
    /// When it was made, in milliseconds since the Unix epoch.
    made_at_ms: i64,
    /// The journal's last sequence in it.
    seq: i64,
    /// The hash of that line, which chains it to every line before it.
    hash: String,
}

impl Manifest {
    fn of(file: &Path, made_at: UnixMs, head: &Head) -> Manifest {
        let name = file.file_name().unwrap_or_default();
        Manifest {
            file: name.to_string_lossy().into_owned(),
            made_at_ms: made_at.0,
            seq: head.seq,
            hash: head.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    fn keep(&self, beside: &Path) -> std::io::Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(std::io::Error::other)?;
        write_whole(&beside.with_extension("json"), &text)
    }

    fn read(text: &[u8]) -> Option<(UnixMs, Head)> {
        let manifest: Manifest = serde_json::from_slice(text).ok()?;
        let seq = manifest.seq;
        let hash = hash_of(&manifest.hash)?;
        Some((UnixMs(manifest.made_at_ms), Head { seq, hash }))
    }
}

/// 64 hexadecimal digits, as 32 bytes.
fn hash_of(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// A copy that stands there, and what its manifest says of it.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) path: PathBuf,
    /// When it was made: by its manifest, else by its file.
    pub(crate) made_at: UnixMs,
    /// The end of the journal by its manifest; none where that is not there or
    /// cannot be read.
    pub(crate) anchor: Option<Head>,
}

impl Copy {
    pub(crate) fn at(path: PathBuf) -> Copy {
        let manifest = File::open(path.with_extension("json")).ok();
        let told = manifest.and_then(|file| {
            let mut text = Vec::new();
            file.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).ok()?;
            Manifest::read(&text)
        });
        let made_at = told
            .as_ref()
            .map_or_else(|| changed_at(&path), |told| told.0);
        Copy {
            path,
            made_at,
            anchor: told.map(|told| told.1),
        }
    }
}

fn changed_at(path: &Path) -> UnixMs {
    let changed = std::fs::metadata(path).and_then(|it| it.modified());
    let since = changed
        .ok()
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    UnixMs(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}

/// The copies of that mode, newest first.
pub(crate) fn list(folder: &Folder, mode: Mode) -> std::io::Result<Vec<Copy>> {
    let copies = copies(&folder.backups()?, mode)?;
    Ok(copies.into_iter().rev().map(Copy::at).collect())
}

/// A copy that was made.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) report: Report,
}

/// Makes a copy with its manifest, and lets the oldest go.
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
    Manifest::of(&path, now, &report.head).keep(&path)?;
    rotate(&place, mode)?;
    Ok(Made { path, report })
}

/// Copies a ledger that an older version of the program wrote, before this one
/// brings it up to date. Gives where, if there was one.
pub(crate) fn before_upgrade(
    folder: &Folder,
    mode: Mode,
    now: UnixMs,
) -> Result<Option<PathBuf>, BackupError> {
    let made = ledger::copy_before_upgrade(&folder.ledger(mode), |version| {
        let name = format!("{}-{}-before-v{version}.sqlite3", kind(mode), stamp(now));
        Ok(folder.backups()?.join(name))
    })?;
    let Some((path, head)) = made else {
        return Ok(None);
    };
    Manifest::of(&path, now, &head).keep(&path)?;
    rotate(&folder.backups()?, mode)?;
    Ok(Some(path))
}

/// Lets the oldest go.
fn rotate(place: &Path, mode: Mode) -> std::io::Result<()> {
    let copies = copies(place, mode)?;
    for old in copies.iter().rev().skip(COPIES_MAX) {
        std::fs::remove_file(old)?;
        let _ = std::fs::remove_file(old.with_extension("json"));
    }
    Ok(())
}

/// Why the last copy could not be made; nothing once one was.
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

/// How the copies of a mode stand.
pub(crate) struct Standing {
    pub(crate) folder: PathBuf,
    pub(crate) kept: u32,
    pub(crate) last_at: Option<UnixMs>,
}

/// How the copies of a mode stand; the newest's moment is in its name.
pub(crate) fn standing(folder: &Folder, mode: Mode) -> std::io::Result<Standing> {
    let place = folder.backups()?;
    let copies = copies(&place, mode)?;
    let last_at = copies.last().and_then(|path| {
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        let at = stem.split('-').nth(1)?;
        let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", at).ok()?;
        let at = at.to_zoned(TimeZone::UTC).ok()?;
        Some(UnixMs(at.timestamp().as_millisecond()))
    });
    Ok(Standing {
        folder: place,
        kept: u32::try_from(copies.len()).unwrap_or(u32::MAX),
        last_at,
    })
}

/// Makes a copy a day, for ever.
pub(crate) async fn daily(
    folder: Folder,
    mode: Mode,
    seals: Vec<Seal>,
    clock: impl Clock,
    trouble: Arc<LastTrouble>,
) {
    tokio::time::sleep(Duration::from_secs(FIRST_LOOK_SECS)).await;
    loop {
        let now = clock.now();
        if is_due(&folder, mode, now) {
            // A long ledger takes its time, and the workers must not wait for it.
            let (place, keys) = (folder.clone(), seals.clone());
            let making = tokio::task::spawn_blocking(move || make(&place, mode, &keys, now));
            let made = match making.await {
                Ok(made) => made,
                Err(error) => {
                    tracing::error!(%error, "no more copies are made by themselves");
                    return;
                }
            };
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
    let newest = folder
        .backups()
        .and_then(|place| copies(&place, mode))
        .ok()
        .and_then(|copies| copies.last().cloned());
    let before = format!("{}-{}.sqlite3", kind(mode), stamp(now.plus_ms(-DAY_MS)));
    newest.is_none_or(|newest| newest.file_name().is_none_or(|name| *name < *before))
}

/// The copies of that mode, oldest first: their names sort by time.
fn copies(place: &Path, mode: Mode) -> std::io::Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for entry in std::fs::read_dir(place)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let is_one = name.is_some_and(|name| name.starts_with(kind(mode)));
        if is_one && path.extension().is_some_and(|it| it == "sqlite3") {
            copies.push(path);
        }
    }
    copies.sort();
    Ok(copies)
}

const fn kind(mode: Mode) -> &'static str {
    match mode {
        Mode::Practice => "practice",
        Mode::Live => "ledger",
    }
}

/// A moment as files are named by it.
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
                .all(|copy| copy.with_extension("json").exists())
        );
        assert!(is_due(&folder, Mode::Live, begin));
        // Asked for twice within a second, there are two.
        let now = begin.plus_ms(32 * DAY_MS);
        let twice = make(&folder, Mode::Practice, &[seal()], now).unwrap();
        assert!(twice.report.is_clean());
        let standing = standing(&folder, Mode::Practice).unwrap();
        assert_eq!(standing.kept, 30);
        assert_eq!(standing.last_at, Some(now.plus_ms(1_000)));
        let listed = list(&folder, Mode::Practice).unwrap();
        assert_eq!(listed.len(), COPIES_MAX);
        assert!(listed.iter().all(|copy| copy.anchor.is_some()));
        assert_eq!(listed[0].made_at, begin.plus_ms(32 * DAY_MS));
        assert!(listed.is_sorted_by_key(|copy| std::cmp::Reverse(copy.made_at)));
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
        assert!(
            before_upgrade(&folder, Mode::Practice, now)
                .unwrap()
                .is_none()
        );
        let opening = Opening {
            path: folder.ledger(Mode::Practice),
            seal: Seal::from_bytes([7; 32]),
            now,
        };
        drop(Ledger::open_inline(opening).unwrap());
        assert!(
            before_upgrade(&folder, Mode::Practice, now)
                .unwrap()
                .is_none()
        );
        assert!(list(&folder, Mode::Practice).unwrap().is_empty());
    }
}
