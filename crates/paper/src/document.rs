//! A paper before it has a width: what it says, block by block. Only this crate
//! makes blocks, so that each paper's legend, bands and sizes are where the rules
//! want them, whatever a shop typed.

use crate::escpos::PrintedQr;
use domain::Money;

/// What a receipt must say in the largest letters after the amount.
pub(crate) const LEGEND: &str = "DOCUMENTO NO VÁLIDO COMO FACTURA";
pub(crate) const NOT_FISCAL: &str = "NO FISCAL";
pub(crate) const PRACTICE: &str = "NO FISCAL · PRÁCTICA";
pub(crate) const TEST_ENVIRONMENT: &str = "ENTORNO DE PRUEBA";
pub(crate) const COPY: &str = "COPIA";

/// What a paper is besides what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Made in practice: it says so at its start, at its end and every six
    /// lines, and has no QR.
    pub practice: bool,
    /// Made against a provider's test environment.
    pub test_environment: bool,
    /// It was printed before.
    pub copy: bool,
}

/// The shop, as it stands at a paper's head. An empty field is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shop {
    pub name: String,
    pub cuit: String,
    pub address: String,
}

/// A paper: what it says, in order, without a width yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    title: String,
    marks: Marks,
    /// It could be taken for a fiscal document: it says that it is none.
    not_fiscal: bool,
    blocks: Vec<Block>,
}

/// One piece of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// Words in the middle of the line.
    Centred(Look, String),
    /// Words from the left. Leading spaces indent them, and what they wrap to.
    Words(Look, String),
    /// One text at the left and one at the right.
    Pair(Look, String, String),
    /// A name, how many, and how much.
    Counted {
        look: Look,
        name: String,
        count: String,
        amount: String,
    },
    /// The amount that a receipt is about: nothing on it is larger.
    Amount(Money),
    /// [`LEGEND`]: only the amount is larger.
    Legend,
    /// A line across the paper.
    Rule,
    /// A QR in the middle, drawn in that way; `None` for the printer's own.
    Qr(String, Option<PrintedQr>),
    /// The numbers of the columns.
    Ruler,
    Blank,
}

/// How words are printed. The layout decides what that is on a paper's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Bold,
    /// Twice as high.
    Tall,
    /// Twice as high and wide: the title of a paper that has no amount.
    Title,
}

impl Document {
    pub(crate) fn new(title: impl Into<String>, marks: Marks) -> Document {
        Document {
            title: title.into(),
            marks,
            not_fiscal: false,
            blocks: Vec::new(),
        }
    }

    /// What it is called, for a file's name and a PDF's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    #[must_use]
    pub const fn marks(&self) -> Marks {
        self.marks
    }

    pub(crate) const fn is_marked_not_fiscal(&self) -> bool {
        self.not_fiscal
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Says at head and foot that it is no fiscal document.
    pub(crate) const fn mark_not_fiscal(&mut self) {
        self.not_fiscal = true;
    }

    pub(crate) fn add(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(crate) fn rule(&mut self) {
        self.add(Block::Rule);
    }

    pub(crate) fn blank(&mut self) {
        self.add(Block::Blank);
    }

    pub(crate) fn centred(&mut self, look: Look, words: impl Into<String>) {
        self.add(Block::Centred(look, words.into()));
    }

    pub(crate) fn words(&mut self, words: impl Into<String>) {
        self.add(Block::Words(Look::Plain, words.into()));
    }

    /// A section's heading.
    pub(crate) fn heading(&mut self, words: impl Into<String>) {
        self.add(Block::Words(Look::Bold, words.into()));
    }

    pub(crate) fn pair(&mut self, left: impl Into<String>, right: impl Into<String>) {
        self.pair_in(Look::Plain, left, right);
    }

    pub(crate) fn pair_in(
        &mut self,
        look: Look,
        left: impl Into<String>,
        right: impl Into<String>,
    ) {
        self.add(Block::Pair(look, left.into(), right.into()));
    }

    pub(crate) fn counted(
        &mut self,
        name: impl Into<String>,
        count: impl ToString,
        amount: impl Into<String>,
    ) {
        self.add(Block::Counted {
            look: Look::Plain,
            name: name.into(),
            count: count.to_string(),
            amount: amount.into(),
        });
    }

    /// The shop's name, CUIT and address.
    pub(crate) fn head(&mut self, shop: &Shop) {
        if !shop.name.trim().is_empty() {
            self.centred(Look::Tall, &shop.name);
        }
        if !shop.cuit.trim().is_empty() {
            self.centred(Look::Plain, format!("CUIT {}", shop.cuit));
        }
        if !shop.address.trim().is_empty() {
            self.centred(Look::Plain, &shop.address);
        }
    }
}
