//! The queue: what providers are owed, by pages, and what stands in the way.

use super::sale::trouble_of;
use crate::dto::{
    DeadBecause, ErrandProvider, ErrandStanding, ErrandView, InDoubtView, Meanwhile, OutageView,
    PauseView, QueueEndView, QueueGroup, QueueView,
};
use domain::{FixedQrState, Money, PaymentId, Provider, Sale, SaleId, UnixMs};
use ledger::{ErrandEntry, ErrandStanding as Standing, LedgerError, Read, Subject};
use till::errands::{ErrandKind, Pause, dead};
use till::review::queue::{
    self, PROVIDERS, QueueCounts, QueueEnd, QueuePage, can_give_up, can_retry,
};
use till::{Contact, Outage, OutageOfAll, Till};

/// What the till knows of its providers beside the ledger.
pub(crate) struct Outside {
    providers: Vec<OfProvider>,
    of_all: Option<OutageOfAll>,
    meanwhile: Meanwhile,
    now: UnixMs,
}

struct OfProvider {
    provider: Provider,
    is_set_up: bool,
    pause: Option<Pause>,
    outage: Option<Outage>,
}

impl Outside {
    pub(crate) fn of(till: &Till) -> Outside {
        let states = till.contact_states();
        let is_set_up = |contact| states.iter().any(|state| state.contact == contact);
        let outage = |provider| till.outage_of(Contact::Provider(provider));
        let providers = PROVIDERS.map(|provider| OfProvider {
            provider,
            is_set_up: is_set_up(Contact::Provider(provider)),
            pause: till.pause_of(provider),
            outage: outage(provider),
        });
        let answers =
            |provider| is_set_up(Contact::Provider(provider)) && outage(provider).is_none();
        Outside {
            meanwhile: Meanwhile {
                cash: true,
                // The ledger says whether there is one.
                fixed_qr: false,
                qr: answers(Provider::Totalcoin),
                card: answers(Provider::Pagouno),
            },
            of_all: till.outage_of_all(),
            now: till.timer_now(),
            providers: providers.into(),
        }
    }

    fn provider(&self, provider: Provider) -> Option<&OfProvider> {
        self.providers.iter().find(|it| it.provider == provider)
    }

    /// The pause that holds errands of a provider back.
    fn pause(&self, provider: Provider) -> Option<Pause> {
        self.provider(provider)?.pause
    }
}

/// A page of the queue with everything around it.
pub(crate) fn queue_view(
    read: &Read<'_>,
    outside: &Outside,
    asked: (Option<Provider>, Option<QueueEnd>, u32),
) -> Result<QueueView, LedgerError> {
    let counts = read.errand_counts()?;
    let QueuePage { errands, next } = queue::page(read, &counts, asked)?;
    let counts = queue::counts(read, &counts)?;
    let groups = counts
        .into_iter()
        .filter_map(|counts| group(counts, outside));
    let groups: Vec<QueueGroup> = groups.collect();
    let mut rows = Vec::new();
    for (kind, errand) in errands {
        rows.push(errand_view(read, kind, errand, outside)?);
    }
    let probes = groups.iter().filter_map(|group| group.paused);
    let fixed_qr = read.fixed_qr_in(FixedQrState::InForce)?;
    let next_try = probes.map(|pause| pause.next_probe_at_ms).min();
    Ok(QueueView {
        next: next.map(|end| QueueEndView {
            list: end.list,
            due_at_ms: end.due_at.0,
            number: end.number.0,
        }),
        outage: outside.of_all.map(|all| OutageView {
            kind: all.kind.into(),
            since_ms: all.since.0,
            checked_at_ms: all.checked_at.0,
            next_try_at_ms: next_try,
        }),
        meanwhile: Meanwhile {
            fixed_qr: fixed_qr.is_some_and(|qr| qr.payable(outside.now).is_some()),
            ..outside.meanwhile
        },
        in_doubt: in_doubt(read)?,
        groups,
        rows,
    })
}

/// A provider's group; `None` if it is not set up and owed nothing.
fn group(counts: QueueCounts, outside: &Outside) -> Option<QueueGroup> {
    let known = outside.provider(counts.provider)?;
    let total = counts.owed + counts.dead + counts.held;
    if total == 0 && !known.is_set_up {
        return None;
    }
    // With nothing owed, no probe goes out.
    let pause = known.pause.filter(|_| counts.owed > 0);
    Some(QueueGroup {
        provider: counts.provider.into(),
        owed: counts.owed,
        dead: counts.dead,
        held: counts.held,
        oldest_owed_at_ms: counts.oldest_owed_at.map(|at| at.0),
        paused: pause.map(|pause| PauseView {
            since_ms: pause.since.0,
            next_probe_at_ms: pause.next_probe_at.0,
        }),
        outage: known.outage.map(Into::into),
    })
}

fn errand_view(
    read: &Read<'_>,
    kind: ErrandKind,
    errand: ErrandEntry,
    outside: &Outside,
) -> Result<ErrandView, LedgerError> {
    let about = about(read, &errand)?;
    let sale = match about {
        Some((sale, _, _)) => read.sale(sale)?,
        None => None,
    };
    let amount = match about {
        Some((_, _, Some(amount))) => Some(amount.centavos()),
        Some((_, payment, None)) => sale.as_ref().and_then(|sale| charged(sale, payment)),
        None => None,
    };
    let customer_waits = kind.customer_waits();
    let is_owed = errand.standing == Standing::Owed;
    Ok(ErrandView {
        number: errand.number.0,
        kind: kind.into(),
        provider: kind.provider().into(),
        standing: standing(errand.standing),
        ticket: sale.as_ref().map(|sale| sale.ticket.to_string()),
        amount_centavos: amount,
        payment: about.map(|(_, payment, _)| payment.to_string()),
        sale: sale.map(|sale| sale.id.to_string()),
        owed_at_ms: errand.owed_at.0,
        attempts: errand.attempts,
        next_at_ms: is_owed.then_some(errand.due_at.0),
        waits_for_probe: is_owed && !customer_waits && outside.pause(kind.provider()).is_some(),
        lost_before: errand.lost_before,
        dead_because: errand.dead_because.as_deref().map(dead_because),
        // What a customer waits for ends with its payment; nobody is told.
        deadline_ms: (!customer_waits).then_some(errand.deadline.0),
        customer_waits,
        can_retry: can_retry(&errand),
        can_give_up: can_give_up(kind, &errand),
        support: support(&errand),
        trouble: errand.trouble.and_then(trouble_of),
    })
}

fn charged(sale: &Sale, payment: PaymentId) -> Option<i64> {
    let payment = sale.payment(payment)?;
    Some(payment.request.charged.centavos())
}

/// The sale and the payment that an errand is about, and what a report tells of
/// it.
fn about(
    read: &Read<'_>,
    errand: &ErrandEntry,
) -> Result<Option<(SaleId, PaymentId, Option<Money>)>, LedgerError> {
    if let Some((sale, payment)) = errand.payment_of_sale() {
        return Ok(Some((sale, payment, None)));
    }
    let Subject::Report(id) = errand.about else {
        return Ok(None);
    };
    let report = read.report(id)?;
    Ok(report.map(|it| (it.about.sale, it.about.payment, Some(it.about.amount))))
}

/// A finished errand is never listed; a reader that meets one shows it as out.
fn standing(standing: Standing) -> ErrandStanding {
    match standing {
        Standing::Dead => ErrandStanding::Dead,
        Standing::Owed => ErrandStanding::Owed,
        Standing::Held => ErrandStanding::Held,
        Standing::InFlight | Standing::Done | Standing::GivenUp => ErrandStanding::InFlight,
    }
}

fn dead_because(word: &str) -> DeadBecause {
    match word {
        dead::REFUSED => DeadBecause::Refused,
        dead::ANSWER_LOST => DeadBecause::AnswerLost,
        _ => DeadBecause::TimeOver,
    }
}

/// For support: what the outbox calls it, its ids, and the last trouble's code.
/// An error's own text is not shown, since it may have come from outside.
fn support(errand: &ErrandEntry) -> String {
    let mut words = format!("#{} {}", errand.number.0, errand.kind);
    let code = errand.trouble.clone().filter(|word| is_code(word));
    let payment = errand.payment.map(|payment| payment.to_string());
    for word in [code, payment].into_iter().flatten() {
        words.push_str(" · ");
        words.push_str(&word);
    }
    words
}

fn is_code(word: &str) -> bool {
    word.chars().all(|it| it.is_ascii_lowercase() || it == '-')
}

/// Charges in doubt, which nothing sends again.
fn in_doubt(read: &Read<'_>) -> Result<Vec<InDoubtView>, LedgerError> {
    let mut shown = Vec::new();
    for (id, payment) in read.payments_in_doubt()? {
        let Some(sale) = read.sale(id)? else {
            continue;
        };
        let Some(known) = sale.payment(payment) else {
            continue;
        };
        let since: Option<UnixMs> = known
            .card()
            .and_then(|card| card.doubt)
            .map(|doubt| doubt.since);
        shown.push(InDoubtView {
            sale: id.to_string(),
            payment: payment.to_string(),
            ticket: sale.ticket.to_string(),
            charged_centavos: known.request.charged.centavos(),
            provider: ErrandProvider::Pagouno,
            since_ms: since.unwrap_or(known.requested_at).0,
        });
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_is_shown_to_support() {
        assert!(is_code("no-answer"));
        assert!(!is_code("HTTP 400: dni 27594189"));
    }
}
