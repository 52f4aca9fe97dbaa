//! The copies in words, for `mostrador backup` and `mostrador doctor`.

use crate::data::backups::{
    self, DAILY_MAX, MONTHLY_MAX, NotMade, SecondStanding, Standing, WEEKLY_MAX,
};
use crate::data::folder::Folder;
use crate::data::restore::causes;
use domain::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use ledger::BackupError;
use till::settings::Settings;

const KIB: u64 = 1024;
const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];

/// What is kept, how much room it takes, and the second folder.
pub(super) fn lines(folder: &Folder, settings: &Settings) -> Vec<String> {
    let mut lines = Vec::new();
    if let Ok(standing) = backups::standing(folder, settings) {
        lines.push(kept(&standing));
    }
    lines.push(format!(
        "Queda una por día de los últimos {DAILY_MAX} días con ventas, una por semana de las \
         últimas {WEEKLY_MAX} y una por mes de los últimos {MONTHLY_MAX}; las dos últimas, siempre."
    ));
    lines.extend(second(folder, settings).map(|(_, words)| words));
    lines
}

pub(super) fn kept(standing: &Standing) -> String {
    let (kept, bytes) = (copies(standing.kept), bytes_words(standing.bytes));
    let budget = if standing.bytes_max == u64::MAX {
        String::new()
    } else {
        format!(" de {} para copias", bytes_words(standing.bytes_max))
    };
    format!("{kept}, {bytes}{budget}, en {}", standing.folder.display())
}

fn copies(kept: u32) -> String {
    let copies = if kept == 1 { "copia" } else { "copias" };
    format!("{kept} {copies}")
}

/// Whether the second folder is as it should be, and what to do about it; `None`
/// without one.
pub(super) fn second(folder: &Folder, settings: &Settings) -> Option<(bool, String)> {
    let seen = backups::look_at_second(folder, settings)?;
    let since = seen.since.map(|at| when(at, &settings.time_zone));
    let since = since.map_or(String::new(), |at| format!(" desde el {at}"));
    let path = &seen.folder;
    let well = matches!(seen.standing, SecondStanding::Here | SecondStanding::NotYet);
    let words = match seen.standing {
        SecondStanding::NotYet => {
            format!("Segunda carpeta {path}: todavía no se llevó ninguna copia")
        }
        SecondStanding::Here => {
            let last = seen.last_at.map(|at| when(at, &settings.time_zone));
            let last = last.map_or(String::new(), |at| format!("; la última, del {at}"));
            format!("Segunda carpeta {path}: {}{last}", copies(seen.kept))
        }
        SecondStanding::Away => format!(
            "Segunda carpeta {path}: no está{since}. Conectá el pendrive o el disco; la copia \
             más nueva se lleva sola"
        ),
        SecondStanding::NotOurs => format!(
            "Segunda carpeta {path}: le falta nuestra marca{since}. Si no es la de siempre, \
             conectá esa; si la cambiaste, vaciá backup.second_folder, guardá y ponela otra vez"
        ),
        SecondStanding::Unfit => format!(
            "Segunda carpeta {path}: tiene que ser una ruta completa, fuera de la carpeta de datos"
        ),
        SecondStanding::Failed => format!(
            "Segunda carpeta {path}: no se pudo llevar la copia{since}: {}. Revisá que tenga \
             lugar y que se pueda escribir",
            seen.detail.unwrap_or_default()
        ),
    };
    Some((well, words))
}

/// Why there is no copy, and what to do.
pub(super) fn not_made(error: &NotMade) -> String {
    match error {
        NotMade::NoRoom { needed, free } => format!(
            "no hay lugar para la copia: hacen falta {}, hay {} y faltan {}. Liberá espacio y \
             probá otra vez",
            bytes_words(*needed),
            bytes_words(*free),
            bytes_words(needed.saturating_sub(*free))
        ),
        NotMade::Ledger(BackupError::NotWhole(_)) => {
            "el registro no está bien y no se hizo la copia; mirá `mostrador verify`".to_owned()
        }
        NotMade::Ledger(error) if error.is_disk_full() => {
            "el disco se llenó y no se hizo la copia. Liberá espacio y probá otra vez".to_owned()
        }
        NotMade::Ledger(error) => causes(error),
        NotMade::Stopped => "la copia se detuvo: no quedó nada de ella".to_owned(),
    }
}

/// Bytes in the unit that people use, rounded up: what is missing is never said
/// to be less.
pub(super) fn bytes_words(bytes: u64) -> String {
    let mut amount = bytes.div_ceil(KIB);
    let mut unit = 0;
    while amount >= 10 * KIB && unit + 1 < UNITS.len() {
        amount = amount.div_ceil(KIB);
        unit += 1;
    }
    format!("{amount} {}", UNITS[unit])
}

fn when(at: UnixMs, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_said_in_the_unit_that_people_use() {
        let mib = 1024 * 1024;
        for (bytes, words) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (10 * KIB, "10 KB"),
            (9 * mib, "9216 KB"),
            (12 * mib, "12 MB"),
            (12 * mib + 1, "13 MB"),
            (40 * 1024 * mib, "40 GB"),
        ] {
            assert_eq!(bytes_words(bytes), words);
        }
    }

    #[test]
    fn no_room_says_how_much_is_missing() {
        let mib = 1024 * 1024;
        let (needed, free) = (300 * mib, 100 * mib);
        let words = not_made(&NotMade::NoRoom { needed, free });
        assert!(
            words.contains("hacen falta 300 MB, hay 100 MB y faltan 200 MB"),
            "{words}"
        );
    }
}
