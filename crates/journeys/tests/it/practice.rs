//! What a new user sees: an empty folder, and a sale within a minute.

use anyhow::Result;
use journeys::{Counter, Display, Window, scan_screen, until};

use crate::steps::{STATE_BOUND, charge_by_qr};

#[tokio::test]
async fn a_newcomer_makes_a_sale_in_practice() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    window
        .wait_for_text("practice-band", "PRÁCTICA", STATE_BOUND)
        .await?;

    window.type_keys("1500").await?;
    window.wait_for_text("amount", "1.500", STATE_BOUND).await?;
    display.picture("journey-amount")?;
    let payload = charge_by_qr(&window, "").await?;
    assert_eq!(scan_screen(&display, "journey-waiting").await?, payload);

    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window
        .wait_for_text("sale-message", "PAGADO", STATE_BOUND)
        .await?;
    window
        .wait_for_text("sale-amount", "1.500", STATE_BOUND)
        .await?;
    display.picture("journey-approved")?;
    window.kill();

    let sales = counter.sales()?;
    assert_eq!(sales[0]["state"], "paid");
    assert_eq!(sales[0]["total_centavos"], 150_000);
    assert_eq!(sales[0]["payments"][0]["state"], "approved");
    counter.verify()?;
    Ok(())
}

/// The window ignores a scanner's burst and its Enter: nothing is charged.
#[tokio::test]
async fn a_scanned_code_is_not_an_amount() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    window.wait_for_text("amount", "0", STATE_BOUND).await?;
    window.scan("7790895000997\n").await?;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    window.wait_for_text("amount", "$ 0", STATE_BOUND).await?;
    assert_eq!(window.attribute("sale", "data-state").await?, None);
    Ok(())
}

/// A newcomer looks at a day at once, and sells on.
#[tokio::test]
async fn the_sample_week_is_one_click_away_and_sales_go_on() -> Result<()> {
    let counter = Counter::new()?;
    let display = Display::start()?;
    let window = Window::open(&display, &counter.data()).await?;
    window.click("practice-week").await?;
    window
        .wait_for_text("practice-people", "135790", STATE_BOUND)
        .await?;
    window.wait_for_text("day-total", "$", STATE_BOUND).await?;
    let rows =
        "return document.querySelectorAll('[data-testid=day-sales] [data-testid=sale-row]').length";
    until(
        "the week's last day has its sales",
        STATE_BOUND,
        async || {
            let rows = window.run(rows, vec![]).await.ok()?;
            (rows.as_i64()? > 10).then_some(())
        },
    )
    .await?;
    window.click("nav-sale").await?;
    charge_by_qr(&window, "1500").await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();
    counter.verify()?;
    Ok(())
}
