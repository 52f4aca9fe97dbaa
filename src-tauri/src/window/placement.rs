//! The place of the cashier's window. At first it fills the work area of its
//! monitor, which on the most common cheap PC is smaller than the window's own
//! size. Later it opens where it was left. Tauri's own plugin stores the place
//! in the data folder.

use crate::data::folder::Folder;
use crate::window::labels::{CUSTOMER, PROBLEM};
use std::path::PathBuf;
use tauri::plugin::TauriPlugin;
use tauri::{PhysicalSize, WebviewWindow, Wry};
use tauri_plugin_window_state::StateFlags;

fn file(folder: &Folder) -> PathBuf {
    folder.path().join("window.json")
}

/// Stores the place of the cashier's window, and restores it.
pub(crate) fn plugin(folder: &Folder) -> TauriPlugin<Wry> {
    // The plugin joins its own folder with this path; an absolute path stays as
    // it is.
    tauri_plugin_window_state::Builder::new()
        .with_filename(file(folder).to_string_lossy())
        .with_denylist(&[CUSTOMER, PROBLEM])
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Fills the work area with a window that has no stored place. It also sets the
/// size: maximising is only a request to a window manager, and a counter may
/// have none.
pub(crate) fn fill_work_area(window: &WebviewWindow, folder: &Folder) -> tauri::Result<()> {
    if file(folder).exists() {
        return Ok(());
    }
    let monitor = match window.current_monitor()? {
        Some(monitor) => Some(monitor),
        None => window.primary_monitor()?,
    };
    if let Some(monitor) = monitor {
        let area = *monitor.work_area();
        window.set_position(area.position)?;
        window.set_size(PhysicalSize::new(area.size.width, area.size.height))?;
    }
    window.maximize()
}
