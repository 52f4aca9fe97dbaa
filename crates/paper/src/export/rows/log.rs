//! The log: every line by which money counted, and money besides sales.

use super::words;
use crate::export::{Column, Kind, Moment, Table, Value};
use domain::{
    Balance, CloseNumber, Money, SettledAs, ShiftNumber, TakingKind, Tender, Ticket, TillNumber,
};
use jiff::civil::Date;

/// What a row of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// Money of a sale.
    Sale(TakingKind),
    /// Cash that went into the drawer besides sales, or out of it.
    Drawer,
    /// What a count of the drawer differed by.
    Difference,
    /// Money of nobody that a manager settled without a sale.
    WithoutSale(SettledAs),
}

/// Money of one tender that a line of the journal changed.
#[derive(Debug, Clone)]
pub struct LogRow<'a> {
    pub till: TillNumber,
    /// The business day on which it counted.
    pub day: Date,
    pub at: Moment,
    /// The close that covers it; `None` until one is made.
    pub close: Option<CloseNumber>,
    /// The line of the journal.
    pub line: i64,
    /// `None` for money besides sales.
    pub ticket: Option<Ticket>,
    /// The sale's concept, or the reason of money besides sales.
    pub concept: Option<&'a str>,
    /// `None` for money of nobody.
    pub tender: Option<Tender>,
    pub kind: LogKind,
    /// `None` where nobody told it.
    pub amount: Option<Balance>,
    /// What the provider deducts; `None` where no provider moved the money.
    pub deducted: Option<Deducted>,
    /// The provider's reference.
    pub reference: Option<&'a str>,
    /// Our id of the payment, as the provider knows it.
    pub payment: Option<String>,
    pub cards: Vec<PaidByCard>,
    pub person: Option<&'a str>,
    pub shift: Option<ShiftNumber>,
    /// Only where a manager asked for payers.
    pub payer: Option<PaidBy>,
}

/// What a provider deducts, as far as it told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deducted {
    pub fees: Option<Money>,
    pub taxes: Option<Money>,
    pub net: Option<Money>,
    /// When the money reaches the account.
    pub credited: Option<Date>,
}

/// A card of a payment, without its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidByCard {
    pub brand: String,
    pub last_four: String,
    pub plan: String,
    pub instalments: u8,
}

/// Who paid, as the provider told it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PaidBy {
    pub name: Option<String>,
    pub document: Option<String>,
    pub account: Option<String>,
}

/// Prints nothing of it: it is people's data.
impl std::fmt::Debug for PaidBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaidBy(…)")
    }
}

impl LogRow<'_> {
    /// The table, with payers where a manager asked for them.
    #[must_use]
    pub fn table(with_payers: bool) -> Table {
        let mut columns = vec![
            Column::new("till", "caja", Kind::Integer),
            Column::new("close", "cierre", Kind::Integer),
            Column::new("business_day", "día", Kind::Date),
            Column::new("at", "fecha y hora", Kind::Moment),
            Column::new("line", "línea", Kind::Integer),
            Column::new("ticket", "número", Kind::Text),
            Column::new("concept", "concepto", Kind::Text),
            Column::new("tender", "medio", Kind::Text),
            Column::new("kind", "qué", Kind::Text),
            Column::summed("received", "cobrado"),
            Column::summed("returned", "devuelto"),
            Column::summed("by_word", "dado por pagado"),
            Column::summed("rounded", "redondeo a favor"),
            Column::summed("drawer", "cajón, aparte de ventas"),
            Column::summed("count_difference", "diferencia de arqueo"),
            Column::summed("without_sale", "plata sin venta"),
            Column::summed("fees", "comisiones"),
            Column::summed("taxes", "impuestos"),
            Column::summed("net", "neto"),
            Column::new("credited_on", "se acredita", Kind::Date),
            Column::new("reference", "referencia", Kind::Text),
            Column::new("payment", "pago", Kind::Text),
            Column::new("card", "tarjeta", Kind::Text),
            Column::new("plan", "plan", Kind::Text),
            Column::new("instalments", "cuotas", Kind::Integer),
            Column::new("person", "cobró", Kind::Text),
            Column::new("shift", "turno", Kind::Integer),
        ];
        if with_payers {
            columns.push(Column::new("payer", "quien paga", Kind::Text));
            columns.push(Column::new("payer_document", "documento", Kind::Text));
            columns.push(Column::new("payer_account", "cuenta", Kind::Text));
        }
        Table {
            name: "Registro",
            columns,
        }
    }

    /// The values of the row, in the order of its columns.
    #[must_use]
    pub fn values(&self, with_payers: bool) -> Vec<Value<'_>> {
        let of = |is_it: bool| match self.amount {
            Some(amount) if is_it => Value::Amount(amount.centavos()),
            None if is_it => Value::Unknown,
            Some(_) | None => Value::Nothing,
        };
        let of_sale = |kind| of(self.kind == LogKind::Sale(kind));
        let told = |amount: fn(&Deducted) -> Option<Money>| match &self.deducted {
            Some(deducted) => Value::told(amount(deducted)),
            None => Value::Nothing,
        };
        let mut values = vec![
            Value::Integer(self.till.0.into()),
            Value::maybe_integer(self.close.map(|it| it.0)),
            Value::Date(self.day),
            Value::Moment(self.at),
            Value::Integer(self.line),
            self.ticket
                .map_or(Value::Nothing, |it| Value::text(it.to_string())),
            Value::maybe(self.concept),
            self.tender.map_or(Value::Nothing, words::tender),
            self.word(),
            of_sale(TakingKind::Received),
            of_sale(TakingKind::Returned),
            of_sale(TakingKind::ByWord),
            of_sale(TakingKind::Rounded),
            of(self.kind == LogKind::Drawer),
            of(self.kind == LogKind::Difference),
            of(matches!(self.kind, LogKind::WithoutSale(_))),
            told(|it| it.fees),
            told(|it| it.taxes),
            told(|it| it.net),
            match &self.deducted {
                Some(deducted) => deducted.credited.map_or(Value::Unknown, Value::Date),
                None => Value::Nothing,
            },
            Value::maybe(self.reference),
            Value::maybe(self.payment.as_deref()),
            self.of_cards(|card| format!("{} {}", card.brand, card.last_four)),
            self.of_cards(|card| card.plan.clone()),
            match self.cards.as_slice() {
                [one] => Value::Integer(one.instalments.into()),
                [] => Value::Nothing,
                _ => self.of_cards(|card| card.instalments.to_string()),
            },
            Value::maybe(self.person),
            Value::maybe_integer(self.shift.map(|it| it.0)),
        ];
        if with_payers {
            let payer = self.payer.as_ref();
            values.push(Value::maybe(payer.and_then(|it| it.name.as_deref())));
            values.push(Value::maybe(payer.and_then(|it| it.document.as_deref())));
            values.push(Value::maybe(payer.and_then(|it| it.account.as_deref())));
        }
        values
    }

    /// What happened, in a word.
    fn word(&self) -> Value<'static> {
        match self.kind {
            LogKind::Sale(kind) => words::kind(kind),
            LogKind::Drawer if self.amount.is_some_and(|it| it.centavos() < 0) => Value::Word {
                word: "cash-out",
                shown: "salida de efectivo",
            },
            LogKind::Drawer => Value::Word {
                word: "cash-in",
                shown: "entrada de efectivo",
            },
            LogKind::Difference => Value::Word {
                word: "count-difference",
                shown: "diferencia de arqueo",
            },
            LogKind::WithoutSale(how) => words::without_sale(how),
        }
    }

    /// A word of each card, in their order.
    fn of_cards(&self, word: impl Fn(&PaidByCard) -> String) -> Value<'static> {
        if self.cards.is_empty() {
            return Value::Nothing;
        }
        let words: Vec<String> = self.cards.iter().map(word).collect();
        Value::text(words.join(" + "))
    }
}
