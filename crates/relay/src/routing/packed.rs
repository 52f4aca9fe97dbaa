//! Turns a body's bytes into text: unpacks them and decodes any encoding. Only
//! the ASCII characters of the text matter here; a letter that cannot be read
//! becomes U+FFFD.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use relay_protocol::text::TEXT_BYTES_MAX;
use std::{borrow::Cow, io::Read};

/// The most layers of packing that are removed.
const LAYERS_MAX: usize = 3;

/// The first two bytes of everything that gzip packs.
const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The longest size of a chunk, in hex digits.
const CHUNK_SIZE_DIGITS_MAX: usize = 8;

/// A packed body is larger than [`TEXT_BYTES_MAX`] when unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unpacked, the body is larger than {TEXT_BYTES_MAX} bytes")]
pub struct TooLarge;

/// Unpacks the body. A body with an unknown encoding is left as it is. So is a
/// body that is not packed although its header says so: some proxies unpack a
/// body and leave the header.
pub(super) fn unpack<'a>(
    content_encoding: Option<&str>,
    body: &'a [u8],
) -> Result<Cow<'a, [u8]>, TooLarge> {
    let mut bytes = Cow::Borrowed(body);
    let listed = content_encoding.unwrap_or_default().to_ascii_lowercase();
    for coding in listed.rsplit(',').map(str::trim).take(LAYERS_MAX) {
        let layer = match coding {
            "gzip" | "x-gzip" if bytes.starts_with(&GZIP_MAGIC) => {
                inflated(MultiGzDecoder::new(&*bytes))?
            }
            "deflate" => {
                // Some senders leave out the zlib frame that the name "deflate"
                // implies.
                let framed = inflated(ZlibDecoder::new(&*bytes))?;
                framed.map_or_else(|| inflated(DeflateDecoder::new(&*bytes)), |it| Ok(Some(it)))?
            }
            _ => None,
        };
        if let Some(layer) = layer {
            bytes = Cow::Owned(layer);
        }
    }
    // The sender packed it without saying so.
    if bytes.starts_with(&GZIP_MAGIC)
        && let Some(layer) = inflated(MultiGzDecoder::new(&*bytes))?
    {
        bytes = Cow::Owned(layer);
    }
    Ok(bytes)
}

/// The bytes that could be unpacked, up to the first error; `None` if there are
/// none.
fn inflated(packed: impl Read) -> Result<Option<Vec<u8>>, TooLarge> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(TEXT_BYTES_MAX).unwrap_or(u64::MAX);
    let whole = packed.take(limit + 1).read_to_end(&mut bytes);
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(TooLarge);
    }
    let nothing = whole.is_err() && bytes.is_empty();
    Ok(if nothing { None } else { Some(bytes) })
}

/// Decodes bytes to text. A byte order mark or the position of zero bytes shows
/// the encoding, since JSON and forms begin with ASCII characters. Every other
/// encoding that a provider might use contains ASCII.
pub(super) fn text(bytes: &[u8]) -> String {
    match *bytes {
        [0xEF, 0xBB, 0xBF, ref rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, 0, 0, ref rest @ ..] => utf_32(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, ref rest @ ..] => utf_32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, ref rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, ref rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [1..=u8::MAX, 0, 0, 0, ..] => utf_32(bytes, u32::from_le_bytes),
        [0, 0, 0, 1..=u8::MAX, ..] => utf_32(bytes, u32::from_be_bytes),
        [1..=u8::MAX, 0, ..] => utf_16(bytes, u16::from_le_bytes),
        [0, 1..=u8::MAX, ..] => utf_16(bytes, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    char::decode_utf16(units.iter().map(|two| unit(*two)))
        .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn utf_32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    let read = units.iter().map(|four| char::from_u32(unit(*four)));
    read.map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Removes HTTP chunk sizes that a proxy left in the text.
pub(super) fn without_chunk_sizes(text: &str) -> Cow<'_, str> {
    match joined_chunks(text) {
        Some(joined) => Cow::Owned(joined),
        None => Cow::Borrowed(text),
    }
}

/// `None` if the text is not made of chunks to its end.
fn joined_chunks(text: &str) -> Option<String> {
    let (mut rest, mut joined) = (text, String::new());
    loop {
        let (line, after) = rest.split_once("\r\n")?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let is_size = (1..=CHUNK_SIZE_DIGITS_MAX).contains(&size.len())
            && size.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !is_size {
            return None;
        }
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(joined);
        }
        // A size is in bytes, so a size that would split a letter is invalid.
        joined.push_str(after.get(..size)?);
        rest = after.get(size..)?.strip_prefix("\r\n")?;
    }
}
