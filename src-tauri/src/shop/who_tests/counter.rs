//! What the requests answer at the counter of a shop with a cashier: nothing
//! while the till is locked, and nothing from which a cashier could tell what
//! is in the drawer where counting is blind.

use super::{LIVE, Place, QUIET, Sample, live_file};
use api::dto::{
    AddPerson, AskPreview, ChargeCash, CloseDay, CountShift, MoveCash, OpenShift, Print, Unlock,
};
use api::{ErrorCode, Who};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The cashier's PIN.
pub(super) const CASHIER: &str = "864209";

pub(super) fn of<T: DeserializeOwned>(takes: Value) -> T {
    serde_json::from_value(takes).unwrap()
}

impl Place {
    /// A live shop with a manager and a cashier. Naming the cashier locks it.
    pub(super) async fn with_cashier(more: &str) -> Place {
        let place = Place::open(&live_file(&format!("{QUIET}{more}"))).await;
        place.name_manager("Ana", LIVE).await;
        let cashier: AddPerson = of(json!({
            "name": "Beto", "role": "cashier", "new_pin": CASHIER, "pin": LIVE
        }));
        let till_api = place.shop.answering().await.unwrap();
        till_api.add_person(cashier).await.unwrap();
        assert!(place.is_locked().await);
        place
    }

    async fn is_locked(&self) -> bool {
        let till_api = self.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap().session.locked
    }

    pub(super) async fn unlock(&self, pin: &str) {
        let till_api = self.shop.answering().await.unwrap();
        let unlock: Unlock = of(json!({ "typed": pin }));
        assert!(!till_api.unlock(unlock).await.unwrap().locked);
    }

    pub(crate) async fn sell_for_cash(&self, request: &str, centavos: i64) {
        let till_api = self.shop.answering().await.unwrap();
        let charge: ChargeCash = of(json!({
            "checkout": { "request_id": request }, "amount_centavos": centavos,
            "handed_centavos": centavos, "pin": null
        }));
        till_api.charge_cash(charge).await.unwrap();
    }
}

/// Each row of the tables is asked with a manager's PIN, which opens nothing
/// while the till is locked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_till_answers_only_what_anybody_may_ask() {
    let place = Place::with_cashier("").await;
    let mut always = 0;
    for (name, who, refused) in place.ask_all(Some(LIVE), None).await {
        match who {
            Who::Always => {
                always += 1;
                assert_ne!(refused, Some(ErrorCode::Locked), "{name}");
            }
            Who::Anyone
            | Who::Cashier
            | Who::Manager
            | Who::ManagerIfAny
            | Who::WhileNoManager
            | Who::LiveManager
            | Who::LiveManagerForStoredSecrets => {
                assert_eq!(refused, Some(ErrorCode::Locked), "{name} ({who:?})");
            }
        }
    }
    assert!(always > 0);
    assert!(place.is_locked().await);
}

/// Two sales in cash, and the one that is on the screen; the float; and cash
/// that was put in.
const SALES: [i64; 2] = [733_117, 200_409];
const ON_SCREEN: i64 = 100;
const FLOAT: i64 = 1_000_003;
const PUT_IN: i64 = 50_021;

fn what_tells_the_drawer() -> BTreeSet<i64> {
    let closed: i64 = SALES.iter().sum();
    let sums = [closed, closed + ON_SCREEN];
    let drawers = sums
        .iter()
        .flat_map(|sum| [*sum, sum + FLOAT, sum + PUT_IN, sum + FLOAT + PUT_IN]);
    drawers.chain(SALES).collect()
}

/// Every number in an answer.
fn numbers(answer: &Value, found: &mut BTreeSet<i64>) {
    match answer {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::Array(parts) => parts.iter().for_each(|part| numbers(part, found)),
        Value::Object(fields) => fields.values().for_each(|part| numbers(part, found)),
        Value::String(text) => found.extend(text.split_whitespace().filter_map(printed)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The centavos of an amount as a paper has it: `7.331,17`.
fn printed(word: &str) -> Option<i64> {
    let (pesos, centavos) = word.split_once(',')?;
    let digits = pesos.replace('.', "") + centavos;
    digits.parse().ok().filter(|_| centavos.len() == 2)
}

/// What is asked instead of the sample, so that the row has an answer.
fn asked(name: &str) -> Option<Value> {
    match name {
        "close" | "close_day" => Some(json!({ "number": 1 })),
        "paper_preview" => Some(json!({ "of": { "what": "close", "number": 1 } })),
        _ => None,
    }
}

impl Place {
    /// Asks every row that a cashier may ask, and answers those that told
    /// something of the drawer.
    async fn tells(&self, pin: &str, rows: &[&str]) -> Vec<&'static str> {
        let secret = what_tells_the_drawer();
        let mut telling = Vec::new();
        let mut answered = BTreeSet::new();
        macro_rules! ask {
            ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {$(
            if matches!(Who::$who, Who::Always | Who::Anyone | Who::Cashier) {
                if self.is_locked().await {
                    self.unlock(pin).await;
                }
                let name = stringify!($name);
                let takes = match asked(name) {
                    Some(takes) => of::<$takes>(takes),
                    None => <$takes as Sample>::with(None),
                };
                let till_api = self.shop.answering().await.unwrap();
                if let Ok(answer) = till_api.$name(takes).await {
                    answered.insert(name);
                    if Self::tells_of(&answer, &secret) {
                        telling.push(name);
                    }
                }
            })+};
        }
        api::for_each_request!(ask);
        for row in rows {
            assert!(answered.contains(row), "{row} has no answer: {answered:?}");
        }
        telling
    }

    fn tells_of(answer: &impl Serialize, secret: &BTreeSet<i64>) -> bool {
        let mut found = BTreeSet::new();
        numbers(&serde_json::to_value(answer).unwrap(), &mut found);
        !found.is_disjoint(secret)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blind_count_tells_a_cashier_no_figure_of_the_drawer() {
    let place = Place::with_cashier("[day]\nblind_count = true\n").await;
    place.unlock(CASHIER).await;
    let till_api = place.shop.answering().await.unwrap();
    let shift: OpenShift = of(json!({ "float_centavos": FLOAT, "accepted": [] }));
    till_api.open_shift(shift).await.unwrap();
    place.sell_for_cash("a", SALES[0]).await;
    let put_in: MoveCash =
        of(json!({ "amount_centavos": PUT_IN, "reason": "cambio", "pin": null }));
    till_api.cash_in(put_in).await.unwrap();
    place.sell_for_cash("b", SALES[1]).await;
    let close: CloseDay = of(json!({ "number": 1 }));
    till_api.close_day(close).await.unwrap();
    // The sale that is on the screen is none of the finished ones.
    place.sell_for_cash("c", ON_SCREEN).await;
    drop(till_api);

    let rows = [
        "snapshot",
        "day",
        "day_sales",
        "shift",
        "close",
        "partial",
        "paper_preview",
    ];
    assert_eq!(place.tells(CASHIER, &rows).await, [""; 0]);

    // Amounts are not found by asking for them either.
    let till_api = place.shop.answering().await.unwrap();
    for (least, most) in [(SALES[0], SALES[0]), (0, SALES[1])] {
        let page = till_api.day_sales(of(json!({
            "from": "2026-01-01", "to": "2099-12-31", "pin": null,
            "least_centavos": least, "most_centavos": most
        })));
        assert_eq!(page.await.unwrap().sales.len(), 0, "{least} {most}");
    }
    drop(till_api);

    // A manager at the counter sees them, so the check above can fail.
    let till_api = place.shop.answering().await.unwrap();
    till_api.lock(of(json!({ "idle": false }))).await.unwrap();
    drop(till_api);
    place.unlock(LIVE).await;
    let telling = place.tells(LIVE, &rows).await;
    for row in [
        "snapshot",
        "day",
        "day_sales",
        "shift",
        "close",
        "paper_preview",
    ] {
        assert!(telling.contains(&row), "{row}: {telling:?}");
    }

    // What was counted hides nothing, until the next shift.
    let till_api = place.shop.answering().await.unwrap();
    till_api.lock(of(json!({ "idle": false }))).await.unwrap();
    drop(till_api);
    place.unlock(CASHIER).await;
    let till_api = place.shop.answering().await.unwrap();
    let count: CountShift = of(json!({
        "counts": [{ "tender": "cash", "counted_centavos": FLOAT, "pieces": [] }],
        "accepts": null, "pin": null
    }));
    till_api.count_shift(count).await.unwrap();
    drop(till_api);
    assert!(place.tells(CASHIER, &["close"]).await.contains(&"close"));
    let till_api = place.shop.answering().await.unwrap();
    let shift: OpenShift = of(json!({ "float_centavos": FLOAT, "accepted": [] }));
    till_api.open_shift(shift).await.unwrap();
    drop(till_api);
    place.sell_for_cash("d", ON_SCREEN).await;
    assert_eq!(place.tells(CASHIER, &["close"]).await, [""; 0]);

    // The paper of the count is neither shown nor printed then.
    let till_api = place.shop.answering().await.unwrap();
    let paper = json!({ "what": "count", "shift": 1 });
    let shown: AskPreview = of(json!({ "of": paper, "pin": null }));
    let refused = till_api.paper_preview(shown).await.map(|it| it.title);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NeedsManager);
    let printed: Print = of(json!({ "paper": paper, "pin": null }));
    let refused = till_api.print(printed).await.map(|it| it.copy);
    assert_eq!(refused.unwrap_err().code, ErrorCode::NeedsManager);
}
