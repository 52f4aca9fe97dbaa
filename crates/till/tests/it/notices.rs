//! The notices in the table of `docs/rules.md`, each row from a webhook to the
//! journal.

mod play;

use crate::summary::summary;
use domain::{Deductions, Event, Sale};
use play::{body, hold};
use sandbox::How;
use serde_json::json;
use testkit::shop::{Shop, pesos_of};
use till::TillError;

/// The amount charged in each row, in pesos.
const CHARGED: &str = "1500";

/// The state of the payment when the notices come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Requested,
    Waiting,
    Expired,
    Cancelled,
    Refused,
    /// Refused, and replaced by a payment that waits.
    Replaced,
}

/// One step of a row.
enum Then {
    /// The customer pays the nth payment.
    Pays(usize, How),
    /// A notice with this content comes.
    Says(Says),
    /// These bytes come.
    Bytes(&'static str),
    /// The last notice comes once more, with the same bytes.
    Again,
    /// A manager settles the stray of that transaction.
    Settles(&'static str),
}

/// A notice: transaction, pesos, status word, and the payment that it names.
struct Says(Option<&'static str>, &'static str, &'static str, Names);

#[derive(Clone, Copy)]
enum Names {
    /// The nth payment.
    Payment(usize),
    Nobody,
    /// Names nobody, but has the first payment's reference in the concept.
    NobodyButEchoes,
    Text(&'static str),
}

struct Row {
    rule: &'static str,
    from: From,
    then: Vec<Then>,
    summary: &'static str,
}

fn row(rule: &'static str, from: From, then: Vec<Then>, summary: &'static str) -> Row {
    Row {
        rule,
        from,
        then,
        summary,
    }
}

fn approved(pesos: &'static str) -> Then {
    Then::Says(Says(Some("T1"), pesos, "APROBADO", Names::Payment(0)))
}

fn of_nobody(pesos: &'static str, names: Names) -> Then {
    Then::Says(Says(Some("T1"), pesos, "APROBADO", names))
}

fn short_by(centavos: i64) -> How {
    How::Short {
        by_centavos: centavos,
    }
}

fn over_by(centavos: i64) -> How {
    How::Over {
        by_centavos: centavos,
    }
}

fn rejected() -> How {
    How::Estado {
        estado: "RECHAZADO".to_owned(),
    }
}

/// A payment id of a till that this shop does not have.
const OF_ANOTHER_TILL: &str = "01a1fed6-0000-8123-8567-89abcdef0009";
/// An id of this till that its ledger does not know.
const OF_NO_LEDGER: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

/// Amounts equal to the charged one.
fn exact() -> Vec<Row> {
    vec![
        row(
            "the amount charged, while waiting",
            From::Waiting,
            vec![Then::Pays(0, How::Exact)],
            "paid: approved 1500; tray 0",
        ),
        row(
            "the amount charged, while requested",
            From::Requested,
            vec![Then::Pays(0, How::Exact)],
            "paid: approved 1500; tray 0",
        ),
        row(
            "late, after it expired",
            From::Expired,
            vec![Then::Pays(0, How::Late)],
            "paid: approved 1500; late 0; tray 1",
        ),
        row(
            "late, after it was cancelled",
            From::Cancelled,
            vec![Then::Pays(0, How::Exact)],
            "paid: approved 1500; late 0; tray 1",
        ),
        row(
            "late, after it was refused",
            From::Refused,
            vec![approved("1500")],
            "paid: approved 1500; late 0; tray 1",
        ),
        row(
            "late, for the one that was replaced",
            From::Replaced,
            vec![Then::Pays(0, How::Exact)],
            "paid: approved 1500, waiting 0; late 0; tray 1",
        ),
        row(
            "both the replaced one and the one in its place",
            From::Replaced,
            vec![Then::Pays(0, How::Exact), Then::Pays(1, How::Exact)],
            "paid: approved 1500, approved 1500; late 0; over 1500; tray 2",
        ),
    ]
}

/// Amounts that differ.
fn other_amounts() -> Vec<Row> {
    vec![
        row(
            "less",
            From::Waiting,
            vec![Then::Pays(0, short_by(50_000))],
            "open: waiting 1000; short 500; tray 1",
        ),
        row(
            "less, after it expired",
            From::Expired,
            vec![Then::Pays(0, short_by(1))],
            "open: expired 1499.99; short 0.01; tray 1",
        ),
        row(
            "several short ones that add up approve nothing",
            From::Waiting,
            vec![
                Then::Pays(0, short_by(50_000)),
                Then::Pays(0, short_by(100_000)),
            ],
            "open: waiting 1500; short 500; short 1000; tray 2",
        ),
        row(
            "less, then the whole of it by another transaction",
            From::Waiting,
            vec![Then::Pays(0, short_by(50_000)), Then::Pays(0, How::Late)],
            "paid: approved 2500; short 500 (withdrawn); over 1000; tray 1",
        ),
        row(
            "more",
            From::Waiting,
            vec![Then::Pays(0, over_by(1))],
            "paid: approved 1500.01; over 0.01; tray 1",
        ),
        row(
            "more and late",
            From::Cancelled,
            vec![Then::Pays(0, over_by(25_000))],
            "paid: approved 1750; late 0; over 250; tray 2",
        ),
        row(
            "an amount that is not in centavos",
            From::Waiting,
            vec![approved("1500.001")],
            "open: waiting 0; needs-review 0; tray 1",
        ),
    ]
}

/// Several notices of one payment.
fn further_words() -> Vec<Row> {
    vec![
        row(
            "a further Referencia",
            From::Waiting,
            vec![Then::Pays(0, How::SecondReference)],
            "paid: approved 3000; duplicate 1500; tray 1",
        ),
        row(
            "a further Referencia of another amount",
            From::Waiting,
            vec![Then::Pays(0, How::Exact), Then::Pays(0, short_by(140_000))],
            "paid: approved 1600; duplicate 100; tray 1",
        ),
        row(
            "two notices of one transaction",
            From::Waiting,
            vec![Then::Pays(0, How::Twice)],
            "paid: approved 1500; tray 0",
        ),
        row(
            "the same bytes again",
            From::Waiting,
            vec![approved("1500"), Then::Again, Then::Again],
            "paid: approved 1500; tray 0",
        ),
        row(
            "another amount after the approval",
            From::Waiting,
            vec![approved("1500"), approved("1200")],
            "paid: approved 1500; contradicted 300; tray 1",
        ),
        row(
            "another Estado after the approval",
            From::Waiting,
            vec![
                approved("1500"),
                Then::Says(Says(Some("T1"), "1500", "DEVUELTO", Names::Payment(0))),
            ],
            "paid: approved 1500; contradicted 0; tray 1",
        ),
        row(
            "less, then the whole of it by the same transaction",
            From::Waiting,
            vec![approved("1000"), approved("1500")],
            "paid: approved 1500; short 500 (withdrawn); contradicted 500; tray 1",
        ),
        row(
            "another Estado before any approval",
            From::Waiting,
            vec![Then::Pays(0, rejected())],
            "open: waiting 0; needs-review 0; tray 1",
        ),
        row(
            "another Estado, then the approval of that transaction",
            From::Waiting,
            vec![
                Then::Says(Says(Some("T1"), "1500", "PENDIENTE", Names::Payment(0))),
                approved("1500"),
            ],
            "paid: approved 1500; needs-review 0 (withdrawn); tray 0",
        ),
        row(
            "a word that only looks like the one",
            From::Waiting,
            vec![Then::Says(Says(
                Some("T1"),
                "1500",
                "APROBADO?",
                Names::Payment(0),
            ))],
            "open: waiting 0; needs-review 0; tray 1",
        ),
        row(
            "no Referencia of the transaction",
            From::Waiting,
            vec![Then::Says(Says(
                None,
                "1500",
                "APROBADO",
                Names::Payment(0),
            ))],
            "open: waiting 0; needs-review 1500; tray 1",
        ),
    ]
}

/// Notices that name no payment of this ledger.
fn of_nobody_here() -> Vec<Row> {
    vec![
        row(
            "a null reference",
            From::Waiting,
            vec![of_nobody("1500", Names::Nobody)],
            "open: waiting 0; stray 1500; tray 1",
        ),
        row(
            "a null reference, as the customer's bank sends it",
            From::Waiting,
            vec![Then::Pays(0, How::NullReference)],
            "open: waiting 0; stray 1500 (proposed); tray 1",
        ),
        row(
            "an echoed concept proposes and approves nothing",
            From::Waiting,
            vec![of_nobody("1500", Names::NobodyButEchoes)],
            "open: waiting 0; stray 1500 (proposed); tray 1",
        ),
        row(
            "a foreign reference",
            From::Waiting,
            vec![of_nobody("1500", Names::Text("WEB-4711"))],
            "open: waiting 0; stray 1500; tray 1",
        ),
        row(
            "a reference of this till that the ledger does not know",
            From::Waiting,
            vec![of_nobody("1500", Names::Text(OF_NO_LEDGER))],
            "open: waiting 0; stray 1500; tray 1",
        ),
        row(
            "a reference of a till that the merchant does not have",
            From::Waiting,
            vec![of_nobody("1500", Names::Text(OF_ANOTHER_TILL))],
            "open: waiting 0; stray 1500; tray 1",
        ),
        row(
            "a body that is no notice",
            From::Waiting,
            vec![Then::Bytes("<html>¡hola!</html>")],
            "open: waiting 0; stray ?; tray 1",
        ),
        row(
            "two transactions of nobody",
            From::Waiting,
            vec![
                of_nobody("1500", Names::Nobody),
                Then::Says(Says(Some("T2"), "1500", "APROBADO", Names::Nobody)),
            ],
            "open: waiting 0; stray 1500; stray 1500; tray 2",
        ),
        row(
            "a later notice brings the reference",
            From::Waiting,
            vec![Then::Pays(0, How::Completing)],
            "paid: approved 1500; stray 1500 (withdrawn); tray 0",
        ),
        row(
            "the earlier one comes later",
            From::Waiting,
            vec![Then::Pays(0, How::OutOfOrder)],
            "paid: approved 1500; tray 0",
        ),
        row(
            "a later notice brings the reference, after it expired",
            From::Expired,
            vec![of_nobody("1500", Names::Nobody), approved("1500")],
            "paid: approved 1500; late 0; stray 1500 (withdrawn); tray 1",
        ),
        row(
            "a person had settled it otherwise",
            From::Waiting,
            vec![
                of_nobody("1500", Names::Nobody),
                Then::Settles("T1"),
                approved("1500"),
            ],
            "paid: approved 1500; stray 1500 (contradicted); tray 1",
        ),
        row(
            "a person settled it, and nobody contradicts",
            From::Waiting,
            vec![of_nobody("1500", Names::Nobody), Then::Settles("T1")],
            "open: waiting 0; stray 1500 (settled); tray 0",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_charged_amount_approves() {
    hold(exact()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_amount_is_a_discrepancy() {
    hold(other_amounts()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_further_notice_completes_or_contradicts() {
    hold(further_words()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_names_no_payment_waits_in_the_tray() {
    hold(of_nobody_here()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_names_another_sale_stays_with_the_first() {
    let shop = Shop::open().await;
    let first = shop.charge_until_waiting(CHARGED).await;
    let second = shop.charge_until_waiting(CHARGED).await;
    let of = |sale: &Sale| {
        let says = Says(Some("T1"), "1500", "APROBADO", Names::Payment(0));
        body(&says, sale).to_string()
    };
    shop.notice(of(&first)).await;
    shop.notice(of(&second)).await;
    shop.hear_all().await;
    let (first, second) = (shop.sale(first.id).await, shop.sale(second.id).await);
    assert_eq!(
        summary(&shop, &first).await,
        "paid: approved 1500; contradicted 1500; tray 1"
    );
    assert_eq!(summary(&shop, &second).await, "open: waiting 0; tray 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_notice_brings_the_fees() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting("1000").await;
    let id = sale.payments[0].id;
    let says = Says(Some("T1"), "1000", "APROBADO", Names::Payment(0));
    shop.notice(body(&says, &sale).to_string()).await;
    shop.hear_all().await;
    let deductions = |sale: &Sale| sale.payment(id).unwrap().transactions[0].deductions;
    assert_eq!(deductions(&shop.sale(sale.id).await), Deductions::default());
    let mut whole = body(&says, &sale);
    whole["MontoNeto"] = json!(937.2);
    whole["Tarifas"] = json!(51.9);
    whole["Impuestos"] = json!(10.9);
    shop.notice(whole.to_string()).await;
    shop.hear_all().await;
    let sale = shop.sale(sale.id).await;
    let expected = Deductions {
        net: Some(pesos_of("937.2")),
        fees: Some(pesos_of("51.9")),
        taxes: Some(pesos_of("10.9")),
    };
    assert_eq!(deductions(&sale), expected);
    assert_eq!(summary(&shop, &sale).await, "paid: approved 1000; tray 0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_stored_whole_and_its_payer_outside_the_journal() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let says = Says(Some("T1"), "1500", "APROBADO", Names::Payment(0));
    let sent = body(&says, &sale).to_string();
    shop.notice(sent.clone()).await;
    let nobody = " {\"Estado\": \"APROBADO\", \"Concepto\": \"de Juana Cliente\"}\n";
    shop.notice(nobody).await;
    shop.hear_all().await;
    let journal = shop.journal().await;
    let heard = journal.iter().filter_map(|entry| match &entry.event {
        Event::Sale(_, domain::SaleEvent::NoticeHeard { notice, .. })
        | Event::Stray(_, domain::StrayEvent::Heard { notice, .. }) => Some(*notice),
        Event::Sale(..)
        | Event::Stray(..)
        | Event::Shift(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => None,
    });
    let heard: Vec<_> = heard.collect();
    let payment = sale.payments[0].id;
    let read = shop.till().ledger().read(move |read| {
        let mut bodies = Vec::new();
        for notice in heard {
            bodies.extend(read.notice_body(notice)?);
        }
        Ok::<_, TillError>((bodies, read.payer_of_payment(payment)?))
    });
    let (bodies, payer) = read.await.unwrap();
    assert_eq!(bodies, [sent.into_bytes(), nobody.as_bytes().to_vec()]);
    assert_eq!(payer.unwrap().name.as_deref(), Some("Juana Cliente"));
    let written = format!("{journal:?}");
    for personal in ["Juana", "juana@", "27222222223"] {
        assert!(!written.contains(personal), "{personal} in the journal");
    }
}
