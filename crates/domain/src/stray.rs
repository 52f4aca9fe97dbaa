//! Money of nobody's payment: a notice whose reference is null, unknown or
//! foreign, or whose body cannot be read. It waits in the tray until a later
//! notice tells whose it is, or a manager does.

use crate::discrepancy::{SettledAs, Settlement};
use crate::event::NoticeNumber;
use crate::{
    Actor, Deductions, Details, Money, Notice, PaymentId, Refusal, Stamp, TransactionKey, UnixMs,
    Word,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which stray: its transaction, or the notice alone where that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrayId {
    /// A transaction of a provider.
    Transaction(TransactionKey),
    /// A notice without one.
    Notice(NoticeNumber),
}

impl fmt::Display for StrayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StrayId::Transaction(key) => write!(f, "transaction:{key}"),
            StrayId::Notice(number) => write!(f, "notice:{}", number.0),
        }
    }
}

/// Where a stray stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrayStanding {
    /// In the tray.
    Open,
    /// A later notice brought the reference.
    Withdrawn(PaymentId),
    /// A manager has settled it.
    Settled(Settlement),
    /// Settled by a manager, and claimed by a payment afterwards.
    Contradicted(Settlement, PaymentId),
}

/// What happened to a stray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
#[expect(
    missing_docs,
    reason = "the fields are the nouns that their types document"
)]
pub enum StrayEvent {
    /// A notice spoke of it.
    Heard {
        notice: NoticeNumber,
        amount: Option<Money>,
        word: Option<Word>,
        proposes: Option<PaymentId>,
        #[serde(default)]
        deductions: Deductions,
        #[serde(default, skip_serializing_if = "Details::is_empty")]
        details: Details,
    },
    /// A later notice brought the reference of this payment.
    Withdrawn { payment: PaymentId },
    /// The reference came after a manager had settled it.
    Contradicted { payment: PaymentId },
    /// A manager settled it.
    Settled { settlement: Settlement },
}

/// One stray: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// Which.
    pub id: StrayId,
    /// When it was first heard of.
    pub since: UnixMs,
    /// The amount last heard, where it can be read.
    pub amount: Option<Money>,
    /// The word last heard.
    pub word: Option<Word>,
    /// A payment whose reference was echoed: a proposal for a person.
    pub proposes: Option<PaymentId>,
    /// The payment whose reference a later notice brought.
    pub claimed: Option<PaymentId>,
    /// Where it stands.
    pub standing: StrayStanding,
    /// Who last settled it.
    pub settled_by: Option<Actor>,
}

/// A request or a fact put before a stray.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a command lives for one call and is kept in no list"
)]
pub enum StrayCommand {
    /// A notice spoke of it; `None` where it could not be read.
    Hear(NoticeNumber, Option<Notice>),
    /// A later notice brought the reference of this payment.
    Attribute(PaymentId),
    /// A manager settles it.
    Settle(SettledAs, String),
}

impl Stray {
    /// A stray of which nothing has been heard.
    #[must_use]
    pub fn new(id: StrayId, since: UnixMs) -> Stray {
        let standing = StrayStanding::Open;
        Stray {
            id,
            since,
            amount: None,
            word: None,
            proposes: None,
            claimed: None,
            standing,
            settled_by: None,
        }
    }

    /// The sum of a stray's events.
    #[must_use]
    pub fn sum<'a>(
        id: StrayId,
        events: impl IntoIterator<Item = (Stamp<'a>, &'a StrayEvent)>,
    ) -> Option<Stray> {
        let mut events = events.into_iter().peekable();
        let (first, _) = events.peek()?;
        let mut stray = Stray::new(id, first.at);
        for (stamp, event) in events {
            stray.apply(stamp, event);
        }
        Some(stray)
    }

    /// Decides what a command does to this stray.
    ///
    /// # Errors
    /// A [`Refusal`]; then nothing happens.
    pub fn decide(&self, command: &StrayCommand, by: &Actor) -> Result<Vec<StrayEvent>, Refusal> {
        match command {
            StrayCommand::Hear(notice, read) => Ok(vec![StrayEvent::Heard {
                notice: *notice,
                amount: read.as_ref().and_then(|read| read.amount),
                word: read.as_ref().map(|read| read.word.clone()),
                proposes: read.as_ref().and_then(|read| read.proposes),
                deductions: read
                    .as_ref()
                    .map(|read| read.deductions)
                    .unwrap_or_default(),
                details: read
                    .as_ref()
                    .map(|read| read.details.clone())
                    .unwrap_or_default(),
            }]),
            // Further notices of a transaction that has its payment are that
            // payment's to hear.
            StrayCommand::Attribute(_) if self.claimed.is_some() => Ok(Vec::new()),
            StrayCommand::Attribute(payment) => Ok(match &self.standing {
                StrayStanding::Open => vec![StrayEvent::Withdrawn { payment: *payment }],
                StrayStanding::Settled(_) => {
                    vec![StrayEvent::Contradicted { payment: *payment }]
                }
                StrayStanding::Withdrawn(_) | StrayStanding::Contradicted(..) => Vec::new(),
            }),
            StrayCommand::Settle(how, reason) => {
                if !by.is_manager() {
                    return Err(Refusal::NeedsManager);
                }
                if reason.trim().is_empty() {
                    return Err(Refusal::ReasonMissing);
                }
                match &self.standing {
                    StrayStanding::Open | StrayStanding::Contradicted(..) => {}
                    StrayStanding::Withdrawn(_) | StrayStanding::Settled(_) => {
                        return Err(Refusal::UnknownDiscrepancy);
                    }
                }
                let settlement = Settlement {
                    how: *how,
                    reason: reason.trim().to_owned(),
                };
                Ok(vec![StrayEvent::Settled { settlement }])
            }
        }
    }

    /// Changes the stray by what happened.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &StrayEvent) {
        match event {
            StrayEvent::Heard {
                amount,
                word,
                proposes,
                ..
            } => {
                let (amount, word) = (amount.or(self.amount), word.clone().or(self.word.clone()));
                self.reopen_unless(amount == self.amount && word == self.word);
                self.amount = amount;
                self.word = word;
                self.proposes = proposes.or(self.proposes);
            }
            StrayEvent::Withdrawn { payment } => {
                self.claimed = Some(*payment);
                self.standing = StrayStanding::Withdrawn(*payment);
            }
            StrayEvent::Contradicted { payment } => {
                self.claimed = Some(*payment);
                if let StrayStanding::Settled(settlement) = &self.standing {
                    self.standing = StrayStanding::Contradicted(settlement.clone(), *payment);
                }
            }
            StrayEvent::Settled { settlement } => {
                self.standing = StrayStanding::Settled(settlement.clone());
                self.settled_by = Some(stamp.by.clone());
            }
        }
    }

    /// What a manager settled was another amount, or another word: the tray
    /// has it again where the provider has said something new since.
    fn reopen_unless(&mut self, says_the_same: bool) {
        match &self.standing {
            StrayStanding::Settled(_) if !says_the_same => self.standing = StrayStanding::Open,
            StrayStanding::Settled(_)
            | StrayStanding::Open
            | StrayStanding::Withdrawn(_)
            | StrayStanding::Contradicted(..) => {}
        }
    }
}
