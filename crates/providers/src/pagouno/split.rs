//! Divides a charge between merchants.

use super::charge::{ChargedLeg, LEG_MIN};
use domain::Money;

/// A hundred percent.
const WHOLE_BP: u32 = 10_000;

/// The merchants that share a charge, at least one. The first one gets what the
/// others' shares leave, so that nothing is lost in rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchants {
    first: String,
    others: Vec<(String, u32)>,
}

/// Why an amount cannot be divided like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitSplit {
    /// A merchant has no group of codes, or is named twice.
    #[error("a merchant's group of codes is missing or named twice")]
    Group,
    /// The shares add up to more than the whole, or one is zero.
    #[error("a share is zero, or the shares are more than the whole")]
    Shares,
    /// A leg would be below [`LEG_MIN`].
    #[error("{group} would get {amount}, and {LEG_MIN} is the least")]
    LegTooSmall {
        /// The merchant's group of codes.
        group: String,
        /// The amount of the leg.
        amount: Money,
    },
}

impl Merchants {
    /// A single merchant that gets everything.
    ///
    /// # Errors
    /// [`UnfitSplit::Group`] for a blank group.
    pub fn one(group: &str) -> Result<Merchants, UnfitSplit> {
        Merchants::split(&[(group, WHOLE_BP)])
    }

    /// These merchants, with their shares in basis points. The first one gets
    /// what the others leave.
    ///
    /// # Errors
    /// [`UnfitSplit::Group`] or [`UnfitSplit::Shares`].
    pub fn split(shares: &[(&str, u32)]) -> Result<Merchants, UnfitSplit> {
        let groups: Vec<&str> = shares.iter().map(|(group, _)| group.trim()).collect();
        let Some((first, others)) = groups.split_first() else {
            return Err(UnfitSplit::Group);
        };
        let twice = |group: &&str| groups.iter().filter(|it| *it == group).count() > 1;
        if groups.iter().any(|group| group.is_empty() || twice(group)) {
            return Err(UnfitSplit::Group);
        }
        let whole: u64 = shares.iter().map(|(_, share)| u64::from(*share)).sum();
        if whole > u64::from(WHOLE_BP) || shares.iter().any(|(_, share)| *share == 0) {
            return Err(UnfitSplit::Shares);
        }
        let others = others.iter().zip(shares.iter().skip(1));
        Ok(Merchants {
            first: (*first).to_owned(),
            others: others
                .map(|(group, (_, share))| ((*group).to_owned(), *share))
                .collect(),
        })
    }

    /// Whether there are several merchants, so that each leg names its access
    /// key.
    #[must_use]
    pub fn is_split(&self) -> bool {
        !self.others.is_empty()
    }

    /// Their groups of codes.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let others = self.others.iter().map(|(group, _)| group.as_str());
        std::iter::once(self.first.as_str()).chain(others)
    }

    /// Divides an amount into legs, which add up to it. None is below
    /// [`LEG_MIN`].
    ///
    /// # Errors
    /// [`UnfitSplit::LegTooSmall`], before anything is sent.
    pub fn legs(&self, amount: Money) -> Result<Vec<ChargedLeg>, UnfitSplit> {
        let mut left = amount;
        let mut legs = Vec::new();
        for (group, share) in &self.others {
            let part = part(amount, *share);
            left = left.less(part);
            legs.push(ChargedLeg {
                merchant_code_group: group.clone(),
                amount: part,
            });
        }
        legs.insert(
            0,
            ChargedLeg {
                merchant_code_group: self.first.clone(),
                amount: left,
            },
        );
        match legs.iter().find(|leg| leg.amount < LEG_MIN) {
            None => Ok(legs),
            Some(leg) => Err(UnfitSplit::LegTooSmall {
                group: leg.merchant_code_group.clone(),
                amount: leg.amount,
            }),
        }
    }
}

/// A share of an amount, rounded down.
fn part(amount: Money, share_bp: u32) -> Money {
    let exact = i128::from(amount.centavos()) * i128::from(share_bp) / i128::from(WHOLE_BP);
    i64::try_from(exact)
        .ok()
        .and_then(|centavos| Money::from_centavos(centavos).ok())
        .expect("a share of at most the whole of an amount is an amount")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn centavos(centavos: i64) -> Money {
        Money::from_centavos(centavos).unwrap()
    }

    fn legs(merchants: &Merchants, amount: i64) -> Vec<(String, i64)> {
        let legs = merchants.legs(centavos(amount)).unwrap().into_iter();
        legs.map(|leg| (leg.merchant_code_group, leg.amount.centavos()))
            .collect()
    }

    #[test]
    fn the_first_merchant_gets_the_remainder() {
        let leg = |group: &str, amount| (group.to_owned(), amount);
        let one = Merchants::one("MG-1").unwrap();
        assert_eq!(legs(&one, 1_000), [leg("MG-1", 1_000)]);
        assert!(!one.is_split());
        let three = Merchants::split(&[("A", 3_333), ("B", 3_333), ("C", 3_333)]).unwrap();
        assert_eq!(
            legs(&three, 10_001),
            [leg("A", 3_335), leg("B", 3_333), leg("C", 3_333)]
        );
    }

    #[test]
    fn a_leg_below_the_minimum_is_refused_before_sending() {
        let two = Merchants::split(&[("A", 9_000), ("B", 1_000)]).unwrap();
        assert!(two.legs(centavos(10_000)).is_ok());
        assert_eq!(
            two.legs(centavos(9_999)),
            Err(UnfitSplit::LegTooSmall {
                group: "B".to_owned(),
                amount: centavos(999)
            })
        );
        assert!(Merchants::one("A").unwrap().legs(centavos(999)).is_err());
    }

    #[test]
    fn unfit_splits_are_refused() {
        for (shares, why) in [
            (&[][..], UnfitSplit::Group),
            (&[("", 1)], UnfitSplit::Group),
            (&[("A", 1), (" A ", 1)], UnfitSplit::Group),
            (&[("A", 9_999), ("B", 2)], UnfitSplit::Shares),
            (&[("A", 1), ("B", 0)], UnfitSplit::Shares),
            (&[("A", u32::MAX), ("B", u32::MAX)], UnfitSplit::Shares),
        ] {
            assert_eq!(Merchants::split(shares), Err(why), "{shares:?}");
        }
    }

    proptest! {
        #[test]
        fn legs_add_up_to_the_amount(amount in 0..=Money::MAX.centavos(),
            shares in prop::collection::vec(1_u32..4_000, 1..4)) {
            let named: Vec<String> = (0..shares.len()).map(|n| format!("MG-{n}")).collect();
            let named: Vec<_> = named.iter().map(String::as_str).zip(shares).collect();
            let Ok(merchants) = Merchants::split(&named) else { return Ok(()) };
            match merchants.legs(centavos(amount)) {
                Ok(legs) => {
                    let sum: i64 = legs.iter().map(|leg| leg.amount.centavos()).sum();
                    prop_assert_eq!(sum, amount);
                    prop_assert!(legs.iter().all(|leg| leg.amount >= LEG_MIN));
                    prop_assert_eq!(legs.len(), merchants.groups().count());
                }
                Err(UnfitSplit::LegTooSmall { amount, .. }) => prop_assert!(amount < LEG_MIN),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}
