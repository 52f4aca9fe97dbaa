//! Shifts and closes of the day, whatever the clock says and whenever the
//! process dies: every peso is in exactly one close, and every movement of cash
//! in at most one count. No provider is needed.

mod killed;
mod meanwhile;

use domain::{
    Actor, Balance, ClockReading, Close, CloseNumber, Day, Figures, Sale, Shift, ShiftRefusal,
    TakingKind, Tender, UnixMs,
};
use ledger::{Ledger, Opening, Seal, Span, SpanTotals};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::ports::MachineChance;
use testkit::shop::{checkout, pesos_of};
use till::day::{Counted, OpenShift};
use till::pay::cash::ChargeCash;
use till::ports::Clock;
use till::settings::Settings;
use till::{Ports, Till, TillError};

const BY: Actor = Actor::Counter;

/// A clock that shows what the test sets.
struct SetClock(AtomicI64);

impl SetClock {
    fn set(&self, to: &str) {
        let at: jiff::Timestamp = to.parse().unwrap();
        self.0.store(at.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn read(&self) -> ClockReading {
        let now = self.0.load(Ordering::SeqCst);
        ClockReading {
            wall: UnixMs(now),
            monotonic_ms: now,
            boot_ms: now,
        }
    }
}

/// A till that sells for cash.
struct Counter {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    settings: Settings,
    till: Till,
}

fn till_in(folder: &Path, settings: &Settings, clock: &Arc<SetClock>) -> Till {
    let opening = Opening {
        path: folder.join("ledger.sqlite3"),
        seal: Seal::from_bytes([7; 32]),
        now: clock.now(),
    };
    let ports = Ports::to_nobody(clock.clone(), Arc::new(MachineChance));
    Till::new(Ledger::open(opening).unwrap(), settings.clone(), ports)
}

impl Counter {
    fn open_at(at: &str, settings: Settings) -> Counter {
        let folder = tempfile::tempdir().unwrap();
        Counter::in_folder(folder, at, settings)
    }

    fn in_folder(folder: tempfile::TempDir, at: &str, settings: Settings) -> Counter {
        let clock = Arc::new(SetClock(AtomicI64::new(0)));
        clock.set(at);
        let till = till_in(folder.path(), &settings, &clock);
        Counter {
            folder,
            clock,
            settings,
            till,
        }
    }

    /// Opens the till anew, with other settings.
    fn start_again(self, settings: Settings) -> Counter {
        let Counter {
            folder,
            clock,
            till,
            ..
        } = self;
        drop(till);
        let till = till_in(folder.path(), &settings, &clock);
        Counter {
            folder,
            clock,
            settings,
            till,
        }
    }

    async fn cash_at(&self, at: &str, pesos: &str) -> Sale {
        self.clock.set(at);
        self.cash(pesos).await
    }

    async fn cash(&self, pesos: &str) -> Sale {
        let charge = ChargeCash {
            checkout: checkout(),
            amount: pesos_of(pesos),
            handed: None,
        };
        self.till.take_cash_payment(charge, BY).await.unwrap()
    }

    async fn opens_shift(&self, float: &str) -> Shift {
        let open = OpenShift {
            float: pesos_of(float),
            accepted: Vec::new(),
        };
        self.till.open_shift(open, BY).await.unwrap()
    }

    /// Counts this much cash, and answers what should have been there and the
    /// difference, in centavos.
    async fn counts(&self, pesos: &str) -> (i64, i64) {
        let counted = Counted {
            tender: Tender::Cash,
            counted: pesos_of(pesos),
            pieces: Vec::new(),
        };
        let shift = self.till.count_shift(vec![counted], None, BY).await;
        let ending = shift.unwrap().ending.unwrap();
        let count = &ending.counts.unwrap()[0];
        (count.expected.centavos(), count.difference().centavos())
    }

    async fn closes(&self) -> Close {
        close(&self.till).await
    }

    async fn of_day(&self, day: &str) -> SpanTotals {
        let day: Day = day.parse().unwrap();
        let (from, to) = self.till.business_days().span_of(day);
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(read.span_totals(Span { from, to })?));
        read.await.unwrap()
    }

    async fn cash_of_day(&self, day: &str) -> i64 {
        cash(&self.of_day(day).await.takings)
    }

    async fn every_peso_is_in_one_close(&self) -> u32 {
        every_peso_is_in_one_close(&self.till).await
    }

    fn verify(&self) {
        let path = self.folder.path().join("ledger.sqlite3");
        let report = ledger::verify(&path, &[Seal::from_bytes([7; 32])]).unwrap();
        assert!(report.is_clean(), "{report:#?}");
    }
}

/// Checks that the closes follow one another without a gap, and that they
/// and the open day together have every peso exactly once. Answers how many
/// closes there are.
async fn every_peso_is_in_one_close(till: &Till) -> u32 {
    let read = till.ledger().read(|read| {
        let closes = read.closes()?;
        let made = (1..=closes.last().0)
            .map(|number| Ok(read.close(CloseNumber(number))?.unwrap()))
            .collect::<Result<Vec<_>, TillError>>()?;
        let head = read.head()?.seq;
        let open = read.figures(closes.last_seq(), head)?;
        Ok::<_, TillError>((made, open, read.figures(0, head)?))
    });
    let (made, open, whole) = read.await.unwrap();
    let mut covered_to = 0;
    let mut parts: Vec<&Figures> = Vec::new();
    for close in &made {
        assert_eq!(close.after_seq, covered_to, "close {}", close.number.0);
        assert!(close.seq > covered_to);
        covered_to = close.seq;
        parts.push(&close.figures);
    }
    parts.push(&open);
    for kind in TakingKind::ALL {
        let sum: Balance = parts.iter().map(|part| part.sum(kind)).sum();
        assert_eq!(sum, whole.sum(kind), "{kind:?}");
    }
    u32::try_from(made.len()).unwrap()
}

async fn close(till: &Till) -> Close {
    let (number, _) = till.partial().await.unwrap();
    till.close_day(number, BY).await.unwrap()
}

fn cash(takings: &[domain::close::TakingSum]) -> i64 {
    let cash = takings
        .iter()
        .filter(|sum| sum.tender == Tender::Cash && sum.kind == TakingKind::Received);
    cash.map(|sum| sum.amount.centavos()).sum()
}

fn of_close(close: &Close) -> i64 {
    cash(&close.figures.takings)
}

fn kiosk() -> Settings {
    let mut settings = Settings::default();
    "04:00".clone_into(&mut settings.day.begins_at);
    settings
}

/// T4: a kiosk that sells from 20:00 to 04:00 has one shift, one close, and one
/// business day.
#[tokio::test]
async fn a_night_at_a_kiosk_is_one_day_one_shift_and_one_close() {
    let kiosk = Counter::open_at("2026-11-21T20:00:00-03:00", kiosk());
    kiosk.opens_shift("1000").await;
    kiosk.cash("100").await;
    kiosk.cash_at("2026-11-21T23:59:59-03:00", "20").await;
    kiosk.cash_at("2026-11-22T00:00:01-03:00", "3").await;
    kiosk.cash_at("2026-11-22T03:59:59-03:00", "0.40").await;
    assert_eq!(kiosk.counts("1123.40").await, (112_340, 0));
    let close = kiosk.closes().await;
    assert_eq!(of_close(&close), 12_340);
    assert_eq!(close.figures.shifts.lines.len(), 1);
    assert_eq!(close.figures.uncounted_sum, Balance::ZERO);
    assert_eq!(kiosk.cash_of_day("2026-11-21").await, 12_340);
    // The next business day begins at 04:00.
    kiosk.cash_at("2026-11-22T04:00:00-03:00", "5").await;
    assert_eq!(kiosk.cash_of_day("2026-11-21").await, 12_340);
    assert_eq!(kiosk.cash_of_day("2026-11-22").await, 500);
    assert_eq!(kiosk.every_peso_is_in_one_close().await, 1);
    kiosk.verify();
}

/// T4: two shifts on one day do not count each other's cash.
#[tokio::test]
async fn two_shifts_on_one_day_do_not_count_each_others_cash() {
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
    // Before any shift: no count has it.
    shop.cash("7").await;
    shop.opens_shift("1000").await;
    shop.cash("100").await;
    assert_eq!(shop.counts("1100").await, (110_000, 0));
    // Between the shifts.
    shop.cash("11").await;
    shop.opens_shift("1000").await;
    shop.cash("200").await;
    assert_eq!(shop.counts("1199").await, (120_000, -100));
    let close = shop.closes().await;
    assert_eq!(of_close(&close), 31_800);
    let shifts = close.figures.shifts.lines.iter();
    let differences: Vec<_> = shifts.map(|it| it.difference.centavos()).collect();
    assert_eq!(differences, [0, -100]);
    assert_eq!(close.figures.uncounted_sum.centavos(), 1_800);
    assert_eq!(shop.every_peso_is_in_one_close().await, 1);
    shop.verify();
}

/// T4: a close that was begun at 23:59:59 takes in what was committed before
/// it, whatever the clock said then, and nothing after it.
#[tokio::test]
async fn a_close_around_midnight_goes_by_the_journal_and_not_by_the_clock() {
    let shop = Counter::open_at("2026-11-21T23:00:00-03:00", Settings::default());
    shop.cash("1").await;
    shop.cash_at("2026-11-22T00:00:01-03:00", "20").await;
    shop.clock.set("2026-11-21T23:59:59.999-03:00");
    let close = shop.closes().await;
    assert_eq!(of_close(&close), 2_100);
    shop.cash("300").await;
    shop.cash_at("2026-11-22T00:00:02-03:00", "4000").await;
    let next = shop.closes().await;
    assert_eq!(of_close(&next), 430_000);
    // The days are by the clock: what came before midnight is the 21st's.
    assert_eq!(shop.cash_of_day("2026-11-21").await, 30_100);
    assert_eq!(shop.cash_of_day("2026-11-22").await, 402_000);
    assert_eq!(shop.every_peso_is_in_one_close().await, 2);
    shop.verify();
}

/// T4: a shift that is left open for three days blocks nothing, and the next
/// opening ends it as not counted, by name.
#[tokio::test]
async fn a_shift_open_for_three_days_is_told_and_ends_without_a_count() {
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
    let forgotten = shop.opens_shift("1000").await;
    shop.cash("100").await;
    let first = shop.closes().await;
    assert_eq!(first.figures.uncounted_sum.centavos(), 10_000);
    shop.cash_at("2026-11-22T09:00:00-03:00", "200").await;
    let max_ms = shop.till.shift_max_ms();
    assert!(!forgotten.is_forgotten(shop.till.now(), max_ms));
    shop.cash_at("2026-11-24T09:00:00-03:00", "400").await;
    assert!(forgotten.is_forgotten(shop.till.now(), max_ms));
    let next = shop.opens_shift("0").await;
    assert_eq!(next.number.0, forgotten.number.0 + 1);
    shop.cash("8").await;
    // The forgotten shift's cash is not in the next one's count.
    assert_eq!(shop.counts("8").await, (800, 0));
    let second = shop.closes().await;
    assert_eq!(of_close(&second), 60_800);
    let uncounted = &second.figures.uncounted.lines;
    assert_eq!(uncounted.len(), 1, "{uncounted:?}");
    assert_eq!(uncounted[0].shift, Some(forgotten.number));
    assert_eq!(uncounted[0].amount.centavos(), 60_000);
    assert_eq!(shop.every_peso_is_in_one_close().await, 2);
    shop.verify();
}

/// T4: the time zone is changed in the settings while a shift is open. Shift
/// and close go by the journal; the days are those of the zone in force.
#[tokio::test]
async fn another_time_zone_between_opening_and_closing_moves_no_money() {
    let shop = Counter::open_at("2026-11-21T21:30:00-03:00", Settings::default());
    shop.opens_shift("1000").await;
    shop.cash("100").await;
    assert_eq!(shop.cash_of_day("2026-11-21").await, 10_000);
    let settings = Settings {
        time_zone: "UTC".to_owned(),
        ..shop.settings.clone()
    };
    let shop = shop.start_again(settings);
    shop.cash("200").await;
    assert_eq!(shop.counts("1300").await, (130_000, 0));
    assert_eq!(of_close(&shop.closes().await), 30_000);
    assert_eq!(shop.cash_of_day("2026-11-21").await, 0);
    assert_eq!(shop.cash_of_day("2026-11-22").await, 30_000);
    assert_eq!(shop.every_peso_is_in_one_close().await, 1);
    shop.verify();
}

/// T4: an end before its start cannot be, although the clock was set back
/// while the shift was open.
#[tokio::test]
async fn a_shift_does_not_end_before_it_begins() {
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
    let opened = shop.opens_shift("1000").await;
    shop.clock.set("2026-11-20T09:00:00-03:00");
    shop.cash("5").await;
    assert_eq!(shop.counts("1005").await, (100_500, 0));
    let read = shop.till.ledger().read(|read| {
        let rows = read.shifts_between(0, read.head()?.seq)?;
        Ok::<_, TillError>((read.last_shift()?.unwrap(), rows))
    });
    let (shift, rows) = read.await.unwrap();
    assert_eq!(shift.ending.unwrap().at, opened.opened_at);
    assert_eq!(rows[0].ended_at, Some(opened.opened_at));
    shop.verify();
}

/// A count without the drawer is no count: the shift goes on.
#[tokio::test]
async fn a_shift_does_not_end_by_a_count_without_cash() {
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
    shop.opens_shift("1000").await;
    shop.cash("5").await;
    let card = Counted {
        tender: Tender::Card,
        counted: pesos_of("1"),
        pieces: Vec::new(),
    };
    for counted in [Vec::new(), vec![card]] {
        let refused = shop.till.count_shift(counted, None, BY).await;
        assert!(
            matches!(refused, Err(TillError::Shift(ShiftRefusal::CountUnfit))),
            "{refused:?}"
        );
    }
    assert_eq!(shop.counts("1005").await, (100_500, 0));
}

/// The clock is set back by a day between two closes.
#[tokio::test]
async fn a_clock_set_back_puts_no_peso_into_two_closes() {
    let shop = Counter::open_at("2026-11-21T12:00:00-03:00", Settings::default());
    shop.cash("100").await;
    let first = shop.closes().await;
    shop.cash_at("2026-11-20T12:00:00-03:00", "20").await;
    let second = shop.closes().await;
    assert!(second.at < first.at);
    assert_eq!((of_close(&first), of_close(&second)), (10_000, 2_000));
    shop.cash_at("2026-11-21T12:00:01-03:00", "3").await;
    assert_eq!(of_close(&shop.closes().await), 300);
    assert_eq!(shop.every_peso_is_in_one_close().await, 3);
    shop.verify();
}

/// T5: money counts on the day on which it came, whatever day its sale began.
/// A day that is asked for again says the same.
#[tokio::test]
async fn money_counts_on_its_own_day_and_a_day_asked_twice_is_the_same() {
    let shop = Counter::open_at("2026-11-20T22:00:00-03:00", Settings::default());
    let mut part = checkout();
    part.total = Some(pesos_of("300"));
    let charge = |checkout, pesos| ChargeCash {
        checkout,
        amount: pesos_of(pesos),
        handed: None,
    };
    let sale = shop.till.take_cash_payment(charge(part, "100"), BY).await;
    let sale = sale.unwrap();
    let first = shop.closes().await;
    let before = shop.of_day("2026-11-20").await;
    assert_eq!(cash(&before.takings), 10_000);

    shop.clock.set("2026-11-21T10:00:00-03:00");
    let mut rest = checkout();
    rest.sale = Some(sale.id);
    let paid = shop.till.take_cash_payment(charge(rest, "200"), BY).await;
    assert_eq!(paid.unwrap().covered(), pesos_of("300"));
    assert_eq!(shop.of_day("2026-11-20").await, before);
    assert_eq!(shop.cash_of_day("2026-11-21").await, 20_000);
    let second = shop.closes().await;
    assert_eq!((of_close(&first), of_close(&second)), (10_000, 20_000));
    let adjusted = &second.figures.adjustments.lines;
    assert_eq!(adjusted.len(), 1, "{adjusted:?}");
    assert_eq!(adjusted[0].close, first.number);
    assert_eq!(adjusted[0].amount.centavos(), 20_000);

    let after = shop.of_day("2026-11-21").await;
    shop.cash_at("2026-11-22T10:00:00-03:00", "7").await;
    for _ in 0..2 {
        assert_eq!(shop.of_day("2026-11-20").await, before);
        assert_eq!(shop.of_day("2026-11-21").await, after);
    }
    assert_eq!(shop.every_peso_is_in_one_close().await, 2);
}

/// M1: cash is rounded down by a setting, in the customer's favour. The count
/// is right to the centavo, and the close has a line for what never came.
#[tokio::test]
async fn rounded_cash_has_a_line_of_its_own_and_is_in_no_total() {
    let mut settings = Settings::default();
    settings.day.cash_rounding_centavos = 100;
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", settings);
    shop.opens_shift("1000").await;
    let sale = shop.cash("1234.56").await;
    assert_eq!(sale.payments[0].request.charged, pesos_of("1234"));
    assert_eq!(sale.covered(), sale.total);
    assert_eq!(shop.counts("2234").await, (223_400, 0));
    let figures = shop.closes().await.figures;
    assert_eq!(
        figures.amount(Tender::Cash, TakingKind::Received),
        Balance::of(pesos_of("1234"))
    );
    let rounded = figures.takings.iter();
    let rounded: Vec<_> = rounded
        .filter(|sum| sum.kind == TakingKind::Rounded)
        .map(|sum| (sum.tender, sum.count, sum.amount.centavos()))
        .collect();
    assert_eq!(rounded, [(Tender::Cash, 1, 56)]);
    assert_eq!(figures.received(), Balance::of(pesos_of("1234")));
    // Without the setting nothing is rounded.
    let shop = shop.start_again(Settings::default());
    shop.cash("0.56").await;
    let figures = shop.closes().await.figures;
    assert_eq!(figures.received(), Balance::of(pesos_of("0.56")));
    assert_eq!(figures.sum(TakingKind::Rounded), Balance::ZERO);
}

/// M2: sums that floats get wrong are exact, and a difference of nothing has no
/// sign.
#[tokio::test]
async fn a_count_to_the_centavo_has_no_difference() {
    for (sales, counted) in [
        (["0.10", "0.20"], "0.30"),
        (["496.45", "65.86"], "562.31"),
        (["0.07", "0.01"], "0.08"),
    ] {
        let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
        shop.opens_shift("0").await;
        for pesos in sales {
            shop.cash(pesos).await;
        }
        let expected = pesos_of(counted).centavos();
        assert_eq!(shop.counts(counted).await, (expected, 0), "{sales:?}");
        let figures = shop.closes().await.figures;
        let difference = figures.shifts.lines[0].difference;
        assert_eq!(difference, Balance::ZERO);
        assert_eq!(format!("{difference:?}"), "$ 0");
        assert_eq!(format!("{:?}", difference.negated()), "$ 0");
    }
}

/// A close that is asked for again, by two windows or after a lost answer, is
/// the same close.
#[tokio::test]
async fn a_close_asked_for_twice_is_one_close() {
    let shop = Counter::open_at("2026-11-21T09:00:00-03:00", Settings::default());
    shop.cash("100").await;
    let (number, _) = shop.till.partial().await.unwrap();
    let (one, other) = tokio::join!(
        shop.till.close_day(number, BY),
        shop.till.close_day(number, BY)
    );
    let first = one.unwrap();
    assert_eq!(other.unwrap(), first);
    shop.cash("5").await;
    let again = shop.till.close_day(number, BY).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(shop.every_peso_is_in_one_close().await, 1);
    // A screen that shows an older or a later number is refused.
    let next = shop.closes().await;
    assert_eq!(of_close(&next), 500);
    for wrong in [first.number, CloseNumber(4), CloseNumber(0)] {
        let refused = shop.till.close_day(wrong, BY).await;
        assert!(
            matches!(refused, Err(TillError::CloseOfAnother(CloseNumber(3)))),
            "{refused:?}"
        );
    }
    assert_eq!(shop.every_peso_is_in_one_close().await, 2);
    shop.verify();
}

/// Closes are made while sales are paid, from several tasks.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn closes_made_while_money_comes_in_have_every_peso_once() {
    let shop = Counter::open_at("2026-11-21T23:59:59-03:00", Settings::default());
    let shop = Arc::new(shop);
    let sellers = (0..4).map(|_| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            for _ in 0..15 {
                shop.cash("1.10").await;
            }
        })
    });
    let sellers: Vec<_> = sellers.collect();
    let closer = tokio::spawn({
        let shop = Arc::clone(&shop);
        async move {
            let mut made = 0;
            for second in 0..10 {
                // Around midnight, and back again.
                let at = ["2026-11-21T23:59:59-03:00", "2026-11-22T00:00:01-03:00"][second % 2];
                shop.clock.set(at);
                shop.closes().await;
                made += 1;
            }
            made
        }
    });
    for seller in sellers {
        seller.await.unwrap();
    }
    assert_eq!(closer.await.unwrap(), 10);
    assert_eq!(shop.every_peso_is_in_one_close().await, 10);
    let whole = shop.till.ledger().read(|read| {
        let head = read.head()?.seq;
        Ok::<_, TillError>(read.figures(0, head)?.received())
    });
    assert_eq!(whole.await.unwrap().centavos(), 60 * 110);
    shop.verify();
}
