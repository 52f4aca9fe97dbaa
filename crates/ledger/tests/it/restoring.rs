//! Restoring a ledger from a copy, and the copy made before an upgrade.

use crate::shop::{Failed, NOW, Shop, now, payment_id, sale_id, take};
use domain::{Actor, CloseNumber, EpochBecause, Event, Figures, TillEvent, TillNumber};
use ledger::{
    CLOSES_PASSED_OVER, ErrandStanding, Head, Ledger, LedgerError, NewErrand, Outcome, Problem,
    RestoreError, Restored, Restoring, Seal, StateKey, Subject, TICKETS_PASSED_OVER, UnreadRelay,
    backup, check_copy, copy_before_upgrade, glance, restore, sales_since, state_in, verify,
};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// A hand at a file, past the ledger; the file is made where there is none.
fn by_hand(path: impl AsRef<Path>) -> Connection {
    Connection::open_with_flags(path, OpenFlags::default()).unwrap()
}

const STAMP: &str = "20260101T000000Z";

fn restoring<'a>(shop: &Shop, copy: &'a Path, path: &'a Path, seals: &'a [Seal]) -> Restoring<'a> {
    Restoring {
        copy,
        anchor: None,
        copy_made_at: NOW,
        ledger: path,
        stamp: STAMP,
        seal: Seal::from_bytes(shop.seal),
        seals,
        anchors: &[],
        till: TillNumber(1),
        by: Actor::Counter,
        now: NOW.plus_ms(1_000),
    }
}

fn restored(shop: &Shop, copy: &Path) -> Result<Restored, RestoreError> {
    restore(restoring(shop, copy, &shop.path(), &shop.seals()), |_| {
        Ok(())
    })
}

fn sell(ledger: &Ledger, number: u64) -> String {
    now(ledger.write(move |write| take(write, number, NOW)))
        .unwrap()
        .ticket
        .to_string()
}

/// A shop with two sales, a copy of that, and a third sale since.
fn copied() -> (Shop, PathBuf) {
    let shop = Shop::new();
    let ledger = shop.inline();
    sell(&ledger, 1);
    sell(&ledger, 2);
    let copy = shop.folder.path().join("copy.sqlite3");
    backup(&shop.path(), &copy, &shop.seals()).unwrap();
    sell(&ledger, 3);
    (shop, copy)
}

fn names(shop: &Shop) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(shop.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_copy_goes_on_in_a_new_epoch_with_tickets_of_its_own() {
    let (shop, copy) = copied();
    let before = std::fs::read(&copy).unwrap();
    let done = restored(&shop, &copy).unwrap();
    let aside = done.kept_aside.unwrap();
    assert_eq!(
        aside.file_name().unwrap(),
        "ledger.before-20260101T000000Z.sqlite3"
    );
    assert_eq!(
        std::fs::read(&copy).unwrap(),
        before,
        "the copy is not touched"
    );
    let old = verify(&aside, &shop.seals()).unwrap();
    assert_eq!(
        (old.is_clean(), old.head.seq),
        (true, 7),
        "the old one is whole"
    );

    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let epochs: Vec<_> = report
        .epochs
        .iter()
        .map(|it| (it.first_seq, it.because))
        .collect();
    assert_eq!(
        epochs,
        [(1, EpochBecause::FirstRun), (6, EpochBecause::Restored)]
    );
    let ledger = shop.inline();
    let last = now(ledger.read(|read| read.last_till_event("restored"))).unwrap();
    assert_eq!(
        last,
        Some(TillEvent::Restored {
            copy_made_at: NOW,
            copy_seq: 5,
            tickets_passed_over: TICKETS_PASSED_OVER,
            closes_passed_over: CLOSES_PASSED_OVER,
            till: Some(TillNumber(1)),
            anchors_left: Vec::new(),
        })
    );
    assert_eq!(sell(&ledger, 3), "C1-001003");
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(sell(&ledger, 4), "C1-001004");
    drop(ledger);
    assert_eq!(shop.problems(), []);
    assert_eq!(sales_since(&aside, NOW.plus_ms(-1)), Some(3));
    assert_eq!(sales_since(&aside, NOW), Some(0));
    let seen = glance(&copy);
    assert_eq!(seen.sales, Some(2));
    assert_eq!(
        seen.last_ticket.map(|it| it.to_string()).as_deref(),
        Some("C1-000002")
    );
    assert_eq!(state_in(&copy, StateKey::SaleInHand), None);
    let none = shop.folder.path().join("none");
    assert_eq!(glance(&none), ledger::Glance::default());
}

fn next_close(ledger: &Ledger) -> CloseNumber {
    now(ledger.read(|read| Ok::<_, Failed>(read.closes()?)))
        .unwrap()
        .next()
}

/// The simulation found it: the second restore began at the numbers of the
/// first.
#[test]
fn a_copy_that_is_restored_twice_issues_no_number_twice() {
    let (shop, copy) = copied();
    restored(&shop, &copy).unwrap();
    let ledger = shop.inline();
    assert_eq!(sell(&ledger, 3), "C1-001003");
    let made =
        now(ledger.write(|write| write.record_close(&Actor::Counter, NOW, Figures::default())));
    assert_eq!(made.unwrap().number, CloseNumber(2));
    drop(ledger);
    restored(&shop, &copy).unwrap();
    let ledger = shop.inline();
    assert_eq!(sell(&ledger, 4), "C1-001004");
    assert_eq!(next_close(&ledger), CloseNumber(3));
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(sell(&ledger, 5), "C1-001005");
    assert_eq!(next_close(&ledger), CloseNumber(3));
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

#[test]
fn a_till_that_had_sold_nothing_skips_its_first_tickets_too() {
    let shop = Shop::new();
    drop(shop.inline());
    let copy = shop.folder.path().join("copy.sqlite3");
    backup(&shop.path(), &copy, &shop.seals()).unwrap();
    restored(&shop, &copy).unwrap();
    assert_eq!(sell(&shop.inline(), 1), "C1-001001");
}

#[test]
fn a_held_errand_waits_and_is_released_or_given_up() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let errands: Vec<_> = (1..=3)
        .map(|number| {
            now(ledger.write(move |write| {
                take(write, number, NOW)?;
                let errand = NewErrand {
                    kind: "pre-order",
                    payment: Some(payment_id(number)),
                    about: Subject::Sale(sale_id(number)),
                    once: number == 3,
                    request: b"x".to_vec(),
                    due_at: NOW,
                    deadline: NOW.plus_ms(45_000),
                };
                Ok::<_, Failed>(write.owe(errand)?)
            }))
            .unwrap()
        })
        .collect();
    let [first, second, once] = errands[..] else {
        panic!("{errands:?}");
    };
    now(ledger.write(move |write| write.begin_attempt(second, NOW)))
        .unwrap()
        .unwrap();
    let copy = shop.folder.path().join("copy.sqlite3");
    backup(&shop.path(), &copy, &shop.seals()).unwrap();
    drop(ledger);
    restored(&shop, &copy).unwrap();

    let ledger = shop.inline();
    let later = NOW.plus_ms(90_000);
    let (due, held, unfinished, owed) = now(ledger.read(move |read| {
        Ok::<_, LedgerError>((
            read.errands_due(&["charge", "pre-order"], later, 10)?,
            read.errands_held()?,
            read.errands_once_unfinished()?,
            read.errands_owed()?,
        ))
    }))
    .unwrap();
    // The caller puts charges in doubt; this test does not.
    assert_eq!(due.iter().map(|it| it.number).collect::<Vec<_>>(), [once]);
    assert_eq!(unfinished.len(), 1);
    assert_eq!(owed, 1);
    let held: Vec<_> = held.iter().map(|it| (it.number, it.lost_before)).collect();
    assert_eq!(held, [(first, true), (second, true)]);
    let begun = now(ledger.write(move |write| write.begin_attempt(first, NOW))).unwrap();
    assert_eq!(begun, None, "what is held is not sent");
    assert!(!now(ledger.write(move |write| write.put_off(first, NOW, "x", false))).unwrap());

    let until = NOW.plus_ms(120_000);
    let release = |number| {
        now(ledger.write(move |write| write.release_errand(number, later, until))).unwrap()
    };
    assert!(release(first));
    assert!(!release(first), "it is held no more");
    let begun = now(ledger.write(move |write| write.begin_attempt(first, later))).unwrap();
    assert_eq!(begun.map(|it| it.deadline), Some(until));
    let given_up =
        now(ledger.write(move |write| write.finish_errand(second, ledger::ErrandEnd::GivenUp)));
    assert!(given_up.unwrap());
    let errand = now(ledger.read(move |read| read.errand(second)))
        .unwrap()
        .unwrap();
    assert_eq!(
        (errand.standing, errand.request),
        (ErrandStanding::GivenUp, None)
    );
    assert_eq!(
        now(ledger.read(|read| read.errands_held_count())).unwrap(),
        0
    );
}

/// Without the mark, a till could charge for a QR that was already paid.
#[test]
fn the_relay_is_unread_until_the_journal_says_otherwise() {
    let (shop, copy) = copied();
    restored(&shop, &copy).unwrap();
    let unread = |shop: &Shop| {
        let ledger = shop.inline();
        now(ledger.read(|read| read.unread_relay())).unwrap()
    };
    assert_eq!(unread(&shop), Some(UnreadRelay::Blocks));
    for altered in [
        "DELETE FROM unread_relay",
        "UPDATE unread_relay SET waived = 1",
    ] {
        shop.hand().execute_batch(altered).unwrap();
        let view = "unread_relay";
        let found = shop.problems();
        assert_eq!(found, [Problem::ViewDiffers { view }], "{altered}");
        let ledger = shop.inline();
        now(ledger.write(|write| write.rebuild_views())).unwrap();
        drop(ledger);
        assert_eq!(unread(&shop), Some(UnreadRelay::Blocks));
    }
    let waived = TillEvent::RelayWaived {
        reason: "no hay relay".to_owned(),
    };
    for (event, left) in [
        (waived, Some(UnreadRelay::Waived)),
        (TillEvent::RelayRead, None),
    ] {
        let ledger = shop.inline();
        let events = [event];
        now(ledger.write(move |write| write.record_till(&Actor::Till, NOW, &events))).unwrap();
        drop(ledger);
        assert_eq!((unread(&shop), shop.problems()), (left, Vec::new()));
    }
}

#[test]
fn a_copy_that_is_not_whole_restores_nothing() {
    let (shop, copy) = copied();
    let before = now(shop.inline().read(|read| read.head())).unwrap();
    let refused = |anchor: Option<Head>, copy: &Path| {
        let path = shop.path();
        let seals = shop.seals();
        let mut asked = restoring(&shop, copy, &path, &seals);
        asked.anchor = anchor;
        let error = restore(asked, |_| Ok(())).unwrap_err();
        assert_eq!(names(&shop), ["copy.sqlite3", "ledger.sqlite3"], "{error}");
        error
    };
    // Its manifest tells of another end: lines were cut off.
    let cut = refused(Some(before), &copy);
    assert!(matches!(cut, RestoreError::AnotherEnd { .. }), "{cut}");
    // What the restore means could not be written: nothing has happened.
    let path = shop.path();
    let seals = shop.seals();
    let failed = restore(restoring(&shop, &copy, &path, &seals), |_| {
        Err(LedgerError::TicketsUsedUp)
    });
    assert!(matches!(failed, Err(RestoreError::Write(_))), "{failed:?}");
    // A line of it was altered.
    let hand = by_hand(&copy);
    hand.execute_batch(
        "DROP TRIGGER journal_is_not_rewritten; UPDATE journal SET at_ms = 1 WHERE seq = 3",
    )
    .unwrap();
    drop(hand);
    let altered = refused(None, &copy);
    assert!(matches!(altered, RestoreError::NotWhole(_)), "{altered}");
    std::fs::write(&copy, [0x5A; 4_096]).unwrap();
    assert!(matches!(refused(None, &copy), RestoreError::Copy(_)));
    assert_eq!(now(shop.inline().read(|read| read.head())).unwrap(), before);
}

#[test]
fn a_copy_with_a_lost_seal_can_be_restored_and_reports_it() {
    let (mut shop, copy) = copied();
    shop.seal = [9; 32];
    let report = check_copy(
        &copy,
        &shop.path().with_extension("look"),
        &shop.seals(),
        None,
    );
    assert_eq!(report.unwrap().of_a_copy(), Outcome::NotFullyChecked);
    restored(&shop, &copy).unwrap();
    let because: Vec<_> = verify(&shop.path(), &shop.seals())
        .unwrap()
        .epochs
        .iter()
        .map(|it| it.because)
        .collect();
    // The restore itself begins the epoch: a seal of another machine is no
    // alarm then.
    assert_eq!(because, [EpochBecause::FirstRun, EpochBecause::Restored]);
    assert_eq!(shop.problems(), []);
}

#[test]
fn an_interrupted_restore_is_finished_at_the_next_opening() {
    let (shop, copy) = copied();
    restored(&shop, &copy).unwrap();
    let aside = shop
        .folder
        .path()
        .join(format!("ledger.before-{STAMP}.sqlite3"));
    let ready = shop
        .folder
        .path()
        .join(format!("ledger.sqlite3.restored-{STAMP}"));
    // As if the process had died after moving the old ledger away.
    std::fs::rename(shop.path(), &ready).unwrap();
    let ledger = shop.inline();
    assert_eq!(sell(&ledger, 4), "C1-001003");
    drop(ledger);
    // As if it had died before that.
    std::fs::rename(shop.path(), &ready).unwrap();
    std::fs::rename(&aside, shop.path()).unwrap();
    std::fs::write(format!("{}-shm", shop.path().display()), b"").unwrap();
    let ledger = shop.inline();
    let events = now(ledger.read(|read| read.entries_after(5, 1))).unwrap();
    assert!(matches!(
        events[0].event,
        Event::Till(TillEvent::Restored { .. })
    ));
    drop(ledger);
    assert!(aside.exists());
    assert!(!ready.exists());
}

#[test]
fn a_reader_between_two_renames_does_not_stop_a_restore() {
    let (shop, copy) = copied();
    restored(&shop, &copy).unwrap();
    let place = |name: String| shop.folder.path().join(name);
    let aside = place(format!("ledger.before-{STAMP}.sqlite3"));
    let ready = place(format!("ledger.sqlite3.restored-{STAMP}"));
    // As if the process had died once the old one was moved away, and a reader
    // that had just opened it made a log and an index at its old place. The old
    // one's own have been moved already.
    std::fs::rename(shop.path(), &ready).unwrap();
    for (name, bytes) in [
        ("ledger.sqlite3-wal".to_owned(), b"".as_slice()),
        ("ledger.sqlite3-shm".to_owned(), b"\0\0"),
        (format!("ledger.before-{STAMP}.sqlite3-wal"), b"its own"),
        (format!("ledger.before-{STAMP}.sqlite3-shm"), b"its own"),
    ] {
        std::fs::write(place(name), bytes).unwrap();
    }
    // A reader that comes now gets "no ledger" and creates none.
    assert!(ledger::Reader::open(&shop.path()).is_err());
    assert!(!shop.path().exists());
    let ledger = shop.inline();
    assert_eq!(sell(&ledger, 4), "C1-001003");
    drop(ledger);
    assert_eq!(shop.problems(), []);
    let log = place(format!("ledger.before-{STAMP}.sqlite3-wal"));
    assert_eq!(std::fs::read(log).unwrap(), b"its own");
    assert!(aside.exists());
    // A second restore within the same second overwrites nothing.
    restored(&shop, &copy).unwrap();
    assert!(place(format!("ledger.before-{STAMP}.sqlite3.2")).exists());
    assert_eq!(shop.problems(), []);
}

#[test]
fn an_older_ledger_is_copied_before_it_is_brought_up_to_date() {
    let shop = Shop::new();
    let hand = by_hand(shop.path());
    for step in [
        include_str!("../../migrations/0001_the_ledger.sql"),
        include_str!("../../migrations/0002_people.sql"),
        "PRAGMA user_version = 2",
    ] {
        hand.execute_batch(step).unwrap();
    }
    drop(hand);
    let copy = shop.folder.path().join("before.sqlite3");
    let made = copy_before_upgrade(&shop.path(), |version| {
        assert!(version > 2);
        Ok(copy.clone())
    });
    let (path, head) = made.unwrap().unwrap();
    assert_eq!((path, head.seq), (copy.clone(), 0));
    let ledger = shop.inline();
    sell(&ledger, 1);
    drop(ledger);
    let none = copy_before_upgrade(&shop.path(), |_| panic!("it is of this version"));
    assert!(none.unwrap().is_none());
    let none = copy_before_upgrade(&shop.folder.path().join("none"), |_| {
        panic!("nothing there")
    });
    assert!(none.unwrap().is_none());
    // It is still of its own version, and has no line: nothing to restore.
    let look = shop.folder.path().join("look");
    let report = check_copy(&copy, &look, &shop.seals(), Some(head));
    assert!(
        matches!(report, Err(RestoreError::NotWhole(_))),
        "{report:?}"
    );
    assert!(!look.exists());
    assert!(!copy.with_extension("part").exists());
}

#[test]
fn a_copy_of_an_older_version_is_migrated_and_restored() {
    let (shop, newer) = copied();
    // The same journal as the second version kept it; its views are made anew.
    let copy = shop.folder.path().join("older.sqlite3");
    let hand = by_hand(&copy);
    for step in [
        include_str!("../../migrations/0001_the_ledger.sql"),
        include_str!("../../migrations/0002_people.sql"),
        "PRAGMA user_version = 2",
    ] {
        hand.execute_batch(step).unwrap();
    }
    hand.execute("ATTACH ?1 AS newer", [newer.to_str().unwrap()])
        .unwrap();
    hand.execute_batch(
        "INSERT INTO journal SELECT seq, at_ms, actor, subject, subject_id, kind, body, evidence, \
             hash, seal FROM newer.journal; \
         INSERT INTO tickets SELECT till, last FROM newer.tickets",
    )
    .unwrap();
    drop(hand);
    assert!(verify(&copy, &shop.seals()).is_err());
    let look = shop.folder.path().join("look");
    let report = check_copy(&copy, &look, &shop.seals(), None).unwrap();
    assert_eq!((report.is_clean(), report.head.seq), (true, 5));
    restored(&shop, &copy).unwrap();
    assert_eq!(sell(&shop.inline(), 3), "C1-001003");
    assert_eq!(shop.problems(), []);
}
