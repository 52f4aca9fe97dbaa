//! Removes the copies that the rules do not keep, and the drafts of copies
//! that were never finished.

use super::copies::{Copy, copies};
use super::keep::{Facts, Rules, keep};
use super::room;
use domain::Day;
use std::fs::File;
use std::io;
use std::path::Path;
use till::day::BusinessDays;
use till::settings::Settings;

/// The file that is locked while copies are made or removed.
const LOCK: &str = "making.lock";
/// The ending of a copy that is not finished.
pub(super) const DRAFT: &str = "part";

/// Waits until nobody else, in this process or another, makes or removes copies
/// in a folder. The lock ends when the file is dropped.
pub(super) fn hold(place: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    let file = options.open(place.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Removes all drafts. The caller holds the lock, so nobody is writing one.
pub(super) fn remove_drafts(place: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(place)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_draft = [".part", ".part-journal", ".part-wal", ".part-shm"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if is_draft {
            tracing::info!(draft = %path.display(), "a copy that was not finished is removed");
            erase(&path)?;
        }
    }
    Ok(())
}

/// Removes what the rules do not keep of a mode's copies. The caller holds the
/// lock.
pub(super) fn thin(place: &Path, settings: &Settings) -> io::Result<()> {
    let copies = copies(place, settings.mode)?;
    let days = BusinessDays::of(settings);
    let facts: Vec<Facts> = copies.iter().map(|copy| facts(copy, &days)).collect();
    let rules = Rules {
        age_days_max: u16::try_from(settings.privacy.days).unwrap_or(u16::MAX),
        bytes_max: room::budget(settings, place),
    };
    let kept = keep(&facts, &rules);
    for (at, copy) in copies.iter().enumerate() {
        if !kept.contains(&at) {
            remove(&copy.path)?;
        }
    }
    Ok(())
}

fn facts(copy: &Copy, days: &BusinessDays) -> Facts {
    let day_of = |at| -> Day { days.day_of(at) };
    Facts {
        day: copy.last_at().map(day_of),
        file_day: day_of(copy.made_at),
        bytes: copy.bytes,
        before_upgrade: copy.is_before_upgrade(),
    }
}

/// Removes a copy with its manifest. From the first step on it is a draft, so
/// that nobody takes the rest of it for a copy.
pub(super) fn remove(copy: &Path) -> io::Result<()> {
    let draft = copy.with_extension(DRAFT);
    std::fs::rename(copy, &draft)?;
    let _ = std::fs::remove_file(copy.with_extension("json"));
    erase(&draft)
}

/// Empties a file and removes it. This process may still hold a copy that it
/// has verified: then removing the name alone would free no room, and people's
/// data would stay on the disk.
fn erase(path: &Path) -> io::Result<()> {
    if let Ok(file) = File::options().write(true).open(path) {
        file.set_len(0)?;
    }
    std::fs::remove_file(path)
}
