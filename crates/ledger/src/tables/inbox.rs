//! The inbox: every distinct body, complete, until personal data is erased.
//! This module does not read bodies.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::{NAME_BYTES_MAX, NOTICE_BODY_BYTES_MAX};
use crate::seal::{Digest, Seal, keyed_hash};
use domain::{NoticeNumber, UnixMs};
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest as _, Sha256};

/// A notice as it came.
#[derive(Clone, Copy)]
pub struct NewNotice<'a> {
    /// The provider's word, as in the webhook's path.
    pub provider: &'a str,
    /// The merchant's name at the relay.
    pub merchant: &'a str,
    /// The relay's id for it, where it came by a relay.
    pub relay_id: Option<&'a str>,
    /// Its body, to the byte. It may hold people's data.
    pub body: &'a [u8],
    /// When the relay received it.
    pub received_at: UnixMs,
    /// When the till heard it. Erasing goes by this time, so the stored value
    /// is never earlier than the relay's time or an earlier notice's: a clock
    /// that is behind must not make a notice look older than it is.
    pub heard_at: UnixMs,
}

/// Whether a notice is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heard {
    /// No such body was heard before.
    New(NoticeNumber),
    /// The same body was heard before, as this notice.
    Repeat(NoticeNumber),
}

/// The salt of a hash, so that nobody can guess the bytes. It is stored beside
/// the bytes and erased with them.
pub(crate) struct Salt(pub(crate) [u8; 16]);

impl Salt {
    /// A new salt. SQLite draws it from the system's random generator: it must
    /// not repeat, and no decision depends on it.
    pub(crate) fn fresh(connection: &Connection) -> Result<Salt, LedgerError> {
        let mut statement = connection.prepare_cached("SELECT randomblob(16)")?;
        Ok(Salt(statement.query_row([], |row| row.get(0))?))
    }
}

/// The salted hash of some bytes.
pub(crate) fn salted_hash(salt: &Salt, bytes: &[u8]) -> Digest {
    keyed_hash(&salt.0, bytes)
}

/// The digest that two notices share exactly if the second is a repeat.
fn digest(notice: &NewNotice<'_>) -> Digest {
    let mut hash = Sha256::new();
    // The merchant's name at the relay is not included, since another relay may
    // use another name.
    let provider = notice.provider;
    let length = u64::try_from(provider.len()).expect("a name in memory has a 64-bit length");
    hash.update(length.to_be_bytes());
    hash.update(provider);
    hash.update(notice.body);
    hash.finalize().into()
}

/// What stays of the digest of a body that is erased. Without the seal, nobody
/// can try out bodies against it.
fn erased_digest(seal: &Seal, digest: &Digest) -> Digest {
    let mut bytes = b"mostrador erased notice".to_vec();
    bytes.extend_from_slice(digest);
    seal.sign(&bytes)
}

/// The notice of which a body of that digest is a repeat. One whose body was
/// erased under an earlier seal is not recognized.
fn repeated(
    connection: &Connection,
    seal: &Seal,
    digest: &Digest,
) -> Result<Option<NoticeNumber>, LedgerError> {
    let kept = connection
        .prepare_cached("SELECT number FROM inbox WHERE digest = ?1")?
        .query_row([digest], |row| row.get(0))
        .optional()?;
    if let Some(number) = kept {
        return Ok(Some(NoticeNumber(number)));
    }
    let erased = connection
        .prepare_cached("SELECT number FROM inbox WHERE erased_digest = ?1 LIMIT 1")?
        .query_row([erased_digest(seal, digest)], |row| row.get(0))
        .optional()?;
    Ok(erased.map(NoticeNumber))
}

/// The evidence of a notice's body in the journal.
pub(crate) fn evidence(
    connection: &Connection,
    notice: NoticeNumber,
) -> Result<Option<Digest>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT evidence FROM inbox WHERE number = ?1")?;
    let evidence = statement
        .query_row([notice.0], |row| row.get::<_, Col<Digest>>(0))
        .optional()?;
    Ok(evidence.map(|Col(evidence)| evidence))
}

impl Read<'_> {
    /// The relay's id of a notice, if it came by a relay.
    pub fn relay_id_of_notice(&self, notice: NoticeNumber) -> Result<Option<String>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT relay_id FROM inbox WHERE number = ?1")?;
        let id = statement
            .query_row([notice.0], |row| row.get::<_, Option<String>>(0))
            .optional()?;
        Ok(id.flatten())
    }

    /// The body of a notice, as it came; `None` if it was never heard or was
    /// erased.
    pub fn notice_body(&self, notice: NoticeNumber) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT body FROM inbox WHERE number = ?1")?;
        let body = statement
            .query_row([notice.0], |row| row.get::<_, Option<Vec<u8>>>(0))
            .optional()?;
        Ok(body.flatten())
    }
}

impl Write<'_> {
    /// Takes a notice in. A byte-identical body of the same provider is a
    /// repeat, also of a body that is erased; any other is new and kept whole.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`NOTICE_BODY_BYTES_MAX`] or
    /// [`NAME_BYTES_MAX`]; else the storage's failure.
    pub fn hear(&mut self, notice: NewNotice<'_>) -> Result<Heard, LedgerError> {
        let body_bytes = notice.body.len();
        LedgerError::bound("bytes of a notice", body_bytes, NOTICE_BODY_BYTES_MAX)?;
        for name in [
            Some(notice.provider),
            Some(notice.merchant),
            notice.relay_id,
        ] {
            let bytes = name.map_or(0, str::len);
            LedgerError::bound("bytes of a notice's name", bytes, NAME_BYTES_MAX)?;
        }
        let digest = digest(&notice);
        self.change(|write| {
            let connection = write.connection();
            if let Some(number) = repeated(connection, write.seal(), &digest)? {
                return Ok(Heard::Repeat(number));
            }
            let salt = Salt::fresh(connection)?;
            connection
                .prepare_cached(
                    "INSERT INTO inbox (provider, merchant, relay_id, body, salt, digest, \
                         evidence, received_at_ms, heard_at_ms) \
                     VALUES (:provider, :merchant, :relay_id, :body, :salt, :digest, \
                         :evidence, :received_at, \
                         max(:heard_at, :received_at, \
                             coalesce((SELECT heard_at_ms FROM inbox \
                                 ORDER BY number DESC LIMIT 1), :heard_at)))",
                )?
                .execute(named_params! {
                    ":provider": notice.provider,
                    ":merchant": notice.merchant,
                    ":relay_id": notice.relay_id,
                    ":body": notice.body,
                    ":salt": salt.0,
                    ":digest": digest,
                    ":evidence": salted_hash(&salt, notice.body),
                    ":received_at": notice.received_at.0,
                    ":heard_at": notice.heard_at.0,
                })?;
            Ok(Heard::New(NoticeNumber(connection.last_insert_rowid())))
        })
    }
}

const CORRECT_HEARD: [&str; 2] = [
    "UPDATE inbox SET heard_at_ms = heard_at_ms + ?2 WHERE number > ?1",
    "UPDATE payers SET kept_at_ms = kept_at_ms + ?2 WHERE notice > ?1",
];
/// Each uses an index.
const HEARD_BY_THEN: [&str; 2] = [
    "UPDATE inbox SET heard_at_ms = ?1 WHERE heard_at_ms > ?1 AND body IS NOT NULL",
    "UPDATE payers SET kept_at_ms = ?1 WHERE kept_at_ms > ?1",
];

impl Read<'_> {
    /// The last notice heard; zero before the first.
    pub fn last_notice(&self) -> Result<NoticeNumber, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT coalesce(max(number), 0) FROM inbox")?;
        Ok(NoticeNumber(statement.query_row([], |row| row.get(0))?))
    }
}

impl Write<'_> {
    /// Corrects the times of the notices after `notice`, heard while the clock
    /// was behind, so that they are kept as long as with a right clock.
    pub fn correct_heard_after(
        &mut self,
        notice: NoticeNumber,
        by_ms: i64,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            for sql in CORRECT_HEARD {
                write.connection().execute(sql, (notice.0, by_ms))?;
            }
            Ok(())
        })
    }

    /// Moves times after `latest` back to it, so that a clock that was ahead
    /// does not keep notices too long. Returns how many were corrected.
    pub fn heard_by_then(&mut self, latest: UnixMs) -> Result<usize, LedgerError> {
        self.change(|write| {
            let mut corrected = 0;
            for sql in HEARD_BY_THEN {
                corrected += write.connection().execute(sql, [latest.0])?;
            }
            Ok(corrected)
        })
    }
}

pub(crate) const BODIES_TO_ERASE: &str = "SELECT number, digest FROM inbox \
     WHERE heard_at_ms < ?1 AND body IS NOT NULL LIMIT ?2";
const ERASE_BODY: &str = "UPDATE inbox SET body = NULL, salt = NULL, digest = NULL, \
     erased_digest = ?2 WHERE number = ?1";

/// Erases the bodies heard before `before`, at most so many, with everything
/// from which they could be recovered. Their evidence stays. Returns how many.
pub(crate) fn erase_bodies_before(
    (connection, seal): (&Connection, &Seal),
    before: UnixMs,
    limit: u32,
) -> Result<u32, LedgerError> {
    let mut statement = connection.prepare_cached(BODIES_TO_ERASE)?;
    let rows = statement.query_map((before.0, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(i64, Option<Digest>)> = rows.collect::<Result<_, _>>()?;
    let mut erased = 0;
    for (number, digest) in found {
        erase_one(connection, seal, (number, digest))?;
        erased += 1;
    }
    Ok(erased)
}

/// Erases the body of one notice. `false` if it has none any more.
pub(crate) fn erase_body(
    connection: &Connection,
    seal: &Seal,
    notice: NoticeNumber,
) -> Result<bool, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, digest FROM inbox WHERE number = ?1 AND body IS NOT NULL",
    )?;
    let found = statement
        .query_row([notice.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some(found) = found else {
        return Ok(false);
    };
    erase_one(connection, seal, found)?;
    Ok(true)
}

fn erase_one(
    connection: &Connection,
    seal: &Seal,
    (number, digest): (i64, Option<Digest>),
) -> Result<(), LedgerError> {
    let digest = digest.map(|digest| erased_digest(seal, &digest));
    connection
        .prepare_cached(ERASE_BODY)?
        .execute((number, digest))?;
    Ok(())
}
