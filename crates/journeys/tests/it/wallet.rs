//! The house's own wallet in practice: a sale by the order's QR, a report that
//! Bind refuses, its correction, and a return tied to it.

use anyhow::{Context, Result};
use journeys::{Counter, Display, Window, scan_screen, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, leave_sale};

const F11: &str = "\u{e03b}";

#[tokio::test]
async fn a_wallet_sale_is_reported_refused_corrected_and_returned() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    window.click("practice-manager").await?;
    let pin = until("the manager's PIN", STATE_BOUND, async || {
        let words = window.text("practice-manager-pin").await.ok()??;
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    })
    .await?;
    window.click("practice-wallet").await?;
    window
        .wait_for("light-bind", "data-state", "ok", STATE_BOUND)
        .await?;
    window.click("practice-bind-fail").await?;

    // The wallet's word pays; Bind's word does not matter to the sale.
    window.type_keys("1500").await?;
    window.type_keys(F11).await?;
    window.wait_for_sale("waiting", STATE_BOUND).await?;
    let payload = window.wait_for_qr().await?;
    assert_eq!(scan_screen(&display, "wallet-1-waiting").await?, payload);
    window.click("practice-wallet-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("wallet-2-approved")?;
    leave_sale(&window).await?;

    window.click("queue-count").await?;
    window.click("reports-tab").await?;
    window
        .wait_for("report-row", "data-state", "failed", STATE_BOUND)
        .await?;
    window
        .wait_for_text("report-fields", "1500", STATE_BOUND)
        .await?;
    // The drawer says that the FAIL is used up.
    window
        .wait_for("practice-bind-fail", "aria-pressed", "false", STATE_BOUND)
        .await?;
    display.picture("wallet-3-failed")?;
    let failed = only(&reports(&window).await?, "failed")?;
    let asked = json!({ "report": failed["id"] });
    let details = window.ask("report_details", &asked).await?;
    let cuit = details["gives"]["fields"]["buyer_cuit"].as_str();
    let cuit = cuit.with_context(|| details.to_string())?;
    assert!(cuit.starts_with('•'), "nobody in charge asked: {cuit}");
    window.click("report-correct").await?;
    window.fill("report-field-branch_code", "S999").await?;
    answer(&window, "la sucursal era otra", &pin).await?;
    window
        .wait_for("report-row", "data-state", "passed", STATE_BOUND)
        .await?;
    display.picture("wallet-4-passed")?;
    let passed = only(&reports(&window).await?, "passed")?;
    assert_eq!(passed["id"], failed["id"]);
    assert_ne!(
        passed["message"], failed["message"],
        "a new message, a new id"
    );

    // What went back is told as a message of its own.
    let returned = window
        .ask(
            "return_money",
            &json!({
                "sale": passed["sale"], "payment": passed["payment"], "amount_centavos": 150_000,
                "from": "provider", "reason": "se arrepintió", "pin": pin,
            }),
        )
        .await?;
    assert!(returned.get("gives").is_some(), "{returned}");
    let back = until("the return at Bind", STATE_BOUND, async || {
        let rows = reports(&window).await.ok()?;
        let back = rows.iter().find(|it| it["outcome"] == "returned")?.clone();
        (back["state"] == "passed").then_some(back)
    })
    .await?;
    assert_ne!(back["message"], passed["message"]);
    display.picture("wallet-5-returned")?;
    window.kill();

    let printed = journeys::run(&mut counter.command(&["reports", "--format", "json"])?)?;
    let told: Value = serde_json::from_str(&printed).context(printed)?;
    let states: Vec<&Value> = told
        .as_array()
        .context("no list")?
        .iter()
        .map(|it| &it["state"])
        .collect();
    assert_eq!(states, ["passed", "passed"]);
    counter.verify()?;
    Ok(())
}

/// A manager's reason and PIN for what was chosen.
async fn answer(window: &Window, reason: &str, pin: &str) -> Result<()> {
    window.fill("settle-reason", reason).await?;
    window.fill("manager-pin", pin).await?;
    window.click("settle-confirm").await
}

/// All reports of today, those first that wait for a person.
async fn reports(window: &Window) -> Result<Vec<Value>> {
    let from = window.attribute("report-span", "data-from").await?;
    let to = window.attribute("report-span", "data-to").await?;
    let page = json!({ "from": from, "to": to, "shown": "all" });
    let page = window.ask("reports", &page).await?;
    let list = |name: &str| page["gives"][name].as_array().cloned();
    let mut rows = list("needs").with_context(|| page.to_string())?;
    rows.extend(list("rows").unwrap_or_default());
    Ok(rows)
}

fn only(rows: &[Value], state: &str) -> Result<Value> {
    let found = rows.iter().find(|it| it["state"] == state);
    let found = found.with_context(|| format!("no report is {state}: {rows:?}"))?;
    Ok(found.clone())
}
