//! Secrets in the system's keychain, here gnome-keyring on a private bus.

use anyhow::Result;
use journeys::{Display, LiveCounter};

use crate::steps::{STATE_BOUND, charge_by_qr};

#[tokio::test]
async fn a_live_till_sells_with_its_secrets_in_the_keychain() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start_with_keychain().await?;
    let window = live.open(&display).await?;
    charge_by_qr(&window, "1500").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();
    // No file beside the ledger has the secrets that the command line set.
    let data = live.counter.data();
    let names = std::fs::read_dir(&data)?.map(|entry| Ok(entry?.file_name()));
    let names = names.collect::<Result<Vec<_>>>()?;
    let kept = names
        .iter()
        .find(|name| name.to_string_lossy().contains("secret"));
    assert_eq!(kept, None, "{names:?}");
    Ok(())
}

#[tokio::test]
async fn a_locked_keychain_is_reported_and_can_be_unlocked_later() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start_with_keychain().await?;
    let window = live.open_locked(&display).await?;
    window
        .wait_for("problem", "data-kind", "keychain", STATE_BOUND)
        .await?;
    window
        .wait_for_text("problem", "llavero", STATE_BOUND)
        .await?;
    display.picture("journey-problem-keychain-locked")?;
    window.kill();
    // With the keychain unlocked, it is the same shop with the same secrets.
    let window = live.open(&display).await?;
    charge_by_qr(&window, "1500").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    Ok(())
}
