//! The journal's format: each event as JSON. A change here changes every shop's
//! ledger; old events must stay readable for ever.

use crate::reach::{card, leg};
use crate::world::{BEGUN, key, pay, pesos};
use domain::plan::first_rows;
use domain::{
    Approval, AskedOthers, AssignedAs, CloseNumber, Cover, Deductions, Destination, DestinationIs,
    Details, DiscrepancyKind, DiscrepancyNumber, DoubtWhy, EpochBecause, Event, ExportedPayers,
    FixedQrEvent, FixedQrId, JournalEnd, LegWord, Method, MoneyFrom, NoticeNumber, PaymentRequest,
    PersonId, PinBecause, PinHash, Provider, QrOffer, RefusedWhy, ReportEvent, ReportId,
    ReportOutcome, ReportWhy, Reported, ReprintedPaper, ReturnedFrom, Role, SaleEvent, SaleId,
    SettledAs, Settlement, ShiftNumber, StrayEvent, StrayId, Tender, Ticket, TillEvent, TillNumber,
    TransactionKey, UnixMs, Word,
};
use std::collections::BTreeSet;

fn person() -> PersonId {
    PersonId::new(BEGUN, [7; 8], TillNumber(1))
}

fn sale_events() -> Vec<SaleEvent> {
    let (payment, other) = (pay(1), pay(2));
    let till = TillNumber(1);
    let detail = Some("CLAVE".to_owned());
    let reason = "lo vi".to_owned();
    let how = SettledAs::CompletesThisSale;
    let number = DiscrepancyNumber(1);
    vec![
        SaleEvent::Opened {
            ticket: Ticket { till, number: 42 },
            total: pesos(1_500),
            concept: None,
        },
        SaleEvent::Abandoned,
        SaleEvent::CashRounded {
            payment,
            by: pesos(1),
        },
        SaleEvent::MoneyReturned {
            payment,
            number: Some(number),
            amount: pesos(900),
            from: ReturnedFrom::Drawer,
            reason: reason.clone(),
        },
        SaleEvent::MeansCorrected {
            payment,
            to: Tender::Transfer,
            reason: reason.clone(),
        },
        SaleEvent::Requested {
            payment,
            request: PaymentRequest {
                charged: pesos(1_800),
                ..PaymentRequest::of(Method::FixedQr, pesos(1_500))
            },
            deadline: UnixMs(1_795_276_845_000),
            replaces: Some(other),
        },
        SaleEvent::QrReceived {
            payment,
            qr: QrOffer {
                order: "13010".to_owned(),
                payload: "000201".to_owned(),
                expires_at: UnixMs(1_795_277_400_000),
                warnings: vec!["crc".to_owned()],
                collector: None,
            },
        },
        SaleEvent::LateAnswer {
            payment,
            order: None,
        },
        SaleEvent::Refused {
            payment,
            why: RefusedWhy::QrOfAnotherSale,
            detail: detail.clone(),
        },
        SaleEvent::TimeRanOut { payment },
        SaleEvent::Expired { payment },
        SaleEvent::Cancelled { payment },
        SaleEvent::Sent { payment },
        SaleEvent::NeverSent { payment },
        SaleEvent::Pending { payment },
        SaleEvent::Approved {
            payment,
            by: Approval::Notice(key("0000004053")),
        },
        SaleEvent::Approved {
            payment,
            by: Approval::Counted,
        },
        SaleEvent::Declined { payment, detail },
        SaleEvent::InDoubt {
            payment,
            why: DoubtWhy::AnswerLost,
        },
        SaleEvent::SettledPaid {
            payment,
            reason: reason.clone(),
        },
        SaleEvent::SettledUnpaid {
            payment,
            reason: reason.clone(),
        },
        SaleEvent::Declared { payment },
        SaleEvent::Unconfirmed { payment },
        SaleEvent::NoticeHeard {
            payment,
            notice: NoticeNumber(7),
            transaction: Some(key("0000004053")),
            amount: Some(pesos(1_500)),
            word: Word::Other("PENDIENTE".to_owned()),
            deductions: Deductions {
                net: Some(pesos(1_400)),
                fees: Some(pesos(100)),
                taxes: None,
            },
            details: Details {
                credited_at: Some(UnixMs(1_795_276_800_000)),
                method: Some("TARJETA".to_owned()),
                instalments: Some(3),
                ..Details::default()
            },
        },
        SaleEvent::MoneyCounted {
            payment,
            transaction: key("0000004053"),
            amount: pesos(1_500),
        },
        SaleEvent::DiscrepancyFound {
            number,
            payment,
            kind: DiscrepancyKind::NeedsReview,
            by: pesos(100),
            transaction: None,
        },
        SaleEvent::DiscrepancyWithdrawn { number },
        SaleEvent::DiscrepancySettled {
            number,
            settlement: Settlement {
                how,
                reason: reason.clone(),
                covers: None,
            },
        },
        SaleEvent::Released {
            payment,
            deadline: UnixMs(1_795_276_845_000),
            reason: reason.clone(),
        },
        SaleEvent::GivenUp { payment, reason },
        SaleEvent::EndsMoved {
            payment,
            by_ms: -3_600_000,
        },
        SaleEvent::InDoubt {
            payment,
            why: DoubtWhy::PendingTooLong,
        },
        SaleEvent::CardsShown {
            payment,
            cards: vec![card(1_500, 1)],
        },
        SaleEvent::LegsHeard {
            payment,
            legs: vec![leg("T1", LegWord::Succeeded, 1_500)],
        },
        SaleEvent::HintHeard {
            payment,
            notice: NoticeNumber(7),
            leg: "T1".to_owned(),
        },
        SaleEvent::CashCounted {
            payment,
            handed: pesos(2_000),
            change: pesos(500),
        },
        SaleEvent::Held { payment },
        SaleEvent::PutAside,
        SaleEvent::Resumed,
        SaleEvent::MoneyAssigned {
            payment,
            amount: pesos(1_500),
            from: MoneyFrom::Stray(StrayId::Transaction(key("R1"))),
            transaction: Some(key("R1")),
            typed: false,
            effect: AssignedAs::Payment,
            reason: "lo vi".to_owned(),
        },
        SaleEvent::MoneyDisowned {
            payment,
            transaction: key("R1"),
        },
        SaleEvent::DiscrepancySettled {
            number,
            settlement: Settlement {
                how: SettledAs::BelongsToAnotherSale,
                reason: "lo vi".to_owned(),
                covers: Some(Cover {
                    sale: SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1)),
                    payment: pay(2),
                    amount: pesos(1_500),
                }),
            },
        },
    ]
}

/// A number for each kind of event. A new kind does not compile without one,
/// and the test below then requires a sample of it.
fn kind(event: &SaleEvent) -> usize {
    match event {
        SaleEvent::Opened { .. } => 0,
        SaleEvent::Abandoned => 1,
        SaleEvent::Requested { .. } => 2,
        SaleEvent::QrReceived { .. } => 3,
        SaleEvent::LateAnswer { .. } => 4,
        SaleEvent::Refused { .. } => 5,
        SaleEvent::TimeRanOut { .. } => 6,
        SaleEvent::Expired { .. } => 7,
        SaleEvent::Cancelled { .. } => 8,
        SaleEvent::Sent { .. } => 9,
        SaleEvent::NeverSent { .. } => 10,
        SaleEvent::Pending { .. } => 11,
        SaleEvent::Approved { .. } => 12,
        SaleEvent::Declined { .. } => 13,
        SaleEvent::InDoubt { .. } => 14,
        SaleEvent::SettledPaid { .. } => 15,
        SaleEvent::SettledUnpaid { .. } => 16,
        SaleEvent::Declared { .. } => 17,
        SaleEvent::Unconfirmed { .. } => 18,
        SaleEvent::NoticeHeard { .. } => 19,
        SaleEvent::MoneyCounted { .. } => 20,
        SaleEvent::DiscrepancyFound { .. } => 21,
        SaleEvent::DiscrepancyWithdrawn { .. } => 22,
        SaleEvent::DiscrepancySettled { .. } => 23,
        SaleEvent::Released { .. } => 24,
        SaleEvent::GivenUp { .. } => 25,
        SaleEvent::CardsShown { .. } => 26,
        SaleEvent::LegsHeard { .. } => 27,
        SaleEvent::HintHeard { .. } => 28,
        SaleEvent::CashCounted { .. } => 29,
        SaleEvent::Held { .. } => 30,
        SaleEvent::PutAside => 31,
        SaleEvent::Resumed => 32,
        SaleEvent::MoneyAssigned { .. } => 33,
        SaleEvent::MoneyDisowned { .. } => 34,
        SaleEvent::EndsMoved { .. } => 35,
        SaleEvent::CashRounded { .. } => 36,
        SaleEvent::MoneyReturned { .. } => 37,
        SaleEvent::MeansCorrected { .. } => 38,
    }
}
const SALE_EVENT_KINDS: usize = 39;

fn report_events() -> Vec<Event> {
    let reported = Reported {
        sale: SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1)),
        payment: pay(1),
        transaction: TransactionKey::own(Provider::Wallet, "W1".to_owned()),
        outcome: ReportOutcome::Paid,
        amount: pesos(1_500),
        original: None,
    };
    let id = ReportId::of([5; 16]);
    let returned = Reported {
        outcome: ReportOutcome::Returned,
        original: Some(id),
        ..reported.clone()
    };
    let reason = "Bind no lo tiene".to_owned();
    [
        ReportEvent::Owed {
            about: reported,
            waits: None,
        },
        ReportEvent::Owed {
            about: returned,
            waits: Some(ReportWhy::Restored),
        },
        ReportEvent::Passed {
            message: id.to_string(),
            reference: Some("77".to_owned()),
        },
        ReportEvent::Stopped {
            message: id.to_string(),
            why: ReportWhy::Refused,
        },
        ReportEvent::SentAnew {
            message: "m2".to_owned(),
            reason: reason.clone(),
        },
        ReportEvent::Settled {
            reason: reason.clone(),
        },
        ReportEvent::GivenUp { reason },
    ]
    .into_iter()
    .map(|event| Event::Report(id, event))
    .collect()
}

fn events() -> Vec<Event> {
    let sale = SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1));
    let mut events: Vec<_> = sale_events()
        .into_iter()
        .map(|event| Event::Sale(sale, event))
        .collect();
    let stray = StrayId::Transaction(key("R1"));
    let settlement = Settlement {
        how: SettledAs::NotASale,
        reason: "transferencia".to_owned(),
        covers: None,
    };
    for event in [
        StrayEvent::Heard {
            notice: NoticeNumber(8),
            amount: None,
            word: Some(Word::Approved),
            proposes: Some(pay(1)),
            deductions: Deductions::default(),
            details: Details::default(),
            under: None,
            arrived_at: None,
        },
        StrayEvent::Heard {
            notice: NoticeNumber(8),
            amount: None,
            word: None,
            proposes: None,
            deductions: Deductions::default(),
            details: Details::default(),
            under: Some(FixedQrId::named(pay(2))),
            arrived_at: Some(UnixMs(1_795_276_800_000)),
        },
        StrayEvent::Withdrawn { payment: pay(1) },
        StrayEvent::Contradicted { payment: pay(1) },
        StrayEvent::Settled {
            settlement: settlement.clone(),
            asked: AskedOthers::Nobody,
        },
        StrayEvent::Settled {
            settlement: settlement.clone(),
            asked: AskedOthers::Claimed,
        },
        StrayEvent::Settled {
            settlement,
            asked: AskedOthers::TakenOver(TillNumber(2)),
        },
        StrayEvent::Claimed {
            till: TillNumber(2),
        },
        StrayEvent::Released,
    ] {
        events.push(Event::Stray(stray.clone(), event));
    }
    let unread = StrayId::Notice(NoticeNumber(9));
    events.push(Event::Stray(
        unread,
        StrayEvent::Withdrawn { payment: pay(1) },
    ));
    let fixed = FixedQrId::named(pay(2));
    for event in [
        FixedQrEvent::Requested {
            valid_until: UnixMs(1_795_276_800_000),
        },
        FixedQrEvent::Received {
            qr: QrOffer {
                order: "7".to_owned(),
                payload: "000201".to_owned(),
                expires_at: UnixMs(1_795_276_800_000),
                warnings: Vec::new(),
                collector: None,
            },
        },
        FixedQrEvent::Refused {
            why: RefusedWhy::ProviderRefused,
            detail: None,
        },
        FixedQrEvent::Replaced {
            by: FixedQrId::named(pay(3)),
        },
        FixedQrEvent::Ended,
    ] {
        events.push(Event::FixedQr(fixed, event));
    }
    events.extend(report_events());
    events.extend([
        Event::Till(TillEvent::EpochOpened {
            because: EpochBecause::FirstRun,
        }),
        Event::Till(TillEvent::Restored {
            copy_made_at: UnixMs(1_795_276_800_000),
            copy_seq: 12,
            tickets_passed_over: 1_000,
            closes_passed_over: 1,
            till: Some(TillNumber(1)),
            anchors_left: vec![JournalEnd {
                seq: 15,
                hash: "0a1b".to_owned(),
            }],
        }),
        Event::Till(TillEvent::RolledBack {
            found_seq: 12,
            tickets_passed_over: 1_000,
            closes_passed_over: 1,
            till: Some(TillNumber(1)),
            anchors_left: Vec::new(),
        }),
        Event::Till(TillEvent::RelayRead),
        Event::Till(TillEvent::RelayWaived {
            reason: "sin internet".to_owned(),
        }),
        Event::Till(TillEvent::ClockMoved {
            by_ms: -3_600_000,
            slept_ms: 0,
            doubtful_from: Some(3),
        }),
        Event::Till(TillEvent::WorkerFailed {
            worker: "errands".to_owned(),
        }),
        Event::Till(TillEvent::IdentityKept {
            cuit: Some("30711807180".to_owned()),
            cvu: None,
        }),
        Event::Till(TillEvent::AddressesInForce {
            addresses: vec!["https://apicobranzas.totalcoin.com".to_owned()],
            destinations: vec![DestinationIs {
                destination: Destination::Totalcoin,
                value: "https://apicobranzas.totalcoin.com".to_owned(),
            }],
        }),
        Event::Till(TillEvent::DestinationConfirmed {
            destination: Destination::CardIdentity,
            value: "MG-03207 · P1C1C1 · TEATRO UNO".to_owned(),
        }),
        Event::Till(TillEvent::PlanKept {
            plan: first_rows().iter().last().unwrap().clone(),
        }),
        Event::Till(TillEvent::PlanDropped {
            plan: "ahora-18".parse().unwrap(),
        }),
        Event::Till(TillEvent::IdentityConfirmed {
            cuit: Some("30711807180".to_owned()),
            cvu: Some("0000003100012345678901".to_owned()),
        }),
        Event::Till(TillEvent::IdentityForgotten {
            cuit: Some("30711807180".to_owned()),
            cvu: None,
            reason: "cambió la cuenta".to_owned(),
        }),
        Event::Till(TillEvent::SettingsSaved {
            keys: vec!["till.name".to_owned()],
        }),
        Event::Till(TillEvent::PersonNamed {
            id: person(),
            name: "Ana".to_owned(),
            role: Role::Manager,
        }),
        Event::Till(TillEvent::PinKept {
            person: person(),
            pin: PinHash {
                hash: "$argon2id$…".to_owned(),
                pepper: Some("0a1b".to_owned()),
            },
            because: PinBecause::Named,
        }),
        Event::Till(TillEvent::PinWrong { wrong: 4 }),
        Event::Till(TillEvent::PinShort { person: person() }),
        Event::Till(TillEvent::PinKeyGone),
        Event::Till(TillEvent::TillNoticeSeen { notice: 12 }),
        Event::Till(TillEvent::PayersExported {
            about: ExportedPayers::Days {
                from: "2026-11-01".parse().unwrap(),
                to: "2026-11-30".parse().unwrap(),
            },
        }),
        Event::Till(TillEvent::PayersExported {
            about: ExportedPayers::Sale {
                sale: SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1)),
            },
        }),
        Event::Till(TillEvent::PayerForgotten {
            sale: SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1)),
        }),
        Event::Till(TillEvent::PaperReprinted {
            paper: ReprintedPaper::Receipt {
                sale: SaleId::new(UnixMs(1_795_276_800_000), [9; 8], TillNumber(1)),
            },
        }),
        Event::Till(TillEvent::PaperReprinted {
            paper: ReprintedPaper::Close {
                number: CloseNumber(14),
            },
        }),
        Event::Till(TillEvent::PaperReprinted {
            paper: ReprintedPaper::Count {
                shift: ShiftNumber(3),
            },
        }),
        Event::Till(TillEvent::PaperReprinted {
            paper: ReprintedPaper::Movement { seq: 4_711 },
        }),
        Event::Till(TillEvent::ErrandGivenUp {
            errand: 7,
            kind: "totalcoin.pre-order".to_owned(),
            payment: None,
            reason: "lo vi".to_owned(),
        }),
    ]);
    events
}

#[test]
fn every_kind_of_a_sales_events_has_its_sample() {
    let seen: BTreeSet<_> = sale_events().iter().map(kind).collect();
    assert_eq!(seen, (0..SALE_EVENT_KINDS).collect());
}

#[test]
fn an_event_is_written_like_this_for_ever() {
    let lines: Vec<_> = events()
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"opened","ticket":{"till":1,"number":42},"total":150000,"concept":null}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"abandoned"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"cash-rounded","payment":"01a1fed6-0000-8101-8101-010101010001","by":100}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"money-returned","payment":"01a1fed6-0000-8101-8101-010101010001","number":1,"amount":90000,"from":"drawer","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"means-corrected","payment":"01a1fed6-0000-8101-8101-010101010001","to":"transfer","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"requested","payment":"01a1fed6-0000-8101-8101-010101010001","method":"fixed-qr","amount":150000,"charged":180000,"deadline":1795276845000,"replaces":"01a1fed6-0000-8202-8202-020202020001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"qr-received","payment":"01a1fed6-0000-8101-8101-010101010001","qr":{"order":"13010","payload":"000201","expires_at":1795277400000,"warnings":["crc"]}}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"late-answer","payment":"01a1fed6-0000-8101-8101-010101010001","order":null}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"refused","payment":"01a1fed6-0000-8101-8101-010101010001","why":"qr-of-another-sale","detail":"CLAVE"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"time-ran-out","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"expired","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"cancelled","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"sent","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"never-sent","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"pending","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"approved","payment":"01a1fed6-0000-8101-8101-010101010001","by":{"notice":{"provider":"totalcoin","merchant":"demo","reference":"0000004053"}}}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"approved","payment":"01a1fed6-0000-8101-8101-010101010001","by":"counted"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"declined","payment":"01a1fed6-0000-8101-8101-010101010001","detail":"CLAVE"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"in-doubt","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"settled-paid","payment":"01a1fed6-0000-8101-8101-010101010001","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"settled-unpaid","payment":"01a1fed6-0000-8101-8101-010101010001","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"declared","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"unconfirmed","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"notice-heard","payment":"01a1fed6-0000-8101-8101-010101010001","notice":7,"transaction":{"provider":"totalcoin","merchant":"demo","reference":"0000004053"},"amount":150000,"word":{"other":"PENDIENTE"},"deductions":{"net":140000,"fees":10000,"taxes":null},"details":{"created_at":null,"confirmed_at":null,"credited_at":1795276800000,"method":"TARJETA","card":null,"instalments":3}}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"money-counted","payment":"01a1fed6-0000-8101-8101-010101010001","transaction":{"provider":"totalcoin","merchant":"demo","reference":"0000004053"},"amount":150000}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"discrepancy-found","number":1,"payment":"01a1fed6-0000-8101-8101-010101010001","kind":"needs-review","by":10000,"transaction":null}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"discrepancy-withdrawn","number":1}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"discrepancy-settled","number":1,"settlement":{"how":"completes-this-sale","reason":"lo vi"}}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"released","payment":"01a1fed6-0000-8101-8101-010101010001","deadline":1795276845000,"reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"given-up","payment":"01a1fed6-0000-8101-8101-010101010001","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"ends-moved","payment":"01a1fed6-0000-8101-8101-010101010001","by_ms":-3600000}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"in-doubt","payment":"01a1fed6-0000-8101-8101-010101010001","why":"pending-too-long"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"cards-shown","payment":"01a1fed6-0000-8101-8101-010101010001","cards":[{"face":{"brand":"visa","bin":"411111","last_four":"1111"},"offer":{"plan":"cuotas-1","name":"1 pago","instalments":{"count":1,"code":1},"cash":150000,"each":150000,"dearer":0,"total":150000,"tna":null,"tea":null,"cftea":null},"legs":[150000]}]}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"legs-heard","payment":"01a1fed6-0000-8101-8101-010101010001","legs":[{"ids":["T1"],"place":null,"amount":150000,"last_four":"1111","word":"succeeded","message":null}]}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"hint-heard","payment":"01a1fed6-0000-8101-8101-010101010001","notice":7,"leg":"T1"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"cash-counted","payment":"01a1fed6-0000-8101-8101-010101010001","handed":200000,"change":50000}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"held","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"put-aside"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"resumed"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"money-assigned","payment":"01a1fed6-0000-8101-8101-010101010001","amount":150000,"from":{"stray":{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}}},"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"},"typed":false,"effect":"payment","reason":"lo vi"}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"money-disowned","payment":"01a1fed6-0000-8101-8101-010101010001","transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}}]}
    {"sale":["01a1fed6-0000-8909-8909-090909090001",{"what":"discrepancy-settled","number":1,"settlement":{"how":"belongs-to-another-sale","reason":"lo vi","covers":{"sale":"01a1fed6-0000-8909-8909-090909090001","payment":"01a1fed6-0000-8202-8202-020202020001","amount":150000}}}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"heard","notice":8,"amount":null,"word":"approved","proposes":"01a1fed6-0000-8101-8101-010101010001","deductions":{"net":null,"fees":null,"taxes":null}}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"heard","notice":8,"amount":null,"word":null,"proposes":null,"deductions":{"net":null,"fees":null,"taxes":null},"under":"01a1fed6-0000-8202-8202-020202020001","arrived_at":1795276800000}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"withdrawn","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"contradicted","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"settled","settlement":{"how":"not-a-sale","reason":"transferencia"},"asked":"nobody"}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"settled","settlement":{"how":"not-a-sale","reason":"transferencia"},"asked":"claimed"}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"settled","settlement":{"how":"not-a-sale","reason":"transferencia"},"asked":{"taken-over":2}}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"claimed","till":2}]}
    {"stray":[{"transaction":{"provider":"totalcoin","merchant":"demo","reference":"R1"}},{"what":"released"}]}
    {"stray":[{"notice":9},{"what":"withdrawn","payment":"01a1fed6-0000-8101-8101-010101010001"}]}
    {"fixed-qr":["01a1fed6-0000-8202-8202-020202020001",{"what":"requested","valid_until":1795276800000}]}
    {"fixed-qr":["01a1fed6-0000-8202-8202-020202020001",{"what":"received","qr":{"order":"7","payload":"000201","expires_at":1795276800000,"warnings":[]}}]}
    {"fixed-qr":["01a1fed6-0000-8202-8202-020202020001",{"what":"refused","why":"provider-refused","detail":null}]}
    {"fixed-qr":["01a1fed6-0000-8202-8202-020202020001",{"what":"replaced","by":"01a1fed6-0000-8303-8303-030303030001"}]}
    {"fixed-qr":["01a1fed6-0000-8202-8202-020202020001",{"what":"ended"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"owed","sale":"01a1fed6-0000-8909-8909-090909090001","payment":"01a1fed6-0000-8101-8101-010101010001","transaction":{"provider":"wallet","merchant":"own","reference":"W1"},"outcome":"paid","amount":150000,"original":null}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"owed","sale":"01a1fed6-0000-8909-8909-090909090001","payment":"01a1fed6-0000-8101-8101-010101010001","transaction":{"provider":"wallet","merchant":"own","reference":"W1"},"outcome":"returned","amount":150000,"original":"05050505-0505-8505-8505-050505050505","waits":"restored"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"passed","message":"05050505-0505-8505-8505-050505050505","reference":"77"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"stopped","message":"05050505-0505-8505-8505-050505050505","why":"refused"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"sent-anew","message":"m2","reason":"Bind no lo tiene"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"settled","reason":"Bind no lo tiene"}]}
    {"report":["05050505-0505-8505-8505-050505050505",{"what":"given-up","reason":"Bind no lo tiene"}]}
    {"till":{"what":"epoch-opened","because":"first-run"}}
    {"till":{"what":"restored","copy_made_at":1795276800000,"copy_seq":12,"tickets_passed_over":1000,"closes_passed_over":1,"till":1,"anchors_left":[{"seq":15,"hash":"0a1b"}]}}
    {"till":{"what":"rolled-back","found_seq":12,"tickets_passed_over":1000,"closes_passed_over":1,"till":1,"anchors_left":[]}}
    {"till":{"what":"relay-read"}}
    {"till":{"what":"relay-waived","reason":"sin internet"}}
    {"till":{"what":"clock-moved","by_ms":-3600000,"slept_ms":0,"doubtful_from":3}}
    {"till":{"what":"worker-failed","worker":"errands"}}
    {"till":{"what":"identity-kept","cuit":"30711807180","cvu":null}}
    {"till":{"what":"addresses-in-force","addresses":["https://apicobranzas.totalcoin.com"],"destinations":[{"destination":"totalcoin","value":"https://apicobranzas.totalcoin.com"}]}}
    {"till":{"what":"destination-confirmed","destination":"card-identity","value":"MG-03207 · P1C1C1 · TEATRO UNO"}}
    {"till":{"what":"plan-kept","plan":{"id":"ahora-18","name":"Ahora 18","instalments":{"count":18,"code":8},"valid_from":null,"valid_until":null,"weekdays":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"],"amount_min":1000,"amount_max":null,"coefficient":0,"tna":null,"tea":null,"cftea":null,"subscription_code":null,"enabled":true}}}
    {"till":{"what":"plan-dropped","plan":"ahora-18"}}
    {"till":{"what":"identity-confirmed","cuit":"30711807180","cvu":"0000003100012345678901"}}
    {"till":{"what":"identity-forgotten","cuit":"30711807180","cvu":null,"reason":"cambió la cuenta"}}
    {"till":{"what":"settings-saved","keys":["till.name"]}}
    {"till":{"what":"person-named","id":"01a1fed6-0000-8707-8707-070707070001","name":"Ana","role":"manager"}}
    {"till":{"what":"pin-kept","person":"01a1fed6-0000-8707-8707-070707070001","pin":{"hash":"$argon2id$…","pepper":"0a1b"},"because":"named"}}
    {"till":{"what":"pin-wrong","wrong":4}}
    {"till":{"what":"pin-short","person":"01a1fed6-0000-8707-8707-070707070001"}}
    {"till":{"what":"pin-key-gone"}}
    {"till":{"what":"till-notice-seen","notice":12}}
    {"till":{"what":"payers-exported","about":{"of":"days","from":"2026-11-01","to":"2026-11-30"}}}
    {"till":{"what":"payers-exported","about":{"of":"sale","sale":"01a1fed6-0000-8909-8909-090909090001"}}}
    {"till":{"what":"payer-forgotten","sale":"01a1fed6-0000-8909-8909-090909090001"}}
    {"till":{"what":"paper-reprinted","paper":{"of":"receipt","sale":"01a1fed6-0000-8909-8909-090909090001"}}}
    {"till":{"what":"paper-reprinted","paper":{"of":"close","number":14}}}
    {"till":{"what":"paper-reprinted","paper":{"of":"count","shift":3}}}
    {"till":{"what":"paper-reprinted","paper":{"of":"movement","seq":4711}}}
    {"till":{"what":"errand-given-up","errand":7,"kind":"totalcoin.pre-order","reason":"lo vi"}}
    "#);
}

#[test]
fn an_event_is_read_as_it_was_written() {
    for event in events() {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    }
}

#[test]
fn money_that_cannot_be_is_not_read() {
    for amount in ["-1", "9007199254740992", "1.5", "\"100\""] {
        let text = format!(
            r#"{{"what":"opened","ticket":{{"till":1,"number":1}},"total":{amount},"concept":null}}"#
        );
        assert!(
            serde_json::from_str::<SaleEvent>(&text).is_err(),
            "{amount}"
        );
    }
}
