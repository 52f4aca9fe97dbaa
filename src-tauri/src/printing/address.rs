//! Where a printer is, as the settings say it.

use super::usb::UsbId;
use std::path::PathBuf;
use till::print::{PrintWay, PrinterTrouble};
use till::settings::{PrinterKind, PrinterSettings};

/// The port of a network printer that names none.
pub(crate) const PORT: u16 = 9_100;
/// Bytes of a host's name.
const HOST_BYTES_MAX: usize = 253;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PrinterAddress {
    Network {
        host: String,
        port: u16,
    },
    /// A device or a file. One that is no device is made where it is absent.
    Path(PathBuf),
    /// A USB printer by what it says of itself, whatever its number is.
    Usb(UsbId),
}

impl PrinterAddress {
    /// The printer of a way.
    ///
    /// # Errors
    /// [`PrinterTrouble::NotSet`] or [`PrinterTrouble::AddressUnfit`].
    pub(crate) fn of(
        settings: &PrinterSettings,
        way: PrintWay,
    ) -> Result<PrinterAddress, PrinterTrouble> {
        if !settings.has(way) || way == PrintWay::Pdf {
            return Err(PrinterTrouble::NotSet);
        }
        let (text, is_network) = match way {
            PrintWay::Other => {
                let text = settings.other_address.trim();
                (text, !is_path(text) && !text.starts_with(UsbId::PREFIX))
            }
            PrintWay::Printer | PrintWay::Pdf => (
                settings.address.trim(),
                settings.kind == PrinterKind::Network,
            ),
        };
        let found = if is_network {
            network(text)
        } else if let Some(id) = UsbId::parse(text) {
            Some(PrinterAddress::Usb(id))
        } else if text.is_empty() || text.contains('\0') || text.starts_with(UsbId::PREFIX) {
            None
        } else {
            Some(PrinterAddress::Path(PathBuf::from(text)))
        };
        found.ok_or(PrinterTrouble::AddressUnfit)
    }
}

/// Whether an address of an unsaid kind is a path: no host has a slash.
fn is_path(text: &str) -> bool {
    text.contains('/') || text.contains('\\')
}

/// `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
fn network(text: &str) -> Option<PrinterAddress> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, port) = rest.split_once(']')?;
        let port = match port {
            "" => PORT,
            port => port.strip_prefix(':')?.parse().ok()?,
        };
        (host, port)
    } else {
        match text.split_once(':') {
            None => (text, PORT),
            Some((_, rest)) if rest.contains(':') => (text, PORT),
            Some((host, port)) => (host, port.parse().ok()?),
        }
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    let fits = !host.is_empty() && host.len() <= HOST_BYTES_MAX && host.chars().all(is_host);
    (fits && port > 0).then(|| PrinterAddress::Network {
        host: host.to_owned(),
        port,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: PrinterKind, address: &str) -> Result<PrinterAddress, PrinterTrouble> {
        let settings = PrinterSettings {
            kind,
            address: address.to_owned(),
            ..PrinterSettings::default()
        };
        PrinterAddress::of(&settings, PrintWay::Printer)
    }

    #[test]
    fn an_address_is_a_host_and_a_port_or_a_path() {
        for (text, host, port) in [
            ("192.168.0.50", "192.168.0.50", 9_100),
            (" 192.168.0.50:9101 ", "192.168.0.50", 9_101),
            ("[fe80::1%eth0]:9100", "fe80::1%eth0", 9_100),
            ("::1", "::1", 9_100),
            ("ticketera.local", "ticketera.local", 9_100),
        ] {
            let host = host.to_owned();
            let wanted = Ok(PrinterAddress::Network { host, port });
            assert_eq!(of(PrinterKind::Network, text), wanted, "{text}");
        }
        let path = |text: &str| Ok(PrinterAddress::Path(PathBuf::from(text)));
        assert_eq!(of(PrinterKind::Usb, "/dev/usb/lp0"), path("/dev/usb/lp0"));
        assert_eq!(of(PrinterKind::File, "papeles.bin"), path("papeles.bin"));
        let usb = of(PrinterKind::Usb, "usb:04b8:0e15:J5K1");
        assert!(matches!(usb, Ok(PrinterAddress::Usb(_))), "{usb:?}");
    }

    #[test]
    fn an_unfit_address_is_said_and_never_guessed() {
        for text in ["", "a b", "a:0", "a:99999", "http://a", "[::1", ":9100"] {
            let told = of(PrinterKind::Network, text);
            assert_eq!(told, Err(PrinterTrouble::AddressUnfit), "{text}");
        }
        assert_eq!(of(PrinterKind::None, "a"), Err(PrinterTrouble::NotSet));
        let usb = of(PrinterKind::Usb, "usb:nothing");
        assert_eq!(usb, Err(PrinterTrouble::AddressUnfit));
    }

    #[test]
    fn the_kind_of_the_other_printer_follows_from_its_address() {
        let other = |text: &str| {
            let settings = PrinterSettings {
                other_address: text.to_owned(),
                ..PrinterSettings::default()
            };
            PrinterAddress::of(&settings, PrintWay::Other)
        };
        assert_eq!(other(""), Err(PrinterTrouble::NotSet));
        let path = PathBuf::from("/dev/usb/lp1");
        assert_eq!(other("/dev/usb/lp1"), Ok(PrinterAddress::Path(path)));
        let (host, port) = ("10.0.0.9".to_owned(), 9_100);
        assert_eq!(
            other("10.0.0.9"),
            Ok(PrinterAddress::Network { host, port })
        );
    }
}
