//! A practice ledger with the sales of a shop's last 15 months. The ledger
//! itself writes all of them; no row is inserted behind its back.

use super::shop::{Charge, Failed, QR_MS, TILL, mixed};
use crate::Result;
use domain::{
    Actor, Command, Deductions, Details, Money, Names, Notice, PaymentId, Provider, QrOffer, Sale,
    SaleId, TransactionKey, UnixMs, Word,
};
use ledger::{ErrandEnd, Heard, Ledger, NewNotice, Opening, Payer, Seal, StateKey, Write};
use serde_json::{Value, json};
use std::path::Path;
use std::time::SystemTime;

/// Days over which the sales are spread. This is less than the time for which
/// payers' data is kept, so that a start finds nothing to erase.
const DAYS: i64 = 450;
const DAY_MS: i64 = 24 * 3_600_000;
/// How long the shop is open each day.
const OPEN_MS: i64 = 12 * 3_600_000;
/// Sales that wait for the writer at once: they share its commits.
const WAITING: u64 = 64;
/// How many of a hundred sales are cancelled and how many expire; the others
/// are paid.
const CANCELLED_PERCENT: u64 = 5;
const EXPIRED_PERCENT: u64 = 3;
/// After how long the money of a payment arrives.
const CREDITED_MS: i64 = 2 * DAY_MS;

/// Makes `practice.sqlite3` with its seal in a folder, as the app keeps them.
pub(crate) fn make(folder: &Path, sales: u64) -> Result<Value> {
    std::fs::create_dir_all(folder)?;
    let seal = Seal::from_bytes([0x5E; Seal::BYTES]);
    let begin = UnixMs(now()?).plus_ms(-DAYS * DAY_MS);
    std::fs::write(folder.join("practice.seal"), seal.to_hex().as_bytes())?;
    let path = folder.join("practice.sqlite3");
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let ledger = Ledger::open(Opening {
        path: path.clone(),
        seal,
        now: begin,
    })?;
    runtime.block_on(write_all(&ledger, begin, sales))?;
    drop(ledger);
    let bytes = std::fs::metadata(&path)?.len();
    Ok(json!({ "sales": sales, "bytes": bytes }))
}

async fn write_all(ledger: &Ledger, begin: UnixMs, sales: u64) -> Result<()> {
    let per_day = sales.div_ceil(u64::try_from(DAYS)?).max(1);
    let mut number = 0;
    while number < sales {
        let end = (number + WAITING).min(sales);
        let mut writing = Vec::new();
        for number in number..end {
            let (day, nth) = (number / per_day, number % per_day);
            let since_ms = i64::try_from(day)? * DAY_MS
                + i64::try_from(nth)? * OPEN_MS / i64::try_from(per_day)?;
            let charge = Charge::new(number, begin.plus_ms(since_ms));
            let ledger = ledger.clone();
            writing.push(tokio::spawn(async move {
                ledger
                    .write(move |write| live(write, number, &charge))
                    .await
            }));
        }
        for one in writing {
            one.await??;
        }
        number = end;
    }
    Ok(())
}

/// A sale by QR, from its charge to its end.
pub(crate) fn live(
    write: &mut Write<'_>,
    number: u64,
    charge: &Charge,
) -> std::result::Result<(), Failed> {
    let (sale, payment, at) = (charge.sale, charge.payment, charge.at);
    charge.take(write)?;
    let errand = write.errand_of_payment(payment)?;
    let shown_at = at.plus_ms(400);
    let qr = QrOffer {
        order: (10_000_000 + number).to_string(),
        payload: payload(payment),
        expires_at: at.plus_ms(QR_MS),
        warnings: Vec::new(),
        collector: None,
    };
    let by_till = &Actor::Till;
    put(
        write,
        sale,
        &Command::ReceiveQr { payment, qr },
        by_till,
        shown_at,
    )?;
    if let Some(errand) = errand {
        write.begin_attempt(errand.number, at)?;
        write.finish_errand(errand.number, ErrandEnd::Done)?;
    }
    let lot = mixed(number ^ 0xD1CE) % 100;
    let end_at = shown_at.plus_ms(5_000 + i64::try_from(mixed(number) % 60_000).unwrap_or(0));
    if lot < CANCELLED_PERCENT {
        put(
            write,
            sale,
            &Command::Cancel { payment },
            &charge.by,
            end_at,
        )?;
    } else if lot < CANCELLED_PERCENT + EXPIRED_PERCENT {
        let up = at.plus_ms(QR_MS);
        put(write, sale, &Command::RunOutOfTime { payment }, by_till, up)?;
        let begun_at = up.plus_ms(100);
        let read = Command::ReadNoticesToEnd { payment };
        put(write, sale, &read, by_till, begun_at)?;
    } else {
        pay(write, number, charge, end_at)?;
    }
    write.clear_state(StateKey::SaleInHand)?;
    Ok(())
}

/// The notice of an exact payment, processed as the till does it.
pub(crate) fn pay(
    write: &mut Write<'_>,
    number: u64,
    charge: &Charge,
    at: UnixMs,
) -> std::result::Result<(), Failed> {
    hear(write, number, charge, (at, "APROBADO"))
}

/// A second notice of the same payment, with another body.
pub(crate) fn pay_again(
    write: &mut Write<'_>,
    number: u64,
    charge: &Charge,
    at: UnixMs,
) -> std::result::Result<(), Failed> {
    hear(write, number, charge, (at, "ACREDITADO"))
}

fn hear(
    write: &mut Write<'_>,
    number: u64,
    charge: &Charge,
    (at, word): (UnixMs, &str),
) -> std::result::Result<(), Failed> {
    let (sale, payment, amount) = (charge.sale, charge.payment, charge.amount);
    let reference = format!("{:010}", 50_000_000 + number);
    let body = body((payment, word), amount.centavos(), &reference);
    let heard = write.hear(NewNotice {
        provider: "totalcoin",
        merchant: "practica",
        relay_id: Some(&number.to_string()),
        body: body.as_bytes(),
        received_at: at,
        heard_at: at,
    })?;
    let Heard::New(notice) = heard else {
        return Err(Failed::Heard);
    };
    let payer = Payer {
        name: Some(format!("CLIENTE {number}")),
        document: Some("20111111112".to_owned()),
        email: Some("cliente@example.com".to_owned()),
        account: None,
    };
    write.keep_payer(notice, Some(payment), &payer)?;
    let key = TransactionKey {
        provider: Provider::Totalcoin,
        merchant: "practica".to_owned(),
        reference: reference.clone(),
    };
    let (deductions, details) = if charge.tells_deductions {
        told(amount, at)
    } else {
        Default::default()
    };
    let read = Notice {
        reference: Some(reference),
        amount: Some(amount),
        word: Word::Approved,
        names: Names::Ours(payment),
        proposes: None,
        deductions,
        details,
    };
    let command = Command::HearNotice {
        payment,
        number: notice,
        transaction: Some(key),
        notice: read,
    };
    put(write, sale, &command, &Actor::Till, at)?;
    write.set_cursor("relay", &number.to_string())?;
    Ok(())
}

/// What the provider says that it deducts, and when the money arrives.
fn told(amount: Money, at: UnixMs) -> (Deductions, Details) {
    let part = |per_mille: i64| Money::from_centavos(amount.centavos() * per_mille / 1_000).ok();
    let deductions = Deductions {
        net: part(982),
        fees: part(15),
        taxes: part(3),
    };
    let details = Details {
        credited_at: Some(at.plus_ms(CREDITED_MS)),
        ..Details::default()
    };
    (deductions, details)
}

pub(crate) fn put(
    write: &mut Write<'_>,
    id: SaleId,
    command: &Command,
    by: &Actor,
    at: UnixMs,
) -> std::result::Result<Sale, Failed> {
    let sale = write.sale(id)?.ok_or(ledger::LedgerError::NoSuchSale(id))?;
    let events = sale.decide(command, by, at)?;
    Ok(write.record_sale(by, at, id, &events)?)
}

/// As long as the payload of a real QR.
fn payload(payment: PaymentId) -> String {
    let reference = payment.reference();
    format!(
        "00020101021243540016com.totalcoin.ar01300000{payment}50150011201111111125126002200000000000000000000005204970053030325802AR5910TOTAL COIN6004CABA62290125{reference}6304ABCD"
    )
}

/// The key set of TotalCoin's webhook.
fn body((payment, word): (PaymentId, &str), centavos: i64, reference: &str) -> String {
    let (pesos, rest) = (centavos / 100, centavos % 100);
    json!({
        "Concepto": format!("Caja {} {}", TILL.0, payment.reference()),
        "Referencia": reference,
        "Monto": format!("{pesos}.{rest:02}"),
        "MontoNeto": null, "Tarifas": null, "Impuestos": null,
        "FechaCreacion": "11/19/2025 16:40:20", "FechaConfirmacion": "11/19/2025 16:40:23",
        "FechaAcreditacion": null,
        "Estado": word, "MetodoPago": "QR", "Operacion": "COBRANZA QR",
        "NombreCompletoEmisor": "CLIENTE DE PRUEBA", "EmailEmisor": "cliente@example.com",
        "NombreCompletoReceptor": "TOTAL COIN", "EmailReceptor": "@totalcoin.com", "Observaciones": "Cobro en el local, sin observaciones",
        "CuilCuitEmisor": "20111111112", "CuilCuitReceptor": "11111111",
        "BarCode": null, "CbuOrigen": "", "CvuOrigen": null, "Tarjeta": "", "Cuotas": "01",
        "ReferenciaMerchant": payment.to_string(),
    })
    .to_string()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the history of a shop ends where the app begins, which is now"
)]
fn now() -> Result<i64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shorter ones would make a ledger look smaller than a shop's.
    #[test]
    fn a_payload_and_a_body_are_as_long_as_real_ones() {
        let payment = PaymentId::new(UnixMs(1), [1; 8], TILL);
        assert!(payload(payment).len() >= 190);
        assert!(body((payment, "APROBADO"), 150_000, "0050000001").len() >= 700);
    }
}
