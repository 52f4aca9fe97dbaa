//! The time from the webhook to PAGADO, in live mode with the relay and the
//! stand-in provider as processes of their own, compared with the same bare
//! command.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use journeys::{Display, LiveCounter, Window};
use serde_json::{Value, json};

use super::page::{BARE, Page};

/// Rounds before those that count.
pub(super) const WARM_UP: usize = 3;
/// How long the page is left alone before the webhook.
const SETTLE: Duration = Duration::from_millis(120);
/// One step of the page's clock, in microseconds. A time of the page may be too
/// early by this much, and never too late.
const STEP_US: u64 = 1_000;
/// The first reference of this program's payments, beyond the stand-in's own.
const REFERENCES_FROM: usize = 7_000_000_000;

pub(crate) async fn measure(rounds: usize) -> Result<Value> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let window = live.open(&display).await?;
    let till = Paying::begin(&live, &window).await?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds + WARM_UP {
        let painted = till.round(round).await?;
        let picture = till.page.key_to_paint(BARE).await?;
        if round >= WARM_UP {
            product.push(painted);
            bare.push(picture);
        }
    }
    Ok(json!({ "webhook-to-paid": { "unit": "us", "product": product, "bare": bare } }))
}

/// A till whose sales are paid by webhooks.
pub(super) struct Paying<'l> {
    page: Page<'l>,
    provider: Provider<'l>,
}

impl<'l> Paying<'l> {
    /// The stand-in pays the first sale; its notice is the pattern for the
    /// others.
    pub(super) async fn begin(live: &'l LiveCounter, window: &'l Window) -> Result<Paying<'l>> {
        let page = Page::of(window).await?;
        page.does("charge('1500')").await?;
        page.does("hold()").await?;
        page.does("awaitPaid()").await?;
        live.sandbox.pay_last().await?;
        page.measured().await?;
        page.does("leave()").await?;
        let pattern = serde_json::from_str(&live.sandbox.last_webhook_body().await?)
            .context("a notice that is no JSON")?;
        let provider = Provider {
            live,
            pattern,
            client: reqwest::Client::builder().no_proxy().build()?,
        };
        Ok(Paying { page, provider })
    }

    /// One sale: from its webhook to PAGADO, in microseconds.
    pub(super) async fn round(&self, round: usize) -> Result<u64> {
        self.page.does("charge('1500')").await?;
        let body = self.provider.notice(round).await?;
        self.page.does("awaitPaid()").await?;
        tokio::time::sleep(SETTLE).await;
        let posted_us = self.provider.post(body).await?;
        let painted_us = self.page.measured().await?.saturating_mul(1_000) + STEP_US;
        self.page.does("leave()").await?;
        Ok(painted_us.saturating_sub(posted_us))
    }
}

/// Posts notices as the provider does.
struct Provider<'l> {
    live: &'l LiveCounter,
    pattern: Value,
    client: reqwest::Client,
}

impl Provider<'_> {
    /// The notice that pays the newest pre-order.
    async fn notice(&self, round: usize) -> Result<String> {
        let order = self.live.sandbox.last_pre_order().await?;
        let mut notice = self.pattern.clone();
        notice["ReferenciaMerchant"] = order["operation_id"].clone();
        notice["Concepto"] = order["concept"].clone();
        notice["Referencia"] = json!((REFERENCES_FROM + round).to_string());
        Ok(notice.to_string())
    }

    /// Posts the notice, and returns the moment just before, in microseconds
    /// since the epoch.
    async fn post(&self, body: String) -> Result<u64> {
        let header = self.live.relay.webhook_header();
        let (name, value) = header
            .split_once(": ")
            .context("a header without a value")?;
        let post = self
            .client
            .post(self.live.relay.webhook_url())
            .header(name, value)
            .header("Content-Type", "application/json")
            .body(body);
        let at_us = now_us()?;
        let status = post
            .send()
            .await
            .context("the relay does not answer")?
            .status();
        if !status.is_success() {
            bail!("the relay says {status}");
        }
        Ok(at_us)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the page's clock and this one are the same machine's"
)]
fn now_us() -> Result<u64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(u64::try_from(since.as_micros())?)
}
