//! What the relay and a till say to each other: the names of the paths and
//! headers, the types of the answers, and the limits that both ends hold.
//!
//! Nothing here sends, receives, stores or decides. A body travels as it came
//! from the provider: neither end reads it by these types.
//!
//! A till asks `GET /v1/notices?after=CURSOR&wait=SECS` and gets a
//! [`NoticePage`], or a [`Complaint`] that says why not.

pub mod complaint;
pub mod cursor;
pub mod notice;
pub mod pairing;

pub use complaint::{Complaint, ComplaintCode};
// The words of `domain` that stand in these types, for an end that has no other
// business with it.
pub use domain::{Provider, TillNumber, UnixMs};

pub use cursor::{Cursor, NotACursor};
pub use notice::{Body, NoticeEnvelope, NoticeId, NoticePage};
pub use pairing::{NotAPairing, Pairing};

/// Where a till asks for its notices.
pub const NOTICES_PATH: &str = "/v1/notices";

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

/// The longest name of a merchant at the relay, in bytes.
pub const MERCHANT_BYTES_MAX: usize = 64;

/// The longest name of an installation, in bytes.
pub const INSTALLATION_BYTES_MAX: usize = 64;

/// The largest page as it travels, in bytes: the bodies in base64 (four bytes
/// for three) and one KiB around each notice.
pub const PAGE_BYTES_MAX: usize = PAGE_BODY_BYTES_MAX / 3 * 4 + 4 + (PAGE_NOTICES_MAX + 1) * 1024;
