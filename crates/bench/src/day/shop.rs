//! A practice ledger of a shop's five years: sales in cash, by QR and by card,
//! shifts, and a close at the end of each day but the last. The ledger itself
//! writes all of them, many sales to a commit; no row is inserted behind its
//! back.

use super::Calendar;
use crate::Result;
use crate::ledger::history::{live, pay, pay_again, put};
use crate::ledger::shop::{Charge, DEADLINE_MS, Failed, TILL, mixed};
use domain::card::CardNumber;
use domain::plan::first_rows;
use domain::shift::Count;
use domain::{
    Actor, Balance, CardAnswer, CardPart, Command, Day, Leg, LegReceipt, LegWord, Method, Money,
    PaymentRequest, PersonId, Role, Sale, SaleEvent, ShiftCommand, ShiftEvent, Stamp, Tender,
    TillEvent, UnixMs,
};
use ledger::{Ledger, Opening, Packing, Seal, Write};
use serde_json::{Value, json};
use std::path::Path;
use tokio::runtime::Runtime;

/// Sales that share a commit.
const CHUNK: usize = 300;
/// For how long payers' data is kept, as the settings say it, and how often the
/// rest is erased.
const KEPT_DAYS: i64 = 540;
const ERASED_EVERY_DAYS: u64 = 30;
/// The shifts of a day.
const SHIFTS: u64 = 2;

/// How a shop's customers pay, and what its ledger does of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mix {
    /// How many of a hundred sales are paid in cash and how many by QR; the
    /// others by card.
    pub(crate) cash_percent: u64,
    pub(crate) qr_percent: u64,
    /// For one of so many sales by QR a second notice comes.
    pub(crate) second_notice_every: Option<u64>,
    /// Whether old lines are packed, as the till does it.
    pub(crate) packs: bool,
}

impl Mix {
    /// The shop of `bench day`.
    pub(crate) const DAY: Mix = Mix {
        cash_percent: 55,
        qr_percent: 33,
        second_notice_every: None,
        packs: true,
    };
}

/// How many of a hundred sales have a concept.
const CONCEPT_PERCENT: u64 = 40;
/// One of so many cancelled QRs is paid after all.
const LATE_EVERY: u64 = 500;
const THINGS: [&str; 12] = [
    "café",
    "medialunas",
    "tostado",
    "almuerzo",
    "torta",
    "jugo",
    "té",
    "empanadas",
    "sandwich",
    "helado",
    "agua",
    "promo",
];
const CARDS: [&str; 3] = ["4111111111111111", "5500000000000004", "4242424242424242"];
const PLANS: [&str; 4] = ["cuotas-1", "cuotas-3", "ahora-3", "cuotas-6"];

/// The seal's bytes.
pub(super) const SEAL: [u8; Seal::BYTES] = [0x5E; Seal::BYTES];
pub(crate) const FILE: &str = "practice.sqlite3";

type Done<T> = std::result::Result<T, Failed>;

/// Makes `practice.sqlite3` with its seal in a folder, as the app keeps them.
pub(crate) fn make(folder: &Path, calendar: &Calendar, mix: Mix) -> Result<Value> {
    std::fs::create_dir_all(folder)?;
    let seal = Seal::from_bytes(SEAL);
    std::fs::write(folder.join("practice.seal"), seal.to_hex().as_bytes())?;
    let path = folder.join(FILE);
    let ledger = Ledger::open_inline(Opening {
        path: path.clone(),
        seal,
        now: calendar.opens_at(0),
    })?;
    // The ledger writes in this thread, and nothing is waited for.
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let write = Writing {
        ledger,
        runtime,
        mix,
    };
    write.people(calendar)?;
    for day in 0..calendar.days {
        write.day(calendar, day)?;
    }
    write.people_leave(calendar)?;
    drop(write);
    let bytes = std::fs::metadata(&path)?.len();
    Ok(json!({ "sales": calendar.sales, "days": calendar.days, "bytes": bytes }))
}

struct Writing {
    ledger: Ledger,
    runtime: Runtime,
    mix: Mix,
}

impl Writing {
    fn write<T: Send + 'static>(
        &self,
        closure: impl FnOnce(&mut Write<'_>) -> Done<T> + Clone + Send + 'static,
    ) -> Result<T> {
        Ok(self.runtime.block_on(self.ledger.write(closure))?)
    }

    fn pack(&self) -> Result<bool> {
        let pack = |write: &mut Write<'_>| write.pack_oldest_lines(Packing::STANDARD);
        Ok(self.runtime.block_on(self.ledger.write(pack))?)
    }

    fn people(&self, calendar: &Calendar) -> Result<()> {
        let at = calendar.opens_at(0);
        let mut events: Vec<TillEvent> = first_rows()
            .iter()
            .map(|plan| TillEvent::PlanKept { plan: plan.clone() })
            .collect();
        events.extend((0..SHIFTS).map(|number| TillEvent::PersonNamed {
            id: person(number),
            name: format!("Cajera {number}"),
            role: Role::Cashier,
        }));
        self.write(move |write| Ok(write.record_till(&Actor::Counter, at, &events)?))
    }

    /// A till without people opens without a PIN.
    fn people_leave(&self, calendar: &Calendar) -> Result<()> {
        let at = calendar.closes_at(calendar.last());
        let leave = |number| TillEvent::PersonRetired { id: person(number) };
        let events: Vec<TillEvent> = (0..SHIFTS).map(leave).collect();
        self.write(move |write| Ok(write.record_till(&Actor::Counter, at, &events)?))
    }

    fn day(&self, calendar: &Calendar, day: u64) -> Result<()> {
        let numbers = calendar.sales_of(day);
        let of = numbers.end - numbers.start;
        let half = numbers.start + of / SHIFTS;
        let halves = [numbers.start..half, half..numbers.end];
        for (number, sales) in (0..).zip(halves) {
            let calendar = *calendar;
            let by = Actor::Person {
                id: person(number),
                role: Role::Cashier,
            };
            let begin = calendar.moment(day, sales.start - numbers.start, of);
            let end = calendar.moment(day, sales.end - numbers.start, of);
            let opens = by.clone();
            self.write(move |write| open_shift(write, &opens, begin))?;
            let all: Vec<u64> = sales.collect();
            for some in all.chunks(CHUNK) {
                let (some, by, first) = (some.to_vec(), by.clone(), numbers.start);
                let mix = self.mix;
                self.write(move |write| {
                    some.into_iter().try_for_each(|number| {
                        let at = calendar.moment(day, number - first, of);
                        sell(write, number, (charge(number, at, by.clone()), mix))
                    })
                })?;
            }
            self.write(move |write| count_shift(write, &by, end))?;
        }
        if day < calendar.last() {
            let at = calendar.closes_at(day);
            self.write(move |write| close(write, at))?;
        }
        if day.is_multiple_of(ERASED_EVERY_DAYS) {
            let before = calendar.opens_at(day).plus_ms(-KEPT_DAYS * 86_400_000);
            while self.write(move |write| Ok(write.erase_people_before(before)?.is_more))? {}
        }
        while self.mix.packs && self.pack()? {}
        Ok(())
    }
}

fn person(number: u64) -> PersonId {
    PersonId::new(UnixMs(0), mixed(number ^ 0xCA5A).to_be_bytes(), TILL)
}

fn charge(number: u64, at: UnixMs, by: Actor) -> Charge {
    let lot = mixed(number ^ 0xC0);
    let thing = usize::try_from(lot / 100).unwrap_or(0) % THINGS.len();
    let concept = format!("{}, mesa {}", THINGS[thing], lot / 10_000 % 30 + 1);
    Charge {
        concept: (lot % 100 < CONCEPT_PERCENT).then_some(concept),
        by,
        tells_deductions: true,
        ..Charge::new(number, at)
    }
}

fn sell(write: &mut Write<'_>, number: u64, (charge, mix): (Charge, Mix)) -> Done<()> {
    let lot = mixed(number ^ 0x3EA5) % 100;
    if lot < mix.cash_percent {
        return sell_in_cash(write, &charge);
    }
    if lot >= mix.cash_percent + mix.qr_percent {
        return sell_by_card(write, number, &charge);
    }
    live(write, number, &charge)?;
    let sale = write.sale(charge.sale)?;
    let cancelled = sale.is_some_and(|sale| sale.covered().is_zero());
    if cancelled && number.is_multiple_of(LATE_EVERY) {
        pay(write, number, &charge, charge.at.plus_ms(700_000))?;
    }
    let second = mix.second_notice_every;
    if !cancelled && second.is_some_and(|every| number.is_multiple_of(every)) {
        pay_again(write, number, &charge, charge.at.plus_ms(800_000))?;
    }
    Ok(())
}

fn sell_in_cash(write: &mut Write<'_>, charge: &Charge) -> Done<()> {
    let payment = charge.payment;
    let commands = [
        Command::Charge {
            payment,
            request: PaymentRequest::of(Method::Cash, charge.amount),
            deadline: charge.at.plus_ms(DEADLINE_MS),
        },
        Command::CountCash {
            payment,
            handed: charge.amount,
        },
    ];
    begin(write, charge, &commands)
}

fn sell_by_card(write: &mut Write<'_>, number: u64, charge: &Charge) -> Done<()> {
    let (payment, amount) = (charge.payment, charge.amount);
    let lot = usize::try_from(mixed(number ^ 0xCA2D)).unwrap_or(0);
    let card = card(amount, lot);
    let leg = Leg {
        ids: vec![format!("T{number}")],
        place: Some(0),
        amount: Some(amount),
        last_four: Some(card.face.last_four),
        word: LegWord::Succeeded,
        message: None,
        receipt: LegReceipt::default(),
    };
    let commands = [
        Command::ChargeCards {
            payment,
            request: PaymentRequest::of(Method::Card, amount),
            cards: vec![card],
            deadline: charge.at.plus_ms(DEADLINE_MS),
        },
        Command::MarkSent { payment },
    ];
    begin(write, charge, &commands)?;
    let at = charge.at.plus_ms(2_500);
    let legs = vec![leg];
    let note = Command::NoteLegs { payment, legs };
    put(write, charge.sale, &note, &Actor::Till, at)?;
    let answer = CardAnswer::Approved;
    let hear = Command::HearAnswer { payment, answer };
    put(write, charge.sale, &hear, &Actor::Till, at).map(drop)
}

fn card(amount: Money, lot: usize) -> CardPart {
    let number = CardNumber::read(CARDS[lot % CARDS.len()]).expect("a good check digit");
    let id = PLANS[lot / 8 % PLANS.len()].parse().expect("a plan's id");
    let day: Day = "2026-11-20".parse().expect("a day");
    let plans = first_rows();
    let plan = plans.get(&id).expect("one of the first plans");
    CardPart {
        face: number.face(),
        offer: plan
            .offer(amount, day)
            .expect("the first plans are always offered"),
        legs: vec![amount],
    }
}

/// Opens the sale and does the commands, in one write.
fn begin(write: &mut Write<'_>, charge: &Charge, commands: &[Command]) -> Done<()> {
    let (mut sale, opened) = charge.open(write)?;
    let mut events: Vec<SaleEvent> = vec![opened];
    for command in commands {
        let decided = sale.decide(command, &charge.by, charge.at)?;
        apply(&mut sale, charge, &decided);
        events.extend(decided);
    }
    write.record_sale(&charge.by, charge.at, charge.sale, &events)?;
    write.remember_request(&charge.payment.to_string(), charge.sale)?;
    Ok(())
}

fn apply(sale: &mut Sale, charge: &Charge, events: &[SaleEvent]) {
    for event in events {
        sale.apply(Stamp::new(&charge.by, charge.at), event);
    }
}

fn open_shift(write: &mut Write<'_>, by: &Actor, at: UnixMs) -> Done<()> {
    let opened = ShiftEvent::Opened {
        person: match by {
            Actor::Person { id, .. } => Some(*id),
            Actor::Till | Actor::Counter | Actor::Unidentified => None,
        },
        float: Money::from_centavos(1_000_000).unwrap_or(Money::ZERO),
        accepted: Vec::new(),
        refused: Vec::new(),
    };
    let number = write.next_shift_number()?;
    write.record_shift(by, at, number, &[opened])?;
    Ok(())
}

fn count_shift(write: &mut Write<'_>, by: &Actor, at: UnixMs) -> Done<()> {
    let Some(shift) = write.open_shift()? else {
        return Ok(());
    };
    let expected = shift.expected_cash(write.cash_of_shift(shift.number)?);
    let counted = Money::from_centavos(expected.centavos().max(0)).unwrap_or(Money::MAX);
    let end = ShiftCommand::End {
        counts: vec![Count {
            tender: Tender::Cash,
            expected,
            counted,
            pieces: Vec::new(),
        }],
        difference_max: Money::ZERO,
        accepts: None,
    };
    debug_assert_eq!(expected, Balance::of(counted));
    let events = shift.decide(&end, by)?;
    write.record_shift(by, at, shift.number, &events)?;
    Ok(())
}

fn close(write: &mut Write<'_>, at: UnixMs) -> Done<()> {
    let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
    write.record_close(&Actor::Counter, at, figures)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::compare::compare;
    use ledger::Reader;

    #[test]
    fn a_small_shop_is_sound_and_both_sides_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let calendar = Calendar::of(1_200);
        make(folder.path(), &calendar, Mix::DAY).unwrap();
        let reader = Reader::open(&folder.path().join(FILE)).unwrap();
        let (tray, next_shift) = reader
            .read(|read| {
                Ok::<_, ledger::LedgerError>((read.tray_count()?, read.next_shift_number()?))
            })
            .unwrap();
        assert!(tray < 5, "{tray} items wait in the tray");
        assert_eq!(u64::from(next_shift.0), calendar.days * SHIFTS + 1);
        let measured = compare(folder.path(), &calendar, 1).unwrap();
        assert_eq!(measured.as_object().unwrap().len(), 6);
    }
}
