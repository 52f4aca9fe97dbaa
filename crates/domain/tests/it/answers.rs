//! Each answer of the tray on each kind of item: the sale's covered amount
//! before and after, in pesos. Also what an answer does to a sale that was
//! given up.

use crate::reach::{charge, count_cash, doubt_of, lose_answer, reached, take};
use crate::world::{Counter, approved, cashier, key, manager, other, pay, pesos};
use domain::PaymentState as S;
use domain::{
    Actor, AskedOthers, CardAnswer, Command, Cover, DiscrepancyKind, DiscrepancyNumber, Method,
    Money, MoneyFrom, Names, Refusal, SaleState, SettledAs, Stake, Standing, StrayCommand, StrayId,
    StrayStanding,
};
use insta::assert_snapshot;

const ANSWERS: [SettledAs; 5] = [
    SettledAs::CompletesThisSale,
    SettledAs::BelongsToAnotherSale,
    SettledAs::ToBeReturned,
    SettledAs::WrittenOff,
    SettledAs::NotASale,
];

/// A second sale of $ 1.500 with an expired QR, to which money may belong.
fn with_another(mut counter: Counter) -> Counter {
    counter.open(pesos(1_500));
    let charged = charge(4, Method::Qr, 1_500, &counter);
    counter.ask(1, &charged, &cashier()).unwrap();
    counter
}

/// Answers an item of the first sale. If the money belongs to another sale,
/// that sale takes it in the same step, as in the till.
fn answer(
    counter: &mut Counter,
    number: u32,
    how: SettledAs,
    typed: Option<Money>,
) -> Result<(), Refusal> {
    let number = DiscrepancyNumber(number);
    let stake = counter.sale().stake(number);
    let mut to = None;
    if how == SettledAs::BelongsToAnotherSale {
        let (amount, _) = stake.amount(typed)?;
        let other = &counter.sales[1].sale;
        let payment = other.payment_to_cover(amount, None).unwrap();
        let sale = other.id;
        to = Some(Cover {
            sale,
            payment,
            amount,
        });
    }
    let command = Command::Settle {
        number,
        how,
        amount: typed,
        to,
        reason: "lo vi en el panel".to_owned(),
    };
    let found = counter.sale().discrepancies[usize::try_from(number.0).unwrap() - 1].clone();
    counter.ask(0, &command, &manager())?;
    let Some(covers) = to else { return Ok(()) };
    let command = Command::TakeMoney {
        covers,
        typed: stake == Stake::Unknown,
        from: MoneyFrom::Discrepancy(counter.sale().id, number),
        transaction: found.assignable_transaction().cloned(),
        reason: "lo vi en el panel".to_owned(),
    };
    counter.ask(1, &command, &manager()).map(drop)
}

fn covered(counter: &Counter) -> (Money, Money) {
    (
        counter.sales[0].sale.covered(),
        counter.sales[1].sale.covered(),
    )
}

fn item(name: &str) -> Counter {
    let mut counter = match name {
        "a card's answer after all" => reached(Method::Card, S::InDoubt),
        "a part of an abandoned sale" => Counter::selling(1_500),
        "late" | "late, the sale abandoned" => reached(Method::Qr, S::Expired),
        _ => reached(Method::Qr, S::Waiting),
    };
    match name {
        "short" => {
            counter.hears(&approved("R1", 1_000));
        }
        "over" => {
            counter.hears(&approved("R1", 2_000));
        }
        "duplicate" => {
            counter.hears(&approved("R1", 1_500));
            counter.hears(&approved("R2", 1_500));
        }
        "contradicted" => {
            counter.hears(&approved("R1", 1_500));
            counter.hears(&approved("R1", 1_000));
        }
        "another word" => {
            counter.hears(&other("R1", "PENDIENTE", 1_500));
        }
        "no amount" => {
            counter.hears(&approved("R1", 1_500).without_amount());
        }
        "no reference" => {
            counter.hears(&approved("", 1_500).without_reference());
        }
        "late" => {
            counter.hears(&approved("R1", 1_500));
        }
        "late, the sale abandoned" => {
            counter.does(Command::Leave);
            counter.hears(&approved("R1", 1_500));
        }
        "a part of an abandoned sale" => {
            counter.does(charge(1, Method::Cash, 500, &counter));
            counter.does(count_cash(1));
            counter.does(Command::Abandon);
        }
        "a card's answer after all" => {
            counter.by(&manager(), doubt_of(1, false));
            counter.does(Command::HearAnswer {
                payment: pay(1),
                answer: CardAnswer::Approved,
            });
        }
        other => panic!("{other}"),
    }
    with_another(counter)
}

const ITEMS: [&str; 10] = [
    "short",
    "over",
    "duplicate",
    "contradicted",
    "another word",
    "no amount",
    "no reference",
    "late",
    "late, the sale abandoned",
    "a part of an abandoned sale",
];

#[test]
fn each_answer_on_each_kind_of_item() {
    let mut lines = Vec::new();
    for name in ITEMS.into_iter().chain(["a card's answer after all"]) {
        for how in ANSWERS {
            let mut counter = item(name);
            let number = DiscrepancyNumber(1);
            let typed = match counter.sale().stake(number) {
                Stake::Unknown => Some(pesos(1_200)),
                Stake::Known(_) | Stake::Nothing => None,
            };
            let (this, another) = covered(&counter);
            let state = match answer(&mut counter, 1, how, typed) {
                Ok(()) => counter.sale().state().as_str().to_owned(),
                Err(refusal) => format!("{refusal:?}"),
            };
            let (this_after, another_after) = covered(&counter);
            lines.push(format!(
                "{name:28} {:24} {this} → {this_after}; the other {another} → {another_after}; {state}",
                format!("{how:?}")
            ));
        }
    }
    assert_snapshot!(lines.join("\n"), @r"
    short                        CompletesThisSale        $ 0 → $ 1.000; the other $ 0 → $ 0; partly-paid
    short                        BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.000; open
    short                        ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; open
    short                        WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; open
    short                        NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; open
    over                         CompletesThisSale        $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    over                         BelongsToAnotherSale     $ 1.500 → $ 1.500; the other $ 0 → $ 500; paid
    over                         ToBeReturned             $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    over                         WrittenOff               $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    over                         NotASale                 $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    duplicate                    CompletesThisSale        $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    duplicate                    BelongsToAnotherSale     $ 1.500 → $ 1.500; the other $ 0 → $ 1.500; paid
    duplicate                    ToBeReturned             $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    duplicate                    WrittenOff               $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    duplicate                    NotASale                 $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    contradicted                 CompletesThisSale        $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    contradicted                 BelongsToAnotherSale     $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    contradicted                 ToBeReturned             $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    contradicted                 WrittenOff               $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    contradicted                 NotASale                 $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    another word                 CompletesThisSale        $ 0 → $ 1.200; the other $ 0 → $ 0; partly-paid
    another word                 BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.200; open
    another word                 ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; open
    another word                 WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; open
    another word                 NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; open
    no amount                    CompletesThisSale        $ 0 → $ 1.200; the other $ 0 → $ 0; partly-paid
    no amount                    BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.200; open
    no amount                    ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; open
    no amount                    WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; open
    no amount                    NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; open
    no reference                 CompletesThisSale        $ 0 → $ 1.200; the other $ 0 → $ 0; partly-paid
    no reference                 BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.200; open
    no reference                 ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; open
    no reference                 WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; open
    no reference                 NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; open
    late                         CompletesThisSale        $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    late                         BelongsToAnotherSale     $ 1.500 → $ 1.500; the other $ 0 → $ 0; CoversNothing
    late                         ToBeReturned             $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    late                         WrittenOff               $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    late                         NotASale                 $ 1.500 → $ 1.500; the other $ 0 → $ 0; paid
    late, the sale abandoned     CompletesThisSale        $ 0 → $ 1.500; the other $ 0 → $ 0; paid
    late, the sale abandoned     BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.500; abandoned
    late, the sale abandoned     ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    late, the sale abandoned     WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    late, the sale abandoned     NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    a part of an abandoned sale  CompletesThisSale        $ 0 → $ 500; the other $ 0 → $ 0; partly-paid
    a part of an abandoned sale  BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 500; abandoned
    a part of an abandoned sale  ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    a part of an abandoned sale  WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    a part of an abandoned sale  NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; abandoned
    a card's answer after all    CompletesThisSale        $ 0 → $ 1.500; the other $ 0 → $ 0; paid
    a card's answer after all    BelongsToAnotherSale     $ 0 → $ 0; the other $ 0 → $ 1.500; open
    a card's answer after all    ToBeReturned             $ 0 → $ 0; the other $ 0 → $ 0; open
    a card's answer after all    WrittenOff               $ 0 → $ 0; the other $ 0 → $ 0; open
    a card's answer after all    NotASale                 $ 0 → $ 0; the other $ 0 → $ 0; open
    ");
}

/// The covered amount changes by exactly the amount that the answer names,
/// whatever the item is and whatever came before.
#[test]
fn an_answer_moves_the_covered_amount_by_what_it_names() {
    for name in ITEMS {
        for typed in [pesos(300), pesos(1_200), pesos(1_500), pesos(1_700)] {
            for how in [
                SettledAs::CompletesThisSale,
                SettledAs::BelongsToAnotherSale,
            ] {
                let mut counter = item(name);
                let stake = counter.sale().stake(DiscrepancyNumber(1));
                let named = match stake {
                    Stake::Unknown => typed,
                    Stake::Known(amount) => amount,
                    Stake::Nothing => continue,
                };
                let (this, another) = covered(&counter);
                let asked = (stake == Stake::Unknown).then_some(typed);
                if answer(&mut counter, 1, how, asked).is_err() {
                    assert_eq!(covered(&counter), (this, another));
                    continue;
                }
                let (this_after, another_after) = covered(&counter);
                let moved = match how {
                    SettledAs::CompletesThisSale => this_after.minus(this),
                    SettledAs::BelongsToAnotherSale
                    | SettledAs::ToBeReturned
                    | SettledAs::WrittenOff
                    | SettledAs::NotASale => another_after.minus(another),
                };
                assert_eq!(moved, Ok(named), "{name} {how:?}");
            }
        }
    }
}

#[test]
fn an_amount_is_typed_only_where_no_notice_told_one() {
    let mut counter = item("no amount");
    let completes = SettledAs::CompletesThisSale;
    let missing = answer(&mut counter, 1, completes, None);
    assert_eq!(missing, Err(Refusal::AmountMissing));
    let zero = answer(&mut counter, 1, completes, Some(Money::ZERO));
    assert_eq!(zero, Err(Refusal::CoversNothing));
    let mut counter = item("short");
    let other = answer(&mut counter, 1, completes, Some(pesos(1_500)));
    assert_eq!(other, Err(Refusal::AmountKnown));
    let told = answer(&mut counter, 1, completes, Some(pesos(1_000)));
    assert_eq!(told, Ok(()));
}

#[test]
fn money_of_a_transaction_is_used_once() {
    let mut counter = item("short");
    counter.hears(&approved("R1", 700));
    answer(&mut counter, 1, SettledAs::CompletesThisSale, None).unwrap();
    // The same money also waits as a *contradicted* item.
    let again = answer(&mut counter, 2, SettledAs::CompletesThisSale, None);
    assert_eq!(again, Err(Refusal::CoversNothing));
    let elsewhere = answer(&mut counter, 2, SettledAs::BelongsToAnotherSale, None);
    assert_eq!(elsewhere, Err(Refusal::CoversNothing));
    assert_eq!(counter.sale().covered(), pesos(1_000));
}

#[test]
fn a_short_payment_followed_by_a_full_one_leaves_nothing_missing() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.hears(&approved("R1", 1_000));
    counter.hears(&approved("R2", 1_500));
    let open: Vec<_> = counter
        .sale()
        .discrepancies
        .iter()
        .filter(|found| found.standing == Standing::Open)
        .map(|found| (found.kind, found.by))
        .collect();
    assert_eq!(counter.sale().state(), SaleState::Paid);
    assert_eq!(open, [(DiscrepancyKind::Over, pesos(1_000))]);
}

#[test]
fn an_assigned_stray_settles_a_qr_in_any_state_but_approved() {
    for state in [
        S::Requested,
        S::Waiting,
        S::Refused,
        S::Expired,
        S::Cancelled,
    ] {
        let mut counter = reached(Method::Qr, state);
        counter.by(&manager(), take(1_500, &counter));
        let payment = counter.sale().payment(pay(1)).unwrap();
        assert_eq!(payment.state, S::SettledPaid);
        assert_eq!(payment.approval, None);
        assert_eq!(payment.received(), pesos(1_500));
        assert_eq!(counter.sale().state(), SaleState::Paid);
        assert_eq!(counter.sale().discrepancies, []);
    }
    for state in [S::Declared, S::Unconfirmed] {
        let mut counter = reached(Method::FixedQr, state);
        counter.by(&manager(), take(1_500, &counter));
        assert_eq!(counter.state(1), S::SettledPaid);
    }
    let mut counter = reached(Method::Qr, S::Approved);
    let refused = counter.ask(0, &take(1_500, &counter), &manager());
    assert_eq!(refused, Err(Refusal::CoversNothing));
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.by(&manager(), take(500, &counter));
    assert_eq!(counter.state(1), S::Waiting);
    assert_eq!(counter.sale().state(), SaleState::PartlyPaid);
}

#[test]
fn the_providers_word_replaces_the_managers() {
    let settled = || {
        let mut counter = reached(Method::Qr, S::Waiting);
        counter.by(&manager(), take(1_500, &counter));
        counter
    };
    // The same transaction approves.
    let mut counter = settled();
    counter.hears(&approved("R1", 1_500));
    assert_eq!(counter.state(1), S::Approved);
    assert_eq!(counter.sale().discrepancies, []);
    assert_eq!(counter.sale().covered(), pesos(1_500));
    let payment = counter.sale().payment(pay(1)).unwrap();
    assert_eq!(payment.received(), pesos(1_500));
    // Another transaction is further money.
    let mut counter = settled();
    counter.hears(&approved("R2", 1_500));
    assert_eq!(counter.state(1), S::SettledPaid);
    assert_eq!(
        counter.sale().discrepancies[0].kind,
        DiscrepancyKind::Duplicate
    );
    // Without a known transaction, the payment's reference is enough.
    let mut counter = item("no reference");
    let completes = SettledAs::CompletesThisSale;
    answer(&mut counter, 1, completes, Some(pesos(1_500))).unwrap();
    assert_eq!(counter.state(1), S::SettledPaid);
    counter.hears(&approved("R3", 1_500));
    assert_eq!(counter.state(1), S::Approved);
    assert_eq!(counter.sale().discrepancies.len(), 1);
    assert_eq!(counter.sale().covered(), pesos(1_500));
    // The same for a card that a manager had settled.
    let mut counter = reached(Method::Card, S::Sent);
    counter.does(lose_answer());
    counter.by(&manager(), doubt_of(1, true));
    counter.does(Command::HearAnswer {
        payment: pay(1),
        answer: CardAnswer::Approved,
    });
    assert_eq!(counter.state(1), S::Approved);
    assert_eq!(counter.sale().discrepancies, []);
}

#[test]
fn a_stray_is_assigned_with_its_own_amount_or_a_typed_one() {
    let id = StrayId::Transaction(key("R1"));
    let give = |counter: &Counter, amount| StrayCommand::Settle {
        how: SettledAs::BelongsToAnotherSale,
        covers: Some(Cover {
            sale: counter.sale().id,
            payment: pay(1),
            amount,
        }),
        asked: AskedOthers::Claimed,
        reason: "es de Carla".to_owned(),
    };
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.hears(&approved("R1", 1_500).naming_nobody());
    assert_eq!(counter.strays[0].stake(), Stake::Known(pesos(1_500)));
    let other = give(&counter, pesos(1_600));
    let refused = counter.ask_stray(&id, &other, &manager());
    assert_eq!(refused, Err(Refusal::AmountKnown));
    let given = give(&counter, pesos(1_500));
    counter.ask_stray(&id, &given, &manager()).unwrap();
    counter.by(&manager(), take(1_500, &counter));
    // A notice with the reference agrees with the manager: nothing goes to the
    // tray.
    counter.hears(&approved("R1", 1_500));
    assert_eq!(counter.state(1), S::Approved);
    assert_eq!(counter.strays[0].standing, StrayStanding::Withdrawn(pay(1)));

    let mut counter = reached(Method::Qr, S::Waiting);
    counter.hears(&other_word());
    assert_eq!(counter.strays[0].stake(), Stake::Unknown);
    let given = give(&counter, pesos(1_500));
    counter.ask_stray(&id, &given, &manager()).unwrap();
    // The provider gives the amount that the manager typed: no news.
    counter.hears(&approved("R1", 1_500).naming_nobody());
    assert!(matches!(
        counter.strays[0].standing,
        StrayStanding::Settled(_)
    ));
}

fn other_word() -> crate::world::Told {
    other("R1", "PENDIENTE", 1_500).naming_nobody()
}

#[test]
fn a_sale_learns_that_its_money_belongs_to_another_payment() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.by(&manager(), take(1_500, &counter));
    let disown = Command::Disown {
        payment: pay(1),
        transaction: key("R1"),
    };
    counter.by(&Actor::Till, disown.clone());
    assert_eq!(
        counter.sale().discrepancies[0].kind,
        DiscrepancyKind::Contradicted
    );
    assert_eq!(counter.sale().covered(), pesos(1_500));
    let payment = counter.sale().payment(pay(1)).unwrap();
    assert!(payment.received().is_zero());
    counter.by(&Actor::Till, disown);
    assert_eq!(counter.sale().discrepancies.len(), 1);
}

#[test]
fn a_sale_that_was_left_is_given_up_when_its_last_payment_ends() {
    let ends = [
        (Method::Qr, S::Waiting, Command::Cancel { payment: pay(1) }),
        (
            Method::Card,
            S::Sent,
            crate::reach::answer(crate::reach::declined(None)),
        ),
        (Method::Card, S::InDoubt, doubt_of(1, false)),
    ];
    for (method, state, end) in ends {
        let mut counter = reached(method, state);
        counter.does(Command::Leave);
        assert_eq!(counter.sale().state(), SaleState::Open, "{state:?}");
        counter.by(&manager(), end.clone());
        assert_eq!(counter.sale().state(), SaleState::Abandoned, "{state:?}");
        // A sale that is on the screen again is not given up.
        let mut counter = reached(method, state);
        counter.does(Command::Leave).does(Command::Resume);
        counter.by(&manager(), end);
        assert_eq!(counter.sale().state(), SaleState::Open, "{state:?}");
    }
    let mut counter = reached(Method::FixedQr, S::Declared);
    counter.does(Command::Leave);
    counter.does(Command::CloseUnconfirmed { payment: pay(1) });
    assert_eq!(counter.sale().state(), SaleState::Open);
}

#[test]
fn a_sale_with_covered_money_is_given_up_by_a_person_only() {
    let mut counter = Counter::selling(1_500);
    counter.does(charge(1, Method::Cash, 500, &counter));
    counter.does(count_cash(1));
    counter.does(charge(2, Method::Qr, 1_000, &counter));
    counter.does(counter.qr(2));
    counter.does(Command::Leave);
    counter.does(Command::Cancel { payment: pay(2) });
    assert_eq!(counter.sale().state(), SaleState::PartlyPaid);
    assert!(counter.sale().left);
    counter.does(Command::Abandon);
    assert_eq!(counter.sale().state(), SaleState::Abandoned);
}

#[test]
fn assigned_money_of_an_abandoned_sale_is_to_be_returned_too() {
    let mut counter = item("short");
    answer(&mut counter, 1, SettledAs::CompletesThisSale, None).unwrap();
    counter.does(Command::Cancel { payment: pay(1) });
    counter.does(Command::Abandon);
    let found = counter.sale().discrepancies.last().unwrap();
    assert_eq!(
        (found.kind, found.by),
        (DiscrepancyKind::ToBeReturned, pesos(1_000))
    );
    assert!(counter.sale().covered().is_zero());
    let number = found.number.0;
    answer(&mut counter, number, SettledAs::CompletesThisSale, None).unwrap();
    assert_eq!(counter.sale().covered(), pesos(1_000));
    let named = counter.hears(&approved("R9", 100).naming(Names::Nobody));
    assert_eq!(named.sale().state(), SaleState::PartlyPaid);
}

/// A manager types an amount, and the provider gives one later.
#[test]
fn a_typed_amount_and_another_from_the_provider_are_both_told() {
    for told in [200, 300, 500] {
        let mut counter = reached(Method::Qr, S::Waiting);
        counter.hears(&other_word());
        counter.by(&manager(), take(300, &counter));
        for _ in 0..2 {
            counter.hears(&approved("R1", told));
        }
        counter.hears(&approved("R2", 1_500));
        assert_eq!(counter.state(1), S::Approved);
        let of_it: Vec<_> = counter
            .sale()
            .discrepancies
            .iter()
            .filter(|it| it.transaction == Some(key("R1")))
            .map(|it| (it.kind, it.by, it.standing == Standing::Open))
            .collect();
        let apart = pesos(told).apart(pesos(300));
        let expected = (DiscrepancyKind::Contradicted, apart, true);
        let expected = (told != 300).then_some(expected);
        assert_eq!(of_it, expected.into_iter().collect::<Vec<_>>(), "{told}");
    }
}

/// A transaction without a known amount was assigned to another sale. Its money
/// does not pay for this sale as well, whatever amount the provider gives
/// later.
#[test]
fn money_given_to_another_sale_approves_nothing_here() {
    for told in [1_000, 1_500, 2_000] {
        let mut counter = with_another(reached(Method::Qr, S::Waiting));
        counter.hears(&approved("R1", 1_500).without_amount());
        let how = SettledAs::BelongsToAnotherSale;
        answer(&mut counter, 1, how, Some(pesos(1_500))).unwrap();
        for _ in 0..2 {
            counter.hears(&approved("R1", told));
        }
        assert_eq!(counter.state(1), S::Waiting);
        assert_eq!(covered(&counter), (Money::ZERO, pesos(1_500)));
        let open = counter.sale().discrepancies.iter();
        let open: Vec<_> = open
            .filter(|it| it.standing == Standing::Open)
            .map(|it| (it.kind, it.by))
            .collect();
        let apart = pesos(told).apart(pesos(1_500));
        let expected = (DiscrepancyKind::Contradicted, apart);
        let expected = (told != 1_500).then_some(expected);
        assert_eq!(open, expected.into_iter().collect::<Vec<_>>(), "{told}");
    }
}
