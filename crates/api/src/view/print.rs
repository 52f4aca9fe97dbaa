//! The printer, and the papers that have not come out.

use super::{NamesOfPeople, hides_cash};
use crate::dto::{PaperRef, PrinterLight, PrinterView, WaitingPaper};
use domain::SaleId;
use ledger::{LedgerError, PrintJob, PrintStanding, Read};
use till::print::{Paper, PrintWay, PrinterTrouble};
use till::{Till, TillError};

/// How many papers that wait a screen lists.
const LISTED_MAX: usize = 200;

pub(crate) fn printer_light(till: &Till) -> Option<PrinterLight> {
    let (state, printer) = (till.print_desk().state(), &till.settings().printer);
    let number = |it: u64| u32::try_from(it).unwrap_or(u32::MAX);
    (printer.is_set() || state.waiting > 0).then(|| PrinterLight {
        trouble: state.trouble.map(Into::into),
        waiting: number(state.waiting),
        for_person: number(state.for_person),
        way: state.way.into(),
        has_other: printer.has(PrintWay::Other),
    })
}

/// The printer as a person sees it.
pub(crate) fn printer_view(
    read: &Read<'_>,
    till: &Till,
    is_manager: bool,
) -> Result<PrinterView, TillError> {
    let hides = hides_cash(read, till, is_manager)?;
    let people = NamesOfPeople::read(read)?;
    let open = read.print_jobs_open()?;
    let papers = open.into_iter().take(LISTED_MAX);
    let papers = papers.map(|job| waiting_paper(read, job, &people, hides));
    Ok(PrinterView {
        light: printer_light(till),
        papers: papers.collect::<Result<_, _>>()?,
    })
}

fn waiting_paper(
    read: &Read<'_>,
    job: PrintJob,
    people: &NamesOfPeople,
    hides_cash: bool,
) -> Result<WaitingPaper, LedgerError> {
    let paper = Paper::parse(&job.kind, &job.about);
    let sale = paper.as_ref().and_then(sale_of);
    let sale = sale.map(|id| read.sale(id)).transpose()?.flatten();
    Ok(WaitingPaper {
        job: job.number.0,
        needs_manager: hides_cash && paper.as_ref().is_some_and(Paper::shows_cash),
        paper: paper.map(paper_ref),
        ticket: sale.map(|sale| sale.ticket.to_string()),
        copy: job.copy,
        way: PrintWay::parse(&job.way)
            .unwrap_or(PrintWay::Printer)
            .into(),
        printing: job.standing == PrintStanding::Printing,
        attempts: job.attempts,
        for_person: match job.standing {
            PrintStanding::Failed | PrintStanding::Held => true,
            PrintStanding::Owed
            | PrintStanding::Printing
            | PrintStanding::Done
            | PrintStanding::GivenUp => false,
        },
        trouble: job
            .trouble
            .as_deref()
            .and_then(PrinterTrouble::parse)
            .map(Into::into),
        asked_by: people.actor(&job.asked_by),
        asked_at_ms: job.asked_at.0,
    })
}

fn sale_of(paper: &Paper) -> Option<SaleId> {
    match paper {
        Paper::Receipt(sale) => Some(*sale),
        Paper::Close(_)
        | Paper::Partial { .. }
        | Paper::Count(_)
        | Paper::Movement(_)
        | Paper::Reports { .. }
        | Paper::Poster { .. }
        | Paper::Test
        | Paper::Drawer => None,
    }
}

fn paper_ref(paper: Paper) -> PaperRef {
    match paper {
        Paper::Receipt(sale) => PaperRef::Receipt {
            sale: sale.to_string(),
        },
        Paper::Close(number) => PaperRef::Close { number: number.0 },
        Paper::Partial { .. } => PaperRef::Partial,
        Paper::Count(number) => PaperRef::Count { shift: number.0 },
        Paper::Movement(seq) => PaperRef::Movement { seq },
        Paper::Reports { from, to } => PaperRef::Reports {
            from: from.to_string(),
            to: to.to_string(),
        },
        Paper::Poster { sheet } => PaperRef::Poster {
            sheet: Some(sheet.into()),
        },
        Paper::Test => PaperRef::Test,
        Paper::Drawer => PaperRef::Drawer,
    }
}
