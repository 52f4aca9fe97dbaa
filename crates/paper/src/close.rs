//! The close of a day and the partial, with the same figures. A close is headed
//! `CIERRE INTERNO`, since a fiscal controller's "Z" is another document, and it
//! says at head and foot that it is not fiscal.

mod beside;
mod sums;

use crate::amounts::{column, grouped, local, moment, moment_with_weekday};
use crate::document::{Block, Document, Look, Marks, Shop};
use crate::words;
use domain::close::{Figures, Pending};
use domain::{Balance, CloseNumber, LastFour, Method, PersonId, Shift, TakingKind, Tender, UnixMs};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What the paper of a close is made of.
#[derive(Debug, Clone)]
pub struct DayClose {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    pub kind: CloseKind,
    pub at: UnixMs,
    /// The close before it.
    pub before: Option<(CloseNumber, UnixMs)>,
    /// The first and the last line of the journal that it covers.
    pub lines: (i64, i64),
    pub figures: Figures,
    /// Counting is blind for the reader: the paper has no sum with cash in it.
    pub without_cash: bool,
    /// How what is pending was being paid, in the order of the figures.
    pub pending: Vec<PendingPayment>,
    /// The shifts of the figures.
    pub shifts: Vec<Shift>,
    pub names: BTreeMap<PersonId, String>,
    pub zone: TimeZone,
}

/// Whether it closed the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloseKind {
    /// It only looks.
    Partial,
    /// What the next close will say, before it is made.
    Coming { number: CloseNumber },
    Made {
        number: CloseNumber,
        /// Who closed, where the shop named them.
        by: Option<String>,
        /// The hash of the line before the close: 64 hexadecimal digits.
        hash: String,
        /// The sequence of that line.
        seq: i64,
    },
}

/// Something that is still open, with how it was being paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingPayment {
    pub pending: Pending,
    pub method: Method,
    pub cards: Vec<LastFour>,
}

/// The close as a paper.
#[must_use]
pub fn close(facts: &DayClose) -> Document {
    let (name, title) = match &facts.kind {
        CloseKind::Partial => ("Parcial".to_owned(), "PARCIAL".to_owned()),
        CloseKind::Coming { number } | CloseKind::Made { number, .. } => (
            format!("Cierre interno {}", number.0),
            format!("CIERRE INTERNO {}", number.0),
        ),
    };
    let mut paper = Document::new(name, facts.marks);
    paper.mark_not_fiscal();
    paper.head(&facts.shop);
    paper.centred(Look::Title, title);
    paper.centred(
        Look::Plain,
        moment_with_weekday(local(&facts.zone, facts.at)),
    );
    head(&mut paper, facts);
    sums::received(&mut paper, facts);
    sums::plans(&mut paper, facts);
    sums::people(&mut paper, facts);
    sums::kept(&mut paper, facts);
    sums::arrivals(&mut paper, facts);
    beside::drawers(&mut paper, facts);
    beside::adjustments(&mut paper, facts);
    beside::pending(&mut paper, facts);
    beside::others(&mut paper, facts);
    control(&mut paper, facts);
    paper
}

fn head(paper: &mut Document, facts: &DayClose) {
    let by = match &facts.kind {
        CloseKind::Partial | CloseKind::Coming { .. } => None,
        CloseKind::Made { by, .. } => by.as_deref(),
    };
    let by = by.map(|name| format!("Cerró: {name}"));
    paper.pair(&facts.till, by.unwrap_or_default());
    match facts.before {
        Some((number, at)) => paper.pair(
            format!("Desde el cierre {}", number.0),
            moment(local(&facts.zone, at)),
        ),
        None => paper.words("Es el primer cierre"),
    }
    let (from, to) = facts.lines;
    let lines = format!("{} a {}", grouped(from), grouped(to));
    paper.pair("Líneas del registro", lines);
    paper.rule();
}

/// The journal's end before the close. With the paper at hand, the shop can tell
/// later whether the journal was changed.
fn control(paper: &mut Document, facts: &DayClose) {
    match &facts.kind {
        CloseKind::Partial => {
            paper.rule();
            paper.words("Un parcial no cierra nada.");
        }
        CloseKind::Coming { .. } => {
            paper.rule();
            paper.words("Todavía sin hacer.");
        }
        CloseKind::Made { hash, seq, .. } => {
            paper.rule();
            paper.pair("Control de la línea", grouped(*seq));
            paper.words(in_fours(hash));
        }
    }
}

/// Hexadecimal digits as people compare them: `9F2C 71A0 …`.
fn in_fours(hash: &str) -> String {
    let digits: Vec<char> = hash.to_uppercase().chars().collect();
    let fours = digits.chunks(4).map(|four| four.iter().collect());
    fours.collect::<Vec<String>>().join(" ")
}

impl DayClose {
    /// The sums of one kind that may be seen.
    fn sums(&self, kind: TakingKind) -> impl Iterator<Item = (Tender, i32, Balance)> {
        let sums = self.figures.takings.iter();
        sums.filter(move |sum| sum.kind == kind && self.shows(sum.tender))
            .map(|sum| (sum.tender, sum.count, sum.amount))
    }

    fn shows(&self, tender: Tender) -> bool {
        !(self.without_cash && tender == Tender::Cash)
    }

    fn name(&self, person: Option<PersonId>) -> Option<&str> {
        let name = self.names.get(&person?);
        name.map(String::as_str)
    }

    /// The hour of a moment on the close's own day, or the day with it.
    fn when(&self, at: UnixMs) -> String {
        let (at, of_close) = (local(&self.zone, at), local(&self.zone, self.at));
        if at.date() == of_close.date() {
            crate::amounts::hour(at)
        } else {
            moment(at)
        }
    }
}
