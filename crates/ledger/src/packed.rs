//! A block: many lines of the journal, packed. It holds each line and its links
//! to the byte, so that chain and seals are checked as before. This module does
//! not know where blocks are kept.
//!
//! What repeats (ids, words, JSON) is compressed together. Hashes and seals
//! cannot be compressed and stand behind it.

use crate::chain::{Line, Links};
use crate::limits::{BLOCK_LINES_MAX, EVENT_BYTES_MAX};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read as _, Write as _};

/// The form of a block, its first byte.
const FORM: u8 = 1;
/// Bytes of a block's lines unpacked. A line has more than its event, but nothing
/// that is nearly as large.
const UNPACKED_BYTES_MAX: usize = BLOCK_LINES_MAX * 2 * EVENT_BYTES_MAX;
/// Bytes of a hash, a seal or an evidence.
const DIGEST_BYTES: usize = 32;

/// A block that nobody packed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a packed block cannot be read")]
pub(crate) struct NotABlock;

/// Packs lines. Their sequences rise.
///
/// # Errors
/// The compressor's, which writes to memory only.
pub(crate) fn pack(lines: &[(Line, Links)]) -> std::io::Result<Vec<u8>> {
    let mut text = ZlibEncoder::new(Vec::new(), Compression::best());
    let mut digests = Vec::with_capacity(lines.len() * 3 * DIGEST_BYTES);
    let (mut seq, mut at_ms) = (0, 0);
    for (line, links) in lines {
        text.write_all(&line.seq.wrapping_sub(seq).to_le_bytes())?;
        text.write_all(&line.at_ms.wrapping_sub(at_ms).to_le_bytes())?;
        (seq, at_ms) = (line.seq, line.at_ms);
        for part in [
            &line.actor,
            &line.subject,
            &line.subject_id,
            &line.kind,
            &line.body,
        ] {
            let length = u32::try_from(part.len()).map_err(std::io::Error::other)?;
            text.write_all(&length.to_le_bytes())?;
            text.write_all(part.as_bytes())?;
        }
        text.write_all(&[u8::from(line.evidence.is_some())])?;
        digests.extend(links.hash);
        digests.extend(links.seal);
        digests.extend(line.evidence.iter().flatten());
    }
    let text = text.finish()?;
    let (count, length) = (u32::try_from(lines.len()), u32::try_from(text.len()));
    let (count, length) = (
        count.map_err(std::io::Error::other)?,
        length.map_err(std::io::Error::other)?,
    );
    let mut block = vec![FORM];
    block.extend(count.to_le_bytes());
    block.extend(length.to_le_bytes());
    block.extend(text);
    block.extend(digests);
    Ok(block)
}

/// Unpacks a block.
///
/// # Errors
/// [`NotABlock`] for bytes that are not exactly a block, or more than one may
/// hold.
pub(crate) fn unpack(block: &[u8]) -> Result<Vec<(Line, Links)>, NotABlock> {
    let mut rest = Bytes(block);
    if rest.take::<1>()? != [FORM] {
        return Err(NotABlock);
    }
    let (count, length) = (rest.length()?, rest.length()?);
    if count > BLOCK_LINES_MAX {
        return Err(NotABlock);
    }
    let packed = rest.part(length)?;
    let text = inflate(packed)?;
    let mut text = Bytes(&text);
    let mut lines = Vec::with_capacity(count);
    let (mut seq, mut at_ms) = (0_i64, 0_i64);
    for _ in 0..count {
        seq = seq.wrapping_add(i64::from_le_bytes(text.take()?));
        at_ms = at_ms.wrapping_add(i64::from_le_bytes(text.take()?));
        let mut line = Line {
            seq,
            at_ms,
            actor: text.word()?,
            subject: text.word()?,
            subject_id: text.word()?,
            kind: text.word()?,
            body: text.word()?,
            evidence: None,
        };
        let has_evidence = text.take::<1>()?;
        let links = Links {
            hash: rest.take()?,
            seal: rest.take()?,
        };
        line.evidence = match has_evidence {
            [0] => None,
            [1] => Some(rest.take::<DIGEST_BYTES>()?),
            _ => return Err(NotABlock),
        };
        lines.push((line, links));
    }
    let rises = lines.is_sorted_by(|(one, _), (other, _)| one.seq < other.seq);
    if !rises || !text.0.is_empty() || !rest.0.is_empty() {
        return Err(NotABlock);
    }
    Ok(lines)
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, NotABlock> {
    let mut text = Vec::new();
    let max = u64::try_from(UNPACKED_BYTES_MAX).unwrap_or(u64::MAX);
    let mut decoder = ZlibDecoder::new(packed).take(max + 1);
    decoder.read_to_end(&mut text).map_err(|_| NotABlock)?;
    let is_whole = decoder.into_inner().total_in() == u64::try_from(packed.len()).unwrap_or(0);
    if text.len() > UNPACKED_BYTES_MAX || !is_whole {
        return Err(NotABlock);
    }
    Ok(text)
}

/// Bytes that are read from their beginning.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn part(&mut self, length: usize) -> Result<&'a [u8], NotABlock> {
        let (part, rest) = self.0.split_at_checked(length).ok_or(NotABlock)?;
        self.0 = rest;
        Ok(part)
    }

    fn take<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], NotABlock> {
        self.part(LENGTH)?.try_into().map_err(|_| NotABlock)
    }

    fn length(&mut self) -> Result<usize, NotABlock> {
        usize::try_from(u32::from_le_bytes(self.take()?)).map_err(|_| NotABlock)
    }

    fn word(&mut self) -> Result<String, NotABlock> {
        let length = self.length()?;
        let bytes = self.part(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| NotABlock)
    }
}

/// A number of a subject, by which its blocks are found. Two subjects may have
/// the same. The ids of sales begin with their time, so that the numbers of one
/// block's subjects are near each other.
pub(crate) fn key(subject_id: &str) -> i64 {
    let mut digits = subject_id.bytes().filter(|byte| *byte != b'-');
    let mut number = 0_i64;
    for _ in 0..16 {
        // What has no digits left counts as zeros.
        let digit = digits.next().map_or(0, |byte| i64::from(byte & 0x4F));
        let digit = if digit > 9 { (digit & 0x0F) + 9 } else { digit };
        number = number << 4 | (digit & 0x0F);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Digest;
    use proptest::prelude::*;

    fn digest() -> impl Strategy<Value = Digest> {
        any::<Digest>()
    }

    fn lines() -> impl Strategy<Value = Vec<(Line, Links)>> {
        let line = (
            (1_i64..50, any::<i64>()),
            (
                "[a-z\"{}]{0,9}",
                "[a-z]{0,9}",
                "[0-9a-f-]{0,40}",
                "[a-z-]{0,9}",
                ".{0,80}",
            ),
            proptest::option::of(digest()),
            (digest(), digest()),
        );
        proptest::collection::vec(line, 0..20).prop_map(|drawn| {
            let mut seq = 0;
            let line = |((step, at_ms), words, evidence, (hash, seal))| {
                seq += step;
                let (actor, subject, subject_id, kind, body) = words;
                let line = Line {
                    seq,
                    at_ms,
                    actor,
                    subject,
                    subject_id,
                    kind,
                    body,
                    evidence,
                };
                (line, Links { hash, seal })
            };
            drawn.into_iter().map(line).collect()
        })
    }

    proptest! {
        #[test]
        fn a_block_holds_its_lines_to_the_byte(lines in lines()) {
            let block = pack(&lines).unwrap();
            prop_assert_eq!(unpack(&block).unwrap(), lines);
        }

        #[test]
        fn no_part_of_a_block_is_a_block(
            block in lines().prop_map(|lines| pack(&lines).unwrap()),
            cut in any::<prop::sample::Index>(),
        ) {
            prop_assert!(unpack(&block[..cut.index(block.len())]).is_err());
            let longer = [block.as_slice(), &[0]].concat();
            prop_assert!(unpack(&longer).is_err());
        }

        #[test]
        fn a_damaged_block_is_read_without_harm(
            mut block in lines().prop_map(|lines| pack(&lines).unwrap()),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let at = at.index(block.len());
            block[at] ^= byte;
            let _ = unpack(&block);
        }

        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }

    #[test]
    fn the_numbers_of_ids_are_in_the_order_of_their_times() {
        let early = key("019b2f3a-0000-8000-8000-000000000001");
        let late = key("019b2f3a-0001-8000-8000-000000000001");
        assert_eq!(early, 0x019b_2f3a_0000_8000);
        assert!(early < late);
        assert_ne!(key("019B2F3A"), key("019b2f3b"));
        // Any text has a number.
        let _ = (key(""), key("é"), key("{\"transaction\":1}"));
    }
}
