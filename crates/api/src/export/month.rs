//! A month for the accountant: sums by means, by the day of the sale, by the day
//! on which the money reaches the account, and by close.

use super::log::{each_page, is_deducted, of_a_provider};
use super::{ExportAsked, ExportFailed, Output, Pages, closes};
use domain::close::DeductionSum;
use domain::{Balance, Figures, Money, TakingKind, Tender};
use jiff::civil::Date;
use ledger::{COUNTED_PAGE_MAX, CountedLine, CreditedLine, Span};
use paper::export::rows::{MonthPart, MonthRow};
use std::collections::BTreeMap;

/// The parts of the work, for its progress: the lines of the span take the most.
const WHOLE: i64 = 1_000;
const SALES: i64 = 700;
const CREDITS: i64 = 900;

/// Sums by day and tender.
type Sums = BTreeMap<(Option<Date>, Tender), MonthRow>;

pub(super) fn write(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<(), ExportFailed> {
    let by_day = by_sale_day(pages, asked, until, output)?;
    let mut by_tender = Sums::new();
    for ((_, tender), row) in &by_day {
        let sum = sum_of(&mut by_tender, None, *tender);
        add(sum, row);
    }
    write_sums(asked, MonthPart::Tender, &by_tender, output)?;
    output.rows.part(MonthPart::SaleDay.name())?;
    write_sums(asked, MonthPart::SaleDay, &by_day, output)?;
    output.done(SALES, WHOLE)?;
    output.rows.part(MonthPart::CreditDay.name())?;
    let by_credit_day = by_credit_day(pages, asked, until, output)?;
    write_sums(asked, MonthPart::CreditDay, &by_credit_day, output)?;
    output.done(CREDITS, WHOLE)?;
    output.rows.part(MonthPart::Close.name())?;
    closes::each_page(pages, (asked.span(), until), |made| {
        for made in made {
            let row = MonthRow {
                day: Some(asked.day(made.close.at)),
                close: Some(made.close.number),
                note: made.gap(asked),
                ..of_figures(&made.close.figures)
            };
            output.row(&row.values(MonthPart::Close, asked.till))?;
        }
        Ok(())
    })?;
    output.done(WHOLE, WHOLE)
}

fn write_sums(
    asked: &ExportAsked,
    part: MonthPart,
    sums: &Sums,
    output: &mut Output<'_>,
) -> Result<(), ExportFailed> {
    for row in sums.values() {
        output.row(&row.values(part, asked.till))?;
    }
    Ok(())
}

fn sum_of(sums: &mut Sums, day: Option<Date>, tender: Tender) -> &mut MonthRow {
    sums.entry((day, tender)).or_insert_with(|| MonthRow {
        day,
        tender: Some(tender),
        is_deducted: of_a_provider(tender),
        ..MonthRow::default()
    })
}

fn by_sale_day(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<Sums, ExportFailed> {
    let mut sums = Sums::new();
    let span = asked.span();
    each_page(
        pages,
        (span, until),
        move |read, after| read.counted_page(span, after, until, COUNTED_PAGE_MAX),
        |line: &CountedLine| line.end,
        |lines, (part, whole)| {
            for line in &lines {
                let sum = sum_of(&mut sums, Some(asked.day(line.at)), line.tender);
                add_line(sum, line);
            }
            output.done(part * SALES / whole.max(1), WHOLE)
        },
    )?;
    Ok(sums)
}

fn add_line(sum: &mut MonthRow, line: &CountedLine) {
    match line.kind {
        TakingKind::Received => {
            sum.gross = sum.gross.plus(line.amount);
            sum.count += i64::from(line.count);
        }
        TakingKind::Returned => sum.returned = sum.returned.plus(line.amount),
        TakingKind::ByWord => sum.by_word = sum.by_word.plus(line.amount),
        // It never came.
        TakingKind::Rounded => {}
    }
    if line.kind != TakingKind::Received || !sum.is_deducted {
        return;
    }
    let told = line.transaction.as_ref().filter(|_| is_deducted(line));
    match told.and_then(|told| told.net.map(|net| (told, net))) {
        Some((told, net)) => {
            sum.known += 1;
            sum.known_gross = more(sum.known_gross, size(line.amount));
            sum.net = more(sum.net, net);
            sum.fees = more(sum.fees, told.fees.unwrap_or(Money::ZERO));
            sum.taxes = more(sum.taxes, told.taxes.unwrap_or(Money::ZERO));
            sum.without_taxes += i64::from(told.taxes.is_none());
        }
        None => {
            sum.unknown += i64::from(line.count);
            sum.unknown_gross = sum.unknown_gross.plus(line.amount);
        }
    }
}

/// What reaches the account on the days of the calendar, whenever it was sold.
fn by_credit_day(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<Sums, ExportFailed> {
    let (from, to) = asked
        .days
        .calendar_span(asked.from, asked.to.max(asked.from));
    let span = Span { from, to };
    let mut sums = Sums::new();
    let mut after = 0;
    loop {
        let (lines, next) = pages.read(move |read| read.credited_page(span, after, until))?;
        for line in &lines {
            let day = asked.days.local(line.credited_at).date();
            add_credit(sum_of(&mut sums, Some(day), line.tender), line);
        }
        let Some(next) = next else {
            return Ok(sums);
        };
        after = next;
        output.done(SALES, WHOLE)?;
    }
}

fn add_credit(sum: &mut MonthRow, line: &CreditedLine) {
    let gross = Balance::of(line.gross);
    sum.count += 1;
    sum.gross = sum.gross.plus(gross);
    match line.net {
        Some(net) => {
            sum.known += 1;
            sum.known_gross = more(sum.known_gross, line.gross);
            sum.net = more(sum.net, net);
            sum.fees = more(sum.fees, line.fees.unwrap_or(Money::ZERO));
            sum.taxes = more(sum.taxes, line.taxes.unwrap_or(Money::ZERO));
            sum.without_taxes += i64::from(line.taxes.is_none());
        }
        None => {
            sum.unknown += 1;
            sum.unknown_gross = sum.unknown_gross.plus(gross);
        }
    }
}

/// Adds the sums of one day.
fn add(sum: &mut MonthRow, day: &MonthRow) {
    sum.count += day.count;
    sum.gross = sum.gross.plus(day.gross);
    sum.returned = sum.returned.plus(day.returned);
    sum.by_word = sum.by_word.plus(day.by_word);
    sum.known += day.known;
    sum.without_taxes += day.without_taxes;
    sum.known_gross = more(sum.known_gross, day.known_gross);
    sum.fees = more(sum.fees, day.fees);
    sum.taxes = more(sum.taxes, day.taxes);
    sum.net = more(sum.net, day.net);
    sum.unknown += day.unknown;
    sum.unknown_gross = sum.unknown_gross.plus(day.unknown_gross);
}

/// What a close said when it was made.
fn of_figures(figures: &Figures) -> MonthRow {
    let received = figures.takings.iter();
    let received = received.filter(|sum| sum.kind == TakingKind::Received);
    let mut row = MonthRow {
        count: received.map(|sum| i64::from(sum.count)).sum(),
        gross: figures.received(),
        returned: figures.sum(TakingKind::Returned),
        by_word: figures.sum(TakingKind::ByWord),
        is_deducted: !figures.deductions.is_empty(),
        ..MonthRow::default()
    };
    for sum in &figures.deductions {
        add_deductions(&mut row, sum);
    }
    row
}

fn add_deductions(row: &mut MonthRow, sum: &DeductionSum) {
    row.known += i64::from(sum.known);
    row.without_taxes += i64::from(sum.without_taxes);
    row.known_gross = more(row.known_gross, sum.gross);
    row.fees = more(row.fees, sum.fees);
    row.taxes = more(row.taxes, sum.taxes);
    row.net = more(row.net, sum.net);
    row.unknown += i64::from(sum.unknown);
    row.unknown_gross = row.unknown_gross.plus(Balance::of(sum.unknown_gross));
}

fn more(sum: Money, other: Money) -> Money {
    sum.plus(other).unwrap_or(Money::MAX)
}

/// A received amount, which is not negative where its transaction counted.
fn size(amount: Balance) -> Money {
    Money::from_centavos(amount.centavos().max(0)).unwrap_or(Money::MAX)
}
