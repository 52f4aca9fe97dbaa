//! The customer's window on a monitor of its own, through a whole sale.

use std::time::Duration;

use anyhow::Result;
use journeys::{Counter, Display, Window, read_qr, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, charge_by_qr, leave_sale};

/// The second monitor's position and size.
const SECOND: [i64; 4] = [1280, 0, 1024, 768];
/// The payer's name in practice, in the notice's words.
const PAYER: &str = "CLIENTE DE PRUEBA";

#[tokio::test]
async fn the_customer_follows_the_sale_on_a_monitor_of_their_own() -> Result<()> {
    let counter = Counter::new()?;
    let display = Display::start_with_two_monitors(counter.beside())?;
    let window = Window::open(&display, &counter.data()).await?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer", "data-state", "idle", STATE_BOUND)
        .await?;
    stands_at(&window, |place| place == SECOND).await?;

    window.turn_to_cashier().await?;
    let payload = charge_by_qr(&window, "1500").await?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer", "data-state", "waiting", STATE_BOUND)
        .await?;
    window
        .wait_for_text("customer-amount", "1.500", STATE_BOUND)
        .await?;
    let mut read = None;
    until(
        "the QR on the customer's monitor",
        STATE_BOUND,
        async || {
            let picture = display.picture_of_second("customer-waiting").ok()?;
            read = read_qr(&picture).ok();
            read.as_ref().map(drop)
        },
    )
    .await?;
    assert_eq!(read.as_deref(), Some(payload.as_str()));
    display.picture("two-monitors-waiting")?;

    // A script in the customer's page is refused every request.
    for (request, takes) in [
        (
            "charge_qr",
            json!({ "request": "r", "amount_centavos": 100 }),
        ),
        ("snapshot", Value::Null),
        ("tray", Value::Null),
        ("settle", Value::Null),
        ("practice_play", json!({ "what": "pay" })),
    ] {
        let answer = window.ask(request, &takes).await?;
        let refused = answer["refused"].as_str().unwrap_or_default();
        assert!(refused.contains("not allowed"), "{request}: {answer}");
    }
    let own = window.ask("customer_snapshot", &Value::Null).await?;
    assert_eq!(own["gives"]["state"], "waiting", "{own}");

    window.turn_to_cashier().await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.wait_for_text("sale", PAYER, STATE_BOUND).await?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer", "data-state", "approved", STATE_BOUND)
        .await?;
    display.picture("two-monitors-approved")?;
    // Only the cashier may see who paid.
    let own = window
        .ask("customer_snapshot", &Value::Null)
        .await?
        .to_string();
    let page = window.text("customer").await?.unwrap_or_default();
    assert!(
        !own.contains(PAYER) && !page.contains(PAYER),
        "{own} {page}"
    );

    window.turn_to_cashier().await?;
    leave_sale(&window).await?;
    window.kill();
    assert_eq!(counter.sales()?.as_array().map(Vec::len), Some(1));
    Ok(())
}

#[tokio::test]
async fn unplugging_a_monitor_loses_no_sale() -> Result<()> {
    let counter = Counter::new()?;
    let display = Display::start_with_two_monitors(counter.beside())?;
    let window = Window::open(&display, &counter.data()).await?;
    charge_by_qr(&window, "1500").await?;
    window.turn_to_customer().await?;
    stands_at(&window, |place| place == SECOND).await?;

    display.unplug_second()?;
    stands_at(&window, |[left, _, width, _]| left + width <= SECOND[0]).await?;
    window
        .wait_for("customer", "data-state", "waiting", STATE_BOUND)
        .await?;
    window.turn_to_cashier().await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("one-monitor-left")?;

    display.plug_second()?;
    window.turn_to_customer().await?;
    stands_at(&window, |place| place == SECOND).await?;
    window
        .wait_for("customer", "data-state", "approved", STATE_BOUND)
        .await
}

async fn stands_at(window: &Window, right: impl Fn([i64; 4]) -> bool) -> Result<()> {
    let mut last = None;
    let bound = Duration::from_secs(15);
    let waited = until("the customer's window in its place", bound, async || {
        last = window.place().await.ok();
        last.filter(|place| right(*place)).map(drop)
    });
    waited
        .await
        .map_err(|error| error.context(format!("it last stood at {last:?}")))
}
