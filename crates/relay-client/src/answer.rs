//! Turns answers other than the expected one into errors.

use crate::error::{NoticesError, Retry, Setting};
use outbound::SendError;
use relay_protocol::{Complaint, ComplaintCode};

/// The longest relay message that is passed on, in characters.
const MESSAGE_CHARS_MAX: usize = 200;

/// The error for a request without a complete answer.
pub(crate) fn not_answered(error: SendError) -> NoticesError {
    match error {
        SendError::NotSent(_) => Retry::NoConnection(error).into(),
        SendError::TooLarge { .. } => unreadable("it is larger than it may be", None),
        SendError::Malformed(_) => unreadable("it is not HTTP", None),
        // The result is unknown, and asking again is harmless.
        SendError::Lost(_) | _ => Retry::NoAnswer(error).into(),
    }
}

/// The error for an answer with a status other than 200.
pub(crate) fn refusal(status: u16, body: &[u8]) -> NoticesError {
    if status >= 500 || status == 408 || status == 429 {
        return Retry::Unavailable { status }.into();
    }
    // A proxy, a captive portal or another server also answers 401 and 403.
    // Only a relay's complaint means that the key is wrong.
    let Some(complaint) = complaint(body) else {
        return Setting::Address { status }.into();
    };
    let message = complaint.message.chars().take(MESSAGE_CHARS_MAX).collect();
    match complaint.error {
        ComplaintCode::UnknownKey => Setting::Key.into(),
        ComplaintCode::TillDiffers => Setting::TillNumber { message }.into(),
        ComplaintCode::InUseElsewhere => Setting::InUseElsewhere { message }.into(),
        ComplaintCode::Unavailable => Retry::Unavailable { status }.into(),
        ComplaintCode::BadRequest => unreadable("the relay can not read the request", Some(status)),
        ComplaintCode::NoSuchNotice | ComplaintCode::ClaimedElsewhere => {
            unreadable("a complaint about a claim that was not made", Some(status))
        }
        ComplaintCode::Other => unreadable("a complaint of a later version", Some(status)),
    }
}

/// The complaint in a body, if there is one.
pub(crate) fn complaint(body: &[u8]) -> Option<Complaint> {
    serde_json::from_slice(body).ok()
}

pub(crate) fn unreadable(why: &'static str, status: Option<u16>) -> NoticesError {
    NoticesError::Unreadable { why, status }
}
