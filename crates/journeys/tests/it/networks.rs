//! Networks as shops have them: between the till and its relay something breaks
//! streams, or there is no connection at all.

use std::time::Duration;

use anyhow::Result;
use journeys::{Display, GatheringProxy, LiveCounter};

use crate::steps::{STATE_BOUND, charge_by_qr, leave_sale};

/// The till gives up a stream that brings nothing within this time.
const STREAM_GIVEN_UP: Duration = Duration::from_secs(60);
const AWAY: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_payment_arrives_although_streams_are_held_back() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let proxy = GatheringProxy::start(live.relay.port()).await?;
    live.listen_at(&proxy.url())?;
    let window = live.open(&display).await?;
    for _ in 0..2 {
        charge_by_qr(&window, "1500").await?;
        live.sandbox.pay_last().await?;
        window.wait_for_sale("approved", STREAM_GIVEN_UP).await?;
        window
            .wait_for("light-relay", "data-state", "ok", STATE_BOUND)
            .await?;
        leave_sale(&window).await?;
    }
    assert!(proxy.held() > 0, "the till asked for no stream");
    Ok(())
}

#[tokio::test]
async fn a_payment_keeps_waiting_while_the_relay_is_away_for_a_minute() -> Result<()> {
    let display = Display::start()?;
    let mut live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    charge_by_qr(&window, "1500").await?;
    live.relay.kill();
    live.sandbox.pay_last().await?;
    tokio::time::sleep(AWAY).await;
    window
        .wait_for("light-relay", "data-state", "down", STATE_BOUND)
        .await?;
    let state = window.attribute("sale", "data-state").await?;
    assert_eq!(state.as_deref(), Some("waiting"));
    display.picture("relay-gone-a-minute")?;

    live.relay.start_again().await?;
    window.wait_for_sale("approved", 3 * STATE_BOUND).await?;
    window
        .wait_for("light-relay", "data-state", "ok", STATE_BOUND)
        .await
}
