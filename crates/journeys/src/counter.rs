//! A shop counter: the app's data folder and, in live mode, the relay and the
//! stand-in provider as processes of their own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::display::Display;
use crate::keychain::Keychain;
use crate::relay::Relay;
use crate::sandbox::Sandbox;
use crate::window::Window;
use crate::{paths, process};

/// A till's data folder, removed when dropped.
pub struct Counter {
    folder: TempDir,
}

impl Counter {
    /// A new installation: an empty folder, so practice mode.
    ///
    /// # Errors
    /// If no temporary folder can be made.
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

    /// A folder beside the data, for other files of a journey.
    #[must_use]
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// The app's command line on this counter's data.
    ///
    /// # Errors
    /// If the app was not built.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(paths::app()?);
        command
            .args(arguments)
            .env("MOSTRADOR_DATA_DIR", self.data());
        Ok(command)
    }

    /// All sales, as `mostrador sales --format json` prints them.
    ///
    /// # Errors
    /// If the command fails or prints no JSON.
    pub fn sales(&self) -> Result<Value> {
        let text = process::run(&mut self.command(&["sales", "--format", "json"])?)?;
        serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))
    }

    /// The output of `mostrador verify` for a whole ledger.
    ///
    /// # Errors
    /// If it finds something wrong.
    pub fn verify(&self) -> Result<String> {
        process::run(&mut self.command(&["verify"])?)
    }
}

/// A counter in live mode, with its relay and the stand-in provider on loopback.
pub struct LiveCounter {
    pub counter: Counter,
    /// The server that hands webhooks to the till.
    pub relay: Relay,
    /// The stand-in provider, which posts its webhooks to the relay.
    pub sandbox: Sandbox,
    keychain: Option<Keychain>,
}

impl LiveCounter {
    /// Starts the relay and the provider, and writes the till's settings and
    /// secrets as a person would: in a file, and by the command line. The
    /// secrets are stored in a file.
    ///
    /// # Errors
    /// If a program is missing or does not start.
    pub async fn start() -> Result<Self> {
        Self::start_by(None).await
    }

    /// The same, with the secrets in a keychain.
    ///
    /// # Errors
    /// If a program is missing or does not start.
    pub async fn start_with_keychain() -> Result<Self> {
        Self::start_by(Some(Keychain::new()?)).await
    }

    async fn start_by(keychain: Option<Keychain>) -> Result<Self> {
        let counter = Counter::new()?;
        let relay = Relay::start(counter.beside()).await?;
        let sandbox = Sandbox::start(counter.beside(), &relay).await?;
        let live = Self {
            counter,
            relay,
            sandbox,
            keychain,
        };
        live.write_settings()?;
        let key = live.relay.add_till(1)?;
        live.set_secret("totalcoin.username", "sandbox")?;
        live.set_secret("totalcoin.password", "sandbox")?;
        live.set_secret("relay.till_key", &key)?;
        Ok(live)
    }

    /// Names a manager on the command line.
    ///
    /// # Errors
    /// If the app refuses.
    pub fn add_manager(&self, name: &str, pin: &str) -> Result<()> {
        let words = ["people", "add", "--role", "manager", "--name", name];
        self.give(&words, pin)
    }

    /// Names a cashier on the command line, by a manager's PIN.
    ///
    /// # Errors
    /// If the app refuses.
    pub fn add_cashier(&self, name: &str, pin: &str, manager_pin: &str) -> Result<()> {
        let words = ["people", "add", "--role", "cashier", "--name", name];
        self.give(&words, &format!("{manager_pin}\n{pin}\n"))
    }

    /// Sets pagoUno up, in the settings file and on the command line.
    ///
    /// # Errors
    /// If its settings or secrets cannot be written.
    pub fn take_cards(&self) -> Result<()> {
        self.add_settings(&format!(
            "[pagouno]\nbase_url = \"{}\"\nmerchant_code_group = \"MG-03207\"\n\
             seller_code = \"P1C1C1\"\nseller_name = \"TEATRO UNO\"\n",
            self.sandbox.url()
        ))?;
        self.set_secret("pagouno.public_key", "sandbox-public-key")?;
        self.set_secret("pagouno.private_key", "sandbox-private-key")
    }

    /// Adds tables to `mostrador.toml`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn add_settings(&self, tables: &str) -> Result<()> {
        let file = self.counter.data().join("mostrador.toml");
        let mut settings = fs::read_to_string(&file).context("cannot read mostrador.toml")?;
        settings.push('\n');
        settings.push_str(tables);
        fs::write(file, settings).context("cannot write mostrador.toml")
    }

    /// Opens the till's window for a user whose home folder is `home`; all
    /// programs keep their files below it. The app logs at the finest level.
    pub async fn open_at_home(&self, display: &Display, home: &Path) -> Result<Window> {
        let mut driver = self.wrapped(Command::new(paths::tauri_driver()?));
        driver.env("HOME", home).env("MOSTRADOR_LOG", "trace");
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("TMPDIR", "tmp"),
        ] {
            let folder = home.join(folder);
            fs::create_dir_all(&folder).context("cannot make a home")?;
            driver.env(name, folder);
        }
        Window::open_by(driver, display, &self.counter.data()).await
    }

    /// Makes the till read its notices from another address, such as a proxy's.
    ///
    /// # Errors
    /// If its settings cannot be written.
    pub fn listen_at(&self, url: &str) -> Result<()> {
        let file = self.counter.data().join("mostrador.toml");
        let settings = fs::read_to_string(&file).context("cannot read mostrador.toml")?;
        fs::write(file, settings.replace(&self.relay.url(), url))
            .context("cannot write mostrador.toml")
    }

    /// Changes one line of `mostrador.toml`, found by its key.
    ///
    /// # Errors
    /// If there is no such line, or the file cannot be written.
    pub fn change_setting(&self, line: &str) -> Result<()> {
        let file = self.counter.data().join("mostrador.toml");
        let settings = fs::read_to_string(&file).context("cannot read mostrador.toml")?;
        let (key, _) = line.split_once(" = ").context("a line is `key = value`")?;
        let old = settings.lines().find(|old| old.starts_with(key));
        let old = old.with_context(|| format!("no line of {key}"))?;
        fs::write(file, settings.replace(old, line)).context("cannot write mostrador.toml")
    }

    pub async fn open(&self, display: &Display) -> Result<Window> {
        let driver = self.wrapped(Command::new(paths::tauri_driver()?));
        Window::open_by(driver, display, &self.counter.data()).await
    }

    /// Opens the app while the keychain is locked: the window says so.
    ///
    /// # Errors
    /// Those of [`Window::open`], and if there is no keychain.
    pub async fn open_locked(&self, display: &Display) -> Result<Window> {
        let keychain = self.keychain.as_ref().context("no keychain")?;
        let driver = keychain.wrap_locked(&Command::new(paths::tauri_driver()?));
        Window::open_shut_by(driver, display, &self.counter.data()).await
    }

    fn wrapped(&self, command: Command) -> Command {
        match &self.keychain {
            Some(keychain) => keychain.wrap(&command),
            None => command,
        }
    }

    /// Gives a secret to `mostrador secret set NAME` on its standard input.
    ///
    /// # Errors
    /// If the app refuses.
    pub fn set_secret(&self, name: &str, value: &str) -> Result<()> {
        self.give(&["secret", "set", name], value)
    }

    /// Runs a subcommand that reads a value from its standard input.
    fn give(&self, words: &[&str], value: &str) -> Result<()> {
        let mut command = self.wrapped(self.counter.command(words)?);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let mut child = child.context("cannot start the app")?;
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
            bail!("`{}` was not taken: {status}", words.join(" "));
        }
        Ok(())
    }

    fn write_settings(&self) -> Result<()> {
        let store = if self.keychain.is_some() {
            "os"
        } else {
            "file"
        };
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
# A test looks at the pre-orders of its own sales.
fixed_qr_days = 0
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
}
