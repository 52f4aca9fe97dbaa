//! Closing the cashier's window. A charge on the wire is waited for: cut off,
//! a sure answer would become a doubt. The page says so meanwhile.

use crate::shop::running::RunningShop;
use crate::window::{TILL, emit};
use api::bindings::CLOSING;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{AppHandle, Manager as _};

/// Whether the window is closing already.
#[derive(Default)]
pub(crate) struct Closing(AtomicBool);

/// Closes the window once no charge is on the wire. Asked again meanwhile, it
/// goes on as it began.
pub(crate) fn begin(app: &AppHandle) {
    let began = app
        .try_state::<Arc<Closing>>()
        .is_some_and(|closing| closing.0.swap(true, Ordering::SeqCst));
    if began {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(shop) = app
            .try_state::<Arc<RunningShop>>()
            .map(|it| Arc::clone(&it))
        {
            shop.await_charges(|| emit(&app, TILL, CLOSING, ())).await;
        }
        app.exit(0);
    });
}
