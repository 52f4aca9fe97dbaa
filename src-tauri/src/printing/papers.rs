//! The bytes of papers, from the ledger: `api` looks up what a paper says, and
//! `paper` lays it out.

use super::worker::Papers;
use api::paper::{
    PaperLook, close_document, count_document, movement_document, partial_document,
    poster_document, receipt_document, reports_document, test_document,
};
use async_trait::async_trait;
use domain::UnixMs;
use ledger::{LedgerError, Read, Span};
use paper::{CodePage, Document, PaperWidth, PdfPage, PrintedQr, PrinterProfile};
use relay::make_folder;
use std::path::PathBuf;
use std::sync::Arc;
use till::day::BusinessDays;
use till::print::{NextPaper, Paper, PosterSheet, PrinterTrouble};
use till::settings::{self, PrinterSettings};
use till::{Till, TillError};

/// The papers of a shop.
pub(crate) struct ShopPapers {
    till: Arc<Till>,
    look: PaperLook,
    /// Where PDFs are written.
    exports: PathBuf,
}

/// What a document needs besides the ledger.
struct Making {
    next: NextPaper,
    look: PaperLook,
    profile: PrinterProfile,
    days: BusinessDays,
    now: UnixMs,
}

impl ShopPapers {
    pub(crate) fn new(till: Arc<Till>, look: PaperLook, exports: PathBuf) -> ShopPapers {
        ShopPapers {
            till,
            look,
            exports,
        }
    }

    async fn document(&self, next: &NextPaper) -> Result<Document, PrinterTrouble> {
        let making = Making {
            next: next.clone(),
            look: self.look.clone(),
            profile: profile(&self.till.settings().printer, false),
            days: self.till.business_days(),
            now: self.till.now(),
        };
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(making.document(read)?));
        match read.await {
            Ok(Some(document)) => Ok(document),
            Ok(None) => Err(PrinterTrouble::NotMade),
            Err(error) => {
                tracing::error!(%error, "a paper cannot be made");
                Err(PrinterTrouble::NotMade)
            }
        }
    }
}

#[async_trait]
impl Papers for ShopPapers {
    async fn bytes(&self, next: &NextPaper) -> Result<Vec<u8>, PrinterTrouble> {
        let document = self.document(next).await?;
        let profile = profile(&self.till.settings().printer, next.kicks);
        Ok(paper::escpos(&document, &profile))
    }

    async fn save_pdf(&self, next: &NextPaper) -> Result<(), PrinterTrouble> {
        let document = self.document(next).await?;
        let page = match next.paper {
            Paper::Poster { sheet } => match sheet {
                PosterSheet::A4 => PdfPage::A4,
                PosterSheet::A5 => PdfPage::A5,
            },
            Paper::Receipt(_)
            | Paper::Close(_)
            | Paper::Partial { .. }
            | Paper::Count(_)
            | Paper::Movement(_)
            | Paper::Reports { .. }
            | Paper::Test
            | Paper::Drawer => PdfPage::Roll(width(&self.till.settings().printer)),
        };
        let name = format!("{}-{:06}.pdf", file_word(&next.paper), next.number.0);
        let exports = self.exports.clone();
        let written = tokio::task::spawn_blocking(move || {
            let bytes = paper::pdf(&document, page).map_err(|error| error.to_string())?;
            let path = exports.join(name);
            make_folder(&exports).map_err(|error| error.to_string())?;
            std::fs::write(path, bytes).map_err(|error| error.to_string())
        });
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(error, "a PDF cannot be written");
                Err(PrinterTrouble::NotSaved)
            }
            Err(error) => {
                tracing::error!(%error, "a PDF cannot be written");
                Err(PrinterTrouble::NotSaved)
            }
        }
    }
}

impl Making {
    /// What the paper says; `None` where there is no such thing.
    fn document(&self, read: &Read<'_>) -> Result<Option<Document>, LedgerError> {
        let (copy, look) = (self.next.copy, &self.look);
        match &self.next.paper {
            Paper::Receipt(sale) => receipt_document(read, *sale, copy, look),
            Paper::Close(number) => close_document(read, *number, (copy, false), look),
            Paper::Partial { blind } => partial_document(read, *blind, self.now, look).map(Some),
            Paper::Count(shift) => count_document(read, *shift, copy, look),
            Paper::Movement(seq) => movement_document(read, *seq, copy, look),
            Paper::Reports { from, to } => {
                let span = Span {
                    from: self.days.span_of(*from).0,
                    to: self.days.span_of(*to).1,
                };
                reports_document(read, span, look).map(Some)
            }
            Paper::Poster { .. } => poster_document(read, look),
            Paper::Test => Ok(Some(test_document(&self.profile, look))),
            Paper::Drawer => Ok(None),
        }
    }
}

/// A file's name says which paper it is.
const fn file_word(paper: &Paper) -> &'static str {
    match paper {
        Paper::Receipt(_) => "comprobante",
        Paper::Close(_) => "cierre",
        Paper::Partial { .. } => "parcial",
        Paper::Count(_) => "arqueo",
        Paper::Movement(_) => "movimiento",
        Paper::Reports { .. } => "informes",
        Paper::Poster { .. } => "cartel",
        Paper::Test => "prueba",
        Paper::Drawer => "cajon",
    }
}

fn width(printer: &PrinterSettings) -> PaperWidth {
    PaperWidth::of_roll(printer.width_mm, printer.columns)
}

fn profile(printer: &PrinterSettings, kick_drawer: bool) -> PrinterProfile {
    PrinterProfile {
        width: width(printer),
        code_page: match printer.code_page {
            settings::CodePage::Pc858 => CodePage::Pc858,
            settings::CodePage::Pc850 => CodePage::Pc850,
            settings::CodePage::Pc437 => CodePage::Pc437,
            settings::CodePage::Wpc1252 => CodePage::Wpc1252,
        },
        qr: match printer.qr {
            settings::PrintedQr::Native => PrintedQr::Native,
            settings::PrintedQr::Raster => PrintedQr::Raster,
        },
        cut: printer.cut,
        kick_drawer,
    }
}
