//! The body of the webhook: one for each ended transaction.
//!
//! The words of `action`, and the types of `id_news` and `version`, are not
//! documented: these are ours.

use serde::Serialize;

use super::memory::{Book, Leg, LegState, Purchase};
use crate::host::clock::utc;

#[derive(Serialize)]
struct Body<'a> {
    id_news: u64,
    r#type: &'static str,
    id_object: &'a str,
    id_news_type: u16,
    action: &'static str,
    date_created: String,
    version: u16,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    transaction_amount: i64,
    bin: &'a str,
    /// The singular, unlike in the answers.
    last_4_digit: &'a str,
    checkout_id: Option<()>,
    external_reference: &'a str,
}

/// The notices of an operation. A transaction that is pending or was never made
/// has none.
pub(crate) fn of(book: &mut Book, purchase: &Purchase, now_ms: i64) -> Vec<Vec<u8>> {
    let told = |leg: &&Leg| match leg.state {
        LegState::Approved | LegState::Declined | LegState::BadAmount | LegState::Reversed => true,
        LegState::NoTerminal | LegState::Pending => false,
    };
    let legs = purchase.legs.iter().filter(told);
    legs.map(|leg| one(book, purchase, leg, now_ms)).collect()
}

/// The notice of one transaction, with its own number.
pub(crate) fn one(book: &mut Book, purchase: &Purchase, leg: &Leg, now_ms: i64) -> Vec<u8> {
    book.last_news = book.last_news.saturating_add(1);
    let body = Body {
        id_news: book.last_news,
        r#type: "Transaction",
        id_object: &leg.id,
        id_news_type: 200,
        action: "update",
        date_created: utc(now_ms),
        version: 1,
        data: Data {
            id: &leg.id,
            transaction_amount: leg.amount_centavos,
            bin: &leg.bin,
            last_4_digit: &leg.last_4_digits,
            checkout_id: None,
            external_reference: &purchase.reference,
        },
    };
    serde_json::to_vec(&body).expect("a struct of texts and numbers is always JSON")
}
