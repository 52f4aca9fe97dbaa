//! `mostrador verify`: the whole journal, from its first line to its last.

use super::block_on;
use crate::compose::known_seals;
use crate::folder::Folder;
use ledger::{NotShown, Problem, Report};
use std::process::ExitCode;
use till::settings::Settings;

pub(super) fn verify(folder: &Folder, settings: &Settings) -> Result<ExitCode, String> {
    let path = folder.ledger(settings.mode);
    let seals = match block_on(known_seals(folder, settings))? {
        Ok(seals) => seals,
        Err(error) => {
            println!("No se pudo leer el sello: {error}. Se comprueba lo que se puede sin él.");
            Vec::new()
        }
    };
    let report = match ledger::verify(&path, &seals) {
        Ok(report) => report,
        Err(ledger::OpenError::Absent) => {
            println!("Todavía no hay ventas: no hay nada que comprobar.");
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    tell(&report);
    Ok(if report.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn tell(report: &Report) {
    println!("{} eventos, hasta {:?}.", report.head.seq, report.head);
    if report.is_clean() {
        println!("Registro íntegro: ningún evento fue cambiado, quitado ni agregado en el medio.");
    }
    for problem in &report.problems {
        println!("PROBLEMA: {}", of_problem(problem));
    }
    if report.problems_left_out > 0 {
        println!("… y {} problemas más.", report.problems_left_out);
    }
    for not_shown in report.not_shown() {
        println!("No se puede comprobar: {}", of_not_shown(&not_shown));
    }
}

fn of_problem(problem: &Problem) -> String {
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
        Problem::ViewDiffers { view } => format!("la vista {view} no coincide con el registro"),
        Problem::ViewsUnmade => "las vistas no se pueden rehacer desde el registro".to_owned(),
        Problem::TicketsBehind { .. }
        | Problem::NoticeGone { .. }
        | Problem::NoticeAltered { .. } => problem.to_string(),
    }
}

fn of_not_shown(not_shown: &NotShown) -> String {
    match not_shown {
        NotShown::RemovedAfterLastAnchor { ends_with } => format!(
            "si se quitaron eventos del final, después del último respaldo o cierre (termina en \
             el {ends_with})"
        ),
        NotShown::SealGone {
            first_seq,
            last_seq,
        } => format!(
            "quién escribió los eventos {first_seq} a {last_seq}: su sello ya no está guardado"
        ),
        NotShown::BodiesErased(count) => {
            format!("{count} avisos cuyo texto se borró por privacidad")
        }
    }
}
