//! Whether the app runs on Wayland, where no program may place a window.

/// Set once for the app: true on Wayland.
pub(crate) struct OnWayland(pub(crate) bool);

impl OnWayland {
    /// Asks the display. It is called on the main thread only.
    pub(crate) fn of_this_app() -> OnWayland {
        OnWayland(is_wayland())
    }
}

#[cfg(target_os = "linux")]
fn is_wayland() -> bool {
    use gtk::prelude::DisplayExtManual as _;
    gtk::gdk::Display::default().is_some_and(|display| display.backend().is_wayland())
}

#[cfg(not(target_os = "linux"))]
fn is_wayland() -> bool {
    false
}
