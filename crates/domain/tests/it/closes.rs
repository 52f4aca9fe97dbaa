//! When money arrives, as a close keeps it.

use domain::close::{ArrivalSum, Arrivals, NAMED_MAX};
use domain::{Day, Figures, Money, Tender};

fn centavos(centavos: i64) -> Money {
    Money::from_centavos(centavos).unwrap()
}

fn sums(count: usize) -> impl Iterator<Item = ArrivalSum> {
    let first: Day = "2026-11-28".parse().unwrap();
    (0..count).map(move |_| ArrivalSum {
        day: first,
        tender: Tender::Qr,
        gross: centavos(1_000),
        net: centavos(900),
    })
}

#[test]
fn what_arrives_on_too_many_days_is_summed_and_not_lost() {
    let arrivals: Arrivals = sums(NAMED_MAX + 3).collect();
    assert_eq!(arrivals.lines.len(), NAMED_MAX);
    assert_eq!(arrivals.later_gross, centavos(3_000));
    assert_eq!(arrivals.later_net, centavos(2_700));
}

/// A close that was made before closes said it must read as saying nothing, and
/// not as money that never arrives.
#[test]
fn an_older_close_says_nothing_of_arrivals_and_keeps_its_form() {
    let older = serde_json::to_value(Figures::default()).unwrap();
    assert_eq!(older.get("arrivals"), None);
    let read: Figures = serde_json::from_value(older).unwrap();
    assert_eq!(read.arrivals, None);
    let figures = Figures {
        arrivals: Some(sums(1).collect()),
        ..Figures::default()
    };
    let told = serde_json::to_value(&figures).unwrap();
    let form = serde_json::json!({
        "lines": [{ "day": "2026-11-28", "tender": "qr", "gross": 1000, "net": 900 }],
        "later_gross": 0, "later_net": 0
    });
    assert_eq!(told["arrivals"], form);
    assert_eq!(serde_json::from_value::<Figures>(told).unwrap(), figures);
}
