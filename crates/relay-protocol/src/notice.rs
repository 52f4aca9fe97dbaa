//! A notice on its way from the relay to a till, and a page of them. Bodies are
//! not interpreted here: a provider's reader reads them, and `domain` decides
//! what they mean.

use crate::{BODY_BYTES_MAX, ClaimChange, Cursor};
use data_encoding::BASE64;
use domain::{Provider, TillNumber, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The id of a notice: the SHA-256 of its route and its body, in 64 lower-case
/// hex digits. The same body on the same route is the same notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct NoticeId(String);

/// Why a text is not a notice's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a notice's id is 64 lower-case hex digits")]
pub struct NotANoticeId;

impl NoticeId {
    /// The id of that digest.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> NoticeId {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digits = digest.iter().flat_map(|byte| {
            [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]].map(char::from)
        });
        NoticeId(digits.collect())
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NoticeId {
    type Error = NotANoticeId;
    fn try_from(text: String) -> Result<NoticeId, NotANoticeId> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(NoticeId(text))
        } else {
            Err(NotANoticeId)
        }
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A webhook's body, byte for byte as it came. It may contain a payer's name
/// and document, so `Debug` only prints its length.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Body(Vec<u8>);

/// Why a text is not a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotABody {
    /// It is not standard base64 with its padding.
    #[error("a body is written in base64")]
    Base64,
    /// It is larger than [`BODY_BYTES_MAX`].
    #[error("a body has at most {BODY_BYTES_MAX} bytes")]
    TooLarge,
}

impl Body {
    /// The body of those bytes.
    ///
    /// # Errors
    /// [`NotABody::TooLarge`] over [`BODY_BYTES_MAX`].
    pub fn new(bytes: Vec<u8>) -> Result<Body, NotABody> {
        if bytes.len() > BODY_BYTES_MAX {
            Err(NotABody::TooLarge)
        } else {
            Ok(Body(bytes))
        }
    }

    /// The bytes as they came.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as they came.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl TryFrom<String> for Body {
    type Error = NotABody;
    fn try_from(text: String) -> Result<Body, NotABody> {
        Body::new(
            BASE64
                .decode(text.as_bytes())
                .map_err(|_| NotABody::Base64)?,
        )
    }
}

impl From<Body> for String {
    fn from(body: Body) -> String {
        BASE64.encode(&body.0)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// One notice as the relay keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeEnvelope {
    /// Its place in the relay's order.
    pub cursor: Cursor,
    /// Which notice; the same in every delivery.
    pub id: NoticeId,
    /// The provider whose route it came by.
    pub provider: Provider,
    /// The merchant whose route it came by: the relay's name for it.
    pub merchant: String,
    /// The till that its reference names. `None` if the reference could not be
    /// read: an unattributed notice goes to every till of the merchant.
    pub till: Option<TillNumber>,
    /// When the relay received it, by the relay's clock.
    pub received_at_ms: UnixMs,
    /// The `Content-Type` that came with it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The `Content-Encoding` that came with it, if one did: the body is kept
    /// as it came, so that a gzipped one is still gzipped here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// The body, in JSON as base64.
    pub body: Body,
}

/// What a till gets when it asks for its notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// The till's own and the merchant's unattributed notices, in the order of
    /// their cursors. Delivery is at least once.
    pub notices: Vec<NoticeEnvelope>,
    /// Where to continue. The till stores it unchanged, in the same commit as
    /// the notices. It may skip notices of other tills, and it is smaller than
    /// the cursor of the request if the relay lost its store and starts again.
    pub next: Cursor,
    /// Whether, when the relay answered, there was nothing after `next` for
    /// this till.
    pub read_to_end: bool,
}

/// A page of notices with the claims and releases up to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The notices.
    #[serde(flatten)]
    pub page: NoticePage,
    /// The claims and releases in between, in the order of their cursors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimChange>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn envelope(body: Vec<u8>) -> NoticeEnvelope {
        NoticeEnvelope {
            cursor: Cursor::new(7),
            id: NoticeId::from_digest(&[0xAF; 32]),
            provider: Provider::Totalcoin,
            merchant: "demo".into(),
            till: Some(TillNumber(1)),
            received_at_ms: UnixMs(1_795_276_800_000),
            content_type: None,
            content_encoding: None,
            body: Body::new(body).unwrap(),
        }
    }

    fn change() -> ClaimChange {
        ClaimChange {
            cursor: Cursor::new(u64::MAX),
            notice: NoticeId::from_digest(&[0xAF; 32]),
            kind: crate::ClaimKind::Release,
            till: TillNumber(u16::MAX),
            at_ms: UnixMs(i64::MIN),
        }
    }

    #[test]
    fn the_wire_form() {
        let page = NoticePage {
            notices: vec![envelope(b"{}".to_vec())],
            next: Cursor::new(9),
            read_to_end: true,
        };
        let expected = format!(
            concat!(
                r#"{{"notices":[{{"cursor":"7","id":"{}","provider":"totalcoin","#,
                r#""merchant":"demo","till":1,"received_at_ms":1795276800000,"body":"e30="}}],"#,
                r#""next":"9","read_to_end":true}}"#
            ),
            "af".repeat(32)
        );
        assert_eq!(serde_json::to_string(&page).unwrap(), expected);
        // Fields of a later version do not break this one.
        let later = expected.replace(r#""next""#, r#""claimed_by":3,"next""#);
        assert_eq!(serde_json::from_str::<NoticePage>(&later).unwrap(), page);
        // The headers of a body are delivered beside it.
        let mut typed = page.clone();
        typed.notices[0].content_type = Some("application/json; charset=utf-16".into());
        typed.notices[0].content_encoding = Some("gzip".into());
        let text = serde_json::to_string(&typed).unwrap();
        assert!(text.contains(
            r#""content_type":"application/json; charset=utf-16","content_encoding":"gzip","body""#
        ));
        assert_eq!(serde_json::from_str::<NoticePage>(&text).unwrap(), typed);
        // A delivery reads as the same page. Without claims it is also the same
        // text.
        let mut delivery: Delivery = serde_json::from_str(&expected).unwrap();
        assert_eq!((&delivery.page, delivery.claims.len()), (&page, 0));
        assert_eq!(serde_json::to_string(&delivery).unwrap(), expected);
        delivery.claims.push(change());
        let text = serde_json::to_string(&delivery).unwrap();
        assert_eq!(serde_json::from_str::<Delivery>(&text).unwrap(), delivery);
        assert_eq!(serde_json::from_str::<NoticePage>(&text).unwrap(), page);
    }

    #[test]
    fn a_body_is_bounded_and_never_printed() {
        assert_eq!(
            Body::new(vec![0; BODY_BYTES_MAX + 1]),
            Err(NotABody::TooLarge)
        );
        let too_large = BASE64.encode(&vec![0; BODY_BYTES_MAX + 1]);
        assert_eq!(Body::try_from(too_large), Err(NotABody::TooLarge));
        assert_eq!(
            Body::try_from("not base64!".to_owned()),
            Err(NotABody::Base64)
        );
        let printed = format!("{:?}", envelope(b"Juana Perez".to_vec()));
        assert!(
            printed.contains("Body(11 bytes)") && !printed.contains("Juana"),
            "{printed}"
        );
    }

    #[test]
    fn the_largest_page_fits_its_limit() {
        let many = PAGE_BODIES / BODY_BYTES_MAX;
        let mut notices: Vec<_> = (0..many)
            .map(|_| envelope(vec![255; BODY_BYTES_MAX]))
            .collect();
        notices.resize_with(crate::PAGE_NOTICES_MAX, || envelope(Vec::new()));
        for notice in &mut notices {
            notice.cursor = Cursor::new(u64::MAX);
            notice.merchant = "m".repeat(crate::MERCHANT_BYTES_MAX);
            // The worst character in a header's value is a quote: two bytes in
            // JSON.
            notice.content_type = Some("\"".repeat(crate::CONTENT_TYPE_BYTES_MAX));
            notice.content_encoding = Some("\"".repeat(crate::CONTENT_ENCODING_BYTES_MAX));
        }
        let page = NoticePage {
            notices,
            next: Cursor::new(u64::MAX),
            read_to_end: false,
        };
        let claims = vec![change(); crate::PAGE_CLAIMS_MAX];
        let delivery = Delivery { page, claims };
        assert!(serde_json::to_vec(&delivery).unwrap().len() <= crate::PAGE_BYTES_MAX);
    }

    const PAGE_BODIES: usize = crate::PAGE_BODY_BYTES_MAX;

    proptest! {
        #[test]
        fn every_body_comes_back_as_it_went(bytes: Vec<u8>) {
            let envelope = envelope(bytes);
            let json = serde_json::to_vec(&envelope).unwrap();
            prop_assert_eq!(serde_json::from_slice::<NoticeEnvelope>(&json).unwrap(), envelope);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes: Vec<u8>) {
            let _ = serde_json::from_slice::<Delivery>(&bytes);
        }
    }
}
