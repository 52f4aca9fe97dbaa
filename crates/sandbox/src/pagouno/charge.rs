//! How an operation ends: at once, by queries, or by hand.

use super::cards::Fate;
use super::memory::{Book, CardToken, Leg, LegState, Purchase, PurchaseState};
use super::read::{GroupRequest, PURCHASE_CENTAVOS_MIN};
use crate::host::chance;

/// Makes an operation from a well-formed request, uses its tokens up, and
/// returns it in the form for the answer.
///
/// `failing` is the place, counted from 1, of a transaction that fails whatever
/// its card.
///
/// # Errors
///
/// An unknown or used token; nothing has changed then.
pub(crate) fn charge(
    book: &mut Book,
    request: GroupRequest,
    failing: Option<usize>,
    now_ms: i64,
) -> Result<Purchase, String> {
    let mut cards: Vec<CardToken> = Vec::new();
    for purchase in &request.purchases {
        let known = book
            .tokens
            .iter()
            .find(|token| token.id == purchase.token_id);
        match known {
            None => return Err("token_id is not known".to_owned()),
            Some(token) if token.used => return Err("token_id was used before".to_owned()),
            Some(token) => cards.push(token.clone()),
        }
    }
    for token in &mut book.tokens {
        token.used |= cards.iter().any(|card| card.id == token.id);
    }
    let mut legs = Vec::new();
    for (purchase, card) in request.purchases.into_iter().zip(cards) {
        let id = chance::guid();
        let fails = failing == Some(legs.len().saturating_add(1));
        let too_little = purchase.amount_centavos < PURCHASE_CENTAVOS_MIN;
        legs.push(Leg {
            request_id: id.clone(),
            id,
            token_id: card.id,
            brand: card.brand,
            bin: card.bin,
            last_4_digits: card.last_4_digits,
            merchant_code_group: purchase.merchant_code_group,
            amount_centavos: purchase.amount_centavos,
            installments: purchase.installments,
            subscription_code: purchase.subscription_code,
            seller_descriptor: purchase.seller_descriptor,
            state: match (fails, too_little) {
                (true, _) => LegState::Declined,
                (false, true) => LegState::BadAmount,
                (false, false) => first_state(card.fate),
            },
            fate: card.fate,
            number: book.next_leg(),
            queries: 0,
        });
    }
    let total = legs.iter().map(|leg| leg.amount_centavos);
    let mut purchase = Purchase {
        reference: request.reference,
        state: PurchaseState::Pending,
        total_centavos: total.fold(0, i64::saturating_add),
        made_ms: now_ms,
        legs,
    };
    // Documented denials name each transaction by two ids.
    if settle(&mut purchase) == PurchaseState::Declined {
        for leg in &mut purchase.legs {
            leg.request_id = chance::guid();
        }
    }
    let answered = purchase.clone();
    reverse(&mut purchase);
    book.store(purchase);
    Ok(answered)
}

fn first_state(fate: Fate) -> LegState {
    match fate {
        Fate::Approve => LegState::Approved,
        Fate::Decline => LegState::Declined,
        Fate::PendingThenApprove | Fate::PendingThenDecline | Fate::PendingForEver => {
            LegState::Pending
        }
        Fate::NoTerminal => LegState::NoTerminal,
        Fate::BadAmount => LegState::BadAmount,
    }
}

/// Derives the operation's state from its transactions: if one fails, all fail,
/// and those that succeeded are reversed.
fn settle(purchase: &mut Purchase) -> PurchaseState {
    let failed = |leg: &Leg| match leg.state {
        LegState::Declined | LegState::BadAmount | LegState::NoTerminal | LegState::Reversed => {
            true
        }
        LegState::Approved | LegState::Pending => false,
    };
    let pending = |leg: &Leg| leg.state == LegState::Pending;
    purchase.state = if purchase.legs.iter().any(failed) {
        PurchaseState::Declined
    } else if purchase.legs.iter().any(pending) {
        PurchaseState::Pending
    } else {
        PurchaseState::Approved
    };
    purchase.state
}

/// Reverses the successful transactions of a failed operation. The answer to
/// the operation itself still shows which succeeded.
fn reverse(purchase: &mut Purchase) {
    if purchase.state != PurchaseState::Declined {
        return;
    }
    for leg in &mut purchase.legs {
        if matches!(leg.state, LegState::Approved | LegState::Pending) {
            leg.state = LegState::Reversed;
        }
    }
}

/// Answers a query of a transaction; some end by it. Returns whether this one
/// did.
pub(crate) fn query(purchase: &mut Purchase, at: usize, pending_queries: u32) -> bool {
    let Some(leg) = purchase.legs.get_mut(at) else {
        return false;
    };
    leg.queries = leg.queries.saturating_add(1);
    let end = match (leg.state, leg.fate) {
        (LegState::Pending, Fate::PendingThenApprove) => LegState::Approved,
        (LegState::Pending, Fate::PendingThenDecline) => LegState::Declined,
        (
            LegState::Approved
            | LegState::Declined
            | LegState::BadAmount
            | LegState::NoTerminal
            | LegState::Pending
            | LegState::Reversed,
            _,
        ) => return false,
    };
    if leg.queries <= pending_queries {
        return false;
    }
    end_as(purchase, at, end);
    true
}

/// Ends a pending transaction.
pub(crate) fn end_as(purchase: &mut Purchase, at: usize, end: LegState) {
    if let Some(leg) = purchase.legs.get_mut(at) {
        leg.state = end;
    }
    settle(purchase);
    reverse(purchase);
}
