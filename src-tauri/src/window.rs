//! The cashier's window: its commands, made from the table of requests, its
//! events, and its life.

use crate::compose::{self, Shop};
use crate::folder::Folder;
use crate::front;
use api::bindings::{LIGHTS_CHANGED, TILL_CHANGED};
use api::{ApiError, Counter};
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Emitter as _, Manager as _, State, WebviewWindowBuilder};
use till::settings::Settings;
use tokio::sync::broadcast::error::RecvError;

/// The label of the cashier's window.
const TILL: &str = "till";
/// How often the lights are looked at, in milliseconds.
const LIGHTS_EVERY_MS: u64 = 1_000;

macro_rules! commands {
    ($($name:ident: $takes:ty => $gives:ty,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                counter: State<'_, Arc<Counter>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                counter.$name(takes).await
            }
        )+

        fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }
    };
}
api::for_each_request!(commands);

/// Opens the window and runs until it is closed. `lock` is held meanwhile.
pub(crate) fn open(folder: Folder, settings: Settings, lock: File) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    tauri::async_runtime::set(runtime.handle().clone());
    let shop = runtime
        .block_on(compose::open(&folder, settings))
        .map_err(|error| error.to_string())?;
    let Shop {
        till,
        counter,
        _beside,
    } = shop;
    runtime.spawn(async move { till.work().await });
    let data = folder.webview();
    let ran = tauri::Builder::default()
        .manage(Arc::clone(&counter))
        .invoke_handler(handler())
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
            let now = counter.lights();
            if lights != Some(now) {
                lights = Some(now);
                emit(&app, LIGHTS_CHANGED, now);
            }
        }
        // A tick also tells of attempts, which change without an event.
        if ticked && !counter.has_attempts().await {
            continue;
        }
        match counter.changed(seq).await {
            Ok(changed) => {
                seq = changed.seq;
                emit(&app, TILL_CHANGED, changed);
            }
            Err(error) => tracing::error!(?error, "a change could not be told"),
        }
    }
}

fn emit<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, told: T) {
    if let Err(error) = app.emit_to(TILL, event, told) {
        tracing::warn!(%error, event, "the window did not hear");
    }
}
