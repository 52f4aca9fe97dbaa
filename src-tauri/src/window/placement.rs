//! Where the cashier's window stands: at first it fills the work area of its
//! monitor, which on the commonest cheap PC is smaller than the window's own
//! size; later it stands where it was left. The place is kept in the data
//! folder, by tauri's own plugin.

use crate::data::folder::Folder;
use crate::window::{CUSTOMER, PROBLEM};
use std::path::PathBuf;
use tauri::plugin::TauriPlugin;
use tauri::{PhysicalSize, WebviewWindow, Wry};
use tauri_plugin_window_state::StateFlags;

/// The file of the place.
fn file(folder: &Folder) -> PathBuf {
    folder.path().join("window.json")
}

/// Keeps the place of the cashier's window, and puts it there again.
pub(crate) fn plugin(folder: &Folder) -> TauriPlugin<Wry> {
    // The plugin joins its own folder and this path: an absolute one stays.
    tauri_plugin_window_state::Builder::new()
        .with_filename(file(folder).to_string_lossy())
        .with_denylist(&[CUSTOMER, PROBLEM])
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Fills the work area with a window that was never left anywhere. By its size
/// too: to be maximised is a wish to a window manager, and a counter may have
/// none.
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
