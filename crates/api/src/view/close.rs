//! A close, or a partial, as a screen sees it. Where counting is blind for
//! the person at the counter, no sum with cash in it is shown.

use super::{NamesOfPeople, People, pending_views};
use crate::dto::{
    AdjustmentView, CloseBrief, CloseView, DeductionSumView, FiguresView, PersonSumView,
    PlanSumView, ShiftSumView, TakingSumView, UncountedView,
};
use domain::close::{DeductionSum, PersonSum, PlanSum, TakingSum};
use domain::{Balance, Close, Figures, TakingKind, Tender};
use ledger::{CloseRow, LedgerError, Read};

/// A close that was made.
pub(crate) fn close_view(
    read: &Read<'_>,
    close: &Close,
    before: Option<&CloseRow>,
    blind: bool,
) -> Result<CloseView, LedgerError> {
    let names = NamesOfPeople::read(read)?;
    Ok(CloseView {
        number: close.number.0,
        partial: false,
        at_ms: close.at.0,
        actor: Some(names.actor(&close.by)),
        before: before.map(|row| close_brief(row, blind)),
        from_seq: close.after_seq + 1,
        to_seq: close.seq,
        figures: figures_view(read, &close.figures, &People::read(read)?, blind)?,
    })
}

pub(crate) fn close_brief(row: &CloseRow, blind: bool) -> CloseBrief {
    CloseBrief {
        number: row.number.0,
        at_ms: row.at.0,
        received_centavos: (!blind).then(|| row.received.centavos()),
    }
}

/// What was received, of all tenders.
pub(crate) fn received(takings: &[TakingSum]) -> Balance {
    let received = takings
        .iter()
        .filter(|sum| sum.kind == TakingKind::Received);
    received.map(|sum| sum.amount).sum()
}

/// The sums by tender and kind; without cash where counting is blind.
pub(crate) fn taking_views(takings: &[TakingSum], blind: bool) -> Vec<TakingSumView> {
    takings
        .iter()
        .filter(|sum| !(blind && sum.tender == Tender::Cash))
        .map(|sum| TakingSumView {
            tender: sum.tender.into(),
            kind: sum.kind.into(),
            count: sum.count.try_into().unwrap_or(0),
            amount_centavos: sum.amount.centavos(),
        })
        .collect()
}

pub(crate) fn plan_views(plans: &[PlanSum]) -> Vec<PlanSumView> {
    plans
        .iter()
        .map(|sum| PlanSumView {
            plan: sum.plan.clone(),
            instalments: sum.instalments,
            count: sum.count,
            amount_centavos: sum.amount.centavos(),
        })
        .collect()
}

/// What each person charged. Cash is in it, so that a blind count shows none.
pub(crate) fn person_views(sums: &[PersonSum], people: &People, blind: bool) -> Vec<PersonSumView> {
    sums.iter()
        .filter(|_| !blind)
        .map(|sum| PersonSumView {
            person: people.view(sum.person),
            count: sum.count.try_into().unwrap_or(0),
            amount_centavos: sum.amount.centavos(),
        })
        .collect()
}

pub(crate) fn deduction_views(sums: &[DeductionSum]) -> Vec<DeductionSumView> {
    sums.iter()
        .map(|sum| DeductionSumView {
            tender: sum.tender.into(),
            known: sum.known,
            unknown: sum.unknown,
            without_taxes: sum.without_taxes,
            gross_centavos: sum.gross.centavos(),
            fees_centavos: sum.fees.centavos(),
            taxes_centavos: sum.taxes.centavos(),
            net_centavos: sum.net.centavos(),
            unknown_gross_centavos: sum.unknown_gross.centavos(),
        })
        .collect()
}

/// The figures of a close or a partial.
pub(crate) fn figures_view(
    read: &Read<'_>,
    figures: &Figures,
    people: &People,
    blind: bool,
) -> Result<FiguresView, LedgerError> {
    let shows = |tender: Tender| !(blind && tender == Tender::Cash);
    Ok(FiguresView {
        without_cash: blind,
        received_centavos: (!blind).then(|| figures.received().centavos()),
        takings: taking_views(&figures.takings, blind),
        plans: plan_views(&figures.plans.lines),
        people: person_views(&figures.people.lines, people, blind),
        deductions: deduction_views(&figures.deductions),
        adjustments: figures
            .adjustments
            .lines
            .iter()
            .filter(|line| shows(line.tender))
            .map(|line| AdjustmentView {
                close: line.close.0,
                sale: line.sale.to_string(),
                ticket: line.ticket.to_string(),
                tender: line.tender.into(),
                kind: line.kind.into(),
                amount_centavos: line.amount.centavos(),
                at_ms: line.at.0,
            })
            .collect(),
        adjustments_others: figures.adjustments.others,
        pending: pending_views(read, &figures.pending.lines, people)?,
        pending_others: figures.pending.others,
        shifts: figures
            .shifts
            .lines
            .iter()
            .map(|shift| ShiftSumView {
                number: shift.number.0,
                person: people.view(shift.person),
                opened_at_ms: shift.opened_at.0,
                ending: shift.ending.into(),
                difference_centavos: shift.difference.centavos(),
            })
            .collect(),
        uncounted: figures
            .uncounted
            .lines
            .iter()
            .filter(|_| !blind)
            .map(|line| UncountedView {
                shift: line.shift.map(|shift| shift.0),
                amount_centavos: line.amount.centavos(),
            })
            .collect(),
        strays_settled: figures.strays.settled,
        strays_settled_centavos: figures.strays.settled_amount.centavos(),
        strays_open: figures.strays.open,
        wrong_pins: figures.wrong_pins,
        managers_forgotten: figures.managers_forgotten,
    })
}
