//! From blocks to lines of printed characters. Every format prints these lines
//! and adds nothing to them.
//!
//! No line is wider than the paper: a text that does not fit is wrapped, and an
//! amount that is too wide gets narrower letters. The marks of practice, a test
//! environment and a copy are put in here, at the place of each line.

mod fit;

use crate::alphabet::{printable, printable_lines};
use crate::document::{
    Block, COPY, Document, LEGEND, Look, NOT_FISCAL, PRACTICE, TEST_ENVIRONMENT,
};
use crate::escpos::PrintedQr;
use fit::{counted, pair, wrap};

/// Practice paper says so after at most so many lines.
pub(crate) const PRACTICE_EVERY_LINES: usize = 6;
/// The legend breaks after "VÁLIDO" where the paper is wide enough for it.
const LEGEND_COLUMNS: usize = 20;

/// How many characters a line of the paper has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperWidth {
    /// 32: a roll of 58 mm.
    Columns32,
    /// 42: a roll of 80 mm in printers with a wider letter.
    Columns42,
    /// 48: a roll of 80 mm.
    #[default]
    Columns48,
}

impl PaperWidth {
    pub const ALL: [PaperWidth; 3] = [
        PaperWidth::Columns32,
        PaperWidth::Columns42,
        PaperWidth::Columns48,
    ];

    /// The columns of a roll of that many millimetres: 58 or less have 32. A wider
    /// roll has 42 where the printer's letter is said to be that wide, else 48.
    #[must_use]
    pub const fn of_roll(mm: u32, columns: u32) -> PaperWidth {
        if mm <= 58 {
            PaperWidth::Columns32
        } else if columns <= 42 {
            PaperWidth::Columns42
        } else {
            PaperWidth::Columns48
        }
    }

    #[must_use]
    pub const fn columns(self) -> usize {
        match self {
            PaperWidth::Columns32 => 32,
            PaperWidth::Columns42 => 42,
            PaperWidth::Columns48 => 48,
        }
    }

    /// The dots of a line at 203 dpi, of which a plain character has twelve.
    #[must_use]
    pub const fn dots(self) -> usize {
        self.columns() * 12
    }
}

/// How large the letters are: so many times a plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u8,
    pub height: u8,
}

impl Size {
    pub const PLAIN: Size = Size::of(1, 1);
    pub(crate) const TALL: Size = Size::of(1, 2);
    pub(crate) const DOUBLE: Size = Size::of(2, 2);

    const fn of(width: u8, height: u8) -> Size {
        Size { width, height }
    }

    /// How many of these letters fit into so many columns.
    fn fit(self, columns: usize) -> usize {
        (columns / usize::from(self.width)).max(1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
}

/// One line of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Text(TextLine),
    Qr(QrLine),
}

/// A QR in the middle of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrLine {
    /// What it says, to the letter.
    pub payload: String,
    /// How it must be drawn, whatever the printer's own way is.
    pub drawn: Option<PrintedQr>,
}

/// One line of printed characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    pub text: String,
    pub size: Size,
    pub bold: bool,
    /// White on black.
    pub inverse: bool,
    pub align: Align,
}

/// The paper's lines, for that width.
#[must_use]
pub fn layout(document: &Document, width: PaperWidth) -> Vec<Line> {
    lay_out(document, width.columns())
}

/// The paper's lines, for so many columns.
pub(crate) fn lay_out(document: &Document, columns: usize) -> Vec<Line> {
    let mut page = Page::new(document, columns);
    for block in document.blocks() {
        page.block(block);
    }
    page.marked(document)
}

/// The sizes on this paper. The amount is the largest, the legend the next, and
/// a line that would be as large as the legend is bold instead.
#[derive(Clone, Copy)]
struct Sizes {
    amount: Size,
    legend: Size,
    tall: Size,
}

impl Sizes {
    fn of(document: &Document, columns: usize) -> Sizes {
        let widest = document.blocks().iter().filter_map(|block| match block {
            Block::Amount(money) => Some(crate::amounts::round(*money).len()),
            Block::Centred(..)
            | Block::Words(..)
            | Block::Pair(..)
            | Block::Counted { .. }
            | Block::Legend
            | Block::Rule
            | Block::Qr(..)
            | Block::Ruler
            | Block::Blank => None,
        });
        let Some(characters) = widest.max() else {
            return Sizes {
                amount: Size::of(3, 3),
                legend: Size::DOUBLE,
                tall: Size::TALL,
            };
        };
        let fits = |size: &Size| characters <= size.fit(columns);
        let amount = [Size::of(3, 3), Size::of(2, 3)].into_iter().find(fits);
        match amount {
            Some(amount) => Sizes {
                amount,
                legend: Size::DOUBLE,
                tall: Size::TALL,
            },
            None => Sizes {
                amount: Size::of(1, 3),
                legend: Size::TALL,
                tall: Size::PLAIN,
            },
        }
    }
}

struct Page {
    columns: usize,
    sizes: Sizes,
    practice: bool,
    lines: Vec<Line>,
}

impl Page {
    fn new(document: &Document, columns: usize) -> Page {
        Page {
            columns,
            sizes: Sizes::of(document, columns),
            practice: document.marks().practice,
            lines: Vec::new(),
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Centred(look, words) => {
                for words in printable_lines(words) {
                    self.words(*look, Align::Centre, &words);
                }
            }
            Block::Words(look, words) => self.words(*look, Align::Left, &printable(words)),
            Block::Pair(look, left, right) => {
                let (size, bold) = self.looks(*look);
                let fits = size.fit(self.columns);
                for text in pair(&printable(left), &printable(right), fits) {
                    self.push(text, size, bold, Align::Left);
                }
            }
            Block::Counted {
                look,
                name,
                count,
                amount,
            } => {
                let (size, bold) = self.looks(*look);
                let fits = size.fit(self.columns);
                let lines = counted(&printable(name), count, amount, fits);
                for text in lines {
                    self.push(text, size, bold, Align::Left);
                }
            }
            Block::Amount(money) => {
                let amount = crate::amounts::round(*money);
                self.push(amount, self.sizes.amount, true, Align::Centre);
            }
            Block::Legend => {
                let size = self.sizes.legend;
                for text in wrap(LEGEND, size.fit(self.columns).min(LEGEND_COLUMNS)) {
                    self.push(text, size, true, Align::Centre);
                }
            }
            Block::Rule => self.plain("-".repeat(self.columns)),
            Block::Qr(payload, drawn) => self.qr(payload, *drawn),
            Block::Ruler => self.plain(ruler(self.columns)),
            Block::Blank => self.plain(String::new()),
        }
    }

    /// Practice paper has no QR. A text that no QR can hold is printed as words.
    fn qr(&mut self, payload: &str, drawn: Option<PrintedQr>) {
        if self.practice {
            return;
        }
        match qr::can_be_drawn(payload) {
            Ok(()) => self.lines.push(Line::Qr(QrLine {
                payload: payload.to_owned(),
                drawn,
            })),
            Err(_) => self.words(Look::Plain, Align::Left, &printable(payload)),
        }
    }

    fn words(&mut self, look: Look, align: Align, words: &str) {
        let (size, bold) = self.looks(look);
        for text in wrap(words, size.fit(self.columns)) {
            self.push(text, size, bold, align);
        }
    }

    fn plain(&mut self, text: String) {
        self.push(text, Size::PLAIN, false, Align::Left);
    }

    fn push(&mut self, text: String, size: Size, bold: bool, align: Align) {
        self.lines.push(Line::Text(TextLine {
            text,
            size,
            bold,
            inverse: false,
            align,
        }));
    }

    fn looks(&self, look: Look) -> (Size, bool) {
        match look {
            Look::Plain => (Size::PLAIN, false),
            Look::Bold => (Size::PLAIN, true),
            Look::Tall => (self.sizes.tall, true),
            Look::Title => (Size::DOUBLE, true),
        }
    }

    /// The lines with the marks of the paper: bands at head and foot, and the
    /// mark of practice between the lines.
    fn marked(self, document: &Document) -> Vec<Line> {
        let marks = document.marks();
        let bands: Vec<_> = [
            (marks.test_environment, TEST_ENVIRONMENT),
            (marks.copy, COPY),
            (marks.practice, PRACTICE),
            (
                document.is_marked_not_fiscal() && !marks.practice,
                NOT_FISCAL,
            ),
        ]
        .into_iter()
        .filter(|(said, _)| *said)
        .flat_map(|(_, words)| band(words, self.columns))
        .collect();
        let mut marked = bands.clone();
        for (number, line) in self.lines.into_iter().enumerate() {
            let is_due = number > 0 && number.is_multiple_of(PRACTICE_EVERY_LINES);
            if marks.practice && is_due {
                marked.extend(band(PRACTICE, self.columns));
            }
            marked.push(line);
        }
        marked.extend(bands.into_iter().rev());
        marked
    }
}

/// Words in the middle of a black bar across the paper.
fn band(words: &str, columns: usize) -> Vec<Line> {
    let lines = wrap(words, columns).into_iter();
    lines
        .map(|text| {
            Line::Text(TextLine {
                text: format!("{text:^columns$}"),
                size: Size::PLAIN,
                bold: true,
                inverse: true,
                align: Align::Left,
            })
        })
        .collect()
}

/// `1234567890123…`, one digit a column.
fn ruler(columns: usize) -> String {
    "1234567890".chars().cycle().take(columns).collect()
}
