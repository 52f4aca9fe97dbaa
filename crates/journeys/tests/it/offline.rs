//! A shop whose internet is cut at noon: ten sales by the fixed QR and in cash,
//! and what becomes of each when the network is back.

use anyhow::{Context, Result, ensure};
use journeys::{Counter, Display, Window, scan_screen, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, leave_sale, payment_of, sell_for_cash};

const F4: &str = "\u{e034}";
const F9: &str = "\u{e039}";

#[tokio::test]
async fn ten_sales_without_internet_are_attributed_when_it_is_back() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    window
        .wait_for_text("practice-drawer", "QR fijo", STATE_BOUND)
        .await?;
    window.click("practice-offline").await?;
    window
        .wait_for("light-totalcoin", "data-state", "down", STATE_BOUND)
        .await?;

    // Two that are certain, two alike, and one that nobody paid; five in cash.
    let mut alone = Vec::new();
    for amount in ["900", "1200"] {
        alone.push(declare(&window, &display, amount, true).await?);
        sell_for_cash(&window, "300").await?;
    }
    let mut alike = Vec::new();
    for _ in 0..2 {
        alike.push(declare(&window, &display, "700", true).await?);
        sell_for_cash(&window, "400").await?;
    }
    let unpaid = declare(&window, &display, "500", false).await?;
    sell_for_cash(&window, "500").await?;
    display.picture("offline-1-ten-sales")?;
    let sales = counter.sales()?;
    ensure!(sales.as_array().is_some_and(|it| it.len() == 10), "{sales}");

    window.click("practice-offline").await?;
    for sale in &alone {
        in_state(&counter, sale, "approved").await?;
    }
    window
        .wait_for("tray-count", "data-count", "2", STATE_BOUND)
        .await?;
    for sale in &alike {
        in_state(&counter, sale, "declared").await?;
    }
    window.click("nav-tray").await?;
    window
        .wait_for_text("group-row", "700", STATE_BOUND)
        .await?;
    display.picture("offline-2-the-pair")?;

    // The close names what nobody confirmed.
    window.click("nav-sale").await?;
    window.type_keys(F9).await?;
    window.click("close-z").await?;
    window
        .wait_for("close", "data-state", "coming", STATE_BOUND)
        .await?;
    let answer = window.ask("close_day", &json!({ "number": 1 })).await?;
    let pending = answer["gives"]["figures"]["pending"]
        .as_array()
        .with_context(|| answer.to_string())?;
    let ticket = ticket_of(&counter, &unpaid)?;
    let named = pending.iter().any(|it| it.to_string().contains(&ticket));
    ensure!(named, "{ticket} is named: {answer}");
    in_state(&counter, &unpaid, "unconfirmed").await?;
    for sale in &alone {
        in_state(&counter, sale, "approved").await?;
    }
    display.picture("offline-3-closed")?;
    window.kill();
    counter.verify()?;
    Ok(())
}

/// Charges by the fixed QR; the customer pays, or only says so; the cashier
/// records it.
async fn declare(window: &Window, display: &Display, amount: &str, pays: bool) -> Result<String> {
    window.type_keys(amount).await?;
    window.type_keys(F4).await?;
    window.wait_for_sale("requested", STATE_BOUND).await?;
    let payload = window.attribute("fixed-qr", "data-payload").await?;
    let payload = payload.context("no fixed QR")?;
    ensure!(
        scan_screen(display, "offline-fixed-qr").await? == payload,
        "the code on the screen is the fixed QR's"
    );
    let sale = window.attribute("sale", "data-id").await?;
    if pays {
        window.fill("practice-fixed-amount", amount).await?;
        window.click("practice-pay-fixed").await?;
    }
    window.click("declare-ok").await?;
    window.wait_for_sale("declared", STATE_BOUND).await?;
    leave_sale(window).await?;
    sale.context("a sale without an id")
}

async fn in_state(counter: &Counter, sale: &str, state: &str) -> Result<()> {
    until(&format!("{sale} {state}"), STATE_BOUND, async || {
        let sales = counter.sales().ok()?;
        let payment = payment_of(&sales, sale).ok()?;
        (payment["state"] == state).then_some(())
    })
    .await
}

fn ticket_of(counter: &Counter, sale: &str) -> Result<String> {
    let sales: Value = counter.sales()?;
    let found = sales
        .as_array()
        .and_then(|sales| sales.iter().find(|it| it["id"] == sale))
        .and_then(|found| found["ticket"].as_str());
    Ok(found.context("no such sale")?.to_owned())
}
