//! Anchors: ends of the journal that a copy's manifest or the secret store
//! remembers outside the ledger. If the journal does not lead to one of them,
//! the file was put back to an earlier state. This module does not know where
//! anchors are kept.

use crate::access::Read;
use crate::chain::Head;
use crate::error::LedgerError;
use crate::seal::{Digest, Fingerprint, Seal, hex, read_hex, same};
use crate::tables::blocks::Blocks;
use crate::tables::journal::{hash_at, of_till};
use domain::{CloseNumber, Event, JournalEnd, TillEvent};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::fmt;

/// An end of the journal, and where it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The end.
    pub head: Head,
    /// Who remembers it.
    pub kept_by: AnchorKeeper,
    /// The last close up to this end, if the keeper remembers it too.
    pub close: Option<CloseNumber>,
}

/// Where an end of the journal is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorKeeper {
    /// The manifest of the copy of that name.
    Copy(String),
    SecretStore,
}

impl fmt::Display for AnchorKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnchorKeeper::Copy(name) => f.write_str(name),
            AnchorKeeper::SecretStore => f.write_str("the secret store"),
        }
    }
}

/// The result of comparing an anchor with a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorCheck {
    /// The journal leads to it.
    Found,
    /// The journal does not lead to it, but a restore or a rollback has named
    /// it.
    Excused,
    /// The journal does not lead to it: the journal is shorter or different.
    Missing,
}

/// A seal's signature of an end of the journal and the words signed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadSeal {
    /// The seal's.
    pub fingerprint: Fingerprint,
    signature: Digest,
}

impl HeadSeal {
    /// Reads what [`fmt::Display`] writes: 128 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<HeadSeal> {
        let mut bytes = [0; 64];
        read_hex(text, &mut bytes)?;
        let (fingerprint, signature) = bytes.split_at(32);
        Some(HeadSeal {
            fingerprint: Fingerprint(fingerprint.try_into().ok()?),
            signature: signature.try_into().ok()?,
        })
    }

    /// Whether one of these seals signed this end with these words.
    #[must_use]
    pub fn fits(&self, seals: &[Seal], head: &Head, with: &[&str]) -> bool {
        seals.iter().any(|seal| {
            seal.fingerprint() == self.fingerprint
                && same(&seal.sign(&signed(head, with)), &self.signature)
        })
    }
}

impl fmt::Display for HeadSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", hex(&self.fingerprint.0), hex(&self.signature))
    }
}

impl Seal {
    /// Signs an end of the journal together with some words.
    #[must_use]
    pub fn sign_head(&self, head: &Head, with: &[&str]) -> HeadSeal {
        HeadSeal {
            fingerprint: self.fingerprint(),
            signature: self.sign(&signed(head, with)),
        }
    }
}

/// The signed bytes, each word with its length before it.
fn signed(head: &Head, with: &[&str]) -> Vec<u8> {
    let mut bytes = b"mostrador journal end 1".to_vec();
    bytes.extend(head.seq.to_be_bytes());
    bytes.extend(head.hash);
    for word in with {
        let length = u64::try_from(word.len()).expect("a word in memory has a 64-bit length");
        bytes.extend(length.to_be_bytes());
        bytes.extend(word.as_bytes());
    }
    bytes
}

impl Head {
    /// The end of that sequence and of that hash: 64 hexadecimal digits.
    #[must_use]
    pub fn parse(seq: i64, hash: &str) -> Option<Head> {
        let mut bytes = [0; 32];
        read_hex(hash, &mut bytes)?;
        Some(Head { seq, hash: bytes })
    }

    /// Its hash in hexadecimal digits.
    #[must_use]
    pub fn hash_digits(&self) -> String {
        hex(&self.hash)
    }
}

impl Anchor {
    /// The form in which a restore or a rollback names it.
    pub(crate) fn named(&self) -> JournalEnd {
        JournalEnd {
            seq: self.head.seq,
            hash: self.head.hash_digits(),
        }
    }
}

/// The anchors that restores and rollbacks of this journal left behind.
pub(crate) fn excused(connection: &Connection) -> Result<BTreeSet<(i64, Digest)>, LedgerError> {
    let mut excused = BTreeSet::new();
    for kind in ["restored", "rolled-back"] {
        for event in of_till(connection, kind)? {
            excused.extend(left_by(&event));
        }
    }
    Ok(excused)
}

/// The anchors that an event names as left behind.
pub(crate) fn left_by(event: &Event) -> Vec<(i64, Digest)> {
    let (Event::Till(TillEvent::Restored { anchors_left, .. })
    | Event::Till(TillEvent::RolledBack { anchors_left, .. })) = event
    else {
        return Vec::new();
    };
    let ends = anchors_left.iter();
    ends.filter_map(|end| Head::parse(end.seq, &end.hash))
        .map(|head| (head.seq, head.hash))
        .collect()
}

/// Compares an anchor with the journal, given the excused anchors.
pub(crate) fn check(
    connection: &Connection,
    excused: &BTreeSet<(i64, Digest)>,
    head: &Head,
) -> Result<AnchorCheck, LedgerError> {
    let stands = match hash_at(connection, &Blocks::new(connection), head.seq) {
        // A block that cannot be read leads to no anchor.
        Err(LedgerError::Unreadable { .. }) => None,
        found => found?,
    };
    // Every journal leads to its own beginning.
    if head.seq <= 0 || stands.is_some_and(|hash| same(&hash, &head.hash)) {
        return Ok(AnchorCheck::Found);
    }
    Ok(if excused.contains(&(head.seq, head.hash)) {
        AnchorCheck::Excused
    } else {
        AnchorCheck::Missing
    })
}

/// The anchors that the journal neither leads to nor excuses.
pub(crate) fn missing(
    connection: &Connection,
    anchors: &[Anchor],
) -> Result<Vec<Anchor>, LedgerError> {
    let excused = excused(connection)?;
    let mut missing: Vec<Anchor> = Vec::new();
    for anchor in anchors {
        let known = missing.iter().any(|it| it.head == anchor.head);
        if !known && check(connection, &excused, &anchor.head)? == AnchorCheck::Missing {
            missing.push(anchor.clone());
        }
    }
    Ok(missing)
}

impl Read<'_> {
    /// The anchors that the journal neither leads to nor excuses, each end
    /// once. If there is one, the file was put back to an earlier state.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn anchors_missing(&self, anchors: &[Anchor]) -> Result<Vec<Anchor>, LedgerError> {
        missing(self.connection(), anchors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_end_is_read_back_and_no_part_of_it_can_be_changed() {
        let seal = Seal::from_bytes([1; 32]);
        let head = Head {
            seq: 7,
            hash: [2; 32],
        };
        let with = ["ledger-x.sqlite3", "12"];
        let signed = seal.sign_head(&head, &with);
        let again = HeadSeal::parse(&signed.to_string()).unwrap();
        assert_eq!(again, signed);
        let seals = [Seal::from_bytes([9; 32]), seal];
        assert!(again.fits(&seals, &head, &with));
        assert!(!again.fits(&seals[..1], &head, &with));
        assert!(!again.fits(&[], &head, &with));
        for other in [
            Head { seq: 8, ..head },
            Head {
                hash: [3; 32],
                ..head
            },
        ] {
            assert!(!again.fits(&seals, &other, &with));
        }
        // Moving a letter from one word to the next changes the signature.
        assert!(!again.fits(&seals, &head, &["ledger-x.sqlite31", "2"]));
        assert!(HeadSeal::parse("00").is_none());
        assert!(HeadSeal::parse(&"é".repeat(64)).is_none());
    }
}
