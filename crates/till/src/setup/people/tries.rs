//! How wrong PINs delay the next try. The count belongs to the till, not to a
//! person. It is in the ledger, so a restart does not reset it, and it never
//! locks a manager out for longer than [`WAIT_MS_MAX`].

use crate::TillError;
use domain::{Actor, TillEvent, UnixMs};
use ledger::{StateKey, Write};

/// How many wrong PINs cause no delay.
pub const WRONG_FREE_MAX: u32 = 3;
/// The wait after the next wrong PIN, in milliseconds; each further one doubles
/// it.
pub const WAIT_MS_FIRST: i64 = 5_000;
/// The longest wait, in milliseconds.
pub const WAIT_MS_MAX: i64 = 30_000;

/// Whether a try may be made.
pub(crate) enum Begun {
    /// It was counted and may be made.
    Counted,
    /// It must wait for this many milliseconds.
    Wait(i64),
}

/// The wait after this many wrong PINs, in milliseconds.
fn wait_ms(wrong: u32) -> i64 {
    match wrong.checked_sub(WRONG_FREE_MAX) {
        None => 0,
        // With more doublings than this, the longest wait is reached long
        // before.
        Some(beyond) => (WAIT_MS_FIRST << beyond.min(16)).min(WAIT_MS_MAX),
    }
}

/// Counts a try before it is made, so that a process that ends in between has
/// used it up. `passed_ms` is the time since this till counted the last one, by
/// the steady clock; `None` if it counted none since its start.
pub(crate) fn begin(
    write: &mut Write<'_>,
    now: UnixMs,
    passed_ms: Option<i64>,
) -> Result<Begun, TillError> {
    let number = |text: Option<String>| text.and_then(|text| text.parse::<i64>().ok());
    let wrong = number(write.state(StateKey::WrongPins)?).unwrap_or(0);
    let wrong = u32::try_from(wrong).unwrap_or(0);
    let wait = wait_ms(wrong);
    let passed = match passed_ms {
        Some(passed) => passed,
        None => {
            let begun_at = UnixMs(number(write.state(StateKey::PinWaitBegan)?).unwrap_or(0));
            let passed = now.since_ms(begun_at);
            if passed < 0 {
                // The clock was set back since: the wait begins again, and does
                // not grow by that step.
                write.set_state(StateKey::PinWaitBegan, &now.0.to_string())?;
            }
            passed.max(0)
        }
    };
    if passed < wait {
        return Ok(Begun::Wait(wait - passed));
    }
    if write.state(StateKey::PinInTrial)?.is_some() {
        // The try before was interrupted, so its result is unknown. It counts
        // as wrong, and the day shows it.
        note_wrong(write, now, wrong)?;
    }
    write.set_state(StateKey::WrongPins, &wrong.saturating_add(1).to_string())?;
    write.set_state(StateKey::PinWaitBegan, &now.0.to_string())?;
    write.set_state(StateKey::PinInTrial, "yes")?;
    Ok(Begun::Counted)
}

/// Ends a try that found nobody.
pub(crate) fn end_wrong(write: &mut Write<'_>, now: UnixMs) -> Result<(), TillError> {
    let wrong = write
        .state(StateKey::WrongPins)?
        .and_then(|text| text.parse().ok());
    note_wrong(write, now, wrong.unwrap_or(1))?;
    Ok(write.clear_state(StateKey::PinInTrial)?)
}

/// Ends a try that found a person, and resets the count.
pub(crate) fn end_right(write: &mut Write<'_>) -> Result<(), TillError> {
    for key in [
        StateKey::WrongPins,
        StateKey::PinWaitBegan,
        StateKey::PinInTrial,
    ] {
        write.clear_state(key)?;
    }
    Ok(())
}

fn note_wrong(write: &mut Write<'_>, now: UnixMs, wrong: u32) -> Result<(), TillError> {
    let event = TillEvent::PinWrong { wrong };
    Ok(write.record_till(&Actor::Counter, now, &[event])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_stays_within_its_limit() {
        let waits: Vec<i64> = (0..8).map(wait_ms).collect();
        assert_eq!(waits, [0, 0, 0, 5_000, 10_000, 20_000, 30_000, 30_000]);
        assert_eq!(wait_ms(u32::MAX), WAIT_MS_MAX);
    }
}
