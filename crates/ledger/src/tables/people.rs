//! Those whom the shop has named. What a PIN is, and how it is hashed, is not
//! known here.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use domain::{Role, UnixMs};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use std::fmt;

/// One of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// As the shop calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The hash of their PIN, in the form its library writes.
    pub pin_hash: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A role as a column.
struct RoleColumn(Role);

const fn word(role: Role) -> &'static str {
    match role {
        Role::Cashier => "cashier",
        Role::Manager => "manager",
    }
}

impl FromSql for RoleColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let found = value.as_str()?;
        [Role::Cashier, Role::Manager]
            .into_iter()
            .find(|role| word(*role) == found)
            .map(RoleColumn)
            .ok_or(FromSqlError::InvalidType)
    }
}

impl Read<'_> {
    /// All whom the shop has named, by name.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn people(&self) -> Result<Vec<Person>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT name, role, pin_hash FROM people ORDER BY name")?;
        let people = statement.query_map([], |row| {
            Ok(Person {
                name: row.get("name")?,
                role: row.get::<_, RoleColumn>("role")?.0,
                pin_hash: row.get("pin_hash")?,
            })
        })?;
        Ok(people.collect::<Result<_, _>>()?)
    }
}

impl Write<'_> {
    /// Names a person. `false` where one of that name is there already; then
    /// nothing changes.
    ///
    /// # Errors
    /// The storage's failure, also for a name that is empty or over 60
    /// characters.
    pub fn name_person(&mut self, person: &Person, at: UnixMs) -> Result<bool, LedgerError> {
        self.change(|write| {
            let named = write
                .connection()
                .prepare_cached(
                    "INSERT INTO people (name, role, pin_hash, added_at_ms) \
                     VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                )?
                .execute((&person.name, word(person.role), &person.pin_hash, at.0))?;
            Ok(named == 1)
        })
    }
}
