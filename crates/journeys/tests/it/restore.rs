//! Restore of a copy: made while selling, restored on the command line, with
//! its effects in the window.

use std::fs;

use anyhow::Result;
use journeys::{Display, LiveCounter, run};
use serde_json::json;

use crate::steps::{STATE_BOUND, charge_by_qr, leave_sale};

/// How often the provider fails: long enough for a copy to be made.
const STUMBLES: u32 = 4;

#[tokio::test]
async fn after_a_restore_nothing_is_sent_or_sold_too_early() -> Result<()> {
    let display = Display::start()?;
    let mut live = LiveCounter::start().await?;
    let mut people = live
        .counter
        .command(&["people", "add", "--role", "manager", "--name", "Ana"])?;
    let pin = live.counter.beside().join("pin");
    fs::write(&pin, "246810")?;
    run(people.stdin(fs::File::open(&pin)?))?;

    let window = live.open(&display).await?;
    charge_by_qr(&window, "1500").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;
    // The copy is made while a request is in the outbox.
    let fault = json!({ "endpoint": "pre-order", "fault": "error-500", "times": STUMBLES });
    live.sandbox.add_fault(&fault).await?;
    window.type_keys("700\n").await?;
    window.wait_for_sale("requested", STATE_BOUND).await?;
    run(&mut live.counter.command(&["backup"])?)?;
    // After the copy, its QR comes, and another sale is made and paid.
    window.wait_for_sale("waiting", 2 * STATE_BOUND).await?;
    window.click("sale-cancel").await?;
    window.click("confirm-yes").await?;
    window.wait_for_sale("cancelled", STATE_BOUND).await?;
    leave_sale(&window).await?;
    charge_by_qr(&window, "300").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    let asked = live.sandbox.pre_orders().await?.len();

    // A restore is refused while the window has the shop open.
    let refused = run(&mut live.counter.command(&["restore", "--yes"])?).unwrap_err();
    assert!(refused.to_string().contains("está abierto"), "{refused}");
    window.kill();
    // It is also refused without the manager's PIN, and without any input.
    let mut stranger = live.counter.command(&["restore", "--yes"])?;
    let refused = run(stranger.stdin(std::process::Stdio::null())).unwrap_err();
    assert!(refused.to_string().contains("PIN"), "{refused}");
    let mut silent = live.counter.command(&["restore"])?;
    let refused = run(silent.stdin(fs::File::open(&pin)?)).unwrap_err();
    let told = refused.to_string();
    assert!(
        told.contains("comprobada: íntegra") && told.contains("no se restauró nada"),
        "{told}"
    );
    live.relay.kill();
    let mut restore = live.counter.command(&["restore", "--yes"])?;
    let said = run(restore.stdin(fs::File::open(&pin)?))?;
    assert!(said.contains("ledger.before-"), "{said}");
    live.counter.verify()?;

    let window = live.open(&display).await?;
    window
        .wait_for("restored", "data-state", "relay-unread", STATE_BOUND)
        .await?;
    // The copy's sale is in hand: it is held, and only a manager can release
    // it.
    window.wait_for_sale("requested", STATE_BOUND).await?;
    window
        .wait_for_text("sale-message", "bandeja", STATE_BOUND)
        .await?;
    display.picture("journey-restored")?;
    let refused = window
        .ask(
            "charge_qr",
            &json!({ "checkout": { "request_id": "r1" }, "amount_centavos": 1_000,
                     "payer_dni": null, "pin": null }),
        )
        .await?;
    assert_eq!(refused, json!({ "refused": "relay-unread" }));

    live.relay.start_again().await?;
    // The tray has the money of a sale that the copy does not know, and the
    // held request.
    window
        .wait_for("nav-tray", "data-count", "2", 3 * STATE_BOUND)
        .await?;
    window.click("nav-tray").await?;
    window
        .wait_for("notice-row", "data-state", "unattributed", STATE_BOUND)
        .await?;
    window.click("held-give-up").await?;
    window.click("settle-reason").await?;
    display.picture("journey-restored-tray")?;
    window.type_keys("ya se fue\n").await?;
    window.type_keys("246810\n").await?;
    window
        .wait_for("nav-tray", "data-count", "1", STATE_BOUND)
        .await?;
    assert_eq!(
        live.sandbox.pre_orders().await?.len(),
        asked,
        "nothing was sent"
    );

    window.click("nav-sale").await?;
    window.wait_for_sale("expired", STATE_BOUND).await?;
    leave_sale(&window).await?;
    charge_by_qr(&window, "10").await?;
    window
        .wait_for_text("sale-ticket", "C1-001003", STATE_BOUND)
        .await?;
    window.kill();
    live.counter.verify()?;
    Ok(())
}
