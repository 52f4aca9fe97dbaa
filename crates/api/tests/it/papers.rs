//! What a sale, a shift and a close are on paper, compared with what happened.

use api::paper::{Documents, PaperLook};
use domain::{Actor, Event, SaleId, Tender};
use ledger::LedgerError;
use paper::{Document, Line, PaperWidth, layout};
use sandbox::How;
use testkit::shop::{Shop, checkout, pesos_of};
use till::day::{Counted, OpenShift};
use till::pay::cash::ChargeCash;
use till::print::Paper;

const BY: Actor = Actor::Counter;

/// The words of a paper, line by line.
fn words(document: &Document) -> String {
    let lines = layout(document, PaperWidth::Columns48).into_iter();
    let texts = lines.filter_map(|line| match line {
        Line::Text(line) => Some(line.text.trim().to_owned() + "\n"),
        Line::Qr(_) => None,
    });
    texts.collect()
}

/// The paper as the ledger's state makes it.
async fn paper_of(shop: &Shop, paper: Paper, copy: bool, hides_cash: bool) -> Option<String> {
    let documents = Documents::of(shop.till(), PaperLook::of(&shop.settings, true));
    let made = shop
        .till()
        .ledger()
        .read(move |read| documents.document(read, &paper, copy, hides_cash));
    let made: Result<_, LedgerError> = made.await;
    made.unwrap().map(|document| words(&document))
}

async fn receipt(shop: &Shop, sale: SaleId, copy: bool) -> Option<String> {
    paper_of(shop, Paper::Receipt(sale), copy, false).await
}

async fn cash(shop: &Shop, pesos: &str, handed: &str) -> SaleId {
    let charge = ChargeCash {
        checkout: checkout(),
        amount: pesos_of(pesos),
        handed: Some(pesos_of(handed)),
    };
    shop.till().take_cash_payment(charge, BY).await.unwrap().id
}

/// Whether the paper has a line with these words at its left and its right.
fn has_pair(paper: &str, left: &str, right: &str) -> bool {
    let mut lines = paper.lines();
    lines.any(|line| line.starts_with(left) && line.ends_with(right))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_what_was_paid_and_never_who_paid() {
    let shop = Shop::open().await;
    let waiting = shop.charge_until_waiting("937.20").await;
    assert_eq!(receipt(&shop, waiting.id, false).await, None);
    shop.pay(&waiting, 0, &How::Exact).await;
    let paid = shop
        .wait_for(waiting.id, "an approval", |sale| {
            sale.covered() == sale.total
        })
        .await;
    let transaction = paid.payments[0].approving_transaction().unwrap();
    let paper = receipt(&shop, paid.id, true).await.unwrap();
    assert!(
        has_pair(&paper, "Número", &paid.ticket.to_string()),
        "{paper}"
    );
    assert!(has_pair(&paper, "QR", "$ 937,20"), "{paper}");
    assert!(
        has_pair(&paper, "Referencia", &transaction.reference),
        "{paper}"
    );
    assert_eq!(paper.matches("COPIA\n").count(), 2, "{paper}");
    assert_eq!(paper.matches("ENTORNO DE PRUEBA\n").count(), 2, "{paper}");

    let payment = paid.payments[0].id;
    let payer = shop
        .till()
        .ledger()
        .read(move |read| read.payer_of_payment(payment));
    let payer: Option<ledger::Payer> = Result::<_, LedgerError>::unwrap(payer.await);
    let name = payer.and_then(|payer| payer.name).unwrap();
    assert!(!paper.contains(&name), "{name} in {paper}");

    let by_cash = cash(&shop, "8340", "10000").await;
    let paper = receipt(&shop, by_cash, false).await.unwrap();
    for (left, right) in [
        ("Efectivo", "$ 8.340,00"),
        ("Entregado", "$ 10.000,00"),
        ("Vuelto", "$ 1.660,00"),
    ] {
        assert!(has_pair(&paper, left, right), "{left} in {paper}");
    }
    assert!(!paper.contains("COPIA"), "{paper}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_the_drawer_is_on_its_slip_its_count_and_its_close() {
    let shop = Shop::open().await;
    let till = shop.till();
    let open = OpenShift {
        float: pesos_of("1000"),
        accepted: Vec::new(),
    };
    let shift = till.open_shift(open, BY).await.unwrap().number;
    cash(&shop, "500", "500").await;
    till.take_out(pesos_of("200"), "Flete".to_owned(), BY)
        .await
        .unwrap();
    let moved = shop
        .journal()
        .await
        .into_iter()
        .rev()
        .find_map(|entry| match entry.event {
            Event::Shift(..) => Some(entry.seq),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        });
    let moved = moved.unwrap();
    let slip = paper_of(&shop, Paper::Movement(moved), false, false);
    let slip = slip.await.unwrap();
    assert!(has_pair(&slip, "Salió", "$ 200,00"), "{slip}");
    assert!(has_pair(&slip, "Motivo", "Flete"), "{slip}");

    let blind = paper_of(&shop, Paper::Partial { blind: true }, false, false);
    let blind = blind.await.unwrap();
    assert!(
        !blind.contains("500,00") && !blind.contains("1.000,00"),
        "{blind}"
    );

    let counted = Counted {
        tender: Tender::Cash,
        counted: pesos_of("1290"),
        pieces: Vec::new(),
    };
    till.count_shift(vec![counted], None, BY).await.unwrap();
    let count = paper_of(&shop, Paper::Count(shift), false, false);
    let count = count.await.unwrap();
    let (number, figures) = till.partial().await.unwrap();
    let close = till.close_day(number, BY).await.unwrap();
    let paper = paper_of(&shop, Paper::Close(number), false, false);
    let paper = paper.await.unwrap();
    for (left, right) in [("Contado", "1.290,00"), ("Diferencia", "-10,00")] {
        assert!(has_pair(&count, left, right), "{left} in {count}");
        assert!(has_pair(&paper, left, right), "{left} in {paper}");
    }
    assert_eq!(figures.received().centavos(), 50_000);
    assert!(has_pair(&paper, "ENTRÓ", "$ 500,00"), "{paper}");
    assert!(paper.contains("Flete"), "{paper}");
    let (_, control) = paper.split_once("Control de la línea").unwrap();
    let hash = control.lines().skip(1).take(2).collect::<String>();
    assert_eq!(hash.replace(' ', "").to_lowercase(), close.anchor.hash);
}
