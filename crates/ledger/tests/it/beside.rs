//! Money besides sales, as exports read it.

use crate::shop::{CASHIER, NOW, Shop, key, notice, now, payment_id, pesos};
use domain::{
    Actor, AskedOthers, Balance, Deductions, Details, Money, NoticeNumber, SettledAs, Settlement,
    ShiftEvent, ShiftNumber, StrayEvent, StrayId, TillEvent, UnixMs, Word,
};
use ledger::{Beside, BesideLine, COUNTED_PAGE_MAX, Ledger, LedgerError, Span};

const DAY_MS: i64 = 24 * 3_600_000;

/// All lines of a span, page by page.
fn lines(ledger: &Ledger, from: UnixMs, to: UnixMs) -> Vec<BesideLine> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let span = Span { from, to };
        let page = now(ledger.read(move |read| read.beside_page(span, after, i64::MAX)));
        let (lines, next): (Vec<BesideLine>, Option<i64>) = Result::<_, LedgerError>::unwrap(page);
        all.extend(lines);
        match next {
            Some(next) => after = next,
            None => return all,
        }
    }
}

fn heard(number: i64, amount: Option<Money>, word: Option<Word>) -> StrayEvent {
    StrayEvent::Heard {
        notice: NoticeNumber(number),
        amount,
        word,
        proposes: None,
        deductions: Deductions::default(),
        details: Details::default(),
        under: None,
        arrived_at: None,
    }
}

fn settled() -> StrayEvent {
    StrayEvent::Settled {
        settlement: Settlement {
            how: SettledAs::NotASale,
            reason: "es del alquiler".to_owned(),
            covers: None,
        },
        asked: AskedOthers::Nobody,
    }
}

/// Each amount of money without a sale, in the order of the journal.
fn without_sale(events: Vec<StrayEvent>) -> Vec<Option<Balance>> {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(move |write| {
        write.hear(notice(b"stray"))?;
        for event in events {
            let id = StrayId::Transaction(key("S1"));
            write.record_stray(&Actor::Till, NOW, &id, &[event])?;
        }
        Ok::<_, LedgerError>(())
    }))
    .unwrap();
    let all = lines(&ledger, NOW, NOW.plus_ms(1)).into_iter();
    all.map(|line| match line.what {
        Beside::WithoutSale { amount, .. } => amount,
        Beside::Drawer { .. } | Beside::Difference { .. } => panic!("no shift was opened"),
    })
    .collect()
}

/// A peso that a manager took for nobody's and that has a payment later is in one
/// row that counts.
#[test]
fn what_a_notice_contradicts_is_taken_back() {
    let (ten, twelve) = (Balance::of(pesos(10)), Balance::of(pesos(12)));
    let approved = |amount| heard(1, Some(pesos(amount)), Some(Word::Approved));
    let told = without_sale(vec![
        approved(10),
        settled(),
        // Another amount puts it back in the tray.
        approved(12),
        settled(),
        StrayEvent::Contradicted {
            payment: payment_id(1),
        },
        // The payment has the money, whatever is said of the contradiction.
        settled(),
    ]);
    assert_eq!(
        told,
        [
            Some(ten),
            Some(ten.negated()),
            Some(twelve),
            Some(twelve.negated())
        ]
    );
}

#[test]
fn only_what_was_approved_by_then_has_an_amount() {
    let rejected = heard(
        1,
        Some(pesos(500)),
        Some(Word::Other("RECHAZADO".to_owned())),
    );
    assert_eq!(without_sale(vec![rejected, settled()]), [None]);
    let untold = heard(1, None, None);
    assert_eq!(without_sale(vec![untold, settled()]), [None]);
}

/// What a wrong clock dated years ago belongs to the day on which it happened, as
/// the sales beside it do.
#[test]
fn its_time_is_corrected_where_the_clock_was_wrong() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let wrong = NOW.plus_ms(-700 * DAY_MS);
    now(ledger.write(move |write| {
        let opened = ShiftEvent::Opened {
            person: None,
            float: pesos(100),
            accepted: Vec::new(),
            refused: Vec::new(),
        };
        let number = ShiftNumber(1);
        write.record_shift(&CASHIER, wrong, number, &[opened])?;
        let out = ShiftEvent::CashOut {
            amount: pesos(20),
            reason: "Flete".to_owned(),
        };
        write.record_shift(&CASHIER, wrong, number, &[out])?;
        let moved = TillEvent::ClockMoved {
            by_ms: 700 * DAY_MS,
            slept_ms: 0,
            doubtful_from: Some(1),
        };
        write.record_till(&Actor::Till, NOW, &[moved])
    }))
    .unwrap();
    assert_eq!(lines(&ledger, wrong, wrong.plus_ms(DAY_MS)), []);
    let today = lines(&ledger, NOW, NOW.plus_ms(DAY_MS));
    assert_eq!((today.len(), today[0].at), (1, NOW));
    let drawer = Beside::Drawer {
        shift: ShiftNumber(1),
        amount: Balance::of(pesos(20)).negated(),
        reason: "Flete".to_owned(),
    };
    assert_eq!(today[0].what, drawer);
}

#[test]
fn more_lines_than_a_page_holds_are_read_once_each() {
    const LINES: u32 = 2 * COUNTED_PAGE_MAX + 1;
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        let opened = ShiftEvent::Opened {
            person: None,
            float: pesos(100),
            accepted: Vec::new(),
            refused: Vec::new(),
        };
        let moves = (1..=LINES).map(|number| ShiftEvent::CashIn {
            amount: pesos(i64::from(number)),
            reason: "Cambio".to_owned(),
        });
        let events: Vec<_> = std::iter::once(opened).chain(moves).collect();
        write.record_shift(&CASHIER, NOW, ShiftNumber(1), &events)
    }))
    .unwrap();
    let read: Vec<_> = lines(&ledger, NOW, NOW.plus_ms(1))
        .into_iter()
        .map(|line| match line.what {
            Beside::Drawer { amount, .. } => amount,
            Beside::Difference { .. } | Beside::WithoutSale { .. } => panic!("only cash went in"),
        })
        .collect();
    let written: Vec<_> = (1..=LINES)
        .map(|number| Balance::of(pesos(i64::from(number))))
        .collect();
    assert_eq!(read, written);
}
