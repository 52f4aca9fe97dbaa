//! Turns a plan into what the settings screen lists.

use crate::dto::{PlanView, Programme};
use domain::plan::{BasisPoints, Plan, Programme as Theirs};
use domain::{Day, Money};

pub(crate) fn plan_view(plan: &Plan, today: Day) -> PlanView {
    let terms = plan.terms();
    let bp = |rate: Option<BasisPoints>| rate.map(|rate| rate.0);
    PlanView {
        id: terms.id.to_string(),
        name: terms.name.clone(),
        programme: match terms.instalments.programme() {
            Theirs::Standard => Programme::Standard,
            Theirs::Ahora => Programme::Ahora,
        },
        count: terms.instalments.count(),
        code: terms.instalments.code(),
        valid_from: terms.valid_from.map(|day| day.to_string()),
        valid_until: terms.valid_until.map(|day| day.to_string()),
        weekdays: terms.weekdays.days().map(Into::into).collect(),
        amount_min_centavos: terms.amount_min.centavos(),
        amount_max_centavos: terms.amount_max.map(Money::centavos),
        coefficient_bp: terms.coefficient.0,
        tna_bp: bp(terms.tna),
        tea_bp: bp(terms.tea),
        cftea_bp: bp(terms.cftea),
        subscription_code: terms.subscription_code.clone(),
        enabled: terms.enabled,
        today: plan.is_valid_on(today),
    }
}
