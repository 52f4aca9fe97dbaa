//! The long poll.

use crate::{
    RelayClient,
    answer::{refusal, unreadable},
    error::NoticesError,
};
use outbound::Method;
use relay_protocol::{
    AFTER_PARAM, Cursor, Delivery, NOTICES_PATH, NoticePage, WAIT_PARAM, WAIT_SECS_MAX,
};

impl RelayClient {
    /// Asks for the notices after a cursor. While there are none the relay
    /// waits for the given time, at most [`WAIT_SECS_MAX`] seconds.
    ///
    /// The caller stores the page's `next` unchanged, in the same commit as its
    /// notices. Asking twice is harmless.
    ///
    /// # Errors
    /// [`NoticesError`] says whether to ask again, to correct a setting, or to
    /// call support.
    pub async fn notices(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        Ok(self.delivery(after, wait_secs).await?.page)
    }

    /// Like [`RelayClient::notices`], with the claims and releases in between.
    ///
    /// # Errors
    /// As [`RelayClient::notices`].
    pub async fn delivery(&self, after: Cursor, wait_secs: u32) -> Result<Delivery, NoticesError> {
        let wait_secs = wait_secs.min(WAIT_SECS_MAX);
        let path = format!("{NOTICES_PATH}?{AFTER_PARAM}={after}&{WAIT_PARAM}={wait_secs}");
        let answer = self.ask(Method::Get, &path, wait_secs).await?;
        read(answer.status, &answer.body)
    }
}

/// Reads an answer.
fn read(status: u16, body: &[u8]) -> Result<Delivery, NoticesError> {
    if status != 200 {
        return Err(refusal(status, body));
    }
    let unreadable = |why| Err(unreadable(why, Some(200)));
    let Ok(delivery) = serde_json::from_slice::<Delivery>(body) else {
        return unreadable("it is not a page of notices");
    };
    let Delivery { page, claims } = &delivery;
    let notices = &page.notices;
    if !notices.is_sorted_by(|a, b| a.cursor < b.cursor)
        || !claims.is_sorted_by(|a, b| a.cursor < b.cursor)
    {
        return unreadable("its notices are out of order");
    }
    // If the stored cursor were too far back, the till would get the same page
    // for ever.
    let last = [
        notices.last().map(|notice| notice.cursor),
        claims.last().map(|change| change.cursor),
    ];
    if last.into_iter().flatten().any(|last| last > page.next) {
        return unreadable("its end lies before its last notice");
    }
    if notices.is_empty() && claims.is_empty() && !page.read_to_end {
        return unreadable("it is empty and not the end");
    }
    Ok(delivery)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
