//! Checks an answer against its request: whether its QR may be shown. What
//! happens after a refusal is up to the till.

use super::order::{Answered, Kind, PreOrder};
use domain::Money;
use qr::Identity;

/// Why a QR must not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The answer's amount is not the one asked for, or is missing.
    #[error("the answer is for another amount: {answered:?}")]
    Amount {
        /// The value in the answer.
        answered: Option<Money>,
    },
    /// The answer's `externalReference` is not the one asked for.
    #[error("the answer is for another reference: {answered:?}")]
    Reference {
        /// The value in the answer.
        answered: Option<String>,
    },
    /// `isEnabled` is not true.
    #[error("the pre-order is not enabled")]
    NotEnabled,
    /// The QR itself contradicts the request.
    #[error("the QR: {0}")]
    Qr(qr::Contradiction),
}

impl Refusal {
    /// Whether the QR pays another merchant than the known one.
    #[must_use]
    pub fn is_of_another_merchant(&self) -> bool {
        match self {
            Refusal::Qr(contradiction) => match contradiction {
                qr::Contradiction::Cuit { .. } | qr::Contradiction::Cvu { .. } => true,
                qr::Contradiction::Amount { .. }
                | qr::Contradiction::Currency { .. }
                | qr::Contradiction::Country { .. }
                | qr::Contradiction::Reference { .. } => false,
            },
            Refusal::Amount { .. } | Refusal::Reference { .. } | Refusal::NotEnabled => false,
        }
    }
}

/// The result of checking an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Why the QR must not be shown; empty if it may be.
    pub refusals: Vec<Refusal>,
    /// The warnings to show and record with it ("puede no leerse").
    pub warnings: Vec<qr::Warning>,
    /// The merchant that the QR names. The till keeps it from the first QR, and
    /// a manager confirms it once.
    pub identity: Identity,
}

impl Checked {
    /// Whether the QR may be shown, possibly with warnings.
    #[must_use]
    pub fn may_be_shown(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// Checks an answer against its request. The amount and the reference must be
/// equal, the pre-order must be enabled, and the QR must contradict neither the
/// request nor the known merchant. The answer to a fixed QR, which asks for no
/// amount, may leave the amount out.
#[must_use]
pub fn check_answer(order: &PreOrder, answered: &Answered, known: &Identity) -> Checked {
    let mut refusals = Vec::new();
    let (amount_centavos, may_lack_amount) = match order.kind {
        Kind::Sale => (Some(order.amount.centavos()), false),
        Kind::FixedQr => (None, true),
    };
    let amount_is_good = match answered.amount {
        Some(amount) => amount == order.amount,
        None => may_lack_amount,
    };
    if !amount_is_good {
        refusals.push(Refusal::Amount {
            answered: answered.amount,
        });
    }
    if answered.reference.as_deref() != Some(order.reference.as_str()) {
        refusals.push(Refusal::Reference {
            answered: answered.reference.clone(),
        });
    }
    if answered.enabled != Some(true) {
        refusals.push(Refusal::NotEnabled);
    }
    let verdict = qr::check(
        &answered.qr,
        &qr::Expected {
            amount_centavos,
            reference: &order.reference,
            order_id: &answered.order_id,
            cuit: known.cuit.as_deref(),
            cvu: known.cvu.as_deref(),
        },
    );
    refusals.extend(verdict.refusals.into_iter().map(Refusal::Qr));
    Checked {
        refusals,
        warnings: verdict.warnings,
        identity: verdict.identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::totalcoin::order::tests::{ANSWER, sample};
    use domain::UnixMs;

    fn known() -> Identity {
        Identity {
            cuit: Some("30718092481".to_owned()),
            cvu: Some("0000222800000000057723".to_owned()),
        }
    }

    fn checked(change: impl Fn(&mut PreOrder, &mut Answered)) -> Checked {
        let mut order = PreOrder {
            kind: Kind::Sale,
            ..sample()
        };
        let mut answered = Answered::read(ANSWER.as_bytes()).unwrap();
        change(&mut order, &mut answered);
        check_answer(&order, &answered, &known())
    }

    #[test]
    fn the_pages_answer_is_read_and_is_good() {
        let answered = Answered::read(ANSWER.as_bytes()).unwrap();
        assert_eq!(answered.order_id, "13010");
        assert!(answered.qr.ends_with("6304584D"), "{}", answered.qr);
        assert_eq!(answered.expires_at, Some(UnixMs(1_743_009_794_099)));
        assert_eq!(answered.amount, Some(sample().amount));
        assert_eq!(answered.reference.as_deref(), Some("JPGQ_PAYMENT_001"));
        assert_eq!(answered.enabled, Some(true));
        let good = Checked {
            refusals: vec![],
            warnings: vec![],
            identity: known(),
        };
        assert_eq!(checked(|_, _| ()), good);
        assert!(good.may_be_shown());
    }

    #[test]
    fn an_answer_that_differs_is_refused() {
        let refusals = |change: fn(&mut PreOrder, &mut Answered)| checked(change).refusals;
        let centavo_less = Money::from_centavos(999).unwrap();
        assert_eq!(
            refusals(|_, it| it.amount = Some(Money::from_centavos(999).unwrap())),
            [Refusal::Amount {
                answered: Some(centavo_less)
            }]
        );
        assert_eq!(
            refusals(|_, it| it.amount = None),
            [Refusal::Amount { answered: None }]
        );
        assert_eq!(
            refusals(|_, it| it.reference = None),
            [Refusal::Reference { answered: None }]
        );
        assert_eq!(
            refusals(|_, it| it.reference = Some("jpgq_payment_001".to_owned())),
            [Refusal::Reference {
                answered: Some("jpgq_payment_001".to_owned())
            }]
        );
        for enabled in [Some(false), None] {
            let found = checked(|_, it| it.enabled = enabled).refusals;
            assert_eq!(found, [Refusal::NotEnabled]);
        }
        // The answer agrees with the request, but its QR belongs to another
        // payment.
        let other = checked(|order, it| {
            order.reference = "M2".to_owned();
            it.reference = Some("M2".to_owned());
        });
        let found = qr::Contradiction::Reference {
            found: "JPGQ_PAYMENT_001".to_owned(),
        };
        assert_eq!(other.refusals, [Refusal::Qr(found)]);
        assert!(!other.may_be_shown());
    }

    #[test]
    fn a_bad_crc_or_id_is_shown_with_a_warning() {
        let bad = checked(|_, it| it.qr = it.qr.replace("584D", "584E"));
        assert!(bad.may_be_shown() && bad.warnings.len() == 1, "{bad:?}");
        let bad = checked(|_, it| it.order_id = "13011".to_owned());
        assert!(bad.may_be_shown() && bad.warnings.len() == 1, "{bad:?}");
    }

    #[test]
    fn a_fixed_qrs_answer_may_leave_out_the_amount_and_nothing_else() {
        let fixed = |amount: Option<i64>| {
            checked(move |order, it| {
                order.kind = Kind::FixedQr;
                order.amount = Money::ZERO;
                it.amount = amount.map(|centavos| Money::from_centavos(centavos).unwrap());
            })
        };
        assert!(fixed(None).may_be_shown());
        assert!(fixed(Some(0)).may_be_shown());
        assert!(!fixed(Some(1)).may_be_shown());
    }
}
