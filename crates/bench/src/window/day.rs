//! The time from the key of the day's screen to its painted figures and rows,
//! on the busiest day of a shop's five years, compared with a bare command that
//! returns the same screen from memory.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use journeys::{Display, FakedClock, Window};
use serde_json::{Value, json};

use super::page::{BARE, DAY, Page};

/// Rounds before those that count.
const WARM_UP: usize = 3;
/// The evening of the shop's last day, after it closed, in seconds since the
/// epoch.
const EVENING_S: u64 = 1_795_221_000;

pub(crate) async fn measure(rounds: usize, data: &Path) -> Result<Value> {
    let display = Display::start()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let offset = format!("-{}", seconds_since_evening()?);
    let clock = FakedClock::new(folder.path(), &offset)?;
    pretend_a_copy(data)?;
    let window = Window::open_by_clock(&display, data, &clock).await?;
    let page = Page::of(&window).await?;
    // Today is shown, and kept for the bare side.
    page.does("holdDay()").await?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds + WARM_UP {
        let (screen, picture) = if round % 2 == 0 {
            let screen = day(&page).await?;
            (screen, page.key_to_paint(BARE).await?)
        } else {
            let picture = page.key_to_paint(BARE).await?;
            (day(&page).await?, picture)
        };
        if round >= WARM_UP {
            product.push(screen);
            bare.push(picture);
        }
    }
    Ok(json!({ "day-screen": { "unit": "us", "product": product, "bare": bare } }))
}

/// Opens today from the selling screen. Another day was shown before, so that
/// nothing of today is there yet.
async fn day(page: &Page<'_>) -> Result<u64> {
    page.does("leaveDay()").await?;
    let took = page.key_to_paint(DAY).await?;
    page.does("leaveDay()").await?;
    Ok(took)
}

/// The app makes a copy of the ledger each day. This one seems to be made, so
/// that copying gigabytes does not slow what is measured.
fn pretend_a_copy(data: &Path) -> Result<()> {
    let place = data.join("backups");
    fs::create_dir_all(&place).context("no folder for copies")?;
    fs::write(place.join("practice-of-the-bench.sqlite3"), []).context("no copy")
}

#[expect(
    clippy::disallowed_methods,
    reason = "how far the shop's last day is from now"
)]
fn seconds_since_evening() -> Result<u64> {
    let now = SystemTime::now();
    let since = now.duration_since(SystemTime::UNIX_EPOCH + Duration::from_secs(EVENING_S));
    Ok(since
        .context("the shop's last day is still to come")?
        .as_secs())
}
