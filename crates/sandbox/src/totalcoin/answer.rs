//! The answer to a pre-order, with a QR like the sample's.

use serde::Serialize;
use serde_json::value::RawValue;

use super::config::Merchant;
use super::memory::Order;
use crate::host::fault::Fault;
use crate::host::money;

/// The owner of template 43 in the payload of the documented sample. It has 33
/// characters, one more than EMVCo allows; TotalCoin does it this way.
const DOMAIN: &str = "com.totalcoin.integracionesqrtest";
/// Argentine pesos, ISO 4217.
const PESOS: &str = "032";
/// United States dollars, for the fault with another currency.
const DOLLARS: &str = "840";

/// The content of a QR.
pub(crate) struct Code<'a> {
    pub(crate) merchant: &'a Merchant,
    pub(crate) pre_order_id: u64,
    pub(crate) external_reference: &'a str,
    pub(crate) dynamic: bool,
    /// Tag 54; the documented sample has none.
    pub(crate) amount_centavos: Option<i64>,
    pub(crate) currency: &'a str,
}

impl<'a> Code<'a> {
    pub(crate) fn of(merchant: &'a Merchant, order: &'a Order) -> Self {
        let with_amount = merchant.tag_54 && !order.open_amount;
        Self {
            merchant,
            pre_order_id: order.id,
            external_reference: &order.external_reference,
            dynamic: order.dynamic,
            amount_centavos: with_amount.then_some(order.amount_centavos),
            currency: PESOS,
        }
    }

    /// A QR without a pre-order, to check that the merchant's data fits.
    pub(crate) fn trial(merchant: &'a Merchant) -> Self {
        Self {
            merchant,
            pre_order_id: 1,
            external_reference: "A",
            dynamic: true,
            amount_centavos: None,
            currency: PESOS,
        }
    }

    /// The payload: the sample's tags in the sample's order.
    ///
    /// # Errors
    ///
    /// A value that does not fit into its tag, which only a configured merchant
    /// can cause.
    pub(crate) fn write(&self) -> Result<String, qr::BuildError> {
        // The sample is "static" and has 11; EMVCo has 12 for a code that can
        // be paid once.
        let initiation = if self.dynamic { "12" } else { "11" };
        let id = format!("{:010}", self.pre_order_id);
        let mut builder = qr::Builder::new()
            .field("01", initiation)?
            .template("43", &[("00", DOMAIN), ("02", &id)])?
            .template("50", &[("00", &self.merchant.cuit)])?
            .template("51", &[("00", &self.merchant.cvu)])?
            .field("52", &self.merchant.category)?
            .field("53", self.currency)?;
        if let Some(centavos) = self.amount_centavos {
            builder = builder.field("54", &money::two_decimals(centavos))?;
        }
        Ok(builder
            .field("58", "AR")?
            .field("59", &self.merchant.name)?
            .field("60", &self.merchant.city)?
            .template("62", &[("01", self.external_reference)])?
            .finish())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    id: u64,
    qr_code: String,
    expiration_date: &'a str,
    amount: Box<RawValue>,
    concept: &'a str,
    business_unit_name: &'a str,
    cashier: String,
    external_reference: String,
    is_enabled: bool,
}

/// The answer's body, changed by the `faults` that affect its content.
pub(crate) fn body(
    merchant: &Merchant,
    order: &Order,
    faults: &[Fault],
) -> Result<Vec<u8>, qr::BuildError> {
    let has = |fault: &Fault| faults.contains(fault);
    let other_merchant = Merchant {
        cuit: "30999999995".to_owned(),
        ..merchant.clone()
    };
    let other_reference = format!("X{:.24}", order.external_reference);
    let mut code = Code::of(merchant, order);
    if has(&Fault::OtherCuit) {
        code.merchant = &other_merchant;
    }
    if has(&Fault::WrongTag4302) {
        code.pre_order_id = order.id.saturating_add(1);
    }
    if has(&Fault::WrongCurrency) {
        code.currency = DOLLARS;
    }
    if has(&Fault::WrongTag6201) {
        code.external_reference = &other_reference;
    }
    if has(&Fault::WrongTag54) {
        code.amount_centavos = Some(order.amount_centavos.saturating_add(100));
    }
    let mut qr_code = code.write()?;
    if has(&Fault::BadCrc) {
        spoil_crc(&mut qr_code);
    }
    let wrong_by = if has(&Fault::WrongAmount) { 100 } else { 0 };
    let answer = Body {
        id: order.id,
        qr_code,
        expiration_date: &order.expiration_date,
        amount: money::one_decimal_at_least(order.amount_centavos.saturating_add(wrong_by)),
        concept: &order.concept,
        business_unit_name: &merchant.name,
        // The documented sample has a space at the end.
        cashier: format!("{} ", merchant.name),
        external_reference: if has(&Fault::WrongReference) {
            other_reference
        } else {
            order.external_reference.clone()
        },
        is_enabled: !has(&Fault::NotEnabled),
    };
    Ok(serde_json::to_vec(&answer).expect("a struct of texts and numbers is always JSON"))
}

fn spoil_crc(payload: &mut String) {
    let last = payload.pop();
    payload.push(if last == Some('0') { '1' } else { '0' });
}

#[cfg(test)]
mod tests {
    use super::{Code, PESOS};
    use crate::totalcoin::config::Merchant;

    #[test]
    fn the_documented_qr_is_reproduced_exactly() {
        let merchant = Merchant::default();
        let code = Code {
            merchant: &merchant,
            pre_order_id: 13_010,
            external_reference: "JPGQ_PAYMENT_001",
            dynamic: false,
            amount_centavos: None,
            currency: PESOS,
        };
        assert_eq!(
            code.write().unwrap(),
            "00020101021143510033com.totalcoin.integracionesqrtest0210000001301050150011307180924815126\
             002200002228000000000577235204490053030325802AR5905ARBET6012Buenos Aires62200116\
             JPGQ_PAYMENT_0016304584D"
        );
    }
}
