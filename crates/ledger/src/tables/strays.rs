//! View: the strays, for the tray.

use crate::access::Read;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::subject::stray_key;
use domain::{Money, Stray, StrayId, StrayStanding, UnixMs};
use rusqlite::{Connection, named_params};

fn word(standing: &StrayStanding) -> &'static str {
    match standing {
        StrayStanding::Open => "open",
        StrayStanding::Withdrawn(_) => "withdrawn",
        StrayStanding::Settled(_) => "settled",
        StrayStanding::Contradicted(..) => "contradicted",
    }
}

pub(crate) fn store(connection: &Connection, stray: &Stray, seq: i64) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO strays (stray, since_ms, amount_centavos, proposes, standing, last_seq, \
                 fixed_qr) \
             VALUES (:stray, :since_ms, :amount, :proposes, :standing, :seq, :fixed_qr) \
             ON CONFLICT DO UPDATE SET amount_centavos = excluded.amount_centavos, \
                 proposes = excluded.proposes, standing = excluded.standing, \
                 last_seq = excluded.last_seq, fixed_qr = excluded.fixed_qr",
        )?
        .execute(named_params! {
            ":stray": stray_key(&stray.id)?,
            ":since_ms": stray.since.0,
            ":amount": stray.amount.map(|money| money.centavos()),
            ":proposes": stray.proposes.map(|payment| payment.to_string()),
            ":standing": word(&stray.standing),
            ":seq": seq,
            ":fixed_qr": stray.under.map(|qr| qr.to_string()),
        })?;
    let mut names = connection.prepare_cached(
        "INSERT INTO stray_notices (notice, stray) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for notice in &stray.notices {
        names.execute((notice.0, stray_key(&stray.id)?))?;
    }
    Ok(())
}

impl Read<'_> {
    /// The stray of a notice, by the relay's id of the notice.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn stray_of_relay_notice(&self, relay_id: &str) -> Result<Option<Stray>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT stray FROM stray_notices \
             WHERE notice IN (SELECT number FROM inbox WHERE relay_id = ?1) LIMIT 1",
        )?;
        let mut keys = statement.query_map([relay_id], |row| row.get::<_, String>(0))?;
        let Some(key) = keys.next() else {
            return Ok(None);
        };
        let unreadable = LedgerError::Stored { what: "stray" };
        let id: StrayId = serde_json::from_str(&key?).map_err(|_| unreadable)?;
        self.stray(&id)
    }

    /// The strays that wait in the tray, oldest first: the newest
    /// [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn strays_in_tray(&self) -> Result<Vec<Stray>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT stray FROM strays WHERE standing IN ('open', 'contradicted') \
             ORDER BY last_seq DESC, stray DESC LIMIT ?1",
        )?;
        let keys = statement.query_map([ENTRIES_MAX], |row| row.get::<_, String>(0))?;
        self.oldest_first(keys)
    }

    /// The money under a fixed QR that no sale has and no person settled, oldest
    /// first: the newest [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn strays_by_fixed_qr(&self) -> Result<Vec<Stray>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT stray FROM strays WHERE fixed_qr IS NOT NULL AND standing = 'open' \
             ORDER BY last_seq DESC, stray DESC LIMIT ?1",
        )?;
        let keys = statement.query_map([ENTRIES_MAX], |row| row.get::<_, String>(0))?;
        self.oldest_first(keys)
    }

    /// The open strays of an amount that were first heard of since a moment,
    /// oldest first: the newest [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn strays_of_amount(
        &self,
        amount: Money,
        since: UnixMs,
    ) -> Result<Vec<Stray>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT stray FROM strays WHERE standing = 'open' AND amount_centavos = ?1 \
             AND since_ms >= ?2 ORDER BY last_seq DESC, stray DESC LIMIT ?3",
        )?;
        let keys = statement.query_map((amount.centavos(), since.0, ENTRIES_MAX), |row| {
            row.get::<_, String>(0)
        })?;
        self.oldest_first(keys)
    }

    /// The strays of keys that come newest first.
    fn oldest_first(
        &self,
        keys: impl Iterator<Item = rusqlite::Result<String>>,
    ) -> Result<Vec<Stray>, LedgerError> {
        let stray = |key: rusqlite::Result<String>| {
            let unreadable = LedgerError::Stored { what: "stray" };
            let id: StrayId = serde_json::from_str(&key?).map_err(|_| unreadable.clone())?;
            self.stray(&id)?.ok_or(unreadable)
        };
        let mut strays = keys.map(stray).collect::<Result<Vec<_>, LedgerError>>()?;
        strays.reverse();
        Ok(strays)
    }
}
