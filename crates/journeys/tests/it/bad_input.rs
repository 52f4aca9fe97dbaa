//! For wrong input, the window says what to do, and nothing is lost.
//! `problems.rs` has the cases in which the shop cannot open, `settings.rs` the
//! wrong settings.

use std::process::Stdio;

use anyhow::{Context, Result};
use journeys::{Counter, Display, LiveCounter, Window, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, cancel_sale, charge_by_qr, leave_sale};

/// Types, and waits for the amount and the note beside it.
async fn typed(window: &Window, keys: &str, amount: &str, note: &str) -> Result<()> {
    window.type_keys(keys).await?;
    says(window, amount, note).await
}

async fn says(window: &Window, amount: &str, note: &str) -> Result<()> {
    window.wait_for_text("amount", amount, STATE_BOUND).await?;
    window
        .wait_for_text("amount-notice", note, STATE_BOUND)
        .await
}

/// Pastes the text, as after copying it elsewhere.
async fn paste(window: &Window, text: &str) -> Result<()> {
    let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);\
        window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))";
    window.run(script, vec![json!(text)]).await.map(drop)
}

#[tokio::test]
async fn an_invalid_amount_charges_nothing() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    typed(&window, "\n", "$ 0", "mayor que cero").await?;
    typed(&window, "1,555", "$ 1,55", "dos dígitos").await?;
    // Only the keys of an amount have an effect.
    window.type_keys("-x").await?;
    says(&window, "$ 1,55", "").await?;
    paste(&window, "doce mil").await?;
    says(&window, "$ 1,55", "no es un importe").await?;
    paste(&window, "-500").await?;
    says(&window, "$ 1,55", "no es un importe").await?;
    paste(&window, "$ 1.500,50").await?;
    window
        .wait_for_text("amount", "$ 1.500,50", STATE_BOUND)
        .await?;
    // Above the limit the window asks for a manager, and the amount stays.
    paste(&window, "10000000,01").await?;
    window.type_keys("\n").await?;
    window
        .wait_for_text("manager-prompt", "tope", STATE_BOUND)
        .await?;
    display.picture("bad-input-over-the-limit")?;
    window.type_keys("\u{1b}").await?;
    window
        .wait_for_text("amount", "$ 10.000.000,01", STATE_BOUND)
        .await?;
    window.kill();
    assert_eq!(counter.sales()?, json!([]));
    Ok(())
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_reported() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    // The provider answers with an HTML page: the till asks again, and the sale
    // can be given up.
    let html = json!({ "endpoint": "pre-order", "fault": "garbage", "times": "always" });
    live.sandbox.add_fault(&html).await?;
    begin(&window, "1500").await?;
    window
        .wait_for_text("sale-message", "TotalCoin", STATE_BOUND)
        .await?;
    until("words for it", STATE_BOUND, async || {
        let words = window.text("sale").await.ok()??;
        words.contains("no contestó").then_some(())
    })
    .await?;
    display.picture("bad-input-html")?;
    cancel_sale(&window).await?;
    leave_sale(&window).await?;
    live.sandbox.clear_faults().await?;

    // The next sale is unaffected.
    charge_by_qr(&window, "1500").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();
    live.counter.verify()?;

    let wrong = json!({ "endpoint": "login", "fault": "unauthorized", "times": "always" });
    live.sandbox.add_fault(&wrong).await?;
    let window = live.open(&display).await?;
    leave_sale(&window).await?;
    begin(&window, "700").await?;
    window.wait_for_sale("refused", STATE_BOUND).await?;
    window
        .wait_for_text("sale-message", "usuario", STATE_BOUND)
        .await?;
    display.picture("bad-input-credentials")?;
    window.kill();

    // Nothing listens on that port.
    live.change_setting("base_url = \"http://127.0.0.1:9\"")?;
    live.sandbox.clear_faults().await?;
    let window = live.open(&display).await?;
    leave_sale(&window).await?;
    begin(&window, "800").await?;
    until("words for it", STATE_BOUND, async || {
        let words = window.text("sale").await.ok()??;
        words.contains("No hay conexión").then_some(())
    })
    .await?;
    display.picture("bad-input-no-network")?;
    cancel_sale(&window).await?;
    window.kill();
    live.counter.verify()?;
    Ok(())
}

/// Types an amount and charges it, without waiting for the result.
async fn begin(window: &Window, amount: &str) -> Result<()> {
    window.type_keys(amount).await?;
    window.type_keys("\n").await?;
    window.wait_for_text("sale", "$", STATE_BOUND).await
}

#[tokio::test]
async fn a_key_of_another_till_charges_nothing() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    live.change_setting("number = 2")?;
    let window = live.open(&display).await?;
    window
        .wait_for("light-relay", "data-state", "down", STATE_BOUND)
        .await?;
    window.type_keys("1500\n").await?;
    window
        .wait_for_text("amount-notice", "otra caja", STATE_BOUND)
        .await?;
    window
        .wait_for_text("amount", "$ 1.500", STATE_BOUND)
        .await?;
    display.picture("bad-input-key-of-another-till")?;
    window.kill();

    live.change_setting("number = 1")?;
    live.set_secret("relay.till_key", "mrk_nobody_has_this_key")?;
    let window = live.open(&display).await?;
    window
        .wait_for("light-relay", "data-state", "down", STATE_BOUND)
        .await?;
    window.type_keys("1500\n").await?;
    window
        .wait_for_text("amount-notice", "no reconoce", STATE_BOUND)
        .await?;
    window.kill();
    assert_eq!(live.sandbox.pre_orders().await?.len(), 0);
    assert_eq!(live.counter.sales()?, json!([]));
    Ok(())
}

#[tokio::test]
async fn a_second_window_on_the_folder_says_so_and_ends() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    charge_by_qr(&window, "1500").await?;
    let mut second = counter.command(&[])?;
    second
        .env("DISPLAY", display.name())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let said = second.output().context("cannot start the app")?;
    let words = String::from_utf8_lossy(&said.stderr) + String::from_utf8_lossy(&said.stdout);
    assert!(words.contains("abierto"), "{words}");
    let state: Value = window.attribute("sale", "data-state").await?.into();
    assert_eq!(state, "waiting");
    Ok(())
}
