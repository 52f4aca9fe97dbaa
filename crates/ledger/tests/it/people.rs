//! The people whom the shop has named: a view of the journal, PIN hashes too.

use crate::shop::{CASHIER, NOW, Shop, now};
use domain::{PersonId, PinBecause, PinHash, Role, TillEvent, TillNoticeKind, TillNumber};
use ledger::{Ledger, Person, Problem};

fn person(number: u8) -> PersonId {
    PersonId::new(NOW, [number; 8], TillNumber(1))
}

fn pin(hash: &str) -> PinHash {
    PinHash {
        hash: hash.to_owned(),
        pepper: Some("0a1b".to_owned()),
    }
}

fn named(number: u8, name: &str, role: Role) -> TillEvent {
    TillEvent::PersonNamed {
        id: person(number),
        name: name.to_owned(),
        role,
    }
}

fn kept(number: u8, hash: &str, because: PinBecause) -> TillEvent {
    TillEvent::PinKept {
        person: person(number),
        pin: pin(hash),
        because,
    }
}

fn record(ledger: &Ledger, events: Vec<TillEvent>) {
    now(ledger.write(move |write| write.record_till(&CASHIER, NOW, &events))).unwrap();
}

fn people(ledger: &Ledger) -> Vec<Person> {
    now(ledger.read(|read| read.people())).unwrap()
}

#[test]
fn a_person_keeps_the_id_under_a_new_name_and_a_new_pin() {
    let shop = Shop::new();
    let ledger = shop.inline();
    record(
        &ledger,
        vec![
            named(1, "Ana", Role::Manager),
            kept(1, "uno", PinBecause::Named),
            named(2, "Beto", Role::Cashier),
            named(1, "Ana María", Role::Manager),
            kept(1, "dos", PinBecause::Changed),
        ],
    );
    let expected = [
        Person {
            id: person(1),
            name: "Ana María".to_owned(),
            role: Role::Manager,
            pin: Some(pin("dos")),
            retired: false,
        },
        Person {
            id: person(2),
            name: "Beto".to_owned(),
            role: Role::Cashier,
            pin: None,
            retired: false,
        },
    ];
    assert_eq!(people(&ledger), expected);
    let found = now(ledger.read(|read| read.person(person(2)))).unwrap();
    assert_eq!(found.as_ref(), Some(&expected[1]));
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(people(&ledger), expected);
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

#[test]
fn an_altered_pin_hash_is_named_by_verify() {
    for altered in [
        "UPDATE people SET pin_hash = 'otro'",
        "UPDATE people SET pin_pepper = NULL",
        "UPDATE people SET role = 'cashier'",
        "UPDATE people SET name = 'Otra'",
        "DELETE FROM people",
        "INSERT INTO people (person, name, role, pin_hash) VALUES ('x', 'Eva', 'manager', 'h')",
    ] {
        let shop = Shop::new();
        let ledger = shop.inline();
        let events = vec![
            named(1, "Ana", Role::Manager),
            kept(1, "uno", PinBecause::Named),
        ];
        record(&ledger, events);
        drop(ledger);
        shop.hand().execute_batch(altered).unwrap();
        let view = "people";
        assert_eq!(
            shop.problems(),
            [Problem::ViewDiffers { view }],
            "{altered}"
        );
    }
}

#[test]
fn a_till_notice_waits_until_it_is_seen_or_resolved() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let waits = || -> Vec<(TillNoticeKind, Option<PersonId>)> {
        let notices = now(ledger.read(|read| read.till_notices())).unwrap();
        notices.iter().map(|it| (it.kind, it.person)).collect()
    };
    let (ana, beto) = (Some(person(1)), Some(person(2)));
    record(
        &ledger,
        vec![
            named(1, "Ana", Role::Manager),
            kept(1, "uno", PinBecause::Named),
            named(2, "Beto", Role::Manager),
            kept(2, "dos", PinBecause::Forgotten),
            TillEvent::PinShort { person: person(1) },
            TillEvent::PinKeyGone,
        ],
    );
    let forgotten = (TillNoticeKind::ManagerForgotten, beto);
    let short = (TillNoticeKind::PinShort, ana);
    let gone = (TillNoticeKind::PinKeyGone, None);
    assert_eq!(waits(), [forgotten, short, gone]);
    // The same PIN hashed anew is as short as it was; another one is not.
    record(&ledger, vec![kept(1, "tres", PinBecause::Renewed)]);
    assert_eq!(waits(), [forgotten, short, gone]);
    record(&ledger, vec![kept(1, "cuatro", PinBecause::Changed)]);
    assert_eq!(waits(), [forgotten, gone]);
    // Somebody named anew under another key says what there is to say.
    record(&ledger, vec![kept(1, "cinco", PinBecause::KeyGone)]);
    let anew = (TillNoticeKind::ManagerKeyGone, ana);
    assert_eq!(waits(), [forgotten, anew]);
    let seq = now(ledger.read(|read| read.till_notices())).unwrap()[0].seq;
    record(&ledger, vec![TillEvent::TillNoticeSeen { notice: seq }]);
    assert_eq!(waits(), [anew]);
    // A worker that fails again and again is one notice.
    for worker in ["errands", "notices", "errands"] {
        let worker = worker.to_owned();
        record(&ledger, vec![TillEvent::WorkerFailed { worker }]);
    }
    let failed = (TillNoticeKind::WorkerFailed, None);
    assert_eq!(waits(), [anew, failed]);
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(waits(), [anew, failed]);
    drop(ledger);
    assert_eq!(shop.problems(), []);
}
