//! What a command to a shift does, and why one is refused.

use super::{Count, Shift, ShiftEvent};
use crate::{Actor, Money, Tender};

/// The longest reason of a movement of the drawer, in characters.
pub const DRAWER_REASON_CHARS_MAX: usize = 120;

/// A request to a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftCommand {
    PutIn {
        amount: Money,
        reason: String,
    },
    TakeOut {
        amount: Money,
        reason: String,
    },
    OpenDrawer {
        reason: String,
    },
    /// Counts the drawer and ends the shift.
    End {
        counts: Vec<Count>,
        /// The largest difference that needs no manager.
        difference_max: Money,
        /// A manager's reason to accept a difference above it.
        accepts: Option<String>,
    },
    /// Another shift begins, and this one was not counted.
    LeaveUncounted,
    /// A manager accepts the difference of an ended shift.
    AcceptDifference {
        reason: String,
    },
}

/// Why a command to a shift was refused. Nothing has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShiftRefusal {
    #[error("the shift is over")]
    Over,
    #[error("the shift is not over")]
    NotOver,
    #[error("zero moves nothing")]
    AmountZero,
    #[error("a reason is needed")]
    ReasonMissing,
    #[error("the reason is too long")]
    ReasonTooLong,
    #[error("this asks for a manager")]
    NeedsManager,
    #[error("nobody has to accept a difference")]
    NothingToAccept,
    /// No cash was counted, a tender was counted twice, or the pieces do not
    /// make up the amount.
    #[error("the count does not add up")]
    CountUnfit,
}

impl Shift {
    /// Decides what a command does to this shift.
    ///
    /// # Errors
    /// A [`ShiftRefusal`]; then nothing happens.
    pub fn decide(
        &self,
        command: &ShiftCommand,
        by: &Actor,
    ) -> Result<Vec<ShiftEvent>, ShiftRefusal> {
        let open = || {
            if self.is_open() {
                Ok(())
            } else {
                Err(ShiftRefusal::Over)
            }
        };
        match command {
            ShiftCommand::PutIn { amount, reason } => {
                open()?;
                let (amount, reason) = moved(*amount, reason)?;
                Ok(vec![ShiftEvent::CashIn { amount, reason }])
            }
            ShiftCommand::TakeOut { amount, reason } => {
                open()?;
                let (amount, reason) = moved(*amount, reason)?;
                Ok(vec![ShiftEvent::CashOut { amount, reason }])
            }
            ShiftCommand::OpenDrawer { reason } => {
                open()?;
                let reason = checked_reason(reason)?;
                Ok(vec![ShiftEvent::DrawerOpened { reason }])
            }
            ShiftCommand::End {
                counts,
                difference_max,
                accepts,
            } => {
                open()?;
                end(counts, *difference_max, accepts.as_deref(), by)
            }
            ShiftCommand::LeaveUncounted => {
                open()?;
                Ok(vec![ShiftEvent::LeftUncounted])
            }
            ShiftCommand::AcceptDifference { reason } => {
                let ending = self.ending.as_ref().ok_or(ShiftRefusal::NotOver)?;
                if !ending.to_confirm {
                    return Err(ShiftRefusal::NothingToAccept);
                }
                if !by.is_manager() {
                    return Err(ShiftRefusal::NeedsManager);
                }
                let reason = checked_reason(reason)?;
                Ok(vec![ShiftEvent::DifferenceAccepted { reason }])
            }
        }
    }
}

fn end(
    counts: &[Count],
    difference_max: Money,
    accepts: Option<&str>,
    by: &Actor,
) -> Result<Vec<ShiftEvent>, ShiftRefusal> {
    let mut seen = Vec::new();
    for count in counts {
        if seen.contains(&count.tender) || !adds_up(count) {
            return Err(ShiftRefusal::CountUnfit);
        }
        seen.push(count.tender);
    }
    // A count of nothing would end the shift and tell what the drawer should
    // have.
    if !seen.contains(&Tender::Cash) {
        return Err(ShiftRefusal::CountUnfit);
    }
    let is_beyond = counts
        .iter()
        .any(|count| count.difference().size() > difference_max);
    let accepted = match accepts {
        Some(reason) if is_beyond => {
            if !by.is_manager() {
                return Err(ShiftRefusal::NeedsManager);
            }
            Some(checked_reason(reason)?)
        }
        Some(_) | None => None,
    };
    Ok(vec![ShiftEvent::Counted {
        counts: counts.to_vec(),
        to_confirm: is_beyond && accepted.is_none(),
        accepted,
    }])
}

/// Whether the pieces, if any were typed, make up the counted amount.
fn adds_up(count: &Count) -> bool {
    if count.pieces.is_empty() {
        return true;
    }
    let sum = count.pieces.iter().try_fold(0_i64, |sum, row| {
        let part = row.value.centavos().checked_mul(i64::from(row.pieces))?;
        sum.checked_add(part)
    });
    sum == Some(count.counted.centavos())
}

fn moved(amount: Money, reason: &str) -> Result<(Money, String), ShiftRefusal> {
    if amount.is_zero() {
        return Err(ShiftRefusal::AmountZero);
    }
    Ok((amount, checked_reason(reason)?))
}

fn checked_reason(reason: &str) -> Result<String, ShiftRefusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ShiftRefusal::ReasonMissing);
    }
    if reason.chars().count() > DRAWER_REASON_CHARS_MAX {
        return Err(ShiftRefusal::ReasonTooLong);
    }
    Ok(reason.to_owned())
}
