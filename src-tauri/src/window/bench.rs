//! The comparison side of `cargo xtask bench`, in the same window as the
//! product: a command that only returns a picture from memory, and a line on
//! standard output when the window can be used. The shipped app has neither:
//! all of this and its permissions are behind the feature `bench`.

use crate::window::labels::TILL;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use tauri::ipc::CapabilityBuilder;
use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager as _, State, Wry};

/// Reports two frames after the amount is there: then it is painted.
const TELL_WHEN_SHOWN: &str = r#"
(() => {
  const tell = () => window.__TAURI_INTERNALS__.invoke("plugin:bench|shown");
  const look = new MutationObserver(() => {
    if (document.querySelector("[data-testid=amount]") === null) return;
    look.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(tell));
  });
  look.observe(document, { childList: true, subtree: true });
})();
"#;

/// The picture that the command returns.
#[derive(Default)]
struct Held(Mutex<String>);

#[tauri::command]
fn hold(held: State<'_, Held>, picture: String) {
    *held.0.lock().unwrap_or_else(PoisonError::into_inner) = picture;
}

#[tauri::command]
fn picture(held: State<'_, Held>) -> String {
    held.0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

#[tauri::command]
fn shown() {
    // A closed standard output is no failure.
    let _ = writeln!(std::io::stdout(), "bench: shown");
}

/// The commands, and the permission of the cashier's window to call them.
pub(crate) fn plugin() -> TauriPlugin<Wry> {
    Builder::new("bench")
        .js_init_script(TELL_WHEN_SHOWN)
        .invoke_handler(tauri::generate_handler![hold, picture, shown])
        .setup(|app, _api| {
            app.manage(Held::default());
            app.add_capability(
                CapabilityBuilder::new("bench")
                    .window(TILL)
                    .permission("bench:allow-hold")
                    .permission("bench:allow-picture")
                    .permission("bench:allow-shown"),
            )?;
            Ok(())
        })
        .build()
}
