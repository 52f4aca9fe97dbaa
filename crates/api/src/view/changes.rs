//! Which sales a commit changes on a screen.

use domain::{Event, SaleId, TillEvent};
use ledger::Read;
use std::collections::HashSet;
use till::TillError;

/// How many of the last sales a screen shows.
pub(crate) const RECENT_MAX: u32 = 50;
/// How many lines of the journal are read at once.
const ENTRIES_AT_ONCE: u32 = 500;

/// The sales that the journal's lines after `after` change on a screen: the
/// lines' own sales, those whose payer was forgotten, and, after a correction of
/// the clock, the sales before it, whose time is now doubtful.
pub(crate) fn sales_changed_after(read: &Read<'_>, after: i64) -> Result<Vec<SaleId>, TillError> {
    let (mut ids, mut known) = (Vec::new(), HashSet::new());
    let mut after = after;
    loop {
        let entries = read.entries_after(after, ENTRIES_AT_ONCE)?;
        let Some(last) = entries.last() else {
            return Ok(ids);
        };
        after = last.seq;
        for entry in entries {
            let changed = match entry.event {
                Event::Sale(sale, _) => vec![sale],
                Event::Till(TillEvent::PayerForgotten { sale }) => vec![sale],
                Event::Till(TillEvent::ClockMoved {
                    doubtful_from: Some(from),
                    ..
                }) => shown_since(read, from)?,
                Event::Till(_)
                | Event::Stray(..)
                | Event::Shift(..)
                | Event::Close(..)
                | Event::FixedQr(..)
                | Event::Report(..) => Vec::new(),
            };
            for sale in changed {
                if known.insert(sale) {
                    ids.push(sale);
                }
            }
        }
    }
}

/// The sales on the screen that were opened by that line or a later one.
fn shown_since(read: &Read<'_>, from: i64) -> Result<Vec<SaleId>, TillError> {
    let mut ids = Vec::new();
    for sale in read.recent_sales(RECENT_MAX)? {
        if read.opening_line(sale.id)?.is_some_and(|line| line >= from) {
            ids.push(sale.id);
        }
    }
    Ok(ids)
}
