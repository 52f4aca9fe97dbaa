//! The instalment plans, as a manager edits them; and as a file, in [`file`].

mod file;

use crate::dto::{
    ExportedPlans, ImportPlans, KeepPlan, PlanDraft, PlanTrouble, PlanView, PlanWhy, PlansView,
    Programme, RemovePlan, Weekday,
};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::plan::{
    BasisPoints, COEFFICIENT_BP_MAX, Clash, Instalments, Plan, PlanId, PlanTerms, Plans,
    Programme as Theirs, RATE_BP_MAX, UnfitInstalments, UnfitPlan,
};
use domain::{Day, Money, Weekdays};

impl TillApi {
    fn plans_view(&self, plans: &Plans) -> PlansView {
        let today = self.till.today();
        PlansView {
            plans: plans.iter().map(|plan| plan_view(plan, today)).collect(),
            // What a customer is offered is a manager's to change, also where
            // the shop has none yet: then one is to be named.
            needs_manager: true,
        }
    }
}

impl Admitted<'_, TillApi> {
    /// The plans.
    pub async fn plans(&self, _takes: ()) -> Result<PlansView, ApiError> {
        Ok(self.plans_view(&self.till.plans().await?))
    }

    /// Keeps a plan, in place of the one of its id, as a manager.
    ///
    /// # Errors
    /// [`ErrorCode::PlanRefused`] names the key; [`ErrorCode::NeedsManager`],
    /// and those of a PIN.
    pub async fn keep_plan(&self, takes: KeepPlan) -> Result<PlansView, ApiError> {
        let plan = plan_of(&takes.plan).map_err(refused)?;
        let before = self.till.plans().await?;
        let others = before.iter().filter(|known| known.id() != plan.id());
        let all = others.cloned().chain([plan.clone()]).collect();
        Plans::new(all).map_err(|clash| refused(clashing(&clash)))?;
        Ok(self.plans_view(&self.till.keep_plan(plan, self.by.clone()).await?))
    }

    /// Removes a plan, as a manager. What was offered by it stays with its
    /// payments.
    ///
    /// # Errors
    /// [`ErrorCode::NeedsManager`], and those of a PIN.
    pub async fn remove_plan(&self, takes: RemovePlan) -> Result<PlansView, ApiError> {
        let unknown = trouble("id", PlanWhy::Unknown);
        let id: PlanId = takes.id.parse().map_err(|_| refused(unknown))?;
        Ok(self.plans_view(&self.till.drop_plan(id, self.by.clone()).await?))
    }

    /// The plans as a file.
    pub async fn export_plans(&self, _takes: ()) -> Result<ExportedPlans, ApiError> {
        let text = file::write(&self.till.plans().await?);
        Ok(ExportedPlans { text })
    }

    /// Takes a file's plans in place of all that there are, as a manager: the
    /// whole file, or nothing.
    ///
    /// # Errors
    /// [`ErrorCode::PlanRefused`] names the row and the key;
    /// [`ErrorCode::NeedsManager`], and those of a PIN.
    pub async fn import_plans(&self, takes: ImportPlans) -> Result<PlansView, ApiError> {
        let plans = file::read(&takes.text).map_err(refused)?;
        // The till takes plans as it writes them.
        let plans: Vec<Plan> = Vec::from(plans);
        let rows = serde_json::to_string(&plans)
            .map_err(|error| ApiError::from(ErrorCode::PlanRefused).saying(error.to_string()))?;
        let imported = self.till.import_plans(&rows, self.by.clone());
        Ok(self.plans_view(&imported.await?))
    }
}

fn refused(plan: PlanTrouble) -> ApiError {
    ApiError {
        plan: Some(plan),
        ..ErrorCode::PlanRefused.into()
    }
}

fn trouble(key: &str, why: PlanWhy) -> PlanTrouble {
    PlanTrouble {
        row: None,
        key: Some(key.to_owned()),
        why,
    }
}

fn clashing(clash: &Clash) -> PlanTrouble {
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

/// The plan that a draft is.
fn plan_of(draft: &PlanDraft) -> Result<Plan, PlanTrouble> {
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

/// The plan of these terms; else which key is to be corrected.
fn checked(terms: PlanTerms) -> Result<Plan, PlanTrouble> {
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

fn of_instalments(why: UnfitInstalments) -> PlanWhy {
    match why {
        UnfitInstalments::OutOfRange => PlanWhy::OutOfRange,
        UnfitInstalments::MeansAhora { .. } => PlanWhy::MeansAhora,
        UnfitInstalments::NotInAhora(_) => PlanWhy::NotInAhora,
        UnfitInstalments::CodeMeansAnother { .. } => PlanWhy::CodeMeansAnother,
    }
}

fn plan_view(plan: &Plan, today: Day) -> PlanView {
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

impl From<domain::Weekday> for Weekday {
    fn from(day: domain::Weekday) -> Weekday {
        match day {
            domain::Weekday::Monday => Weekday::Monday,
            domain::Weekday::Tuesday => Weekday::Tuesday,
            domain::Weekday::Wednesday => Weekday::Wednesday,
            domain::Weekday::Thursday => Weekday::Thursday,
            domain::Weekday::Friday => Weekday::Friday,
            domain::Weekday::Saturday => Weekday::Saturday,
            domain::Weekday::Sunday => Weekday::Sunday,
        }
    }
}

impl From<Weekday> for domain::Weekday {
    fn from(day: Weekday) -> domain::Weekday {
        match day {
            Weekday::Monday => domain::Weekday::Monday,
            Weekday::Tuesday => domain::Weekday::Tuesday,
            Weekday::Wednesday => domain::Weekday::Wednesday,
            Weekday::Thursday => domain::Weekday::Thursday,
            Weekday::Friday => domain::Weekday::Friday,
            Weekday::Saturday => domain::Weekday::Saturday,
            Weekday::Sunday => domain::Weekday::Sunday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_draft_that_is_a_plan_reads_back() {
        let plan = plan_of(&draft()).unwrap();
        let view = plan_view(&plan, "2026-11-23".parse().unwrap());
        assert_eq!((view.count, view.code, view.today), (9, 9, true));
        assert_eq!(view.subscription_code, None);
        let sunday = plan_view(&plan, "2026-11-22".parse().unwrap());
        assert!(!sunday.today);
    }

    #[test]
    fn an_unfit_plan_names_its_key() {
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
