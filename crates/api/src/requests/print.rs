//! Printing: a paper is owed here, and the shell's worker sends it.

use crate::dto::{PaperRef, Print, PrinterView, Printing, SettlePapers};
use crate::parse::{day, sale_id};
use crate::view::printer_view;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::{CloseNumber, ShiftNumber};
use till::TillError;
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
        let till = self.till.clone();
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(printer_view(read, &till)?));
        Ok(read.await?)
    }

    /// Decides about the papers that wait.
    pub async fn settle_papers(&self, takes: SettlePapers) -> Result<PrinterView, ApiError> {
        let answer = match takes {
            SettlePapers::Print { way } => PrintAnswer::Print(way.into()),
            SettlePapers::GiveUp => PrintAnswer::GiveUp,
        };
        self.till.settle_papers(answer).await?;
        self.printer(()).await
    }

    /// The paper that a screen names. A person who may not see its figures is
    /// refused.
    async fn paper(&self, named: &PaperRef) -> Result<Paper, ApiError> {
        let tells_cash = match named {
            PaperRef::Close { .. } | PaperRef::Count { .. } => true,
            PaperRef::Receipt { .. }
            | PaperRef::Partial
            | PaperRef::Movement { .. }
            | PaperRef::Reports { .. }
            | PaperRef::Poster
            | PaperRef::Test
            | PaperRef::Drawer => false,
        };
        if tells_cash && self.is_blind().await? {
            return Err(ErrorCode::NeedsManager.into());
        }
        Ok(match named {
            PaperRef::Receipt { sale } => Paper::Receipt(sale_id(sale)?),
            PaperRef::Close { number } => Paper::Close(CloseNumber(*number)),
            PaperRef::Partial => Paper::Partial {
                blind: self.is_blind().await?,
            },
            PaperRef::Count { shift } => Paper::Count(ShiftNumber(*shift)),
            PaperRef::Movement { seq } => Paper::Movement(*seq),
            PaperRef::Reports { from, to } => Paper::Reports {
                from: day(from)?,
                to: day(to)?,
            },
            PaperRef::Poster => Paper::Poster,
            PaperRef::Test => Paper::Test,
            PaperRef::Drawer => return Err(ErrorCode::ItemUnknown.into()),
        })
    }
}
