//! A paper as a screen shows it: the lines that would be printed.

use super::PaperRef;
use paper::{Align, PreviewLine};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Show a paper.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskPreview {
    pub of: PaperRef,
    /// A manager's PIN, to see what counting leaves out for a cashier.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// A paper's lines, for the width of the shop's printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PaperPreview {
    /// What the paper is called.
    pub title: String,
    /// How many plain letters a line has.
    pub columns: u8,
    pub lines: Vec<PaperLine>,
}

/// One line of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum PaperLine {
    Text {
        text: String,
        /// How many times as wide and as high as a plain letter.
        width: u8,
        height: u8,
        bold: bool,
        /// White on black.
        inverse: bool,
        centred: bool,
    },
    /// A QR, dark on white.
    Qr { svg: String },
}

impl From<PreviewLine> for PaperLine {
    fn from(line: PreviewLine) -> PaperLine {
        match line {
            PreviewLine::Text(line) => PaperLine::Text {
                centred: match line.align {
                    Align::Left => false,
                    Align::Centre => true,
                },
                text: line.text,
                width: line.size.width,
                height: line.size.height,
                bold: line.bold,
                inverse: line.inverse,
            },
            PreviewLine::Qr(svg) => PaperLine::Qr { svg },
        }
    }
}
