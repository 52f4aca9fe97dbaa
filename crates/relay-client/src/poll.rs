//! The long poll.

use crate::error::{NoticesError, Retry, Setting};
use outbound::{BaseUrl, BuildError, Http, Limits, Request, SendError};
use relay_protocol::{
    AFTER_PARAM, Complaint, ComplaintCode, Cursor, INSTALLATION_HEADER, NOTICES_PATH, NoticePage,
    PAGE_BYTES_MAX, TILL_HEADER, TillNumber, WAIT_PARAM, WAIT_SECS_MAX,
};
use secrecy::{ExposeSecret, SecretString};

/// How much longer than its wait an answer may take, in seconds: for the way
/// there and back, and a page of bodies over a slow line.
pub const ANSWER_MARGIN_SECS: u32 = 10;

/// The longest sentence of the relay's that is passed on, in characters.
const MESSAGE_CHARS_MAX: usize = 200;

/// One till's connection to its relay. Clones share it.
#[derive(Debug, Clone)]
pub struct RelayClient {
    http: Http,
    base: BaseUrl,
    /// None where the key could not travel in a header.
    authorization: Option<SecretString>,
    till: TillNumber,
    installation: String,
}

impl RelayClient {
    /// A till that speaks to the relay at that base. Space around the key does
    /// not matter. `installation` is visible ASCII, at most
    /// [`relay_protocol::INSTALLATION_BYTES_MAX`] long.
    ///
    /// The client's own connect limit holds; the others are set here.
    #[must_use]
    pub fn new(
        http: Http,
        base: BaseUrl,
        till_key: SecretString,
        till: TillNumber,
        installation: String,
    ) -> RelayClient {
        let key = till_key.expose_secret().trim();
        let fit = !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic());
        let authorization = fit.then(|| format!("Bearer {key}").into());
        RelayClient {
            http,
            base,
            authorization,
            till,
            installation,
        }
    }

    /// As [`RelayClient::new`], with an HTTP client of its own.
    ///
    /// # Errors
    /// [`BuildError`] where this machine can make no HTTP client.
    pub fn connect(
        base: BaseUrl,
        till_key: SecretString,
        till: TillNumber,
        installation: String,
    ) -> Result<RelayClient, BuildError> {
        let http = Http::new(Limits::PROVIDER)?;
        Ok(RelayClient::new(http, base, till_key, till, installation))
    }

    /// Asks for what lies after a cursor, and lets the relay wait that long
    /// while there is nothing; at most [`WAIT_SECS_MAX`] seconds.
    ///
    /// The page's `next` is to be kept as it is, in the same commit as its
    /// notices. Asking twice is harmless.
    ///
    /// # Errors
    /// [`NoticesError`] says whether to ask again, to mend a setting, or to
    /// call support.
    pub async fn notices(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        let authorization = self.authorization.as_ref().ok_or(Setting::Key)?;
        let wait_secs = wait_secs.min(WAIT_SECS_MAX);
        let path = format!("{NOTICES_PATH}?{AFTER_PARAM}={after}&{WAIT_PARAM}={wait_secs}");
        let request = Request::get(self.base.join(&path))
            .authorized(authorization)
            .header(TILL_HEADER, self.till.0.to_string())
            .header(INSTALLATION_HEADER, self.installation.as_str());
        let limits = limits(self.http.limits(), wait_secs);
        let answer = self
            .http
            .send(request, Some(limits))
            .await
            .map_err(not_answered)?;
        read(answer.status, &answer.body)
    }
}

/// The connect limit stays the client's own, which keeps its connections.
fn limits(own: Limits, wait_secs: u32) -> Limits {
    Limits {
        connect_ms: own.connect_ms,
        answer_ms: u64::from(wait_secs + ANSWER_MARGIN_SECS) * 1000,
        body_bytes_max: PAGE_BYTES_MAX,
    }
}

fn not_answered(error: SendError) -> NoticesError {
    match error {
        SendError::NotSent(_) => Retry::NoConnection(error).into(),
        SendError::TooLarge { .. } => unreadable("it is larger than a page", None),
        SendError::Malformed(_) => unreadable("it is not HTTP", None),
        // What came of it is not known, and asking again is harmless.
        SendError::Lost(_) | _ => Retry::NoAnswer(error).into(),
    }
}

/// What an answer says.
fn read(status: u16, body: &[u8]) -> Result<NoticePage, NoticesError> {
    if status == 200 {
        return page(body);
    }
    if status >= 500 || status == 408 || status == 429 {
        return Err(Retry::Unavailable { status }.into());
    }
    // A proxy, a captive portal or another server has its own 401 and 403; only
    // a relay's complaint blames the key.
    let Ok(complaint) = serde_json::from_slice::<Complaint>(body) else {
        return Err(Setting::Address { status }.into());
    };
    let message = complaint.message.chars().take(MESSAGE_CHARS_MAX).collect();
    Err(match complaint.error {
        ComplaintCode::UnknownKey => Setting::Key.into(),
        ComplaintCode::TillDiffers => Setting::TillNumber { message }.into(),
        ComplaintCode::InUseElsewhere => Setting::InUseElsewhere { message }.into(),
        ComplaintCode::Unavailable => Retry::Unavailable { status }.into(),
        ComplaintCode::BadRequest => unreadable("the relay can not read the request", Some(status)),
        ComplaintCode::NoSuchNotice | ComplaintCode::ClaimedElsewhere => {
            unreadable("a complaint about a claim that was not made", Some(status))
        }
        ComplaintCode::Other => unreadable("a complaint of a later version", Some(status)),
    })
}

fn page(body: &[u8]) -> Result<NoticePage, NoticesError> {
    let unreadable = |why| Err(unreadable(why, Some(200)));
    let Ok(page) = serde_json::from_slice::<NoticePage>(body) else {
        return unreadable("it is not a page of notices");
    };
    if !page.notices.is_sorted_by(|a, b| a.cursor < b.cursor) {
        return unreadable("its notices are out of order");
    }
    // A cursor kept too far back would bring the same page for ever.
    if page
        .notices
        .last()
        .is_some_and(|last| last.cursor > page.next)
    {
        return unreadable("its end lies before its last notice");
    }
    if page.notices.is_empty() && !page.read_to_end {
        return unreadable("it is empty and not the end");
    }
    Ok(page)
}

fn unreadable(why: &'static str, status: Option<u16>) -> NoticesError {
    NoticesError::Unreadable { why, status }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_answers_limit_follows_the_wait() {
        for (wait_secs, answer_ms) in [(0, 10_000), (WAIT_SECS_MAX, 40_000)] {
            let limits = limits(Limits::PROVIDER, wait_secs);
            assert_eq!((limits.connect_ms, limits.answer_ms), (3_000, answer_ms));
            assert_eq!(limits.body_bytes_max, PAGE_BYTES_MAX);
        }
    }

    proptest! {
        #[test]
        fn no_answer_breaks_the_reader(status: u16, body: Vec<u8>) {
            let _ = read(status, &body);
        }

        #[test]
        fn no_page_goes_backwards(cursors in prop::collection::vec(0_u64..9, 0..4), next in 0_u64..9, end: bool) {
            let notices: Vec<_> = cursors.iter().map(|cursor| serde_json::json!({
                "cursor": cursor.to_string(), "id": "a".repeat(64), "provider": "totalcoin",
                "merchant": "demo", "till": null, "received_at_ms": 1, "body": ""
            })).collect();
            let body = serde_json::json!({
                "notices": notices, "next": next.to_string(), "read_to_end": end
            });
            let good = cursors.is_sorted_by(|a, b| a < b)
                && cursors.iter().all(|cursor| *cursor <= next)
                && (end || !cursors.is_empty());
            prop_assert_eq!(read(200, body.to_string().as_bytes()).is_ok(), good);
        }
    }
}
