//! Copies of the ledger in the data folder: one a day while the app is open,
//! and one whenever somebody asks. Each stands beside a manifest with the head
//! of the journal, to which `verify` can be held.

use crate::folder::{Folder, write_whole};
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use ledger::{BackupError, Report, Seal};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use till::ports::Clock;
use till::settings::Mode;

/// How many copies are kept; the oldest go first.
const COPIES_MAX: usize = 30;
/// How old the newest copy may be before another is made, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// How often that is looked at, in seconds.
const LOOK_EVERY_SECS: u64 = 600;

/// What stands beside a copy.
#[derive(Serialize)]
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
    let place = folder.backups()?;
    let stem = format!("{}-{}", kind(mode), stamp(now));
    let path = place.join(format!("{stem}.sqlite3"));
    let report = ledger::backup(&folder.ledger(mode), &path, seals)?;
    let hash = report
        .head
        .hash
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let manifest = Manifest {
        file: format!("{stem}.sqlite3"),
        made_at_ms: now.0,
        seq: report.head.seq,
        hash,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::other)?;
    write_whole(&place.join(format!("{stem}.json")), &text)?;
    let copies = copies(&place, mode)?;
    for old in copies.iter().rev().skip(COPIES_MAX) {
        std::fs::remove_file(old)?;
        let _ = std::fs::remove_file(old.with_extension("json"));
    }
    Ok(Made { path, report })
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
        let at = stem.rsplit_once('-')?.1;
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
    loop {
        let now = clock.now();
        if is_due(&folder, mode, now) {
            let made = make(&folder, mode, &seals, now);
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

fn stamp(now: UnixMs) -> String {
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
        let standing = standing(&folder, Mode::Practice).unwrap();
        assert_eq!(standing.kept, 30);
        assert_eq!(standing.last_at, Some(begin.plus_ms(32 * DAY_MS)));
    }
}
