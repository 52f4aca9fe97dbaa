//! What a cashier does: charges by QR, cancels, leaves a sale and comes back
//! to one.

use crate::record::{IN_HAND, PreOrderErrand, record, record_only, take_in_hand};
use crate::{RelayRefusal, Till, TillError, restore};
use domain::{
    Actor, Command, Method, Money, PaymentId, Refusal, Sale, SaleEvent, SaleId, Stamp, Ticket,
    TillNumber, UnixMs,
};
use ledger::{UnreadRelay, Write};
use providers::totalcoin::{Kind, PreOrder};
use std::ops::RangeInclusive;

/// The largest amount that is charged without a manager: $ 10.000.000.
pub const AMOUNT_MAX: Money = match Money::from_centavos(1_000_000_000) {
    Ok(money) => money,
    Err(_) => Money::MAX,
};
/// How long the cashier waits for a QR to be made, in milliseconds.
pub const DEADLINE_MS: i64 = 45_000;
/// The longest concept, in characters.
pub const CONCEPT_CHARS_MAX: usize = 60;
/// How many digits a payer's document has: a DNI, or a CUIL.
pub const DNI_DIGITS: RangeInclusive<usize> = 7..=11;
/// A difference between the clocks that is shown, in milliseconds.
pub const SKEW_SHOWN_MS: i64 = 30_000;
/// A difference between the clocks that forbids QRs, in milliseconds.
pub const SKEW_BLOCKS_MS: i64 = 120_000;

/// What a cashier asks for with one key.
#[derive(Debug, Clone)]
pub struct ChargeQr {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request: String,
    /// The sale to charge; a new one where there is none.
    pub sale: Option<SaleId>,
    /// How much.
    pub amount: Money,
    /// What it is about.
    pub concept: Option<String>,
    /// The payer's document.
    pub payer_dni: Option<String>,
}

/// Whether a text can be a payer's document.
#[must_use]
pub fn is_dni(text: &str) -> bool {
    DNI_DIGITS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

impl Till {
    /// Charges an amount by QR: commits the payment and what is to be asked of
    /// TotalCoin. The answer comes by itself, as an event.
    ///
    /// # Errors
    /// [`TillError`]; then nothing is charged.
    pub async fn take_qr_payment(&self, charge: ChargeQr, by: Actor) -> Result<Sale, TillError> {
        self.check_qr_destinations()?;
        if self.providers.is_none() {
            return Err(TillError::NotConfigured);
        }
        let new = NewSale::of(self, charge.amount, charge.concept.clone())?;
        if charge.amount > AMOUNT_MAX && !by.is_manager() {
            return Err(TillError::AmountTooLarge(AMOUNT_MAX));
        }
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
                let charged = amount;
                let method = Method::Qr;
                let command = Command::Charge {
                    payment,
                    method,
                    amount,
                    charged,
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

    /// Opens a sale without charging anything yet: its total is to be split
    /// between payments, each of which names the sale.
    ///
    /// # Errors
    /// [`TillError`]; then there is no sale.
    pub async fn begin_sale(
        &self,
        request: String,
        total: Money,
        concept: Option<String>,
        by: Actor,
    ) -> Result<Sale, TillError> {
        if total > AMOUNT_MAX && !by.is_manager() {
            return Err(TillError::AmountTooLarge(AMOUNT_MAX));
        }
        let new = NewSale::of(self, total, concept)?;
        let now = self.now();
        self.ledger
            .write(move |write| {
                if let Some(sale) = write.sale_of_request(&request)? {
                    return write.sale(sale)?.ok_or(TillError::UnknownSale);
                }
                let (sale, events) = sale_to_charge(write, None, new, &by)?;
                let sale = record_only(write, (&by, now), sale.id, &events)?;
                write.remember_request(&request, sale.id)?;
                take_in_hand(write, (&by, now), sale.id)?;
                Ok(sale)
            })
            .await
    }

    /// Cancels a payment that is being made or waiting. A payment that comes
    /// all the same is found and told.
    ///
    /// # Errors
    /// [`TillError`], where it is not there or not cancellable.
    pub async fn cancel_payment(
        &self,
        sale: SaleId,
        payment: PaymentId,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        let cancelled = self
            .ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let events = known.decide(&Command::Cancel { payment }, &by, now)?;
                // Since the restore it waits for a manager, and for nobody else.
                if restore::is_held(write, payment)? {
                    return Err(Refusal::NeedsManager.into());
                }
                crate::errands::give_up(write, payment)?;
                record_only(write, (&by, now), sale, &events)
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(cancelled)
    }

    /// Takes a sale off the screen. One of which nothing more can come and
    /// nothing came is given up; another one waits by itself.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn leave_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        self.put_down(sale, Command::Leave, by).await
    }

    /// Gives a sale up of which nothing more can come. What covered it is to be
    /// returned.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn abandon_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        self.put_down(sale, Command::Abandon, by).await
    }

    async fn put_down(&self, sale: SaleId, command: Command, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let events = known.decide(&command, &by, now)?;
                // Another may be in hand by now.
                if write
                    .kept(IN_HAND)?
                    .is_some_and(|held| held == sale.to_string())
                {
                    write.forget(IN_HAND)?;
                }
                if events.is_empty() {
                    return Ok(known);
                }
                record_only(write, (&by, now), sale, &events)
            })
            .await
    }

    /// Puts a sale on the screen again.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn open_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                take_in_hand(write, (&by, now), sale)?;
                write.sale(sale)?.ok_or(TillError::UnknownSale)
            })
            .await
    }

    /// Puts the sale of a ticket on the screen. A number alone is this till's.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn open_ticket(&self, ticket: &str, by: Actor) -> Result<Sale, TillError> {
        let sale = self.sale_of_ticket(ticket).await?;
        self.open_sale(sale, by).await
    }

    /// The sale of a ticket.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn sale_of_ticket(&self, ticket: &str) -> Result<SaleId, TillError> {
        let ticket = self.ticket(ticket).ok_or(TillError::UnknownSale)?;
        let found = self.ledger.read(move |read| {
            let sale = read.sale_of_ticket(ticket)?;
            Ok::<_, TillError>(sale.ok_or(TillError::UnknownSale)?.id)
        });
        found.await
    }

    /// Reads a ticket as people type it: `C1-000042`, or `42` for this till.
    #[must_use]
    pub fn ticket(&self, text: &str) -> Option<Ticket> {
        let text = text.trim().trim_start_matches(['C', 'c']);
        let (till, number) = match text.split_once('-') {
            Some((till, number)) => (TillNumber(till.trim().parse().ok()?), number),
            None => (self.number(), text),
        };
        let number = number.trim().parse().ok()?;
        Some(Ticket { till, number })
    }

    /// The provider's clock less ours, in milliseconds, where it is known.
    #[must_use]
    pub fn clock_skew_ms(&self) -> Option<i64> {
        self.providers
            .as_ref()
            .and_then(|providers| providers.totalcoin().clock_skew_ms)
    }

    /// A till that the relay takes for another, or for none, charges nothing
    /// whose payment it would hear of by the relay.
    pub(crate) fn check_relay(&self) -> Result<(), TillError> {
        match self.contacts.relay().refused {
            Some(
                why @ (RelayRefusal::KeyUnknown | RelayRefusal::OtherTill | RelayRefusal::InUse),
            ) => Err(TillError::RelayRefuses(why)),
            Some(RelayRefusal::NoRelay) | None => Ok(()),
        }
    }

    pub(crate) fn check_clock(&self) -> Result<(), TillError> {
        match self.clock_skew_ms() {
            Some(skew_ms) if skew_ms.abs() > SKEW_BLOCKS_MS => {
                Err(TillError::ClockWrong { skew_ms })
            }
            Some(_) | None => Ok(()),
        }
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

    pub(crate) fn orders(&self, dni: String) -> Orders {
        let totalcoin = &self.settings.totalcoin;
        Orders {
            dni,
            skew_ms: self
                .provider_now()
                .map(|theirs| theirs.since_ms(self.timer_now())),
            business_unit: totalcoin.business_unit,
            qr_ms: i64::from(totalcoin.qr_minutes) * 60_000,
            company_reference: totalcoin.company_reference.clone(),
            shop: self.settings.till.name.clone(),
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
            method: Method::Qr,
            amount: charge.amount,
            charged: charge.amount,
            deadline: now,
            replaces: None,
        };
        let stamp = Stamp::new(&Actor::Till, now);
        let sale = Sale::sum(sale, [(stamp, &opened), (stamp, &requested)]);
        if let (Some(sale), Some(providers)) = (sale, &self.providers) {
            let order = orders.order(&sale, payment, now).order;
            drop(providers.make_pre_order(&order).await);
        }
    }
}

/// A sale that is to be opened, where none is named.
#[derive(Clone)]
pub(crate) struct NewSale {
    pub(crate) id: SaleId,
    till: TillNumber,
    at: UnixMs,
    total: Money,
    concept: Option<String>,
}

impl NewSale {
    /// A sale of so much.
    pub(crate) fn of(
        till: &Till,
        total: Money,
        concept: Option<String>,
    ) -> Result<NewSale, TillError> {
        let concept = concept.map(|text| text.trim().to_owned());
        let concept = concept.filter(|text| !text.is_empty());
        if concept
            .as_ref()
            .is_some_and(|it| it.chars().count() > CONCEPT_CHARS_MAX)
        {
            return Err(TillError::ConceptTooLong);
        }
        Ok(NewSale {
            id: till.new_sale(),
            till: till.number(),
            at: till.now(),
            total,
            concept,
        })
    }

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

/// After a restore a QR or a card is charged only once the relay was read:
/// whether the sale was paid before is told by notices still unread. A manager
/// may go on without. `listens`: whether notices can come.
pub(crate) fn refuse_unread(write: &Write<'_>, listens: bool) -> Result<(), TillError> {
    if listens && write.unread_relay()? == Some(UnreadRelay::Blocks) {
        return Err(TillError::RelayUnread);
    }
    Ok(())
}

/// The sale to charge: the one that is named, or a new one with the event that
/// opens it.
pub(crate) fn sale_to_charge(
    write: &mut Write<'_>,
    named: Option<SaleId>,
    new: NewSale,
    by: &Actor,
) -> Result<(Sale, Vec<SaleEvent>), TillError> {
    match named {
        Some(id) => Ok((write.sale(id)?.ok_or(TillError::UnknownSale)?, Vec::new())),
        None => new.open(write, by),
    }
}

/// What every pre-order of this till has in common.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    dni: String,
    /// TotalCoin's clock less the till's timers; none before it was measured.
    skew_ms: Option<i64>,
    business_unit: i64,
    qr_ms: i64,
    company_reference: String,
    shop: String,
}

impl Orders {
    /// The pre-order of a payment. Its end is told to TotalCoin by TotalCoin's
    /// clock and kept here by ours.
    pub(crate) fn order(&self, sale: &Sale, payment: PaymentId, now: UnixMs) -> PreOrderErrand {
        let reference = payment.reference();
        let amount = sale
            .payment(payment)
            .map_or(sale.total, |payment| payment.charged);
        let about = sale.concept.as_deref().unwrap_or(&self.shop);
        let valid_until = now.plus_ms(self.qr_ms);
        let order = PreOrder {
            concept: format!("{about} {} {reference}", sale.ticket)
                .trim_start()
                .to_owned(),
            expires_at: valid_until.plus_ms(self.skew_ms.unwrap_or(0)),
            business_unit: self.business_unit,
            payment,
            reference: reference.to_string(),
            amount,
            kind: Kind::Sale,
            dni: self.dni.clone(),
            company_reference: self
                .company_reference
                .replace("{reference}", reference.as_str()),
        };
        PreOrderErrand {
            order,
            valid_until,
            is_measured: self.skew_ms.is_some(),
        }
    }
}
