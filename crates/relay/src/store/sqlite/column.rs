//! The error of a column whose value is not one that the relay wrote.

use rusqlite::types::Type;
use std::error::Error;

pub(super) fn damaged(
    column: usize,
    why: impl Into<Box<dyn Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}
