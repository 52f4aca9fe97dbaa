//! The comparison side: rusqlite inserts exactly the rows that the ledger
//! wrote, into the same tables with the same indices and the same durability.
//! It computes nothing, chains nothing, and has no triggers.

use crate::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::path::Path;

/// The tables into which a charge inserts rows, and how many.
const INSERTED: [(&str, usize); 5] = [
    ("journal", 2),
    ("sales", 1),
    ("payments", 1),
    ("outbox", 1),
    ("requests", 1),
];
/// The tables with one row, which a charge changes.
const CHANGED: [&str; 2] = ["tickets", "till_state"];

/// What one charge wrote: rows by table, in the order of the tables above.
pub(crate) struct Rows(Vec<Vec<Value>>);

/// Reads what the ledger wrote.
pub(crate) struct Source {
    connection: Connection,
    /// The last row read of each table.
    passed: [i64; INSERTED.len()],
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Source> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut source = Source {
            connection: Connection::open_with_flags(path, flags)?,
            passed: [0; INSERTED.len()],
        };
        for (passed, (table, _)) in source.passed.iter_mut().zip(INSERTED) {
            let sql = format!("SELECT coalesce(max(rowid), 0) FROM {table}");
            *passed = source.connection.query_row(&sql, [], |row| row.get(0))?;
        }
        Ok(source)
    }

    /// The rows of the charges committed since the last call, one by one.
    pub(crate) fn charges(&mut self) -> Result<Vec<Rows>> {
        let mut charges: Vec<Rows> = Vec::new();
        for (place, (table, each)) in INSERTED.into_iter().enumerate() {
            let sql =
                format!("SELECT rowid AS _at, * FROM {table} WHERE rowid > ?1 ORDER BY rowid");
            let mut statement = self.connection.prepare(&sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map([self.passed[place]], |row| {
                (0..columns).map(|column| row.get(column)).collect()
            })?;
            let rows = rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
            for (number, mut row) in rows.into_iter().enumerate() {
                if let Value::Integer(at) = row.remove(0) {
                    self.passed[place] = at;
                }
                if number / each >= charges.len() {
                    charges.push(Rows(Vec::new()));
                }
                charges[number / each].0.push(row);
            }
        }
        let changed = CHANGED.map(|table| {
            let sql = format!("SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1");
            let read = |row: &rusqlite::Row<'_>| Ok(vec![row.get(0)?, row.get(1)?]);
            self.connection.query_row(&sql, [], read)
        });
        let changed = changed
            .into_iter()
            .collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
        for charge in &mut charges {
            charge.0.extend(changed.clone());
        }
        Ok(charges)
    }
}

/// A file with the ledger's tables and indices, opened by rusqlite.
pub(crate) struct Raw {
    connection: Connection,
    statements: Vec<String>,
}

impl Raw {
    /// Makes the file, with the tables of `source`.
    pub(crate) fn make(path: &Path, source: &Source) -> Result<Raw> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        let mut schema = source.connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL \
             AND type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' \
             AND name NOT LIKE 'sale_words_%' ORDER BY rowid",
        )?;
        for sql in schema.query_map([], |row| row.get::<_, String>(0))? {
            connection.execute_batch(&sql?)?;
        }
        let mut statements = Vec::new();
        for (table, each) in INSERTED {
            let columns = columns(&connection, table)?;
            let places = vec!["?"; columns.len()].join(", ");
            let insert = format!(
                "INSERT INTO {table} ({}) VALUES ({places})",
                columns.join(", ")
            );
            statements.extend(vec![insert; each]);
        }
        for table in CHANGED {
            let columns = columns(&connection, table)?;
            statements.push(format!(
                "INSERT INTO {table} ({}) VALUES (?, ?) ON CONFLICT DO UPDATE SET {of} = excluded.{of}",
                columns.join(", "),
                of = columns[1],
            ));
        }
        Ok(Raw {
            connection,
            statements,
        })
    }

    /// Inserts charges, `per_commit` of them in one commit.
    pub(crate) fn insert(&self, charges: &[Rows], per_commit: usize) -> Result<()> {
        for together in charges.chunks(per_commit) {
            self.connection
                .prepare_cached("BEGIN IMMEDIATE")?
                .execute([])?;
            for charge in together {
                for (sql, row) in self.statements.iter().zip(&charge.0) {
                    self.connection
                        .prepare_cached(sql)?
                        .execute(params_from_iter(row))?;
                }
            }
            self.connection.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(())
    }
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
