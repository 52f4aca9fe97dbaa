//! Requests to charge, their results, and the field that a refusal names.

use super::*;
use api::dto::{
    AbandonSale, AskOffers, CardField as F, CardFieldWhy as W, CardSetUp, ChargeCash, ChargeQr,
    CustomerState, DoubtReason, ExportedPlans, ImportPlans, KeepPlan, LegWord, LightState,
    PaymentState, PlanDraft, PlanWhy, Programme, RemovePlan, SaleState, SettleDoubt, ShowOffers,
    StepKind, Weekday,
};
use api::{ErrorCode, ManagerWhy};

fn cash(amount: i64, handed: i64) -> ChargeCash {
    ChargeCash {
        checkout: checkout(),
        amount_centavos: amount,
        handed_centavos: handed,
        pin: None,
    }
}

fn offers_of(amount: Option<i64>, plan: Option<&str>) -> ShowOffers {
    ShowOffers {
        amount_centavos: amount,
        plan: plan.map(str::to_owned),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ahora_12_is_sent_as_7_and_shown_and_stored_as_12() {
    let shop = Shop::open().await;
    let till_api = shop.till_api().await;
    let snapshot = till_api.snapshot(()).await.unwrap();
    assert_eq!(snapshot.card, CardSetUp::Ready);
    let amount_centavos = 12_000_000;
    let asked = till_api.card_offers(AskOffers { amount_centavos }).await;
    let offers = asked.unwrap().offers;
    let ahora = offers.iter().find(|it| it.plan == "ahora-12").unwrap();
    assert_eq!(
        (ahora.count, ahora.each_centavos, ahora.dearer),
        (12, 1_000_000, 0)
    );

    till_api
        .show_offers(offers_of(Some(amount_centavos), Some("ahora-12")))
        .await
        .unwrap();
    let seen = till_api.customer_snapshot(()).await.unwrap();
    assert_eq!(seen.state, CustomerState::Offer);
    assert_eq!(seen.offers, std::slice::from_ref(ahora));
    till_api.show_offers(offers_of(None, None)).await.unwrap();
    let seen = till_api.customer_snapshot(()).await.unwrap();
    assert_eq!(seen.state, CustomerState::Idle);
    assert!(seen.offers.is_empty());

    till_api
        .show_offers(offers_of(Some(amount_centavos), None))
        .await
        .unwrap();
    let sale = shop
        .charge(vec![card(VISA, "ahora-12", amount_centavos)])
        .await;
    let payment = shop.ended(&sale.unwrap().id).await;
    assert_eq!(payment.state, PaymentState::Approved);
    assert_eq!(payment.cards[0].offer, *ahora);
    assert_eq!(payment.cards[0].legs[0].word, LegWord::Succeeded);
    let charges = shop.charges();
    assert_eq!(charges.len(), 1);
    let purchase = &charges[0]["primary_account_number_list"][0]["purchase_list"][0];
    assert_eq!(purchase["installments"], 7);
    assert_eq!(purchase["transaction_amount"], amount_centavos);
    let seen = till_api.customer_snapshot(()).await.unwrap();
    assert_eq!(seen.state, CustomerState::Approved);
    assert_eq!(till_api.lights().pagouno.state, LightState::Ok);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_card_names_its_field_and_charges_nothing() {
    let shop = Shop::open().await;
    type Change = fn(&mut CardAsk);
    let rows: [(Change, F, W); 13] = [
        (|it| it.number = typed("4111"), F::Number, W::Length),
        (
            |it| it.number = typed("4111111111111112"),
            F::Number,
            W::Mistyped,
        ),
        (|it| it.expiry = typed("13/30"), F::Expiry, W::Malformed),
        (|it| it.expiry = typed("01/20"), F::Expiry, W::Expired),
        (|it| it.cvv = typed("9073"), F::Cvv, W::Length),
        (|it| it.holder = typed(" "), F::Holder, W::Malformed),
        (|it| it.document = typed("123"), F::Document, W::Malformed),
        (
            |it| it.document_type = DocumentType::Cuil,
            F::Document,
            W::Malformed,
        ),
        (|it| it.plan = "nada".to_owned(), F::Plan, W::Unknown),
        (|it| it.amount_centavos = 0, F::Amount, W::TooSmall),
        (|it| it.amount_centavos = 999, F::Amount, W::TooSmall),
        (|it| it.amount_centavos = -1, F::Amount, W::Malformed),
        (|it| it.amount_centavos = i64::MAX, F::Amount, W::Malformed),
    ];
    for (change, field, why) in rows {
        let mut wrong = card(VISA, "cuotas-1", 150_000);
        change(&mut wrong);
        let refused = shop
            .charge(vec![card(AMEX, "cuotas-1", 150_000), wrong])
            .await
            .unwrap_err();
        assert_eq!(refused.code, ErrorCode::CardField, "{refused:?}");
        let trouble = refused.card.unwrap();
        assert_eq!((trouble.card, trouble.field, trouble.why), (1, field, why));
    }
    let none = shop.charge(Vec::new()).await.unwrap_err();
    assert_eq!(none.code, ErrorCode::CardsCount);
    let mut changed = card(VISA, "cuotas-3", 150_000);
    changed.total_centavos = Some(150_001);
    let refused = shop.charge(vec![changed]).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::OfferChanged);
    let mut part = charge(vec![card(VISA, "cuotas-1", 150_000)]);
    part.checkout.total_centavos = Some(140_000);
    let refused = shop.till_api().await.charge_card(part).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AmountTooLarge);
    assert!(
        shop.sandbox
            .pagouno_received()
            .iter()
            .all(|it| { it.endpoint == Endpoint::PagounoPurchase })
    );
    let snapshot = shop.till_api().await.snapshot(()).await.unwrap();
    assert!(
        snapshot.sales.is_empty(),
        "the refused requests made no sale"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_total_split_three_ways_with_one_failure_becomes_paid() {
    let shop = Shop::open().await;
    let till_api = shop.till_api().await;
    let mut qr = ChargeQr {
        checkout: Checkout {
            total_centavos: Some(1_000_000),
            ..checkout()
        },
        amount_centavos: 300_000,
        payer_dni: None,
        pin: None,
    };
    let sale = shop
        .sale(till_api.charge_qr(qr.clone()).await.unwrap())
        .await;
    assert_eq!(sale.total_centavos, 1_000_000);
    // A second press of the key makes no second payment.
    let again = shop
        .sale(till_api.charge_qr(qr.clone()).await.unwrap())
        .await;
    assert_eq!(
        (again.id.as_str(), again.payments.len()),
        (sale.id.as_str(), 1)
    );
    for _ in 0..200 {
        if shop.timeline(&sale.id).await.sale.payments[0].state == PaymentState::Waiting {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let cancel = api::dto::PaymentRef {
        sale: sale.id.clone(),
        payment: sale.payments[0].id.clone(),
    };
    till_api.cancel_payment(cancel).await.unwrap();
    qr.checkout = checkout();
    let on = |mut charge: ChargeCard| {
        charge.checkout.sale = Some(sale.id.clone());
        charge
    };
    // One of two cards is denied: neither counts, and one must be reversed.
    let two = vec![
        card(VISA, "cuotas-3", 400_000),
        card(DENIED, "cuotas-1", 300_000),
    ];
    till_api.charge_card(on(charge(two))).await.unwrap();
    let declined = shop.ended(&sale.id).await;
    assert_eq!(declined.state, PaymentState::Declined);
    let words: Vec<_> = declined.cards.iter().map(|it| it.legs[0].word).collect();
    assert_eq!(words, [LegWord::Succeeded, LegWord::Failed]);
    let timeline = shop.timeline(&sale.id).await;
    let heard = timeline
        .steps
        .iter()
        .find(|it| it.kind == StepKind::LegsHeard);
    assert_eq!(heard.unwrap().legs.len(), 2);
    let reversal = api::dto::DiscrepancyKind::ReversalToConfirm;
    assert_eq!(declined.discrepancies[0].kind, reversal);
    assert_eq!(timeline.sale.approved_centavos, 0);
    assert_eq!(timeline.sale.chargeable_centavos, 1_000_000);

    let two = vec![
        card(VISA, "cuotas-3", 400_000),
        card(AMEX, "cuotas-1", 300_000),
    ];
    till_api.charge_card(on(charge(two))).await.unwrap();
    assert_eq!(shop.ended(&sale.id).await.state, PaymentState::Approved);
    let mut notes = cash(300_000, 500_000);
    notes.checkout.sale = Some(sale.id.clone());
    let paid = shop.sale(till_api.charge_cash(notes).await.unwrap()).await;
    assert_eq!(paid.state, SaleState::Paid);
    let counted = paid.payments.last().unwrap().cash.unwrap();
    assert_eq!(
        (counted.handed_centavos, counted.change_centavos),
        (500_000, 200_000)
    );
    let few = till_api.charge_cash(cash(100, 99)).await.unwrap_err();
    assert_eq!(few.code, ErrorCode::NotEnough);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_part_opens_no_sale_and_spends_no_ticket() {
    let shop = Shop::open().await;
    let mut changed = card(VISA, "cuotas-3", 150_000);
    changed.total_centavos = Some(150_001);
    let mut part = charge(vec![changed]);
    part.checkout.total_centavos = Some(500_000);
    let till_api = shop.till_api().await;
    let refused = till_api.charge_card(part.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::OfferChanged);
    let snapshot = till_api.snapshot(()).await.unwrap();
    assert_eq!((snapshot.sales.len(), snapshot.in_hand), (0, None));
    // The same request, once corrected, opens the first sale.
    part.cards[0].total_centavos = None;
    let sale = shop.sale(till_api.charge_card(part).await.unwrap()).await;
    let told = (sale.ticket.as_str(), sale.total_centavos);
    assert_eq!(told, ("C1-000001", 500_000));
    let approved = shop.ended(&sale.id).await;
    assert_eq!(approved.state, PaymentState::Approved);
    let abandon = AbandonSale {
        sale: sale.id.clone(),
        pin: None,
    };
    let given_up = shop
        .sale(till_api.abandon_sale(abandon).await.unwrap())
        .await;
    assert_eq!(given_up.state, SaleState::Abandoned);
    assert_eq!(till_api.tray(()).await.unwrap().items.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubt_blocks_amount_and_card_until_a_manager_settles_it() {
    let shop = Shop::open().await;
    shop.name_manager().await;
    let till_api = shop.till_api().await;
    shop.fault(Endpoint::PagounoPurchasegroup, Fault::DropBefore);
    let sale = shop
        .charge(vec![card(VISA, "cuotas-1", 150_000)])
        .await
        .unwrap();
    let doubtful = shop.ended(&sale.id).await;
    assert_eq!(doubtful.state, PaymentState::InDoubt);
    let doubt = doubtful.doubt.unwrap();
    assert_eq!((doubt.why, doubt.asking), (DoubtReason::AnswerLost, false));
    let bound = shop.timeline(&sale.id).await.sale;
    assert_eq!(bound.chargeable_centavos, 0);

    let mut notes = cash(150_000, 150_000);
    notes.checkout.sale = Some(sale.id.clone());
    let refused = till_api.charge_cash(notes).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NeedsManager);
    assert_eq!(refused.manager, Some(ManagerWhy::Bound));
    let refused = shop.charge(vec![card(VISA, "cuotas-1", 999_999)]).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NeedsManager);
    assert_eq!(refused.manager, Some(ManagerWhy::SameCard));

    let mut settle = SettleDoubt {
        sale: sale.id.clone(),
        payment: doubtful.id.clone(),
        paid: false,
        reason: " ".to_owned(),
        pin: PIN.to_owned().into(),
    };
    let refused = till_api.settle_doubt(settle.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ReasonMissing);
    settle.reason = "no figura en pagoUno".to_owned();
    let wrong = SettleDoubt {
        pin: "0000".to_owned().into(),
        ..settle.clone()
    };
    let refused = till_api.settle_doubt(wrong).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::PinWrong);
    let settled = shop
        .sale(till_api.settle_doubt(settle).await.unwrap())
        .await;
    assert_eq!(settled.payments[0].state, PaymentState::SettledUnpaid);
    assert_eq!(settled.payments[0].doubt, None);
    assert_eq!(settled.chargeable_centavos, 150_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_manager_changes_plans() {
    let shop = Shop::open().await;
    let till_api = shop.till_api().await;
    let before = till_api.plans(()).await.unwrap();
    assert_eq!(before.plans.len(), 9);
    let plan = PlanDraft {
        id: "nueve".to_owned(),
        name: "9 cuotas".to_owned(),
        programme: Programme::Standard,
        count: 9,
        valid_from: None,
        valid_until: None,
        weekdays: vec![Weekday::Monday],
        amount_min_centavos: 1_000,
        amount_max_centavos: None,
        coefficient_bp: 1_500,
        tna_bp: None,
        tea_bp: None,
        cftea_bp: Some(9_000),
        subscription_code: None,
        enabled: true,
    };
    let keep = |pin: Option<&str>| KeepPlan {
        pin: pin.map(|pin| pin.to_owned().into()),
        plan: plan.clone(),
    };
    let refused = till_api.keep_plan(keep(None)).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.manager),
        (ErrorCode::NeedsManager, None)
    );
    shop.name_manager().await;
    let kept = till_api.keep_plan(keep(Some(PIN))).await.unwrap();
    assert_eq!(kept.plans.len(), 10);
    let mut thirteen = keep(Some(PIN));
    thirteen.plan.count = 13;
    let refused = till_api.keep_plan(thirteen).await.unwrap_err();
    assert_eq!(refused.plan.unwrap().why, PlanWhy::MeansAhora);
    let removed = till_api
        .remove_plan(RemovePlan {
            pin: Some(PIN.to_owned().into()),
            id: "cuotas-18".to_owned(),
        })
        .await
        .unwrap();
    assert_eq!(removed.plans.len(), 9);
    let ExportedPlans { text } = till_api.export_plans(()).await.unwrap();
    let import = |text: &str| ImportPlans {
        pin: Some(PIN.to_owned().into()),
        text: text.to_owned(),
    };
    let same = till_api.import_plans(import(&text)).await.unwrap();
    assert_eq!(same, removed);
    let bent = text.replacen("code = 7", "code = 8", 1);
    let refused = till_api.import_plans(import(&bent)).await.unwrap_err();
    let trouble = refused.plan.unwrap();
    assert!(trouble.row.is_some(), "{trouble:?}");
    assert_eq!(trouble.key.as_deref(), Some("code"));
    assert_eq!(trouble.why, PlanWhy::CodeMeansAnother);
}

/// A charge that was cut off would turn a sure answer into a doubt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_is_not_reopened_while_a_charge_is_on_the_wire() {
    let shop = Shop::open().await;
    shop.fault(Endpoint::PagounoPurchasegroup, Fault::Latency { ms: 2_000 });
    let sale = shop.charge(vec![card(VISA, "cuotas-1", 100_000)]).await;
    let sale = sale.unwrap().id;
    for _ in 0..END_MS_MAX / 20 {
        if !shop.charges().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let settings = shop.shop.folder().settings().unwrap();
    shop.shop.reopen(settings).await.unwrap();
    assert_eq!(shop.ended(&sale).await.state, PaymentState::Approved);
    assert_eq!(shop.charges().len(), 1);
}
