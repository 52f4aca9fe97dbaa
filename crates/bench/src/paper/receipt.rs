//! The longest usual receipt, of a sale that was paid by QR and by a card in
//! instalments: from the ledger's lines to the bytes for the printer, its code
//! page included. Times are in nanoseconds.

use crate::Result;
use crate::ledger::compare::timed;
use crate::ledger::history::{pay, put};
use crate::ledger::shop::{Charge, DEADLINE_MS, Failed, QR_MS, TILL};
use api::paper::{PaperLook, receipt_document};
use domain::card::CardNumber;
use domain::plan::{BasisPoints, Offer, Plan, PlanTerms, first_rows};
use domain::{
    Actor, CardAnswer, CardPart, Command, Day, Leg, LegReceipt, LegWord, Method, Money, PaymentId,
    PaymentRequest, QrOffer, SaleId, UnixMs,
};
use ledger::{Ledger, LedgerError, Opening, Reader, Seal, Write};
use paper::{PrinterProfile, escpos};
use serde_json::{Value, json};
use std::path::Path;
use till::settings::Settings;

/// Rounds before those that count.
const WARM_UP: u64 = 50;
/// How long it may take, in nanoseconds: the bare side.
const ALLOWED_NS: u64 = 2_000_000;
/// 2026-11-20, 11:00 in Buenos Aires.
const SOLD_AT: UnixMs = UnixMs(1_795_183_200_000);
/// What is paid by QR and by card, in centavos.
const BY_QR: i64 = 2_490_000;
const BY_CARD: i64 = 5_890_000;

pub(super) fn measure(rounds: u64) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ledger.sqlite3");
    let sale = sell(&path)?;
    let reader = Reader::open(&path)?;
    let look = look();
    let printer = PrinterProfile {
        cut: true,
        ..PrinterProfile::default()
    };
    let (mut product, mut bytes) = (Vec::new(), 0);
    for round in 0..rounds + WARM_UP {
        let (made, took) = timed(|| -> Result<Vec<u8>> {
            let document = reader.read(|read| receipt_document(read, sale, false, &look))?;
            let document = document.ok_or("the sale has no receipt")?;
            Ok(escpos(&document, &printer))
        });
        bytes = made?.len();
        if round >= WARM_UP {
            product.push(u64::try_from(took.as_nanos())?);
        }
    }
    let bare = vec![ALLOWED_NS; product.len()];
    Ok(json!({ "receipt": { "unit": "ns", "product": product, "bare": bare, "bytes": bytes } }))
}

/// Everything that the settings can put on a receipt.
fn look() -> PaperLook {
    let mut settings = Settings::default();
    "Bazar Las Rosas".clone_into(&mut settings.shop.name);
    "30712345671".clone_into(&mut settings.shop.cuit);
    "Av. Rivadavia 4820, CABA".clone_into(&mut settings.shop.address);
    "¡Gracias! Guardá este papel para cambios.".clone_into(&mut settings.shop.closing_words);
    settings.printer.shows_cashier = true;
    PaperLook::of(&settings, true)
}

/// A ledger with the sale alone.
fn sell(path: &Path) -> Result<SaleId> {
    let ledger = Ledger::open_inline(Opening {
        path: path.to_path_buf(),
        seal: Seal::from_bytes([0x5E; Seal::BYTES]),
        now: SOLD_AT,
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    Ok(runtime.block_on(ledger.write(split_sale))?)
}

fn split_sale(write: &mut Write<'_>) -> std::result::Result<SaleId, Failed> {
    let offer = offer()?;
    let part = Charge {
        amount: centavos(BY_QR),
        concept: Some("Vajilla de 24 piezas".to_owned()),
        ..Charge::new(1, SOLD_AT)
    };
    let whole = Charge {
        amount: centavos(BY_QR + BY_CARD),
        ..part.clone()
    };
    let (sale, by) = (whole.sale, whole.by.clone());
    let (_, opened) = whole.open(write)?;
    write.record_sale(&by, SOLD_AT, sale, &[opened])?;
    let payment = part.payment;
    let charge = Command::Charge {
        payment,
        request: PaymentRequest::of(Method::Qr, part.amount),
        deadline: SOLD_AT.plus_ms(DEADLINE_MS),
    };
    put(write, sale, &charge, &by, SOLD_AT)?;
    let qr = QrOffer {
        order: "10000001".to_owned(),
        payload: "00020101021243".to_owned(),
        expires_at: SOLD_AT.plus_ms(QR_MS),
        warnings: Vec::new(),
        collector: None,
    };
    let shown = Command::ReceiveQr { payment, qr };
    put(write, sale, &shown, &Actor::Till, SOLD_AT)?;
    pay(write, 1, &part, SOLD_AT.plus_ms(9_000))?;
    by_card(write, sale, &by, &offer)?;
    Ok(sale)
}

fn by_card(
    write: &mut Write<'_>,
    sale: SaleId,
    by: &Actor,
    offer: &Offer,
) -> std::result::Result<(), Failed> {
    let number = CardNumber::read("4111111111111111").expect("a good check digit");
    let at = SOLD_AT.plus_ms(30_000);
    let payment = PaymentId::new(at, [3; 8], TILL);
    let charge = Command::ChargeCards {
        payment,
        request: PaymentRequest {
            method: Method::Card,
            amount: offer.cash(),
            charged: offer.total(),
        },
        cards: vec![CardPart {
            face: number.face(),
            offer: offer.clone(),
            legs: vec![offer.total()],
        }],
        deadline: at.plus_ms(DEADLINE_MS),
    };
    put(write, sale, &charge, by, at)?;
    put(write, sale, &Command::MarkSent { payment }, by, at)?;
    let leg = Leg {
        ids: vec!["T1".to_owned()],
        place: Some(0),
        amount: Some(offer.total()),
        last_four: Some(number.face().last_four),
        word: LegWord::Succeeded,
        message: None,
        receipt: LegReceipt {
            authorization: Some("483920".to_owned()),
            ticket: Some("000127".to_owned()),
            batch: Some("034".to_owned()),
            ..LegReceipt::default()
        },
    };
    let legs = vec![leg];
    let noted = Command::NoteLegs { payment, legs };
    put(write, sale, &noted, &Actor::Till, at)?;
    let answer = CardAnswer::Approved;
    let heard = Command::HearAnswer { payment, answer };
    put(write, sale, &heard, &Actor::Till, at).map(drop)
}

/// Three instalments with a surcharge and every rate.
fn offer() -> std::result::Result<Offer, Failed> {
    let plans = first_rows();
    let first = plans.iter().find(|it| it.id().as_str() == "cuotas-3");
    let terms = PlanTerms {
        coefficient: BasisPoints(1_400),
        tna: Some(BasisPoints(6_780)),
        tea: Some(BasisPoints(9_340)),
        cftea: Some(BasisPoints(12_120)),
        ..first.expect("one of the first plans").terms().clone()
    };
    let day: Day = "2026-11-20".parse().expect("a day");
    let offered = Plan::new(terms).ok();
    let offered = offered.and_then(|plan| plan.offer(centavos(BY_CARD), day).ok());
    Ok(offered.ok_or(LedgerError::Stored { what: "no offer" })?)
}

fn centavos(centavos: i64) -> Money {
    Money::from_centavos(centavos).unwrap_or(Money::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measured_receipt_has_every_kind_of_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite3");
        let sale = sell(&path).unwrap();
        let reader = Reader::open(&path).unwrap();
        let document = reader
            .read(|read| receipt_document(read, sale, false, &look()))
            .unwrap()
            .unwrap();
        let job = escpos(&document, &PrinterProfile::default());
        let words = String::from_utf8_lossy(&job);
        for line in ["Referencia", "Lote", "TEA", "CFTEA", "121,20 %", "Concepto"] {
            assert!(words.contains(line), "{line} in {words}");
        }
    }
}
