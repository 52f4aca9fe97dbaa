//! Papers as PDFs. What they look like is for eyes; here is what is not.

use crate::rules::papers;
use paper::{Marks, PaperWidth, PdfPage, pdf};

/// Embedded letters are most of it.
const BYTES_MAX: usize = 60_000;

#[test]
fn each_paper_is_a_small_pdf_that_is_the_same_each_time() {
    let pages = [
        PdfPage::Roll(PaperWidth::Columns32),
        PdfPage::Roll(PaperWidth::Columns48),
        PdfPage::A5,
        PdfPage::A4,
    ];
    for paper in papers(Marks::default()) {
        for page in pages {
            let made = pdf(&paper, page).unwrap();
            assert!(made.starts_with(b"%PDF-"));
            assert!(made.len() < BYTES_MAX, "{} bytes", made.len());
            assert_eq!(made, pdf(&paper, page).unwrap());
        }
    }
}
