//! What came in, by tender, plan and person, and what the providers keep of it.

use super::{Block, DayClose, Look, column, words};
use crate::amounts::{date, day};
use crate::document::Document;
use domain::close::{ArrivalSum, DeductionSum};
use domain::{Balance, TakingKind, Tender};

const UNKNOWN: &str = "sin dato";

pub(super) fn received(paper: &mut Document, facts: &DayClose) {
    if facts.without_cash {
        paper.heading("ENTRÓ, SIN EL EFECTIVO");
    } else {
        let total = facts.figures.received();
        paper.pair_in(Look::Tall, "ENTRÓ", format!("$ {}", column(total)));
    }
    let mut count = 0;
    for (tender, payments, amount) in facts.sums(TakingKind::Received) {
        count += payments;
        paper.counted(words::tender(tender), payments, column(amount));
    }
    if facts.without_cash {
        paper.words("El efectivo se ve después de contar.");
    } else if count == 0 {
        paper.words("Todavía no entró nada.");
    } else {
        paper.counted("Total", count, column(facts.figures.received()));
    }
    let aside: Vec<_> = [
        (TakingKind::ByWord, "Dado por pagado"),
        (TakingKind::Returned, "Devuelto"),
        (TakingKind::Rounded, "Redondeo a favor de quien paga"),
    ]
    .into_iter()
    .flat_map(|(kind, name)| facts.sums(kind).map(move |sum| (kind, name, sum)))
    .collect();
    if !aside.is_empty() {
        paper.words("Aparte, no sumado:");
    }
    for (kind, name, (tender, payments, amount)) in aside {
        // What was rounded away never came.
        let amount = match kind {
            TakingKind::Rounded => amount.negated(),
            TakingKind::Received | TakingKind::ByWord | TakingKind::Returned => amount,
        };
        let name = format!("  {name}, {}", words::tender(tender));
        paper.counted(name, payments, column(amount));
    }
    paper.rule();
}

pub(super) fn plans(paper: &mut Document, facts: &DayClose) {
    let plans = &facts.figures.plans;
    if plans.lines.is_empty() {
        return;
    }
    paper.heading("TARJETA, POR PLAN");
    for sum in &plans.lines {
        paper.counted(&sum.plan, sum.count, column(sum.amount));
    }
    others(paper, plans.others);
    paper.rule();
}

/// Cash is in what each person charged, so that a blind count shows none.
pub(super) fn people(paper: &mut Document, facts: &DayClose) {
    let people = &facts.figures.people;
    if people.lines.is_empty() || facts.without_cash {
        return;
    }
    paper.heading("POR PERSONA");
    for sum in &people.lines {
        let name = facts.name(sum.person).unwrap_or("Sin nombre");
        paper.counted(name, sum.count, column(sum.amount));
    }
    others(paper, people.others);
    paper.rule();
}

/// What each provider keeps. Where it told nothing that is "sin dato", and never
/// zero.
pub(super) fn kept(paper: &mut Document, facts: &DayClose) {
    if facts.figures.deductions.is_empty() {
        return;
    }
    paper.heading("LO QUE DEJA");
    for sum in &facts.figures.deductions {
        kept_of(paper, sum);
    }
    paper.rule();
}

fn kept_of(paper: &mut Document, sum: &DeductionSum) {
    let gross = format!("{}, bruto", words::tender(sum.tender));
    if sum.known == 0 {
        paper.pair(gross, column(Balance::of(sum.unknown_gross)));
        paper.pair("  Comisiones e impuestos", UNKNOWN);
        return;
    }
    let less = |money| column(Balance::of(money).negated());
    paper.pair(gross, column(Balance::of(sum.gross)));
    paper.pair("  Comisiones", less(sum.fees));
    let taxes = if sum.without_taxes < sum.known {
        less(sum.taxes)
    } else {
        UNKNOWN.to_owned()
    };
    paper.pair("  Impuestos", taxes);
    let net = if sum.without_taxes > 0 {
        "  Neto, antes de retenciones"
    } else {
        "  Neto"
    };
    paper.add(Block::Pair(
        Look::Bold,
        net.to_owned(),
        column(Balance::of(sum.net)),
    ));
    if sum.unknown > 0 {
        let name = format!("  {UNKNOWN}, bruto");
        paper.counted(name, sum.unknown, column(Balance::of(sum.unknown_gross)));
    }
}

/// When the money is there: cash at once, and a provider's on the days that its
/// notices told. The rest has no day, or no amount that arrives.
pub(super) fn arrivals(paper: &mut Document, facts: &DayClose) {
    let Some(arrivals) = &facts.figures.arrivals else {
        return;
    };
    paper.heading("CUÁNDO LLEGA");
    let received = |tender| facts.figures.amount(tender, TakingKind::Received);
    let returned = facts.figures.amount(Tender::Cash, TakingKind::Returned);
    let cash = received(Tender::Cash).plus(returned);
    if facts.shows(Tender::Cash) && !cash.is_zero() {
        paper.pair("En efectivo, ya está", column(cash));
    }
    for sum in &arrivals.lines {
        let when = day(date(sum.day));
        let name = format!("{when}, {}", words::tender(sum.tender));
        paper.pair(name, column(Balance::of(sum.net)));
    }
    if !arrivals.later_net.is_zero() {
        paper.pair("Más adelante", column(Balance::of(arrivals.later_net)));
    }
    let before_taxes = facts.figures.deductions.iter().filter(|sum| {
        let arrives = |line: &ArrivalSum| line.tender == sum.tender;
        sum.without_taxes > 0 && arrivals.lines.iter().any(arrives)
    });
    let before_taxes: Vec<_> = before_taxes.map(|sum| words::tender(sum.tender)).collect();
    if !before_taxes.is_empty() {
        paper.words(format!(
            "Antes de retenciones: {}.",
            before_taxes.join(", ")
        ));
    }
    let dated = arrivals.lines.iter().map(|sum| Balance::of(sum.gross));
    let dated = dated
        .sum::<Balance>()
        .plus(Balance::of(arrivals.later_gross));
    let of_providers = facts.figures.deductions.iter().map(|it| it.tender);
    let of_providers: Balance = of_providers.map(received).sum();
    let undated = of_providers.minus(dated);
    if !undated.is_zero() {
        paper.pair("Sin fecha o sin neto, bruto", column(undated));
    }
    paper.rule();
}

/// How many there are beside those that are named.
pub(super) fn others(paper: &mut Document, count: u32) {
    if count > 0 {
        paper.words(format!("Y {count} más."));
    }
}
