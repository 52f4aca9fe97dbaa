use super::xlsx::Xlsx;
use super::*;
use calamine::{Data, Reader as _, Xlsx as Workbook};
use jiff::civil::{date, datetime};
use jiff::tz::Offset;
use proptest::prelude::*;
use std::io::Cursor;

/// Texts that a spreadsheet would take for something else, and a few that it
/// would not.
const TEXTS: [(&str, bool); 20] = [
    (r#"=HYPERLINK("http://example.invalid";"ver")"#, true),
    ("+54 11 4321-0000", true),
    ("@SUM(1)", true),
    ("-2+3", true),
    ("\t=1+1", true),
    ("  =1+1", true),
    ("\rfin", true),
    ("＝1+1", true),
    ("2850590940090418135201", true),
    ("123456789012", true),
    ("00012345", true),
    ("12E5", true),
    ("1/2", true),
    ("10:30", true),
    ("20123456786", false),
    ("0", false),
    ("C1-000042", false),
    ("Seña 50% campera; resto viernes", false),
    ("Ñandú \"oferta\"", false),
    ("", false),
];

fn table() -> Table {
    Table {
        name: "Registro",
        columns: vec![
            Column::new("concept", "concepto", Kind::Text),
            Column::summed("amount", "importe"),
            Column::new("fee", "comisión", Kind::Percent),
            Column::new("count", "cantidad", Kind::Integer),
            Column::new("day", "día", Kind::Date),
            Column::new("at", "hora", Kind::Moment),
            Column::summed("net", "neto"),
        ],
    }
}

fn row(text: &str, centavos: i64) -> [Value<'_>; 7] {
    let at = Moment {
        local: datetime(2026, 11, 30, 13, 5, 9, 0),
        offset: Offset::constant(-3),
    };
    [
        Value::text(text),
        Value::Amount(centavos),
        Value::Percent(1_234),
        Value::Integer(-7),
        Value::Date(date(2026, 11, 3)),
        Value::Moment(at),
        Value::Unknown,
    ]
}

fn written(format: Format, rows: &[[Value<'_>; 7]]) -> Vec<u8> {
    let table = table();
    let mut out = Vec::new();
    let mut writer = begin(format, &table, &mut out, &std::env::temp_dir()).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap();
    out
}

fn cells(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(bytes);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_spreadsheet_in_argentina_reads_one_value_a_cell() {
    let bytes = written(Format::CsvSpreadsheet, &[row("Ñandú; \"x\"", -1_250)]);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text,
        "\u{feff}concepto;importe;comisión;cantidad;día;hora;neto\r\n\
         \"Ñandú; \"\"x\"\"\";-12,50;12,34%;-7;03/11/2026;30/11/2026 13:05:09;sin dato\r\n"
    );
}

#[test]
fn a_program_reads_points_iso_dates_and_texts_as_they_are() {
    let bytes = written(Format::CsvPrograms, &[row("=1+1", 123_456_789)]);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "concept,amount,fee,count,day,at,net\n\
         =1+1,1234567.89,12.34,-7,2026-11-03,2026-11-30T13:05:09-03:00,\n"
    );
}

#[test]
fn json_is_one_array_with_amounts_in_centavos() {
    let bytes = written(Format::Json, &[row("a\"\n", 5), row("b", -5)]);
    let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(read.as_array().unwrap().len(), 2);
    let first = serde_json::json!({
        "concept": "a\"\n", "amount_centavos": 5, "fee_bp": 1234, "count": -7,
        "day": "2026-11-03", "at": "2026-11-30T13:05:09-03:00", "net_centavos": null
    });
    assert_eq!(read[0], first);
    assert_eq!(written(Format::Json, &[]), b"[\n]\n");
}

#[test]
fn texts_stay_texts_and_a_negative_amount_stays_a_number() {
    let rows: Vec<_> = TEXTS.iter().map(|(text, _)| row(text, -200)).collect();
    let sheet = cells(&written(Format::CsvSpreadsheet, &rows)[3..], b';');
    let raw = cells(&written(Format::CsvPrograms, &rows), b',');
    let bytes = written(Format::Xlsx, &rows);
    let mut workbook: Workbook<_> = Workbook::new(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Registro").unwrap();
    for (place, (text, guarded)) in (1..).zip(TEXTS) {
        let guard = if guarded { "'" } else { "" };
        assert_eq!(sheet[place][0], format!("{guard}{text}"));
        assert_eq!(raw[place][0], text);
        let at = |column| range.get_value((u32::try_from(place).unwrap(), column));
        match at(0) {
            Some(Data::String(found)) => assert_eq!(found.replace("_x000D_", "\r"), text),
            Some(Data::Empty) | None => assert_eq!(text, ""),
            other => panic!("{text:?} became {other:?}"),
        }
        assert_eq!(sheet[place][1], "-2,00");
        assert_eq!(at(1), Some(&Data::Float(-2.0)));
    }
}

#[test]
fn a_workbook_has_real_numbers_and_dates_and_a_row_of_titles() {
    let bytes = written(Format::Xlsx, &[row("x", 49_645), row("y", 6_586)]);
    let mut workbook: Workbook<_> = Workbook::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Registro", "Totales"]);
    let range = workbook.worksheet_range("Registro").unwrap();
    let titles: Vec<_> = range.headers().unwrap();
    assert_eq!(
        titles,
        [
            "concepto",
            "importe",
            "comisión",
            "cantidad",
            "día",
            "hora",
            "neto"
        ]
    );
    assert_eq!(range.get_value((1, 1)), Some(&Data::Float(496.45)));
    assert_eq!(range.get_value((1, 2)), Some(&Data::Float(0.1234)));
    assert_eq!(range.get_value((1, 3)), Some(&Data::Float(-7.0)));
    let Some(Data::DateTime(at)) = range.get_value((1, 5)) else {
        panic!("no moment: {:?}", range.get_value((1, 5)));
    };
    assert_eq!(at.to_ymd_hms_milli(), (2026, 11, 30, 13, 5, 9, 0));
    assert_eq!(
        range.get_value((1, 6)),
        Some(&Data::String("sin dato".into()))
    );
    let totals = workbook.worksheet_range("Totales").unwrap();
    let rows: Vec<_> = totals.rows().map(|row| row.to_vec()).collect();
    assert_eq!(
        rows[1][..2],
        [Data::String("Filas".into()), Data::Float(2.0)]
    );
    assert_eq!(
        rows[2][..2],
        [Data::String("importe".into()), Data::Float(562.31)]
    );
}

#[test]
fn a_further_sheet_goes_on_where_one_is_full_and_the_totals_say_so() {
    let (table, mut out) = (table(), Vec::new());
    let scratch = std::env::temp_dir();
    let mut rows: Box<dyn Rows> = Box::new(Xlsx::new(&table, &mut out, &scratch, 3).unwrap());
    for place in 0..7 {
        rows.row(&row("x", 100 + place)).unwrap();
    }
    rows.part("Otra parte").unwrap();
    rows.row(&row("y", 5)).unwrap();
    let totals = rows.finish().unwrap();
    assert_eq!(totals.rows(), 8);
    assert_eq!(totals.parts[0].sums[1].unwrap().centavos, 721);
    assert_eq!(totals.parts[1].sums[1].unwrap().centavos, 5);
    assert_eq!(totals.parts[0].sums[6].unwrap().unknown, 7);
    let mut workbook: Workbook<_> = Workbook::new(Cursor::new(out)).unwrap();
    let names = [
        "Registro",
        "Registro (2)",
        "Registro (3)",
        "Otra parte",
        "Totales",
    ];
    assert_eq!(workbook.sheet_names(), names);
    let heights = names.map(|name| workbook.worksheet_range(name).unwrap().height());
    assert_eq!(heights[..4], [4, 4, 2, 2]);
    let said = workbook.worksheet_range("Totales").unwrap();
    let words = "Las filas siguen en 3 hojas; los totales son de todas.";
    assert_eq!(said.get_value((2, 0)), Some(&Data::String(words.into())));
    assert_eq!(said.get_value((3, 1)), Some(&Data::Float(7.21)));
    // What nobody told is no zero.
    assert_eq!(
        said.get_value((4, 1)),
        Some(&Data::String("sin dato".into()))
    );
}

/// Takes a number of bytes, and then fails as a full disk does.
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_in_every_form() {
    let table = table();
    for format in Format::ALL {
        let write = || -> Result<Totals, ExportError> {
            let mut rows = begin(format, &table, Disk(600), &std::env::temp_dir())?;
            for _ in 0..100 {
                rows.row(&row("algo", 1))?;
            }
            rows.finish()
        };
        assert!(write().is_err(), "{format:?}");
    }
}

#[test]
fn a_row_of_another_width_is_refused() {
    let table = table();
    for format in Format::ALL {
        let mut rows = begin(format, &table, Vec::new(), &std::env::temp_dir()).unwrap();
        let refused = rows.row(&[Value::Nothing]);
        assert!(matches!(
            refused,
            Err(ExportError::Columns {
                expected: 7,
                found: 1
            })
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_and_amount_come_back_from_every_form(
        texts in proptest::collection::vec((any::<String>(), -1_000_000_000_000..1_000_000_000_000_i64), 1..8)
    ) {
        let rows: Vec<_> = texts.iter().map(|(text, amount)| row(text, *amount)).collect();
        let json: serde_json::Value =
            serde_json::from_slice(&written(Format::Json, &rows)).unwrap();
        let raw = cells(&written(Format::CsvPrograms, &rows), b',');
        let sheet = cells(&written(Format::CsvSpreadsheet, &rows)[3..], b';');
        prop_assert_eq!(raw.len(), rows.len() + 1);
        prop_assert_eq!(sheet.len(), rows.len() + 1);
        for (place, (text, amount)) in texts.iter().enumerate() {
            prop_assert_eq!(&raw[place + 1][0], text);
            prop_assert_eq!(json[place]["concept"].as_str(), Some(text.as_str()));
            prop_assert_eq!(json[place]["amount_centavos"].as_i64(), Some(*amount));
            let shown = &sheet[place + 1];
            let guard = if super::csv::is_taken_for_another(text) { "'" } else { "" };
            prop_assert_eq!(&shown[0], &format!("{guard}{text}"));
            prop_assert!(!super::csv::is_taken_for_another(&shown[0]), "{:?}", shown[0]);
            prop_assert_eq!(shown[1].replace(',', "").parse::<i64>().ok(), Some(*amount));
        }
        let mut workbook: Workbook<_> =
            Workbook::new(Cursor::new(written(Format::Xlsx, &rows))).unwrap();
        prop_assert_eq!(workbook.worksheet_range("Registro").unwrap().height(), rows.len() + 1);
    }
}
