//! The port by which a shop reaches the windows, once the app has any. How a
//! window is made is not known here.

use crate::shop::running::RunningShop;
use api::TillApi;
use api::dto::OutsideChange;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// The windows of the app.
pub(crate) trait Windows: api::Shell {
    /// Tells the windows of all that happens in a shop, until it is aborted;
    /// nothing before the app runs.
    fn follow(&self, shop: Arc<TillApi>) -> Option<JoinHandle<()>>;
    /// Another shop, or the same by other settings, answers from now on.
    fn reopened(&self);
    /// How `mostrador.toml` differs from what is in force.
    fn note_outside(&self, outside: Option<OutsideChange>);
    /// Shows the windows of a shop that is open; else why not.
    fn show_shop(&self, shop: &Arc<RunningShop>) -> Result<(), String>;
    /// Closes the app.
    fn exit(&self);
}

/// Windows of an app that does not run, for tests.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct NoWindows(std::sync::Mutex<Option<OutsideChange>>);

#[cfg(test)]
impl api::Shell for NoWindows {
    fn show_customer(&self) {}

    fn settings_outside(&self) -> Option<OutsideChange> {
        self.0.lock().unwrap().clone()
    }
}

#[cfg(test)]
impl Windows for NoWindows {
    fn follow(&self, _shop: Arc<TillApi>) -> Option<JoinHandle<()>> {
        None
    }

    fn reopened(&self) {}

    fn note_outside(&self, outside: Option<OutsideChange>) {
        *self.0.lock().unwrap() = outside;
    }

    fn show_shop(&self, _shop: &Arc<RunningShop>) -> Result<(), String> {
        Ok(())
    }

    fn exit(&self) {}
}
