//! What the ledger knows, as screens see it.

mod changes;
mod counts;
mod customer;
mod facts;
mod lights;
mod plan;
mod sale;
mod timeline;
mod tray;

pub(crate) use changes::{RECENT_MAX, sales_changed_after};
pub(crate) use counts::{after_restore, counts};
pub(crate) use customer::customer_part;
pub(crate) use lights::lights;
pub(crate) use plan::plan_view;
pub(crate) use sale::{Pictures, attempts_view, sale_view};
pub(crate) use timeline::{NamesOfPeople, OthersAsked, steps_of};
pub(crate) use tray::{ItemId, tray_view};
