//! View: which payment a provider's transaction is known under.

use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use domain::{Money, PaymentId, Sale, SaleId, Transaction, TransactionKey};
use rusqlite::{Connection, OptionalExtension, named_params};

pub(crate) fn store(
    connection: &Connection,
    sale: SaleId,
    payment: PaymentId,
    transaction: &Transaction,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO transactions \
                 (provider, merchant, reference, payment, sale, counted_centavos, net_centavos, \
                 fees_centavos, taxes_centavos, credited_at_ms) \
             VALUES (:provider, :merchant, :reference, :payment, :sale, :counted, :net, :fees, \
                 :taxes, :credited_at_ms) \
             ON CONFLICT DO UPDATE SET counted_centavos = excluded.counted_centavos, \
                 net_centavos = excluded.net_centavos, fees_centavos = excluded.fees_centavos, \
                 taxes_centavos = excluded.taxes_centavos, \
                 credited_at_ms = excluded.credited_at_ms",
        )?
        .execute(named_params! {
            ":provider": transaction.key.provider.as_str(),
            ":merchant": transaction.key.merchant,
            ":reference": transaction.key.reference,
            ":payment": Col(payment),
            ":sale": Col(sale),
            ":counted": transaction.counted.map(Money::centavos),
            ":net": transaction.deductions.net.map(Money::centavos),
            ":fees": transaction.deductions.fees.map(Money::centavos),
            ":taxes": transaction.deductions.taxes.map(Money::centavos),
            ":credited_at_ms": transaction.details.credited_at.map(|at| at.0),
        })?;
    Ok(())
}

impl Read<'_> {
    /// The sale that a provider's transaction is known under. If it is known
    /// under several, the sale in which its money is counted comes first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sale_of_transaction(&self, key: &TransactionKey) -> Result<Option<Sale>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT sale FROM transactions \
             WHERE provider = ?1 AND merchant = ?2 AND reference = ?3 \
             ORDER BY counted_centavos IS NULL, payment LIMIT 1",
        )?;
        let sale = statement
            .query_row(
                (key.provider.as_str(), &key.merchant, &key.reference),
                |row| row.get::<_, Col<SaleId>>(0),
            )
            .optional()?;
        match sale {
            Some(Col(sale)) => self.sale(sale),
            None => Ok(None),
        }
    }
}
