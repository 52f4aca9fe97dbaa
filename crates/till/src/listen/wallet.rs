//! Notices of the house's wallet. One with our payment's id is about that
//! payment. One without it is of the payment that waits for its order and its
//! amount, if there is exactly one of each, and this till has claimed it at the
//! relay: another till may wait for the same.

use super::matching::give_payers;
use crate::errands::record::record_unless_refused;
use crate::errands::report::word;
use crate::review::tray::Claiming;
use crate::{Till, TillError};
use domain::{
    Actor, AskedOthers, Command, Deductions, Details, Method, Money, Names, Notice, PaymentId,
    PaymentState, Provider, Stray, StrayCommand, StrayId, TransactionKey, UnixMs, Word,
};
use ledger::{Payer, Read, Write};
use providers::bind::{WalletNotice, WalletState};
use std::collections::{BTreeSet, HashSet};
use std::sync::PoisonError;

/// How many notices that cannot be claimed are remembered.
const UNCLAIMED_MAX: usize = 1_000;

/// A notice of the wallet as the till's rules take it, and its payer.
pub(super) fn in_our_terms(read: WalletNotice) -> (Notice, Payer) {
    let word = match read.state {
        WalletState::Paid => Word::Approved,
        WalletState::Rejected => Word::Other(word::REJECTED.to_owned()),
        WalletState::Returned => Word::Other(word::RETURNED.to_owned()),
        WalletState::Other(word) => Word::Other(word),
    };
    let notice = Notice {
        reference: Some(read.reference),
        amount: Some(read.amount),
        word,
        names: read.payment.map_or(Names::Nobody, Names::Ours),
        proposes: None,
        deductions: Deductions::default(),
        details: Details {
            confirmed_at: Some(read.occurred_at),
            order: Some(read.order),
            ..Details::default()
        },
    };
    let payer = Payer {
        name: None,
        document: Some(read.buyer.cuit),
        email: None,
        account: Some(read.buyer.account),
    };
    (notice, payer)
}

/// A payment that waits for the wallet, and for an amount that came without a
/// payment.
struct Waiting {
    payment: PaymentId,
    order: String,
    charged: Money,
    since: UnixMs,
}

fn waiting(read: &Read<'_>) -> Result<Vec<Waiting>, TillError> {
    let mut found = Vec::new();
    for (sale, payment) in read.payments_by_wallet_of_open_strays()? {
        let sale = read.sale(sale)?;
        let known = sale.as_ref().and_then(|sale| sale.payment(payment));
        if let Some(known) = known
            && known.method() == Method::Wallet
            && known.state == PaymentState::Waiting
            && let Some(qr) = known.qr()
        {
            found.push(Waiting {
                payment,
                order: qr.order.clone(),
                charged: known.request.charged,
                since: known.requested_at,
            });
        }
    }
    Ok(found)
}

/// Each notice that only one payment waits for, where no other notice says the
/// same.
fn certain(
    read: &Read<'_>,
    unclaimed: &HashSet<StrayId>,
) -> Result<Vec<(PaymentId, Stray)>, TillError> {
    let all = waiting(read)?;
    let mut found = Vec::new();
    for one in &all {
        let is_same = |it: &&Waiting| it.order == one.order && it.charged == one.charged;
        if all.iter().filter(is_same).count() != 1 {
            continue;
        }
        let strays = read.strays_of_amount(one.charged, one.since)?;
        let mut fitting = strays.into_iter().filter(|stray| is_for(stray, one));
        if let (Some(stray), None) = (fitting.next(), fitting.next())
            && stray.holder.is_none()
            && !unclaimed.contains(&stray.id)
            && !is_told(read, &stray)?
        {
            found.push((one.payment, stray));
        }
    }
    Ok(found)
}

/// Whether money was given to a payment by a person, or told to Bind.
fn is_told(read: &Read<'_>, stray: &Stray) -> Result<bool, TillError> {
    let told = match &stray.id {
        StrayId::Transaction(key) => !read.reports_of_transaction(key)?.is_empty(),
        StrayId::Notice(_) => false,
    };
    Ok(told || stray.given.is_some())
}

fn is_for(stray: &Stray, one: &Waiting) -> bool {
    let StrayId::Transaction(key) = &stray.id else {
        return false;
    };
    key.provider == Provider::Wallet
        && stray.word == Some(Word::Approved)
        && stray.details.order.as_deref() == Some(one.order.as_str())
}

/// The payments whose notice is certain, and has to be claimed.
pub(super) fn awaited(
    read: &Read<'_>,
    unclaimed: &HashSet<StrayId>,
) -> Result<BTreeSet<PaymentId>, TillError> {
    let certain = certain(read, unclaimed)?.into_iter();
    Ok(certain.map(|(payment, _)| payment).collect())
}

/// Whether a notice of the wallet has exactly one payment.
pub(super) fn has_match(read: &Read<'_>, unclaimed: &HashSet<StrayId>) -> Result<bool, TillError> {
    Ok(!certain(read, unclaimed)?.is_empty())
}

impl Till {
    /// The notices of the wallet that this till could not claim.
    pub(super) fn unclaimed_here(&self) -> HashSet<StrayId> {
        let unclaimed = self.unclaimed.lock();
        unclaimed.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives each notice that is certain to its payment, once the relay says
    /// that it is this till's. The notices were read to their end just before.
    ///
    /// # Errors
    /// [`TillError::RelayAway`] if the relay does not answer; the notice is
    /// asked for again.
    pub(super) async fn match_wallet(&self) -> Result<(), TillError> {
        let unclaimed = self.unclaimed_here();
        let found = self.ledger.read(move |read| {
            let certain = certain(read, &unclaimed)?;
            let claiming = |(payment, stray): (PaymentId, Stray)| {
                let claiming = Claiming::of(read, &stray, false)?;
                Ok::<_, TillError>((payment, stray.id, claiming))
            };
            certain
                .into_iter()
                .map(claiming)
                .collect::<Result<Vec<_>, _>>()
        });
        for (payment, stray, claiming) in found.await? {
            match self.claim_stray(&stray, claiming).await {
                Ok(AskedOthers::Claimed) => {
                    self.give_to(payment, stray).await?;
                    self.errands_changed.notify_one();
                }
                // The relay does not know it, so nobody asked the other tills.
                Ok(AskedOthers::Nobody | AskedOthers::TakenOver(_))
                | Err(TillError::HeldElsewhere(_)) => self.leave_unclaimed(stray),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn leave_unclaimed(&self, stray: StrayId) {
        let mut unclaimed = self
            .unclaimed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if unclaimed.len() >= UNCLAIMED_MAX {
            unclaimed.clear();
        }
        unclaimed.insert(stray);
    }

    async fn give_to(&self, payment: PaymentId, stray: StrayId) -> Result<(), TillError> {
        let (now, unclaimed) = (self.now(), self.unclaimed_here());
        self.ledger
            .write(move |write| {
                // Another payment, or another notice, may have come meanwhile.
                let certain = certain(write, &unclaimed)?;
                let still = certain
                    .into_iter()
                    .find(|(waits, it)| *waits == payment && it.id == stray);
                match still {
                    Some((payment, stray)) => give(write, payment, &stray, now),
                    None => Ok(()),
                }
            })
            .await
    }
}

fn give(
    write: &mut Write<'_>,
    payment: PaymentId,
    stray: &Stray,
    now: UnixMs,
) -> Result<(), TillError> {
    let (StrayId::Transaction(key), Some(number)) = (&stray.id, stray.notices.last()) else {
        return Ok(());
    };
    let Some(sale) = write.sale_of_payment(payment)? else {
        return Ok(());
    };
    let command = Command::HearNotice {
        payment,
        number: *number,
        transaction: Some(TransactionKey::clone(key)),
        notice: Notice {
            reference: Some(key.reference.clone()),
            amount: stray.amount,
            word: Word::Approved,
            names: Names::Ours(payment),
            proposes: None,
            deductions: stray.deductions,
            details: stray.details.clone(),
        },
    };
    give_payers(write, stray, payment)?;
    if record_unless_refused(write, (&Actor::Till, now), sale, &command)?.is_err() {
        return Ok(());
    }
    let events = stray.decide(&StrayCommand::Attribute(payment), &Actor::Till)?;
    write.record_stray(&Actor::Till, now, &stray.id, &events)?;
    Ok(())
}
