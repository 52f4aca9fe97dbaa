//! View: the discrepancies of sales. The tray counts the open ones.

use crate::access::Read;
use crate::columns::{Col, count};
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use domain::{Discrepancy, DiscrepancyNumber, Money, SaleId, Standing};
use rusqlite::{Connection, named_params};

fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Withdrawn => "withdrawn",
        Standing::Settled(_) => "settled",
    }
}

pub(crate) fn store(
    connection: &Connection,
    sale: SaleId,
    (discrepancy, to_return): (&Discrepancy, Money),
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO discrepancies (sale, number, payment, kind, by_centavos, standing, \
                 to_return_centavos) \
             VALUES (:sale, :number, :payment, :kind, :by, :standing, :to_return) \
             ON CONFLICT DO UPDATE SET standing = excluded.standing, \
                 to_return_centavos = excluded.to_return_centavos",
        )?
        .execute(named_params! {
            ":sale": Col(sale),
            ":number": discrepancy.number.0,
            ":payment": Col(discrepancy.payment),
            ":kind": discrepancy.kind.as_str(),
            ":by": discrepancy.by.centavos(),
            ":standing": word(&discrepancy.standing),
            ":to_return": to_return.centavos(),
        })?;
    Ok(())
}

impl Read<'_> {
    /// How many items wait in the tray: open discrepancies, money that is still
    /// to be returned, strays that are open or contradicted, payments in doubt,
    /// partly paid sales that were left, and shifts whose difference nobody
    /// accepted.
    pub fn tray_count(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT (SELECT count(*) FROM discrepancies WHERE standing = 'open') \
             + (SELECT count(*) FROM discrepancies WHERE to_return_centavos > 0) \
             + (SELECT count(*) FROM shifts WHERE ending = 'to-confirm') \
             + (SELECT count(*) FROM strays WHERE standing IN ('open', 'contradicted')) \
             + (SELECT count(*) FROM payments WHERE state = 'in-doubt') \
             + (SELECT count(*) FROM sales WHERE put_aside = 1 AND state = 'partly-paid')";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }

    /// The open discrepancies, by sale: those of the newest sales, at most
    /// [`ENTRIES_MAX`].
    pub fn open_discrepancies(&self) -> Result<Vec<(SaleId, DiscrepancyNumber)>, LedgerError> {
        self.discrepancies(
            "SELECT sale, number FROM discrepancies WHERE standing = 'open' \
             ORDER BY sale DESC, number DESC LIMIT ?1",
        )
    }

    /// The discrepancies whose money is still to be returned, by sale: those of
    /// the newest sales, at most [`ENTRIES_MAX`].
    pub fn discrepancies_to_return(&self) -> Result<Vec<(SaleId, DiscrepancyNumber)>, LedgerError> {
        self.discrepancies(
            "SELECT sale, number FROM discrepancies WHERE to_return_centavos > 0 \
             ORDER BY sale DESC, number DESC LIMIT ?1",
        )
    }

    fn discrepancies(&self, sql: &str) -> Result<Vec<(SaleId, DiscrepancyNumber)>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([ENTRIES_MAX], |row| {
            Ok((
                row.get::<_, Col<SaleId>>(0)?.0,
                DiscrepancyNumber(row.get(1)?),
            ))
        })?;
        let mut newest = rows.collect::<Result<Vec<_>, _>>()?;
        newest.reverse();
        Ok(newest)
    }
}
