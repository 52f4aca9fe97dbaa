//! The report of a check: the problems, and what a check cannot show.

use crate::anchors::{Anchor, AnchorCheck};
use crate::chain::Head;
use crate::limits::PROBLEMS_MAX;
use crate::seal::Fingerprint;
use domain::{CloseNumber, EpochBecause, NoticeNumber, TillNumber, UnixMs};
use std::fmt;

/// A problem that the check found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// SQLite itself finds the file damaged.
    #[error("the file is damaged")]
    FileDamaged,
    /// A table, index or trigger is not as the program made it.
    #[error("{name} is not as the program made it")]
    SchemaDiffers {
        /// The table, index or trigger.
        name: String,
    },
    /// The journal does not begin with the opening of an epoch.
    #[error("the journal does not begin with an epoch")]
    NoBeginning,
    /// Lines are missing between two.
    #[error("lines are missing between {after} and {before}")]
    Gap {
        /// The last line before the gap; zero for the beginning.
        after: i64,
        /// The first line after it.
        before: i64,
    },
    /// A line or its position was changed after it was written.
    #[error("line {seq} has been altered")]
    Altered {
        /// The line.
        seq: i64,
    },
    /// A line was not sealed by the shop.
    #[error("line {seq} is not sealed by the shop")]
    Forged {
        /// The line.
        seq: i64,
    },
    /// A line cannot be read.
    #[error("line {seq} cannot be read")]
    Unreadable {
        /// The line.
        seq: i64,
    },
    /// None of the given seals is that of the last epoch.
    #[error("the last epoch is not under the shop's seal")]
    LastEpochUnknown,
    /// A key that was not the shop's sealed lines, although the shop's key was
    /// kept and no copy was restored.
    #[error("lines {first_seq} to {last_seq} are under a seal that is not the shop's")]
    ForeignEpoch {
        /// The first of them.
        first_seq: i64,
        last_seq: i64,
    },
    /// The journal does not lead to an anchor.
    #[error("the journal does not lead to line {seq}, which {kept_by} remembers")]
    AnchorMissing {
        /// The line.
        seq: i64,
        /// Where the anchor is kept.
        kept_by: String,
        /// The last close up to that line, if the anchor tells.
        close: Option<CloseNumber>,
    },
    /// Something of what a close covers, or its row in the list of closes, was
    /// altered.
    #[error("close {} differs from what the journal says", .number.0)]
    CloseDiffers { number: CloseNumber },
    /// The journal does not have a close that was made.
    #[error("close {} is missing", .number.0)]
    CloseMissing { number: CloseNumber },
    /// A close does not follow the close and the line before it.
    #[error("close {} does not follow what the journal has before it", .number.0)]
    CloseUnlinked { number: CloseNumber },
    /// An errand that is to be sent was altered.
    #[error("errand {errand} has been altered")]
    ErrandAltered {
        /// Its number in the outbox.
        errand: i64,
    },
    /// The shop did not write this relay's cursor.
    #[error("how far the relay {relay} was read has been altered")]
    CursorAltered { relay: String },
    /// A view differs from the one made from the journal.
    #[error("the view {view} is not what the journal makes of it")]
    ViewDiffers { view: &'static str },
    /// No views can be made from the journal's lines.
    #[error("the views cannot be made from the journal")]
    ViewsUnmade,
    /// Ticket numbers that the journal contains could be issued again.
    #[error("tickets of till {} could be given again", .till.0)]
    TicketsBehind { till: TillNumber },
    /// A notice that the journal mentions is not in the inbox.
    #[error("notice {} is gone", .notice.0)]
    NoticeGone { notice: NoticeNumber },
    /// A notice's body is not the one that was heard.
    #[error("notice {} has been altered", .notice.0)]
    NoticeAltered { notice: NoticeNumber },
}

impl Problem {
    /// Whether a copy with this problem is not whole. The other problems are
    /// outside journal, seals and notices: a restore rebuilds or ignores that
    /// data, so a shop with one of them goes on making copies.
    fn decides_a_copy(&self) -> bool {
        match self {
            Problem::ViewDiffers { .. }
            | Problem::CloseDiffers { .. }
            | Problem::CloseMissing { .. }
            | Problem::TicketsBehind { .. }
            | Problem::ErrandAltered { .. }
            | Problem::CursorAltered { .. }
            | Problem::ForeignEpoch { .. }
            | Problem::LastEpochUnknown => false,
            Problem::FileDamaged
            | Problem::SchemaDiffers { .. }
            | Problem::NoBeginning
            | Problem::Gap { .. }
            | Problem::Altered { .. }
            | Problem::Forged { .. }
            | Problem::Unreadable { .. }
            | Problem::AnchorMissing { .. }
            | Problem::CloseUnlinked { .. }
            | Problem::ViewsUnmade
            | Problem::NoticeGone { .. }
            | Problem::NoticeAltered { .. } => true,
        }
    }
}

/// How far an epoch could be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochCheck {
    /// Chain and seals were checked.
    Sealed,
    /// The chain was checked, and a later epoch's seal vouches for these lines
    /// as they were when that epoch began. Their own seal was not given.
    VouchedFor,
    /// Only the chain was checked: neither its own seal nor a later epoch's was
    /// given.
    ChainOnly,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was checked and is unaltered.
    Whole,
    /// Something was altered.
    Broken,
    /// No problem was found, but not everything could be checked.
    NotFullyChecked,
}

/// An anchor and its comparison with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorReport {
    pub anchor: Anchor,
    /// How it stands.
    pub check: AnchorCheck,
}

/// One epoch of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochReport {
    /// Its first line.
    pub first_seq: i64,
    /// Its last line.
    pub last_seq: i64,
    /// Its seal.
    pub fingerprint: Fingerprint,
    /// Why it began.
    pub because: EpochBecause,
    /// When it began.
    pub opened_at: UnixMs,
    /// How far it could be checked.
    pub check: EpochCheck,
}

/// The last anchor to which a journal leads: what was removed before it would
/// be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastAnchor {
    pub seq: i64,
    /// The last close up to it, if the anchor tells.
    pub close: Option<CloseNumber>,
}

/// Something that even a clean report cannot show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotShown {
    /// Lines after the last anchor could have been removed from the end.
    RemovedAfterLastAnchor {
        /// The line that the file ends with.
        ends_with: i64,
        /// The last anchor to which the journal leads.
        last: Option<LastAnchor>,
    },
    /// An epoch's lines could have been changed before the next one began.
    SealGone {
        /// The epoch's first line.
        first_seq: i64,
        /// Its last line.
        last_seq: i64,
    },
    /// Nobody can tell who wrote an epoch's lines: none of the given seals
    /// covers them.
    NoSeal {
        /// The epoch's first line.
        first_seq: i64,
        /// Its last line.
        last_seq: i64,
    },
    /// Another version of the program made the views; they are made anew when
    /// the ledger is opened.
    ViewsOfAnotherVersion,
    /// The lines up to that one were checked before, and an anchor vouches for
    /// them; they were not read again.
    BeforeAnchor(i64),
    /// Bodies that were erased with personal data cannot be compared.
    BodiesErased(u64),
}

impl fmt::Display for NotShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotShown::RemovedAfterLastAnchor { ends_with, .. } => write!(
                f,
                "whether lines after {ends_with}, the last one, were removed: compare with the \
                 head in the last backup's manifest or on the last Z"
            ),
            NotShown::SealGone {
                first_seq,
                last_seq,
            } => write!(
                f,
                "whether lines {first_seq} to {last_seq} were changed before the next epoch \
                 began: their seal is gone"
            ),
            NotShown::NoSeal {
                first_seq,
                last_seq,
            } => write!(
                f,
                "who wrote lines {first_seq} to {last_seq}: no seal is at hand"
            ),
            NotShown::ViewsOfAnotherVersion => {
                f.write_str("the views: another version of the program made them")
            }
            NotShown::BeforeAnchor(seq) => write!(
                f,
                "the lines up to {seq}: they were checked before, and not read again"
            ),
            NotShown::BodiesErased(bodies) => {
                write!(f, "{bodies} erased bodies: only their evidence remains")
            }
        }
    }
}

/// The report of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The journal's end.
    pub head: Head,
    pub epochs: Vec<EpochReport>,
    /// The journal's last close.
    pub last_close: Option<CloseNumber>,
    /// The anchors that were compared.
    pub anchors: Vec<AnchorReport>,
    /// Another version of the program made the views: they were not compared.
    pub views_of_another_version: bool,
    /// Only what came after this line was checked: an anchor vouches for the
    /// lines up to it.
    pub checked_after: Option<i64>,
    /// Bodies of notices that agree with their evidence.
    pub bodies_checked: u64,
    /// Bodies that were erased.
    pub bodies_erased: u64,
    /// The problems, at most [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// Further problems, not listed.
    pub problems_left_out: u64,
}

impl Report {
    /// Whether no problem was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// The outcome for a ledger in use.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if !self.is_clean() {
            Outcome::Broken
        } else if self.is_fully_checked() {
            Outcome::Whole
        } else {
            Outcome::NotFullyChecked
        }
    }

    /// The outcome for a copy. Only journal, seals and notices decide: a
    /// restore rebuilds the views, and another machine does not have the seal.
    #[must_use]
    pub fn of_a_copy(&self) -> Outcome {
        if self.problems_left_out > 0 || self.problems.iter().any(Problem::decides_a_copy) {
            Outcome::Broken
        } else if self.is_clean() && self.is_fully_checked() {
            Outcome::Whole
        } else {
            Outcome::NotFullyChecked
        }
    }

    fn is_fully_checked(&self) -> bool {
        let by_seal = |epoch: &EpochReport| match epoch.check {
            EpochCheck::Sealed | EpochCheck::VouchedFor => true,
            EpochCheck::ChainOnly => false,
        };
        let is_whole = !self.views_of_another_version && self.checked_after.is_none();
        is_whole && self.epochs.iter().all(by_seal)
    }

    fn last_anchor(&self) -> Option<LastAnchor> {
        let found = self.anchors.iter();
        let found = found.filter(|it| it.check == AnchorCheck::Found);
        let last = found.map(|it| LastAnchor {
            seq: it.anchor.head.seq,
            close: it.anchor.close,
        });
        // Of two anchors of one line, the one that names a close tells more.
        last.max_by_key(|last| (last.seq, last.close))
    }

    /// What this report cannot show, even if it is clean.
    #[must_use]
    pub fn not_shown(&self) -> Vec<NotShown> {
        let ends_with = self.head.seq;
        let last = self.last_anchor();
        let mut not_shown = vec![NotShown::RemovedAfterLastAnchor { ends_with, last }];
        for epoch in &self.epochs {
            match epoch.check {
                EpochCheck::Sealed => {}
                EpochCheck::VouchedFor => not_shown.push(NotShown::SealGone {
                    first_seq: epoch.first_seq,
                    last_seq: epoch.last_seq,
                }),
                EpochCheck::ChainOnly => not_shown.push(NotShown::NoSeal {
                    first_seq: epoch.first_seq,
                    last_seq: epoch.last_seq,
                }),
            }
        }
        if self.views_of_another_version {
            not_shown.push(NotShown::ViewsOfAnotherVersion);
        }
        not_shown.extend(self.checked_after.map(NotShown::BeforeAnchor));
        if self.bodies_erased > 0 {
            not_shown.push(NotShown::BodiesErased(self.bodies_erased));
        }
        not_shown
    }

    /// Adds a problem that several lines may have.
    pub(super) fn problem_once(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problem(problem);
        }
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.problems_left_out += 1;
        }
    }
}
