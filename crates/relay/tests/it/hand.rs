//! What all tests use: a relay in a folder of its own, and a client.

use domain::{PaymentId, Provider, TillNumber, UnixMs};
use relay::{Config, Proof, Relay};
use relay_protocol::{Cursor, Delivery, NoticePage, STREAM_TYPE, StreamEvent};
use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use std::{path::Path, time::Duration};
use tokio::time::timeout;

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
        .route("demo", Provider::Wallet, header())
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

    /// A webhook of the house's wallet for `demo`, with the right secret; its
    /// status.
    pub(crate) async fn wallet(&self, body: impl Into<reqwest::Body>) -> u16 {
        let request = self.post("/webhooks/wallet/demo", body);
        let answer = request.header("X-Webhook-Secret", SECRET).send().await;
        answer.unwrap().status().as_u16()
    }

    pub(crate) fn ask(&self, key: &SecretString, after: Cursor, wait: u32) -> RequestBuilder {
        let url = self.url(&format!("/v1/notices?after={after}&wait={wait}"));
        self.client.get(url).bearer_auth(key.expose_secret())
    }

    pub(crate) async fn page(&self, key: &SecretString, after: Cursor, wait: u32) -> NoticePage {
        read(self.ask(key, after, wait).send().await.unwrap()).await
    }

    /// The page that a till gets at once, claims included.
    pub(crate) async fn delivery(&self, key: &SecretString, after: Cursor) -> Delivery {
        let response = self.ask(key, after, 0).send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// The request for a stream.
    pub(crate) fn ask_stream(&self, key: &SecretString, after: Cursor) -> RequestBuilder {
        self.ask(key, after, 0).header("accept", STREAM_TYPE)
    }

    /// An open stream.
    pub(crate) async fn stream(&self, key: &SecretString, after: Cursor) -> Events {
        let response = self.ask_stream(key, after).send().await.unwrap();
        Events::of(response)
    }

    /// The bodies of all notices for a till, as text.
    pub(crate) async fn bodies(&self, key: &SecretString) -> Vec<String> {
        texts(&self.page(key, Cursor::START, 0).await)
    }
}

/// The events of a stream, as they come.
pub(crate) struct Events {
    response: Response,
    text: String,
}

impl Events {
    pub(crate) fn of(response: Response) -> Events {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], STREAM_TYPE);
        let text = String::new();
        Events { response, text }
    }

    /// The next event; `None` if the stream ended in good order.
    pub(crate) async fn next(&mut self) -> Option<StreamEvent> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let lines: Vec<_> = event.lines().collect();
                let [id, name, data] = lines[..] else {
                    panic!("{event}")
                };
                let name = name.strip_prefix("event: ").unwrap();
                let data = data.strip_prefix("data: ").unwrap();
                let event = StreamEvent::read(name, data).unwrap().unwrap();
                assert_eq!(id, format!("id: {}", event.cursor()));
                self.text = rest.to_owned();
                return Some(event);
            }
            let chunk = timeout(Duration::from_secs(15), self.response.chunk());
            let chunk = chunk.await.expect("a heartbeat").ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The bodies up to the event that says all was read, and its cursor.
    pub(crate) async fn until_end(&mut self) -> (Vec<String>, Cursor) {
        let mut bodies = Vec::new();
        loop {
            match self.next().await.expect("an event") {
                StreamEvent::Notice(notice) => bodies.push(text(notice.body.as_bytes())),
                StreamEvent::ReadToEnd { cursor } => return (bodies, cursor),
                StreamEvent::Claim(_) | StreamEvent::Heartbeat { .. } => {}
            }
        }
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).unwrap()
}

pub(crate) async fn read(response: Response) -> NoticePage {
    assert_eq!(response.status(), 200);
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

pub(crate) fn texts(page: &NoticePage) -> Vec<String> {
    page.notices
        .iter()
        .map(|notice| text(notice.body.as_bytes()))
        .collect()
}

/// A payment of that till; `n` makes it distinct.
pub(crate) fn payment(till: u16, n: u64) -> PaymentId {
    PaymentId::new(UnixMs(1_795_276_800_000), n.to_be_bytes(), TillNumber(till))
}

/// A TotalCoin body for that payment.
pub(crate) fn body_for(till: u16, n: u64) -> String {
    let id = payment(till, n);
    format!(r#"{{"Referencia":"{n:010}","Estado":"APROBADO","ReferenciaMerchant":"{id}"}}"#)
}
