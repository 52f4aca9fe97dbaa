//! Exports of a shop that sold: what the providers told, what they did not tell,
//! money besides sales, and numbers that a restore skipped. All is compared with
//! the ledger.

use api::export::{ExportAsked, Exported, write_rows};
use domain::{
    Actor, Balance, Close, CloseNumber, Deductions, Details, Method, Money, SaleId, SettledAs,
    Tender, TillNumber, UnixMs,
};
use ledger::Reader;
use paper::export::{Format, begin};
use sandbox::How;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::shop::{Shop, checkout, last_state, manager, pesos_of};
use till::Answer;
use till::day::{Counted, OpenShift};
use till::pay::cards::{CardEntry, ChargeCards};
use till::pay::cash::ChargeCash;

const BY: Actor = Actor::Counter;
/// A card that the stand-in approves.
const GOOD: &str = "4111 1111 1111 1111";

/// The rows of an export as JSON.
fn exported(shop: &Shop, what: Exported, with_payers: bool) -> Vec<Value> {
    let asked = ExportAsked {
        what,
        from: "2020-01-01".parse().unwrap(),
        to: "2099-12-31".parse().unwrap(),
        with_payers,
        till: TillNumber(1),
        days: shop.till().business_days(),
    };
    let reader = Reader::open(&shop.folder().join("ledger.sqlite3")).unwrap();
    let (table, mut out) = (asked.table(), Vec::new());
    let mut rows = begin(Format::Json, &table, &mut out, shop.folder()).unwrap();
    write_rows(&reader, &asked, rows.as_mut(), &mut |_| true).unwrap();
    rows.finish().unwrap();
    serde_json::from_slice(&out).unwrap()
}

async fn cash(shop: &Shop, pesos: &str) -> SaleId {
    let charge = ChargeCash {
        checkout: checkout(),
        amount: pesos_of(pesos),
        handed: None,
    };
    shop.till().take_cash_payment(charge, BY).await.unwrap().id
}

async fn card(shop: &Shop, pesos: &str) -> SaleId {
    let typed = |text: &str| text.to_owned().into();
    let entry = CardEntry {
        number: typed(GOOD),
        expiry: typed("11/30"),
        security_code: typed("987"),
        holder: typed("Ana Pérez"),
        document_kind: None,
        document: typed("27594189"),
        plan: "cuotas-3".parse().unwrap(),
        amount: pesos_of(pesos),
        accepted_total: pesos_of(pesos),
        accepted_terms: None,
    };
    let charge = ChargeCards {
        checkout: checkout(),
        cards: vec![entry],
    };
    let sale = shop.till().take_card_payment(charge, BY).await.unwrap();
    approved(shop, sale.id).await;
    sale.id
}

async fn approved(shop: &Shop, sale: SaleId) {
    let is_so = |sale: &domain::Sale| last_state(sale) == "approved";
    shop.wait_for(sale, "an approval", is_so).await;
}

/// A QR that was paid by a credit card: its money comes two weeks later, less what
/// was told, or nothing was told of it.
async fn by_credit_card(shop: &Shop, pesos: &str, told: Option<[&str; 3]>) -> SaleId {
    let sale = shop.charge_until_waiting(pesos).await;
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let [net, fees, taxes] = told.map_or([Value::Null, Value::Null, Value::Null], |told| {
        told.map(number)
    });
    let credited = told.map(|_| "12/14/2026 10:00:00");
    let notice = json!({
        "Concepto": "Venta", "Referencia": format!("T{pesos}"), "Monto": number(pesos),
        "MontoNeto": net, "Tarifas": fees, "Impuestos": taxes,
        "FechaCreacion": "11/30/2026 15:39:48", "FechaConfirmacion": "11/30/2026 15:39:50",
        "FechaAcreditacion": credited, "Estado": "APROBADO", "MetodoPago": "TARJETA",
        "Tarjeta": "VISA", "Cuotas": "03", "Operacion": "COBRANZA QR",
        "NombreCompletoEmisor": "Juana Cliente", "EmailEmisor": "juana@example.com",
        "CuilCuitEmisor": "27222222223", "ReferenciaMerchant": sale.payments[0].id.to_string(),
    });
    shop.notice(notice.to_string()).await;
    approved(shop, sale.id).await;
    sale.id
}

async fn close(shop: &Shop) -> Close {
    let (number, _) = shop.till().partial().await.unwrap();
    shop.till().close_day(number, BY).await.unwrap()
}

/// What the ledger has of the one payment of a sale: its reference of ours, what was
/// charged, and what its transaction tells.
async fn payment(shop: &Shop, sale: SaleId) -> (String, Money, Deductions, Details) {
    let sale = shop.sale(sale).await;
    let [payment] = sale.payments.as_slice() else {
        panic!("more than one payment");
    };
    let transaction = payment.transactions.first();
    (
        payment.id.reference().to_string(),
        payment.request.charged,
        transaction.map(|it| it.deductions).unwrap_or_default(),
        transaction.map(|it| it.details.clone()).unwrap_or_default(),
    )
}

fn centavos(money: Option<Money>) -> Value {
    money.map_or(Value::Null, |money| json!(money.centavos()))
}

fn rows_of<'a>(rows: &'a [Value], part: &str, tender: &str) -> Vec<&'a Value> {
    let fits = |row: &&Value| row["part"] == part && row["tender"] == tender;
    rows.iter().filter(fits).collect()
}

fn sum(rows: &[&Value], key: &str) -> i64 {
    rows.iter().map(|row| row[key].as_i64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_has_what_providers_told_and_says_what_they_did_not() {
    let shop = Shop::open().await;
    let first = shop.charge_until_waiting("1000").await;
    shop.pay(&first, 0, &How::Exact).await;
    approved(&shop, first.id).await;
    let told = Some(["468.60", "25.95", "5.45"]);
    let qrs = [
        first.id,
        by_credit_card(&shop, "500", told).await,
        by_credit_card(&shop, "250", None).await,
    ];
    let by_card = card(&shop, "1500").await;
    let close = close(&shop).await;
    let local = |at: UnixMs| shop.till().business_days().local(at).date().to_string();

    // Line by line.
    let log = exported(&shop, Exported::Log, true);
    let (mut net, mut fees, mut taxes, mut gross) = (0, 0, 0, 0);
    let mut by_credit_day: BTreeMap<String, i64> = BTreeMap::new();
    for sale in qrs {
        let (reference, charged, told, details) = payment(&shop, sale).await;
        let row = log.iter().find(|row| row["payment"] == reference).unwrap();
        assert_eq!(row["received_centavos"], json!(charged.centavos()));
        assert_eq!(row["net_centavos"], centavos(told.net));
        assert_eq!(row["fees_centavos"], centavos(told.fees));
        assert_eq!(row["taxes_centavos"], centavos(told.taxes));
        let day = details.credited_at.map(local);
        assert_eq!(row["credited_on"], json!(day));
        gross += charged.centavos();
        if let Some(told_net) = told.net {
            net += told_net.centavos();
            fees += told.fees.unwrap().centavos();
            taxes += told.taxes.unwrap().centavos();
            *by_credit_day.entry(day.unwrap()).or_default() += told_net.centavos();
        }
        // Payers are there, since this file was asked for with them.
        let payer = if sale == first.id {
            ("CLIENTE DE PRUEBA", "20111111112")
        } else {
            ("Juana Cliente", "27222222223")
        };
        assert_eq!(
            (&row["payer"], &row["payer_document"]),
            (&json!(payer.0), &json!(payer.1))
        );
    }
    let (reference, charged, ..) = payment(&shop, by_card).await;
    let row = log.iter().find(|row| row["payment"] == reference).unwrap();
    assert_eq!(row["card"], "visa 1111");
    assert_eq!(
        (&row["plan"], &row["instalments"]),
        (&json!("3 cuotas"), &json!(3))
    );
    assert_eq!(
        (&row["net_centavos"], &row["payer"]),
        (&Value::Null, &Value::Null)
    );
    let without = exported(&shop, Exported::Log, false);
    assert!(without.iter().all(|row| row.get("payer").is_none()));
    let names = ["CLIENTE DE PRUEBA", "20111111112", "Juana", "27222222223"];
    let text = format!("{without:?}");
    assert!(names.iter().all(|name| !text.contains(name)), "{text}");

    // And summed.
    let month = exported(&shop, Exported::Month, false);
    for part in ["tender", "sale-day"] {
        let qr = rows_of(&month, part, "qr");
        assert_eq!(sum(&qr, "gross_centavos"), gross);
        assert_eq!(sum(&qr, "known_gross_centavos"), 150_000);
        assert_eq!(sum(&qr, "fees_centavos"), fees);
        assert_eq!(sum(&qr, "taxes_centavos"), taxes);
        assert_eq!(sum(&qr, "net_centavos"), net);
        assert_eq!(sum(&qr, "unknown_count"), 1);
        assert_eq!(sum(&qr, "unknown_gross_centavos"), 25_000);
        let card = rows_of(&month, part, "card");
        assert_eq!(sum(&card, "gross_centavos"), charged.centavos());
        assert_eq!(sum(&card, "unknown_count"), 1);
        // Nobody told it, which is not zero.
        assert_eq!(card[0]["net_centavos"], Value::Null);
    }
    let credited = rows_of(&month, "credit-day", "qr");
    let credited = credited.iter().map(|row| {
        let day = row["day"].as_str().unwrap().to_owned();
        (day, row["net_centavos"].as_i64().unwrap())
    });
    assert_eq!(credited.collect::<BTreeMap<_, _>>(), by_credit_day);
    assert_eq!(by_credit_day.len(), 2);
    // The close says the same days, and nothing of what has none.
    let arrivals = close.figures.arrivals.as_ref().unwrap();
    let by_close = arrivals.lines.iter().map(|sum| {
        assert_eq!(sum.tender, Tender::Qr);
        (sum.day.to_string(), sum.net.centavos())
    });
    assert_eq!(by_close.collect::<BTreeMap<_, _>>(), by_credit_day);
    let dated: i64 = arrivals.lines.iter().map(|sum| sum.gross.centavos()).sum();
    assert_eq!(dated, 150_000);
    let of_close = month.iter().find(|row| row["part"] == "close").unwrap();
    assert_eq!(of_close["close"], json!(close.number.0));
    assert_eq!(
        of_close["gross_centavos"],
        json!(close.figures.received().centavos())
    );
    assert_eq!(of_close["net_centavos"], json!(net));
    assert_eq!(of_close["unknown_count"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_has_money_besides_sales_in_the_order_of_the_journal() {
    let shop = Shop::open().await;
    let till = shop.till();
    let open = OpenShift {
        float: pesos_of("1000"),
        accepted: Vec::new(),
    };
    till.open_shift(open, BY).await.unwrap();
    cash(&shop, "500").await;
    let reason = |text: &str| text.to_owned();
    till.take_out(pesos_of("200"), reason("Flete"), BY)
        .await
        .unwrap();
    till.put_in(pesos_of("50"), reason("Cambio"), BY)
        .await
        .unwrap();
    let counted = Counted {
        tender: Tender::Cash,
        counted: pesos_of("1340"),
        pieces: Vec::new(),
    };
    let shift = till.count_shift(vec![counted], None, BY).await.unwrap();
    let difference = shift.ending.unwrap().counts.unwrap()[0].difference();
    assert_eq!(difference, Balance::of(pesos_of("10")).negated());
    // Money of nobody, which a manager says is no sale.
    let sale = shop.charge_until_waiting("700").await;
    shop.pay(&sale, 0, &How::NullReference).await;
    shop.hear_all().await;
    let stray = shop.strays().await.remove(0);
    let answer = Answer {
        how: SettledAs::NotASale,
        amount: None,
        target: None,
        take_over: false,
        reason: reason("es del alquiler"),
        by: manager(),
    };
    till.settle_stray(stray.id, answer).await.unwrap();
    let figures = close(&shop).await.figures;
    cash(&shop, "1").await;

    let log = exported(&shop, Exported::Log, false);
    let told: Vec<_> = log
        .iter()
        .map(|row| {
            let amounts = ["received", "drawer", "count_difference", "without_sale"];
            let amounts = amounts.map(|key| row[format!("{key}_centavos")].as_i64());
            (
                row["kind"].as_str().unwrap(),
                amounts,
                row["close"].as_u64(),
            )
        })
        .collect();
    let stray_centavos = figures.strays.settled_amount.centavos();
    assert_eq!(stray_centavos, 70_000);
    assert_eq!(
        told,
        [
            ("received", [Some(50_000), None, None, None], Some(1)),
            ("cash-out", [None, Some(-20_000), None, None], Some(1)),
            ("cash-in", [None, Some(5_000), None, None], Some(1)),
            (
                "count-difference",
                [None, None, Some(difference.centavos()), None],
                Some(1)
            ),
            (
                "stray-not-a-sale",
                [None, None, None, Some(stray_centavos)],
                Some(1)
            ),
            ("received", [Some(100), None, None, None], None),
        ]
    );
    let concepts: Vec<_> = log[1..5]
        .iter()
        .map(|row| row["concept"].as_str())
        .collect();
    let said = [Some("Flete"), Some("Cambio"), None, Some("es del alquiler")];
    assert_eq!(concepts, said);
    let lines: Vec<_> = log
        .iter()
        .map(|row| row["line"].as_i64().unwrap())
        .collect();
    assert!(
        lines.is_sorted() && log.iter().all(|row| row["till"] == 1),
        "{lines:?}"
    );
    // What is besides sales is in no sum of a month's sales.
    let month = exported(&shop, Exported::Month, false);
    let by_tender: Vec<_> = month.iter().filter(|row| row["part"] == "tender").collect();
    assert_eq!(sum(&by_tender, "gross_centavos"), 50_100);
    assert_eq!(shop.sale(sale.id).await.payments[0].method(), Method::Qr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_a_restore_skipped_is_explained() {
    let mut shop = Shop::open().await;
    cash(&shop, "100").await;
    assert_eq!(close(&shop).await.number, CloseNumber(1));
    let copy = shop.copy();
    cash(&shop, "200").await;
    close(&shop).await;
    shop.kill().await;
    shop.restore(&copy);
    shop.start().await;
    cash(&shop, "300").await;
    let last = close(&shop).await.number;
    assert!(
        last > CloseNumber(2),
        "the number on paper is not used again"
    );
    let closes = exported(&shop, Exported::Closes, false);
    let numbers: Vec<_> = closes.iter().map(|row| row["close"].as_u64()).collect();
    assert_eq!(numbers, [Some(1), Some(last.0.into())]);
    assert_eq!(closes[0]["gap"], Value::Null);
    let gap = closes[1]["gap"].as_str().unwrap();
    assert!(
        gap.starts_with("falta el 2; el ") || gap.starts_with("faltan del 2 al "),
        "{gap}"
    );
    assert!(
        gap.contains("se volvió a una copia") && !gap.contains("sin explicación"),
        "{gap}"
    );
    let month = exported(&shop, Exported::Month, false);
    let noted = month.iter().rfind(|row| row["part"] == "close");
    assert_eq!(noted.unwrap()["note"], gap);
}
