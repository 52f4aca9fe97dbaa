//! A workbook. Numbers and dates are real ones, texts are texts whatever they
//! begin with, the row of titles stays in place, and the last sheet has the
//! totals.
//!
//! A sheet ends after [`SHEET_ROWS_MAX`] rows and another one goes on. Rows are
//! collected in a temporary file for each sheet, so that memory does not grow.

use super::Rows;
use super::numbers::hundredths;
use super::table::{Column, ExportError, Kind, Moment, PartTotals, Table, Totals, Value};
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Rows of one sheet. Spreadsheets end at 1,048,576.
pub const SHEET_ROWS_MAX: u32 = 1_000_000;
/// Characters of a cell, as UTF-16 counts them. Spreadsheets take no more.
const CELL_CHARS_MAX: usize = 32_767;
/// What an amount that nobody told is shown as.
const UNKNOWN: &str = "sin dato";
/// The name of the last sheet.
const TOTALS_NAME: &str = "Totales";

/// A workbook that is being written.
pub(super) struct Xlsx<'w, W: Write + Send> {
    table: &'w Table,
    out: W,
    workbook: Workbook,
    sheet: Worksheet,
    /// How many rows the sheet has, without its titles.
    sheet_rows: u32,
    sheet_rows_max: u32,
    /// How many sheets the part has.
    sheets: u32,
    sheets_of_parts: Vec<u32>,
    formats: Formats,
    totals: Totals,
    cell: String,
}

struct Formats {
    title: Format,
    amount: Format,
    percent: Format,
    date: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Formats {
        Formats {
            title: Format::new().set_bold(),
            amount: Format::new().set_num_format("#,##0.00"),
            percent: Format::new().set_num_format("0.00%"),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            moment: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
        }
    }
}

impl<'w, W: Write + Send> Xlsx<'w, W> {
    pub(super) fn new(
        table: &'w Table,
        out: W,
        scratch: &Path,
        sheet_rows_max: u32,
    ) -> Result<Self, ExportError> {
        guarded(|| {
            let formats = Formats::new();
            let mut workbook = Workbook::new();
            workbook.set_tempdir(scratch).map_err(workbook_error)?;
            let sheet = new_sheet(&mut workbook, table, table.name, &formats);
            let sheet = sheet.map_err(workbook_error)?;
            Ok(Xlsx {
                table,
                out,
                workbook,
                sheet,
                sheet_rows: 0,
                sheet_rows_max,
                sheets: 1,
                sheets_of_parts: Vec::new(),
                formats,
                totals: Totals {
                    parts: vec![PartTotals::new(table.name, table)],
                },
                cell: String::new(),
            })
        })
    }

    /// Puts the full sheet away, and goes on with one of that name.
    fn next_sheet(&mut self, name: &str) -> Result<(), ExportError> {
        let next = new_sheet(&mut self.workbook, self.table, name, &self.formats);
        let next = next.map_err(workbook_error)?;
        let full = std::mem::replace(&mut self.sheet, next);
        self.workbook.push_worksheet(full);
        self.sheet_rows = 0;
        Ok(())
    }

    fn write_row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        if self.sheet_rows == self.sheet_rows_max {
            self.sheets += 1;
            let part = self.totals.parts.last().map_or("", |part| &part.name);
            let name = sheet_name(part, self.sheets);
            self.next_sheet(&name)?;
        }
        if let Some(part) = self.totals.parts.last_mut() {
            part.add(values)?;
        }
        self.sheet_rows += 1;
        for (column, value) in (0_u16..).zip(values) {
            self.write_cell(column, value).map_err(workbook_error)?;
        }
        Ok(())
    }

    fn write_cell(&mut self, column: u16, value: &Value<'_>) -> Result<(), XlsxError> {
        let (row, sheet, formats) = (self.sheet_rows, &mut self.sheet, &self.formats);
        match value {
            Value::Nothing => {}
            Value::Unknown => {
                sheet.write_string(row, column, UNKNOWN)?;
            }
            Value::Text(text) => {
                sheet.write_string(row, column, fit(text))?;
            }
            Value::Word { shown, .. } => {
                sheet.write_string(row, column, *shown)?;
            }
            Value::Amount(centavos) => {
                let number = number(&mut self.cell, *centavos);
                sheet.write_number_with_format(row, column, number, &formats.amount)?;
            }
            Value::Integer(integer) => {
                let number: f64 = integer.to_string().parse().unwrap_or_default();
                sheet.write_number(row, column, number)?;
            }
            Value::Percent(points) => {
                let number = fraction(&mut self.cell, *points);
                sheet.write_number_with_format(row, column, number, &formats.percent)?;
            }
            Value::Date(date) => {
                let date = excel_date(*date)?;
                sheet.write_datetime_with_format(row, column, &date, &formats.date)?;
            }
            Value::Moment(at) => {
                let moment = excel_moment(*at)?;
                sheet.write_datetime_with_format(row, column, &moment, &formats.moment)?;
            }
        }
        Ok(())
    }

    /// The last sheet: how many rows each part has, on how many sheets, and its
    /// sums.
    fn write_totals(&mut self) -> Result<(), XlsxError> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(TOTALS_NAME)?;
        sheet.set_column_width(0, 44_u8)?;
        sheet.set_column_width(1, 20_u8)?;
        sheet.set_column_width(2, 24_u8)?;
        let mut row = 0;
        for (part, sheets) in self.totals.parts.iter().zip(&self.sheets_of_parts) {
            sheet.write_string_with_format(row, 0, &*part.name, &self.formats.title)?;
            sheet.write_string(row + 1, 0, "Filas")?;
            let rows: f64 = part.rows.to_string().parse().unwrap_or_default();
            sheet.write_number(row + 1, 1, rows)?;
            row += 2;
            if *sheets > 1 {
                let words =
                    format!("Las filas siguen en {sheets} hojas; los totales son de todas.");
                sheet.write_string(row, 0, words)?;
                row += 1;
            }
            for (column, sum) in self.table.columns.iter().zip(&part.sums) {
                let Some(sum) = sum else { continue };
                sheet.write_string(row, 0, column.title)?;
                if sum.known == 0 && sum.unknown > 0 {
                    sheet.write_string(row, 1, UNKNOWN)?;
                } else {
                    let number = number(&mut self.cell, sum.centavos);
                    sheet.write_number_with_format(row, 1, number, &self.formats.amount)?;
                }
                if sum.unknown > 0 {
                    let words = format!("{UNKNOWN} en {} filas", sum.unknown);
                    sheet.write_string(row, 2, words)?;
                }
                row += 1;
            }
            row += 1;
        }
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    fn write_end(mut self) -> Result<Totals, ExportError> {
        self.sheets_of_parts.push(self.sheets);
        let last = std::mem::take(&mut self.sheet);
        self.workbook.push_worksheet(last);
        self.write_totals().map_err(workbook_error)?;
        self.workbook
            .save_to_writer(&mut self.out)
            .map_err(workbook_error)?;
        self.out.flush()?;
        Ok(self.totals)
    }
}

impl<W: Write + Send> Rows for Xlsx<'_, W> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        guarded(|| self.write_row(values))
    }

    fn part(&mut self, name: &str) -> Result<(), ExportError> {
        guarded(|| {
            self.sheets_of_parts.push(self.sheets);
            self.sheets = 1;
            self.next_sheet(name)?;
            self.totals.parts.push(PartTotals::new(name, self.table));
            Ok(())
        })
    }

    fn finish(self: Box<Self>) -> Result<Totals, ExportError> {
        guarded(|| self.write_end())
    }
}

/// Runs a step of the workbook. The library panics where a temporary file cannot
/// be written, for example on a full disk: here that is an error.
fn guarded<T>(step: impl FnOnce() -> Result<T, ExportError>) -> Result<T, ExportError> {
    catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|_| {
        let why = "a temporary file cannot be written".to_owned();
        Err(ExportError::Workbook(why))
    })
}

/// An empty sheet with its row of titles.
fn new_sheet(
    workbook: &mut Workbook,
    table: &Table,
    name: &str,
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(place, width(column))?;
        sheet.write_string_with_format(0, place, column.title, &formats.title)?;
    }
    Ok(sheet)
}

/// The name of a part's sheet: the second is `Registro (2)`.
fn sheet_name(part: &str, number: u32) -> String {
    format!("{part} ({number})")
}

/// The width of a column, in characters.
fn width(column: &Column) -> u8 {
    match column.kind {
        Kind::Text => 22,
        Kind::Amount => 16,
        Kind::Integer | Kind::Percent => 10,
        Kind::Date => 12,
        Kind::Moment => 20,
    }
}

/// The number of pesos nearest to some centavos. It is read from decimal digits,
/// because a division would round a second time.
fn number(cell: &mut String, centavos: i64) -> f64 {
    cell.clear();
    hundredths(cell, centavos, '.');
    cell.parse().unwrap_or_default()
}

/// The fraction of one that some basis points are.
fn fraction(cell: &mut String, points: i64) -> f64 {
    cell.clear();
    cell.push_str(&points.to_string());
    cell.push_str("e-4");
    cell.parse().unwrap_or_default()
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        u16::try_from(date.year()).unwrap_or_default(),
        u8::try_from(date.month()).unwrap_or_default(),
        u8::try_from(date.day()).unwrap_or_default(),
    )
}

fn excel_moment(at: Moment) -> Result<ExcelDateTime, XlsxError> {
    let time = at.local.time();
    excel_date(at.local.date())?.and_hms(
        u16::try_from(time.hour()).unwrap_or_default(),
        u8::try_from(time.minute()).unwrap_or_default(),
        f64::from(time.second()),
    )
}

/// A text as a cell takes it: without the characters that XML cannot hold, and
/// cut where it is too long.
fn fit(text: &str) -> String {
    let mut left = CELL_CHARS_MAX;
    text.chars()
        .filter(|c| !is_forbidden_in_xml(*c))
        .take_while(|c| {
            let taken = left.checked_sub(c.len_utf16());
            left = taken.unwrap_or(0);
            taken.is_some()
        })
        .collect()
}

fn is_forbidden_in_xml(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}'))
        || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn workbook_error(error: XlsxError) -> ExportError {
    if let XlsxError::IoError(error) = error {
        ExportError::Io(error)
    } else {
        ExportError::Workbook(error.to_string())
    }
}
