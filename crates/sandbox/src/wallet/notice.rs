//! The body of the wallet's notice: the fields of `docs/wallet-notice.md`.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::host::clock::buenos_aires_rfc;
use crate::host::money::number_of_two_decimals;

/// The content of a notice.
pub(crate) struct Notice<'a> {
    pub(crate) payment_id: Option<&'a str>,
    pub(crate) order_id: &'a str,
    pub(crate) state: &'a str,
    pub(crate) amount_centavos: i64,
    pub(crate) reference: &'a str,
    pub(crate) buyer_cuit: &'a str,
    pub(crate) buyer_account: &'a str,
    pub(crate) occurred_ms: i64,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_id: Option<&'a str>,
    order_id: &'a str,
    state: &'a str,
    amount: Box<RawValue>,
    reference: &'a str,
    buyer_cuit: &'a str,
    buyer_account: &'a str,
    occurred_at: String,
}

impl Notice<'_> {
    pub(crate) fn body(&self) -> String {
        let body = Body {
            payment_id: self.payment_id,
            order_id: self.order_id,
            state: self.state,
            amount: number_of_two_decimals(self.amount_centavos),
            reference: self.reference,
            buyer_cuit: self.buyer_cuit,
            buyer_account: self.buyer_account,
            occurred_at: buenos_aires_rfc(self.occurred_ms),
        };
        serde_json::to_string(&body).expect("a struct of texts and numbers is always JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::Notice;
    use serde_json::Value;

    /// The page's example has the same fields, of the same types and values.
    #[test]
    fn a_notice_is_the_example_of_the_page() {
        let example = include_str!("../../../../docs/wallet-notice.example.json");
        let body = Notice {
            payment_id: Some("01a1fed6-0000-8123-8567-89abcdef0001"),
            order_id: "TOA000E001E82E3E24F700B02423F37EDD5547B54CE5BB8E4F0B42A0F984",
            state: "paid",
            amount_centavos: 150_050,
            reference: "W-000123",
            buyer_cuit: "20322678275",
            buyer_account: "0000070300000000000017",
            occurred_ms: 1_796_092_200_000,
        }
        .body();
        let same = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(same(&body), same(example));
    }

    #[test]
    fn a_payment_that_the_wallet_does_not_know_is_left_out() {
        let body = Notice {
            payment_id: None,
            order_id: "TOA0",
            state: "returned",
            amount_centavos: 5,
            reference: "W-1",
            buyer_cuit: "x",
            buyer_account: "y",
            occurred_ms: 0,
        }
        .body();
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body.get("payment_id"), None);
        assert_eq!(body["state"], "returned");
        assert_eq!(body["occurred_at"], "1969-12-31T21:00:00.000-03:00");
    }
}
