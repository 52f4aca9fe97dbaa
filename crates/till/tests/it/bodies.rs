//! Webhooks whose bytes are not plain JSON, from the relay to the journal. A
//! body that is safe to read approves; any other makes its payment need review.

use crate::summary::summary;
use domain::{Sale, UnixMs};
use testkit::shop::{Shop, pesos_of};

const CHARGED: &str = "1500";

/// A notice of the first payment, with these fields appended.
fn notice(sale: &Sale, fields: &str) -> String {
    let id = sale.payments[0].id;
    format!(
        r#"{{"Referencia":"T1","Monto":1500,"Estado":"APROBADO","ReferenciaMerchant":"{id}"{fields}}}"#
    )
}

async fn heard(body: impl FnOnce(&Sale) -> Vec<u8>) -> String {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.notice(body(&sale)).await;
    shop.hear_all().await;
    let summary = summary(&shop, &shop.sale(sale.id).await).await;
    shop.verify();
    summary
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_safe_to_read_approves() {
    let latin = |text: &str| {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    let bodies: [fn(&Sale) -> Vec<u8>; 5] = [
        |sale| {
            let units = notice(sale, "");
            units.encode_utf16().flat_map(u16::to_le_bytes).collect()
        },
        |sale| notice(sale, ",\"Concepto\":\"dos\ncafés\tcon leche\"").into_bytes(),
        |sale| format!("{};\0", notice(sale, ",\"Tarifas\":NaN")).into_bytes(),
        |sale| {
            let id = sale.payments[0].id;
            format!("Referencia=T1&Monto=1.500%2C00&Estado=APROBADO&ReferenciaMerchant={id}")
                .into_bytes()
        },
        |sale| format!("{}\r\n0\r\n\r\n", chunked(&notice(sale, ""))).into_bytes(),
    ];
    for body in bodies {
        assert_eq!(heard(body).await, "paid: approved 1500; tray 0");
    }
    let summary = heard(|sale| latin(&notice(sale, ",\"NombreCompletoEmisor\":\"Peña\""))).await;
    assert_eq!(summary, "paid: approved 1500; tray 0");
}

fn chunked(text: &str) -> String {
    format!("{:x}\r\n{text}", text.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unsafe_body_goes_to_its_payment_and_approves_nothing() {
    let bodies: [fn(&Sale) -> Vec<u8>; 4] = [
        |sale| notice(sale, ",\"Concepto\":\"la \"gran\" venta\"").into_bytes(),
        |sale| notice(sale, ",\"Estado\":\"APROBADO\"").into_bytes(),
        |sale| {
            let mut cut = notice(sale, "").into_bytes();
            cut.pop();
            cut
        },
        |sale| format!("{{\"data\":{}}}", notice(sale, "")).into_bytes(),
    ];
    for body in bodies {
        assert_eq!(heard(body).await, "open: waiting 0; needs-review 0; tray 1");
    }
    // Without a reference of ours, the notice cannot be assigned.
    let summary = heard(|_| b"{\"Estado\":\"APROBADO\"".to_vec()).await;
    assert_eq!(summary, "open: waiting 0; stray ?; tray 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ambiguous_amount_is_reviewed_and_never_short() {
    let with = |monto: &'static str| {
        // The id may contain these digits, too.
        let amount = format!("\"Monto\":{monto}");
        move |sale: &Sale| {
            let body = notice(sale, "");
            body.replace("\"Monto\":1500", &amount).into_bytes()
        }
    };
    for monto in ["1500.0000000000002", "\"1.500,00\"", "\"1,500.00\""] {
        assert_eq!(
            heard(with(monto)).await,
            "paid: approved 1500; tray 0",
            "{monto}"
        );
    }
    let summary = heard(with("\"1.500\"")).await;
    assert_eq!(summary, "open: waiting 0; needs-review 0; tray 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn further_fields_of_totalcoin_are_kept_with_the_transaction() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let id = sale.payments[0].id;
    shop.notice(notice(
        &sale,
        ",\"MetodoPago\":\"TARJETA\",\"Cuotas\":\"02\"",
    ))
    .await;
    shop.notice(notice(
        &sale,
        ",\"FechaAcreditacion\":\"11/19/2020 16:40:20\",\"MontoNeto\":1400",
    ))
    .await;
    shop.hear_all().await;
    let sale = shop.sale(sale.id).await;
    let transaction = &sale.payment(id).unwrap().transactions[0];
    assert_eq!(
        transaction.details.credited_at,
        Some(UnixMs(1_605_814_820_000))
    );
    assert_eq!(transaction.details.method.as_deref(), Some("TARJETA"));
    assert_eq!(transaction.details.instalments, Some(2));
    assert_eq!(transaction.deductions.net, Some(pesos_of("1400")));
    assert_eq!(transaction.deductions.fees, None);
}
