//! Opens the windows of an open shop, and brings them to the front.

use crate::shop::running::RunningShop;
use crate::shop::settings_host::SettingsAnswerer;
use crate::window::labels::{PROBLEM, TILL};
use crate::window::{customer, new_window, placement, single_instance};
use std::sync::Arc;
use tauri::{AppHandle, Manager as _};

/// Opens the windows of an open shop, and closes the window that said why it
/// was not open.
pub(crate) fn open(app: &AppHandle, shop: &Arc<RunningShop>) -> tauri::Result<()> {
    if app.get_webview_window(TILL).is_some() {
        come_to_front(app);
        return Ok(());
    }
    let folder = shop.folder().clone();
    let data = folder.webview();
    app.manage(Arc::clone(shop));
    app.manage(Arc::new(SettingsAnswerer::new(shop)));
    app.manage(customer::DataDirectory(data.clone()));
    let window = new_window::build(app, TILL, data)?;
    if let Err(error) = placement::fill_work_area(&window, &folder) {
        tracing::warn!(%error, "the window does not fill the work area");
    }
    customer::open_beside(app);
    tauri::async_runtime::spawn(Arc::clone(shop).watch());
    let telling = Arc::clone(shop);
    tauri::async_runtime::spawn(async move { telling.begin_to_tell().await });
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        let come = move || come_to_front(&handle);
        if let Err(error) = single_instance::answer(folder, come).await {
            tracing::warn!(%error, "a second window cannot ask this one to the front");
        }
    });
    if let Some(problem) = app.get_webview_window(PROBLEM) {
        problem.close()?;
    }
    Ok(())
}

fn come_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(TILL) {
        let shown = window.unminimize().and_then(|()| window.show());
        if let Err(error) = shown.and_then(|()| window.set_focus()) {
            tracing::warn!(%error, "the window does not come to the front");
        }
    }
}
