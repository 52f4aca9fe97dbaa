//! `mostrador backup`: a verified copy of the ledger, also while the app sells.

use super::block_on;
use crate::backups;
use crate::clock::SystemClock;
use crate::compose::known_seals;
use crate::folder::Folder;
use ledger::{BackupError, OpenError};
use std::process::ExitCode;
use till::ports::Clock as _;
use till::settings::Settings;

pub(super) fn run(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let seals = block_on(known_seals(folder, settings))?.map_err(|error| error.to_string())?;
    let made = backups::make(folder, settings.mode, &seals, SystemClock::new().now());
    match made {
        Ok(made) => {
            println!("{}", made.path.display());
            println!(
                "{} eventos; la copia se comprobó y está íntegra.",
                made.report.head.seq
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(BackupError::Open(OpenError::Absent)) => {
            Err("todavía no hay ventas: no hay nada que copiar".to_owned())
        }
        Err(BackupError::NotWhole(_)) => Err(
            "el registro no está íntegro y no se hizo la copia; mirá `mostrador verify`".to_owned(),
        ),
        Err(error) => Err(error.to_string()),
    }
}
