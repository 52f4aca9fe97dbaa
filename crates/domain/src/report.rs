//! A report to Bind PSP of one payment with the house's own wallet: what has to
//! be told, and what Bind answered. No money moves by it, and it changes no
//! payment.
//!
//! A report is sent as a message, whose id is fixed before the first send and
//! is the same on every attempt. What Bind did not accept can be corrected and
//! sent as a new message. After a lost answer nobody knows whether Bind has the
//! first one, so only a person who asked Bind may send another.

use crate::{Actor, Foreign, Money, PaymentId, SaleId, Stamp, TransactionKey, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The id of a report, which is also the id of its first message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportId(Uuid);

impl ReportId {
    /// The id of those bytes. They are made of what is reported, so that what
    /// is reported anew after a restore has the same id.
    #[must_use]
    pub fn of(bytes: [u8; 16]) -> ReportId {
        ReportId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Reads a report's id.
    ///
    /// # Errors
    /// [`Foreign`] for anything else.
    pub fn parse(text: &str) -> Result<ReportId, Foreign> {
        Uuid::try_parse(text).map(ReportId).map_err(|_| Foreign)
    }
}

impl fmt::Display for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for ReportId {
    type Error = Foreign;

    fn try_from(text: String) -> Result<ReportId, Foreign> {
        ReportId::parse(&text)
    }
}

impl From<ReportId> for String {
    fn from(id: ReportId) -> String {
        id.to_string()
    }
}

/// What a report says happened to the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportOutcome {
    /// It was paid.
    Paid,
    /// Money of it went back.
    Returned,
    /// The wallet rejected it.
    Rejected,
}

impl ReportOutcome {
    pub const ALL: [ReportOutcome; 3] = [
        ReportOutcome::Paid,
        ReportOutcome::Returned,
        ReportOutcome::Rejected,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ReportOutcome::Paid => "paid",
            ReportOutcome::Returned => "returned",
            ReportOutcome::Rejected => "rejected",
        }
    }
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportState {
    /// It is sent until Bind answers.
    Owed,
    /// Bind accepted it.
    Passed,
    /// Bind refused it, or it may not be sent as it is: a person corrects it.
    Failed,
    /// Nobody knows whether Bind has it: a person asks Bind.
    InDoubt,
    /// A manager says that Bind has it.
    SettledPassed,
    /// A manager gave it up.
    GivenUp,
}

impl ReportState {
    pub const ALL: [ReportState; 6] = [
        ReportState::Owed,
        ReportState::Passed,
        ReportState::Failed,
        ReportState::InDoubt,
        ReportState::SettledPassed,
        ReportState::GivenUp,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ReportState::Owed => "owed",
            ReportState::Passed => "passed",
            ReportState::Failed => "failed",
            ReportState::InDoubt => "in-doubt",
            ReportState::SettledPassed => "settled-passed",
            ReportState::GivenUp => "given-up",
        }
    }

    /// Whether it waits for a person.
    #[must_use]
    pub const fn needs_a_person(self) -> bool {
        match self {
            ReportState::Failed | ReportState::InDoubt => true,
            ReportState::Owed
            | ReportState::Passed
            | ReportState::SettledPassed
            | ReportState::GivenUp => false,
        }
    }

    /// Whether Bind has it, by its own word or by a manager's.
    #[must_use]
    pub const fn is_with_bind(self) -> bool {
        match self {
            ReportState::Passed | ReportState::SettledPassed => true,
            ReportState::Owed
            | ReportState::Failed
            | ReportState::InDoubt
            | ReportState::GivenUp => false,
        }
    }
}

/// Why a report waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportWhy {
    /// The wallet took another amount than was charged.
    AmountDiffers,
    /// The wallet's notice names another order than the QR had.
    OrderDiffers,
    /// The money did not pay for this payment: it came twice, or late after
    /// another.
    NotItsPayment,
    /// A payment of this sale was reported already.
    AnotherReport,
    /// Something that Bind asks for is missing.
    Incomplete,
    /// Bind answered FAIL, and no answer was lost before.
    Refused,
    /// Bind answered FAIL after an answer was lost.
    LostAnswer,
    /// The ledger was restored: it may have been sent since the copy was made.
    Restored,
}

/// What is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub sale: SaleId,
    pub payment: PaymentId,
    /// The wallet's transaction.
    pub transaction: TransactionKey,
    pub outcome: ReportOutcome,
    pub amount: Money,
    /// Of a return, the report of the payment.
    pub original: Option<ReportId>,
}

/// What happened to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum ReportEvent {
    /// It was committed; nothing has been sent for it. With a reason, it waits
    /// for a person before it is sent at all.
    Owed {
        #[serde(flatten)]
        about: Reported,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waits: Option<ReportWhy>,
    },
    /// Bind accepted this message; its own id of it, where it gives one.
    Passed {
        message: String,
        reference: Option<String>,
    },
    /// It is not sent by itself any more: a person decides. What Bind said may
    /// name the payer, so it stands outside the journal.
    Stopped { message: String, why: ReportWhy },
    /// A manager sends it as a new message.
    SentAnew { message: String, reason: String },
    /// A manager says that Bind has it.
    Settled { reason: String },
    /// A manager gave it up.
    GivenUp { reason: String },
}

/// A request or a fact put before a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportCommand {
    /// Bind accepted the message.
    Pass {
        message: String,
        reference: Option<String>,
    },
    /// Bind refused the message.
    Fail {
        message: String,
        /// Whether the answer to an earlier attempt of it was lost.
        after_lost: bool,
    },
    /// Something that Bind asks for is missing, so it is not sent.
    Miss,
    /// The ledger was restored.
    Doubt,
    /// Send it as a new message.
    SendAnew { message: String, reason: String },
    /// Bind has it.
    Settle { reason: String },
    /// It is not sent any more.
    GiveUp { reason: String },
}

/// Why a command is not obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// Its state does not allow it.
    #[error("not possible while the report is {}", .0.as_str())]
    NotInState(ReportState),
    /// The answer is about another message than the one in force.
    #[error("that is not the message in force")]
    OtherMessage,
    /// Only a manager may do this.
    #[error("this asks for a manager")]
    NeedsManager,
    /// A manager's answer needs a reason.
    #[error("a reason is needed")]
    ReasonMissing,
}

/// A manager's last word on a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportWord {
    pub by: Actor,
    pub at: UnixMs,
    pub reason: String,
}

/// One report: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub about: Reported,
    pub state: ReportState,
    /// When it was committed.
    pub owed_at: UnixMs,
    /// Whose act made it owed; the till itself for a notice.
    pub owed_by: Actor,
    /// When its state last changed.
    pub changed_at: UnixMs,
    /// `idMensaje` of the message in force.
    pub message: String,
    /// The messages before it.
    pub earlier: Vec<String>,
    /// Why it waits for a person, or last did.
    pub why: Option<ReportWhy>,
    /// Bind's id of what it accepted.
    pub reference: Option<String>,
    /// A manager's last word on it.
    pub word: Option<ReportWord>,
}

impl Report {
    /// The report that its first event makes; `None` where that is another
    /// event.
    #[must_use]
    pub fn owed(id: ReportId, stamp: Stamp<'_>, event: &ReportEvent) -> Option<Report> {
        let ReportEvent::Owed { about, waits } = event else {
            return None;
        };
        Some(Report {
            id,
            about: about.clone(),
            state: waits.map_or(ReportState::Owed, stopped),
            owed_at: stamp.at,
            owed_by: stamp.by.clone(),
            changed_at: stamp.at,
            message: id.to_string(),
            earlier: Vec::new(),
            why: *waits,
            reference: None,
            word: None,
        })
    }

    /// The sum of its events; `None` for no events, or where the first does not
    /// make one.
    pub fn sum<'a>(
        id: ReportId,
        events: impl IntoIterator<Item = (Stamp<'a>, &'a ReportEvent)>,
    ) -> Option<Report> {
        let mut events = events.into_iter();
        let (stamp, first) = events.next()?;
        let mut report = Report::owed(id, stamp, first)?;
        for (stamp, event) in events {
            report.apply(stamp, event);
        }
        Some(report)
    }

    /// Decides what a command does to it.
    ///
    /// # Errors
    /// A [`ReportRefusal`]; then nothing happens.
    pub fn decide(
        &self,
        command: &ReportCommand,
        by: &Actor,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        use ReportState as S;
        Ok(vec![match command {
            ReportCommand::Pass { message, reference } => {
                self.answers(message)?;
                ReportEvent::Passed {
                    message: message.clone(),
                    reference: reference.clone(),
                }
            }
            ReportCommand::Fail {
                message,
                after_lost,
            } => {
                self.answers(message)?;
                let why = if *after_lost {
                    ReportWhy::LostAnswer
                } else {
                    ReportWhy::Refused
                };
                self.stop(why)
            }
            ReportCommand::Miss => {
                self.in_state(&[S::Owed])?;
                self.stop(ReportWhy::Incomplete)
            }
            ReportCommand::Doubt => {
                self.in_state(&[S::Owed, S::Failed])?;
                self.stop(ReportWhy::Restored)
            }
            ReportCommand::SendAnew { message, reason } => {
                let reason = manager_reason(by, reason)?;
                self.in_state(&[S::Failed, S::InDoubt])?;
                if *message == self.message || self.earlier.contains(message) {
                    return Err(ReportRefusal::OtherMessage);
                }
                ReportEvent::SentAnew {
                    message: message.clone(),
                    reason,
                }
            }
            ReportCommand::Settle { reason } => {
                let reason = manager_reason(by, reason)?;
                self.in_state(&[S::Failed, S::InDoubt])?;
                ReportEvent::Settled { reason }
            }
            ReportCommand::GiveUp { reason } => {
                let reason = manager_reason(by, reason)?;
                self.in_state(&[S::Owed, S::Failed, S::InDoubt])?;
                ReportEvent::GivenUp { reason }
            }
        }])
    }

    /// Changes it by what happened.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &ReportEvent) {
        let Stamp { at, by } = stamp;
        let word = |reason: &String| {
            Some(ReportWord {
                by: by.clone(),
                at,
                reason: reason.clone(),
            })
        };
        self.changed_at = at;
        match event {
            ReportEvent::Owed { .. } => {}
            ReportEvent::Passed { reference, .. } => {
                self.state = ReportState::Passed;
                self.reference.clone_from(reference);
            }
            ReportEvent::Stopped { why, .. } => {
                self.state = stopped(*why);
                self.why = Some(*why);
            }
            ReportEvent::SentAnew { message, reason } => {
                self.state = ReportState::Owed;
                self.earlier
                    .push(std::mem::replace(&mut self.message, message.clone()));
                self.word = word(reason);
            }
            ReportEvent::Settled { reason } => {
                self.state = ReportState::SettledPassed;
                self.word = word(reason);
            }
            ReportEvent::GivenUp { reason } => {
                self.state = ReportState::GivenUp;
                self.word = word(reason);
            }
        }
    }

    fn stop(&self, why: ReportWhy) -> ReportEvent {
        ReportEvent::Stopped {
            message: self.message.clone(),
            why,
        }
    }

    /// An answer counts only for the message in force, and only once.
    fn answers(&self, message: &str) -> Result<(), ReportRefusal> {
        self.in_state(&[ReportState::Owed])?;
        if message == self.message {
            Ok(())
        } else {
            Err(ReportRefusal::OtherMessage)
        }
    }

    fn in_state(&self, states: &[ReportState]) -> Result<(), ReportRefusal> {
        if states.contains(&self.state) {
            Ok(())
        } else {
            Err(ReportRefusal::NotInState(self.state))
        }
    }
}

/// The state of a report that waits for a person.
const fn stopped(why: ReportWhy) -> ReportState {
    match why {
        ReportWhy::AmountDiffers
        | ReportWhy::OrderDiffers
        | ReportWhy::NotItsPayment
        | ReportWhy::AnotherReport
        | ReportWhy::Incomplete
        | ReportWhy::Refused => ReportState::Failed,
        ReportWhy::LostAnswer | ReportWhy::Restored => ReportState::InDoubt,
    }
}

fn manager_reason(by: &Actor, reason: &str) -> Result<String, ReportRefusal> {
    if !by.is_manager() {
        return Err(ReportRefusal::NeedsManager);
    }
    match reason.trim() {
        "" => Err(ReportRefusal::ReasonMissing),
        reason => Ok(reason.to_owned()),
    }
}

#[cfg(test)]
mod tests;
