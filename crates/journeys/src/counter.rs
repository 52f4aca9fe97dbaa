//! One shop counter: the app's data folder, and in live mode the relay and
//! the stand-in provider beside it, each a process of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{self, Process, free_port};
use crate::{paths, wait};

/// How long a server may take to listen.
const LISTEN_BOUND: Duration = Duration::from_secs(10);
/// The merchant's name at the relay.
const MERCHANT: &str = "demo";
/// What the merchant agreed with the provider.
const WEBHOOK_SECRET: &str = "a-secret-of-the-journeys";

/// A till's data folder, removed when dropped.
pub struct Counter {
    folder: TempDir,
}

impl Counter {
    /// A new installation: an empty folder, so practice mode.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        fs::create_dir(folder.path().join("data")).context("no data folder")?;
        Ok(Self { folder })
    }

    /// The folder for `MOSTRADOR_DATA_DIR`.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder beside the data, for what else a journey writes.
    #[must_use]
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// The app's command line on this counter's data.
    ///
    /// # Errors
    /// When the app was not built.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(paths::app()?);
        command
            .args(arguments)
            .env("MOSTRADOR_DATA_DIR", self.data());
        Ok(command)
    }

    /// All sales, as `mostrador sales --format json` tells them.
    ///
    /// # Errors
    /// When the command fails or prints no JSON.
    pub fn sales(&self) -> Result<Value> {
        let text = process::run(&mut self.command(&["sales", "--format", "json"])?)?;
        serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))
    }

    /// What `mostrador verify` says of a ledger that is whole.
    ///
    /// # Errors
    /// When it finds fault.
    pub fn verify(&self) -> Result<String> {
        process::run(&mut self.command(&["verify"])?)
    }
}

/// A counter in live mode, with its relay and the stand-in provider on loopback.
pub struct LiveCounter {
    /// The till's side.
    pub counter: Counter,
    /// The server that hands webhooks to the till.
    pub relay: Relay,
    /// The stand-in provider, which posts its webhooks to the relay.
    pub sandbox: Sandbox,
}

impl LiveCounter {
    /// Starts the relay and the provider, and writes the till's settings and
    /// secrets as a person would, by files and the command line.
    ///
    /// # Errors
    /// When a program is missing or does not start.
    pub async fn start() -> Result<Self> {
        let counter = Counter::new()?;
        let relay = Relay::start(counter.beside()).await?;
        let sandbox = Sandbox::start(counter.beside(), &relay).await?;
        let live = Self {
            counter,
            relay,
            sandbox,
        };
        let key = live.relay.add_till(1)?;
        live.write_settings("file")?;
        for (name, value) in live.secrets(&key) {
            set_secret(live.counter.command(&["secret", "set", name])?, value)?;
        }
        Ok(live)
    }

    /// Writes `mostrador.toml`; `store` is where the secrets are kept.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_settings(&self, store: &str) -> Result<()> {
        let settings = format!(
            r#"mode = "live"
time_zone = "America/Argentina/Buenos_Aires"

[till]
number = 1
name = "Caja 1"

[totalcoin]
base_url = "{sandbox}"
business_unit = 348
default_dni = "27594189"
qr_minutes = 10
company_reference = "OP:{{reference}}"

[relay]
url = "{relay}"

[secrets]
store = "{store}"
"#,
            sandbox = self.sandbox.url(),
            relay = self.relay.url(),
        );
        let file = self.counter.data().join("mostrador.toml");
        fs::write(file, settings).context("cannot write mostrador.toml")
    }

    /// Every secret that a live till needs for QR sales.
    #[must_use]
    pub fn secrets<'a>(&self, till_key: &'a str) -> [(&'static str, &'a str); 3] {
        [
            ("totalcoin.username", "sandbox"),
            ("totalcoin.password", "sandbox"),
            ("relay.till_key", till_key),
        ]
    }
}

/// Gives a secret to `mostrador secret set NAME` by its standard input.
///
/// # Errors
/// When the command refuses it.
pub fn set_secret(mut command: Command, value: &str) -> Result<()> {
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start the app")?;
    let mut stdin = child
        .stdin
        .take()
        .context("the child was started with a pipe")?;
    stdin
        .write_all(value.as_bytes())
        .context("the app does not read its standard input")?;
    drop(stdin);
    let status = child.wait().context("cannot wait for the app")?;
    if !status.success() {
        bail!("the secret was not taken: {status}");
    }
    Ok(())
}

/// `mostrador-relay` on loopback.
pub struct Relay {
    port: u16,
    folder: PathBuf,
    process: Option<Process>,
}

impl Relay {
    /// Starts a relay whose files stand below `folder`.
    async fn start(folder: &Path) -> Result<Self> {
        let folder = folder.join("relay");
        fs::create_dir(&folder).context("cannot make the relay's folder")?;
        let port = free_port()?;
        let config = format!(
            r#"listen = "127.0.0.1:{port}"
data_dir = "{data}"

[merchants.{MERCHANT}.webhooks.totalcoin]
header = "X-Webhook-Secret"
secret = "{WEBHOOK_SECRET}"
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

    /// Starts it on the port and the data that it had.
    ///
    /// # Errors
    /// When it does not listen in time.
    pub async fn start_again(&mut self) -> Result<()> {
        let log = self.folder.join("relay.log");
        let process = Process::start(self.command("serve")?.args(&[] as &[&str]), &log)?;
        self.process = Some(process);
        listens(self.port, self.process.as_ref()).await
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Makes a key for a till, as a person does at the relay's command line.
    ///
    /// # Errors
    /// When the relay refuses, or prints no line `key: …`.
    pub fn add_till(&self, number: u8) -> Result<String> {
        let mut command = Command::new(paths::relay()?);
        command
            .args(["till", "add", "--config"])
            .arg(self.folder.join("relay.toml"));
        command.args(["--merchant", MERCHANT, "--number", &number.to_string()]);
        let said = process::run(&mut command)?;
        let key = said.lines().find_map(|line| line.strip_prefix("key: "));
        Ok(key
            .with_context(|| format!("no line `key: …` in {said:?}"))?
            .trim()
            .to_owned())
    }

    /// Posts a webhook's body as the provider would, and gives the answer's status.
    ///
    /// # Errors
    /// When the relay does not answer.
    pub async fn post(&self, body: &Value) -> Result<u16> {
        let url = format!("{}/webhooks/totalcoin/{MERCHANT}", self.url());
        let post = http()?
            .post(url)
            .header("X-Webhook-Secret", WEBHOOK_SECRET)
            .json(body);
        Ok(post
            .send()
            .await
            .context("the relay does not answer")?
            .status()
            .as_u16())
    }

    fn command(&self, subcommand: &str) -> Result<Command> {
        let mut command = Command::new(paths::relay()?);
        command
            .args([subcommand, "--config"])
            .arg(self.folder.join("relay.toml"));
        Ok(command)
    }
}

/// `mostrador-sandbox` on loopback.
pub struct Sandbox {
    port: u16,
    _process: Process,
}

impl Sandbox {
    async fn start(folder: &Path, relay: &Relay) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(paths::sandbox()?);
        command
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args([
                "--webhook-url",
                &format!("{}/webhooks/totalcoin/{MERCHANT}", relay.url()),
            ])
            .args([
                "--webhook-header",
                &format!("X-Webhook-Secret: {WEBHOOK_SECRET}"),
            ]);
        let process = Process::start(&mut command, &folder.join("sandbox.log"))?;
        listens(port, Some(&process)).await?;
        Ok(Self {
            port,
            _process: process,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

fn http() -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder().no_proxy().timeout(LISTEN_BOUND);
    builder.build().context("no HTTP client")
}

async fn listens(port: u16, process: Option<&Process>) -> Result<()> {
    wait::until("a server listens", LISTEN_BOUND, async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .ok()
    })
    .await
    .with_context(|| process.map(Process::last_words).unwrap_or_default())?;
    Ok(())
}
