//! Every outcome, each caused by a real failure of its kind.

use super::*;
use crate::compose::{notices, pagouno, totalcoin};
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use domain::TillNumber;
use providers::totalcoin::Credentials;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

fn credentials() -> Credentials {
    Credentials {
        username: "caja".to_owned().into(),
        password: "una-clave".to_owned().into(),
    }
}

async fn asked(base: &str) -> Found {
    totalcoin::test(base, credentials(), &Arc::new(SystemClock::new()), None).await
}

/// A server that answers every connection with the same bytes.
fn says(answer: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn every_failure_of_totalcoin_has_its_outcome() {
    let nobody = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let html = says(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\
         Connection: close\r\n\r\n<html></html>",
    );
    let broken = says("HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let away = says("HTTP/1.1 302 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let wrong = says("HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let no = says("HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let later = says("HTTP/1.1 429 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let gone = says("");
    let strange = says("¿qué?\r\n\r\n");
    for (base, outcome) in [
        ("totalcoin", Outcome::BadAddress),
        ("http://example.com", Outcome::NotSecure),
        (nobody.as_str(), Outcome::NoConnection),
        (html.as_str(), Outcome::NotTheProvider),
        (strange.as_str(), Outcome::NotTheProvider),
        (broken.as_str(), Outcome::ServerError),
        (away.as_str(), Outcome::NotTheProvider),
        (wrong.as_str(), Outcome::WrongCredentials),
        (no.as_str(), Outcome::NoPermission),
        (later.as_str(), Outcome::Busy),
        (gone.as_str(), Outcome::TooSlow),
    ] {
        let found = asked(base).await;
        assert_eq!(found.outcome, outcome, "{base}: {found:?}");
        assert!(!format!("{found:?}").contains("una-clave"));
    }
}

#[tokio::test]
async fn an_unknown_host_differs_from_a_machine_without_a_network() {
    let found = asked("https://nadie.invalid").await;
    let expected = if has_network() {
        Outcome::NoSuchHost
    } else {
        Outcome::NoNetwork
    };
    assert_eq!(found.outcome, expected, "{found:?}");
}

#[tokio::test]
async fn the_stand_in_accepts_good_credentials_and_refuses_others() {
    let sandbox = sandbox::Sandbox::start(sandbox::Config::default())
        .await
        .unwrap();
    let found = asked(&sandbox.base_url()).await;
    assert_eq!(found.outcome, Outcome::Ok, "{found:?}");
    assert!(found.skew_ms.is_some_and(|skew| skew.abs() < 60_000));
}

#[tokio::test]
async fn every_failure_of_pagouno_has_its_outcome_and_nothing_is_charged() {
    let asked = async |base: &str, key: &str| {
        let key = SecretString::from(key.to_owned());
        pagouno::test(base, key, &Arc::new(SystemClock::new()), None).await
    };
    let html = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n<>");
    let broken = says("HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let gone = says("");
    let nobody = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    for (base, outcome) in [
        ("pagouno", Outcome::BadAddress),
        ("http://example.com", Outcome::NotSecure),
        (nobody.as_str(), Outcome::NoConnection),
        (html.as_str(), Outcome::NotTheProvider),
        (broken.as_str(), Outcome::ServerError),
        (gone.as_str(), Outcome::TooSlow),
    ] {
        let found = asked(base, "una-llave").await;
        assert_eq!(found.outcome, outcome, "{base}: {found:?}");
        assert!(!format!("{found:?}").contains("una-llave"));
    }
    let config = sandbox::Config::default();
    let sandbox = sandbox::Sandbox::start(config).await.unwrap();
    let found = asked(&sandbox.base_url(), sandbox::SAMPLE_PUBLIC_KEY).await;
    assert_eq!(found.outcome, Outcome::Ok, "{found:?}");
    let found = asked(&sandbox.base_url(), "una-llave").await;
    assert_eq!(found.outcome, Outcome::WrongCredentials, "{found:?}");
    let asked_of = sandbox.pagouno_received();
    let is_question = |it: &sandbox::CardRequest| it.endpoint == sandbox::Endpoint::PagounoPurchase;
    assert!(asked_of.iter().all(is_question), "{asked_of:?}");
}

#[tokio::test]
async fn every_failure_of_the_relay_has_its_outcome() {
    let html = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n<>");
    let folder = tempfile::tempdir().unwrap();
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let proof = relay::Proof::Header {
        name: "X-Secret".to_owned(),
        secret: "secreto-de-la-prueba".to_owned().into(),
    };
    let config = relay::Config::new(here, folder.path().join("relay")).route(
        "demo",
        domain::Provider::Totalcoin,
        proof,
    );
    let server = relay::Relay::start(config).await.unwrap();
    let key = server.add_till("demo", TillNumber(1)).await.unwrap();
    let url = format!("http://{}", server.local_addr());
    let asked = async |url: &str, key: &SecretString, number, installation: &str| {
        let number = TillNumber(number);
        let found = notices::test(url, key.clone(), number, installation.to_owned(), None).await;
        found.outcome
    };
    let stray = SecretString::from("otra");
    assert_eq!(asked(&url, &key, 1, "a").await, Outcome::Ok);
    assert_eq!(asked(&url, &stray, 1, "a").await, Outcome::RelayKeyUnknown);
    assert_eq!(
        asked(&url, &key, 2, "a").await,
        Outcome::RelayKeyOfAnotherTill
    );
    assert_eq!(asked(&url, &key, 1, "b").await, Outcome::RelayKeyInUse);
    assert_eq!(asked(&html, &key, 1, "a").await, Outcome::NotTheProvider);
    assert_eq!(asked("ftp://x", &key, 1, "a").await, Outcome::BadAddress);
    server.shutdown().await;
    assert_eq!(asked(&url, &key, 1, "a").await, Outcome::NoConnection);
}

#[tokio::test]
async fn the_relay_inside_needs_its_file() {
    let kept = tempfile::tempdir().unwrap();
    let folder = Folder::at(kept.path().to_owned());
    let found = notices::test_inside(&folder, false).await;
    assert_eq!(found.outcome, Outcome::RelayFileUnfit);
    assert!(found.detail.unwrap().contains("relay.toml"));
}

#[tokio::test]
async fn an_absent_proxy_differs_from_an_absent_address() {
    let nobody = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let clock = Arc::new(SystemClock::new());
    let base = "https://203.0.113.1";
    let found = totalcoin::test(base, credentials(), &clock, Some(&nobody)).await;
    let expected = if has_network() {
        Outcome::ProxyUnreached
    } else {
        Outcome::NoNetwork
    };
    assert_eq!(found.outcome, expected, "{found:?}");
    // An address on this machine is never reached through a proxy.
    let sandbox = sandbox::Sandbox::start(sandbox::Config::default())
        .await
        .unwrap();
    let found = totalcoin::test(&sandbox.base_url(), credentials(), &clock, Some(&nobody)).await;
    assert_eq!(found.outcome, Outcome::Ok, "{found:?}");
}
