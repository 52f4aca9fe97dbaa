//! The list of a day's sales, a page at a time.

use crate::shop::{CASHIER, Failed, NOW, Shop, TILL, approve, now, pesos, put, sale_id, take};
use domain::{
    Actor, Command, Method, Money, PaymentId, PaymentRequest, PaymentState, PersonId, Role,
    SaleEvent, SaleId, Ticket, UnixMs,
};
use ledger::{Ledger, LedgerError, PageEnd, SalesFilter, SalesPage, Span, Write};

const DAY: Span = Span {
    from: NOW,
    to: NOW.plus_ms(86_400_000),
};

/// A sale paid in cash, by that person.
fn cash(
    write: &mut Write<'_>,
    number: u64,
    (amount, by, at): (Money, &Actor, UnixMs),
) -> Result<(), Failed> {
    let ticket = Ticket {
        till: TILL,
        number: write.next_ticket(TILL)?,
    };
    let opened = SaleEvent::Opened {
        ticket,
        total: amount,
        concept: Some(format!("Café número {number}")),
    };
    let id = sale_id(number);
    write.record_sale(by, at, id, &[opened])?;
    let payment = PaymentId::new(at, number.to_be_bytes(), TILL);
    let charge = Command::Charge {
        payment,
        request: PaymentRequest::of(Method::Cash, amount),
        deadline: at.plus_ms(45_000),
    };
    let sale = write.sale(id)?.ok_or(LedgerError::NoSuchSale(id))?;
    let events = sale.decide(&charge, by, at)?;
    write.record_sale(by, at, id, &events)?;
    let handed = amount;
    put(write, id, &Command::CountCash { payment, handed }, at)?;
    Ok(())
}

fn sell(ledger: &Ledger, number: u64, at: UnixMs) {
    let sold = ledger.write(move |write| cash(write, number, (pesos(10), &CASHIER, at)));
    now(sold).unwrap();
}

fn page(ledger: &Ledger, filter: &SalesFilter, after: Option<PageEnd>, limit: u32) -> SalesPage {
    let filter = filter.clone();
    let page: Result<_, LedgerError> =
        now(ledger.read(move |read| read.sales_page(DAY, &filter, after, limit)));
    page.unwrap()
}

fn ids(page: &SalesPage) -> Vec<SaleId> {
    page.sales.iter().map(|sale| sale.sale).collect()
}

/// All sales that a filter finds, in pages of that size.
fn found(ledger: &Ledger, filter: &SalesFilter, limit: u32) -> Vec<SaleId> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = page(ledger, filter, after, limit);
        assert!(page.sales.len() <= usize::try_from(limit).unwrap());
        found.extend(ids(&page));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Between two pages new sales come in, at the same moment, later, and earlier
/// by a clock that was set back: no sale that was there is shown twice or lost.
#[test]
fn no_sale_is_shown_twice_or_lost_while_others_are_sold() {
    let shop = Shop::new();
    let ledger = shop.inline();
    // Three sales in each millisecond, so that pages end between them.
    for number in 0..20 {
        let ms = i64::try_from(number).unwrap() / 3;
        sell(&ledger, number, NOW.plus_ms(1_000 + ms));
    }
    let known: Vec<SaleId> = (0..20).rev().map(sale_id).collect();
    assert_eq!(found(&ledger, &SalesFilter::default(), 200), known);
    for limit in [1, 2, 3, 7, 19, 20, 21] {
        assert_eq!(
            found(&ledger, &SalesFilter::default(), limit),
            known,
            "{limit}"
        );
    }
    let mut shown = Vec::new();
    let mut after = None;
    let mut number = 100;
    loop {
        let page = page(&ledger, &SalesFilter::default(), after, 4);
        shown.extend(ids(&page));
        after = page.next;
        let Some(end) = after else { break };
        for at in [
            end.day_at,
            NOW.plus_ms(50_000),
            NOW.plus_ms(number.try_into().unwrap()),
        ] {
            sell(&ledger, number, at);
            number += 1;
        }
    }
    let mut once = shown.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), shown.len(), "a sale was shown twice");
    shown.retain(|id| known.contains(id));
    assert_eq!(shown, known, "a sale was lost");
}

/// Money that counts on a day shows its sale there, whatever day it began on.
#[test]
fn a_sale_of_another_day_is_listed_where_its_money_counted() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let yesterday = UnixMs(NOW.0 - 3_600_000);
    now(ledger.write(move |write| {
        take(write, 1, yesterday)?;
        take(write, 2, yesterday)?;
        take(write, 3, NOW)
    }))
    .unwrap();
    assert_eq!(found(&ledger, &SalesFilter::default(), 200), [sale_id(3)]);
    now(ledger.write(|write| approve(write, 1, b"late"))).unwrap();
    let both = [sale_id(3), sale_id(1)];
    assert_eq!(found(&ledger, &SalesFilter::default(), 200), both);
    assert_eq!(found(&ledger, &SalesFilter::default(), 1), both);
}

#[test]
fn each_filter_finds_its_sales_alone_and_with_the_others() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let beto = PersonId::new(NOW, [5; 8], TILL);
    let by = Actor::Person {
        id: beto,
        role: Role::Cashier,
    };
    now(ledger.write(move |write| {
        cash(write, 1, (pesos(100), &CASHIER, NOW))?;
        cash(write, 2, (pesos(200), &by, NOW.plus_ms(1)))?;
        take(write, 3, NOW.plus_ms(2))?;
        take(write, 4, NOW.plus_ms(3))?;
        approve(write, 4, b"paid")
    }))
    .unwrap();
    let any = SalesFilter::default;
    for (filter, expected) in [
        (any(), vec![4, 3, 2, 1]),
        (
            SalesFilter {
                method: Some(Method::Cash),
                ..any()
            },
            vec![2, 1],
        ),
        (
            SalesFilter {
                method: Some(Method::Qr),
                ..any()
            },
            vec![4, 3],
        ),
        (
            SalesFilter {
                method: Some(Method::Card),
                ..any()
            },
            vec![],
        ),
        (
            SalesFilter {
                without_cash: true,
                ..any()
            },
            vec![4, 3],
        ),
        (
            SalesFilter {
                state: Some(PaymentState::Approved),
                ..any()
            },
            vec![4, 2, 1],
        ),
        (
            SalesFilter {
                state: Some(PaymentState::Requested),
                ..any()
            },
            vec![3],
        ),
        (
            SalesFilter {
                person: Some(beto),
                ..any()
            },
            vec![2],
        ),
        (
            SalesFilter {
                least: Some(pesos(200)),
                ..any()
            },
            vec![4, 3, 2],
        ),
        (
            SalesFilter {
                most: Some(pesos(200)),
                ..any()
            },
            vec![2, 1],
        ),
        (
            SalesFilter {
                least: Some(pesos(101)),
                most: Some(pesos(1_499)),
                ..any()
            },
            vec![2],
        ),
        (
            SalesFilter {
                text: Some("cafe".to_owned()),
                ..any()
            },
            vec![2, 1],
        ),
        (
            SalesFilter {
                text: Some("numero 2".to_owned()),
                ..any()
            },
            vec![2],
        ),
        (
            SalesFilter {
                text: Some("T4".to_owned()),
                ..any()
            },
            vec![4],
        ),
        (
            SalesFilter {
                text: Some("\"* OR".to_owned()),
                ..any()
            },
            vec![],
        ),
        (
            SalesFilter {
                plan: Some("tres".to_owned()),
                ..any()
            },
            vec![],
        ),
        (
            SalesFilter {
                shift: Some(domain::ShiftNumber(1)),
                ..any()
            },
            vec![],
        ),
        (
            SalesFilter {
                method: Some(Method::Cash),
                person: Some(beto),
                most: Some(pesos(199)),
                ..any()
            },
            vec![],
        ),
    ] {
        let expected: Vec<SaleId> = expected.into_iter().map(sale_id).collect();
        for limit in [1, 200] {
            assert_eq!(found(&ledger, &filter, limit), expected, "{filter:?}");
        }
    }
}
