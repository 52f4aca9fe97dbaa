//! A payment by QR: committed with the pre-order that it owes to TotalCoin.

use super::checkout::Owing;
use super::{Checkout, refuse_unread};
use crate::errands::DEADLINE_MS;
#[cfg(feature = "mutants")]
use crate::errands::pre_order::Orders;
use crate::settings::is_dni;
use crate::{Till, TillError};
use domain::{Actor, Command, Method, Money, Sale};
#[cfg(feature = "mutants")]
use domain::{PaymentId, PaymentRequest, SaleEvent, Stamp, Ticket, UnixMs};

/// What a cashier asks for with one key.
#[derive(Debug, Clone)]
pub struct ChargeQr {
    pub checkout: Checkout,
    /// How much.
    pub amount: Money,
    /// The payer's document.
    pub payer_dni: Option<String>,
}

impl Till {
    /// Charges an amount by QR: commits the payment and what is to be asked of
    /// TotalCoin. The answer comes by itself, as an event.
    ///
    /// # Errors
    /// [`TillError`]; then nothing is charged.
    pub async fn take_qr_payment(&self, charge: ChargeQr, by: Actor) -> Result<Sale, TillError> {
        self.check_qr_destinations()?;
        if self.totalcoin.is_none() {
            return Err(TillError::NotConfigured);
        }
        let amount = charge.amount;
        let charging = charge.checkout.charging(self, amount, &by)?;
        let dni = self.dni_of(charge.payer_dni.as_deref())?;
        self.check_clock()?;
        self.check_relay()?;
        let payment = self.new_payment();
        let (now, timer) = (self.now(), self.timer_now());
        let orders = self.orders(dni);
        #[cfg(feature = "mutants")]
        if crate::mutants::Mutant::SendBeforeWrite.is_on() {
            self.send_too_early(&orders, amount, payment, now).await;
        }
        let listens = self.listens();
        let sold = self
            .ledger
            .write(move |write| {
                let owing = Owing::PreOrders(&orders, timer);
                charging.charge(write, (&by, now), owing, |write, charging| {
                    refuse_unread(write, listens)?;
                    Ok(vec![Command::Charge {
                        payment,
                        request: charging.payment_request(Method::Qr, amount, amount),
                        deadline: timer.plus_ms(DEADLINE_MS),
                    }])
                })
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(sold)
    }

    fn dni_of(&self, given: Option<&str>) -> Result<String, TillError> {
        match given.map(str::trim).filter(|dni| !dni.is_empty()) {
            Some(dni) if is_dni(dni) => Ok(dni.to_owned()),
            Some(_) => Err(TillError::DniMalformed),
            None => self
                .settings
                .default_dni()
                .map(str::to_owned)
                .ok_or(TillError::DniMissing),
        }
    }

    /// Breaks the first law on purpose; see [`crate::mutants`].
    #[cfg(feature = "mutants")]
    async fn send_too_early(
        &self,
        orders: &Orders,
        amount: Money,
        payment: PaymentId,
        now: UnixMs,
    ) {
        let ticket = Ticket {
            till: self.number(),
            number: 0,
        };
        let opened = SaleEvent::Opened {
            ticket,
            total: amount,
            concept: None,
        };
        let requested = SaleEvent::Requested {
            payment,
            request: PaymentRequest::of(Method::Qr, amount),
            deadline: now,
            replaces: None,
        };
        let stamp = Stamp::new(&Actor::Till, now);
        let sale = Sale::sum(self.new_sale(), [(stamp, &opened), (stamp, &requested)]);
        if let (Some(sale), Some(totalcoin)) = (sale, &self.totalcoin) {
            let order = orders.order(&sale, payment, now).order;
            drop(totalcoin.make_pre_order(&order).await);
        }
    }
}
