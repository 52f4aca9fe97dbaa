//! The protocol between the relay and a till: the names of paths and headers,
//! the types of the answers, and the limits that both ends enforce.
//!
//! Nothing here sends, receives, stores or decides. A body is delivered as it
//! came from the provider; [`text`] decodes its bytes to text and does not
//! interpret it.
//!
//! A till asks `GET /v1/notices?after=CURSOR&wait=SECS` and gets a
//! [`Delivery`], or a [`Complaint`] that says why not. The same with `Accept:
//! text/event-stream` gets the [`StreamEvent`]s of a stream. It asks for an
//! [`Operation`] to look up one payment, and takes an unattributed notice by a
//! claim ([`Holding`]). While it runs, it renews the [`Lease`] of its key.

pub mod claim;
pub mod complaint;
pub mod cursor;
pub mod lease;
pub mod notice;
pub mod operation;
pub mod pairing;
pub mod stream;
pub mod text;

pub use claim::{ClaimChange, ClaimKind, ClaimRequest, Holding};
pub use complaint::{Complaint, ComplaintCode};
// The types of `domain` that these types use, for users that need nothing else
// of it.
pub use domain::{PaymentId, Provider, TillNumber, UnixMs};

pub use cursor::{Cursor, NotACursor};
pub use lease::Lease;
pub use notice::{Body, Delivery, NoticeEnvelope, NoticeId, NoticePage};
pub use operation::Operation;
pub use pairing::{NotAPairing, Pairing};
pub use stream::{NotAnEvent, StreamEvent};

/// Where a till asks for its notices.
pub const NOTICES_PATH: &str = "/v1/notices";

/// Followed by a payment's id: where a till asks for the notices about a
/// payment.
pub const OPERATIONS_PATH: &str = "/v1/operations";

/// Where a till renews its lease of its key, by a POST without a body.
pub const LEASE_PATH: &str = "/v1/lease";

/// How long an installation keeps its till's key after its last request, in
/// seconds. After that another installation may use the key.
pub const LEASE_SECS: u32 = 30;

/// How often a till renews its lease, in seconds.
pub const LEASE_RENEWAL_SECS: u32 = 10;

/// The media type of a stream, which a till accepts to ask for one.
pub const STREAM_TYPE: &str = "text/event-stream";

/// The header in which a till gives the `id` of the last event it received. It
/// takes precedence over [`AFTER_PARAM`].
pub const LAST_EVENT_ID_HEADER: &str = "last-event-id";

/// The query's name for the [`Cursor`] after which to read; absent means
/// [`Cursor::START`].
pub const AFTER_PARAM: &str = "after";

/// The query's name for how many seconds to wait while there is nothing new.
pub const WAIT_PARAM: &str = "wait";

/// The header with the till's own number, in decimal digits.
pub const TILL_HEADER: &str = "x-mostrador-till";

/// The header with the id of the till's installation.
pub const INSTALLATION_HEADER: &str = "x-mostrador-installation";

/// The longest wait of a long poll, in seconds. A longer one is reduced to
/// this.
pub const WAIT_SECS_MAX: u32 = 30;

/// How long a stream is silent at most, in seconds; then the relay sends a
/// [`StreamEvent::Heartbeat`].
pub const HEARTBEAT_SECS: u32 = 10;

/// The silence after which a till considers a stream broken, in seconds: two
/// heartbeats and some time for a slow line.
pub const SILENCE_SECS_MAX: u32 = 25;

/// How long a stream lasts, in seconds. Then the relay ends it gracefully, and
/// the till opens another one.
pub const STREAM_SECS_MAX: u32 = 600;

/// The largest body of a webhook, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// The most notices in one page.
pub const PAGE_NOTICES_MAX: usize = 100;

/// The most bytes of bodies in one page, before base64. A page contains at
/// least one notice if there is one. No notice is larger than
/// [`BODY_BYTES_MAX`], so this is never exceeded.
pub const PAGE_BODY_BYTES_MAX: usize = 1024 * 1024;

/// The longest `Content-Type` that is kept, in bytes. A longer one is dropped.
pub const CONTENT_TYPE_BYTES_MAX: usize = 256;

/// The longest `Content-Encoding` that is kept, in bytes. A longer one is
/// dropped.
pub const CONTENT_ENCODING_BYTES_MAX: usize = 64;

/// The largest body of a claim, in bytes.
pub const CLAIM_REQUEST_BYTES_MAX: usize = 1024;

/// The longest name of a merchant at the relay, in bytes.
pub const MERCHANT_BYTES_MAX: usize = 64;

/// The longest name of an installation, in bytes.
pub const INSTALLATION_BYTES_MAX: usize = 64;

/// The most claims and releases in one page.
pub const PAGE_CLAIMS_MAX: usize = 100;

/// The largest page on the wire, in bytes: the bodies in base64 (four bytes for
/// three), one KiB around each notice, and a quarter of that for each claim.
pub const PAGE_BYTES_MAX: usize = PAGE_BODY_BYTES_MAX / 3 * 4
    + 4
    + (PAGE_NOTICES_MAX + 1) * 1024
    + PAGE_CLAIMS_MAX * CLAIM_BYTES_MAX;

/// The largest claim or release in a page, in bytes.
const CLAIM_BYTES_MAX: usize = 256;

/// The largest event of a stream on the wire, in bytes: a body in base64 and
/// the text around it.
pub const EVENT_BYTES_MAX: usize = BODY_BYTES_MAX / 3 * 4 + 4 + 2 * 1024;
