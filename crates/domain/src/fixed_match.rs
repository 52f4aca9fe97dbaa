//! Which notice under the fixed QR is which declared sale's. A notice says only
//! an amount and a moment, so the till decides by itself only where there is one
//! sale and one notice; it proposes a group where there are as many notices as
//! sales; it leaves everything else to a person.

use crate::notice::StrayId;
use crate::{Money, PaymentId, UnixMs};
use std::collections::BTreeMap;

/// What is known of a payment by the fixed QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimIs {
    /// The customer says that they paid.
    Declared,
    /// The cashier took that back. Money may come all the same.
    TakenBack,
    /// The QR is on the screen, and the customer may have paid already.
    Shown,
}

/// A payment by the fixed QR for which money may have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub payment: PaymentId,
    /// What the customer was asked to type.
    pub amount: Money,
    /// When it was declared, or shown.
    pub at: UnixMs,
    pub is: ClaimIs,
}

/// A notice under a fixed QR whose money no sale has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub stray: StrayId,
    pub amount: Money,
    /// By the provider where it says so, else when it reached the relay.
    pub at: UnixMs,
}

/// As many notices as declared sales of one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub amount: Money,
    /// The payments, the one declared first before the others, each with the
    /// notice of the same place.
    pub pairs: Vec<(PaymentId, StrayId)>,
}

/// What can be said of all claims and arrivals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// The notices that have exactly one sale, and are its only ones.
    pub certain: Vec<(PaymentId, StrayId)>,
    /// The groups that a manager settles by one answer.
    pub groups: Vec<Group>,
}

/// Matches claims and arrivals of the same amount that lie at most `within_ms`
/// apart.
#[must_use]
pub fn match_fixed(claims: &[Claim], arrivals: &[Arrival], within_ms: i64) -> Matches {
    let mut amounts: BTreeMap<Money, Vec<Point<'_>>> = BTreeMap::new();
    for claim in claims {
        let points = amounts.entry(claim.amount).or_default();
        points.push(Point::Claim(claim));
    }
    for arrival in arrivals {
        let points = amounts.entry(arrival.amount).or_default();
        points.push(Point::Arrival(arrival));
    }
    let mut matches = Matches::default();
    for (amount, points) in amounts {
        for cluster in clusters(&points, within_ms) {
            cluster.judge(amount, within_ms, &mut matches);
        }
    }
    matches
}

/// A claim or an arrival of one amount.
#[derive(Clone, Copy)]
enum Point<'a> {
    Claim(&'a Claim),
    Arrival(&'a Arrival),
}

impl Point<'_> {
    /// Whether the two may be the same payment.
    fn touches(&self, other: &Point<'_>, within_ms: i64) -> bool {
        match (self, other) {
            (Point::Claim(claim), Point::Arrival(arrival))
            | (Point::Arrival(arrival), Point::Claim(claim)) => {
                arrival.at.since_ms(claim.at).abs() <= within_ms
            }
            (Point::Claim(_), Point::Claim(_)) | (Point::Arrival(_), Point::Arrival(_)) => false,
        }
    }
}

/// Claims and arrivals that may be each other's, directly or by others between.
#[derive(Default)]
struct Cluster<'a> {
    claims: Vec<&'a Claim>,
    arrivals: Vec<&'a Arrival>,
}

fn clusters<'a>(points: &[Point<'a>], within_ms: i64) -> Vec<Cluster<'a>> {
    let mut left: Vec<Point<'a>> = points.to_vec();
    let mut clusters = Vec::new();
    while let Some(first) = left.pop() {
        let mut cluster = Cluster::default();
        let mut reached = vec![first];
        while let Some(point) = reached.pop() {
            let (near, far) = left
                .into_iter()
                .partition(|other| point.touches(other, within_ms));
            left = far;
            reached.extend::<Vec<_>>(near);
            match point {
                Point::Claim(claim) => cluster.claims.push(claim),
                Point::Arrival(arrival) => cluster.arrivals.push(arrival),
            }
        }
        clusters.push(cluster);
    }
    clusters
}

impl Cluster<'_> {
    fn judge(mut self, amount: Money, within_ms: i64, matches: &mut Matches) {
        self.claims.sort_by_key(|claim| (claim.at, claim.payment));
        self.arrivals
            .sort_by_key(|arrival| (arrival.at, key(arrival)));
        if self.claims.len() != self.arrivals.len() {
            return;
        }
        let pairs: Vec<_> = self.claims.iter().zip(&self.arrivals).collect();
        let are_near = pairs
            .iter()
            .all(|(claim, arrival)| arrival.at.since_ms(claim.at).abs() <= within_ms);
        let all_are = |allowed: &[ClaimIs]| self.claims.iter().all(|it| allowed.contains(&it.is));
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(claim, arrival)| (claim.payment, arrival.stray.clone()))
            .collect();
        match pairs.as_slice() {
            [pair] if all_are(&[ClaimIs::Declared, ClaimIs::TakenBack]) => {
                matches.certain.push(pair.clone());
            }
            [_, _, ..] if are_near && all_are(&[ClaimIs::Declared]) => {
                matches.groups.push(Group { amount, pairs });
            }
            _ => {}
        }
    }
}

fn key(arrival: &Arrival) -> String {
    arrival.stray.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoticeNumber, Provider, TillNumber, TransactionKey};
    use proptest::prelude::*;

    const WITHIN_MS: i64 = 30 * 60_000;

    fn claim(number: u8, amount: i64, minute: i64, is: ClaimIs) -> Claim {
        Claim {
            payment: PaymentId::new(UnixMs(0), [number; 8], TillNumber(1)),
            amount: Money::from_centavos(amount).unwrap(),
            at: UnixMs(minute * 60_000),
            is,
        }
    }

    fn arrival(number: u8, amount: i64, minute: i64) -> Arrival {
        Arrival {
            stray: StrayId::Transaction(TransactionKey::own(
                Provider::Totalcoin,
                number.to_string(),
            )),
            amount: Money::from_centavos(amount).unwrap(),
            at: UnixMs(minute * 60_000),
        }
    }

    /// What is matched, as (certain pairs, sizes of the groups).
    fn check(claims: &[Claim], arrivals: &[Arrival]) -> (usize, Vec<usize>) {
        let matches = match_fixed(claims, arrivals, WITHIN_MS);
        let groups = matches.groups.iter().map(|group| group.pairs.len());
        (matches.certain.len(), groups.collect())
    }

    #[test]
    fn one_sale_and_one_notice_match_within_the_minutes_and_at_the_same_amount() {
        let sale = [claim(1, 900, 0, ClaimIs::Declared)];
        assert_eq!(check(&sale, &[arrival(1, 900, 30)]), (1, vec![]));
        assert_eq!(check(&sale, &[arrival(1, 900, -30)]), (1, vec![]));
        assert_eq!(check(&sale, &[arrival(1, 900, 31)]), (0, vec![]));
        assert_eq!(check(&sale, &[arrival(1, 901, 0)]), (0, vec![]));
        assert_eq!(check(&sale, &[]), (0, vec![]));
        assert_eq!(check(&[], &[arrival(1, 900, 0)]), (0, vec![]));
    }

    #[test]
    fn as_many_notices_as_sales_are_a_group_and_fewer_or_more_are_not() {
        let sales: Vec<_> = (1..=3)
            .map(|number| claim(number, 900, i64::from(number), ClaimIs::Declared))
            .collect();
        let notices: Vec<_> = (1..=3)
            .map(|number| arrival(number, 900, i64::from(number)))
            .collect();
        assert_eq!(check(&sales[..2], &notices[..2]), (0, vec![2]));
        assert_eq!(check(&sales, &notices), (0, vec![3]));
        assert_eq!(check(&sales, &notices[..2]), (0, vec![]));
        assert_eq!(check(&sales[..2], &notices), (0, vec![]));
        assert_eq!(check(&sales[..1], &notices[..2]), (0, vec![]));
    }

    #[test]
    fn sales_too_far_apart_to_be_mixed_up_match_each_their_own() {
        let sales = [
            claim(1, 900, 0, ClaimIs::Declared),
            claim(2, 900, 120, ClaimIs::Declared),
        ];
        let notices = [arrival(1, 900, 1), arrival(2, 900, 121)];
        assert_eq!(check(&sales, &notices), (2, vec![]));
    }

    /// The customer of the sale on the screen may be the one who paid.
    #[test]
    fn a_sale_on_the_screen_keeps_another_from_getting_its_notice() {
        let sales = [
            claim(1, 900, 0, ClaimIs::Declared),
            claim(2, 900, 5, ClaimIs::Shown),
        ];
        assert_eq!(check(&sales, &[arrival(1, 900, 5)]), (0, vec![]));
        assert_eq!(check(&sales[1..], &[arrival(1, 900, 5)]), (0, vec![]));
        let two = [arrival(1, 900, 1), arrival(2, 900, 5)];
        assert_eq!(check(&sales, &two), (0, vec![]));
    }

    #[test]
    fn one_that_was_taken_back_gets_its_notice_but_is_in_no_group() {
        let sales = [
            claim(1, 900, 0, ClaimIs::TakenBack),
            claim(2, 900, 5, ClaimIs::Declared),
        ];
        assert_eq!(check(&sales[..1], &[arrival(1, 900, 0)]), (1, vec![]));
        let two = [arrival(1, 900, 1), arrival(2, 900, 5)];
        assert_eq!(check(&sales, &two), (0, vec![]));
        assert_eq!(check(&sales, &two[..1]), (0, vec![]));
    }

    /// Two notices can both be near one sale and far from the other.
    #[test]
    fn a_group_can_be_paired_within_the_minutes() {
        let sales = [
            claim(1, 900, 0, ClaimIs::Declared),
            claim(2, 900, 60, ClaimIs::Declared),
        ];
        let notices = [arrival(1, 900, 30), arrival(2, 900, 30)];
        assert_eq!(check(&sales, &notices), (0, vec![2]));
        let near_one = [arrival(1, 900, 20), arrival(2, 900, 30)];
        assert_eq!(check(&sales, &near_one), (0, vec![2]));
        let both_of_one = [arrival(1, 900, 30), arrival(2, 900, 90)];
        assert_eq!(check(&sales, &both_of_one), (0, vec![2]));
        let out_of_reach = [arrival(1, 900, -30), arrival(2, 900, 0)];
        assert_eq!(check(&sales, &out_of_reach), (0, vec![]));
    }

    #[test]
    fn a_notice_without_a_transaction_may_be_an_arrival_too() {
        let mut notice = arrival(1, 900, 0);
        notice.stray = StrayId::Notice(NoticeNumber(1));
        assert_eq!(
            check(&[claim(1, 900, 0, ClaimIs::Declared)], &[notice]),
            (1, vec![])
        );
    }

    fn claims() -> impl Strategy<Value = Vec<Claim>> {
        let is = prop_oneof![
            4 => Just(ClaimIs::Declared),
            1 => Just(ClaimIs::TakenBack),
            1 => Just(ClaimIs::Shown),
        ];
        let one = (1_i64..4, 0_i64..200, is);
        proptest::collection::vec(one, 0..8).prop_map(|all| {
            all.into_iter()
                .zip(1_u8..)
                .map(|((amount, minute, is), number)| claim(number, amount * 100, minute, is))
                .collect()
        })
    }

    fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
        proptest::collection::vec((1_i64..4, 0_i64..200), 0..8).prop_map(|all| {
            all.into_iter()
                .zip(1_u8..)
                .map(|((amount, minute), number)| arrival(number, amount * 100, minute))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_certain_match_has_no_other_candidate(claims in claims(), arrivals in arrivals()) {
            let near = |claim: &Claim, arrival: &Arrival| {
                claim.amount == arrival.amount
                    && arrival.at.since_ms(claim.at).abs() <= WITHIN_MS
            };
            for (payment, stray) in match_fixed(&claims, &arrivals, WITHIN_MS).certain {
                let claim = claims.iter().find(|it| it.payment == payment).unwrap();
                let arrival = arrivals.iter().find(|it| it.stray == stray).unwrap();
                prop_assert!(near(claim, arrival));
                prop_assert!(claim.is != ClaimIs::Shown);
                prop_assert_eq!(claims.iter().filter(|it| near(it, arrival)).count(), 1);
                prop_assert_eq!(arrivals.iter().filter(|it| near(claim, it)).count(), 1);
            }
        }

        #[test]
        fn a_group_is_of_one_amount_and_nothing_is_used_twice(
            claims in claims(), arrivals in arrivals()
        ) {
            let matches = match_fixed(&claims, &arrivals, WITHIN_MS);
            let mut pairs = matches.certain.clone();
            for group in &matches.groups {
                prop_assert!(group.pairs.len() > 1);
                for (payment, stray) in &group.pairs {
                    let claim = claims.iter().find(|it| it.payment == *payment).unwrap();
                    let arrival = arrivals.iter().find(|it| it.stray == *stray).unwrap();
                    prop_assert!(claim.is == ClaimIs::Declared);
                    prop_assert_eq!((claim.amount, arrival.amount), (group.amount, group.amount));
                }
                pairs.extend(group.pairs.clone());
            }
            let payments: std::collections::BTreeSet<_> =
                pairs.iter().map(|(payment, _)| *payment).collect();
            let strays: std::collections::HashSet<_> =
                pairs.iter().map(|(_, stray)| stray.clone()).collect();
            prop_assert_eq!((payments.len(), strays.len()), (pairs.len(), pairs.len()));
        }

        #[test]
        fn the_order_in_which_they_are_named_does_not_matter(
            claims in claims(), arrivals in arrivals()
        ) {
            let sorted = |claims: &[Claim], arrivals: &[Arrival]| {
                let mut found = match_fixed(claims, arrivals, WITHIN_MS);
                found.certain.sort_by_key(|(payment, _)| *payment);
                found.groups.sort_by_key(|group| group.pairs[0].0);
                found
            };
            let (mut other_claims, mut other_arrivals) = (claims.clone(), arrivals.clone());
            other_claims.reverse();
            other_arrivals.reverse();
            prop_assert_eq!(sorted(&claims, &arrivals), sorted(&other_claims, &other_arrivals));
        }
    }
}
