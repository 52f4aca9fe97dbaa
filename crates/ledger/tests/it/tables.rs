//! Outbox, inbox, payers, cursors, requests and the questions of the screens.

use crate::shop::{
    Failed, NOW, Shop, approve, key, notice, now, payment_id, pesos, receive_qr, sale_id, take,
};
use domain::{
    Actor, Money, NoticeNumber, Sale, SaleState, StrayEvent, StrayId, TillEvent, TillNumber,
    UnixMs, Word,
};
use ledger::{
    ErrandEnd, ErrandNumber, ErrandStanding, Heard, Ledger, LedgerError, NewErrand, NewNotice,
    Payer, Span, StateKey, Subject, limits,
};

const KINDS: &[&str] = &["pre-order"];

fn owe(ledger: &Ledger, number: u64, once: bool) -> ErrandNumber {
    now(ledger.write(move |write| {
        take(write, number, NOW)?;
        let errand = NewErrand {
            kind: "pre-order",
            payment: Some(payment_id(number)),
            about: Subject::Sale(sale_id(number)),
            once,
            request: b"dni 27594189".to_vec(),
            due_at: NOW,
            deadline: NOW.plus_ms(45_000),
        };
        Ok::<_, Failed>(write.owe(errand)?)
    }))
    .unwrap()
}

#[test]
fn an_errand_from_owed_to_done() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, 1, false);
    let due = now(ledger.read(|read| read.errands_due(KINDS, NOW, 10))).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].number, due[0].attempts), (number, 0));
    assert!(!format!("{:?}", due[0]).contains("dni"));
    let early = now(ledger.read(|read| read.errands_due(KINDS, NOW.plus_ms(-1), 10))).unwrap();
    assert_eq!(early, []);

    let sent = now(ledger.write(move |write| write.begin_attempt(number, NOW)))
        .unwrap()
        .unwrap();
    assert_eq!(sent.request.as_deref(), Some(b"dni 27594189".as_slice()));
    assert_eq!(
        (sent.attempts, sent.standing),
        (1, ErrandStanding::InFlight)
    );
    let again = now(ledger.write(move |write| write.begin_attempt(number, NOW))).unwrap();
    assert_eq!(again, None, "one attempt at a time");
    let (due, in_flight, owed) = now(ledger.read(|read| {
        let due = read.next_errand_due(KINDS)?;
        Ok::<_, LedgerError>((due, read.errands_in_flight()?, read.errands_owed()?))
    }))
    .unwrap();
    assert_eq!((due, in_flight.len(), owed), (None, 1, 1));

    let later = NOW.plus_ms(700);
    assert!(now(ledger.write(move |write| write.put_off(number, later, "gone", true))).unwrap());
    let errand = now(ledger.read(|read| read.errand_of_payment(payment_id(1))))
        .unwrap()
        .unwrap();
    assert!(errand.lost_before);
    assert_eq!(errand.trouble.as_deref(), Some("gone"));
    assert_eq!(
        (errand.due_at, errand.standing),
        (later, ErrandStanding::Owed)
    );
    assert_eq!(
        now(ledger.read(|read| read.next_errand_due(KINDS))).unwrap(),
        Some(later)
    );
    // A later failure with an answer does not undo the lost one.
    now(ledger.write(move |write| write.put_off(number, later, &"é".repeat(5_000), false)))
        .unwrap();
    let errand = now(ledger.read(move |read| read.errand(number)))
        .unwrap()
        .unwrap();
    assert!(errand.lost_before);
    let kept = errand.trouble.unwrap().chars().count();
    assert_eq!(kept, limits::TROUBLE_CHARS_MAX);

    now(ledger.write(move |write| write.begin_attempt(number, NOW)))
        .unwrap()
        .unwrap();
    let done = |how| now(ledger.write(move |write| write.finish_errand(number, how))).unwrap();
    assert!(done(ErrandEnd::Done));
    assert!(!done(ErrandEnd::GivenUp), "what is finished stays so");
    assert!(!now(ledger.write(move |write| write.put_off(number, later, "x", true))).unwrap());
    let errand = now(ledger.read(move |read| read.errand(number)))
        .unwrap()
        .unwrap();
    assert_eq!(
        (errand.standing, errand.request),
        (ErrandStanding::Done, None)
    );
    assert_eq!(errand.attempts, 2);
    assert_eq!(now(ledger.read(|read| read.errands_owed())).unwrap(), 0);
    let hash: Vec<u8> = shop
        .hand()
        .query_row("SELECT request_hash FROM outbox", [], |row| row.get(0))
        .unwrap();
    assert_eq!(hash.len(), 32);
}

#[test]
fn an_errand_in_flight_at_a_crash_is_found_at_the_start() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, 1, false);
    now(ledger.write(move |write| write.begin_attempt(number, NOW)))
        .unwrap()
        .unwrap();
    drop(ledger);
    let ledger = shop.inline();
    let lost = now(ledger.read(|read| read.errands_in_flight())).unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].request.as_deref(), Some(b"dni 27594189".as_slice()));
}

#[test]
fn a_charge_is_not_owed_again_after_a_lost_answer() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, 1, true);
    now(ledger.write(move |write| write.begin_attempt(number, NOW)))
        .unwrap()
        .unwrap();
    let refused = now(ledger.write(move |write| write.put_off(number, NOW, "lost", true)));
    assert!(matches!(refused, Err(LedgerError::GoesOutOnce)));
    let due = now(ledger.read(|read| read.errands_due(KINDS, NOW, 10))).unwrap();
    assert_eq!(due, []);
    // An errand that was certainly not sent can be owed again.
    now(ledger.write(move |write| write.put_off(number, NOW, "no connection", false))).unwrap();
    let begun = now(ledger.write(move |write| write.begin_attempt(number, NOW))).unwrap();
    assert!(begun.is_some());
}

#[test]
fn an_errand_of_another_kind_is_not_due() {
    let shop = Shop::new();
    let ledger = shop.inline();
    owe(&ledger, 1, false);
    let (due, next) = now(ledger.read(|read| {
        let other = &["report"];
        Ok::<_, LedgerError>((
            read.errands_due(other, NOW, 10)?,
            read.next_errand_due(other)?,
        ))
    }))
    .unwrap();
    assert_eq!((due, next), (Vec::new(), None));
}

#[test]
fn a_moved_clock_moves_due_times_and_deadlines() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, 1, false);
    let hour = 3_600_000;
    now(ledger.write(move |write| write.move_errands(-hour, None))).unwrap();
    let errand = now(ledger.read(move |read| read.errand(number)));
    let errand = errand.unwrap().unwrap();
    assert_eq!(errand.due_at, NOW.plus_ms(-hour));
    assert_eq!(errand.deadline, NOW.plus_ms(45_000 - hour));
    // An errand that was put off by a clock that was ahead does not wait too
    // long.
    now(ledger.write(move |write| {
        write.move_errands(30 * hour, Some(payment_id(1)))?;
        write.bring_errands_forward(NOW)
    }))
    .unwrap();
    let due = now(ledger.read(|read| read.next_errand_due(KINDS))).unwrap();
    assert_eq!(due, Some(NOW));
}

#[test]
fn a_request_is_changed_only_before_it_was_sent() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, 1, false);
    now(ledger.write(move |write| {
        write.begin_attempt(number, NOW)?;
        write.change_request(number, b"another")
    }))
    .unwrap();
    let errand = now(ledger.read(move |read| read.errand(number)));
    let request = errand.unwrap().unwrap().request;
    assert_eq!(request.as_deref(), Some(b"another".as_slice()));
    now(ledger.write(move |write| write.put_off(number, NOW, "lost", true))).unwrap();
    let refused = now(ledger.write(move |write| write.change_request(number, b"third")));
    assert!(matches!(refused, Err(LedgerError::GoesOutOnce)));
    let report = ledger::verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
}

#[test]
fn an_errand_of_a_payment_never_recorded_is_refused() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let refused = now(ledger.write(|write| {
        write.owe(NewErrand {
            kind: "pre-order",
            payment: Some(payment_id(1)),
            about: Subject::Sale(sale_id(1)),
            once: false,
            request: Vec::new(),
            due_at: NOW,
            deadline: NOW,
        })
    }));
    assert!(matches!(refused, Err(LedgerError::Storage(_))));
}

#[test]
fn a_notice_is_new_once_and_every_distinct_body_is_kept() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let hear = |notice: NewNotice<'static>| now(ledger.write(move |write| write.hear(notice)));
    let first = NoticeNumber(1);
    assert_eq!(hear(notice(b"a")).unwrap(), Heard::New(first));
    assert_eq!(hear(notice(b"a")).unwrap(), Heard::Repeat(first));
    let by_another_way = NewNotice {
        relay_id: None,
        received_at: NOW.plus_ms(5),
        ..notice(b"a")
    };
    assert_eq!(hear(by_another_way).unwrap(), Heard::Repeat(first));
    assert_eq!(hear(notice(b"a ")).unwrap(), Heard::New(NoticeNumber(2)));
    let elsewhere = NewNotice {
        merchant: "other",
        ..notice(b"a")
    };
    // Another relay may call the merchant otherwise.
    assert_eq!(hear(elsewhere).unwrap(), Heard::Repeat(first));
    let body = now(ledger.read(|read| read.notice_body(NoticeNumber(2)))).unwrap();
    assert_eq!(body.as_deref(), Some(b"a ".as_slice()));

    static TOO_LARGE: [u8; limits::NOTICE_BODY_BYTES_MAX + 1] =
        [0; limits::NOTICE_BODY_BYTES_MAX + 1];
    assert!(matches!(
        hear(notice(&TOO_LARGE)),
        Err(LedgerError::TooMuch { .. })
    ));
    let largest = &TOO_LARGE[..limits::NOTICE_BODY_BYTES_MAX];
    assert_eq!(hear(notice(largest)).unwrap(), Heard::New(NoticeNumber(3)));
}

#[test]
fn a_notice_and_its_cursor_come_together_or_not_at_all() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let refused = now(ledger.write(|write| {
        write.hear(notice(b"a"))?;
        write.set_cursor("relay", "17")?;
        Err::<(), _>(Failed::Told)
    }));
    assert!(refused.is_err());
    assert_eq!(now(ledger.read(|read| read.cursor("relay"))).unwrap(), None);
    now(ledger.write(|write| {
        assert_eq!(write.hear(notice(b"a"))?, Heard::New(NoticeNumber(1)));
        write.set_cursor("relay", "17")?;
        write.set_cursor("relay", "18")
    }))
    .unwrap();
    let cursor = now(ledger.read(|read| read.cursor("relay"))).unwrap();
    assert_eq!(cursor.as_deref(), Some("18"));
}

#[test]
fn an_event_of_a_notice_never_heard_is_refused() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let refused = now(ledger.write(|write| {
        let heard = StrayEvent::Heard {
            notice: NoticeNumber(5),
            amount: None,
            word: None,
            proposes: None,
            deductions: domain::Deductions::default(),
            details: domain::Details::default(),
            under: None,
            arrived_at: None,
        };
        let id = StrayId::Notice(NoticeNumber(5));
        write.record_stray(&Actor::Till, NOW, &id, &[heard])
    }));
    assert!(matches!(
        refused,
        Err(LedgerError::NoSuchNotice(NoticeNumber(5)))
    ));
}

#[test]
fn payers_are_kept_apart_and_erased() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let payer = Payer {
        name: Some("Ana Paz".to_owned()),
        document: Some("27594189".to_owned()),
        ..Payer::default()
    };
    assert!(!format!("{payer:?}").contains("Ana"));
    let kept = payer.clone();
    now(ledger.write(move |write| {
        take(write, 1, NOW)?;
        receive_qr(write, 1, NOW)?;
        approve(write, 1, b"raw")?;
        write.keep_payer(NoticeNumber(1), Some(payment_id(1)), &kept)?;
        Ok::<_, Failed>(write.keep_payer(NoticeNumber(1), Some(payment_id(1)), &kept)?)
    }))
    .unwrap();
    let asked = || now(ledger.read(|read| read.payer_of_payment(payment_id(1)))).unwrap();
    assert_eq!(asked(), Some(payer.clone()));
    let erase = |before| {
        let erased = now(ledger.write(move |write| write.erase_people_before(before)));
        erased.unwrap().bodies
    };
    assert_eq!(erase(NOW), 0);
    assert_eq!(asked(), Some(payer.clone()));
    assert_eq!(erase(NOW.plus_ms(1)), 1);
    assert_eq!(asked(), None);
    let unheard = now(ledger.write(move |write| write.keep_payer(NoticeNumber(9), None, &payer)));
    assert!(unheard.is_err());
}

#[test]
fn tickets_are_given_once_each_per_till() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let next = |till| now(ledger.write(move |write| write.next_ticket(TillNumber(till)))).unwrap();
    assert_eq!((next(1), next(1), next(2), next(1)), (1, 2, 1, 3));
    let refused = now(ledger.write(|write| {
        write.next_ticket(TillNumber(1))?;
        Err::<(), _>(Failed::Told)
    }));
    assert!(refused.is_err());
    assert_eq!(next(1), 4, "a ticket that nobody saw was not given");
    shop.hand()
        .execute_batch("UPDATE tickets SET last = 4294967295 WHERE till = 2")
        .unwrap();
    let spent = now(ledger.write(|write| write.next_ticket(TillNumber(2))));
    assert!(matches!(spent, Err(LedgerError::TicketsUsedUp)));
}

#[test]
fn the_same_enter_makes_one_sale() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, NOW)?;
        Ok::<_, Failed>(write.remember_request("enter-1", sale_id(1))?)
    }))
    .unwrap();
    let asked = |id: &'static str| now(ledger.read(move |read| read.sale_of_request(id))).unwrap();
    assert_eq!(asked("enter-1"), Some(sale_id(1)));
    assert_eq!(asked("enter-2"), None);
    let again = now(ledger.write(|write| write.remember_request("enter-1", sale_id(1))));
    assert!(again.is_err());
}

#[test]
fn a_value_is_remembered_and_cleared() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        write.set_state(StateKey::SaleInHand, "a")?;
        write.set_state(StateKey::SaleInHand, "b")
    }))
    .unwrap();
    let kept = || now(ledger.read(|read| read.state(StateKey::SaleInHand))).unwrap();
    assert_eq!(kept().as_deref(), Some("b"));
    now(ledger.write(|write| write.clear_state(StateKey::SaleInHand))).unwrap();
    assert_eq!(kept(), None);
    let large = "x".repeat(limits::VALUE_BYTES_MAX + 1);
    let refused = now(ledger.write(move |write| write.set_state(StateKey::SaleInHand, &large)));
    assert!(matches!(refused, Err(LedgerError::TooMuch { .. })));
}

#[test]
fn screens_find_their_sales() {
    let shop = Shop::new();
    let ledger = shop.inline();
    for number in 1..=4 {
        let at = NOW.plus_ms(i64::try_from(number).unwrap() * 1_000);
        now(ledger.write(move |write| take(write, number, at))).unwrap();
    }
    now(ledger.write(|write| {
        receive_qr(write, 2, NOW)?;
        approve(write, 2, b"raw")
    }))
    .unwrap();
    let (recent, day, under_way, open, paid) = now(ledger.read(|read| {
        Ok::<_, LedgerError>((
            read.recent_sales(2)?,
            of_day(read, NOW.plus_ms(2_000), NOW.plus_ms(4_000))?,
            read.payments_under_way()?,
            read.open_sales_count()?,
            read.sale_of_transaction(&key("T2"))?,
        ))
    }))
    .unwrap();
    let tickets = |sales: &[domain::Sale]| -> Vec<u32> {
        sales.iter().map(|sale| sale.ticket.number).collect()
    };
    assert_eq!(tickets(&recent), [4, 3]);
    assert_eq!(tickets(&day), [2, 3]);
    let first = (sale_id(1), payment_id(1));
    assert_eq!((under_way.len(), under_way[0], open), (3, first, 3));
    assert_eq!(paid.unwrap().state(), SaleState::Paid);
    let unknown = now(ledger.read(|read| read.sale_of_transaction(&key("T9")))).unwrap();
    assert_eq!(unknown, None);
}

#[test]
fn the_tray_holds_strays_and_discrepancies() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let id = StrayId::Transaction(key("S1"));
    let heard = StrayEvent::Heard {
        notice: NoticeNumber(1),
        amount: Some(pesos(10)),
        word: Some(Word::Approved),
        proposes: None,
        deductions: domain::Deductions::default(),
        details: domain::Details::default(),
        under: None,
        arrived_at: None,
    };
    let stray_id = id.clone();
    now(ledger.write(move |write| {
        write.hear(notice(b"stray"))?;
        write.record_stray(&Actor::Till, NOW, &stray_id, &[heard])
    }))
    .unwrap();
    // An approval of a payment that never showed a QR and was paid twice.
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    now(ledger.write(|write| approve(write, 1, b"one"))).unwrap();
    let (tray, strays) =
        now(ledger.read(|read| Ok::<_, LedgerError>((read.tray_count()?, read.strays_in_tray()?))))
            .unwrap();
    assert_eq!((tray, strays.len()), (1, 1));
    assert_eq!(strays[0].amount, Some(pesos(10)));
    assert_eq!(strays[0].id, id);
    let gone = StrayEvent::Withdrawn {
        payment: payment_id(1),
    };
    let stray_id = id.clone();
    now(ledger.write(move |write| write.record_stray(&Actor::Till, NOW, &stray_id, &[gone])))
        .unwrap();
    assert_eq!(now(ledger.read(|read| read.tray_count())).unwrap(), 0);
    assert_eq!(strays[0].amount.map(Money::centavos), Some(1_000));
}

#[test]
fn the_journal_is_read_line_by_line() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let kept = TillEvent::IdentityKept {
        cuit: Some("30".to_owned()),
        cvu: None,
    };
    let told = kept.clone();
    now(ledger.write(move |write| {
        take(write, 1, NOW)?;
        Ok::<_, Failed>(write.record_till(&Actor::Till, NOW, &[told])?)
    }))
    .unwrap();
    let (entries, of_sale, of_till, last) = now(ledger.read(|read| {
        Ok::<_, LedgerError>((
            read.entries_after(1, 2)?,
            read.entries_of(&Subject::Sale(sale_id(1)))?,
            read.entries_of(&Subject::Till)?,
            read.last_till_event("identity-kept")?,
        ))
    }))
    .unwrap();
    let numbers =
        |entries: &[ledger::Entry]| -> Vec<i64> { entries.iter().map(|entry| entry.seq).collect() };
    assert_eq!(numbers(&entries), [2, 3]);
    assert_eq!(entries[0].actor, Actor::Counter);
    assert_eq!(numbers(&of_sale), [2, 3]);
    assert_eq!(numbers(&of_till), [1, 4]);
    assert_eq!(last, Some(kept));
}

/// A clock that was wrong while notices were heard neither erases data early
/// nor keeps it for years.
#[test]
fn a_wrong_clock_does_not_change_how_long_personal_data_is_kept() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let day = 24 * 3_600_000;
    let heard = |body: &'static [u8], at: UnixMs| {
        let notice = NewNotice {
            received_at: UnixMs(0),
            heard_at: at,
            ..notice(body)
        };
        now(ledger.write(move |write| write.hear(notice))).unwrap();
    };
    let bodies = || {
        let count = "SELECT count(*) FROM inbox WHERE body IS NOT NULL";
        let count: i64 = shop.hand().query_row(count, [], |row| row.get(0)).unwrap();
        count
    };
    let erase = |before: UnixMs| {
        let erased = now(ledger.write(move |write| write.erase_people_before(before)));
        erased.unwrap().bodies
    };
    // The first by a clock that is seven years behind: corrected in the run.
    heard(b"a", NOW.plus_ms(-7 * 365 * day));
    let none = NoticeNumber(0);
    now(ledger.write(move |write| write.correct_heard_after(none, 7 * 365 * day))).unwrap();
    // The second by one that is behind again and never corrected.
    heard(b"b", NOW.plus_ms(-7 * 365 * day));
    assert_eq!(erase(NOW.plus_ms(-day)), 0);
    // The third by one that is a year ahead, until the time is known.
    heard(b"c", NOW.plus_ms(366 * day));
    let by_then = NOW.plus_ms(2 * day);
    let corrected = now(ledger.write(move |write| write.heard_by_then(by_then))).unwrap();
    assert_eq!(corrected, 1);
    assert_eq!(bodies(), 3);
    assert_eq!(erase(NOW.plus_ms(1)), 2);
    assert_eq!(erase(by_then.plus_ms(1)), 1);
}

/// Lists follow the journal, and a sale made while the clock was wrong belongs
/// to its corrected day.
#[test]
fn a_wrong_clock_changes_no_list() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let day = 24 * 3_600_000;
    let wrong_ms = -7 * 365 * day;
    now(ledger.write(move |write| take(write, 1, NOW))).unwrap();
    let first = now(ledger.read(|read| read.head())).unwrap().seq + 1;
    now(ledger.write(move |write| {
        take(write, 2, NOW.plus_ms(wrong_ms + 1_000))?;
        let moved = TillEvent::ClockMoved {
            by_ms: -wrong_ms,
            slept_ms: 0,
            doubtful_from: Some(first),
        };
        write.record_till(&Actor::Till, NOW.plus_ms(2_000), &[moved])?;
        take(write, 3, NOW.plus_ms(3_000))
    }))
    .unwrap();
    let ids = |sales: Vec<domain::Sale>| sales.iter().map(|it| it.id).collect::<Vec<_>>();
    let (recent, today, wrong, doubtful) = now(ledger.read(move |read| {
        let then = NOW.plus_ms(wrong_ms);
        Ok::<_, LedgerError>((
            read.recent_sales(10)?,
            of_day(read, NOW, NOW.plus_ms(day))?,
            of_day(read, then.plus_ms(-day), then.plus_ms(day))?,
            read.doubtful_lines()?,
        ))
    }))
    .unwrap();
    assert_eq!(ids(recent), [sale_id(3), sale_id(2), sale_id(1)]);
    assert_eq!(ids(today), [sale_id(1), sale_id(2), sale_id(3)]);
    assert_eq!(ids(wrong), []);
    let opening = |n| now(ledger.read(move |read| read.opening_line(sale_id(n)))).unwrap();
    let is_doubtful = |n| doubtful.holds(opening(n).unwrap());
    assert_eq!([1, 2, 3].map(is_doubtful), [false, true, false]);
    let report = ledger::verify(&shop.path(), &shop.seals()).unwrap();
    assert!(report.is_clean(), "{report:?}");
}

fn of_day(read: &ledger::Read<'_>, from: UnixMs, to: UnixMs) -> Result<Vec<Sale>, LedgerError> {
    let sales = read.sales_of_day(Span { from, to })?;
    Ok(sales.into_iter().map(|of_day| of_day.sale).collect())
}
