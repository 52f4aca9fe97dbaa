//! The customer's window: where it stands, and that it comes back. What it
//! shows and may ask is not decided here.

use crate::window::{CUSTOMER, TILL};
use api::Desk;
use api::dto::{CustomerView, OutsideChange};
use std::sync::{Mutex, OnceLock, PoisonError};
use tauri::{AppHandle, LogicalSize, Manager as _, Monitor, WebviewWindow, WebviewWindowBuilder};

/// The windows on the counter, once the app runs, and what they are told of
/// the settings.
#[derive(Default)]
pub(crate) struct Windows {
    app: OnceLock<AppHandle>,
    outside: Mutex<Option<OutsideChange>>,
}

impl Windows {
    /// The app runs.
    pub(crate) fn opened(&self, app: &AppHandle) {
        // Set once: there is one app in a process.
        let _ = self.app.set(app.clone());
    }

    /// The app, once it runs.
    pub(crate) fn app(&self) -> Option<&AppHandle> {
        self.app.get()
    }

    /// How `mostrador.toml` differs from what is in force; whether that is
    /// news.
    pub(crate) fn note_outside(&self, outside: Option<OutsideChange>) -> bool {
        let mut noted = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *noted != outside;
        *noted = outside;
        is_news
    }
}

impl Desk for Windows {
    fn show_customer(&self) {
        if let Some(app) = self.app.get() {
            show(app);
        }
    }

    fn settings_outside(&self) -> Option<OutsideChange> {
        let noted = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        noted.clone()
    }
}

/// Opens the customer's window by itself where there is a second monitor.
/// Where there is one, it would stand in front of the cashier's: it waits to be
/// asked for.
pub(crate) fn open_beside(app: &AppHandle) {
    if second_monitor(app).is_some() {
        show(app);
    }
}

fn show(app: &AppHandle) {
    if let Err(error) = try_to_show(app) {
        tracing::warn!(%error, "the customer's window does not show");
    }
}

fn try_to_show(app: &AppHandle) -> tauri::Result<()> {
    let window = match app.get_webview_window(CUSTOMER) {
        Some(window) => window,
        None => {
            let config = app
                .config()
                .app
                .windows
                .iter()
                .find(|window| window.label == CUSTOMER);
            let Some(config) = config else {
                return Ok(());
            };
            let mut builder = WebviewWindowBuilder::from_config(app, config)?;
            if let Some(data) = app.try_state::<DataDirectory>() {
                builder = builder.data_directory(data.0.clone());
            }
            builder.build()?
        }
    };
    match second_monitor(app) {
        Some(monitor) => {
            // By its size too: full screen is a wish to a window manager, and
            // a counter may have none.
            window.set_position(*monitor.position())?;
            window.set_size(*monitor.size())?;
            window.show()?;
            window.set_fullscreen(true)
        }
        None => {
            window.set_fullscreen(false)?;
            stand_beside(app, &window)?;
            window.show()
        }
    }
}

/// A window again, of its own size, on the monitor that is left: where the
/// other monitor was, nobody would see it.
fn stand_beside(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    let config = &app.config().app.windows;
    if let Some(config) = config.iter().find(|window| window.label == CUSTOMER) {
        window.set_size(LogicalSize::new(config.width, config.height))?;
    }
    if let Some(monitor) = own_monitor(app) {
        window.set_position(*monitor.position())?;
    }
    Ok(())
}

/// Where both windows keep what a web view keeps.
pub(crate) struct DataDirectory(pub(crate) std::path::PathBuf);

/// The monitor of the cashier's window.
fn own_monitor(app: &AppHandle) -> Option<Monitor> {
    let till = app.get_webview_window(TILL)?;
    let current = till.current_monitor().ok().flatten();
    current.or(till.primary_monitor().ok().flatten())
}

/// A monitor on which the cashier's window is not.
fn second_monitor(app: &AppHandle) -> Option<Monitor> {
    let own = own_monitor(app)?;
    let till = app.get_webview_window(TILL)?;
    let monitors = till.available_monitors().ok()?;
    monitors
        .into_iter()
        .find(|monitor| monitor.position() != own.position())
}

/// Keeps the customer's window where it belongs: full screen on the second
/// monitor when one comes, and a window again when it goes.
pub(crate) fn follow_monitors(app: &AppHandle, had_second: &mut bool) {
    let has_second = second_monitor(app).is_some();
    if has_second == *had_second {
        return;
    }
    *had_second = has_second;
    let stands = app.get_webview_window(CUSTOMER).is_some();
    if has_second || stands {
        show(app);
    }
    // The cashier goes on where the cashier was.
    if stands
        && let Some(till) = app.get_webview_window(TILL)
        && let Err(error) = till.set_focus()
    {
        tracing::warn!(%error, "the cashier's window does not take the keys back");
    }
}

/// Whether the customer would see a difference: the time left, which the
/// window counts by itself, is none.
pub(crate) fn differs(shown: &CustomerView, now: &CustomerView) -> bool {
    let payload = |view: &CustomerView| view.qr.as_ref().map(|qr| qr.payload.clone());
    shown.state != now.state
        || shown.amount_centavos != now.amount_centavos
        || shown.offers != now.offers
        || payload(shown) != payload(now)
}
