//! The port by which a shop reaches the windows, once the app has any. It does
//! not know how a window is made.

use crate::shop::running::RunningShop;
use api::TillApi;
use api::dto::OutsideChange;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// The windows of the app.
pub(crate) trait Windows: api::Shell {
    /// Tells the windows of everything that happens in a shop, until the task
    /// is aborted; `None` before the app runs.
    fn follow(&self, shop: Arc<TillApi>) -> Option<JoinHandle<()>>;
    /// Tells the windows that another shop, or the same with other settings,
    /// answers from now on.
    fn reopened(&self);
    /// Tells the windows how `mostrador.toml` differs from the settings in
    /// force.
    fn note_outside(&self, outside: Option<OutsideChange>);
    /// Shows the windows of an open shop, or returns why that failed.
    fn show_shop(&self, shop: &Arc<RunningShop>) -> Result<(), String>;
    fn exit(&self);
}

/// The windows of an app that does not run, for tests.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct NoWindows {
    outside: std::sync::Mutex<Option<OutsideChange>>,
    /// Where exports go; made when the first one is.
    exports: std::sync::OnceLock<tempfile::TempDir>,
}

#[cfg(test)]
impl api::Shell for NoWindows {
    fn show_customer(&self) {}

    fn settings_outside(&self) -> Option<OutsideChange> {
        self.outside.lock().unwrap().clone()
    }

    fn new_export(&self, name: &str) -> Result<Box<dyn api::NewExport>, (String, String)> {
        let folder = self.exports.get_or_init(|| tempfile::tempdir().unwrap());
        let file = crate::data::exports::ExportFile::in_folder(folder.path(), name)?;
        Ok(Box::new(file))
    }
}

#[cfg(test)]
impl Windows for NoWindows {
    fn follow(&self, _shop: Arc<TillApi>) -> Option<JoinHandle<()>> {
        None
    }

    fn reopened(&self) {}

    fn note_outside(&self, outside: Option<OutsideChange>) {
        *self.outside.lock().unwrap() = outside;
    }

    fn show_shop(&self, _shop: &Arc<RunningShop>) -> Result<(), String> {
        Ok(())
    }

    fn exit(&self) {}
}
