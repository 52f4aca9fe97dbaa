//! Sends papers to a printer: the addresses, the transports, the search for
//! printers, and the worker that takes what the till owes.
//!
//! It decides nothing about money and lays nothing out. It never holds up a sale:
//! it runs beside the till, and asks for the next paper when the last one is out.

pub(crate) mod address;
pub(crate) mod find;
pub(crate) mod papers;
pub(crate) mod transport;
pub(crate) mod worker;

mod device;
mod network;
mod status;
mod usb;

#[cfg(test)]
mod tests;
