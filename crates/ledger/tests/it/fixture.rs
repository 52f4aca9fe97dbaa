//! Ledgers of earlier versions, kept as SQL in `tests/fixtures`: each is brought
//! up to date, is whole, and sells on. The newest is written by
//! `MOSTRADOR_BLESS=1 cargo test -p ledger --test it fixture`, after every
//! migration and with a row of every kind.

use crate::shop::{
    Failed, NOW, Shop, approve, key, now, payment_id, pesos, put, receive_qr, sale_id, take,
    take_for,
};
use crate::views::charge_card;
use domain::plan::first_rows;
use domain::shift::Count;
use domain::{
    Actor, Command, Deductions, Details, FixedQrEvent, FixedQrId, LastFour, Leg, LegReceipt,
    LegWord, NoticeNumber, PersonId, PinBecause, PinHash, Provider, ReportEvent, ReportId,
    ReportOutcome, ReportWhy, Reported, Role, ShiftEvent, ShiftNumber, StrayEvent, StrayId, Tender,
    TillEvent, TillNumber, TransactionKey, Word,
};
use ledger::{
    Anchor, AnchorKeeper, ErrandEnd, Head, Ledger, NewErrand, NewPrintJob, Outcome, Packing, Payer,
    ReportAnswer, ReportBuyer, StateKey, Subject, Write, verify,
};
use rusqlite::{Connection, OpenFlags};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn owe(write: &mut Write<'_>, number: u64) -> Result<ledger::ErrandNumber, Failed> {
    Ok(write.owe(NewErrand {
        kind: "totalcoin.pre-order",
        payment: Some(payment_id(number)),
        about: Subject::Sale(sale_id(number)),
        once: false,
        request: b"{}".to_vec(),
        due_at: NOW,
        deadline: NOW.plus_ms(45_000),
    })?)
}

/// Everything that can happen and leaves a row.
fn live(write: &mut Write<'_>) -> Result<(), Failed> {
    let plans = first_rows();
    let mut events: Vec<_> = plans
        .iter()
        .map(|plan| TillEvent::PlanKept { plan: plan.clone() })
        .collect();
    events.push(TillEvent::IdentityKept {
        cuit: Some("30711807180".to_owned()),
        cvu: Some("0000003100012345678901".to_owned()),
    });
    events.extend(people());
    events.extend(about_the_till());
    write.record_till(&Actor::Till, NOW, &events)?;
    write.set_state(StateKey::SaleInHand, "a sale")?;
    write.set_cursor("demo", "c-1")?;
    open_shift(write, 1)?;
    for number in 1..=3 {
        take(write, number, NOW)?;
    }
    take_for(write, 4, NOW, Some("una docena de alfajores"))?;
    write.remember_request("r-1", sale_id(1))?;
    // Paid, and one too much.
    let errand = owe(write, 1)?;
    write.finish_errand(errand, ErrandEnd::Done)?;
    receive_qr(write, 1, NOW)?;
    approve(write, 1, b"the payer's name")?;
    let payer = Payer {
        name: Some("Marta".to_owned()),
        ..Payer::default()
    };
    write.keep_payer(NoticeNumber(1), Some(payment_id(1)), &payer)?;
    let payment = payment_id(2);
    put(write, sale_id(2), &Command::Cancel { payment }, NOW)?;
    approve(write, 2, b"it came late")?;
    // A card, of which one leg is known.
    let payment = payment_id(3);
    put(write, sale_id(3), &Command::Cancel { payment }, NOW)?;
    let payment = payment_id(13);
    put(write, sale_id(3), &charge_card(payment, NOW), NOW)?;
    put(write, sale_id(3), &Command::MarkSent { payment }, NOW)?;
    let leg = Leg {
        ids: vec!["T1".to_owned()],
        place: None,
        amount: Some(pesos(150)),
        last_four: LastFour::parse("1111").ok(),
        word: LegWord::Succeeded,
        message: None,
        receipt: LegReceipt::default(),
    };
    put(write, sale_id(3), &Command::HearLeg { payment, leg }, NOW)?;
    // Money of nobody.
    let heard = StrayEvent::Heard {
        notice: NoticeNumber(1),
        amount: Some(pesos(10)),
        word: Some(Word::Approved),
        proposes: None,
        deductions: Deductions::default(),
        details: Details::default(),
        under: None,
        arrived_at: None,
    };
    let stray = StrayId::Transaction(key("S1"));
    write.record_stray(&Actor::Till, NOW, &stray, &[heard])?;
    let fixed_qr = FixedQrId::new(NOW, [5; 8], TillNumber(1));
    let requested = FixedQrEvent::Requested {
        valid_until: NOW.plus_ms(86_400_000),
    };
    write.record_fixed_qr(&Actor::Till, NOW, fixed_qr, &[requested])?;
    report(write)?;
    count_and_close(write)?;
    write.owe_print(&NewPrintJob {
        kind: "receipt",
        about: sale_id(1).to_string(),
        copy: false,
        kicks: false,
        way: "printer",
        asked_by: &Actor::Till,
        asked_at: NOW,
    })?;
    // Owed, and held by what follows.
    owe(write, 4)?;
    let anchor = Anchor {
        head: Head {
            seq: 1_000,
            hash: [9; 32],
        },
        kept_by: AnchorKeeper::SecretStore,
        close: None,
    };
    write.heed_anchors(&[anchor], TillNumber(1), NOW)?;
    take(write, 5, NOW)?;
    owe(write, 5)?;
    Ok(())
}

/// A report to Bind that failed, with what stands beside the journal.
fn report(write: &mut Write<'_>) -> Result<(), Failed> {
    let id = ReportId::of([6; 16]);
    let owed = ReportEvent::Owed {
        about: Reported {
            sale: sale_id(1),
            payment: payment_id(1),
            transaction: TransactionKey::own(Provider::Wallet, "W1".to_owned()),
            outcome: ReportOutcome::Paid,
            amount: pesos(1_500),
            original: None,
        },
        waits: None,
    };
    let report = write.record_report(&Actor::Till, NOW, id, &[owed])?;
    let buyer = ReportBuyer {
        cuit: "20322678275".to_owned(),
        account: "cliente-77".to_owned(),
    };
    write.keep_report_buyer(id, &buyer, NOW)?;
    write.keep_report_message(id, &report.message, b"{}", NOW)?;
    let answer = ReportAnswer {
        whole: "{\"code\":\"VE-017\"}".to_owned(),
        code: Some("VE-017".to_owned()),
        words: None,
    };
    write.keep_report_answer(id, &report.message, &answer)?;
    let stopped = ReportEvent::Stopped {
        message: report.message,
        why: ReportWhy::Refused,
    };
    write.record_report(&Actor::Till, NOW, id, &[stopped])?;
    Ok(())
}

fn open_shift(write: &mut Write<'_>, number: u32) -> Result<(), Failed> {
    let opened = ShiftEvent::Opened {
        person: Some(PersonId::new(NOW, [7; 8], TillNumber(1))),
        float: pesos(10_000),
        accepted: Vec::new(),
        refused: Vec::new(),
    };
    write.record_shift(&Actor::Counter, NOW, ShiftNumber(number), &[opened])?;
    Ok(())
}

/// A shift that was counted with a difference, one that is open, and a close.
fn count_and_close(write: &mut Write<'_>) -> Result<(), Failed> {
    let number = ShiftNumber(1);
    let moved = ShiftEvent::CashOut {
        amount: pesos(500),
        reason: "agua".to_owned(),
    };
    let shift = write.record_shift(&Actor::Counter, NOW, number, &[moved])?;
    let expected = shift.expected_cash(write.cash_of_shift(number)?);
    let counted = ShiftEvent::Counted {
        counts: vec![Count {
            tender: Tender::Cash,
            expected,
            counted: pesos(8_000),
            pieces: Vec::new(),
        }],
        to_confirm: true,
        accepted: None,
    };
    write.record_shift(&Actor::Counter, NOW, number, &[counted])?;
    open_shift(write, 2)?;
    let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
    write.record_close(&Actor::Counter, NOW, figures)?;
    Ok(())
}

fn about_the_till() -> [TillEvent; 2] {
    [
        TillEvent::ClockMoved {
            by_ms: 3_600_000,
            slept_ms: 0,
            doubtful_from: Some(1),
        },
        TillEvent::WorkerFailed {
            worker: "listener".to_owned(),
        },
    ]
}

fn people() -> [TillEvent; 2] {
    let id = PersonId::new(NOW, [7; 8], TillNumber(1));
    let pin = PinHash {
        hash: "$argon2id$…".to_owned(),
        pepper: Some("0a1b".to_owned()),
    };
    [
        TillEvent::PersonNamed {
            id,
            name: "Ana".to_owned(),
            role: Role::Manager,
        },
        TillEvent::PinKept {
            person: id,
            pin,
            because: PinBecause::Named,
        },
    ]
}

/// A whole database as SQL that a person can read.
fn dump(file: &Connection) -> String {
    let word = |sql: &str| -> i64 { file.query_row(sql, [], |row| row.get(0)).unwrap() };
    let mut text = "PRAGMA foreign_keys = OFF;\nBEGIN;\n".to_owned();
    for pragma in ["application_id", "user_version"] {
        let value = word(&format!("PRAGMA {pragma}"));
        writeln!(text, "PRAGMA {pragma} = {value};").unwrap();
    }
    let mut parts = file
        .prepare(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 AND name NOT LIKE 'sale\\_words\\_%' ESCAPE '\\' \
             ORDER BY type = 'table' DESC, rowid",
        )
        .unwrap();
    let parts = parts.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let parts: Vec<(String, String, String)> = parts.unwrap().map(Result::unwrap).collect();
    for (kind, name, sql) in &parts {
        if kind == "table" {
            writeln!(text, "{sql};").unwrap();
            let rows = rows(file, name);
            assert!(!rows.is_empty(), "no row of {name}: give it one in `live`");
            for row in rows {
                writeln!(text, "INSERT INTO {name} VALUES ({row});").unwrap();
            }
        }
    }
    for (kind, _, sql) in &parts {
        if kind != "table" {
            writeln!(text, "{sql};").unwrap();
        }
    }
    text + "COMMIT;\n"
}

fn rows(file: &Connection, table: &str) -> Vec<String> {
    let all = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let quoted: Vec<_> = all
        .column_names()
        .iter()
        .map(|name| format!("quote(\"{name}\")"))
        .collect();
    let sql = format!("SELECT {} FROM {table}", quoted.join(" || ', ' || "));
    let mut rows = file.prepare(&sql).unwrap();
    let rows = rows.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The rows of the views and which version made them.
fn views(file: &Connection) -> (String, Vec<(String, Vec<String>)>) {
    let made: String = file
        .query_row("SELECT by FROM views_made", [], |row| row.get(0))
        .unwrap();
    let views = [
        "epochs",
        "sales",
        "payments",
        "transactions",
        "discrepancies",
        "strays",
        "payment_cards",
        "legs",
        "plans",
        "people",
        "merchant_identity",
        "till_notices",
        "clock_moves",
        "unread_relay",
        "movements",
        "shifts",
        "closes",
        "close_count",
        "sale_words",
    ];
    let is_there = |view: &&str| -> bool {
        let found = "SELECT count(*) FROM sqlite_schema WHERE name = ?1";
        file.query_row(found, [view], |row| row.get(0)).unwrap()
    };
    let sorted = |view: &str| {
        let mut rows = rows(file, view);
        rows.sort();
        (view.to_owned(), rows)
    };
    (
        made,
        views.into_iter().filter(is_there).map(sorted).collect(),
    )
}

fn by_hand(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::default()).unwrap()
}

fn bless() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(live)).unwrap();
    let packing = Packing {
        block_lines: 6,
        unpacked: 4,
    };
    assert!(now(ledger.write(move |write| write.pack_oldest_lines(packing))).unwrap());
    drop(ledger);
    assert_eq!(shop.problems(), []);
    let file = by_hand(&shop.path());
    let version: u32 = file
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    std::fs::create_dir_all(fixtures()).unwrap();
    let place = fixtures().join(format!("ledger-v{version:02}.sql"));
    std::fs::write(place, dump(&file)).unwrap();
}

#[test]
fn the_ledgers_of_earlier_versions_are_brought_up_to_date_whole() {
    if std::env::var_os("MOSTRADOR_BLESS").is_some() {
        bless();
    }
    let mut found = 0;
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let shop = Shop::new();
        let hand = by_hand(&shop.path());
        let text = std::fs::read_to_string(&path).unwrap();
        hand.execute_batch(&text).unwrap();
        let before = views(&hand);
        drop(hand);
        let ledger: Ledger = shop.inline();
        let after = views(&by_hand(&shop.path()));
        // If the version of the views is the same, their rows are too.
        if before.0 == after.0 {
            assert_eq!(before, after, "{name}");
        }
        now(ledger.write(|write| write.rebuild_views())).unwrap();
        assert_eq!(
            views(&by_hand(&shop.path())),
            after,
            "{name}: a view means something else: raise VERSION in views.rs, and bless"
        );
        let ticket = now(ledger.write(|write| take(write, 6, NOW)))
            .unwrap()
            .ticket;
        assert_eq!(ticket.number, 1_006, "{name}");
        let held = now(ledger.read(|read| read.errands_held())).unwrap();
        assert_eq!(held.len(), 1, "{name}");
        drop(ledger);
        let report = verify(&shop.path(), &shop.seals()).unwrap();
        assert_eq!(report.outcome(), Outcome::Whole, "{name}: {report:?}");
        assert_eq!(report.bodies_checked, 2, "{name}");
        found += 1;
    }
    assert!(found > 0, "no ledger is kept");
}
