//! A plan as a manager typed it.

use super::trouble::{checked, of_instalments, trouble};
use crate::dto::{PlanDraft, PlanTrouble, PlanWhy, Programme};
use domain::plan::{BasisPoints, Instalments, Plan, PlanTerms, Programme as Theirs};
use domain::{Day, Money, Weekdays};

/// The plan of a draft.
pub(super) fn plan_of(draft: &PlanDraft) -> Result<Plan, PlanTrouble> {
    let instalments = match draft.programme {
        Programme::Standard => Instalments::of(Theirs::Standard, draft.count),
        Programme::Ahora => Instalments::of(Theirs::Ahora, draft.count),
    };
    let instalments = instalments.map_err(|why| trouble("count", of_instalments(why)))?;
    let day = |key, text: &Option<String>| -> Result<Option<Day>, PlanTrouble> {
        let text = text.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let day = text.map(str::parse).transpose();
        day.map_err(|_| trouble(key, PlanWhy::Malformed))
    };
    let money = |key, centavos| {
        Money::from_centavos(centavos).map_err(|_| trouble(key, PlanWhy::OutOfRange))
    };
    let weekdays = Weekdays::of(draft.weekdays.iter().map(|day| (*day).into()));
    checked(PlanTerms {
        id: draft
            .id
            .trim()
            .parse()
            .map_err(|_| trouble("id", PlanWhy::Malformed))?,
        name: draft.name.clone(),
        instalments,
        valid_from: day("valid_from", &draft.valid_from)?,
        valid_until: day("valid_until", &draft.valid_until)?,
        weekdays: weekdays.map_err(|_| trouble("weekdays", PlanWhy::Malformed))?,
        amount_min: money("amount_min_centavos", draft.amount_min_centavos)?,
        amount_max: draft
            .amount_max_centavos
            .map(|max| money("amount_max_centavos", max))
            .transpose()?,
        coefficient: BasisPoints(draft.coefficient_bp),
        tna: draft.tna_bp.map(BasisPoints),
        tea: draft.tea_bp.map(BasisPoints),
        cftea: draft.cftea_bp.map(BasisPoints),
        subscription_code: draft.subscription_code.clone(),
        enabled: draft.enabled,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::Weekday;
    use crate::view::plan_view;

    fn draft() -> PlanDraft {
        PlanDraft {
            id: "nueve".to_owned(),
            name: "9 cuotas".to_owned(),
            programme: Programme::Standard,
            count: 9,
            valid_from: None,
            valid_until: Some(String::new()),
            weekdays: vec![Weekday::Monday],
            amount_min_centavos: 1_000,
            amount_max_centavos: None,
            coefficient_bp: 1_500,
            tna_bp: None,
            tea_bp: None,
            cftea_bp: Some(9_000),
            subscription_code: Some(" ".to_owned()),
            enabled: true,
        }
    }

    #[test]
    fn a_valid_draft_is_read_back() {
        let plan = plan_of(&draft()).unwrap();
        let view = plan_view(&plan, "2026-11-23".parse().unwrap());
        assert_eq!((view.count, view.code, view.today), (9, 9, true));
        assert_eq!(view.subscription_code, None);
        let sunday = plan_view(&plan, "2026-11-22".parse().unwrap());
        assert!(!sunday.today);
    }

    #[test]
    fn an_invalid_plan_names_its_key() {
        type Change = fn(&mut PlanDraft);
        let cases: [(Change, &str, PlanWhy); 12] = [
            (|it| it.id = "Ñ".to_owned(), "id", PlanWhy::Malformed),
            (|it| it.name = " ".to_owned(), "name", PlanWhy::OutOfRange),
            (|it| it.count = 7, "count", PlanWhy::MeansAhora),
            (|it| it.count = 0, "count", PlanWhy::OutOfRange),
            (
                |it| it.programme = Programme::Ahora,
                "count",
                PlanWhy::NotInAhora,
            ),
            (
                |it| it.valid_from = Some("ayer".to_owned()),
                "valid_from",
                PlanWhy::Malformed,
            ),
            (
                |it| {
                    it.valid_from = Some("2026-02-01".to_owned());
                    it.valid_until = Some("2026-01-01".to_owned());
                },
                "valid_until",
                PlanWhy::DaysBackwards,
            ),
            (|it| it.weekdays.clear(), "weekdays", PlanWhy::Malformed),
            (
                |it| it.amount_min_centavos = -1,
                "amount_min_centavos",
                PlanWhy::OutOfRange,
            ),
            (
                |it| it.amount_max_centavos = Some(1),
                "amount_min_centavos",
                PlanWhy::AmountsBackwards,
            ),
            (
                |it| it.coefficient_bp = 100_001,
                "coefficient_bp",
                PlanWhy::OutOfRange,
            ),
            (
                |it| it.tea_bp = Some(1_000_001),
                "tea_bp",
                PlanWhy::OutOfRange,
            ),
        ];
        for (change, key, why) in cases {
            let mut draft = draft();
            change(&mut draft);
            assert_eq!(plan_of(&draft), Err(trouble(key, why)), "{draft:?}");
        }
    }
}
