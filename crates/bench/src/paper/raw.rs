//! The bare side: the libraries `csv` and `rust_xlsxwriter` over one query of
//! SQLite. It has as many columns as the log, and neither words, dates nor
//! amounts as people read them; all rows are of one read transaction.

use super::export::Form;
use crate::Result;
use paper::export::SHEET_ROWS_MAX;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Rows};
use rust_xlsxwriter::Workbook;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// The columns of the log, as they are stored.
const LOG: &str = "SELECT ticket_till, \
         (SELECT number FROM closes WHERE closes.seq >= m.seq ORDER BY closes.seq LIMIT 1), \
         m.at_ms, m.at_ms, m.seq, ticket_number, concept, m.tender, m.kind, \
         iif(m.kind = 'received', m.amount_centavos, NULL), \
         iif(m.kind = 'returned', m.amount_centavos, NULL), \
         iif(m.kind = 'by-word', m.amount_centavos, NULL), \
         iif(m.kind = 'rounded', m.amount_centavos, NULL), \
         NULL, NULL, NULL, fees_centavos, taxes_centavos, net_centavos, credited_at_ms, reference, m.payment, \
         brand || ' ' || last_four, plan_name, instalments, m.person, m.shift \
     FROM movements AS m CROSS JOIN sales ON sales.sale = m.sale \
         LEFT JOIN transactions ON transactions.counted_seq = m.seq \
             AND transactions.payment = m.payment \
             AND m.kind = 'received' AND m.amount_centavos > 0 \
         LEFT JOIN payment_cards ON payment_cards.payment = m.payment \
     ORDER BY m.seq, m.place";

pub(super) struct Raw(Connection);

impl Raw {
    pub(super) fn open(path: &Path) -> Result<Raw> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Raw(connection))
    }

    /// Writes all rows to a file. Returns how many there are.
    pub(super) fn write(&self, form: Form, file: &Path, scratch: &Path) -> Result<u64> {
        let mut statement = self.0.prepare_cached(LOG)?;
        let columns = statement.column_count();
        let rows = statement.query([])?;
        let mut out = BufWriter::new(File::create(file)?);
        let written = match form {
            Form::Csv => to_csv(rows, columns, &mut out)?,
            Form::Xlsx => to_xlsx(rows, columns, &mut out, scratch)?,
        };
        out.flush()?;
        Ok(written)
    }
}

fn to_csv(mut rows: Rows<'_>, columns: usize, out: &mut BufWriter<File>) -> Result<u64> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    let (mut written, mut cell) = (0, String::new());
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => writer.write_field("")?,
                ValueRef::Integer(number) => {
                    cell.clear();
                    write!(cell, "{number}")?;
                    writer.write_field(&cell)?;
                }
                ValueRef::Text(text) => writer.write_field(text)?,
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err("no such column".into()),
            }
        }
        writer.write_record(None::<&[u8]>)?;
        written += 1;
    }
    writer.flush()?;
    Ok(written)
}

fn to_xlsx(
    mut rows: Rows<'_>,
    columns: usize,
    out: &mut (impl std::io::Write + std::io::Seek + Send),
    scratch: &Path,
) -> Result<u64> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?;
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    let (mut written, mut line) = (0, 0);
    while let Some(row) = rows.next()? {
        if line == SHEET_ROWS_MAX {
            let next = workbook.new_worksheet_with_constant_memory()?;
            workbook.push_worksheet(std::mem::replace(&mut sheet, next));
            line = 0;
        }
        for (place, column) in (0_u16..).zip(0..columns) {
            match row.get_ref(column)? {
                ValueRef::Null => {}
                ValueRef::Integer(number) => {
                    sheet.write_number(line, place, number as f64)?;
                }
                ValueRef::Text(text) => {
                    sheet.write_string(line, place, std::str::from_utf8(text)?)?;
                }
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err("no such column".into()),
            }
        }
        line += 1;
        written += 1;
    }
    workbook.push_worksheet(sheet);
    workbook.save_to_writer(out)?;
    Ok(written)
}
