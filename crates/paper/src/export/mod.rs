//! Tables as files: CSV for spreadsheets, CSV for programs, XLSX and JSON.
//!
//! The caller pushes rows, one at a time, and each is written at once: the memory
//! stays the same however many rows there are. This module knows no ledger and
//! opens no file; it writes into what it is given.

mod csv;
pub mod evidence;
mod json;
mod numbers;
pub mod rows;
mod table;
mod xlsx;

#[cfg(test)]
mod tests;

pub use table::{Column, ExportError, Kind, Moment, PartTotals, Sum, Table, Totals, Value};
pub use xlsx::SHEET_ROWS_MAX;

use std::io::Write;
use std::path::Path;

/// The form of an exported file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV as a spreadsheet in Argentina reads it on a double click: `;`, decimal
    /// comma, UTF-8 with a byte order mark, CRLF.
    CsvSpreadsheet,
    /// CSV for programs: `,`, decimal point, ISO dates, no byte order mark. Texts
    /// are as they are.
    CsvPrograms,
    /// A workbook with real numbers and dates.
    Xlsx,
    /// One array of objects. Amounts are in centavos.
    Json,
}

impl Format {
    pub const ALL: [Format; 4] = [
        Format::CsvSpreadsheet,
        Format::CsvPrograms,
        Format::Xlsx,
        Format::Json,
    ];

    /// What a file of this form is called at its end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Format::CsvSpreadsheet | Format::CsvPrograms => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }
}

/// A table that is being written.
pub trait Rows {
    /// Writes one row: a value for each column, in their order.
    ///
    /// # Errors
    /// [`ExportError`]; the file is then of no use.
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError>;

    /// Begins another part of the table. A workbook gives each part its own
    /// sheets and totals; the other forms only go on.
    ///
    /// # Errors
    /// [`ExportError`]; the file is then of no use.
    fn part(&mut self, name: &str) -> Result<(), ExportError>;

    /// Writes the end. Without it, the file is not whole.
    ///
    /// # Errors
    /// [`ExportError`]; the file is then of no use.
    fn finish(self: Box<Self>) -> Result<Totals, ExportError>;
}

/// Begins a table. Its first part has the table's name. A workbook is collected
/// in temporary files in the folder `scratch`, which have no name there and are
/// gone with the process.
///
/// # Errors
/// [`ExportError`] when `out` or `scratch` cannot be written.
pub fn begin<'w>(
    format: Format,
    table: &'w Table,
    out: impl Write + Send + 'w,
    scratch: &Path,
) -> Result<Box<dyn Rows + 'w>, ExportError> {
    Ok(match format {
        Format::CsvSpreadsheet => Box::new(csv::Csv::for_spreadsheets(table, out)?),
        Format::CsvPrograms => Box::new(csv::Csv::for_programs(table, out)?),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(table, out, scratch, SHEET_ROWS_MAX)?),
        Format::Json => Box::new(json::Json::new(table, out)?),
    })
}
