//! The status lights, from the state of each contact.

use super::print::printer_light;
use crate::dto::{Light, LightState, Lights};
use domain::{Provider, UnixMs};
use till::clock::SKEW_BLOCKS_MS;
use till::clock::SKEW_SHOWN_MS;
use till::{Contact, Till};

/// After how long without an answer from the relay its light is no longer
/// green, in milliseconds: longer than a long poll.
const RELAY_QUIET_MS: i64 = 45_000;
/// The same for TotalCoin, in milliseconds. The till calls it only when needed,
/// so this is a token's life and a little more.
const TOTALCOIN_QUIET_MS: i64 = 70 * 60_000;

/// The same for pagoUno, in milliseconds. The till checks it every minute.
const PAGOUNO_QUIET_MS: i64 = 150_000;

/// The same for Bind, in milliseconds: a token's life and a little more.
const BIND_QUIET_MS: i64 = 70 * 60_000;

pub(crate) fn lights(till: &Till) -> Lights {
    let now = till.now();
    let skew = till.clock_skew_ms();
    Lights {
        totalcoin: with_outage(
            totalcoin(till, now),
            till,
            Contact::Provider(Provider::Totalcoin),
        ),
        pagouno: with_outage(
            pagouno(till, now),
            till,
            Contact::Provider(Provider::Pagouno),
        ),
        bind: till.reports_to_bind().then(|| {
            let contact = Contact::Provider(Provider::Bind);
            with_outage(bind(till, now), till, contact)
        }),
        relay: with_outage(relay(till, till.timer_now()), till, Contact::Relay),
        clock_skew_ms: skew.filter(|skew| skew.abs() > SKEW_SHOWN_MS),
        qr_blocked_by_clock_ms: skew.filter(|skew| skew.abs() > SKEW_BLOCKS_MS),
        worker_failed: till.failed_worker().is_some(),
        relay_may_be_waived: till.listens() && till.may_waive_relay(),
        printer: printer_light(till),
    }
}

fn totalcoin(till: &Till, now: UnixMs) -> Light {
    let Some(totalcoin) = till.totalcoin() else {
        return Light::OFF;
    };
    let contact = totalcoin.contact();
    light(
        contact.good_at,
        contact.failure.map(|failure| failure.at),
        TOTALCOIN_QUIET_MS,
        now,
    )
}

fn pagouno(till: &Till, now: UnixMs) -> Light {
    let Some(pagouno) = till.pagouno().filter(|_| till.charges_cards()) else {
        return Light::OFF;
    };
    let contact = pagouno.contact();
    let failed_at = contact.failure.map(|failure| failure.at);
    light(contact.good_at, failed_at, PAGOUNO_QUIET_MS, now)
}

fn bind(till: &Till, now: UnixMs) -> Light {
    let Some(bind) = till.bind() else {
        return Light::OFF;
    };
    let contact = bind.contact();
    let failed_at = contact.failure.map(|failure| failure.at);
    light(contact.good_at, failed_at, BIND_QUIET_MS, now)
}

fn relay(till: &Till, now: UnixMs) -> Light {
    if !till.listens() {
        return Light::OFF;
    }
    let contact = till.contacts().relay();
    light(contact.good_at, contact.failed_at, RELAY_QUIET_MS, now)
}

/// A light that is down, with what stands in the way.
fn with_outage(light: Light, till: &Till, contact: Contact) -> Light {
    match light.state {
        LightState::Down => Light {
            outage: till.outage_of(contact).map(Into::into),
            ..light
        },
        LightState::Ok | LightState::Slow | LightState::Off => light,
    }
}

fn light(good_at: Option<UnixMs>, failed_at: Option<UnixMs>, quiet_ms: i64, now: UnixMs) -> Light {
    let age_ms = good_at.map(|at| now.since_ms(at).max(0));
    let state = match (age_ms, failed_at) {
        (_, Some(failed)) if good_at.is_none_or(|good| failed >= good) => LightState::Down,
        (Some(age), _) if age <= quiet_ms => LightState::Ok,
        (Some(_) | None, _) => LightState::Slow,
    };
    Light {
        state,
        age_ms,
        outage: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_after_the_last_good_answer_is_down() {
        let now = UnixMs(100_000);
        let state = |good: Option<i64>, failed: Option<i64>| {
            light(good.map(UnixMs), failed.map(UnixMs), 45_000, now).state
        };
        assert_eq!(state(None, None), LightState::Slow);
        assert_eq!(state(Some(90_000), None), LightState::Ok);
        assert_eq!(state(Some(90_000), Some(80_000)), LightState::Ok);
        assert_eq!(state(Some(90_000), Some(95_000)), LightState::Down);
        assert_eq!(state(None, Some(95_000)), LightState::Down);
        assert_eq!(state(Some(10_000), None), LightState::Slow);
    }
}
