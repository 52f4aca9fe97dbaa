//! The one way to send a paper, whatever the printer is.

use super::address::PrinterAddress;
use super::device::Devices;
use super::network;
use super::usb::{UsbId, UsbPlaces, UsbPrinter};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use till::print::PrinterTrouble;

/// How long a printer may take no byte, in milliseconds. A paper as a whole may
/// take as long as it needs.
pub(crate) const STALL_MS_MAX: u64 = 20_000;

/// Why a paper was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SendError {
    pub(crate) trouble: PrinterTrouble,
    /// Whether any of the paper's bytes may have reached the printer.
    pub(crate) may_be_on_paper: bool,
}

impl SendError {
    pub(super) const fn unsent(trouble: PrinterTrouble) -> SendError {
        SendError {
            trouble,
            may_be_on_paper: false,
        }
    }

    pub(super) const fn sent(trouble: PrinterTrouble) -> SendError {
        SendError {
            trouble,
            may_be_on_paper: true,
        }
    }
}

/// The printers of this machine. It outlives a shop that closes and opens again:
/// a device may still be stuck.
#[derive(Debug, Default)]
pub(crate) struct Printers {
    devices: Devices,
    places: UsbPlaces,
    /// Which USB printer was at a path when it was used last.
    used: Mutex<HashMap<PathBuf, UsbId>>,
}

impl Printers {
    /// With the USB printers of another place, for tests.
    #[cfg(test)]
    pub(crate) fn in_places(places: UsbPlaces) -> Printers {
        Printers {
            places,
            ..Printers::default()
        }
    }

    /// The USB printers that are plugged in.
    pub(super) fn plugged_in(&self) -> Vec<UsbPrinter> {
        self.places.printers()
    }

    /// Sends the bytes of one paper.
    pub(crate) async fn send(&self, to: &PrinterAddress, bytes: Vec<u8>) -> Result<(), SendError> {
        let path = match to {
            PrinterAddress::Network { host, port } => {
                return network::send(host, *port, &bytes).await;
            }
            PrinterAddress::Usb(id) => self.places.find(id),
            PrinterAddress::Path(path) => Some(self.path_now(path)),
        };
        let path = path.ok_or(SendError::unsent(PrinterTrouble::NotThere))?;
        self.devices.send(&path, bytes).await
    }

    /// Whether a printer could be printed on now. It prints nothing.
    pub(crate) async fn check(&self, to: &PrinterAddress) -> Result<(), SendError> {
        let path = match to {
            PrinterAddress::Network { host, port } => return network::check(host, *port).await,
            PrinterAddress::Usb(id) => self.places.find(id),
            PrinterAddress::Path(path) => Some(path.clone()),
        };
        let path = path.ok_or(SendError::unsent(PrinterTrouble::NotThere))?;
        // A file that is not there yet is made by its first paper.
        if !path.starts_with("/dev") && !path.exists() {
            return Ok(());
        }
        self.devices.send(&path, Vec::new()).await
    }

    /// Where the printer is that was last used at a path: after it was plugged
    /// in again, it may have another number.
    fn path_now(&self, path: &Path) -> PathBuf {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let known = used.get(path);
        if let Some(moved) = known.and_then(|id| self.places.find(id)) {
            return moved;
        }
        if let Some(id) = self.places.id_at(path) {
            used.insert(path.to_owned(), id);
        }
        path.to_owned()
    }
}
