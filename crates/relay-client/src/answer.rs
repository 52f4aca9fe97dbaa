//! What an answer that is not the wanted one says.

use crate::error::{NoticesError, Retry, Setting};
use outbound::SendError;
use relay_protocol::{Complaint, ComplaintCode};

/// The longest sentence of the relay's that is passed on, in characters.
const MESSAGE_CHARS_MAX: usize = 200;

/// Why no whole answer came.
pub(crate) fn not_answered(error: SendError) -> NoticesError {
    match error {
        SendError::NotSent(_) => Retry::NoConnection(error).into(),
        SendError::TooLarge { .. } => unreadable("it is larger than it may be", None),
        SendError::Malformed(_) => unreadable("it is not HTTP", None),
        // What came of it is not known, and asking again is harmless.
        SendError::Lost(_) | _ => Retry::NoAnswer(error).into(),
    }
}

/// Why an answer of a status other than 200 is not the wanted one.
pub(crate) fn refusal(status: u16, body: &[u8]) -> NoticesError {
    if status >= 500 || status == 408 || status == 429 {
        return Retry::Unavailable { status }.into();
    }
    // A proxy, a captive portal or another server has its own 401 and 403; only
    // a relay's complaint blames the key.
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

/// The complaint in a body, where it is one.
pub(crate) fn complaint(body: &[u8]) -> Option<Complaint> {
    serde_json::from_slice(body).ok()
}

pub(crate) fn unreadable(why: &'static str, status: Option<u16>) -> NoticesError {
    NoticesError::Unreadable { why, status }
}
