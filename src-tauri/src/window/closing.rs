//! Closes the cashier's window. It waits for a charge on the wire, which would
//! turn into a doubt if it were cut off. The page shows that meanwhile.

use crate::shop::running::RunningShop;
use crate::window::events::emit;
use crate::window::labels::TILL;
use api::bindings::CLOSING;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{AppHandle, Manager as _};

#[derive(Default)]
pub(crate) struct Closing(AtomicBool);

/// Closes the window once no charge is on the wire. A second call meanwhile
/// changes nothing.
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
