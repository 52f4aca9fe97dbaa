//! The cases of `tests/vectors/cards.json`. The tests of this folder read them,
//! and so do those of `ui/src/card`, which says the same of a card while it is
//! typed. A case that holds for one of the two only is not here.

use super::Brand;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Vectors {
    pub numbers_good: Vec<GoodNumber>,
    pub numbers_unfit: Vec<UnfitNumber>,
    pub expiries: Vec<ExpiryCase>,
    pub tracks_good: Vec<GoodTracks>,
    pub tracks_unfit: Vec<String>,
    pub free_text_cards: Vec<MaskedText>,
    pub free_text_without: Vec<PlainText>,
}

#[derive(Deserialize)]
pub(super) struct GoodNumber {
    pub number: String,
    pub brand: Brand,
    pub code_digits: usize,
    pub may_lack_code: bool,
}

#[derive(Deserialize)]
pub(super) struct UnfitNumber {
    pub number: String,
    pub why: String,
}

#[derive(Deserialize)]
pub(super) struct ExpiryCase {
    pub text: String,
    pub today: String,
    /// `malformed`, `expired`, or `None` for a card that is good today.
    pub unfit: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct GoodTracks {
    pub text: String,
    pub number: String,
    /// `MM/YY`.
    pub expiry: String,
    pub holder: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MaskedText {
    pub text: String,
    pub masked: String,
}

#[derive(Deserialize)]
pub(super) struct PlainText {
    pub text: String,
    /// What the digits are instead.
    pub what: String,
}

pub(super) fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/vectors/cards.json")).unwrap()
}
