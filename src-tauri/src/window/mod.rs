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
mod labels;
mod new_window;
mod page_watch;
mod placement;
mod renderer;
mod shop_windows;
pub(crate) mod single_instance;
mod wayland;

use crate::data::folder::Folder;
use crate::shop::startup::{Startup, Tried};
use crate::shop::windows::Windows;
use app_windows::AppWindows;
use closing::Closing;
use events::Channels;
use labels::{PROBLEM, TILL};
use page_watch::Pages;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager as _, WindowEvent};
use wayland::OnWayland;

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
    let upgrades = has_screen() && startup.begins_with_upgrade();
    let shop = if upgrades {
        None
    } else {
        match runtime.block_on(startup.open()) {
            Tried::Open(shop) => Some(shop),
            Tried::Elsewhere(folder) => return Err(Ended::Elsewhere(folder)),
            Tried::Shut(problem) => {
                problem.tell();
                if !has_screen() {
                    return Err(Ended::Shut);
                }
                None
            }
        }
    };
    let upgrading = upgrades.then(|| Arc::clone(&startup));
    let mut builder = tauri::Builder::default();
    if let Ok(folder) = Folder::find() {
        builder = builder.plugin(placement::plugin(&folder));
    }
    #[cfg(feature = "bench")]
    let builder = builder.plugin(bench::plugin());
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
            app.manage(OnWayland::of_this_app());
            windows.opened(app.handle());
            match shop {
                Some(shop) => shop_windows::open(app.handle(), &shop)?,
                None => open_problem(app.handle())?,
            }
            if let Some(startup) = upgrading {
                tauri::async_runtime::spawn(async move { startup.open_in_window().await });
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
    new_window::build(app, PROBLEM, data).map(drop)
}

#[cfg(test)]
mod tests;
