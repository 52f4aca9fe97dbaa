//! What a person decides: items of the tray, payments in doubt, what waits since
//! a restore, and the queue.

mod doubts;
mod exports;
mod fixed_group;
mod payers;
pub mod queue;
pub mod reports;
pub mod restore;
mod returns;
pub(crate) mod tray;

pub use exports::shown_body;
pub use tray::Answer;
