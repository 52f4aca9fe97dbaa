//! What a refused request answers: a code for the screen, and never words.

use domain::Refusal;
use ledger::LedgerError;
use serde::Serialize;
use till::TillError;
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
    /// A PIN is four to twelve digits, and nobody else's.
    PinMalformed,
    /// A name is one to sixty characters, and not taken.
    NameUnfit,
    /// There is a manager already.
    ManagerExists,
    /// A manager's word needs a reason.
    ReasonMissing,
    /// There is no such item, or it is settled.
    ItemUnknown,
    /// Its time is over: it can only be given up.
    TooLate,
    /// After a restore the relay has to be read to its end before a sale.
    RelayUnread,
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
    /// No QR has come yet, so nobody knows whom the QRs pay.
    CollectorUnknown,
    /// The copy of the ledger could not be made.
    BackupFailed,
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
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> ApiError {
        ApiError {
            code,
            detail: None,
            about: None,
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
            TillError::UnknownSale => ErrorCode::SaleUnknown,
            TillError::AmountTooLarge(_) => ErrorCode::AmountTooLarge,
            TillError::DniMissing => ErrorCode::DniMissing,
            TillError::DniMalformed => ErrorCode::DniMalformed,
            TillError::ConceptTooLong => ErrorCode::ConceptTooLong,
            TillError::ClockWrong { .. } => ErrorCode::ClockWrong,
            TillError::NotConfigured | TillError::CardsNotConfigured => ErrorCode::NotConfigured,
            TillError::CardBound { .. } => ErrorCode::NeedsManager,
            // The card form and the plans' editor are not here yet.
            TillError::CardUnfit { .. }
            | TillError::TooManyCards
            | TillError::PlanNotOffered { .. }
            | TillError::OfferChanged { .. }
            | TillError::LegTooSmall(_)
            | TillError::PlansClash(_)
            | TillError::PlansUnfit(_) => ErrorCode::NotConfigured,
            TillError::PinMalformed => ErrorCode::PinMalformed,
            TillError::PinWrong => ErrorCode::PinWrong,
            TillError::PinWait { .. } => ErrorCode::PinWait,
            TillError::NameUnfit => ErrorCode::NameUnfit,
            TillError::ManagerExists => ErrorCode::ManagerExists,
            TillError::CollectorUnknown => ErrorCode::CollectorUnknown,
        };
        if matches!(code, ErrorCode::LedgerUnavailable | ErrorCode::DiskFull) {
            tracing::error!(%error, "a request failed");
        }
        ApiError {
            code,
            detail: Some(error.to_string()),
            about: None,
        }
    }
}

fn of_refusal(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::UnknownPayment => ErrorCode::SaleUnknown,
        Refusal::UnknownDiscrepancy => ErrorCode::ItemUnknown,
        Refusal::NotInState(_) | Refusal::NotYet => ErrorCode::NotCancellable,
        Refusal::TooLate => ErrorCode::TooLate,
        Refusal::AlreadyUnderWay => ErrorCode::AlreadyUnderWay,
        Refusal::AmountZero => ErrorCode::AmountZero,
        // The screen counts the notes and the legs before it asks.
        Refusal::BeyondTotal | Refusal::NotEnough | Refusal::LegsDisagree => {
            ErrorCode::AmountTooLarge
        }
        Refusal::NeedsManager => ErrorCode::NeedsManager,
        Refusal::ReasonMissing => ErrorCode::ReasonMissing,
        Refusal::Abandoned => ErrorCode::SaleUnknown,
    }
}
