//! Payments with the house's wallet: the order's QR, the wallet's notice, and
//! the report to Bind.

mod reports;

use domain::{Actor, PaymentId, Report, ReportState, Sale, SaleId};
use sandbox::{Config, Endpoint, Fault, Times};
use testkit::shop::{Shop, checkout, last_state, manager, pesos_of, until};
use till::TillError;
use till::pay::wallet::ChargeWallet;
use till::review::reports::EnteredWallet;

/// A QR of the house.
const QR: &str = "00020101021143530016com.test.billete0129TOA000E001E82E3E24F700B02423F5204939253030325802AR5916ALMACEN DE PRUEB6004CABA6304";
const CUIT: &str = "20322678275";
const ACCOUNT: &str = "cliente-77";

async fn open() -> Shop {
    let mut shop = Shop::closed(Config::default()).await;
    let bind = &mut shop.settings.bind;
    bind.enabled = true;
    bind.qr_text = QR.to_owned();
    bind.wallet_id = "123".to_owned();
    bind.processor_name = "BILLETERA".to_owned();
    bind.commerce_code = "C02086".to_owned();
    bind.branch_code = "S12345".to_owned();
    bind.till_code = "B1".to_owned();
    shop.start().await;
    shop
}

async fn charges(shop: &Shop, pesos: &str) -> Sale {
    let charge = ChargeWallet {
        checkout: checkout(),
        amount: pesos_of(pesos),
    };
    let charged = shop.till().take_wallet_payment(charge, Actor::Counter);
    charged.await.unwrap()
}

async fn waits(shop: &Shop, pesos: &str) -> Sale {
    let sale = charges(shop, pesos).await;
    shop.wait_for(sale.id, "waiting", |sale| last_state(sale) == "waiting")
        .await
}

fn order(sale: &Sale) -> String {
    sale.payments[0].qr().unwrap().order.clone()
}

/// A notice of the wallet, as docs/wallet-notice.md has it.
struct Says<'a> {
    payment: Option<PaymentId>,
    order: &'a str,
    state: &'a str,
    amount: &'a str,
    reference: &'a str,
}

impl Says<'_> {
    fn body(&self) -> String {
        let payment = self
            .payment
            .map_or_else(|| "null".to_owned(), |payment| format!("\"{payment}\""));
        format!(
            r#"{{"payment_id":{payment},"order_id":"{}","state":"{}","amount":{},"reference":"{}","buyer_cuit":"{CUIT}","buyer_account":"{ACCOUNT}","occurred_at":"2026-11-21T09:00:00-03:00"}}"#,
            self.order, self.state, self.amount, self.reference
        )
    }
}

fn paid<'a>(sale: &Sale, order: &'a str, reference: &'a str, amount: &'a str) -> Says<'a> {
    Says {
        payment: Some(sale.payments[0].id),
        order,
        state: "paid",
        amount,
        reference,
    }
}

async fn reports(shop: &Shop, sale: &Sale) -> Vec<Report> {
    let payment = sale.payments[0].id;
    let read = shop.till().ledger();
    let read = read.read(move |read| Ok::<_, TillError>(read.reports_of_payment(payment)?));
    read.await.unwrap()
}

async fn report_in(shop: &Shop, sale: &Sale, nth: usize, state: ReportState) -> Report {
    until(state.as_str(), || async {
        let mut reports = reports(shop, sale).await;
        (reports.len() > nth)
            .then(|| reports.swap_remove(nth))
            .filter(|report| report.state == state)
    })
    .await
}

/// A field of a report that the stand-in received, by its path.
fn field(report: &sandbox::BindReport, path: &str) -> String {
    let found = report.fields.iter().find(|(known, _)| known == path);
    let (_, value) = found.unwrap_or_else(|| panic!("{path} was not sent"));
    value.trim_matches('"').to_owned()
}

#[tokio::test]
async fn the_wallets_notice_approves_the_payment_and_bind_is_told_of_it() {
    let shop = open().await;
    let sale = waits(&shop, "1500.50").await;
    let order = order(&sale);
    assert_eq!(sale.payments[0].qr().unwrap().payload, QR);
    shop.wallet_notice(paid(&sale, &order, "W-1", "1500.50").body())
        .await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert!(sale.discrepancies.is_empty());
    let report = report_in(&shop, &sale, 0, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].answer, "PASS");
    for (path, value) in [
        ("operacion.idMensaje", report.message.as_str()),
        ("operacion.identificadorProcesador", "W-1"),
        ("operacion.identificadorTransaccion", &order),
        ("operacion.importeBruto", "1500.50"),
        ("operacion.estadoTransaccion", "ACREDITADO"),
        ("operacion.fechaProceso", "2026-11-21T12:00:00.000Z"),
        ("operacion.procesadorPago", "BILLETERA"),
        ("vendedor.cuentaVendedor", "3220531908100067075219"),
        ("vendedor.identificadorVendedor", "27277880326"),
        ("comprador.identificadorPagador", CUIT),
        ("comprador.cuentaPagador", ACCOUNT),
    ] {
        assert_eq!(field(&told[0], path), value, "{path}");
    }
    shop.verify();
}

#[tokio::test]
async fn a_notice_without_our_id_is_of_the_only_payment_that_waits_for_its_order_and_amount() {
    let shop = open().await;
    let sale = waits(&shop, "900").await;
    let order = order(&sale);
    let says = Says {
        payment: None,
        ..paid(&sale, &order, "W-1", "900")
    };
    shop.wallet_notice(says.body()).await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(shop.tray_count().await, 0);
    report_in(&shop, &sale, 0, ReportState::Passed).await;
    assert_eq!(
        field(
            &shop.sandbox.bind_reports()[0],
            "comprador.identificadorPagador"
        ),
        CUIT
    );
    shop.verify();
}

#[tokio::test]
async fn where_two_payments_wait_for_the_same_a_person_decides() {
    let shop = open().await;
    let first = waits(&shop, "900").await;
    let second = waits(&shop, "900").await;
    let of_order = order(&first);
    assert_eq!(of_order, order(&second), "the QR has one order");
    let says = Says {
        payment: None,
        ..paid(&first, &of_order, "W-1", "900")
    };
    shop.wallet_notice(says.body()).await;
    shop.hear_all().await;
    assert_eq!(shop.tray_count().await, 1);
    for sale in [first, second] {
        assert_eq!(last_state(&shop.sale(sale.id).await), "waiting");
        assert!(reports(&shop, &sale).await.is_empty());
    }
    shop.verify();
}

/// Another order, another amount, another provider: none of them pays.
#[tokio::test]
async fn what_is_not_the_payments_own_approves_nothing() {
    let shop = open().await;
    let sale = waits(&shop, "900").await;
    let order = order(&sale);
    let without_id = |order, amount, reference| Says {
        payment: None,
        order,
        state: "paid",
        amount,
        reference,
    };
    shop.wallet_notice(without_id("TOA0-OTRO", "900", "W-1").body())
        .await;
    shop.wallet_notice(without_id(&order, "899.99", "W-2").body())
        .await;
    shop.wallet_notice(paid(&sale, &order, "W-3", "899.99").body())
        .await;
    // TotalCoin's word is nothing to a payment of the wallet's.
    shop.notice(format!(
        r#"{{"Referencia":"T-1","ReferenciaMerchant":"{}","Estado":"APROBADO","Monto":900.00}}"#,
        sale.payments[0].id
    ))
    .await;
    shop.hear_all().await;
    let sale = shop.sale(sale.id).await;
    assert_eq!(last_state(&sale), "waiting");
    let kinds: Vec<_> = sale
        .discrepancies
        .iter()
        .map(|it| it.kind.as_str())
        .collect();
    assert_eq!(kinds, ["short", "needs-review"]);
    assert_eq!(shop.tray_count().await, 4);
    // What came short was paid with the wallet all the same: a person decides
    // whether Bind is told.
    let report = report_in(&shop, &sale, 0, ReportState::Failed).await;
    assert_eq!(report.why, Some(domain::ReportWhy::NotItsPayment));
    assert!(shop.sandbox.bind_reports().is_empty());
    shop.verify();
}

#[tokio::test]
async fn the_qr_of_another_amount_is_never_shown() {
    let shop = open().await;
    shop.sandbox.set_bind_amount(Some(100_000));
    let sale = charges(&shop, "900").await;
    let sale = shop
        .wait_for(sale.id, "refused", |sale| last_state(sale) == "refused")
        .await;
    assert_eq!(
        sale.payments[0].refused,
        Some(domain::RefusedWhy::QrOfAnotherSale)
    );
    assert_eq!(
        sale.payments.len(),
        1,
        "the same QR is not asked about again"
    );
    shop.verify();
}

#[tokio::test]
async fn an_order_that_is_pending_is_asked_about_again() {
    let shop = open().await;
    shop.fault(Endpoint::BindRead, Fault::Pending, Times::Next(2));
    let sale = waits(&shop, "900").await;
    let errand = shop.errand(&sale).await;
    assert_eq!(errand.attempts, 3);
    // Bind answered each time: nothing else of Bind's is held back.
    assert!(shop.till().pause_of(domain::Provider::Bind).is_none());
    shop.verify();
}

#[tokio::test]
async fn a_late_notice_approves_and_is_reported() {
    let shop = open().await;
    let sale = waits(&shop, "900").await;
    let order = order(&sale);
    let cancelled = shop
        .till()
        .cancel_payment(sale.id, sale.payments[0].id, Actor::Counter);
    cancelled.await.unwrap();
    shop.wallet_notice(paid(&sale, &order, "W-1", "900").body())
        .await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(sale.discrepancies[0].kind.as_str(), "late");
    report_in(&shop, &sale, 0, ReportState::Passed).await;
    shop.verify();
}

async fn enters(
    shop: &Shop,
    sale: SaleId,
    payment: PaymentId,
    cuit: &str,
    sure: bool,
) -> Result<Sale, TillError> {
    let entered = EnteredWallet {
        sale,
        payment,
        buyer_cuit: cuit.to_owned(),
        buyer_account: ACCOUNT.to_owned(),
        reference: "W-7".to_owned(),
        reason: "el cliente mostró su pago".to_owned(),
        sure,
    };
    shop.till().enter_wallet_payment(entered, manager()).await
}

#[tokio::test]
async fn a_manager_enters_a_payment_of_which_no_notice_came() {
    let shop = open().await;
    let sale = waits(&shop, "900").await;
    let payment = sale.payments[0].id;
    let asked = enters(&shop, sale.id, payment, "20-32267827-6", false).await;
    assert!(matches!(
        asked,
        Err(TillError::NumberUnchecked("buyer_cuit"))
    ));
    let sale = enters(&shop, sale.id, payment, "20-32267827-6", true)
        .await
        .unwrap();
    assert_eq!(last_state(&sale), "settled-paid");
    report_in(&shop, &sale, 0, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert_eq!(
        field(&told[0], "comprador.identificadorPagador"),
        "20322678276"
    );
    // The wallet's own word comes after all: it is the same money, and Bind is
    // not told twice.
    let order = order(&sale);
    shop.wallet_notice(paid(&sale, &order, "W-7", "900").body())
        .await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert!(sale.discrepancies.is_empty());
    assert_eq!(reports(&shop, &sale).await.len(), 1);
    assert_eq!(shop.sandbox.bind_reports().len(), 1);
    shop.verify();
}

/// With Bind away when the sale was charged, its QR is read before the report.
#[tokio::test]
async fn what_is_entered_without_a_qr_reads_it_before_the_report() {
    let shop = open().await;
    shop.fault(Endpoint::BindRead, Fault::Error500, Times::Next(1));
    let sale = charges(&shop, "900").await;
    let payment = sale.payments[0].id;
    let entered = enters(&shop, sale.id, payment, CUIT, false).await.unwrap();
    assert_eq!(last_state(&entered), "settled-paid");
    report_in(&shop, &entered, 0, ReportState::Passed).await;
    let told = shop.sandbox.bind_reports();
    assert_eq!(
        field(&told[0], "vendedor.identificadorVendedor"),
        "27277880326"
    );
    shop.verify();
}
