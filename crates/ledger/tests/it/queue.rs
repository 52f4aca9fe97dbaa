//! The errands as a person sees and steers them.

use crate::shop::{Failed, NOW, Shop, now};
use ledger::{
    ErrandCount, ErrandEnd, ErrandNumber, ErrandStanding, Ledger, LedgerError, NewErrand, Subject,
};

const KIND: &str = "report";
const OTHER: &str = "fixed-qr";

fn owe(ledger: &Ledger, kind: &'static str, due_after_ms: i64) -> ErrandNumber {
    now(ledger.write(move |write| {
        let errand = NewErrand {
            kind,
            payment: None,
            about: Subject::Till,
            once: false,
            request: b"{}".to_vec(),
            due_at: NOW.plus_ms(due_after_ms),
            deadline: NOW.plus_ms(due_after_ms + 1_000),
        };
        Ok::<_, Failed>(write.owe(errand)?)
    }))
    .unwrap()
}

fn counts(ledger: &Ledger) -> Vec<(String, ErrandStanding, u64)> {
    let counts = now(ledger.read(|read| read.errand_counts())).unwrap();
    counts
        .into_iter()
        .map(
            |ErrandCount {
                 kind,
                 standing,
                 count,
             }| (kind, standing, count),
        )
        .collect()
}

fn listed(
    ledger: &Ledger,
    standing: ErrandStanding,
    after: Option<(i64, ErrandNumber)>,
    limit: u32,
) -> Vec<(i64, ErrandNumber)> {
    let after = after.map(|(due, number)| (NOW.plus_ms(due), number));
    let page = now(ledger.read(move |read| read.errands_listed(KIND, standing, after, limit)));
    page.unwrap()
        .into_iter()
        .map(|errand| (errand.due_at.since_ms(NOW), errand.number))
        .collect()
}

#[test]
fn every_change_of_standing_is_counted() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let [one, two, three] = [0, 10, 20].map(|due| owe(&ledger, KIND, due));
    owe(&ledger, OTHER, 0);
    let of = |standing, count| (KIND.to_owned(), standing, count);
    let other = (OTHER.to_owned(), ErrandStanding::Owed, 1);
    assert_eq!(
        counts(&ledger),
        [other.clone(), of(ErrandStanding::Owed, 3)]
    );
    now(ledger.write(move |write| {
        let _ = write.begin_attempt(one, NOW)?;
        write.mark_dead(two, "time-over")?;
        write.finish_errand(three, ErrandEnd::GivenUp)
    }))
    .unwrap();
    assert_eq!(
        counts(&ledger),
        [
            other.clone(),
            of(ErrandStanding::Dead, 1),
            of(ErrandStanding::InFlight, 1)
        ]
    );
    now(ledger.write(move |write| {
        write.put_off(one, NOW, "no-answer", true)?;
        write.revive_errand(two, NOW, NOW.plus_ms(1_000))
    }))
    .unwrap();
    assert_eq!(counts(&ledger), [other, of(ErrandStanding::Owed, 2)]);
    // A write that fails is not counted.
    let failed = now(ledger.write(move |write| {
        write.mark_dead(one, "time-over")?;
        Err::<(), _>(LedgerError::GoesOutOnce)
    }));
    assert!(failed.is_err());
    assert_eq!(now(ledger.read(|read| read.errands_dead())).unwrap(), 0);
    assert_eq!(now(ledger.read(|read| read.errands_owed())).unwrap(), 3);
}

#[test]
fn a_page_goes_on_after_its_end() {
    let shop = Shop::new();
    let ledger = shop.inline();
    // Two are due at the same moment, and one of another kind between them.
    let numbers = [5, 0, 5].map(|due| owe(&ledger, KIND, due));
    owe(&ledger, OTHER, 5);
    let all = [(0, numbers[1]), (5, numbers[0]), (5, numbers[2])];
    let owed = ErrandStanding::Owed;
    assert_eq!(listed(&ledger, owed, None, 10), all);
    assert_eq!(listed(&ledger, owed, None, 2), all[..2]);
    assert_eq!(listed(&ledger, owed, Some(all[1]), 2), all[2..]);
    assert_eq!(listed(&ledger, owed, Some(all[2]), 2), []);
    assert_eq!(listed(&ledger, ErrandStanding::Dead, None, 10), []);
}

#[test]
fn a_dead_errand_keeps_its_request_until_a_person_settles_it() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let number = owe(&ledger, KIND, 0);
    let overdue = |after_ms: i64| {
        let at = NOW.plus_ms(after_ms);
        now(ledger.read(move |read| read.errands_overdue(KIND, at, 10))).unwrap()
    };
    assert_eq!(overdue(999), []);
    assert_eq!(overdue(1_000), [number]);
    let first = now(ledger.read(|read| {
        let kinds = &[KIND, OTHER];
        Ok::<_, LedgerError>((read.oldest_owed(kinds)?, read.next_errand_deadline(kinds)?))
    }));
    assert_eq!(first.unwrap(), (Some(NOW), Some(NOW.plus_ms(1_000))));

    let dead = |because| now(ledger.write(move |write| write.mark_dead(number, because))).unwrap();
    assert!(dead("time-over"));
    assert!(!dead("refused"), "it is dead already");
    let errand = || {
        now(ledger.read(move |read| read.errand(number)))
            .unwrap()
            .unwrap()
    };
    assert_eq!(
        (errand().standing, errand().dead_because.as_deref()),
        (ErrandStanding::Dead, Some("time-over"))
    );
    assert_eq!(errand().request.as_deref(), Some(b"{}".as_slice()));
    // Nothing brings it back but a person's word.
    let begun = now(ledger.write(move |write| write.begin_attempt(number, NOW))).unwrap();
    assert_eq!(begun, None);
    let change = now(ledger.write(move |write| {
        Ok::<_, LedgerError>((
            write.put_off(number, NOW, "x", false)?,
            write.make_due(number, NOW)?,
        ))
    }));
    assert_eq!(change.unwrap(), (false, false));
    assert_eq!(overdue(1_000), []);
    let at = NOW.plus_ms(5_000);
    let revive = || {
        now(ledger.write(move |write| write.revive_errand(number, at, at.plus_ms(60_000)))).unwrap()
    };
    assert!(revive());
    assert!(!revive(), "it is owed already");
    assert_eq!(
        (errand().standing, errand().due_at, errand().owed_at),
        (ErrandStanding::Owed, at, NOW)
    );
    assert!(dead("time-over"));
    let given_up = now(ledger.write(move |write| write.finish_errand(number, ErrandEnd::GivenUp)));
    assert!(given_up.unwrap());
    assert_eq!(errand().request, None);
}

#[test]
fn a_person_makes_errands_due_now() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let late = owe(&ledger, KIND, 60_000);
    let later = owe(&ledger, KIND, 90_000);
    let early = owe(&ledger, KIND, -5);
    owe(&ledger, OTHER, 60_000);
    assert!(now(ledger.write(move |write| write.make_due(late, NOW))).unwrap());
    assert!(now(ledger.write(move |write| write.make_due(early, NOW))).unwrap());
    assert_eq!(
        listed(&ledger, ErrandStanding::Owed, None, 10),
        [(-5, early), (0, late), (90_000, later)]
    );
    assert_eq!(
        now(ledger.write(|write| write.make_kind_due(KIND, NOW))).unwrap(),
        1
    );
    let due = now(ledger.read(|read| read.errands_due(&[KIND, OTHER], NOW, 10))).unwrap();
    let due: Vec<_> = due.into_iter().map(|errand| errand.number).collect();
    assert_eq!(due, [early, late, later]);
}
