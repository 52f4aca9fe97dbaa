//! The queue's page as the window asks for it, beside the same rows and counts
//! by SQL alone, each asked of a thread of its own, in turns. Times are in
//! nanoseconds.

use super::outbox::Backlog;
use super::raw::Raw;
use super::shop::open;
use crate::Result;
use crate::ledger::compare::timed;
use api::dto::{AskQueue, OutsideChange};
use api::{Frame, NewExport, Shell, TillApi};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Rounds before those that count.
const WARM_UP: u64 = 20;
/// Errands on a page.
const PAGE: u32 = 50;

/// A shell without windows.
struct NoShell;

impl Shell for NoShell {
    fn show_customer(&self) {}

    fn settings_outside(&self) -> Option<OutsideChange> {
        None
    }

    fn new_export(&self, name: &str) -> std::result::Result<Box<dyn NewExport>, (String, String)> {
        Err((name.to_owned(), "the bench writes no exports".to_owned()))
    }
}

pub(super) fn measure(runtime: &Runtime, folder: &Path, rounds: u64) -> Result<Value> {
    let mut told = serde_json::Map::new();
    for (name, backlog, standing) in [
        ("page-dead", Backlog::Dead, "dead"),
        ("page-owed", Backlog::Owed, "owed"),
    ] {
        let file = backlog.copy(folder)?;
        let till = runtime.block_on(async { open(&file, "http://127.0.0.1:9") })?;
        let frame = Frame {
            test_environment: true,
            addresses: Vec::new(),
            number_in_file: None,
            folder_risk: None,
        };
        let api = TillApi::new(Arc::new(till), None, frame, Arc::new(NoShell));
        let raw = Raw::open(&file)?;
        let product = || {
            let ask = AskQueue {
                provider: None,
                after: None,
                limit: None,
            };
            let view = runtime.block_on(api.queue(ask));
            Ok(view.map_err(|error| format!("{error:?}"))?.rows.len())
        };
        let bare = || runtime.block_on(raw.page(standing, PAGE));
        told.insert(name.to_owned(), turns(&product, &bare, rounds)?);
    }
    Ok(Value::Object(told))
}

type Side<'a> = &'a dyn Fn() -> Result<usize>;

fn turns(product: Side<'_>, bare: Side<'_>, rounds: u64) -> Result<Value> {
    let (mut of_product, mut of_bare) = (Vec::new(), Vec::new());
    for round in 0..rounds + WARM_UP {
        let sides = if round % 2 == 0 {
            let of_product = once(product)?;
            (of_product, once(bare)?)
        } else {
            let of_bare = once(bare)?;
            (once(product)?, of_bare)
        };
        if sides.0.0 != sides.1.0 {
            return Err("the two sides differ in their rows".into());
        }
        if round >= WARM_UP {
            of_product.push(sides.0.1);
            of_bare.push(sides.1.1);
        }
    }
    Ok(json!({ "unit": "ns", "product": of_product, "bare": of_bare }))
}

/// How many rows there are, and how long they took.
fn once(side: Side<'_>) -> Result<(usize, u64)> {
    let (rows, took) = timed(side);
    Ok((rows?, u64::try_from(took.as_nanos())?))
}
