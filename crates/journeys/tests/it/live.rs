//! Live mode, with the relay and the provider as processes of their own.

use anyhow::Result;
use journeys::{Display, LiveCounter, scan_screen};
use serde_json::json;

use crate::steps::{STATE_BOUND, charge_by_qr};

#[tokio::test]
async fn a_live_sale_goes_through_relay_and_provider() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    window
        .wait_for_text("test-band", "ENTORNO DE PRUEBA", STATE_BOUND)
        .await?;

    let payload = charge_by_qr(&window, "1500,5").await?;
    let order = live.sandbox.last_pre_order().await?;
    assert_eq!(order["qr_code"], payload);
    assert_eq!(order["amount_centavos"], 150_050);
    assert_eq!(
        scan_screen(&display, "journey-live-waiting").await?,
        payload
    );

    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("journey-live-approved")?;
    assert_eq!(live.sandbox.pre_orders().await?.len(), 1);
    window.kill();
    let sales = live.counter.sales()?;
    assert_eq!(sales[0]["payments"][0]["state"], "approved");
    assert_eq!(sales[0]["payments"][0]["received_centavos"], 150_050);
    assert_eq!(sales[0]["payments"][0]["settled_by"], "notice");
    live.counter.verify()?;
    Ok(())
}

/// Every attempt goes out with the same id, and the result is one QR.
#[tokio::test]
async fn after_provider_errors_the_till_repeats_the_same_id() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let fault = json!({ "endpoint": "pre-order", "fault": "drop-after", "times": 2 });
    live.sandbox.add_fault(&fault).await?;
    let window = live.open(&display).await?;
    charge_by_qr(&window, "300").await?;
    let orders = live.sandbox.pre_orders().await?;
    assert_eq!(orders.len(), 1, "{orders:?}");
    assert_eq!(orders[0]["attempts"], 3);
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await
}
