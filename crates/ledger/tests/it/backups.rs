//! Copies made while the ledger is written.

use crate::shop::{NOW, Shop, now, take};
use domain::{Actor, TillEvent};
use ledger::{
    BackupError, Ledger, LedgerError, OpenError, Outcome, Reader, Watch, backup, backup_watched,
    verify,
};
use std::ops::ControlFlow;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
    // The copy is exactly a beginning of the ledger.
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

/// Lines that make a ledger of many steps.
fn fill(ledger: &Ledger) {
    let written = ledger.write(|write| {
        let keys = vec!["x".repeat(60_000)];
        let event = TillEvent::SettingsSaved { keys };
        for _ in 0..200 {
            write.record_till(&Actor::Till, NOW, std::slice::from_ref(&event))?;
        }
        Ok::<_, LedgerError>(())
    });
    now(written).unwrap();
}

#[test]
fn a_copy_of_many_steps_ends_and_is_whole_while_ten_sales_a_second_go_on() {
    let shop = Shop::new();
    let ledger = shop.open();
    fill(&ledger);
    let copy = shop.folder.path().join("copy.sqlite3");
    let (begun, ended) = (Barrier::new(2), AtomicBool::new(false));
    let report = std::thread::scope(|threads| {
        threads.spawn(|| {
            for number in 1_u64.. {
                now(ledger.write(move |write| take(write, number, NOW))).unwrap();
                if number == 1 {
                    begun.wait();
                }
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        begun.wait();
        let report = backup(&shop.path(), &copy, &shop.seals());
        ended.store(true, Ordering::Relaxed);
        report.unwrap()
    });
    assert_eq!(report.outcome(), Outcome::Whole, "{report:?}");
    let bytes = std::fs::metadata(&copy).unwrap().len();
    assert!(bytes > 8 * 256 * 4_096, "{bytes} bytes are not many steps");
    let since = now(ledger.read(|read| read.head())).unwrap().seq;
    assert!(since > report.head.seq, "nothing was sold meanwhile");
}

#[test]
fn a_drifted_view_does_not_prevent_a_copy() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    drop(ledger);
    shop.hand()
        .execute_batch("UPDATE payments SET state = 'approved'")
        .unwrap();
    let copy = shop.folder.path().join("copy.sqlite3");
    let report = backup(&shop.path(), &copy, &shop.seals()).unwrap();
    assert_eq!(report.outcome(), Outcome::Broken);
    assert_eq!(report.of_a_copy(), Outcome::NotFullyChecked);
    // Without a seal the copy is kept too, and the report says what was not
    // checked.
    let copy = shop.folder.path().join("other.sqlite3");
    let report = backup(&shop.path(), &copy, &[]).unwrap();
    assert_eq!(report.of_a_copy(), Outcome::NotFullyChecked);
    assert!(copy.exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_copy() {
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

/// Stops the work once it is so far, in thousandths.
struct StopsAt {
    thousandth: u64,
    last: u64,
}

impl Watch for StopsAt {
    fn progress(&mut self, done: u64, of: u64) -> ControlFlow<()> {
        self.last = done * 1_000 / of.max(1);
        if self.last >= self.thousandth {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing_and_the_next_one_is_whole() {
    let shop = Shop::new();
    let ledger = shop.open();
    fill(&ledger);
    for number in 1..=300 {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
    }
    let copy = shop.folder.path().join("copy.sqlite3");
    let files = || std::fs::read_dir(shop.folder.path()).unwrap().count();
    let before = files();
    let copied = |thousandth| {
        let mut stops = StopsAt {
            thousandth,
            last: 0,
        };
        let made = backup_watched(&shop.path(), &copy, &shop.seals(), &mut stops);
        (made, stops.last)
    };
    // While it copies, and while it verifies.
    for thousandth in [1, 300, 501, 900] {
        let (made, last) = copied(thousandth);
        assert!(matches!(made, Err(BackupError::Stopped)), "{made:?}");
        assert!(last >= thousandth);
        assert_eq!(files(), before, "something is left");
    }
    let (made, last) = copied(u64::MAX);
    assert_eq!(made.unwrap().outcome(), Outcome::Whole);
    assert!(last >= 900, "{last}");
}
