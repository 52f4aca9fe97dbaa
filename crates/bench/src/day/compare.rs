//! The measurements: the ledger and the bare side take turns in one process, on
//! one file. Times are in microseconds.

use super::Calendar;
use super::close::Closing;
use super::raw::Raw;
use super::shop::FILE;
use crate::Result;
use crate::ledger::compare::timed;
use domain::PaymentId;
use ledger::{LedgerError, Reader, SalesFilter, Span};
use serde_json::{Value, json};
use std::path::Path;

/// Rounds before those that count.
const WARM_UP: u64 = 3;
/// How many sales a page of the app's list has.
const PAGE_SALES: u32 = 100;
/// What is searched for: a word of one sale in thirty.
const WORD: &str = "medialunas";

/// What is measured, each on the ledger and by SQL alone.
struct Sides<'a> {
    name: &'static str,
    product: &'a dyn Fn() -> Result<usize>,
    bare: &'a dyn Fn() -> Result<usize>,
}

pub(super) fn compare(folder: &Path, calendar: &Calendar, rounds: u64) -> Result<Value> {
    let path = folder.join(FILE);
    // It opens the ledger to write, which brings an older one up to date.
    let closing = Closing::open(&path, calendar.closes_at(calendar.last()))?;
    let reader = Reader::open(&path)?;
    let raw = Raw::open(&path)?;
    let (last, before) = (calendar.last(), calendar.last() / 2);
    let (busiest, ordinary) = (calendar.span(1, last), calendar.span(1, before));
    let (month, year) = (calendar.span(30, before), calendar.span(365, before));
    let of_year = raw.rows_of_words(year)?;
    let payment = payment(&reader, year)?;
    let reference = payment.reference().to_string();
    let since = raw.last_close()?;
    let day = |span: Span| {
        let page = page(&reader, span)?;
        Ok(totals(&reader, span)? + page)
    };
    let bare_day = |span: Span| Ok(raw.totals(span)? + raw.page(span, PAGE_SALES + 1)?);
    let find = |text: &str| found(&reader, year, text);
    let words = format!("\"{WORD}\"*");
    let all = [
        Sides {
            name: "day-page",
            product: &|| day(ordinary),
            bare: &|| bare_day(ordinary),
        },
        Sides {
            name: "busiest-day-page",
            product: &|| day(busiest),
            bare: &|| bare_day(busiest),
        },
        Sides {
            name: "month-totals",
            product: &|| totals(&reader, month),
            bare: &|| raw.totals(month),
        },
        Sides {
            name: "find-word",
            product: &|| find(WORD),
            bare: &|| raw.found(&words, of_year, PAGE_SALES + 1),
        },
        Sides {
            name: "find-reference",
            product: &|| find(&reference),
            bare: &|| raw.found(&words, of_year, PAGE_SALES + 1),
        },
        Sides {
            name: "close",
            product: &|| closing.close().map(|()| 1),
            bare: &|| raw.lines_after(since),
        },
    ];
    let mut told = serde_json::Map::new();
    for sides in all {
        told.insert(sides.name.to_owned(), turns(&sides, rounds)?);
    }
    Ok(Value::Object(told))
}

fn turns(sides: &Sides<'_>, rounds: u64) -> Result<Value> {
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for round in 0..rounds + WARM_UP {
        let (by_ledger, by_sql) = if round % 2 == 0 {
            let by_ledger = once(sides, sides.product)?;
            (by_ledger, once(sides, sides.bare)?)
        } else {
            let by_sql = once(sides, sides.bare)?;
            (once(sides, sides.product)?, by_sql)
        };
        if round >= WARM_UP {
            product.push(by_ledger);
            bare.push(by_sql);
        }
    }
    Ok(json!({ "unit": "us", "product": product, "bare": bare }))
}

fn once(sides: &Sides<'_>, work: &dyn Fn() -> Result<usize>) -> Result<u64> {
    let (rows, took) = timed(work);
    if rows? == 0 {
        return Err(format!("{}: no rows", sides.name).into());
    }
    Ok(u64::try_from(took.as_micros())?)
}

fn totals(reader: &Reader, span: Span) -> Result<usize> {
    let totals = reader.read(|read| read.span_totals(span))?;
    Ok(totals.takings.len())
}

fn page(reader: &Reader, span: Span) -> Result<usize> {
    let filter = SalesFilter::default();
    let page = reader.read(|read| read.sales_page(span, &filter, None, PAGE_SALES))?;
    Ok(page.sales.len())
}

/// The first page of what a text finds.
fn found(reader: &Reader, span: Span, text: &str) -> Result<usize> {
    let filter = SalesFilter {
        text: Some(text.to_owned()),
        ..SalesFilter::default()
    };
    let page = reader.read(|read| read.sales_page(span, &filter, None, PAGE_SALES))?;
    Ok(page.sales.len())
}

/// A payment of the newest sale of a span.
fn payment(reader: &Reader, span: Span) -> Result<PaymentId> {
    let filter = SalesFilter::default();
    let page = reader.read(|read| read.sales_page(span, &filter, None, 1))?;
    let payment = page.sales.first().and_then(|sale| sale.payments.first());
    let payment = payment.ok_or(LedgerError::Stored { what: "no sale" })?;
    Ok(payment.payment)
}
