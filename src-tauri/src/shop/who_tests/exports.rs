//! Exports of a shop that sells: what the files say, who may have them, and what
//! the journal says of it.

use super::counter::{CASHIER, of};
use super::{LIVE, PRACTICE, Place};
use api::ErrorCode;
use api::dto::{
    BeginExport, ChargeQr, ExportEvidence, ExportStanding, ExportView, PaymentState, PracticePlay,
    SaleView,
};
use api::export::{ExportAsked, Exported, write_rows};
use domain::{Day, ExportedPayers, TillEvent, TillNumber};
use ledger::{LedgerError, Reader};
use paper::export::{Format, begin};
use serde_json::{Value, json};
use till::day::BusinessDays;
use till::settings::Mode;

const FIRST: &str = "2020-01-01";
const LAST: &str = "2099-12-31";

fn export(what: &str, format: &str, payers: bool, pin: Option<&str>) -> BeginExport {
    of(json!({
        "what": what, "from": FIRST, "to": LAST, "format": format, "payers": payers, "pin": pin
    }))
}

impl Place {
    async fn export(&self, takes: BeginExport) -> Result<ExportView, ErrorCode> {
        let till_api = self.shop.answering().await.unwrap();
        let mut view = till_api.begin_export(takes).await.map_err(|it| it.code)?;
        while view.standing == ExportStanding::Running {
            tokio::task::yield_now().await;
            view = till_api.export_state(()).await.unwrap();
        }
        Ok(view)
    }

    async fn exported(&self, takes: BeginExport) -> String {
        let view = self.export(takes).await.unwrap();
        assert_eq!(view.standing, ExportStanding::Done, "{view:?}");
        std::fs::read_to_string(view.path.unwrap()).unwrap()
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.shop.folder().ledger(Mode::Live)).unwrap()
    }
}

/// A column of a file for programs.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|it| it == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}: {text}"));
    let rows = reader.records().map(|row| row.unwrap()[at].to_owned());
    rows.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_of_a_day_have_its_money_with_till_and_close() {
    let place = Place::with_cashier("").await;
    place.unlock(LIVE).await;
    place.sell_for_cash("a", 49_645).await;
    place.sell_for_cash("b", 6_586).await;
    let till_api = place.shop.answering().await.unwrap();
    till_api
        .close_day(of(json!({ "number": 1 })))
        .await
        .unwrap();
    place.sell_for_cash("c", 100).await;

    let log = place.exported(export("log", "csv", false, None)).await;
    assert_eq!(column(&log, "received"), ["496.45", "65.86", "1.00"]);
    assert_eq!(column(&log, "till"), ["1", "1", "1"]);
    assert_eq!(column(&log, "close"), ["1", "1", ""]);
    assert_eq!(column(&log, "tender"), ["cash", "cash", "cash"]);
    assert_eq!(column(&log, "person"), ["Ana", "Ana", "Ana"]);

    let closes = place.exported(export("closes", "csv", false, None)).await;
    assert_eq!(column(&closes, "cash"), ["562.31"]);
    assert_eq!(column(&closes, "gap"), [""]);

    let month = place.exported(export("month", "json", false, None)).await;
    let month: Vec<Value> = serde_json::from_str(&month).unwrap();
    let told: Vec<_> = month
        .iter()
        .map(|row| {
            (
                row["part"].as_str().unwrap(),
                row["gross_centavos"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("tender", 56_331), ("sale-day", 56_331), ("close", 56_231)]
    );
    assert_eq!(month[0]["count"], 3);
    // Nothing is deducted of cash, which is not the same as unknown.
    assert_eq!(month[0]["unknown_count"], Value::Null);

    // Made again from the file, what was closed is the same.
    let asked = ExportAsked {
        what: Exported::Log,
        from: FIRST.parse::<Day>().unwrap(),
        to: LAST.parse().unwrap(),
        with_payers: false,
        till: TillNumber(1),
        days: BusinessDays::of(&place.shop.folder().settings().unwrap()),
    };
    let (table, mut again) = (asked.table(), Vec::new());
    let folder = place.shop.folder().path().to_owned();
    let mut rows = begin(Format::CsvPrograms, &table, &mut again, &folder).unwrap();
    write_rows(&place.reader(), &asked, rows.as_mut(), &mut |_| true).unwrap();
    rows.finish().unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), log);

    // One that is stopped goes no further.
    let mut stopped = begin(Format::Json, &table, Vec::new(), &folder).unwrap();
    let ended = write_rows(&place.reader(), &asked, stopped.as_mut(), &mut |_| false);
    assert!(matches!(ended, Err(api::export::ExportFailed::Stopped)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payers_and_hidden_cash_need_a_manager_and_payers_are_recorded() {
    let place = Place::with_cashier("[day]\nblind_count = true\n").await;
    place.unlock(CASHIER).await;
    for what in ["log", "closes", "month"] {
        let refused = place.export(export(what, "csv", false, None)).await;
        assert_eq!(refused.unwrap_err(), ErrorCode::NeedsManager, "{what}");
    }
    let reports = place
        .exported(export("reports", "csv-excel", false, None))
        .await;
    assert!(reports.starts_with("\u{feff}caja;cierre;"), "{reports}");
    let last = |place: &Place| {
        let reader = place.reader();
        let event: Result<_, LedgerError> =
            reader.read(|read| read.last_till_event("payers-exported"));
        event.unwrap()
    };
    place
        .exported(export("log", "csv", false, Some(LIVE)))
        .await;
    assert_eq!(last(&place), None);
    let log = place.exported(export("log", "csv", true, Some(LIVE))).await;
    assert_eq!(column(&log, "payer"), [""; 0]);
    let about = ExportedPayers::Days {
        from: FIRST.parse().unwrap(),
        to: LAST.parse().unwrap(),
    };
    assert_eq!(last(&place), Some(TillEvent::PayersExported { about }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_evidence_of_a_sale_has_every_line_with_its_hash() {
    let place = Place::with_cashier("").await;
    place.unlock(CASHIER).await;
    place.sell_for_cash("a", 150_000).await;
    let till_api = place.shop.answering().await.unwrap();
    let sale = till_api.snapshot(()).await.unwrap().sales[0].id.clone();
    let ask = |payers: bool, pin: Option<&str>| {
        of::<ExportEvidence>(json!({ "sale": sale, "payers": payers, "pin": pin }))
    };
    let refused = till_api.export_evidence(ask(true, None)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NeedsManager);
    let file = till_api.export_evidence(ask(false, None)).await.unwrap();
    let text = std::fs::read_to_string(file.path).unwrap();
    assert!(text.contains("PRUEBA DE LA VENTA C1-000001\nDOCUMENTO NO VÁLIDO COMO FACTURA\n"));
    assert!(text.contains("Efectivo: $ 1.500 (approved)"), "{text}");
    let lines = place.reader().read(|read| {
        let first = read.recent_sales(1)?.swap_remove(0).id;
        let entries = read.entries_of(&ledger::Subject::Sale(first))?;
        let heads = entries.iter().map(|entry| read.head_at(entry.seq));
        heads.collect::<Result<Vec<_>, LedgerError>>()
    });
    let lines = lines.unwrap();
    assert!(lines.len() >= 3);
    for head in lines {
        let head = head.unwrap();
        let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(
            text.contains(&format!("[{}] ", head.seq)) && text.contains(&hash),
            "{text}"
        );
    }
}

impl Place {
    /// The last sale, as soon as its payment is in that state.
    pub(super) async fn until_last_is(&self, state: PaymentState) -> SaleView {
        let till_api = self.shop.answering().await.unwrap();
        for _ in 0..2_000 {
            let sale = till_api.snapshot(()).await.unwrap().sales.swap_remove(0);
            if sale.payments[0].state == state {
                return sale;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("never {state:?}");
    }
}

/// What a dispute needs: the provider's own words, without who paid unless a
/// manager asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_in_the_evidence_and_its_payer_only_by_a_manager() {
    let place = Place::open("[secrets]\nstore = \"file\"\n").await;
    place.name_manager("Ana", PRACTICE).await;
    let till_api = place.shop.answering().await.unwrap();
    let charge: ChargeQr = of(json!({
        "checkout": { "request_id": "a" }, "amount_centavos": 150_000, "pin": null
    }));
    till_api.charge_qr(charge).await.unwrap();
    place.until_last_is(PaymentState::Waiting).await;
    let pays: PracticePlay = of(json!({ "action": "pay", "payment": null }));
    till_api.practice_play(pays).await.unwrap();
    let sale = place.until_last_is(PaymentState::Approved).await.id;
    let reader = Reader::open(&place.shop.folder().ledger(Mode::Practice)).unwrap();
    let last = || {
        let event: Result<_, LedgerError> =
            reader.read(|read| read.last_till_event("payers-exported"));
        event.unwrap()
    };
    let evidence = async |payers: bool, pin: Option<&str>| {
        let ask = of(json!({ "sale": sale, "payers": payers, "pin": pin }));
        let file = till_api.export_evidence(ask).await.map_err(|it| it.code)?;
        Ok::<_, ErrorCode>(std::fs::read_to_string(file.path).unwrap())
    };
    let (name, document, mail) = ("CLIENTE DE PRUEBA", "20111111112", "cliente@example.com");
    let text = evidence(false, None).await.unwrap();
    let known: Result<_, LedgerError> =
        reader.read(|read| Ok(read.recent_sales(1)?.swap_remove(0)));
    let known = known.unwrap();
    let reference = &known.payments[0].transactions[0].key.reference;
    assert!(text.contains("totalcoin, aviso 1, línea "), "{text}");
    assert!(text.matches(reference.as_str()).count() >= 2, "{text}");
    assert!(text.contains("APROBADO"), "{text}");
    for word in [name, document, mail] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert_eq!(evidence(true, None).await, Err(ErrorCode::NeedsManager));
    assert_eq!(last(), None);
    let text = evidence(true, Some(PRACTICE)).await.unwrap();
    for word in [name, document, mail] {
        assert!(text.contains(word), "{word} not in {text}");
    }
    let about = ExportedPayers::Sale { sale: known.id };
    assert_eq!(last(), Some(TillEvent::PayersExported { about }));
}
