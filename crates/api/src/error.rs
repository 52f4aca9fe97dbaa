//! What a refused request answers: a code for the screen, and never words.

use crate::dto::{CardField, CardFieldWhy, CardTrouble, PlanTrouble};
use domain::card::UnfitCard;
use domain::{Refusal, ShiftRefusal};
use ledger::LedgerError;
use serde::Serialize;
use till::{RelayRefusal, TillError};
use ts_rs::TS;

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// Zero cannot be charged.
    AmountZero,
    /// More than is charged at once, or than is left of the sale.
    AmountTooLarge,
    /// Another payment of this sale is being made.
    AlreadyUnderWay,
    /// Only a manager may.
    NeedsManager,
    /// It can not be cancelled from where it stands.
    NotCancellable,
    /// This machine's clock is too far off.
    ClockWrong,
    /// No payer's document is given, and none is set.
    DniMissing,
    /// The payer's document is none.
    DniMalformed,
    /// The concept is too long.
    ConceptTooLong,
    /// There is no such sale.
    SaleUnknown,
    /// The ledger can not be read or written.
    LedgerUnavailable,
    /// This is only for practice.
    NotInPractice,
    /// There is nothing that the customer could pay.
    PracticeNothingToPay,
    /// The provider is not set up.
    NotConfigured,
    /// Nobody has that PIN.
    PinWrong,
    /// After wrong PINs none is tried for a while.
    PinWait,
    /// A new PIN is six to twelve digits, and nobody else's.
    PinMalformed,
    /// The secret store does not answer: no PIN can be checked.
    PinsUnavailable,
    /// The key of the PINs is gone: none can be checked.
    PinKeyGone,
    /// There is no such notice of the till.
    NoticeUnknown,
    /// A name is one to sixty characters, and not taken.
    NameUnfit,
    /// There is a manager already.
    ManagerExists,
    /// Somebody has to type their PIN first.
    Locked,
    /// The till locks only once the shop has named a cashier.
    NobodyToLock,
    /// There is no such person, or they no longer work here.
    PersonUnknown,
    /// The last manager stays while others work here.
    LastManager,
    /// No shift is open.
    NoShift,
    /// Selling asks for an open shift of whoever sells.
    ShiftNeeded,
    /// The shift is over, or its difference was accepted.
    ShiftOver,
    /// The reason is too long.
    ReasonTooLong,
    /// The count does not add up.
    CountUnfit,
    /// The next close has another number by now.
    CloseOfAnother,
    /// A text is no day of the calendar.
    DayMalformed,
    /// A manager's word needs a reason.
    ReasonMissing,
    /// There is no such item, or it is settled.
    ItemUnknown,
    /// Its time is over: it can only be given up.
    TooLate,
    /// After a restore the relay has to be read to its end before a sale.
    RelayUnread,
    /// The relay does not know the till's key, or no more.
    RelayKeyUnknown,
    /// The till's key is another till's.
    RelayKeyOtherTill,
    /// The till's key is in use by another installation.
    RelayKeyInUse,
    /// The disk is full: nothing can be written.
    DiskFull,
    /// The copy could not be restored; nothing has changed.
    NotRestored,
    /// No shop is open.
    Closed,
    /// A setting breaks a rule; `about` is its key.
    SettingsRefused,
    /// `mostrador.toml` as it stands cannot be read; `about` is its path.
    SettingsUnreadable,
    /// `mostrador.toml` cannot be written; `about` is its path.
    SettingsUnwritable,
    /// The shop cannot be opened by those settings; those before are in force.
    SettingsNotOpened,
    /// The secret store does not answer.
    SecretsUnavailable,
    /// There is no secret of that name; `about` is the name.
    SecretUnknown,
    /// A secret is empty or too long; `about` is its name.
    SecretUnfit,
    /// The till's number is known to providers, and stays.
    TillNumberFixed,
    /// A manager has yet to confirm an address or whom cards pay.
    Unconfirmed,
    /// No QR has come yet, so nobody knows whom the QRs pay.
    PayeeUnknown,
    /// The copy of the ledger could not be made.
    BackupFailed,
    /// A field of a card is to be corrected; `card` says which, and why.
    CardField,
    /// No card, or more of them than one payment takes.
    CardsCount,
    /// The plan was changed since its offer was shown.
    OfferChanged,
    /// Less than is charged at least.
    AmountTooSmall,
    /// Less was handed over than is charged.
    NotEnough,
    /// A plan, or a file of plans, is to be corrected; `plan` says where.
    PlanRefused,
    /// Nothing is known by which the provider could be asked.
    NothingToAsk,
    /// The answer would cover nothing of a sale.
    CoversNothing,
    /// No notice told an amount: it has to be typed.
    AmountMissing,
    /// The sale to which the money belongs is not named.
    TargetMissing,
    /// Another till has taken the notice; `about` says which. A manager can
    /// take it over.
    HeldElsewhere,
    /// The relay cannot be asked now whether another till has taken the notice.
    RelayAway,
}

/// Why only a manager may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ManagerWhy {
    /// The amount is bound by a payment from which money may yet come.
    Bound,
    /// A card with these last digits has a charge that may yet go through.
    SameCard,
}

/// What a refused request answers: a code for the screen, never words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApiError {
    /// For the screen.
    pub code: ErrorCode,
    /// For a technician; it never holds a secret or a person's data.
    pub detail: Option<String>,
    /// What it is about, where a code has more than one such thing: a key of
    /// `mostrador.toml`, a path, a secret's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<String>,
    /// Which field of which card.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub card: Option<CardTrouble>,
    /// Which part of which plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plan: Option<PlanTrouble>,
    /// Why only a manager may, where there is more than one reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub manager: Option<ManagerWhy>,
}

impl ApiError {
    /// The same, with words for a technician.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> ApiError {
        ApiError {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same, about one thing of several.
    #[must_use]
    pub fn about(self, about: Option<String>) -> ApiError {
        ApiError { about, ..self }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> ApiError {
        ApiError {
            code,
            detail: None,
            about: None,
            card: None,
            plan: None,
            manager: None,
        }
    }
}

impl From<TillError> for ApiError {
    fn from(error: TillError) -> ApiError {
        let code = match &error {
            TillError::Refused(refusal) => of_refusal(refusal),
            TillError::Ledger(LedgerError::DiskFull(_)) => ErrorCode::DiskFull,
            TillError::Ledger(_) | TillError::Unreadable(_) => ErrorCode::LedgerUnavailable,
            TillError::RelayUnread => ErrorCode::RelayUnread,
            TillError::RelayRefuses(why) => of_relay(*why),
            TillError::UnknownSale => ErrorCode::SaleUnknown,
            TillError::HeldElsewhere(_) => ErrorCode::HeldElsewhere,
            TillError::RelayAway => ErrorCode::RelayAway,
            TillError::AmountTooLarge(_) => ErrorCode::AmountTooLarge,
            TillError::DniMissing => ErrorCode::DniMissing,
            TillError::DniMalformed => ErrorCode::DniMalformed,
            TillError::ConceptTooLong => ErrorCode::ConceptTooLong,
            TillError::ClockWrong { .. } => ErrorCode::ClockWrong,
            TillError::NotConfigured => ErrorCode::NotConfigured,
            TillError::PinMalformed => ErrorCode::PinMalformed,
            TillError::PinsUnavailable(_) => ErrorCode::PinsUnavailable,
            TillError::PinKeyGone => ErrorCode::PinKeyGone,
            TillError::NoticeUnknown => ErrorCode::NoticeUnknown,
            TillError::PinWrong => ErrorCode::PinWrong,
            TillError::PinWait { .. } => ErrorCode::PinWait,
            TillError::NameUnfit => ErrorCode::NameUnfit,
            TillError::ManagerExists => ErrorCode::ManagerExists,
            TillError::Shift(refusal) => of_shift(*refusal),
            TillError::NoShift => ErrorCode::NoShift,
            TillError::ShiftNeeded => ErrorCode::ShiftNeeded,
            TillError::CloseOfAnother(_) => ErrorCode::CloseOfAnother,
            TillError::Locked => ErrorCode::Locked,
            TillError::NobodyToLock => ErrorCode::NobodyToLock,
            TillError::UnknownPerson => ErrorCode::PersonUnknown,
            TillError::LastManager => ErrorCode::LastManager,
            TillError::PayeeUnknown => ErrorCode::PayeeUnknown,
            TillError::Unconfirmed(_) => ErrorCode::Unconfirmed,
            TillError::CardsNotConfigured => ErrorCode::NotConfigured,
            TillError::CardUnfit { .. } | TillError::PlanNotOffered { .. } => ErrorCode::CardField,
            TillError::TooManyCards => ErrorCode::CardsCount,
            TillError::OfferChanged { .. } => ErrorCode::OfferChanged,
            TillError::NothingToAsk => ErrorCode::NothingToAsk,
            TillError::LegTooSmall(_) => ErrorCode::AmountTooSmall,
            TillError::CardBound { .. } => ErrorCode::NeedsManager,
            TillError::PlansClash(_) | TillError::PlansUnfit(_) => ErrorCode::PlanRefused,
        };
        if matches!(code, ErrorCode::LedgerUnavailable | ErrorCode::DiskFull) {
            tracing::error!(%error, "a request failed");
        }
        let refused = ApiError::from(code).saying(error.to_string());
        ApiError {
            card: card_trouble(&error),
            manager: manager_why(&error),
            about: holder(&error),
            ..refused
        }
    }
}

fn of_shift(refusal: ShiftRefusal) -> ErrorCode {
    match refusal {
        ShiftRefusal::Over | ShiftRefusal::NotOver | ShiftRefusal::NothingToAccept => {
            ErrorCode::ShiftOver
        }
        ShiftRefusal::AmountZero => ErrorCode::AmountZero,
        ShiftRefusal::ReasonMissing => ErrorCode::ReasonMissing,
        ShiftRefusal::ReasonTooLong => ErrorCode::ReasonTooLong,
        ShiftRefusal::NeedsManager => ErrorCode::NeedsManager,
        ShiftRefusal::CountUnfit => ErrorCode::CountUnfit,
    }
}

fn of_relay(why: RelayRefusal) -> ErrorCode {
    match why {
        RelayRefusal::NoRelay => ErrorCode::NotConfigured,
        RelayRefusal::KeyUnknown => ErrorCode::RelayKeyUnknown,
        RelayRefusal::OtherTill => ErrorCode::RelayKeyOtherTill,
        RelayRefusal::InUse => ErrorCode::RelayKeyInUse,
    }
}

/// Which field of which card is to be corrected, where it is one.
fn card_trouble(error: &TillError) -> Option<CardTrouble> {
    if let TillError::CardUnfit { place, why } = error {
        let (field, why) = of_card(*why);
        return Some(trouble_at(*place, field, why));
    }
    if let TillError::PlanNotOffered { place } = error {
        return Some(trouble_at(
            *place,
            CardField::Plan,
            CardFieldWhy::NotOffered,
        ));
    }
    None
}

pub(crate) fn trouble_at(place: usize, field: CardField, why: CardFieldWhy) -> CardTrouble {
    CardTrouble {
        card: u32::try_from(place).unwrap_or(u32::MAX),
        field,
        why,
    }
}

fn of_card(why: UnfitCard) -> (CardField, CardFieldWhy) {
    match why {
        UnfitCard::NumberLength => (CardField::Number, CardFieldWhy::Length),
        UnfitCard::NumberMistyped => (CardField::Number, CardFieldWhy::Mistyped),
        UnfitCard::ExpiryMalformed => (CardField::Expiry, CardFieldWhy::Malformed),
        UnfitCard::Expired => (CardField::Expiry, CardFieldWhy::Expired),
        UnfitCard::SecurityCodeLength(_) => (CardField::Cvv, CardFieldWhy::Length),
        UnfitCard::Holder => (CardField::Holder, CardFieldWhy::Malformed),
        UnfitCard::Document => (CardField::Document, CardFieldWhy::Malformed),
    }
}

/// Which till has the notice, where another one has.
fn holder(error: &TillError) -> Option<String> {
    if let TillError::HeldElsewhere(till) = error {
        return Some(till.0.to_string());
    }
    None
}

/// Why only a manager may, where the till says it.
fn manager_why(error: &TillError) -> Option<ManagerWhy> {
    matches!(error, TillError::CardBound { .. }).then_some(ManagerWhy::SameCard)
}

fn of_refusal(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::UnknownPayment => ErrorCode::SaleUnknown,
        Refusal::UnknownDiscrepancy => ErrorCode::ItemUnknown,
        Refusal::NotInState(_) | Refusal::NotYet => ErrorCode::NotCancellable,
        Refusal::TooLate => ErrorCode::TooLate,
        Refusal::AlreadyUnderWay => ErrorCode::AlreadyUnderWay,
        Refusal::AmountZero => ErrorCode::AmountZero,
        Refusal::NotEnough => ErrorCode::NotEnough,
        Refusal::BeyondTotal | Refusal::LegsDisagree | Refusal::BeyondReceived => {
            ErrorCode::AmountTooLarge
        }
        Refusal::NeedsManager => ErrorCode::NeedsManager,
        Refusal::ReasonMissing => ErrorCode::ReasonMissing,
        Refusal::Abandoned => ErrorCode::SaleUnknown,
        Refusal::CoversNothing => ErrorCode::CoversNothing,
        Refusal::AmountMissing | Refusal::AmountKnown => ErrorCode::AmountMissing,
        Refusal::TargetMissing => ErrorCode::TargetMissing,
    }
}
