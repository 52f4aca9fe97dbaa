//! What `verify` finds, and what it says it cannot show.

use crate::shop::{Failed, NOW, Shop, TILL, approve, now, payment_id, receive_qr, sale_id, take};
use domain::{
    Actor, EpochBecause, NoticeNumber, PersonId, PinBecause, PinHash, Role, TillEvent,
    TillNoticeKind,
};
use ledger::{
    EpochCheck, Ledger, NewErrand, NotShown, Opening, Outcome, Problem, Seal, Subject, Unwatched,
    verify, verify_since,
};

/// A shop with three sales, the first of them paid: 9 lines.
fn sold() -> Shop {
    let shop = Shop::new();
    let ledger = shop.inline();
    for number in 1..=3 {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
    }
    now(ledger.write(|write| receive_qr(write, 1, NOW))).unwrap();
    now(ledger.write(|write| approve(write, 1, b"the payer's name"))).unwrap();
    drop(ledger);
    assert_eq!(shop.problems(), []);
    shop
}

#[test]
fn a_sound_ledger_is_clean_and_says_what_it_does_not_show() {
    let shop = sold();
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean());
    assert_eq!(report.head.seq, 11);
    assert_eq!((report.bodies_checked, report.bodies_erased), (1, 0));
    assert_eq!(report.epochs.len(), 1);
    assert_eq!(report.epochs[0].because, EpochBecause::FirstRun);
    assert_eq!(report.epochs[0].check, EpochCheck::Sealed);
    let end = NotShown::RemovedAfterLastAnchor {
        ends_with: 11,
        last: None,
    };
    assert_eq!(report.not_shown(), [end]);
}

#[test]
fn it_runs_beside_the_writer_and_changes_nothing() {
    let shop = sold();
    let ledger = shop.open();
    assert_eq!(shop.problems(), []);
    now(ledger.write(|write| take(write, 9, NOW))).unwrap();
    assert_eq!(shop.problems(), []);
    drop(ledger);
    let before = std::fs::read(shop.path()).unwrap();
    assert_eq!(shop.problems(), []);
    assert_eq!(std::fs::read(shop.path()).unwrap(), before);
}

#[test]
fn the_triggers_refuse_every_change_of_the_past() {
    let shop = sold();
    let hand = shop.hand();
    for sql in [
        "UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 11",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3",
        "INSERT INTO journal SELECT seq + 20, at_ms, actor, subject, subject_id, kind, body, \
             evidence, hash, seal FROM journal WHERE seq = 3",
    ] {
        let refusal = hand.execute_batch(sql).unwrap_err().to_string();
        // Only the program has the function that could let a packed line go.
        let refused = ["the journal", "no such function: block_holds"];
        let is_one = refused.iter().any(|why| refusal.contains(why));
        assert!(is_one, "{sql}: {refusal}");
    }
    assert_eq!(shop.problems(), []);
}

#[test]
fn every_edited_byte_is_found() {
    for (sql, seq) in [
        (
            "UPDATE journal SET body = replace(body, '150000', '150001') WHERE seq = 2",
            2,
        ),
        ("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 4", 4),
        ("UPDATE journal SET actor = '\"till\"' WHERE seq = 2", 2),
        (
            "UPDATE journal SET evidence = zeroblob(32) WHERE seq = 9",
            9,
        ),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 11", 11),
    ] {
        let shop = sold();
        shop.forge(|hand| {
            assert_eq!(hand.execute(sql, []).unwrap(), 1);
        });
        let problems = shop.problems();
        assert!(
            problems.contains(&Problem::Altered { seq }),
            "{sql}: {problems:?}"
        );
    }
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch("UPDATE journal SET seal = zeroblob(32) WHERE seq = 5")
            .unwrap();
    });
    assert_eq!(shop.problems(), [Problem::Forged { seq: 5 }]);
}

#[test]
fn swapped_lines_are_found() {
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch(
            "UPDATE journal SET seq = -4 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 6; \
             UPDATE journal SET seq = 6 WHERE seq = -4;",
        )
        .unwrap();
    });
    let problems = shop.problems();
    for seq in [4, 6] {
        assert!(problems.contains(&Problem::Altered { seq }), "{problems:?}");
    }
}

#[test]
fn a_line_removed_from_the_middle_is_found_also_when_the_gap_is_closed() {
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch("DELETE FROM journal WHERE seq = 5")
            .unwrap();
    });
    let gap = Problem::Gap {
        after: 4,
        before: 6,
    };
    assert!(shop.problems().contains(&gap));
    shop.forge(|hand| {
        hand.execute_batch(
            "UPDATE journal SET seq = -seq WHERE seq > 5; \
             UPDATE journal SET seq = -seq - 1 WHERE seq < 0;",
        )
        .unwrap();
    });
    let problems = shop.problems();
    assert!(!problems.contains(&gap));
    assert!(
        problems.contains(&Problem::Altered { seq: 5 }),
        "{problems:?}"
    );
}

#[test]
fn a_removed_beginning_is_found() {
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch("DELETE FROM journal WHERE seq = 1")
            .unwrap();
    });
    let problems = shop.problems();
    for problem in [
        Problem::Gap {
            after: 0,
            before: 2,
        },
        Problem::NoBeginning,
        Problem::LastEpochUnknown,
    ] {
        assert!(problems.contains(&problem), "{problems:?}");
    }
}

#[test]
fn a_removed_end_is_found_by_the_views_or_reported_as_not_shown() {
    let shop = sold();
    // The end is the approval of the first sale's payment.
    shop.forge(|hand| {
        hand.execute_batch("DELETE FROM journal WHERE seq > 8")
            .unwrap();
    });
    let view = "payments";
    assert!(shop.problems().contains(&Problem::ViewDiffers { view }));
    // If the forger also repairs the views, nothing can be found.
    let ledger = shop.inline();
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    drop(ledger);
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let end = NotShown::RemovedAfterLastAnchor {
        ends_with: 8,
        last: None,
    };
    assert_eq!(report.not_shown(), [end]);
}

#[test]
fn a_forged_view_or_ticket_or_table_is_found() {
    for (sql, problem) in [
        (
            "UPDATE payments SET state = 'approved' WHERE rowid = 2",
            Problem::ViewDiffers { view: "payments" },
        ),
        (
            "INSERT INTO strays VALUES ('x', 1, NULL, NULL, 'open', 1, NULL)",
            Problem::ViewDiffers { view: "strays" },
        ),
        ("DROP TABLE strays", Problem::ViewDiffers { view: "strays" }),
        (
            "UPDATE tickets SET last = 2",
            Problem::TicketsBehind {
                till: crate::shop::TILL,
            },
        ),
        (
            "DROP TRIGGER journal_is_not_erased",
            Problem::SchemaDiffers {
                name: "journal_is_not_erased".to_owned(),
            },
        ),
    ] {
        let shop = sold();
        shop.hand().execute_batch(sql).unwrap();
        let problems = shop.problems();
        assert!(problems.contains(&problem), "{sql}: {problems:?}");
    }
}

#[test]
fn a_forged_notice_is_found() {
    let notice = NoticeNumber(1);
    for (sql, problem) in [
        (
            "UPDATE inbox SET body = x'00'",
            Problem::NoticeAltered { notice },
        ),
        (
            "UPDATE inbox SET evidence = zeroblob(32)",
            Problem::NoticeAltered { notice },
        ),
        (
            "UPDATE inbox SET salt = NULL",
            Problem::NoticeAltered { notice },
        ),
        ("DELETE FROM inbox", Problem::NoticeGone { notice }),
    ] {
        let shop = sold();
        shop.hand().execute_batch(sql).unwrap();
        assert_eq!(shop.problems(), [problem], "{sql}");
    }
}

#[test]
fn a_seal_that_is_gone_opens_an_epoch_and_stops_no_sale() {
    let mut shop = sold();
    let old = Seal::from_bytes(shop.seal);
    shop.seal = [8; 32];
    let new = Seal::from_bytes(shop.seal);
    let opening = Opening {
        seal: Seal::newly_made(shop.seal),
        ..shop.opening()
    };
    let ledger = Ledger::open_inline(opening).unwrap();
    now(ledger.write(|write| take(write, 4, NOW))).unwrap();
    let head = now(ledger.read(|read| read.head())).unwrap();
    let told = now(ledger.read(|read| read.till_notices())).unwrap();
    let told: Vec<_> = told.iter().map(|it| (it.seq, it.kind)).collect();
    assert_eq!(told, [(12, TillNoticeKind::SealGone)]);
    drop(ledger);
    assert_eq!(head.seq, 14);

    let both = verify(&shop.path(), &[new.clone(), old.clone()]).unwrap();
    assert!(both.is_clean(), "{both:?}");
    let checks: Vec<_> = both
        .epochs
        .iter()
        .map(|epoch| (epoch.first_seq, epoch.last_seq, epoch.because, epoch.check))
        .collect();
    let first = (1, 11, EpochBecause::FirstRun, EpochCheck::Sealed);
    let second = (12, 14, EpochBecause::SealGone, EpochCheck::Sealed);
    assert_eq!(checks, [first, second]);

    let one = verify(&shop.path(), &[new]).unwrap();
    assert_eq!(one.outcome(), Outcome::Whole, "{one:?}");
    assert_eq!(one.epochs[0].check, EpochCheck::VouchedFor);
    assert!(one.not_shown().contains(&NotShown::SealGone {
        first_seq: 1,
        last_seq: 11
    }));

    let stale = verify(&shop.path(), &[old]).unwrap();
    assert_eq!(stale.problems, [Problem::LastEpochUnknown]);
    assert_eq!(stale.outcome(), Outcome::Broken);

    let none = verify(&shop.path(), &[]).unwrap();
    assert_eq!(none.outcome(), Outcome::NotFullyChecked, "{none:?}");
    assert!(none.not_shown().contains(&NotShown::NoSeal {
        first_seq: 12,
        last_seq: 14
    }));

    // The same seal again opens nothing.
    drop(shop.inline());
    assert_eq!(shop.problems(), []);

    // The new seal vouches for the old lines from then on.
    shop.forge(|hand| {
        hand.execute_batch("UPDATE journal SET at_ms = 1 WHERE seq = 3")
            .unwrap();
    });
    assert!(shop.problems().contains(&Problem::Altered { seq: 3 }));
}

#[test]
fn erased_personal_data_leaves_a_clean_ledger() {
    let shop = sold();
    let ledger = shop.inline();
    now(ledger.write(|write| approve(write, 2, b"again the payer's name"))).unwrap();
    let erased = now(ledger.write(|write| write.erase_people_before(NOW.plus_ms(1)))).unwrap();
    assert_eq!((erased.bodies, erased.is_more), (2, false));
    let body = now(ledger.read(|read| read.notice_body(NoticeNumber(1)))).unwrap();
    assert_eq!(body, None);
    // Nothing of it is left on disk, neither while the ledger is open nor
    // afterwards.
    let name = b"the payer's name";
    for file in std::fs::read_dir(shop.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(name.len()).any(|bytes| bytes == name));
    }
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.bodies_erased, 2);
    assert!(report.not_shown().contains(&NotShown::BodiesErased(2)));
}

#[test]
fn a_nonsense_journal_is_reported_without_a_panic() {
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch(
            "PRAGMA ignore_check_constraints = ON; UPDATE journal SET body = '{' WHERE seq = 2; \
             UPDATE journal SET hash = x'00' WHERE seq = 4; \
             UPDATE journal SET actor = CAST(x'FF' AS TEXT) WHERE seq = 6",
        )
        .unwrap();
    });
    let problems = shop.problems();
    for seq in [2, 4, 6] {
        assert!(
            problems.contains(&Problem::Unreadable { seq }),
            "{problems:?}"
        );
    }
}

#[test]
fn an_epoch_under_a_foreign_seal_is_a_lasting_alarm() {
    let mut shop = sold();
    let own = shop.seal;
    // Somebody without the shop's key goes on with the journal under their own.
    shop.seal = [8; 32];
    let opening = Opening {
        seal: Seal::newly_made(shop.seal),
        ..shop.opening()
    };
    let ledger = Ledger::open_inline(opening).unwrap();
    now(ledger.write(|write| take(write, 4, NOW))).unwrap();
    drop(ledger);
    shop.seal = own;
    assert_eq!(shop.problems(), [Problem::LastEpochUnknown]);
    // Opening it stops no sale and does not clear the alarm.
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 5, NOW))).unwrap();
    let told = now(ledger.read(|read| read.till_notices())).unwrap();
    let told: Vec<_> = told.iter().map(|it| it.kind).collect();
    assert_eq!(
        told,
        [TillNoticeKind::SealGone, TillNoticeKind::ForeignSeal]
    );
    drop(ledger);
    drop(shop.inline());
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    let foreign = Problem::ForeignEpoch {
        first_seq: 12,
        last_seq: 14,
    };
    assert_eq!(report.problems, [foreign]);
    let because: Vec<_> = report.epochs.iter().map(|epoch| epoch.because).collect();
    let expected = [
        EpochBecause::FirstRun,
        EpochBecause::SealGone,
        EpochBecause::ForeignSeal,
    ];
    assert_eq!(because, expected);
    // Copies of it are made all the same.
    assert_eq!(report.of_a_copy(), Outcome::NotFullyChecked);
}

#[test]
fn an_errand_or_a_cursor_that_somebody_else_wrote_is_found() {
    for (sql, problem) in [
        (
            "UPDATE outbox SET request = x'79'",
            Problem::ErrandAltered { errand: 1 },
        ),
        (
            "UPDATE outbox SET request_hash = zeroblob(32)",
            Problem::ErrandAltered { errand: 1 },
        ),
        (
            "UPDATE outbox SET standing = 'held'",
            Problem::ErrandAltered { errand: 1 },
        ),
        (
            "UPDATE cursors SET position = '9'",
            Problem::CursorAltered {
                relay: "demo".to_owned(),
            },
        ),
    ] {
        let shop = sold();
        let ledger = shop.inline();
        now(ledger.write(|write| {
            take(write, 4, NOW)?;
            write.set_cursor("demo", "1")?;
            let errand = NewErrand {
                kind: "pre-order",
                payment: Some(payment_id(4)),
                about: Subject::Sale(sale_id(4)),
                once: false,
                request: b"x".to_vec(),
                due_at: NOW,
                deadline: NOW.plus_ms(45_000),
            };
            Ok::<_, Failed>(write.owe(errand)?)
        }))
        .unwrap();
        drop(ledger);
        assert_eq!(shop.problems(), [], "{sql}");
        shop.hand().execute_batch(sql).unwrap();
        assert_eq!(shop.problems(), [problem], "{sql}");
    }
}

#[test]
fn a_cursor_with_a_foreign_seal_is_not_believed() {
    let shop = sold();
    let ledger = shop.inline();
    now(ledger.write(|write| write.set_cursor("demo", "1"))).unwrap();
    drop(ledger);
    let cursor = || now(shop.inline().read(|read| read.cursor("demo"))).unwrap();
    assert_eq!(cursor().as_deref(), Some("1"));
    let sql = "UPDATE cursors SET position = '9'";
    shop.hand().execute_batch(sql).unwrap();
    assert_eq!(cursor(), None);
}

#[test]
fn views_of_another_version_are_not_compared_and_are_made_anew() {
    let shop = sold();
    shop.hand()
        .execute_batch("UPDATE views_made SET by = '0-'; UPDATE payments SET state = 'approved'")
        .unwrap();
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert_eq!(report.problems, []);
    assert_eq!(report.outcome(), Outcome::NotFullyChecked);
    assert!(
        report
            .not_shown()
            .contains(&NotShown::ViewsOfAnotherVersion)
    );
    drop(shop.inline());
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert_eq!(report.outcome(), Outcome::Whole, "{report:?}");
}

#[test]
fn an_altered_pin_hash_is_found_and_made_anew() {
    let shop = sold();
    let person = PersonId::new(NOW, [7; 8], TILL);
    let named = |pin: &str| {
        [
            TillEvent::PersonNamed {
                id: person,
                name: "Ana".to_owned(),
                role: Role::Manager,
            },
            TillEvent::PinKept {
                person,
                pin: PinHash {
                    hash: pin.to_owned(),
                    pepper: None,
                },
                because: PinBecause::Named,
            },
        ]
    };
    let events = named("hers");
    let ledger = shop.inline();
    now(ledger.write(move |write| write.record_till(&Actor::Counter, NOW, &events))).unwrap();
    drop(ledger);
    assert_eq!(shop.problems(), []);
    shop.hand()
        .execute_batch("UPDATE people SET pin_hash = 'somebody else''s'")
        .unwrap();
    let view = "people";
    assert_eq!(shop.problems(), [Problem::ViewDiffers { view }]);
    let ledger = shop.inline();
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

/// The problems found in what came after a line.
fn problems_since(shop: &Shop, since: ledger::Head) -> Vec<Problem> {
    let checked = verify_since(
        &shop.path(),
        (&shop.seals(), &[]),
        Some(since),
        &mut Unwatched,
    );
    let report = checked.unwrap().unwrap();
    assert_ne!(report.outcome(), Outcome::Whole, "not all was checked");
    report.problems
}

#[test]
fn a_check_since_an_anchor_reads_what_came_after_it() {
    let shop = sold();
    let since = verify(&shop.path(), &shop.seals()).unwrap().head;
    let ledger = shop.inline();
    for number in 4..=6 {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
        now(ledger.write(move |write| receive_qr(write, number, NOW))).unwrap();
    }
    now(ledger.write(|write| approve(write, 5, b"another payer"))).unwrap();
    // Money for a sale of before goes on with it.
    now(ledger.write(|write| receive_qr(write, 2, NOW))).unwrap();
    now(ledger.write(|write| approve(write, 2, b"a late payer"))).unwrap();
    drop(ledger);
    assert_eq!(problems_since(&shop, since), []);
    let head = verify(&shop.path(), &shop.seals()).unwrap().head;
    let checked = verify_since(
        &shop.path(),
        (&shop.seals(), &[]),
        Some(since),
        &mut Unwatched,
    );
    let report = checked.unwrap().unwrap();
    assert_eq!((report.head, report.checked_after), (head, Some(since.seq)));
    assert!(
        report
            .not_shown()
            .contains(&NotShown::BeforeAnchor(since.seq))
    );
    assert_eq!(report.bodies_checked, 2);
    assert_eq!(report.epochs[0].check, EpochCheck::Sealed);

    for (sql, problem) in [
        (
            format!(
                "UPDATE journal SET at_ms = at_ms + 1 WHERE seq = {}",
                since.seq + 2
            ),
            Problem::Altered { seq: since.seq + 2 },
        ),
        (
            "UPDATE payments SET received_centavos = 1 WHERE state = 'approved'".to_owned(),
            Problem::ViewDiffers { view: "payments" },
        ),
        (
            "UPDATE inbox SET body = x'00' WHERE number = 2".to_owned(),
            Problem::NoticeAltered {
                notice: NoticeNumber(2),
            },
        ),
    ] {
        shop.forge(|hand| {
            hand.execute_batch(&sql).unwrap();
        });
        let problems = problems_since(&shop, since);
        assert!(problems.contains(&problem), "{sql}: {problems:?}");
    }
}

#[test]
fn a_journal_that_does_not_lead_to_the_anchor_is_checked_whole() {
    let shop = sold();
    let seals = shop.seals();
    let head = verify(&shop.path(), &seals).unwrap().head;
    let other = ledger::Head {
        hash: [3; 32],
        ..head
    };
    let beyond = ledger::Head { seq: 99, ..head };
    for since in [other, beyond] {
        let checked = verify_since(&shop.path(), (&seals, &[]), Some(since), &mut Unwatched);
        let report = checked.unwrap().unwrap();
        assert_eq!(
            (report.outcome(), report.checked_after),
            (Outcome::Whole, None)
        );
    }
}
