//! JSON: one array, an object a line.

use super::Rows;
use super::numbers::{iso_date, iso_moment};
use super::table::{ExportError, Kind, PartTotals, Table, Totals, Value};
use std::io::{BufWriter, Write};

/// A JSON file that is being written.
pub(super) struct Json<'w, W: Write> {
    table: &'w Table,
    /// Each column's name as it is written, with its unit.
    keys: Vec<String>,
    out: BufWriter<W>,
    totals: Totals,
    is_first: bool,
    cell: String,
}

impl<'w, W: Write> Json<'w, W> {
    pub(super) fn new(table: &'w Table, out: W) -> Result<Self, ExportError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        let key = |column: &super::Column| {
            let unit = match column.kind {
                Kind::Amount => "_centavos",
                Kind::Percent => "_bp",
                Kind::Text | Kind::Integer | Kind::Date | Kind::Moment => "",
            };
            format!("\"{}{unit}\":", column.key)
        };
        Ok(Json {
            keys: table.columns.iter().map(key).collect(),
            totals: Totals {
                parts: vec![PartTotals::new(table.name, table)],
            },
            table,
            out,
            is_first: true,
            cell: String::new(),
        })
    }

    fn value(&mut self, value: &Value<'_>) -> Result<(), ExportError> {
        self.cell.clear();
        match value {
            Value::Nothing | Value::Unknown => self.out.write_all(b"null")?,
            Value::Text(text) => {
                serde_json::to_writer(&mut self.out, text.as_ref())
                    .map_err(std::io::Error::from)?;
            }
            Value::Word { word, .. } => write!(self.out, "\"{word}\"")?,
            Value::Amount(number) | Value::Integer(number) | Value::Percent(number) => {
                write!(self.out, "{number}")?;
            }
            Value::Date(date) => {
                iso_date(&mut self.cell, *date);
                write!(self.out, "\"{}\"", self.cell)?;
            }
            Value::Moment(at) => {
                iso_moment(&mut self.cell, *at);
                write!(self.out, "\"{}\"", self.cell)?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Rows for Json<'_, W> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        if let Some(part) = self.totals.parts.last_mut() {
            part.add(values)?;
        }
        let before: &[u8] = if self.is_first { b"\n{" } else { b",\n{" };
        self.is_first = false;
        self.out.write_all(before)?;
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.out.write_all(b",")?;
            }
            self.out.write_all(self.keys[place].as_bytes())?;
            self.value(value)?;
        }
        Ok(self.out.write_all(b"}")?)
    }

    fn part(&mut self, name: &str) -> Result<(), ExportError> {
        self.totals.parts.push(PartTotals::new(name, self.table));
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Totals, ExportError> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(self.totals)
    }
}
