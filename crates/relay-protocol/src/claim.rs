//! Claims: an unattributed notice goes to every till of a merchant, and one of
//! them takes it. These are the types of both ends; the relay decides which
//! till gets it and that it is only one.

use crate::{Cursor, NoticeId, TillNumber, UnixMs};
use serde::{Deserialize, Serialize};

/// What a till did with an unattributed notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// The till took it.
    Claim,
    /// The till gave it back.
    Release,
}

impl ClaimKind {
    /// The same word in the path's last segment, as the event's name and in
    /// JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ClaimKind::Claim => "claim",
            ClaimKind::Release => "release",
        }
    }
}

/// The last claim or release of an unattributed notice. It is ordered together
/// with the notices, and goes to every till of the merchant, including the one
/// that did it. If a notice changed hands several times between two readings,
/// only the last change is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimChange {
    /// Its place in the relay's order.
    pub cursor: Cursor,
    pub notice: NoticeId,
    /// What was done.
    pub kind: ClaimKind,
    /// Who did it.
    pub till: TillNumber,
    /// When, by the relay's clock.
    pub at_ms: UnixMs,
}

/// The body of a claim. A claim without a body means the default: take the
/// notice if no other till has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRequest {
    /// Take the notice also from another till that has claimed it. The till
    /// asks for this only on behalf of a manager; the relay does not know
    /// managers.
    #[serde(default)]
    pub take_over: bool,
}

/// The answer to a successful claim or release: who has the notice now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub notice: NoticeId,
    /// The till that has it, if one does.
    pub till: Option<TillNumber>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_of_a_claim_request() {
        let read = |json| serde_json::from_str::<ClaimRequest>(json).ok();
        assert_eq!(read("{}"), Some(ClaimRequest::default()));
        let take_over = ClaimRequest { take_over: true };
        assert_eq!(read(r#"{"take_over":true,"later":1}"#), Some(take_over));
        assert_eq!(
            serde_json::to_string(&take_over).unwrap(),
            r#"{"take_over":true}"#
        );
        assert_eq!(read(r#"{"take_over":"yes"}"#), None);
    }

    #[test]
    fn the_wire_form() {
        let change = ClaimChange {
            cursor: Cursor::new(9),
            notice: NoticeId::from_digest(&[1; 32]),
            kind: ClaimKind::Release,
            till: TillNumber(3),
            at_ms: UnixMs(5),
        };
        let json = format!(
            r#"{{"cursor":"9","notice":"{}","kind":"release","till":3,"at_ms":5}}"#,
            "01".repeat(32)
        );
        assert_eq!(serde_json::to_string(&change).unwrap(), json);
        assert_eq!(serde_json::from_str::<ClaimChange>(&json).unwrap(), change);
        for kind in [ClaimKind::Claim, ClaimKind::Release] {
            let word = format!("\"{}\"", kind.as_str());
            assert_eq!(serde_json::to_string(&kind).unwrap(), word);
        }
    }
}
