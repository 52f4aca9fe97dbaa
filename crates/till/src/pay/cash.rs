//! Cash: counted at the counter, approved at once, with the change kept.

use crate::errands::DEADLINE_MS;
use crate::errands::record::{record_only, take_in_hand};
use crate::pay::{NewSale, sale_to_charge};
use crate::{Till, TillError};
use domain::{Actor, Command, Method, Money, PaymentRequest, Sale, SaleId, Stamp};

/// What a cashier asks for with the cash form.
#[derive(Debug, Clone)]
pub struct ChargeCash {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request: String,
    /// The sale to charge; a new one of this amount where there is none.
    pub sale: Option<SaleId>,
    /// How much of the sale it covers.
    pub amount: Money,
    /// The total of the sale that begins with this, where this is a part of it;
    /// else all of it.
    pub total: Option<Money>,
    /// What the customer handed over; exactly the amount where nothing is said.
    pub handed: Option<Money>,
    /// What it is about, for a new sale.
    pub concept: Option<String>,
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
        let ChargeCash {
            request,
            sale,
            amount,
            total,
            handed,
            concept,
        } = charge;
        let total = total.filter(|_| sale.is_none());
        let new = NewSale::of(self, (amount, total), concept, &by)?;
        let (now, payment) = (self.now(), self.new_payment());
        self.ledger
            .write(move |write| {
                if let Some(sale) = write.sale_of_request(&request)? {
                    return write.sale(sale)?.ok_or(TillError::UnknownSale);
                }
                let (mut known, mut events) = sale_to_charge(write, sale, new, &by)?;
                let charge = Command::Charge {
                    payment,
                    request: PaymentRequest::of(Method::Cash, amount),
                    deadline: now.plus_ms(DEADLINE_MS),
                };
                let count = Command::CountCash {
                    payment,
                    handed: handed.unwrap_or(amount),
                };
                for command in [charge, count] {
                    let decided = known.decide(&command, &by, now)?;
                    for event in &decided {
                        known.apply(Stamp::new(&by, now), event);
                    }
                    events.extend(decided);
                }
                let sale = record_only(write, (&by, now), known.id, &events)?;
                write.remember_request(&request, sale.id)?;
                take_in_hand(write, (&by, now), sale.id)?;
                Ok(sale)
            })
            .await
    }
}
