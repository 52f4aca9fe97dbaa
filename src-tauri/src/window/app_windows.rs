//! The port to the app's windows, for the shop and the screens. Before the app
//! runs there are no windows, and nothing happens.

use crate::data::exports::ExportFile;
use crate::data::folder::Folder;
use crate::shop::running::RunningShop;
use crate::shop::windows::Windows;
use crate::window::events::emit;
use crate::window::labels::{CUSTOMER, TILL};
use crate::window::{changes, customer, shop_windows};
use api::bindings::{SETTINGS_OUTSIDE, SHOP_REOPENED};
use api::dto::OutsideChange;
use api::{NewExport, Shell, TillApi};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tauri::AppHandle;
use tokio::task::JoinHandle;

/// The windows, once the app runs, and what they were last told of the
/// settings.
#[derive(Default)]
pub(crate) struct AppWindows {
    app: OnceLock<AppHandle>,
    outside: Mutex<Option<OutsideChange>>,
}

impl AppWindows {
    /// Takes the running app.
    pub(crate) fn opened(&self, app: &AppHandle) {
        // It is set once: a process has one app.
        let _ = self.app.set(app.clone());
    }
}

impl Shell for AppWindows {
    fn show_customer(&self) {
        if let Some(app) = self.app.get() {
            customer::show(app);
        }
    }

    fn settings_outside(&self) -> Option<OutsideChange> {
        let noted = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        noted.clone()
    }

    fn new_export(&self, name: &str) -> Result<Box<dyn NewExport>, (String, String)> {
        let folder = Folder::find().map_err(|error| (name.to_owned(), error.to_string()))?;
        let file = ExportFile::in_folder(&folder.exports(), name)?;
        Ok(Box::new(file))
    }
}

impl Windows for AppWindows {
    fn follow(&self, shop: Arc<TillApi>) -> Option<JoinHandle<()>> {
        let app = self.app.get()?;
        Some(tokio::spawn(changes::tell(app.clone(), shop)))
    }

    fn reopened(&self) {
        if let Some(app) = self.app.get() {
            emit(app, TILL, SHOP_REOPENED, ());
            emit(app, CUSTOMER, SHOP_REOPENED, ());
        }
    }

    fn note_outside(&self, outside: Option<OutsideChange>) {
        let is_news = {
            let mut noted = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
            let is_news = *noted != outside;
            noted.clone_from(&outside);
            is_news
        };
        if let Some(app) = self.app.get().filter(|_| is_news) {
            emit(app, TILL, SETTINGS_OUTSIDE, outside);
        }
    }

    fn show_shop(&self, shop: &Arc<RunningShop>) -> Result<(), String> {
        let app = self.app.get().ok_or("the app does not run")?;
        shop_windows::open(app, shop).map_err(|error| error.to_string())
    }

    fn exit(&self) {
        if let Some(app) = self.app.get() {
            app.exit(0);
        }
    }
}
