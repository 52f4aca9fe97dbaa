//! The lines of counted money, page by page, as exports read them.

use crate::shop::{
    CASHIER, Failed, NOW, Shop, TILL, approve, now, payment_id, pesos, put, receive_qr, sale_id,
    take,
};
use domain::{Command, Method, PaymentRequest, SaleEvent, TakingKind, Tender, Ticket, UnixMs};
use ledger::{CountedEnd, CountedLine, Ledger, LedgerError, Span, Write};

const DAY_MS: i64 = 24 * 3_600_000;

fn day(first: i64, days: i64) -> Span {
    Span {
        from: NOW.plus_ms(first * DAY_MS),
        to: NOW.plus_ms((first + days) * DAY_MS),
    }
}

fn pay_cash(write: &mut Write<'_>, number: u64, at: UnixMs) -> Result<(), Failed> {
    let ticket = Ticket {
        till: TILL,
        number: write.next_ticket(TILL)?,
    };
    let opened = SaleEvent::Opened {
        ticket,
        total: pesos(1_500),
        concept: Some("pan".to_owned()),
    };
    write.record_sale(&CASHIER, at, sale_id(number), &[opened])?;
    let (payment, handed) = (payment_id(number), pesos(1_500));
    let charge = Command::Charge {
        payment,
        request: PaymentRequest::of(Method::Cash, handed),
        deadline: at.plus_ms(1_000),
    };
    put(write, sale_id(number), &charge, at)?;
    put(
        write,
        sale_id(number),
        &Command::CountCash { payment, handed },
        at,
    )?;
    Ok(())
}

fn close(ledger: &Ledger) {
    let closed: Result<_, LedgerError> = now(ledger.write(|write| {
        let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
        write.record_close(&CASHIER, NOW, figures)
    }));
    closed.unwrap();
}

/// All lines of a span, by pages of `limit`.
fn lines(ledger: &Ledger, span: Span, until: i64, limit: u32) -> Vec<CountedLine> {
    let mut all: Vec<CountedLine> = Vec::new();
    loop {
        let after = all.last().map_or(CountedEnd::default(), |line| line.end);
        let page = now(ledger.read(move |read| read.counted_page(span, after, until, limit)));
        let page: Vec<CountedLine> = page.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

fn head(ledger: &Ledger) -> i64 {
    let head: Result<i64, LedgerError> = now(ledger.read(|read| Ok(read.head()?.seq)));
    head.unwrap()
}

#[test]
fn lines_have_their_close_and_transaction_and_stay_the_same() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        pay_cash(write, 1, NOW.plus_ms(5))?;
        take(write, 2, NOW)?;
        receive_qr(write, 2, NOW)?;
        approve(write, 2, b"notice 2")
    }))
    .unwrap();
    close(&ledger);
    now(ledger.write(|write| pay_cash(write, 3, NOW.plus_ms(DAY_MS + 5)))).unwrap();
    let until = head(&ledger);
    let first = lines(&ledger, day(0, 1), until, 100);
    let told: Vec<_> = first
        .iter()
        .map(|line| {
            (
                line.ticket.number,
                line.tender,
                line.kind,
                line.close.map(|it| it.0),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, Tender::Cash, TakingKind::Received, Some(1)),
            (2, Tender::Qr, TakingKind::Received, Some(1)),
        ]
    );
    assert_eq!(first[0].transaction, None);
    assert_eq!(first[1].transaction.as_ref().unwrap().reference, "T2");
    let both = lines(&ledger, day(0, 9), until, 1);
    assert_eq!(both.len(), 3);
    assert_eq!(both[2].close, None);

    // What comes later changes nothing of it.
    close(&ledger);
    now(ledger.write(|write| pay_cash(write, 4, NOW.plus_ms(6)))).unwrap();
    assert_eq!(lines(&ledger, day(0, 9), until, 2), both);
    assert_eq!(lines(&ledger, day(0, 9), head(&ledger), 2).len(), 4);
    let range = now(ledger.read(move |read| read.counted_range(day(0, 1), until)));
    let range: ledger::CountedRange = Result::<_, LedgerError>::unwrap(range).unwrap();
    assert_eq!(
        (range.first, range.last),
        (first[0].end.seq, first[1].end.seq)
    );
    let none = now(ledger.read(move |read| read.counted_range(day(5, 1), until)));
    assert_eq!(Result::<_, LedgerError>::unwrap(none), None);
}

/// A line of the journal may count several transactions. They are one row, also
/// where that row is the last of its page.
#[test]
fn a_line_with_two_transactions_is_one_row_at_the_border_of_a_page_too() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, NOW)?;
        receive_qr(write, 1, NOW)?;
        approve(write, 1, b"notice 1")?;
        pay_cash(write, 2, NOW.plus_ms(5))
    }))
    .unwrap();
    shop.hand()
        .execute_batch(
            "CREATE TEMP TABLE another AS SELECT * FROM transactions WHERE reference = 'T1'; \
             UPDATE another SET reference = 'T1b'; \
             INSERT INTO transactions SELECT * FROM another;",
        )
        .unwrap();
    let until = head(&ledger);
    for limit in [1, 2, 100] {
        let all = lines(&ledger, day(0, 1), until, limit);
        let told: Vec<_> = all
            .iter()
            .map(|line| {
                let transaction = line.transaction.as_ref();
                (
                    line.ticket.number,
                    transaction.map(|it| it.reference.as_str()),
                )
            })
            .collect();
        assert_eq!(told, [(1, Some("T1 T1b")), (2, None)], "pages of {limit}");
    }
}
