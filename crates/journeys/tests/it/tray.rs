//! The tray in the real window: a manager settles each kind of discrepancy with
//! a PIN and a reason, and the sale's steps show who, when and why.

use anyhow::{Context, Result};
use journeys::{Display, LiveCounter, Window, until};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, cancel_sale, charge_by_qr, leave_sale};

const MANAGER: &str = "Marina";
const PIN: &str = "246810";

/// A kind, how the customer causes it, and the manager's answer.
struct Case {
    kind: &'static str,
    cancelled_first: bool,
    how: Value,
    answer: &'static str,
}

fn cases() -> Vec<Case> {
    let case = |kind, how, answer| Case {
        kind,
        cancelled_first: kind == "late",
        how,
        answer,
    };
    vec![
        case("late", json!({ "how": "exact" }), "to-be-returned"),
        case(
            "short",
            json!({ "how": "short", "by_centavos": 1_000 }),
            "to-be-returned",
        ),
        case(
            "over",
            json!({ "how": "over", "by_centavos": 1_000 }),
            "written-off",
        ),
        case(
            "duplicate",
            json!({ "how": "second-reference" }),
            "to-be-returned",
        ),
        case(
            "needs-review",
            json!({ "how": "estado", "estado": "RECHAZADO" }),
            "written-off",
        ),
        case(
            "unattributed",
            json!({ "how": "null-reference" }),
            "not-a-sale",
        ),
    ]
}

#[tokio::test]
async fn each_kind_is_settled_and_the_steps_show_who_and_why() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    live.add_manager(MANAGER, PIN)?;
    let window = live.open(&display).await?;
    for case in cases() {
        settle_one(&live, &window, &case)
            .await
            .with_context(|| format!("the kind {:?}", case.kind))?;
    }
    contradict_and_settle(&live, &window).await?;
    display.picture("journey-tray-settled")?;
    window.kill();
    let open = live.counter.sales()?;
    let left = open.as_array().context("no list")?;
    let left = left.iter().flat_map(|sale| sale["payments"].as_array());
    let left: usize = left.map(Vec::len).sum();
    assert!(left > 0, "the sales are still told");
    live.counter.verify()?;
    Ok(())
}

async fn settle_one(live: &LiveCounter, window: &Window, case: &Case) -> Result<()> {
    charge_by_qr(window, "1500").await?;
    let sale = sale_on_screen(window).await?;
    let order = live.sandbox.last_pre_order().await?;
    let reference = order["external_reference"]
        .as_str()
        .context("no reference")?;
    if case.cancelled_first {
        cancel_sale(window).await?;
    }
    live.sandbox.pay(reference, &case.how).await?;
    in_tray(window, 1).await?;
    let state = window.attribute("sale", "data-state").await?;
    if state.as_deref() == Some("waiting") {
        cancel_sale(window).await?;
    }
    leave_sale(window).await?;
    settle(window, case.kind, case.answer).await?;
    // A stray has no sale with steps.
    if case.kind != "unattributed" {
        steps_tell(window, &sale, case.kind).await?;
    }
    Ok(())
}

/// A contradiction has the transaction's own number.
async fn contradict_and_settle(live: &LiveCounter, window: &Window) -> Result<()> {
    charge_by_qr(window, "1500").await?;
    let sale = sale_on_screen(window).await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    let body = live.sandbox.last_webhook_body().await?;
    let other = body.replace("\"APROBADO\"", "\"RECHAZADO\"");
    assert_eq!(live.relay.post(&other).await?, 200);
    in_tray(window, 1).await?;
    leave_sale(window).await?;
    settle(window, "contradicted", "written-off").await?;
    steps_tell(window, &sale, "contradicted").await
}

async fn sale_on_screen(window: &Window) -> Result<String> {
    let sale = window.attribute("sale", "data-id").await?;
    sale.context("a sale without its id")
}

async fn in_tray(window: &Window, count: usize) -> Result<()> {
    window
        .wait_for("tray-count", "data-count", &count.to_string(), STATE_BOUND)
        .await
}

/// The reason of the answer, which the steps repeat.
fn reason(kind: &str) -> String {
    format!("lo vi con el cliente: {kind}")
}

async fn settle(window: &Window, kind: &str, answer: &str) -> Result<()> {
    window.click("nav-tray").await?;
    window
        .wait_for("notice-row", "data-state", kind, STATE_BOUND)
        .await?;
    let settle = format!("settle-{answer}");
    // The newest item may be open already.
    if window.attribute(&settle, "aria-pressed").await?.is_none() {
        window
            .run(
                "document.querySelector('[data-testid=notice-row] button').click()",
                vec![],
            )
            .await?;
    }
    window.click(&settle).await?;
    window.fill("settle-reason", &reason(kind)).await?;
    // A wrong PIN settles nothing.
    if kind == "late" {
        window.fill("manager-pin", "135791").await?;
        window.click("settle-confirm").await?;
        window
            .wait_for_text("manager-trouble", "PIN", STATE_BOUND)
            .await?;
        in_tray(window, 1).await?;
    }
    window.fill("manager-pin", PIN).await?;
    window.click("settle-confirm").await?;
    // What is to be returned stays in the tray until it is.
    if answer == "to-be-returned" {
        give_back(window).await?;
    }
    in_tray(window, 0).await?;
    window.click("nav-sale").await
}

/// The manager gave it back in the provider's panel, and says so.
async fn give_back(window: &Window) -> Result<()> {
    window.click("return-open").await?;
    window.fill("return-reason", "devuelto en el panel").await?;
    window.fill("manager-pin", PIN).await?;
    window.click("return-ok").await
}

/// Checks that the sale's steps show the settlement, its reason and its author.
async fn steps_tell(window: &Window, sale: &str, kind: &str) -> Result<()> {
    let open = format!("[data-testid=recent-sales] [data-testid=timeline-open][data-id='{sale}']");
    window
        .run(
            "document.querySelector(arguments[0]).click()",
            vec![json!(open)],
        )
        .await?;
    let told = "return [...document.querySelectorAll('[data-testid=step][data-state=discrepancy-settled]')]\
                .map((step) => step.innerText).join('\\n')";
    let mut last = Value::Null;
    let waited = until("the step that tells it", STATE_BOUND, async || {
        last = window.run(told, vec![]).await.ok()?;
        let words = last.as_str()?;
        (words.contains(&reason(kind)) && words.contains(MANAGER)).then_some(())
    });
    waited
        .await
        .with_context(|| format!("{kind}: it last told {last}"))?;
    window.click("back").await
}
