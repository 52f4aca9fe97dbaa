//! The page, and whom it and the control API answer.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Client, sale, start};
use sandbox::{Endpoint, Fault, Sandbox, Times};

struct Told {
    status: u16,
    head: String,
    body: String,
}

/// Sends one request with headers that an HTTP client would not let us write.
async fn ask(sandbox: &Sandbox, line: &str, headers: &[(&str, &str)], body: &str) -> Told {
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    let mut text = format!("{line} HTTP/1.1\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!(
        "connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ));
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Told {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_lowercase(),
        body: body.to_owned(),
    }
}

/// Sends a request like the page's own script.
async fn own(sandbox: &Sandbox, line: &str, body: &str) -> Told {
    let host = sandbox.address().to_string();
    let origin = sandbox.base_url();
    let headers = [
        ("host", host.as_str()),
        ("origin", origin.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    ask(sandbox, line, &headers, body).await
}

#[tokio::test]
async fn the_page_is_part_of_the_program_and_protected_by_headers() {
    let sandbox = start().await;
    for path in ["/", "/sandbox", "/?lang=en"] {
        let page = own(&sandbox, &format!("GET {path}"), "").await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.head.contains("content-type: text/html; charset=utf-8"));
        assert!(page.body.starts_with("<!doctype html>"));
        for sealed in [
            "content-security-policy: default-src 'none'; script-src 'self';",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(page.head.contains(sealed), "{sealed}: {}", page.head);
        }
        for part in page.body.split("=\"").skip(1) {
            let path = part.split('"').next().unwrap();
            if path.starts_with('/') {
                assert_eq!(own(&sandbox, &format!("GET {path}"), "").await.status, 200);
            }
        }
    }
    assert_eq!(own(&sandbox, "POST /", "").await.status, 404);
    assert_eq!(own(&sandbox, "GET /sandbox/page/", "").await.status, 404);
    assert_eq!(own(&sandbox, "GET /sandboxes", "").await.status, 404);
}

#[tokio::test]
async fn the_page_answers_while_the_network_is_cut() {
    let sandbox = start().await;
    sandbox.set_offline(true);
    assert_eq!(own(&sandbox, "GET /", "").await.status, 200);
    let overview = own(&sandbox, "GET /sandbox/overview", "").await;
    let overview: Value = serde_json::from_str(&overview.body).unwrap();
    assert_eq!(overview["offline"], true);
}

#[tokio::test]
async fn pages_of_other_sites_are_refused_every_request() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    client.order(&sale("a")).await.unwrap();
    let host = sandbox.address().to_string();
    let host = ("host", host.as_str());
    let pay = json!({"operation_id": "a", "how": "exact"}).to_string();
    let lines = [
        ("POST /sandbox/pay", pay.as_str()),
        ("POST /sandbox/webhook", r#"{"url": "http://127.0.0.1:1/"}"#),
        ("POST /sandbox/offline", r#"{"offline": true}"#),
        ("DELETE /sandbox/tokens", ""),
        ("GET /sandbox/received", ""),
        ("GET /sandbox/overview", ""),
        ("GET /sandbox/page/page.js", ""),
    ];
    for (line, body) in lines {
        for headers in [
            // A site whose name was changed to this machine's address.
            &[("host", "rebound.example.com")][..],
            &[
                ("host", "rebound.example.com:8788"),
                ("origin", "http://rebound.example.com:8788"),
                ("sec-fetch-site", "same-origin"),
            ],
            // A site that sends what a form can send.
            &[host, ("origin", "https://example.com")],
            &[host, ("origin", "null")],
            &[host, ("sec-fetch-site", "cross-site")],
            // Another program's page on this machine.
            &[host, ("origin", "http://127.0.0.1:3000")],
            &[host, ("sec-fetch-site", "same-site")],
            &[],
        ] {
            let told = ask(&sandbox, line, headers, body).await;
            assert_eq!(told.status, 403, "{line} {headers:?}");
            assert!(told.body.starts_with(r#"{"message":"#));
        }
    }
    assert!(sandbox.pre_orders()[0].payments.is_empty());
    assert!(!sandbox.is_offline());
    assert_eq!(own(&sandbox, "POST /sandbox/pay", &pay).await.status, 200);
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        let told = ask(&sandbox, "GET /", &[("host", name)], "").await;
        assert_eq!(told.status, 200, "{name}");
    }
}

#[tokio::test]
async fn the_overview_shows_the_newest_of_everything() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    for number in 0..45 {
        client.order(&sale(&number.to_string())).await.unwrap();
    }
    for number in 0..12 {
        let which = sandbox::Which::OperationId(number.to_string());
        sandbox.pay(&which, &sandbox::How::Exact).await.unwrap();
    }
    sandbox
        .add_fault(Endpoint::Login, Fault::Latency { ms: 5 }, Times::Always)
        .unwrap();
    let overview = own(&sandbox, "GET /sandbox/overview", "").await.body;
    let overview: Value = serde_json::from_str(&overview).unwrap();
    let orders = overview["pre_orders"].as_array().unwrap();
    assert_eq!(
        (orders.len(), &overview["pre_orders_open"]),
        (33 + 10, &json!(33))
    );
    assert_eq!(orders[0]["state"], "open");
    assert_eq!(orders[0]["amount_centavos"], 1_000);
    assert_eq!(orders[42]["state"], "paid");
    assert_eq!(orders[42]["payments"][0]["amount_centavos"], 1_000);
    let ids: Vec<_> = orders.iter().map(|order| order["id"].as_u64()).collect();
    assert!(ids.is_sorted_by(|one, next| one > next));
    assert_eq!(overview["webhooks_waiting"], 12);
    assert_eq!(overview["webhooks"][0]["id"], 12);
    assert_eq!(overview["has_webhook"], false);
    assert_eq!(
        overview["faults"][0],
        json!({"endpoint": "login", "fault": "latency", "ms": 5, "times": "always"})
    );
}

#[tokio::test]
async fn a_pre_order_has_its_qr_as_a_picture() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    client.order(&sale("a")).await.unwrap();
    let order = sandbox.pre_orders().remove(0);
    let path = format!("GET /sandbox/pre-orders/{}/qr.svg", order.id);
    let picture = own(&sandbox, &path, "").await;
    assert_eq!(picture.status, 200);
    assert!(picture.head.contains("content-type: image/svg+xml"));
    assert_eq!(picture.body, qr::svg(&order.qr_code).unwrap());
    for path in ["1", "x", "-1", ""] {
        let path = format!("GET /sandbox/pre-orders/{path}/qr.svg");
        assert_eq!(own(&sandbox, &path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_fault_that_is_offered_can_be_added() {
    let sandbox = start().await;
    let kinds = own(&sandbox, "GET /sandbox/fault-kinds", "").await.body;
    let kinds: Value = serde_json::from_str(&kinds).unwrap();
    assert_eq!(kinds.as_array().unwrap().len(), Endpoint::ALL.len());
    for kind in kinds.as_array().unwrap() {
        for fault in kind["faults"].as_array().unwrap() {
            let mut wish = fault.clone();
            wish["endpoint"] = kind["endpoint"].clone();
            let told = own(&sandbox, "POST /sandbox/faults", &wish.to_string()).await;
            assert_eq!(told.status, 200, "{wish} {}", told.body);
        }
        sandbox.clear_faults();
    }
}
