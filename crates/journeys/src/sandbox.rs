//! `mostrador-sandbox` as a process of its own, and its control API.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::process::{Process, free_port};
use crate::relay::Relay;
use crate::{http, paths};

/// The stand-in provider on loopback.
pub struct Sandbox {
    port: u16,
    _process: Process,
}

impl Sandbox {
    /// Starts a provider that posts its webhooks to the relay; its log is in
    /// `folder`.
    ///
    /// # Errors
    /// If it was not built, or does not listen in time.
    pub async fn start(folder: &Path, relay: &Relay) -> Result<Self> {
        Self::start_with(folder, relay, &[]).await
    }

    /// The same, but it accepts only one user with one password.
    ///
    /// # Errors
    /// Those of [`Sandbox::start`].
    pub async fn start_for(
        folder: &Path,
        relay: &Relay,
        username: &str,
        password: &str,
    ) -> Result<Self> {
        let user = ["--username", username, "--password", password];
        Self::start_with(folder, relay, &user).await
    }

    async fn start_with(folder: &Path, relay: &Relay, more: &[&str]) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(paths::sandbox()?);
        command
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--webhook-url", &relay.webhook_url()])
            .args(["--webhook-header", &relay.webhook_header()])
            .args(more);
        let process = Process::start(&mut command, &folder.join("sandbox.log"))?;
        http::listens(port, &process).await?;
        let sandbox = Self {
            port,
            _process: process,
        };
        let to = json!({
            "url": relay.pagouno_webhook_url(), "header_name": "", "header_value": "",
        });
        sandbox.post("pagouno/webhook", &to).await?;
        Ok(sandbox)
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every stored pre-order, in order, each with the bodies received for it
    /// and its `qr_code`.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn pre_orders(&self) -> Result<Vec<Value>> {
        self.list("pre-orders").await
    }

    /// The newest pre-order.
    ///
    /// # Errors
    /// If there is none.
    pub async fn last_pre_order(&self) -> Result<Value> {
        self.pre_orders()
            .await?
            .pop()
            .context("no pre-order reached the provider")
    }

    /// The customer pays the pre-order with this reference. `how` is one of the
    /// sandbox's words with its parameters: `{"how": "exact"}`.
    ///
    /// # Errors
    /// If the sandbox refuses.
    pub async fn pay(&self, external_reference: &str, how: &Value) -> Result<Value> {
        let mut wish = how.clone();
        wish["external_reference"] = json!(external_reference);
        self.post("pay", &wish).await
    }

    /// The customer pays the newest pre-order exactly.
    ///
    /// # Errors
    /// If there is none, or the sandbox refuses.
    pub async fn pay_last(&self) -> Result<Value> {
        let order = self.last_pre_order().await?;
        let reference = order["external_reference"]
            .as_str()
            .context("no reference")?;
        self.pay(reference, &json!({ "how": "exact" })).await
    }

    /// The bytes of the newest notice that it sent.
    ///
    /// # Errors
    /// If there is none.
    pub async fn last_webhook_body(&self) -> Result<String> {
        let get = http::client()?.get(format!("{}/sandbox/webhooks", self.url()));
        let sent = read(get).await?;
        let last = sent.as_array().and_then(|all| all.last());
        let body = last.and_then(|one| one["body"].as_str());
        Ok(body
            .with_context(|| format!("no body in {sent}"))?
            .to_owned())
    }

    /// The bodies of the card charges that it received, in order, without
    /// numbers, codes and keys.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn charges(&self) -> Result<Vec<Value>> {
        let all = self.list("pagouno/received").await?;
        let charges = all
            .iter()
            .filter(|it| it["endpoint"] == "pagouno-purchasegroup");
        charges
            .map(|it| {
                let body = it["body"].as_str().unwrap_or_default();
                serde_json::from_str(body).with_context(|| format!("no JSON: {it}"))
            })
            .collect()
    }

    /// The largest number of charges requested with one card's token.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn charges_of_a_token_max(&self) -> Result<u64> {
        let tokens = self.list("pagouno/tokens").await?;
        let counts = tokens
            .iter()
            .filter_map(|it| it["purchasegroup_requests"].as_u64());
        Ok(counts.max().unwrap_or(0))
    }

    /// Adds a fault: `{"endpoint": "pre-order", "fault": "error-500"}`.
    ///
    /// # Errors
    /// If the sandbox does not know the fault.
    pub async fn add_fault(&self, fault: &Value) -> Result<()> {
        self.post("faults", fault).await.map(drop)
    }

    /// Removes all faults.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn clear_faults(&self) -> Result<()> {
        let delete = http::client()?.delete(format!("{}/sandbox/faults", self.url()));
        read(delete).await.map(drop)
    }

    async fn list(&self, path: &str) -> Result<Vec<Value>> {
        let get = http::client()?.get(format!("{}/sandbox/{path}", self.url()));
        let listed = read(get).await?;
        let list = listed.as_array().cloned();
        list.with_context(|| format!("no list: {listed}"))
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        read(
            http::client()?
                .post(format!("{}/sandbox/{path}", self.url()))
                .json(body),
        )
        .await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value> {
    let answer = request
        .send()
        .await
        .context("the sandbox does not answer")?;
    let status = answer.status();
    let text = answer.text().await.context("the sandbox breaks off")?;
    if !status.is_success() {
        bail!("the sandbox says {status}: {text}");
    }
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&text).with_context(|| format!("the sandbox says no JSON: {text}"))
}
