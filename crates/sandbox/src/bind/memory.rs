//! The state of Bind: the orders of QRs, and the reports. Every list has a
//! limit.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::read::Report;
use crate::host::chance;
use crate::host::fields::{Fields, kind};
use crate::host::memory::{Part, RECEIVED_BYTES_MAX, keep_last, last, members_of};

/// How many reports are remembered; the oldest are forgotten first.
pub const BIND_REPORTS_MAX: usize = 10_000;
/// How many orders are remembered; the oldest are forgotten first.
const ORDERS_MAX: usize = 10_000;

/// One request for a report, whatever its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BindReport {
    /// Counts the requests, from 1.
    pub number: u64,
    /// When it came, Unix milliseconds of the provider's clock.
    pub at_ms: i64,
    /// `operacion.idMensaje`, if it could be read.
    pub message_id: Option<String>,
    /// Whether an earlier request had the same `idMensaje`.
    pub repeated: bool,
    /// What was answered: `PASS`, `FAIL`, an HTTP status, or `dropped`.
    pub answer: String,
    /// Why it was refused or failed.
    pub reason: Option<String>,
    /// Each field by its path, as it was written; or the whole text, if it is
    /// not JSON.
    pub fields: Vec<(String, String)>,
}

/// An order behind a QR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// The QR's text.
    pub(crate) text: String,
    /// `None` if the payer says the amount.
    pub(crate) amount_centavos: Option<i64>,
    /// Whether it was paid, a report about it passed, or it ended.
    pub(crate) done: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    pub(crate) reports: VecDeque<BindReport>,
    orders: VecDeque<Order>,
    /// The messages that passed, by their ids.
    passed: VecDeque<String>,
    /// The amount of new orders.
    amount_centavos: Option<i64>,
    last_number: u64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    bind: Book,
}

impl Book {
    /// The order of a QR: the one that nobody paid yet, or a new one.
    pub(crate) fn order_of(&mut self, text: &str) -> Order {
        let open = self
            .orders
            .iter()
            .rev()
            .find(|it| it.text == text && !it.done);
        if let Some(order) = open {
            return order.clone();
        }
        let digits = format!("{}{}", chance::token(), chance::token()).to_uppercase();
        let order = Order {
            id: format!("TOA0{}", &digits[..56]),
            text: text.to_owned(),
            amount_centavos: self.amount_centavos,
            done: false,
        };
        self.orders.push_back(order.clone());
        keep_last(&mut self.orders, ORDERS_MAX);
        order
    }

    /// The newest order of a QR with the amount of now, paid or not; a new one
    /// if it has none.
    pub(crate) fn newest_of(&mut self, text: &str) -> Order {
        let is_meant = |it: &&Order| it.text == text && it.amount_centavos == self.amount_centavos;
        let newest = self.orders.iter().rev().find(is_meant);
        match newest {
            Some(order) => order.clone(),
            None => self.order_of(text),
        }
    }

    pub(crate) fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().rev().find(|it| it.id == id)
    }

    /// Ends an order: its QR's next reading gives another.
    pub(crate) fn end(&mut self, id: &str) {
        for order in self.orders.iter_mut().filter(|it| it.id == id) {
            order.done = true;
        }
    }

    pub(crate) fn set_amount(&mut self, centavos: Option<i64>) {
        self.amount_centavos = centavos;
        for order in &mut self.orders {
            order.done = true;
        }
    }

    /// Notes a request; returns its number.
    pub(crate) fn receive(&mut self, at_ms: i64, message_id: Option<String>, body: &[u8]) -> u64 {
        self.last_number = self.last_number.saturating_add(1);
        let is_same = |it: &BindReport| message_id.is_some() && it.message_id == message_id;
        let repeated = self.reports.iter().any(is_same);
        self.reports.push_back(BindReport {
            number: self.last_number,
            at_ms,
            message_id,
            repeated,
            answer: "pending".to_owned(),
            reason: None,
            fields: fields(body),
        });
        keep_last(&mut self.reports, BIND_REPORTS_MAX);
        self.last_number
    }

    /// Notes what was answered. A reason that is known stays.
    pub(crate) fn answered(&mut self, number: u64, answer: &str, reason: Option<String>) {
        let report = self.reports.iter_mut().find(|it| it.number == number);
        if let Some(report) = report {
            answer.clone_into(&mut report.answer);
            report.reason = reason.or(report.reason.take());
        }
    }

    /// Decides about a report that is well-formed.
    ///
    /// # Errors
    ///
    /// A code and the words of the FAIL.
    pub(crate) fn take(&mut self, report: &Report) -> Result<(), (&'static str, String)> {
        if self.passed.contains(&report.message_id) {
            return Ok(());
        }
        let order = self.orders.iter_mut().find(|it| it.id == report.order);
        let Some(order) = order else {
            return Err((
                "ORDER",
                "identificadorTransaccion is no known order".to_owned(),
            ));
        };
        if let Some(amount) = order.amount_centavos
            && amount != report.amount_centavos
        {
            return Err((
                "AMOUNT",
                "importeBruto is not the amount of the order".to_owned(),
            ));
        }
        order.done = true;
        self.passed.push_back(report.message_id.clone());
        keep_last(&mut self.passed, BIND_REPORTS_MAX);
        Ok(())
    }
}

/// How deep the fields of a body are told apart; what is deeper stands in one
/// piece.
const DEPTH_MAX: usize = 8;

/// Every field by its path, in the body's order, as it was written.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match serde_json::from_slice::<Box<RawValue>>(body) {
        Ok(whole) => walk("", whole.get(), DEPTH_MAX, &mut found),
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            found.push((
                String::new(),
                text.chars().take(RECEIVED_BYTES_MAX).collect(),
            ));
        }
    }
    found
}

fn walk(path: &str, value: &str, depth: usize, found: &mut Vec<(String, String)>) {
    let parts = match kind(value) {
        "object" if depth > 0 => Fields::read(value.as_bytes()).ok().map(|fields| {
            let dot = if path.is_empty() { "" } else { "." };
            let parts = fields.members();
            parts
                .map(|(name, value)| (format!("{path}{dot}{name}"), value.get().to_owned()))
                .collect()
        }),
        "array" if depth > 0 => {
            let entries: Result<Vec<Box<RawValue>>, _> = serde_json::from_str(value);
            entries.ok().map(|entries| {
                let parts = entries.iter().enumerate();
                let parts: Vec<(String, String)> = parts
                    .map(|(at, value)| (format!("{path}[{at}]"), value.get().to_owned()))
                    .collect();
                parts
            })
        }
        _ => None,
    };
    match parts {
        Some(parts) => {
            for (path, value) in parts {
                walk(&path, &value, depth - 1, found);
            }
        }
        None => found.push((path.to_owned(), value.to_owned())),
    }
}

impl Part for Book {
    fn to_keep(&self) -> Box<dyn Part> {
        Box::new(Self {
            reports: last(&self.reports),
            orders: last(&self.orders),
            passed: last(&self.passed),
            ..*self
        })
    }

    fn members(&self) -> serde_json::Result<Map<String, Value>> {
        let bind = self.clone();
        members_of(&Kept { bind })
    }

    fn read(file: &Value) -> serde_json::Result<Self> {
        Kept::deserialize(file).map(|kept| kept.bind)
    }
}
