//! A charge as the till writes it: the same calls in the same order as
//! `till::sell`, which this crate may not name.

use domain::{
    Actor, Command, Method, Money, PaymentId, PaymentRequest, Refusal, Sale, SaleEvent, SaleId,
    ShiftRefusal, Stamp, Ticket, TillNumber, UnixMs,
};
use ledger::{LedgerError, NewErrand, StateKey, Subject, Write};

pub(crate) const TILL: TillNumber = TillNumber(1);
/// How long the cashier waits for a QR to be made, in milliseconds.
pub(crate) const DEADLINE_MS: i64 = 45_000;
/// As long as the till waits for a QR to be paid, in milliseconds.
pub(crate) const QR_MS: i64 = 600_000;

/// Why a write of this program failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("the notice was heard before")]
    Heard,
    #[error(transparent)]
    Shift(#[from] ShiftRefusal),
    #[error("a request cannot be written as JSON")]
    Unwritable,
    #[error("taken back, so that it can be measured again")]
    TakenBack,
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Failed {
        Failed::Refused(refusal)
    }
}

/// One sale that is charged whole.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    pub(crate) sale: SaleId,
    pub(crate) payment: PaymentId,
    pub(crate) at: UnixMs,
    pub(crate) amount: Money,
    pub(crate) concept: Option<String>,
    pub(crate) by: Actor,
    /// Whether the notice of a payment tells what the provider deducts.
    pub(crate) tells_deductions: bool,
}

impl Charge {
    /// The `number`th sale of a shop: every number is another sale.
    pub(crate) fn new(number: u64, at: UnixMs) -> Charge {
        let centavos = 50_000 + i64::try_from(mixed(number) % 4_000_000).unwrap_or(0);
        Charge {
            sale: SaleId::new(at, mixed(number.wrapping_mul(2)).to_be_bytes(), TILL),
            payment: PaymentId::new(at, mixed(number.wrapping_mul(2) + 1).to_be_bytes(), TILL),
            at,
            amount: Money::from_centavos(centavos).unwrap_or(Money::MAX),
            concept: None,
            by: Actor::Counter,
            tells_deductions: false,
        }
    }

    /// The new sale and its first event.
    pub(crate) fn open(&self, write: &mut Write<'_>) -> Result<(Sale, SaleEvent), Failed> {
        let number = write.next_ticket(TILL)?;
        let opened = SaleEvent::Opened {
            ticket: Ticket { till: TILL, number },
            total: self.amount,
            concept: self.concept.clone(),
        };
        let stamp = Stamp::new(&self.by, self.at);
        let sale = Sale::opened(self.sale, stamp, &opened);
        Ok((sale.ok_or(LedgerError::NotAnOpening(self.sale))?, opened))
    }

    pub(crate) fn take(&self, write: &mut Write<'_>) -> Result<(), Failed> {
        let (sale, payment, at, amount) = (self.sale, self.payment, self.at, self.amount);
        let request = payment.to_string();
        if write.sale_of_request(&request)?.is_some() {
            return Ok(());
        }
        let (new, opened) = self.open(write)?;
        let deadline = at.plus_ms(DEADLINE_MS);
        let charge = Command::Charge {
            payment,
            request: PaymentRequest::of(Method::Qr, amount),
            deadline,
        };
        let mut events = vec![opened];
        events.extend(new.decide(&charge, &self.by, at)?);
        write.record_sale(&self.by, at, sale, &events)?;
        write.owe(NewErrand {
            kind: "totalcoin.pre-order",
            payment: Some(payment),
            about: Subject::Sale(sale),
            once: false,
            request: self.request(new.ticket.number),
            due_at: at,
            deadline,
        })?;
        write.remember_request(&request, sale)?;
        write.set_state(StateKey::SaleInHand, &sale.to_string())?;
        Ok(())
    }

    /// As many bytes as the till stores of a pre-order to be made.
    fn request(&self, ticket: u32) -> Vec<u8> {
        let (reference, payment) = (self.payment.reference(), self.payment);
        format!(
            r#"{{"order":{{"concept":"Caja 1 C1-{ticket:06} {reference}","expires_at":{at},"business_unit":348,"payment":"{payment}","reference":"{reference}","amount":{amount},"kind":"sale","dni":"27594189","company_reference":"OP:{reference}"}},"valid_until":{at}}}"#,
            at = self.at.plus_ms(QR_MS).0,
            amount = self.amount.centavos(),
        )
        .into_bytes()
    }
}

/// A number that looks random and is the same each time (splitmix64).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
