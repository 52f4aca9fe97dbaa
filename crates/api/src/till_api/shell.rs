//! The port by which a screen asks for another window, or for the shell's state
//! of its settings. The windows themselves belong to the shell.

use crate::dto::{OutsideChange, ReportView};

/// The desktop shell, for the requests of a screen.
pub trait Shell: Send + Sync {
    /// Shows the customer's window: full screen on the second monitor, or as a
    /// window if there is only one monitor.
    fn show_customer(&self);
    /// How `mostrador.toml` was changed outside, if the change is not in force.
    fn settings_outside(&self) -> Option<OutsideChange>;
    /// Writes reports to a file of that name among the exports, with the times
    /// of that zone. Returns its path.
    ///
    /// # Errors
    /// The path, and why it cannot be written.
    fn save_reports(
        &self,
        name: &str,
        rows: &[ReportView],
        zone: &str,
    ) -> Result<String, (String, String)>;
}
