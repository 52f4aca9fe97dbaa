//! Customers under the fixed QR. They type the amount themselves, rightly or
//! not, and anybody can pay what hangs on the wall.

use crate::paying::{Paying, Telling};
use crate::world::{Happening, World};
use domain::{Money, PaymentId};

/// What a customer does with the fixed QR.
#[derive(Clone, Copy)]
enum Mood {
    Pays,
    OnlySaysSo,
    PaysAnother,
    PaysTwice,
    PaysLate,
    IsRejected,
    IsReversed,
    IsCorrected,
    IsTwiceTold,
    HasNoReference,
}

const MOODS: &[(u64, Mood)] = &[
    (40, Mood::Pays),
    (14, Mood::OnlySaysSo),
    (6, Mood::PaysAnother),
    (6, Mood::PaysTwice),
    (10, Mood::PaysLate),
    (3, Mood::IsRejected),
    (4, Mood::IsReversed),
    (3, Mood::IsCorrected),
    (6, Mood::IsTwiceTold),
    (2, Mood::HasNoReference),
];

/// Amounts that many sales have, so that it is not clear whose a notice is.
pub(crate) const COMMON_CENTAVOS: &[(u64, i64)] = &[(3, 90_000), (1, 120_000)];

/// How much later than the till may match a slow customer pays, in percent of
/// the time within which it does.
const LATE_PERCENT_MAX: i64 = 150;

/// Decides what a customer does who is asked to type that amount.
pub(crate) fn sees(world: &mut World, charged: Money) {
    let Some(order) = order(world) else { return };
    let soon_ms = world.dice.ms(500, 40_000);
    let within_ms = i64::from(world.weather.match_minutes) * 60_000;
    let late_ms = world.dice.ms(20_000, within_ms * LATE_PERCENT_MAX / 100);
    let other = world.dice.between(100, charged.centavos().max(100) * 2);
    let other = Money::from_centavos(other).unwrap_or(charged);
    let whole = Telling::approves(charged);
    match world.dice.one_of(MOODS) {
        Mood::OnlySaysSo => {}
        Mood::Pays => pays(world, order, soon_ms, vec![whole]),
        Mood::PaysAnother => pays(world, order, soon_ms, vec![Telling::approves(other)]),
        Mood::PaysTwice => {
            pays(world, order, soon_ms, vec![whole]);
            pays(world, order, soon_ms + 3_000, vec![whole]);
        }
        Mood::PaysLate => pays(world, order, late_ms, vec![whole]),
        Mood::IsRejected => pays(world, order, soon_ms, vec![whole.word("RECHAZADO")]),
        Mood::IsReversed => {
            let reversed = whole.word("REVERSADO").later_ms(late_ms);
            pays(world, order, soon_ms, vec![whole, reversed]);
        }
        Mood::IsCorrected => {
            let corrected = Telling::approves(other).later_ms(late_ms);
            pays(world, order, soon_ms, vec![whole, corrected]);
        }
        Mood::IsTwiceTold => {
            let mut credited = whole.later_ms(late_ms);
            credited.credited = true;
            pays(world, order, soon_ms, vec![whole, credited]);
        }
        Mood::HasNoReference => {
            let mut bare = whole;
            bare.referenced = false;
            pays(world, order, soon_ms, vec![bare]);
        }
    }
    // Somebody else pays what hangs on the wall, perhaps the same.
    if world.dice.happens(12) {
        let same = world.dice.happens(70);
        let amount = if same { charged } else { other };
        pays(world, order, late_ms, vec![Telling::approves(amount)]);
    }
}

/// The order that the customer pays: of the fixed QR in force, or of another one
/// that still hangs on the wall.
fn order(world: &mut World) -> Option<PaymentId> {
    if world.dice.happens(15) {
        let orders = world.provider.orders.iter();
        let fixed = orders
            .filter(|(id, order)| world.provider.is_fixed(**id) && !order.payloads.is_empty());
        let fixed: Vec<PaymentId> = fixed.map(|(id, _)| *id).collect();
        let count = u64::try_from(fixed.len()).unwrap_or(0);
        let nth = usize::try_from(world.dice.below(count)).unwrap_or(0);
        return fixed.get(nth).copied();
    }
    let in_force = world.laws.fixed_qr_in_force();
    in_force.map(|qr| qr.id.operation())
}

fn pays(world: &mut World, order: PaymentId, after_ms: i64, tellings: Vec<Telling>) {
    let paying = Paying {
        payment: Some(order),
        dated: world.dice.happens(60),
        tellings,
    };
    world.after_ms(after_ms, Happening::Pay(paying));
}
