//! A paper as a PDF: the same lines as on a roll, with embedded letters. The
//! bytes depend on nothing but the document and the page.

#![expect(
    clippy::float_arithmetic,
    reason = "the library measures a page in floats; no money is reckoned here"
)]

mod letters;

use crate::document::Document;
use crate::layout::{Align, Line, PaperWidth, TextLine, lay_out};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use letters::{ADVANCE_EM, ASCENT_EM, LINE_EM, Letters};

/// What the paper is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfPage {
    /// A roll: as wide as the paper and as long as it says.
    Roll(PaperWidth),
    A5,
    A4,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The library could not write it.
    #[error("the PDF could not be written")]
    Unwritten(#[source] krilla::error::KrillaError),
    /// The page has no room for a line.
    #[error("the page is too small")]
    TooSmall,
}

/// The longest page, in points: PDF allows 14,400.
const PAGE_POINTS_MAX: f32 = 14_000.0;
/// The columns of a sheet, which is read from farther away than a roll.
const SHEET_COLUMNS: usize = 48;
/// The margin of a roll at its head and foot, in points.
const ROLL_MARGIN: f32 = 14.0;
/// The part of a line's width that a QR has on it.
const QR_PART: f32 = 0.7;

/// The paper as a PDF.
///
/// # Errors
/// [`PdfError`], where the library fails or the page is too small.
pub fn pdf(document: &Document, page: PdfPage) -> Result<Vec<u8>, PdfError> {
    let grid = Grid::of(page);
    let lines = lay_out(document, grid.columns);
    let letters = Letters::embedded();
    let mut made = krilla::Document::new();
    made.set_metadata(
        Metadata::new()
            .title(document.title().to_owned())
            .language("es-AR".to_owned())
            .creator("Mostrador".to_owned()),
    );
    for lines in grid.pages(&lines) {
        let height = grid.page_height(lines);
        let settings = PageSettings::from_wh(grid.width, height).ok_or(PdfError::TooSmall)?;
        let mut page = made.start_page_with(settings);
        let mut surface = page.surface();
        let mut y = grid.margin_y;
        for line in lines {
            match line {
                Line::Text(line) => grid.text(&mut surface, &letters, line, y),
                Line::Qr(line) => grid.qr(&mut surface, &line.payload, y),
            }
            y += grid.height(line);
        }
        surface.finish();
        page.finish();
    }
    made.finish().map_err(PdfError::Unwritten)
}

/// The measures of a page, in points.
struct Grid {
    columns: usize,
    width: f32,
    /// Of a sheet; a roll is as long as its lines.
    sheet_height: Option<f32>,
    margin_x: f32,
    margin_y: f32,
    /// The width of a plain letter.
    cell: f32,
}

impl Grid {
    fn of(page: PdfPage) -> Grid {
        // Of a roll, the printers' own: 48 mm of 58, and 72 mm of 80.
        let (width, printed, sheet_height) = match page {
            PdfPage::Roll(PaperWidth::Columns32) => (164.4, 136.1, None),
            PdfPage::Roll(PaperWidth::Columns42 | PaperWidth::Columns48) => (226.8, 204.1, None),
            PdfPage::A5 => (419.5, 355.5, Some(595.3)),
            PdfPage::A4 => (595.3, 505.3, Some(841.9)),
        };
        let columns = match page {
            PdfPage::Roll(width) => width.columns(),
            PdfPage::A5 | PdfPage::A4 => SHEET_COLUMNS,
        };
        let margin_x = (width - printed) / 2.0;
        Grid {
            columns,
            width,
            sheet_height,
            margin_x,
            margin_y: if sheet_height.is_some() {
                margin_x
            } else {
                ROLL_MARGIN
            },
            cell: printed / points(columns),
        }
    }

    /// The size of the letters.
    fn em(&self) -> f32 {
        self.cell / ADVANCE_EM
    }

    fn printed(&self) -> f32 {
        self.cell * points(self.columns)
    }

    fn qr_side(&self) -> f32 {
        self.printed() * QR_PART
    }

    fn height(&self, line: &Line) -> f32 {
        match line {
            Line::Text(line) => self.em() * LINE_EM * f32::from(line.size.height),
            Line::Qr(_) => self.qr_side(),
        }
    }

    /// The lines of each page.
    fn pages<'a>(&self, lines: &'a [Line]) -> Vec<&'a [Line]> {
        let longest = self.sheet_height.unwrap_or(PAGE_POINTS_MAX);
        let room = longest - 2.0 * self.margin_y;
        let (mut pages, mut from, mut used) = (Vec::new(), 0, 0.0);
        for (place, line) in lines.iter().enumerate() {
            let height = self.height(line);
            if used + height > room && place > from {
                pages.push(&lines[from..place]);
                (from, used) = (place, 0.0);
            }
            used += height;
        }
        pages.push(&lines[from..]);
        pages
    }

    fn page_height(&self, lines: &[Line]) -> f32 {
        let used: f32 = lines.iter().map(|line| self.height(line)).sum();
        let needed = used + 2.0 * self.margin_y;
        self.sheet_height.unwrap_or(needed)
    }

    /// A line of letters, each in its column.
    fn text(&self, surface: &mut Surface<'_>, letters: &Letters, line: &TextLine, y: f32) {
        let (wide, high) = (f32::from(line.size.width), f32::from(line.size.height));
        let width = points(line.text.chars().count()) * self.cell * wide;
        let x = match line.align {
            Align::Left => self.margin_x,
            Align::Centre => self.margin_x + (self.printed() - width) / 2.0,
        };
        if line.inverse {
            fill(surface, rgb::Color::black());
            let height = self.em() * LINE_EM * high;
            rectangles(surface, Rect::from_xywh(x, y, width, height).into_iter());
        }
        let colour = if line.inverse {
            rgb::Color::white()
        } else {
            rgb::Color::black()
        };
        fill(surface, colour);
        surface.push_transform(&Transform::from_row(wide, 0.0, 0.0, high, x, y));
        letters.draw(
            surface,
            &line.text,
            line.bold,
            (self.em(), self.em() * ASCENT_EM),
        );
        surface.pop();
    }

    /// A QR in the middle, with its quiet zone.
    fn qr(&self, surface: &mut Surface<'_>, payload: &str, y: f32) {
        // The layout has no QR that cannot be drawn.
        let Ok(modules) = qr::modules(payload) else {
            return;
        };
        let side = self.qr_side();
        let module = side / points(modules.side());
        let left = self.margin_x + (self.printed() - side) / 2.0;
        let mut rows = Vec::new();
        for row in 0..modules.side() {
            let mut column = 0;
            while column < modules.side() {
                let run = (column..modules.side())
                    .take_while(|column| modules.dark(*column, row))
                    .count();
                if run > 0 {
                    let (x, top) = (points(column) * module, points(row) * module);
                    let width = points(run) * module;
                    rows.extend(Rect::from_xywh(left + x, y + top, width, module));
                }
                // The module after the run is light.
                column += run + 1;
            }
        }
        fill(surface, rgb::Color::black());
        rectangles(surface, rows.into_iter());
    }
}

fn fill(surface: &mut Surface<'_>, colour: rgb::Color) {
    surface.set_fill(Some(Fill {
        paint: colour.into(),
        ..Fill::default()
    }));
}

fn rectangles(surface: &mut Surface<'_>, all: impl Iterator<Item = Rect>) {
    let mut path = PathBuilder::new();
    for rectangle in all {
        path.push_rect(rectangle);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// A count of columns or modules, all of which are few.
fn points(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
