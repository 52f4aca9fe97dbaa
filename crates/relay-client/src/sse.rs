//! An incremental parser of server-sent events (WHATWG HTML, "Server-sent
//! events"). It does not interpret the events.
//!
//! The input may be cut anywhere. Lines end with LF, CR or CRLF; invalid UTF-8
//! becomes U+FFFD; `id` and `retry` are ignored, since the relay's data
//! contains its own cursor.

use relay_protocol::EVENT_BYTES_MAX;

/// The name of an event without one.
const UNNAMED: &str = "message";

/// The byte order mark with which a stream may begin.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One whole event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: String,
    /// Its data; lines are separated by LF.
    pub(crate) data: String,
}

/// A line, or the lines of an event, are longer than [`EVENT_BYTES_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Parses one stream, from its first byte. It holds at most twice
/// [`EVENT_BYTES_MAX`].
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    /// The last byte was CR: an LF now belongs to it.
    after_cr: bool,
    /// The first line was read.
    begun: bool,
    name: String,
    /// `None` until a line of data comes.
    data: Option<String>,
}

impl Parser {
    /// Reads up to the end of the first event, or all of the bytes. Returns how
    /// many bytes were read, and the event.
    ///
    /// After [`TooLong`] the stream cannot be read any further.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(usize, Option<Event>), TooLong> {
        for (place, byte) in bytes.iter().enumerate() {
            let after_cr = std::mem::replace(&mut self.after_cr, *byte == b'\r');
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => {
                    if let Some(event) = self.end_line()? {
                        return Ok((place + 1, Some(event)));
                    }
                }
                _ if self.line.len() >= EVENT_BYTES_MAX => return Err(TooLong),
                byte => self.line.push(*byte),
            }
        }
        Ok((bytes.len(), None))
    }

    fn end_line(&mut self) -> Result<Option<Event>, TooLong> {
        let line = std::mem::take(&mut self.line);
        let mut line = &line[..];
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = self.data.take().filter(|data| !data.is_empty());
            return Ok(data.map(|data| Event {
                name: if name.is_empty() {
                    UNNAMED.to_owned()
                } else {
                    name
                },
                data,
            }));
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&*line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                let held = self.data.as_ref().map_or(0, String::len);
                if held + value.len() >= EVENT_BYTES_MAX {
                    return Err(TooLong);
                }
                match &mut self.data {
                    Some(data) => {
                        data.push('\n');
                        data.push_str(value);
                    }
                    None => self.data = Some(value.to_owned()),
                }
            }
            // Comments and other fields are ignored.
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The events in bytes that come in these pieces, and whether parsing
    /// failed.
    fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Event>, bool) {
        let (mut parser, mut events) = (Parser::default(), Vec::new());
        for mut piece in pieces {
            while !piece.is_empty() {
                let Ok((used, event)) = parser.take(piece) else {
                    return (events, true);
                };
                assert!(used > 0 || event.is_some());
                events.extend(event);
                piece = &piece[used..];
            }
        }
        (events, false)
    }

    fn all(text: &str) -> Vec<(String, String)> {
        let (events, broke) = read([text.as_bytes()]);
        assert!(!broke);
        events.into_iter().map(|it| (it.name, it.data)).collect()
    }

    fn event(name: &str, data: &str) -> (String, String) {
        (name.to_owned(), data.to_owned())
    }

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(
            all("data: YHOO\ndata: +2\ndata: 10\n\n"),
            [event("message", "YHOO\n+2\n10")]
        );
        let text = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        assert_eq!(
            all(text),
            [
                event("message", "first event"),
                event("message", "second event"),
                event("message", " third event")
            ]
        );
        // The first has no data, and the last is never terminated.
        assert_eq!(all("data\n\ndata\ndata\n\ndata:"), [event("message", "\n")]);
    }

    #[test]
    fn names_byte_order_marks_and_line_ends() {
        let text =
            "\u{FEFF}event: a\r\ndata: 1\r\n\r\nevent: b\rdata: 2\r\revent: c\n\ndata: 3\n\n";
        assert_eq!(
            all(text),
            [event("a", "1"), event("b", "2"), event("message", "3")]
        );
        assert_eq!(
            all("data: x\u{0}\u{FEFF}\nretry: 9\nx: y\n\n"),
            [event("message", "x\u{0}\u{FEFF}")]
        );
    }

    #[test]
    fn events_over_the_limit_are_refused() {
        let line = "x".repeat(EVENT_BYTES_MAX);
        assert_eq!(read([format!(":{line}").as_bytes()]), (Vec::new(), true));
        let half = "x".repeat(EVENT_BYTES_MAX / 2);
        let two = format!("data: {half}\ndata: {half}\n\n");
        assert_eq!(read([two.as_bytes()]), (Vec::new(), true));
        // Events before the long line are delivered.
        let after = format!("data: 1\n\n{line}x");
        let (events, broke) = read([after.as_bytes()]);
        assert!(events.len() == 1 && broke);
        // Comments are no part of an event, however many.
        let long = format!(
            "{}data: 1\n\n",
            ": still here\n".repeat(EVENT_BYTES_MAX / 8)
        );
        assert_eq!(all(&long).len(), 1);
    }

    /// Bytes that often look like a stream's.
    fn near() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"data".to_vec()),
            Just(b"event".to_vec()),
            Just(b": ".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(BYTE_ORDER_MARK.to_vec()),
            Just(vec![b'x'; EVENT_BYTES_MAX / 3]),
            prop::collection::vec(any::<u8>(), 0..6),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_split_yields_the_same(bytes in near(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
            let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let pieces: Vec<_> = places.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
            let whole = read([&bytes[..]]);
            prop_assert_eq!(&read(pieces), &whole);
            if bytes.len() < 200 {
                prop_assert_eq!(&read(bytes.chunks(1)), &whole);
            }
        }

        #[test]
        fn a_written_event_is_read_back(
            events in prop::collection::vec(("[a-z]{1,8}", "[^\r\n]{1,30}"), 0..9),
            ends in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let mut text = String::new();
            for (name, data) in &events {
                text.push_str(&format!("id: 7{ends}event: {name}{ends}data: {data}{ends}{ends}"));
            }
            prop_assert_eq!(all(&text), events);
        }
    }
}
