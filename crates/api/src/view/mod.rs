//! From the ledger's sale to the screen's.

mod lights;
mod sale;

pub(crate) use lights::lights;
pub(crate) use sale::{Pictures, sale_view};
