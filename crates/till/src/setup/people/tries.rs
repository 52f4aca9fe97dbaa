//! How wrong PINs slow the next down. The count is the till's, not a person's:
//! it is in the ledger, a restart forgets nothing of it, and it never keeps
//! a manager out for longer than [`WAIT_MS_MAX`].

use crate::TillError;
use domain::{Actor, TillEvent, UnixMs};
use ledger::{StateKey, Write};

/// How many wrong PINs slow nothing down.
pub const WRONG_FREE_MAX: u32 = 3;
/// The wait after the next wrong one, in milliseconds; each further one
/// doubles it.
pub const WAIT_MS_FIRST: i64 = 5_000;
/// The longest wait, in milliseconds.
pub const WAIT_MS_MAX: i64 = 30_000;

/// What a try may do.
pub(crate) enum Begun {
    /// It is counted: it may be made.
    Counted,
    /// It may not yet, for so many milliseconds.
    Wait(i64),
}

/// The wait after so many wrong PINs, in milliseconds.
fn wait_ms(wrong: u32) -> i64 {
    match wrong.checked_sub(WRONG_FREE_MAX) {
        None => 0,
        // Beyond that many doublings the longest wait is long reached.
        Some(beyond) => (WAIT_MS_FIRST << beyond.min(16)).min(WAIT_MS_MAX),
    }
}

/// Counts a try before it is made: a process that is ended in between has used
/// it up. `passed_ms` is the time since this till counted the last one, by the
/// steady clock; `None` if it has counted none since its start.
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
                // The clock was set back since: the wait begins anew, and is
                // not as much longer.
                write.set_state(StateKey::PinWaitBegan, &now.0.to_string())?;
            }
            passed.max(0)
        }
    };
    if passed < wait {
        return Ok(Begun::Wait(wait - passed));
    }
    if write.state(StateKey::PinInTrial)?.is_some() {
        // The one before was cut short, so nobody knows what it would have
        // found. It counts, and the day shows it.
        note_wrong(write, now, wrong)?;
    }
    write.set_state(StateKey::WrongPins, &wrong.saturating_add(1).to_string())?;
    write.set_state(StateKey::PinWaitBegan, &now.0.to_string())?;
    write.set_state(StateKey::PinInTrial, "yes")?;
    Ok(Begun::Counted)
}

/// The try that was begun found nobody.
pub(crate) fn end_wrong(write: &mut Write<'_>, now: UnixMs) -> Result<(), TillError> {
    let wrong = write
        .state(StateKey::WrongPins)?
        .and_then(|text| text.parse().ok());
    note_wrong(write, now, wrong.unwrap_or(1))?;
    Ok(write.clear_state(StateKey::PinInTrial)?)
}

/// The try that was begun found somebody: the count begins anew.
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
