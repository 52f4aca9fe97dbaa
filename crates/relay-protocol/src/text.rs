//! Decodes a webhook's body to text. Relay and till read the same text, each
//! for its own purpose.
//!
//! Nothing here knows providers or fields, and nothing is repaired: a body
//! whose bytes could be read in two ways is refused.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::borrow::Cow;
use std::io::Read;

/// The largest text that is unpacked from a body, in bytes. A larger one is not
/// read at all.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// Why a body cannot be decoded. It is still stored, byte for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// It is larger than [`TEXT_BYTES_MAX`] when unpacked.
    #[error("unpacked it has more than {TEXT_BYTES_MAX} bytes")]
    TooLarge,
    /// It is packed, and cannot be unpacked to its end.
    #[error("it cannot be unpacked")]
    Packing,
    /// Its charset uses the bytes of a quote or a backslash as part of other
    /// characters, so the end of a string would be uncertain.
    #[error("its charset is not read")]
    Charset,
}

/// Charsets in which the byte of a quote, a brace or a backslash may be part of
/// another character, by the beginnings of their names.
const UNSAFE_CHARSETS: [&str; 16] = [
    "iso-2022",
    "csiso2022",
    "hz",
    "utf-7",
    "utf7",
    "shift",
    "sjis",
    "ms_kanji",
    "windows-31j",
    "cp932",
    "gb",
    "big5",
    "euc",
    "johab",
    "utf-32",
    "ibm",
];

/// Reads a body as text. `content_type` and `content_encoding` are the headers
/// that came with it; the bytes take precedence over the headers.
///
/// # Errors
/// [`NoText`] says why not.
pub fn read(
    body: &[u8],
    content_type: Option<&str>,
    content_encoding: Option<&str>,
) -> Result<String, NoText> {
    let unpacked = unpack(body, content_encoding)?;
    let whole = without_chunk_sizes(&unpacked);
    decode(whole.as_deref().unwrap_or(&unpacked), charset(content_type))
}

/// Undoes a `Content-Encoding`; gzip is also recognized by its first bytes. A
/// body that is clearly not packed is used as it is, whatever the header says:
/// some proxies unpack a body and leave the header.
fn unpack<'a>(body: &'a [u8], encoding: Option<&str>) -> Result<Cow<'a, [u8]>, NoText> {
    let mut codings = encoding
        .unwrap_or_default()
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity");
    let coding = codings.next();
    if codings.next().is_some() {
        return Err(NoText::Packing);
    }
    if body.starts_with(&[0x1F, 0x8B]) {
        return bounded(MultiGzDecoder::new(body)).map(Cow::Owned);
    }
    match coding.as_deref() {
        Some("deflate") if !is_plain(body) => bounded(ZlibDecoder::new(body))
            .or_else(|error| match error {
                NoText::TooLarge => Err(error),
                NoText::Packing | NoText::Charset => bounded(DeflateDecoder::new(body)),
            })
            .map(Cow::Owned),
        Some("gzip" | "x-gzip") | None => Ok(Cow::Borrowed(body)),
        Some(_) if is_plain(body) => Ok(Cow::Borrowed(body)),
        Some(_) => Err(NoText::Packing),
    }
}

fn is_plain(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{'))
}

fn bounded(packed: impl Read) -> Result<Vec<u8>, NoText> {
    let limit = u64::try_from(TEXT_BYTES_MAX).unwrap_or(u64::MAX);
    let mut text = Vec::new();
    packed
        .take(limit.saturating_add(1))
        .read_to_end(&mut text)
        .map_err(|_| NoText::Packing)?;
    if text.len() > TEXT_BYTES_MAX {
        Err(NoText::TooLarge)
    } else {
        Ok(text)
    }
}

/// The body without HTTP chunk sizes, if it consists of chunks from its first
/// byte to its last: some senders write the sizes twice. `None` for any other
/// body.
fn without_chunk_sizes(body: &[u8]) -> Option<Vec<u8>> {
    const SIZE_DIGITS_MAX: usize = 8;
    let line = |bytes: &[u8]| bytes.windows(2).position(|two| two == b"\r\n");
    let mut rest = body;
    let mut joined = Vec::new();
    loop {
        let end = line(rest).filter(|end| (1..=SIZE_DIGITS_MAX).contains(end))?;
        let digits = std::str::from_utf8(rest.get(..end)?).ok()?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let size = usize::from_str_radix(digits, 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return rest.trim_ascii().is_empty().then_some(joined);
        }
        joined.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

/// The charset that a `Content-Type` names, in lower case.
fn charset(content_type: Option<&str>) -> Option<String> {
    let named = content_type?.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']))
    })?;
    Some(named.trim().to_ascii_lowercase())
}

fn decode(bytes: &[u8], charset: Option<String>) -> Result<String, NoText> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Ok(utf8_or_windows(rest));
    }
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, ..] | [_, 0, 0, 0, ..] => return Err(NoText::Charset),
        [0xFF, 0xFE, rest @ ..] => return Ok(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => return Ok(utf16(rest, u16::from_be_bytes)),
        [0, _, ..] => return Ok(utf16(bytes, u16::from_be_bytes)),
        [_, 0, ..] => return Ok(utf16(bytes, u16::from_le_bytes)),
        _ => {}
    }
    let charset = charset.unwrap_or_default();
    if UNSAFE_CHARSETS.iter().any(|name| charset.starts_with(name)) {
        return Err(NoText::Charset);
    }
    Ok(utf8_or_windows(bytes))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|two| unit([two[0], two[1]]));
    let signs = char::decode_utf16(units);
    signs
        .map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Text that is not UTF-8 is read as windows-1252, as browsers read Latin-1.
/// Every byte below 128 is ASCII in both, so names may come out wrong, but the
/// structure of a body cannot.
fn utf8_or_windows(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

/// The characters from 0x80 to 0x9F, by the WHATWG's encoding standard.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let place = byte.checked_sub(0x80).map(usize::from);
    place
        .and_then(|place| WINDOWS_1252.get(place).copied())
        .unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;
    use std::io::Write as _;

    const TEXT: &str = r#"{"NombreCompletoEmisor": "Peña Ñandú", "Monto": 1500}"#;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn plain(body: &[u8]) -> Result<String, NoText> {
        read(body, None, None)
    }

    #[test]
    fn every_encoding_of_one_text() {
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { TEXT.encode_utf16().flat_map(unit).collect() };
        let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let latin: Vec<u8> = TEXT
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        for body in [
            TEXT.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF".as_slice(), TEXT.as_bytes()].concat(),
            [b"\xFF\xFE".as_slice(), &le].concat(),
            [b"\xFE\xFF".as_slice(), &be].concat(),
            le,
            be,
            latin,
        ] {
            for kind in [
                None,
                Some("application/json"),
                Some("application/json; charset=utf-8"),
                Some("application/json;charset=\"ISO-8859-1\""),
                Some("text/plain; charset=utf-16"),
                Some("application/json; charset=of-our-own"),
            ] {
                assert_eq!(read(&body, kind, None).as_deref(), Ok(TEXT), "{kind:?}");
            }
        }
        assert_eq!(plain(b"\"\x80 \x93x\x94 \xF1\"").unwrap(), "\"€ “x” ñ\"");
        // An overlong encoding of a quote is not a quote.
        assert_eq!(plain(b"\xC0\xA2").unwrap(), "À¢");
    }

    #[test]
    fn packed_bodies() {
        let packed = gzip(TEXT.as_bytes());
        for coding in [Some("gzip"), Some("x-GZIP"), Some("identity, gzip"), None] {
            assert_eq!(read(&packed, None, coding).as_deref(), Ok(TEXT));
        }
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(TEXT.as_bytes()).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(TEXT.as_bytes()).unwrap();
        for body in [zlib.finish().unwrap(), raw.finish().unwrap()] {
            assert_eq!(read(&body, None, Some("deflate")).as_deref(), Ok(TEXT));
        }
        // A proxy unpacked the body and left the header.
        for coding in ["gzip", "deflate", "br"] {
            assert_eq!(
                read(TEXT.as_bytes(), None, Some(coding)).as_deref(),
                Ok(TEXT)
            );
        }
        let cut = &packed[..packed.len() - 9];
        assert_eq!(read(cut, None, Some("gzip")), Err(NoText::Packing));
        assert_eq!(read(b"\x0B\x02", None, Some("br")), Err(NoText::Packing));
        assert_eq!(
            read(&packed, None, Some("gzip, gzip")),
            Err(NoText::Packing)
        );
    }

    #[test]
    fn a_decompression_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 64 * TEXT_BYTES_MAX]);
        assert!(bomb.len() < crate::BODY_BYTES_MAX, "{}", bomb.len());
        assert_eq!(plain(&bomb), Err(NoText::TooLarge));
        let largest = gzip(&vec![b' '; TEXT_BYTES_MAX]);
        assert_eq!(plain(&largest).map(|text| text.len()), Ok(TEXT_BYTES_MAX));
        assert_eq!(
            plain(&gzip(&vec![b' '; TEXT_BYTES_MAX + 1])),
            Err(NoText::TooLarge)
        );
    }

    #[test]
    fn charsets_that_can_hide_a_quote_are_refused() {
        for charset in ["Shift_JIS", "iso-2022-jp", "GBK", "big5", "utf-7", "UTF-32"] {
            let kind = format!("application/json; charset={charset}");
            let read = read(TEXT.as_bytes(), Some(&kind), None);
            assert_eq!(read, Err(NoText::Charset), "{charset}");
        }
        let utf32: Vec<u8> = TEXT
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        assert_eq!(plain(&utf32), Err(NoText::Charset));
    }

    #[test]
    fn chunk_sizes_around_a_body() {
        let two = format!(
            "5\r\n{}\r\n{:X}\r\n{}\r\n0\r\n\r\n",
            &TEXT[..5],
            TEXT.len() - 5,
            &TEXT[5..]
        );
        assert_eq!(plain(two.as_bytes()).as_deref(), Ok(TEXT));
        for other in [
            "5\r\n{\"a\":1}\r\n0\r\n\r\n",
            "7\r\n{\"a\":1}",
            "0\r\nx",
            "7\n{\"a\":1}\n0\n\n",
        ] {
            assert_eq!(plain(other.as_bytes()).as_deref(), Ok(other));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(body: Vec<u8>, kind in "\\PC{0,40}", coding in "(gzip|deflate|br|,| ){0,3}") {
            let text = read(&body, Some(&kind), Some(&coding));
            prop_assert!(text.map_or(0, |text| text.len()) <= 4 * TEXT_BYTES_MAX);
        }

        /// Decoding never turns a payer's text into a quote, a brace or a
        /// backslash.
        #[test]
        fn no_charset_turns_text_into_a_quote(typed in "[^\"{}\\\\\u{0}-\u{1f}]{0,40}") {
            let sent = format!("{{\"Concepto\": \"{typed}\"}}");
            let signs = |text: &str| text.matches(['"', '{', '}', '\\']).count();
            let windows: Vec<u8> = sent.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0xBF)).collect();
            for body in [sent.clone().into_bytes(), windows] {
                prop_assert_eq!(signs(&plain(&body).unwrap()), 6);
            }
        }

        #[test]
        fn packing_changes_nothing(text in "\\PC{0,200}") {
            let text = format!("{{{text}");
            prop_assert_eq!(plain(&gzip(text.as_bytes())).unwrap(), text);
        }
    }
}
