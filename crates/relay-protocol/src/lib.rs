//! What the relay and a till say to each other: the names of the paths and
//! headers, the types of the answers, and the limits that both ends hold.
//!
//! Nothing here sends, receives, stores or decides. A body travels as it came
//! from the provider; [`text`] says what its bytes are as text, and never what
//! that text means.
//!
//! A till asks `GET /v1/notices?after=CURSOR&wait=SECS` and gets a
//! [`Delivery`], or a [`Complaint`] that says why not. The same with
//! `Accept: text/event-stream` gets the [`StreamEvent`]s of a stream. It asks
//! for an [`Operation`] to know of one payment, and takes an unattributed
//! notice for itself by a claim ([`Holding`]). While it runs, it renews its
//! [`Lease`] of its key.

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
// The words of `domain` that are in these types, for an end that has no other
// business with it.
pub use domain::{PaymentId, Provider, TillNumber, UnixMs};

pub use cursor::{Cursor, NotACursor};
pub use lease::Lease;
pub use notice::{Body, Delivery, NoticeEnvelope, NoticeId, NoticePage};
pub use operation::Operation;
pub use pairing::{NotAPairing, Pairing};
pub use stream::{NotAnEvent, StreamEvent};

/// Where a till asks for its notices.
pub const NOTICES_PATH: &str = "/v1/notices";

/// Below it stands a payment's id: where a till asks what is known of it.
pub const OPERATIONS_PATH: &str = "/v1/operations";

/// Where a till renews its lease of its key, by a POST without a body.
pub const LEASE_PATH: &str = "/v1/lease";

/// How long an installation has its till's key after it last asked for
/// anything, in seconds. Then another installation may have it.
pub const LEASE_SECS: u32 = 30;

/// How often a till renews its lease, in seconds.
pub const LEASE_RENEWAL_SECS: u32 = 10;

/// What a till accepts that wants a stream, and what a stream is.
pub const STREAM_TYPE: &str = "text/event-stream";

/// The header in which a till says the `id` of the last event that it had. It
/// goes before [`AFTER_PARAM`].
pub const LAST_EVENT_ID_HEADER: &str = "last-event-id";

/// The query's name for the [`Cursor`] after which to read; absent means
/// [`Cursor::START`].
pub const AFTER_PARAM: &str = "after";

/// The query's name for how many seconds to wait while there is nothing new.
pub const WAIT_PARAM: &str = "wait";

/// The header in which a till says its own number, in decimal digits.
pub const TILL_HEADER: &str = "x-mostrador-till";

/// The header in which a till says which installation it is.
pub const INSTALLATION_HEADER: &str = "x-mostrador-installation";

/// The longest that a long poll waits, in seconds. A longer wish is cut to it.
pub const WAIT_SECS_MAX: u32 = 30;

/// How long a stream says nothing at most, in seconds: then it says
/// [`StreamEvent::Heartbeat`].
pub const HEARTBEAT_SECS: u32 = 10;

/// The longest silence on a stream, in seconds, after which a till takes it for
/// broken: two heartbeats and a slow line.
pub const SILENCE_SECS_MAX: u32 = 25;

/// How long a stream lasts, in seconds. Then the relay ends it in good order,
/// and the till asks for another.
pub const STREAM_SECS_MAX: u32 = 600;

/// The largest body of a webhook, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// The most notices in one page.
pub const PAGE_NOTICES_MAX: usize = 100;

/// The most bytes of bodies in one page, before base64. A page holds at least
/// one notice where there is one, and none of them is larger than
/// [`BODY_BYTES_MAX`], so it is never exceeded.
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

/// The largest page as it travels, in bytes: the bodies in base64 (four bytes
/// for three), one KiB around each notice, and a quarter of that for each claim.
pub const PAGE_BYTES_MAX: usize = PAGE_BODY_BYTES_MAX / 3 * 4
    + 4
    + (PAGE_NOTICES_MAX + 1) * 1024
    + PAGE_CLAIMS_MAX * CLAIM_BYTES_MAX;

/// The largest claim or release in a page, in bytes.
const CLAIM_BYTES_MAX: usize = 256;

/// The largest event of a stream as it travels, in bytes: a body in base64, and
/// what stands around it.
pub const EVENT_BYTES_MAX: usize = BODY_BYTES_MAX / 3 * 4 + 4 + 2 * 1024;
