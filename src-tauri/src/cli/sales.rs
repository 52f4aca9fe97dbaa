//! `mostrador sales` lists a day's sales, for people (a table) and for programs
//! (CSV and JSON). In CSV and JSON, amounts are in centavos.

use super::day::{Format, span_of};
use crate::data::folder::Folder;
use clap::Args;
use domain::{Approval, Discrepancy, Payment, PaymentState, Sale, Standing};
use ledger::{LedgerError, Reader, SaleOfDay};
use serde::Serialize;
use std::process::ExitCode;
use till::settings::Settings;

#[derive(Args)]
pub(super) struct Arguments {
    /// El día, como 2026-11-21; si falta, hoy.
    #[arg(long)]
    day: Option<String>,
    /// La forma de la lista.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// One sale, as programs read it.
#[derive(Serialize)]
struct SaleRow {
    id: String,
    ticket: String,
    state: &'static str,
    total_centavos: i64,
    /// It was opened on the day that was asked for.
    opened_on_day: bool,
    /// How much of its money counted on that day.
    counted_on_day_centavos: i64,
    payments: Vec<PaymentRow>,
}

#[derive(Serialize)]
struct PaymentRow {
    id: String,
    method: &'static str,
    state: &'static str,
    amount_centavos: i64,
    charged_centavos: i64,
    received_centavos: i64,
    /// What decided it: `notice`, `answer`, `counted`, `manager`; null before.
    settled_by: Option<&'static str>,
    discrepancies: Vec<DiscrepancyRow>,
}

#[derive(Serialize)]
struct DiscrepancyRow {
    kind: &'static str,
    by_centavos: i64,
}

pub(super) fn list(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let (_, span) = span_of(asked.day.as_deref(), settings)?;
    let path = folder.ledger(settings.mode);
    let sales = match Reader::open(&path) {
        Ok(reader) => reader
            .read(|read| read.sales_of_day(span))
            .map_err(|error: LedgerError| error.to_string())?,
        // Without a ledger there was no sale yet.
        Err(ledger::OpenError::Absent) => Vec::new(),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let rows: Vec<SaleRow> = sales.iter().map(row).collect();
    match asked.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
            println!("{json}");
        }
        Format::Csv => csv(&rows)?,
        Format::Table => table(&sales),
    }
    Ok(ExitCode::SUCCESS)
}

fn row(of_day: &SaleOfDay) -> SaleRow {
    let sale = &of_day.sale;
    SaleRow {
        opened_on_day: of_day.opened,
        counted_on_day_centavos: of_day.counted.centavos(),
        id: sale.id.to_string(),
        ticket: sale.ticket.to_string(),
        state: sale.state().as_str(),
        total_centavos: sale.total.centavos(),
        payments: sale
            .payments
            .iter()
            .map(|payment| payment_row(sale, payment))
            .collect(),
    }
}

fn payment_row(sale: &Sale, payment: &Payment) -> PaymentRow {
    let told = |discrepancy: &&Discrepancy| {
        discrepancy.payment == payment.id && discrepancy.standing != Standing::Withdrawn
    };
    let row = |discrepancy: &Discrepancy| DiscrepancyRow {
        kind: discrepancy.kind.as_str(),
        by_centavos: discrepancy.by.centavos(),
    };
    PaymentRow {
        id: payment.id.to_string(),
        method: payment.method().as_str(),
        state: payment.state.as_str(),
        amount_centavos: payment.request.amount.centavos(),
        charged_centavos: payment.request.charged.centavos(),
        received_centavos: payment.received().centavos(),
        settled_by: settled_by(payment),
        discrepancies: sale.discrepancies.iter().filter(told).map(row).collect(),
    }
}

fn settled_by(payment: &Payment) -> Option<&'static str> {
    match (payment.state, &payment.approval) {
        (PaymentState::SettledPaid | PaymentState::SettledUnpaid, _) => Some("manager"),
        (_, Some(Approval::Notice(_))) => Some("notice"),
        (_, Some(Approval::Answer)) => Some("answer"),
        (_, Some(Approval::Counted)) => Some("counted"),
        (_, None) => None,
    }
}

/// Prints one line per payment; a sale without payments has one line too.
fn csv(rows: &[SaleRow]) -> Result<(), String> {
    let told = |error: csv::Error| error.to_string();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "sale",
            "ticket",
            "sale_state",
            "total_centavos",
            "opened_on_day",
            "counted_on_day_centavos",
            "payment",
            "method",
            "state",
            "amount_centavos",
            "charged_centavos",
            "received_centavos",
            "settled_by",
            "discrepancies",
        ])
        .map_err(told)?;
    for sale in rows {
        let total = sale.total_centavos.to_string();
        let opened = sale.opened_on_day.to_string();
        let counted = sale.counted_on_day_centavos.to_string();
        let of_sale = [
            sale.id.as_str(),
            &sale.ticket,
            sale.state,
            &total,
            &opened,
            &counted,
        ];
        if sale.payments.is_empty() {
            let line = of_sale.into_iter().chain([""; 8]);
            writer.write_record(line).map_err(told)?;
        }
        for payment in &sale.payments {
            let amounts = [
                payment.amount_centavos.to_string(),
                payment.charged_centavos.to_string(),
                payment.received_centavos.to_string(),
            ];
            let kinds: Vec<String> = payment
                .discrepancies
                .iter()
                .map(|found| format!("{}:{}", found.kind, found.by_centavos))
                .collect();
            let kinds = kinds.join(" ");
            let of_payment = [
                payment.id.as_str(),
                payment.method,
                payment.state,
                &amounts[0],
                &amounts[1],
                &amounts[2],
                payment.settled_by.unwrap_or(""),
                &kinds,
            ];
            writer
                .write_record(of_sale.into_iter().chain(of_payment))
                .map_err(told)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    print!("{}", String::from_utf8_lossy(&bytes));
    Ok(())
}

fn table(sales: &[SaleOfDay]) {
    if sales.is_empty() {
        println!("No hay ventas en ese día.");
    }
    for of_day in sales {
        let sale = &of_day.sale;
        let when = if of_day.opened {
            ""
        } else {
            "  (de otro día; su plata contó en este)"
        };
        println!(
            "{}  {:>16}  {}{when}",
            sale.ticket,
            sale.total.to_string(),
            sale.state().as_str()
        );
        for payment in &sale.payments {
            let row = payment_row(sale, payment);
            let kinds: Vec<&str> = row.discrepancies.iter().map(|found| found.kind).collect();
            println!(
                "    {:<8} {:>16}  {:<14} {}",
                row.method,
                payment.request.charged.to_string(),
                row.state,
                kinds.join(", ")
            );
        }
    }
}
