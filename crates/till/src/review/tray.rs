//! Settling what waits in the tray, by a manager's word.

use crate::errands::record::{decide_and_record, record_only};
use crate::{Till, TillError};
use domain::{
    Actor, AskedOthers, Command, Cover, DiscrepancyNumber, Money, MoneyFrom, PaymentId, Refusal,
    Sale, SaleEvent, SaleId, SettledAs, Stake, Stray, StrayCommand, StrayEvent, StrayId,
    TillNumber, TransactionKey, UnixMs,
};
use ledger::Read;
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
    /// Whether a notice that another till has is taken over from it.
    pub take_over: bool,
    /// Why.
    pub reason: String,
    /// Whose word it is.
    pub by: Actor,
}

/// A stray that is to be claimed at the relay.
pub(crate) struct Claiming {
    /// The relay's ids of its notices, where they came by a relay.
    relay_ids: Vec<Option<String>>,
    /// The till from which a manager takes it over.
    from: Option<TillNumber>,
    /// It names this till's fixed QR: no other till has it.
    is_ours: bool,
}

impl Claiming {
    /// What claiming a stray asks of the relay.
    pub(crate) fn of(
        read: &Read<'_>,
        stray: &Stray,
        take_over: bool,
    ) -> Result<Claiming, TillError> {
        let ids = stray.notices.iter();
        let ids = ids.map(|notice| read.relay_id_of_notice(*notice));
        Ok(Claiming {
            relay_ids: ids.collect::<Result<_, _>>()?,
            from: stray.holder.filter(|_| take_over),
            is_ours: stray.under.is_some(),
        })
    }
}

/// What settling a stray does.
struct Settling {
    events: Vec<StrayEvent>,
    passed: Option<(SaleId, Vec<SaleEvent>)>,
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
                let transaction = found.and_then(|found| found.assignable_transaction().cloned());
                let to = target(write, &answer, known.stake(number), None)?;
                let command = Command::Settle {
                    number,
                    how: answer.how,
                    amount: answer.amount,
                    to: to.map(|(covers, _)| covers),
                    reason: answer.reason.clone(),
                };
                let settled = decide_and_record(write, (&answer.by, now), known, &command)?;
                if let Some((covers, typed)) = to {
                    let passing = Passing {
                        covers,
                        typed,
                        from: MoneyFrom::Discrepancy(sale, number),
                        transaction,
                    };
                    let events = passed(write, passing, &answer, now)?;
                    record_only(write, (&answer.by, now), covers.sale, &events)?;
                }
                Ok(settled)
            })
            .await
    }

    /// Settles money of nobody's payment. It is claimed at the relay first, so
    /// that no other till settles it too; what another till has is taken over
    /// from it where the answer says so. Answers what the relay said of the
    /// other tills.
    ///
    /// # Errors
    /// As [`Till::settle_discrepancy`]; [`TillError::HeldElsewhere`] where
    /// another till has taken it, or a third one than the manager was shown,
    /// and [`TillError::RelayAway`] where that cannot be asked now.
    pub async fn settle_stray(
        &self,
        id: StrayId,
        answer: Answer,
    ) -> Result<AskedOthers, TillError> {
        if !answer.by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        if answer.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let now = self.now();
        let (wanted, given) = (id.clone(), answer.clone());
        let claiming = self.ledger.read(move |read| {
            let stray = read.stray(&wanted)?.ok_or(TillError::UnknownSale)?;
            // An answer that would be refused takes the notice from nobody.
            settling(read, &stray, &given, AskedOthers::Nobody, now)?;
            Claiming::of(read, &stray, given.take_over)
        });
        let claiming = claiming.await?;
        let asked = self.claim_stray(&id, claiming).await?;
        let now = self.now();
        self.ledger
            .write(move |write| {
                let stray = write.stray(&id)?.ok_or(TillError::UnknownSale)?;
                let settled = settling(write, &stray, &answer, asked, now)?;
                write.record_stray(&answer.by, now, &id, &settled.events)?;
                if let Some((sale, events)) = settled.passed {
                    record_only(write, (&answer.by, now), sale, &events)?;
                }
                Ok::<_, TillError>(())
            })
            .await?;
        // It no longer keeps another notice from getting its sale, and money of
        // the wallet that a sale got is reported.
        self.read_notices_now.notify_one();
        self.errands_changed.notify_one();
        Ok(asked)
    }

    /// Takes a stray for this till at the relay.
    pub(crate) async fn claim_stray(
        &self,
        id: &StrayId,
        claiming: Claiming,
    ) -> Result<AskedOthers, TillError> {
        if claiming.is_ours {
            return Ok(AskedOthers::Claimed);
        }
        let Some(notices) = &self.notices else {
            return Ok(AskedOthers::Nobody);
        };
        let (mut all_known, mut any_known) = (true, false);
        for relay_id in claiming.relay_ids {
            let Some(notice) = relay_id.and_then(|it| NoticeId::try_from(it).ok()) else {
                all_known = false;
                continue;
            };
            let mut said = notices.claim(&notice).await;
            // It is taken over only from the till that the manager was shown.
            if let (Ok(Claimed::HeldBy(till)), Some(from)) = (&said, claiming.from)
                && *till == from
            {
                said = notices.take_over(&notice).await;
            }
            match said {
                Ok(Claimed::Done) => any_known = true,
                Ok(Claimed::NoSuchNotice) => all_known = false,
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
        Ok(match claiming.from {
            // Also where it was taken over before and the answer to that was
            // lost: the relay has it as this till's already.
            Some(from) if any_known => AskedOthers::TakenOver(from),
            Some(_) | None if all_known => AskedOthers::Claimed,
            Some(_) | None => AskedOthers::Nobody,
        })
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

/// What an answer to a stray does: to itself, and to the sale to which its
/// money belongs.
fn settling(
    read: &Read<'_>,
    stray: &Stray,
    answer: &Answer,
    asked: AskedOthers,
    now: UnixMs,
) -> Result<Settling, TillError> {
    let to = target(read, answer, stray.stake(), stray.proposes)?;
    let command = StrayCommand::Settle {
        how: answer.how,
        covers: to.map(|(covers, _)| covers),
        asked,
        reason: answer.reason.clone(),
    };
    let events = stray.decide(&command, &answer.by)?;
    let Some((covers, typed)) = to else {
        let passed = None;
        return Ok(Settling { events, passed });
    };
    let transaction = match &stray.id {
        StrayId::Transaction(key) => Some(key.clone()),
        StrayId::Notice(_) => None,
    };
    let passing = Passing {
        covers,
        typed,
        from: MoneyFrom::Stray(stray.id.clone()),
        transaction,
    };
    let passed = Some((covers.sale, passed(read, passing, answer, now)?));
    Ok(Settling { events, passed })
}

/// What an answer covers of the sale that it names, and whether the manager
/// typed the amount; none for an answer that names no other sale.
fn target(
    read: &Read<'_>,
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
    let known = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
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

/// What happens to the sale to which money is passed on.
fn passed(
    read: &Read<'_>,
    passing: Passing,
    answer: &Answer,
    now: UnixMs,
) -> Result<Vec<SaleEvent>, TillError> {
    let sale = passing.covers.sale;
    let known = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
    let command = Command::TakeMoney {
        covers: passing.covers,
        typed: passing.typed,
        from: passing.from,
        transaction: passing.transaction,
        reason: answer.reason.clone(),
    };
    Ok(known.decide(&command, &answer.by, now)?)
}
