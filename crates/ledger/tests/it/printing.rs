//! The papers that are owed to a printer.

use crate::shop::{Failed, NOW, Shop, TILL, now};
use domain::Actor;
use ledger::{
    Anchor, AnchorKeeper, Head, Ledger, NewPrintJob, PrintJob, PrintNumber, PrintStanding,
};

fn owe(ledger: &Ledger, about: &'static str, way: &'static str) -> PrintNumber {
    let owed = now(ledger.write(move |write| {
        let job = NewPrintJob {
            kind: "receipt",
            about: about.to_owned(),
            copy: false,
            kicks: true,
            way,
            asked_by: &Actor::Counter,
            asked_at: NOW,
        };
        Ok::<_, Failed>(write.owe_print(&job)?)
    }));
    owed.unwrap().unwrap()
}

fn begin(ledger: &Ledger, number: PrintNumber) -> Option<PrintJob> {
    now(ledger.write(move |write| Ok::<_, Failed>(write.begin_print(number, false)?))).unwrap()
}

fn job(ledger: &Ledger, number: PrintNumber) -> PrintJob {
    let job = now(ledger.read(move |read| read.print_job(number)));
    job.unwrap().unwrap()
}

fn next(ledger: &Ledger, way: &'static str) -> Option<PrintNumber> {
    let next = now(ledger.read(move |read| read.next_print_job(way))).unwrap();
    next.map(|job| job.number)
}

#[test]
fn papers_come_out_in_their_order_each_by_its_way() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let (one, two) = (owe(&ledger, "a", "printer"), owe(&ledger, "b", "printer"));
    let other = owe(&ledger, "c", "other");
    assert_eq!(next(&ledger, "printer"), Some(one));
    assert_eq!(next(&ledger, "other"), Some(other));
    assert!(begin(&ledger, one).is_some());
    assert_eq!(begin(&ledger, one), None, "it is being sent already");
    assert_eq!(next(&ledger, "printer"), Some(two));
    now(ledger.write(move |write| {
        write.settle_print(one, PrintStanding::Done, None, NOW)?;
        // What is done stays done.
        write.release_print(one, "other", NOW)?;
        write.settle_print(one, PrintStanding::GivenUp, None, NOW)?;
        write.settle_print(two, PrintStanding::Held, Some("old"), NOW)?;
        Ok::<_, Failed>(())
    }))
    .unwrap();
    assert_eq!(job(&ledger, one).standing, PrintStanding::Done);
    assert_eq!(next(&ledger, "printer"), None);
    let counts = now(ledger.read(|read| read.print_jobs_count())).unwrap();
    assert_eq!(counts, (2, 1));
    now(ledger.write(move |write| {
        write.release_print(two, "other", NOW.plus_ms(5))?;
        Ok::<_, Failed>(())
    }))
    .unwrap();
    let released = job(&ledger, two);
    assert_eq!(released.owed_at, NOW.plus_ms(5));
    assert_eq!(released.asked_at, NOW);
    assert_eq!(next(&ledger, "other"), Some(two));
}

#[test]
fn what_may_be_on_paper_is_owed_again_as_a_copy() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let [unsent, sent, cut_off] = ["a", "b", "c"].map(|about| owe(&ledger, about, "printer"));
    for number in [unsent, sent, cut_off] {
        begin(&ledger, number).unwrap();
    }
    now(ledger.write(move |write| {
        write.owe_print_again(unsent, false, Some("no-connection"), NOW.plus_ms(2_000))?;
        write.owe_print_again(sent, true, Some("stalled"), NOW.plus_ms(2_000))?;
        Ok::<_, Failed>(())
    }))
    .unwrap();
    drop(ledger);
    let ledger = shop.inline();
    let recovered =
        now(ledger.write(|write| Ok::<_, Failed>(write.recover_print_jobs("interrupted")?)));
    assert_eq!(recovered.unwrap(), 1);
    for (number, is_copy, trouble) in [
        (unsent, false, "no-connection"),
        (sent, true, "stalled"),
        (cut_off, true, "interrupted"),
    ] {
        let job = job(&ledger, number);
        assert_eq!((job.copy, job.kicks), (is_copy, !is_copy), "{trouble}");
        assert_eq!(job.standing, PrintStanding::Owed);
        assert_eq!(job.trouble.as_deref(), Some(trouble));
    }
}

#[test]
fn after_the_ledger_went_back_in_time_nothing_prints_by_itself() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let [owed, printing, done] = ["a", "b", "c"].map(|about| owe(&ledger, about, "printer"));
    begin(&ledger, printing).unwrap();
    let anchor = Anchor {
        head: Head {
            seq: 1_000,
            hash: [9; 32],
        },
        kept_by: AnchorKeeper::SecretStore,
        close: None,
    };
    now(ledger.write(move |write| {
        write.settle_print(done, PrintStanding::Done, None, NOW)?;
        write.heed_anchors(&[anchor], TILL, NOW)?;
        Ok::<_, Failed>(())
    }))
    .unwrap();
    for (number, standing, is_copy) in [
        (owed, PrintStanding::Held, true),
        (printing, PrintStanding::Held, true),
        (done, PrintStanding::Done, false),
    ] {
        let job = job(&ledger, number);
        assert_eq!((job.standing, job.copy), (standing, is_copy));
    }
    assert_eq!(next(&ledger, "printer"), None);
    // What was printed after the copy was made is known to nobody.
    let forgotten = now(ledger.read(|read| read.prints_forgotten_until()));
    assert_eq!(forgotten.unwrap(), Some(NOW));
}

#[test]
fn what_ended_long_ago_is_forgotten_and_what_waits_is_not() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let [old, waits, last, newest] =
        ["a", "b", "c", "d"].map(|about| owe(&ledger, about, "printer"));
    let pruned = now(ledger.write(move |write| {
        for (number, at) in [
            (old, NOW),
            (last, NOW.plus_ms(10)),
            (newest, NOW.plus_ms(10)),
        ] {
            write.settle_print(number, PrintStanding::Done, None, at)?;
        }
        let by_time = write.prune_print_jobs(NOW.plus_ms(5), 100)?;
        let by_number = write.prune_print_jobs(NOW, 1)?;
        Ok::<_, Failed>((by_time, by_number))
    }));
    assert_eq!(pruned.unwrap(), (1, 1));
    let left = [old, waits, last, newest].map(|number| {
        now(ledger.read(move |read| read.print_job(number)))
            .unwrap()
            .is_some()
    });
    assert_eq!(left, [false, true, false, true]);
    // All four were asked for at one moment.
    let forgotten = now(ledger.read(|read| read.prints_forgotten_until()));
    assert_eq!(forgotten.unwrap(), Some(NOW));
}
