//! What becomes of a report: FAIL and its correction, a lost answer, a return,
//! a restart and a restore.

use super::{field, open, order, paid, report_in, reports, waits};
use domain::{
    Actor, ReportOutcome, ReportRefusal, ReportState, ReportWhy, ReturnedFrom, Sale, UnixMs,
};
use sandbox::{Endpoint, Fault, Times};
use testkit::shop::{Shop, last_state, manager, pesos_of, until};
use till::TillError;
use till::review::reports::{ReportFields, Told, told};

async fn sold(shop: &Shop, pesos: &str, reference: &str) -> Sale {
    let sale = waits(shop, pesos).await;
    let order = order(&sale);
    shop.wallet_notice(paid(&sale, &order, reference, pesos).body())
        .await;
    shop.wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await
}

async fn all_told(shop: &Shop, id: domain::ReportId) -> Told {
    let settings = shop.settings.bind.clone();
    let read = shop.till().ledger();
    read.read(move |read| told(read, id, &settings))
        .await
        .unwrap()
}

async fn fields(shop: &Shop, id: domain::ReportId) -> ReportFields {
    all_told(shop, id).await.fields.unwrap()
}

#[tokio::test]
async fn a_fail_is_corrected_sent_anew_and_passes_and_then_the_money_goes_back() {
    let shop = open().await;
    shop.fault(Endpoint::BindReport, Fault::ReportFails, Times::Next(1));
    let sale = sold(&shop, "900", "W-1").await;
    let failed = report_in(&shop, &sale, 0, ReportState::Failed).await;
    assert_eq!(failed.why, Some(ReportWhy::Refused));
    let answer = all_told(&shop, failed.id).await.messages[0].answer.clone();
    assert!(answer.is_some_and(|answer| answer.code.is_some()));
    let corrected = ReportFields {
        seller_account: "0000003100012345678901".to_owned(),
        ..fields(&shop, failed.id).await
    };
    let send = |fields, sure, by| {
        let word = (sure, "la cuenta era la anterior".to_owned());
        shop.till().correct_report(failed.id, fields, word, by)
    };
    let refused = send(corrected.clone(), true, Actor::Counter).await;
    assert!(matches!(
        refused,
        Err(TillError::Report(ReportRefusal::NeedsManager))
    ));
    let asked = send(corrected.clone(), false, manager()).await;
    assert!(matches!(
        asked,
        Err(TillError::NumberUnchecked("seller_account"))
    ));
    send(corrected, true, manager()).await.unwrap();
    let passed = report_in(&shop, &sale, 0, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert_eq!(told.len(), 2);
    assert_ne!(
        told[0].message_id, told[1].message_id,
        "a new message has a new id"
    );
    assert_eq!(told[1].message_id.as_deref(), Some(passed.message.as_str()));
    assert_eq!(
        field(&told[1], "vendedor.cuentaVendedor"),
        "0000003100012345678901"
    );

    let returned = shop.till().return_money(
        (sale.id, sale.payments[0].id),
        None,
        (pesos_of("900"), ReturnedFrom::Provider),
        "se arrepintió".to_owned(),
        manager(),
    );
    returned.await.unwrap();
    let returned = report_in(&shop, &sale, 1, ReportState::Passed).await;
    assert_eq!(returned.about.outcome, ReportOutcome::Returned);
    let told = shop.sandbox.bind_reports();
    assert_eq!(field(&told[2], "operacion.estadoTransaccion"), "DEVUELTA");
    assert_eq!(
        field(&told[2], "operacion.identificadorReferencia"),
        passed.message
    );
    assert_eq!(field(&told[2], "operacion.idMensaje"), returned.message);
    assert_ne!(returned.message, passed.message);
    shop.verify();
}

/// Bind may have the first one: it goes out again under the same id, and a FAIL
/// after that is a matter for a person.
#[tokio::test]
async fn a_fail_after_a_lost_answer_is_in_doubt_and_not_sent_again_by_itself() {
    let shop = open().await;
    shop.fault(Endpoint::BindReport, Fault::DropAfter, Times::Next(1));
    shop.fault(Endpoint::BindReport, Fault::ReportFails, Times::Always);
    let sale = sold(&shop, "900", "W-1").await;
    let doubt = report_in(&shop, &sale, 0, ReportState::InDoubt).await;
    assert_eq!(doubt.why, Some(ReportWhy::LostAnswer));
    let told = shop.sandbox.bind_reports();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].message_id, told[1].message_id, "the same message");
    assert!(told[1].repeated);
    shop.till().try_errands_now().await.unwrap();
    let id = doubt.id;
    let read = shop.till().ledger();
    let read = read.read(move |read| Ok::<_, TillError>(read.errands_of_report(id)?.len()));
    assert_eq!(read.await.unwrap(), 0, "nothing is owed any more");
    // A manager asked Bind, who has it.
    let settled = shop
        .till()
        .settle_report(id, "Bind dice que lo tiene".to_owned(), manager());
    assert_eq!(settled.await.unwrap().state, ReportState::SettledPassed);
    assert_eq!(shop.sandbox.bind_reports().len(), 2);
    shop.verify();
}

#[tokio::test]
async fn a_report_goes_on_after_a_restart_with_the_same_message() {
    let mut shop = open().await;
    shop.fault(Endpoint::BindReport, Fault::Hang, Times::Next(1));
    let sale = sold(&shop, "900", "W-1").await;
    until("the first send", || async {
        (!shop.sandbox.bind_reports().is_empty()).then_some(())
    })
    .await;
    shop.kill().await;
    shop.start().await;
    let passed = report_in(&shop, &sale, 0, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert!(told.len() >= 2);
    for it in &told {
        assert_eq!(it.message_id.as_deref(), Some(passed.message.as_str()));
    }
    shop.verify();
}

#[tokio::test]
async fn after_a_restore_no_report_is_sent_by_itself() {
    let mut shop = open().await;
    shop.fault(Endpoint::BindReport, Fault::Error500, Times::Always);
    let sale = sold(&shop, "900", "W-1").await;
    let owed = report_in(&shop, &sale, 0, ReportState::Owed).await;
    let copy = shop.copy();
    let later = waits(&shop, "700").await;
    shop.kill().await;
    shop.restore(&copy);
    shop.sandbox.clear_faults();
    let before = shop.sandbox.bind_reports().len();
    shop.start().await;
    let doubt = report_in(&shop, &sale, 0, ReportState::InDoubt).await;
    assert_eq!(doubt.why, Some(ReportWhy::Restored));
    assert_eq!(doubt.message, owed.message);
    // The sale that the copy does not have is a stray's now.
    let order = order(&later);
    shop.wallet_notice(paid(&later, &order, "W-2", "700").body())
        .await;
    shop.hear_all().await;
    assert_eq!(shop.tray_count().await, 1);
    assert_eq!(
        shop.sandbox.bind_reports().len(),
        before,
        "nothing was sent"
    );
    shop.verify();
}

/// The restore forgot a sale whose payment Bind was told of. A manager gives its
/// money to the sale that was made anew, and Bind is not told a second time.
#[tokio::test]
async fn money_from_before_a_restore_is_not_reported_by_itself() {
    let mut shop = open().await;
    let copy = shop.copy();
    let forgotten = sold(&shop, "900", "W-1").await;
    report_in(&shop, &forgotten, 0, ReportState::Passed).await;
    shop.kill().await;
    shop.restore(&copy);
    shop.start().await;
    shop.hear_all().await;
    let anew = waits(&shop, "900").await;
    let stray = shop.strays().await.remove(0);
    let answer = till::Answer {
        how: domain::SettledAs::BelongsToAnotherSale,
        amount: None,
        target: Some(anew.id),
        take_over: false,
        reason: "es la misma venta".to_owned(),
        by: manager(),
    };
    shop.till().settle_stray(stray.id, answer).await.unwrap();
    let doubt = report_in(&shop, &anew, 0, ReportState::InDoubt).await;
    assert_eq!(doubt.why, Some(ReportWhy::Restored));
    shop.till().try_errands_now().await.unwrap();
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    shop.verify();
}

/// A manager entered a payment by hand; its notice, without our id, came as
/// nobody's, and was given to another sale. The second report waits for a person.
#[tokio::test]
async fn the_wallets_money_is_not_told_of_two_payments() {
    let shop = open().await;
    let first = waits(&shop, "900").await;
    super::enters(&shop, first.id, first.payments[0].id, super::CUIT, false)
        .await
        .unwrap();
    report_in(&shop, &first, 0, ReportState::Passed).await;
    let of_order = order(&first);
    let says = super::Says {
        payment: None,
        ..paid(&first, &of_order, "W-7", "900")
    };
    shop.wallet_notice(says.body()).await;
    shop.hear_all().await;
    let second = waits(&shop, "900").await;
    let stray = shop.strays().await.remove(0);
    let answer = till::Answer {
        how: domain::SettledAs::BelongsToAnotherSale,
        amount: None,
        target: Some(second.id),
        take_over: false,
        reason: "es de esta".to_owned(),
        by: manager(),
    };
    shop.till().settle_stray(stray.id, answer).await.unwrap();
    let waiting = report_in(&shop, &second, 0, ReportState::Failed).await;
    assert_eq!(waiting.why, Some(ReportWhy::AnotherReport));
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    shop.verify();
}

/// The same, where the notice names the second payment: it is approved by the
/// wallet's word, and a person decides what Bind is told.
#[tokio::test]
async fn money_that_was_told_of_one_payment_is_not_told_of_the_one_it_names() {
    let shop = open().await;
    let first = waits(&shop, "900").await;
    super::enters(&shop, first.id, first.payments[0].id, super::CUIT, false)
        .await
        .unwrap();
    report_in(&shop, &first, 0, ReportState::Passed).await;
    let second = waits(&shop, "900").await;
    let of_order = order(&second);
    shop.wallet_notice(paid(&second, &of_order, "W-7", "900").body())
        .await;
    let waiting = report_in(&shop, &second, 0, ReportState::Failed).await;
    assert_eq!(waiting.why, Some(ReportWhy::AnotherReport));
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    shop.verify();
}

/// The customer paid twice, and the second one goes back: the first one stays
/// told as paid.
#[tokio::test]
async fn the_return_of_a_second_payment_is_not_told_of_the_first() {
    let shop = open().await;
    let sale = sold(&shop, "900", "W-1").await;
    report_in(&shop, &sale, 0, ReportState::Passed).await;
    let of_order = order(&sale);
    shop.wallet_notice(paid(&sale, &of_order, "W-2", "900").body())
        .await;
    let second = report_in(&shop, &sale, 1, ReportState::Failed).await;
    let says = super::Says {
        state: "returned",
        ..paid(&sale, &of_order, "W-2", "900")
    };
    shop.wallet_notice(says.body()).await;
    let back = report_in(&shop, &sale, 2, ReportState::Owed).await;
    assert_eq!(back.about.original, Some(second.id));
    shop.till().try_errands_now().await.unwrap();
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    shop.verify();
}

/// The wallet tells of a return before Bind has the payment's report: the
/// return waits for it.
#[tokio::test]
async fn a_return_is_reported_after_its_payment() {
    let shop = open().await;
    shop.fault(Endpoint::BindReport, Fault::ReportFails, Times::Next(1));
    let sale = sold(&shop, "900", "W-1").await;
    let first = report_in(&shop, &sale, 0, ReportState::Failed).await;
    let of_order = order(&sale);
    let says = super::Says {
        state: "returned",
        ..paid(&sale, &of_order, "W-1", "900")
    };
    shop.wallet_notice(says.body()).await;
    let back = report_in(&shop, &sale, 1, ReportState::Owed).await;
    assert_eq!(back.about.original, Some(first.id));
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    // The approval stays; a person sees that the wallet contradicts it.
    let sale = shop.sale(sale.id).await;
    assert_eq!(last_state(&sale), "approved");
    assert_eq!(sale.discrepancies[0].kind.as_str(), "contradicted");
    let fields = fields(&shop, first.id).await;
    let word = (false, "otra vez".to_owned());
    let sent = shop
        .till()
        .correct_report(first.id, fields, word, manager());
    sent.await.unwrap();
    report_in(&shop, &sale, 0, ReportState::Passed).await;
    shop.till().try_errands_now().await.unwrap();
    report_in(&shop, &sale, 1, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert_eq!(field(&told[2], "operacion.estadoTransaccion"), "DEVUELTA");
    shop.verify();
}

#[tokio::test]
async fn a_rejection_is_reported_and_approves_nothing() {
    let shop = open().await;
    let sale = waits(&shop, "900").await;
    let of_order = order(&sale);
    let says = super::Says {
        state: "rejected",
        ..paid(&sale, &of_order, "W-1", "900")
    };
    shop.wallet_notice(says.body()).await;
    let report = report_in(&shop, &sale, 0, ReportState::Passed).await;
    assert_eq!(report.about.outcome, ReportOutcome::Rejected);
    let told = shop.sandbox.bind_reports();
    assert_eq!(field(&told[0], "operacion.estadoTransaccion"), "RECHAZADA");
    assert_eq!(last_state(&shop.sale(sale.id).await), "waiting");
    shop.verify();
}

/// After some years whom a report told of is erased, and `verify` is whole.
#[tokio::test]
async fn people_in_reports_are_erased_when_their_time_is_over() {
    let shop = open().await;
    let sale = sold(&shop, "900", "W-1").await;
    let passed = report_in(&shop, &sale, 0, ReportState::Passed).await;
    let write = shop.till().ledger();
    let write =
        write.write(|write| Ok::<_, TillError>(write.erase_people_before(UnixMs(i64::MAX))?));
    write.await.unwrap();
    let told = all_told(&shop, passed.id).await;
    assert!(told.fields.is_none() && told.messages.is_empty());
    assert_eq!(reports(&shop, &sale).await[0].state, ReportState::Passed);
    shop.verify();
}
