//! Errors of a plan with the key that must be corrected, for a draft and for
//! the row of a file.

use crate::dto::{PlanTrouble, PlanWhy};
use domain::plan::{
    COEFFICIENT_BP_MAX, Clash, Plan, PlanTerms, RATE_BP_MAX, UnfitInstalments, UnfitPlan,
};

pub(super) fn trouble(key: &str, why: PlanWhy) -> PlanTrouble {
    PlanTrouble {
        row: None,
        key: Some(key.to_owned()),
        why,
    }
}

pub(super) fn clashing(clash: &Clash) -> PlanTrouble {
    match clash {
        Clash::SameId(_) => trouble("id", PlanWhy::SameId),
        Clash::SameCode(_, _) => trouble("count", PlanWhy::SameCode),
        Clash::TooMany => PlanTrouble {
            row: None,
            key: None,
            why: PlanWhy::TooMany,
        },
    }
}

/// The plan of these terms, or the key that must be corrected.
pub(super) fn checked(terms: PlanTerms) -> Result<Plan, PlanTrouble> {
    let rates = [
        ("tna_bp", terms.tna),
        ("tea_bp", terms.tea),
        ("cftea_bp", terms.cftea),
    ];
    if let Some((key, _)) = rates
        .into_iter()
        .find(|(_, rate)| rate.is_some_and(|rate| rate.0 > RATE_BP_MAX))
    {
        return Err(trouble(key, PlanWhy::OutOfRange));
    }
    if terms.coefficient.0 > COEFFICIENT_BP_MAX {
        return Err(trouble("coefficient_bp", PlanWhy::OutOfRange));
    }
    Plan::new(terms).map_err(|why| match why {
        UnfitPlan::Id => trouble("id", PlanWhy::Malformed),
        UnfitPlan::Name => trouble("name", PlanWhy::OutOfRange),
        UnfitPlan::Days => trouble("valid_until", PlanWhy::DaysBackwards),
        UnfitPlan::Amounts => trouble("amount_min_centavos", PlanWhy::AmountsBackwards),
        UnfitPlan::Coefficient => trouble("coefficient_bp", PlanWhy::OutOfRange),
        UnfitPlan::Rate => trouble("cftea_bp", PlanWhy::OutOfRange),
        UnfitPlan::SubscriptionCode => trouble("subscription_code", PlanWhy::OutOfRange),
    })
}

pub(super) fn of_instalments(why: UnfitInstalments) -> PlanWhy {
    match why {
        UnfitInstalments::OutOfRange => PlanWhy::OutOfRange,
        UnfitInstalments::MeansAhora { .. } => PlanWhy::MeansAhora,
        UnfitInstalments::NotInAhora(_) => PlanWhy::NotInAhora,
        UnfitInstalments::CodeMeansAnother { .. } => PlanWhy::CodeMeansAnother,
    }
}
