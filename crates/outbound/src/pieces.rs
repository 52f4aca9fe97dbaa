//! An endless answer: its body is read piece by piece, and only the last piece
//! is in memory. The caller says how long to wait for each piece.

use std::fmt;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::time::timeout;

use crate::error::{Cause, SendError};
use crate::http::{Answer, Http, Limits, Request, header_text, read, within};

/// How long to wait for an endless answer, and how much of it to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// Time until the host's addresses are known, in milliseconds.
    pub name_ms: u64,
    /// Time from then until the connection is established, TLS included, in
    /// milliseconds.
    pub connect_ms: u64,
    /// Time from then until the head of the answer, in milliseconds; and again
    /// for the body of an answer of another kind.
    pub head_ms: u64,
    /// The largest body of an answer of another kind that is read, in bytes.
    pub body_bytes_max: usize,
    /// The most bytes that are read in all.
    pub drawn_bytes_max: u64,
}

/// The answer to a request for a stream.
#[derive(Debug)]
pub enum Opened {
    /// 200, and of the wanted kind: its body is read piece by piece.
    Pieces(Pieces),
    /// Any other answer, complete.
    Answer(Answer),
}

/// The body of an endless answer. Dropping it closes the connection.
pub struct Pieces {
    response: reqwest::Response,
    left_bytes: u64,
    limit_bytes: u64,
}

/// Does not print the body.
impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces")
            .field("left_bytes", &self.left_bytes)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Sends one request once, and waits for the head of its answer. The body
    /// of a 200 of the wanted media type can then be read piece by piece; any
    /// other answer is read completely.
    ///
    /// # Errors
    ///
    /// [`SendError`] says whether the other side may have seen the request.
    pub async fn open(
        &self,
        request: Request<'_>,
        media_type: &str,
        limits: StreamLimits,
    ) -> Result<Opened, SendError> {
        let connecting = Limits {
            name_ms: limits.name_ms,
            connect_ms: limits.connect_ms,
            ..self.limits()
        };
        let sort = self.sorter(&request.url);
        let outgoing = self.outgoing(request, connecting)?;
        let head = Duration::from_millis(limits.head_ms);
        let response = within(head, outgoing.send())
            .await
            .ok_or_else(|| too_long("no answer"))?
            .map_err(sort)?;
        let kind = header_text(&response, CONTENT_TYPE).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if response.status().as_u16() == 200 && kind.eq_ignore_ascii_case(media_type) {
            return Ok(Opened::Pieces(Pieces {
                response,
                left_bytes: limits.drawn_bytes_max,
                limit_bytes: limits.drawn_bytes_max,
            }));
        }
        let whole = timeout(head, read(response, limits.body_bytes_max)).await;
        whole
            .map_err(|_| too_long("no whole answer"))?
            .map(Opened::Answer)
    }
}

impl Pieces {
    /// The next bytes, as soon as there are some; `None` at the answer's end.
    /// Dropping the call while it waits loses nothing.
    ///
    /// # Errors
    ///
    /// [`SendError::Lost`] if the answer breaks off or nothing comes in that
    /// time, [`SendError::TooLarge`] beyond [`StreamLimits::drawn_bytes_max`].
    pub async fn next(&mut self, wait: Duration) -> Result<Option<Vec<u8>>, SendError> {
        let piece = timeout(wait, self.response.chunk())
            .await
            .map_err(|_| too_long("nothing came"))?
            .map_err(SendError::sort)?;
        let Some(piece) = piece else {
            return Ok(None);
        };
        let bytes = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        let left = self.left_bytes.checked_sub(bytes);
        self.left_bytes = left.ok_or(SendError::TooLarge {
            limit_bytes: usize::try_from(self.limit_bytes).unwrap_or(usize::MAX),
        })?;
        Ok(Some(piece.into()))
    }
}

fn too_long(what: &'static str) -> SendError {
    SendError::Lost(Cause::of(format!("{what} within the limit")))
}
