//! Anchors, and a file that was put back to an earlier state.

use crate::shop::{NOW, Shop, now, take};
use domain::{Actor, EpochBecause, TillNoticeKind, TillNumber};
use ledger::{
    Anchor, AnchorCheck, AnchorKeeper, Head, Ledger, Outcome, Problem, Restoring, backup, restore,
    verify_against,
};
use std::path::{Path, PathBuf};

fn sell(shop: &Shop, number: u64) -> String {
    let ledger = shop.inline();
    now(ledger.write(move |write| take(write, number, NOW)))
        .unwrap()
        .ticket
        .to_string()
}

/// Makes a copy, and the anchor that its manifest would hold.
fn copy(shop: &Shop, name: &str) -> (PathBuf, Anchor) {
    let path = shop.folder.path().join(name);
    let head = backup(&shop.path(), &path, &shop.seals()).unwrap().head;
    let kept_by = AnchorKeeper::Copy(name.to_owned());
    let close = None;
    (
        path,
        Anchor {
            head,
            kept_by,
            close,
        },
    )
}

/// Opens the shop as the shell does, and says which anchors were missing.
fn open(shop: &Shop, anchors: &[Anchor]) -> Vec<Anchor> {
    let ledger: Ledger = shop.inline();
    let anchors = anchors.to_vec();
    now(ledger.write(move |write| write.heed_anchors(&anchors, TillNumber(1), NOW))).unwrap()
}

fn outcome(shop: &Shop, anchors: &[Anchor]) -> (Outcome, Vec<Problem>, Vec<AnchorCheck>) {
    let report = verify_against(&shop.path(), &shop.seals(), anchors).unwrap();
    let checks = report.anchors.iter().map(|it| it.check).collect();
    (report.outcome(), report.problems, checks)
}

#[test]
fn a_file_put_back_raises_one_notice_and_goes_on_as_restored() {
    let shop = Shop::new();
    sell(&shop, 1);
    let (_, first) = copy(&shop, "first");
    let before = std::fs::read(shop.path()).unwrap();
    sell(&shop, 2);
    let (_, second) = copy(&shop, "second");
    let store = Anchor {
        head: second.head,
        kept_by: AnchorKeeper::SecretStore,
        close: None,
    };
    let anchors = [first, second.clone(), store];
    let found = [AnchorCheck::Found; 3];
    assert_eq!(
        outcome(&shop, &anchors),
        (Outcome::Whole, vec![], found.to_vec())
    );
    assert_eq!(open(&shop, &anchors), []);

    std::fs::write(shop.path(), before).unwrap();
    let (broken, problems, _) = outcome(&shop, &anchors);
    assert_eq!(broken, Outcome::Broken);
    let missing = Problem::AnchorMissing {
        seq: second.head.seq,
        kept_by: "second".to_owned(),
        close: None,
    };
    assert!(problems.contains(&missing), "{problems:?}");

    assert_eq!(open(&shop, &anchors), [second]);
    for _ in 0..3 {
        assert_eq!(open(&shop, &anchors), [], "it is excused for ever");
    }
    assert_eq!(sell(&shop, 2), "C1-001002");
    let excused = [
        AnchorCheck::Found,
        AnchorCheck::Excused,
        AnchorCheck::Excused,
    ];
    assert_eq!(
        outcome(&shop, &anchors),
        (Outcome::Whole, vec![], excused.to_vec())
    );
    let epochs = now(shop.inline().read(|read| read.epochs())).unwrap();
    let because: Vec<_> = epochs.iter().map(|it| it.because).collect();
    assert_eq!(because, [EpochBecause::FirstRun, EpochBecause::RolledBack]);
    // The notice appears once, however often the shop is opened.
    let told = now(shop.inline().read(|read| read.till_notices())).unwrap();
    let told: Vec<_> = told.iter().map(|it| it.kind).collect();
    assert_eq!(told, [TillNoticeKind::RolledBack]);
}

#[test]
fn a_different_journal_than_the_anchors_is_found() {
    let shop = Shop::new();
    sell(&shop, 1);
    let before = std::fs::read(shop.path()).unwrap();
    sell(&shop, 2);
    let (_, anchor) = copy(&shop, "copy");
    std::fs::write(shop.path(), before).unwrap();
    // With other sales, as long as before and longer.
    sell(&shop, 3);
    sell(&shop, 4);
    assert_eq!(open(&shop, std::slice::from_ref(&anchor)), [anchor]);
}

#[test]
fn a_deleted_ledger_counts_as_put_back() {
    let shop = Shop::new();
    sell(&shop, 1);
    let (_, anchor) = copy(&shop, "copy");
    std::fs::remove_file(shop.path()).unwrap();
    assert_eq!(open(&shop, std::slice::from_ref(&anchor)), [anchor]);
    assert_eq!(sell(&shop, 1), "C1-001001");
}

fn restore_it(shop: &Shop, copy: &Path, anchors: &[Anchor], stamp: &str) {
    let restoring = Restoring {
        copy,
        anchor: None,
        copy_made_at: NOW,
        ledger: &shop.path(),
        stamp,
        seal: ledger::Seal::from_bytes(shop.seal),
        seals: &shop.seals(),
        anchors,
        till: TillNumber(1),
        by: Actor::Counter,
        now: NOW,
    };
    restore(restoring, |_| Ok(())).unwrap();
}

#[test]
fn an_older_copy_restored_on_purpose_is_one_event_however_often_the_shop_opens() {
    let shop = Shop::new();
    sell(&shop, 1);
    let (older, first) = copy(&shop, "older");
    sell(&shop, 2);
    let (newer, second) = copy(&shop, "newer");
    let mut anchors = vec![first, second];
    restore_it(&shop, &older, &anchors, "a");
    for _ in 0..3 {
        assert_eq!(open(&shop, &anchors), []);
    }
    assert_eq!(sell(&shop, 3), "C1-001002", "tickets skip once");
    let epochs = |shop: &Shop| {
        let report = verify_against(&shop.path(), &shop.seals(), &anchors).unwrap();
        assert_eq!(report.outcome(), Outcome::Whole, "{report:?}");
        report.epochs.len()
    };
    assert_eq!(epochs(&shop), 2);
    // Then the newer copy is restored: the anchor in between is left behind in
    // turn.
    let (_, third) = copy(&shop, "third");
    anchors.push(third);
    restore_it(&shop, &newer, &anchors, "b");
    assert_eq!(open(&shop, &anchors), []);
    let report = verify_against(&shop.path(), &shop.seals(), &anchors).unwrap();
    let checks: Vec<_> = report.anchors.iter().map(|it| it.check).collect();
    let expected = [AnchorCheck::Found, AnchorCheck::Found, AnchorCheck::Excused];
    assert_eq!(checks, expected);
}

#[test]
fn tickets_that_a_restore_passed_over_cannot_be_taken_back() {
    let shop = Shop::new();
    sell(&shop, 1);
    let (older, _) = copy(&shop, "older");
    restore_it(&shop, &older, &[], "a");
    assert_eq!(shop.problems(), []);
    shop.hand()
        .execute_batch("UPDATE tickets SET last = 1")
        .unwrap();
    let till = TillNumber(1);
    assert_eq!(shop.problems(), [Problem::TicketsBehind { till }]);
}

#[test]
fn every_journal_leads_to_its_own_beginning() {
    let shop = Shop::new();
    let head = Head {
        seq: 0,
        hash: [0; 32],
    };
    let anchor = Anchor {
        head,
        kept_by: AnchorKeeper::SecretStore,
        close: None,
    };
    assert_eq!(open(&shop, &[anchor]), []);
}
