//! The chain of the journal: how a line is hashed and sealed.
//!
//! A line's `hash` is SHA-256 over its stored bytes, its sequence and the hash
//! of the line before it; its `seal` is HMAC-SHA256 over the same bytes. The
//! hash needs no key. So a later seal vouches for all lines before it, even
//! those of an epoch whose own seal is lost.

use crate::seal::{Digest, Seal, hex, same};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The hash before the first line.
pub(crate) const GENESIS: Digest = [0; 32];

/// The end of the journal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last line's sequence; zero for a journal without lines.
    pub seq: i64,
    /// Its hash, which chains it to every line before it.
    pub hash: [u8; 32],
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, hex(&self.hash))
    }
}

/// One line of the journal as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) seq: i64,
    pub(crate) at_ms: i64,
    pub(crate) actor: String,
    pub(crate) subject: String,
    pub(crate) subject_id: String,
    pub(crate) kind: String,
    pub(crate) body: String,
    pub(crate) evidence: Option<Digest>,
}

/// The hash and the seal of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) hash: Digest,
    pub(crate) seal: Digest,
}

/// Whether a line's links are those of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fit {
    pub(crate) hash: bool,
    pub(crate) seal: bool,
}

impl Line {
    /// The line's links after `previous`, under `seal`.
    pub(crate) fn link(&self, previous: &Digest, seal: &Seal) -> Links {
        let bytes = self.bytes(previous);
        Links {
            hash: Sha256::digest(&bytes).into(),
            seal: seal.sign(&bytes),
        }
    }

    /// Whether its links are those of its bytes after `previous`. Without a seal
    /// its own is not checked.
    pub(crate) fn fit(&self, previous: &Digest, links: &Links, seal: Option<&Seal>) -> Fit {
        let bytes = self.bytes(previous);
        Fit {
            hash: same(&Sha256::digest(&bytes), &links.hash),
            seal: seal.is_none_or(|seal| same(&seal.sign(&bytes), &links.seal)),
        }
    }

    /// The sealed bytes. Each part has its length before it, so that no two
    /// lines give the same bytes.
    fn bytes(&self, previous: &Digest) -> Vec<u8> {
        let evidence: &[u8] = self.evidence.as_ref().map_or(&[], Digest::as_slice);
        let parts: [&[u8]; 9] = [
            b"mostrador journal line 1",
            previous,
            self.actor.as_bytes(),
            self.subject.as_bytes(),
            self.subject_id.as_bytes(),
            self.kind.as_bytes(),
            self.body.as_bytes(),
            evidence,
            &self.at_ms.to_be_bytes(),
        ];
        let mut bytes = Vec::with_capacity(256 + self.body.len());
        bytes.extend(self.seq.to_be_bytes());
        for part in parts {
            let length = u64::try_from(part.len()).expect("a part in memory has a 64-bit length");
            bytes.extend(length.to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line {
            seq: 7,
            at_ms: 1_000,
            actor: "\"till\"".to_owned(),
            subject: "sale".to_owned(),
            subject_id: "a".to_owned(),
            kind: "abandoned".to_owned(),
            body: "{}".to_owned(),
            evidence: None,
        }
    }

    #[test]
    fn every_part_of_a_line_is_sealed() {
        let seal = Seal::from_bytes([1; 32]);
        let links = line().link(&GENESIS, &seal);
        let fit = |line: &Line, previous, seal| line.fit(previous, &links, seal);
        let (both, none) = (
            Fit {
                hash: true,
                seal: true,
            },
            Fit {
                hash: false,
                seal: false,
            },
        );
        assert_eq!(fit(&line(), &GENESIS, Some(&seal)), both);
        let edits: [fn(&mut Line); 8] = [
            |line| line.seq += 1,
            |line| line.at_ms += 1,
            |line| line.actor.push(' '),
            |line| line.subject.push(' '),
            |line| line.subject_id.push(' '),
            |line| line.kind.push(' '),
            |line| line.body.push(' '),
            |line| line.evidence = Some([0; 32]),
        ];
        for (place, edit) in edits.iter().enumerate() {
            let mut other = line();
            edit(&mut other);
            assert_eq!(fit(&other, &GENESIS, Some(&seal)), none, "edit {place}");
        }
        assert_eq!(fit(&line(), &[9; 32], Some(&seal)), none);
        let other_seal = Seal::from_bytes([2; 32]);
        assert!(!fit(&line(), &GENESIS, Some(&other_seal)).seal);
        assert_eq!(fit(&line(), &GENESIS, None), both);
    }

    #[test]
    fn a_byte_moved_from_one_part_to_the_next_is_another_line() {
        let mut moved = line();
        moved.subject_id.clear();
        moved.kind.insert(0, 'a');
        assert_ne!(moved.bytes(&GENESIS), line().bytes(&GENESIS));
    }
}
