//! The facts of papers, as a shop could have them.

use domain::plan::{BasisPoints, Instalments, Offer, Plan, PlanTerms};
use domain::{Brand, LastFour, LegReceipt, Money, Ticket, TillNumber, Weekdays};
use jiff::civil::date;
use paper::{CardPaid, CashPaid, Marks, Paid, PaidBy, Receipt, RoundedCash, Shop};

pub(crate) fn money(centavos: i64) -> Money {
    Money::from_centavos(centavos).unwrap()
}

pub(crate) fn shop() -> Shop {
    Shop {
        name: "BAZAR LAS ROSAS".to_owned(),
        cuit: "30-71234567-1".to_owned(),
        address: "Av. Rivadavia 4820, CABA".to_owned(),
    }
}

pub(crate) fn by_qr() -> Receipt {
    let paid = Paid {
        amount: money(2_490_000),
        by: PaidBy::Qr {
            reference: Some("0059617702".to_owned()),
        },
        by_word: false,
    };
    Receipt {
        marks: Marks::default(),
        shop: shop(),
        ticket: Ticket {
            till: TillNumber(1),
            number: 374,
        },
        at: date(2026, 11, 28).at(13, 12, 20, 0),
        till: "Caja 1".to_owned(),
        cashier: Some("Tomás".to_owned()),
        concept: Some("Juego de sábanas".to_owned()),
        amount: money(2_490_000),
        paid: vec![paid],
        unpaid: Money::ZERO,
        returned: Vec::new(),
        to_return: Money::ZERO,
        closing_words: "¡Gracias!\nGuardá este papel para cambios.".to_owned(),
    }
}

pub(crate) fn by_card() -> Receipt {
    let card = CardPaid {
        brand: Brand::Visa,
        last_four: LastFour::parse("8031").unwrap(),
        slips: vec![LegReceipt {
            authorization: Some("483920".to_owned()),
            ticket: Some("000127".to_owned()),
            batch: Some("034".to_owned()),
            ..LegReceipt::default()
        }],
        offer: three_instalments(),
    };
    let paid = Paid {
        amount: money(6_714_600),
        by: PaidBy::Cards(vec![card]),
        by_word: false,
    };
    Receipt {
        amount: money(6_714_600),
        paid: vec![paid],
        ..by_qr()
    }
}

/// $ 58.900 in three instalments of $ 22.382.
fn three_instalments() -> Offer {
    let plan = Plan::new(PlanTerms {
        id: "tres".parse().unwrap(),
        name: "3 cuotas".to_owned(),
        instalments: Instalments::standard(3).unwrap(),
        valid_from: None,
        valid_until: None,
        weekdays: Weekdays::ALL,
        amount_min: money(100),
        amount_max: None,
        coefficient: BasisPoints(1_400),
        tna: Some(BasisPoints(6_780)),
        tea: Some(BasisPoints(9_340)),
        cftea: Some(BasisPoints(12_120)),
        subscription_code: None,
        enabled: true,
    });
    let day = "2026-11-28".parse().unwrap();
    plan.unwrap().offer(money(5_890_000), day).unwrap()
}

pub(crate) fn by_cash() -> Receipt {
    let cash = CashPaid {
        rounded: Some(RoundedCash {
            price: money(834_990),
            by: money(990),
        }),
        handed: Some((money(1_000_000), money(166_000))),
    };
    Receipt {
        amount: money(834_000),
        paid: vec![Paid {
            amount: money(834_000),
            by: PaidBy::Cash(cash),
            by_word: false,
        }],
        ..by_qr()
    }
}
