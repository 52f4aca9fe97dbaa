//! The log: every line by which money counted, and money besides sales, in the
//! order of the journal.

use super::{ExportAsked, ExportFailed, Output, Pages};
use crate::view::NamesOfPeople;
use domain::{TakingKind, Tender};
use ledger::{
    Beside, BesideLine, COUNTED_PAGE_MAX, CountedCard, CountedEnd, CountedLine, LedgerError, Payer,
    Read, Span,
};
use paper::export::rows::{Deducted, LogKind, LogRow, PaidBy, PaidByCard};
use std::collections::VecDeque;

/// A line with what else its row says.
struct Line {
    counted: CountedLine,
    cards: Vec<CountedCard>,
    payer: Option<Payer>,
}

pub(super) fn write(
    pages: &impl Pages,
    asked: &ExportAsked,
    until: i64,
    output: &mut Output<'_>,
) -> Result<(), ExportFailed> {
    let names = pages.read(NamesOfPeople::read)?;
    let with_payers = asked.with_payers;
    let span = asked.span();
    let mut besides = Besides::new(pages, (span, until));
    each_page(
        pages,
        (span, until),
        move |read, after| page(read, span, after, until, with_payers),
        |line| line.counted.end,
        |lines, (part, whole)| {
            for line in &lines {
                while let Some(beside) = besides.before(line.counted.end.seq)? {
                    output.row(&beside_row(asked, &beside, &names).values(with_payers))?;
                }
                let row = row(asked, line, &names);
                output.row(&row.values(with_payers))?;
            }
            output.done(part, whole)
        },
    )?;
    while let Some(beside) = besides.before(i64::MAX)? {
        output.row(&beside_row(asked, &beside, &names).values(with_payers))?;
    }
    Ok(())
}

/// The money besides sales of a span, page by page.
struct Besides<'p, P> {
    pages: &'p P,
    span: Span,
    until: i64,
    read: VecDeque<BesideLine>,
    /// After which line the next page begins; `None` at the end.
    after: Option<i64>,
}

impl<'p, P: Pages> Besides<'p, P> {
    const fn new(pages: &'p P, (span, until): (Span, i64)) -> Besides<'p, P> {
        Besides {
            pages,
            span,
            until,
            read: VecDeque::new(),
            after: Some(0),
        }
    }

    /// The next one, if its line is before that one.
    fn before(&mut self, seq: i64) -> Result<Option<BesideLine>, ExportFailed> {
        while let (true, Some(after)) = (self.read.is_empty(), self.after) {
            let (span, until) = (self.span, self.until);
            let page = self
                .pages
                .read(move |read| read.beside_page(span, after, until))?;
            self.read.extend(page.0);
            self.after = page.1;
        }
        Ok(self.read.pop_front_if(|line| line.seq < seq))
    }
}

/// Passes the pages of a span's lines up to the line `until`, with how much of the
/// whole is done. `page` reads one, and `end` says where it ends.
pub(super) fn each_page<T: Send + 'static>(
    pages: &impl Pages,
    (span, until): (Span, i64),
    page: impl Fn(&Read<'_>, CountedEnd) -> Result<Vec<T>, LedgerError> + Copy + Send + 'static,
    end: impl Fn(&T) -> CountedEnd,
    mut take: impl FnMut(Vec<T>, (i64, i64)) -> Result<(), ExportFailed>,
) -> Result<(), ExportFailed> {
    let Some(range) = pages.read(move |read| read.counted_range(span, until))? else {
        return Ok(());
    };
    // The page after this end begins with the first line of the span.
    let mut after = CountedEnd {
        seq: range.first - 1,
        place: i64::MAX,
    };
    loop {
        let lines = pages.read(move |read| page(read, after))?;
        let Some(last) = lines.last().map(&end) else {
            return Ok(());
        };
        after = last;
        let done = last.seq - range.first + 1;
        take(lines, (done, range.last - range.first + 1))?;
    }
}

fn page(
    read: &Read<'_>,
    span: Span,
    after: CountedEnd,
    until: i64,
    with_payers: bool,
) -> Result<Vec<Line>, LedgerError> {
    let counted = read.counted_page(span, after, until, COUNTED_PAGE_MAX)?;
    let with_more = counted.into_iter().map(|counted| {
        let cards = if counted.tender == Tender::Card {
            read.counted_cards(counted.payment)?
        } else {
            Vec::new()
        };
        let payer = if with_payers {
            read.payer_of_payment(counted.payment)?
        } else {
            None
        };
        Ok(Line {
            counted,
            cards,
            payer,
        })
    });
    with_more.collect()
}

fn row<'a>(asked: &ExportAsked, line: &'a Line, names: &'a NamesOfPeople) -> LogRow<'a> {
    let counted = &line.counted;
    let card = |card: &CountedCard| PaidByCard {
        brand: card.brand.clone(),
        last_four: card.last_four.clone(),
        plan: card.plan.clone(),
        instalments: card.instalments,
    };
    let payer = |payer: &Payer| PaidBy {
        name: payer.name.clone(),
        document: payer.document.clone(),
        account: payer.account.clone(),
    };
    LogRow {
        till: counted.ticket.till,
        day: asked.day(counted.at),
        at: asked.moment(counted.at),
        close: counted.close,
        line: counted.end.seq,
        ticket: Some(counted.ticket),
        concept: counted.concept.as_deref(),
        tender: Some(counted.tender),
        kind: LogKind::Sale(counted.kind),
        amount: Some(counted.amount),
        deducted: deducted(asked, counted),
        reference: counted.transaction.as_ref().map(|it| &*it.reference),
        payment: Some(counted.payment.reference().to_string()),
        cards: line.cards.iter().map(card).collect(),
        person: counted.person.and_then(|person| names.known(person)),
        shift: counted.shift,
        payer: line.payer.as_ref().map(payer),
    }
}

fn beside_row<'a>(
    asked: &ExportAsked,
    line: &'a BesideLine,
    names: &'a NamesOfPeople,
) -> LogRow<'a> {
    let mut row = LogRow {
        till: asked.till,
        day: asked.day(line.at),
        at: asked.moment(line.at),
        close: line.close,
        line: line.seq,
        ticket: None,
        concept: None,
        tender: Some(Tender::Cash),
        kind: LogKind::Drawer,
        amount: None,
        deducted: None,
        reference: None,
        payment: None,
        cards: Vec::new(),
        person: line.person.and_then(|person| names.known(person)),
        shift: None,
        payer: None,
    };
    match &line.what {
        Beside::Drawer {
            shift,
            amount,
            reason,
        } => {
            row.concept = Some(reason);
            row.amount = Some(*amount);
            row.shift = Some(*shift);
        }
        Beside::Difference { shift, amount } => {
            row.kind = LogKind::Difference;
            row.amount = Some(*amount);
            row.shift = Some(*shift);
        }
        Beside::WithoutSale {
            how,
            amount,
            reference,
            reason,
        } => {
            row.kind = LogKind::WithoutSale(*how);
            row.tender = None;
            row.amount = *amount;
            row.reference = reference.as_deref();
            row.concept = Some(reason);
        }
    }
    row
}

/// What the provider deducts of money that it moved.
fn deducted(asked: &ExportAsked, line: &CountedLine) -> Option<Deducted> {
    if !is_deducted(line) {
        return None;
    }
    let transaction = line.transaction.as_ref();
    Some(Deducted {
        fees: transaction.and_then(|it| it.fees),
        taxes: transaction.and_then(|it| it.taxes),
        net: transaction.and_then(|it| it.net),
        credited: transaction
            .and_then(|it| it.credited_at)
            .map(|at| asked.days.local(at).date()),
    })
}

/// Whether a provider moved the money of a line, so that it deducts something.
pub(super) fn is_deducted(line: &CountedLine) -> bool {
    let received = line.kind == TakingKind::Received && line.amount.centavos() > 0;
    received && of_a_provider(line.tender)
}

/// Whether a provider moves money of a tender.
pub(super) const fn of_a_provider(tender: Tender) -> bool {
    match tender {
        Tender::Qr | Tender::FixedQr | Tender::Wallet | Tender::Card => true,
        Tender::Cash | Tender::Transfer => false,
    }
}
