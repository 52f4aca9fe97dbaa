//! Printers that are slow, silent, empty, open, broken or away.

mod day;
mod device;
mod network;
mod troubles;
mod worker;
