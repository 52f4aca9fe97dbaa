//! A shop that charges cards, with pagoUno's documented requests.

use outbound::{Answer, Http, Request, SecretString, SendError};
use sandbox::{Config, SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY, Sandbox};
use serde_json::{Value, json};

use crate::support::{Ear, LIMITS, value};

pub(crate) const APPROVED: &str = "4111111111111111";
pub(crate) const APPROVED_MASTERCARD: &str = "5555555555554444";
pub(crate) const DENIED: &str = "4000000000000002";
pub(crate) const PENDING_APPROVED: &str = "4012888888881881";
pub(crate) const PENDING_DENIED: &str = "4000000000009979";
pub(crate) const PENDING: &str = "4000002760003184";
pub(crate) const NO_TERMINAL: &str = "4000000000000119";
pub(crate) const BAD_AMOUNT: &str = "4000000000000127";

pub(crate) const REFERENCE: &str = "C-123456";

pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) ear: Ear,
    http: Http,
}

pub(crate) fn card(number: &str) -> Value {
    let code = if number.len() == 15 { "7377" } else { "737" };
    json!([{
        "primary_account_number": number,
        "expiration_date": "9912",
        "card_security_code": code,
        "card_holder": {
            "first_name": "ANA", "last_name": "PRUEBA", "front_name": "ANA PRUEBA",
            "telephone": "", "email": "", "birth_date": "",
            "address": {
                "country": "AR", "state": "", "city": "", "street": "", "door_number": ""
            },
            "identification": {"document_type": "DNI", "document_number": "27594189"}
        }
    }])
}

pub(crate) fn group(cards: &[(&str, i64)]) -> Value {
    let list = cards.iter().map(|(token_id, amount)| {
        json!({
            "token_id": token_id,
            "purchase_list": [{
                "merchant_code_group": "MG-03207",
                "transaction_amount": amount,
                "installments_plan": 0,
                "installments": 7,
                "transaction_currency_code": "032",
                "seller_descriptor": "P1C1C1*TEATROUNO"
            }]
        })
    });
    json!({
        "transaction_group_type": 1,
        "customer_transaction_identificator": REFERENCE,
        "external_reference": REFERENCE,
        "primary_account_number_list": list.collect::<Vec<_>>()
    })
}

/// The id of a transaction in an answer.
pub(crate) fn id(leg: &Value) -> &str {
    leg["id"].as_str().unwrap()
}

/// A refusal in pagoUno's own JSON.
pub(crate) fn refusal(status: u16, words: &str) -> Value {
    json!({"status": status, "message": words, "data": null})
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(mut config: Config) -> Self {
        let ear = Ear::listen(&[]).await;
        config.pagouno.webhook = Some(ear.webhook.clone());
        Self {
            sandbox: Sandbox::start(config).await.unwrap(),
            ear,
            http: Http::new(LIMITS).unwrap(),
        }
    }

    pub(crate) async fn send(
        &self,
        path: &str,
        key: &str,
        body: &[u8],
    ) -> Result<Answer, SendError> {
        let url = format!("{}/v1/Transaction/{path}", self.sandbox.base_url());
        let key = SecretString::from(key);
        let request = Request::post(url, body.to_vec()).authorized(&key);
        self.http.send(request, None).await
    }

    pub(crate) async fn token_answer(&self, card: &Value) -> Result<Answer, SendError> {
        let body = card.to_string();
        self.send("token", SAMPLE_PUBLIC_KEY, body.as_bytes()).await
    }

    pub(crate) async fn token(&self, number: &str) -> String {
        let answer = self.token_answer(&card(number)).await.unwrap();
        assert_eq!(answer.status, 200, "{}", value(&answer));
        value(&answer)["data"][0]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn charge(&self, group: &Value) -> Result<Answer, SendError> {
        let body = group.to_string();
        self.send("purchasegroup", SAMPLE_PRIVATE_KEY, body.as_bytes())
            .await
    }

    /// Charges new tokens of these cards; returns `data`.
    pub(crate) async fn pay(&self, cards: &[(&str, i64)]) -> Value {
        let answer = self.charge(&self.fresh(cards).await).await.unwrap();
        let body = value(&answer);
        assert_eq!(
            (answer.status, &body["status"]),
            (200, &json!(200)),
            "{body}"
        );
        body["data"].clone()
    }

    /// A request with new tokens of these cards.
    pub(crate) async fn fresh(&self, cards: &[(&str, i64)]) -> Value {
        let mut tokens = Vec::new();
        for (number, amount) in cards {
            tokens.push((self.token(number).await, *amount));
        }
        let tokens: Vec<(&str, i64)> = tokens.iter().map(|(id, n)| (id.as_str(), *n)).collect();
        group(&tokens)
    }

    pub(crate) async fn query(&self, id: &str) -> Result<Answer, SendError> {
        let url = format!("{}/v1/Transaction/purchase/{id}", self.sandbox.base_url());
        let key = SecretString::from(SAMPLE_PUBLIC_KEY);
        self.http
            .send(Request::get(url).authorized(&key), None)
            .await
    }

    /// Whether a query says that the transaction succeeded.
    pub(crate) async fn succeeded(&self, id: &str) -> bool {
        let answer = value(&self.query(id).await.unwrap());
        assert_eq!(answer["data"]["id"], id, "{answer}");
        answer["data"]["success"].as_bool().unwrap()
    }

    pub(crate) async fn control(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/sandbox/{path}", self.sandbox.base_url());
        let request = Request::post(url, body.to_string().into_bytes());
        let answer = self.http.send(request, None).await.unwrap();
        (answer.status, value(&answer))
    }

    pub(crate) async fn shown(&self, path: &str) -> String {
        let url = format!("{}/sandbox/{path}", self.sandbox.base_url());
        let answer = self.http.send(Request::get(url), None).await.unwrap();
        String::from_utf8(answer.body).unwrap()
    }
}
