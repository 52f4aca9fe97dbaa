//! A sale's receipt.

use super::{PaperLook, name_of, names};
use domain::{
    Money, Payment, PaymentState, Sale, SaleId, SaleState, Tender, TransactionKey, UnixMs,
};
use ledger::{LedgerError, Read};
use paper::{CardPaid, CashPaid, Document, Paid, PaidBy, Receipt, Returned, RoundedCash};

/// The receipt of a sale; `None` for a sale that is not known, was given up, or
/// of which nothing is paid.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub fn receipt_document(
    read: &Read<'_>,
    sale: SaleId,
    copy: bool,
    look: &PaperLook,
) -> Result<Option<Document>, LedgerError> {
    let Some(sale) = read.sale(sale)? else {
        return Ok(None);
    };
    let paid: Vec<_> = sale.payments.iter().filter(|it| is_paid(it)).collect();
    let Some(last) = paid.last() else {
        return Ok(None);
    };
    match sale.state() {
        SaleState::Abandoned => return Ok(None),
        SaleState::Open | SaleState::PartlyPaid | SaleState::Paid => {}
    }
    let cashier = name_of(&names(read)?, &last.requested_by);
    Ok(Some(paper::receipt(&Receipt {
        marks: look.marks(copy),
        shop: look.shop(),
        ticket: sale.ticket,
        at: look.local(paid_at(&sale, &paid)),
        till: look.till_name.clone(),
        cashier: cashier.filter(|_| look.shows_cashier),
        concept: sale.concept.clone(),
        amount: sum(paid.iter().map(|payment| amount(payment))),
        paid: paid.iter().map(|payment| paid_by(payment)).collect(),
        unpaid: sale.total.less(sale.covered()),
        returned: returned(&sale),
        to_return: to_return(&sale),
        closing_words: look.closing_words.clone(),
    })))
}

fn is_paid(payment: &Payment) -> bool {
    payment.state.covers() || !payment.covered().is_zero()
}

/// What the customer paid with it: what was charged, or what a manager gave to
/// it of other money.
fn amount(payment: &Payment) -> Money {
    let whole = match payment.state {
        PaymentState::Approved => true,
        PaymentState::SettledPaid => payment.paid_by().is_none(),
        PaymentState::Requested
        | PaymentState::Waiting
        | PaymentState::Sent
        | PaymentState::Pending
        | PaymentState::Declined
        | PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::InDoubt
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => false,
    };
    if whole {
        payment.request.charged
    } else {
        payment.covered()
    }
}

/// When the last of it was paid.
fn paid_at(sale: &Sale, paid: &[&Payment]) -> UnixMs {
    let moments = paid
        .iter()
        .map(|payment| payment.approved_at.unwrap_or(payment.requested_at));
    moments.max().unwrap_or(sale.opened_at)
}

fn paid_by(payment: &Payment) -> Paid {
    let reference = reference(payment);
    let by = match payment.counts_as() {
        Tender::Qr => PaidBy::Qr { reference },
        Tender::FixedQr => PaidBy::FixedQr { reference },
        Tender::Wallet => PaidBy::Wallet { reference },
        Tender::Card => PaidBy::Cards(cards(payment)),
        Tender::Cash => PaidBy::Cash(cash(payment)),
        Tender::Transfer => PaidBy::Transfer,
    };
    Paid {
        amount: amount(payment),
        by,
        by_word: !payment.by_word().is_zero(),
    }
}

/// The provider's reference of the money.
fn reference(payment: &Payment) -> Option<String> {
    let counted = payment.transactions.iter().find(|it| it.counted.is_some());
    let assigned = payment
        .credits
        .iter()
        .find_map(|it| it.transaction.as_ref());
    let key: Option<&TransactionKey> = payment
        .approving_transaction()
        .or(counted.map(|it| &it.key))
        .or(assigned);
    key.map(|key| key.reference.clone())
}

/// The cards, each with the slips of its legs in the order of sending.
fn cards(payment: &Payment) -> Vec<CardPaid> {
    let Some(charged) = payment.card() else {
        return Vec::new();
    };
    let mut place: u16 = 0;
    let mut cards = Vec::new();
    for card in &charged.cards {
        let mut slips = Vec::new();
        for _ in &card.legs {
            let known = charged.legs.iter().find(|leg| leg.place == Some(place));
            slips.extend(known.map(|leg| leg.receipt.clone()));
            place = place.saturating_add(1);
        }
        cards.push(CardPaid {
            brand: card.face.brand,
            last_four: card.face.last_four,
            slips,
            offer: card.offer.clone(),
        });
    }
    cards
}

fn cash(payment: &Payment) -> CashPaid {
    let rounded = (!payment.rounded.is_zero()).then_some(RoundedCash {
        price: payment.request.amount,
        by: payment.rounded,
    });
    CashPaid {
        rounded,
        handed: payment.handed().zip(payment.change()),
    }
}

fn returned(sale: &Sale) -> Vec<Returned> {
    let returns = sale.payments.iter().flat_map(|payment| &payment.returns);
    returns
        .map(|returned| Returned {
            amount: returned.amount,
            from: returned.from,
        })
        .collect()
}

/// What a manager said goes back and has not gone back yet.
fn to_return(sale: &Sale) -> Money {
    let items = sale.discrepancies.iter();
    sum(items.map(|item| sale.still_to_return(item.number)))
}

fn sum(amounts: impl Iterator<Item = Money>) -> Money {
    amounts.fold(Money::ZERO, |sum, amount| {
        sum.plus(amount).unwrap_or(Money::MAX)
    })
}
