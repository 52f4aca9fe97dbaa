//! USB printers on Linux: the device `/dev/usb/lpN` of each, and what it says of
//! itself. Its number changes when it is plugged in again; its id does not.

use std::path::{Path, PathBuf};

/// How many devices of the class are looked at.
const DEVICES_MAX: usize = 32;
/// Bytes of a name that a device says of itself.
const NAME_BYTES_MAX: usize = 126;

/// What tells one USB printer from another: maker, model, and the serial number
/// where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsbId {
    vendor: String,
    product: String,
    serial: Option<String>,
}

/// A USB printer that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsbPrinter {
    pub(crate) path: PathBuf,
    pub(crate) id: UsbId,
    /// Its maker's and model's names.
    pub(crate) name: String,
}

/// Where the system lists them; another place in tests.
#[derive(Debug, Clone)]
pub(crate) struct UsbPlaces {
    pub(crate) class: PathBuf,
    pub(crate) devices: PathBuf,
}

impl Default for UsbPlaces {
    fn default() -> UsbPlaces {
        UsbPlaces {
            class: PathBuf::from("/sys/class/usbmisc"),
            devices: PathBuf::from("/dev/usb"),
        }
    }
}

impl UsbId {
    pub(crate) const PREFIX: &'static str = "usb:";

    /// `usb:04b8:0e15` or `usb:04b8:0e15:SERIAL`.
    pub(crate) fn parse(text: &str) -> Option<UsbId> {
        let mut parts = text.strip_prefix(UsbId::PREFIX)?.splitn(3, ':');
        let is_hex = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_hexdigit());
        let vendor = parts.next().filter(is_hex)?.to_ascii_lowercase();
        let product = parts.next().filter(is_hex)?.to_ascii_lowercase();
        let serial = parts.next().filter(|it| !it.is_empty()).map(str::to_owned);
        Some(UsbId {
            vendor,
            product,
            serial,
        })
    }

    /// As the settings write it.
    pub(crate) fn address(&self) -> String {
        let (vendor, product) = (&self.vendor, &self.product);
        match &self.serial {
            Some(serial) => format!("{}{vendor}:{product}:{serial}", UsbId::PREFIX),
            None => format!("{}{vendor}:{product}", UsbId::PREFIX),
        }
    }
}

impl UsbPlaces {
    /// The USB printers that are plugged in, by their numbers.
    pub(crate) fn printers(&self) -> Vec<UsbPrinter> {
        let Ok(entries) = std::fs::read_dir(&self.class) else {
            return Vec::new();
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        let names = names.filter_map(|name| name.into_string().ok());
        let mut numbers: Vec<u32> = names
            .filter_map(|name| name.strip_prefix("lp")?.parse().ok())
            .take(DEVICES_MAX)
            .collect();
        numbers.sort_unstable();
        let printer = |number: u32| self.printer(&format!("lp{number}"));
        numbers.into_iter().filter_map(printer).collect()
    }

    /// Where the printer of that id is now. Of several alike, the first.
    pub(crate) fn find(&self, id: &UsbId) -> Option<PathBuf> {
        let found = self.printers().into_iter().find(|it| {
            it.id.vendor == id.vendor
                && it.id.product == id.product
                && (id.serial.is_none() || it.id.serial == id.serial)
        });
        found.map(|it| it.path)
    }

    /// The id of the printer at a path, if it is a USB printer's.
    pub(crate) fn id_at(&self, path: &Path) -> Option<UsbId> {
        let at = self.printers().into_iter().find(|it| it.path == path);
        at.map(|it| it.id)
    }

    fn printer(&self, name: &str) -> Option<UsbPrinter> {
        // The class links to the interface, whose parent is the device.
        let interface = self.class.join(name).join("device").canonicalize().ok()?;
        let device = interface.parent()?;
        let vendor = word(device, "idVendor")?;
        let product = word(device, "idProduct")?;
        let names = [word(device, "manufacturer"), word(device, "product")];
        let names: Vec<_> = names.into_iter().flatten().collect();
        Some(UsbPrinter {
            path: self.devices.join(name),
            id: UsbId {
                vendor,
                product,
                serial: word(device, "serial"),
            },
            name: names.join(" "),
        })
    }
}

/// A file of sysfs, as one short line.
fn word(device: &Path, file: &str) -> Option<String> {
    let bytes = std::fs::read(device.join(file)).ok()?;
    let end = bytes.len().min(NAME_BYTES_MAX);
    let text = String::from_utf8_lossy(&bytes[..end]);
    let line = text.lines().next().unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
#[cfg(unix)]
pub(crate) mod tests {
    use super::*;
    use std::fs;

    /// A USB printer in a folder that looks like the system's.
    pub(crate) fn plug(root: &Path, number: u32, serial: &str) -> UsbPlaces {
        let places = UsbPlaces {
            class: root.join("class"),
            devices: root.join("dev"),
        };
        let device = root.join(format!("bus/{serial}"));
        let interface = device.join("1:1.0");
        fs::create_dir_all(&interface).unwrap();
        for (file, text) in [
            ("idVendor", "04b8\n"),
            ("idProduct", "0e15\n"),
            ("serial", &format!("{serial}\n")),
            ("manufacturer", "EPSON\n"),
            ("product", "TM-T20II\n"),
        ] {
            fs::write(device.join(file), text).unwrap();
        }
        let entry = places.class.join(format!("lp{number}"));
        fs::create_dir_all(&entry).unwrap();
        std::os::unix::fs::symlink(interface, entry.join("device")).unwrap();
        fs::create_dir_all(&places.devices).unwrap();
        fs::write(places.devices.join(format!("lp{number}")), "").unwrap();
        places
    }

    #[test]
    fn a_printer_that_was_plugged_in_again_is_found_by_what_it_says_of_itself() {
        let root = tempfile::tempdir().unwrap();
        let places = plug(root.path(), 0, "J5K1");
        plug(root.path(), 1, "J5K2");
        let found = places.printers();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "EPSON TM-T20II");
        let address = found[0].id.address();
        assert_eq!(address, "usb:04b8:0e15:J5K1");
        let id = UsbId::parse(&address).unwrap();
        assert_eq!(places.find(&id), Some(places.devices.join("lp0")));
        fs::remove_dir_all(places.class.join("lp0")).unwrap();
        assert_eq!(places.find(&id), None, "its twin is another printer");
        fs::rename(places.class.join("lp1"), places.class.join("lp2")).unwrap();
        plug(root.path(), 5, "J5K1");
        assert_eq!(places.find(&id), Some(places.devices.join("lp5")));
        assert_eq!(places.id_at(&places.devices.join("lp5")), Some(id));
    }
}
