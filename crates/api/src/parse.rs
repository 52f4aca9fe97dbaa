//! Turns a screen's values into the till's: amounts and ids. A malformed value
//! is refused here; the till decides whether such a sale exists.

use crate::{ApiError, ErrorCode};
use domain::{Day, Money, PaymentId, PersonId, ReportId, SaleId};

/// The longest accepted request id, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 64;

/// Checks the form of a screen's request id.
pub(crate) fn request_id(id: &str) -> Result<(), ApiError> {
    if id.is_empty() || id.len() > REQUEST_ID_BYTES_MAX {
        let refused = ApiError::from(ErrorCode::SaleUnknown);
        return Err(refused.saying("request_id is 1 to 64 bytes"));
    }
    Ok(())
}

pub(crate) fn money(centavos: i64) -> Result<Money, ApiError> {
    Money::from_centavos(centavos).map_err(|error| {
        let code = match error {
            domain::MoneyError::Negative => ErrorCode::AmountZero,
            domain::MoneyError::TooLarge
            | domain::MoneyError::NotANumber
            | domain::MoneyError::NotExact => ErrorCode::AmountTooLarge,
        };
        ApiError::from(code).saying(error.to_string())
    })
}

pub(crate) fn sale_id(text: &str) -> Result<SaleId, ApiError> {
    SaleId::parse(text).map_err(|_| ErrorCode::SaleUnknown.into())
}

pub(crate) fn payment_id(text: &str) -> Result<PaymentId, ApiError> {
    PaymentId::parse(text).map_err(|_| ErrorCode::SaleUnknown.into())
}

pub(crate) fn person_id(text: &str) -> Result<PersonId, ApiError> {
    PersonId::parse(text).map_err(|_| ErrorCode::PersonUnknown.into())
}

pub(crate) fn report_id(text: &str) -> Result<ReportId, ApiError> {
    ReportId::parse(text).map_err(|_| ErrorCode::ReportUnknown.into())
}

pub(crate) fn day(text: &str) -> Result<Day, ApiError> {
    text.parse().map_err(|_| ErrorCode::DayMalformed.into())
}
