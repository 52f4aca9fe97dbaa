//! The cashier's window: its commands, made from the table of requests, its
//! events, and its life.

use crate::closing::{self, Closing};
use crate::customer;
use crate::data::folder::Folder;
use crate::entrance::{Entrance, Tried};
use crate::events::{self, Channels};
use crate::front;
use crate::page_watch::{self, Pages};
use crate::placement;
use crate::premises::Backroom;
use crate::renderer;
use crate::shopfront::Shopfront;
use api::bindings::{CUSTOMER_CHANGED, LIGHTS_CHANGED, TILL_CHANGED};
use api::{ApiError, Counter, Who};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager as _, State, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::broadcast::error::RecvError;

/// The label of the cashier's window.
pub(crate) const TILL: &str = "till";
/// The label of the customer's window.
pub(crate) const CUSTOMER: &str = "customer";
/// The label of the window that stands where no shop can be opened.
pub(crate) const PROBLEM: &str = "problem";
/// How often the lights are looked at, in milliseconds.
const LIGHTS_EVERY_MS: u64 = 1_000;

/// The commands of one table, and what answers them: what `$state` says to be
/// answering.
macro_rules! commands {
    ($state:ty, $handler:ident, $names:ident, $($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                state: State<'_, Arc<$state>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                state.answering().await?.$name(takes).await
            }
        )+

        fn $handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        const $names: &[&str] = &[$(stringify!($name)),+];
    };
}
macro_rules! till_commands {
    ($($rows:tt)+) => { commands! { Shopfront, till_handler, TILL_COMMANDS, $($rows)+ } };
}
macro_rules! settings_commands {
    ($($rows:tt)+) => {
        commands! { Backroom, settings_handler, SETTINGS_COMMANDS, $($rows)+ }
    };
}
macro_rules! customer_commands {
    ($($rows:tt)+) => {
        commands! { Shopfront, customer_handler, CUSTOMER_COMMANDS, $($rows)+ }
    };
}
api::for_each_request!(till_commands);
api::for_each_settings_request!(settings_commands);
api::for_each_customer_request!(customer_commands);
/// The problem window's commands: its rules are obeyed here, since what answers
/// them is the shell's own.
macro_rules! problem_commands {
    ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                state: State<'_, Arc<Entrance>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                state.admit(Who::$who, &takes).await?;
                state.$name(takes).await
            }
        )+

        fn problem_handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        const PROBLEM_COMMANDS: &[&str] = &[$(stringify!($name)),+];
    };
}
api::for_each_problem_request!(problem_commands);

/// What every page asks of its own window.
fn page_handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![events::hear, page_watch::report]
}

/// Which window may ask which command is not decided here: the capabilities,
/// made from the same tables, are.
fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let (till, settings, customer) = (till_handler(), settings_handler(), customer_handler());
    let problem = problem_handler();
    let page = page_handler();
    move |invoke| {
        let asked = invoke.message.command();
        if [events::HEAR, page_watch::REPORT].contains(&asked) {
            page(invoke)
        } else if CUSTOMER_COMMANDS.contains(&asked) {
            customer(invoke)
        } else if PROBLEM_COMMANDS.contains(&asked) {
            problem(invoke)
        } else if SETTINGS_COMMANDS.contains(&asked) {
            settings(invoke)
        } else {
            TILL_COMMANDS.contains(&asked) && till(invoke)
        }
    }
}

/// Why the app ended without a shop.
pub(crate) enum Ended {
    /// Another window has the shop open.
    Elsewhere(Folder),
    /// It could not be opened, and nobody mended it.
    Shut,
    /// The window itself does not open.
    NoWindow(String),
}

/// Opens the shop with its windows, or a window that says why it cannot be
/// opened, and runs until the last is closed.
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
    let desk = Arc::new(customer::Windows::default());
    let entrance = Entrance::new(Arc::clone(&desk));
    let front = match runtime.block_on(entrance.enter()) {
        Tried::Open(front) => Some(front),
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
    let builder = builder.plugin(crate::bench::plugin());
    let ran = builder
        .manage(Arc::clone(&entrance))
        .manage(Arc::<Channels>::default())
        .manage(Arc::<Pages>::default())
        .manage(Arc::<Closing>::default())
        .invoke_handler(handler())
        .on_window_event(|window, event| {
            let is_till = window.label() == TILL;
            if let WindowEvent::CloseRequested { api, .. } = event
                && is_till
            {
                // A charge on the wire is waited for.
                api.prevent_close();
                closing::begin(window.app_handle());
            } else if matches!(event, WindowEvent::Destroyed) {
                if let Some(channels) = window.try_state::<Arc<Channels>>() {
                    channels.close(window.label());
                }
                // The shop closes with the cashier's window, whatever else stands.
                if is_till {
                    window.app_handle().exit(0);
                }
            }
        })
        .setup(move |app| {
            desk.opened(app.handle());
            app.manage(Arc::clone(&desk));
            match front {
                Some(front) => open_shop(app.handle(), &front)?,
                None => open_problem(app.handle())?,
            }
            Ok(())
        })
        .run(tauri::generate_context!());
    let is_open = runtime.block_on(entrance.is_open());
    // The workers hold nothing that is not in the ledger.
    runtime.shutdown_timeout(Duration::from_millis(500));
    ran.map_err(|error| no_window(&error))?;
    if is_open { Ok(()) } else { Err(Ended::Shut) }
}

/// Whether a window can stand anywhere.
fn has_screen() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|it| !it.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Puts the windows up of a shop that is open; the one that said why it was
/// not goes.
pub(crate) fn open_shop(app: &AppHandle, front: &Arc<Shopfront>) -> tauri::Result<()> {
    if app.get_webview_window(TILL).is_some() {
        come_to_front(app);
        return Ok(());
    }
    let folder = front.folder().clone();
    let data = folder.webview();
    app.manage(Arc::clone(front));
    app.manage(Arc::new(Backroom::new(front)));
    app.manage(customer::DataDirectory(data.clone()));
    let window = build(app, TILL, data)?;
    if let Err(error) = placement::fill_work_area(&window, &folder) {
        tracing::warn!(%error, "the window does not fill the work area");
    }
    customer::open_beside(app);
    tauri::async_runtime::spawn(Arc::clone(front).watch());
    let telling = Arc::clone(front);
    tauri::async_runtime::spawn(async move { telling.begin_to_tell().await });
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        let come = move || come_to_front(&handle);
        if let Err(error) = front::answer(folder, come).await {
            tracing::warn!(%error, "a second window cannot ask this one to the front");
        }
    });
    if let Some(problem) = app.get_webview_window(PROBLEM) {
        problem.close()?;
    }
    Ok(())
}

/// Where there is no data folder, the web view keeps nothing of the shop's: it
/// gets a folder that nobody else can have made before.
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

/// Tells the window of every commit, and of the lights when they change.
pub(crate) async fn tell(app: AppHandle, counter: Arc<Counter>) {
    let mut committed = counter.committed();
    let mut seq = seq_once_readable(|| counter.seq()).await;
    let mut lights = None;
    let mut has_second = false;
    let mut shown = None;
    let mut ticks = tokio::time::interval(Duration::from_millis(LIGHTS_EVERY_MS));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let ticked = tokio::select! {
            _ = ticks.tick() => true,
            told = committed.recv() => {
                // One that missed some loses nothing: it asks the journal.
                if matches!(told, Err(RecvError::Closed)) {
                    return;
                }
                false
            }
            () = counter.customer_changed() => false,
        };
        if ticked {
            customer::follow_monitors(&app, &mut has_second);
            let now = counter.lights();
            if lights != Some(now) {
                lights = Some(now);
                emit(&app, TILL, LIGHTS_CHANGED, now);
            }
        }
        // A tick also tells of attempts, which change without an event.
        if !ticked || counter.has_attempts().await {
            match counter.changed(seq).await {
                Ok(changed) => {
                    seq = changed.seq;
                    emit(&app, TILL, TILL_CHANGED, changed);
                }
                Err(error) => tracing::error!(?error, "a change could not be told"),
            }
        }
        match counter.customer_snapshot(()).await {
            Ok(view)
                if shown
                    .as_ref()
                    .is_none_or(|shown| customer::differs(shown, &view)) =>
            {
                emit(&app, CUSTOMER, CUSTOMER_CHANGED, view.clone());
                shown = Some(view);
            }
            Ok(_) => {}
            Err(error) => tracing::error!(?error, "the customer could not be told"),
        }
    }
}

/// Reads where the journal stands as soon as that can be read: one failed read
/// must not make a window read the whole journal.
async fn seq_once_readable<E, F>(read: impl Fn() -> F) -> i64
where
    E: std::fmt::Debug,
    F: Future<Output = Result<i64, E>>,
{
    loop {
        match read().await {
            Ok(seq) => return seq,
            Err(error) => tracing::warn!(?error, "where the journal stands cannot be read"),
        }
        tokio::time::sleep(Duration::from_millis(LIGHTS_EVERY_MS)).await;
    }
}

/// Tells one window, and never another's.
pub(crate) fn emit<T: serde::Serialize>(app: &AppHandle, window: &str, event: &str, told: T) {
    if let Some(channels) = app.try_state::<Arc<Channels>>() {
        channels.tell(window, event, told);
    }
}

#[cfg(test)]
mod tests;
