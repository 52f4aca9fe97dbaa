//! The customer's window: where it is placed, and that it comes back. What it
//! shows and may ask is decided elsewhere.

use crate::window::labels::{CUSTOMER, TILL};
use crate::window::new_window;
use crate::window::wayland::OnWayland;
use api::dto::CustomerView;
use tauri::{AppHandle, LogicalSize, Manager as _, Monitor, WebviewWindow};

/// Opens the customer's window if there is a second monitor. With one monitor
/// it would cover the cashier's window, so it opens only on request.
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
            // This state holds the folder in which both windows store the web
            // view's data.
            let Some(data) = app.try_state::<DataDirectory>() else {
                return Ok(());
            };
            new_window::build(app, CUSTOMER, data.0.clone())?
        }
    };
    if app.state::<OnWayland>().0 {
        return show_on_wayland(app, &window);
    }
    match second_monitor(app) {
        Some(monitor) => {
            // It also gets the monitor's size: full screen is only a request to
            // a window manager, and a counter may have none.
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

/// Shows the window full screen on the second monitor, which Wayland accepts by
/// name. Otherwise it is an ordinary window that a person moves. It is never
/// full screen without a second monitor: it could cover the cashier's window.
#[cfg(target_os = "linux")]
fn show_on_wayland(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::prelude::{GtkWindowExt, MonitorExt as _, WidgetExt as _};
    let second = second_monitor(app).map(|monitor| *monitor.position());
    let shown = window.clone();
    window.show()?;
    // GTK must be called on its own thread.
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

/// Makes it a window of its own size again, on the remaining monitor: at the
/// place of the removed monitor nobody would see it.
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

/// The folder in which both windows store the web view's data.
pub(crate) struct DataDirectory(pub(crate) std::path::PathBuf);

/// The monitor of the cashier's window.
fn own_monitor(app: &AppHandle) -> Option<Monitor> {
    let till = app.get_webview_window(TILL)?;
    let current = till.current_monitor().ok().flatten();
    current.or(till.primary_monitor().ok().flatten())
}

/// A monitor other than that of the cashier's window.
fn second_monitor(app: &AppHandle) -> Option<Monitor> {
    let own = own_monitor(app)?;
    let till = app.get_webview_window(TILL)?;
    let monitors = till.available_monitors().ok()?;
    monitors
        .into_iter()
        .find(|monitor| monitor.position() != own.position())
}

/// Keeps the customer's window in place: full screen when a second monitor
/// comes, and a window again when it goes.
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
    // The focus returns to the cashier's window.
    if stands
        && let Some(till) = app.get_webview_window(TILL)
        && let Err(error) = till.set_focus()
    {
        tracing::warn!(%error, "the cashier's window does not take the keys back");
    }
}

/// Whether the customer would see a difference. The time left does not count,
/// because the window counts it down itself.
pub(crate) fn differs(shown: &CustomerView, now: &CustomerView) -> bool {
    let payload = |view: &CustomerView| view.qr.as_ref().map(|qr| qr.payload.clone());
    shown.state != now.state
        || shown.amount_centavos != now.amount_centavos
        || shown.offers != now.offers
        || payload(shown) != payload(now)
}
