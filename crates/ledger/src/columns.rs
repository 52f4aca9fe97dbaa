//! How domain types are stored in columns: ids as text, moments as
//! milliseconds, hashes as 32 bytes.

use crate::seal::Digest;
use domain::close::ShiftEnding;
use domain::{
    DiscrepancyKind, Method, PaymentId, PaymentState, PersonId, SaleId, SaleState, TakingKind,
    Tender, Ticket, TillNumber, UnixMs,
};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A domain type in a column.
pub(crate) struct Col<T>(pub(crate) T);

fn text<T, E>(value: ValueRef<'_>, parse: impl FnOnce(&str) -> Result<T, E>) -> FromSqlResult<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    parse(value.as_str()?).map_err(|error| FromSqlError::Other(Box::new(error)))
}

impl FromSql for Col<PaymentId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        text(value, PaymentId::parse).map(Col)
    }
}

impl FromSql for Col<SaleId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        text(value, SaleId::parse).map(Col)
    }
}

impl FromSql for Col<UnixMs> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|ms| Col(UnixMs(ms)))
    }
}

impl FromSql for Col<Digest> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        let digest = bytes
            .try_into()
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: size_of::<Digest>(),
                blob_size: bytes.len(),
            })?;
        Ok(Col(digest))
    }
}

impl ToSql for Col<PaymentId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl ToSql for Col<SaleId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl ToSql for Col<UnixMs> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.0.into())
    }
}

/// An enum of the domain, by its word in the ledger.
pub(crate) struct Text<T>(pub(crate) T);

fn word<T: Copy>(value: ValueRef<'_>, all: &[T], word: fn(T) -> &'static str) -> FromSqlResult<T> {
    let found = value.as_str()?;
    let known = all.iter().find(|it| word(**it) == found);
    known.copied().ok_or(FromSqlError::InvalidType)
}

impl FromSql for Text<Tender> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &Tender::ALL, Tender::as_str).map(Text)
    }
}

impl FromSql for Text<TakingKind> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &TakingKind::ALL, TakingKind::as_str).map(Text)
    }
}

impl FromSql for Text<ShiftEnding> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &ShiftEnding::ALL, ShiftEnding::as_str).map(Text)
    }
}

impl FromSql for Text<PaymentState> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &PaymentState::ALL, PaymentState::as_str).map(Text)
    }
}

impl FromSql for Text<DiscrepancyKind> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &DiscrepancyKind::ALL, DiscrepancyKind::as_str).map(Text)
    }
}

impl FromSql for Text<Method> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &Method::ALL, Method::as_str).map(Text)
    }
}

impl FromSql for Text<SaleState> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        word(value, &SaleState::ALL, SaleState::as_str).map(Text)
    }
}

/// A count as SQLite gives it. It is never negative.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// A person's id as a column.
pub(crate) struct PersonColumn(pub(crate) PersonId);

impl FromSql for PersonColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        PersonId::parse(value.as_str()?)
            .map(PersonColumn)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

pub(crate) fn person(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<PersonId>> {
    Ok(row.get::<_, Option<PersonColumn>>(column)?.map(|id| id.0))
}

pub(crate) fn ticket(row: &Row<'_>, column: usize) -> rusqlite::Result<Ticket> {
    Ok(Ticket {
        till: TillNumber(row.get(column)?),
        number: row.get(column + 1)?,
    })
}
