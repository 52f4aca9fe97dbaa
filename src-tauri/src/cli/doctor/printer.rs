//! The printer's line: whether it answers, and what waits for it.

use super::Health;
use crate::data::folder::Folder;
use crate::printing::address::PrinterAddress;
use crate::printing::transport::Printers;
use ledger::Reader;
use till::print::{PrintWay, PrinterTrouble};
use till::settings::Settings;

pub(super) async fn printer(folder: &Folder, settings: &Settings) -> Health {
    if !settings.printer.is_set() {
        return Health::Off("no hay ninguna configurada".to_owned());
    }
    let checked = match PrinterAddress::of(&settings.printer, PrintWay::Printer) {
        Ok(address) => {
            let checked = Printers::default().check(&address).await;
            checked.map_err(|error| error.trouble)
        }
        Err(trouble) => Err(trouble),
    };
    let waits = waiting(folder, settings);
    match checked {
        Ok(()) => Health::Well(format!("{} contesta{waits}", settings.printer.address)),
        Err(trouble) => Health::Ill(format!("{}{waits}", words(trouble))),
    }
}

/// How many papers have not come out; nothing where there is no ledger.
fn waiting(folder: &Folder, settings: &Settings) -> String {
    let reader = Reader::open(&folder.ledger(settings.mode)).ok();
    let count = reader.and_then(|reader| {
        let count = reader.read(|read| read.print_jobs_count());
        count.ok().map(|(open, _): (u64, u64)| open)
    });
    match count {
        None | Some(0) => String::new(),
        Some(1) => "; hay 1 papel sin imprimir".to_owned(),
        Some(many) => format!("; hay {many} papeles sin imprimir"),
    }
}

/// What is wrong, and what to do.
const fn words(trouble: PrinterTrouble) -> &'static str {
    match trouble {
        PrinterTrouble::NotSet => "no hay ninguna configurada",
        PrinterTrouble::AddressUnfit => {
            "no se entiende printer.address: va 192.168.0.50:9100, o /dev/usb/lp0"
        }
        PrinterTrouble::NotThere => "no está enchufada, o cambió de dirección",
        PrinterTrouble::NoRights => {
            "este usuario no puede usarla: sudo usermod -aG lp $USER, y volvé a iniciar la sesión"
        }
        PrinterTrouble::NoConnection => "no responde: fijate que esté prendida y en la red",
        PrinterTrouble::PaperOut => "no tiene papel",
        PrinterTrouble::CoverOpen => "tiene la tapa abierta",
        PrinterTrouble::Stuck => {
            "está ocupada o trabada: cerrá otros programas que la usen, o apagala y prendela"
        }
        PrinterTrouble::Stalled
        | PrinterTrouble::CutOff
        | PrinterTrouble::Interrupted
        | PrinterTrouble::NotMade
        | PrinterTrouble::NotSaved
        | PrinterTrouble::Old => "no contesta como debe: apagala y prendela",
    }
}
