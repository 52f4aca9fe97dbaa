//! What a manager decides: items of the tray, payments in doubt, and what waits
//! since a restore.

mod doubts;
mod fixed_group;
pub mod restore;
mod returns;
mod tray;

pub use tray::Answer;
