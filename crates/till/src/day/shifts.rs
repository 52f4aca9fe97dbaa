//! Shifts: opening with a float, the drawer, the hand-over, counting.

use crate::print::owe_drawer;
use crate::{Till, TillError};
use domain::shift::{Count, PendingRef, Pieces};
use domain::{
    Actor, Balance, Money, PaymentId, PersonId, Shift, ShiftCommand, ShiftEvent, ShiftNumber,
    Tender,
};
use ledger::{Read, Write};

/// The largest float, and the largest amount of a movement of the drawer.
const DRAWER_MAX: Money = match Money::from_centavos(1_000_000_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};
/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// What a cashier opens a shift with.
#[derive(Debug, Clone)]
pub struct OpenShift {
    /// What is in the drawer.
    pub float: Money,
    /// Of what is pending, what the cashier accepts to look after. The rest
    /// stays with who left.
    pub accepted: Vec<PaymentId>,
}

/// What was counted of one tender.
#[derive(Debug, Clone)]
pub struct Counted {
    pub tender: Tender,
    pub counted: Money,
    /// The notes and coins; empty where the sum was typed.
    pub pieces: Vec<Pieces>,
}

impl Till {
    /// Opens a shift of the person at the counter. A shift that is still open ends without a
    /// count, in the same commit.
    ///
    /// # Errors
    /// [`TillError`]; then nothing has changed.
    pub async fn open_shift(&self, open: OpenShift, by: Actor) -> Result<Shift, TillError> {
        check_amount(open.float)?;
        let now = self.now();
        self.ledger
            .write(move |write| {
                if let Some(known) = write.open_shift()? {
                    let events = known.decide(&ShiftCommand::LeaveUncounted, &by)?;
                    write.record_shift(&by, now, known.number, &events)?;
                }
                let pending = write.pending()?.lines.into_iter();
                let pending = pending.map(|it| PendingRef {
                    sale: it.sale,
                    payment: it.payment,
                });
                let (accepted, refused) =
                    pending.partition(|it: &PendingRef| open.accepted.contains(&it.payment));
                let opened = ShiftEvent::Opened {
                    person: person(&by),
                    float: open.float,
                    accepted,
                    refused,
                };
                let number = write.next_shift_number()?;
                Ok(write.record_shift(&by, now, number, &[opened])?)
            })
            .await
    }

    /// Puts cash into the drawer, besides sales.
    ///
    /// # Errors
    /// [`TillError::NoShift`], or what the shift refuses.
    pub async fn put_in(
        &self,
        amount: Money,
        reason: String,
        by: Actor,
    ) -> Result<Shift, TillError> {
        check_amount(amount)?;
        self.of_open_shift(ShiftCommand::PutIn { amount, reason }, by)
            .await
    }

    /// Takes cash out of the drawer, besides returns. It asks for a manager
    /// where there is one.
    ///
    /// # Errors
    /// [`TillError::NoShift`], or what the shift refuses.
    pub async fn take_out(
        &self,
        amount: Money,
        reason: String,
        by: Actor,
    ) -> Result<Shift, TillError> {
        check_amount(amount)?;
        self.of_open_shift(ShiftCommand::TakeOut { amount, reason }, by)
            .await
    }

    /// Opens the drawer without a sale. It asks for a manager where there is
    /// one.
    ///
    /// # Errors
    /// [`TillError::NoShift`], or what the shift refuses.
    pub async fn open_drawer(&self, reason: String, by: Actor) -> Result<Shift, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.open_shift()?.ok_or(TillError::NoShift)?;
                let events = known.decide(&ShiftCommand::OpenDrawer { reason }, &by)?;
                let shift = write.record_shift(&by, now, known.number, &events)?;
                owe_drawer(write, (&by, now))?;
                Ok(shift)
            })
            .await
    }

    /// Counts the open shift and ends it. What there should be is computed in
    /// the same commit. A difference above the setting waits for a manager,
    /// unless one accepts it here.
    ///
    /// # Errors
    /// [`TillError::NoShift`], or what the shift refuses.
    pub async fn count_shift(
        &self,
        counted: Vec<Counted>,
        accepts: Option<String>,
        by: Actor,
    ) -> Result<Shift, TillError> {
        let now = self.now();
        let difference_max = difference_max(&self.settings.day);
        self.ledger
            .write(move |write| {
                let known = write.open_shift()?.ok_or(TillError::NoShift)?;
                let end = ShiftCommand::End {
                    counts: counts(write, &known, counted)?,
                    difference_max,
                    accepts,
                };
                let events = known.decide(&end, &by)?;
                Ok(write.record_shift(&by, now, known.number, &events)?)
            })
            .await
    }

    /// A manager accepts the difference of a shift that was counted.
    ///
    /// # Errors
    /// [`TillError::NoShift`], or what the shift refuses.
    pub async fn accept_difference(
        &self,
        number: ShiftNumber,
        reason: String,
        by: Actor,
    ) -> Result<Shift, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.shift(number)?.ok_or(TillError::NoShift)?;
                let events = known.decide(&ShiftCommand::AcceptDifference { reason }, &by)?;
                Ok(write.record_shift(&by, now, number, &events)?)
            })
            .await
    }

    /// The notes and coins in use, largest first.
    #[must_use]
    pub fn denominations(&self) -> Vec<Money> {
        crate::settings::read_denominations(&self.settings.day.denominations)
    }

    /// After how many milliseconds an open shift counts as forgotten.
    #[must_use]
    pub fn shift_max_ms(&self) -> i64 {
        i64::from(self.settings.shift.hours_max).saturating_mul(HOUR_MS)
    }

    async fn of_open_shift(&self, command: ShiftCommand, by: Actor) -> Result<Shift, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.open_shift()?.ok_or(TillError::NoShift)?;
                let events = known.decide(&command, &by)?;
                Ok(write.record_shift(&by, now, known.number, &events)?)
            })
            .await
    }
}

/// Where selling asks for a shift, there has to be one of the person who sells; a
/// manager sells on anybody's.
pub(crate) fn check_shift(write: &Write<'_>, required: bool, by: &Actor) -> Result<(), TillError> {
    if !required {
        return Ok(());
    }
    let open = write.open_shift()?.ok_or(TillError::ShiftNeeded)?;
    if by.is_manager() || open.person == person(by) {
        Ok(())
    } else {
        Err(TillError::ShiftNeeded)
    }
}

/// What was counted, beside what there should be.
fn counts(read: &Read<'_>, shift: &Shift, counted: Vec<Counted>) -> Result<Vec<Count>, TillError> {
    let takings = read.takings_of_shift(shift.number)?;
    // Breaks the seventeenth law on purpose; see [`crate::mutants`].
    #[cfg(feature = "mutants")]
    let takings = {
        let mut takings = takings;
        if crate::mutants::Mutant::CashCountedTwice.is_on() {
            let before = ShiftNumber(shift.number.0.saturating_sub(1));
            takings.extend(read.takings_of_shift(before)?);
        }
        takings
    };
    let of = |tender: Tender| {
        let sums = takings.iter().filter(|(it, _)| *it == tender);
        sums.map(|(_, amount)| *amount).sum::<Balance>()
    };
    let count = |counted: Counted| Count {
        tender: counted.tender,
        expected: match counted.tender {
            Tender::Cash => shift.expected_cash(of(Tender::Cash)),
            Tender::Qr | Tender::FixedQr | Tender::Wallet | Tender::Card | Tender::Transfer => {
                of(counted.tender)
            }
        },
        counted: counted.counted,
        pieces: counted.pieces,
    };
    Ok(counted.into_iter().map(count).collect())
}

fn difference_max(day: &crate::settings::DaySettings) -> Money {
    Money::from_centavos(day.difference_max_centavos).unwrap_or(Money::MAX)
}

fn check_amount(amount: Money) -> Result<(), TillError> {
    if amount > DRAWER_MAX {
        return Err(TillError::AmountTooLarge(DRAWER_MAX));
    }
    Ok(())
}

fn person(by: &Actor) -> Option<PersonId> {
    match by {
        Actor::Person { id, .. } => Some(*id),
        Actor::Till | Actor::Counter | Actor::Unidentified => None,
    }
}
