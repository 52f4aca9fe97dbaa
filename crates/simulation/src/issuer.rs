//! The provider of cards, as its documentation describes it: charges that are
//! approved, declined, undecided for a while or forever, or made for another
//! amount; answers that are lost, late or garbled; hints by webhook; and
//! questions by id. This module knows what was really charged.

use crate::charges::{Arriving, Said, Taken, TakenLeg};
use crate::posts::{Posting, Says};
use crate::restores;
use crate::sending;
use crate::world::{Happening, Shared, World, sleep_ms};
use async_trait::async_trait;
use domain::{CardAnswer, DoubtWhy, Leg, LegWord, Money, PaymentId, UnixMs};
use providers::pagouno::{Asked, Card, Charge, Charged, Contact, Error, Token};
use std::time::Duration;
use till::ports::Pagouno;
use tokio::sync::oneshot;

/// How long the till's client waits for the answer to a charge, in milliseconds.
const ANSWER_MS_MAX: u64 = 45_000;

/// What happens to a charge.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Approved,
    Declined,
    /// The last leg fails after the others succeeded.
    LastLegFails,
    ApprovedLater,
    DeclinedLater,
    NeverDecided,
    OtherAmount,
}

/// What happens to the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Well,
    Lost,
    Slow,
    Garbled,
}

/// A charge reaches the provider.
pub(crate) fn arrive(world: &mut World, arriving: Arriving) {
    let Arriving { charge, answer } = arriving;
    let now = world.now();
    let fate = world.dice.one_of(&[
        (14, Fate::Approved),
        (4, Fate::Declined),
        (2, Fate::LastLegFails),
        (3, Fate::ApprovedLater),
        (2, Fate::DeclinedLater),
        (2, Fate::NeverDecided),
        (1, Fate::OtherAmount),
    ]);
    let later_ms = world.dice.ms(3_000, 150_000);
    let taken = take(world, &charge, fate, now, later_ms);
    let said = said(&charge, &taken, fate);
    world.note(&format!(
        "issuer: takes {} {}",
        charge.payment,
        taken.total()
    ));
    hint(world, charge.payment, &taken, now);
    world.issuer.taken.insert(charge.payment, taken);
    // The critical moment: the card is charged, and the till does not know it
    // yet.
    world.tempt(3);
    let trouble = world.weather.order_trouble;
    let becomes = if world.dice.happens(trouble) {
        world
            .dice
            .one_of(&[(3, Answer::Lost), (1, Answer::Slow), (2, Answer::Garbled)])
    } else {
        Answer::Well
    };
    let (after_ms, said) = match becomes {
        Answer::Lost => return,
        Answer::Slow => (world.dice.ms(35_000, 55_000), said),
        Answer::Well => (world.dice.ms(20, 4_000), said),
        Answer::Garbled => {
            let why = DoubtWhy::Unreadable;
            let legs = Vec::new();
            (world.dice.ms(20, 900), Charged::InDoubt { why, legs })
        }
    };
    // A till that has crashed since receives nothing.
    drop(answer.send((after_ms, said)));
}

fn take(world: &mut World, charge: &Charge, fate: Fate, now: UnixMs, later_ms: i64) -> Taken {
    let mut legs = Vec::new();
    let count: usize = charge.cards.iter().map(|card| card.legs.len()).sum();
    for card in &charge.cards {
        for leg in &card.legs {
            world.issuer.legs += 1;
            let is_last = legs.len() + 1 == count;
            let more = i64::from(fate == Fate::OtherAmount && is_last);
            let amount = Money::from_centavos(leg.amount.centavos() + more);
            legs.push(TakenLeg {
                id: format!("leg-{}", world.issuer.legs),
                amount: amount.unwrap_or(leg.amount),
                last_four: card.last_four,
                succeeds: match fate {
                    Fate::Approved | Fate::ApprovedLater | Fate::OtherAmount => true,
                    Fate::LastLegFails => !is_last,
                    Fate::Declined | Fate::DeclinedLater | Fate::NeverDecided => false,
                },
            });
        }
    }
    Taken {
        legs,
        decided_at: match fate {
            Fate::Approved | Fate::Declined | Fate::LastLegFails | Fate::OtherAmount => Some(now),
            Fate::ApprovedLater | Fate::DeclinedLater => Some(now.plus_ms(later_ms)),
            Fate::NeverDecided => None,
        },
        is_other: fate == Fate::OtherAmount,
    }
}

/// The provider's answer, as the till's client reads it.
fn said(charge: &Charge, taken: &Taken, fate: Fate) -> Charged {
    let is_pending = matches!(
        fate,
        Fate::ApprovedLater | Fate::DeclinedLater | Fate::NeverDecided
    );
    let asked = charge
        .cards
        .iter()
        .flat_map(|card| card.legs.iter().map(|leg| leg.amount));
    let legs: Vec<Leg> = (0_u16..)
        .zip(taken.legs.iter().zip(asked))
        .map(|(place, (leg, asked))| Leg {
            ids: vec![leg.id.clone()],
            place: (leg.amount == asked).then_some(place),
            amount: Some(leg.amount),
            last_four: Some(leg.last_four),
            word: match (is_pending, leg.succeeds) {
                (true, _) => LegWord::NotYet,
                (false, true) => LegWord::Succeeded,
                (false, false) => LegWord::Failed,
            },
            message: None,
            receipt: domain::LegReceipt::default(),
        })
        .collect();
    let through = taken.legs.iter().filter(|leg| leg.succeeds);
    let through = through.fold(Money::ZERO, |sum, leg| {
        sum.plus(leg.amount).unwrap_or(Money::MAX)
    });
    let declined = CardAnswer::Declined {
        detail: Some("DENEGADA".to_owned()),
        leg_succeeded: (!through.is_zero()).then_some(through),
    };
    let answer = match fate {
        Fate::OtherAmount => {
            let why = DoubtWhy::Disagrees;
            return Charged::InDoubt { why, legs };
        }
        Fate::Approved => CardAnswer::Approved,
        Fate::Declined | Fate::LastLegFails => declined,
        Fate::ApprovedLater | Fate::DeclinedLater | Fate::NeverDecided => CardAnswer::Pending,
    };
    Charged::Answered { answer, legs }
}

/// Sends the webhook after the decision; some are never sent, some twice.
fn hint(world: &mut World, payment: PaymentId, taken: &Taken, now: UnixMs) {
    let Some(decided_at) = taken.decided_at else {
        return;
    };
    for leg in &taken.legs {
        let trouble = world.weather.webhook_trouble;
        if world.dice.happens(10 + trouble / 2) {
            continue;
        }
        let body = format!(
            r#"{{"id_news":{},"type":"Transaction","data":{{"id":"{}","external_reference":"{payment}"}}}}"#,
            world.dice.below(1_000_000),
            leg.id,
        );
        let says = Says {
            names: Some(payment),
            is_hint: true,
            ..Says::default()
        };
        let posting = Posting { body, says };
        let delay_ms = decided_at.since_ms(now) + world.dice.ms(0, 6_000);
        if world.dice.happens(trouble / 2) {
            let again_ms = delay_ms + world.dice.ms(100, 90_000);
            world.after_ms(again_ms, Happening::Post(posting.clone()));
        }
        world.after_ms(delay_ms, Happening::Post(posting));
    }
}

/// The wire to the provider of cards.
pub(crate) struct CardWire(pub(crate) Shared);

impl CardWire {
    /// Whether a question arrives now, after some time.
    async fn reaches(&self) -> bool {
        let (after_ms, reaches) = self.0.with(|world| {
            let trouble = world.weather.order_trouble / 2;
            let is_away = world.weather.provider_is_away(world.now());
            (
                world.dice.ms(20, 900),
                !is_away && !world.dice.happens(trouble),
            )
        });
        sleep_ms(after_ms).await;
        reaches
    }

    /// Sends a charge of the till, and checks the laws against the file at this
    /// moment. `None` if no connection is made.
    fn send(&self, charge: &Charge) -> Option<oneshot::Receiver<Said>> {
        self.0.with(|world| {
            world.note(&format!("till: charges {}", charge.payment));
            sending::check_charging(world, charge);
            restores::copy_perhaps(world);
            let refuses = world.dice.happens(world.weather.order_trouble / 3);
            if refuses || world.weather.provider_is_away(world.now()) {
                return None;
            }
            world.counts.charges += 1;
            for card in &charge.cards {
                *world.issuer.sends.entry(card.token.0.clone()).or_default() += 1;
            }
            sending::check_sent_once(world, charge);
            let (answer, answered) = oneshot::channel();
            if world.dice.happens(world.weather.order_trouble / 4) {
                world.note("network: the charge is lost on its way");
                return Some(answered);
            }
            let after_ms = world.dice.ms(10, 400);
            let charge = charge.clone();
            let arriving = Box::new(Arriving { charge, answer });
            world.after_ms(after_ms, Happening::Charge(arriving));
            Some(answered)
        })
    }
}

#[async_trait]
impl Pagouno for CardWire {
    async fn token(&self, _: &Card) -> Result<Token, Error> {
        if !self.reaches().await {
            return Err(Error::NoWord { status: 503 });
        }
        self.0.with(|world| {
            world.tempt(3);
            world.issuer.tokens += 1;
            Ok(Token(format!("token-{}", world.issuer.tokens)))
        })
    }

    async fn charge(&self, charge: &Charge, _: bool) -> Result<Charged, Error> {
        let Some(answered) = self.send(charge) else {
            let after_ms = self.0.with(|world| world.dice.ms(10, 3_000));
            sleep_ms(after_ms).await;
            return Ok(Charged::NeverSent);
        };
        let hear = async {
            let Ok((after_ms, said)) = answered.await else {
                return std::future::pending().await;
            };
            sleep_ms(after_ms).await;
            said
        };
        let heard = tokio::time::timeout(Duration::from_millis(ANSWER_MS_MAX), hear).await;
        self.0.with(|world| world.tempt(3));
        Ok(heard.unwrap_or(Charged::InDoubt {
            why: DoubtWhy::AnswerLost,
            legs: Vec::new(),
        }))
    }

    async fn ask(&self, id: &str, was_pending: bool) -> Result<Asked, Error> {
        if !self.reaches().await {
            return Err(Error::NoWord { status: 502 });
        }
        self.0.with(|world| {
            world.tempt(3);
            let now = world.now();
            let found = world.issuer.taken.values().find_map(|taken| {
                let leg = taken.legs.iter().find(|leg| leg.id == id)?;
                Some((taken.is_decided(now), leg))
            });
            let Some((is_decided, leg)) = found else {
                return Ok(Asked::NotTold);
            };
            // An undecided leg looks like a denied one as long as it may be
            // pending.
            let word = match (is_decided, leg.succeeds) {
                (true, true) => LegWord::Succeeded,
                (true, false) if !was_pending => LegWord::Failed,
                (true | false, _) => LegWord::NotYet,
            };
            Ok(Asked::Told(Leg {
                ids: vec![id.to_owned()],
                place: None,
                amount: Some(leg.amount),
                last_four: Some(leg.last_four),
                word,
                message: None,
                receipt: domain::LegReceipt::default(),
            }))
        })
    }

    async fn look(&self) -> Result<(), Error> {
        Ok(())
    }

    fn contact(&self) -> Contact {
        Contact::default()
    }
}
