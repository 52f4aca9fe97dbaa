//! The table of notices in the rules, each row from a webhook posted to the
//! relay to the state on the screen and the command line's output.

use anyhow::{Context, Result};
use journeys::{Display, LiveCounter, Window, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, cancel_sale, charge_by_qr, leave_sale, payment_of};

/// The amount charged in each row, as typed.
const AMOUNT: &str = "1500";

struct Row {
    what: &'static str,
    cancelled_first: bool,
    how: Value,
    state: &'static str,
    /// The kinds of discrepancies and their centavos.
    discrepancies: Value,
}

fn row(what: &'static str, how: Value, state: &'static str, discrepancies: Value) -> Row {
    Row {
        what,
        cancelled_first: false,
        how,
        state,
        discrepancies,
    }
}

fn rows() -> Vec<Row> {
    let found = |kind: &str, by: i64| json!([{ "kind": kind, "by_centavos": by }]);
    vec![
        row("exact", json!({ "how": "exact" }), "approved", json!([])),
        Row {
            cancelled_first: true,
            ..row(
                "late",
                json!({ "how": "exact" }),
                "approved",
                found("late", 0),
            )
        },
        row(
            "short",
            json!({ "how": "short", "by_centavos": 1_000 }),
            "waiting",
            found("short", 1_000),
        ),
        row(
            "over",
            json!({ "how": "over", "by_centavos": 1_000 }),
            "approved",
            found("over", 1_000),
        ),
        row(
            "the same twice",
            json!({ "how": "twice" }),
            "approved",
            json!([]),
        ),
        row(
            "another Referencia",
            json!({ "how": "second-reference" }),
            "approved",
            found("duplicate", 150_000),
        ),
        row(
            "another Estado",
            json!({ "how": "estado", "estado": "RECHAZADO" }),
            "waiting",
            found("needs-review", 0),
        ),
        row(
            "nobody's",
            json!({ "how": "null-reference" }),
            "waiting",
            json!([]),
        ),
        row(
            "nobody's, then ours",
            json!({ "how": "completing" }),
            "approved",
            json!([]),
        ),
        row(
            "out of order",
            json!({ "how": "out-of-order" }),
            "approved",
            json!([]),
        ),
    ]
}

#[tokio::test]
async fn each_notice_does_what_the_rules_say() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    let rows = rows();
    for row in &rows {
        take(&live, &window, row)
            .await
            .with_context(|| format!("the row {:?}", row.what))?;
    }
    // Each discrepancy and each stray waits for a person; those that a later
    // notice completed do not.
    let waiting = rows
        .iter()
        .map(|row| row.discrepancies.as_array().map_or(0, Vec::len));
    let waiting = waiting.sum::<usize>() + 1;
    window
        .wait_for(
            "tray-count",
            "data-count",
            &waiting.to_string(),
            STATE_BOUND,
        )
        .await?;
    window.kill();
    live.counter.verify()?;
    Ok(())
}

async fn take(live: &LiveCounter, window: &Window, row: &Row) -> Result<()> {
    charge_by_qr(window, AMOUNT).await?;
    let sale = window
        .attribute("sale", "data-id")
        .await?
        .context("a sale without its id")?;
    let order = live.sandbox.last_pre_order().await?;
    let reference = order["external_reference"]
        .as_str()
        .context("no reference")?;
    if row.cancelled_first {
        cancel_sale(window).await?;
    }
    live.sandbox.pay(reference, &row.how).await?;
    ends_as(live, &sale, row.state, &row.discrepancies).await?;
    window.wait_for_sale(row.state, STATE_BOUND).await?;
    if row.state == "waiting" {
        cancel_sale(window).await?;
    }
    leave_sale(window).await
}

/// A contradiction has the transaction's own number, so the test posts it as
/// the provider would, with one field changed.
#[tokio::test]
async fn a_contradicted_approval_stays_approved() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    charge_by_qr(&window, AMOUNT).await?;
    let sale = window
        .attribute("sale", "data-id")
        .await?
        .context("a sale without its id")?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;

    let body = live.sandbox.last_webhook_body().await?;
    let contradicted = body.replace("\"APROBADO\"", "\"RECHAZADO\"");
    assert_ne!(contradicted, body);
    assert_eq!(live.relay.post(&contradicted).await?, 200);
    let found = json!([{ "kind": "contradicted", "by_centavos": 0 }]);
    ends_as(&live, &sale, "approved", &found).await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("journey-contradicted")?;
    Ok(())
}

/// Waits until the command line prints this for the sale.
async fn ends_as(live: &LiveCounter, sale: &str, state: &str, discrepancies: &Value) -> Result<()> {
    let mut last = Value::Null;
    let waited = until("the sale's end", STATE_BOUND, async || {
        last = payment_of(&live.counter.sales().ok()?, sale).ok()?.clone();
        (last["state"] == state && last["discrepancies"] == *discrepancies).then_some(())
    })
    .await;
    waited.with_context(|| format!("not {state} with {discrepancies}, but {last}"))
}
