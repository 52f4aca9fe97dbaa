//! Cash: counted at the counter, approved at once, with the change kept.

use super::Checkout;
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
        let handed = charge.handed.unwrap_or(amount);
        let charging = charge.checkout.charging(self, amount, &by)?;
        let (now, payment) = (self.now(), self.new_payment());
        self.ledger
            .write(move |write| {
                charging.charge(write, (&by, now), None, |_, charging| {
                    let charge = Command::Charge {
                        payment,
                        request: charging.payment_request(Method::Cash, amount, amount),
                        deadline: now.plus_ms(DEADLINE_MS),
                    };
                    Ok(vec![charge, Command::CountCash { payment, handed }])
                })
            })
            .await
    }
}
