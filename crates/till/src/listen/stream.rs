//! Listening by the stream: following one while it stands, and knowing when to
//! leave it for the long poll. A proxy that gathers answers, or cuts off those
//! that last, lets no stream through; the till must not depend on one.

use super::{BREAKS_MAX, POLLS_ONLY_SECS};
use crate::Till;
use crate::ports::Notices;
use relay_client::{Cursor, NoticePage, StreamEvent};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// Why a stream is followed no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// The notices are to be read at once, by a question of its own.
    Called,
    /// There are no streams here.
    NoStreams,
    /// It could not be opened, broke or ended.
    Broken {
        /// Whether a heartbeat had come by it.
        proven: bool,
    },
    /// What came by it could not be written.
    Unwritten,
}

/// By which way the till listens.
#[derive(Debug, Default)]
pub(super) struct Way {
    contact: Contact,
    no_streams: bool,
    /// Streams that broke without a heartbeat, one after the other.
    breaks: u32,
    polls_only_until: Option<Instant>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Contact {
    /// The relay has not answered, or its stream broke.
    #[default]
    None,
    /// It answers, and there is more to read.
    Behind,
    /// It answers, and was read to the end.
    UpToDate,
}

impl Way {
    /// Whether a stream is to be opened now. What has gathered is read by
    /// pages first, many notices to a commit.
    pub(super) fn streams(&self, now: Instant) -> bool {
        !self.no_streams
            && self.contact == Contact::UpToDate
            && self.polls_only_until.is_none_or(|until| now >= until)
    }

    /// Whether the relay answered last.
    pub(super) fn in_contact(&self) -> bool {
        self.contact != Contact::None
    }

    /// A question was answered.
    pub(super) fn answered(&mut self, to_end: bool) {
        self.contact = if to_end {
            Contact::UpToDate
        } else {
            Contact::Behind
        };
    }

    /// A question was not answered. The relay is away, and a stream that broke
    /// just now broke of that.
    pub(super) fn unanswered(&mut self) {
        self.contact = Contact::None;
        self.breaks = 0;
    }

    /// A stream is followed no longer.
    pub(super) fn left_stream(&mut self, why: &Left, now: Instant) {
        match why {
            Left::Called => {}
            Left::NoStreams => self.no_streams = true,
            Left::Unwritten => self.contact = Contact::None,
            Left::Broken { proven } => {
                // The next question does not wait: was it the stream alone?
                self.contact = Contact::None;
                self.breaks = if *proven { 0 } else { self.breaks + 1 };
                if self.breaks >= BREAKS_MAX {
                    tracing::info!("something between breaks streams: the till polls for a while");
                    let polls = Duration::from_secs(POLLS_ONLY_SECS);
                    self.polls_only_until = Some(now + polls);
                    // After that one more break is enough.
                    self.breaks = BREAKS_MAX - 1;
                }
            }
        }
    }
}

impl Till {
    /// Follows a stream for as long as it stands.
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
                // Dropping the stream loses nothing: the cursor is behind
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
            // What expires is asked about by a question of its own.
            let taken = self.take_page(page_of(event), cursor, BTreeSet::new());
            if let Err(error) = taken.await {
                tracing::error!(%error, "notices could not be written");
                return Left::Unwritten;
            }
            cursor = next;
        }
    }
}

/// The page that tells the same as an event.
fn page_of(event: StreamEvent) -> NoticePage {
    let next = event.cursor();
    let (notices, read_to_end) = match event {
        StreamEvent::Notice(notice) => (vec![*notice], false),
        // Who has an unattributed notice is not kept by a till yet.
        StreamEvent::Claim(_) => (Vec::new(), false),
        StreamEvent::ReadToEnd { .. } | StreamEvent::Heartbeat { .. } => (Vec::new(), true),
    };
    NoticePage {
        notices,
        next,
        read_to_end,
    }
}
