//! A paper as a screen shows it: the lines that would be printed.

use crate::document::Document;
use crate::layout::{Line, PaperWidth, TextLine, layout};

/// One line of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewLine {
    Text(TextLine),
    /// A QR as SVG, dark on white.
    Qr(String),
}

/// The lines that a printer of that width would print.
#[must_use]
pub fn preview(document: &Document, width: PaperWidth) -> Vec<PreviewLine> {
    layout(document, width)
        .into_iter()
        .map(|line| match line {
            Line::Text(line) => PreviewLine::Text(line),
            // The layout has no QR that cannot be drawn.
            Line::Qr(line) => PreviewLine::Qr(qr::svg(&line.payload).unwrap_or_default()),
        })
        .collect()
}
