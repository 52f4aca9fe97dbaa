//! The events of a stream: the contents of pages, one by one, and heartbeats
//! while there is nothing new. They are written as server-sent events; the till
//! has the parser.

use crate::{ClaimChange, ClaimKind, Cursor, NoticeEnvelope};
use serde::{Deserialize, Serialize};

/// One event of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// A notice of this till, or an unattributed one.
    Notice(Box<NoticeEnvelope>),
    /// An unattributed notice was taken or given back.
    Claim(ClaimChange),
    /// At some moment after the till asked for the stream, there was nothing
    /// after this cursor for it. The relay sends this once all earlier notices
    /// are sent, and again after each later event.
    ReadToEnd {
        /// Where to continue.
        cursor: Cursor,
    },
    /// The same, sent because there was no other event for
    /// [`crate::HEARTBEAT_SECS`].
    Heartbeat {
        /// Where to continue.
        cursor: Cursor,
    },
}

/// Why an event cannot be read. The error repeats no part of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// Its data does not fit its name.
    #[error("an event's data is not what its name says")]
    Data,
    /// A claim has the name of a release, or the other way round.
    #[error("an event's name and its data contradict each other")]
    Contradiction,
}

const NOTICE: &str = "notice";
const END: &str = "end";
const HEARTBEAT: &str = "heartbeat";

/// The data of an event that only contains a cursor.
#[derive(Serialize, Deserialize)]
struct Place {
    cursor: Cursor,
}

impl StreamEvent {
    /// Its name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            StreamEvent::Notice(_) => NOTICE,
            StreamEvent::Claim(change) => change.kind.as_str(),
            StreamEvent::ReadToEnd { .. } => END,
            StreamEvent::Heartbeat { .. } => HEARTBEAT,
        }
    }

    /// Where to continue after it: its `id` on the wire.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        match self {
            StreamEvent::Notice(notice) => notice.cursor,
            StreamEvent::Claim(change) => change.cursor,
            StreamEvent::ReadToEnd { cursor } | StreamEvent::Heartbeat { cursor } => *cursor,
        }
    }

    /// The event as it goes over the wire, with the empty line that ends it.
    #[must_use]
    pub fn to_wire(&self) -> String {
        let data = match self {
            StreamEvent::Notice(notice) => serde_json::to_string(notice),
            StreamEvent::Claim(change) => serde_json::to_string(change),
            StreamEvent::ReadToEnd { cursor } | StreamEvent::Heartbeat { cursor } => {
                serde_json::to_string(&Place { cursor: *cursor })
            }
        };
        // JSON escapes line ends inside a text as `\n`, so the data is one
        // line.
        let data = data.expect("texts and numbers are always JSON");
        format!(
            "id: {}\nevent: {}\ndata: {data}\n\n",
            self.cursor(),
            self.name()
        )
    }

    /// Reads the event of that name with that data. `None` for a name of a
    /// later version, which the till ignores.
    ///
    /// # Errors
    /// [`NotAnEvent`].
    pub fn read(name: &str, data: &str) -> Result<Option<StreamEvent>, NotAnEvent> {
        fn json<'a, T: Deserialize<'a>>(data: &'a str) -> Result<T, NotAnEvent> {
            serde_json::from_str(data).map_err(|_| NotAnEvent::Data)
        }
        let claim = |kind| {
            let change: ClaimChange = json(data)?;
            if change.kind == kind {
                Ok(StreamEvent::Claim(change))
            } else {
                Err(NotAnEvent::Contradiction)
            }
        };
        let place = || json::<Place>(data).map(|place| place.cursor);
        Ok(Some(match name {
            NOTICE => StreamEvent::Notice(Box::new(json(data)?)),
            END => StreamEvent::ReadToEnd { cursor: place()? },
            HEARTBEAT => StreamEvent::Heartbeat { cursor: place()? },
            name if name == ClaimKind::Claim.as_str() => claim(ClaimKind::Claim)?,
            name if name == ClaimKind::Release.as_str() => claim(ClaimKind::Release)?,
            _ => return Ok(None),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BODY_BYTES_MAX, Body, EVENT_BYTES_MAX, NoticeId, Provider, TillNumber, UnixMs};
    use proptest::prelude::*;

    fn notice(body: Vec<u8>) -> NoticeEnvelope {
        NoticeEnvelope {
            cursor: Cursor::new(u64::MAX),
            id: NoticeId::from_digest(&[2; 32]),
            provider: Provider::Totalcoin,
            merchant: "m".repeat(crate::MERCHANT_BYTES_MAX),
            till: None,
            received_at_ms: UnixMs(1),
            content_type: Some("\"".repeat(crate::CONTENT_TYPE_BYTES_MAX)),
            content_encoding: Some("\"".repeat(crate::CONTENT_ENCODING_BYTES_MAX)),
            body: Body::new(body).unwrap(),
        }
    }

    fn change(kind: ClaimKind) -> ClaimChange {
        ClaimChange {
            cursor: Cursor::new(9),
            notice: NoticeId::from_digest(&[1; 32]),
            kind,
            till: TillNumber(3),
            at_ms: UnixMs(5),
        }
    }

    #[test]
    fn the_wire_form() {
        let cursor = Cursor::new(12);
        assert_eq!(
            StreamEvent::ReadToEnd { cursor }.to_wire(),
            "id: 12\nevent: end\ndata: {\"cursor\":\"12\"}\n\n"
        );
        assert_eq!(
            StreamEvent::Heartbeat { cursor }.to_wire(),
            "id: 12\nevent: heartbeat\ndata: {\"cursor\":\"12\"}\n\n"
        );
        let words = StreamEvent::Claim(change(ClaimKind::Claim)).to_wire();
        assert!(words.starts_with("id: 9\nevent: claim\ndata: {\"cursor\":\"9\","));
        let largest = StreamEvent::Notice(Box::new(notice(vec![255; BODY_BYTES_MAX])));
        assert!(largest.to_wire().len() <= EVENT_BYTES_MAX);
    }

    #[test]
    fn malformed_events_are_refused() {
        let release = serde_json::to_string(&change(ClaimKind::Release)).unwrap();
        let read = StreamEvent::read("claim", &release);
        assert_eq!(read, Err(NotAnEvent::Contradiction));
        assert_eq!(StreamEvent::read("end", "{}"), Err(NotAnEvent::Data));
        assert_eq!(StreamEvent::read("notice", "null"), Err(NotAnEvent::Data));
        assert_eq!(StreamEvent::read("of-a-later-version", "x"), Ok(None));
    }

    proptest! {
        #[test]
        fn every_event_comes_back_as_it_went(body: Vec<u8>, number: u64, which in 0..5) {
            let cursor = Cursor::new(number);
            let event = match which {
                0 => StreamEvent::Notice(Box::new(notice(body))),
                1 => StreamEvent::Claim(change(ClaimKind::Claim)),
                2 => StreamEvent::Claim(change(ClaimKind::Release)),
                3 => StreamEvent::ReadToEnd { cursor },
                _ => StreamEvent::Heartbeat { cursor },
            };
            let wire = event.to_wire();
            let lines: Vec<_> = wire.lines().collect();
            prop_assert_eq!(lines.len(), 4);
            let name = lines[1].strip_prefix("event: ").unwrap();
            let data = lines[2].strip_prefix("data: ").unwrap();
            prop_assert_eq!(StreamEvent::read(name, data), Ok(Some(event)));
        }

        #[test]
        fn no_text_breaks_the_reader(name in "notice|end|heartbeat|claim|release|.{0,9}", data in ".{0,60}") {
            let _ = StreamEvent::read(&name, &data);
        }
    }
}
