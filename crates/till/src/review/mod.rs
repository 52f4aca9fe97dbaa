//! What a person decides: items of the tray, payments in doubt, what waits since
//! a restore, and the queue.

mod doubts;
mod fixed_group;
pub mod queue;
pub mod restore;
mod returns;
mod tray;

pub use tray::Answer;
