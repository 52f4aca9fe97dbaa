//! The journal: all events in order, never rewritten. Sales and strays are the
//! sums of their lines, and come from nothing else.

mod append;
mod lines;

pub(crate) use lines::{each_line, each_line_about, each_line_after, each_line_of_the_till};

use crate::access::Read;
use crate::chain::{GENESIS, Head, Line, Links};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::seal::Digest;
use crate::subject::{Subject, stray_key};
use crate::tables::blocks::{Blocks, PACKED};
use domain::{
    Actor, CloseNumber, Event, NoticeNumber, Sale, SaleEvent, SaleId, Stamp, Stray, StrayEvent,
    StrayId, TillEvent, UnixMs,
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// One line of the journal, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its sequence, from 1, without gaps.
    pub seq: i64,
    /// When it happened, by the till's clock.
    pub at: UnixMs,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// The line's time and actor.
    #[must_use]
    pub fn stamp(&self) -> Stamp<'_> {
        Stamp::new(&self.actor, self.at)
    }
}

/// The columns of [`line_of`].
pub(crate) const COLUMNS: &str =
    "seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, seal";

/// Reads a row of [`COLUMNS`], by their places: looking for names takes longer
/// than reading.
pub(crate) fn line_of(row: &Row<'_>) -> rusqlite::Result<(Line, Links)> {
    let line = Line {
        seq: row.get(0)?,
        at_ms: row.get(1)?,
        actor: row.get(2)?,
        subject: row.get(3)?,
        subject_id: row.get(4)?,
        kind: row.get(5)?,
        body: row.get(6)?,
        evidence: row.get::<_, Option<Col<Digest>>>(7)?.map(|col| col.0),
    };
    let links = Links {
        hash: row.get::<_, Col<Digest>>(8)?.0,
        seal: row.get::<_, Col<Digest>>(9)?.0,
    };
    Ok((line, links))
}

pub(crate) fn head(connection: &Connection) -> Result<Head, LedgerError> {
    let last = connection
        .prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                seq: row.get(0)?,
                hash: row.get::<_, Col<Digest>>(1)?.0,
            })
        })
        .optional()?;
    Ok(last.unwrap_or(Head {
        seq: 0,
        hash: GENESIS,
    }))
}

/// Lines of the journal, each with the close up to the line `:until` that covers it.
/// `rest` is what follows the columns, with its parameters in `bounds`.
pub(crate) fn entries_with_close(
    read: &Read<'_>,
    rest: &str,
    bounds: &[(&str, &dyn ToSql)],
) -> Result<Vec<(Entry, Option<CloseNumber>)>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT number FROM closes WHERE closes.seq >= journal.seq \
             AND closes.seq <= :until ORDER BY closes.seq LIMIT 1) {rest}"
    );
    let mut statement = read.connection().prepare_cached(&sql)?;
    let rows = statement.query_map(bounds, |row| {
        Ok((
            line_of(row)?.0,
            row.get::<_, Option<u32>>(10)?.map(CloseNumber),
        ))
    })?;
    rows.map(|row| {
        let (line, close) = row?;
        Ok((line.entry()?, close))
    })
    .collect()
}

/// The subject of a line, in the form of the journal's columns. Strays use
/// their JSON, since two strays could have the same printed form; events of the
/// till use their kind.
fn columns_of(event: &Event, kind: &str) -> Result<(&'static str, String), serde_json::Error> {
    Ok(match event {
        Event::Sale(sale, _) => ("sale", sale.to_string()),
        Event::Stray(stray, _) => ("stray", serde_json::to_string(stray)?),
        Event::Shift(shift, _) => ("shift", shift.0.to_string()),
        Event::Close(close, _) => ("close", close.0.to_string()),
        Event::FixedQr(qr, _) => ("fixed-qr", qr.to_string()),
        Event::Report(report, _) => ("report", report.to_string()),
        Event::Till(_) => ("till", kind.to_owned()),
    })
}

/// What is read of an event's JSON to know its kind.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Written {
    Sale(IgnoredAny, Kind),
    Stray(IgnoredAny, Kind),
    Shift(IgnoredAny, Kind),
    Close(IgnoredAny, Kind),
    FixedQr(IgnoredAny, Kind),
    Report(IgnoredAny, Kind),
    Till(Kind),
}

#[derive(Deserialize)]
struct Kind {
    what: String,
}

/// The event's own word, which serde writes as `what`.
fn kind_of(body: &str) -> Result<String, serde_json::Error> {
    let (Written::Sale(_, kind)
    | Written::Stray(_, kind)
    | Written::Shift(_, kind)
    | Written::Close(_, kind)
    | Written::FixedQr(_, kind)
    | Written::Report(_, kind)
    | Written::Till(kind)) = serde_json::from_str(body)?;
    Ok(kind.what)
}

/// The notice that an event speaks of.
pub(crate) fn notice_of(event: &Event) -> Option<NoticeNumber> {
    match event {
        Event::Sale(_, event) => notice_of_sale(event),
        Event::Stray(_, StrayEvent::Heard { notice, .. }) => Some(*notice),
        Event::Stray(..)
        | Event::Shift(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => None,
    }
}

/// The notice that a sale's event speaks of.
pub(crate) fn notice_of_sale(event: &SaleEvent) -> Option<NoticeNumber> {
    if let SaleEvent::NoticeHeard { notice, .. } | SaleEvent::HintHeard { notice, .. } = event {
        return Some(*notice);
    }
    None
}

impl Line {
    /// The line's event.
    pub(crate) fn event(&self) -> Result<Event, LedgerError> {
        serde_json::from_str(&self.body).map_err(|_| LedgerError::Unreadable { seq: self.seq })
    }

    /// Whether the event is about the subject that the line's columns name.
    pub(crate) fn is_about(&self, event: &Event) -> bool {
        columns_of(event, &self.kind)
            .is_ok_and(|(subject, id)| subject == self.subject && id == self.subject_id)
    }

    /// Whether it is the first line about a subject of those that are packed.
    fn begins_subject(&self) -> bool {
        matches!(self.kind.as_str(), "opened" | "owed")
    }

    /// Who caused it.
    pub(crate) fn read_actor(&self) -> Result<Actor, LedgerError> {
        serde_json::from_str(&self.actor).map_err(|_| LedgerError::Unreadable { seq: self.seq })
    }

    fn entry(&self) -> Result<Entry, LedgerError> {
        Ok(Entry {
            seq: self.seq,
            at: UnixMs(self.at_ms),
            actor: self.read_actor()?,
            event: self.event()?,
        })
    }
}

impl Read<'_> {
    /// The end of the journal.
    pub fn head(&self) -> Result<Head, LedgerError> {
        head(self.connection())
    }

    /// The line of that sequence, as an end that an anchor can hold.
    pub fn head_at(&self, seq: i64) -> Result<Option<Head>, LedgerError> {
        let hash = hash_at(self.connection(), self.blocks(), seq)?;
        Ok(hash.map(|hash| Head { seq, hash }))
    }

    /// The lines after `seq`, oldest first, at most `limit` of them and never
    /// more than [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn entries_after(&self, seq: i64, limit: u32) -> Result<Vec<Entry>, LedgerError> {
        let limit = limit.min(ENTRIES_MAX);
        let room = usize::try_from(limit).unwrap_or(usize::MAX);
        let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let unpacked = statement.query_map((seq, limit), line_of)?;
        let mut lines = unpacked
            .map(|line| Ok(line?.0))
            .collect::<Result<Vec<Line>, LedgerError>>()?;
        // Lines without a gap leave nothing that could be packed between them.
        let is_whole = lines.first().is_some_and(|first| first.seq == seq + 1)
            && lines.windows(2).all(|two| two[0].seq + 1 == two[1].seq);
        if !is_whole {
            let packed = self.blocks().lines_after(seq, room)?;
            lines.extend(packed.into_iter().map(|(line, _)| line));
            lines.sort_by_key(|line| line.seq);
            lines.truncate(room);
        }
        lines.iter().map(Line::entry).collect()
    }

    /// All lines about a subject, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn entries_of(&self, subject: &Subject) -> Result<Vec<Entry>, LedgerError> {
        let (word, id) = subject.columns()?;
        match subject {
            Subject::Sale(_)
            | Subject::Stray(_)
            | Subject::Shift(_)
            | Subject::Close(_)
            | Subject::FixedQr(_)
            | Subject::Report(_) => self.lines_about(word, &id),
            // For a line of the till, the id column holds the event's word.
            Subject::Till => {
                let sql = format!("SELECT {COLUMNS} FROM journal WHERE subject = ?1 ORDER BY seq");
                let mut statement = self.connection().prepare_cached(&sql)?;
                let lines = statement.query_map([word], line_of)?;
                lines.map(|line| line?.0.entry()).collect()
            }
        }
    }

    fn lines_about(&self, subject: &str, id: &str) -> Result<Vec<Entry>, LedgerError> {
        let lines = self.stored_lines_about(subject, id)?;
        lines.iter().map(Line::entry).collect()
    }

    /// All lines about a subject as they are stored, packed or not, oldest first.
    pub(crate) fn stored_lines_about(
        &self,
        subject: &str,
        id: &str,
    ) -> Result<Vec<Line>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM journal WHERE subject = ?1 AND subject_id = ?2 ORDER BY seq"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let unpacked = statement.query_map((subject, id), line_of)?;
        let unpacked = unpacked.map(|line| Ok(line?.0));
        let unpacked = unpacked.collect::<Result<Vec<Line>, LedgerError>>()?;
        let begins = unpacked.first().is_some_and(Line::begins_subject);
        if begins || !PACKED.contains(&subject) {
            return Ok(unpacked);
        }
        let packed = self.blocks().lines_about(subject, id)?;
        let packed = packed.into_iter().map(|(line, _)| line);
        Ok(packed.chain(unpacked).collect())
    }

    /// The lines that say that a copy of a sale's receipt was asked for, oldest
    /// first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn reprints_of(&self, sale: SaleId) -> Result<Vec<Entry>, LedgerError> {
        self.till_lines_about("paper-reprinted", sale)
    }

    /// The lines that say that a manager erased who paid a sale, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn forgettings_of(&self, sale: SaleId) -> Result<Vec<Entry>, LedgerError> {
        self.till_lines_about("payer-forgotten", sale)
    }

    /// The till's lines of a kind that names one sale at most: such a line is
    /// about a sale if it has the sale's id at all.
    fn till_lines_about(&self, kind: &str, sale: SaleId) -> Result<Vec<Entry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM journal WHERE subject = 'till' \
             AND subject_id = ?1 AND instr(body, ?2) > 0 ORDER BY seq"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let lines = statement.query_map((kind, sale.to_string()), line_of)?;
        lines.map(|line| line?.0.entry()).collect()
    }

    /// The sale of that id, by the sum of its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        let entries = self.lines_about("sale", &id.to_string())?;
        let events = entries.iter().filter_map(|entry| match &entry.event {
            Event::Sale(_, event) => Some((entry.stamp(), event)),
            Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        });
        Ok(Sale::sum(id, events))
    }

    /// The stray of that id, by the sum of its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn stray(&self, id: &StrayId) -> Result<Option<Stray>, LedgerError> {
        self.stray_as_of(id, i64::MAX)
    }

    /// The stray as it was right after that line of the journal.
    pub(crate) fn stray_as_of(&self, id: &StrayId, seq: i64) -> Result<Option<Stray>, LedgerError> {
        let entries = self.lines_about("stray", &stray_key(id)?)?;
        let until = entries.iter().take_while(|entry| entry.seq <= seq);
        let events = until.filter_map(|entry| match &entry.event {
            Event::Stray(_, event) => Some((entry.stamp(), event)),
            Event::Sale(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        });
        Ok(Stray::sum(id.clone(), events))
    }

    /// The last event of the till of that kind, for example `identity-kept`.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or the line cannot be read.
    pub fn last_till_event(&self, kind: &str) -> Result<Option<TillEvent>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM journal WHERE subject = 'till' AND subject_id = ?1 \
             ORDER BY seq DESC LIMIT 1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let last = statement.query_row([kind], line_of).optional()?;
        let event = last.map(|(line, _)| line.event()).transpose()?;
        Ok(event.and_then(|event| match event {
            Event::Till(event) => Some(event),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..) => None,
        }))
    }
}

/// The hash of the line of that sequence.
pub(crate) fn hash_at(
    connection: &Connection,
    blocks: &Blocks<'_>,
    seq: i64,
) -> Result<Option<Digest>, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT hash FROM journal WHERE seq = ?1")?;
    let hash = statement
        .query_row([seq], |row| row.get::<_, Col<Digest>>(0))
        .optional()?;
    match hash {
        Some(Col(hash)) => Ok(Some(hash)),
        None => Ok(blocks.line(seq)?.map(|(_, links)| links.hash)),
    }
}

/// All lines about a subject, oldest first.
pub(crate) fn of_subject(read: &Read<'_>, subject: &Subject) -> Result<Vec<Entry>, LedgerError> {
    read.entries_of(subject)
}

/// All events of the till of one kind, oldest first.
pub(crate) fn of_till(connection: &Connection, kind: &str) -> Result<Vec<Event>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal WHERE subject = 'till' AND subject_id = ?1 ORDER BY seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let lines = statement.query_map([kind], line_of)?;
    lines.map(|line| line?.0.event()).collect()
}
