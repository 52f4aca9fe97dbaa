//! Sums of money as the subcommands of the day print them.

use domain::close::{DeductionSum, TakingSum};
use domain::{Balance, TakingKind};
use paper::export::rows::tender_words;
use serde::Serialize;

/// One tender and kind, as programs read it.
#[derive(Serialize)]
pub(super) struct TakingRow {
    pub(super) tender: &'static str,
    pub(super) kind: &'static str,
    pub(super) count: i32,
    pub(super) amount_centavos: i64,
}

/// What a provider deducts; null where it told nothing.
#[derive(Serialize)]
pub(super) struct DeductionRow {
    tender: &'static str,
    known: u32,
    unknown: u32,
    gross_centavos: Option<i64>,
    fees_centavos: Option<i64>,
    taxes_centavos: Option<i64>,
    net_centavos: Option<i64>,
}

pub(super) fn taking_rows(takings: &[TakingSum]) -> Vec<TakingRow> {
    let row = |sum: &TakingSum| TakingRow {
        tender: sum.tender.as_str(),
        kind: sum.kind.as_str(),
        count: sum.count,
        amount_centavos: sum.amount.centavos(),
    };
    takings.iter().map(row).collect()
}

pub(super) fn deduction_rows(deductions: &[DeductionSum]) -> Vec<DeductionRow> {
    let row = |sum: &DeductionSum| {
        let told = |money: domain::Money| (sum.known > 0).then(|| money.centavos());
        DeductionRow {
            tender: sum.tender.as_str(),
            known: sum.known,
            unknown: sum.unknown,
            gross_centavos: told(sum.gross),
            fees_centavos: told(sum.fees),
            taxes_centavos: told(sum.taxes),
            net_centavos: told(sum.net),
        }
    };
    deductions.iter().map(row).collect()
}

pub(super) fn print_json(value: &impl Serialize) -> Result<(), String> {
    let json = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    println!("{json}");
    Ok(())
}

pub(super) fn print_csv<T: Serialize>(rows: &[T]) -> Result<(), String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    print!("{}", String::from_utf8_lossy(&bytes));
    Ok(())
}

/// Prints what came in, and apart what is no part of that sum.
pub(super) fn print_takings(takings: &[TakingSum]) {
    let of = |kind: TakingKind| takings.iter().filter(move |sum| sum.kind == kind);
    if takings.is_empty() {
        println!("No entró nada.");
        return;
    }
    for sum in of(TakingKind::Received) {
        line(tender_words(sum.tender), Some(sum.count), sum.amount);
    }
    line(
        "Entró",
        Some(of(TakingKind::Received).map(|sum| sum.count).sum()),
        of(TakingKind::Received).map(|sum| sum.amount).sum(),
    );
    for (kind, words) in [
        (TakingKind::Returned, "Devuelto"),
        (TakingKind::ByWord, "Aparte, dado por pagado"),
        (TakingKind::Rounded, "Redondeo a favor"),
    ] {
        for sum in of(kind) {
            let words = format!("{words}, {}", tender_words(sum.tender));
            line(&words, Some(sum.count), sum.amount);
        }
    }
}

/// Prints what the providers deduct.
pub(super) fn print_deductions(deductions: &[DeductionSum]) {
    for sum in deductions {
        let tender = tender_words(sum.tender);
        if sum.known > 0 {
            line(
                &format!("{tender}: comisiones"),
                None,
                Balance::of(sum.fees).negated(),
            );
            line(
                &format!("{tender}: impuestos"),
                None,
                Balance::of(sum.taxes).negated(),
            );
            let net = if sum.without_taxes > 0 {
                "neto, antes de retenciones"
            } else {
                "neto"
            };
            line(
                &format!("{tender}: {net}"),
                Some(as_count(sum.known)),
                Balance::of(sum.net),
            );
        }
        if sum.unknown > 0 {
            println!(
                "{:<36} {:>5} {:>18}",
                format!("{tender}: comisiones"),
                sum.unknown,
                "sin dato"
            );
        }
    }
}

fn as_count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Prints one line: words, how many, how much.
pub(super) fn line(words: &str, count: Option<i32>, amount: Balance) {
    let count = count.map(|count| count.to_string()).unwrap_or_default();
    let sign = if amount.centavos() < 0 { "-" } else { "" };
    println!(
        "{words:<36} {count:>5} {:>18}",
        format!("{sign}{}", amount.size())
    );
}
