//! The cashier's keys: what one press of each asks of the till.

use crate::notebook::{Current, How};
use domain::{Actor, Money, Sale};
use secrecy::SecretString;
use till::pay::Checkout;
use till::pay::cards::{CardEntry, ChargeCards};
use till::pay::cash::ChargeCash;
use till::pay::fixed_qr::ChargeFixedQr;
use till::pay::qr::ChargeQr;
use till::pay::wallet::ChargeWallet;
use till::{Till, TillError};

/// Presses the key that charges once.
pub(crate) async fn press(till: &Till, current: &Current, number: u64) -> Result<Sale, TillError> {
    let amount = current.amount;
    let checkout = Checkout {
        sale: current.again,
        total: current.total,
        ..Checkout::new(&current.request)
    };
    match current.how {
        How::Qr => {
            let charge = ChargeQr {
                checkout,
                amount,
                payer_dni: None,
            };
            till.take_qr_payment(charge, Actor::Counter).await
        }
        How::FixedQr => {
            let charge = ChargeFixedQr { checkout, amount };
            till.take_fixed_qr_payment(charge, Actor::Counter).await
        }
        How::Wallet => {
            let charge = ChargeWallet { checkout, amount };
            till.take_wallet_payment(charge, Actor::Counter).await
        }
        How::Cash => {
            let charge = ChargeCash {
                checkout,
                amount,
                handed: None,
            };
            till.take_cash_payment(charge, Actor::Counter).await
        }
        How::Card | How::TwoCards => {
            let half = Money::from_centavos(amount.centavos() / 2).unwrap_or(amount);
            let cards = if current.how == How::Card {
                vec![card(number, amount)]
            } else {
                vec![card(number, half), card(number + 1, amount.less(half))]
            };
            let charge = ChargeCards { checkout, cards };
            till.take_card_payment(charge, Actor::Counter).await
        }
    }
}

/// One of four cards.
fn card(number: u64, amount: Money) -> CardEntry {
    let numbers = [
        "4111111111111111",
        "5555555555554444",
        "6011000990139424",
        "36227206271667",
    ];
    let place = usize::try_from(number % 4).unwrap_or(0);
    let text = |text: &str| SecretString::from(text.to_owned());
    CardEntry {
        number: text(numbers[place]),
        expiry: text("12/99"),
        security_code: text("123"),
        holder: text("Juana"),
        document_kind: None,
        document: text("27594189"),
        plan: ["cuotas-1", "ahora-3", "ahora-12", "cuotas-18"][place]
            .parse()
            .expect("the text is a plan id"),
        amount,
        accepted_total: amount,
        accepted_terms: None,
    }
}
