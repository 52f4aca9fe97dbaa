//! Views always equal a rebuild from the journal, whatever happened in whatever
//! order.

use crate::shop::{CASHIER, NOW, Shop, key, notice, now, payment_id, pesos, put, sale_id, take};
use domain::card::CardNumber;
use domain::plan::{BasisPoints, Plan, first_rows};
use domain::{
    Actor, CardPart, Command, Deductions, LastFour, Leg, LegWord, Method, Names, Notice,
    PaymentRequest, Role, SaleEvent, SettledAs, Stray, StrayCommand, StrayId, TillEvent, UnixMs,
    Weekday, Weekdays, Word,
};
use ledger::{Heard, Ledger, LedgerError, NewNotice, Packing, verify};
use proptest::prelude::*;

/// Blocks of so few lines that a short history has several.
const FEW: Packing = Packing {
    block_lines: 3,
    unpacked: 1,
};

/// Something that happens in the shop. There are few sales, payments and
/// transactions, so that they often collide.
#[derive(Debug, Clone)]
enum Happening {
    Take(u64),
    ChargeMore(u64, u64),
    ChargeCard(u64, u64),
    Leg(u64, u64, u8),
    Plan(usize, bool),
    Qr(u64),
    Notice(u64, u8, i64, bool),
    TimeUp(u64),
    Cancel(u64),
    Abandon(u64),
    Settle(u64, u32),
    Stray(u8, i64),
    Attribute(u8, u64),
    SettleStray(u8),
    Pack,
    Restart,
}

fn happening() -> impl Strategy<Value = Happening> {
    let sale = 1_u64..4;
    let reference = 0_u8..4;
    let amount = prop_oneof![Just(1_500_i64), Just(700), Just(2_000)];
    prop_oneof![
        3 => sale.clone().prop_map(Happening::Take),
        1 => (sale.clone(), 10_u64..13).prop_map(|(s, p)| Happening::ChargeMore(s, p)),
        2 => (sale.clone(), 20_u64..22).prop_map(|(s, p)| Happening::ChargeCard(s, p)),
        2 => (sale.clone(), 20_u64..22, 0_u8..3).prop_map(|(s, p, l)| Happening::Leg(s, p, l)),
        1 => (0_usize..9, any::<bool>()).prop_map(|(plan, keeps)| Happening::Plan(plan, keeps)),
        3 => sale.clone().prop_map(Happening::Qr),
        4 => (sale.clone(), reference.clone(), amount.clone(), any::<bool>())
            .prop_map(|(s, r, a, word)| Happening::Notice(s, r, a, word)),
        1 => sale.clone().prop_map(Happening::TimeUp),
        1 => sale.clone().prop_map(Happening::Cancel),
        1 => sale.clone().prop_map(Happening::Abandon),
        2 => (sale.clone(), 1_u32..4).prop_map(|(s, n)| Happening::Settle(s, n)),
        2 => (reference.clone(), amount).prop_map(|(r, a)| Happening::Stray(r, a)),
        1 => (reference.clone(), sale).prop_map(|(r, s)| Happening::Attribute(r, s)),
        1 => reference.prop_map(Happening::SettleStray),
        2 => Just(Happening::Pack),
        1 => Just(Happening::Restart),
    ]
}

fn manager() -> Actor {
    Actor::Person {
        id: domain::PersonId::new(NOW, [1; 8], domain::TillNumber(1)),
        role: Role::Manager,
    }
}

fn read_notice(reference: u8, amount: i64, approved: bool) -> Notice {
    Notice {
        reference: Some(format!("R{reference}")),
        amount: Some(pesos(amount)),
        word: if approved {
            Word::Approved
        } else {
            Word::Other("RECHAZADO".to_owned())
        },
        names: Names::Nobody,
        proposes: None,
        deductions: Deductions::default(),
        details: domain::Details::default(),
    }
}

/// Does a step, unless the domain refuses it.
fn happen(ledger: &Ledger, step: usize, happening: Happening) {
    let at = UnixMs(NOW.0 + 1_000 * i64::try_from(step).unwrap());
    let body = format!("body {step}");
    let _ = now(ledger.write(move |write| {
        let hear = |write: &mut ledger::Write<'_>| -> Result<_, LedgerError> {
            let heard = write.hear(NewNotice {
                provider: "totalcoin",
                merchant: "demo",
                relay_id: None,
                body: body.as_bytes(),
                received_at: at,
                heard_at: at,
            })?;
            match heard {
                Heard::New(number) | Heard::Repeat(number) => Ok(number),
            }
        };
        match happening {
            Happening::Take(sale) => {
                take(write, sale, at)?;
            }
            Happening::ChargeMore(sale, payment) => {
                let charge = Command::Charge {
                    payment: payment_id(payment),
                    request: PaymentRequest::of(Method::Cash, pesos(300)),
                    deadline: at.plus_ms(1_000),
                };
                put(write, sale_id(sale), &charge, at)?;
                let payment = payment_id(payment);
                let handed = pesos(500);
                put(
                    write,
                    sale_id(sale),
                    &Command::CountCash { payment, handed },
                    at,
                )?;
            }
            Happening::ChargeCard(sale, payment) => {
                let payment = payment_id(payment);
                let command = charge_card(payment, at);
                put(write, sale_id(sale), &command, at)?;
                put(write, sale_id(sale), &Command::MarkSent { payment }, at)?;
            }
            Happening::Leg(sale, payment, leg) => {
                let command = Command::HearLeg {
                    payment: payment_id(payment),
                    leg: Leg {
                        ids: vec![format!("T{leg}"), format!("U{leg}")],
                        place: None,
                        amount: Some(pesos(150)),
                        last_four: LastFour::parse("1111").ok(),
                        word: LegWord::Succeeded,
                        message: None,
                        receipt: domain::LegReceipt::default(),
                    },
                };
                put(write, sale_id(sale), &command, at)?;
            }
            Happening::Plan(plan, keeps) => {
                let plans = first_rows();
                let plan = plans.iter().nth(plan).unwrap();
                let event = if keeps {
                    TillEvent::PlanKept { plan: plan.clone() }
                } else {
                    TillEvent::PlanDropped {
                        plan: plan.id().clone(),
                    }
                };
                write.record_till(&manager(), at, &[event])?;
                assert_eq!(write.plans()?.get(plan.id()), keeps.then_some(plan));
            }
            Happening::Qr(sale) => {
                crate::shop::receive_qr(write, sale, at)?;
            }
            Happening::Notice(sale, reference, amount, approved) => {
                let number = hear(write)?;
                let command = Command::HearNotice {
                    payment: payment_id(sale),
                    number,
                    transaction: Some(key(&format!("R{reference}"))),
                    notice: read_notice(reference, amount, approved),
                };
                put(write, sale_id(sale), &command, at)?;
            }
            Happening::TimeUp(sale) => {
                let payment = payment_id(sale);
                let late = at.plus_ms(10_000_000);
                put(
                    write,
                    sale_id(sale),
                    &Command::RunOutOfTime { payment },
                    late,
                )?;
                let command = Command::ReadNoticesToEnd { payment };
                put(write, sale_id(sale), &command, late)?;
            }
            Happening::Cancel(sale) => {
                let payment = payment_id(sale);
                put(write, sale_id(sale), &Command::Cancel { payment }, at)?;
            }
            Happening::Abandon(sale) => {
                put(write, sale_id(sale), &Command::Abandon, at)?;
            }
            Happening::Settle(sale, number) => {
                let id = sale_id(sale);
                let sale = write.sale(id)?.ok_or(LedgerError::NoSuchSale(id))?;
                let command = Command::Settle {
                    number: domain::DiscrepancyNumber(number),
                    how: SettledAs::CompletesThisSale,
                    amount: None,
                    to: None,
                    reason: "seen".to_owned(),
                };
                // An answer that would cover nothing is refused.
                if let Ok(events) = sale.decide(&command, &manager(), at) {
                    write.record_sale(&manager(), at, id, &events)?;
                }
            }
            Happening::Stray(reference, amount) => {
                let number = hear(write)?;
                let read = read_notice(reference, amount, true);
                let command = StrayCommand::Hear(number, Some(read));
                stray(write, reference, &command, at)?;
            }
            Happening::Attribute(reference, sale) => {
                stray(
                    write,
                    reference,
                    &StrayCommand::Attribute(payment_id(sale)),
                    at,
                )?;
            }
            Happening::SettleStray(reference) => {
                let command = StrayCommand::Settle {
                    how: SettledAs::NotASale,
                    covers: None,
                    asked: domain::AskedOthers::Nobody,
                    reason: "seen".to_owned(),
                };
                stray(write, reference, &command, at)?;
            }
            Happening::Pack => {
                write.pack_oldest_lines(FEW)?;
            }
            Happening::Restart => {}
        }
        Ok::<(), crate::shop::Failed>(())
    }));
}

/// One card of two legs.
pub(crate) fn charge_card(payment: domain::PaymentId, at: UnixMs) -> Command {
    let plans = first_rows();
    let plan = plans.get(&"ahora-3".parse().unwrap()).unwrap();
    let today = "2026-11-21".parse().unwrap();
    Command::ChargeCards {
        payment,
        request: PaymentRequest::of(Method::Card, pesos(300)),
        cards: vec![CardPart {
            face: CardNumber::read("4111111111111111").unwrap().face(),
            offer: plan.offer(pesos(300), today).unwrap(),
            legs: vec![pesos(150); 2],
        }],
        deadline: at.plus_ms(1_000),
    }
}

#[test]
fn a_card_that_is_bound_is_found_by_its_last_four() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let payment = payment_id(20);
    let ask = |digits: &str| {
        let digits = LastFour::parse(digits).unwrap();
        now(ledger.read(move |read| read.bound_by_card(digits))).unwrap()
    };
    now(ledger.write(move |write| {
        take(write, 1, NOW)?;
        put(
            write,
            sale_id(1),
            &Command::Cancel {
                payment: payment_id(1),
            },
            NOW,
        )?;
        put(write, sale_id(1), &charge_card(payment, NOW), NOW)
    }))
    .unwrap();
    // It is sent as soon as there is a connection.
    assert_eq!(ask("1111"), Some((sale_id(1), payment)));
    now(ledger.write(move |write| put(write, sale_id(1), &Command::MarkSent { payment }, NOW)))
        .unwrap();
    assert_eq!(ask("1111"), Some((sale_id(1), payment)));
    assert_eq!(ask("1112"), None);
    let hint = Command::HearLeg {
        payment,
        leg: Leg {
            ids: vec!["T1".to_owned()],
            place: None,
            amount: None,
            last_four: None,
            word: LegWord::NotYet,
            message: None,
            receipt: domain::LegReceipt::default(),
        },
    };
    let mut failed = hint.clone();
    if let Command::HearLeg { leg, .. } = &mut failed {
        leg.word = LegWord::Failed;
    }
    now(ledger.write(move |write| put(write, sale_id(1), &hint, NOW))).unwrap();
    let known = now(ledger.read(|read| read.payment_of_leg("T1"))).unwrap();
    assert_eq!(known, Some(payment));
    let to_ask = now(ledger.read(|read| read.payments_to_ask_about())).unwrap();
    assert_eq!(to_ask, [payment]);
    // After a hint, the provider is asked again despite its final word.
    let to_ask = |command: Command| {
        now(ledger.write(move |write| put(write, sale_id(1), &command, NOW))).unwrap();
        now(ledger.read(|read| read.payments_to_ask_about())).unwrap()
    };
    assert_eq!(to_ask(failed.clone()), []);
    let heard = now(ledger.write(|write| write.hear(notice(b"{}")))).unwrap();
    let Heard::New(number) = heard else {
        panic!("it is new");
    };
    let hinted = Command::HearHint {
        payment,
        number,
        leg: "T1".to_owned(),
    };
    assert_eq!(to_ask(hinted), [payment]);
    assert_eq!(to_ask(failed), []);
}

#[test]
fn a_plan_is_read_as_it_was_kept() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let mut terms = first_rows().iter().last().unwrap().terms().clone();
    terms.valid_from = "2026-11-01".parse().ok();
    terms.valid_until = "2026-12-31".parse().ok();
    terms.weekdays = Weekdays::of([Weekday::Thursday, Weekday::Sunday]).unwrap();
    terms.amount_max = Some(pesos(9_000));
    terms.coefficient = BasisPoints(2_550);
    terms.tna = Some(BasisPoints(1));
    terms.cftea = Some(BasisPoints(12_345));
    terms.subscription_code = Some("MENSUAL".to_owned());
    terms.enabled = false;
    let plan = Plan::new(terms).unwrap();
    let kept = TillEvent::PlanKept { plan: plan.clone() };
    now(ledger.write(move |write| write.record_till(&manager(), NOW, &[kept]))).unwrap();
    let plans = now(ledger.read(|read| read.plans())).unwrap();
    assert_eq!(plans.iter().collect::<Vec<_>>(), [&plan]);
}

fn stray(
    write: &mut ledger::Write<'_>,
    reference: u8,
    command: &StrayCommand,
    at: UnixMs,
) -> Result<(), crate::shop::Failed> {
    let id = StrayId::Transaction(key(&format!("R{reference}")));
    let known = write.stray(&id)?.unwrap_or(Stray::new(id.clone(), at));
    let events = known.decide(command, &manager())?;
    write.record_stray(&manager(), at, &id, &events)?;
    Ok(())
}

fn rows(shop: &Shop) -> Vec<String> {
    let hand = shop.hand();
    let mut rows = Vec::new();
    for view in [
        "epochs",
        "sales",
        "payments",
        "transactions",
        "discrepancies",
        "strays",
        "payment_cards",
        "legs",
        "plans",
        "people",
        "till_notices",
    ] {
        let mut statement = hand
            .prepare(&format!("SELECT * FROM {view} ORDER BY 1, 2, 3, 4"))
            .unwrap();
        let columns = statement.column_count();
        let found = statement
            .query_map([], |row| {
                let cells: Result<Vec<_>, _> = (0..columns)
                    .map(|column| row.get::<_, rusqlite::types::Value>(column))
                    .collect();
                Ok(format!("{view} {:?}", cells?))
            })
            .unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn views_equal_a_rebuild_from_the_journal(
        happenings in proptest::collection::vec(happening(), 1..40)
    ) {
        let shop = Shop::new();
        let mut ledger = shop.inline();
        for (step, happening) in happenings.into_iter().enumerate() {
            if matches!(happening, Happening::Restart) {
                drop(ledger);
                ledger = shop.inline();
            }
            happen(&ledger, step, happening);
        }
        let before = rows(&shop);
        now(ledger.write(|write| write.rebuild_views())).unwrap();
        prop_assert_eq!(rows(&shop), before);
        drop(ledger);
        let report = verify(&shop.path(), &shop.seals()).unwrap();
        prop_assert!(report.is_clean(), "{:?}", report);
    }
}

#[test]
fn altered_views_are_rebuilt() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    let before = rows(&shop);
    shop.hand()
        .execute_batch("UPDATE sales SET state = 'paid'; DELETE FROM payments")
        .unwrap();
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(rows(&shop), before);
}

#[test]
fn a_payment_belongs_to_one_sale() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| {
        take(write, 1, NOW)?;
        take(write, 2, NOW)
    }))
    .unwrap();
    let taken = SaleEvent::Requested {
        payment: payment_id(1),
        request: PaymentRequest::of(Method::Qr, pesos(1)),
        deadline: NOW,
        replaces: None,
    };
    let refused =
        now(ledger.write(move |write| write.record_sale(&CASHIER, NOW, sale_id(2), &[taken])));
    assert!(matches!(refused, Err(LedgerError::Storage(_))));
}

#[test]
fn a_sale_begins_once_and_with_its_opening() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let early =
        now(ledger
            .write(|write| write.record_sale(&CASHIER, NOW, sale_id(1), &[SaleEvent::Abandoned])));
    assert!(matches!(early, Err(LedgerError::NotAnOpening(_))));
    let nothing = now(ledger.write(|write| write.record_sale(&CASHIER, NOW, sale_id(1), &[])));
    assert!(matches!(nothing, Err(LedgerError::NoSuchSale(_))));
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    let twice = now(ledger.write(|write| take(write, 1, NOW)));
    assert!(twice.is_err());
}
