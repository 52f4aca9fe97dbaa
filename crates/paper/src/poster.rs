//! The poster of the shop's fixed QR, for the counter.

use crate::amounts::day;
use crate::document::{Block, Document, Look, Marks, Shop};
use jiff::civil::Date;

/// What the poster says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poster {
    pub marks: Marks,
    pub shop: Shop,
    pub till: String,
    /// The QR's text, to the letter.
    pub payload: String,
    /// The last day on which it can be paid.
    pub valid_until: Date,
}

/// The poster as a paper. In practice it has no QR.
#[must_use]
pub fn poster(facts: &Poster) -> Document {
    let mut paper = Document::new(format!("QR fijo, {}", facts.till), facts.marks);
    paper.head(&facts.shop);
    paper.blank();
    paper.centred(Look::Title, "PAGÁ CON QR");
    paper.blank();
    paper.add(Block::Qr(facts.payload.clone(), None));
    paper.blank();
    paper.centred(
        Look::Plain,
        "1. Escaneá el código con tu banco o billetera.\n\
         2. Escribí el importe que te dice la caja.\n\
         3. Mostrá el pago: la caja espera la confirmación.",
    );
    paper.blank();
    paper.pair("Caja", &facts.till);
    paper.pair("Vale hasta el", day(facts.valid_until));
    paper
}
