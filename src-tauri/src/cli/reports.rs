//! `mostrador reports`: what Bind was told of payments with the house's wallet,
//! for people and for programs. In CSV and JSON, amounts are in centavos and
//! moments in milliseconds. It names no payer.

use super::day::{Format, span_of};
use super::figures;
use crate::data::folder::Folder;
use api::dto::ReportView;
use clap::Args;
use domain::Money;
use ledger::{LedgerError, Reader};
use paper::export::rows::{outcome_words, report_words};
use serde::Serialize;
use std::process::ExitCode;
use till::settings::Settings;

#[derive(Args)]
pub(super) struct Arguments {
    /// El día, como 2026-11-21; si falta, hoy.
    #[arg(long)]
    day: Option<String>,
    /// Desde este día; con --to, varios días.
    #[arg(long, conflicts_with = "day")]
    from: Option<String>,
    /// Hasta este día, incluido.
    #[arg(long, conflicts_with = "day")]
    to: Option<String>,
    /// La forma de la lista.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// One report, as programs read it.
#[derive(Serialize)]
struct ReportRow {
    id: String,
    sale: String,
    payment: String,
    ticket: String,
    outcome: String,
    state: String,
    amount_centavos: i64,
    owed_at_ms: i64,
    changed_at_ms: i64,
    message: String,
    messages: u32,
    attempts: u32,
    reference: Option<String>,
    why: Option<String>,
    code: Option<String>,
    settled_by: Option<String>,
}

pub(super) fn list(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let first = asked.from.as_deref().or(asked.day.as_deref());
    let last = asked.to.as_deref().or(first);
    let (_, mut span) = span_of(first, settings)?;
    span.to = span.to.max(span_of(last, settings)?.1.to);
    let path = folder.ledger(settings.mode);
    let reports = match Reader::open(&path) {
        Ok(reader) => reader
            .read(|read| api::reports_between(read, span))
            .map_err(|error: LedgerError| error.to_string())?,
        // Without a ledger nothing was reported yet.
        Err(ledger::OpenError::Absent) => Vec::new(),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    match asked.format {
        Format::Table => table(&reports),
        Format::Json => figures::print_json(&rows(&reports)?)?,
        Format::Csv => figures::print_csv(&rows(&reports)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn rows(reports: &[ReportView]) -> Result<Vec<ReportRow>, String> {
    reports.iter().map(row).collect()
}

fn row(report: &ReportView) -> Result<ReportRow, String> {
    Ok(ReportRow {
        id: report.id.clone(),
        sale: report.sale.clone(),
        payment: report.payment.clone(),
        ticket: report.ticket.clone(),
        outcome: word(report.outcome)?,
        state: word(report.state)?,
        amount_centavos: report.amount_centavos,
        owed_at_ms: report.owed_at_ms,
        changed_at_ms: report.changed_at_ms,
        message: report.message.clone(),
        messages: report.messages,
        attempts: report.attempts,
        reference: report.reference.clone(),
        why: report.why.map(word).transpose()?,
        code: report.code.clone(),
        settled_by: report.settled_by.clone(),
    })
}

/// The word that a screen's enum is written as.
fn word(value: impl Serialize) -> Result<String, String> {
    let written = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let word = written.as_str().map(str::to_owned);
    word.ok_or_else(|| format!("{written} is no word"))
}

fn table(reports: &[ReportView]) {
    if reports.is_empty() {
        println!("No hay informes a Bind de esos días.");
        return;
    }
    for report in reports {
        let amount = Money::from_centavos(report.amount_centavos)
            .map_or_else(|_| String::new(), |amount| amount.to_string());
        // Bind's own words may name the payer.
        let said = report
            .code
            .as_deref()
            .map_or_else(String::new, |said| format!("  {said}"));
        println!(
            "{:<12} {:<11} {amount:>14}  {}{said}",
            report.ticket,
            outcome_words(report.outcome.into()),
            report_words(report.state.into()),
        );
    }
}
