//! The bytes of papers, from the ledger: `api` looks up what a paper says, and
//! `paper` lays it out.

use super::worker::Papers;
use api::paper::{Documents, PaperLook, test_document};
use async_trait::async_trait;
use paper::{CodePage, Document, PaperWidth, PdfPage, PrintedQr, PrinterProfile};
use relay::make_folder;
use std::path::PathBuf;
use std::sync::Arc;
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

impl ShopPapers {
    pub(crate) fn new(till: Arc<Till>, look: PaperLook, exports: PathBuf) -> ShopPapers {
        ShopPapers {
            till,
            look,
            exports,
        }
    }

    async fn document(&self, next: &NextPaper) -> Result<Document, PrinterTrouble> {
        if next.paper == Paper::Test {
            let profile = profile(&self.till.settings().printer, false);
            return Ok(test_document(&profile, &self.look));
        }
        let documents = Documents::of(&self.till, self.look.clone());
        let (paper, copy) = (next.paper.clone(), next.copy);
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(documents.document(read, &paper, copy, false)?));
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
