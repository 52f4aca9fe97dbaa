//! Which notice under the fixed QR is which declared sale's. What may be decided
//! without a person is in [`domain::match_fixed`]; here the claims and the
//! notices are read, and what is certain is written.

use crate::TillError;
use crate::errands::record::record_unless_refused;
use domain::{
    Actor, Arrival, Claim, ClaimIs, Command, Matches, Money, Names, Notice, Payment, PaymentId,
    PaymentState, Provider, Stray, StrayCommand, StrayId, UnixMs, Word, match_fixed,
};
use ledger::{Read, Write};
use std::collections::BTreeSet;

/// Which claims and notices may be each other's.
#[derive(Debug, Clone, Copy)]
pub struct Within {
    /// How far apart they may lie, in milliseconds.
    pub ms: i64,
    /// Now, by the time of day.
    pub now: UnixMs,
}

/// What can be said of the declared sales and of the notices under the fixed
/// QR.
///
/// # Errors
/// The ledger's.
pub fn matches(read: &Read<'_>, within: Within) -> Result<Matches, TillError> {
    let strays = read.strays_by_fixed_qr()?;
    let arrivals: Vec<Arrival> = strays
        .iter()
        .filter(|stray| is_of_totalcoin(&stray.id))
        .filter_map(Stray::arrival)
        .collect();
    let amounts: BTreeSet<Money> = arrivals.iter().map(|arrival| arrival.amount).collect();
    let mut claims = Vec::new();
    for amount in amounts {
        for (sale, payment) in read.payments_by_fixed_qr(amount)? {
            let sale = read.sale(sale)?;
            let payment = sale.as_ref().and_then(|sale| sale.payment(payment));
            claims.extend(payment.and_then(|payment| claim(payment, within)));
        }
    }
    #[cfg(feature = "mutants")]
    if crate::mutants::Mutant::DeclaredByWrongNotice.is_on() {
        return Ok(by_amount_alone(&claims, &arrivals));
    }
    Ok(match_fixed(&claims, &arrivals, within.ms))
}

/// Breaks the third law on purpose; see [`crate::mutants`].
#[cfg(feature = "mutants")]
fn by_amount_alone(claims: &[Claim], arrivals: &[Arrival]) -> Matches {
    let mut matches = Matches::default();
    for arrival in arrivals {
        let claim = claims.iter().find(|claim| {
            let is_taken = matches.certain.iter().any(|(by, _)| *by == claim.payment);
            claim.is == ClaimIs::Declared && claim.amount == arrival.amount && !is_taken
        });
        if let Some(claim) = claim {
            let pair = (claim.payment, arrival.stray.clone());
            matches.certain.push(pair);
        }
    }
    matches
}

fn is_of_totalcoin(stray: &StrayId) -> bool {
    match stray {
        StrayId::Transaction(key) => key.provider == Provider::Totalcoin,
        StrayId::Notice(_) => false,
    }
}

/// A payment as a claim to money; `None` if it has none.
fn claim(payment: &Payment, within: Within) -> Option<Claim> {
    let (is, at) = match (payment.state, payment.declared_at()) {
        (PaymentState::Declared | PaymentState::Unconfirmed, Some(at)) => (ClaimIs::Declared, at),
        (PaymentState::Cancelled, Some(at)) => (ClaimIs::TakenBack, at),
        (PaymentState::Requested, None) => {
            // A QR that somebody left on the screen is not about to be paid.
            let since = payment.requested_at;
            let is_new = within.now.since_ms(since) <= within.ms;
            (ClaimIs::Shown, if is_new { within.now } else { since })
        }
        _ => return None,
    };
    Some(Claim {
        payment: payment.id,
        amount: payment.request.charged,
        at,
        is,
    })
}

/// Gives each notice that is certain to its sale. The relay's notices were read
/// to their end just before, in the same commit.
pub(super) fn settle_certain(write: &mut Write<'_>, within: Within) -> Result<(), TillError> {
    for (payment, stray) in matches(write, within)?.certain {
        if let Some(stray) = write.stray(&stray)? {
            give(write, payment, &stray, within.now)?;
        }
    }
    Ok(())
}

fn give(
    write: &mut Write<'_>,
    payment: PaymentId,
    stray: &Stray,
    now: UnixMs,
) -> Result<(), TillError> {
    let (StrayId::Transaction(key), Some(number), Some(under)) =
        (&stray.id, stray.notices.last(), stray.under)
    else {
        return Ok(());
    };
    let Some(sale) = write.sale_of_payment(payment)? else {
        return Ok(());
    };
    let command = Command::HearFixed {
        payment,
        number: *number,
        transaction: key.clone(),
        notice: Notice {
            reference: Some(key.reference.clone()),
            amount: stray.amount,
            word: stray.word.clone().unwrap_or(Word::Other(String::new())),
            names: Names::Ours(under.operation()),
            proposes: None,
            deductions: stray.deductions,
            details: stray.details.clone(),
        },
    };
    if record_unless_refused(write, (&Actor::Till, now), sale, &command)?.is_err() {
        return Ok(());
    }
    give_payers(write, stray, payment)?;
    let events = stray.decide(&StrayCommand::Attribute(payment), &Actor::Till)?;
    write.record_stray(&Actor::Till, now, &stray.id, &events)?;
    Ok(())
}

/// The payer of the notices is the payment's.
pub(crate) fn give_payers(
    write: &mut Write<'_>,
    stray: &Stray,
    payment: PaymentId,
) -> Result<(), TillError> {
    for notice in &stray.notices {
        write.give_payer(*notice, payment)?;
    }
    Ok(())
}
