//! A client, a webhook receiver, and waiting with a limit.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use outbound::{Answer, Http, Limits, Request, SecretString, SendError};
use sandbox::{Config, Sandbox, Webhook};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const LIMITS: Limits = Limits {
    name_ms: 1_000,
    connect_ms: 1_000,
    answer_ms: 4_000,
    body_bytes_max: 64 * 1024,
};
pub(crate) const SECRET: (&str, &str) = ("X-Webhook-Secret", "palabra");

pub(crate) async fn start() -> Sandbox {
    Sandbox::start(Config::default()).await.unwrap()
}

/// The documented example with a future date and the values of a sale.
pub(crate) fn sale(operation_id: &str) -> Value {
    json!({
        "concept": "test-jpgq",
        "expirationDate": "2999-03-26T17:23:14.099Z",
        "businessUnit": 348,
        "externalReference": "JPGQ_PAYMENT_001",
        "qrAmountType": "closed",
        "amount": 10,
        "qrType": "dynamic",
        "resetOnPayment": false,
        "operationId": operation_id,
        "dni": "27594189",
        "companyReferenceToConciliate": "OP:000001110001"
    })
}

#[derive(Clone)]
pub(crate) struct Client {
    http: Http,
    base: String,
    token: SecretString,
}

impl Client {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        let http = Http::new(LIMITS).unwrap();
        Self {
            http,
            base: sandbox.base_url(),
            token: "Bearer none".into(),
        }
    }

    pub(crate) async fn logged_in(sandbox: &Sandbox) -> Self {
        let mut client = Self::new(sandbox);
        let answer = client.login("ana", "clave").await.unwrap();
        assert_eq!(answer.status, 200);
        let token = value(&answer)["token"].as_str().unwrap().to_owned();
        client.token = format!("Bearer {token}").into();
        client
    }

    pub(crate) async fn login(&self, name: &str, password: &str) -> Result<Answer, SendError> {
        let body = json!({ "username": name, "password": password });
        self.post("/api/auth/login", body.to_string().as_bytes())
            .await
    }

    pub(crate) async fn order(&self, body: &Value) -> Result<Answer, SendError> {
        self.post("/api/iep/pre-order", body.to_string().as_bytes())
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &[u8]) -> Result<Answer, SendError> {
        let url = format!("{}{path}", self.base);
        let request = Request::post(url, body.to_vec()).authorized(&self.token);
        self.http.send(request, None).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = Request::get(format!("{}{path}", self.base));
        value(&self.http.send(request, None).await.unwrap())
    }
}

pub(crate) fn value(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

pub(crate) fn message(answer: &Answer) -> String {
    value(answer)["message"].as_str().unwrap().to_owned()
}

/// A webhook's receiver: it keeps what came with the right secret, and answers
/// with the next of its statuses, then with 200.
#[derive(Clone)]
pub(crate) struct Ear {
    pub(crate) webhook: Webhook,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Ear {
    pub(crate) async fn listen(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let webhook = Webhook {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            header_name: SECRET.0.to_owned(),
            header_value: SECRET.1.to_owned(),
        };
        let heard: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let ear = heard.clone();
        let statuses = Arc::new(Mutex::new(statuses.to_vec()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hear(stream, ear.clone(), statuses.clone()));
            }
        });
        Self { webhook, heard }
    }

    pub(crate) fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().clone()
    }

    /// The bodies, as soon as there are `count`.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Vec<u8>> {
        until(|| self.heard().len() >= count).await;
        self.heard()
    }

    pub(crate) async fn notices(&self, count: usize) -> Vec<Value> {
        let heard = self.wait_for(count).await;
        heard
            .iter()
            .map(|body| serde_json::from_slice(body).unwrap())
            .collect()
    }
}

async fn hear(
    mut stream: TcpStream,
    ear: Arc<Mutex<Vec<Vec<u8>>>>,
    statuses: Arc<Mutex<Vec<u16>>>,
) {
    let (mut seen, mut buffer) = (Vec::new(), [0_u8; 4096]);
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer).await else {
            return;
        };
        seen.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        let Some(head) = text.find("\r\n\r\n") else {
            continue;
        };
        let lower = text[..head].to_lowercase();
        let length = lower.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        if seen.len() < head + 4 + length {
            continue;
        }
        assert!(lower.starts_with("post /hook http/1.1"), "{lower}");
        assert!(lower.contains("x-webhook-secret: palabra"), "{lower}");
        assert!(lower.contains("content-type: application/json"), "{lower}");
        ear.lock().unwrap().push(seen[head + 4..].to_vec());
        seen.clear();
        let status = {
            let mut statuses = statuses.lock().unwrap();
            if statuses.is_empty() {
                200
            } else {
                statuses.remove(0)
            }
        };
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Waits for something that must happen within ten seconds.
pub(crate) async fn until(there: impl Fn() -> bool) {
    let wait = async {
        while !there() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .unwrap();
}
