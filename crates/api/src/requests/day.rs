//! A day, or a range of days, and its sales a page at a time.

use crate::dto::{AskDay, AskSales, DayView, SalesCountView, SalesPageView};
use crate::parse::{day, money, person_id};
use crate::view::{
    People, arrivals, close_brief, deduction_views, hides_cash, hours, last_days, open_strays,
    pending_views, person_views, plan_views, received, sales_page_view, span_of, taking_views,
};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::{ShiftNumber, TakingKind, Tender, UnixMs};
use ledger::{COUNTED_MAX, LedgerError, PageEnd, SalesFilter, Span};
use till::TillError;

/// How many of the last closes a day's screen lists.
const CLOSES_SHOWN: u32 = 10;
/// How many sales a page of the list has.
const SALES_SHOWN: u32 = 100;

impl Admitted<'_, TillApi> {
    /// A day, or a range of days.
    pub async fn day(&self, takes: AskDay) -> Result<DayView, ApiError> {
        let blind = self.is_blind().await?;
        let days = self.till.business_days();
        let today = self.till.today();
        let from = takes.from.as_deref().map(day).transpose()?.unwrap_or(today);
        let to = takes.to.as_deref().map(day).transpose()?.unwrap_or(from);
        let span = span_of(&days, from, to.max(from));
        let read = self.till.ledger().read(move |read| {
            let people = People::read(read)?;
            let totals = read.span_totals(span)?;
            let pending = read.pending()?;
            let closes = read.last_closes(CLOSES_SHOWN)?;
            let head = read.head()?.seq;
            let shifts = read.shifts_of_span(span)?;
            let is_received = |sum: &&domain::close::TakingSum| {
                sum.kind == TakingKind::Received && !(blind && sum.tender == Tender::Cash)
            };
            let count: i32 = totals
                .takings
                .iter()
                .filter(is_received)
                .map(|it| it.count)
                .sum();
            Ok::<_, TillError>(DayView {
                from: from.to_string(),
                to: to.max(from).to_string(),
                today: today.to_string(),
                seq: head,
                without_cash: blind,
                received_centavos: (!blind).then(|| received(&totals.takings).centavos()),
                count: count.try_into().unwrap_or(0),
                takings: taking_views(&totals.takings, blind),
                plans: plan_views(&totals.plans),
                people: person_views(&totals.people, &people, blind),
                deductions: deduction_views(&totals.deductions),
                arrivals: arrivals(&days, &totals.arrivals),
                hours: if blind {
                    Vec::new()
                } else {
                    hours(&days, span, &totals.hours)
                },
                days: if blind {
                    Vec::new()
                } else {
                    last_days(read, &days, to.max(from))?
                },
                open: pending_views(read, &pending.lines, &people)?,
                open_others: pending.others,
                strays: open_strays(read)?,
                closes: closes.iter().map(|row| close_brief(row, blind)).collect(),
                filter_plans: read.plans_of_span(span)?,
                filter_people: people.here(),
                filter_shifts: shifts.iter().map(|shift| shift.0).collect(),
            })
        });
        Ok(read.await?)
    }

    /// A page of the sales of a range of days.
    pub async fn day_sales(&self, takes: AskSales) -> Result<SalesPageView, ApiError> {
        let (span, filter, after, blind) = self.asked_sales(takes).await?;
        let read = self.till.ledger().read(move |read| {
            let page = read.sales_page(span, &filter, after, SALES_SHOWN)?;
            Ok::<_, TillError>(sales_page_view(&page, &People::read(read)?, blind))
        });
        Ok(read.await?)
    }

    /// How many sales all pages have. It is asked after the first page, which
    /// does not wait for it.
    pub async fn day_sales_count(&self, takes: AskSales) -> Result<SalesCountView, ApiError> {
        let (span, filter, _, _) = self.asked_sales(takes).await?;
        let read = self
            .till
            .ledger()
            .read(move |read| read.sales_count(span, &filter));
        let count: Result<u32, LedgerError> = read.await;
        let count = count.map_err(TillError::from)?;
        Ok(SalesCountView {
            count,
            is_limit: count == COUNTED_MAX,
        })
    }

    /// Which sales are asked for, from where on, and whether cash is hidden.
    async fn asked_sales(
        &self,
        takes: AskSales,
    ) -> Result<(Span, SalesFilter, Option<PageEnd>, bool), ApiError> {
        let blind = self.is_blind().await?;
        let payer = takes.payer.filter(|text| !text.trim().is_empty());
        if payer.is_some() && !self.by.is_manager() {
            return Err(ErrorCode::NeedsManager.into());
        }
        let days = self.till.business_days();
        let (from, to) = (day(&takes.from)?, day(&takes.to)?);
        let span = span_of(&days, from, to.max(from));
        let filter = SalesFilter {
            state: takes.state.map(Into::into),
            method: takes.method.map(Into::into),
            plan: takes.plan,
            person: takes.person.as_deref().map(person_id).transpose()?,
            shift: takes.shift.map(ShiftNumber),
            least: takes.least_centavos.map(money).transpose()?,
            most: takes.most_centavos.map(money).transpose()?,
            // An amount that is hidden must not be found by asking for it.
            without_cash: blind && (takes.least_centavos.or(takes.most_centavos)).is_some(),
            text: takes.text.filter(|text| !text.trim().is_empty()),
            payer: payer.map(|text| text.trim().to_owned()),
        };
        let after = takes.after.map(|end| PageEnd {
            day_at: UnixMs(end.day_at_ms),
            ticket: end.ticket,
        });
        Ok((span, filter, after, blind))
    }

    /// Whether the person at the counter sees no sum with cash in it.
    pub(super) async fn is_blind(&self) -> Result<bool, ApiError> {
        let (till, is_manager) = (self.till.clone(), self.by.is_manager());
        let read = self
            .till
            .ledger()
            .read(move |read| hides_cash(read, &till, is_manager));
        Ok(read.await?)
    }
}
