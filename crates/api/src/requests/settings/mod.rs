//! The requests about the settings. Saving them closes and reopens the shop.

mod destinations;
mod payee;
mod practice_wallet;
mod practice_week;
mod printers;
mod save;
mod screen;
mod secrets;
mod trouble;

pub use secrets::SECRET_BYTES_MAX;
