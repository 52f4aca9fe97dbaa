//! The customer's window: where it stands, and that it comes back. What it
//! shows and may ask is not decided here.

use crate::window::app_windows::AppWindows;
use crate::window::{self, CUSTOMER, TILL};
use api::dto::CustomerView;
use std::sync::Arc;
use tauri::{AppHandle, LogicalSize, Manager as _, Monitor, WebviewWindow};

/// Opens the customer's window by itself where there is a second monitor.
/// Where there is one, it would be in front of the cashier's: it waits to be
/// asked for.
pub(crate) fn open_beside(app: &AppHandle) {
    if second_monitor(app).is_some() {
        show(app);
    }
}

pub(crate) fn show(app: &AppHandle) {
    if let Err(error) = try_to_show(app) {
        tracing::warn!(%error, "the customer's window does not show");
    }
}

fn try_to_show(app: &AppHandle) -> tauri::Result<()> {
    let window = match app.get_webview_window(CUSTOMER) {
        Some(window) => window,
        None => {
            // It is put where both windows keep what a web view keeps.
            let Some(data) = app.try_state::<DataDirectory>() else {
                return Ok(());
            };
            window::build(app, CUSTOMER, data.0.clone())?
        }
    };
    if app.state::<Arc<AppWindows>>().is_on_wayland() {
        return show_on_wayland(app, &window);
    }
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

/// Full screen on the second monitor, which Wayland can be asked for by name;
/// else an ordinary window that a person puts where it belongs. Never full
/// screen without a monitor: it could cover the cashier's.
#[cfg(target_os = "linux")]
fn show_on_wayland(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::prelude::{GtkWindowExt, MonitorExt as _, WidgetExt as _};
    let second = second_monitor(app).map(|monitor| *monitor.position());
    let shown = window.clone();
    window.show()?;
    // GTK is asked on its own thread only.
    app.run_on_main_thread(move || {
        let Ok(own) = shown.gtk_window() else { return };
        let display = own.display();
        let monitor = (0..display.n_monitors()).find(|number| {
            let place = display
                .monitor(*number)
                .map(|it| (it.geometry(), it.scale_factor()));
            place.zip(second).is_some_and(|((area, scale), second)| {
                (area.x() * scale, area.y() * scale) == (second.x, second.y)
            })
        });
        match (monitor, GtkWindowExt::screen(&own)) {
            (Some(monitor), Some(screen)) => own.fullscreen_on_monitor(&screen, monitor),
            _ => own.unfullscreen(),
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn show_on_wayland(_app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    window.show()
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
