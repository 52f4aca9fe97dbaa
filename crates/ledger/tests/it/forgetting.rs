//! What the ledger erases of people: at one person's wish, and when their time
//! is over. None of it comes back, and the ledger stays whole.

use crate::shop::{
    CASHIER, Failed, NOW, Shop, approve, key, notice, now, payment_id, pesos, receive_qr, sale_id,
    take,
};
use domain::{
    Actor, Deductions, Details, Event, NoticeNumber, Provider, ReportEvent, ReportId,
    ReportOutcome, Reported, StrayEvent, StrayId, TillEvent, TillNumber, TransactionKey, Word,
};
use ledger::limits::ERASED_ROWS_MAX;
use ledger::{
    ErrandEnd, Heard, Ledger, LedgerError, NewErrand, NewNotice, Payer, PayerForgotten,
    PayerNeededBy, Reader, ReportBuyer, Restoring, Subject, Write, backup, restore, verify,
};

const BODY: &[u8] =
    b"{\"nombre\":\"Ana Paz\",\"dni\":\"27594189\",\"cvu\":\"0000003100012345678901\"}";

fn ana() -> Payer {
    Payer {
        name: Some("Ana Paz".to_owned()),
        document: Some("27594189".to_owned()),
        email: None,
        account: Some("0000003100012345678901".to_owned()),
    }
}

fn owe(write: &mut Write<'_>, about: Subject) -> Result<ledger::ErrandNumber, Failed> {
    Ok(write.owe(NewErrand {
        kind: "totalcoin.pre-order",
        payment: matches!(about, Subject::Sale(_)).then(|| payment_id(1)),
        about,
        once: false,
        request: b"dni 27594189".to_vec(),
        due_at: NOW,
        deadline: NOW.plus_ms(45_000),
    })?)
}

fn report_id() -> ReportId {
    ReportId::of([6; 16])
}

/// A sale that Ana paid, reported, with money of nobody that was given to it.
fn paid_by_ana(write: &mut Write<'_>) -> Result<(), Failed> {
    take(write, 1, NOW)?;
    let errand = owe(write, Subject::Sale(sale_id(1)))?;
    write.finish_errand(errand, ErrandEnd::Done)?;
    receive_qr(write, 1, NOW)?;
    // First of nobody: the transaction is the sale's later.
    write.hear(notice(b"Ana Paz, de nadie"))?;
    write.keep_payer(NoticeNumber(1), None, &ana())?;
    let heard = StrayEvent::Heard {
        notice: NoticeNumber(1),
        amount: Some(pesos(1_500)),
        word: Some(Word::Approved),
        proposes: None,
        deductions: Deductions::default(),
        details: Details::default(),
        under: None,
        arrived_at: None,
    };
    let stray = StrayId::Transaction(key("T1"));
    write.record_stray(&Actor::Till, NOW, &stray, &[heard])?;
    approve(write, 1, BODY)?;
    write.keep_payer(NoticeNumber(2), Some(payment_id(1)), &ana())?;
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
    let report = write.record_report(&Actor::Till, NOW, report_id(), &[owed])?;
    let buyer = ReportBuyer {
        cuit: "27275941890".to_owned(),
        account: "0000003100012345678901".to_owned(),
    };
    write.keep_report_buyer(report.id, &buyer, NOW)?;
    write.keep_report_message(report.id, &report.message, b"cuit 27275941890", NOW)?;
    Ok(())
}

fn report_passes(write: &mut Write<'_>) -> Result<(), Failed> {
    let report = write.report(report_id())?.ok_or(Failed::Told)?;
    let passed = ReportEvent::Passed {
        message: report.message,
        reference: None,
    };
    write.record_report(&Actor::Till, NOW, report_id(), &[passed])?;
    Ok(())
}

fn forget(ledger: &Ledger) -> PayerForgotten {
    now(ledger.write(|write| write.forget_payer(&CASHIER, NOW.plus_ms(9), sale_id(1)))).unwrap()
}

fn data(ledger: &Ledger) -> ledger::PayerData {
    now(ledger.read(|read| read.payer_data(sale_id(1)))).unwrap()
}

/// Whether any file of the folder has these bytes.
fn is_anywhere(shop: &Shop, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(shop.folder.path()).unwrap();
    let mut files = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.any(|file| file.windows(bytes.len()).any(|found| found == bytes))
}

fn words_of_ana() -> [&'static [u8]; 4] {
    [
        b"Ana Paz",
        b"27594189",
        b"0000003100012345678901",
        b"27275941890",
    ]
}

#[test]
fn a_payer_is_erased_everywhere_and_the_sale_stays() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(paid_by_ana)).unwrap();
    assert!(words_of_ana().iter().all(|word| is_anywhere(&shop, word)));
    // The report is not sent yet, so it still needs to say who paid.
    assert_eq!(data(&ledger).needed_by, Some(PayerNeededBy::Report));
    now(ledger.write(report_passes)).unwrap();
    let before = data(&ledger);
    assert!(before.is_held && before.needed_by.is_none() && before.forgotten_at.is_none());

    let gone = forget(&ledger);
    let counted = (gone.payers, gone.bodies, gone.reports, gone.salts);
    assert_eq!(counted, (2, 2, 2, 1));
    for word in words_of_ana() {
        assert!(!is_anywhere(&shop, word), "{word:?}");
    }
    let after = data(&ledger);
    assert!(!after.is_held);
    assert_eq!(after.forgotten_at, Some(NOW.plus_ms(9)));
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!((report.bodies_checked, report.bodies_erased), (0, 2));
    let sale = now(ledger.read(|read| read.sale(sale_id(1))))
        .unwrap()
        .unwrap();
    assert_eq!(sale.covered(), pesos(1_500));
    // Who did it is in the journal, and a second time changes nothing.
    let lines = || now(ledger.read(|read| read.forgettings_of(sale_id(1)))).unwrap();
    let event = Event::Till(TillEvent::PayerForgotten { sale: sale_id(1) });
    assert_eq!((&lines()[0].event, &lines()[0].actor), (&event, &CASHIER));
    assert!(forget(&ledger).is_nothing());
    assert_eq!(lines().len(), 1);
}

/// The relay delivers at least once, and a provider may say the same in other
/// words.
#[test]
fn a_forgotten_payer_does_not_come_back_with_a_notice() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(paid_by_ana)).unwrap();
    now(ledger.write(report_passes)).unwrap();
    forget(&ledger);
    let again = now(ledger.write(|write| write.hear(notice(BODY)))).unwrap();
    assert_eq!(again, Heard::Repeat(NoticeNumber(2)));
    drop(ledger);
    let ledger = shop.inline();
    let again = now(ledger.write(|write| write.hear(notice(BODY)))).unwrap();
    assert_eq!(again, Heard::Repeat(NoticeNumber(2)), "after a restart too");
    // Another body about the same payment.
    now(ledger.write(|write| {
        approve(write, 1, b"Ana Paz, 27594189, otra vez")?;
        Ok::<_, Failed>(write.keep_payer(NoticeNumber(3), Some(payment_id(1)), &ana())?)
    }))
    .unwrap();
    // And one of nobody, which is the sale's only later.
    now(ledger.write(|write| {
        write.hear(notice(b"Ana Paz, de nadie otra vez"))?;
        write.keep_payer(NoticeNumber(4), None, &ana())
    }))
    .unwrap();
    assert!(is_anywhere(&shop, b"Ana Paz"));
    now(ledger.write(|write| write.give_payer(NoticeNumber(4), payment_id(1)))).unwrap();
    for word in words_of_ana() {
        assert!(!is_anywhere(&shop, word), "{word:?}");
    }
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(report.bodies_erased, 4);
}

#[test]
fn what_still_needs_the_payer_is_said() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, NOW)?;
        let errand = owe(write, Subject::Sale(sale_id(1)))?;
        Ok::<_, Failed>(errand)
    }))
    .unwrap();
    assert_eq!(data(&ledger).needed_by, Some(PayerNeededBy::Payment));
    let unknown = now(ledger.write(|write| write.forget_payer(&CASHIER, NOW, sale_id(7))));
    assert!(matches!(unknown, Err(LedgerError::NoSuchSale(_))));
}

/// A copy from before has the data, and the ledger that it replaces knows of the
/// wish.
#[test]
fn a_restore_forgets_again_what_was_forgotten_since_the_copy() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(paid_by_ana)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite3");
    backup(&shop.path(), &copy, &shop.seals()).unwrap();
    now(ledger.write(report_passes)).unwrap();
    forget(&ledger);
    drop(ledger);
    let restoring = Restoring {
        copy: &copy,
        anchor: None,
        copy_made_at: NOW,
        ledger: &shop.path(),
        stamp: "20260101T000000Z",
        seal: shop.seals()[0].clone(),
        seals: &shop.seals(),
        anchors: &[],
        till: TillNumber(1),
        by: Actor::Counter,
        now: NOW.plus_ms(1_000),
    };
    restore(restoring, |_| Ok(())).unwrap();
    for word in words_of_ana() {
        assert!(!is_anywhere(&shop, word), "{word:?}");
    }
    let ledger = shop.inline();
    assert_eq!(data(&ledger).forgotten_at, Some(NOW.plus_ms(1_000)));
    let again = now(ledger.write(|write| write.hear(notice(BODY)))).unwrap();
    assert_eq!(again, Heard::Repeat(NoticeNumber(2)));
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
}

/// While an export reads the ledger, its log cannot be cleared: the next write
/// clears it.
#[test]
fn a_log_that_is_being_read_is_cleared_by_a_later_write() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(paid_by_ana)).unwrap();
    now(ledger.write(report_passes)).unwrap();
    let reader = Reader::open(&shop.path()).unwrap();
    let read: Result<(), LedgerError> = reader.read(|read| {
        read.head()?;
        forget(&ledger);
        Ok(())
    });
    read.unwrap();
    now(ledger.write(|write| take(write, 2, NOW))).unwrap();
    assert!(!is_anywhere(&shop, b"Ana Paz"));
}

#[test]
fn people_are_erased_in_pieces_and_a_later_run_goes_on() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let heard = u64::from(ERASED_ROWS_MAX) + 50;
    now(ledger.write(move |write| {
        for number in 0..heard {
            let body = format!("Ana Paz {number}");
            let Heard::New(notice) = write.hear(NewNotice {
                body: body.as_bytes(),
                ..notice(b"")
            })?
            else {
                return Err(Failed::Told);
            };
            write.keep_payer(notice, None, &ana())?;
        }
        Ok(())
    }))
    .unwrap();
    let rows = |sql: &str| -> i64 { shop.hand().query_row(sql, [], |row| row.get(0)).unwrap() };
    let left = || {
        rows("SELECT count(*) FROM payers")
            + rows("SELECT count(*) FROM inbox WHERE body IS NOT NULL")
    };
    let piece = |ledger: &Ledger| {
        now(ledger.write(|write| write.erase_people_before(NOW.plus_ms(1)))).unwrap()
    };
    let mut before = left();
    let mut pieces = 0;
    let mut ledger = Some(ledger);
    loop {
        let erased = piece(ledger.as_ref().unwrap());
        let now_left = left();
        assert!(erased.rows <= ERASED_ROWS_MAX);
        assert_eq!(before - now_left, i64::from(erased.rows));
        before = now_left;
        pieces += 1;
        if !erased.is_more {
            break;
        }
        // The till dies between two pieces.
        drop(ledger.take());
        ledger = Some(shop.inline());
    }
    assert_eq!((before, pieces), (0, 3));
    assert!(!is_anywhere(&shop, b"Ana Paz"));
    let ledger = ledger.unwrap();
    let again = now(ledger.write(|write| write.hear(notice(b"Ana Paz 7")))).unwrap();
    assert_eq!(again, Heard::Repeat(NoticeNumber(8)));
    assert!(shop.problems().is_empty());
}
