//! The stream.

use crate::{
    RelayClient,
    answer::{not_answered, refusal, unreadable},
    error::NoticesError,
    sse::Parser,
};
use outbound::{Method, Opened, Pieces, StreamLimits};
use relay_protocol::{
    Cursor, LAST_EVENT_ID_HEADER, NOTICES_PATH, PAGE_BYTES_MAX, SILENCE_SECS_MAX, STREAM_TYPE,
    StreamEvent,
};
use std::{fmt, time::Duration};
use tokio::time::Instant;

/// How long the relay may take to begin its answer, in seconds.
const HEAD_SECS_MAX: u32 = 10;

/// How long the first event may take, in seconds. The relay sends one at once:
/// if it does not come, something on the way buffers the stream.
pub const FIRST_EVENT_SECS_MAX: u32 = 5;

/// The most that is read from one stream, in bytes. Then the stream counts as
/// broken, and the next one continues.
const DRAWN_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// An open stream of notices. Dropping it closes the connection.
pub struct NoticeStream {
    pieces: Pieces,
    /// The last piece; `read_bytes` of it were parsed.
    piece: Vec<u8>,
    read_bytes: usize,
    parser: Parser,
    /// The cursor of the last event; `None` before the first.
    last: Option<Cursor>,
}

/// Does not print any data.
impl fmt::Debug for NoticeStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoticeStream")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl RelayClient {
    /// Opens a stream of the notices after a cursor and of later ones. Its
    /// events deliver the same as pages ([`RelayClient::notices`]).
    ///
    /// # Errors
    /// As [`RelayClient::notices`]; [`NoticesError::Unreadable`] if the server
    /// does not support streams.
    pub async fn stream(&self, after: Cursor) -> Result<NoticeStream, NoticesError> {
        let request = self
            .request(Method::Get, NOTICES_PATH)?
            .header("accept", STREAM_TYPE)
            .header(LAST_EVENT_ID_HEADER, after.to_string());
        let limits = StreamLimits {
            name_ms: self.http.limits().name_ms,
            connect_ms: self.http.limits().connect_ms,
            head_ms: u64::from(HEAD_SECS_MAX) * 1000,
            body_bytes_max: PAGE_BYTES_MAX,
            drawn_bytes_max: DRAWN_BYTES_MAX,
        };
        let opened = self.http.open(request, STREAM_TYPE, limits).await;
        match opened.map_err(not_answered)? {
            Opened::Pieces(pieces) => Ok(NoticeStream {
                pieces,
                piece: Vec::new(),
                read_bytes: 0,
                parser: Parser::default(),
                last: None,
            }),
            Opened::Answer(answer) if answer.status == 200 => {
                Err(unreadable("it is not a stream", Some(200)))
            }
            Opened::Answer(answer) => Err(refusal(answer.status, &answer.body)),
        }
    }
}

impl NoticeStream {
    /// The next event; `None` if the relay ended the stream gracefully, as it
    /// does after a while. Dropping the call while it waits loses nothing.
    ///
    /// # Errors
    /// [`NoticesError::Retry`] if the stream breaks, or nothing comes for
    /// [`SILENCE_SECS_MAX`] seconds ([`FIRST_EVENT_SECS_MAX`] for the first);
    /// [`NoticesError::Unreadable`] if the data is not a relay's. The stream is
    /// over in both cases.
    pub async fn next(&mut self) -> Result<Option<StreamEvent>, NoticesError> {
        let silence_secs = match self.last {
            Some(_) => SILENCE_SECS_MAX,
            None => FIRST_EVENT_SECS_MAX,
        };
        let until = Instant::now() + Duration::from_secs(silence_secs.into());
        loop {
            if let Some(event) = self.read()? {
                return Ok(Some(event));
            }
            // Bytes that do not complete an event count as silence.
            let wait = until.saturating_duration_since(Instant::now());
            match self.pieces.next(wait).await.map_err(not_answered)? {
                Some(piece) => (self.piece, self.read_bytes) = (piece, 0),
                None => return Ok(None),
            }
        }
    }

    /// The next event in the bytes that have been received.
    fn read(&mut self) -> Result<Option<StreamEvent>, NoticesError> {
        while let Some(rest @ [_, ..]) = self.piece.get(self.read_bytes..) {
            let taken = self.parser.take(rest);
            let (read_bytes, event) =
                taken.map_err(|_| unreadable("an event is larger than it may be", Some(200)))?;
            self.read_bytes += read_bytes;
            let Some(event) = event else {
                continue;
            };
            let event = StreamEvent::read(&event.name, &event.data)
                .map_err(|_| unreadable("an event is not what its name says", Some(200)))?;
            if let Some(event) = event {
                self.keep_order(&event)?;
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The first event may have any cursor, since the relay may have lost its
    /// store. Later cursors must not go back.
    fn keep_order(&mut self, event: &StreamEvent) -> Result<(), NoticesError> {
        let cursor = event.cursor();
        let in_order = self.last.is_none_or(|last| match event {
            StreamEvent::Notice(_) | StreamEvent::Claim(_) => cursor > last,
            StreamEvent::ReadToEnd { .. } | StreamEvent::Heartbeat { .. } => cursor >= last,
        });
        if !in_order {
            return Err(unreadable("its events are out of order", Some(200)));
        }
        self.last = Some(cursor);
        Ok(())
    }
}
