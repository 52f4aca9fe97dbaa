//! The slip of cash that went into the drawer or out of it besides sales.

use crate::amounts::{exact, moment};
use crate::document::{Block, Document, Look, Marks, Shop};
use domain::{Balance, Money};
use jiff::civil::DateTime;

/// One movement of the drawer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    pub shift: u32,
    pub at: DateTime,
    /// Who moved it.
    pub person: Option<String>,
    /// Negative for what was taken out, zero where the drawer was only opened.
    pub amount: Balance,
    pub reason: String,
    /// The journal's line.
    pub seq: i64,
}

/// The slip as a paper, with a line to sign on.
#[must_use]
pub fn movement(facts: &Movement) -> Document {
    let (title, label) = match facts.amount.centavos() {
        0 => ("APERTURA DE CAJÓN", None),
        1.. => ("ENTRADA DE EFECTIVO", Some("Entró")),
        _ => ("SALIDA DE EFECTIVO", Some("Salió")),
    };
    let mut paper = Document::new(format!("Movimiento {}", facts.seq), facts.marks);
    paper.mark_not_fiscal();
    paper.head(&facts.shop);
    paper.rule();
    paper.centred(Look::Title, title);
    paper.rule();
    paper.pair("Fecha y hora", moment(facts.at));
    paper.pair("Caja", &facts.till);
    paper.pair("Turno", facts.shift.to_string());
    if let Some(person) = &facts.person {
        paper.pair("Persona", person);
    }
    if let Some(label) = label {
        let amount: Money = facts.amount.size();
        paper.pair_in(Look::Tall, label, exact(amount));
    }
    paper.pair("Motivo", &facts.reason);
    paper.pair("Línea del registro", facts.seq.to_string());
    paper.rule();
    paper.blank();
    paper.blank();
    paper.add(Block::Words(Look::Plain, "Firma:".to_owned()));
    paper.rule();
    paper
}
