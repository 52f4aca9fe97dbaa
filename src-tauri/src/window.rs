//! The cashier's window: its commands, made from the table of requests, its
//! events, and its life.

use crate::customer;
use crate::folder::Folder;
use crate::front;
use crate::premises::Backroom;
use crate::shopfront::Shopfront;
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

/// The commands of one table, and what answers them: what `$state` says to be
/// answering.
macro_rules! commands {
    ($state:ty, $handler:ident, $names:ident, $($name:ident: $takes:ty => $gives:ty,)+) => {
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

/// Which window may ask which command is not decided here: the capabilities,
/// made from the same tables, are.
fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let (till, settings, customer) = (till_handler(), settings_handler(), customer_handler());
    move |invoke| {
        let asked = invoke.message.command();
        if CUSTOMER_COMMANDS.contains(&asked) {
            customer(invoke)
        } else if SETTINGS_COMMANDS.contains(&asked) {
            settings(invoke)
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
    let desk = Arc::new(customer::Windows::default());
    let front = Shopfront::new(folder.clone(), Arc::clone(&desk));
    let opened = runtime.block_on(front.open(settings));
    opened.map_err(|error| error.to_string())?;
    let data = folder.webview();
    let builder = tauri::Builder::default();
    #[cfg(feature = "bench")]
    let builder = builder.plugin(crate::bench::plugin());
    let ran = builder
        .manage(Arc::clone(&front))
        .manage(Arc::new(Backroom::new(&front)))
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
            tauri::async_runtime::spawn(Arc::clone(&front).watch());
            tauri::async_runtime::spawn(async move { front.begin_to_tell().await });
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
pub(crate) async fn tell(app: AppHandle, counter: Arc<Counter>) {
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
pub(crate) fn emit<T: serde::Serialize + Clone>(
    app: &AppHandle,
    window: &str,
    event: &str,
    told: T,
) {
    if let Err(error) = app.emit_to(window, event, told) {
        tracing::warn!(%error, event, "the window did not hear");
    }
}
