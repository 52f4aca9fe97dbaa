//! A paper as the bytes of one job for an ESC/POS printer.
//!
//! A job begins by initialising the printer, so that nothing of the paper before
//! it is left, and chooses its code page, since a printer forgets it when it is
//! switched off. The commands are those that printers of every maker have; their
//! numbers are from Epson's reference.

use crate::code_page::CodePage;
use crate::document::Document;
use crate::layout::{Align, Line, PaperWidth, QrLine, Size, TextLine, layout};

const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
const GS: u8 = 0x1D;
const LINE_FEED: u8 = 0x0A;

/// How many lines the paper is fed before it is torn off where nothing cuts.
const FEED_LINES: u8 = 5;
/// How far the paper is fed past the cutter, in dots.
const FEED_DOTS: u8 = 16;
/// The largest module of a printed QR, in dots of an eighth of a millimetre.
const MODULE_DOTS_MAX: usize = 8;
/// How long the drawer's pulse is on and off, in units of 2 ms.
const PULSE: [u8; 2] = [50, 250];

/// What a printer can do, and what this job asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrinterProfile {
    pub width: PaperWidth,
    pub code_page: CodePage,
    pub qr: PrintedQr,
    /// Whether it has a cutter.
    pub cut: bool,
    /// Open the drawer with this job. Only cash opens it: the caller knows.
    pub kick_drawer: bool,
}

/// Who draws a QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrintedQr {
    /// The printer, by its own command. One that lacks it prints the text.
    #[default]
    Native,
    /// We, as dots.
    Raster,
}

/// The job that prints this paper.
#[must_use]
pub fn escpos(document: &Document, printer: &PrinterProfile) -> Vec<u8> {
    let mut job = Job::begun(printer);
    for line in layout(document, printer.width) {
        match line {
            Line::Text(line) => job.text(&line),
            Line::Qr(line) => job.qr(&line, printer),
        }
    }
    job.ended(printer)
}

/// A job that is being written, with the style that the printer is in.
struct Job {
    bytes: Vec<u8>,
    code_page: CodePage,
    size: Size,
    bold: bool,
    inverse: bool,
    align: Align,
}

impl Job {
    fn begun(printer: &PrinterProfile) -> Job {
        let mut job = Job {
            bytes: Vec::new(),
            code_page: printer.code_page,
            size: Size::PLAIN,
            bold: false,
            inverse: false,
            align: Align::Left,
        };
        job.put(&[ESC, b'@']);
        // Without this, printers made for China read two bytes as one character.
        job.put(&[FS, b'.']);
        // ASCII as it is: some countries' sets have another sign for the `$`.
        job.put(&[ESC, b'R', 0]);
        job.put(&[ESC, b't', printer.code_page.number()]);
        if printer.kick_drawer {
            let [on, off] = PULSE;
            job.put(&[ESC, b'p', 0, on, off]);
        }
        job
    }

    fn ended(mut self, printer: &PrinterProfile) -> Vec<u8> {
        self.style(Size::PLAIN, false, false, Align::Left);
        if printer.cut {
            self.put(&[GS, b'V', b'B', FEED_DOTS]);
        } else {
            self.put(&[ESC, b'd', FEED_LINES]);
        }
        self.bytes
    }

    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn text(&mut self, line: &TextLine) {
        self.style(line.size, line.bold, line.inverse, line.align);
        let page = self.code_page;
        let text = line.text.chars().map(|letter| page.byte(letter));
        self.bytes.extend(text);
        self.bytes.push(LINE_FEED);
    }

    /// Tells the printer what is different from the line before.
    fn style(&mut self, size: Size, bold: bool, inverse: bool, align: Align) {
        if size != self.size {
            self.size = size;
            let (width, height) = (size.width.clamp(1, 8), size.height.clamp(1, 8));
            self.put(&[GS, b'!', (width - 1) << 4 | (height - 1)]);
        }
        if bold != self.bold {
            self.bold = bold;
            self.put(&[ESC, b'E', u8::from(bold)]);
        }
        if inverse != self.inverse {
            self.inverse = inverse;
            self.put(&[GS, b'B', u8::from(inverse)]);
        }
        if align != self.align {
            self.align = align;
            let align = match align {
                Align::Left => 0,
                Align::Centre => 1,
            };
            self.put(&[ESC, b'a', align]);
        }
    }

    /// A QR in the middle of the line. A text beyond ASCII is always drawn by
    /// us: printers take its bytes for Kanji.
    fn qr(&mut self, line: &QrLine, printer: &PrinterProfile) {
        let payload = &line.payload;
        let Ok(modules) = qr::modules(payload) else {
            return;
        };
        let module = (printer.width.dots() / modules.side()).clamp(1, MODULE_DOTS_MAX);
        self.style(Size::PLAIN, false, false, Align::Centre);
        match line.drawn.unwrap_or(printer.qr) {
            PrintedQr::Native if payload.is_ascii() => self.native(payload, module),
            PrintedQr::Native | PrintedQr::Raster => self.raster(&modules, module),
        }
    }

    /// GS ( k: model 2, the module's size, level M, the text, and print it.
    fn native(&mut self, payload: &str, module: usize) {
        let module = u8::try_from(module).unwrap_or(1);
        self.code(&[b'A', b'2', 0]);
        self.code(&[b'C', module]);
        self.code(b"E1");
        let mut stored = vec![b'P', b'0'];
        stored.extend_from_slice(payload.as_bytes());
        self.code(&stored);
        self.code(b"Q0");
    }

    fn code(&mut self, function: &[u8]) {
        let [low, high] = size(function.len() + 1);
        self.put(&[GS, b'(', b'k', low, high, b'1']);
        self.put(function);
    }

    /// GS v 0: the dots row by row, eight to a byte.
    fn raster(&mut self, modules: &qr::Modules, module: usize) {
        let side = modules.side() * module;
        let row_bytes = side.div_ceil(8);
        let ([low, high], [rows_low, rows_high]) = (size(row_bytes), size(side));
        self.put(&[GS, b'v', b'0', 0, low, high, rows_low, rows_high]);
        for y in 0..side {
            for byte in 0..row_bytes {
                let dots = (0..8).fold(0, |dots: u8, bit| {
                    let x = byte * 8 + bit;
                    dots << 1 | u8::from(modules.dark(x / module, y / module))
                });
                self.bytes.push(dots);
            }
        }
    }
}

/// A length in two bytes, the low one first. Every length here is below 65536.
fn size(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes()
}
