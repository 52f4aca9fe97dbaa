//! The receipt of a sale, which is no invoice: its own words never name one
//! outside the legend, and the legend is the largest after the amount.

use crate::amounts::{exact, less, moment};
use crate::document::{Block, Document, Look, Marks, Shop};
use domain::plan::{BasisPoints, Offer};
use domain::{Brand, LastFour, Money, Ticket};
use jiff::civil::DateTime;

/// What a receipt is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub marks: Marks,
    pub shop: Shop,
    pub ticket: Ticket,
    /// When it was paid, by the till's zone.
    pub at: DateTime,
    pub till: String,
    /// Who charged; left out where the shop does not print it.
    pub cashier: Option<String>,
    pub concept: Option<String>,
    /// What the customer paid in all.
    pub amount: Money,
    /// How it was paid, oldest first.
    pub paid: Vec<Paid>,
    /// What of the sale is not paid yet; zero for a paid one.
    pub unpaid: Money,
    /// What went back to the customer, oldest first.
    pub returned: Vec<Returned>,
    /// What the shop owes the customer back.
    pub to_return: Money,
    pub closing_words: String,
}

/// One payment of the sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// What the customer paid with it.
    pub amount: Money,
    pub by: PaidBy,
    /// A manager said that it is paid, and no provider did.
    pub by_word: bool,
}

/// By what a payment was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaidBy {
    /// The QR that was shown for it, with the provider's reference.
    Qr {
        reference: Option<String>,
    },
    FixedQr {
        reference: Option<String>,
    },
    /// The house's own wallet.
    Wallet {
        reference: Option<String>,
    },
    Cards(Vec<CardPaid>),
    Cash(CashPaid),
    Transfer,
}

/// What one card paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPaid {
    pub brand: Brand,
    pub last_four: LastFour,
    /// The receipts of its legs, as far as the provider told.
    pub slips: Vec<domain::LegReceipt>,
    /// The plan as the customer was shown it.
    pub offer: Offer,
}

/// Banknotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CashPaid {
    pub rounded: Option<RoundedCash>,
    /// What was handed over and the change, where that was counted.
    pub handed: Option<(Money, Money)>,
}

/// Cash that was rounded down for lack of coins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundedCash {
    /// Before it.
    pub price: Money,
    pub by: Money,
}

/// Money that went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    pub amount: Money,
    pub from: domain::ReturnedFrom,
}

/// Who collects the QRs of the shop.
const COLLECTOR: &str = "TotalCoin";

/// The receipt as a paper.
#[must_use]
pub fn receipt(facts: &Receipt) -> Document {
    let mut paper = Document::new(format!("Comprobante {}", facts.ticket), facts.marks);
    paper.head(&facts.shop);
    paper.rule();
    paper.centred(Look::Bold, "COMPROBANTE DE PAGO");
    paper.blank();
    paper.add(Block::Amount(facts.amount));
    paper.blank();
    paper.add(Block::Legend);
    paper.rule();
    about(&mut paper, facts);
    for paid in &facts.paid {
        paper.rule();
        payment(&mut paper, paid);
    }
    paper.rule();
    what_is_left(&mut paper, facts);
    if !facts.closing_words.trim().is_empty() {
        paper.blank();
        paper.centred(Look::Plain, facts.closing_words.trim());
    }
    paper
}

fn about(paper: &mut Document, facts: &Receipt) {
    paper.pair("Número", facts.ticket.to_string());
    paper.pair("Fecha y hora", moment(facts.at));
    paper.pair("Caja", &facts.till);
    if let Some(cashier) = &facts.cashier {
        paper.pair("Atendió", cashier);
    }
    if let Some(concept) = &facts.concept {
        paper.pair("Concepto", concept);
    }
}

/// What is unpaid, went back, or is still to go back.
fn what_is_left(paper: &mut Document, facts: &Receipt) {
    let is_settled = facts.unpaid.is_zero() && facts.to_return.is_zero();
    if is_settled && facts.returned.is_empty() {
        return;
    }
    for returned in &facts.returned {
        let from = match returned.from {
            domain::ReturnedFrom::Drawer => "Devuelto en efectivo",
            domain::ReturnedFrom::Provider => "Devuelto al medio de pago",
        };
        paper.pair(from, less(returned.amount));
    }
    if !facts.to_return.is_zero() {
        paper.pair_in(Look::Bold, "Queda por devolver", exact(facts.to_return));
    }
    if !facts.unpaid.is_zero() {
        paper.pair_in(Look::Bold, "Falta pagar", exact(facts.unpaid));
    }
    paper.rule();
}

fn payment(paper: &mut Document, paid: &Paid) {
    match &paid.by {
        PaidBy::Qr { reference } => {
            paper.pair_in(Look::Bold, "QR", exact(paid.amount));
            paper.pair("Cobró", COLLECTOR);
            referred(paper, reference.as_deref());
        }
        PaidBy::FixedQr { reference } => {
            paper.pair_in(Look::Bold, "QR fijo", exact(paid.amount));
            paper.pair("Cobró", COLLECTOR);
            referred(paper, reference.as_deref());
        }
        PaidBy::Wallet { reference } => {
            paper.pair_in(Look::Bold, "Billetera", exact(paid.amount));
            referred(paper, reference.as_deref());
        }
        PaidBy::Cards(cards) => {
            for (number, card) in cards.iter().enumerate() {
                if number > 0 {
                    paper.rule();
                }
                by_card(paper, card);
            }
        }
        PaidBy::Cash(cash) => by_cash(paper, paid.amount, cash),
        PaidBy::Transfer => paper.pair_in(Look::Bold, "Transferencia", exact(paid.amount)),
    }
    if paid.by_word {
        paper.words("Confirmado por el comercio");
    }
}

fn referred(paper: &mut Document, reference: Option<&str>) {
    if let Some(reference) = reference {
        paper.pair("Referencia", reference);
    }
}

fn by_card(paper: &mut Document, card: &CardPaid) {
    let offer = &card.offer;
    let face = format!("{} terminada en {}", brand(card.brand), card.last_four);
    paper.pair_in(Look::Bold, face, exact(offer.total()));
    for slip in &card.slips {
        let rows = [
            ("Autorización", &slip.authorization),
            ("Cupón", &slip.ticket),
            ("Lote", &slip.batch),
        ];
        for (name, value) in rows {
            if let Some(value) = value {
                paper.pair(name, value);
            }
        }
    }
    paper.rule();
    plan(paper, offer);
}

/// The plan with what the law wants shown: cash price, number and amount of the
/// instalments, total and rates.
fn plan(paper: &mut Document, offer: &Offer) {
    let count = offer.instalments().count();
    let plan = match count {
        1 => "1 pago".to_owned(),
        count => format!("{count} cuotas"),
    };
    paper.pair_in(Look::Bold, "Plan", plan);
    if count == 1 && offer.total() == offer.cash() {
        return;
    }
    paper.pair("Precio de contado", exact(offer.cash()));
    if count > 1 {
        instalments(paper, offer, count);
    }
    paper.pair("Total financiado", exact(offer.total()));
    let rate = |rate: Option<BasisPoints>| rate.map(|rate| rate.to_string());
    if let Some(tna) = rate(offer.tna()) {
        paper.pair("TNA", tna);
    }
    if let Some(tea) = rate(offer.tea()) {
        paper.pair("TEA", tea);
    }
    if let Some(cftea) = rate(offer.cftea()) {
        paper.pair_in(Look::Tall, "CFTEA", cftea);
    }
}

/// The first ones may be one centavo more than the others.
fn instalments(paper: &mut Document, offer: &Offer, count: u8) {
    let named = |count: u8| match count {
        1 => "1 cuota de".to_owned(),
        count => format!("{count} cuotas de"),
    };
    let dearer = offer.dearer();
    if dearer > 0 {
        paper.pair(named(dearer), exact(offer.first()));
    }
    paper.pair(named(count - dearer), exact(offer.each()));
}

fn by_cash(paper: &mut Document, amount: Money, cash: &CashPaid) {
    if let Some(rounded) = cash.rounded {
        paper.pair("Precio", exact(rounded.price));
        paper.pair("Redondeo a tu favor", less(rounded.by));
    }
    paper.pair_in(Look::Bold, "Efectivo", exact(amount));
    if let Some((handed, change)) = cash.handed {
        paper.pair("Entregado", exact(handed));
        paper.pair("Vuelto", exact(change));
    }
}

fn brand(brand: Brand) -> &'static str {
    match brand {
        Brand::Visa => "Visa",
        Brand::Mastercard => "Mastercard",
        Brand::Amex => "American Express",
        Brand::Cabal => "Cabal",
        Brand::Naranja => "Naranja",
        Brand::Maestro => "Maestro",
        Brand::Diners => "Diners Club",
        Brand::Other => "Tarjeta",
    }
}
