//! The port by which a screen asks for another window, or for the shell's state
//! of its settings. The windows themselves belong to the shell.

use crate::dto::OutsideChange;
use std::io::Write;
use std::path::PathBuf;

/// The desktop shell, for the requests of a screen.
pub trait Shell: Send + Sync {
    /// Shows the customer's window: full screen on the second monitor, or as a
    /// window if there is only one monitor.
    fn show_customer(&self);
    /// How `mostrador.toml` was changed outside, if the change is not in force.
    fn settings_outside(&self) -> Option<OutsideChange>;
    /// Begins a file of that name among the exports.
    ///
    /// # Errors
    /// The path, and why it cannot be written.
    fn new_export(&self, name: &str) -> Result<Box<dyn NewExport>, (String, String)>;
}

/// A file that is being exported. Without [`NewExport::keep`], nothing is left of
/// it.
pub trait NewExport: Write + Send {
    /// A folder for temporary files, on the same disk.
    fn scratch(&self) -> PathBuf;

    /// Gives the whole file its name. Returns its path.
    ///
    /// # Errors
    /// The path, and why it cannot be written.
    fn keep(self: Box<Self>) -> Result<String, (String, String)>;
}
