//! The instalment plans, as a manager edits them: one by one, in `draft`, or
//! as a file, in `file`. What a customer is offered is a manager's to change,
//! also where the shop has none yet: then one is to be named.

mod draft;
mod file;
mod trouble;

use crate::dto::{
    ExportedPlans, ImportPlans, KeepPlan, PlanTrouble, PlanWhy, PlansView, RemovePlan,
};
use crate::view::plan_view;
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::plan::{Plan, PlanId, Plans};
use draft::plan_of;
use trouble::{clashing, trouble};

impl TillApi {
    fn plans_view(&self, plans: &Plans) -> PlansView {
        let today = self.till.today();
        PlansView {
            plans: plans.iter().map(|plan| plan_view(plan, today)).collect(),
        }
    }
}

impl Admitted<'_, TillApi> {
    pub async fn plans(&self, _takes: ()) -> Result<PlansView, ApiError> {
        Ok(self.plans_view(&self.till.plans().await?))
    }

    /// Stores a plan in place of the one with its id, as a manager.
    ///
    /// # Errors
    /// [`ErrorCode::PlanRefused`] names the key; [`ErrorCode::NeedsManager`],
    /// and the errors of a PIN.
    pub async fn keep_plan(&self, takes: KeepPlan) -> Result<PlansView, ApiError> {
        let plan = plan_of(&takes.plan).map_err(refused)?;
        let before = self.till.plans().await?;
        let others = before.iter().filter(|known| known.id() != plan.id());
        let all = others.cloned().chain([plan.clone()]).collect();
        Plans::new(all).map_err(|clash| refused(clashing(&clash)))?;
        Ok(self.plans_view(&self.till.keep_plan(plan, self.by.clone()).await?))
    }

    /// Removes a plan, as a manager. Payments made with it keep its offer.
    ///
    /// # Errors
    /// [`ErrorCode::NeedsManager`], and the errors of a PIN.
    pub async fn remove_plan(&self, takes: RemovePlan) -> Result<PlansView, ApiError> {
        let unknown = trouble("id", PlanWhy::Unknown);
        let id: PlanId = takes.id.parse().map_err(|_| refused(unknown))?;
        Ok(self.plans_view(&self.till.drop_plan(id, self.by.clone()).await?))
    }

    pub async fn export_plans(&self, _takes: ()) -> Result<ExportedPlans, ApiError> {
        let text = file::write(&self.till.plans().await?);
        Ok(ExportedPlans { text })
    }

    /// Replaces all plans by those of a file, as a manager: the whole file, or
    /// nothing.
    ///
    /// # Errors
    /// [`ErrorCode::PlanRefused`] names the row and the key;
    /// [`ErrorCode::NeedsManager`], and the errors of a PIN.
    pub async fn import_plans(&self, takes: ImportPlans) -> Result<PlansView, ApiError> {
        let plans = file::read(&takes.text).map_err(refused)?;
        // The till reads plans in the form in which it writes them.
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
