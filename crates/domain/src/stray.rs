//! Strays: money that names no payment of this till. The notice's reference is
//! null, unknown or foreign, or its body cannot be read. A stray waits in the
//! tray until a later notice or a manager says which payment it belongs to.

use crate::discrepancy::{Cover, SettledAs, Settlement, Stake};
use crate::fixed_match::Arrival;
use crate::fixed_qr::FixedQrId;
use crate::notice::{NoticeNumber, StrayId};
use crate::{
    Actor, Deductions, Details, Money, Notice, PaymentId, Refusal, Stamp, TillNumber, UnixMs, Word,
};
use serde::{Deserialize, Serialize};

/// The state of a stray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrayStanding {
    /// In the tray.
    Open,
    /// A later notice named this payment.
    Withdrawn(PaymentId),
    /// A manager has settled it.
    Settled(Settlement),
    /// A manager settled it, and afterwards a notice named this payment.
    Contradicted(Settlement, PaymentId),
}

/// What happened to a stray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum StrayEvent {
    /// A notice about it came.
    Heard {
        notice: NoticeNumber,
        amount: Option<Money>,
        word: Option<Word>,
        proposes: Option<PaymentId>,
        #[serde(default)]
        deductions: Deductions,
        #[serde(default, skip_serializing_if = "Details::is_empty")]
        details: Details,
        /// The fixed QR that was paid, if the notice names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        under: Option<FixedQrId>,
        /// When the relay had the notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arrived_at: Option<UnixMs>,
    },
    /// A later notice named this payment.
    Withdrawn { payment: PaymentId },
    /// A notice named this payment after a manager had settled the stray.
    Contradicted { payment: PaymentId },
    /// A manager settled it.
    Settled {
        settlement: Settlement,
        /// What the relay said about the other tills.
        #[serde(default)]
        asked: AskedOthers,
    },
    /// The relay says that another till of the merchant has taken it.
    Claimed { till: TillNumber },
    /// The other till gave it back.
    Released,
}

/// Whether the other tills of the merchant were asked before a stray was
/// settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedOthers {
    /// The relay reserves it for this till.
    Claimed,
    /// The relay does not know the notice, or it came by another relay.
    #[default]
    Nobody,
    /// The relay reserves it for this till: a manager took it over from that
    /// till.
    TakenOver(TillNumber),
}

/// One stray: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    pub id: StrayId,
    /// When it was first heard of.
    pub since: UnixMs,
    /// The amount in the last notice, where it can be read.
    pub amount: Option<Money>,
    /// The provider's word in the last notice.
    pub word: Option<Word>,
    /// A payment whose reference was echoed: a proposal for a person.
    pub proposes: Option<PaymentId>,
    /// The fixed QR that was paid.
    pub under: Option<FixedQrId>,
    /// When the relay had its first notice.
    pub arrived_at: Option<UnixMs>,
    /// What the provider deducts, as far as it is known.
    pub deductions: Deductions,
    /// Dates and means of payment, as far as they are known.
    pub details: Details,
    /// The payment that a later notice named.
    pub claimed: Option<PaymentId>,
    pub standing: StrayStanding,
    /// Who last settled it.
    pub settled_by: Option<Actor>,
    /// What it covers, by a manager's answer.
    pub given: Option<Cover>,
    /// Its notices, oldest first.
    pub notices: Vec<NoticeNumber>,
    /// The other till that has taken it, according to the relay.
    pub holder: Option<TillNumber>,
}

/// A request or a fact put before a stray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrayCommand {
    /// A notice spoke of it; `None` where it could not be read.
    Hear(NoticeNumber, Option<Notice>),
    /// A notice under a fixed QR spoke of it. The relay had it at that moment.
    HearFixed(NoticeNumber, Notice, FixedQrId, UnixMs),
    /// A later notice named this payment.
    Attribute(PaymentId),
    /// A manager settles it.
    Settle {
        /// What became of the money.
        how: SettledAs,
        /// What it covers, if it belongs to a sale.
        covers: Option<Cover>,
        /// What the relay said about the other tills.
        asked: AskedOthers,
        /// The manager's reason.
        reason: String,
    },
    /// Another till has taken it (`Some`) or given it back (`None`).
    Hold(Option<TillNumber>),
}

impl Stray {
    /// A new stray, before its first notice.
    #[must_use]
    pub fn new(id: StrayId, since: UnixMs) -> Stray {
        let standing = StrayStanding::Open;
        Stray {
            id,
            since,
            amount: None,
            word: None,
            proposes: None,
            under: None,
            arrived_at: None,
            deductions: Deductions::default(),
            details: Details::default(),
            claimed: None,
            standing,
            settled_by: None,
            given: None,
            notices: Vec::new(),
            holder: None,
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
            StrayCommand::Hear(number, read) => Ok(vec![heard(*number, read.as_ref(), None, None)]),
            StrayCommand::HearFixed(number, notice, under, arrived_at) => Ok(vec![heard(
                *number,
                Some(notice),
                Some(*under),
                Some(*arrived_at),
            )]),
            // Once the transaction has its payment, further notices go to that
            // payment.
            StrayCommand::Attribute(_) if self.claimed.is_some() => Ok(Vec::new()),
            StrayCommand::Attribute(payment) => Ok(match &self.standing {
                StrayStanding::Open => vec![StrayEvent::Withdrawn { payment: *payment }],
                // Either the provider agrees with the manager, or
                // `Command::Disown` tells the sale to which the manager
                // assigned the money.
                StrayStanding::Settled(_) if self.given.is_some() => {
                    vec![StrayEvent::Withdrawn { payment: *payment }]
                }
                StrayStanding::Settled(_) => {
                    vec![StrayEvent::Contradicted { payment: *payment }]
                }
                StrayStanding::Withdrawn(_) | StrayStanding::Contradicted(..) => Vec::new(),
            }),
            StrayCommand::Hold(till) if *till == self.holder => Ok(Vec::new()),
            StrayCommand::Hold(Some(till)) => Ok(vec![StrayEvent::Claimed { till: *till }]),
            StrayCommand::Hold(None) => Ok(vec![StrayEvent::Released]),
            StrayCommand::Settle {
                how,
                covers,
                asked,
                reason,
            } => {
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
                let covers = self.covers(*how, *covers)?;
                let settlement = Settlement {
                    how: *how,
                    reason: reason.trim().to_owned(),
                    covers,
                };
                Ok(vec![StrayEvent::Settled {
                    settlement,
                    asked: *asked,
                }])
            }
        }
    }

    /// How much of a sale it would cover. The amount is known only if the
    /// provider says that the transaction was approved.
    #[must_use]
    pub fn stake(&self) -> Stake {
        if self.claimed.is_some() || self.given.is_some() {
            return Stake::Nothing;
        }
        match (&self.id, &self.word, self.amount) {
            (StrayId::Transaction(_), Some(Word::Approved), Some(amount)) => Stake::known(amount),
            (StrayId::Transaction(_) | StrayId::Notice(_), _, _) => Stake::Unknown,
        }
    }

    fn covers(&self, how: SettledAs, covers: Option<Cover>) -> Result<Option<Cover>, Refusal> {
        match how {
            SettledAs::BelongsToAnotherSale => {
                let covers = covers.ok_or(Refusal::TargetMissing)?;
                self.stake().amount(Some(covers.amount))?;
                Ok(Some(covers))
            }
            SettledAs::CompletesThisSale => Err(Refusal::TargetMissing),
            SettledAs::ToBeReturned | SettledAs::WrittenOff | SettledAs::NotASale => Ok(None),
        }
    }

    /// The word of a manager by which it is for no sale, and its amount; `None`
    /// where it waits, or a sale has it. The amount is known only if the provider
    /// says that the transaction was approved: nothing else is money that came.
    #[must_use]
    pub fn without_sale(&self) -> Option<(&Settlement, Option<Money>)> {
        match &self.standing {
            StrayStanding::Settled(settlement)
                if self.claimed.is_none() && self.given.is_none() =>
            {
                let is_approved = self.word == Some(Word::Approved);
                Some((settlement, self.amount.filter(|_| is_approved)))
            }
            StrayStanding::Settled(_)
            | StrayStanding::Open
            | StrayStanding::Withdrawn(_)
            | StrayStanding::Contradicted(..) => None,
        }
    }

    /// When the fixed QR was paid: by the provider where it says so, else when
    /// the relay had the notice.
    #[must_use]
    pub fn paid_at(&self) -> UnixMs {
        let by_provider = self.details.created_at.or(self.details.confirmed_at);
        by_provider.or(self.arrived_at).unwrap_or(self.since)
    }

    /// As a notice under a fixed QR whose money no sale has; `None` if it is
    /// none, or a person has to look at it.
    #[must_use]
    pub fn arrival(&self) -> Option<Arrival> {
        self.under?;
        let is_open = match &self.standing {
            StrayStanding::Open => true,
            StrayStanding::Withdrawn(_)
            | StrayStanding::Settled(_)
            | StrayStanding::Contradicted(..) => false,
        };
        match self.stake() {
            Stake::Known(amount) if is_open => Some(Arrival {
                stray: self.id.clone(),
                amount,
                at: self.paid_at(),
            }),
            Stake::Known(_) | Stake::Unknown | Stake::Nothing => None,
        }
    }

    /// Changes the stray by what happened.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &StrayEvent) {
        match event {
            StrayEvent::Heard {
                notice,
                amount,
                word,
                proposes,
                deductions,
                details,
                under,
                arrived_at,
            } => {
                self.notices.push(*notice);
                self.deductions.complete(deductions);
                self.details.complete(details);
                self.under = self.under.or(*under);
                self.arrived_at = self.arrived_at.or(*arrived_at);
                // A notice without a word does not replace an earlier word.
                let word = word.clone().filter(|it| *it != Word::Other(String::new()));
                let (amount, word) = (amount.or(self.amount), word.or(self.word.clone()));
                // It is no news if the provider gives the amount that a manager
                // typed.
                let as_given = word == Some(Word::Approved)
                    && self.given.is_some_and(|given| Some(given.amount) == amount);
                self.reopen_unless(as_given || amount == self.amount && word == self.word);
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
            StrayEvent::Settled { settlement, asked } => {
                match asked {
                    // From now on the relay reserves it for this till.
                    AskedOthers::Claimed | AskedOthers::TakenOver(_) => self.holder = None,
                    AskedOthers::Nobody => {}
                }
                self.given = settlement.covers.or(self.given);
                self.standing = StrayStanding::Settled(settlement.clone());
                self.settled_by = Some(stamp.by.clone());
            }
            StrayEvent::Claimed { till } => self.holder = Some(*till),
            StrayEvent::Released => self.holder = None,
        }
    }

    /// Puts a settled stray back in the tray if the provider has since given
    /// another amount or another word than the manager settled.
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

/// What a notice says, as an event.
fn heard(
    notice: NoticeNumber,
    read: Option<&Notice>,
    under: Option<FixedQrId>,
    arrived_at: Option<UnixMs>,
) -> StrayEvent {
    StrayEvent::Heard {
        notice,
        amount: read.and_then(|read| read.amount),
        word: read.map(|read| read.word.clone()),
        proposes: read.and_then(|read| read.proposes),
        deductions: read.map(|read| read.deductions).unwrap_or_default(),
        details: read.map(|read| read.details.clone()).unwrap_or_default(),
        under,
        arrived_at,
    }
}
