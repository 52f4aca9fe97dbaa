//! The closes, with what each received by its tenders.

use crate::export::numbers::local_date;
use crate::export::{Column, Kind, Moment, Table, Value};
use domain::{Balance, Close, CloseNumber, Money, TakingKind, Tender, TillNumber};
use jiff::civil::Date;

/// A close as the accountant reads it.
#[derive(Debug, Clone)]
pub struct CloseRow<'a> {
    pub till: TillNumber,
    pub day: Date,
    pub at: Moment,
    pub close: &'a Close,
    /// Who closed.
    pub by: Option<&'a str>,
    /// Why numbers before it are missing.
    pub gap: Option<&'a str>,
}

impl CloseRow<'_> {
    #[must_use]
    pub fn table() -> Table {
        Table {
            name: "Cierres",
            columns: vec![
                Column::new("till", "caja", Kind::Integer),
                Column::new("close", "cierre", Kind::Integer),
                Column::new("business_day", "día", Kind::Date),
                Column::new("at", "fecha y hora", Kind::Moment),
                Column::new("first_line", "desde la línea", Kind::Integer),
                Column::new("last_line", "hasta la línea", Kind::Integer),
                Column::new("closed_by", "cerró", Kind::Text),
                Column::summed("received", "cobrado"),
                Column::summed("cash", "efectivo"),
                Column::summed("qr", "QR"),
                Column::summed("fixed_qr", "QR fijo"),
                Column::summed("wallet", "billetera propia"),
                Column::summed("card", "tarjeta"),
                Column::summed("transfer", "transferencia"),
                Column::summed("returned", "devuelto"),
                Column::summed("by_word", "dado por pagado"),
                Column::summed("rounded", "redondeo a favor"),
                Column::summed("fees", "comisiones"),
                Column::summed("taxes", "impuestos"),
                Column::summed("net", "neto"),
                Column::new("unknown_count", "cobros sin dato", Kind::Integer),
                Column::summed("unknown_gross", "importe sin dato"),
                Column::new("head_line", "cabeza: línea", Kind::Integer),
                Column::new("head_hash", "cabeza: huella", Kind::Text),
                Column::new("gap", "números que faltan antes", Kind::Text),
            ],
        }
    }

    #[must_use]
    pub fn values(&self) -> Vec<Value<'_>> {
        let figures = &self.close.figures;
        let amount = |amount: Balance| Value::Amount(amount.centavos());
        let received = |tender| amount(figures.amount(tender, TakingKind::Received));
        let deductions = &figures.deductions;
        let known: u32 = deductions.iter().map(|it| it.known).sum();
        let unknown: u32 = deductions.iter().map(|it| it.unknown).sum();
        let without_taxes: u32 = deductions.iter().map(|it| it.without_taxes).sum();
        let sum = |of: fn(&domain::close::DeductionSum) -> Money, told: u32| {
            if told == 0 && known + unknown > 0 {
                return Value::Unknown;
            }
            amount(deductions.iter().map(|it| Balance::of(of(it))).sum())
        };
        vec![
            Value::Integer(self.till.0.into()),
            Value::Integer(self.close.number.0.into()),
            Value::Date(self.day),
            Value::Moment(self.at),
            Value::Integer(self.close.after_seq + 1),
            Value::Integer(self.close.seq),
            Value::maybe(self.by),
            amount(figures.received()),
            received(Tender::Cash),
            received(Tender::Qr),
            received(Tender::FixedQr),
            received(Tender::Wallet),
            received(Tender::Card),
            received(Tender::Transfer),
            amount(figures.sum(TakingKind::Returned)),
            amount(figures.sum(TakingKind::ByWord)),
            amount(figures.sum(TakingKind::Rounded)),
            sum(|it| it.fees, known),
            sum(|it| it.taxes, known - without_taxes.min(known)),
            sum(|it| it.net, known),
            Value::Integer(unknown.into()),
            sum(|it| it.unknown_gross, known + unknown),
            Value::Integer(self.close.anchor.seq),
            Value::text(self.close.anchor.hash.as_str()),
            Value::maybe(self.gap),
        ]
    }
}

/// Why numbers of closes were skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// The ledger was restored from a copy: numbers may have been on paper already.
    Restored { day: Date, numbers: u32 },
    /// The ledger's file was put back to an earlier state.
    RolledBack { day: Date, numbers: u32 },
}

/// Which numbers are missing between two closes, and why; `None` where none are.
#[must_use]
pub fn gap_words(before: CloseNumber, number: CloseNumber, because: &[Skipped]) -> Option<String> {
    let (first, next) = (before.next().0, number.0);
    if first >= next {
        return None;
    }
    let last = next - 1;
    let mut words = if first == last {
        format!("falta el {first}")
    } else {
        format!("faltan del {first} al {last}")
    };
    let mut explained = 0_u32;
    for skipped in because {
        let (day, numbers, what) = match *skipped {
            Skipped::Restored { day, numbers } => (day, numbers, "se volvió a una copia"),
            Skipped::RolledBack { day, numbers } => (day, numbers, "el registro volvió atrás"),
        };
        explained = explained.saturating_add(numbers);
        words.push_str("; el ");
        local_date(&mut words, day);
        words.push(' ');
        words.push_str(what);
        words.push_str(" y se saltearon números");
    }
    if explained < next - first {
        words.push_str("; sin explicación en el registro");
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_gap_says_which_numbers_are_missing_and_why() {
        let gap = |before, number, because: &[Skipped]| {
            gap_words(CloseNumber(before), CloseNumber(number), because)
        };
        let day = date(2026, 11, 3);
        let restored = Skipped::Restored { day, numbers: 1 };
        assert_eq!(gap(0, 1, &[]), None);
        assert_eq!(gap(3, 4, &[restored]), None);
        let said = "falta el 4; el 03/11/2026 se volvió a una copia y se saltearon números";
        assert_eq!(gap(3, 5, &[restored]).as_deref(), Some(said));
        let said = "faltan del 4 al 6; sin explicación en el registro";
        assert_eq!(gap(3, 7, &[]).as_deref(), Some(said));
        let back = Skipped::RolledBack { day, numbers: 2 };
        let said = gap(3, 7, &[restored, back]).unwrap();
        assert!(said.starts_with("faltan del 4 al 6; el 03/11/2026 se volvió"));
        assert!(!said.contains("sin explicación"), "{said}");
    }
}
