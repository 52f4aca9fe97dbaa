use super::*;
use proptest::prelude::*;

const FREE: Rules = Rules {
    age_days_max: 36_500,
    bytes_max: u64::MAX,
};

/// A day by its number since 2026-01-01, a Thursday; negative ones lie before.
fn day(number: i32) -> Day {
    Day::new(2026, 1, 1).unwrap().days_before(-number).unwrap()
}

fn copy(number: i32) -> Facts {
    Facts {
        day: Some(day(number)),
        file_day: day(number),
        bytes: 10,
        before_upgrade: false,
    }
}

fn places(copies: &[Facts], rules: &Rules) -> Vec<usize> {
    keep(copies, rules).into_iter().collect()
}

#[test]
fn a_year_of_daily_copies_becomes_seven_days_four_weeks_and_twelve_months() {
    let copies: Vec<Facts> = (0..365).map(copy).collect();
    // The last day is 2026-12-31, a Thursday.
    let days = 358..=364;
    let sundays = [346, 353, 360];
    let month_ends = [30, 58, 89, 119, 150, 180, 211, 242, 272, 303, 333, 364];
    let mut expected: BTreeSet<usize> = days.collect();
    expected.extend(sundays);
    expected.extend(month_ends);
    let expected: Vec<usize> = expected.into_iter().collect();
    assert_eq!(places(&copies, &FREE), expected);
}

#[test]
fn of_many_copies_of_one_day_the_newest_two_stay() {
    let copies = [copy(1), copy(1), copy(1), copy(1)];
    assert_eq!(places(&copies, &FREE), [2, 3]);
}

#[test]
fn the_copy_before_the_last_upgrade_stays_and_an_earlier_one_is_thinned() {
    let mut copies: Vec<Facts> = (0..40).map(|_| copy(5)).collect();
    copies[3].before_upgrade = true;
    copies[9].before_upgrade = true;
    assert_eq!(places(&copies, &FREE), [9, 38, 39]);
    let tight = Rules {
        bytes_max: 20,
        ..FREE
    };
    assert_eq!(places(&copies, &tight), [38, 39]);
}

#[test]
fn a_copy_of_the_future_or_without_a_manifest_takes_nobodys_place() {
    let mut copies: Vec<Facts> = (0..10).map(copy).collect();
    let mut bare = copy(0);
    bare.day = None;
    copies.insert(0, bare);
    copies.insert(6, copy(3_000));
    // The seven newest days are 3 to 9; day 3 is also the newest of its week.
    assert_eq!(places(&copies, &FREE), [0, 4, 5, 6, 7, 8, 9, 10, 11]);
    // Under a budget those that are whole go first, the oldest first.
    let rules = |bytes_max| Rules { bytes_max, ..FREE };
    assert_eq!(places(&copies, &rules(60)), [0, 6, 8, 9, 10, 11]);
    assert_eq!(places(&copies, &rules(30)), [6, 10, 11]);
    assert_eq!(places(&copies, &rules(0)), [10, 11]);
}

#[test]
fn a_copy_older_than_peoples_data_may_be_goes_but_never_the_newest_two() {
    let aged = Rules {
        age_days_max: 30,
        ..FREE
    };
    let copies = [copy(0), copy(40), copy(70), copy(75), copy(101)];
    // Measured to day 75, the second newest.
    assert_eq!(places(&copies, &aged), [2, 3, 4]);
    // A shop that was closed for years keeps its newest two.
    let closed = [copy(0), copy(1), copy(2_000)];
    assert_eq!(places(&closed, &aged), [0, 1, 2]);
    let again = [copy(0), copy(1), copy(2_000), copy(2_001)];
    assert_eq!(places(&again, &aged), [2, 3]);
    // A clock that is ahead at the newest copy makes nothing old.
    let ahead = [copy(50), copy(70), copy(75), copy(9_000)];
    assert_eq!(places(&ahead, &aged), [0, 1, 2, 3]);
    // A copy without a manifest goes by its file's day.
    let mut bare = copy(10);
    bare.day = None;
    assert_eq!(places(&[bare, copy(70), copy(75)], &aged), [1, 2]);
}

prop_compose! {
    /// Copies whose clock was right.
    fn in_order()(
        steps in prop::collection::vec((0..40_i32, 1..9_u64, prop::bool::weighted(0.1)), 0..80),
    ) -> Vec<Facts> {
        let mut today = 0;
        steps.into_iter().map(|(later, bytes, before_upgrade)| {
            today += later;
            Facts { bytes, before_upgrade, ..copy(today) }
        }).collect()
    }
}

prop_compose! {
    /// Copies of any clock, some without a manifest.
    fn any_order()(
        some in prop::collection::vec(
            (prop::option::weighted(0.9, 0..900_i32), 1..9_u64, prop::bool::weighted(0.1)),
            0..80,
        ),
    ) -> Vec<Facts> {
        some.into_iter().map(|(at, bytes, before_upgrade)| Facts {
            day: at.map(day),
            bytes,
            before_upgrade,
            ..copy(at.unwrap_or(450))
        }).collect()
    }
}

prop_compose! {
    fn any_rules()(age_days_max in 1..900_u16, bytes_max in 0..400_u64) -> Rules {
        Rules { age_days_max, bytes_max }
    }
}

/// The places of the newest copy of each of the last spans.
fn newest_of_each<K: Ord>(
    copies: &[Facts],
    spans_max: usize,
    span: impl Fn(Day) -> K,
) -> Vec<usize> {
    let mut newest = std::collections::BTreeMap::new();
    for (at, copy) in copies.iter().enumerate() {
        newest.insert(span(copy.day.unwrap()), at);
    }
    newest.into_values().rev().take(spans_max).collect()
}

proptest! {
    #[test]
    fn the_newest_two_always_stay(copies in any_order(), rules in any_rules()) {
        let kept = keep(&copies, &rules);
        for at in copies.len().saturating_sub(2)..copies.len() {
            prop_assert!(kept.contains(&at));
        }
    }

    #[test]
    fn each_of_the_last_days_weeks_and_months_keeps_its_newest(copies in in_order()) {
        let kept = keep(&copies, &FREE);
        // Counted from Thursday 2026-01-01: three days earlier is a Monday.
        let week = |day: Day| (0..).take_while(|weeks| self::day(weeks * 7 - 3) <= day).count();
        let expected = [
            newest_of_each(&copies, 7, |day| day),
            newest_of_each(&copies, 4, week),
            newest_of_each(&copies, 12, |day| (day.year(), day.month())),
        ];
        for at in expected.concat() {
            prop_assert!(kept.contains(&at), "{at} of {copies:?}");
        }
        prop_assert!(kept.len() <= 7 + 4 + 12 + 2 + 1);
    }

    #[test]
    fn what_was_thinned_is_not_thinned_again(copies in in_order(), rules in any_rules()) {
        let kept = keep(&copies, &rules);
        let left: Vec<Facts> = kept.iter().map(|at| copies[*at]).collect();
        prop_assert_eq!(keep(&left, &rules).len(), left.len());
    }

    #[test]
    fn one_wrong_clock_loses_nothing(
        copies in in_order(),
        place in any::<prop::sample::Index>(),
        days_off in 5_000..9_000_i32,
        ahead in any::<bool>(),
        age_days_max in 1..900_u16,
    ) {
        prop_assume!(copies.len() > 4);
        // At an end there would be too few others to say which clock was wrong.
        let at = 2 + place.index(copies.len() - 4);
        let mut wrong = copies.clone();
        wrong[at].day = Some(day(if ahead { days_off } else { -days_off }));
        let rules = Rules { age_days_max, ..FREE };
        let kept = keep(&wrong, &rules);
        let lost: Vec<usize> = keep(&copies, &rules).difference(&kept).copied().collect();
        prop_assert_eq!(lost, Vec::<usize>::new());
    }

    #[test]
    fn however_wrong_the_clocks_the_copies_are_bounded(copies in any_order()) {
        let kept = keep(&copies, &FREE);
        prop_assert!(kept.len() <= 7 + 4 + 12 + 2 + 1 + DOUBTFUL_MAX);
    }

    #[test]
    fn a_budget_is_kept_or_only_the_newest_two_are_left(
        copies in any_order(),
        rules in any_rules(),
    ) {
        let kept = keep(&copies, &rules);
        let bytes: u64 = kept.iter().map(|at| copies[*at].bytes).sum();
        prop_assert!(bytes <= rules.bytes_max || kept.len() <= 2);
        // Nothing is kept that the other rules would not keep, and what is whole
        // goes from its oldest end.
        let without = keep(&copies, &Rules { bytes_max: u64::MAX, ..rules });
        prop_assert!(kept.is_subset(&without));
        let trusted = trusted(&copies);
        let upgrade = (0..copies.len()).rfind(|at| copies[*at].before_upgrade);
        let of_rules = |at: &&usize| trusted.contains(at) && Some(**at) != upgrade;
        let last_gone = without.difference(&kept).filter(of_rules).max();
        let first_left = kept
            .iter()
            .filter(of_rules)
            .find(|at| **at + 2 < copies.len());
        if let (Some(gone), Some(left)) = (last_gone, first_left) {
            prop_assert!(gone < left);
        }
    }
}
