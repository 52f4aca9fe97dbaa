//! What is answered about the settings. A shop is closed and opened again as
//! they are saved.

mod destinations;
mod payee;
mod save;
mod screen;
mod secrets;
mod trouble;

pub use secrets::SECRET_BYTES_MAX;
