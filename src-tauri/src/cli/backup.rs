//! `mostrador backup` makes a verified copy of the ledger, also while the app
//! sells.

use super::block_on;
use super::verify::{FULLY, NOT_CHECKED, NOT_FULLY, of_not_shown, of_problem};
use crate::compose::known_seals;
use crate::data::backups::{self, Making, NotMade, Verified};
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use ledger::{BackupError, NotShown, OpenError, Outcome};
use std::process::ExitCode;
use std::sync::Arc;
use till::ports::Clock as _;
use till::settings::Settings;

pub(super) fn run(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let seals = block_on(known_seals(folder, settings))?.unwrap_or_else(|error| {
        println!("No se pudo leer el sello: {error}. La copia se comprueba sin él.");
        Vec::new()
    });
    let now = SystemClock::new().now();
    let making = Arc::new(Making::default());
    making.begin();
    let made = block_on(async {
        backups::make_and_anchor(folder, settings, &seals, now, (&making, Verified::Whole)).await
    })?;
    if made.is_ok() {
        backups::carry_now(folder, settings, now);
    }
    match made {
        Ok(made) => {
            println!("{}", made.path.display());
            let events = made.report.head.seq;
            let lines = super::copies::lines(folder, settings);
            if made.report.of_a_copy() == Outcome::Whole {
                println!("{events} eventos; la copia se comprobó y está íntegra.");
                for line in lines {
                    println!("{line}");
                }
                return Ok(ExitCode::from(FULLY));
            }
            println!("{events} eventos; la copia sirve, y no se pudo comprobar todo:");
            for problem in &made.report.problems {
                println!("  {}", of_problem(problem));
            }
            for not_shown in made.report.not_shown() {
                if !matches!(not_shown, NotShown::RemovedAfterLastAnchor { .. }) {
                    println!("  {}", of_not_shown(&not_shown));
                }
            }
            for line in lines {
                println!("{line}");
            }
            Ok(ExitCode::from(NOT_FULLY))
        }
        Err(NotMade::Ledger(BackupError::Open(OpenError::Absent))) => {
            eprintln!("mostrador: todavía no hay ventas: no hay nada que copiar");
            Ok(ExitCode::from(NOT_CHECKED))
        }
        Err(error) => Err(super::copies::not_made(&error)),
    }
}
