//! The ledger by its public face, and by the hands of whoever edits its file.

mod opening;
mod shop;
mod tables;
mod verifying;
mod views;
mod writing;
