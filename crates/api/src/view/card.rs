//! Turns a payment's cards and banknotes into what a screen sees.

use crate::dto::{CardView, CashView, DoubtView, LegView, LegWord, OfferView};
use domain::plan::{BasisPoints, Offer};
use domain::{CardPart, Leg, Money, Payment, PaymentState};

/// An offer, with what the law requires to show.
pub(crate) fn offer_view(offer: &Offer) -> OfferView {
    let bp = |rate: Option<BasisPoints>| rate.map(|rate| rate.0);
    OfferView {
        plan: offer.plan().to_string(),
        name: offer.name().to_owned(),
        count: offer.instalments().count(),
        cash_centavos: offer.cash().centavos(),
        each_centavos: offer.each().centavos(),
        dearer: offer.dearer(),
        total_centavos: offer.total().centavos(),
        tna_bp: bp(offer.tna()),
        tea_bp: bp(offer.tea()),
        cftea_bp: bp(offer.cftea()),
    }
}

/// The cards of a payment, each with its known legs.
pub(crate) fn card_views(payment: &Payment) -> Vec<CardView> {
    let Some(charged) = payment.card() else {
        return Vec::new();
    };
    let mut place: u16 = 0;
    let mut views = Vec::new();
    for card in &charged.cards {
        let mut legs = Vec::new();
        for amount in &card.legs {
            let known = charged.legs.iter().find(|leg| leg.place == Some(place));
            legs.push(sent_leg(card, *amount, known));
            place = place.saturating_add(1);
        }
        views.push(card_view(card, legs));
    }
    views
}

/// A card as it was offered, before any answer.
pub(crate) fn card_shown(card: &CardPart) -> CardView {
    let legs = card.legs.iter();
    card_view(
        card,
        legs.map(|amount| sent_leg(card, *amount, None)).collect(),
    )
}

fn card_view(card: &CardPart, legs: Vec<LegView>) -> CardView {
    CardView {
        brand: card.face.brand.into(),
        bin: card.face.bin.to_string(),
        last_four: card.face.last_four.to_string(),
        offer: offer_view(&card.offer),
        legs,
    }
}

fn sent_leg(card: &CardPart, amount: Money, known: Option<&Leg>) -> LegView {
    LegView {
        amount_centavos: Some(amount.centavos()),
        word: known.map_or(LegWord::Unknown, |leg| leg.word.into()),
        message: known.and_then(|leg| leg.message.clone()),
        reference: known.and_then(|leg| leg.ids.first().cloned()),
        last_four: Some(card.face.last_four.to_string()),
    }
}

/// A leg in the provider's words.
pub(crate) fn leg_heard(leg: &Leg) -> LegView {
    LegView {
        amount_centavos: leg.amount.map(Money::centavos),
        word: leg.word.into(),
        message: leg.message.clone(),
        reference: leg.ids.first().cloned(),
        last_four: leg.last_four.map(|digits| digits.to_string()),
    }
}

/// The banknotes of a payment; `None` without cash.
pub(crate) fn cash_view(payment: &Payment) -> Option<CashView> {
    let (handed, change) = payment.handed().zip(payment.change())?;
    Some(CashView {
        handed_centavos: handed.centavos(),
        change_centavos: change.centavos(),
    })
}

/// The doubt about a payment, while it is open. The provider is asked if it
/// gave an id.
pub(crate) fn doubt_view(payment: &Payment) -> Option<DoubtView> {
    let card = payment.card()?;
    let doubt = card.doubt?;
    (payment.state == PaymentState::InDoubt).then(|| DoubtView {
        why: doubt.why.into(),
        since_ms: doubt.since.0,
        asking: card
            .legs
            .iter()
            .any(|leg| !leg.ids.is_empty() && card.asks_about(leg)),
    })
}
