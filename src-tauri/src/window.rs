//! The cashier's window: its commands, made from the table of requests, its
//! events, and its life.

use crate::clock::SystemClock;
use crate::compose::{self, Shop};
use crate::folder::Folder;
use crate::front;
use crate::{backups, customer};
use api::bindings::{CUSTOMER_CHANGED, LIGHTS_CHANGED, TILL_CHANGED};
use api::{ApiError, Counter};
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Emitter as _, Manager as _, State, WebviewWindowBuilder, WindowEvent};
use till::settings::Settings;
use tokio::sync::broadcast::error::RecvError;

/// The label of the cashier's window.
pub(crate) const TILL: &str = "till";
/// The label of the customer's window.
pub(crate) const CUSTOMER: &str = "customer";
/// How often the lights are looked at, in milliseconds.
const LIGHTS_EVERY_MS: u64 = 1_000;

/// The commands of one window's table, and what answers them; it gives back
/// `false` for a command of another table.
macro_rules! commands {
    ($handler:ident, $names:ident, $($name:ident: $takes:ty => $gives:ty,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                counter: State<'_, Arc<Counter>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                counter.$name(takes).await
            }
        )+

        fn $handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        const $names: &[&str] = &[$(stringify!($name)),+];
    };
}
macro_rules! till_commands {
    ($($rows:tt)+) => { commands! { till_handler, TILL_COMMANDS, $($rows)+ } };
}
macro_rules! customer_commands {
    ($($rows:tt)+) => { commands! { customer_handler, CUSTOMER_COMMANDS, $($rows)+ } };
}
api::for_each_request!(till_commands);
api::for_each_customer_request!(customer_commands);

/// Which window may ask which command is not decided here: the capabilities,
/// made from the same tables, are.
fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let (till, customer) = (till_handler(), customer_handler());
    move |invoke| {
        let asked = invoke.message.command();
        if CUSTOMER_COMMANDS.contains(&asked) {
            customer(invoke)
        } else {
            TILL_COMMANDS.contains(&asked) && till(invoke)
        }
    }
}

/// Opens the window and runs until it is closed. `lock` is held meanwhile.
pub(crate) fn open(folder: Folder, settings: Settings, lock: File) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    tauri::async_runtime::set(runtime.handle().clone());
    let mode = settings.mode;
    let desk = Arc::new(customer::Windows::default());
    let shop = runtime
        .block_on(compose::open(&folder, settings, desk.clone()))
        .map_err(|error| error.to_string())?;
    let Shop {
        till,
        counter,
        _beside,
    } = shop;
    let data = folder.webview();
    match runtime.block_on(compose::known_seals(&folder, till.settings())) {
        Ok(seals) => {
            runtime.spawn(backups::daily(
                folder.clone(),
                mode,
                seals,
                SystemClock::new(),
            ));
        }
        Err(error) => tracing::error!(%error, "without the seal no copy can be checked"),
    }
    runtime.spawn(async move { till.work().await });
    let ran = tauri::Builder::default()
        .manage(Arc::clone(&counter))
        .manage(customer::DataDirectory(data.clone()))
        .invoke_handler(handler())
        .on_window_event(|window, event| {
            // The shop closes with the cashier's window, whatever else stands.
            if window.label() == TILL && matches!(event, WindowEvent::Destroyed) {
                window.app_handle().exit(0);
            }
        })
        .setup(move |app| {
            let config = app
                .config()
                .app
                .windows
                .iter()
                .find(|window| window.label == TILL);
            let config = config.ok_or("tauri.conf.json has no window of the till")?;
            WebviewWindowBuilder::from_config(app.handle(), config)?
                .data_directory(data)
                .build()?;
            customer::open_beside(app.handle());
            desk.opened(app.handle());
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(tell(handle.clone(), counter));
            tauri::async_runtime::spawn(async move {
                let come = move || come_to_front(&handle);
                if let Err(error) = front::answer(folder, come).await {
                    tracing::warn!(%error, "a second window cannot ask this one to the front");
                }
            });
            Ok(())
        })
        .run(tauri::generate_context!());
    drop(lock);
    // The workers hold nothing that is not in the ledger.
    runtime.shutdown_timeout(Duration::from_millis(500));
    ran.map_err(|error| error.to_string())
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
async fn tell(app: AppHandle, counter: Arc<Counter>) {
    let mut committed = counter.committed();
    let mut seq = counter.seq().await.unwrap_or(0);
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
        };
        if ticked {
            customer::follow_monitors(&app, &mut has_second);
            let now = counter.lights();
            if lights != Some(now) {
                lights = Some(now);
                emit(&app, TILL, LIGHTS_CHANGED, now);
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
        // A tick also tells of attempts, which change without an event.
        if ticked && !counter.has_attempts().await {
            continue;
        }
        match counter.changed(seq).await {
            Ok(changed) => {
                seq = changed.seq;
                emit(&app, TILL, TILL_CHANGED, changed);
            }
            Err(error) => tracing::error!(?error, "a change could not be told"),
        }
    }
}

/// Tells one window, and never another's.
fn emit<T: serde::Serialize + Clone>(app: &AppHandle, window: &str, event: &str, told: T) {
    if let Err(error) = app.emit_to(window, event, told) {
        tracing::warn!(%error, event, "the window did not hear");
    }
}
