//! What every paper must say and must not say.

use crate::closes::{counted, day_close, made};
use crate::facts::{by_card, by_cash, by_qr, money, shop};
use domain::{Balance, Money, ReportOutcome, ReportState, UnixMs};
use jiff::civil::date;
use jiff::tz::TimeZone;
use paper::{
    CloseKind, CodePage, CountedShift, DayClose, Document, Line, Marks, Movement, PaperWidth,
    Poster, PrintedQr, Receipt, ReportLine, ReportList, Shop, TestPrint, TextLine, close, count,
    layout, movement, poster, receipt, reports, test_print,
};
use proptest::prelude::*;

const LEGEND: &str = "DOCUMENTO NO VÁLIDO COMO FACTURA";

/// Every paper there is, with nothing on it that a shop typed.
pub(crate) fn papers(marks: Marks) -> Vec<Document> {
    let bare = |facts: Receipt| Receipt {
        marks,
        shop: Shop::default(),
        cashier: None,
        concept: None,
        closing_words: String::new(),
        ..facts
    };
    let till = || "Caja 1".to_owned();
    let at = date(2026, 11, 28).at(13, 12, 0, 0);
    vec![
        receipt(&bare(by_qr())),
        receipt(&bare(by_card())),
        receipt(&bare(by_cash())),
        movement(&Movement {
            marks,
            shop: Shop::default(),
            till: till(),
            shift: 3,
            at,
            person: None,
            amount: Balance::from_centavos(-1_200_000),
            reason: String::new(),
            seq: 812,
        }),
        poster(&Poster {
            marks,
            shop: Shop::default(),
            till: till(),
            payload: "000201010211".to_owned(),
            valid_until: date(2027, 11, 28),
        }),
        close(&DayClose {
            shop: Shop::default(),
            ..day_close(made(), false, marks)
        }),
        close(&DayClose {
            shop: Shop::default(),
            ..day_close(CloseKind::Partial, true, marks)
        }),
        count(&CountedShift {
            shop: Shop::default(),
            ..counted(marks)
        }),
        reports(&report_list(marks)),
        test_print(&TestPrint {
            marks,
            shop: Shop::default(),
            till: till(),
            width: PaperWidth::Columns48,
            code_page: CodePage::Pc858,
            qr: PrintedQr::Native,
        }),
    ]
}

fn report_list(marks: Marks) -> ReportList {
    let line = |state| ReportLine {
        ticket: None,
        owed_at: UnixMs(1_795_881_600_000),
        outcome: ReportOutcome::Paid,
        state,
        amount: money(120_000),
        reference: "0059617702".to_owned(),
    };
    let day = date(2026, 11, 28);
    ReportList {
        marks,
        shop: Shop::default(),
        till: "Caja 1".to_owned(),
        days: (day, day),
        reports: ReportState::ALL.map(line).to_vec(),
        others: 3,
        zone: TimeZone::UTC,
    }
}

fn text_lines(document: &Document, width: PaperWidth) -> Vec<TextLine> {
    let lines = layout(document, width).into_iter();
    lines
        .filter_map(|line| match line {
            Line::Text(line) => Some(line),
            Line::Qr(_) => None,
        })
        .collect()
}

fn is_band(line: &TextLine, words: &str) -> bool {
    line.inverse && line.text.trim() == words
}

fn area(line: &TextLine) -> (u8, u8) {
    (line.size.height, line.size.width)
}

#[test]
fn no_word_of_ours_names_a_fiscal_document() {
    let forbidden = [
        "factura", "tique", "ticket", "recibo", "iva", "cae", "arca", "afip",
    ];
    for paper in papers(Marks::default()) {
        let words: String = text_lines(&paper, PaperWidth::Columns48)
            .iter()
            .map(|line| format!("{} ", line.text.trim()))
            .collect();
        let words = words.replace(LEGEND, "");
        for word in words.split(|letter: char| !letter.is_alphanumeric()) {
            let lower = word.to_lowercase();
            assert!(!forbidden.contains(&lower.as_str()), "{word} in {words}");
        }
        // A letter alone on its line is a document's class.
        for line in text_lines(&paper, PaperWidth::Columns48) {
            assert!(!["A", "B", "C"].contains(&line.text.trim()), "{line:?}");
        }
    }
}

#[test]
fn practice_says_so_at_each_end_and_every_six_lines_and_has_no_qr() {
    let marks = Marks {
        practice: true,
        ..Marks::default()
    };
    for paper in papers(marks) {
        for width in PaperWidth::ALL {
            let lines = layout(&paper, width);
            assert!(lines.iter().all(|line| matches!(line, Line::Text(_))));
            let lines = text_lines(&paper, width);
            let said = |line: &TextLine| is_band(line, "NO FISCAL · PRÁCTICA");
            assert!(said(&lines[0]) && said(&lines[lines.len() - 1]));
            let longest = lines.split(said).map(<[TextLine]>::len).max();
            assert!(longest <= Some(6), "{longest:?} lines");
        }
    }
}

#[test]
fn a_copy_and_a_test_say_so_at_head_and_foot() {
    let marks = Marks {
        copy: true,
        test_environment: true,
        practice: false,
    };
    for paper in papers(marks) {
        let lines = text_lines(&paper, PaperWidth::Columns32);
        let last = lines.len() - 1;
        for (place, words) in [
            (0, "ENTORNO DE PRUEBA"),
            (1, "COPIA"),
            (last, "ENTORNO DE PRUEBA"),
            (last - 1, "COPIA"),
        ] {
            assert!(is_band(&lines[place], words), "{:?}", lines[place]);
        }
    }
}

#[test]
fn a_shop_without_a_name_has_no_empty_line_for_it() {
    let facts = by_qr();
    let bare = Receipt {
        shop: Shop::default(),
        ..facts.clone()
    };
    let count = |facts: &Receipt| text_lines(&receipt(facts), PaperWidth::Columns48).len();
    assert_eq!(count(&bare) + 3, count(&facts));
    assert_eq!(facts.shop, shop());
}

proptest! {
    /// Whatever the amount and the texts: the amount is the largest, the legend
    /// the next, and nothing else is as large; and no line is too wide.
    #[test]
    fn the_legend_is_the_largest_after_the_amount(
        centavos in 0..=Money::MAX.centavos(),
        name in ".{0,60}",
        concept in ".{0,60}",
        copy in any::<bool>(),
    ) {
        let mut facts = by_card();
        facts.amount = money(centavos);
        facts.shop.name = name;
        facts.concept = Some(concept);
        facts.marks.copy = copy;
        for width in PaperWidth::ALL {
            let lines = text_lines(&receipt(&facts), width);
            let amount = lines.iter().position(|line| line.size.height == 3).unwrap();
            prop_assert_eq!(&lines[amount].text, &facts.amount.to_string());
            let legend = &lines[amount + 2..];
            let size = area(&legend[0]);
            let legend: Vec<_> = legend.iter().take_while(|line| area(line) == size).collect();
            let words: Vec<_> = legend.iter().map(|line| line.text.as_str()).collect();
            prop_assert_eq!(words.join(" "), LEGEND);
            let as_large = lines.iter().filter(|line| area(line) >= size).count();
            prop_assert_eq!(as_large, legend.len() + 1);
            for line in &lines {
                let columns = line.text.chars().count() * usize::from(line.size.width);
                prop_assert!(columns <= width.columns(), "{line:?}");
            }
        }
    }
}
