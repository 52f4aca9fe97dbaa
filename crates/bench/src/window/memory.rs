//! The memory of an idle window after a day's sales, compared with the memory
//! after ten sales.

use std::time::Duration;

use anyhow::Result;
use journeys::{Counter, Display, Window, held_kib};
use serde_json::{Value, json};

use super::page::Page;

/// Sales after which the window counts as used.
const FEW: usize = 10;
/// Sales that the page makes at once.
const AT_ONCE: usize = 20;
/// How long the window rests before it counts as idle.
const REST: Duration = Duration::from_secs(20);
/// How often each is measured, and the time between two measurements.
const LOOKS: usize = 7;
const LOOK_EVERY: Duration = Duration::from_secs(2);

pub(crate) async fn measure(sales: usize) -> Result<Value> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    let page = Page::of(&window).await?;
    sell(&page, FEW).await?;
    let bare = idle(&window).await?;
    sell(&page, sales.saturating_sub(FEW)).await?;
    let product = idle(&window).await?;
    Ok(json!({ "memory": { "unit": "KiB", "product": product, "bare": bare } }))
}

async fn sell(page: &Page<'_>, sales: usize) -> Result<()> {
    let mut left = sales;
    while left > 0 {
        let some = left.min(AT_ONCE);
        page.does(&format!("sell({some})")).await?;
        left -= some;
    }
    Ok(())
}

async fn idle(window: &Window) -> Result<Vec<u64>> {
    tokio::time::sleep(REST).await;
    let mut held = Vec::new();
    for _ in 0..LOOKS {
        held.push(held_kib(window.process()?)?);
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(held)
}
