//! A manager erases who paid a sale: who may, what is left of it in the data
//! folder, and what the screens and the evidence say afterwards.

use super::counter::of;
use super::{NOBODYS, PRACTICE, Place};
use api::ErrorCode;
use api::dto::{ChargeQr, PaymentState, PracticePlay, StepKind};
use serde_json::json;
use std::path::{Path, PathBuf};

const PAYER: [&str; 3] = ["CLIENTE DE PRUEBA", "20111111112", "cliente@example.com"];

/// The files below a folder that have one of the payer's words.
fn holders(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holders(&path, found);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        let has = |word: &&str| bytes.windows(word.len()).any(|it| it == word.as_bytes());
        if PAYER.iter().any(has) {
            found.push(path);
        }
    }
}

impl Place {
    /// The names below the data folder of what still holds the payer.
    fn holders(&self) -> Vec<String> {
        let (mut found, folder) = (Vec::new(), self.shop.folder().path());
        holders(folder, &mut found);
        let name = |path: &PathBuf| {
            let inside = path.strip_prefix(folder).unwrap();
            let first = inside.components().next().unwrap();
            first.as_os_str().to_string_lossy().into_owned()
        };
        let mut names: Vec<_> = found.iter().map(name).collect();
        names.sort();
        names.dedup();
        names
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payer_is_erased_from_the_data_folder_and_the_sale_stays() {
    let place = Place::open("[secrets]\nstore = \"file\"\n").await;
    let till_api = place.shop.answering().await.unwrap();
    let charge: ChargeQr = of(json!({
        "checkout": { "request_id": "a" }, "amount_centavos": 150_000, "pin": null
    }));
    till_api.charge_qr(charge).await.unwrap();
    place.until_last_is(PaymentState::Waiting).await;
    let pays: PracticePlay = of(json!({ "action": "pay", "payment": null }));
    till_api.practice_play(pays).await.unwrap();
    let sale = place.until_last_is(PaymentState::Approved).await;
    assert!(sale.payments[0].payer.as_ref().unwrap().name.is_some());
    let forget = async |pin: &str| {
        let asked = till_api.forget_payer(of(json!({ "sale": sale.id, "pin": pin })));
        asked.await.map_err(|error| error.code)
    };
    // The shop has no manager, and then a wrong PIN.
    assert_eq!(forget("").await, Err(ErrorCode::NeedsManager));
    place.name_manager("Ana", PRACTICE).await;
    assert_eq!(forget(NOBODYS).await, Err(ErrorCode::PinWrong));
    let timeline = async || {
        let asked = till_api.timeline(of(json!({ "sale": sale.id })));
        asked.await.unwrap()
    };
    assert!(timeline().await.payer.held);
    assert!(
        place
            .holders()
            .iter()
            .any(|it| it.starts_with("practice.sqlite3"))
    );

    let done = forget(PRACTICE).await.unwrap();
    // The window hears of it, so that no screen goes on showing the name.
    let shown = till_api.snapshot(()).await.unwrap();
    assert!(shown.seq >= done.seq);
    let payer = shown.sales[0].payments[0].payer.as_ref().unwrap();
    assert_eq!(payer.name, None);
    assert!(!payer.reference.is_empty());
    // The stand-ins of practice are the world outside.
    let mut left = place.holders();
    left.retain(|name| !name.starts_with("practice-"));
    assert_eq!(left, Vec::<String>::new());
    let after = timeline().await;
    assert!(!after.payer.held && after.payer.forgotten_at_ms.is_some());
    let last = after.steps.last().unwrap().kind;
    assert_eq!(last, StepKind::PayerForgotten);
    let ask = of(json!({ "sale": sale.id, "payers": true, "pin": PRACTICE }));
    let file = till_api.export_evidence(ask).await.unwrap();
    let text = std::fs::read_to_string(file.path).unwrap();
    for word in PAYER {
        assert!(!text.contains(word), "{word} in {text}");
    }
}
