//! The list of the sales of a span, page by page.

use crate::shop::{CASHIER, Failed, NOW, Shop, TILL, now, payment_id, pesos, put, sale_id};
use domain::{Command, Method, PaymentRequest, PaymentState, SaleEvent, Ticket, UnixMs};
use ledger::{Ledger, SalesFilter, Span, Write};

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
            return all;
        }
    }
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
    const SALES: i64 = 1_200;
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        for nth in 0..SALES {
            // Four a day, for most of a year; every other one has the word.
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
    assert_eq!(tickets(&ledger, span(0, 300), &cafe, 100), days(0, 300));
    assert_eq!(tickets(&ledger, span(40, 250), &cafe, 7), days(40, 250));
    assert_eq!(tickets(&ledger, span(299, 300), &cafe, 1), days(299, 300));
}
