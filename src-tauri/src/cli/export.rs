//! `mostrador export`: the log, the reports to Bind, the closes, or a month for
//! the accountant, of any range of business days. It never names a payer: that
//! needs a manager's PIN, in the window.

use super::day::span_of;
use super::output;
use crate::data::exports::ExportFile;
use crate::data::folder::Folder;
use api::export::{ExportAsked, ExportFailed, Exported, write_rows};
use clap::{Args, ValueEnum};
use domain::TillNumber;
use ledger::{LedgerError, Reader};
use paper::export::{ExportError, Format as PaperFormat, Totals, begin};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use till::day::BusinessDays;
use till::settings::Settings;

#[derive(Args)]
pub(super) struct Arguments {
    /// Qué se exporta.
    #[arg(long, value_enum, default_value_t = What::Log)]
    what: What,
    /// Desde este día, como 2026-11-21; si falta, hoy.
    #[arg(long)]
    from: Option<String>,
    /// Hasta este día, incluido; si falta, el mismo que --from.
    #[arg(long)]
    to: Option<String>,
    /// La forma: csv para programas, csv-excel para planillas de cálculo.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// El archivo; si falta, la salida estándar.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Pisa el archivo si ya existe.
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Log,
    Reports,
    Closes,
    Month,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    CsvExcel,
    Xlsx,
    Json,
}

impl From<What> for Exported {
    fn from(what: What) -> Exported {
        match what {
            What::Log => Exported::Log,
            What::Reports => Exported::Reports,
            What::Closes => Exported::Closes,
            What::Month => Exported::Month,
        }
    }
}

impl From<Format> for PaperFormat {
    fn from(format: Format) -> PaperFormat {
        match format {
            Format::Csv => PaperFormat::CsvPrograms,
            Format::CsvExcel => PaperFormat::CsvSpreadsheet,
            Format::Xlsx => PaperFormat::Xlsx,
            Format::Json => PaperFormat::Json,
        }
    }
}

pub(super) fn run(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let (from, _) = span_of(asked.from.as_deref(), settings)?;
    let to = asked.to.as_deref().or(asked.from.as_deref());
    let (to, _) = span_of(to, settings)?;
    if to < from {
        return Err(format!("{to} es antes de {from}"));
    }
    let path = folder.ledger(settings.mode);
    let reader = match Reader::open(&path) {
        Ok(reader) => reader,
        Err(ledger::OpenError::Absent) => {
            return Err(format!("todavía no hay un registro en {}", path.display()));
        }
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let known = reader.read(|read| read.till_number_known_outside());
    let known = known.map_err(|error: LedgerError| error.to_string())?;
    let export = ExportAsked {
        what: asked.what.into(),
        from,
        to,
        with_payers: false,
        till: known.unwrap_or(TillNumber(settings.till.number)),
        days: BusinessDays::of(settings),
    };
    match &asked.out {
        Some(out) => to_file(&reader, &export, asked, out),
        None => to_output(&reader, &export, asked),
    }
}

fn to_file(
    reader: &Reader,
    export: &ExportAsked,
    asked: &Arguments,
    out: &Path,
) -> Result<ExitCode, String> {
    let told = |(path, why): (String, String)| format!("{path}: {why}");
    if out.exists() && !asked.force {
        return Err(format!("{} ya existe; con --force se pisa", out.display()));
    }
    let mut file = ExportFile::create(out).map_err(told)?;
    let scratch = file.folder();
    let written = write(reader, export, asked.format, &mut file, &scratch);
    let totals = written.map_err(|error| format!("{}: {}", out.display(), words(&error)))?;
    file.keep(asked.force).map_err(told)?;
    println!("{} filas en {}", totals.rows(), out.display());
    Ok(ExitCode::SUCCESS)
}

fn to_output(reader: &Reader, export: &ExportAsked, asked: &Arguments) -> Result<ExitCode, String> {
    if asked.format == Format::Xlsx {
        return Err("una planilla xlsx se guarda en un archivo: agregá --out".to_owned());
    }
    let out = output::Bytes;
    match write(reader, export, asked.format, out, &std::env::temp_dir()) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        // Whoever read it needs no more.
        Err(error) if is_left(&error) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(words(&error)),
    }
}

fn write(
    reader: &Reader,
    export: &ExportAsked,
    format: Format,
    out: impl Write + Send,
    scratch: &Path,
) -> Result<Totals, ExportFailed> {
    let table = export.table();
    let mut rows = begin(format.into(), &table, out, scratch)?;
    write_rows(reader, export, rows.as_mut(), &mut |_| true)?;
    Ok(rows.finish()?)
}

fn is_left(error: &ExportFailed) -> bool {
    if let ExportFailed::File(ExportError::Io(error)) = error {
        error.kind() == ErrorKind::BrokenPipe
    } else {
        false
    }
}

fn words(error: &ExportFailed) -> String {
    match error {
        ExportFailed::Stopped => "se interrumpió".to_owned(),
        ExportFailed::Ledger(error) => format!("no se pudo leer el registro: {error}"),
        ExportFailed::File(ExportError::Io(error)) => format!("no se pudo escribir: {error}"),
        ExportFailed::File(error) => format!("no se pudo escribir: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::who_tests::{Place, QUIET, live_file};
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        asked: Arguments,
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn csv_is_for_programs_and_csv_excel_for_spreadsheets() {
        let place = Place::open(&live_file(QUIET)).await;
        place.sell_for_cash("a", 123_456).await;
        let folder = place.shop.folder();
        let settings = folder.settings().unwrap();
        let exported = |words: &[&str]| {
            let out = folder.path().join("registro.csv");
            let path = out.display().to_string();
            let line = ["export", "--out", &path, "--force"];
            let asked = Line::parse_from(line.iter().chain(words)).asked;
            run(folder, &settings, &asked).unwrap();
            std::fs::read_to_string(out).unwrap()
        };
        let plain = exported(&[]);
        assert_eq!(plain, exported(&["--format", "csv"]));
        assert!(plain.starts_with("till,close,business_day,"), "{plain}");
        assert!(
            plain.contains(",1234.56,") && !plain.contains('\r'),
            "{plain}"
        );
        let sheet = exported(&["--format", "csv-excel"]);
        assert!(sheet.starts_with("\u{feff}caja;cierre;día;"), "{sheet}");
        assert!(
            sheet.contains(";1234,56;") && sheet.ends_with("\r\n"),
            "{sheet}"
        );
        assert_eq!(plain.lines().count(), sheet.lines().count());
    }
}
