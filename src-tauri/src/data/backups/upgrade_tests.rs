//! The copy before an upgrade, of a ledger whose file says that it is older.

use super::tests::{BEGIN, names, seals, with_ledger};
use super::*;
use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};

/// Where a database's header has its version (SQLite, "Database File Format",
/// 1.3).
const VERSION_AT: u64 = 60;

fn make_older(folder: &Folder) {
    let ledger = folder.ledger(Mode::Practice);
    let mut file = fs::OpenOptions::new().write(true).open(ledger).unwrap();
    file.seek(SeekFrom::Start(VERSION_AT)).unwrap();
    file.write_all(&16_u32.to_be_bytes()).unwrap();
}

fn before(folder: &Folder, copy: &UpgradeCopy) -> Result<Option<PathBuf>, NotMade> {
    let (settings, [seal]) = (Settings::default(), seals());
    before_upgrade(folder, &settings, &seal, BEGIN, (copy, &Making::default()))
}

#[test]
fn a_ledger_of_this_version_is_not_copied_before_an_upgrade() {
    let kept = tempfile::tempdir().unwrap();
    let folder = Folder::at(kept.path().to_owned());
    assert!(before(&folder, &UpgradeCopy::Usual).unwrap().is_none());
    let (_kept, folder) = with_ledger(BEGIN);
    assert_eq!(waits_for_upgrade(&folder, Mode::Practice), None);
    assert!(before(&folder, &UpgradeCopy::Usual).unwrap().is_none());
    assert!(list(&folder, Mode::Practice).unwrap().is_empty());
}

#[test]
fn an_older_ledger_is_copied_by_a_name_that_tells_it() {
    let (_kept, folder) = with_ledger(BEGIN);
    make_older(&folder);
    assert!(waits_for_upgrade(&folder, Mode::Practice).is_some());
    let copy = before(&folder, &UpgradeCopy::Usual).unwrap().unwrap();
    let copy = Copy::at(copy);
    assert!(copy.is_before_upgrade(), "{}", copy.name());
    assert!(copy.sealed_end(&seals()).is_some());
    assert_eq!(copy.last_at(), Some(BEGIN));
    assert_eq!(list(&folder, Mode::Practice).unwrap().len(), 1);
}

#[test]
fn it_goes_to_another_folder_or_nowhere_if_somebody_wants_that() {
    let (_kept, folder) = with_ledger(BEGIN);
    make_older(&folder);
    let elsewhere = tempfile::tempdir().unwrap();
    let place = UpgradeCopy::In(elsewhere.path().to_owned());
    let copy = before(&folder, &place).unwrap().unwrap();
    assert_eq!(copy.parent(), Some(elsewhere.path()));
    assert!(Copy::at(copy).sealed_end(&seals()).is_some());
    assert_eq!(before(&folder, &UpgradeCopy::Without).unwrap(), None);
    assert!(list(&folder, Mode::Practice).unwrap().is_empty());
}

#[test]
fn a_copy_that_fails_leaves_nothing_and_stops_the_upgrade() {
    let (kept, folder) = with_ledger(BEGIN);
    make_older(&folder);
    let gone = UpgradeCopy::In(kept.path().join("gone"));
    assert!(before(&folder, &gone).is_err());
    assert!(!kept.path().join("gone").exists());
    assert_eq!(names(&folder.backups().unwrap()), Vec::<String>::new());
}
