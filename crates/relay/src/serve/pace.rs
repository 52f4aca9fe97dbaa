//! The progress of a connection: what its caller should do next, and since
//! when. A caller that sends or reads nothing for too long is disconnected.

use crate::limits::Limits;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

/// The progress of one connection. Clones share it.
#[derive(Clone)]
pub(super) struct Pace(Arc<Mutex<State>>);

struct State {
    phase: Phase,
    since: Instant,
    /// Since when the caller has read nothing that was written to it.
    stalled_since: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// A request's head is arriving.
    Head,
    /// There is no request.
    Idle,
    /// A request is being answered.
    Handling,
    /// Its answer is being read.
    Answer,
    /// Its answer is a stream, and is being read.
    Stream,
}

impl Pace {
    pub(super) fn new() -> Pace {
        Pace(Arc::new(Mutex::new(State {
            phase: Phase::Head,
            since: Instant::now(),
            stalled_since: None,
        })))
    }

    /// Starts the next phase.
    pub(super) fn enter(&self, phase: Phase) {
        let mut state = self.lock();
        (state.phase, state.since) = (phase, Instant::now());
    }

    /// Whether its caller took too long. `known` says that the caller had a
    /// secret or key before.
    pub(super) fn is_overdue(&self, limits: &Limits, known: bool) -> bool {
        let state = self.lock();
        let most = match state.phase {
            Phase::Head => limits.head,
            Phase::Idle if known => limits.idle,
            Phase::Idle => limits.head,
            Phase::Handling => limits.handling,
            Phase::Answer => limits.answer,
            Phase::Stream => limits.stream,
        };
        let stalled = state
            .stalled_since
            .is_some_and(|since| since.elapsed() >= limits.stall);
        stalled || state.since.elapsed() >= most
    }

    fn came(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Idle {
            (state.phase, state.since) = (Phase::Head, Instant::now());
        }
    }

    fn written(&self, all: bool) {
        let mut state = self.lock();
        state.stalled_since = match state.stalled_since {
            _ if all => None,
            Some(since) => Some(since),
            None => Some(Instant::now()),
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that reports its progress.
pub(super) struct Paced<S> {
    pub(super) inner: S,
    pub(super) pace: Pace,
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.pace.came();
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.pace.written(written.is_ready());
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        self.pace.written(written.is_ready());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

/// An answer's body. When it ends, the connection is idle.
pub(super) struct Answer {
    inner: Body,
    pace: Pace,
}

impl Answer {
    pub(super) fn new(inner: Body, pace: Pace) -> Answer {
        Answer { inner, pace }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.pace.enter(Phase::Idle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn each_phase_has_its_time() {
        let limits = Limits::STANDARD;
        for (phase, known, most) in [
            (Phase::Head, true, limits.head),
            (Phase::Idle, false, limits.head),
            (Phase::Idle, true, limits.idle),
            (Phase::Handling, true, limits.handling),
            (Phase::Answer, true, limits.answer),
            (Phase::Stream, true, limits.stream),
        ] {
            let pace = Pace::new();
            pace.enter(phase);
            tokio::time::advance(most - Duration::from_millis(1)).await;
            assert!(!pace.is_overdue(&limits, known), "{phase:?}");
            tokio::time::advance(Duration::from_millis(1)).await;
            assert!(pace.is_overdue(&limits, known), "{phase:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_takes_something_is_not_stalled() {
        let limits = Limits::STANDARD;
        let pace = Pace::new();
        pace.enter(Phase::Stream);
        for all in [false, true, false] {
            pace.written(all);
            tokio::time::advance(limits.stall / 2).await;
            assert!(!pace.is_overdue(&limits, true), "{all}");
        }
        pace.written(false);
        tokio::time::advance(limits.stall / 2).await;
        assert!(pace.is_overdue(&limits, true));
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_byte_of_a_head_starts_its_time() {
        let limits = Limits::STANDARD;
        let pace = Pace::new();
        pace.enter(Phase::Idle);
        tokio::time::advance(limits.idle / 2).await;
        pace.came();
        tokio::time::advance(limits.head / 2).await;
        // More bytes of the head do not restart its time.
        pace.came();
        assert!(!pace.is_overdue(&limits, true));
        tokio::time::advance(limits.head / 2).await;
        assert!(pace.is_overdue(&limits, true));
    }
}
