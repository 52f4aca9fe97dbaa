//! The app's real window, driven by WebDriver.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::display::{self, Display};
use crate::faked_clock::FakedClock;
use crate::process::{Process, free_port};
use crate::{memory, paths, wait};

/// How long the driver may take to listen, and then the app to show its page.
const START_BOUND: Duration = Duration::from_secs(30);
/// A person's pauses between keys, used in turn: a reader's are shorter than 30
/// ms, or all equal.
const KEY_PAUSES: [Duration; 2] = [Duration::from_millis(45), Duration::from_millis(75)];
/// How long a screen may take to follow a key or a click.
const SCREEN_BOUND: Duration = Duration::from_secs(30);

/// What the cashier's window shows first. Keys that come before the first
/// snapshot have no effect.
const TILL: &str = "[data-testid=amount], [data-testid=sale]";

/// An open window, with its driver. Dropping it kills both.
pub struct Window {
    client: Client,
    driver: Process,
    display: String,
}

impl Window {
    /// Opens the app on the data folder.
    ///
    /// # Errors
    /// If the driver or the app do not start.
    pub async fn open(display: &Display, data: &Path) -> Result<Self> {
        let driver = Command::new(paths::tauri_driver()?);
        Self::open_by(driver, display, data).await
    }

    /// The same; `driver` starts tauri-driver in an environment of its own.
    pub(crate) async fn open_by(driver: Command, display: &Display, data: &Path) -> Result<Self> {
        Self::open_until(driver, (display, data), &paths::app()?, TILL).await
    }

    /// Opens the app with a clock of its own.
    pub async fn open_by_clock(display: &Display, data: &Path, clock: &FakedClock) -> Result<Self> {
        let driver = Command::new(paths::tauri_driver()?);
        Self::open_until(driver, (display, data), clock.app(), TILL).await
    }

    /// Opens the app when it cannot open its shop, with additional environment
    /// variables: the window says why.
    pub async fn open_shut(display: &Display, data: &Path, more: &[(&str, &str)]) -> Result<Self> {
        let mut driver = Command::new(paths::tauri_driver()?);
        driver.envs(more.iter().copied());
        Self::open_shut_by(driver, display, data).await
    }

    /// The same; `driver` starts tauri-driver in an environment of its own.
    pub(crate) async fn open_shut_by(
        driver: Command,
        display: &Display,
        data: &Path,
    ) -> Result<Self> {
        let problem = "[data-testid=problem]";
        Self::open_until(driver, (display, data), &paths::app()?, problem).await
    }

    async fn open_until(
        mut driver: Command,
        (display, data): (&Display, &Path),
        app: &Path,
        shows: &str,
    ) -> Result<Self> {
        paths::tool("WebKitWebDriver")?;
        let port = free_port()?;
        let native_port = free_port()?;
        // The app inherits the driver's environment.
        driver
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native_port.to_string(),
            ])
            .env("DISPLAY", display.name())
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("MOSTRADOR_DATA_DIR", data);
        let driver = Process::start(&mut driver, &data.with_extension("window.log"))?;
        let client = match start_session(app, port, native_port).await {
            Ok(client) => client,
            Err(error) => return Err(error.context(driver.last_words())),
        };
        let window = Self {
            client,
            driver,
            display: display.name().to_owned(),
        };
        let shown = "return document.querySelector(arguments[0]) ? 'shown' : null";
        let look = async || {
            window
                .text_by(shown, vec![json!(shows)])
                .await
                .ok()
                .flatten()
        };
        wait::until("the app's first screen", START_BOUND, look)
            .await
            .with_context(|| window.evidence())?;
        Ok(window)
    }

    /// Kills the app and its driver, as a power cut would.
    pub fn kill(mut self) {
        self.driver.kill();
    }

    /// Closes the window as its close button does, and waits for its end.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn close(self) -> Result<()> {
        self.client
            .clone()
            .close()
            .await
            .context("the window does not close")
    }

    /// Switches to the customer's window: from here on, reads and requests go
    /// there.
    ///
    /// # Errors
    /// If it does not open.
    pub async fn turn_to_customer(&self) -> Result<()> {
        self.turn_to("/customer.html").await
    }

    /// Switches back to the cashier's window.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn turn_to_cashier(&self) -> Result<()> {
        self.turn_to("/").await
    }

    async fn turn_to(&self, page: &str) -> Result<()> {
        let turn = async || -> Option<()> {
            for handle in self.client.windows().await.ok()? {
                self.client.switch_to_window(handle).await.ok()?;
                let path = self.text_by("return location.pathname", vec![]).await;
                let path = path.ok().flatten()?;
                if path.trim_end_matches("index.html") == page {
                    return Some(());
                }
            }
            None
        };
        wait::until(&format!("a window that shows {page}"), SCREEN_BOUND, turn).await
    }

    /// Makes a request from this window's page, as a script in it could;
    /// returns `{"gives": …}` or `{"refused": …}`.
    pub async fn ask(&self, request: &str, takes: &Value) -> Result<Value> {
        let script = "const done = arguments[2];
            window.__TAURI_INTERNALS__.invoke(arguments[0], { takes: arguments[1] })
                .then(gives => done({ gives }), why => done({ refused: String(why?.code ?? why) }))";
        let arguments = vec![json!(request), takes.clone()];
        let answer = self.client.execute_async(script, arguments).await;
        answer.context("the window is gone")
    }

    /// The window's position and inner size, in pixels: left, top, width,
    /// height.
    pub async fn place(&self) -> Result<[i64; 4]> {
        let script = "return [window.screenX, window.screenY, innerWidth, innerHeight]";
        let place = self.client.execute(script, vec![]).await?;
        serde_json::from_value(place).context("a window without a place")
    }

    /// Types with a person's pauses, at the keyboard's focus. In `text`, `
    /// ` is Enter and `\u{1b}` is Esc.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        self.keys(text, &KEY_PAUSES).await
    }

    /// Types as a scanner does: without pauses.
    pub async fn scan(&self, text: &str) -> Result<()> {
        self.keys(text, &[Duration::ZERO]).await
    }

    async fn keys(&self, text: &str, pauses: &[Duration]) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for (value, pause) in text.chars().map(key).zip(pauses.iter().cycle()) {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: *pause });
        }
        self.client
            .perform_actions(keys)
            .await
            .with_context(|| format!("cannot type {text:?}"))
    }

    /// Clicks the element with this test id, once it is there.
    ///
    /// # Errors
    /// If it does not appear, or cannot be clicked.
    pub async fn click(&self, id: &str) -> Result<()> {
        let css = format!("[data-testid='{id}']");
        let element = self
            .client
            .wait()
            .at_most(SCREEN_BOUND)
            .for_element(fantoccini::Locator::Css(&css))
            .await
            .with_context(|| format!("`{id}` is not on the screen"))?;
        element
            .click()
            .await
            .with_context(|| format!("cannot click `{id}`"))
    }

    /// Replaces the text of the field with this test id, scrolling to it if
    /// needed.
    ///
    /// # Errors
    /// If it does not appear, or the window is gone.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let focus = "const field = document.querySelector(`[data-testid='${arguments[0]}']`);\
                     field?.scrollIntoView({ block: 'center' }); field?.focus(); field?.select();\
                     return field !== null && document.activeElement === field ? 'in' : null";
        let look = async || self.text_by(focus, vec![json!(id)]).await.ok().flatten();
        wait::until(&format!("the field `{id}`"), SCREEN_BOUND, look)
            .await
            .with_context(|| self.evidence())?;
        self.type_keys(text).await
    }

    /// An attribute of the element with this test id; `None` if either is
    /// absent.
    pub async fn attribute(&self, id: &str, name: &str) -> Result<Option<String>> {
        let script = "return document.querySelector(`[data-testid='${arguments[0]}']`)\
                      ?.getAttribute(arguments[1]) ?? null";
        self.text_by(script, vec![json!(id), json!(name)]).await
    }

    /// The visible text of the element with this test id.
    pub async fn text(&self, id: &str) -> Result<Option<String>> {
        let script = "return document.querySelector(`[data-testid='${arguments[0]}']`)\
                      ?.innerText ?? null";
        self.text_by(script, vec![json!(id)]).await
    }

    /// Runs a script in the window's page and returns its result.
    ///
    /// # Errors
    /// If the window is gone or the script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let ran = self.client.execute(script, arguments).await;
        ran.with_context(|| format!("the page did not run {script:?}"))
    }

    /// Awaits a promise in the window's page and returns its value.
    ///
    /// # Errors
    /// If the window is gone or the promise is rejected.
    pub async fn resolve(&self, promise: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             Promise.resolve({promise}).then((it) => done([it ?? null]), (no) => done(String(no)))"
        );
        let ran = self.client.execute_async(&script, vec![]).await;
        let mut ran = ran.with_context(|| format!("the page did not run {promise:?}"))?;
        match ran.get_mut(0) {
            Some(value) => Ok(value.take()),
            None => bail!("{promise}: {ran}; {}", self.evidence()),
        }
    }

    /// The number of the app's own process.
    ///
    /// # Errors
    /// If it is gone.
    pub fn process(&self) -> Result<u32> {
        memory::running(&paths::app()?, self.driver.group()).context("the app is gone")
    }

    async fn text_by(&self, script: &str, arguments: Vec<Value>) -> Result<Option<String>> {
        let value = self
            .client
            .execute(script, arguments)
            .await
            .context("the window is gone")?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The evidence of a failed wait: a picture of the screen, named after the
    /// test, and the app's output.
    fn evidence(&self) -> String {
        let test = std::thread::current()
            .name()
            .unwrap_or("journey")
            .replace("::", "-");
        let picture = display::picture_of(&self.display, &format!("failed-{test}"));
        let picture =
            picture.map_or_else(|error| error.to_string(), |file| file.display().to_string());
        format!(
            "the screen: {picture}; the app said:\n{}",
            self.driver.last_words()
        )
    }

    /// Waits until an attribute has the value, and a little longer.
    ///
    /// # Errors
    /// If it does not within `bound`; the message has the last value, and the
    /// app's output.
    pub async fn wait_for(&self, id: &str, name: &str, value: &str, bound: Duration) -> Result<()> {
        let mut last = None;
        let waited = wait::until(&format!("`{id}[{name}={value}]`"), bound, async || {
            last = self.attribute(id, name).await.ok().flatten();
            (last.as_deref() == Some(value)).then_some(())
        })
        .await;
        waited.with_context(|| format!("it last was {last:?}; {}", self.evidence()))
    }

    /// Waits until the text of the element with this test id contains the
    /// words.
    ///
    /// # Errors
    /// If it does not within `bound`; the message has the last text.
    pub async fn wait_for_text(&self, id: &str, words: &str, bound: Duration) -> Result<()> {
        let mut last = None;
        let waited = wait::until(&format!("{words:?} in `{id}`"), bound, async || {
            last = self.text(id).await.ok().flatten();
            last.as_ref()
                .is_some_and(|text| text.contains(words))
                .then_some(())
        })
        .await;
        waited.with_context(|| format!("it last was {last:?}; {}", self.evidence()))
    }

    /// Waits until the payment in hand is in this state.
    ///
    /// # Errors
    /// Those of [`Window::wait_for`].
    pub async fn wait_for_sale(&self, state: &str, bound: Duration) -> Result<()> {
        self.wait_for("sale", "data-state", state, bound).await
    }

    /// Waits until the QR is drawn and returns the payload in its attribute.
    ///
    /// # Errors
    /// If there is none in time.
    pub async fn wait_for_qr(&self) -> Result<String> {
        let drawn = "const qr = document.querySelector(\"[data-testid='qr-image']\");\
             const picture = qr?.tagName === 'IMG' ? qr : qr?.querySelector('img');\
             const ready = !picture || (picture.complete && picture.naturalWidth > 0);\
             return ready ? qr?.getAttribute('data-payload') ?? null : null";
        let look = async || self.text_by(drawn, vec![]).await.ok().flatten();
        wait::until("a drawn QR with its payload", SCREEN_BOUND, look)
            .await
            .with_context(|| self.evidence())
    }
}

fn key(character: char) -> char {
    match character {
        '\n' => Key::Enter.into(),
        '\u{1b}' => Key::Escape.into(),
        other => other,
    }
}

async fn start_session(app: &Path, port: u16, native_port: u16) -> Result<Client> {
    let address = format!("http://127.0.0.1:{port}");
    // The first driver calls the second at once, without waiting for it.
    for port in [port, native_port] {
        wait::until("the window's driver listens", START_BOUND, async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
        })
        .await?;
    }
    let options = json!({ "application": app, "args": [] });
    let mut wanted = Capabilities::new();
    wanted.insert("browserName".to_owned(), json!("wry"));
    wanted.insert("tauri:options".to_owned(), options);
    let mut builder = ClientBuilder::new(HttpConnector::new());
    let connecting = builder.capabilities(wanted).connect(&address);
    tokio::time::timeout(START_BOUND, connecting)
        .await
        .context("the app does not answer its driver")?
        .context("the driver opens no window")
}
