//! How a window is built. Who opens it, and where it is placed, is decided
//! elsewhere.

use crate::window::{page_watch, renderer};
use std::path::PathBuf;
use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder};

/// Builds a window of the configuration, and watches its page.
pub(crate) fn build(
    app: &AppHandle,
    label: &'static str,
    data: PathBuf,
) -> tauri::Result<WebviewWindow> {
    let windows = &app.config().app.windows;
    let config = windows.iter().find(|window| window.label == label);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let mut config = config.clone();
    config.url = renderer::address(&config.url);
    let builder = WebviewWindowBuilder::from_config(app, &config)?
        .data_directory(data)
        .general_autofill_enabled(false);
    #[cfg(windows)]
    let builder = renderer::with_arguments(builder);
    let window = builder.build()?;
    page_watch::hear_of_its_death(&window);
    tauri::async_runtime::spawn(page_watch::watch(app.clone(), label));
    Ok(window)
}
