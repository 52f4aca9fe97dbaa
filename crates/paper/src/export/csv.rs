//! CSV, for spreadsheets and for programs.
//!
//! A spreadsheet decides by a cell's characters what it is, whatever was meant.
//! So a text that it would take for a formula, a number or a date begins with an
//! apostrophe in the form for spreadsheets. Excel and LibreOffice then show the
//! apostrophe as well; the workbook and the form for programs do not need one.

use super::numbers::{hundredths, integer, iso_date, iso_moment, local_date, local_moment};
use super::table::{ExportError, Moment, PartTotals, Table, Totals, Value};
use super::{Column, Rows};
use jiff::civil::Date;
use std::io::Write;

/// So that a spreadsheet reads the file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// A whole number of more digits is shown in powers of ten by a spreadsheet.
const DIGITS_SHOWN_MAX: usize = 11;
/// What a spreadsheet shows for an amount that nobody told.
const UNKNOWN: &str = "sin dato";

/// How values are written.
struct Words {
    decimal: char,
    unknown: &'static str,
    percent_sign: &'static str,
    date: fn(&mut String, Date),
    moment: fn(&mut String, Moment),
    for_people: bool,
}

const FOR_SPREADSHEETS: Words = Words {
    decimal: ',',
    unknown: UNKNOWN,
    percent_sign: "%",
    date: local_date,
    moment: |into, at| local_moment(into, at.local),
    for_people: true,
};
const FOR_PROGRAMS: Words = Words {
    decimal: '.',
    unknown: "",
    percent_sign: "",
    date: iso_date,
    moment: iso_moment,
    for_people: false,
};

/// A CSV file that is being written.
pub(super) struct Csv<'w, W: Write> {
    table: &'w Table,
    writer: csv::Writer<W>,
    words: Words,
    totals: Totals,
    cell: String,
}

impl<'w, W: Write> Csv<'w, W> {
    pub(super) fn for_spreadsheets(table: &'w Table, mut out: W) -> Result<Self, ExportError> {
        out.write_all(BYTE_ORDER_MARK)?;
        let mut style = csv::WriterBuilder::new();
        style.delimiter(b';').terminator(csv::Terminator::CRLF);
        Csv::begin(table, style.from_writer(out), FOR_SPREADSHEETS, |it| {
            it.title
        })
    }

    pub(super) fn for_programs(table: &'w Table, out: W) -> Result<Self, ExportError> {
        let writer = csv::WriterBuilder::new().from_writer(out);
        Csv::begin(table, writer, FOR_PROGRAMS, |it| it.key)
    }

    fn begin(
        table: &'w Table,
        mut writer: csv::Writer<W>,
        words: Words,
        name: fn(&Column) -> &'static str,
    ) -> Result<Self, ExportError> {
        writer
            .write_record(table.columns.iter().map(name))
            .map_err(io)?;
        Ok(Csv {
            totals: Totals {
                parts: vec![PartTotals::new(table.name, table)],
            },
            table,
            writer,
            words,
            cell: String::new(),
        })
    }
}

impl<W: Write> Rows for Csv<'_, W> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        if let Some(part) = self.totals.parts.last_mut() {
            part.add(values)?;
        }
        for value in values {
            self.cell.clear();
            self.words.write(&mut self.cell, value);
            self.writer.write_field(&self.cell).map_err(io)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(io)
    }

    fn part(&mut self, name: &str) -> Result<(), ExportError> {
        self.totals.parts.push(PartTotals::new(name, self.table));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Totals, ExportError> {
        self.writer.flush()?;
        Ok(self.totals)
    }
}

impl Words {
    fn write(&self, cell: &mut String, value: &Value<'_>) {
        match value {
            Value::Nothing => {}
            Value::Unknown => cell.push_str(self.unknown),
            Value::Text(text) => {
                if self.for_people && is_taken_for_another(text) {
                    cell.push('\'');
                }
                cell.push_str(text);
            }
            Value::Word { word, shown } => {
                cell.push_str(if self.for_people { shown } else { word });
            }
            Value::Amount(centavos) => hundredths(cell, *centavos, self.decimal),
            Value::Integer(number) => integer(cell, *number),
            Value::Percent(points) => {
                hundredths(cell, *points, self.decimal);
                cell.push_str(self.percent_sign);
            }
            Value::Date(date) => (self.date)(cell, *date),
            Value::Moment(at) => (self.moment)(cell, *at),
        }
    }
}

/// Whether a spreadsheet would take a text for something else.
pub(super) fn is_taken_for_another(text: &str) -> bool {
    is_formula(text) || is_number_or_date(text)
}

/// Whether a spreadsheet would calculate a text, or split it.
fn is_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let is_passed_over = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    let shown = text.trim_start_matches(is_passed_over);
    // The wide forms are taken for the narrow ones by some.
    shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Whether a text has digits and nothing but what numbers, dates and times are
/// written with. A short whole number without a leading zero stays as it is: its
/// digits are shown as they are.
fn is_number_or_date(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    if digits == text.len() {
        return digits > DIGITS_SHOWN_MAX || (digits > 1 && text.starts_with('0'));
    }
    text.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(
                c,
                ' ' | '.' | ',' | ':' | '/' | '-' | '+' | '%' | '$' | 'e' | 'E'
            )
    })
}

fn io(error: csv::Error) -> ExportError {
    let said = error.to_string();
    // Writing texts fails for no other reason than the file.
    if let csv::ErrorKind::Io(error) = error.into_kind() {
        ExportError::Io(error)
    } else {
        ExportError::Io(std::io::Error::other(said))
    }
}
