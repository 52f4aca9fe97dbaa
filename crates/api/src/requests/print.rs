//! Printing: a paper is owed here, and the shell's worker sends it.

use crate::dto::{PaperRef, Print, PrinterView, Printing, SettlePapers};
use crate::parse::{day, sale_id};
use crate::view::printer_view;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::{CloseNumber, ShiftNumber};
use ledger::PrintNumber;
use till::print::{Paper, PrintAnswer};

impl Admitted<'_, TillApi> {
    /// Owes a paper to the printer.
    pub async fn print(&self, takes: Print) -> Result<Printing, ApiError> {
        let paper = self.paper(&takes.paper).await?;
        let way = takes.way.map(Into::into);
        let (job, way) = self.till.print(paper, way, self.by.clone()).await?;
        Ok(Printing {
            job: job.number.0,
            copy: job.copy,
            way: way.into(),
            seq: self.seq().await?,
        })
    }

    /// The printer, and the papers that have not come out.
    pub async fn printer(&self, _takes: ()) -> Result<PrinterView, ApiError> {
        let (till, is_manager) = (self.till.clone(), self.by.is_manager());
        let read = self
            .till
            .ledger()
            .read(move |read| printer_view(read, &till, is_manager));
        Ok(read.await?)
    }

    /// Decides about the papers that wait, or about one of them.
    ///
    /// # Errors
    /// [`ErrorCode::NoPrinter`] where the way is not set; [`ErrorCode::NeedsManager`]
    /// for a paper that shows cash, while counting is blind.
    pub async fn settle_papers(&self, takes: SettlePapers) -> Result<PrinterView, ApiError> {
        let (answer, job) = match takes {
            SettlePapers::Print { way, job } => (PrintAnswer::Print(way.into()), job),
            SettlePapers::GiveUp { job } => (PrintAnswer::GiveUp, job),
        };
        match job {
            Some(job) => {
                let number = PrintNumber(job);
                self.till.settle_paper(number, answer, &self.by).await?;
            }
            None => self.till.settle_papers(answer, &self.by).await?,
        }
        self.printer(()).await
    }

    /// The paper that a screen names. A person who may not see its figures is
    /// refused.
    async fn paper(&self, named: &PaperRef) -> Result<Paper, ApiError> {
        let blind = self.is_blind().await?;
        let paper = named_paper(named, blind)?;
        if blind && paper.shows_cash() {
            return Err(ErrorCode::NeedsManager.into());
        }
        Ok(paper)
    }
}

/// The paper of a name. The coming close and the drawer are none that a person
/// prints.
pub(super) fn named_paper(named: &PaperRef, blind: bool) -> Result<Paper, ApiError> {
    Ok(match named {
        PaperRef::Receipt { sale } => Paper::Receipt(sale_id(sale)?),
        PaperRef::Close { number } => Paper::Close(CloseNumber(*number)),
        PaperRef::Partial => Paper::Partial { blind },
        PaperRef::Count { shift } => Paper::Count(ShiftNumber(*shift)),
        PaperRef::Movement { seq } => Paper::Movement(*seq),
        PaperRef::Reports { from, to } => Paper::Reports {
            from: day(from)?,
            to: day(to)?,
        },
        PaperRef::Poster { sheet } => Paper::Poster {
            sheet: sheet.map(Into::into).unwrap_or_default(),
        },
        PaperRef::Test => Paper::Test,
        PaperRef::Coming | PaperRef::Drawer => return Err(ErrorCode::ItemUnknown.into()),
    })
}
