//! The windows: how each is made and closed, and what reaches it. The app runs
//! here, from its first window to its last.

mod app_windows;
#[cfg(feature = "bench")]
mod bench;
mod changes;
mod closing;
mod commands;
pub(crate) mod customer;
mod events;
mod page_watch;
mod placement;
mod renderer;
pub(crate) mod single_instance;

use crate::data::folder::Folder;
use crate::shop::running::RunningShop;
use crate::shop::settings_host::SettingsAnswerer;
use crate::shop::startup::{Startup, Tried};
use crate::shop::windows::Windows;
use app_windows::AppWindows;
use closing::Closing;
use events::Channels;
use page_watch::Pages;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager as _, WebviewWindow, WebviewWindowBuilder, WindowEvent};

/// The label of the cashier's window.
pub(crate) const TILL: &str = "till";
/// The label of the customer's window.
pub(crate) const CUSTOMER: &str = "customer";
/// The label of the window that is shown if no shop can be opened.
pub(crate) const PROBLEM: &str = "problem";
/// Why the app ended without a shop.
pub(crate) enum Ended {
    /// Another window has the shop open.
    Elsewhere(Folder),
    /// It could not be opened, and nobody fixed it.
    Shut,
    /// The window itself does not open.
    NoWindow(String),
}

/// Opens the shop with its windows, or a window that says why it cannot be
/// opened, and runs until the last one is closed.
pub(crate) fn open() -> Result<(), Ended> {
    let no_window = |error: &dyn std::fmt::Display| Ended::NoWindow(error.to_string());
    if let Ok(folder) = Folder::find()
        && !renderer::is_plain()
        && renderer::is_known_to_fail(&folder)
    {
        renderer::become_plain().map_err(|error| no_window(&error))?;
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| no_window(&error))?;
    tauri::async_runtime::set(runtime.handle().clone());
    let windows = Arc::new(AppWindows::default());
    let reached = Arc::clone(&windows) as Arc<dyn Windows>;
    let startup = Startup::new(reached, renderer::is_plain());
    let shop = match runtime.block_on(startup.open()) {
        Tried::Open(shop) => Some(shop),
        Tried::Elsewhere(folder) => return Err(Ended::Elsewhere(folder)),
        Tried::Shut(problem) => {
            problem.tell();
            if !has_screen() {
                return Err(Ended::Shut);
            }
            None
        }
    };
    let mut builder = tauri::Builder::default();
    if let Ok(folder) = Folder::find() {
        builder = builder.plugin(placement::plugin(&folder));
    }
    #[cfg(feature = "bench")]
    let builder = builder.plugin(crate::window::bench::plugin());
    let ran = builder
        .manage(Arc::clone(&startup))
        .manage(Arc::<Channels>::default())
        .manage(Arc::<Pages>::default())
        .manage(Arc::<Closing>::default())
        .invoke_handler(commands::handler())
        .on_window_event(|window, event| {
            let is_till = window.label() == TILL;
            if let WindowEvent::CloseRequested { api, .. } = event
                && is_till
            {
                // The window closes after a charge on the wire was answered.
                api.prevent_close();
                closing::begin(window.app_handle());
            } else if matches!(event, WindowEvent::Destroyed) {
                if let Some(channels) = window.try_state::<Arc<Channels>>() {
                    channels.close(window.label());
                }
                // The shop closes with the cashier's window, whatever other
                // window is open.
                if is_till {
                    window.app_handle().exit(0);
                }
            }
        })
        .setup(move |app| {
            windows.opened(app.handle());
            app.manage(Arc::clone(&windows));
            match shop {
                Some(shop) => open_shop(app.handle(), &shop)?,
                None => open_problem(app.handle())?,
            }
            Ok(())
        })
        .run(tauri::generate_context!());
    let is_open = runtime.block_on(startup.is_open());
    // The workers hold nothing that is not in the ledger.
    runtime.shutdown_timeout(Duration::from_millis(500));
    ran.map_err(|error| no_window(&error))?;
    if is_open { Ok(()) } else { Err(Ended::Shut) }
}

/// Whether there is a screen for a window.
fn has_screen() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|it| !it.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Opens the windows of an open shop, and closes the window that said why it
/// was not open.
pub(crate) fn open_shop(app: &AppHandle, shop: &Arc<RunningShop>) -> tauri::Result<()> {
    if app.get_webview_window(TILL).is_some() {
        come_to_front(app);
        return Ok(());
    }
    let folder = shop.folder().clone();
    let data = folder.webview();
    app.manage(Arc::clone(shop));
    app.manage(Arc::new(SettingsAnswerer::new(shop)));
    app.manage(customer::DataDirectory(data.clone()));
    let window = build(app, TILL, data)?;
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

/// Without a data folder, the web view stores nothing of the shop: it gets a
/// new temporary folder.
fn open_problem(app: &AppHandle) -> tauri::Result<()> {
    let own = Folder::find().map(|folder| folder.webview());
    let data = match own
        .ok()
        .filter(|data| std::fs::create_dir_all(data).is_ok())
    {
        Some(data) => data,
        None => tempfile::Builder::new()
            .prefix("mostrador-")
            .tempdir()?
            .keep(),
    };
    build(app, PROBLEM, data).map(drop)
}

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

fn come_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(TILL) {
        let shown = window.unminimize().and_then(|()| window.show());
        if let Err(error) = shown.and_then(|()| window.set_focus()) {
            tracing::warn!(%error, "the window does not come to the front");
        }
    }
}

/// Sends an event to one window only.
pub(crate) fn emit<T: serde::Serialize>(app: &AppHandle, window: &str, event: &str, told: T) {
    if let Some(channels) = app.try_state::<Arc<Channels>>() {
        channels.tell(window, event, told);
    }
}

#[cfg(test)]
mod tests;
