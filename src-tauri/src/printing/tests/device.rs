//! Printers behind a path: files, devices that block, devices that move.

use crate::printing::address::PrinterAddress;
use crate::printing::device::why_not_open;
use crate::printing::transport::{Printers, SendError};
use crate::printing::usb::tests::plug;
use crate::printing::usb::{UsbId, UsbPlaces};
use std::io;
use std::path::Path;
use till::print::PrinterTrouble;

async fn send(printers: &Printers, path: &Path, bytes: &[u8]) -> Result<(), SendError> {
    let to = PrinterAddress::Path(path.to_owned());
    printers.send(&to, bytes.to_vec()).await
}

#[tokio::test]
async fn a_file_is_appended_to_and_nothing_is_made_among_the_devices() {
    let root = tempfile::tempdir().unwrap();
    let printers = Printers::in_places(UsbPlaces {
        class: root.path().join("class"),
        devices: root.path().join("dev"),
    });
    let file = root.path().join("papeles.bin");
    std::fs::write(&file, "antes,").unwrap();
    for paper in ["uno,", "dos"] {
        send(&printers, &file, paper.as_bytes()).await.unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "antes,uno,dos");
    let absent = Path::new("/dev/mostrador-no-such-printer");
    let told = send(&printers, absent, b"x").await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::NotThere)));
    assert!(!absent.exists());
    let told = send(&printers, root.path(), b"x").await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::NotThere)));
}

/// A device that never takes a byte: a pipe that nobody reads.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_write_that_never_returns_is_left_alone_and_never_mixed_with_the_next() {
    let root = tempfile::tempdir().unwrap();
    let pipe = root.path().join("lp0");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let printers = Printers::default();
    let told = send(&printers, &pipe, b"de otro cliente").await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::Stalled)));
    let told = send(&printers, &pipe, b"el siguiente").await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::Stuck)));
    // The pipe is read at last: the thread that was left alone writes nothing.
    let from = pipe.clone();
    let read = tokio::task::spawn_blocking(move || std::fs::read(from).unwrap());
    assert_eq!(read.await.unwrap(), b"");
}

#[cfg(unix)]
#[tokio::test]
async fn a_printer_that_was_plugged_in_again_is_found_under_its_new_number() {
    let root = tempfile::tempdir().unwrap();
    let places = plug(root.path(), 0, "J5K1");
    let printers = Printers::in_places(places.clone());
    let (first, later) = (places.devices.join("lp0"), places.devices.join("lp3"));
    send(&printers, &first, b"uno").await.unwrap();
    std::fs::remove_dir_all(places.class.join("lp0")).unwrap();
    std::fs::rename(&first, root.path().join("gone")).unwrap();
    plug(root.path(), 3, "J5K1");
    send(&printers, &first, b"dos").await.unwrap();
    assert_eq!(std::fs::read_to_string(&later).unwrap(), "dos");
    assert!(!first.exists());
}

/// P4: a printer that was off when the till started needs no restart, and one that
/// the system keeps from the till is not said to be absent.
#[cfg(unix)]
#[tokio::test]
async fn a_printer_that_is_plugged_in_later_prints_and_missing_rights_are_said() {
    let root = tempfile::tempdir().unwrap();
    let places = UsbPlaces {
        class: root.path().join("class"),
        devices: root.path().join("dev"),
    };
    let printers = Printers::in_places(places.clone());
    let id = UsbId::parse("usb:04b8:0e15:J5K1").unwrap();
    let to = PrinterAddress::Usb(id);
    let told = printers.send(&to, b"uno".to_vec()).await;
    assert_eq!(told, Err(SendError::unsent(PrinterTrouble::NotThere)));
    plug(root.path(), 2, "J5K1");
    printers.send(&to, b"dos".to_vec()).await.unwrap();
    let path = places.devices.join("lp2");
    assert_eq!(std::fs::read_to_string(path).unwrap(), "dos");
    for (kind, trouble) in [
        (io::ErrorKind::PermissionDenied, PrinterTrouble::NoRights),
        (io::ErrorKind::ResourceBusy, PrinterTrouble::Stuck),
        (io::ErrorKind::NotFound, PrinterTrouble::NotThere),
    ] {
        assert_eq!(why_not_open(&kind.into()), trouble);
    }
}
