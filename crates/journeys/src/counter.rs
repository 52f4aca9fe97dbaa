//! One shop counter: the app's data folder, and in live mode the relay and
//! the stand-in provider beside it, each a process of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::relay::Relay;
use crate::sandbox::Sandbox;
use crate::{paths, process};

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
