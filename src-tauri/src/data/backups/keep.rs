//! Which copies are kept. A pure function: it reads no clock and no disk.
//!
//! A copy's day is the business day of its last line. Copies come in the order
//! of their numbers, so their days should never go back. Where they do, a clock
//! was wrong, and nobody knows which one: the most copies whose days are in
//! order are taken at their word, and the others are *doubtful*. So is a copy
//! without a readable manifest. The days of the others alone fill the places of
//! the rules; a doubtful copy takes nobody's place, and is kept beside them.

use domain::{Day, Weekday};
use std::collections::BTreeSet;

/// The places of the rules: a day, week or month with copies keeps its newest.
pub(crate) const DAILY_MAX: usize = 7;
pub(crate) const WEEKLY_MAX: usize = 4;
pub(crate) const MONTHLY_MAX: usize = 12;
/// How many doubtful copies are kept, the newest.
const DOUBTFUL_MAX: usize = 30;
/// The newest copies, which nothing here removes.
const NEVER_THINNED: usize = 2;

/// What the rules look at in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    /// The business day of its last line; `None` without a readable manifest.
    pub(super) day: Option<Day>,
    /// The day of its file, which counts where there is no other.
    pub(super) file_day: Day,
    pub(super) bytes: u64,
    /// Whether it was made before an upgrade.
    pub(super) before_upgrade: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    /// After how many days a copy goes, because it has people's data.
    pub(super) age_days_max: u16,
    /// How many bytes all copies may have.
    pub(super) bytes_max: u64,
}

/// The places, in the list, of the copies that are kept. The list is in the
/// order of the copies' numbers, oldest first.
pub(super) fn keep(copies: &[Facts], rules: &Rules) -> BTreeSet<usize> {
    let trusted = trusted(copies);
    let newest: BTreeSet<usize> = (0..copies.len()).rev().take(NEVER_THINNED).collect();
    let upgrade = (0..copies.len()).rfind(|at| copies[*at].before_upgrade);
    let mut kept = in_places(copies, &trusted);
    let doubtful = (0..copies.len())
        .rev()
        .filter(|at| !trusted.contains(at))
        .take(DOUBTFUL_MAX);
    kept.extend(doubtful);
    kept.extend(upgrade);
    kept.retain(|at| !is_too_old(*at, copies, &trusted, rules.age_days_max));
    kept.extend(&newest);
    let order = going_order(&kept, &newest, &trusted, upgrade);
    fit(copies, kept, order, rules.bytes_max)
}

/// The first day of the day, week or month of a day.
type FirstOf = fn(Day) -> Day;

/// The newest of each day, week and month that still has a place.
fn in_places(copies: &[Facts], trusted: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut kept = BTreeSet::new();
    let spans: [(usize, FirstOf); 3] = [
        (DAILY_MAX, |day| day),
        (WEEKLY_MAX, monday_of),
        (MONTHLY_MAX, first_of_month),
    ];
    for (places, span_of) in spans {
        let mut taken = BTreeSet::new();
        for at in trusted.iter().rev() {
            let Some(day) = copies[*at].day else { continue };
            if taken.len() < places && taken.insert(span_of(day)) {
                kept.insert(*at);
            }
        }
    }
    kept
}

fn monday_of(day: Day) -> Day {
    let since = match day.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    };
    day.days_before(since).unwrap_or(day)
}

fn first_of_month(day: Day) -> Day {
    let since = i32::from(day.of_month()) - 1;
    day.days_before(since).unwrap_or(day)
}

/// The most copies whose days never go back; of two such choices, the one with
/// the newer last copy.
fn trusted(copies: &[Facts]) -> BTreeSet<usize> {
    let dated: Vec<(usize, Day)> = copies
        .iter()
        .enumerate()
        .filter_map(|(at, copy)| Some((at, copy.day?)))
        .collect();
    // For each copy, the longest choice that ends with it, and who precedes it.
    let mut ends: Vec<(usize, Option<usize>)> = Vec::with_capacity(dated.len());
    for (place, (_, day)) in dated.iter().enumerate() {
        let mut best = (1, None);
        for before in 0..place {
            let length = ends[before].0 + 1;
            if dated[before].1 <= *day && length > best.0 {
                best = (length, Some(before));
            }
        }
        ends.push(best);
    }
    let longest = (0..ends.len()).max_by_key(|place| (ends[*place].0, *place));
    let chosen = std::iter::successors(longest, |place| ends[*place].1);
    chosen.map(|place| dated[place].0).collect()
}

/// Whether a copy's last line is older than a shop may keep people's data. The
/// age is measured to the second newest trusted copy: one copy under a clock
/// that is ahead makes no other copy old.
fn is_too_old(at: usize, copies: &[Facts], trusted: &BTreeSet<usize>, days_max: u16) -> bool {
    let today = trusted.iter().rev().nth(1).and_then(|at| copies[*at].day);
    let Some(oldest) = today.and_then(|today| today.days_before(days_max.into())) else {
        return false;
    };
    let day = if trusted.contains(&at) {
        copies[at].day
    } else if copies[at].day.is_none() {
        Some(copies[at].file_day)
    } else {
        // The clock was wrong. The lines are not newer than those of the next
        // copy whose clock was right.
        let next = trusted.range(at..).next();
        next.and_then(|next| copies[*next].day)
    };
    day.is_some_and(|day| day < oldest)
}

/// In which order copies go where there are too many bytes: the oldest first,
/// doubtful ones after those that are whole, and the one before the last upgrade
/// last. The newest never go.
fn going_order(
    kept: &BTreeSet<usize>,
    newest: &BTreeSet<usize>,
    trusted: &BTreeSet<usize>,
    upgrade: Option<usize>,
) -> Vec<usize> {
    let mut order: Vec<usize> = kept.difference(newest).copied().collect();
    order.sort_by_key(|at| (Some(*at) == upgrade, !trusted.contains(at), *at));
    order
}

fn fit(
    copies: &[Facts],
    mut kept: BTreeSet<usize>,
    order: Vec<usize>,
    bytes_max: u64,
) -> BTreeSet<usize> {
    let size = |kept: &BTreeSet<usize>| {
        let bytes = kept.iter().map(|at| copies[*at].bytes);
        bytes.fold(0, u64::saturating_add)
    };
    for at in order {
        if size(&kept) <= bytes_max {
            break;
        }
        kept.remove(&at);
    }
    kept
}

#[cfg(test)]
mod tests;
