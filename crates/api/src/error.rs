//! The error of a refused request: a code for the screen, without words for
//! people.

use crate::dto::{CardField, CardFieldWhy, CardTrouble, PlanTrouble};
use domain::card::UnfitCard;
use domain::{Refusal, ReportRefusal, ShiftRefusal};
use ledger::{LedgerError, PayerNeededBy};
use serde::Serialize;
use till::{RelayRefusal, TillError};
use ts_rs::TS;

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// Zero cannot be charged.
    AmountZero,
    /// More than one charge may have, or than is left of the sale.
    AmountTooLarge,
    /// Another payment of this sale is being made.
    AlreadyUnderWay,
    /// It needs a manager.
    NeedsManager,
    /// The payment cannot be cancelled in its state.
    NotCancellable,
    /// This machine's clock is too far off.
    ClockWrong,
    /// No payer's DNI was given, and the settings have none.
    DniMissing,
    /// The text is not a DNI.
    DniMalformed,
    /// The concept is too long.
    ConceptTooLong,
    /// The sale does not exist.
    SaleUnknown,
    /// The ledger can not be read or written.
    LedgerUnavailable,
    /// The request is only for practice.
    NotInPractice,
    /// The customer has nothing to pay.
    PracticeNothingToPay,
    /// Practice has sales or people, which would be lost.
    PracticeInUse,
    /// The provider is not set up.
    NotConfigured,
    /// The PIN belongs to nobody.
    PinWrong,
    /// After wrong PINs, every PIN is refused for a while.
    PinWait,
    /// A new PIN must have six to twelve digits and differ from everybody
    /// else's.
    PinMalformed,
    /// The secret store does not answer, so no PIN can be checked.
    PinsUnavailable,
    /// The key of the PINs is lost, so none can be checked.
    PinKeyGone,
    /// The till has no such notice.
    NoticeUnknown,
    /// A name must have 1 to 60 characters and be free.
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
    /// Selling asks for an open shift of the person who sells.
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
    /// The item does not exist, or is settled.
    ItemUnknown,
    /// Its time is up, so it can only be given up.
    TooLate,
    /// After a restore, the relay must be read to its end before a sale.
    RelayUnread,
    /// The relay does not know the till's key, or no longer.
    RelayKeyUnknown,
    /// The till's key belongs to another till.
    RelayKeyOtherTill,
    /// The till's key is in use by another installation.
    RelayKeyInUse,
    /// The disk is full, so nothing can be written.
    DiskFull,
    /// There is no such folder on this machine.
    FolderUnfit,
    /// The copy could not be restored. Nothing has changed.
    NotRestored,
    /// No shop is open.
    Closed,
    /// A setting breaks a rule; `about` is its key.
    SettingsRefused,
    /// `mostrador.toml` cannot be read; `about` is its path.
    SettingsUnreadable,
    /// `mostrador.toml` cannot be written; `about` is its path.
    SettingsUnwritable,
    /// The shop cannot be opened with those settings. The ones before are in
    /// force.
    SettingsNotOpened,
    /// The secret store does not answer.
    SecretsUnavailable,
    /// No secret has that name; `about` is the name.
    SecretUnknown,
    /// A secret is empty or too long; `about` is its name.
    SecretUnfit,
    /// Providers know the till's number, so it cannot change.
    TillNumberFixed,
    /// A manager must first confirm an address, or whom cards pay.
    Unconfirmed,
    /// No QR has come yet, so the payee is unknown.
    PayeeUnknown,
    /// The copy of the ledger could not be made.
    BackupFailed,
    /// A field of a card must be corrected; `card` says which one and why.
    CardField,
    /// There are no cards, or more than one payment may have.
    CardsCount,
    /// The plan was changed after its offer was shown.
    OfferChanged,
    /// The amount is below the minimum.
    AmountTooSmall,
    /// The customer gave less than the charged amount.
    NotEnough,
    /// A plan, or a file of plans, must be corrected; `plan` says where.
    PlanRefused,
    /// No id is known to ask the provider by.
    NothingToAsk,
    /// The answer would cover nothing of a sale.
    CoversNothing,
    /// No notice told an amount, so it must be typed.
    AmountMissing,
    /// The request does not name the sale to which the money belongs.
    TargetMissing,
    /// Another till has taken the notice; `about` is its number. A manager can
    /// take it over.
    HeldElsewhere,
    /// The relay cannot be asked now whether another till has taken the notice.
    RelayAway,
    /// A payment of the sale is not finished, so who paid is still needed.
    PayerNeededByPayment,
    /// A report of the sale is not settled, so who paid is still needed.
    PayerNeededByReport,
    /// The errand does not exist, or is finished.
    ErrandUnknown,
    /// The errand cannot be given up here: it is sent only once, a customer
    /// waits for it, or it waits in the tray.
    ErrandKept,
    /// No printer is set, or not that one.
    NoPrinter,
    /// Too many papers wait for the printer.
    TooManyPapers,
    /// The errand is out now.
    ErrandBusy,
    /// No fixed QR is in force: the till needs the internet once.
    NoFixedQr,
    /// Bind, its credentials or the shop's QR are not set.
    WalletNotSetUp,
    /// The report does not exist.
    ReportUnknown,
    /// The report's state does not allow it.
    ReportKept,
    /// A number typed by hand does not check; `about` is its field. The person
    /// is asked.
    NumberUnchecked,
    /// A field is empty or too long; `about` is its name.
    FieldUnfit,
    /// The export could not be written; `about` is its path.
    ExportsUnwritable,
    /// Another export is being written.
    ExportBusy,
}

/// Why it needs a manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ManagerWhy {
    /// A payment that may still bring money blocks the amount.
    Bound,
    /// A charge of a card with the same last four digits may still go through.
    SameCard,
    /// The minute in which the cashier may take a claim back is over.
    MinuteOver,
}

/// The error of a refused request: a code for the screen, without words for
/// people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApiError {
    pub code: ErrorCode,
    /// For a technician; it never contains a secret or a person's data.
    pub detail: Option<String>,
    /// What the code is about, if there can be several: a key of
    /// `mostrador.toml`, a path, a secret's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub card: Option<CardTrouble>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plan: Option<PlanTrouble>,
    /// Why it needs a manager, if there is more than one possible reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub manager: Option<ManagerWhy>,
    /// How long until a PIN may be tried again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub wait_ms: Option<i64>,
}

impl ApiError {
    /// The same error, with a detail for a technician.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> ApiError {
        ApiError {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same error, about one of several things.
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
            wait_ms: None,
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
            TillError::NoFixedQr => ErrorCode::NoFixedQr,
            TillError::WalletNotConfigured => ErrorCode::WalletNotSetUp,
            TillError::ReportUnknown => ErrorCode::ReportUnknown,
            TillError::Report(refusal) => of_report(*refusal),
            TillError::NumberUnchecked(_) => ErrorCode::NumberUnchecked,
            TillError::FieldUnfit(_) => ErrorCode::FieldUnfit,
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
            TillError::PayerNeeded(PayerNeededBy::Payment) => ErrorCode::PayerNeededByPayment,
            TillError::PayerNeeded(PayerNeededBy::Report) => ErrorCode::PayerNeededByReport,
            TillError::ErrandUnknown => ErrorCode::ErrandUnknown,
            TillError::ErrandBusy => ErrorCode::ErrandBusy,
            TillError::ErrandKept => ErrorCode::ErrandKept,
            TillError::NoPrinter => ErrorCode::NoPrinter,
            TillError::TooManyPapers => ErrorCode::TooManyPapers,
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
            about: holder(&error).or_else(|| field(&error)),
            wait_ms: wait_ms(&error),
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

fn of_report(refusal: ReportRefusal) -> ErrorCode {
    match refusal {
        ReportRefusal::NotInState(_) | ReportRefusal::OtherMessage => ErrorCode::ReportKept,
        ReportRefusal::NeedsManager => ErrorCode::NeedsManager,
        ReportRefusal::ReasonMissing => ErrorCode::ReasonMissing,
    }
}

/// The field that is wrong; `None` for other errors.
fn field(error: &TillError) -> Option<String> {
    if let TillError::NumberUnchecked(name) | TillError::FieldUnfit(name) = error {
        return Some((*name).to_owned());
    }
    None
}

fn of_relay(why: RelayRefusal) -> ErrorCode {
    match why {
        RelayRefusal::NoRelay => ErrorCode::NotConfigured,
        RelayRefusal::KeyUnknown => ErrorCode::RelayKeyUnknown,
        RelayRefusal::OtherTill => ErrorCode::RelayKeyOtherTill,
        RelayRefusal::InUse => ErrorCode::RelayKeyInUse,
    }
}

/// The field of a card that must be corrected; `None` for other errors.
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

/// How long until a PIN may be tried again; `None` for other errors.
fn wait_ms(error: &TillError) -> Option<i64> {
    if let TillError::PinWait { wait_ms } = error {
        return Some(*wait_ms);
    }
    None
}

/// The till that has the notice; `None` for other errors.
fn holder(error: &TillError) -> Option<String> {
    if let TillError::HeldElsewhere(till) = error {
        return Some(till.0.to_string());
    }
    None
}

/// Why it needs a manager; `None` if the error does not say it.
fn manager_why(error: &TillError) -> Option<ManagerWhy> {
    matches!(error, TillError::CardBound { .. }).then_some(ManagerWhy::SameCard)
}

fn of_refusal(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::UnknownPayment => ErrorCode::SaleUnknown,
        Refusal::UnknownDiscrepancy | Refusal::NotItsNotice => ErrorCode::ItemUnknown,
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
