//! The port by which a screen asks for another window. The windows themselves
//! are the shell's.

/// The windows on the counter.
pub trait Desk: Send + Sync {
    /// Shows the customer's window: full screen on the second monitor, or as a
    /// window where there is one.
    fn show_customer(&self);
}
