//! The comparison side: the same rows read from the same file by rusqlite, with
//! as few statements as they need. It knows beforehand what the ledger has to
//! find out, such as between which tickets a year lies.

use crate::Result;
use ledger::Span;
use rusqlite::{Connection, OpenFlags, Row, ToSql};
use std::path::Path;

/// The sums over a span: by tender, kind, person and hour; deductions and
/// arrivals; plans.
const TOTALS: [&str; 3] = [
    "SELECT tender, kind, person, at_ms / 3600000, sum(count), sum(amount_centavos) \
     FROM movements WHERE at_ms >= ?1 AND at_ms < ?2 GROUP BY 1, 2, 3, 4",
    "SELECT movements.tender, credited_at_ms / 3600000, count(*), sum(counted_centavos), \
         sum(fees_centavos), sum(taxes_centavos), sum(net_centavos) \
     FROM movements JOIN transactions ON transactions.counted_seq = movements.seq \
         AND transactions.payment = movements.payment \
     WHERE at_ms >= ?1 AND at_ms < ?2 AND kind = 'received' GROUP BY 1, 2",
    "SELECT plan_name, instalments, count(*), sum(total_centavos) \
     FROM movements JOIN payment_cards USING (payment) \
     WHERE at_ms >= ?1 AND at_ms < ?2 AND tender = 'card' GROUP BY 1, 2",
];

/// The columns of a sale of the list, with those of each payment.
const PAGE_COLUMNS: &str = "sales.sale, ticket_till, ticket_number, opened_at_ms, concept, \
     sales.state, total_centavos, day_at_ms, payments.payment, method, payments.state, \
     charged_centavos, person, approved_at_ms, \
     (SELECT count(*) FROM discrepancies \
         WHERE discrepancies.sale = sales.sale AND standing = 'open')";

pub(super) struct Raw(Connection);

impl Raw {
    pub(super) fn open(path: &Path) -> Result<Raw> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Raw(connection))
    }

    pub(super) fn totals(&self, span: Span) -> Result<usize> {
        let mut rows = 0;
        for sql in TOTALS {
            rows += self.read(sql, &[&span.from.0, &span.to.0])?;
        }
        Ok(rows)
    }

    /// The newest sales of a span, with their payments.
    pub(super) fn page(&self, span: Span, limit: u32) -> Result<usize> {
        let sql = format!(
            "WITH page AS (SELECT rowid AS at FROM sales \
                 WHERE day_at_ms >= ?1 AND day_at_ms < ?2 \
                 ORDER BY day_at_ms DESC, ticket_number DESC LIMIT ?3) \
             SELECT {PAGE_COLUMNS} FROM page CROSS JOIN sales ON sales.rowid = page.at \
                 CROSS JOIN payments ON payments.sale = sales.sale"
        );
        self.read(&sql, &[&span.from.0, &span.to.0, &limit])
    }

    /// The rows of the words of a span's first and last ticket.
    pub(super) fn rows_of_words(&self, span: Span) -> Result<(i64, i64)> {
        let sql = "SELECT min(ticket_till << 32 | ticket_number), \
                 max(ticket_till << 32 | ticket_number) \
             FROM sales WHERE day_at_ms >= ?1 AND day_at_ms < ?2";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.0.query_row(sql, [span.from.0, span.to.0], read)?)
    }

    /// The newest sales that have the words, with their payments.
    pub(super) fn found(&self, words: &str, rows: (i64, i64), limit: u32) -> Result<usize> {
        let sql = format!(
            "WITH page AS (SELECT rowid AS at FROM sale_words \
                 WHERE sale_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 \
                 ORDER BY rowid DESC LIMIT ?4) \
             SELECT {PAGE_COLUMNS} FROM page \
                 CROSS JOIN sales ON sales.ticket_number = page.at & 4294967295 \
                     AND sales.ticket_till = page.at >> 32 \
                 CROSS JOIN payments ON payments.sale = sales.sale"
        );
        self.read(&sql, &[&words, &rows.0, &rows.1, &limit])
    }

    /// One pass over the lines of the journal after a line.
    pub(super) fn lines_after(&self, seq: i64) -> Result<usize> {
        let sql = "SELECT seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, \
                 seal FROM journal WHERE seq > ?1 ORDER BY seq";
        self.read(sql, &[&seq])
    }

    /// The line of the last close.
    pub(super) fn last_close(&self) -> Result<i64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM closes";
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
    }

    /// Takes every value of every row, and returns how many rows there are.
    fn read(&self, sql: &str, given: &[&dyn ToSql]) -> Result<usize> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(given)?;
        let mut taken: Vec<Vec<rusqlite::types::Value>> = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| row.get(column));
            taken.push(values.collect::<rusqlite::Result<_>>()?);
        }
        Ok(taken.len())
    }
}
