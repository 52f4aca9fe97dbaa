//! `mostrador-relay` as a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{self, Process, free_port};
use crate::{http, paths};

/// The merchant's name at the relay.
const MERCHANT: &str = "demo";
/// The header on which the merchant and the provider agreed, and its value.
const WEBHOOK_HEADER: (&str, &str) = ("X-Webhook-Secret", "a-secret-of-the-journeys");

/// The last segment of the path of pagoUno's webhooks, their only proof of
/// origin.
const PATH_TOKEN: &str = "a-path-of-the-journeys";

/// A relay on loopback. It can be killed, and started again with the same port
/// and data.
pub struct Relay {
    port: u16,
    folder: PathBuf,
    process: Option<Process>,
}

impl Relay {
    /// Starts a relay whose files are below `folder`.
    ///
    /// # Errors
    /// If it was not built, or does not listen in time.
    pub async fn start(folder: &Path) -> Result<Self> {
        let folder = folder.join("relay");
        fs::create_dir(&folder).context("cannot make the relay's folder")?;
        let port = free_port()?;
        let (header, secret) = WEBHOOK_HEADER;
        let config = format!(
            r#"listen = "127.0.0.1:{port}"
data_dir = "{data}"

[merchants.{MERCHANT}.webhooks.totalcoin]
header = "{header}"
secret = "{secret}"

[merchants.{MERCHANT}.webhooks.pagouno]
path_token = "{PATH_TOKEN}"
"#,
            data = folder.display()
        );
        fs::write(folder.join("relay.toml"), config).context("cannot write relay.toml")?;
        let mut relay = Self {
            port,
            folder,
            process: None,
        };
        relay.start_again().await?;
        Ok(relay)
    }

    /// Starts it with the port and the data that it had.
    ///
    /// # Errors
    /// If it does not listen in time.
    pub async fn start_again(&mut self) -> Result<()> {
        let log = self.folder.join("relay.log");
        let mut command = self.command(&["serve"])?;
        let process = self.process.insert(Process::start(&mut command, &log)?);
        http::listens(self.port, process).await
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        self.process = None;
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address for the provider's webhooks.
    #[must_use]
    pub fn webhook_url(&self) -> String {
        format!("{}/webhooks/totalcoin/{MERCHANT}", self.url())
    }

    /// The address for pagoUno's webhooks.
    #[must_use]
    pub fn pagouno_webhook_url(&self) -> String {
        format!("{}/webhooks/pagouno/{MERCHANT}/{PATH_TOKEN}", self.url())
    }

    /// The header that proves a webhook, as `NAME: VALUE`.
    #[must_use]
    pub fn webhook_header(&self) -> String {
        let (header, secret) = WEBHOOK_HEADER;
        format!("{header}: {secret}")
    }

    /// Makes a key for a till, as a person does on the relay's command line.
    ///
    /// # Errors
    /// If the relay refuses, or prints no line `key: …`.
    pub fn add_till(&self, number: u16) -> Result<String> {
        let mut command = self.command(&["till", "add"])?;
        command.args(["--merchant", MERCHANT, "--number", &number.to_string()]);
        let said = process::run(&mut command)?;
        let key = said.lines().find_map(|line| line.strip_prefix("key: "));
        Ok(key
            .with_context(|| format!("no line `key: …` in {said:?}"))?
            .to_owned())
    }

    /// Posts the bytes of a webhook as the provider would, and returns the
    /// status of the answer.
    ///
    /// # Errors
    /// If the relay does not answer.
    pub async fn post(&self, body: &str) -> Result<u16> {
        let (header, secret) = WEBHOOK_HEADER;
        let post = http::client()?
            .post(self.webhook_url())
            .header(header, secret);
        let post = post
            .header("Content-Type", "application/json")
            .body(body.to_owned());
        Ok(post
            .send()
            .await
            .context("the relay does not answer")?
            .status()
            .as_u16())
    }

    fn command(&self, words: &[&str]) -> Result<Command> {
        let mut command = Command::new(paths::relay()?);
        command
            .args(words)
            .arg("--config")
            .arg(self.folder.join("relay.toml"));
        Ok(command)
    }
}
