//! View: the plans as a manager left them.

use crate::access::Read;
use crate::error::LedgerError;
use domain::plan::{BasisPoints, Instalments, Plan, PlanId, PlanTerms, Plans};
use domain::{Day, Money, TillEvent, Weekday, Weekdays};
use rusqlite::{Connection, Row, named_params};

/// Brings the view up to date by an event of the till.
pub(crate) fn store(connection: &Connection, event: &TillEvent) -> Result<(), LedgerError> {
    if let TillEvent::PlanKept { plan } = event {
        keep(connection, plan.terms())?;
    } else if let TillEvent::PlanDropped { plan } = event {
        drop(connection, plan)?;
    }
    Ok(())
}

fn keep(connection: &Connection, terms: &PlanTerms) -> Result<(), LedgerError> {
    let bp = |rate: Option<BasisPoints>| rate.map(|rate| rate.0);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO plans (plan, name, instalments, code, valid_from, \
                 valid_until, weekdays, amount_min_centavos, amount_max_centavos, \
                 coefficient_bp, tna_bp, tea_bp, cftea_bp, subscription_code, enabled) \
             VALUES (:plan, :name, :instalments, :code, :from, :until, :weekdays, :min, :max, \
                 :coefficient, :tna, :tea, :cftea, :subscription, :enabled)",
        )?
        .execute(named_params! {
            ":plan": terms.id.as_str(),
            ":name": terms.name,
            ":instalments": terms.instalments.count(),
            ":code": terms.instalments.code(),
            ":from": terms.valid_from.map(|day| day.to_string()),
            ":until": terms.valid_until.map(|day| day.to_string()),
            ":weekdays": week(terms.weekdays),
            ":min": terms.amount_min.centavos(),
            ":max": terms.amount_max.map(Money::centavos),
            ":coefficient": terms.coefficient.0,
            ":tna": bp(terms.tna),
            ":tea": bp(terms.tea),
            ":cftea": bp(terms.cftea),
            ":subscription": terms.subscription_code,
            ":enabled": terms.enabled,
        })?;
    Ok(())
}

fn drop(connection: &Connection, plan: &PlanId) -> Result<(), LedgerError> {
    connection
        .prepare_cached("DELETE FROM plans WHERE plan = ?1")?
        .execute([plan.as_str()])?;
    Ok(())
}

/// A week as a column: a digit for each day, Monday 1.
fn week(days: Weekdays) -> String {
    let named = ('1'..='7').zip(Weekday::ALL);
    named
        .filter(|(_, day)| days.has(*day))
        .map(|(digit, _)| digit)
        .collect()
}

fn terms_of(row: &Row<'_>) -> rusqlite::Result<Option<PlanTerms>> {
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let bp = |name: &str| {
        row.get::<_, Option<u32>>(name)
            .map(|bp| bp.map(BasisPoints))
    };
    let centavos = |name: &str| row.get::<_, Option<i64>>(name);
    let days = ('1'..='7').zip(Weekday::ALL);
    let weekdays = row.get::<_, String>("weekdays")?;
    let weekdays = Weekdays::of(
        days.filter(|(digit, _)| weekdays.contains(*digit))
            .map(|(_, day)| day),
    );
    let instalments =
        Instalments::of_count_and_code(row.get("instalments")?, row.get("code")?).ok();
    let day = |text: Option<String>| text.map(|text| text.parse::<Day>()).transpose().ok();
    let money = |centavos: Option<i64>| centavos.map(Money::from_centavos).transpose().ok();
    let id: Option<PlanId> = row.get::<_, String>("plan")?.parse().ok();
    let (from, until) = (day(text("valid_from")?), day(text("valid_until")?));
    let (min, max) = (
        money(centavos("amount_min_centavos")?).flatten(),
        money(centavos("amount_max_centavos")?),
    );
    let (Some(id), Some(instalments), Ok(weekdays)) = (id, instalments, weekdays) else {
        return Ok(None);
    };
    let (Some(valid_from), Some(valid_until), Some(amount_min), Some(amount_max)) =
        (from, until, min, max)
    else {
        return Ok(None);
    };
    Ok(Some(PlanTerms {
        id,
        name: row.get("name")?,
        instalments,
        valid_from,
        valid_until,
        weekdays,
        amount_min,
        amount_max,
        coefficient: bp("coefficient_bp")?.unwrap_or_default(),
        tna: bp("tna_bp")?,
        tea: bp("tea_bp")?,
        cftea: bp("cftea_bp")?,
        subscription_code: text("subscription_code")?,
        enabled: row.get("enabled")?,
    }))
}

impl Read<'_> {
    /// The plans, the fewest instalments first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a row is no plan.
    pub fn plans(&self) -> Result<Plans, LedgerError> {
        let unreadable = LedgerError::Stored { what: "plan" };
        let mut statement = self.connection().prepare_cached(
            "SELECT plan, name, instalments, code, valid_from, valid_until, weekdays, \
                 amount_min_centavos, amount_max_centavos, coefficient_bp, tna_bp, tea_bp, \
                 cftea_bp, subscription_code, enabled \
             FROM plans ORDER BY instalments, code, plan",
        )?;
        let rows = statement.query_map([], terms_of)?;
        let mut plans = Vec::new();
        for terms in rows {
            let terms = terms?.ok_or_else(|| unreadable.clone())?;
            plans.push(Plan::new(terms).map_err(|_| unreadable.clone())?);
        }
        Plans::new(plans).map_err(|_| unreadable)
    }
}
