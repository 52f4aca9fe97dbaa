//! View: the people whom the shop has named. This module does not know how PINs
//! are hashed.

use crate::access::Read;
use crate::columns::PersonColumn;
use crate::error::LedgerError;
use domain::{PersonId, PinHash, Role, TillEvent};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// As the shop calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The hash of their PIN; `None` before they have one.
    pub pin: Option<PinHash>,
    /// Whether they no longer work here.
    pub retired: bool,
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

/// Brings the view up to date by an event of the till.
pub(crate) fn store(connection: &Connection, event: &TillEvent) -> Result<(), LedgerError> {
    if let TillEvent::PersonNamed { id, name, role } = event {
        connection
            .prepare_cached(
                "INSERT INTO people (person, name, role) VALUES (?1, ?2, ?3) \
                 ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, retired = 0",
            )?
            .execute((id.to_string(), name, word(*role)))?;
    } else if let TillEvent::PinKept { person, pin, .. } = event {
        connection
            .prepare_cached("UPDATE people SET pin_hash = ?2, pin_pepper = ?3 WHERE person = ?1")?
            .execute((person.to_string(), &pin.hash, &pin.pepper))?;
    } else if let TillEvent::PersonRetired { id } = event {
        connection
            .prepare_cached("UPDATE people SET retired = 1 WHERE person = ?1")?
            .execute([id.to_string()])?;
    }
    Ok(())
}

const COLUMNS: &str = "person, name, role, pin_hash, pin_pepper, retired";

fn person_of(row: &Row<'_>) -> rusqlite::Result<Person> {
    let hash: Option<String> = row.get("pin_hash")?;
    let pepper = row.get("pin_pepper")?;
    Ok(Person {
        id: row.get::<_, PersonColumn>("person")?.0,
        name: row.get("name")?,
        role: row.get::<_, RoleColumn>("role")?.0,
        pin: hash.map(|hash| PinHash { hash, pepper }),
        retired: row.get("retired")?,
    })
}

impl Read<'_> {
    /// Those who work here, by name.
    pub fn people(&self) -> Result<Vec<Person>, LedgerError> {
        let people = self.people_ever()?;
        Ok(people.into_iter().filter(|it| !it.retired).collect())
    }

    /// All whom the shop has ever named, by name: they are in the journal.
    pub fn people_ever(&self) -> Result<Vec<Person>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM people ORDER BY name, person");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let people = statement.query_map([], person_of)?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    /// The person of that id.
    pub fn person(&self, id: PersonId) -> Result<Option<Person>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM people WHERE person = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement
            .query_row([id.to_string()], person_of)
            .optional()?)
    }
}
