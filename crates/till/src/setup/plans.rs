//! The shop's plans: rows that a manager edits, imports and exports, and their
//! offers of today. Every change is a line of the journal.

use crate::{Till, TillError};
use domain::plan::{Offer, Plan, PlanId, Plans, first_rows};
use domain::{Actor, Money, Refusal, TillEvent, UnixMs};
use ledger::{Read, Write};

/// The largest file of plans that is read, in bytes.
pub const PLANS_FILE_BYTES_MAX: usize = 256 * 1024;
/// The kind of journal line that stores a plan.
const PLAN_KEPT: &str = "plan-kept";

/// The current plans; the initial ones if nobody stored any yet.
pub fn plans(read: &Read<'_>) -> Result<Plans, TillError> {
    if read.last_till_event(PLAN_KEPT)?.is_none() {
        return Ok(first_rows());
    }
    Ok(read.plans()?)
}

/// Like [`plans`], but also stores the initial plans, so that the journal has
/// what was offered.
pub(crate) fn plans_of(write: &mut Write<'_>, now: UnixMs) -> Result<Plans, TillError> {
    if write.last_till_event(PLAN_KEPT)?.is_none() {
        let first = first_rows();
        keep_all(write, &Actor::Till, now, first.iter())?;
    }
    plans(write)
}

fn keep_all<'p>(
    write: &mut Write<'_>,
    by: &Actor,
    now: UnixMs,
    plans: impl Iterator<Item = &'p Plan>,
) -> Result<(), TillError> {
    let events: Vec<_> = plans
        .map(|plan| TillEvent::PlanKept { plan: plan.clone() })
        .collect();
    Ok(write.record_till(by, now, &events)?)
}

impl Till {
    pub async fn plans(&self) -> Result<Plans, TillError> {
        self.ledger.read(plans).await
    }

    /// Today's offers for a cash price, with the fewest instalments first.
    pub async fn offers(&self, cash: Money) -> Result<Vec<Offer>, TillError> {
        let today = self.today();
        Ok(self.plans().await?.offers(cash, today))
    }

    /// Stores a plan: it replaces the one with its id, or is added.
    ///
    /// # Errors
    /// [`Refusal::NeedsManager`]; [`TillError::PlansClash`] if the plan
    /// contradicts another.
    pub async fn keep_plan(&self, plan: Plan, by: Actor) -> Result<Plans, TillError> {
        self.change_plans(by, move |plans| {
            let mut plans: Vec<Plan> = Vec::from(plans);
            match plans.iter_mut().find(|known| known.id() == plan.id()) {
                Some(known) => *known = plan,
                None => plans.push(plan),
            }
            Ok(plans)
        })
        .await
    }

    /// Drops a plan. Payments made with it keep its offer.
    ///
    /// # Errors
    /// [`Refusal::NeedsManager`], or the ledger's errors. Dropping an unknown
    /// plan succeeds.
    pub async fn drop_plan(&self, id: PlanId, by: Actor) -> Result<Plans, TillError> {
        self.change_plans(by, move |plans| {
            let mut plans: Vec<Plan> = Vec::from(plans);
            plans.retain(|plan| *plan.id() != id);
            Ok(plans)
        })
        .await
    }

    /// The plans as a file that [`Till::import_plans`] reads: JSON, an array of
    /// rows, rates and surcharges in basis points, amounts in centavos.
    pub async fn export_plans(&self) -> Result<String, TillError> {
        let plans: Vec<Plan> = Vec::from(self.plans().await?);
        serde_json::to_string_pretty(&plans)
            .map_err(|_| TillError::Unreadable("the plans as a file"))
    }

    /// Replaces all plans by those of a file. The whole file is valid, or
    /// nothing changes.
    ///
    /// # Errors
    /// [`TillError::PlansUnfit`], which names the row and the reason; those of
    /// [`Till::keep_plan`].
    pub async fn import_plans(&self, file: &str, by: Actor) -> Result<Plans, TillError> {
        if file.len() > PLANS_FILE_BYTES_MAX {
            let what = format!("the file is larger than {PLANS_FILE_BYTES_MAX} bytes");
            return Err(TillError::PlansUnfit(what));
        }
        let read: Vec<Plan> =
            serde_json::from_str(file).map_err(|error| TillError::PlansUnfit(error.to_string()))?;
        self.change_plans(by, move |_| Ok(read)).await
    }

    async fn change_plans(
        &self,
        by: Actor,
        change: impl FnOnce(Plans) -> Result<Vec<Plan>, TillError> + Clone + Send + 'static,
    ) -> Result<Plans, TillError> {
        if !by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                let before = plans_of(write, now)?;
                let after = Plans::new(change(before.clone())?)
                    .map_err(|clash| TillError::PlansClash(clash.to_string()))?;
                for plan in before.iter().filter(|plan| after.get(plan.id()).is_none()) {
                    let plan = plan.id().clone();
                    write.record_till(&by, now, &[TillEvent::PlanDropped { plan }])?;
                }
                let changed = after
                    .iter()
                    .filter(|plan| before.get(plan.id()) != Some(*plan));
                keep_all(write, &by, now, changed)?;
                plans(write)
            })
            .await
    }
}
