//! Settling as many notices under the fixed QR as declared sales of one amount,
//! by one answer of a manager.

use crate::errands::record::decide_and_record;
use crate::listen::matching::{Within, give_payers, matches};
use crate::{Till, TillError};
use domain::{
    Actor, AskedOthers, Command, Cover, Group, MoneyFrom, PaymentId, Refusal, SettledAs,
    StrayCommand, StrayId, UnixMs,
};
use ledger::Write;

impl Till {
    /// Within which time a claim and a notice may be each other's.
    #[must_use]
    pub fn match_within(&self) -> Within {
        Within {
            ms: i64::from(self.settings.totalcoin.fixed_match_minutes) * 60_000,
            now: self.now(),
        }
    }

    /// Gives each notice of a group to a sale of it, as a manager. The group is
    /// named by all its notices and payments, as they were shown.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, and with
    /// [`Refusal::UnknownDiscrepancy`] where it is another group by now.
    pub async fn settle_fixed_group(
        &self,
        strays: Vec<StrayId>,
        payments: Vec<PaymentId>,
        reason: String,
        by: Actor,
    ) -> Result<(), TillError> {
        let within = self.match_within();
        self.ledger
            .write(move |write| {
                let groups = matches(write, within)?.groups;
                let group = groups
                    .into_iter()
                    .find(|group| is_as_shown(group, &strays, &payments));
                let group = group.ok_or(Refusal::UnknownDiscrepancy)?;
                for pair in &group.pairs {
                    settle(write, pair, &reason, (&by, within.now))?;
                }
                Ok(())
            })
            .await
    }
}

fn is_as_shown(group: &Group, strays: &[StrayId], payments: &[PaymentId]) -> bool {
    group.pairs.len() == strays.len()
        && group.pairs.len() == payments.len()
        && group
            .pairs
            .iter()
            .all(|(payment, stray)| payments.contains(payment) && strays.contains(stray))
}

fn settle(
    write: &mut Write<'_>,
    (payment, stray): &(PaymentId, StrayId),
    reason: &str,
    (by, now): (&Actor, UnixMs),
) -> Result<(), TillError> {
    let stray = write.stray(stray)?.ok_or(Refusal::UnknownDiscrepancy)?;
    let sale = write.sale_of_payment(*payment)?;
    let sale = sale.ok_or(TillError::UnknownSale)?;
    let covers = Cover {
        sale: sale.id,
        payment: *payment,
        amount: stray.amount.ok_or(Refusal::AmountMissing)?,
    };
    let settle = StrayCommand::Settle {
        how: SettledAs::BelongsToAnotherSale,
        covers: Some(covers),
        // A fixed QR's notices name its till: no other one has them.
        asked: AskedOthers::Claimed,
        reason: reason.to_owned(),
    };
    let events = stray.decide(&settle, by)?;
    write.record_stray(by, now, &stray.id, &events)?;
    let transaction = match &stray.id {
        StrayId::Transaction(key) => Some(key.clone()),
        StrayId::Notice(_) => None,
    };
    let take = Command::TakeMoney {
        covers,
        typed: false,
        from: MoneyFrom::Stray(stray.id.clone()),
        transaction,
        reason: reason.to_owned(),
    };
    decide_and_record(write, (by, now), sale, &take)?;
    give_payers(write, &stray, *payment)
}
