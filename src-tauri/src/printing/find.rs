//! Looks for printers: USB ones by their class, network ones by the names that
//! they say (mDNS, `_pdl-datastream._tcp`).

use super::transport::Printers;
use api::dto::{FoundPrinter, FoundPrinters};
use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent};
use std::net::IpAddr;
use std::time::Duration;

/// The service of printers that take bytes at a port.
const SERVICE: &str = "_pdl-datastream._tcp.local.";
/// For how long a person waits for printers of the network, in milliseconds.
pub(crate) const LISTEN_MS: u64 = 3_000;
/// How many printers are listed.
const FOUND_MAX: usize = 50;
/// Characters of a name from the network.
const NAME_CHARS_MAX: usize = 80;

/// Looks for printers; the network is listened to for that long.
pub(crate) async fn find(printers: &Printers, listen_ms: u64) -> FoundPrinters {
    let mut found: Vec<_> = printers
        .plugged_in()
        .into_iter()
        .map(|it| FoundPrinter {
            name: it.name,
            usb: true,
            address: it.id.address(),
            at: it.path.display().to_string(),
        })
        .collect();
    let network_trouble = match on_network(listen_ms).await {
        Ok(others) => {
            found.extend(others);
            None
        }
        Err(error) => Some(error.to_string()),
    };
    found.truncate(FOUND_MAX);
    FoundPrinters {
        printers: found,
        network_trouble,
    }
}

async fn on_network(listen_ms: u64) -> Result<Vec<FoundPrinter>, mdns_sd::Error> {
    let daemon = ServiceDaemon::new()?;
    let events = daemon.browse(SERVICE)?;
    let mut found: Vec<FoundPrinter> = Vec::new();
    let listening = async {
        while let Ok(event) = events.recv_async().await {
            if let ServiceEvent::ServiceResolved(service) = event
                && let Some(printer) = printer_of(&service)
                && found.len() < FOUND_MAX
                && !found.iter().any(|it| it.address == printer.address)
            {
                found.push(printer);
            }
        }
    };
    // Listening never ends by itself. A printer that has not answered by then is not
    // listed.
    let _ = tokio::time::timeout(Duration::from_millis(listen_ms), listening).await;
    // The daemon's thread ends; nobody waits for its answer.
    let _ = daemon.shutdown();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn printer_of(service: &ResolvedService) -> Option<FoundPrinter> {
    let mut addresses: Vec<IpAddr> = service
        .get_addresses()
        .iter()
        .map(mdns_sd::ScopedIp::to_ip_addr)
        .collect();
    // A link-local IPv6 address means nothing without its interface.
    addresses.sort_by_key(|it| (it.is_ipv6(), it.to_string()));
    let address = *addresses.first()?;
    let port = service.get_port();
    let at = std::net::SocketAddr::new(address, port).to_string();
    Some(FoundPrinter {
        name: name_of(service.get_fullname()),
        usb: false,
        address: at.clone(),
        at,
    })
}

/// The name of the instance, before the service's own.
fn name_of(full: &str) -> String {
    let name = full.strip_suffix(SERVICE).unwrap_or(full);
    let name = name.trim_end_matches('.').replace("\\032", " ");
    let shown = name.chars().filter(|c| !c.is_control());
    shown.take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_the_network_is_short_and_plain() {
        assert_eq!(
            name_of("EPSON TM-T20._pdl-datastream._tcp.local."),
            "EPSON TM-T20"
        );
        assert_eq!(name_of("a\u{7}\u{1b}b._pdl-datastream._tcp.local."), "ab");
        assert_eq!(name_of(&"x".repeat(500)).chars().count(), NAME_CHARS_MAX);
    }
}
