//! A close and a count, as they are printed.

use crate::facts::{money, shop};
use domain::close::{
    Adjustment, ArrivalSum, DeductionSum, Figures, Named, Pending, PendingWhy, PersonSum, PlanSum,
    ShiftEnding, ShiftSum, TakingSum,
};
use domain::shift::{Count, Pieces};
use domain::{
    Actor, Balance, CloseNumber, Day, LastFour, Method, Money, PaymentId, PaymentState, PersonId,
    Role, SaleId, Shift, ShiftEvent, ShiftNumber, Stamp, TakingKind, Tender, Ticket, TillNumber,
    UnixMs,
};
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use paper::{
    CloseKind, CountedShift, DayClose, Document, Line, Marks, PaperWidth, PendingPayment, close,
    count, layout,
};
use std::collections::BTreeMap;

const TILL: TillNumber = TillNumber(1);

fn at(hour: i8, minute: i8) -> UnixMs {
    let local = date(2026, 11, 28).at(hour, minute, 0, 0);
    let zoned = local.to_zoned(zone()).unwrap();
    UnixMs(zoned.timestamp().as_millisecond())
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(-3))
}

fn balance(centavos: i64) -> Balance {
    Balance::from_centavos(centavos)
}

fn tomas() -> PersonId {
    PersonId::new(at(0, 0), [1; 8], TILL)
}

fn named<T>(lines: Vec<T>) -> Named<T> {
    Named { lines, others: 0 }
}

/// Tomás opened with $ 45.000, took $ 12.000 out and counted $ 100 too little.
fn shift() -> Shift {
    let by = Actor::Person {
        id: tomas(),
        role: Role::Cashier,
    };
    let opened = ShiftEvent::Opened {
        person: Some(tomas()),
        float: money(4_500_000),
        accepted: Vec::new(),
        refused: Vec::new(),
    };
    let out = ShiftEvent::CashOut {
        amount: money(1_200_000),
        reason: "Flete, Expreso Norte".to_owned(),
    };
    let counted = ShiftEvent::Counted {
        counts: vec![Count {
            tender: Tender::Cash,
            expected: balance(8_534_000),
            counted: money(8_524_000),
            pieces: vec![Pieces {
                value: money(2_000_000),
                pieces: 4,
            }],
        }],
        to_confirm: true,
        accepted: None,
    };
    let events = [
        (Stamp::new(&by, at(8, 57)), &opened),
        (Stamp::new(&by, at(11, 30)), &out),
        (Stamp::new(&by, at(14, 2)), &counted),
    ];
    Shift::sum(ShiftNumber(1), events).unwrap()
}

fn figures() -> Figures {
    let sum = |tender, kind, count, amount| TakingSum {
        tender,
        kind,
        count,
        amount: balance(amount),
    };
    let sale = SaleId::new(at(9, 0), [2; 8], TILL);
    let ticket = |number| Ticket { till: TILL, number };
    Figures {
        takings: vec![
            sum(Tender::Qr, TakingKind::Received, 43, 59_040_000),
            sum(Tender::Card, TakingKind::Received, 14, 21_474_600),
            sum(Tender::Cash, TakingKind::Received, 15, 19_044_000),
            sum(Tender::Qr, TakingKind::ByWord, 1, 980_000),
            sum(Tender::Cash, TakingKind::Returned, 1, -90_000),
            sum(Tender::Cash, TakingKind::Rounded, 1, 990),
        ],
        plans: named(vec![PlanSum {
            plan: "3 cuotas".to_owned(),
            instalments: 3,
            count: 10,
            amount: balance(16_034_600),
        }]),
        people: named(vec![PersonSum {
            person: Some(tomas()),
            count: 72,
            amount: balance(99_558_600),
        }]),
        deductions: vec![
            DeductionSum {
                tender: Tender::Qr,
                gross: money(59_040_000),
                fees: money(810_956),
                taxes: Money::ZERO,
                net: money(58_229_044),
                known: 43,
                without_taxes: 43,
                unknown: 0,
                unknown_gross: Money::ZERO,
            },
            DeductionSum {
                tender: Tender::Card,
                gross: Money::ZERO,
                fees: Money::ZERO,
                taxes: Money::ZERO,
                net: Money::ZERO,
                known: 0,
                without_taxes: 0,
                unknown: 14,
                unknown_gross: money(21_474_600),
            },
        ],
        arrivals: Some(
            [(28, 30_000_000), (30, 28_000_000)]
                .map(|(day, net)| ArrivalSum {
                    day: Day::new(2026, 11, day).unwrap(),
                    tender: Tender::Qr,
                    gross: money(net + 500_000),
                    net: money(net),
                })
                .into_iter()
                .collect(),
        ),
        adjustments: named(vec![Adjustment {
            close: CloseNumber(214),
            sale,
            ticket: ticket(347),
            tender: Tender::Qr,
            kind: TakingKind::Received,
            amount: balance(640_000),
            at: at(9, 12),
        }]),
        pending: named(vec![pending(sale, ticket(376))]),
        shifts: named(vec![ShiftSum {
            number: ShiftNumber(1),
            person: Some(tomas()),
            opened_at: at(8, 57),
            ending: ShiftEnding::ToConfirm,
            difference: balance(-10_000),
        }]),
        wrong_pins: 2,
        ..Figures::default()
    }
}

fn pending(sale: SaleId, ticket: Ticket) -> Pending {
    Pending {
        sale,
        ticket,
        payment: PaymentId::new(at(12, 31), [3; 8], TILL),
        why: PendingWhy::Payment(PaymentState::InDoubt),
        amount: money(3_600_000),
        since: at(12, 31),
        person: Some(tomas()),
    }
}

pub(crate) fn day_close(kind: CloseKind, without_cash: bool, marks: Marks) -> DayClose {
    let figures = figures();
    let pending = figures.pending.lines.iter().map(|pending| PendingPayment {
        pending: pending.clone(),
        method: Method::Card,
        cards: vec![LastFour::parse("4417").unwrap()],
    });
    DayClose {
        marks,
        shop: shop(),
        till: "Caja 1".to_owned(),
        kind,
        at: at(20, 34),
        before: Some((CloseNumber(214), UnixMs(at(20, 38).0 - 86_400_000))),
        lines: (48_213, 48_902),
        pending: pending.collect(),
        figures,
        without_cash,
        shifts: vec![shift()],
        names: BTreeMap::from([(tomas(), "Tomás".to_owned())]),
        zone: zone(),
    }
}

pub(crate) fn made() -> CloseKind {
    CloseKind::Made {
        number: CloseNumber(215),
        by: Some("Lucía".to_owned()),
        hash: "9f2c71a04d8eb316e07a5c4912dd8b3f".repeat(2),
        seq: 48_901,
    }
}

pub(crate) fn counted(marks: Marks) -> CountedShift {
    CountedShift {
        marks,
        shop: shop(),
        till: "Caja 1".to_owned(),
        shift: shift(),
        person: Some("Tomás".to_owned()),
        accepted_by: None,
        zone: zone(),
    }
}

fn lines(document: &Document) -> String {
    let mut text = String::new();
    for line in layout(document, PaperWidth::Columns48) {
        let Line::Text(line) = line else { continue };
        text.push_str(line.text.trim_end());
        text.push('\n');
    }
    text
}

#[test]
fn a_close_says_what_came_in_what_is_open_and_the_journals_end() {
    let paper = lines(&close(&day_close(made(), false, Marks::default())));
    let expected = "                   NO FISCAL
BAZAR LAS ROSAS
CUIT 30-71234567-1
Av. Rivadavia 4820, CABA
CIERRE INTERNO 215
sábado 28/11/2026 20:34
Caja 1                              Cerró: Lucía
Desde el cierre 214             27/11/2026 20:38
Líneas del registro              48.213 a 48.902
------------------------------------------------
ENTRÓ                               $ 995.586,00
QR                          43        590.400,00
Tarjeta                     14        214.746,00
Efectivo                    15        190.440,00
Total                       72        995.586,00
Aparte, no sumado:
  Dado por pagado, QR        1          9.800,00
  Devuelto, Efectivo         1           -900,00
  Redondeo a favor de quien paga, Efectivo
                             1             -9,90
------------------------------------------------
TARJETA, POR PLAN
3 cuotas                    10        160.346,00
------------------------------------------------
POR PERSONA
Tomás                       72        995.586,00
------------------------------------------------
LO QUE DEJA
QR, bruto                             590.400,00
  Comisiones                           -8.109,56
  Impuestos                             sin dato
  Neto, antes de retenciones          582.290,44
Tarjeta, bruto                        214.746,00
  Comisiones e impuestos                sin dato
------------------------------------------------
CUÁNDO LLEGA
En efectivo, ya está                  189.540,00
28/11/2026, QR                        300.000,00
30/11/2026, QR                        280.000,00
Antes de retenciones: QR.
Sin fecha o sin neto, bruto           215.146,00
------------------------------------------------
CAJÓN
Turno 1, Tomás, 08:57 a 14:02
  Fondo                                45.000,00
  Efectivo                             52.340,00
  11:30 Flete, Expreso Norte          -12.000,00
  Contado                              85.240,00
  Diferencia, a confirmar                -100,00
------------------------------------------------
AJUSTES DE CIERRES ANTERIORES
Ajuste del cierre 214 C1-000347         6.400,00
  QR: entró después, 09:12
Ya están sumados arriba.
------------------------------------------------
QUEDA PENDIENTE: 1
C1-000376 en duda                      36.000,00
  Tarjeta 4417, desde 12:31, Tomás
------------------------------------------------
Plata sin venta en la bandeja, del comercio    0
PIN equivocados                                2
------------------------------------------------
Control de la línea                       48.901
9F2C 71A0 4D8E B316 E07A 5C49 12DD 8B3F 9F2C
71A0 4D8E B316 E07A 5C49 12DD 8B3F
                   NO FISCAL
";
    assert_eq!(paper, expected);
}

#[test]
fn a_blind_partial_has_no_figure_from_which_the_drawer_could_be_reckoned() {
    let paper = lines(&close(&day_close(
        CloseKind::Partial,
        true,
        Marks::default(),
    )));
    assert!(
        paper.contains("PARCIAL\n") && paper.contains("590.400,00"),
        "{paper}"
    );
    for cash in [
        "190.440", "995.586", "45.000", "52.340", "85.240", "12.000", "900,00", "9,90",
    ] {
        assert!(!paper.contains(cash), "{cash} in {paper}");
    }
}

#[test]
fn a_count_says_how_what_should_be_there_comes_about() {
    let paper = lines(&count(&counted(Marks::default())));
    let (_, cash) = paper.split_once("EFECTIVO\n").unwrap();
    let expected = "\
Fondo                                  45.000,00
Ventas y devoluciones                  52.340,00
11:30 Flete, Expreso Norte            -12.000,00
Debería haber                          85.340,00
  $ 20.000,00                4         80.000,00
Contado                                85.240,00
Diferencia                               -100,00
------------------------------------------------
DIFERENCIA SIN CONFIRMAR
------------------------------------------------
";
    assert_eq!(&cash[..expected.len()], expected);
}
