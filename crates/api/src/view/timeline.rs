//! The steps of a sale, from the journal, without personal data.

use super::facts::facts_of;
use crate::dto::{ActorView, AskedView, CardView, CashView, LegView, StepKind, StepView};
use domain::{
    Actor, Approval, AskedOthers, Event, Money, MoneyFrom, PaymentId, PersonId, ReturnedFrom,
    SaleEvent, StrayEvent, StrayId, TillEvent, Word,
};
use ledger::{Doubtful, Entry, LedgerError, Read, Subject};
use std::collections::BTreeMap;

/// The current names of the people whom the shop has named.
pub(crate) struct NamesOfPeople(BTreeMap<PersonId, String>);

impl NamesOfPeople {
    pub(crate) fn read(read: &Read<'_>) -> Result<NamesOfPeople, LedgerError> {
        let people = read.people_ever()?.into_iter();
        Ok(NamesOfPeople(people.map(|it| (it.id, it.name)).collect()))
    }

    /// The name of a person, where the shop gave one.
    pub(crate) fn known(&self, id: PersonId) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    pub(crate) fn of(&self, id: PersonId) -> String {
        // An id without a name is shown as it is: a guessed name would be
        // wrong.
        self.0.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    pub(crate) fn actor(&self, actor: &Actor) -> ActorView {
        match actor {
            Actor::Till => ActorView::Till,
            Actor::Counter => ActorView::Counter,
            Actor::Unidentified => ActorView::Unidentified,
            Actor::Person { id, .. } => ActorView::Person { name: self.of(*id) },
        }
    }
}

/// The relay's answer about the other tills, for each line that gave the money
/// of a stray to a sale.
pub(crate) struct OthersAsked(BTreeMap<i64, AskedOthers>);

impl OthersAsked {
    /// The answers for these lines of a sale.
    pub(crate) fn read(read: &Read<'_>, entries: &[Entry]) -> Result<OthersAsked, LedgerError> {
        let mut asked = BTreeMap::new();
        for entry in entries {
            let Some(stray) = stray_given(entry) else {
                continue;
            };
            let lines = read.entries_of(&Subject::Stray(stray.clone()))?;
            if let Some(said) = said_before(entry.seq, &lines) {
                asked.insert(entry.seq, said);
            }
        }
        Ok(OthersAsked(asked))
    }
}

/// The stray whose money a line gives to a sale.
fn stray_given(entry: &Entry) -> Option<&StrayId> {
    if let Event::Sale(_, SaleEvent::MoneyAssigned { from, .. }) = &entry.event
        && let MoneyFrom::Stray(stray) = from
    {
        return Some(stray);
    }
    None
}

/// The relay's answer when a stray was last settled before that line.
fn said_before(seq: i64, lines: &[Entry]) -> Option<AskedOthers> {
    let mut earlier = lines.iter().rev().filter(|line| line.seq < seq);
    earlier.find_map(|line| match &line.event {
        Event::Stray(_, StrayEvent::Settled { asked, .. }) => Some(*asked),
        Event::Stray(..)
        | Event::Sale(..)
        | Event::Shift(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => None,
    })
}

/// The steps of lines of the journal.
pub(crate) fn steps_of(
    entries: &[Entry],
    names: &NamesOfPeople,
    asked: &OthersAsked,
    doubtful: &Doubtful,
) -> Vec<StepView> {
    let view = |entry: &Entry| {
        let step = step_view(entry, names)?;
        let time_doubtful = doubtful.holds(entry.seq);
        let asked = asked.0.get(&entry.seq).copied().map(AskedView::from);
        Some(StepView {
            time_doubtful,
            asked,
            ..step
        })
    };
    entries.iter().filter_map(view).collect()
}

/// The step of a line of the journal; `None` for a line that is not about a
/// sale.
fn step_view(entry: &Entry, names: &NamesOfPeople) -> Option<StepView> {
    if let Event::Till(TillEvent::PaperReprinted { .. }) = &entry.event {
        return Some(beside_the_sale(entry, names, StepKind::ReceiptReprinted));
    }
    if let Event::Till(TillEvent::PayerForgotten { .. }) = &entry.event {
        return Some(beside_the_sale(entry, names, StepKind::PayerForgotten));
    }
    let Event::Sale(_, event) = &entry.event else {
        return None;
    };
    let discrepancy = if let SaleEvent::DiscrepancyFound { kind, .. } = event {
        Some((*kind).into())
    } else {
        None
    };
    let settled = if let SaleEvent::DiscrepancySettled { settlement, .. } = event {
        Some(settlement.how.into())
    } else {
        None
    };
    let Told {
        kind,
        payment,
        amount,
        detail,
    } = told(event)?;
    let (cards, legs, cash) = of_cards(event);
    let doubt = if let SaleEvent::InDoubt { why, .. } = event {
        Some((*why).into())
    } else {
        None
    };
    Some(StepView {
        seq: entry.seq,
        at_ms: entry.at.0,
        time_doubtful: false,
        actor: names.actor(&entry.actor),
        kind,
        payment: payment.map(|payment| payment.to_string()),
        amount_centavos: amount.map(Money::centavos),
        discrepancy,
        settled,
        asked: None,
        cards,
        legs,
        cash,
        doubt,
        detail,
        facts: facts_of(event),
    })
}

/// What a person did with the sale's papers or data.
fn beside_the_sale(entry: &Entry, names: &NamesOfPeople, kind: StepKind) -> StepView {
    StepView {
        seq: entry.seq,
        at_ms: entry.at.0,
        time_doubtful: false,
        actor: names.actor(&entry.actor),
        kind,
        payment: None,
        amount_centavos: None,
        discrepancy: None,
        settled: None,
        asked: None,
        cards: Vec::new(),
        legs: Vec::new(),
        cash: None,
        doubt: None,
        detail: None,
        facts: Vec::new(),
    }
}

/// The cards, legs and banknotes of a step.
fn of_cards(event: &SaleEvent) -> (Vec<CardView>, Vec<LegView>, Option<CashView>) {
    if let SaleEvent::CardsShown { cards, .. } = event {
        (cards.iter().map(CardView::from).collect(), Vec::new(), None)
    } else if let SaleEvent::LegsHeard { legs, .. } = event {
        (Vec::new(), legs.iter().map(LegView::from).collect(), None)
    } else if let SaleEvent::CashCounted { handed, change, .. } = event {
        let cash = CashView {
            handed_centavos: handed.centavos(),
            change_centavos: change.centavos(),
        };
        (Vec::new(), Vec::new(), Some(cash))
    } else {
        (Vec::new(), Vec::new(), None)
    }
}

/// The content of a step.
struct Told {
    kind: StepKind,
    payment: Option<PaymentId>,
    amount: Option<Money>,
    detail: Option<String>,
}

fn step(kind: StepKind, payment: PaymentId) -> Told {
    Told {
        kind,
        payment: Some(payment),
        amount: None,
        detail: None,
    }
}

impl Told {
    fn of(self, amount: Money) -> Told {
        Told {
            amount: Some(amount),
            ..self
        }
    }

    fn saying(self, detail: Option<String>) -> Told {
        Told { detail, ..self }
    }
}

/// The content of an event's step; `None` if the step of its payment has it.
fn told(event: &SaleEvent) -> Option<Told> {
    use StepKind as K;
    let of_sale = |kind| Told {
        kind,
        payment: None,
        amount: None,
        detail: None,
    };
    Some(match event {
        SaleEvent::Opened { total, concept, .. } => {
            of_sale(K::Opened).of(*total).saying(concept.clone())
        }
        SaleEvent::Abandoned => of_sale(K::Abandoned),
        SaleEvent::PutAside => of_sale(K::PutAside),
        SaleEvent::Resumed => of_sale(K::Resumed),
        SaleEvent::MoneyAssigned {
            payment,
            amount,
            reason,
            ..
        } => step(K::MoneyAssigned, *payment)
            .of(*amount)
            .saying(Some(reason.clone())),
        SaleEvent::MoneyDisowned {
            payment,
            transaction,
        } => step(K::MoneyDisowned, *payment).saying(Some(transaction.reference.clone())),
        SaleEvent::Requested {
            payment, request, ..
        } => {
            let reference = payment.reference().to_string();
            step(K::Requested, *payment)
                .of(request.charged)
                .saying(Some(reference))
        }
        SaleEvent::QrReceived { payment, qr } => {
            step(K::QrReceived, *payment).saying(Some(qr.order.clone()))
        }
        SaleEvent::LateAnswer { payment, order } => {
            step(K::LateAnswer, *payment).saying(order.clone())
        }
        SaleEvent::Refused {
            payment, detail, ..
        } => step(K::Refused, *payment).saying(detail.clone()),
        SaleEvent::TimeRanOut { payment } => step(K::TimeRanOut, *payment),
        SaleEvent::Expired { payment } => step(K::Expired, *payment),
        SaleEvent::Cancelled { payment } => step(K::Cancelled, *payment),
        SaleEvent::Sent { payment } => step(K::Sent, *payment),
        SaleEvent::NeverSent { payment } => step(K::NeverSent, *payment),
        SaleEvent::Pending { payment } => step(K::Pending, *payment),
        SaleEvent::Approved { payment, by } => {
            let reference = match by {
                Approval::Notice(key) => Some(key.reference.clone()),
                Approval::Answer | Approval::Counted => None,
            };
            step(K::Approved, *payment).saying(reference)
        }
        SaleEvent::Declined { payment, detail } => {
            step(K::Declined, *payment).saying(detail.clone())
        }
        SaleEvent::InDoubt { payment, .. } => step(K::InDoubt, *payment),
        SaleEvent::CardsShown { payment, .. } => step(K::CardsShown, *payment),
        SaleEvent::LegsHeard { payment, .. } => step(K::LegsHeard, *payment),
        SaleEvent::HintHeard { payment, leg, .. } => {
            step(K::HintHeard, *payment).saying(Some(leg.clone()))
        }
        SaleEvent::CashCounted {
            payment, handed, ..
        } => step(K::CashCounted, *payment).of(*handed),
        SaleEvent::CashRounded { payment, by } => step(K::CashRounded, *payment).of(*by),
        SaleEvent::MoneyReturned {
            payment,
            amount,
            from,
            reason,
            ..
        } => {
            let kind = match from {
                ReturnedFrom::Drawer => K::ReturnedFromDrawer,
                ReturnedFrom::Provider => K::ReturnedAtProvider,
            };
            step(kind, *payment)
                .of(*amount)
                .saying(Some(reason.clone()))
        }
        SaleEvent::MeansCorrected {
            payment, reason, ..
        } => step(K::MeansCorrected, *payment).saying(Some(reason.clone())),
        SaleEvent::SettledPaid { payment, reason } => {
            step(K::SettledPaid, *payment).saying(Some(reason.clone()))
        }
        SaleEvent::SettledUnpaid { payment, reason } => {
            step(K::SettledUnpaid, *payment).saying(Some(reason.clone()))
        }
        SaleEvent::Held { payment } => step(K::Held, *payment),
        SaleEvent::Released {
            payment, reason, ..
        } => step(K::Released, *payment).saying(Some(reason.clone())),
        // The lines before it say that their time is doubtful.
        SaleEvent::EndsMoved { .. } => return None,
        SaleEvent::GivenUp { payment, reason } => {
            step(K::GivenUp, *payment).saying(Some(reason.clone()))
        }
        SaleEvent::Declared { payment } => step(K::Declared, *payment),
        SaleEvent::Unconfirmed { payment } => step(K::Unconfirmed, *payment),
        SaleEvent::NoticeHeard {
            payment,
            transaction,
            amount,
            word,
            ..
        } => {
            let word = match word {
                Word::Approved => None,
                Word::Other(word) => Some(word.as_str()),
            };
            let reference = transaction.as_ref().map(|key| key.reference.as_str());
            let detail: Vec<&str> = reference.into_iter().chain(word).collect();
            let heard = Told {
                amount: *amount,
                ..step(K::NoticeHeard, *payment)
            };
            heard.saying((!detail.is_empty()).then(|| detail.join(" · ")))
        }
        SaleEvent::MoneyCounted {
            payment,
            transaction,
            amount,
        } => {
            let reference = transaction.reference.clone();
            step(K::MoneyCounted, *payment)
                .of(*amount)
                .saying(Some(reference))
        }
        SaleEvent::DiscrepancyFound {
            payment,
            by,
            transaction,
            ..
        } => {
            let reference = transaction.as_ref().map(|key| key.reference.clone());
            step(K::DiscrepancyFound, *payment)
                .of(*by)
                .saying(reference)
        }
        SaleEvent::DiscrepancyWithdrawn { .. } => of_sale(K::DiscrepancyWithdrawn),
        SaleEvent::DiscrepancySettled { settlement, .. } => {
            of_sale(K::DiscrepancySettled).saying(Some(settlement.reason.clone()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{NoticeNumber, SettledAs, Settlement, TillNumber, UnixMs};

    fn line(seq: i64, event: StrayEvent) -> Entry {
        Entry {
            seq,
            at: UnixMs(seq),
            actor: Actor::Till,
            event: Event::Stray(StrayId::Notice(NoticeNumber(1)), event),
        }
    }

    fn settled(seq: i64, asked: AskedOthers) -> Entry {
        let settlement = Settlement {
            how: SettledAs::BelongsToAnotherSale,
            reason: "es de Carla".to_owned(),
            covers: None,
        };
        line(seq, StrayEvent::Settled { settlement, asked })
    }

    #[test]
    fn money_given_to_a_sale_shows_the_settlement_before_it() {
        let from_two = AskedOthers::TakenOver(TillNumber(2));
        let till = TillNumber(2);
        let lines = [
            line(3, StrayEvent::Claimed { till }),
            settled(5, AskedOthers::Nobody),
            settled(9, from_two),
        ];
        assert_eq!(said_before(4, &lines), None);
        assert_eq!(said_before(6, &lines), Some(AskedOthers::Nobody));
        assert_eq!(said_before(10, &lines), Some(from_two));
    }
}
