//! What the customers of the sample week buy, and how they pay. Every number is
//! another sale, and always the same one.

use domain::card::Bin;
use domain::plan::first_rows;
use domain::{
    Actor, Brand, CardAnswer, CardFace, CardPart, Command, Day, Deductions, Details, LastFour, Leg,
    LegReceipt, LegWord, Method, Money, Names, Notice, PaymentId, PaymentRequest, Provider,
    QrOffer, ReturnedFrom, Sale, SaleEvent, SaleId, Tender, Ticket, TillNumber, TransactionKey,
    UnixMs, Word,
};
use ledger::{Heard, NewNotice, Payer, Write};
use serde_json::json;
use std::ops::Range;
use till::TillError;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// How long a QR of the week can be paid.
const QR_MS: i64 = 10 * MINUTE_MS;
/// The provider's fee, in thousandths.
const FEE_THOUSANDTHS: i64 = 8;
/// The merchant's name at the relay.
const MERCHANT: &str = "practica";

const PAYERS: [&str; 6] = [
    "SOFIA BENITEZ",
    "JUAN PABLO ORTIZ",
    "CARLA FERRARI",
    "NICOLAS SOSA",
    "VALENTINA LUNA",
    "MARIO QUIROGA",
];

const CONCEPTS: [&str; 4] = ["Pedido por teléfono", "Mesa 4", "Encargo", "Retira después"];

/// How a sale goes.
#[derive(Clone, Copy)]
enum Story {
    Qr,
    /// The customer pays after the time was up: it waits in the tray.
    QrLate,
    /// The customer pays less: it waits in the tray.
    QrShort,
    /// The customer goes away.
    QrLeft,
    Card,
    /// The card is declined, and the customer pays in cash.
    CardDeclined,
    Cash,
    /// A part of it is given back later.
    CashReturned,
    /// It was a transfer, and the manager corrects that.
    CashCorrected,
    /// A part by QR, the rest in cash.
    Split,
}

fn story(number: u64) -> Story {
    match number {
        26 => Story::CashReturned,
        70 => Story::CashCorrected,
        229 => Story::QrShort,
        238 => Story::QrLate,
        _ if number % 23 == 11 => Story::QrLeft,
        _ if number % 37 == 20 => Story::CardDeclined,
        _ if number % 29 == 5 => Story::Split,
        _ => match mixed(number) % 20 {
            0..9 => Story::Qr,
            9..14 => Story::Card,
            _ => Story::Cash,
        },
    }
}

/// The customers of one shift.
#[derive(Clone)]
pub(super) struct Selling {
    pub(super) till: TillNumber,
    pub(super) cashier: Actor,
    pub(super) manager: Actor,
    pub(super) from: UnixMs,
    pub(super) to: UnixMs,
    /// The business day, by which plans are offered.
    pub(super) day: Day,
}

impl Selling {
    /// Writes the sales of these numbers, spread over the shift.
    pub(super) fn sell(&self, write: &mut Write<'_>, numbers: Range<u64>) -> Result<(), TillError> {
        let count = i64::try_from(numbers.end - numbers.start)
            .unwrap_or(1)
            .max(1);
        let step = self.to.since_ms(self.from) / (count + 1);
        for (nth, number) in (0_i64..).zip(numbers) {
            let mut sale = OneSale::open(self, write, number, self.from.plus_ms(step * (nth + 1)))?;
            sale.live(write, story(number))?;
        }
        Ok(())
    }
}

/// A sale that is being written.
struct OneSale<'a> {
    shop: &'a Selling,
    number: u64,
    /// Its payments so far.
    payments: u64,
    sale: Sale,
    at: UnixMs,
}

impl OneSale<'_> {
    fn open<'a>(
        shop: &'a Selling,
        write: &mut Write<'_>,
        number: u64,
        at: UnixMs,
    ) -> Result<OneSale<'a>, TillError> {
        let opened = SaleEvent::Opened {
            ticket: Ticket {
                till: shop.till,
                number: write.next_ticket(shop.till)?,
            },
            total: amount(number),
            concept: concept(number),
        };
        let id = SaleId::new(at, mixed(number * 8).to_be_bytes(), shop.till);
        let sale = write.record_sale(&shop.cashier, at, id, &[opened])?;
        Ok(OneSale {
            shop,
            number,
            payments: 0,
            sale,
            at,
        })
    }

    fn live(&mut self, write: &mut Write<'_>, story: Story) -> Result<(), TillError> {
        let all = self.sale.total;
        match story {
            Story::Qr => {
                let payment = self.qr(write, all)?;
                self.wait(15 + i64::from(self.dice(60)));
                self.notice(write, payment, all)
            }
            Story::QrLate => {
                let payment = self.qr(write, all)?;
                self.expire(write, payment)?;
                self.wait(90);
                self.notice(write, payment, all)
            }
            Story::QrShort => {
                let payment = self.qr(write, all)?;
                self.wait(40);
                self.notice(write, payment, half(all))?;
                self.expire(write, payment)
            }
            Story::QrLeft => {
                let payment = self.qr(write, all)?;
                self.wait(120);
                self.by_cashier(write, &Command::Cancel { payment })?;
                self.by_cashier(write, &Command::Abandon)
            }
            Story::Card => self.card(write, all, CardAnswer::Approved),
            Story::CardDeclined => {
                let declined = CardAnswer::Declined {
                    detail: Some("FONDOS INSUFICIENTES".to_owned()),
                    leg_succeeded: None,
                };
                self.card(write, all, declined)?;
                self.wait(30);
                self.cash(write, all).map(drop)
            }
            Story::Cash => self.cash(write, all).map(drop),
            Story::CashReturned => {
                let payment = self.cash(write, all)?;
                self.wait(180);
                let back = Command::ReturnMoney {
                    payment,
                    number: None,
                    amount: half(all),
                    from: ReturnedFrom::Drawer,
                    reason: "Devolvió un producto fallado".to_owned(),
                };
                self.decide(write, &back, &self.shop.manager)
            }
            Story::CashCorrected => {
                let payment = self.cash(write, all)?;
                self.wait(240);
                let corrected = Command::CorrectMeans {
                    payment,
                    to: Tender::Transfer,
                    reason: "Pagó con transferencia".to_owned(),
                };
                self.decide(write, &corrected, &self.shop.manager)
            }
            Story::Split => {
                let part = half(all);
                let payment = self.qr(write, part)?;
                self.wait(35);
                self.notice(write, payment, part)?;
                self.wait(25);
                self.cash(write, all.less(part)).map(drop)
            }
        }
    }

    fn qr(&mut self, write: &mut Write<'_>, part: Money) -> Result<PaymentId, TillError> {
        let payment = self.charge(write, Method::Qr, part)?;
        self.wait(1);
        let qr = QrOffer {
            order: (10_000_000 + self.number).to_string(),
            payload: String::new(),
            expires_at: self.at.plus_ms(QR_MS),
            warnings: Vec::new(),
            collector: None,
        };
        self.decide(write, &Command::ReceiveQr { payment, qr }, &Actor::Till)?;
        Ok(payment)
    }

    /// The QR's time is up, and no notice of it had come.
    fn expire(&mut self, write: &mut Write<'_>, payment: PaymentId) -> Result<(), TillError> {
        self.at = self.at.plus_ms(QR_MS);
        self.decide(write, &Command::RunOutOfTime { payment }, &Actor::Till)?;
        self.wait(1);
        self.decide(write, &Command::ReadNoticesToEnd { payment }, &Actor::Till)
    }

    /// TotalCoin's notice that so much was paid.
    fn notice(
        &mut self,
        write: &mut Write<'_>,
        payment: PaymentId,
        came: Money,
    ) -> Result<(), TillError> {
        let reference = format!("{:010}", 50_000_000 + self.number * 4 + self.payments);
        let name = PAYERS[usize::from(self.dice(6)) % PAYERS.len()];
        let body = json!({
            "Referencia": reference,
            "Monto": came.to_decimal_pesos(),
            "Estado": "APROBADO",
            "NombreCompletoEmisor": name,
            "ReferenciaMerchant": payment.to_string(),
        });
        let heard = write.hear(NewNotice {
            provider: Provider::Totalcoin.as_str(),
            merchant: MERCHANT,
            relay_id: None,
            body: body.to_string().as_bytes(),
            received_at: self.at,
            heard_at: self.at,
        })?;
        let Heard::New(number) = heard else {
            return Err(TillError::Unreadable("a notice of the sample week"));
        };
        let payer = Payer {
            name: Some(name.to_owned()),
            ..Payer::default()
        };
        write.keep_payer(number, Some(payment), &payer)?;
        let fees = thousandths(came, FEE_THOUSANDTHS);
        let notice = Notice {
            reference: Some(reference.clone()),
            amount: Some(came),
            word: Word::Approved,
            names: Names::Ours(payment),
            proposes: None,
            deductions: Deductions {
                net: Some(came.less(fees)),
                fees: Some(fees),
                taxes: Some(Money::ZERO),
            },
            details: Details {
                created_at: Some(self.at),
                confirmed_at: Some(self.at),
                credited_at: Some(self.at.plus_ms(2 * DAY_MS)),
                ..Details::default()
            },
        };
        let hear = Command::HearNotice {
            payment,
            number,
            transaction: Some(TransactionKey::own(Provider::Totalcoin, reference)),
            notice,
        };
        self.decide(write, &hear, &Actor::Till)
    }

    /// One card in instalments, and what pagoUno answers.
    fn card(
        &mut self,
        write: &mut Write<'_>,
        part: Money,
        answer: CardAnswer,
    ) -> Result<(), TillError> {
        let plans = ["cuotas-1", "cuotas-1", "ahora-3", "ahora-6"];
        let plan = plans[usize::from(self.dice(4)) % plans.len()];
        let rows = first_rows();
        // Not every plan is offered every day, and the first one is.
        let offer = [plan, plans[0]].into_iter().find_map(|plan| {
            let plan = rows.get(&plan.parse().ok()?)?;
            plan.offer(part, self.shop.day).ok()
        });
        let face = face(self.dice(3));
        let (Some(offer), Some(face)) = (offer, face) else {
            // No plan takes the amount: the customer has cash.
            return self.cash(write, part).map(drop);
        };
        let total = offer.total();
        let payment = self.new_payment();
        let charge = Command::ChargeCards {
            payment,
            request: PaymentRequest {
                method: Method::Card,
                amount: part,
                charged: total,
            },
            cards: vec![CardPart {
                face,
                offer,
                legs: vec![total],
            }],
            deadline: self.at.plus_ms(MINUTE_MS),
        };
        self.by_cashier(write, &charge)?;
        self.decide(write, &Command::MarkSent { payment }, &Actor::Till)?;
        self.wait(3);
        let word = match &answer {
            CardAnswer::Approved => LegWord::Succeeded,
            CardAnswer::Declined { .. } | CardAnswer::Refused { .. } => LegWord::Failed,
            CardAnswer::Pending => LegWord::NotYet,
        };
        let leg = Leg {
            ids: vec![format!("P{:08}", self.number)],
            place: Some(0),
            amount: Some(total),
            last_four: Some(face.last_four),
            word,
            message: None,
            receipt: LegReceipt::default(),
        };
        let legs = vec![leg];
        self.decide(write, &Command::NoteLegs { payment, legs }, &Actor::Till)?;
        self.decide(
            write,
            &Command::HearAnswer { payment, answer },
            &Actor::Till,
        )
    }

    fn cash(&mut self, write: &mut Write<'_>, part: Money) -> Result<PaymentId, TillError> {
        let payment = self.charge(write, Method::Cash, part)?;
        let handed = part;
        self.by_cashier(write, &Command::CountCash { payment, handed })?;
        Ok(payment)
    }

    fn charge(
        &mut self,
        write: &mut Write<'_>,
        method: Method,
        part: Money,
    ) -> Result<PaymentId, TillError> {
        let payment = self.new_payment();
        let charge = Command::Charge {
            payment,
            request: PaymentRequest::of(method, part),
            deadline: self.at.plus_ms(MINUTE_MS),
        };
        self.by_cashier(write, &charge)?;
        Ok(payment)
    }

    fn new_payment(&mut self) -> PaymentId {
        self.payments += 1;
        let bytes = mixed(self.number * 8 + self.payments).to_be_bytes();
        PaymentId::new(self.at, bytes, self.shop.till)
    }

    fn by_cashier(&mut self, write: &mut Write<'_>, command: &Command) -> Result<(), TillError> {
        self.decide(write, command, &self.shop.cashier)
    }

    fn decide(
        &mut self,
        write: &mut Write<'_>,
        command: &Command,
        by: &Actor,
    ) -> Result<(), TillError> {
        let events = self.sale.decide(command, by, self.at)?;
        self.sale = write.record_sale(by, self.at, self.sale.id, &events)?;
        Ok(())
    }

    fn wait(&mut self, seconds: i64) {
        self.at = self.at.plus_ms(seconds * SECOND_MS);
    }

    /// A number below `sides` that is always the same for this sale.
    fn dice(&self, sides: u8) -> u8 {
        let thrown = mixed(self.number ^ 0x0D1C_E000) % u64::from(sides.max(1));
        u8::try_from(thrown).unwrap_or(0)
    }
}

/// From $ 900 to $ 48.850, in steps of $ 50; small amounts are the most.
fn amount(number: u64) -> Money {
    let (one, other) = (mixed(number) % 980, mixed(number + 7_000) % 980);
    let steps = i64::try_from(one * other / 980).unwrap_or(0);
    Money::from_centavos(90_000 + steps * 5_000).unwrap_or(Money::ZERO)
}

fn concept(number: u64) -> Option<String> {
    let place = usize::try_from(number / 9).ok()? % CONCEPTS.len();
    (number % 9 == 4).then(|| CONCEPTS[place].to_owned())
}

/// A test card, of which only the face is known.
fn face(dice: u8) -> Option<CardFace> {
    let (brand, bin, last_four) = match dice {
        0 => (Brand::Visa, "411111", "1111"),
        1 => (Brand::Mastercard, "555555", "4444"),
        _ => (Brand::Visa, "450799", "4905"),
    };
    Some(CardFace {
        brand,
        bin: Bin::parse(bin).ok()?,
        last_four: LastFour::parse(last_four).ok()?,
    })
}

fn half(money: Money) -> Money {
    thousandths(money, 500)
}

fn thousandths(money: Money, parts: i64) -> Money {
    let part = money.centavos().saturating_mul(parts) / 1_000;
    Money::from_centavos(part).unwrap_or(Money::ZERO)
}

/// Scatters numbers (the finaliser of SplitMix64).
const fn mixed(number: u64) -> u64 {
    let mut it = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}
