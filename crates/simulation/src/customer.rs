//! Customers: they pay what the screen shows, or less, more, twice, late, after
//! a cancel, or not at all. The provider sends notices about it.

use crate::orders::Transaction;
use crate::paying::{APPROVED, Naming, Paying, Telling};
use crate::posts::{Posting, Says};
use crate::world::{Happening, World};
use domain::{Money, PaymentId, TillNumber, UnixMs};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// What a customer does with a QR.
#[derive(Clone, Copy)]
enum Mood {
    Pays,
    PaysAtTheEnd,
    PaysLate,
    GoesAway,
    PaysShort,
    PaysOver,
    PaysTwice,
    PaysInTwo,
    IsRejected,
    WaitsForApproval,
    IsReversed,
    IsCorrected,
    IsNamedLater,
    IsNeverNamed,
    IsNamedOtherwise,
    IsTwiceTold,
    HasNoReference,
}

const MOODS: &[(u64, Mood)] = &[
    (28, Mood::Pays),
    (12, Mood::PaysAtTheEnd),
    (8, Mood::PaysLate),
    (8, Mood::GoesAway),
    (5, Mood::PaysShort),
    (5, Mood::PaysOver),
    (6, Mood::PaysTwice),
    (4, Mood::PaysInTwo),
    (4, Mood::IsRejected),
    (4, Mood::WaitsForApproval),
    (4, Mood::IsReversed),
    (3, Mood::IsCorrected),
    (5, Mood::IsNamedLater),
    (3, Mood::IsNeverNamed),
    (2, Mood::IsNamedOtherwise),
    (4, Mood::IsTwiceTold),
    (2, Mood::HasNoReference),
];

/// Decides what a customer does with the QR on the screen.
pub(crate) fn sees(world: &mut World, payment: PaymentId, charged: Money, left_ms: i64) {
    let mood = world.dice.one_of(MOODS);
    let soon_ms = world.dice.ms(1_500, 40_000);
    let by = Money::from_centavos(world.dice.between(1, charged.centavos())).unwrap_or(charged);
    let whole = Telling::approves(charged);
    let later_ms = world.dice.ms(500, 90_000);
    let close_ms = world.dice.ms(-3_000, 1_500);
    let mut pays = |after_ms, tellings: Vec<Telling>| {
        let paying = Paying::of(payment, tellings);
        world.after_ms(after_ms, Happening::Pay(paying));
    };
    match mood {
        Mood::GoesAway => {}
        Mood::Pays => pays(soon_ms, vec![whole]),
        Mood::PaysAtTheEnd => pays(left_ms + close_ms, vec![whole]),
        Mood::PaysLate => pays(left_ms + later_ms, vec![whole]),
        Mood::PaysShort => pays(soon_ms, vec![Telling::approves(charged.less(by))]),
        Mood::PaysOver => {
            let over = charged.plus(by).unwrap_or(charged);
            pays(soon_ms, vec![Telling::approves(over)]);
        }
        Mood::PaysTwice => {
            pays(soon_ms, vec![whole]);
            pays(soon_ms + later_ms, vec![whole]);
        }
        Mood::PaysInTwo => {
            pays(soon_ms, vec![Telling::approves(charged.less(by))]);
            pays(soon_ms + later_ms, vec![Telling::approves(by)]);
        }
        Mood::IsRejected => pays(soon_ms, vec![whole.word("RECHAZADO")]),
        Mood::WaitsForApproval => pays(
            soon_ms,
            vec![whole.word("PENDIENTE"), whole.later_ms(later_ms)],
        ),
        Mood::IsReversed => pays(
            soon_ms,
            vec![whole, whole.word("REVERSADO").later_ms(later_ms)],
        ),
        Mood::IsCorrected => pays(
            soon_ms,
            vec![whole, Telling::approves(by).later_ms(later_ms)],
        ),
        Mood::IsNamedLater => pays(
            soon_ms,
            vec![whole.naming(Naming::Nobody), whole.later_ms(later_ms)],
        ),
        Mood::IsNeverNamed => pays(soon_ms, vec![whole.naming(Naming::Nobody)]),
        Mood::IsNamedOtherwise => pays(soon_ms, vec![whole.naming(Naming::Foreign)]),
        Mood::IsTwiceTold => {
            let mut credited = whole.later_ms(later_ms);
            credited.credited = true;
            pays(soon_ms, vec![whole, credited]);
        }
        Mood::HasNoReference => {
            let mut bare = whole;
            bare.referenced = false;
            pays(soon_ms, vec![bare]);
        }
    }
}

/// Pays a pre-order whose QR may never have been shown.
pub(crate) fn pay_unseen(world: &mut World, payment: PaymentId, amount: Money) {
    let after_ms = world.dice.ms(200, 60_000);
    let tellings = vec![Telling::approves(amount)];
    world.after_ms(after_ms, Happening::Pay(Paying::of(payment, tellings)));
}

/// Sends money and notices that belong to no sale of this till.
pub(crate) fn strangers(world: &mut World) {
    for _ in 0..world.dice.below(3) {
        let after_ms = world.dice.ms(0, 300_000);
        let amount = Money::from_centavos(world.dice.between(1, 9_000_000)).unwrap_or_default();
        if world.dice.happens(30) {
            let body = format!("<html>{after_ms}</html>");
            let says = Says::default();
            world.after_ms(after_ms, Happening::Post(Posting { body, says }));
            continue;
        }
        let naming = world.dice.one_of(&[
            (2, Naming::Nobody),
            (1, Naming::Foreign),
            (1, Naming::Payment),
        ]);
        let payment = (naming == Naming::Payment)
            .then(|| PaymentId::new(world.now(), world.dice.eight_bytes(), TillNumber(1)));
        let tellings = vec![Telling::approves(amount).naming(naming)];
        let paying = Paying {
            payment,
            dated: false,
            tellings,
        };
        world.after_ms(after_ms, Happening::Pay(paying));
    }
}

/// Moves the money, and schedules the provider's notices.
pub(crate) fn pay(world: &mut World, paying: &Paying) {
    let number = 4_053 + world.provider.transactions.len();
    let reference = format!("{number:010}");
    let approved = paying
        .tellings
        .iter()
        .filter(|telling| telling.word == APPROVED)
        .map(|telling| telling.amount)
        .collect();
    world.note(&format!("customer: pays {reference} {approved:?}"));
    let payment = paying.payment;
    // The notices say it to the second, by the provider's clock.
    let dated = paying.dated.then(|| {
        let at = world.provider_now();
        at.plus_ms(-at.0.rem_euclid(1_000))
    });
    let transaction = Transaction {
        payment,
        dated,
        approved,
    };
    world
        .provider
        .transactions
        .insert(reference.clone(), transaction);
    for telling in &paying.tellings {
        let posting = posting((paying.payment, dated), &reference, telling);
        deliver(world, telling.after_ms, posting);
    }
}

/// Schedules a notice: late or repeated, if the run has such trouble.
pub(crate) fn deliver(world: &mut World, after_ms: i64, posting: Posting) {
    let trouble = world.weather.webhook_trouble;
    let delay_ms = if world.dice.happens(trouble) {
        world.dice.ms(2_000, 200_000)
    } else {
        world.dice.ms(50, 2_500)
    };
    if world.dice.happens(trouble / 2) {
        let again_ms = after_ms + world.dice.ms(100, 150_000);
        world.after_ms(again_ms, Happening::Post(posting.clone()));
    }
    world.after_ms(after_ms + delay_ms, Happening::Post(posting));
}

fn posting(
    (payment, dated): (Option<PaymentId>, Option<UnixMs>),
    reference: &str,
    telling: &Telling,
) -> Posting {
    let quoted = |text: &str| format!("\"{text}\"");
    let null = || "null".to_owned();
    let names = payment.filter(|_| telling.naming == Naming::Payment);
    let merchant = match telling.naming {
        Naming::Payment => names.map_or_else(null, |payment| quoted(&payment.to_string())),
        Naming::Nobody => null(),
        Naming::Foreign => quoted("FACTURA 0001-00004053"),
    };
    let concept = payment.map_or_else(String::new, |it| it.reference().to_string());
    let transaction = telling.referenced.then(|| reference.to_owned());
    let credited = if telling.credited {
        quoted("04/21/2027 14:34:53")
    } else {
        null()
    };
    let created = dated.map_or_else(null, |at| quoted(&date(at)));
    // The fields of the documentation's sample, as far as anything reads them.
    let body = format!(
        r#"{{"Concepto":"Caja 1 {concept}","Referencia":{},"Monto":{},"Tarifas":51.9,"FechaCreacion":{created},"FechaAcreditacion":{credited},"Estado":"{}","MetodoPago":"TARJETA","NombreCompletoEmisor":"JUANA PEREZ {reference}","ReferenciaMerchant":{merchant}}}"#,
        transaction.as_deref().map_or_else(null, quoted),
        telling.amount.to_decimal_pesos(),
        telling.word,
    );
    let says = Says {
        transaction,
        names,
        amount: Some(telling.amount),
        approved: telling.word == APPROVED,
        is_hint: false,
        order: None,
    };
    Posting { body, says }
}

/// A moment as the provider's notices write it.
fn date(at: UnixMs) -> String {
    let at = Timestamp::from_millisecond(at.0).expect("the run's time is a moment of this age");
    let at = at.to_zoned(TimeZone::fixed(offset(-3)));
    at.strftime("%m/%d/%Y %H:%M:%S").to_string()
}
