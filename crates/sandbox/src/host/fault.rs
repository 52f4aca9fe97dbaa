//! Faults, and how often each happens.

use serde::{Deserialize, Serialize};

/// Where a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `POST /api/auth/login`
    Login,
    /// `POST /api/iep/pre-order`
    PreOrder,
    /// pagoUno's `POST /v1/Transaction/token`
    PagounoToken,
    /// pagoUno's `POST /v1/Transaction/purchasegroup`
    PagounoPurchasegroup,
    /// pagoUno's `GET /v1/Transaction/purchase/{id}`
    PagounoPurchase,
    /// Bind's tokens
    BindToken,
    /// Bind's `GET …/QR/GetInfoPagoQR`
    BindRead,
    /// Bind's `POST …/QRConfirmaPago`
    BindReport,
}

impl Endpoint {
    /// All endpoints, in the order in which a client calls them.
    pub const ALL: [Self; 8] = [
        Self::Login,
        Self::PreOrder,
        Self::PagounoToken,
        Self::PagounoPurchasegroup,
        Self::PagounoPurchase,
        Self::BindToken,
        Self::BindRead,
        Self::BindReport,
    ];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// The answer is right, but takes this much longer.
    Latency { ms: u64 },
    /// The connection is closed before any of the request is read.
    Refuse,
    /// The request is read, nothing is stored, and the connection is closed.
    DropBefore,
    /// The order is stored or the token made, and the connection is closed.
    DropAfter,
    /// The request is read, nothing is stored, and no answer ever comes; see
    /// [`HANG_MS_MAX`].
    Hang,
    /// HTTP 500, nothing is stored.
    #[serde(rename = "error-500")]
    Error500,
    /// HTTP 400, nothing is stored.
    BadRequest,
    /// HTTP 401, nothing is stored.
    Unauthorized,
    /// HTTP 403, nothing is stored.
    Forbidden,
    /// HTTP 302 to another path, nothing is stored.
    Redirect,
    /// HTTP 400 to a known `operationId`; other requests are not affected.
    BadRequestOnRepeat,
    /// The order is stored; the answer has the right status and is HTML.
    Garbage,
    /// The order is stored; the answer's body is [`OVERSIZED_BYTES`] long.
    Oversized,
    /// The QR's CRC is wrong.
    BadCrc,
    /// The answer's amount is one peso too high; of several transactions, that
    /// of the first one.
    WrongAmount,
    /// `externalReference` is that of another order.
    WrongReference,
    /// Tag 53 of the QR says dollars.
    WrongCurrency,
    /// Tag 54 of the QR exists and is one peso too high.
    #[serde(rename = "wrong-tag-54")]
    WrongTag54,
    /// Tag 43.02 of the QR is not the pre-order's id.
    #[serde(rename = "wrong-tag-43-02")]
    WrongTag4302,
    /// Tag 62.01 of the QR is the reference of another order.
    #[serde(rename = "wrong-tag-62-01")]
    WrongTag6201,
    /// Tag 50.00 of the QR is another merchant's CUIT.
    OtherCuit,
    /// `isEnabled` is false.
    NotEnabled,
    /// The transaction at this place fails, whatever its card.
    LegFails { leg: usize },
    /// The answer's body comes twice, one after the other.
    AnswerTwice,
    /// The answer lists each transaction twice.
    LegsTwice,
    /// The operation's notices are sent this much later.
    NoticeLate { ms: u64 },
    /// The operation's notices are sent and received before the answer.
    NoticeBefore,
    /// Each of the operation's notices is sent twice.
    NoticeTwice,
    /// The operation's notices are never sent.
    NoticeLost,
    /// The order is not known yet, and the answer says when to ask again.
    Pending,
    /// The answer says FAIL, nothing is stored.
    ReportFails,
    /// The same with these words in `on_error`.
    ReportFailsWith { code: String, description: String },
    /// The report is stored and its answer is lost; the next one is answered
    /// FAIL with these words.
    ReportLostThenFails { code: String, description: String },
}

/// The longest time that a hanging request is kept, in milliseconds; then its
/// connection is closed without an answer.
pub const HANG_MS_MAX: u64 = 120_000;
/// The longest latency, in milliseconds.
pub const LATENCY_MS_MAX: u64 = 120_000;
/// The latest time for a late notice, in milliseconds.
pub const NOTICE_LATE_MS_MAX: u64 = 3_600_000;
/// The proposed latency, in milliseconds.
const LATENCY_MS_EXAMPLE: u64 = 3_000;
/// The body of an oversized answer, in bytes.
pub const OVERSIZED_BYTES: usize = 1024 * 1024;
/// The most transactions of one operation, and so the highest place of one that
/// can fail; the documentation has no maximum.
pub const LEGS_MAX: usize = 20;
/// The longest code or description of a FAIL, in bytes.
pub const FAIL_BYTES_MAX: usize = 500;
/// The most faults that may wait at once.
pub const FAULTS_MAX: usize = 100;

impl Fault {
    /// Every fault; those with a number have an example.
    pub const ALL: [Self; 33] = [
        Self::Latency {
            ms: LATENCY_MS_EXAMPLE,
        },
        Self::Refuse,
        Self::DropBefore,
        Self::DropAfter,
        Self::Hang,
        Self::Error500,
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::Redirect,
        Self::BadRequestOnRepeat,
        Self::Garbage,
        Self::Oversized,
        Self::BadCrc,
        Self::WrongAmount,
        Self::WrongReference,
        Self::WrongCurrency,
        Self::WrongTag54,
        Self::WrongTag4302,
        Self::WrongTag6201,
        Self::OtherCuit,
        Self::NotEnabled,
        Self::LegFails { leg: 2 },
        Self::AnswerTwice,
        Self::LegsTwice,
        Self::NoticeLate {
            ms: LATENCY_MS_EXAMPLE,
        },
        Self::NoticeBefore,
        Self::NoticeTwice,
        Self::NoticeLost,
        Self::Pending,
        Self::ReportFails,
        Self::ReportFailsWith {
            code: String::new(),
            description: String::new(),
        },
        Self::ReportLostThenFails {
            code: String::new(),
            description: String::new(),
        },
    ];

    /// The faults that can be added at this endpoint.
    #[must_use]
    pub fn meaningful_at(endpoint: Endpoint) -> Vec<Self> {
        let faults = Self::ALL.into_iter();
        faults.filter(|fault| fault.is_for(endpoint)).collect()
    }

    /// Whether a text of it is longer than [`FAIL_BYTES_MAX`].
    fn is_too_long(&self) -> bool {
        if let Self::ReportFailsWith { code, description }
        | Self::ReportLostThenFails { code, description } = self
        {
            code.len() > FAIL_BYTES_MAX || description.len() > FAIL_BYTES_MAX
        } else {
            false
        }
    }

    /// Whether the fault is possible at this endpoint.
    pub(crate) fn is_for(&self, endpoint: Endpoint) -> bool {
        match self {
            Self::Latency { .. }
            | Self::Refuse
            | Self::DropBefore
            | Self::DropAfter
            | Self::Hang
            | Self::Error500
            | Self::BadRequest
            | Self::Unauthorized
            | Self::Forbidden
            | Self::Redirect
            | Self::Garbage
            | Self::Oversized => true,
            Self::WrongAmount => match endpoint {
                Endpoint::PreOrder
                | Endpoint::PagounoPurchasegroup
                | Endpoint::PagounoPurchase
                | Endpoint::BindRead => true,
                Endpoint::Login
                | Endpoint::PagounoToken
                | Endpoint::BindToken
                | Endpoint::BindReport => false,
            },
            Self::AnswerTwice => match endpoint {
                Endpoint::PagounoToken
                | Endpoint::PagounoPurchasegroup
                | Endpoint::PagounoPurchase => true,
                Endpoint::Login
                | Endpoint::PreOrder
                | Endpoint::BindToken
                | Endpoint::BindRead
                | Endpoint::BindReport => false,
            },
            Self::LegFails { .. }
            | Self::LegsTwice
            | Self::NoticeLate { .. }
            | Self::NoticeBefore
            | Self::NoticeTwice
            | Self::NoticeLost => endpoint == Endpoint::PagounoPurchasegroup,
            Self::Pending => endpoint == Endpoint::BindRead,
            Self::ReportFails | Self::ReportFailsWith { .. } | Self::ReportLostThenFails { .. } => {
                endpoint == Endpoint::BindReport
            }
            Self::BadRequestOnRepeat
            | Self::BadCrc
            | Self::WrongReference
            | Self::WrongCurrency
            | Self::WrongTag54
            | Self::WrongTag4302
            | Self::WrongTag6201
            | Self::OtherCuit
            | Self::NotEnabled => endpoint == Endpoint::PreOrder,
        }
    }
}

/// How often a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// At this many of the next requests.
    Next(u32),
    /// Until the faults are cleared.
    Always,
}

/// A fault that waits for its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFault {
    pub endpoint: Endpoint,
    pub fault: Fault,
    /// How often it will still happen.
    pub times: Times,
}

/// Why a fault was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// The fault is not possible at this endpoint.
    #[error("this fault means nothing at this endpoint")]
    NotHere,
    /// The times are zero, the latency is above [`LATENCY_MS_MAX`], the notice
    /// later than [`NOTICE_LATE_MS_MAX`], the place of the transaction
    /// impossible, or the words longer than [`FAIL_BYTES_MAX`].
    #[error("a fault strikes at least once, and its number and its words have their bounds")]
    OutOfRange,
    /// [`FAULTS_MAX`] faults are waiting already.
    #[error("{FAULTS_MAX} faults are waiting already")]
    TooMany,
}

/// All waiting faults.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<WaitingFault>);

impl Faults {
    pub(crate) fn add(&mut self, new: WaitingFault) -> Result<(), FaultError> {
        if !new.fault.is_for(new.endpoint) {
            return Err(FaultError::NotHere);
        }
        let out_of_range = new.fault.is_too_long()
            || matches!(new.fault, Fault::Latency { ms } if ms > LATENCY_MS_MAX)
            || matches!(new.fault, Fault::NoticeLate { ms } if ms > NOTICE_LATE_MS_MAX)
            || matches!(new.fault, Fault::LegFails { leg } if !(1..=LEGS_MAX).contains(&leg));
        if out_of_range || new.times == Times::Next(0) {
            return Err(FaultError::OutOfRange);
        }
        if self.0.len() >= FAULTS_MAX {
            return Err(FaultError::TooMany);
        }
        self.0.push(new);
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn waiting(&self) -> Vec<WaitingFault> {
        self.0.clone()
    }

    /// Whether this fault happens now; if so, it is counted.
    pub(crate) fn strikes(&mut self, endpoint: Endpoint, fault: &Fault) -> bool {
        self.strike(endpoint, |waiting| waiting == fault).is_some()
    }

    /// The fault that happens now, among those that `wanted` accepts.
    pub(crate) fn strike(
        &mut self,
        endpoint: Endpoint,
        wanted: impl Fn(&Fault) -> bool,
    ) -> Option<Fault> {
        let at = self
            .0
            .iter()
            .position(|w| w.endpoint == endpoint && wanted(&w.fault))?;
        let waiting = &mut self.0[at];
        match &mut waiting.times {
            Times::Always => Some(waiting.fault.clone()),
            Times::Next(1) => Some(self.0.remove(at).fault),
            Times::Next(left) => {
                *left = left.saturating_sub(1);
                Some(waiting.fault.clone())
            }
        }
    }
}
