//! Steps that a cashier repeats.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use journeys::Window;
use serde_json::Value;

/// How long a sale may take from one state to the next, on two cores that may be busy
/// with anything else: a wait ends when the state is there.
pub(crate) const STATE_BOUND: Duration = Duration::from_secs(60);
/// A step that has just come obeys no key for so long.
pub(crate) const SETTLES: Duration = Duration::from_millis(900);
/// For this long, PAGADO ignores a key that was meant for something else.
const PAID_STAYS: Duration = Duration::from_millis(900);

/// Types the amount, charges it by QR, and returns the payload on the screen.
pub(crate) async fn charge_by_qr(window: &Window, amount: &str) -> Result<String> {
    window.type_keys(amount).await?;
    window.type_keys("\n").await?;
    window.wait_for_sale("waiting", STATE_BOUND).await?;
    window.wait_for_qr().await
}

/// So many presses of Tab lead round any screen.
const TABS_MAX: usize = 90;
const TAB: &str = "\u{e004}";

/// Moves the focus by Tab until it is on what has this test id.
pub(crate) async fn tab_to(window: &Window, id: &str) -> Result<()> {
    for _ in 0..TABS_MAX {
        let at = "return document.activeElement?.getAttribute('data-testid') ?? null";
        if window.run(at, vec![]).await? == id {
            return Ok(());
        }
        window.type_keys(TAB).await?;
    }
    bail!("`{id}` is not reached by Tab")
}

/// Leaves the sale, whatever its state, for an empty amount.
pub(crate) async fn leave_sale(window: &Window) -> Result<()> {
    tokio::time::sleep(PAID_STAYS).await;
    window.click("new-sale").await?;
    window.wait_for_text("amount", "$", STATE_BOUND).await
}

/// Sells an amount for cash, counted exactly.
pub(crate) async fn sell_for_cash(window: &Window, amount: &str) -> Result<()> {
    window.type_keys(amount).await?;
    window.click("charge-cash").await?;
    tokio::time::sleep(SETTLES).await;
    window.type_keys("\n").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(window).await
}

/// Cancels the sale in hand, and confirms it.
pub(crate) async fn cancel_sale(window: &Window) -> Result<()> {
    window.click("sale-cancel").await?;
    window.click("confirm-yes").await?;
    window.wait_for_sale("cancelled", STATE_BOUND).await
}

/// The one payment of the sale with this id, as `mostrador sales` prints it.
pub(crate) fn payment_of<'a>(sales: &'a Value, sale: &str) -> Result<&'a Value> {
    let sales = sales.as_array().context("not a list of sales")?;
    let found = sales.iter().find(|one| one["id"] == sale);
    let found = found.with_context(|| format!("the sale {sale} is not on the list"))?;
    found["payments"].get(0).context("a sale without a payment")
}
