//! What a check of the ledger reports: what should not be, and what it cannot
//! show.

use crate::anchors::{Anchor, AnchorCheck};
use crate::limits::PROBLEMS_MAX;
use crate::seal::Fingerprint;
use crate::tables::journal::Head;
use domain::{EpochBecause, NoticeNumber, TillNumber, UnixMs};
use std::fmt;

/// Something that should not be.
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
    /// A line, or its place, is not what it was when it was written.
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
    /// No seal that was given is that of the epoch that goes on.
    #[error("the last epoch is not under the shop's seal")]
    LastEpochUnknown,
    /// Lines were sealed by a key that was not the shop's, while the shop's was
    /// kept, and no copy was restored.
    #[error("lines {first_seq} to {last_seq} are under a seal that is not the shop's")]
    ForeignEpoch {
        /// The first of them.
        first_seq: i64,
        last_seq: i64,
    },
    /// The journal does not lead to an end that is remembered outside.
    #[error("the journal does not lead to line {seq}, which {kept_by} remembers")]
    AnchorMissing {
        /// The line.
        seq: i64,
        /// Who remembers it.
        kept_by: String,
    },
    /// An errand that is to go out is not as it was written.
    #[error("errand {errand} has been altered")]
    ErrandAltered {
        /// Its number in the outbox.
        errand: i64,
    },
    /// How far a relay was read is not what the shop wrote.
    #[error("how far the relay {relay} was read has been altered")]
    CursorAltered { relay: String },
    /// A view is not what the journal makes of it.
    #[error("the view {view} is not what the journal makes of it")]
    ViewDiffers { view: &'static str },
    /// The journal's lines do not make sense together.
    #[error("the views cannot be made from the journal")]
    ViewsUnmade,
    /// Tickets that the journal holds could be given again.
    #[error("tickets of till {} could be given again", .till.0)]
    TicketsBehind { till: TillNumber },
    /// A notice that the journal speaks of is not in the inbox.
    #[error("notice {} is gone", .notice.0)]
    NoticeGone { notice: NoticeNumber },
    /// A notice's body is not the one that was heard.
    #[error("notice {} has been altered", .notice.0)]
    NoticeAltered { notice: NoticeNumber },
}

impl Problem {
    /// Whether a copy with it is not whole. The others are outside journal,
    /// seals and notices: a restore makes them anew, or does not believe them.
    /// A shop that has one of those goes on making copies.
    fn decides_a_copy(&self) -> bool {
        match self {
            Problem::ViewDiffers { .. }
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
            | Problem::ViewsUnmade
            | Problem::NoticeGone { .. }
            | Problem::NoticeAltered { .. } => true,
        }
    }
}

/// How far an epoch could be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochCheck {
    /// Chain and seals.
    Sealed,
    /// The chain, and the seal of a later epoch: that vouches for these lines
    /// as they stood when it began. Their own seal is not among those given.
    VouchedFor,
    /// The chain only: no seal that was given is its own or a later epoch's.
    ChainOnly,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All of it was checked, and is as it was written.
    Whole,
    /// Something is not as it was written.
    Broken,
    /// Nothing was found, and not all could be checked.
    NotFullyChecked,
}

/// An anchor, and how it stands to the journal.
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

/// What a clean report does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotShown {
    /// Lines after the last anchored one (in a backup or on a Z) could have
    /// been removed from the end.
    RemovedAfterLastAnchor {
        /// The line that the file ends with.
        ends_with: i64,
    },
    /// An epoch's lines could have been changed before the next one began.
    SealGone {
        /// The epoch's first line.
        first_seq: i64,
        /// Its last line.
        last_seq: i64,
    },
    /// Who wrote an epoch's lines: nothing that was given seals them.
    NoSeal {
        /// The epoch's first line.
        first_seq: i64,
        /// Its last line.
        last_seq: i64,
    },
    /// Another version of the program made the views; they are made anew when
    /// the ledger is opened.
    ViewsOfAnotherVersion,
    /// Bodies that were erased with people's data can't be compared.
    BodiesErased(u64),
}

impl fmt::Display for NotShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotShown::RemovedAfterLastAnchor { ends_with } => write!(
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
            NotShown::BodiesErased(bodies) => {
                write!(f, "{bodies} erased bodies: only their evidence remains")
            }
        }
    }
}

/// What was checked and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The journal's end.
    pub head: Head,
    pub epochs: Vec<EpochReport>,
    /// The anchors that it was held against.
    pub anchors: Vec<AnchorReport>,
    /// Another version of the program made the views: they were not compared.
    pub views_of_another_version: bool,
    /// Bodies of notices that agree with their evidence.
    pub bodies_checked: u64,
    /// Bodies that were erased.
    pub bodies_erased: u64,
    /// What should not be, at most [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// Further problems, not listed.
    pub problems_left_out: u64,
}

impl Report {
    /// Whether nothing was found that should not be.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// How the check of a ledger at its place ended.
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

    /// How the check of a copy ended. Journal, seals and notices alone decide:
    /// whoever restores it makes its views anew, and another machine does not
    /// have its seal.
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
        self.epochs.iter().all(by_seal) && !self.views_of_another_version
    }

    /// What this report does not say, however clean.
    #[must_use]
    pub fn not_shown(&self) -> Vec<NotShown> {
        let ends_with = self.head.seq;
        let mut not_shown = vec![NotShown::RemovedAfterLastAnchor { ends_with }];
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
        if self.bodies_erased > 0 {
            not_shown.push(NotShown::BodiesErased(self.bodies_erased));
        }
        not_shown
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.problems_left_out += 1;
        }
    }
}
