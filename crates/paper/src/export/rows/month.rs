//! A month for the accountant: the same columns four times, by means, by the day
//! of the sale, by the day of accreditation, and by close.

use super::words;
use crate::export::{Column, Kind, Table, Value};
use domain::{Balance, CloseNumber, Money, Tender, TillNumber};
use jiff::civil::Date;

/// A point of a hundredth of a percent.
const BASIS_POINTS: i64 = 10_000;

/// What a row of the month sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MonthPart {
    /// All of one tender.
    Tender,
    /// One tender on one business day.
    SaleDay,
    /// What one tender brings to the account on one day, whenever it was sold.
    CreditDay,
    /// One close.
    Close,
}

impl MonthPart {
    pub const ALL: [MonthPart; 4] = [
        MonthPart::Tender,
        MonthPart::SaleDay,
        MonthPart::CreditDay,
        MonthPart::Close,
    ];

    /// Its name, and that of its sheet in a workbook.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            MonthPart::Tender => "Por medio",
            MonthPart::SaleDay => "Por día de venta",
            MonthPart::CreditDay => "Por día de acreditación",
            MonthPart::Close => "Por cierre",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            MonthPart::Tender => "tender",
            MonthPart::SaleDay => "sale-day",
            MonthPart::CreditDay => "credit-day",
            MonthPart::Close => "close",
        }
    }
}

/// A sum of the month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthRow {
    pub day: Option<Date>,
    pub close: Option<CloseNumber>,
    pub tender: Option<Tender>,
    /// How many payments brought their first money.
    pub count: i64,
    pub gross: Balance,
    pub returned: Balance,
    /// What came by a manager's word alone.
    pub by_word: Balance,
    /// Whether a provider moves money of this tender: then something is deducted.
    pub is_deducted: bool,
    /// Of how many payments the provider told what it deducts.
    pub known: i64,
    /// Of how many of those it did not tell the taxes.
    pub without_taxes: i64,
    pub known_gross: Money,
    pub fees: Money,
    pub taxes: Money,
    pub net: Money,
    /// Of how many payments it told nothing.
    pub unknown: i64,
    pub unknown_gross: Balance,
    pub note: Option<String>,
}

impl MonthRow {
    #[must_use]
    pub fn table() -> Table {
        Table {
            name: MonthPart::Tender.name(),
            columns: vec![
                Column::new("part", "parte", Kind::Text),
                Column::new("till", "caja", Kind::Integer),
                Column::new("close", "cierre", Kind::Integer),
                Column::new("day", "día", Kind::Date),
                Column::new("tender", "medio", Kind::Text),
                Column::new("count", "cobros", Kind::Integer),
                Column::summed("gross", "bruto"),
                Column::summed("returned", "devuelto"),
                Column::summed("by_word", "dado por pagado"),
                Column::summed("known_gross", "bruto con dato"),
                Column::summed("fees", "comisiones"),
                Column::new("fee_rate", "comisión", Kind::Percent),
                Column::summed("taxes", "impuestos"),
                Column::summed("net", "neto"),
                Column::new("unknown_count", "cobros sin dato", Kind::Integer),
                Column::summed("unknown_gross", "bruto sin dato"),
                Column::new("note", "nota", Kind::Text),
            ],
        }
    }

    #[must_use]
    pub fn values(&self, part: MonthPart, till: TillNumber) -> Vec<Value<'_>> {
        let told = |amount: Money, known: i64| {
            if !self.is_deducted {
                Value::Nothing
            } else if known == 0 {
                Value::Unknown
            } else {
                Value::Amount(amount.centavos())
            }
        };
        let deducted = |value| {
            if self.is_deducted {
                value
            } else {
                Value::Nothing
            }
        };
        vec![
            Value::Word {
                word: part.word(),
                shown: part.name(),
            },
            Value::Integer(till.0.into()),
            Value::maybe_integer(self.close.map(|it| it.0)),
            self.day.map_or(Value::Nothing, Value::Date),
            self.tender.map_or(Value::Nothing, words::tender),
            Value::Integer(self.count),
            Value::Amount(self.gross.centavos()),
            Value::Amount(self.returned.centavos()),
            Value::Amount(self.by_word.centavos()),
            told(self.known_gross, self.known),
            told(self.fees, self.known),
            self.fee_rate(),
            told(self.taxes, self.known - self.without_taxes),
            told(self.net, self.known),
            deducted(Value::Integer(self.unknown)),
            deducted(Value::Amount(self.unknown_gross.centavos())),
            self.whole_note(),
        ]
    }

    /// The note, with what is to be said where payments told no taxes.
    fn whole_note(&self) -> Value<'_> {
        let count = self.without_taxes;
        let taxes = match count {
            0 => None,
            _ if count < self.known => Some(format!(
                "{count} cobros sin dato de impuestos: el neto es antes de retenciones"
            )),
            _ => Some("el neto es antes de retenciones".to_owned()),
        };
        match (self.note.as_deref(), taxes) {
            (note, None) => Value::maybe(note),
            (None, Some(taxes)) => Value::text(taxes),
            (Some(note), Some(taxes)) => Value::text(format!("{note}; {taxes}")),
        }
    }

    /// Which part of the gross amount the fees are, rounded to the nearest
    /// hundredth of a percent.
    fn fee_rate(&self) -> Value<'static> {
        let gross = i128::from(self.known_gross.centavos());
        if gross == 0 {
            return Value::Nothing;
        }
        let fees = i128::from(self.fees.centavos()) * i128::from(BASIS_POINTS);
        let points = (fees * 2 + gross) / (gross * 2);
        i64::try_from(points).map_or(Value::Unknown, Value::Percent)
    }
}
