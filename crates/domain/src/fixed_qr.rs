//! The fixed QR: a standing reference of the shop, under which anybody can pay
//! any amount at any time. It is not a payment and belongs to no sale.
//!
//! It is requested, then in force, and then replaced by a newer one or ended by
//! its time. Notices that name it are honoured for ever.

use crate::means::QrOffer;
use crate::{Actor, Foreign, PaymentId, RefusedWhy, Stamp, TillNumber, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// From how long before its end the till warns, so that a new poster can be
/// printed in time, in milliseconds.
pub const WARN_MS: i64 = 7 * DAY_MS;
/// From how long before its end the till makes the next one, in milliseconds.
/// For a short-lived one it is a quarter of its life.
pub const RENEW_MS: i64 = 3 * DAY_MS;
const DAY_MS: i64 = 24 * 3_600_000;

/// The id of a fixed QR. It has the form of a [`PaymentId`], which the provider
/// gets as the id of an operation, but is never a payment's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FixedQrId(PaymentId);

impl FixedQrId {
    /// The id made of a moment, eight random bytes and the till's number.
    #[must_use]
    pub fn new(at: UnixMs, random: [u8; 8], till: TillNumber) -> FixedQrId {
        FixedQrId(PaymentId::new(at, random, till))
    }

    /// Reads a fixed QR's id.
    ///
    /// # Errors
    /// [`Foreign`] for anything else.
    pub fn parse(text: &str) -> Result<FixedQrId, Foreign> {
        PaymentId::parse(text).map(FixedQrId)
    }

    /// The fixed QR that a notice would name by this id. Whether there is one
    /// is for the ledger to say.
    #[must_use]
    pub const fn named(id: PaymentId) -> FixedQrId {
        FixedQrId(id)
    }

    /// The id that the provider gets.
    #[must_use]
    pub const fn operation(self) -> PaymentId {
        self.0
    }
}

impl fmt::Display for FixedQrId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for FixedQrId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a fixed QR stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FixedQrState {
    /// Committed here; the provider has not answered.
    Requested,
    /// It is the one to show.
    InForce,
    /// A newer one is in force. It can still be paid until its end.
    Replaced,
    /// Its time is over.
    Ended,
    /// It never became payable.
    Refused,
}

impl FixedQrState {
    pub const ALL: [FixedQrState; 5] = [
        FixedQrState::Requested,
        FixedQrState::InForce,
        FixedQrState::Replaced,
        FixedQrState::Ended,
        FixedQrState::Refused,
    ];

    /// The word used in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            FixedQrState::Requested => "requested",
            FixedQrState::InForce => "in-force",
            FixedQrState::Replaced => "replaced",
            FixedQrState::Ended => "ended",
            FixedQrState::Refused => "refused",
        }
    }
}

/// What happened to a fixed QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum FixedQrEvent {
    /// It was committed; nothing has been sent for it.
    Requested {
        /// When it stops being payable.
        valid_until: UnixMs,
    },
    /// Its QR arrived and passed the check.
    Received { qr: QrOffer },
    /// The provider refused it, or its QR failed the check.
    Refused {
        why: RefusedWhy,
        detail: Option<String>,
    },
    /// This newer one is in force.
    Replaced { by: FixedQrId },
    /// Its time is over.
    Ended,
}

/// A request or a fact put before a fixed QR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixedQrCommand {
    /// The provider's answer brought a good QR.
    Receive { qr: QrOffer },
    /// It will not become payable.
    Refuse {
        why: RefusedWhy,
        detail: Option<String>,
    },
    /// A newer one came into force.
    Replace { by: FixedQrId },
    /// The till looks at its time.
    PassTime,
}

/// Why a command is not obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FixedQrRefusal {
    /// Its state does not allow it.
    #[error("the state of the fixed QR does not allow it")]
    NotInState(FixedQrState),
    /// Its time is not over yet.
    #[error("it is not yet time")]
    NotYet,
}

/// One fixed QR: the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedQr {
    pub id: FixedQrId,
    pub state: FixedQrState,
    /// When it was committed.
    pub requested_at: UnixMs,
    /// Who asked for it; the till itself, if it did so alone.
    pub requested_by: Actor,
    /// When it came into force.
    pub received_at: Option<UnixMs>,
    /// When it stops being payable.
    pub valid_until: UnixMs,
    /// Its QR, once the provider has made it.
    pub qr: Option<QrOffer>,
    /// Why it was refused, with the provider's words.
    pub refused: Option<(RefusedWhy, Option<String>)>,
}

impl FixedQr {
    /// The fixed QR that its first event makes; `None` where that is another
    /// event.
    #[must_use]
    pub fn requested(id: FixedQrId, stamp: Stamp<'_>, event: &FixedQrEvent) -> Option<FixedQr> {
        match event {
            FixedQrEvent::Requested { valid_until } => Some(FixedQr {
                id,
                state: FixedQrState::Requested,
                requested_at: stamp.at,
                requested_by: stamp.by.clone(),
                received_at: None,
                valid_until: *valid_until,
                qr: None,
                refused: None,
            }),
            FixedQrEvent::Received { .. }
            | FixedQrEvent::Refused { .. }
            | FixedQrEvent::Replaced { .. }
            | FixedQrEvent::Ended => None,
        }
    }

    /// The sum of its events; `None` for no events, or where the first is not
    /// its request.
    pub fn sum<'a>(
        id: FixedQrId,
        events: impl IntoIterator<Item = (Stamp<'a>, &'a FixedQrEvent)>,
    ) -> Option<FixedQr> {
        let mut events = events.into_iter();
        let (stamp, first) = events.next()?;
        let mut qr = FixedQr::requested(id, stamp, first)?;
        for (stamp, event) in events {
            qr.apply(stamp, event);
        }
        Some(qr)
    }

    /// Decides what a command does to it now.
    ///
    /// # Errors
    /// A [`FixedQrRefusal`]; then nothing happens.
    pub fn decide(
        &self,
        command: &FixedQrCommand,
        now: UnixMs,
    ) -> Result<Vec<FixedQrEvent>, FixedQrRefusal> {
        use FixedQrState as S;
        let in_state = |states: &[S]| {
            if states.contains(&self.state) {
                Ok(())
            } else {
                Err(FixedQrRefusal::NotInState(self.state))
            }
        };
        match command {
            FixedQrCommand::Receive { qr } => {
                in_state(&[S::Requested])?;
                Ok(vec![FixedQrEvent::Received { qr: qr.clone() }])
            }
            FixedQrCommand::Refuse { why, detail } => {
                in_state(&[S::Requested])?;
                Ok(vec![FixedQrEvent::Refused {
                    why: *why,
                    detail: detail.clone(),
                }])
            }
            FixedQrCommand::Replace { by } => {
                in_state(&[S::InForce])?;
                if *by == self.id {
                    return Err(FixedQrRefusal::NotInState(self.state));
                }
                Ok(vec![FixedQrEvent::Replaced { by: *by }])
            }
            FixedQrCommand::PassTime => {
                in_state(&[S::InForce])?;
                if now < self.valid_until {
                    return Err(FixedQrRefusal::NotYet);
                }
                Ok(vec![FixedQrEvent::Ended])
            }
        }
    }

    /// Changes it by what happened.
    pub fn apply(&mut self, stamp: Stamp<'_>, event: &FixedQrEvent) {
        match event {
            FixedQrEvent::Requested { .. } => {}
            FixedQrEvent::Received { qr } => {
                self.state = FixedQrState::InForce;
                self.received_at = Some(stamp.at);
                self.qr = Some(qr.clone());
            }
            FixedQrEvent::Refused { why, detail } => {
                self.state = FixedQrState::Refused;
                self.refused = Some((*why, detail.clone()));
            }
            FixedQrEvent::Replaced { .. } => self.state = FixedQrState::Replaced,
            FixedQrEvent::Ended => self.state = FixedQrState::Ended,
        }
    }

    /// Its QR, if it is the one to show and can be paid now.
    #[must_use]
    pub fn payable(&self, now: UnixMs) -> Option<&QrOffer> {
        self.qr
            .as_ref()
            .filter(|_| self.state == FixedQrState::InForce && now < self.valid_until)
    }

    /// Whether its end is so near that the shop is warned.
    #[must_use]
    pub fn is_ending(&self, now: UnixMs) -> bool {
        self.left_ms(now) < WARN_MS.min(self.life_ms() / 2)
    }

    /// Whether its end is so near that the next one is made.
    #[must_use]
    pub fn is_to_be_renewed(&self, now: UnixMs) -> bool {
        self.left_ms(now) < RENEW_MS.min(self.life_ms() / 4)
    }

    fn left_ms(&self, now: UnixMs) -> i64 {
        self.valid_until.since_ms(now)
    }

    fn life_ms(&self) -> i64 {
        self.valid_until.since_ms(self.requested_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: UnixMs = UnixMs(1_000);
    const LIFE_MS: i64 = 365 * DAY_MS;

    fn id(random: u8) -> FixedQrId {
        FixedQrId::new(AT, [random; 8], TillNumber(1))
    }

    fn offer() -> QrOffer {
        QrOffer {
            order: "7".to_owned(),
            payload: "000201".to_owned(),
            expires_at: AT.plus_ms(LIFE_MS),
            warnings: Vec::new(),
            collector: None,
        }
    }

    fn events_to(state: FixedQrState) -> Vec<FixedQrEvent> {
        let requested = FixedQrEvent::Requested {
            valid_until: AT.plus_ms(LIFE_MS),
        };
        let received = FixedQrEvent::Received { qr: offer() };
        match state {
            FixedQrState::Requested => vec![requested],
            FixedQrState::InForce => vec![requested, received],
            FixedQrState::Replaced => {
                vec![requested, received, FixedQrEvent::Replaced { by: id(9) }]
            }
            FixedQrState::Ended => vec![requested, received, FixedQrEvent::Ended],
            FixedQrState::Refused => vec![
                requested,
                FixedQrEvent::Refused {
                    why: RefusedWhy::ProviderRefused,
                    detail: None,
                },
            ],
        }
    }

    fn in_state(state: FixedQrState) -> FixedQr {
        let stamp = Stamp::new(&Actor::Till, AT);
        let events = events_to(state);
        let qr = FixedQr::sum(id(1), events.iter().map(|event| (stamp, event))).unwrap();
        assert_eq!(qr.state, state);
        qr
    }

    /// Each command in each state: the state after it, or nothing.
    #[test]
    fn the_table_of_a_fixed_qr() {
        use FixedQrState as S;
        let end = AT.plus_ms(LIFE_MS);
        let refuse = FixedQrCommand::Refuse {
            why: RefusedWhy::ProviderRefused,
            detail: None,
        };
        let commands = [
            (
                FixedQrCommand::Receive { qr: offer() },
                S::Requested,
                S::InForce,
            ),
            (refuse, S::Requested, S::Refused),
            (
                FixedQrCommand::Replace { by: id(2) },
                S::InForce,
                S::Replaced,
            ),
            (FixedQrCommand::PassTime, S::InForce, S::Ended),
        ];
        for (command, from, to) in commands {
            for state in S::ALL {
                let mut qr = in_state(state);
                let decided = qr.decide(&command, end);
                if state == from {
                    for event in decided.unwrap() {
                        qr.apply(Stamp::new(&Actor::Till, end), &event);
                    }
                    assert_eq!(qr.state, to, "{command:?}");
                } else {
                    assert_eq!(
                        decided,
                        Err(FixedQrRefusal::NotInState(state)),
                        "{command:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn it_ends_at_its_time_and_is_renewed_before() {
        let qr = in_state(FixedQrState::InForce);
        let before_end = |ms: i64| AT.plus_ms(LIFE_MS - ms);
        assert_eq!(
            qr.decide(&FixedQrCommand::PassTime, before_end(1)),
            Err(FixedQrRefusal::NotYet)
        );
        assert!(qr.payable(before_end(1)).is_some());
        assert!(qr.payable(before_end(0)).is_none());
        assert!(!qr.is_ending(before_end(WARN_MS)));
        assert!(qr.is_ending(before_end(WARN_MS - 1)));
        assert!(!qr.is_to_be_renewed(before_end(RENEW_MS)));
        assert!(qr.is_to_be_renewed(before_end(RENEW_MS - 1)));
    }

    /// Otherwise a shop that wants one day would make one after another.
    #[test]
    fn a_new_one_of_a_day_is_not_renewed_at_once() {
        let mut qr = in_state(FixedQrState::InForce);
        qr.valid_until = AT.plus_ms(DAY_MS);
        assert!(!qr.is_to_be_renewed(AT));
        assert!(!qr.is_ending(AT));
        assert!(qr.is_to_be_renewed(AT.plus_ms(DAY_MS - DAY_MS / 4 + 1)));
    }

    #[test]
    fn it_does_not_replace_itself() {
        let qr = in_state(FixedQrState::InForce);
        assert!(
            qr.decide(&FixedQrCommand::Replace { by: qr.id }, AT)
                .is_err()
        );
    }
}
