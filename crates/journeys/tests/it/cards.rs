//! Cards in the real window: with a plan, with every fault, with a sudden
//! death, as parts of a total, and without a trace of the card.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::{
    Counter, Display, LiveCounter, Window, files_with, forms_of_code, forms_of_number, until,
};
use serde_json::{Value, json};

use crate::steps::{STATE_BOUND, leave_sale};

const VISA: &str = "4111111111111111";
const MASTERCARD: &str = "5555555555554444";
const DENIED: &str = "5105105105105100";
/// Its security code has four digits, which appear by chance less often.
const AMEX: &str = "378282246310005";
const AMEX_CODE: &str = "7391";
const CODE: &str = "907";
/// The text "12 × $ 10.000", which does not break over two lines.
const TWELVE: &str = "12\u{a0}×\u{a0}$\u{a0}10.000";
/// A confirmation ignores the key that led to it for this long.
const CONFIRM_SETTLES: Duration = Duration::from_millis(700);

/// Types a card into the form, picks a plan, and checks the confirmation.
async fn type_card(window: &Window, number: &str, plan: &str) -> Result<()> {
    window.fill("card-number", number).await?;
    window.fill("card-expiry", "1248").await?;
    let code = if number == AMEX { AMEX_CODE } else { CODE };
    window.fill("card-cvv", code).await?;
    window.fill("card-holder", "JUANA AZURDUY").await?;
    window.fill("card-document", "27594189").await?;
    window.click(&format!("plan-{plan}")).await?;
    window.click("card-submit").await?;
    window
        .wait_for("card-screen", "data-step", "confirm", STATE_BOUND)
        .await?;
    tokio::time::sleep(CONFIRM_SETTLES).await;
    Ok(())
}

/// Types an amount and charges it to a card.
pub(crate) async fn charge_card(
    window: &Window,
    amount: &str,
    number: &str,
    plan: &str,
) -> Result<()> {
    window.type_keys(amount).await?;
    window.click("charge-card").await?;
    type_card(window, number, plan).await?;
    window.click("confirm-yes").await
}

/// The sale in hand with all its steps, as the window received it.
async fn timeline(window: &Window) -> Result<Value> {
    let sale = window.attribute("sale", "data-id").await?;
    let told = window.ask("timeline", &json!({ "sale": sale })).await?;
    told.get("gives").cloned().with_context(|| told.to_string())
}

/// Ahora 12 on $ 120.000: the wire has 7, and every screen says twelve.
#[tokio::test]
async fn ahora_12_in_practice_is_charged_as_shown() -> Result<()> {
    let counter = Counter::new()?;
    let display = Display::start_with_two_monitors(counter.beside())?;
    let window = Window::open(&display, &counter.data()).await?;
    window
        .wait_for("light-pagouno", "data-state", "ok", STATE_BOUND)
        .await?;
    window.type_keys("120000").await?;
    window.click("charge-card").await?;
    window
        .wait_for_text("plan-ahora-12", TWELVE, STATE_BOUND)
        .await?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer", "data-state", "offer", STATE_BOUND)
        .await?;
    window
        .wait_for_text("customer", TWELVE, STATE_BOUND)
        .await?;
    window.turn_to_cashier().await?;
    type_card(&window, VISA, "ahora-12").await?;
    window
        .wait_for_text("offer-instalments", "12 cuotas de $ 10.000", STATE_BOUND)
        .await?;
    window
        .wait_for_text("confirm-total", "120.000", STATE_BOUND)
        .await?;
    display.picture("journey-card-confirm")?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer-picked", "data-plan", "ahora-12", STATE_BOUND)
        .await?;
    window
        .wait_for_text("customer-picked", "12 cuotas de $ 10.000", STATE_BOUND)
        .await?;
    window.turn_to_cashier().await?;
    window.click("confirm-yes").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    display.picture("journey-card-approved")?;
    window.turn_to_customer().await?;
    window
        .wait_for("customer", "data-state", "approved", STATE_BOUND)
        .await?;
    window.turn_to_cashier().await?;
    let record = timeline(&window).await?;
    let offer = &record["sale"]["payments"][0]["cards"][0]["offer"];
    assert_eq!((&offer["count"], &offer["dearer"]), (&json!(12), &json!(0)));
    assert_eq!(offer["each_centavos"], 1_000_000);
    assert_eq!(offer["total_centavos"], 12_000_000);
    window.kill();

    // The stand-in runs inside the app, and stores there what it received.
    let kept = fs::read_to_string(counter.data().join("practice-customer.json"))?;
    let kept: Value = serde_json::from_str(&kept)?;
    let received = kept["cards"]["received"].as_array().context("no list")?;
    let charges: Vec<&str> = received
        .iter()
        .filter(|it| it["endpoint"] == "pagouno-purchasegroup")
        .filter_map(|it| it["body"].as_str())
        .collect();
    assert_eq!(charges.len(), 1, "{received:?}");
    let charge: Value = serde_json::from_str(charges[0])?;
    let purchase = &charge["primary_account_number_list"][0]["purchase_list"][0];
    assert_eq!(purchase["installments"], 7);
    assert_eq!(purchase["transaction_amount"], 12_000_000);
    assert_eq!(
        counter.sales()?[0]["payments"][0]["charged_centavos"],
        12_000_000
    );
    counter.verify()?;
    Ok(())
}

const DISAGREES: &str = "no es lo que se mandó";

/// A fault of the charge, its final state, and what the cashier reads.
type Row = (Value, &'static str, &'static str);

fn rows() -> Vec<Row> {
    let lost = "se perdió";
    let unreadable = "no se entiende";
    let charge = |fault: &str, ends, words| {
        let fault = json!({ "endpoint": "pagouno-purchasegroup", "fault": fault });
        (fault, ends, words)
    };
    let token = |fault: &str| {
        let fault = json!({ "endpoint": "pagouno-token", "fault": fault });
        // It charges nothing, so the till asks again.
        (fault, "approved", "PAGADO")
    };
    let mut slow = charge("latency", "approved", "PAGADO");
    slow.0["ms"] = json!(1_500);
    let mut denied = charge("leg-fails", "declined", "rechazó");
    denied.0["leg"] = json!(1);
    vec![
        slow,
        denied,
        charge("refuse", "in-doubt", lost),
        charge("drop-before", "in-doubt", lost),
        charge("drop-after", "in-doubt", lost),
        charge("oversized", "in-doubt", lost),
        charge("error-500", "in-doubt", unreadable),
        charge("garbage", "in-doubt", unreadable),
        charge("redirect", "in-doubt", unreadable),
        charge("bad-request", "in-doubt", unreadable),
        charge("unauthorized", "in-doubt", unreadable),
        charge("forbidden", "in-doubt", unreadable),
        charge("answer-twice", "in-doubt", unreadable),
        charge("wrong-amount", "in-doubt", DISAGREES),
        charge("legs-twice", "in-doubt", DISAGREES),
        token("drop-after"),
        token("error-500"),
        token("garbage"),
    ]
}

/// Another Visa number for each row: a card in doubt is blocked.
fn number_of(row: usize) -> String {
    let digits = format!("45120000{row:07}");
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([true, false].into_iter().cycle())
        .map(|(digit, doubled)| {
            let digit = u32::from(digit - b'0') * if doubled { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A power cut happens between "sent" and the answer; then the webhook comes.
#[tokio::test]
async fn a_charge_of_a_till_that_died_is_in_doubt_until_its_webhook() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    live.take_cards()?;
    let window = live.open(&display).await?;
    for fault in [
        json!({ "fault": "latency", "ms": 30_000 }),
        json!({ "fault": "notice-late", "ms": 20_000 }),
    ] {
        let mut fault = fault;
        fault["endpoint"] = json!("pagouno-purchasegroup");
        live.sandbox.add_fault(&fault).await?;
    }
    charge_card(&window, "1500", VISA, "cuotas-3").await?;
    window.wait_for_sale("sent", STATE_BOUND).await?;
    until("the charge at pagoUno", STATE_BOUND, async || {
        (live.sandbox.charges().await.ok()?.len() == 1).then_some(())
    })
    .await?;
    window.kill();

    let window = live.open(&display).await?;
    window.wait_for_sale("in-doubt", STATE_BOUND).await?;
    window
        .wait_for("sale-message", "data-why", "restarted", STATE_BOUND)
        .await?;
    window
        .wait_for_text("sale", "NO VUELVAS A COBRAR", STATE_BOUND)
        .await?;
    display.picture("journey-card-in-doubt")?;
    window.wait_for_sale("approved", 2 * STATE_BOUND).await?;
    window.kill();
    assert_eq!(live.sandbox.charges().await?.len(), 1);
    assert_eq!(live.counter.sales()?[0]["state"], "paid");
    live.counter.verify()?;
    Ok(())
}

/// The total is $ 10.000 by QR, two cards and cash; the cards fail once.
#[tokio::test]
async fn a_total_split_three_ways_becomes_paid() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    live.take_cards()?;
    let window = live.open(&display).await?;
    window.type_keys("10000").await?;
    window.click("charge-split").await?;
    window
        .wait_for_text("part-left", "10.000", STATE_BOUND)
        .await?;
    window.type_keys("3000").await?;
    window.click("part-qr").await?;
    window.wait_for_sale("waiting", STATE_BOUND).await?;
    live.sandbox.pay_last().await?;
    window
        .wait_for("sale", "data-sale-state", "partly-paid", STATE_BOUND)
        .await?;
    window
        .wait_for_text("part-left", "7.000", STATE_BOUND)
        .await?;

    two_cards(&window, DENIED).await?;
    window.wait_for_sale("declined", STATE_BOUND).await?;
    display.picture("journey-split-declined")?;
    let told = timeline(&window).await?;
    let declined = &told["sale"]["payments"][1];
    assert_eq!(declined["discrepancies"][0]["kind"], "reversal-to-confirm");
    assert_eq!(told["sale"]["approved_centavos"], 300_000);
    // The step has the leg as the answer said; it may be known as reversed by
    // now.
    let steps = told["steps"].as_array().context("no steps")?;
    let heard = steps.iter().find(|step| step["kind"] == "legs-heard");
    let legs = heard.and_then(|step| step["legs"].as_array());
    let words: Vec<&Value> = legs
        .context("no legs")?
        .iter()
        .map(|leg| &leg["word"])
        .collect();
    assert_eq!(words, ["succeeded", "failed"]);

    to_the_rest(&window, "7.000").await?;
    two_cards(&window, MASTERCARD).await?;
    to_the_rest(&window, "2.000").await?;
    window.click("part-cash").await?;
    window
        .wait_for_text("cash-owed", "2.000", STATE_BOUND)
        .await?;
    window.type_keys("5000").await?;
    window
        .wait_for_text("cash-change", "3.000", STATE_BOUND)
        .await?;
    window.click("cash-submit").await?;
    window
        .wait_for("sale", "data-sale-state", "paid", STATE_BOUND)
        .await?;
    display.picture("journey-split-paid")?;
    window.kill();
    let sales = live.counter.sales()?;
    let states: Vec<&Value> = sales[0]["payments"]
        .as_array()
        .context("no payments")?
        .iter()
        .map(|payment| &payment["state"])
        .collect();
    assert_eq!(states, ["approved", "declined", "approved", "approved"]);
    assert_eq!(live.sandbox.charges_of_a_token_max().await?, 1);
    live.counter.verify()?;
    Ok(())
}

/// Goes to what is left of the total, from wherever the last part ended.
async fn to_the_rest(window: &Window, left: &str) -> Result<()> {
    tokio::time::sleep(CONFIRM_SETTLES).await;
    let rest = async || {
        if window.text("part-left").await.ok()?.is_some() {
            return Some(());
        }
        for way in ["charge-split", "part-next"] {
            if window.text(way).await.ok()?.is_some() {
                window.click(way).await.ok()?;
            }
        }
        None
    };
    until("what is left of the total", STATE_BOUND, rest).await?;
    window.wait_for_text("part-left", left, STATE_BOUND).await
}

/// Charges $ 5.000 of what is left to two cards.
async fn two_cards(window: &Window, second: &str) -> Result<()> {
    tokio::time::sleep(CONFIRM_SETTLES).await;
    window.type_keys("5000").await?;
    window
        .wait_for_text("part-amount", "5.000", STATE_BOUND)
        .await?;
    window.click("part-card").await?;
    window.click("card-two").await?;
    window.fill("card-first-amount", "2000").await?;
    type_card(window, VISA, "cuotas-3").await?;
    window.click("confirm-yes").await?;
    window
        .wait_for("card-screen", "data-step", "card", STATE_BOUND)
        .await?;
    type_card(window, second, "cuotas-1").await?;
    window.click("confirm-yes").await
}

/// Charges known card numbers, without a fault and with each fault. Every
/// charge has its final state and its words, goes out at most once, and leaves
/// no trace of the card in any file of the till or the user's home, or in the
/// logs at their finest level.
#[tokio::test]
async fn every_fault_of_a_charge_ends_and_no_file_has_the_card() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    live.take_cards()?;
    let home = live.counter.beside().join("home");
    let window = live.open_at_home(&display, &home).await?;
    let mut numbers = vec![AMEX.to_owned(), DENIED.to_owned(), VISA.to_owned()];
    charge_card(&window, "1500", AMEX, "ahora-3").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    leave_sale(&window).await?;
    charge_card(&window, "1500", DENIED, "cuotas-1").await?;
    window.wait_for_sale("declined", STATE_BOUND).await?;
    leave_sale(&window).await?;
    // The notice would end the doubt that a row is about.
    let lost = json!({ "endpoint": "pagouno-purchasegroup", "fault": "notice-lost" });
    for (row, (fault, ends, words)) in rows().into_iter().enumerate() {
        live.sandbox.add_fault(&fault).await?;
        live.sandbox.add_fault(&lost).await?;
        let number = number_of(row);
        let ended = async {
            charge_card(&window, "1500", &number, "cuotas-1").await?;
            window.wait_for_sale(ends, STATE_BOUND).await?;
            window
                .wait_for_text("sale-message", words, STATE_BOUND)
                .await?;
            if ends == "in-doubt" {
                window
                    .wait_for_text("sale", "NO VUELVAS A COBRAR", STATE_BOUND)
                    .await?;
            }
            live.sandbox.clear_faults().await?;
            leave_sale(&window).await
        };
        ended.await.with_context(|| fault.to_string())?;
        numbers.push(number);
    }
    // Two more cases: a form that the cashier leaves, and a charge without an
    // answer.
    window.type_keys("1500").await?;
    window.click("charge-card").await?;
    window.fill("card-number", VISA).await?;
    window.fill("card-cvv", CODE).await?;
    window.type_keys("\u{1b}").await?;
    window.wait_for_text("amount", "1.500", STATE_BOUND).await?;
    window.click("key-clear").await?;
    let hang = json!({ "endpoint": "pagouno-purchasegroup", "fault": "hang" });
    live.sandbox.add_fault(&hang).await?;
    let number = number_of(99);
    charge_card(&window, "1500", &number, "cuotas-1").await?;
    window.wait_for_sale("sent", STATE_BOUND).await?;
    numbers.push(number);

    assert_eq!(live.sandbox.charges_of_a_token_max().await?, 1);
    no_trace(live.counter.beside(), &numbers)?;
    window.kill();
    no_trace(live.counter.beside(), &numbers)?;
    live.counter.verify()?;
    // The search finds a number that is there.
    fs::write(live.counter.beside().join("leak"), format!("x{VISA}x"))?;
    assert!(no_trace(live.counter.beside(), &numbers).is_err());
    Ok(())
}

fn no_trace(folder: &Path, numbers: &[String]) -> Result<()> {
    let mut forms: Vec<String> = numbers.iter().flat_map(|it| forms_of_number(it)).collect();
    forms.extend([AMEX_CODE, CODE].into_iter().flat_map(forms_of_code));
    let (found, looked_at) = files_with(folder, &forms)?;
    anyhow::ensure!(looked_at > 20, "only {looked_at} files were looked at");
    anyhow::ensure!(found.is_empty(), "of a card there is left: {found:#?}");
    Ok(())
}
