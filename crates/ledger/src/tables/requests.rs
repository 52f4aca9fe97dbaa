//! The sale that each request of the cashier made, so that a repeated request
//! does not make a second one.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::NAME_BYTES_MAX;
use domain::SaleId;
use rusqlite::OptionalExtension;

impl Read<'_> {
    /// The sale that a request made, if it came before.
    pub fn sale_of_request(&self, request_id: &str) -> Result<Option<SaleId>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT sale FROM requests WHERE request = ?1")?;
        let sale = statement
            .query_row([request_id], |row| row.get::<_, Col<SaleId>>(0))
            .optional()?;
        Ok(sale.map(|Col(sale)| sale))
    }
}

impl Write<'_> {
    /// Remembers which sale a request made. The sale is recorded first.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] for an id over [`NAME_BYTES_MAX`]; else the
    /// storage's failure, which is also the answer to a request remembered
    /// before.
    pub fn remember_request(&mut self, request_id: &str, sale: SaleId) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a request's id", request_id.len(), NAME_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached("INSERT INTO requests (request, sale) VALUES (?1, ?2)")?
                .execute((request_id, Col(sale)))?;
            Ok(())
        })
    }
}
