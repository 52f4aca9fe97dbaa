//! The test print: whether letters, columns, QR and cutter are set as the
//! printer wants them.

use crate::code_page::CodePage;
use crate::document::{Block, Document, Look, Marks, Shop};
use crate::escpos::PrintedQr;
use crate::layout::PaperWidth;

/// What a test print shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPrint {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    pub width: PaperWidth,
    pub code_page: CodePage,
    pub qr: PrintedQr,
}

/// What the test's QRs say.
const QR_TEXT: &str = "MOSTRADOR-PRUEBA-DE-IMPRESION";

/// The test print as a paper. It shows the QR drawn both ways.
#[must_use]
pub fn test_print(facts: &TestPrint) -> Document {
    let mut paper = Document::new("Prueba de impresión", facts.marks);
    paper.mark_not_fiscal();
    paper.head(&facts.shop);
    paper.rule();
    paper.centred(Look::Title, "PRUEBA DE IMPRESIÓN");
    paper.rule();
    paper.pair("Caja", &facts.till);
    paper.pair("Columnas", facts.width.columns().to_string());
    paper.pair("Página de códigos", facts.code_page.name());
    let qr = match facts.qr {
        PrintedQr::Native => "de la impresora",
        PrintedQr::Raster => "dibujado",
    };
    paper.pair("QR", qr);
    paper.rule();
    paper.words("Si estas letras salen mal, cambiá la página de códigos:");
    paper.words("áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! ° º ª");
    paper.pair("Un importe", "$ 1.234.567,89");
    paper.pair("Un euro", "10 €");
    paper.add(Block::Words(Look::Bold, "Negrita".to_owned()));
    paper.centred(Look::Tall, "Letra alta");
    paper.rule();
    paper.words("La regla tiene que entrar en una sola línea:");
    paper.add(Block::Ruler);
    paper.rule();
    paper.words("QR de la impresora. Si sale un texto, elegí QR dibujado:");
    paper.add(Block::Qr(QR_TEXT.to_owned(), Some(PrintedQr::Native)));
    paper.words("QR dibujado:");
    paper.add(Block::Qr(QR_TEXT.to_owned(), Some(PrintedQr::Raster)));
    paper
}
