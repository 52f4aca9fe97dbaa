//! A payment by QR: committed with the pre-order that it owes to TotalCoin.

use super::{NewSale, refuse_unread, sale_to_charge};
use crate::errands::DEADLINE_MS;
#[cfg(feature = "mutant-send-before-write")]
use crate::errands::pre_order::Orders;
use crate::errands::record::{record, take_in_hand};
use crate::settings::is_dni;
use crate::{Till, TillError};
use domain::{Actor, Command, Method, Money, PaymentRequest, Sale, SaleId};
#[cfg(feature = "mutant-send-before-write")]
use domain::{PaymentId, SaleEvent, Stamp, Ticket, UnixMs};

/// What a cashier asks for with one key.
#[derive(Debug, Clone)]
pub struct ChargeQr {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request: String,
    /// The sale to charge; a new one where there is none.
    pub sale: Option<SaleId>,
    /// How much.
    pub amount: Money,
    /// The total of the sale that begins with this, where this is a part of it;
    /// else all of it.
    pub total: Option<Money>,
    /// What it is about.
    pub concept: Option<String>,
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
        let total = charge.total.filter(|_| charge.sale.is_none());
        let new = NewSale::of(self, (charge.amount, total), charge.concept.clone(), &by)?;
        let dni = self.dni_of(charge.payer_dni.as_deref())?;
        self.check_clock()?;
        self.check_relay()?;
        let payment = self.new_payment();
        let (now, timer) = (self.now(), self.timer_now());
        let orders = self.orders(dni);
        #[cfg(feature = "mutant-send-before-write")]
        self.send_too_early(&orders, &charge, new.id, payment, now)
            .await;
        let request = charge.request;
        let (asked, amount) = (charge.sale, charge.amount);
        let listens = self.listens();
        let sold = self
            .ledger
            .write(move |write| {
                if let Some(sale) = write.sale_of_request(&request)? {
                    return write.sale(sale)?.ok_or(TillError::UnknownSale);
                }
                refuse_unread(write, listens)?;
                let (sale, mut events) = sale_to_charge(write, asked, new, &by)?;
                let deadline = timer.plus_ms(DEADLINE_MS);
                let command = Command::Charge {
                    payment,
                    request: PaymentRequest::of(Method::Qr, amount),
                    deadline,
                };
                events.extend(sale.decide(&command, &by, now)?);
                let sale = record(
                    write,
                    (&by, now, timer),
                    sale.id,
                    &events,
                    |sale, payment| orders.order(sale, payment, timer),
                )?;
                write.remember_request(&request, sale.id)?;
                take_in_hand(write, (&by, now), sale.id)?;
                Ok(sale)
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

    /// Breaks the first law on purpose; see the crate's features.
    #[cfg(feature = "mutant-send-before-write")]
    async fn send_too_early(
        &self,
        orders: &Orders,
        charge: &ChargeQr,
        sale: SaleId,
        payment: PaymentId,
        now: UnixMs,
    ) {
        let ticket = Ticket {
            till: self.number(),
            number: 0,
        };
        let opened = SaleEvent::Opened {
            ticket,
            total: charge.amount,
            concept: None,
        };
        let requested = SaleEvent::Requested {
            payment,
            request: PaymentRequest::of(Method::Qr, charge.amount),
            deadline: now,
            replaces: None,
        };
        let stamp = Stamp::new(&Actor::Till, now);
        let sale = Sale::sum(sale, [(stamp, &opened), (stamp, &requested)]);
        if let (Some(sale), Some(totalcoin)) = (sale, &self.totalcoin) {
            let order = orders.order(&sale, payment, now).order;
            drop(totalcoin.make_pre_order(&order).await);
        }
    }
}
