//! The till continues after a restart, whatever died and whatever happened
//! meanwhile.

use anyhow::Result;
use journeys::{Display, LiveCounter};

use crate::steps::{STATE_BOUND, charge_by_qr};

#[tokio::test]
async fn a_payment_made_while_the_till_was_dead_is_found() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    charge_by_qr(&window, "1500").await?;
    window.kill();
    live.sandbox.pay_last().await?;

    let window = live.open(&display).await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("journey-restart-approved")?;
    assert_eq!(live.sandbox.pre_orders().await?.len(), 1);
    window.kill();
    assert_eq!(
        live.counter.sales()?[0]["payments"][0]["discrepancies"],
        serde_json::json!([])
    );
    live.counter.verify()?;
    Ok(())
}

#[tokio::test]
async fn the_same_qr_is_shown_after_a_restart() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    let payload = charge_by_qr(&window, "1500").await?;
    window.kill();

    let window = live.open(&display).await?;
    window.wait_for_sale("waiting", STATE_BOUND).await?;
    assert_eq!(window.wait_for_qr().await?, payload);
    assert_eq!(live.sandbox.pre_orders().await?.len(), 1);
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();
    live.counter.verify()?;
    Ok(())
}

/// The provider repeats a webhook that was not received; the till keeps
/// listening.
#[tokio::test]
async fn a_payment_made_while_the_relay_was_dead_is_found() -> Result<()> {
    let display = Display::start()?;
    let mut live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    window
        .wait_for("light-relay", "data-state", "ok", STATE_BOUND)
        .await?;
    charge_by_qr(&window, "1500").await?;
    live.relay.kill();
    live.sandbox.pay_last().await?;
    window
        .wait_for("light-relay", "data-state", "down", 3 * STATE_BOUND)
        .await?;
    assert_eq!(
        window.attribute("sale", "data-state").await?.as_deref(),
        Some("waiting")
    );
    display.picture("journey-relay-down")?;

    live.relay.start_again().await?;
    window.wait_for_sale("approved", 3 * STATE_BOUND).await?;
    window
        .wait_for("light-relay", "data-state", "ok", STATE_BOUND)
        .await?;
    window.kill();
    live.counter.verify()?;
    Ok(())
}
