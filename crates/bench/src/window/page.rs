//! The page's part of the bench, and how the driver talks to it. The driver is
//! silent during a measurement: each of its questions would take time on the
//! page's one thread.

use std::time::Duration;

use anyhow::{Context, Result};
use journeys::{Window, until};
use serde_json::Value;

const SCRIPT: &str = include_str!("page.js");
/// How long the driver is silent after a key.
const SILENCE: Duration = Duration::from_millis(150);
/// How long one measurement may take.
const MEASURED_BOUND: Duration = Duration::from_secs(10);
/// Enter, which charges.
pub(crate) const PRODUCT: &str = "\n";
/// A key that means nothing to the app (WebDriver's code of Pause).
pub(crate) const BARE: &str = "\u{e00b}";

/// F9, which opens the day.
pub(crate) const DAY: &str = "\u{e039}";

/// The page of an open window.
pub(crate) struct Page<'w>(&'w Window);

impl<'w> Page<'w> {
    pub(crate) async fn of(window: &'w Window) -> Result<Page<'w>> {
        window.run(SCRIPT, vec![]).await?;
        Ok(Page(window))
    }

    /// Does something that is not measured.
    pub(crate) async fn does(&self, call: &str) -> Result<()> {
        self.0.resolve(&format!("bench.{call}")).await.map(drop)
    }

    /// From a trusted press of the key to the paint, in microseconds.
    pub(crate) async fn key_to_paint(&self, key: &str) -> Result<u64> {
        let name = match key {
            PRODUCT => "Enter",
            DAY => "F9",
            _ => "Pause",
        };
        self.does(&format!("await('{name}')")).await?;
        self.0.type_keys(key).await?;
        let ms = self.measured().await?;
        if key == BARE {
            self.does("clear()").await?;
        }
        Ok(ms.saturating_mul(1_000))
    }

    /// The measured time in whole milliseconds: the page has no finer ones.
    pub(crate) async fn measured(&self) -> Result<u64> {
        tokio::time::sleep(SILENCE).await;
        let look = async || {
            let told = self.0.run("return bench.taken()", vec![]).await.ok()?;
            if told.is_null() { None } else { Some(told) }
        };
        let told: Value = until("a paint", MEASURED_BOUND, look).await?;
        told.as_u64()
            .or_else(|| told.as_f64().and_then(|ms| format!("{ms:.0}").parse().ok()))
            .with_context(|| format!("no time: {told}"))
    }
}
