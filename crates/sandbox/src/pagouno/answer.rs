//! The bodies of the answers: the documented fields, in the documented order.

use serde::Serialize;

use super::memory::{Leg, LegState, Purchase, PurchaseState};
use super::read::SELLER_DESCRIPTOR_CHARACTERS_MAX;
use crate::host::clock::month_and_day;
use crate::host::fault::Fault;

/// By how much a wrong amount is wrong, in centavos.
const WRONG_BY_CENTAVOS: i64 = 100;

#[derive(Serialize)]
struct Envelope<T> {
    status: u16,
    message: &'static str,
    data: Option<T>,
}

#[derive(Serialize)]
struct Token<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct Group<'a> {
    success: bool,
    pending: bool,
    request: Vec<Asked<'a>>,
    response: Vec<Became<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    transaction_amount: i64,
    card: &'a str,
    bin: &'a str,
    last_4_digits: &'a str,
    result_code: i32,
    result_code_identifier: &'static str,
}

#[derive(Clone, Serialize)]
struct Became<'a> {
    result_code: i32,
    result_code_identifier: &'static str,
    id: &'a str,
    success: bool,
    seller_descriptor: String,
    message: &'static str,
    merchant_code: &'static str,
    merchant_code_terminal: &'static str,
    authorization: String,
    ticket_number: String,
    batch_number: &'static str,
    transaction_amount: i64,
    capture_date: String,
    account_number: &'static str,
    bin: &'a str,
    last_4_digits: &'a str,
    #[serde(flatten)]
    approved: Option<Approved>,
}

/// The fields that documented denials do not have.
#[derive(Clone, Serialize)]
struct Approved {
    primary_account_token: &'static str,
    validation_raw: &'static str,
    validation: Option<()>,
}

const SUCCESS: (i32, &str) = (0, "SUCCESS");
const NO_TERMINAL: (i32, &str) = (-100, "TERMINAL_NOT_AVAILABLE");

/// A refusal in pagoUno's own words.
pub(crate) fn refusal(status: u16, words: &'static str) -> Vec<u8> {
    json(&Envelope::<()> {
        status,
        message: words,
        data: None,
    })
}

pub(crate) fn token(id: &str) -> Vec<u8> {
    json(&Envelope {
        status: 200,
        message: "",
        data: Some([Token { id }]),
    })
}

/// The answer to an operation, changed by the `faults` that affect its content.
/// An operation without a terminal has an empty `response`.
pub(crate) fn group(purchase: &Purchase, faults: &[Fault]) -> Vec<u8> {
    let no_terminal = |leg: &Leg| leg.state == LegState::NoTerminal;
    let mut response: Vec<Became<'_>> = if purchase.legs.iter().any(no_terminal) {
        Vec::new()
    } else {
        let became = |leg| became(leg, purchase.made_ms);
        purchase.legs.iter().map(became).collect()
    };
    if faults.contains(&Fault::WrongAmount)
        && let Some(first) = response.first_mut()
    {
        first.transaction_amount = first.transaction_amount.saturating_add(WRONG_BY_CENTAVOS);
    }
    if faults.contains(&Fault::LegsTwice) {
        response = response
            .iter()
            .flat_map(|leg| [leg.clone(), leg.clone()])
            .collect();
    }
    json(&Envelope {
        status: 200,
        message: "",
        data: Some(Group {
            success: purchase.state == PurchaseState::Approved,
            pending: purchase.state == PurchaseState::Pending,
            request: purchase.legs.iter().map(asked).collect(),
            response,
        }),
    })
}

/// The answer to a query of one transaction.
pub(crate) fn one(purchase: &Purchase, leg: &Leg, faults: &[Fault]) -> Vec<u8> {
    let mut became = became(leg, purchase.made_ms);
    if faults.contains(&Fault::WrongAmount) {
        became.transaction_amount = became.transaction_amount.saturating_add(WRONG_BY_CENTAVOS);
    }
    json(&Envelope {
        status: 200,
        message: "",
        data: Some(became),
    })
}

fn asked(leg: &Leg) -> Asked<'_> {
    let met_no_terminal = leg.state == LegState::NoTerminal;
    let (result_code, result_code_identifier) = if met_no_terminal {
        NO_TERMINAL
    } else {
        SUCCESS
    };
    Asked {
        id: if met_no_terminal { "" } else { &leg.request_id },
        transaction_amount: leg.amount_centavos,
        card: &leg.brand,
        bin: &leg.bin,
        last_4_digits: &leg.last_4_digits,
        result_code,
        result_code_identifier,
    }
}

fn became(leg: &Leg, made_ms: i64) -> Became<'_> {
    let success = leg.state == LegState::Approved;
    Became {
        // A denial has these too: the documented one has `0 SUCCESS`.
        result_code: SUCCESS.0,
        result_code_identifier: SUCCESS.1,
        id: &leg.id,
        success,
        seller_descriptor: format!(
            "{:width$}",
            leg.seller_descriptor,
            width = SELLER_DESCRIPTOR_CHARACTERS_MAX
        ),
        message: match leg.state {
            LegState::Approved => "APROBADA  (authno) Operación aprobada",
            // The documentation does not have the words of a reversed
            // transaction.
            LegState::Declined | LegState::Reversed => "DENEGADA ",
            LegState::BadAmount => {
                "MONTO INVALIDO Verificar el sistema, error en el formato del campo importe "
            }
            LegState::NoTerminal | LegState::Pending => "",
        },
        merchant_code: "10000007",
        merchant_code_terminal: "90000007",
        authorization: if success {
            format!("{:06}", leg.number % 1_000_000)
        } else {
            String::new()
        },
        ticket_number: format!("{:04}", leg.number % 10_000),
        batch_number: "038",
        transaction_amount: leg.amount_centavos,
        capture_date: month_and_day(made_ms),
        account_number: "500000000778",
        bin: &leg.bin,
        last_4_digits: &leg.last_4_digits,
        approved: success.then_some(Approved {
            primary_account_token: "XXXXXXXX-XXXX-XXXX-XXXX-6XXF56C3E4XX",
            validation_raw: "VTE0011",
            validation: None,
        }),
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("a struct of texts and numbers is always JSON")
}
