//! Listens by the stream: it follows an open one, and knows when to use the
//! long poll instead. A proxy that collects answers, or cuts off long ones,
//! lets no stream through, and the till must not depend on one.

use super::{BREAKS_MAX, POLLS_ONLY_SECS};
use crate::Till;
use crate::ports::Notices;
use relay_client::{Cursor, NoticePage, StreamEvent};
use std::time::Duration;
use tokio::time::Instant;

/// Why the till no longer follows a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// A question of its own must read the notices at once.
    Called,
    /// This relay has no streams.
    NoStreams,
    /// The stream could not be opened, broke or ended.
    Broken {
        /// Whether a heartbeat had come by it.
        proven: bool,
    },
    /// An event of it could not be written.
    Unwritten,
}

/// How the till listens now.
#[derive(Debug, Default)]
pub(super) struct Way {
    contact: Contact,
    no_streams: bool,
    /// Streams in a row that broke without a heartbeat.
    breaks: u32,
    polls_only_until: Option<Instant>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Contact {
    /// The relay did not answer, or its stream broke.
    #[default]
    None,
    /// The relay answers and has more notices to read.
    Behind,
    /// The relay answers, and its notices were read to the end.
    UpToDate,
}

impl Way {
    /// Whether to open a stream now. Notices that have accumulated are read by
    /// pages first, many to a commit.
    pub(super) fn streams(&self, now: Instant) -> bool {
        !self.no_streams
            && self.contact == Contact::UpToDate
            && self.polls_only_until.is_none_or(|until| now >= until)
    }

    /// Whether the relay's last answer came.
    pub(super) fn in_contact(&self) -> bool {
        self.contact != Contact::None
    }

    /// Notes that a question was answered.
    pub(super) fn answered(&mut self, to_end: bool) {
        self.contact = if to_end {
            Contact::UpToDate
        } else {
            Contact::Behind
        };
    }

    /// Notes that a question was not answered. If a stream broke just before,
    /// the relay's absence was the cause, so that break does not count.
    pub(super) fn unanswered(&mut self) {
        self.contact = Contact::None;
        self.breaks = 0;
    }

    /// Notes why the till left a stream.
    pub(super) fn left_stream(&mut self, why: &Left, now: Instant) {
        match why {
            Left::Called => {}
            Left::NoStreams => self.no_streams = true,
            Left::Unwritten => self.contact = Contact::None,
            Left::Broken { proven } => {
                // The next question does not wait: it shows whether only the
                // stream broke.
                self.contact = Contact::None;
                self.breaks = if *proven { 0 } else { self.breaks + 1 };
                if self.breaks >= BREAKS_MAX {
                    tracing::info!("something between breaks streams: the till polls for a while");
                    let polls = Duration::from_secs(POLLS_ONLY_SECS);
                    self.polls_only_until = Some(now + polls);
                    // After that pause, one more break is enough.
                    self.breaks = BREAKS_MAX - 1;
                }
            }
        }
    }
}

impl Till {
    /// Follows a stream until it ends or must be left.
    pub(super) async fn follow(&self, notices: &dyn Notices, mut cursor: Cursor) -> Left {
        let opened = tokio::select! {
            biased;
            () = self.read_notices_now.notified() => return Left::Called,
            opened = notices.stream(cursor) => opened,
        };
        let mut proven = false;
        let mut stream = match opened {
            Ok(Some(stream)) => stream,
            Ok(None) => return Left::NoStreams,
            Err(error) => {
                tracing::debug!(%error, "no stream of notices");
                return Left::Broken { proven };
            }
        };
        loop {
            let event = tokio::select! {
                biased;
                // Dropping the stream loses nothing: the cursor is not beyond
                // what was written.
                () = self.read_notices_now.notified() => return Left::Called,
                event = stream.next() => event,
            };
            let event = match event {
                Ok(Some(event)) => event,
                Ok(None) => return Left::Broken { proven },
                Err(error) => {
                    tracing::debug!(%error, "the stream of notices broke");
                    return Left::Broken { proven };
                }
            };
            self.contacts.relay_good(self.timer_now());
            if matches!(event, StreamEvent::Heartbeat { .. }) {
                proven = true;
                if event.cursor() == cursor {
                    continue;
                }
            }
            let next = event.cursor();
            // A payment that may expire gets a question of its own.
            let taken = self.take_page(page_of(event), cursor, None);
            if let Err(error) = taken.await {
                tracing::error!(%error, "notices could not be written");
                return Left::Unwritten;
            }
            cursor = next;
            // A second notice of that amount may be on its way. A heartbeat asks
            // too: what kept a notice from being certain may be over by now.
            if self.has_match().await.unwrap_or(false) {
                return Left::Called;
            }
        }
    }
}

/// The page with the same content as an event.
fn page_of(event: StreamEvent) -> NoticePage {
    let next = event.cursor();
    let (notices, read_to_end) = match event {
        StreamEvent::Notice(notice) => (vec![*notice], false),
        // The till does not store yet who has an unattributed notice.
        StreamEvent::Claim(_) => (Vec::new(), false),
        StreamEvent::ReadToEnd { .. } | StreamEvent::Heartbeat { .. } => (Vec::new(), true),
    };
    NoticePage {
        notices,
        next,
        read_to_end,
    }
}
