//! A table: its columns, the values of a row, and the totals of what was written.

use domain::Money;
use jiff::Zoned;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Money, in centavos.
    Amount,
    Integer,
    /// A percentage, in basis points.
    Percent,
    Date,
    Moment,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs. JSON adds the unit of an amount or a percentage.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    pub kind: Kind,
    /// Whether a workbook says its sum.
    pub is_summed: bool,
}

impl Column {
    #[must_use]
    pub const fn new(key: &'static str, title: &'static str, kind: Kind) -> Column {
        Column {
            key,
            title,
            kind,
            is_summed: false,
        }
    }

    /// A column of amounts whose sum means something.
    #[must_use]
    pub const fn summed(key: &'static str, title: &'static str) -> Column {
        Column {
            key,
            title,
            kind: Kind::Amount,
            is_summed: true,
        }
    }
}

/// A table, before its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, and that of its first part: at most 24 characters, without
    /// `[ ] : * ? / \`.
    pub name: &'static str,
    pub columns: Vec<Column>,
}

/// A moment as the clock on the shop's wall showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub local: DateTime,
    /// How far that clock was from UTC.
    pub offset: Offset,
}

impl From<&Zoned> for Moment {
    fn from(at: &Zoned) -> Moment {
        Moment {
            local: at.datetime(),
            offset: at.offset(),
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// The row has no such thing.
    Nothing,
    /// It has one, and nobody told how much: "sin dato", which is not zero.
    Unknown,
    Text(Cow<'a, str>),
    /// One of our own words: for programs as the ledger writes it, for people in
    /// Spanish.
    Word {
        word: &'static str,
        shown: &'static str,
    },
    /// Centavos.
    Amount(i64),
    Integer(i64),
    /// Basis points.
    Percent(i64),
    Date(Date),
    Moment(Moment),
}

impl<'a> Value<'a> {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Value<'a> {
        Value::Text(text.into())
    }

    /// A number that may be absent.
    #[must_use]
    pub fn maybe_integer(number: Option<impl Into<i64>>) -> Value<'a> {
        number.map_or(Value::Nothing, |number| Value::Integer(number.into()))
    }

    /// An amount that the row should have, and that is unknown where nobody told
    /// it.
    #[must_use]
    pub fn told(amount: Option<Money>) -> Value<'a> {
        amount.map_or(Value::Unknown, |amount| Value::Amount(amount.centavos()))
    }

    /// A text that may be absent.
    #[must_use]
    pub fn maybe(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Nothing, |text| Value::Text(Cow::Borrowed(text)))
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub parts: Vec<PartTotals>,
}

impl Totals {
    /// All rows of all parts.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|part| part.rows).sum()
    }
}

/// What was written of one part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartTotals {
    pub name: String,
    pub rows: u64,
    /// The sum of each column; `None` for one that is not summed.
    pub sums: Vec<Option<Sum>>,
}

/// The sum of a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub centavos: i64,
    /// How many rows have an amount.
    pub known: u64,
    /// How many rows should have one that nobody told.
    pub unknown: u64,
}

impl PartTotals {
    pub(super) fn new(name: &str, table: &Table) -> PartTotals {
        let sums = table.columns.iter();
        PartTotals {
            name: name.to_owned(),
            rows: 0,
            sums: sums.map(|it| it.is_summed.then(Sum::default)).collect(),
        }
    }

    /// Counts a row, which has as many values as the table has columns.
    pub(super) fn add(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        if values.len() != self.sums.len() {
            return Err(ExportError::Columns {
                expected: self.sums.len(),
                found: values.len(),
            });
        }
        self.rows += 1;
        for (sum, value) in self.sums.iter_mut().zip(values) {
            let Some(sum) = sum else { continue };
            if let Value::Amount(centavos) = value {
                sum.centavos = sum.centavos.saturating_add(*centavos);
                sum.known += 1;
            } else if *value == Value::Unknown {
                sum.unknown += 1;
            }
        }
        Ok(())
    }
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be written: try again where there is room.
    #[error("the file cannot be written")]
    Io(#[source] std::io::Error),
    /// The workbook cannot be made.
    #[error("the workbook cannot be made: {0}")]
    Workbook(String),
    /// A row has another number of values than the table has columns.
    #[error("a row of {found} values in a table of {expected} columns")]
    Columns { expected: usize, found: usize },
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> ExportError {
        ExportError::Io(error)
    }
}
