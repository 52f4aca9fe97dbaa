//! The port by which a screen asks for another window, or what the shell knows
//! of its settings. The windows themselves are the shell's.

use crate::dto::OutsideChange;

/// The desktop shell, as a screen's requests need it.
pub trait Shell: Send + Sync {
    /// Shows the customer's window: full screen on the second monitor, or as a
    /// window where there is one.
    fn show_customer(&self);
    /// `mostrador.toml`, where it was changed outside and is not in force.
    fn settings_outside(&self) -> Option<OutsideChange>;
}
