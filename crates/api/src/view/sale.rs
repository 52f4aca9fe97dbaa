//! What the ledger knows of a sale beside its lines: its errands, its payers, and
//! whether the clock was right.

use super::fixed_qr::{fixed_code, fixed_payment};
use crate::dto::{AttemptsView, Beside, PayerView, PaymentView, QrView, SaleView, Trouble};
use domain::{Payment, PaymentId, PaymentState, Sale, UnixMs};
use ledger::{ErrandEntry, ErrandStanding, LedgerError, Read};
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use till::errands::trouble;

/// How many drawn QRs are kept: more than wait through an hour's outage. Each has
/// some ten kilobytes.
pub(crate) const PICTURES_MAX: usize = 512;

/// QRs already drawn: one is shown on every change of its sale, and drawn once.
#[derive(Debug, Default)]
pub(crate) struct Pictures(Mutex<Drawn>);

#[derive(Debug, Default)]
struct Drawn {
    by_payload: HashMap<String, String>,
    /// The payloads, the one that was drawn first at the front.
    order: VecDeque<String>,
}

impl Pictures {
    /// The picture of a payload; empty where it cannot be drawn.
    pub(super) fn of(&self, payload: &str) -> String {
        let mut drawn = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(svg) = drawn.by_payload.get(payload) {
            return svg.clone();
        }
        let svg = qr::svg(payload).unwrap_or_default();
        // Only the oldest makes room: the others are still shown.
        if drawn.order.len() >= PICTURES_MAX
            && let Some(oldest) = drawn.order.pop_front()
        {
            drawn.by_payload.remove(&oldest);
        }
        drawn.order.push_back(payload.to_owned());
        drawn.by_payload.insert(payload.to_owned(), svg.clone());
        svg
    }
}

/// A sale as a screen sees it now.
pub(crate) fn sale_view(
    read: &Read<'_>,
    sale: &Sale,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<SaleView, LedgerError> {
    let payments = sale
        .payments
        .iter()
        .map(|payment| payment_view(read, sale, payment, now, pictures))
        .collect::<Result<_, _>>()?;
    Ok(SaleView::of(sale, payments, is_time_doubtful(read, sale)?))
}

/// Whether the clock may have been wrong when the sale was begun.
fn is_time_doubtful(read: &Read<'_>, sale: &Sale) -> Result<bool, LedgerError> {
    let doubtful = read.doubtful_lines()?;
    if doubtful.is_empty() {
        return Ok(false);
    }
    let opened = read.opening_line(sale.id)?;
    Ok(opened.is_some_and(|seq| doubtful.holds(seq)))
}

fn payment_view(
    read: &Read<'_>,
    sale: &Sale,
    payment: &Payment,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<PaymentView, LedgerError> {
    let errand = read.errand_of_payment(payment.id)?;
    let held = errand
        .as_ref()
        .is_some_and(|errand| errand.standing == ErrandStanding::Held);
    let beside = Beside {
        attempts: errand.as_ref().map_or(0, |errand| errand.attempts),
        trouble: errand
            .and_then(|errand| errand.trouble)
            .and_then(trouble_of),
        held,
        qr: match fixed_code(read, payment, now, pictures)? {
            Some(qr) => Some(qr),
            None => qr_view(payment, now, pictures),
        },
        fixed: fixed_payment(read, payment, now)?,
        payer: payer(read, payment)?,
    };
    Ok(PaymentView::of(sale, payment, beside, now))
}

/// The QR, only while it may be paid: a screen that has none cannot show one.
pub(crate) fn qr_view(payment: &Payment, now: UnixMs, pictures: &Pictures) -> Option<QrView> {
    let qr = payment
        .qr()
        .filter(|_| payment.state == PaymentState::Waiting)?;
    Some(QrView {
        payload: qr.payload.clone(),
        svg: pictures.of(&qr.payload),
        left_ms: qr.expires_at.since_ms(now).max(0),
        valid_ms: qr.expires_at.since_ms(payment.requested_at).max(0),
        may_not_read: !qr.warnings.is_empty(),
    })
}

/// How often the provider was asked for a payment.
pub(crate) fn attempts_view(payment: PaymentId, errand: ErrandEntry) -> AttemptsView {
    AttemptsView {
        payment: payment.to_string(),
        attempts: errand.attempts,
        trouble: errand.trouble.and_then(trouble_of),
    }
}

pub(super) fn trouble_of(word: String) -> Option<Trouble> {
    match word.as_str() {
        trouble::NO_CONNECTION => Some(Trouble::NoConnection),
        trouble::NO_ANSWER => Some(Trouble::NoAnswer),
        trouble::PROVIDER_ERROR => Some(Trouble::ProviderError),
        trouble::NOT_YET => Some(Trouble::NotYet),
        trouble::WAITS_FOR_FIRST => Some(Trouble::WaitsForFirst),
        _ => None,
    }
}

fn payer(read: &Read<'_>, payment: &Payment) -> Result<Option<PayerView>, LedgerError> {
    let Some(key) = payment.approving_transaction() else {
        return Ok(None);
    };
    let name = read
        .payer_of_payment(payment.id)?
        .and_then(|payer| payer.name);
    Ok(Some(PayerView {
        name,
        reference: key.reference.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Pictures {
        /// Whether it has a picture without drawing it.
        fn has(&self, payload: &str) -> bool {
            self.0.lock().unwrap().by_payload.contains_key(payload)
        }
    }

    #[test]
    fn a_qr_is_drawn_once_and_only_the_oldest_makes_room() {
        let pictures = Pictures::default();
        let payload = |number: usize| format!("payload {number}");
        for number in 0..PICTURES_MAX {
            pictures.of(&payload(number));
        }
        // One that is shown again takes no place of another.
        let shown = pictures.of(&payload(0));
        assert_eq!(shown, qr::svg(&payload(0)).unwrap());
        assert!((0..PICTURES_MAX).all(|number| pictures.has(&payload(number))));
        pictures.of(&payload(PICTURES_MAX));
        assert!(!pictures.has(&payload(0)));
        assert!((1..=PICTURES_MAX).all(|number| pictures.has(&payload(number))));
    }
}
