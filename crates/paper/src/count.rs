//! The count of a shift's drawer: what there should have been, what there was,
//! and who accepted the difference.

use crate::amounts::{column, exact, hour, local, moment};
use crate::document::{Document, Look, Marks, Shop};
use crate::words;
use domain::shift::Count;
use domain::{Balance, Shift, Tender};
use jiff::tz::TimeZone;

/// What the paper of a count is made of.
#[derive(Debug, Clone)]
pub struct CountedShift {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    /// A shift that was counted.
    pub shift: Shift,
    /// Whose it is.
    pub person: Option<String>,
    /// Who accepted a difference.
    pub accepted_by: Option<String>,
    pub zone: TimeZone,
}

/// The count as a paper, with lines to sign on.
#[must_use]
pub fn count(facts: &CountedShift) -> Document {
    let shift = &facts.shift;
    let mut paper = Document::new(format!("Arqueo, turno {}", shift.number.0), facts.marks);
    paper.mark_not_fiscal();
    paper.head(&facts.shop);
    paper.centred(Look::Title, "ARQUEO DE CAJA");
    paper.rule();
    paper.pair("Caja", &facts.till);
    paper.pair("Turno", shift.number.0.to_string());
    if let Some(person) = &facts.person {
        paper.pair("Persona", person);
    }
    paper.pair("Abrió", moment(local(&facts.zone, shift.opened_at)));
    if let Some(ending) = &shift.ending {
        paper.pair("Contó", moment(local(&facts.zone, ending.at)));
    }
    paper.rule();
    let counts = shift.ending.as_ref().and_then(|it| it.counts.as_deref());
    for count in counts.unwrap_or_default() {
        counted(&mut paper, facts, count);
        paper.rule();
    }
    accepted(&mut paper, facts);
    for signs in ["Firma de quien contó:", "Firma de quien recibe:"] {
        paper.blank();
        paper.blank();
        paper.words(signs);
        paper.rule();
    }
    paper
}

fn counted(paper: &mut Document, facts: &CountedShift, count: &Count) {
    paper.heading(words::tender(count.tender).to_uppercase());
    if count.tender == Tender::Cash {
        drawer(paper, facts, count.expected);
    }
    paper.pair("Debería haber", column(count.expected));
    for row in &count.pieces {
        let centavos = row.value.centavos().saturating_mul(i64::from(row.pieces));
        paper.counted(
            format!("  {}", exact(row.value)),
            row.pieces,
            column(Balance::from_centavos(centavos)),
        );
    }
    paper.pair("Contado", column(Balance::of(count.counted)));
    paper.pair_in(Look::Bold, "Diferencia", column(count.difference()));
}

/// How the cash that should be there comes about.
fn drawer(paper: &mut Document, facts: &CountedShift, expected: Balance) {
    let shift = &facts.shift;
    let float = Balance::of(shift.float);
    paper.pair("Fondo", column(float));
    paper.pair(
        "Ventas y devoluciones",
        column(expected.minus(float).minus(shift.moved())),
    );
    for entry in shift.drawer.iter().filter(|it| !it.amount.is_zero()) {
        let about = format!("{} {}", hour(local(&facts.zone, entry.at)), entry.reason);
        paper.pair(about, column(entry.amount));
    }
}

fn accepted(paper: &mut Document, facts: &CountedShift) {
    let Some(ending) = &facts.shift.ending else {
        return;
    };
    if ending.to_confirm {
        paper.heading("DIFERENCIA SIN CONFIRMAR");
        paper.rule();
    } else if let Some((_, reason)) = &ending.accepted {
        if let Some(name) = &facts.accepted_by {
            paper.pair("Aceptó la diferencia", name);
        }
        paper.pair("Motivo", reason);
        paper.rule();
    }
}
