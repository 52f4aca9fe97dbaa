//! Our own words as values: Spanish for people, the ledger's for programs.

use crate::export::Value;
use domain::{ReportOutcome, ReportState, SettledAs, TakingKind, Tender};

/// A tender.
#[must_use]
pub const fn tender_words(tender: Tender) -> &'static str {
    match tender {
        Tender::Qr => "QR",
        Tender::FixedQr => "QR fijo",
        Tender::Wallet => "Billetera propia",
        Tender::Card => "Tarjeta",
        Tender::Cash => "Efectivo",
        Tender::Transfer => "Transferencia",
    }
}

/// What a report tells.
#[must_use]
pub const fn outcome_words(outcome: ReportOutcome) -> &'static str {
    match outcome {
        ReportOutcome::Paid => "pago",
        ReportOutcome::Returned => "devolución",
        ReportOutcome::Rejected => "rechazo",
    }
}

/// Where a report stands.
#[must_use]
pub const fn report_words(state: ReportState) -> &'static str {
    match state {
        ReportState::Owed => "por mandar",
        ReportState::Passed => "pasó",
        ReportState::Failed => "falló",
        ReportState::InDoubt => "en duda",
        ReportState::SettledPassed => "lo tiene Bind, según alguien a cargo",
        ReportState::GivenUp => "no se manda más",
    }
}

pub(super) const fn tender(tender: Tender) -> Value<'static> {
    Value::Word {
        word: tender.as_str(),
        shown: tender_words(tender),
    }
}

pub(super) const fn kind(kind: TakingKind) -> Value<'static> {
    let shown = match kind {
        TakingKind::Received => "cobro",
        TakingKind::ByWord => "dado por pagado",
        TakingKind::Returned => "devolución",
        TakingKind::Rounded => "redondeo",
    };
    Value::Word {
        word: kind.as_str(),
        shown,
    }
}

/// What a manager said of money of nobody.
pub(super) const fn without_sale(how: SettledAs) -> Value<'static> {
    let (word, shown) = match how {
        SettledAs::ToBeReturned => ("stray-to-be-returned", "sin venta, a devolver"),
        SettledAs::WrittenOff => ("stray-written-off", "sin venta, dada por perdida"),
        SettledAs::NotASale => ("stray-not-a-sale", "sin venta, es de otra cosa"),
        SettledAs::CompletesThisSale | SettledAs::BelongsToAnotherSale => {
            ("stray-of-a-sale", "sin venta, se dio a una")
        }
    };
    Value::Word { word, shown }
}

pub(super) const fn outcome(outcome: ReportOutcome) -> Value<'static> {
    Value::Word {
        word: outcome.as_str(),
        shown: outcome_words(outcome),
    }
}

pub(super) const fn report(state: ReportState) -> Value<'static> {
    Value::Word {
        word: state.as_str(),
        shown: report_words(state),
    }
}
