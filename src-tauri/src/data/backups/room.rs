//! The room on a disk: how much a copy needs, how much there is, and how much
//! all copies may take.

use super::NotMade;
use std::path::{Path, PathBuf};
use till::settings::Settings;

/// Room that a copy leaves free, in bytes: selling goes on while it is made.
pub(super) const SPARE_BYTES: u64 = 64 * 1024 * 1024;
/// Which part of the disk copies may take if the settings do not say it: one
/// in so many.
const DISK_PART: u64 = 5;
const MIB: u64 = 1024 * 1024;

/// How many bytes the ledger has, with its log.
pub(super) fn bytes_of(ledger: &Path) -> u64 {
    let mut log = ledger.as_os_str().to_owned();
    log.push("-wal");
    let bytes = [ledger.to_owned(), PathBuf::from(log)].map(|file| {
        let file = std::fs::metadata(file);
        file.map_or(0, |file| file.len())
    });
    bytes.into_iter().fold(0, u64::saturating_add)
}

/// Fails if a copy of the ledger has no room in a folder. A disk that does not
/// say how much is free has room until it fails.
pub(super) fn check(place: &Path, ledger: &Path) -> Result<(), NotMade> {
    fits(bytes_of(ledger), free(place))
}

/// The bytes that are free for this user on the disk of a folder.
pub(super) fn free(place: &Path) -> Option<u64> {
    fs4::available_space(place).ok()
}

fn fits(ledger: u64, free: Option<u64>) -> Result<(), NotMade> {
    let needed = ledger.saturating_add(SPARE_BYTES);
    match free {
        Some(free) if free < needed => Err(NotMade::NoRoom { needed, free }),
        Some(_) | None => Ok(()),
    }
}

/// How many bytes all copies in a folder may have.
pub(super) fn budget(settings: &Settings, place: &Path) -> u64 {
    match settings.backup.budget_mib {
        0 => fs4::total_space(place).map_or(u64::MAX, |disk| disk / DISK_PART),
        mib => u64::from(mib).saturating_mul(MIB),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_without_room_says_how_much_it_needs() {
        let needed = 1_000 + SPARE_BYTES;
        assert!(fits(1_000, Some(needed)).is_ok());
        assert!(fits(1_000, None).is_ok());
        let error = fits(1_000, Some(needed - 1)).unwrap_err();
        assert_eq!(error.missing_bytes(), Some(1));
    }

    #[test]
    fn the_budget_is_a_fifth_of_the_disk_or_what_the_settings_say() {
        let place = tempfile::tempdir().unwrap();
        let mut settings = Settings::default();
        let disk = fs4::total_space(place.path()).unwrap();
        assert_eq!(budget(&settings, place.path()), disk / 5);
        settings.backup.budget_mib = 3;
        assert_eq!(budget(&settings, place.path()), 3 * 1024 * 1024);
    }
}
