//! What a restore set aside: the ledger that was there before, with its
//! companions. It holds people's data, so it is deleted when all of it is older
//! than `privacy.days`.
//!
//! Nothing is opened for that, because it may be damaged: everything in such a
//! file is from before the restore, whose moment is in its name. Where a clock
//! was wrong, the time of the file's last change counts too, the later of the
//! two.

use crate::data::backups;
use crate::data::folder::Folder;
use domain::UnixMs;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ledger::{Ledger, LedgerError, StateKey};
use std::path::Path;
use std::time::Duration;
use till::settings::Settings;

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;
/// The time from a start to the first look, in seconds: the till knows the time
/// by then.
const ASIDE_FIRST_SECS: u64 = 60;
/// The time between two looks at what was set aside, in seconds.
const ASIDE_EVERY_SECS: u64 = 3_600;

/// Deletes what is too old, forever. The time is the one that the till trusts,
/// so that a clock that jumped ahead deletes nothing.
pub(crate) async fn forget_old(folder: Folder, settings: Settings, ledger: Ledger) {
    let kept_ms = i64::from(settings.privacy.days).saturating_mul(DAY_MS);
    let mut pause_secs = ASIDE_FIRST_SECS;
    loop {
        tokio::time::sleep(Duration::from_secs(pause_secs)).await;
        pause_secs = ASIDE_EVERY_SECS;
        let trusted: Result<_, LedgerError> =
            ledger.read(|read| read.state(StateKey::TrustedTime)).await;
        let trusted = trusted.ok().flatten().and_then(|kept| kept.parse().ok());
        let Some(trusted) = trusted.map(UnixMs) else {
            continue;
        };
        let path = folder.ledger(settings.mode);
        let deleted = tokio::task::spawn_blocking(move || {
            delete_before(&path, trusted.plus_ms(kept_ms.saturating_neg()))
        });
        match deleted.await {
            Ok(Ok(0)) => {}
            Ok(Ok(files)) => tracing::info!(files, "what a restore set aside was deleted"),
            Ok(Err(error)) => tracing::error!(%error, "what a restore set aside cannot be deleted"),
            Err(error) => tracing::error!(%error, "what a restore set aside cannot be deleted"),
        }
    }
}

/// Deletes what was set aside beside a ledger and is older than that. Returns
/// how many files went.
fn delete_before(ledger: &Path, before: UnixMs) -> std::io::Result<u32> {
    let (Some(folder), Some(stem)) = (ledger.parent(), ledger.file_stem()) else {
        return Ok(0);
    };
    let begins = format!("{}.before-", stem.to_string_lossy());
    let mut deleted = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A companion has the same moment in its name.
        let at = name
            .strip_prefix(&begins)
            .and_then(|rest| set_aside_at(rest.split('.').next()?));
        let Some(at) = at else {
            continue;
        };
        if at.max(backups::changed_at(&path)) < before {
            std::fs::remove_file(&path)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// The moment in a name, as [`backups::stamp`] writes it.
fn set_aside_at(stamp: &str) -> Option<UnixMs> {
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).ok()?;
    let at = at.to_zoned(TimeZone::UTC).ok()?;
    Some(UnixMs(at.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_deleted_with_its_companions_when_it_is_old() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.sqlite3");
        let now = UnixMs(1_795_276_800_000);
        assert_eq!(set_aside_at(&backups::stamp(now)), Some(now));
        let (old, new) = (now.plus_ms(-400 * DAY_MS), now.plus_ms(-DAY_MS));
        let name =
            |at: UnixMs, end: &str| format!("ledger.before-{}.sqlite3{end}", backups::stamp(at));
        let mut stay = vec![
            name(new, ""),
            "ledger.sqlite3".to_owned(),
            "ledger.before-nunca.sqlite3".to_owned(),
            "practice.before-20200101T000000Z.sqlite3".to_owned(),
        ];
        let go = [name(old, ""), name(old, "-wal"), name(old, ".2")];
        let touched = name(old.plus_ms(1_000), "");
        stay.push(touched.clone());
        for file in stay.iter().chain(&go) {
            let file = folder.path().join(file);
            std::fs::write(&file, b"Ana Paz").unwrap();
            let changed = if file.ends_with(&touched) { new } else { old };
            let since = Duration::from_millis(u64::try_from(changed.0).unwrap());
            let file = std::fs::File::options().write(true).open(file).unwrap();
            file.set_modified(std::time::UNIX_EPOCH + since).unwrap();
        }
        assert_eq!(delete_before(&ledger, old).unwrap(), 0);
        let before = now.plus_ms(-365 * DAY_MS);
        assert_eq!(delete_before(&ledger, before).unwrap(), 3);
        assert_eq!(delete_before(&ledger, before).unwrap(), 0);
        let left = std::fs::read_dir(folder.path()).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut left: Vec<_> = left.map(|it| name(it).into_string().unwrap()).collect();
        left.sort();
        stay.sort();
        assert_eq!(left, stay);
    }
}
