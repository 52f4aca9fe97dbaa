//! The list of the sales of a span, page by page.

use crate::shop::{
    CASHIER, Failed, NOW, Shop, TILL, approve, now, payment_id, pesos, put, sale_id, take, take_for,
};
use domain::{Command, Method, PaymentRequest, PaymentState, SaleEvent, Ticket, UnixMs};
use ledger::{COUNTED_MAX, Ledger, SalesFilter, Span, Write};

const DAY_MS: i64 = 24 * 3_600_000;

/// A moment of a day.
fn at(day: i64, nth: i64) -> UnixMs {
    NOW.plus_ms(day * DAY_MS + nth * 1_000)
}

fn span(from: i64, to: i64) -> Span {
    Span {
        from: at(from, 0),
        to: at(to, 0),
    }
}

fn open(write: &mut Write<'_>, number: u64, at: UnixMs, concept: &str) -> Result<(), Failed> {
    let ticket = Ticket {
        till: TILL,
        number: write.next_ticket(TILL)?,
    };
    let opened = SaleEvent::Opened {
        ticket,
        total: pesos(1_500),
        concept: Some(concept.to_owned()),
    };
    write.record_sale(&CASHIER, at, sale_id(number), &[opened])?;
    Ok(())
}

fn pay(write: &mut Write<'_>, number: u64, at: UnixMs) -> Result<(), Failed> {
    let (payment, handed) = (payment_id(number), pesos(1_500));
    let charge = Command::Charge {
        payment,
        request: PaymentRequest::of(Method::Cash, handed),
        deadline: at.plus_ms(1_000),
    };
    put(write, sale_id(number), &charge, at)?;
    let count = Command::CountCash { payment, handed };
    put(write, sale_id(number), &count, at)?;
    Ok(())
}

/// All tickets of the list, by pages of `limit`.
fn tickets(ledger: &Ledger, span: Span, filter: &SalesFilter, limit: u32) -> Vec<u32> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let asked = filter.clone();
        let page = now(ledger.read(move |read| read.sales_page(span, &asked, after, limit)));
        let page = page.unwrap();
        assert!(page.sales.len() <= usize::try_from(limit).unwrap());
        all.extend(page.sales.iter().map(|sale| sale.ticket.number));
        after = page.next;
        if after.is_none() {
            let expected = u32::try_from(all.len()).unwrap().min(COUNTED_MAX);
            assert_eq!(count(ledger, span, filter), expected, "{filter:?}");
            return all;
        }
    }
}

/// How many sales the list says that it has.
fn count(ledger: &Ledger, span: Span, filter: &SalesFilter) -> u32 {
    let asked = filter.clone();
    now(ledger.read(move |read| read.sales_count(span, &asked))).unwrap()
}

fn text(text: &str) -> SalesFilter {
    SalesFilter {
        text: Some(text.to_owned()),
        ..SalesFilter::default()
    }
}

#[test]
fn older_sales_whose_money_counted_come_after_those_that_were_opened() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        for number in 1..=6_u64 {
            let day = i64::try_from(number).unwrap();
            open(write, number, at(day, 0), "cesto")?;
        }
        // Of the first day, paid on the fourth; the third is paid at once.
        pay(write, 3, at(3, 5))?;
        pay(write, 1, at(4, 5))
    }))
    .unwrap();
    let all = SalesFilter::default();
    for limit in [1, 2, 100] {
        assert_eq!(tickets(&ledger, span(4, 6), &all, limit), [5, 4, 1]);
        assert_eq!(tickets(&ledger, span(4, 6), &text("ces"), limit), [5, 4, 1]);
        assert_eq!(tickets(&ledger, span(2, 5), &all, limit), [4, 3, 2, 1]);
        assert_eq!(tickets(&ledger, span(6, 9), &all, limit), [6]);
    }
    let paid = SalesFilter {
        state: Some(PaymentState::Approved),
        ..text("cesto")
    };
    assert_eq!(tickets(&ledger, span(2, 7), &paid, 1), [3, 1]);
    assert_eq!(tickets(&ledger, span(4, 6), &text("otro"), 100), [0; 0]);
}

/// A word of so many sales is looked for part by part, from the span's end.
#[test]
fn a_word_of_many_sales_is_found_in_every_part_of_a_span() {
    const SALES: i64 = 2_400;
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        for nth in 0..SALES {
            // Four a day, for 600 days; every other one has the word.
            let word = if nth % 2 == 0 { "café" } else { "té" };
            let number = u64::try_from(nth).unwrap() + 1;
            open(write, number, at(nth / 4, nth % 4), word)?;
        }
        Ok::<(), Failed>(())
    }))
    .unwrap();
    let days = |from: u32, to: u32| -> Vec<u32> {
        let sales = from * 4..to * 4;
        let with_word = sales.filter(|nth| nth % 2 == 0);
        with_word.rev().map(|nth| nth + 1).collect()
    };
    let cafe = text("cafe");
    assert_eq!(tickets(&ledger, span(0, 600), &cafe, 100), days(0, 600));
    assert_eq!(count(&ledger, span(0, 600), &cafe), COUNTED_MAX);
    assert_eq!(
        count(&ledger, span(0, 600), &SalesFilter::default()),
        COUNTED_MAX
    );
    assert_eq!(tickets(&ledger, span(40, 250), &cafe, 7), days(40, 250));
    assert_eq!(tickets(&ledger, span(299, 300), &cafe, 1), days(299, 300));
}

#[test]
fn a_sale_is_found_by_its_ticket_in_each_form() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        for number in 1..=43 {
            // Two sales of which a word is another's ticket.
            let concept = ["mesa 42", "42"].get(usize::try_from(number).unwrap() - 1);
            take_for(write, number, at(1, 0), concept.copied())?;
        }
        Ok::<(), Failed>(())
    }))
    .unwrap();
    let day = span(1, 2);
    for ticket in ["C1-000042", "c1-42", " C1-42 "] {
        assert_eq!(tickets(&ledger, day, &text(ticket), 1), [42], "{ticket}");
    }
    assert_eq!(tickets(&ledger, day, &text("000042"), 1), [42]);
    for limit in [1, 2, 100] {
        assert_eq!(tickets(&ledger, day, &text("42"), limit), [42, 2, 1]);
    }
    // Another till's, a number that no sale has, and the beginning of some.
    for none in ["C2-000042", "C1-000044", "C1-", "C1", "000"] {
        assert_eq!(tickets(&ledger, day, &text(none), 100), [0; 0], "{none}");
    }
    assert_eq!(tickets(&ledger, span(2, 3), &text("C1-000042"), 1), [0; 0]);
}

#[test]
fn a_sale_is_found_by_the_references_of_its_payments() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        for number in 1..=20 {
            take(write, number, at(0, 0))?;
            approve(write, number, format!("body {number}").as_bytes())?;
        }
        // Not paid: it has our reference alone.
        take_for(write, 21, at(0, 0), Some("t17 y t1"))
    }))
    .unwrap();
    let day = span(0, 1);
    let ours = payment_id(21).reference().to_string();
    assert_eq!(tickets(&ledger, day, &text(&ours), 10), [21]);
    let small = text(&format!(" {} ", ours.to_lowercase()));
    assert_eq!(tickets(&ledger, day, &small, 10), [21]);
    assert_eq!(tickets(&ledger, day, &text(&ours[..24]), 10), [0; 0]);
    // The provider's are `T1` to `T20`, and one concept has such words.
    assert_eq!(tickets(&ledger, day, &text("T8"), 10), [8]);
    assert_eq!(tickets(&ledger, day, &text("t18"), 10), [18]);
    assert_eq!(tickets(&ledger, day, &text("T17"), 10), [21, 17]);
    for limit in [1, 2, 3, 100] {
        let found = tickets(&ledger, day, &text("t1"), limit);
        let beginning = (10..=19).rev();
        let expected: Vec<u32> = [21].into_iter().chain(beginning).chain([1]).collect();
        assert_eq!(found, expected);
    }
    let paid = SalesFilter {
        state: Some(PaymentState::Approved),
        ..text("t17")
    };
    assert_eq!(tickets(&ledger, day, &paid, 1), [17]);
    for none in ["T21", "%", "_1", "1T"] {
        assert_eq!(tickets(&ledger, day, &text(none), 100), [0; 0], "{none}");
    }
}

/// Money that counts on a later day: the sale is found there by each name too.
#[test]
fn an_older_sale_is_found_by_any_name_where_its_money_counted() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take_for(write, 1, at(-2, 0), Some("cesto"))?;
        take_for(write, 2, at(0, 0), Some("otro"))?;
        take(write, 3, at(0, 1))?;
        approve(write, 1, b"late")
    }))
    .unwrap();
    let ours = payment_id(1).reference().to_string();
    for name in ["1", "C1-000001", "T1", "cesto", ours.as_str()] {
        assert_eq!(tickets(&ledger, span(0, 1), &text(name), 1), [1], "{name}");
    }
    assert_eq!(tickets(&ledger, span(0, 1), &text("2"), 1), [2]);
    assert_eq!(tickets(&ledger, span(1, 2), &text("1"), 1), [0; 0]);
}

/// A beginning that nearly all references have finds nothing; a whole reference
/// does.
#[test]
fn a_beginning_that_too_many_references_have_is_none() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, at(0, 0))?;
        approve(write, 1, b"paid")
    }))
    .unwrap();
    let hand = shop.hand();
    let many = |count: u32| {
        hand.execute(
            "WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < ?1) \
             INSERT OR IGNORE INTO transactions (provider, merchant, reference, payment, sale) \
             SELECT provider, merchant, 'T1' || printf('%06d', n), payment, sale \
             FROM transactions CROSS JOIN n WHERE reference = 'T1'",
            [count],
        )
        .unwrap();
    };
    many(5_000);
    assert_eq!(tickets(&ledger, span(0, 1), &text("T"), 1), [1]);
    many(5_001);
    assert_eq!(tickets(&ledger, span(0, 1), &text("T"), 1), [0; 0]);
    assert_eq!(tickets(&ledger, span(0, 1), &text("t1"), 1), [1]);
    assert_eq!(tickets(&ledger, span(0, 1), &text("T100000"), 1), [1]);
}

#[test]
fn only_sales_with_a_concept_have_words() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, at(0, 0))?;
        approve(write, 1, b"paid")?;
        take_for(write, 2, at(0, 1), Some("Café, mesa 4"))?;
        approve(write, 2, b"paid too")
    }))
    .unwrap();
    let words = || {
        let hand = shop.hand();
        let mut statement = hand.prepare("SELECT words FROM sale_words").unwrap();
        let words = statement.query_map([], |row| row.get(0)).unwrap();
        words.map(Result::unwrap).collect::<Vec<String>>()
    };
    assert_eq!(words(), ["Café, mesa 4"]);
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(words(), ["Café, mesa 4"]);
    assert_eq!(tickets(&ledger, span(0, 1), &text("cafe 4"), 1), [2]);
}
