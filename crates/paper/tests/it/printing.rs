//! The bytes of a job, read back as a printer reads them.

use crate::facts::{by_cash, by_qr};
use crate::rules::papers;
use paper::{
    Align, CodePage, Line, Marks, PaperWidth, PrintedQr, PrinterProfile, Receipt, TextLine, escpos,
    layout, receipt,
};
use proptest::prelude::*;
use testkit::escpos::{Printed, PrintedLine, printed_lines, read_escpos};

/// What a printer of that page prints for a line.
fn printed(line: &TextLine, page: u8) -> PrintedLine {
    PrintedLine {
        text: line.text.clone(),
        width: line.size.width,
        height: line.size.height,
        bold: line.bold,
        inverse: line.inverse,
        centred: line.align == Align::Centre,
        code_page: page,
    }
}

fn with_texts(text: &str) -> Receipt {
    let mut facts = by_qr();
    facts.shop.name = text.to_owned();
    facts.concept = Some(text.to_owned());
    facts.closing_words = text.to_owned();
    facts
}

#[test]
fn each_job_begins_clean_and_ends_with_the_cut() {
    let cut = PrinterProfile {
        cut: true,
        ..PrinterProfile::default()
    };
    for paper in papers(Marks::default()) {
        let did = read_escpos(&escpos(&paper, &cut)).unwrap();
        assert_eq!(did.first(), Some(&Printed::Start));
        assert_eq!(did.last(), Some(&Printed::Cut));
        let count = |one: &Printed| did.iter().filter(|did| *did == one).count();
        let counts = [Printed::Start, Printed::Cut, Printed::Kick].map(|one| count(&one));
        assert_eq!(counts, [1, 1, 0]);
    }
    let uncut = read_escpos(&escpos(&receipt(&by_qr()), &PrinterProfile::default()));
    assert!(!uncut.unwrap().contains(&Printed::Cut));
}

#[test]
fn the_drawer_opens_before_the_paper_and_only_when_it_is_asked_for() {
    let printer = PrinterProfile {
        kick_drawer: true,
        ..PrinterProfile::default()
    };
    let did = read_escpos(&escpos(&receipt(&by_cash()), &printer)).unwrap();
    assert_eq!(did[..2], [Printed::Start, Printed::Kick]);
}

#[test]
fn letters_that_a_page_lacks_are_printed_as_the_nearest() {
    let typed = "Ñandú, café, 10 € — “oferta” ł 🎉";
    let cases = [
        (
            CodePage::Pc858,
            19,
            "Ñandú, café, 10 € - \"oferta\" l ?",
            "NO VÁLIDO",
        ),
        (
            CodePage::Pc850,
            2,
            "Ñandú, café, 10 E - \"oferta\" l ?",
            "NO VÁLIDO",
        ),
        (
            CodePage::Pc437,
            0,
            "Ñandú, café, 10 E - \"oferta\" l ?",
            "NO VALIDO",
        ),
        (
            CodePage::Wpc1252,
            16,
            "Ñandú, café, 10 € - \"oferta\" l ?",
            "NO VÁLIDO",
        ),
    ];
    for (code_page, number, text, legend) in cases {
        let printer = PrinterProfile {
            code_page,
            ..PrinterProfile::default()
        };
        let did = read_escpos(&escpos(&receipt(&with_texts(typed)), &printer)).unwrap();
        let lines = printed_lines(&did);
        assert!(lines.iter().all(|line| line.code_page == number));
        assert_eq!(lines[0].text, text);
        assert!(lines.iter().any(|line| line.text.contains(legend)));
    }
}

#[test]
fn a_qr_is_drawn_by_the_printer_or_as_dots_of_the_same_code() {
    let test_print = papers(Marks::default()).pop().unwrap();
    let did = read_escpos(&escpos(&test_print, &PrinterProfile::default())).unwrap();
    let native = did.iter().find_map(|one| match one {
        Printed::Qr(text) => Some(text.clone()),
        Printed::Start | Printed::Line(_) | Printed::Image(_) | Printed::Cut | Printed::Kick => {
            None
        }
    });
    let text = native.unwrap();
    let modules = qr::modules(&text).unwrap();
    let raster = PrinterProfile {
        width: PaperWidth::Columns32,
        qr: PrintedQr::Raster,
        ..PrinterProfile::default()
    };
    let did = read_escpos(&escpos(&test_print, &raster)).unwrap();
    let image = did.iter().find_map(|one| match one {
        Printed::Image(image) => Some(image.clone()),
        Printed::Start | Printed::Line(_) | Printed::Qr(_) | Printed::Cut | Printed::Kick => None,
    });
    let image = image.unwrap();
    let module = image.rows.len() / modules.side();
    assert!(module >= 4 && image.width <= PaperWidth::Columns32.dots());
    for (y, row) in image.rows.iter().enumerate() {
        for (x, dot) in row.iter().enumerate() {
            assert_eq!(*dot, modules.dark(x / module, y / module), "{x} {y}");
        }
    }
}

#[test]
fn the_roll_and_its_letter_give_the_columns() {
    let columns = |mm, letters| PaperWidth::of_roll(mm, letters).columns();
    assert_eq!([columns(80, 48), columns(80, 42)], [48, 42]);
    // A narrow roll has one letter, whatever is set for the wide one.
    assert_eq!([columns(58, 48), columns(58, 42)], [32, 32]);
}

proptest! {
    /// No text changes the printer's state, is wider than the paper, or reaches
    /// it otherwise than the layout says.
    #[test]
    fn any_text_is_printed_as_it_was_laid_out(text in any::<String>()) {
        let document = receipt(&with_texts(&text));
        for width in PaperWidth::ALL {
            let printer = PrinterProfile {
                width,
                code_page: CodePage::Wpc1252,
                ..PrinterProfile::default()
            };
            let laid: Vec<_> = layout(&document, width)
                .iter()
                .filter_map(|line| match line {
                    Line::Text(line) => Some(printed(line, 16)),
                    Line::Qr(_) => None,
                })
                .collect();
            let did = read_escpos(&escpos(&document, &printer)).unwrap();
            let lines: Vec<_> = printed_lines(&did).into_iter().take(laid.len()).cloned().collect();
            prop_assert_eq!(&lines, &laid);
            for line in &lines {
                let columns = line.text.chars().count() * usize::from(line.width);
                prop_assert!(columns <= width.columns(), "{line:?}");
            }
        }
    }
}
