//! Turns the ledger's sales into what a screen sees.

mod blind;
mod changes;
mod close;
mod counts;
mod customer;
mod day;
mod facts;
mod fixed_qr;
mod lights;
mod people;
mod plan;
mod practice;
mod print;
mod queue;
mod reports;
mod sale;
mod shift;
mod timeline;
mod tray;

pub(crate) use blind::hides_cash;
pub(crate) use changes::{RECENT_MAX, sales_changed_after};
pub(crate) use close::{
    close_brief, close_view, deduction_views, figures_view, person_views, plan_views, received,
    taking_views,
};
pub(crate) use counts::{after_restore, counts};
pub(crate) use customer::customer_part;
pub(crate) use day::{arrivals, hours, last_days, sales_page_view, span_of};
pub(crate) use fixed_qr::{fixed_code, fixed_qr_view};
pub(crate) use lights::lights;
pub(crate) use people::{People, glance, session_view};
pub(crate) use plan::plan_view;
pub(crate) use practice::practice_view;
pub(crate) use print::printer_view;
pub(crate) use queue::{Outside, queue_view};
pub use reports::reports_between;
pub(crate) use reports::{ReportDays, masked, report_details, report_view, reports_view};
pub(crate) use sale::{Pictures, attempts_view, sale_view};
pub(crate) use shift::{pending_views, shift_facts, to_confirm};
pub(crate) use timeline::{NamesOfPeople, OthersAsked, steps_of};
pub(crate) use tray::{ItemId, open_strays, tray_view};
