//! View: the merchant that the QRs pay, from the journal's events. This module
//! does not know what a CUIT or a CVU is.

use crate::access::Read;
use crate::error::LedgerError;
use domain::TillEvent;
use rusqlite::{Connection, OptionalExtension as _};

/// Whom the QRs pay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The merchant's CUIT, where a QR named one.
    pub cuit: Option<String>,
    /// The account's CVU, where a QR named one.
    pub cvu: Option<String>,
}

/// Brings the view up to date by an event of the till. The first identity stays
/// until a manager discards it.
pub(crate) fn store(connection: &Connection, event: &TillEvent) -> Result<(), LedgerError> {
    if let TillEvent::IdentityKept { cuit, cvu } = event {
        connection
            .prepare_cached(
                "INSERT INTO merchant_identity (one, cuit, cvu) VALUES (1, ?1, ?2) \
                 ON CONFLICT DO UPDATE SET cuit = coalesce(cuit, excluded.cuit), \
                     cvu = coalesce(cvu, excluded.cvu)",
            )?
            .execute((cuit, cvu))?;
    } else if let TillEvent::IdentityForgotten { .. } = event {
        connection.execute("DELETE FROM merchant_identity", [])?;
    }
    Ok(())
}

impl Read<'_> {
    /// Whom the QRs pay; empty before the first good QR.
    pub fn identity(&self) -> Result<Identity, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT cuit, cvu FROM merchant_identity")?;
        let kept = statement.query_row([], |row| {
            Ok(Identity {
                cuit: row.get("cuit")?,
                cvu: row.get("cvu")?,
            })
        });
        Ok(kept.optional()?.unwrap_or_default())
    }
}
