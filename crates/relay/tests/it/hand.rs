//! What the tests hold in their hand: a relay in a folder of its own, and a
//! client that speaks to it.

use domain::{PaymentId, Provider, TillNumber, UnixMs};
use relay::{Config, Proof, Relay};
use relay_protocol::{Cursor, NoticePage};
use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use std::{path::Path, time::Duration};

/// The webhook secret of every route here.
pub(crate) const SECRET: &str = "one-secret-of-the-tests";

pub(crate) fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

/// Two merchants: one with a header, one with a path token.
pub(crate) fn config(data_dir: &Path) -> Config {
    let header = || Proof::Header {
        name: "X-Webhook-Secret".into(),
        secret: secret(SECRET),
    };
    Config::new(([127, 0, 0, 1], 0).into(), data_dir)
        .route("demo", Provider::Totalcoin, header())
        .route("demo", Provider::Pagouno, Proof::PathToken(secret(SECRET)))
        .route("other", Provider::Totalcoin, header())
}

pub(crate) struct Hand {
    pub(crate) relay: Relay,
    pub(crate) client: Client,
}

pub(crate) fn client() -> Client {
    Client::builder()
        .timeout(Duration::from_secs(40))
        .no_proxy()
        .build()
        .unwrap()
}

impl Hand {
    pub(crate) async fn start(data_dir: &Path) -> Hand {
        Hand {
            relay: Relay::start(config(data_dir)).await.unwrap(),
            client: client(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.relay.local_addr())
    }

    /// A key for that till, of the merchant `demo`.
    pub(crate) async fn till(&self, number: u16) -> SecretString {
        self.relay
            .add_till("demo", TillNumber(number))
            .await
            .unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client.post(self.url(path)).body(body)
    }

    /// A webhook of TotalCoin for `demo`, with the right secret; its status.
    pub(crate) async fn totalcoin(&self, body: impl Into<reqwest::Body>) -> u16 {
        let request = self.post("/webhooks/totalcoin/demo", body);
        request
            .header("X-Webhook-Secret", SECRET)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    pub(crate) fn ask(&self, key: &SecretString, after: Cursor, wait: u32) -> RequestBuilder {
        let url = self.url(&format!("/v1/notices?after={after}&wait={wait}"));
        self.client.get(url).bearer_auth(key.expose_secret())
    }

    pub(crate) async fn page(&self, key: &SecretString, after: Cursor, wait: u32) -> NoticePage {
        read(self.ask(key, after, wait).send().await.unwrap()).await
    }

    /// The bodies of all that lies before a till, as text.
    pub(crate) async fn bodies(&self, key: &SecretString) -> Vec<String> {
        texts(&self.page(key, Cursor::START, 0).await)
    }
}

pub(crate) async fn read(response: Response) -> NoticePage {
    assert_eq!(response.status(), 200);
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

pub(crate) fn texts(page: &NoticePage) -> Vec<String> {
    let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
    page.notices
        .iter()
        .map(|notice| text(notice.body.as_bytes()))
        .collect()
}

/// A TotalCoin body for a payment of that till; `n` makes it distinct.
pub(crate) fn body_for(till: u16, n: u64) -> String {
    let id = PaymentId::new(UnixMs(1_795_276_800_000), n.to_be_bytes(), TillNumber(till));
    format!(r#"{{"Referencia":"{n:010}","Estado":"APROBADO","ReferenciaMerchant":"{id}"}}"#)
}
