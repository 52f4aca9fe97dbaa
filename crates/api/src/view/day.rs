//! A day as a screen sees it.

use super::{People, close};
use crate::dto::{
    ArrivalView, DaySum, HourSum, PageEndView, PaymentLineView, SaleLineView, SalesPageView,
};
use domain::{Balance, Day, Method};
use ledger::{Arrival, LedgerError, Read, SaleLine, SalesPage, Span};
use std::collections::BTreeMap;
use till::day::BusinessDays;

/// How many days the chart of days shows.
pub(crate) const DAYS_SHOWN: i32 = 30;

/// The span of a range of days.
pub(crate) fn span_of(days: &BusinessDays, from: Day, to: Day) -> Span {
    Span {
        from: days.span_of(from).0,
        to: days.span_of(to).1,
    }
}

/// What arrives on which day.
pub(crate) fn arrivals(days: &BusinessDays, arrivals: &[Arrival]) -> Vec<ArrivalView> {
    let mut sums: BTreeMap<(String, &str), (Arrival, i64)> = BTreeMap::new();
    for arrival in arrivals {
        let key = (days.day_of(arrival.at).to_string(), arrival.tender.as_str());
        let sum = sums.entry(key).or_insert((*arrival, 0));
        sum.1 = sum.1.saturating_add(arrival.net.centavos());
    }
    sums.into_iter()
        .map(|((day, _), (arrival, net_centavos))| ArrivalView {
            day,
            tender: arrival.tender.into(),
            net_centavos,
        })
        .collect()
}

/// What each hour of the clock brought, in the order of the business day.
pub(crate) fn hours(days: &BusinessDays, span: Span, hours: &[(i64, Balance)]) -> Vec<HourSum> {
    let mut sums: BTreeMap<u8, Balance> = BTreeMap::new();
    for (hour, amount) in hours {
        let at = span.from.plus_ms(hour.saturating_mul(3_600_000));
        let sum = sums.entry(days.hour_of(at)).or_default();
        *sum = sum.plus(*amount);
    }
    let begins = days.hour_of(span.from);
    let (before, from_beginning): (Vec<_>, Vec<_>) =
        sums.into_iter().partition(|(hour, _)| *hour < begins);
    from_beginning
        .into_iter()
        .chain(before)
        .map(|(hour, amount)| HourSum {
            hour,
            amount_centavos: amount.centavos(),
        })
        .collect()
}

/// What each of the last days up to `to` brought, oldest first.
pub(crate) fn last_days(
    read: &Read<'_>,
    days: &BusinessDays,
    to: Day,
) -> Result<Vec<DaySum>, LedgerError> {
    let mut shown = Vec::new();
    for back in (0..DAYS_SHOWN).rev() {
        let Some(day) = to.days_before(back) else {
            continue;
        };
        let takings = read.span_takings(span_of(days, day, day))?;
        shown.push(DaySum {
            day: day.to_string(),
            amount_centavos: close::received(&takings).centavos(),
        });
    }
    Ok(shown)
}

/// A page of sales; without amounts of cash where counting is blind.
pub(crate) fn sales_page_view(page: &SalesPage, people: &People, blind: bool) -> SalesPageView {
    SalesPageView {
        sales: page
            .sales
            .iter()
            .map(|sale| sale_line_view(sale, people, blind))
            .collect(),
        next: page.next.map(|end| PageEndView {
            day_at_ms: end.day_at.0,
            ticket: end.ticket,
        }),
    }
}

fn sale_line_view(sale: &SaleLine, people: &People, blind: bool) -> SaleLineView {
    let hides = |method: Method| blind && method == Method::Cash;
    let hides_total = sale.payments.iter().any(|it| hides(it.method));
    SaleLineView {
        sale: sale.sale.to_string(),
        ticket: sale.ticket.to_string(),
        opened_at_ms: sale.opened_at.0,
        concept: sale.concept.clone(),
        state: sale.state.into(),
        total_centavos: (!hides_total).then(|| sale.total.centavos()),
        payments: sale
            .payments
            .iter()
            .map(|payment| PaymentLineView {
                method: payment.method.into(),
                state: payment.state.into(),
                charged_centavos: (!hides(payment.method)).then(|| payment.charged.centavos()),
                person: people.view(payment.person),
            })
            .collect(),
        open_items: sale.open_items,
    }
}
