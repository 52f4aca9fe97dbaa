//! The bytes of papers, from the ledger: `api` looks up what a paper says, and
//! `paper` lays it out.

use super::worker::Papers;
use api::paper::{PaperLook, receipt_document};
use async_trait::async_trait;
use ledger::{LedgerError, Read};
use paper::{CodePage, Document, PaperWidth, PrintedQr, PrinterProfile, TestPrint};
use std::sync::Arc;
use till::print::{NextPaper, Paper, PrinterTrouble};
use till::settings::{self, PrinterSettings};
use till::{Till, TillError};

/// The papers of a shop.
pub(crate) struct ShopPapers {
    till: Arc<Till>,
    look: PaperLook,
}

impl ShopPapers {
    pub(crate) fn new(till: Arc<Till>, look: PaperLook) -> ShopPapers {
        ShopPapers { till, look }
    }

    async fn document(&self, next: &NextPaper) -> Result<Document, PrinterTrouble> {
        let (next, look) = (next.clone(), self.look.clone());
        let profile = profile(&self.till.settings().printer, false);
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(document(read, &next, &look, profile)?));
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

    async fn save_pdf(&self, _next: &NextPaper) -> Result<(), PrinterTrouble> {
        Err(PrinterTrouble::NotSaved)
    }
}

/// What a paper says; `None` where there is no such thing.
fn document(
    read: &Read<'_>,
    next: &NextPaper,
    look: &PaperLook,
    profile: PrinterProfile,
) -> Result<Option<Document>, LedgerError> {
    match &next.paper {
        Paper::Receipt(sale) => receipt_document(read, *sale, next.copy, look),
        Paper::Test => Ok(Some(paper::test_print(&TestPrint {
            marks: look.marks(next.copy),
            shop: look.shop(),
            till: look.till_name.clone(),
            width: profile.width,
            code_page: profile.code_page,
            qr: profile.qr,
        }))),
        Paper::Close(_)
        | Paper::Partial { .. }
        | Paper::Count(_)
        | Paper::Movement(_)
        | Paper::Reports { .. }
        | Paper::Poster
        | Paper::Drawer => Ok(None),
    }
}

fn profile(printer: &PrinterSettings, kick_drawer: bool) -> PrinterProfile {
    PrinterProfile {
        width: match printer.width_mm {
            58 => PaperWidth::Columns32,
            _ => PaperWidth::Columns48,
        },
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
