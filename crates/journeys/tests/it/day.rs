//! A day in the real window, from the first PIN to the close: two cashiers, a
//! sale by each method, one late, one short, one of nobody, a blind count with a
//! difference, and a close whose figures are added up here once more.

use std::fs;

use anyhow::{Context, Result, ensure};
use journeys::{Display, LiveCounter, Window, until};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::cards::charge_card;
use crate::steps::{SETTLES, STATE_BOUND, cancel_sale, charge_by_qr, leave_sale, sell_for_cash};

const MANAGER: &str = "246810";
const LUCIA: &str = "111222";
const DIEGO: &str = "333444";

#[tokio::test]
async fn a_day_adds_up_from_the_first_pin_to_the_close() -> Result<()> {
    let display = Display::start()?;
    let live = open_shop().await?;
    let window = live.open(&display).await?;
    window
        .wait_for_text("lock-screen", "PIN", STATE_BOUND)
        .await?;
    enter(&window, LUCIA).await?;
    display.picture("day-1-unlocked")?;

    // Lucía opens with $ 20.000 and sells by each method.
    open_shift(&window, "20000").await?;
    charge_by_qr(&window, "1500").await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;
    charge_card(&window, "3000", "4111111111111111", "cuotas-1").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;
    sell_for_cash(&window, "2000").await?;

    // One is paid after it was cancelled, one short, and one names nobody.
    pay_late(&live, &window, "900").await?;
    pay_by(
        &live,
        &window,
        "700",
        &json!({ "how": "short", "by_centavos": 10_000 }),
    )
    .await?;
    pay_by(&live, &window, "400", &json!({ "how": "null-reference" })).await?;
    in_tray(&window, 3).await?;

    // A QR that still waits is named to the next cashier.
    charge_by_qr(&window, "600").await?;
    window.type_keys(F8).await?;
    window
        .wait_for_text("lock-screen", "PIN", STATE_BOUND)
        .await?;
    display.picture("day-2-locked-with-a-qr")?;
    enter(&window, DIEGO).await?;
    take_over(&window, &display).await?;
    window.wait_for_sale("waiting", STATE_BOUND).await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;
    sell_for_cash(&window, "1000").await?;

    // The manager answers for each of the three, beside Diego's session.
    settle(&window, "unattributed", "not-a-sale").await?;
    settle(&window, "short", "written-off").await?;
    settle(&window, "late", "written-off").await?;
    in_tray(&window, 0).await?;
    let session = window.ask("snapshot", &Value::Null).await?;
    ensure!(
        session["gives"]["session"]["person"]["name"] == "Diego",
        "the manager's PIN took nobody's place: {session}"
    );

    // There should be $ 21.000; $ 20.500 is counted, and nobody sees that.
    count_blind(&window, &display).await?;
    let z = close_day(&live, &window, &display).await?;
    window.kill();
    live.counter.verify()?;
    agrees(&live, &z)
}

const F8: &str = "\u{e038}";

async fn open_shop() -> Result<LiveCounter> {
    let live = LiveCounter::start().await?;
    live.take_cards()?;
    let file = live.counter.data().join("mostrador.toml");
    let settings = fs::read_to_string(&file)? + "\n[day]\nblind_count = true\n";
    fs::write(file, settings)?;
    live.add_manager("Marina", MANAGER)?;
    live.add_cashier("Lucía", LUCIA, MANAGER)?;
    live.add_cashier("Diego", DIEGO, MANAGER)?;
    Ok(live)
}

async fn enter(window: &Window, pin: &str) -> Result<()> {
    window.fill("pin-input", pin).await?;
    window.click("pin-submit").await?;
    until("the till is open", STATE_BOUND, async || {
        let locked = window.text("lock-screen").await.ok()?;
        locked.is_none().then_some(())
    })
    .await
}

async fn to_step(window: &Window, step: &str) -> Result<()> {
    window
        .wait_for("shift", "data-state", step, STATE_BOUND)
        .await?;
    tokio::time::sleep(SETTLES).await;
    Ok(())
}

async fn open_shift(window: &Window, float: &str) -> Result<()> {
    window.click("status-session").await?;
    to_step(window, "float").await?;
    window.type_keys(float).await?;
    window.click("shift-open").await?;
    window.wait_for_text("amount", "$", STATE_BOUND).await
}

async fn pay_late(live: &LiveCounter, window: &Window, amount: &str) -> Result<()> {
    charge_by_qr(window, amount).await?;
    let order = live.sandbox.last_pre_order().await?;
    let reference = order["external_reference"]
        .as_str()
        .context("no reference")?;
    cancel_sale(window).await?;
    live.sandbox
        .pay(reference, &json!({ "how": "exact" }))
        .await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(window).await
}

async fn pay_by(live: &LiveCounter, window: &Window, amount: &str, how: &Value) -> Result<()> {
    charge_by_qr(window, amount).await?;
    let order = live.sandbox.last_pre_order().await?;
    let reference = order["external_reference"]
        .as_str()
        .context("no reference")?;
    let before = tray_count(window).await?;
    live.sandbox.pay(reference, how).await?;
    in_tray(window, before + 1).await?;
    cancel_sale(window).await?;
    leave_sale(window).await
}

async fn tray_count(window: &Window) -> Result<usize> {
    let count = window.attribute("tray-count", "data-count").await?;
    Ok(count.and_then(|it| it.parse().ok()).unwrap_or(0))
}

async fn in_tray(window: &Window, count: usize) -> Result<()> {
    window
        .wait_for("tray-count", "data-count", &count.to_string(), STATE_BOUND)
        .await
}

/// Diego takes over: the hand-over names the waiting QR, and he accepts it.
async fn take_over(window: &Window, display: &Display) -> Result<()> {
    window.click("status-session").await?;
    to_step(window, "hand-over").await?;
    display.picture("day-3-hand-over")?;
    let named = window.text("handover").await?.context("nothing is named")?;
    ensure!(named.contains("600"), "the waiting QR is named: {named}");
    window
        .run(
            "const row = [...document.querySelectorAll('[data-testid=handover-row]')]\
             .find((row) => row.innerText.includes('esperando el pago'));\
             row.querySelector('[data-testid=handover-accept]').click();",
            vec![],
        )
        .await?;
    window
        .wait_for("handover-sum", "data-count", "1", STATE_BOUND)
        .await?;
    window.click("handover-go").await?;
    to_step(window, "float").await?;
    window.type_keys("20000").await?;
    window.click("shift-open").await
}

async fn settle(window: &Window, kind: &str, answer: &str) -> Result<()> {
    window.click("nav-tray").await?;
    let row = format!("[data-testid=notice-row][data-state={kind}]");
    until("the item", STATE_BOUND, async || {
        let found = window
            .run(
                "const row = document.querySelector(arguments[0]); \
                 if (row === null) return false; \
                 if (row.querySelector('[data-testid^=settle-]') === null) row.querySelector('button').click(); \
                 return row.querySelector('[data-testid^=settle-]') !== null;",
                vec![json!(row)],
            )
            .await
            .ok()?;
        (found == true).then_some(())
    })
    .await?;
    window.click(&format!("settle-{answer}")).await?;
    window.fill("settle-reason", "lo vi en el panel").await?;
    window.fill("manager-pin", MANAGER).await?;
    let before = tray_count(window).await?;
    window.click("settle-confirm").await?;
    in_tray(window, before - 1).await
}

async fn count_blind(window: &Window, display: &Display) -> Result<()> {
    window.click("status-session").await?;
    to_step(window, "drawer").await?;
    window.click("shift-count").await?;
    to_step(window, "count").await?;
    let seen = window.text("shift").await?.unwrap_or_default();
    ensure!(
        !seen.contains("21.000"),
        "a blind count shows nothing: {seen}"
    );
    window.click("count-other-way").await?;
    window.fill("count-cash", "20.500").await?;
    display.picture("day-4-count-blind")?;
    window.click("count-finish").await?;
    to_step(window, "difference").await?;
    window.click("shift-close").await?;
    window
        .wait_for_text("shift-ended", "500", STATE_BOUND)
        .await?;
    display.picture("day-5-counted")?;
    Ok(())
}

async fn close_day(live: &LiveCounter, window: &Window, display: &Display) -> Result<Value> {
    window.click("shift-to-close").await?;
    window
        .wait_for("close", "data-state", "coming", STATE_BOUND)
        .await?;
    tokio::time::sleep(SETTLES).await;
    let partial = came_in(window).await?;
    window.click("close-z").await?;
    window
        .wait_for("close", "data-state", "made", STATE_BOUND)
        .await?;
    display.picture("day-6-closed")?;
    window
        .wait_for_text("preview", "Control de la línea", STATE_BOUND)
        .await?;
    let made = came_in(window).await?;
    ensure!(partial == made, "X said {partial:?} and Z {made:?}");
    let printed = journeys::run(&mut live.counter.command(&["day", "--format", "json"])?)?;
    let day: Value = serde_json::from_str(&printed).context(printed)?;
    ensure!(!day.is_null(), "the day on the command line");
    let told = window.ask("close", &json!({ "number": 1 })).await?;
    told.get("gives").cloned().with_context(|| told.to_string())
}

/// The line of the close's paper that says what came in.
async fn came_in(window: &Window) -> Result<String> {
    let paper = window.text("preview").await?.unwrap_or_default();
    let line = paper.lines().find(|line| line.contains("ENTRÓ"));
    line.map(str::to_owned).context(paper.clone())
}

/// Adds the payments up by a query of its own, and by hand.
fn agrees(live: &LiveCounter, z: &Value) -> Result<()> {
    let file = live.counter.data().join("ledger.sqlite3");
    let ledger = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let by_query = |method: &str| -> Result<i64> {
        let sum = "SELECT coalesce(sum(received_centavos), 0) FROM payments WHERE method = ?1";
        Ok(ledger.query_row(sum, [method], |row| row.get(0))?)
    };
    let by_hand = [
        // 1.500 + 900 late + 600 of 700 + 600.
        ("qr", 150_000 + 90_000 + 60_000 + 60_000),
        ("card", 300_000),
        ("cash", 200_000 + 100_000),
    ];
    let takings = z["figures"]["takings"].as_array().context("no takings")?;
    for (method, expected) in by_hand {
        let of_close: i64 = takings
            .iter()
            .filter(|sum| sum["tender"] == method && sum["kind"] == "received")
            .filter_map(|sum| sum["amount_centavos"].as_i64())
            .sum();
        ensure!(
            of_close == expected,
            "{method}: the Z has {of_close}, by hand it is {expected}"
        );
        let queried = by_query(method)?;
        ensure!(queried == expected, "{method}: the query finds {queried}");
    }
    let figures = &z["figures"];
    ensure!(
        figures["strays_settled_centavos"] == 40_000,
        "of nobody: {figures}"
    );
    ensure!(
        figures["pending"] == json!([]),
        "nothing stays open: {figures}"
    );
    let shifts = figures["shifts"].as_array().context("no shifts")?;
    ensure!(shifts.len() == 2, "two shifts: {figures}");
    Ok(())
}
