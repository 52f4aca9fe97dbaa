//! Cash: counted at the counter, approved at once, with the change kept.

use super::Checkout;
use super::checkout::Owing;
use crate::errands::DEADLINE_MS;
use crate::{Till, TillError};
use domain::{Actor, Command, Method, Money, Sale};

/// What a cashier asks for with the cash form.
#[derive(Debug, Clone)]
pub struct ChargeCash {
    pub checkout: Checkout,
    /// How much of the sale it covers.
    pub amount: Money,
    /// What the customer handed over; exactly the amount where nothing is said.
    pub handed: Option<Money>,
}

impl Till {
    /// Takes banknotes. The payment is `approved` in the same commit, and what
    /// goes back is in [`domain::Payment::change`].
    ///
    /// # Errors
    /// [`TillError`]; then nothing was taken. [`domain::Refusal::NotEnough`]
    /// where less was handed over than the amount.
    pub async fn take_cash_payment(
        &self,
        charge: ChargeCash,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let amount = charge.amount;
        let charged = rounded(amount, self.settings.day.cash_rounding_centavos);
        let handed = charge.handed.unwrap_or(charged);
        let charging = charge.checkout.charging(self, amount, &by)?;
        let (now, payment) = (self.now(), self.new_payment());
        self.ledger
            .write(move |write| {
                charging.charge(write, (&by, now), Owing::Nothing, |_, charging| {
                    let charge = Command::Charge {
                        payment,
                        request: charging.payment_request(Method::Cash, amount, charged),
                        deadline: now.plus_ms(DEADLINE_MS),
                    };
                    Ok(vec![charge, Command::CountCash { payment, handed }])
                })
            })
            .await
    }
}

/// What is charged in cash for an amount: rounded down, in the customer's
/// favour, to a whole number of steps. An amount below one step stays as it is,
/// and so does every amount where the step is zero.
fn rounded(amount: Money, step_centavos: i64) -> Money {
    let rest = amount.centavos().checked_rem(step_centavos).unwrap_or(0);
    let down = Money::from_centavos(amount.centavos() - rest).unwrap_or(amount);
    if down.is_zero() { amount } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_rounded_down_and_never_to_nothing() {
        for (amount, step, charged) in [
            (123_456, 100, 123_400),
            (123_456, 0, 123_456),
            (123_400, 100, 123_400),
            (123_456, 10_000, 120_000),
            (99, 100, 99),
            (1, 5, 1),
        ] {
            let money = Money::from_centavos(amount).unwrap();
            assert_eq!(rounded(money, step).centavos(), charged, "{amount} {step}");
        }
    }
}
