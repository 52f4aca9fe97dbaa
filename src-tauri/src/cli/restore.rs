//! `mostrador restore` goes back to a copy of the ledger, step by step. The
//! shop must be closed.

use super::{block_on, secret::refusal};
use crate::compose;
use crate::data::anchors;
use crate::data::backups::Copy;
use crate::data::folder::Folder;
use crate::data::restore::{self, Candidate, NoProof, Standing, causes};
use crate::machine::clock::SystemClock;
use crate::shop::live_people;
use api::ErrorCode;
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use secrecy::SecretString;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use till::ports::Clock as _;
use till::settings::Settings;

/// The word that a person types to confirm.
const WORD: &str = "RESTAURAR";

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// La copia que se restaura; si no se dice, se elige de una lista.
    #[arg(long, value_name = "ARCHIVO")]
    from: Option<PathBuf>,
    /// No pregunta nada: restaura esa copia, o la más nueva que sirva.
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(
    folder: &Folder,
    settings: &Settings,
    asked: Arguments,
) -> Result<ExitCode, String> {
    let lock = folder.lock().map_err(|error| error.to_string())?;
    let Some(_lock) = lock else {
        return Err(
            "Mostrador está abierto con estos datos. Cerralo y volvé a probar: no se restauró nada"
                .to_owned(),
        );
    };
    let mode = settings.mode;
    let seals = block_on(compose::known_seals(folder, settings))?.unwrap_or_else(|error| {
        println!("No se pudo leer el sello: {error}. Se comprueba lo que se puede sin él.");
        Vec::new()
    });
    admit(folder, settings, asked.from.as_deref())?;
    let chosen = match asked.from {
        Some(path) if !path.is_file() => return Err(format!("{}: no está", path.display())),
        Some(path) => restore::look_at(folder, mode, Copy::at(path), &seals),
        None => choose(folder, settings, &seals, asked.yes)?,
    };
    if !chosen.serves() {
        let why = standing_words(&chosen.standing);
        let path = chosen.copy.path.display();
        return Err(format!("{path}: {why}. No se restauró nada"));
    }
    explain(folder, settings, &chosen);
    if !asked.yes && answer(&format!("Escribí {WORD} para seguir: "))? != WORD {
        return Err("no se restauró nada".to_owned());
    }
    let seal = block_on(compose::seal(folder, settings))?.map_err(|error| error.to_string())?;
    let now = SystemClock::new().now();
    let anchors = block_on(anchors::gather(folder, settings, &seals))?.anchors;
    let restored = restore::restore(
        folder,
        settings,
        &chosen.copy,
        (seal, &seals),
        &anchors,
        now,
    )
    .map_err(|error| format!("{}. No se restauró nada", causes(&error)))?;
    println!(
        "Listo: se restauró {} ({} eventos).",
        chosen.copy.path.display(),
        restored.report.head.seq
    );
    if let Some(aside) = restored.kept_aside {
        println!(
            "El registro anterior quedó guardado en {}.",
            aside.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks that the restore is allowed: if there is a manager, the first line of
/// standard input is their PIN.
fn admit(folder: &Folder, settings: &Settings, from: Option<&Path>) -> Result<(), String> {
    let made = crate::data::backups::list(folder, settings.mode).unwrap_or_default();
    let made = made.into_iter().map(|copy| copy.path);
    let copies: Vec<PathBuf> = from.map(Path::to_owned).into_iter().chain(made).collect();
    let asked = block_on(live_people::admit_restore(folder, settings, &copies, None))?;
    let Err(error) = asked else { return Ok(()) };
    if error.code != ErrorCode::NeedsManager {
        return Err(refusal(&error));
    }
    let pin = SecretString::from(answer("PIN de un encargado: ")?);
    let asked = block_on(live_people::admit_restore(
        folder,
        settings,
        &copies,
        Some(pin),
    ))?;
    asked.map_err(|error| format!("{}. No se restauró nada", refusal(&error)))
}

fn choose(
    folder: &Folder,
    settings: &Settings,
    seals: &[ledger::Seal],
    yes: bool,
) -> Result<Candidate, String> {
    let none = "no hay ninguna copia que sirva en la carpeta backups; si tenés una en otro lado, \
                usá --from"
        .to_owned();
    if yes {
        return restore::newest_good(folder, settings.mode, seals).ok_or(none);
    }
    let mut found = restore::candidates(folder, settings.mode, seals)
        .map_err(|error| format!("{}/backups: {error}", folder.path().display()))?;
    if found.is_empty() {
        return Err(none);
    }
    println!("Copias, de la más nueva a la más vieja:");
    for (place, candidate) in found.iter().enumerate() {
        println!("{}", line(place + 1, candidate, &settings.time_zone));
    }
    let best = found
        .iter()
        .position(Candidate::serves)
        .ok_or_else(|| none.clone())?;
    let typed = answer(&format!("¿Cuál? [{}] ", best + 1))?;
    let place = match typed.as_str() {
        "" => best,
        number => number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1))
            .filter(|place| *place < found.len())
            .ok_or_else(|| format!("{number:?} no es una de la lista: no se restauró nada"))?,
    };
    Ok(found.swap_remove(place))
}

fn line(number: usize, candidate: &Candidate, zone: &str) -> String {
    let Candidate {
        copy,
        standing,
        sales,
        last_ticket,
    } = candidate;
    let sales = sales.map_or_else(|| "—".to_owned(), |sales| format!("{sales} ventas"));
    let ticket = last_ticket.map_or_else(|| "—".to_owned(), |ticket| ticket.to_string());
    format!(
        "{number:>3}  {}  {sales:>12}  hasta {ticket:<10}  {}",
        when(copy.made_at, zone),
        standing_words(standing)
    )
}

/// The state of a copy, in words for a person.
fn standing_words(standing: &Standing) -> String {
    match standing {
        Standing::Whole => "comprobada: íntegra".to_owned(),
        Standing::WithoutProof(NoProof::Manifest) => {
            "sin un .json que lleve el sello: no se puede saber si le falta el final".to_owned()
        }
        Standing::WithoutProof(NoProof::Seal) => {
            "con un sello que no está en esta computadora: no se puede saber quién la escribió"
                .to_owned()
        }
        Standing::Bad(why) => format!("NO SIRVE: {why}"),
        Standing::OfAnotherMode => "NO SIRVE: es del otro modo (práctica o real)".to_owned(),
    }
}

fn explain(folder: &Folder, settings: &Settings, chosen: &Candidate) {
    let made = when(chosen.copy.made_at, &settings.time_zone);
    println!("Se vuelve a la copia del {made}.");
    println!("  {}", standing_words(&chosen.standing));
    match restore::sales_missing(folder, settings.mode, &chosen.copy) {
        Some(0) => println!("  El registro de ahora no tiene ventas posteriores."),
        Some(sales) => println!("  El registro de ahora tiene {sales} ventas que no van a estar."),
        None => println!("  El registro de ahora no se puede leer: lo posterior no va a estar."),
    }
    println!("  El registro de ahora se guarda aparte; no se borra.");
    println!("  Los tickets siguen 1.000 números más adelante.");
    println!("  Nada se manda solo: lo pendiente espera en la bandeja a quien está a cargo.");
    println!("  Antes de cobrar se leen de nuevo los avisos del relay.");
}

fn when(at: UnixMs, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The line that a person types; empty if standard input is closed.
fn answer(question: &str) -> Result<String, String> {
    print!("{question}");
    let io = |error: std::io::Error| error.to_string();
    std::io::stdout().flush().map_err(io)?;
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).map_err(io)?;
    Ok(typed.trim().to_owned())
}
