//! The history of a run, line by line: to be read after a law was broken, and
//! to be hashed, so that two runs of a seed can be compared.

use data_encoding::HEXLOWER;
use domain::UnixMs;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;

/// How many of the last lines are kept for reading.
const LINES_KEPT: usize = 4_000;

#[derive(Default)]
pub(crate) struct Trail {
    lines: VecDeque<String>,
    hash: Sha256,
    since: UnixMs,
}

impl Trail {
    /// A trail whose times count from that moment.
    pub(crate) fn since(since: UnixMs) -> Trail {
        Trail {
            since,
            ..Trail::default()
        }
    }

    /// Adds a line.
    pub(crate) fn note(&mut self, at: UnixMs, what: &str) {
        let ms = at.since_ms(self.since);
        let line = format!("{:>6}.{:03} {what}", ms / 1000, ms % 1000);
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        if self.lines.len() == LINES_KEPT {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// The last lines.
    pub(crate) fn tail(&self, lines: usize) -> Vec<String> {
        let before = self.lines.len().saturating_sub(lines);
        self.lines.iter().skip(before).cloned().collect()
    }

    /// The hash of all lines, shortened.
    pub(crate) fn hash(&self) -> String {
        let digest = self.hash.clone().finalize();
        HEXLOWER.encode(&digest[..8])
    }
}
