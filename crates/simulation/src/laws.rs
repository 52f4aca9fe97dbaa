//! The laws, and what they know of the till. The checks are in `checks`.

use crate::days::Days;
use domain::{
    CloseNumber, FixedQr, FixedQrId, FixedQrState, Method, PaymentId, PaymentState, Sale, SaleId,
    Stray, Ticket, UnixMs,
};
use ledger::{LedgerError, Reader};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};

/// What must never be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Law {
    WrittenBeforeSent,
    OnlyAnApproval,
    NoMoneyDropped,
    ExpiredAfterReading,
    OneOperation,
    NothingStuck,
    JournalHolds,
    QrIsTheProviders,
    RestartContinues,
    NothingFails,
    ChargedOnce,
    EndsInTime,
    PollsPause,
    OneClose,
    OneCount,
    RestoreAsks,
    ReportedOnce,
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Law::WrittenBeforeSent => "nothing is sent before it is written",
            Law::OnlyAnApproval => "only an approval is one, and it stays",
            Law::NoMoneyDropped => "no money is dropped, or counted twice",
            Law::ExpiredAfterReading => "nothing expires before the notices are read",
            Law::OneOperation => "one operation for all repeats, one payment for a request",
            Law::NothingStuck => "nothing is stuck",
            Law::JournalHolds => "the journal verifies",
            Law::QrIsTheProviders => "the QR shown is the provider's for this payment",
            Law::RestartContinues => "a restart continues",
            Law::NothingFails => "nothing fails that the world does not make fail",
            Law::ChargedOnce => "a charge goes out at most once",
            Law::EndsInTime => "no clock makes a payment end early, or late",
            Law::PollsPause => "the relay is never polled without a pause",
            Law::OneClose => "every peso is in exactly one close",
            Law::OneCount => "every movement of cash is in at most one count",
            Law::RestoreAsks => "a restore begins nothing by itself",
            Law::ReportedOnce => "Bind is told of a payment once, and of what is so",
        };
        write!(f, "{} {words}", self.number())
    }
}

impl Law {
    /// The law's number in `docs/laws.md`. Two checks of one law have the same
    /// number.
    pub(crate) fn number(self) -> u8 {
        match self {
            Law::WrittenBeforeSent | Law::OneOperation => 1,
            Law::OnlyAnApproval => 3,
            Law::ChargedOnce => 5,
            Law::NoMoneyDropped => 6,
            Law::JournalHolds => 7,
            Law::NothingStuck | Law::PollsPause => 10,
            Law::RestartContinues => 11,
            Law::ExpiredAfterReading => 12,
            Law::QrIsTheProviders => 13,
            Law::EndsInTime => 14,
            Law::NothingFails => 15,
            Law::OneClose => 16,
            Law::OneCount => 17,
            Law::RestoreAsks => 18,
            Law::ReportedOnce => 19,
        }
    }
}

/// What the laws know of the till, from its file alone.
pub(crate) struct Laws {
    /// The broken laws, in the order of time.
    pub(crate) broken: Vec<(Law, String)>,
    /// Every sale, computed from the journal's lines.
    pub(crate) sales: BTreeMap<SaleId, Sale>,
    pub(crate) path: PathBuf,
    pub(crate) reader: Option<Reader>,
    pub(crate) last_seq: i64,
    /// The true moment at which each payment was committed.
    pub(crate) requested: BTreeMap<PaymentId, UnixMs>,
    /// The true moment at which the till said that each QR's time was up.
    pub(crate) time_up: BTreeMap<PaymentId, UnixMs>,
    /// Payments requested before this moment may end at any time: the time of
    /// day was set while no till ran, so nobody could know by how much.
    pub(crate) excused_until: UnixMs,
    pub(crate) life_ended: Option<UnixMs>,
    /// The true moments of the last questions to the relay.
    pub(crate) asked: VecDeque<UnixMs>,
    pub(crate) replaced: BTreeSet<PaymentId>,
    pub(crate) days: Days,
    /// Every fixed QR, computed from the journal's lines.
    pub(crate) fixed_qrs: BTreeMap<FixedQrId, FixedQr>,
    /// Every stray by the text of its id, computed from the journal's lines.
    pub(crate) strays: BTreeMap<String, Stray>,
    /// Every ticket that was ever issued, also in what a restore left behind.
    pub(crate) tickets: BTreeMap<Ticket, SaleId>,
    /// Every close's number with its moment, also of what a restore left
    /// behind.
    pub(crate) closes: BTreeMap<CloseNumber, UnixMs>,
    /// When the ledger was last restored.
    pub(crate) restored_at: Option<UnixMs>,
    /// Whether the lines of a restored journal are read again.
    pub(crate) is_rereading: bool,
}

impl Laws {
    /// Laws that know nothing yet; the file does not exist yet.
    pub(crate) fn new(path: PathBuf) -> Laws {
        Laws {
            broken: Vec::new(),
            sales: BTreeMap::new(),
            path,
            reader: None,
            last_seq: 0,
            requested: BTreeMap::new(),
            time_up: BTreeMap::new(),
            excused_until: UnixMs(i64::MIN),
            life_ended: None,
            asked: VecDeque::new(),
            replaced: BTreeSet::new(),
            days: Days::default(),
            fixed_qrs: BTreeMap::new(),
            strays: BTreeMap::new(),
            tickets: BTreeMap::new(),
            closes: BTreeMap::new(),
            restored_at: None,
            is_rereading: false,
        }
    }

    /// Forgets what the journal's lines said: the file is another one now.
    pub(crate) fn forget_journal(&mut self) {
        self.reader = None;
        self.last_seq = 0;
        self.sales.clear();
        self.fixed_qrs.clear();
        self.strays.clear();
        self.replaced.clear();
        self.days = Days::default();
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file on a connection of its own, so that it sees only what is
    /// committed.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl FnOnce(&ledger::Read<'_>) -> Result<T, LedgerError>,
    ) -> T {
        let path = &self.path;
        let reader = self
            .reader
            .get_or_insert_with(|| Reader::open(path).expect("the till has made the file"));
        reader
            .read(question)
            .expect("a sound file can be read beside its writer")
    }

    /// Whether a valid QR has been shown.
    pub(crate) fn knows_merchant(&self) -> bool {
        let mut payments = self.sales.values().flat_map(|sale| &sale.payments);
        payments
            .any(|it| it.method() == Method::Qr && it.qr().is_some_and(|qr| qr.warnings.is_empty()))
    }

    /// The next true moment at which a waiting payment's time is up.
    pub(crate) fn next_time_up(&self, now: UnixMs, qr_ms: i64) -> Option<UnixMs> {
        let payments = self.sales.values().flat_map(|sale| &sale.payments);
        payments
            .filter(|payment| payment.state == PaymentState::Waiting)
            .filter_map(|payment| Some(self.requested.get(&payment.id)?.plus_ms(qr_ms)))
            .filter(|at| *at > now)
            .min()
    }

    /// The fixed QR in force.
    pub(crate) fn fixed_qr_in_force(&self) -> Option<&FixedQr> {
        let mut qrs = self.fixed_qrs.values();
        qrs.find(|qr| qr.state == FixedQrState::InForce)
    }

    pub(crate) fn payment(&self, id: PaymentId) -> Option<&domain::Payment> {
        self.sales.values().find_map(|sale| sale.payment(id))
    }
}
