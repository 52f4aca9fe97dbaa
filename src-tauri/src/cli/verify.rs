//! `mostrador verify` checks the whole journal, from its first line to its
//! last, and its ends that are remembered outside. The exit code tells the
//! result.

use super::block_on;
use crate::compose::known_seals;
use crate::data::anchors::{self, Gathered};
use crate::data::folder::Folder;
use domain::{CloseNumber, EpochBecause};
use ledger::{
    AnchorCheck, AnchorKeeper, EpochReport, LastAnchor, NotShown, OpenError, Outcome, Problem,
    Report,
};
use std::process::ExitCode;
use till::settings::Settings;

/// Everything was checked and is as it was written.
pub(super) const FULLY: u8 = 0;
/// Something was changed after it was written.
pub(super) const BROKEN: u8 = 1;
/// Nothing could be checked: there is no file, or another process holds it.
/// Wrong usage has the same code.
pub(super) const NOT_CHECKED: u8 = 2;
/// Nothing wrong was found, but not everything could be checked.
pub(super) const NOT_FULLY: u8 = 3;

pub(super) fn verify(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let (code, lines) = examine(folder, settings)?;
    for line in lines {
        println!("{line}");
    }
    Ok(ExitCode::from(code))
}

/// The lines to print, and the exit code.
fn examine(folder: &Folder, settings: &Settings) -> Result<(u8, Vec<String>), String> {
    let path = folder.ledger(settings.mode);
    let mut lines = Vec::new();
    let seals = block_on(known_seals(folder, settings))?.unwrap_or_else(|error| {
        lines.push(format!(
            "No se pudo leer el sello: {error}. Se comprueba lo que se puede sin él."
        ));
        Vec::new()
    });
    // Anchors are gathered before the ledger is read: a copy made in between
    // would have an end beyond it.
    let gathered = block_on(anchors::gather(folder, settings, &seals))?;
    match ledger::verify_against(&path, &seals, &gathered.anchors) {
        Ok(report) => {
            tell(&report, &gathered, &mut lines);
            let code = match report.outcome() {
                Outcome::Whole => FULLY,
                Outcome::Broken => BROKEN,
                Outcome::NotFullyChecked => NOT_FULLY,
            };
            Ok((code, lines))
        }
        Err(OpenError::Absent) => {
            lines.push(format!(
                "No se pudo comprobar: no hay ningún registro en {}.",
                path.display()
            ));
            Ok((NOT_CHECKED, lines))
        }
        Err(error) => {
            let (code, what) = if is_broken(&error) {
                (BROKEN, "PROBLEMA: el archivo no es un registro sano")
            } else {
                (NOT_CHECKED, "No se pudo comprobar")
            };
            lines.push(format!("{what}: {}: {error}", path.display()));
            Ok((code, lines))
        }
    }
}

/// Whether the file cannot be opened because it is not what the shop wrote.
fn is_broken(error: &OpenError) -> bool {
    match error {
        OpenError::Empty
        | OpenError::NotADatabase
        | OpenError::AnotherProgram { .. }
        | OpenError::LogWithoutLedger
        | OpenError::Damaged(_) => true,
        OpenError::Begin(error) => error.is_damage(),
        OpenError::Absent
        | OpenError::Newer { .. }
        | OpenError::Older { .. }
        | OpenError::DiskFull(_)
        | OpenError::Busy(_)
        | OpenError::Io(_)
        | OpenError::Storage(_)
        | OpenError::Migration(_) => false,
    }
}

fn tell(report: &Report, gathered: &Gathered, lines: &mut Vec<String>) {
    lines.push(format!(
        "{} eventos, hasta {:?}.",
        report.head.seq, report.head
    ));
    match report.outcome() {
        Outcome::Whole => lines.push(
            "Registro íntegro: ningún evento fue cambiado, quitado ni agregado en el medio."
                .to_owned(),
        ),
        Outcome::NotFullyChecked => lines.push(
            "No se encontró ningún problema, y NO se pudo comprobar todo: los eventos siguen uno \
             a otro sin cambios, y falta lo que se dice abajo."
                .to_owned(),
        ),
        Outcome::Broken => {}
    }
    for problem in &report.problems {
        lines.push(format!("PROBLEMA: {}", of_problem(problem)));
    }
    if report.problems_left_out > 0 {
        lines.push(format!("… y {} problemas más.", report.problems_left_out));
    }
    lines.extend(report.epochs.iter().skip(1).map(of_epoch));
    let count = |check| report.anchors.iter().filter(|it| it.check == check).count();
    let (found, excused) = (count(AnchorCheck::Found), count(AnchorCheck::Excused));
    lines.push(format!(
        "Copias y llavero: el registro llega a {found} de sus finales anotados."
    ));
    if excused > 0 {
        lines.push(format!(
            "Otros {excused} quedaron atrás al volver a un estado anterior; ya se dijo entonces."
        ));
    }
    for name in &gathered.not_checked {
        lines.push(format!(
            "Sin comprobar: {name} no lleva el sello de este registro."
        ));
    }
    for not_shown in report.not_shown() {
        let words = of_not_shown(&not_shown);
        lines.push(format!("No se puede comprobar: {words}"));
    }
}

fn of_epoch(epoch: &EpochReport) -> String {
    let why = match epoch.because {
        EpochBecause::FirstRun => "empieza el registro",
        EpochBecause::SealGone => "el sello anterior se perdió y hay uno nuevo",
        EpochBecause::ForeignSeal => "lo anterior llevaba un sello ajeno",
        EpochBecause::Restored => "se restauró una copia",
        EpochBecause::RolledBack => "el archivo había vuelto a un estado anterior",
    };
    format!("Desde el evento {}: {why}.", epoch.first_seq)
}

/// A close as a person knows it, by the number on its paper.
fn z(number: CloseNumber) -> String {
    format!("cierre {0} (Z {0})", number.0)
}

pub(super) fn of_problem(problem: &Problem) -> String {
    match problem {
        Problem::FileDamaged => "el archivo está dañado".to_owned(),
        Problem::SchemaDiffers { name } => format!("{name} no es como lo hizo el programa"),
        Problem::NoBeginning => "el registro no empieza por su principio".to_owned(),
        Problem::Gap { after, before } => {
            format!("faltan eventos entre el {after} y el {before}")
        }
        Problem::Altered { seq } => format!("el evento {seq} fue cambiado"),
        Problem::Forged { seq } => format!("el evento {seq} no lleva el sello del comercio"),
        Problem::Unreadable { seq } => format!("el evento {seq} no se puede leer"),
        Problem::LastEpochUnknown => {
            "los últimos eventos no llevan el sello que está guardado".to_owned()
        }
        Problem::ForeignEpoch {
            first_seq,
            last_seq,
        } => format!("los eventos {first_seq} a {last_seq} llevan un sello que no es del comercio"),
        Problem::AnchorMissing {
            seq,
            kept_by,
            close,
        } => {
            let kept_by = if *kept_by == AnchorKeeper::SecretStore.to_string() {
                "el llavero"
            } else {
                kept_by
            };
            let close = close.map_or(String::new(), |close| format!(" con el {}", z(close)));
            format!("el registro no llega al evento {seq} que anotó {kept_by}{close}: volvió atrás")
        }
        Problem::CloseDiffers { number } => {
            format!("el {} difiere de lo que dice el registro", z(*number))
        }
        Problem::CloseMissing { number } => format!("falta el {}", z(*number)),
        Problem::CloseUnlinked { number } => {
            format!(
                "el {} no sigue a lo que el registro tiene antes",
                z(*number)
            )
        }
        Problem::ErrandAltered { errand } => format!("el pedido {errand} por mandar fue cambiado"),
        Problem::CursorAltered { relay } => {
            format!("hasta dónde se leyeron los avisos de {relay} fue cambiado")
        }
        Problem::ViewDiffers { view } => format!("la vista {view} no coincide con el registro"),
        Problem::ViewsUnmade => "las vistas no se pueden rehacer desde el registro".to_owned(),
        Problem::TicketsBehind { till } => {
            format!("la caja {} podría repetir números de ticket", till.0)
        }
        Problem::NoticeGone { notice } => format!("falta el aviso {}", notice.0),
        Problem::NoticeAltered { notice } => format!("el aviso {} fue cambiado", notice.0),
    }
}

pub(super) fn of_not_shown(not_shown: &NotShown) -> String {
    match not_shown {
        NotShown::RemovedAfterLastAnchor { ends_with, last } => match last {
            None => format!(
                "si se quitaron eventos del final: no hay ningún final anotado (termina en el \
                 {ends_with})"
            ),
            Some(LastAnchor { seq, close }) => format!(
                "si se quitaron eventos del final, después del {seq}, el último anotado{} (termina \
                 en el {ends_with})",
                close.map_or(String::new(), |close| format!(", con el {}", z(close)))
            ),
        },
        NotShown::SealGone {
            first_seq,
            last_seq,
        } => format!(
            "quién escribió los eventos {first_seq} a {last_seq}: su sello ya no está guardado; \
             uno posterior responde por ellos desde entonces"
        ),
        NotShown::NoSeal {
            first_seq,
            last_seq,
        } => format!(
            "quién escribió los eventos {first_seq} a {last_seq}: no hay ningún sello a mano"
        ),
        NotShown::ViewsOfAnotherVersion => {
            "las vistas: las hizo otra versión, y se rehacen al abrir".to_owned()
        }
        NotShown::BeforeAnchor(seq) => format!(
            "los eventos hasta el {seq}: se revisaron antes, y esta vez no se leyeron de nuevo"
        ),
        NotShown::BodiesErased(count) => {
            format!("{count} avisos cuyo texto se borró por privacidad")
        }
    }
}

#[cfg(test)]
mod tests;
