//! Faults that break a law on purpose, so that the simulation can prove that it
//! notices them. This module exists only with the feature `mutants`, which
//! nothing that is shipped has. A process turns on one fault at most.

use std::sync::OnceLock;

static ON: OnceLock<Mutant> = OnceLock::new();

/// A fault that breaks a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// A pre-order is sent before its payment is written.
    SendBeforeWrite,
    /// The relay's cursor is written before the notices that it passed.
    CursorBeforeNotice,
    /// A charge whose answer was lost is sent again.
    RetryOnceErrand,
    /// A close takes the money of a span of time, not of a span of the journal.
    CloseByClock,
    /// A count expects the cash of the shift before as well.
    CashCountedTwice,
    /// A notice of a payment that has ended, or under a fixed QR that another
    /// one has replaced, is read and dropped.
    LateNoticeDropped,
    /// A notice under the fixed QR goes to the first declared sale of its
    /// amount, whatever else it may be.
    DeclaredByWrongNotice,
    /// A report whose answer was lost is sent with a new id of its message.
    ReportAnewAfterLost,
}

impl Mutant {
    pub const ALL: [Mutant; 8] = [
        Mutant::SendBeforeWrite,
        Mutant::CursorBeforeNotice,
        Mutant::RetryOnceErrand,
        Mutant::CloseByClock,
        Mutant::CashCountedTwice,
        Mutant::LateNoticeDropped,
        Mutant::DeclaredByWrongNotice,
        Mutant::ReportAnewAfterLost,
    ];

    /// Its name on a command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Mutant::SendBeforeWrite => "send-before-write",
            Mutant::CursorBeforeNotice => "cursor-before-notice",
            Mutant::RetryOnceErrand => "retry-once-errand",
            Mutant::CloseByClock => "close-by-clock",
            Mutant::CashCountedTwice => "cash-counted-twice",
            Mutant::LateNoticeDropped => "late-notice-dropped",
            Mutant::DeclaredByWrongNotice => "declared-by-wrong-notice",
            Mutant::ReportAnewAfterLost => "report-anew-after-lost",
        }
    }

    /// The mutant of that name.
    ///
    /// # Errors
    /// If there is none; the text says so.
    pub fn parse(name: &str) -> Result<Mutant, String> {
        let found = Mutant::ALL.into_iter().find(|it| it.as_str() == name);
        found.ok_or_else(|| format!("there is no mutant {name}"))
    }

    /// Turns it on for the rest of this process.
    ///
    /// # Errors
    /// If another one is on.
    pub fn turn_on(self) -> Result<(), Mutant> {
        let on = *ON.get_or_init(|| self);
        if on == self { Ok(()) } else { Err(on) }
    }

    pub(crate) fn is_on(self) -> bool {
        ON.get() == Some(&self)
    }
}
