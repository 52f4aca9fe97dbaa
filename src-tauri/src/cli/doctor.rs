//! `mostrador doctor` checks everything that a sale needs, and prints a line
//! for each.

mod connections;
mod printer;

use super::block_on;
use crate::data::backups;
use crate::data::folder::{Folder, write_whole};
use crate::data::location;
use crate::data::secrets;
use connections::outside;
use ledger::{OpenError, Reader};
use std::process::ExitCode;
use till::settings::{Mode, Settings, Store};

/// The state of a part.
enum Health {
    /// It works.
    Well(String),
    /// It is not set up, and need not be.
    Off(String),
    /// It does not work; the text says what to do.
    Ill(String),
}

pub(super) fn run(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let parts = block_on(examine(folder, settings))?;
    let mut well = true;
    for (part, health) in parts {
        let (mark, words) = match health {
            Health::Well(words) => ("bien", words),
            Health::Off(words) => ("  — ", words),
            Health::Ill(words) => {
                well = false;
                ("MAL ", words)
            }
        };
        println!("{mark}  {part:<10} {words}");
    }
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn examine(folder: &Folder, settings: &Settings) -> Vec<(&'static str, Health)> {
    let mut parts = vec![
        ("datos", disk(folder)),
        ("lugar", location(folder)),
        ("registro", ledger(folder, settings)),
        ("copias", copies(folder, settings)),
    ];
    if settings.mode == Mode::Practice {
        let words = "modo práctica: los proveedores de práctica corren dentro de la ventana";
        parts.push(("conexiones", Health::Off(words.to_owned())));
        parts.push((
            "llavero",
            Health::Off("en práctica no hace falta".to_owned()),
        ));
    } else {
        parts.push(("llavero", keychain(folder, settings).await));
        parts.extend(outside(folder, settings).await);
    }
    parts.push(("impresora", printer::printer(folder, settings).await));
    parts
}

fn disk(folder: &Folder) -> Health {
    let probe = folder.path().join("doctor.probe");
    let written = write_whole(&probe, &[0; 64 * 1024]);
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Health::Well(format!("se puede escribir en {}", folder.path().display())),
        Err(error) => Health::Ill(format!(
            "no se puede escribir en {}: {error}. Liberá espacio o revisá los permisos",
            folder.path().display()
        )),
    }
}

/// Checks where the data folder is: a network or a cloud folder can damage a
/// ledger.
fn location(folder: &Folder) -> Health {
    match location::risk_of(folder.path()) {
        Some(risk) => Health::Ill(risk.words()),
        None => Health::Well("en un disco de esta computadora".to_owned()),
    }
}

fn ledger(folder: &Folder, settings: &Settings) -> Health {
    let path = folder.ledger(settings.mode);
    match Reader::open(&path) {
        Ok(reader) => match reader.read(|read| read.head()) {
            Ok(head) => Health::Well(format!("{} eventos", head.seq)),
            Err::<_, ledger::LedgerError>(error) => Health::Ill(error.to_string()),
        },
        Err(OpenError::Absent) => Health::Off("todavía no hay ventas".to_owned()),
        Err(error) => Health::Ill(format!("{}: {error}", path.display())),
    }
}

fn copies(folder: &Folder, settings: &Settings) -> Health {
    let standing = match backups::standing(folder, settings) {
        Ok(standing) => standing,
        Err(error) => {
            let path = folder.backups_path();
            return Health::Ill(format!("no se puede leer {}: {error}", path.display()));
        }
    };
    let kept = super::copies::kept(&standing);
    match super::copies::second(folder, settings) {
        Some((false, words)) => Health::Ill(format!("{kept}. {words}")),
        Some((true, words)) => Health::Well(format!("{kept}. {words}")),
        None if standing.kept == 0 => Health::Off("todavía ninguna".to_owned()),
        None => Health::Well(kept),
    }
}

async fn keychain(folder: &Folder, settings: &Settings) -> Health {
    let store = match secrets::store(folder, settings) {
        Ok(store) => store,
        Err(error) => return Health::Ill(error.to_string()),
    };
    match (
        store.get("totalcoin.username").await,
        settings.secrets.store,
    ) {
        (Ok(_), Store::Os) => Health::Well("el llavero del sistema contesta".to_owned()),
        (Ok(_), Store::File) => Health::Well(
            "las credenciales están en un archivo: es menos seguro que el llavero".to_owned(),
        ),
        (Err(error), _) => Health::Ill(format!(
            "{error}. Desbloqueá el llavero, o poné store = \"file\" en [secrets]"
        )),
    }
}
