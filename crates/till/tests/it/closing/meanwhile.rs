//! Money that comes while the day is being closed, and money that a customer
//! only says to have paid.

use super::{BY, Counter, close, every_peso_is_in_one_close, pesos_of};
use crate::cards::{SLOW, answered, charge_one};
use domain::close::PendingWhy;
use domain::{
    Command, Method, PaymentId, PaymentRequest, PaymentState, Sale, SaleEvent, SaleId, Ticket,
    TillNumber,
};
use sandbox::How;
use testkit::shop::{MINUTE_MS, Shop, last_state};
use till::TillError;
use till::settings::Settings;

const TILL: TillNumber = TillNumber(1);

/// A QR that is paid late and a card that is approved late, while the day is
/// closed again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_that_comes_during_a_close_is_in_exactly_one() {
    let shop = Shop::open().await;
    let qr = shop.charge_until_waiting("700").await;
    shop.jump(11 * MINUTE_MS).await;
    shop.wait_for(qr.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    let card = answered(&shop, &charge_one(&shop, SLOW).await).await;
    assert_eq!(last_state(&card), "pending");
    // Both are still open when the first close is made.
    assert_eq!(close(shop.till()).await.figures.received().centavos(), 0);

    let paid = async {
        shop.pay(&qr, 0, &How::Late).await;
        for sale in [&qr, &card] {
            shop.wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
                .await;
        }
    };
    let mut closes = 1;
    tokio::pin!(paid);
    loop {
        tokio::select! {
            () = &mut paid => break,
            _ = close(shop.till()) => closes += 1,
        }
    }
    // The money of an approval during the last of them may be in the next one.
    close(shop.till()).await;
    let made = every_peso_is_in_one_close(shop.till()).await;
    assert!(made > closes, "{made} closes, and {closes} had been seen");
    let read = shop.till().ledger().read(|read| {
        let closed = read.closes()?.last_seq();
        Ok::<_, TillError>(read.figures(0, closed)?.received())
    });
    let charged = shop.sale(card.id).await.payments[0].request.charged;
    let received = read.await.unwrap().centavos();
    assert_eq!(received, 70_000 + charged.centavos());
    shop.verify();
}

/// Opens a sale whose customer says to have paid the fixed QR.
async fn declared(shop: &Counter, pesos: &str) -> (SaleId, PaymentId) {
    let (now, total) = (shop.till.now(), pesos_of(pesos));
    let sale = SaleId::new(now, [1; 8], TILL);
    let payment = PaymentId::new(now, [2; 8], TILL);
    let written = shop.till.ledger().write(move |write| {
        let ticket = Ticket {
            till: TILL,
            number: write.next_ticket(TILL)?,
        };
        let opened = SaleEvent::Opened {
            ticket,
            total,
            concept: None,
        };
        let mut known = write.record_sale(&BY, now, sale, &[opened])?;
        let charge = Command::Charge {
            payment,
            request: PaymentRequest::of(Method::FixedQr, total),
            deadline: now.plus_ms(MINUTE_MS),
        };
        for command in [charge, Command::Declare { payment }] {
            let events = known.decide(&command, &BY, now).unwrap();
            known = write.record_sale(&BY, now, sale, &events)?;
        }
        Ok::<_, TillError>(known)
    });
    let sale: Sale = written.await.unwrap();
    assert_eq!(sale.payments[0].state, PaymentState::Declared);
    (sale.id, payment)
}

/// What was only declared is no money. The close ends it, and names it.
#[tokio::test]
async fn a_close_leaves_what_was_only_declared_unconfirmed() {
    let shop = Counter::open_at("2026-11-21T21:00:00-03:00", Settings::default());
    shop.cash("100").await;
    let (sale, payment) = declared(&shop, "1500").await;
    let close = shop.closes().await;
    assert_eq!(close.figures.received().centavos(), 10_000);
    let pending = &close.figures.pending.lines;
    let pending: Vec<_> = pending.iter().map(|it| (it.payment, it.why)).collect();
    let why = PendingWhy::Payment(PaymentState::Unconfirmed);
    assert_eq!(pending, [(payment, why)]);
    assert_eq!(shop.every_peso_is_in_one_close().await, 1);
    let read = shop
        .till
        .ledger()
        .read(move |read| Ok::<_, TillError>(read.sale(sale)?));
    let known = read.await.unwrap().unwrap();
    let state = known.payment(payment).unwrap().state;
    assert_eq!(state, PaymentState::Unconfirmed);
    shop.verify();
}
