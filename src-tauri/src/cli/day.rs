//! `mostrador day`: what a business day brought, for people and for programs.

use super::figures;
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use clap::{Args, ValueEnum};
use domain::close::TakingSum;
use domain::{Balance, Day, TakingKind};
use ledger::{LedgerError, Reader, Span, SpanTotals};
use serde::Serialize;
use std::process::ExitCode;
use till::day::BusinessDays;
use till::ports::Clock as _;
use till::settings::Settings;

#[derive(Args)]
pub(super) struct Arguments {
    /// El día, como 2026-11-21; si falta, hoy.
    #[arg(long)]
    day: Option<String>,
    /// La forma del resumen.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Csv,
    Json,
}

/// A day's totals, as programs read them.
#[derive(Serialize)]
struct DayRow {
    day: String,
    received_centavos: i64,
    returned_centavos: i64,
    by_word_centavos: i64,
    rounded_centavos: i64,
    takings: Vec<figures::TakingRow>,
    deductions: Vec<figures::DeductionRow>,
}

/// The day that is named, and when it lasts; today where none is named.
pub(super) fn span_of(day: Option<&str>, settings: &Settings) -> Result<(Day, Span), String> {
    let days = BusinessDays::of(settings);
    let day = match day {
        Some(day) => day
            .parse::<Day>()
            .map_err(|_| format!("{day:?} no es un día; se escribe como 2026-11-21"))?,
        None => days.day_of(SystemClock::new().now()),
    };
    let (from, to) = days.span_of(day);
    Ok((day, Span { from, to }))
}

pub(super) fn show(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let (day, span) = span_of(asked.day.as_deref(), settings)?;
    let path = folder.ledger(settings.mode);
    let totals = match Reader::open(&path) {
        Ok(reader) => reader
            .read(|read| read.span_totals(span))
            .map_err(|error: LedgerError| error.to_string())?,
        Err(ledger::OpenError::Absent) => SpanTotals::default(),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let row = DayRow {
        day: day.to_string(),
        received_centavos: sum(&totals.takings, TakingKind::Received),
        returned_centavos: sum(&totals.takings, TakingKind::Returned),
        by_word_centavos: sum(&totals.takings, TakingKind::ByWord),
        rounded_centavos: sum(&totals.takings, TakingKind::Rounded),
        takings: figures::taking_rows(&totals.takings),
        deductions: figures::deduction_rows(&totals.deductions),
    };
    match asked.format {
        Format::Json => figures::print_json(&row)?,
        Format::Csv => figures::print_csv(&row.takings)?,
        Format::Table => {
            println!("{day}");
            figures::print_takings(&totals.takings);
            figures::print_deductions(&totals.deductions);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn sum(takings: &[TakingSum], kind: TakingKind) -> i64 {
    let sums = takings.iter().filter(|sum| sum.kind == kind);
    sums.map(|sum| sum.amount).sum::<Balance>().centavos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UnixMs;

    #[test]
    fn a_day_begins_at_the_shops_hour() {
        let mut settings = Settings::default();
        let (_, span) = span_of(Some("2026-11-21"), &settings).unwrap();
        // Midnight in Buenos Aires is 03:00 UTC.
        assert_eq!(span.from, UnixMs(1_795_230_000_000));
        settings.day.begins_at = "04:00".to_owned();
        let (_, later) = span_of(Some("2026-11-21"), &settings).unwrap();
        assert_eq!(later.from.since_ms(span.from), 4 * 3_600_000);
        assert!(span_of(Some("21/11/2026"), &settings).is_err());
    }
}
