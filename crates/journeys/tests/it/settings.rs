//! The settings in the real window: a saved value is in use, a wrong one is
//! reported, and a shop goes live without editing a file.

use std::fs;

use anyhow::{Context, Result};
use journeys::{Counter, Display, Relay, Sandbox, Window};

use crate::steps::{STATE_BOUND, charge_by_qr, leave_sale};

/// What a person who edits files wrote before.
const FILE: &str = "# la caja de adelante\n\n[secrets]\nstore = \"file\" # sin llavero\n";

fn write(counter: &Counter, text: &str) -> Result<()> {
    let file = counter.data().join("mostrador.toml");
    fs::write(file, text).context("cannot write mostrador.toml")
}

fn read(counter: &Counter) -> Result<String> {
    let file = counter.data().join("mostrador.toml");
    fs::read_to_string(file).context("cannot read mostrador.toml")
}

/// Opens a section of the settings, from the sale.
async fn open_settings(window: &Window, section: &str) -> Result<()> {
    window.click("nav-settings").await?;
    let section = format!("settings-section-{section}");
    window.click(&section).await?;
    window
        .wait_for(&section, "data-state", "active", STATE_BOUND)
        .await
}

async fn save(window: &Window) -> Result<()> {
    window.click("settings-save").await?;
    window
        .wait_for_text("settings-done", "Guardado", STATE_BOUND)
        .await
}

/// Tests a connection and waits for its result.
async fn test_connection(window: &Window, what: &str, outcome: &str) -> Result<()> {
    window.click(&format!("settings-test-{what}")).await?;
    window
        .wait_for("settings-test-result", "data-outcome", outcome, STATE_BOUND)
        .await
}

#[tokio::test]
async fn a_name_is_saved_and_a_change_outside_is_taken_up() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    write(&counter, FILE)?;
    let window = Window::open(&display, &counter.data()).await?;

    open_settings(&window, "till").await?;
    window.fill("settings-till-name", "Adelante").await?;
    save(&window).await?;
    display.picture("journey-settings-saved")?;
    let saved = format!("{FILE}\n[till]\nname = \"Adelante\"\n");
    assert_eq!(read(&counter)?, saved);

    // The reopened shop sells, with its new name.
    window.click("nav-sale").await?;
    window
        .wait_for_text("status-till", "Adelante", STATE_BOUND)
        .await?;
    charge_by_qr(&window, "1500").await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;

    // An error of the file is named; a valid change is taken up.
    write(&counter, "[till]\nnumer = 2\n")?;
    window
        .wait_for("settings-outside", "data-state", "unreadable", STATE_BOUND)
        .await?;
    window
        .wait_for_text("settings-outside", "numer", STATE_BOUND)
        .await?;
    display.picture("journey-settings-outside-wrong")?;
    write(&counter, &saved.replace("Adelante", "Atrás"))?;
    window
        .wait_for("settings-outside", "data-state", "readable", STATE_BOUND)
        .await?;
    window
        .wait_for_text("settings-outside", "till.name", STATE_BOUND)
        .await?;
    window.click("settings-take-up").await?;
    window
        .wait_for_text("status-till", "Atrás", STATE_BOUND)
        .await?;
    assert_eq!(
        window.attribute("settings-outside", "data-state").await?,
        None
    );
    window.kill();
    counter.verify()?;
    Ok(())
}

#[tokio::test]
async fn a_shop_goes_live_from_its_settings_alone() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let relay = Relay::start(counter.beside()).await?;
    let sandbox = Sandbox::start_for(counter.beside(), &relay, "sandbox", "la-buena").await?;
    let key = relay.add_till(1)?;
    let window = Window::open(&display, &counter.data()).await?;

    // This machine has no keychain, so the test chooses the file, which is
    // weaker.
    open_settings(&window, "mode").await?;
    window.click("settings-secrets-store-file").await?;
    save(&window).await?;

    window.click("settings-go-live").await?;
    window
        .wait_for("go-live", "data-step", "till", STATE_BOUND)
        .await?;
    window.click("go-live-next").await?;
    window
        .wait_for("go-live", "data-step", "totalcoin", STATE_BOUND)
        .await?;
    window
        .fill("settings-totalcoin-base_url", &sandbox.url())
        .await?;
    window
        .fill("settings-secret-totalcoin-username", "sandbox")
        .await?;
    window
        .fill("settings-secret-totalcoin-password", "la-mala")
        .await?;
    test_connection(&window, "totalcoin", "wrong-credentials").await?;
    window
        .wait_for_text("settings-test-result", "contraseña", STATE_BOUND)
        .await?;
    display.picture("journey-settings-wrong-password")?;
    window
        .fill("settings-secret-totalcoin-password", "la-buena")
        .await?;
    test_connection(&window, "totalcoin", "ok").await?;
    window
        .fill("settings-totalcoin-default_dni", "27594189")
        .await?;
    window.click("go-live-next").await?;
    window
        .wait_for("go-live", "data-step", "relay", STATE_BOUND)
        .await?;
    window.click("settings-relay-choice-url").await?;
    window.fill("settings-relay-url", &relay.url()).await?;
    window
        .fill("settings-secret-relay-till_key", "no-es-la-llave")
        .await?;
    test_connection(&window, "relay", "relay-key-unknown").await?;
    window.fill("settings-secret-relay-till_key", &key).await?;
    test_connection(&window, "relay", "ok").await?;
    window.click("go-live-next").await?;
    window
        .wait_for("go-live", "data-step", "review", STATE_BOUND)
        .await?;
    display.picture("journey-settings-review")?;
    window.click("go-live-next").await?;
    window
        .wait_for("go-live", "data-step", "arrived", STATE_BOUND)
        .await?;
    window
        .wait_for_text("test-band", "ENTORNO DE PRUEBA", STATE_BOUND)
        .await?;

    // The shop sells, and its QR is paid through the relay.
    window.click("nav-sale").await?;
    charge_by_qr(&window, "1500").await?;
    sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();

    let text = read(&counter)?;
    assert!(text.contains("mode = \"live\""), "{text}");
    assert!(!text.contains("la-buena") && !text.contains(&key), "{text}");
    let sales = counter.sales()?;
    assert_eq!(sales[0]["payments"][0]["state"], "approved");
    counter.verify()?;
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_reported_and_typed_values_stay() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    write(&counter, FILE)?;
    let file = counter.data().join("mostrador.toml");
    let marked = |readonly: bool| -> Result<()> {
        let mut permissions = fs::metadata(&file)?.permissions();
        permissions.set_readonly(readonly);
        Ok(fs::set_permissions(&file, permissions)?)
    };
    marked(true)?;
    let window = Window::open(&display, &counter.data()).await?;
    open_settings(&window, "till").await?;
    window.fill("settings-till-name", "Adelante").await?;
    window.click("settings-save").await?;
    window
        .wait_for_text("settings-trouble", "No se pudo escribir", STATE_BOUND)
        .await?;
    display.picture("journey-settings-not-writable")?;
    assert_eq!(read(&counter)?, FILE);

    // The typed values were not lost.
    marked(false)?;
    save(&window).await?;
    let saved = format!("{FILE}\n[till]\nname = \"Adelante\"\n");
    assert_eq!(read(&counter)?, saved);
    Ok(())
}
