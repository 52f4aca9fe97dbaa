//! The reports to Bind. They name no payer.

use super::words;
use crate::export::{Column, Kind, Moment, Table, Value};
use domain::{CloseNumber, Money, ReportOutcome, ReportState, TillNumber};
use jiff::civil::Date;

/// A report as the accountant reads it.
#[derive(Debug, Clone)]
pub struct ReportRow<'a> {
    pub till: TillNumber,
    /// The close that covers the line by which it was owed.
    pub close: Option<CloseNumber>,
    pub day: Date,
    pub at: Moment,
    pub ticket: &'a str,
    pub outcome: ReportOutcome,
    pub state: ReportState,
    pub amount: Money,
    /// `idMensaje`.
    pub message: &'a str,
    /// Bind's id.
    pub reference: Option<&'a str>,
    pub code: Option<&'a str>,
    pub settled_by: Option<&'a str>,
    pub reason: Option<&'a str>,
}

impl ReportRow<'_> {
    #[must_use]
    pub fn table() -> Table {
        Table {
            name: "Informes a Bind",
            columns: vec![
                Column::new("till", "caja", Kind::Integer),
                Column::new("close", "cierre", Kind::Integer),
                Column::new("business_day", "día", Kind::Date),
                Column::new("at", "fecha y hora", Kind::Moment),
                Column::new("ticket", "número", Kind::Text),
                Column::new("outcome", "qué", Kind::Text),
                Column::new("state", "estado", Kind::Text),
                Column::summed("amount", "importe"),
                Column::new("message", "idMensaje", Kind::Text),
                Column::new("reference", "id de Bind", Kind::Text),
                Column::new("code", "código", Kind::Text),
                Column::new("settled_by", "a cargo", Kind::Text),
                Column::new("reason", "motivo", Kind::Text),
            ],
        }
    }

    #[must_use]
    pub fn values(&self) -> Vec<Value<'_>> {
        vec![
            Value::Integer(self.till.0.into()),
            Value::maybe_integer(self.close.map(|it| it.0)),
            Value::Date(self.day),
            Value::Moment(self.at),
            Value::text(self.ticket),
            words::outcome(self.outcome),
            words::report(self.state),
            Value::Amount(self.amount.centavos()),
            Value::text(self.message),
            Value::maybe(self.reference),
            Value::maybe(self.code),
            Value::maybe(self.settled_by),
            Value::maybe(self.reason),
        ]
    }
}
