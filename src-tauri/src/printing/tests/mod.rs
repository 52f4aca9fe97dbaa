//! Printers that are slow, silent, empty, open, broken or away.

mod device;
mod network;
mod worker;
