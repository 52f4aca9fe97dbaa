//! The reports to Bind, for screens and for exports.

use super::people::People;
use crate::dto::{
    ReportCounts, ReportDetails, ReportFields, ReportView, ReportsShown, ReportsView,
};
use domain::{Actor, Day, Report, ReportOutcome, ReportState, UnixMs};
use ledger::{ErrandStanding, LedgerError, Read, ReportsFilter, Span};
use till::review::reports::Told;

/// How many reports a page lists, of each of its two lists.
const PAGE_MAX: u32 = 50;
/// How many characters of a payer's number a mask leaves legible.
const MASK_LEAVES: usize = 4;
/// How many reports an export has.
const EXPORTED_MAX: u32 = ledger::limits::ENTRIES_MAX;

/// The business days of a page of reports.
pub(crate) struct ReportDays {
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) today: Day,
}

/// A page of reports.
pub(crate) fn reports_view(
    read: &Read<'_>,
    span: Span,
    days: ReportDays,
    (shown, after): (ReportsShown, Option<i64>),
) -> Result<ReportsView, LedgerError> {
    let people = People::read(read)?;
    let (waiting, settled): (Vec<_>, Vec<_>) = states(shown)
        .iter()
        .copied()
        .partition(|state: &ReportState| state.needs_a_person());
    let mut needs = Vec::new();
    if after.is_none() {
        // Of all days: a person has to do something about each of them.
        let of_all_days = ReportsFilter {
            from: UnixMs(i64::MIN),
            to: UnixMs(i64::MAX),
            states: &waiting,
            outcome: None,
        };
        needs = read.reports_page(of_all_days, None, PAGE_MAX)?;
    }
    let filter = ReportsFilter {
        from: span.from,
        to: span.to,
        states: &settled,
        outcome: (shown == ReportsShown::Returned).then_some(ReportOutcome::Returned),
    };
    let page = read.reports_page(filter, after, PAGE_MAX + 1)?;
    let more = page.len() > usize::try_from(PAGE_MAX).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut next = None;
    for (report, seq) in page
        .into_iter()
        .take(usize::try_from(PAGE_MAX).unwrap_or(0))
    {
        rows.push(report_view(read, &report, &people)?);
        next = Some(seq);
    }
    Ok(ReportsView {
        from: days.from.to_string(),
        to: days.to.to_string(),
        today: days.today.to_string(),
        counts: counts(read, span)?,
        needs: needs
            .iter()
            .map(|(report, _)| report_view(read, report, &people))
            .collect::<Result<_, _>>()?,
        rows,
        next: next.filter(|_| more),
    })
}

/// Every report of a time, newest first, for an export.
///
/// # Errors
/// The ledger's.
pub fn reports_between(read: &Read<'_>, span: Span) -> Result<Vec<ReportView>, LedgerError> {
    let people = People::read(read)?;
    let filter = ReportsFilter {
        from: span.from,
        to: span.to,
        states: &ReportState::ALL,
        outcome: None,
    };
    let page = read.reports_page(filter, None, EXPORTED_MAX)?;
    page.iter()
        .map(|(report, _)| report_view(read, report, &people))
        .collect()
}

/// The states that a tab of the page lists.
fn states(shown: ReportsShown) -> &'static [ReportState] {
    match shown {
        ReportsShown::All => &ReportState::ALL,
        ReportsShown::Owed => &[ReportState::Owed],
        ReportsShown::Passed | ReportsShown::Returned => {
            &[ReportState::Passed, ReportState::SettledPassed]
        }
        ReportsShown::Failed => &[ReportState::Failed],
        ReportsShown::InDoubt => &[ReportState::InDoubt],
    }
}

/// What the tabs count: those of the days, and all that wait for a person.
fn counts(read: &Read<'_>, span: Span) -> Result<ReportCounts, LedgerError> {
    let mut counts = ReportCounts::default();
    for count in read.report_counts(span.from, span.to)? {
        counts.all += count.count;
        let (mut failed, mut in_doubt) = (0, 0);
        let of_state = match count.state {
            ReportState::Owed => &mut counts.owed,
            ReportState::Passed | ReportState::SettledPassed => {
                if count.outcome == ReportOutcome::Returned {
                    counts.returned += count.count;
                }
                &mut counts.passed
            }
            // These are counted of all days, as the page lists them.
            ReportState::Failed => &mut failed,
            ReportState::InDoubt => &mut in_doubt,
            ReportState::GivenUp => continue,
        };
        *of_state += count.count;
        counts.all -= failed + in_doubt;
    }
    counts.failed = read.report_count_in(ReportState::Failed)?;
    counts.in_doubt = read.report_count_in(ReportState::InDoubt)?;
    counts.all += counts.failed + counts.in_doubt;
    Ok(counts)
}

pub(crate) fn report_view(
    read: &Read<'_>,
    report: &Report,
    people: &People,
) -> Result<ReportView, LedgerError> {
    let about = &report.about;
    let sale = read.sale(about.sale)?;
    let errand = read.last_errand_of_report(report.id)?;
    let messages = read.report_messages(report.id)?;
    let said = messages.iter().rev().find_map(|it| it.answer.as_ref());
    let is_owed = |standing| standing == ErrandStanding::Owed;
    let name = |by: &Actor| match by {
        Actor::Person { id, .. } => people.view(Some(*id)).map(|person| person.name),
        Actor::Till | Actor::Counter | Actor::Unidentified => None,
    };
    Ok(ReportView {
        id: report.id.to_string(),
        sale: about.sale.to_string(),
        payment: about.payment.to_string(),
        ticket: sale.map(|sale| sale.ticket.to_string()).unwrap_or_default(),
        outcome: about.outcome.into(),
        state: report.state.into(),
        amount_centavos: about.amount.centavos(),
        owed_at_ms: report.owed_at.0,
        changed_at_ms: report.changed_at.0,
        owed_by: name(&report.owed_by),
        why: report.why.map(Into::into),
        code: said.and_then(|said| said.code.clone()),
        description: said.and_then(|said| said.words.clone()),
        message: report.message.clone(),
        reference: report.reference.clone(),
        messages: u32::try_from(messages.len()).unwrap_or(u32::MAX),
        attempts: errand.as_ref().map_or(0, |errand| errand.attempts),
        next_try_at_ms: errand
            .as_ref()
            .filter(|errand| is_owed(errand.standing))
            .map(|errand| errand.due_at.0),
        errand: errand
            .filter(|errand| is_unfinished(errand.standing))
            .map(|errand| errand.number.0),
        settled_by: report.word.as_ref().and_then(|word| name(&word.by)),
        reason: report.word.as_ref().map(|word| word.reason.clone()),
    })
}

fn is_unfinished(standing: ErrandStanding) -> bool {
    match standing {
        ErrandStanding::Owed
        | ErrandStanding::InFlight
        | ErrandStanding::Held
        | ErrandStanding::Dead => true,
        ErrandStanding::Done | ErrandStanding::GivenUp => false,
    }
}

/// All of one report. The payer's numbers are whole only where `shows_payer`.
pub(crate) fn report_details(
    read: &Read<'_>,
    told: Told,
    shows_payer: bool,
) -> Result<ReportDetails, LedgerError> {
    let people = People::read(read)?;
    let said = told.messages.iter().rev().find_map(|it| it.answer.clone());
    let mut on_error = said.map(|said| said.whole);
    let mut fields = told.fields.as_ref().map(fields_view);
    if let Some(fields) = fields.as_mut().filter(|_| !shows_payer) {
        for number in [&mut fields.buyer_cuit, &mut fields.buyer_account] {
            let masked = masked(number);
            // Bind's words may repeat the number that it did not like.
            if !number.is_empty() {
                on_error = on_error.map(|words| words.replace(number.as_str(), &masked));
            }
            *number = masked;
        }
    } else if !shows_payer && fields.is_none() {
        // The numbers are erased, so that they cannot be found in Bind's words.
        on_error = None;
    }
    Ok(ReportDetails {
        report: report_view(read, &told.report, &people)?,
        message: told.report.message.clone(),
        earlier: told.report.earlier.clone(),
        fields,
        unfit: told.unfit.iter().map(ToString::to_string).collect(),
        on_error,
    })
}

/// A payer's number with its last four characters legible.
pub(crate) fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(MASK_LEAVES);
    let shown = number.chars().skip(hidden);
    "•".repeat(hidden).chars().chain(shown).collect()
}

fn fields_view(fields: &till::review::reports::ReportFields) -> ReportFields {
    ReportFields {
        order: fields.order.clone(),
        amount_centavos: fields.amount.centavos(),
        reference: fields.reference.clone(),
        processor_name: fields.processor_name.clone(),
        word: fields.word.clone(),
        seller_account: fields.seller_account.clone(),
        seller_cuit: fields.seller_cuit.clone(),
        seller_mcc: fields.seller_mcc.clone(),
        commerce_code: fields.commerce_code.clone(),
        branch_code: fields.branch_code.clone(),
        till_code: fields.till_code.clone(),
        buyer_cuit: fields.buyer_cuit.clone(),
        buyer_account: fields.buyer_account.clone(),
        wallet_id: fields.wallet_id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_mask_leaves_the_last_four_characters() {
        assert_eq!(masked("20304050607"), "•••••••0607");
        assert_eq!(masked("0607"), "0607");
        assert_eq!(masked(""), "");
    }
}
