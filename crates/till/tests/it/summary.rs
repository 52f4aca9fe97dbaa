//! Summaries of a sale in one line, so that a table of scenarios can be read:
//! states by their words, amounts in pesos.

use domain::{Sale, Standing, StrayStanding};
use std::fmt::Write as _;
use testkit::shop::Shop;

/// The sale's state; its payments with what they received; the discrepancies
/// and their amounts; the strays; and the number of items in the tray.
pub(crate) async fn summary(shop: &Shop, sale: &Sale) -> String {
    let payments = sale.payments.iter().map(|payment| {
        let received = payment.received().to_decimal_pesos();
        let time_up = if payment.time_up() && payment.state.is_under_way() {
            " (time up)"
        } else {
            ""
        };
        format!("{} {received}{time_up}", payment.state.as_str())
    });
    let payments: Vec<String> = payments.collect();
    let mut summary = format!("{}: {}", sale.state().as_str(), payments.join(", "));
    for found in &sale.discrepancies {
        let by = found.by.to_decimal_pesos();
        write!(summary, "; {} {by}", found.kind.as_str()).unwrap();
        match found.standing {
            Standing::Open => {}
            Standing::Withdrawn => summary.push_str(" (withdrawn)"),
            Standing::Settled(_) => summary.push_str(" (settled)"),
        }
    }
    for stray in shop.strays().await {
        let amount = stray
            .amount
            .map_or("?".to_owned(), |amount| amount.to_decimal_pesos());
        write!(summary, "; stray {amount}").unwrap();
        match stray.standing {
            StrayStanding::Open if stray.proposes.is_some() => summary.push_str(" (proposed)"),
            StrayStanding::Open => {}
            StrayStanding::Withdrawn(_) => summary.push_str(" (withdrawn)"),
            StrayStanding::Settled(_) => summary.push_str(" (settled)"),
            StrayStanding::Contradicted(..) => summary.push_str(" (contradicted)"),
        }
    }
    write!(summary, "; tray {}", shop.tray_count().await).unwrap();
    summary
}

/// The requests that reached TotalCoin for a sale: each by its payment's letter
/// (A is the sale's first) with its answer, then the pre-orders that TotalCoin
/// has.
pub(crate) fn reached(shop: &Shop, sale: &Sale) -> String {
    let letter = |id: &str| {
        let mut letters = sale.payments.iter().zip('A'..);
        letters
            .find(|(payment, _)| payment.id.to_string() == id)
            .map_or('?', |(_, letter)| letter)
    };
    let asked: Vec<String> = shop
        .sandbox
        .received()
        .iter()
        .map(|request| {
            let id = request.operation_id.as_deref().unwrap_or_default();
            let answer = request.answer.as_deref().unwrap_or("no answer yet");
            format!("{} {answer}", letter(id))
        })
        .collect();
    let kept: String = shop
        .sandbox
        .pre_orders()
        .iter()
        .map(|order| letter(&order.operation_id))
        .collect();
    format!("asked [{}], kept [{kept}]", asked.join(", "))
}

/// Each payment of a sale by its letter: its state, the reason of a refusal,
/// the payment that it replaces, and the warnings of its QR.
pub(crate) fn payments(sale: &Sale) -> String {
    let summary = sale.payments.iter().zip('A'..).map(|(payment, letter)| {
        let mut summary = format!("{letter} {}", payment.state.as_str());
        if let Some(why) = payment.refused {
            let why = serde_json::to_value(why).unwrap();
            write!(summary, " ({})", why.as_str().unwrap()).unwrap();
        }
        if payment.replaces.is_some() {
            summary.push_str(" in its place");
        }
        for warning in payment.qr().into_iter().flat_map(|qr| &qr.warnings) {
            let (about, _) = warning.split_once(" says ").unwrap_or((warning, ""));
            let (about, _) = about.split_once(':').unwrap_or((about, ""));
            write!(summary, " with a warning of {about}").unwrap();
        }
        summary
    });
    summary.collect::<Vec<_>>().join(", ")
}
