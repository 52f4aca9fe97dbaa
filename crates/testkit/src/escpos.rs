//! Reads ESC/POS as a printer does: what would stand on the paper, in order.
//!
//! It is written from the printers' manuals and shares nothing with the crate
//! that writes those bytes, so that the two check each other. A command that it
//! does not know is an error: a test then sees what no printer was asked for.

/// One thing that the printer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// It was initialised: a paper begins.
    Start,
    Line(PrintedLine),
    /// It drew the QR of this text by itself.
    Qr(String),
    /// It printed dots.
    Image(Image),
    Cut,
    /// It opened the drawer.
    Kick,
}

/// One printed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedLine {
    pub text: String,
    /// How many times as wide and as high as a plain character.
    pub width: u8,
    pub height: u8,
    pub bold: bool,
    pub inverse: bool,
    pub centred: bool,
    /// The code page that its bytes were read by.
    pub code_page: u8,
}

/// Printed dots, row by row, true for black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub width: usize,
    pub rows: Vec<Vec<bool>>,
}

/// Why bytes are not a whole job that a printer understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotUnderstood {
    /// The bytes end in the middle of a command.
    EndsEarly,
    /// A command that this reader does not know, and where it begins.
    Unknown { at: usize, command: Vec<u8> },
}

/// What the bytes make a printer do.
///
/// # Errors
/// [`NotUnderstood`], by what is wrong with them.
pub fn read_escpos(bytes: &[u8]) -> Result<Vec<Printed>, NotUnderstood> {
    let mut printer = Printer::new(bytes);
    while printer.step()? {}
    Ok(printer.printed)
}

/// The lines alone.
#[must_use]
pub fn printed_lines(printed: &[Printed]) -> Vec<&PrintedLine> {
    printed
        .iter()
        .filter_map(|one| match one {
            Printed::Line(line) => Some(line),
            Printed::Start | Printed::Qr(_) | Printed::Image(_) | Printed::Cut | Printed::Kick => {
                None
            }
        })
        .collect()
}

const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
const GS: u8 = 0x1D;
const LF: u8 = 0x0A;
const CAN: u8 = 0x18;
/// ESC t: the page that a printer has after it was initialised.
const FIRST_PAGE: u8 = 0;

struct Printer<'a> {
    bytes: &'a [u8],
    at: usize,
    printed: Vec<Printed>,
    line: Vec<u8>,
    style: Style,
    qr: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Style {
    width: u8,
    height: u8,
    bold: bool,
    inverse: bool,
    centred: bool,
    page: u8,
}

const PLAIN: Style = Style {
    width: 1,
    height: 1,
    bold: false,
    inverse: false,
    centred: false,
    page: FIRST_PAGE,
};

impl<'a> Printer<'a> {
    fn new(bytes: &'a [u8]) -> Printer<'a> {
        Printer {
            bytes,
            at: 0,
            printed: Vec::new(),
            line: Vec::new(),
            style: PLAIN,
            qr: Vec::new(),
        }
    }

    fn next(&mut self) -> Result<u8, NotUnderstood> {
        let byte = *self.bytes.get(self.at).ok_or(NotUnderstood::EndsEarly)?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], NotUnderstood> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(NotUnderstood::EndsEarly)?;
        self.at += count;
        Ok(taken)
    }

    fn size(&mut self) -> Result<usize, NotUnderstood> {
        let (low, high) = (self.next()?, self.next()?);
        Ok(usize::from(low) + 256 * usize::from(high))
    }

    /// Does one command or takes one character; false at the end.
    fn step(&mut self) -> Result<bool, NotUnderstood> {
        let from = self.at;
        if from == self.bytes.len() {
            return Ok(false);
        }
        match self.next()? {
            LF => self.end_line(),
            CAN => self.line.clear(),
            ESC => self.esc(from)?,
            FS => match self.next()? {
                // No double-byte characters.
                b'.' => {}
                _ => return Err(self.unknown(from)),
            },
            GS => self.gs(from)?,
            byte if byte >= b' ' => self.line.push(byte),
            _ => return Err(self.unknown(from)),
        }
        Ok(true)
    }

    fn esc(&mut self, from: usize) -> Result<(), NotUnderstood> {
        match self.next()? {
            b'@' => {
                self.line.clear();
                self.style = PLAIN;
                self.printed.push(Printed::Start);
            }
            b't' => self.style.page = self.next()?,
            // The international characters: none in place of ASCII's.
            b'R' => match self.next()? {
                0 => {}
                _ => return Err(self.unknown(from)),
            },
            b'E' => self.style.bold = self.next()? & 1 == 1,
            b'a' => self.style.centred = matches!(self.next()?, 1 | b'1'),
            b'd' => {
                for _ in 0..self.next()? {
                    self.end_line();
                }
            }
            b'p' => {
                self.take(3)?;
                self.printed.push(Printed::Kick);
            }
            _ => return Err(self.unknown(from)),
        }
        Ok(())
    }

    fn gs(&mut self, from: usize) -> Result<(), NotUnderstood> {
        match self.next()? {
            b'!' => {
                let size = self.next()?;
                self.style.width = (size >> 4 & 7) + 1;
                self.style.height = (size & 7) + 1;
            }
            b'B' => self.style.inverse = self.next()? & 1 == 1,
            b'V' => {
                match self.next()? {
                    0 | 1 | b'0' | b'1' => {}
                    b'A' | b'B' => {
                        self.next()?;
                    }
                    _ => return Err(self.unknown(from)),
                }
                self.printed.push(Printed::Cut);
            }
            b'(' => match self.next()? {
                b'k' => self.code(from)?,
                _ => return Err(self.unknown(from)),
            },
            b'v' => match self.next()? {
                b'0' => self.image()?,
                _ => return Err(self.unknown(from)),
            },
            _ => return Err(self.unknown(from)),
        }
        Ok(())
    }

    /// GS ( k: a QR in five steps, of which storing and printing show.
    fn code(&mut self, from: usize) -> Result<(), NotUnderstood> {
        let length = self.size()?;
        match self.take(length)? {
            [b'1', b'A' | b'C' | b'E', ..] => {}
            [b'1', b'P', b'0', stored @ ..] => self.qr = stored.to_vec(),
            [b'1', b'Q', b'0'] => {
                let text = String::from_utf8_lossy(&self.qr).into_owned();
                self.printed.push(Printed::Qr(text));
            }
            _ => return Err(self.unknown(from)),
        }
        Ok(())
    }

    /// GS v 0: dots, eight to a byte.
    fn image(&mut self) -> Result<(), NotUnderstood> {
        self.next()?;
        let (bytes, height) = (self.size()?, self.size()?);
        let mut rows = Vec::new();
        for _ in 0..height {
            let row = self.take(bytes)?;
            let dots = |byte: u8| (0..8).map(move |bit| byte & (0x80 >> bit) != 0);
            rows.push(row.iter().flat_map(|byte| dots(*byte)).collect());
        }
        self.printed.push(Printed::Image(Image {
            width: bytes * 8,
            rows,
        }));
        Ok(())
    }

    fn end_line(&mut self) {
        let bytes = std::mem::take(&mut self.line);
        let page = self.style.page;
        self.printed.push(Printed::Line(PrintedLine {
            text: bytes.iter().map(|byte| letter(page, *byte)).collect(),
            width: self.style.width,
            height: self.style.height,
            bold: self.style.bold,
            inverse: self.style.inverse,
            centred: self.style.centred,
            code_page: page,
        }));
    }

    fn unknown(&self, from: usize) -> NotUnderstood {
        NotUnderstood::Unknown {
            at: from,
            command: self.bytes[from..self.at].to_vec(),
        }
    }
}

/// A byte by its code page; the replacement character for what a page lacks and
/// for a page that this reader does not have.
fn letter(page: u8, byte: u8) -> char {
    let Some(place) = byte.checked_sub(0x80) else {
        return char::from(byte);
    };
    let upper = match page {
        0 => PC437,
        2 | 19 => PC850,
        16 => return if byte == 0x80 { '€' } else { latin(byte) },
        _ => "",
    };
    match (page, byte) {
        (19, 0xD5) => '€',
        _ => upper
            .chars()
            .nth(usize::from(place))
            .unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// WPC1252 from 0xA0 on is Latin-1.
fn latin(byte: u8) -> char {
    if byte >= 0xA0 {
        char::from(byte)
    } else {
        char::REPLACEMENT_CHARACTER
    }
}

const PC437: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
    "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
);

const PC850: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ",
    "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_style_it_was_given() {
        let bytes = b"\x1B@\x1C.\x1Bt\x13\x1Ba\x01\x1D!\x12\x1BE\x01\xA5and\xA3\n";
        let printed = read_escpos(bytes).unwrap();
        let lines = printed_lines(&printed);
        let line = PrintedLine {
            text: "Ñandú".to_owned(),
            width: 2,
            height: 3,
            bold: true,
            inverse: false,
            centred: true,
            code_page: 19,
        };
        assert_eq!(lines, [&line]);
        assert_eq!(printed[0], Printed::Start);
    }

    #[test]
    fn what_no_printer_was_asked_for_is_an_error() {
        assert_eq!(
            read_escpos(b"hola\x07"),
            Err(NotUnderstood::Unknown {
                at: 4,
                command: vec![7]
            })
        );
        assert_eq!(
            read_escpos(b"\x1Dv0\0\x01\0\x02\0\xFF"),
            Err(NotUnderstood::EndsEarly)
        );
    }
}
