//! The house's wallet and its customers: they pay the order on the screen, or
//! less, twice, late, or another order. Its backend sends the notices of
//! `docs/wallet-notice.md`.

use crate::customer::deliver;
use crate::posts::{Posting, Says};
use crate::restores;
use crate::world::{Happening, World};
use domain::{Money, PaymentId, UnixMs};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use std::collections::BTreeMap;

/// What a customer does with the order's QR.
#[derive(Clone, Copy)]
enum Mood {
    Pays,
    PaysWithoutId,
    PaysAtTheEnd,
    PaysLate,
    GoesAway,
    PaysShort,
    PaysOver,
    PaysTwice,
    PaysAnotherOrder,
    IsRejected,
    IsReturned,
    IsReturnedUnnamed,
    IsTwiceTold,
}

const MOODS: &[(u64, Mood)] = &[
    (28, Mood::Pays),
    (24, Mood::PaysWithoutId),
    (8, Mood::PaysAtTheEnd),
    (7, Mood::PaysLate),
    (8, Mood::GoesAway),
    (4, Mood::PaysShort),
    (3, Mood::PaysOver),
    (5, Mood::PaysTwice),
    (3, Mood::PaysAnotherOrder),
    (4, Mood::IsRejected),
    (12, Mood::IsReturned),
    (3, Mood::IsReturnedUnnamed),
    (5, Mood::IsTwiceTold),
];

const PAID: &str = "paid";

/// A notice about a payment by a customer.
#[derive(Clone, Copy)]
struct Telling {
    after_ms: i64,
    state: &'static str,
    amount: Money,
}

/// A payment by a customer.
pub(crate) struct Paying {
    payment: PaymentId,
    order: String,
    /// Whether its notices have our id of the payment.
    named: bool,
    tellings: Vec<Telling>,
}

/// A payment in the wallet's records.
pub(crate) struct Record {
    /// The payment whose QR the customer saw.
    pub(crate) payment: PaymentId,
    pub(crate) order: String,
    pub(crate) named: bool,
    /// The amount that was paid; `None` if none was.
    pub(crate) paid: Option<Money>,
}

/// What the wallet knows, by its own reference.
#[derive(Default)]
pub(crate) struct Wallet {
    pub(crate) transactions: BTreeMap<String, Record>,
}

/// Decides what a customer does with the QR on the screen.
pub(crate) fn sees(
    world: &mut World,
    payment: PaymentId,
    (charged, order): (Money, &str),
    left_ms: i64,
) {
    let mood = world.dice.one_of(MOODS);
    let soon_ms = world.dice.ms(1_500, 40_000);
    let later_ms = world.dice.ms(500, 90_000);
    let close_ms = world.dice.ms(-3_000, 1_500);
    let by = Money::from_centavos(world.dice.between(1, charged.centavos())).unwrap_or(charged);
    let tell = |state, amount, after_ms| Telling {
        after_ms,
        state,
        amount,
    };
    let whole = tell(PAID, charged, 0);
    let back = tell("returned", by, later_ms);
    let mut pays = |named, after_ms, order: &str, tellings: Vec<Telling>| {
        let order = order.to_owned();
        let paying = Paying {
            payment,
            order,
            named,
            tellings,
        };
        world.after_ms(after_ms, Happening::PayWallet(paying));
    };
    match mood {
        Mood::GoesAway => {}
        Mood::Pays => pays(true, soon_ms, order, vec![whole]),
        Mood::PaysWithoutId => pays(false, soon_ms, order, vec![whole]),
        Mood::PaysAtTheEnd => pays(true, left_ms + close_ms, order, vec![whole]),
        Mood::PaysLate => pays(true, left_ms + later_ms, order, vec![whole]),
        Mood::PaysShort => pays(true, soon_ms, order, vec![tell(PAID, charged.less(by), 0)]),
        Mood::PaysOver => {
            let over = charged.plus(by).unwrap_or(charged);
            pays(true, soon_ms, order, vec![tell(PAID, over, 0)]);
        }
        Mood::PaysTwice => {
            pays(true, soon_ms, order, vec![whole]);
            pays(later_ms % 2 == 0, soon_ms + later_ms, order, vec![whole]);
        }
        Mood::PaysAnotherOrder => pays(true, soon_ms, "TOB000001", vec![whole]),
        Mood::IsRejected => pays(true, soon_ms, order, vec![tell("rejected", charged, 0)]),
        Mood::IsReturned => pays(true, soon_ms, order, vec![whole, back]),
        Mood::IsReturnedUnnamed => pays(false, soon_ms, order, vec![whole, back]),
        Mood::IsTwiceTold => pays(
            true,
            soon_ms,
            order,
            vec![whole, tell(PAID, charged, later_ms)],
        ),
    }
}

/// Moves the money, and schedules the wallet's notices.
pub(crate) fn pay(world: &mut World, paying: &Paying) {
    world.counts.wallet += 1;
    let number = 1 + world.wallet.transactions.len();
    let reference = format!("W-{number:06}");
    let paid = paying.tellings.iter().find(|it| it.state == PAID);
    let paid = paid.map(|it| it.amount).filter(|amount| !amount.is_zero());
    world.note(&format!("wallet: {reference} pays {paid:?}"));
    restores::copy_perhaps(world);
    let at = world.now();
    for (nth, telling) in paying.tellings.iter().enumerate() {
        let posting = posting(paying, (&reference, nth), telling, at);
        deliver(world, telling.after_ms, posting);
    }
    let transaction = Record {
        payment: paying.payment,
        order: paying.order.clone(),
        named: paying.named,
        paid,
    };
    world.wallet.transactions.insert(reference, transaction);
}

fn posting(
    paying: &Paying,
    (reference, nth): (&str, usize),
    telling: &Telling,
    at: UnixMs,
) -> Posting {
    let names = paying.named.then_some(paying.payment);
    let id = names.map_or_else(String::new, |id| format!(r#""payment_id":"{id}","#));
    let at = Timestamp::from_millisecond(at.0).expect("the run's time is a moment of this age");
    let at = at
        .to_zoned(TimeZone::fixed(offset(-3)))
        .strftime("%Y-%m-%dT%H:%M:%S%:z");
    // The last field is one that nobody reads: bodies of one meaning differ.
    let body = format!(
        r#"{{{id}"order_id":"{}","state":"{}","amount":{},"reference":"{reference}","buyer_cuit":"20322678275","buyer_account":"0000070300000000000017","occurred_at":"{at}","attempt":{nth}}}"#,
        paying.order,
        telling.state,
        telling.amount.to_decimal_pesos(),
    );
    let says = Says {
        transaction: Some(reference.to_owned()),
        names,
        amount: Some(telling.amount),
        approved: telling.state == PAID,
        is_hint: false,
        order: Some(paying.order.clone()),
    };
    Posting { body, says }
}
