//! What every charge says, whatever the way to pay, and what is done alike for
//! all: a request is charged once, on a sale that is named or new, and the sale
//! is on the cashier's screen afterwards.

use super::{AMOUNT_MAX, CONCEPT_CHARS_MAX};
use crate::day::check_shift;
use crate::errands::pre_order::Orders;
use crate::errands::read_qr::QrReading;
use crate::errands::record::{record, record_only, take_in_hand};
use crate::{Till, TillError};
use domain::{
    Actor, Command, Method, Money, PaymentRequest, Refusal, Sale, SaleEvent, SaleId, Stamp, Ticket,
    TillNumber, UnixMs,
};
use ledger::Write;

/// What a charge makes the till owe.
pub(super) enum Owing<'a> {
    Nothing,
    /// Pre-orders at TotalCoin, since this moment of the till's timers.
    PreOrders(&'a Orders, UnixMs),
    /// The question to Bind what the shop's QR is for, since this moment.
    QrReading(&'a QrReading, UnixMs),
}

/// What a screen says with every charge.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request_id: String,
    /// The sale to charge; a new one where there is none.
    pub sale: Option<SaleId>,
    /// The total of a new sale, where this payment is a part of it; else it is
    /// all of it.
    pub total: Option<Money>,
    /// What a new sale is about.
    pub concept: Option<String>,
}

/// A checkout whose amount was checked.
#[derive(Clone)]
pub(super) struct Charging {
    request_id: String,
    named: Option<SaleId>,
    /// Whether selling asks for an open shift.
    needs_shift: bool,
    /// The sale that is opened where none is named.
    new: NewSale,
}

#[derive(Clone)]
struct NewSale {
    id: SaleId,
    till: TillNumber,
    at: UnixMs,
    total: Money,
    concept: Option<String>,
}

impl Checkout {
    /// Says nothing: the payment is all of a new sale.
    #[must_use]
    pub fn new(request_id: impl Into<String>) -> Checkout {
        Checkout {
            request_id: request_id.into(),
            sale: None,
            total: None,
            concept: None,
        }
    }

    /// Charges so much; of that alone, or of a larger total. A new sale above
    /// [`AMOUNT_MAX`] needs a manager.
    pub(super) fn charging(
        self,
        till: &Till,
        amount: Money,
        by: &Actor,
    ) -> Result<Charging, TillError> {
        let total = self.total.filter(|_| self.sale.is_none());
        let total = total.unwrap_or(amount);
        if amount > total {
            return Err(TillError::AmountTooLarge(total));
        }
        if total > AMOUNT_MAX && !by.is_manager() {
            return Err(TillError::AmountTooLarge(AMOUNT_MAX));
        }
        let concept = self.concept.map(|text| text.trim().to_owned());
        let concept = concept.filter(|text| !text.is_empty());
        if concept
            .as_ref()
            .is_some_and(|it| it.chars().count() > CONCEPT_CHARS_MAX)
        {
            return Err(TillError::ConceptTooLong);
        }
        Ok(Charging {
            request_id: self.request_id,
            named: self.sale,
            needs_shift: till.settings().shift.required,
            new: NewSale {
                id: till.new_sale(),
                till: till.number(),
                at: till.now(),
                total,
                concept,
            },
        })
    }
}

impl Charging {
    /// What its payment asks for: the one place where a checkout becomes a
    /// payment's request.
    pub(super) fn payment_request(
        &self,
        method: Method,
        amount: Money,
        charged: Money,
    ) -> PaymentRequest {
        PaymentRequest {
            method,
            amount,
            charged,
        }
    }

    /// Charges by these commands, once: a request that came before is answered
    /// with its sale.
    pub(super) fn charge(
        self,
        write: &mut Write<'_>,
        (by, now): (&Actor, UnixMs),
        owing: Owing<'_>,
        commands: impl FnOnce(&mut Write<'_>, &Charging) -> Result<Vec<Command>, TillError>,
    ) -> Result<Sale, TillError> {
        if let Some(sale) = write.sale_of_request(&self.request_id)? {
            return write.sale(sale)?.ok_or(TillError::UnknownSale);
        }
        check_shift(write, self.needs_shift, by)?;
        let commands = commands(write, &self)?;
        let (mut sale, mut events) = match self.named {
            Some(id) => (write.sale(id)?.ok_or(TillError::UnknownSale)?, Vec::new()),
            None => self.new.open(write, by)?,
        };
        for command in &commands {
            let decided = sale.decide(command, by, now)?;
            for event in &decided {
                sale.apply(Stamp::new(by, now), event);
            }
            events.extend(decided);
        }
        let sale = match owing {
            Owing::PreOrders(orders, timer) => {
                let order = |sale: &Sale, payment| orders.request(sale, payment, timer);
                record(write, (by, now, timer), sale.id, &events, order)?
            }
            Owing::QrReading(reading, timer) => {
                let request = |_: &Sale, _| reading.request();
                record(write, (by, now, timer), sale.id, &events, request)?
            }
            Owing::Nothing => record_only(write, (by, now), sale.id, &events)?,
        };
        write.remember_request(&self.request_id, sale.id)?;
        take_in_hand(write, (by, now), sale.id)?;
        Ok(sale)
    }
}

impl NewSale {
    fn open(self, write: &mut Write<'_>, by: &Actor) -> Result<(Sale, Vec<SaleEvent>), TillError> {
        if self.total.is_zero() {
            return Err(Refusal::AmountZero.into());
        }
        let ticket = Ticket {
            till: self.till,
            number: write.next_ticket(self.till)?,
        };
        let opened = SaleEvent::Opened {
            ticket,
            total: self.total,
            concept: self.concept,
        };
        let sale = Sale::opened(self.id, Stamp::new(by, self.at), &opened)
            .ok_or(TillError::Unreadable("a new sale"))?;
        Ok((sale, vec![opened]))
    }
}
