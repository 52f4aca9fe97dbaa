//! Plans: the offer of each for an amount on a day, and terms that are not a
//! valid plan.

use domain::plan::{
    BasisPoints, COEFFICIENT_BP_MAX, Clash, Instalments, NotOffered, Offer, Plan, PlanTerms, Plans,
    RATE_BP_MAX, UnfitPlan, first_rows,
};
use domain::{Day, Money, Weekday, Weekdays};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn centavos(centavos: i64) -> Money {
    Money::from_centavos(centavos).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn terms(count: u8, coefficient: u32) -> PlanTerms {
    PlanTerms {
        id: "plan".parse().unwrap(),
        name: "Plan".to_owned(),
        instalments: Instalments::standard(count).unwrap(),
        valid_from: None,
        valid_until: None,
        weekdays: Weekdays::ALL,
        amount_min: centavos(1_000),
        amount_max: None,
        coefficient: BasisPoints(coefficient),
        tna: None,
        tea: None,
        cftea: None,
        subscription_code: None,
        enabled: true,
    }
}

fn offer(count: u8, coefficient: u32, cash: i64) -> Offer {
    let plan = Plan::new(terms(count, coefficient)).unwrap();
    plan.offer(centavos(cash), day("2026-11-20")).unwrap()
}

fn told(offer: &Offer) -> (i64, i64, u8, i64) {
    (
        offer.total().centavos(),
        offer.each().centavos(),
        offer.dearer(),
        offer.first().centavos(),
    )
}

#[test]
fn the_first_rows_are_the_pages() {
    let rows: Vec<(String, u8, u8)> = first_rows()
        .iter()
        .map(|plan| {
            let terms = plan.terms();
            (
                terms.id.to_string(),
                terms.instalments.count(),
                terms.instalments.code(),
            )
        })
        .collect();
    let row = |id: &str, count, code| (id.to_owned(), count, code);
    assert_eq!(
        rows,
        [
            row("cuotas-1", 1, 1),
            row("cuotas-3", 3, 3),
            row("cuotas-6", 6, 6),
            row("cuotas-12", 12, 12),
            row("cuotas-18", 18, 18),
            row("ahora-3", 3, 13),
            row("ahora-6", 6, 16),
            row("ahora-12", 12, 7),
            row("ahora-18", 18, 8),
        ]
    );
    let offers = first_rows().offers(centavos(12_000_000), day("2026-11-20"));
    let twelve = offers
        .iter()
        .find(|offer| offer.name() == "Ahora 12")
        .unwrap();
    assert_eq!(told(twelve), (12_000_000, 1_000_000, 0, 1_000_000));
    assert_eq!(twelve.instalments().code(), 7);
    assert_eq!(twelve.cftea(), None);
}

#[test]
fn instalments_by_hand() {
    assert_eq!(told(&offer(3, 0, 10_000)), (10_000, 3_333, 1, 3_334));
    assert_eq!(told(&offer(6, 0, 10_000)), (10_000, 1_666, 4, 1_667));
    assert_eq!(
        told(&offer(12, 2_500, 100_000)),
        (125_000, 10_416, 8, 10_417)
    );
    // 1.500,01 × 1,1234 is 1.685,111…; halves go upward.
    assert_eq!(offer(1, 1_234, 150_001).total().centavos(), 168_511);
    assert_eq!(offer(1, 5_000, 1_001).total().centavos(), 1_502);
}

#[test]
fn an_offer_has_its_days_and_amounts() {
    let mut terms = terms(3, 0);
    terms.valid_from = Some(day("2026-11-02"));
    terms.valid_until = Some(day("2026-11-30"));
    terms.weekdays = Weekdays::of([Weekday::Thursday, Weekday::Friday]).unwrap();
    terms.amount_max = Some(centavos(5_000));
    let plan = Plan::new(terms.clone()).unwrap();
    let ask = |amount, on: &str| plan.offer(centavos(amount), day(on)).map(drop);
    assert_eq!(ask(1_000, "2026-11-20"), Ok(()));
    assert_eq!(ask(5_000, "2026-11-05"), Ok(()));
    assert_eq!(
        ask(999, "2026-11-20"),
        Err(NotOffered::AmountTooSmall(centavos(1_000)))
    );
    assert_eq!(ask(5_001, "2026-11-20"), Err(NotOffered::AmountTooLarge));
    for other_day in ["2026-10-30", "2026-12-03", "2026-11-21", "2026-11-04"] {
        assert_eq!(
            ask(1_000, other_day),
            Err(NotOffered::NotThatDay),
            "{other_day}"
        );
    }
    terms.enabled = false;
    let plan = Plan::new(terms).unwrap();
    let off = plan.offer(centavos(1_000), day("2026-11-20"));
    assert_eq!(off, Err(NotOffered::NotThatDay));
}

#[test]
fn terms_that_do_not_hold_together() {
    let refused = |change: fn(&mut PlanTerms)| {
        let mut terms = terms(3, 0);
        change(&mut terms);
        Plan::new(terms).unwrap_err()
    };
    assert_eq!(refused(|it| it.name = "  ".to_owned()), UnfitPlan::Name);
    assert_eq!(refused(|it| it.name = "ñ".repeat(41)), UnfitPlan::Name);
    assert_eq!(
        refused(|it| {
            it.valid_from = Some(day("2026-11-02"));
            it.valid_until = Some(day("2026-11-01"));
        }),
        UnfitPlan::Days
    );
    assert_eq!(
        refused(|it| it.amount_min = Money::ZERO),
        UnfitPlan::Amounts
    );
    assert_eq!(
        refused(|it| it.amount_max = Some(centavos(999))),
        UnfitPlan::Amounts
    );
    assert_eq!(
        refused(|it| it.coefficient = BasisPoints(COEFFICIENT_BP_MAX + 1)),
        UnfitPlan::Coefficient
    );
    assert_eq!(
        refused(|it| it.cftea = Some(BasisPoints(RATE_BP_MAX + 1))),
        UnfitPlan::Rate
    );
    assert_eq!(
        refused(|it| it.subscription_code = Some("DOS PALABRAS".to_owned())),
        UnfitPlan::SubscriptionCode
    );
    let mut blank = terms(3, 0);
    blank.subscription_code = Some("  ".to_owned());
    assert_eq!(Plan::new(blank).unwrap().terms().subscription_code, None);
    for id in ["", "Ahora", "a b", "á", &"a".repeat(33)] {
        assert_eq!(
            id.parse::<domain::plan::PlanId>(),
            Err(UnfitPlan::Id),
            "{id}"
        );
    }
}

#[test]
fn an_id_belongs_to_one_plan() {
    let plan = Plan::new(terms(3, 0)).unwrap();
    let clash = Plans::new(vec![plan.clone(), plan.clone()]);
    assert_eq!(clash, Err(Clash::SameId(plan.id().clone())));
}

/// A file that a manager edited by hand has to follow the same rules.
#[test]
fn a_row_of_a_file_is_checked() {
    let row = serde_json::to_value(Plan::new(terms(3, 0)).unwrap()).unwrap();
    let with = |name: &str, value: serde_json::Value| {
        let mut row = row.clone();
        row[name] = value;
        serde_json::from_value::<Plan>(row).map_err(|error| error.to_string())
    };
    assert!(with("name", "Otro".into()).is_ok());
    let mean = serde_json::json!({"count": 7, "code": 7});
    assert!(with("instalments", mean).unwrap_err().contains("Ahora 12"));
    assert!(with("weekdays", serde_json::json!([])).is_err());
    assert!(with("amount_min", (-1).into()).is_err());
    assert!(with("coefficient", serde_json::json!(1.5)).is_err());
    assert!(with("colour", "red".into()).is_err());
}

fn any_day() -> impl Strategy<Value = Day> {
    (2025_i16..2028, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Day::new(y, m, d).unwrap())
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let week = prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7);
    let amounts = (1_000_i64..1_000_000, prop::option::of(0_i64..1_000_000));
    (
        1_u8..=99,
        prop::option::of(any_day()),
        prop::option::of(any_day()),
        week,
        amounts,
        0..=COEFFICIENT_BP_MAX,
        any::<bool>(),
    )
        .prop_filter_map(
            "a plan",
            |(code, from, until, week, (min, more), bp, on)| {
                Plan::new(PlanTerms {
                    id: format!("p-{code}").parse().ok()?,
                    name: format!("Plan {code}"),
                    instalments: Instalments::of_code(code).ok()?,
                    valid_from: from,
                    valid_until: until,
                    weekdays: Weekdays::of(week).ok()?,
                    amount_min: centavos(min),
                    amount_max: more.map(|more| centavos(min + more)),
                    coefficient: BasisPoints(bp),
                    tna: None,
                    tea: None,
                    cftea: Some(BasisPoints(bp)),
                    subscription_code: None,
                    enabled: on,
                })
                .ok()
            },
        )
}

proptest! {
    #[test]
    fn the_instalments_are_the_total(plan in any_plan(), cash in 1_i64..1 << 45, on in any_day()) {
        let Ok(offer) = plan.offer(centavos(cash), on) else { return Ok(()) };
        let count = offer.instalments().count();
        let parts: Vec<i64> = (1..=count)
            .map(|number| offer.instalment(number).unwrap().centavos())
            .collect();
        prop_assert_eq!(parts.iter().sum::<i64>(), offer.total().centavos());
        prop_assert!(parts.is_sorted_by(|a, b| a >= b));
        prop_assert!(parts[0] - parts[parts.len() - 1] <= 1 && parts[parts.len() - 1] > 0);
        prop_assert_eq!(parts[0], offer.first().centavos());
        prop_assert_eq!(parts[parts.len() - 1], offer.each().centavos());
        prop_assert_eq!(offer.instalment(0), None);
        prop_assert_eq!(offer.instalment(count + 1), None);
        // The surcharge is exact to half a centavo.
        let bp = i128::from(plan.terms().coefficient.0);
        let exact = i128::from(cash) * (10_000 + bp);
        let off = exact - i128::from(offer.total().centavos()) * 10_000;
        prop_assert!((-5_000..5_000).contains(&off), "{off}");
        prop_assert_eq!(offer.cash().centavos(), cash);
        prop_assert!(offer.total() >= offer.cash());
        // Each rate is the plan's own, or missing.
        prop_assert_eq!(offer.cftea(), plan.terms().cftea);
        let kept = serde_json::to_string(&offer).unwrap();
        prop_assert_eq!(serde_json::from_str::<Offer>(&kept).unwrap(), offer);
    }

    #[test]
    fn on_any_day_a_code_means_one_count(plans in prop::collection::vec(any_plan(), 0..12),
        on in any_day(), cash in 1_000_i64..2_000_000) {
        let Ok(plans) = Plans::new(plans) else { return Ok(()) };
        let mut counts = BTreeMap::new();
        for plan in plans.iter().filter(|plan| plan.is_valid_on(on)) {
            let it = plan.terms().instalments;
            let first = *counts.entry(it.code()).or_insert(it.count());
            prop_assert_eq!(first, it.count());
        }
        let offers = plans.offers(centavos(cash), on);
        prop_assert!(offers.is_sorted_by_key(|it| it.instalments().count()));
        prop_assert!(offers.len() <= plans.iter().filter(|it| it.is_valid_on(on)).count());
    }

    #[test]
    fn an_offer_that_does_not_add_up_is_not_read(each in 1_i64..9_999, dearer in 0_u8..20,
        total in 1_000_i64..99_999) {
        let mut kept = serde_json::to_value(offer(12, 0, 10_000)).unwrap();
        kept["each"] = each.into();
        kept["dearer"] = dearer.into();
        kept["total"] = total.into();
        let adds_up = each * 12 + i64::from(dearer) == total && dearer < 12;
        prop_assert_eq!(serde_json::from_value::<Offer>(kept).is_ok(), adds_up);
    }

    #[test]
    fn no_file_breaks_the_reader(text in "\\PC{0,80}") {
        let _ = serde_json::from_str::<Plan>(&text);
    }
}
