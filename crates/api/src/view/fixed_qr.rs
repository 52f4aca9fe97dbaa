//! The shop's fixed QR, and the groups of notices under it.

use super::NamesOfPeople;
use super::sale::{Pictures, sale_view};
use super::tray::ItemId;
use crate::dto::{
    FixedClaim, FixedGroup, FixedNotice, FixedPaymentView, FixedQrState, FixedQrView, QrView,
};
use domain::{FixedQr, Group, Payment, PaymentState, StrayId, TAKE_BACK_MS, UnixMs};
use ledger::{LedgerError, Read};
use till::setup::fixed_qr::FixedQrs;
use till::{Till, TillError, Within, matches};

/// How the fixed QR stands at this till.
pub(crate) fn fixed_qr_view(read: &Read<'_>, till: &Till) -> Result<FixedQrView, TillError> {
    let known = FixedQrs::read(read)?;
    Ok(view_of(&known, till.wants_fixed_qr(), till.timer_now()))
}

pub(crate) fn view_of(known: &FixedQrs, is_wanted: bool, now: UnixMs) -> FixedQrView {
    let shown = known
        .in_force
        .as_ref()
        .filter(|qr| qr.payable(now).is_some());
    let was_payable = |qr: &&FixedQr| qr.qr.is_some();
    let state = match shown {
        Some(_) if !is_wanted => FixedQrState::Off,
        Some(qr) if qr.is_ending(now) => FixedQrState::Ending,
        Some(_) => FixedQrState::InForce,
        None if !is_wanted => FixedQrState::Off,
        None if known.requested.is_some() => FixedQrState::Making,
        None if known.last.as_ref().filter(was_payable).is_some() => FixedQrState::Ended,
        None => FixedQrState::None,
    };
    let refused = known.last.as_ref().and_then(|last| last.refused.as_ref());
    FixedQrView {
        state,
        made_at_ms: shown.and_then(|qr| qr.received_at).map(|at| at.0),
        valid_until_ms: shown
            .or(known.last.as_ref().filter(was_payable))
            .map(|qr| qr.valid_until.0),
        making: known.requested.is_some(),
        refused: refused.map(|(_, detail)| detail.clone().unwrap_or_default()),
    }
}

/// The QR of a payment by the fixed QR, while it is shown.
pub(crate) fn fixed_code(
    read: &Read<'_>,
    payment: &Payment,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<Option<QrView>, LedgerError> {
    let is_shown =
        payment.method() == domain::Method::FixedQr && payment.state == PaymentState::Requested;
    if !is_shown {
        return Ok(None);
    }
    let known = read.fixed_qr_in(domain::FixedQrState::InForce)?;
    Ok(known.as_ref().and_then(|known| {
        let qr = known.payable(now)?;
        Some(QrView {
            payload: qr.payload.clone(),
            svg: pictures.of(&qr.payload),
            left_ms: known.valid_until.since_ms(now).max(0),
            valid_ms: known.valid_until.since_ms(known.requested_at).max(0),
            may_not_read: !qr.warnings.is_empty(),
        })
    }))
}

/// What only a payment by the fixed QR has.
pub(crate) fn fixed_payment(
    read: &Read<'_>,
    payment: &Payment,
    now: UnixMs,
) -> Result<Option<FixedPaymentView>, LedgerError> {
    let domain::Means::FixedQr(fixed) = &payment.means else {
        return Ok(None);
    };
    let is_open = matches!(
        payment.state,
        PaymentState::Declared | PaymentState::Unconfirmed
    );
    let is_declared = payment.state == PaymentState::Declared;
    let left_ms = |at: UnixMs| {
        let left_ms = TAKE_BACK_MS - now.since_ms(at);
        if is_declared {
            left_ms.clamp(0, TAKE_BACK_MS)
        } else {
            0
        }
    };
    let declared_by = match &fixed.declared_by {
        Some(domain::Actor::Person { id, .. }) => Some(NamesOfPeople::read(read)?.of(*id)),
        Some(_) | None => None,
    };
    Ok(Some(FixedPaymentView {
        valid_until_ms: payment.deadline.0,
        declared_at_ms: fixed.declared_at.map(|at| at.0),
        declared_by,
        take_back_left_ms: fixed.declared_at.filter(|_| is_open).map(left_ms),
    }))
}

/// The groups that one answer settles, newest first.
pub(crate) fn groups(
    read: &Read<'_>,
    within: Within,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<Vec<FixedGroup>, TillError> {
    let mut groups = Vec::new();
    for group in matches(read, within)?.groups {
        groups.push(group_view(read, &group, now, pictures)?);
    }
    let newest = |group: &FixedGroup| group.claims.last().map(|claim| claim.declared_at_ms);
    groups.sort_by_key(|group| std::cmp::Reverse(newest(group)));
    Ok(groups)
}

fn group_view(
    read: &Read<'_>,
    group: &Group,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<FixedGroup, TillError> {
    let (mut notices, mut claims) = (Vec::new(), Vec::new());
    for (payment, stray) in &group.pairs {
        let sale = read.sale_of_payment(*payment)?;
        let sale = sale.ok_or(TillError::UnknownSale)?;
        let declared_at = sale.payment(*payment).and_then(Payment::declared_at);
        claims.push(FixedClaim {
            payment: payment.to_string(),
            declared_at_ms: declared_at.unwrap_or(sale.opened_at).0,
            sale: sale_view(read, &sale, now, pictures)?,
        });
        let known = read.stray(stray)?.ok_or(TillError::UnknownSale)?;
        notices.push(FixedNotice {
            item: ItemId::of_stray(stray),
            at_ms: known.paid_at().0,
            reference: match stray {
                StrayId::Transaction(key) => Some(key.reference.clone()),
                StrayId::Notice(_) => None,
            },
        });
    }
    Ok(FixedGroup {
        amount_centavos: group.amount.centavos(),
        notices,
        claims,
    })
}
