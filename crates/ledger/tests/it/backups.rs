//! Copies made while the ledger is written.

use crate::shop::{NOW, Shop, now, take};
use ledger::{BackupError, OpenError, Reader, backup, verify};

#[test]
fn a_copy_made_while_selling_is_whole() {
    let shop = Shop::new();
    let ledger = shop.open();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    let copy = shop.folder.path().join("copy.sqlite3");
    let seller = {
        let ledger = ledger.clone();
        std::thread::spawn(move || {
            for number in 2..=60 {
                now(ledger.write(move |write| take(write, number, NOW))).unwrap();
            }
        })
    };
    let report = backup(&shop.path(), &copy, &shop.seals()).unwrap();
    seller.join().unwrap();
    assert!(report.is_clean());
    // What the copy holds is a beginning of the ledger, to the letter.
    let copied = verify(&copy, &shop.seals()).unwrap();
    assert_eq!(copied.head, report.head);
    let lines = |reader: &Reader, limit| {
        reader
            .read(|read| read.entries_after(0, limit))
            .unwrap()
            .len()
    };
    let count = lines(&Reader::open(&copy).unwrap(), 1_000);
    assert!(count >= 3, "{count}");
    let whole = lines(&Reader::open(&shop.path()).unwrap(), 1_000);
    assert_eq!(whole, 1 + 60 * 2);
    assert!(!shop.folder.path().join("copy.part").exists());
}

#[cfg(unix)]
#[test]
fn a_copy_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let shop = Shop::new();
    drop(shop.open());
    let copy = shop.folder.path().join("copy.sqlite3");
    backup(&shop.path(), &copy, &shop.seals()).unwrap();
    let mode = std::fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_ledger_that_is_not_whole_makes_no_copy() {
    let shop = Shop::new();
    let ledger = shop.open();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    drop(ledger);
    shop.forge(|hand| {
        hand.execute_batch("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 2")
            .unwrap();
    });
    let copy = shop.folder.path().join("copy.sqlite3");
    let refused = backup(&shop.path(), &copy, &shop.seals());
    assert!(
        matches!(refused, Err(BackupError::NotWhole(_))),
        "{refused:?}"
    );
    assert!(!copy.exists());
    let nothing = backup(&shop.folder.path().join("none"), &copy, &shop.seals());
    assert!(matches!(nothing, Err(BackupError::Open(OpenError::Absent))));
}
