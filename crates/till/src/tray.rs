//! Settling what waits in the tray, by a manager's word.

use crate::record::record_only;
use crate::{Till, TillError};
use domain::{
    Actor, AskedOthers, Command, Cover, DiscrepancyNumber, Money, MoneyFrom, PaymentId, Refusal,
    Sale, SaleId, SettledAs, Stake, StrayCommand, StrayId, TillNumber, TransactionKey, UnixMs,
};
use ledger::Write;
use relay_client::{Claimed, NoticeId};

/// A manager's answer to an item of the tray.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What became of the money.
    pub how: SettledAs,
    /// The amount, where no notice told one.
    pub amount: Option<Money>,
    /// The sale to which it belongs, where that is the answer.
    pub target: Option<SaleId>,
    /// Why.
    pub reason: String,
    /// Whose word it is.
    pub by: Actor,
}

/// Money on its way to another sale.
struct Passing {
    covers: Cover,
    typed: bool,
    from: MoneyFrom,
    transaction: Option<TransactionKey>,
}

impl Till {
    /// Settles a discrepancy of a sale. Where its money belongs to another
    /// sale, that is covered by it in the same commit.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, where it is
    /// settled already, or where the answer would cover nothing.
    pub async fn settle_discrepancy(
        &self,
        sale: SaleId,
        number: DiscrepancyNumber,
        answer: Answer,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let found = known.discrepancies.iter().find(|it| it.number == number);
                let transaction = found.and_then(|found| found.transaction.clone());
                let to = target(write, &answer, known.stake(number), None)?;
                let command = Command::Settle {
                    number,
                    how: answer.how,
                    amount: answer.amount,
                    to: to.map(|(covers, _)| covers),
                    reason: answer.reason.clone(),
                };
                let events = known.decide(&command, &answer.by, now)?;
                let settled = record_only(write, (&answer.by, now), sale, &events)?;
                if let Some((covers, typed)) = to {
                    let passing = Passing {
                        covers,
                        typed,
                        from: MoneyFrom::Discrepancy(sale, number),
                        transaction,
                    };
                    pass_on(write, passing, &answer, now)?;
                }
                Ok(settled)
            })
            .await
    }

    /// Settles money of nobody's payment. It is claimed at the relay first, so
    /// that no other till settles it too.
    ///
    /// # Errors
    /// As [`Till::settle_discrepancy`]; [`TillError::HeldElsewhere`] where
    /// another till has taken it, and [`TillError::RelayAway`] where that
    /// cannot be asked now.
    pub async fn settle_stray(&self, id: StrayId, answer: Answer) -> Result<(), TillError> {
        if !answer.by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        if answer.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let asked = self.claim_stray(&id).await?;
        let now = self.now();
        self.ledger
            .write(move |write| {
                let stray = write.stray(&id)?.ok_or(TillError::UnknownSale)?;
                let to = target(write, &answer, stray.stake(), stray.proposes)?;
                let command = StrayCommand::Settle {
                    how: answer.how,
                    covers: to.map(|(covers, _)| covers),
                    asked,
                    reason: answer.reason.clone(),
                };
                let events = stray.decide(&command, &answer.by)?;
                write.record_stray(&answer.by, now, &id, &events)?;
                if let Some((covers, typed)) = to {
                    let transaction = match &id {
                        StrayId::Transaction(key) => Some(key.clone()),
                        StrayId::Notice(_) => None,
                    };
                    let passing = Passing {
                        covers,
                        typed,
                        from: MoneyFrom::Stray(id),
                        transaction,
                    };
                    pass_on(write, passing, &answer, now)?;
                }
                Ok(())
            })
            .await
    }

    /// Takes a stray for this till at the relay.
    async fn claim_stray(&self, id: &StrayId) -> Result<AskedOthers, TillError> {
        let wanted = id.clone();
        let relay_ids = self.ledger.read(move |read| {
            let stray = read.stray(&wanted)?.ok_or(TillError::UnknownSale)?;
            let mut ids = Vec::new();
            for notice in stray.notices {
                ids.push(read.relay_id_of_notice(notice)?);
            }
            Ok::<_, TillError>(ids)
        });
        let relay_ids = relay_ids.await?;
        let Some(notices) = &self.notices else {
            return Ok(AskedOthers::Nobody);
        };
        let mut asked = AskedOthers::Claimed;
        for relay_id in relay_ids {
            let Some(notice) = relay_id.and_then(|it| NoticeId::try_from(it).ok()) else {
                asked = AskedOthers::Nobody;
                continue;
            };
            match notices.claim(&notice).await {
                Ok(Claimed::Done) => {}
                Ok(Claimed::NoSuchNotice) => asked = AskedOthers::Nobody,
                Ok(Claimed::HeldBy(till)) => {
                    self.note_holder(id, till).await?;
                    return Err(TillError::HeldElsewhere(till));
                }
                Err(error) => {
                    tracing::info!(%error, "a notice could not be claimed");
                    return Err(TillError::RelayAway);
                }
            }
        }
        Ok(asked)
    }

    /// Keeps which till has a stray, for the tray to show.
    async fn note_holder(&self, id: &StrayId, till: TillNumber) -> Result<(), TillError> {
        let (id, now) = (id.clone(), self.now());
        self.ledger
            .write(move |write| {
                let stray = write.stray(&id)?.ok_or(TillError::UnknownSale)?;
                let events = stray.decide(&StrayCommand::Hold(Some(till)), &Actor::Till)?;
                if !events.is_empty() {
                    write.record_stray(&Actor::Till, now, &id, &events)?;
                }
                Ok(())
            })
            .await
    }
}

/// What an answer covers of the sale that it names, and whether the manager
/// typed the amount; none for an answer that names no other sale.
fn target(
    write: &Write<'_>,
    answer: &Answer,
    stake: Stake,
    proposed: Option<PaymentId>,
) -> Result<Option<(Cover, bool)>, TillError> {
    match answer.how {
        SettledAs::BelongsToAnotherSale => {}
        SettledAs::CompletesThisSale
        | SettledAs::ToBeReturned
        | SettledAs::WrittenOff
        | SettledAs::NotASale => return Ok(None),
    }
    let (amount, typed) = stake.amount(answer.amount)?;
    let sale = answer.target.ok_or(Refusal::TargetMissing)?;
    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
    let payment = known
        .payment_to_cover(amount, proposed)
        .ok_or(Refusal::UnknownPayment)?;
    let covers = Cover {
        sale,
        payment,
        amount,
    };
    Ok(Some((covers, typed)))
}

fn pass_on(
    write: &mut Write<'_>,
    passing: Passing,
    answer: &Answer,
    now: UnixMs,
) -> Result<(), TillError> {
    let sale = passing.covers.sale;
    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
    let command = Command::TakeMoney {
        covers: passing.covers,
        typed: passing.typed,
        from: passing.from,
        transaction: passing.transaction,
        reason: answer.reason.clone(),
    };
    let events = known.decide(&command, &answer.by, now)?;
    record_only(write, (&answer.by, now), sale, &events)?;
    Ok(())
}
