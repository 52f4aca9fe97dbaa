//! `mostrador upgrade` upgrades a ledger of an older version without a window:
//! with its copy in another folder, or without one, where the usual folder has
//! no room.

use super::copies::not_made;
use super::{block_on, secret::refusal};
use crate::compose::{self, ComposeError, Upgrading};
use crate::data::backups::{self, UpgradeCopy};
use crate::data::folder::Folder;
use crate::data::restore::causes;
use crate::shop::live_people;
use api::ErrorCode;
use secrecy::SecretString;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::process::ExitCode;
use till::settings::Settings;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// La carpeta para la copia de antes; si no se dice, la de siempre.
    #[arg(long, value_name = "CARPETA", conflicts_with = "without_copy")]
    copies: Option<PathBuf>,
    /// Sin copia. Por la entrada estándar, el PIN de alguien a cargo, si ya hay.
    #[arg(long)]
    without_copy: bool,
}

pub(super) fn run(
    folder: &Folder,
    settings: &Settings,
    asked: Arguments,
) -> Result<ExitCode, String> {
    let lock = folder.lock().map_err(|error| error.to_string())?;
    let Some(_lock) = lock else {
        return Err("Mostrador está abierto con estos datos. Cerralo y volvé a probar".to_owned());
    };
    if backups::waits_for_upgrade(folder, settings.mode).is_none() {
        println!("No hay nada que actualizar: el registro ya es de esta versión, o no hay.");
        return Ok(ExitCode::SUCCESS);
    }
    let copy = match asked.copies {
        Some(place) if !place.is_dir() => {
            return Err(format!("{}: no es una carpeta", place.display()));
        }
        Some(place) => UpgradeCopy::In(place),
        None if asked.without_copy => {
            admit(folder, settings)?;
            UpgradeCopy::Without
        }
        None => UpgradeCopy::Usual,
    };
    let upgrading = Upgrading {
        copy,
        ..Upgrading::default()
    };
    let opened = block_on(compose::open_ledger_upgrading(folder, settings, &upgrading))?;
    match opened {
        Ok(_) => {
            println!("Listo: el registro es de esta versión.");
            Ok(ExitCode::SUCCESS)
        }
        Err(ComposeError::Upgrade { place, source }) => Err(format!(
            "{}: {}. No se cambió nada; también podés usar --copies con otra carpeta",
            place.display(),
            not_made(&source)
        )),
        Err(error) => Err(causes(&error)),
    }
}

fn admit(folder: &Folder, settings: &Settings) -> Result<(), String> {
    let asked = block_on(live_people::admit_upgrade(folder, settings, None))?;
    let Err(error) = asked else { return Ok(()) };
    if error.code != ErrorCode::NeedsManager {
        return Err(refusal(&error));
    }
    let mut typed = String::new();
    let read = std::io::stdin().lock().read_line(&mut typed);
    read.map_err(|error| error.to_string())?;
    let pin = SecretString::from(typed.trim().to_owned());
    let asked = block_on(live_people::admit_upgrade(folder, settings, Some(pin)))?;
    asked.map_err(|error| format!("{}. No se cambió nada", refusal(&error)))
}
