//! What stands beside the sums: the drawers, money of earlier closes, what is
//! still open, and what else happened.

use super::sums::others as and_others;
use super::{DayClose, Look, PendingPayment, column, words};
use crate::document::Document;
use domain::close::{Adjustment, ShiftEnding, ShiftSum, Uncounted};
use domain::{Balance, Shift, TakingKind, Tender};

/// The shifts with what moved in their drawers, and the cash that no count holds.
pub(super) fn drawers(paper: &mut Document, facts: &DayClose) {
    let figures = &facts.figures;
    if figures.shifts.lines.is_empty() && figures.uncounted.lines.is_empty() {
        return;
    }
    paper.heading("CAJÓN");
    for sum in &figures.shifts.lines {
        let shift = facts.shifts.iter().find(|it| it.number == sum.number);
        shift_of(paper, facts, sum, shift);
    }
    and_others(paper, figures.shifts.others);
    if !facts.without_cash {
        for line in &figures.uncounted.lines {
            uncounted(paper, *line);
        }
        and_others(paper, figures.uncounted.others);
    }
    paper.rule();
}

fn shift_of(paper: &mut Document, facts: &DayClose, sum: &ShiftSum, shift: Option<&Shift>) {
    let person = facts.name(sum.person).map(|name| format!(", {name}"));
    let person = person.unwrap_or_default();
    let ended = shift.and_then(|shift| shift.ending.as_ref());
    // A shift may have ended after the close.
    let ended = ended.filter(|_| sum.ending != ShiftEnding::Open);
    let until = ended.map(|ending| format!(" a {}", facts.when(ending.at)));
    paper.words(format!(
        "Turno {}{person}, {}{}",
        sum.number.0,
        facts.when(sum.opened_at),
        until.unwrap_or_default()
    ));
    if let (Some(shift), false) = (shift, facts.without_cash) {
        moved(paper, facts, shift);
    }
    match sum.ending {
        ShiftEnding::Open => paper.words("  Sigue abierto, sin contar"),
        ShiftEnding::Uncounted => paper.words("  Se cerró sin contar"),
        ShiftEnding::Counted | ShiftEnding::ToConfirm => {
            let name = match sum.ending {
                ShiftEnding::ToConfirm => "  Diferencia, a confirmar",
                ShiftEnding::Counted | ShiftEnding::Open | ShiftEnding::Uncounted => "  Diferencia",
            };
            let look = if sum.difference.is_zero() {
                Look::Plain
            } else {
                Look::Bold
            };
            paper.pair_in(look, name, column(sum.difference));
        }
    }
}

/// The float, what sales brought in cash, the movements and what was counted, as
/// they were at the close.
fn moved(paper: &mut Document, facts: &DayClose, shift: &Shift) {
    paper.pair("  Fondo", column(Balance::of(shift.float)));
    let ending = shift.ending.as_ref().filter(|ending| ending.at <= facts.at);
    let counts = ending.and_then(|ending| ending.counts.as_ref());
    let cash = counts.and_then(|counts| counts.iter().find(|it| it.tender == Tender::Cash));
    if let Some(count) = cash {
        let float = Balance::of(shift.float);
        let sold = count.expected.minus(float).minus(shift.moved());
        paper.pair("  Efectivo", column(sold));
    }
    let entries = shift.drawer.iter().filter(|entry| entry.at <= facts.at);
    for entry in entries.filter(|entry| !entry.amount.is_zero()) {
        let about = format!("  {} {}", facts.when(entry.at), entry.reason);
        paper.pair(about, column(entry.amount));
    }
    if let Some(count) = cash {
        paper.pair("  Contado", column(Balance::of(count.counted)));
    }
}

fn uncounted(paper: &mut Document, line: Uncounted) {
    let name = match line.shift {
        Some(shift) => format!("Sin contar, turno {}", shift.0),
        None => "Sin contar, sin turno".to_owned(),
    };
    paper.pair(name, column(line.amount));
}

pub(super) fn adjustments(paper: &mut Document, facts: &DayClose) {
    let adjustments = &facts.figures.adjustments;
    let shown: Vec<_> = adjustments
        .lines
        .iter()
        .filter(|line| facts.shows(line.tender))
        .collect();
    if shown.is_empty() && adjustments.others == 0 {
        return;
    }
    paper.heading("AJUSTES DE CIERRES ANTERIORES");
    for line in shown {
        adjustment(paper, facts, line);
    }
    and_others(paper, adjustments.others);
    paper.words("Ya están sumados arriba.");
    paper.rule();
}

fn adjustment(paper: &mut Document, facts: &DayClose, line: &Adjustment) {
    let about = format!("Ajuste del cierre {}  {}", line.close.0, line.ticket);
    paper.pair(about, column(line.amount));
    let happened = match line.kind {
        TakingKind::Received => "entró después",
        TakingKind::ByWord => "dado por pagado después",
        TakingKind::Returned => "devuelto después",
        TakingKind::Rounded => "redondeo",
    };
    let tender = words::tender(line.tender);
    paper.words(format!("  {tender}: {happened}, {}", facts.when(line.at)));
}

pub(super) fn pending(paper: &mut Document, facts: &DayClose) {
    let others = facts.figures.pending.others;
    let named = u32::try_from(facts.pending.len()).unwrap_or(u32::MAX);
    let count = named.saturating_add(others);
    if count == 0 {
        paper.heading("NO QUEDA NADA PENDIENTE");
    } else {
        paper.heading(format!("QUEDA PENDIENTE: {count}"));
    }
    for one in &facts.pending {
        open_item(paper, facts, one);
    }
    and_others(paper, others);
    paper.rule();
}

fn open_item(paper: &mut Document, facts: &DayClose, one: &PendingPayment) {
    let pending = &one.pending;
    let about = format!("{}  {}", pending.ticket, words::pending(pending.why));
    paper.pair(about, column(Balance::of(pending.amount)));
    let cards = one.cards.iter().map(|card| format!(" {card}"));
    let person = facts.name(pending.person).map(|name| format!(", {name}"));
    paper.words(format!(
        "  {}{}, desde {}{}",
        words::method(one.method),
        cards.collect::<String>(),
        facts.when(pending.since),
        person.unwrap_or_default()
    ));
}

/// Counts that a manager looks at.
pub(super) fn others(paper: &mut Document, facts: &DayClose) {
    let figures = &facts.figures;
    let strays = figures.strays;
    if strays.settled > 0 {
        paper.counted(
            "Plata sin venta, resuelta",
            strays.settled,
            column(Balance::of(strays.settled_amount)),
        );
    }
    paper.pair(
        "Plata sin venta en la bandeja, del comercio",
        strays.open.to_string(),
    );
    paper.pair("PIN equivocados", figures.wrong_pins.to_string());
    if figures.managers_forgotten > 0 {
        paper.pair(
            "Personas a cargo cargadas sin PIN anterior",
            figures.managers_forgotten.to_string(),
        );
    }
}
