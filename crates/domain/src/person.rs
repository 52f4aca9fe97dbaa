//! What the journal keeps of a person's PIN. This module does not know how a
//! PIN is hashed.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The hash of a PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinHash {
    /// The hash in the text form of the hashing library.
    pub hash: String,
    /// The fingerprint of the key under which the PIN was hashed. `None` for a
    /// hash of the PIN alone, as earlier versions made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pepper: Option<String>,
}

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinHash")
            .field("pepper", &self.pepper)
            .finish_non_exhaustive()
    }
}

/// What a manager should see about the till itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TillNoticeKind {
    /// Nobody knew a manager's PIN, so a manager was named without one.
    ManagerForgotten,
    /// The key of the PINs was gone, so a manager was named without a PIN.
    ManagerKeyGone,
    /// The key of the PINs is gone: no PIN can be checked.
    PinKeyGone,
    /// Somebody's PIN is shorter than a new one may be.
    PinShort,
    /// The seal of the journal was gone: nothing on this machine vouches for
    /// the lines sealed by it.
    SealGone,
    /// The journal was sealed by somebody else.
    ForeignSeal,
    /// The ledger's file had been put back to an earlier state.
    RolledBack,
    /// A worker of the till panicked and was started again.
    WorkerFailed,
}

impl TillNoticeKind {
    /// All of them.
    pub const ALL: [TillNoticeKind; 8] = [
        TillNoticeKind::ManagerForgotten,
        TillNoticeKind::ManagerKeyGone,
        TillNoticeKind::PinKeyGone,
        TillNoticeKind::PinShort,
        TillNoticeKind::SealGone,
        TillNoticeKind::ForeignSeal,
        TillNoticeKind::RolledBack,
        TillNoticeKind::WorkerFailed,
    ];
}

/// Why a person has a new PIN, or a new hash of the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PinBecause {
    /// The person was named.
    Named,
    /// The person changed it.
    Changed,
    /// It is the same PIN, hashed again in the current version's way.
    Renewed,
    /// Nobody knew a manager's PIN. A person at this machine chose a new one.
    Forgotten,
    /// The key of the PINs was gone, so that none could be checked any more.
    /// A person at this machine chose a new one.
    KeyGone,
}

/// Why the till was locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockBecause {
    /// A person locked it.
    Key,
    /// Nobody touched it for `shift.lock_minutes`.
    Idle,
    /// The till was started, or the person at it was retired.
    NobodyHere,
}
