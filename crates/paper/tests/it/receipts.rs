//! What a customer takes home.

use crate::facts::{by_card, by_cash, by_qr, money};
use domain::ReturnedFrom;
use paper::{Line, PaperWidth, Receipt, Returned, layout, receipt};

/// The lines as text, with what is larger than plain in front.
fn lines(facts: &Receipt, width: PaperWidth) -> String {
    let mut text = String::new();
    for line in layout(&receipt(facts), width) {
        let Line::Text(line) = line else { continue };
        let (width, height) = (line.size.width, line.size.height);
        if (width, height) != (1, 1) {
            text.push_str(&format!("{width}x{height} "));
        }
        text.push_str(line.text.trim_end());
        text.push('\n');
    }
    text
}

#[test]
fn a_sale_by_qr() {
    let printed = lines(&by_qr(), PaperWidth::Columns48);
    let expected = "\
1x2 BAZAR LAS ROSAS
CUIT 30-71234567-1
Av. Rivadavia 4820, CABA
------------------------------------------------
COMPROBANTE DE PAGO

3x3 $ 24.900

2x2 DOCUMENTO NO VÁLIDO
2x2 COMO FACTURA
------------------------------------------------
Número                                 C1-000374
Fecha y hora                    28/11/2026 13:12
Caja                                      Caja 1
Atendió                                    Tomás
Concepto                        Juego de sábanas
------------------------------------------------
QR                                   $ 24.900,00
Cobró                                  TotalCoin
Referencia                            0059617702
------------------------------------------------

¡Gracias!
Guardá este papel para cambios.
";
    assert_eq!(printed, expected);
}

#[test]
fn a_card_with_its_plan_as_it_was_shown() {
    let printed = lines(&by_card(), PaperWidth::Columns32);
    let (_, card) = printed.split_once("Juego de sábanas\n").unwrap();
    let expected = "\
--------------------------------
Visa terminada en 8031
                     $ 67.146,00
Autorización              483920
Cupón                     000127
Lote                         034
--------------------------------
Plan                    3 cuotas
Precio de contado    $ 58.900,00
3 cuotas de          $ 22.382,00
Total financiado     $ 67.146,00
TNA                      67,80 %
TEA                      93,40 %
1x2 CFTEA                   121,20 %
--------------------------------

¡Gracias!
Guardá este papel para cambios.
";
    assert_eq!(card, expected);
}

#[test]
fn cash_with_its_rounding_what_went_back_and_what_is_left() {
    let mut facts = by_cash();
    facts.paid.extend(by_qr().paid);
    facts.returned = vec![Returned {
        amount: money(90_000),
        from: ReturnedFrom::Drawer,
    }];
    facts.to_return = money(10_000);
    let printed = lines(&facts, PaperWidth::Columns42);
    let (_, paid) = printed.split_once("Juego de sábanas\n").unwrap();
    let expected = "\
------------------------------------------
Precio                          $ 8.349,90
Redondeo a tu favor                  -9,90
Efectivo                        $ 8.340,00
Entregado                      $ 10.000,00
Vuelto                          $ 1.660,00
------------------------------------------
QR                             $ 24.900,00
Cobró                            TotalCoin
Referencia                      0059617702
------------------------------------------
Devuelto en efectivo               -900,00
Queda por devolver                $ 100,00
------------------------------------------

¡Gracias!
Guardá este papel para cambios.
";
    assert_eq!(paid, expected);
}
