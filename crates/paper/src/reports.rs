//! The list of reports to Bind of some days.

use crate::amounts::{column, day, hour, local};
use crate::document::{Document, Look, Marks, Shop};
use domain::{Balance, Money, ReportOutcome, ReportState, Ticket, UnixMs};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What the list is made of.
#[derive(Debug, Clone)]
pub struct ReportList {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    /// The first and the last day.
    pub days: (Date, Date),
    /// Oldest first.
    pub reports: Vec<ReportLine>,
    /// How many there are that the list does not hold.
    pub others: u64,
    pub zone: TimeZone,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The sale's, where it is known.
    pub ticket: Option<Ticket>,
    pub owed_at: UnixMs,
    pub outcome: ReportOutcome,
    pub state: ReportState,
    pub amount: Money,
    /// The wallet's transaction.
    pub reference: String,
}

/// The list as a paper.
#[must_use]
pub fn reports(facts: &ReportList) -> Document {
    let (from, to) = facts.days;
    let days = if from == to {
        day(from)
    } else {
        format!("{} al {}", day(from), day(to))
    };
    let mut paper = Document::new(format!("Informes a Bind, {days}"), facts.marks);
    paper.mark_not_fiscal();
    paper.head(&facts.shop);
    paper.centred(Look::Title, "INFORMES A BIND");
    paper.centred(Look::Plain, days);
    paper.rule();
    paper.pair("Caja", &facts.till);
    for (state, name) in STATES {
        let count = facts.reports.iter().filter(|it| it.state == state).count();
        if count > 0 {
            paper.pair(name, count.to_string());
        }
    }
    if facts.reports.is_empty() {
        paper.words("No hay informes de estos días.");
    }
    paper.rule();
    for line in &facts.reports {
        report(&mut paper, facts, line);
    }
    if facts.others > 0 {
        paper.words(format!("Y {} más.", facts.others));
    }
    paper
}

const STATES: [(ReportState, &str); 6] = [
    (ReportState::Passed, "Aceptados"),
    (ReportState::SettledPassed, "Dados por aceptados"),
    (ReportState::Owed, "Por enviar"),
    (ReportState::Failed, "No pasaron"),
    (ReportState::InDoubt, "En duda"),
    (ReportState::GivenUp, "Dejados"),
];

fn report(paper: &mut Document, facts: &ReportList, line: &ReportLine) {
    let ticket = line
        .ticket
        .map_or_else(|| "Sin venta".to_owned(), |it| it.to_string());
    let outcome = match line.outcome {
        ReportOutcome::Paid => "pago",
        ReportOutcome::Returned => "devolución",
        ReportOutcome::Rejected => "rechazo",
    };
    let amount = column(Balance::of(line.amount));
    paper.pair(format!("{ticket}  {outcome}"), amount);
    let state = STATES.iter().find(|(state, _)| *state == line.state);
    let at = local(&facts.zone, line.owed_at);
    paper.words(format!(
        "  {} {}, {}",
        day(at.date()),
        hour(at),
        state.map_or("", |(_, name)| *name).to_lowercase()
    ));
    paper.words(format!("  {}", line.reference));
}
