//! A wrong clock that is set while the till sells. Only the app's is wrong:
//! libfaketime changes its time of day, but not the clocks for deadlines.
//!
//! Sleep is not tested here. It appears as a difference between the clock that
//! counts it and the monotonic one. libfaketime cannot move either without
//! making every pause of the program wrong, so the till's own tests cover it
//! with the port `Clock`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use journeys::{Display, FakedClock, LiveCounter, Window, run, until};
use serde_json::json;
use tokio::time::Instant;

use crate::steps::{STATE_BOUND, charge_by_qr, leave_sale};

const HOUR_MS: i64 = 3_600_000;
/// Seven years, as libfaketime counts them, in milliseconds.
const SEVEN_YEARS_MS: i64 = 7 * 365 * 24 * HOUR_MS;
/// By how many milliseconds a jump may differ from the step of the clock: an
/// app that draws on two busy cores reads its clocks one after the other.
const READ_MS: i64 = 2_000;
/// How far the countdown on the screen may be from the elapsed time.
const COUNT_SLACK: Duration = Duration::from_secs(5);
/// How long a QR is valid by the counter's settings, in seconds.
const QR_SECS: i64 = 600;
/// Whether the lines before a jump have a doubtful time.
const CLOCK_WAS_RIGHT: bool = false;
const CLOCK_WAS_WRONG: bool = true;
/// The band's text while no QR can be charged.
const BLOCKED: &str = "no se puede cobrar con QR";

#[tokio::test]
async fn setting_the_clock_while_the_till_sells_costs_no_sale() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let data = live.counter.data();
    let clock = FakedClock::new(live.counter.beside(), "-7y")?;
    let window = Window::open_by_clock(&display, &data, &clock).await?;

    // After a dead battery, QRs wait for the right time, and cash does not.
    window
        .wait_for_text("clock-note", BLOCKED, STATE_BOUND)
        .await?;
    window
        .wait_for("charge-qr", "disabled", "", STATE_BOUND)
        .await?;
    display.picture("journey-clock-blocked")?;
    charge_cash(&window, "100").await?;
    assert!(live.sandbox.pre_orders().await?.is_empty());

    clock.set("+0")?;
    jumped(&data, SEVEN_YEARS_MS, CLOCK_WAS_WRONG).await?;
    is_right(&window).await?;
    leave_sale(&window).await?;
    // The earlier sales are marked, in the window that was open all the time.
    window
        .wait_for_text("time-doubtful", "hora dudosa", STATE_BOUND)
        .await?;

    // Somebody sets the clock an hour ahead while a customer pays, and then
    // back.
    let payload = charge_by_qr(&window, "1500").await?;
    has_a_full_life(&live).await?;
    let left = Countdown::read(&window).await?;
    clock.set("+1h")?;
    jumped(&data, HOUR_MS, CLOCK_WAS_RIGHT).await?;
    window
        .wait_for_text("clock-note", BLOCKED, STATE_BOUND)
        .await?;
    left.goes_on(&window, &payload).await?;
    display.picture("journey-clock-ahead")?;
    clock.set("-1h")?;
    jumped(&data, -2 * HOUR_MS, CLOCK_WAS_WRONG).await?;
    left.goes_on(&window, &payload).await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;

    clock.set("+0")?;
    jumped(&data, HOUR_MS, CLOCK_WAS_WRONG).await?;
    is_right(&window).await?;
    charge_by_qr(&window, "2500").await?;
    has_a_full_life(&live).await?;
    live.sandbox.pay_last().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    assert_eq!(live.sandbox.pre_orders().await?.len(), 2);
    window.kill();

    // All three sales are of today: the cash sale by its corrected time.
    let sales = live.counter.sales()?;
    let sales = sales.as_array().context("not a list of sales")?;
    assert_eq!(sales.len(), 3, "{sales:?}");
    for sale in sales {
        let payment = &sale["payments"][0];
        assert_eq!(payment["state"], "approved", "{sale}");
        assert_eq!(payment["received_centavos"], sale["total_centavos"]);
        assert_eq!(payment["discrepancies"], json!([]));
    }
    live.counter.verify()?;
    Ok(())
}

/// Types the amount and takes exactly that in cash.
async fn charge_cash(window: &Window, amount: &str) -> Result<()> {
    window.type_keys(amount).await?;
    window.click("charge-cash").await?;
    window.click("cash-submit").await?;
    window.wait_for_sale("approved", STATE_BOUND).await
}

/// Nothing on the screen says that the clock is off.
async fn is_right(window: &Window) -> Result<()> {
    until(
        "a screen without a clock that is off",
        STATE_BOUND,
        async || {
            let told = window.text("clock-note").await.ok()?;
            told.is_none().then_some(())
        },
    )
    .await
}

/// Checks that the newest QR was requested with its full life, by the
/// provider's time.
async fn has_a_full_life(live: &LiveCounter) -> Result<()> {
    let order = live.sandbox.last_pre_order().await?;
    let ends = order["expiration_date"].as_str().context("no end")?;
    let secs = |when: &str| -> Result<i64> {
        let said = run(Command::new("date").args(["--utc", "--date", when, "+%s"]))?;
        said.trim().parse().context("no number of seconds")
    };
    let life = secs(ends)? - secs("now")?;
    ensure!(
        (QR_SECS - 60..=QR_SECS + 5).contains(&life),
        "the QR lives {life} s, until {ends}"
    );
    Ok(())
}

/// Waits until the journal has a jump of about this size.
async fn jumped(data: &Path, by_ms: i64, was_wrong: bool) -> Result<()> {
    let mut found = BTreeSet::new();
    let look = async || {
        found = jumps(data).ok()?;
        let is_it = |&(ms, wrong): &(i64, bool)| (ms - by_ms).abs() < READ_MS && wrong == was_wrong;
        found.iter().any(is_it).then_some(())
    };
    let waited = until(&format!("a jump of {by_ms} ms"), STATE_BOUND, look).await;
    waited.with_context(|| format!("the journal holds {found:?}"))
}

/// Every jump in the journal: its size, and whether the clock had been wrong.
/// It is read from the text of the lines in the ledger's files.
fn jumps(data: &Path) -> Result<BTreeSet<(i64, bool)>> {
    let mut jumps = BTreeSet::new();
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("ledger.sqlite3") {
            continue;
        }
        let bytes = fs::read(&path)?;
        let text = String::from_utf8_lossy(&bytes);
        for after in text.split("\"clock-moved\",\"by_ms\":").skip(1) {
            let (ms, rest) = after.split_once(',').context("half a line")?;
            let (line, _) = rest.split_once('}').context("half a line")?;
            jumps.insert((ms.parse()?, !line.ends_with("null")));
        }
    }
    Ok(jumps)
}

/// What was left of a QR at a moment.
struct Countdown {
    left_secs: u64,
    seen: Instant,
}

impl Countdown {
    async fn read(window: &Window) -> Result<Countdown> {
        let text = window.text("qr-countdown").await?;
        let text = text.context("no countdown")?;
        let (minutes, seconds) = text.trim().split_once(':').context("no countdown")?;
        Ok(Countdown {
            left_secs: minutes.parse::<u64>()? * 60 + seconds.parse::<u64>()?,
            seen: Instant::now(),
        })
    }

    /// Checks that the same QR still waits, with its time reduced only by the
    /// elapsed time.
    async fn goes_on(&self, window: &Window, payload: &str) -> Result<()> {
        window.wait_for_sale("waiting", STATE_BOUND).await?;
        ensure!(window.wait_for_qr().await? == payload, "another QR");
        let now = Countdown::read(window).await?;
        let passed = now.seen.duration_since(self.seen);
        let gone = Duration::from_secs(self.left_secs.saturating_sub(now.left_secs));
        ensure!(
            gone.abs_diff(passed) < COUNT_SLACK,
            "{gone:?} are gone of the QR, and {passed:?} passed"
        );
        Ok(())
    }
}
