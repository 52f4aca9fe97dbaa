//! The time from the key to the QR, compared with a bare command that returns
//! the same picture: practice mode, one window, in turns.

use anyhow::Result;
use journeys::{Counter, Display, Window};
use serde_json::{Value, json};

use super::page::{BARE, PRODUCT, Page};

/// Rounds before those that count.
const WARM_UP: usize = 5;

pub(crate) async fn measure(rounds: usize) -> Result<Value> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let window = Window::open(&display, &counter.data()).await?;
    let page = Page::of(&window).await?;
    page.does("charge('1500')").await?;
    page.does("hold()").await?;
    page.does("pay()").await?;
    page.does("leave()").await?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds + WARM_UP {
        let (sale, picture) = if round % 2 == 0 {
            let sale = sale(&page, round).await?;
            (sale, page.key_to_paint(BARE).await?)
        } else {
            let picture = page.key_to_paint(BARE).await?;
            (sale(&page, round).await?, picture)
        };
        if round >= WARM_UP {
            product.push(sale);
            bare.push(picture);
        }
    }
    Ok(json!({ "key-to-qr": { "unit": "us", "product": product, "bare": bare } }))
}

async fn sale(page: &Page<'_>, round: usize) -> Result<u64> {
    page.does(&format!("type('{}')", 1_000 + round)).await?;
    let took = page.key_to_paint(PRODUCT).await?;
    page.does("pay()").await?;
    page.does("leave()").await?;
    Ok(took)
}
