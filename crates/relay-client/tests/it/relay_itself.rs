//! The client and the relay together, over loopback.

use outbound::{BaseUrl, Http, Limits, Request};
use relay::{Config, Proof, Relay};
use relay_client::{
    ClaimKind, Claimed, Cursor, NoticesError, PaymentId, Provider, RelayClient, Retry, Setting,
    TillNumber, UnixMs,
};
use secrecy::{ExposeSecret, SecretString};
use std::{net::SocketAddr, path::Path, time::Duration};

/// A relay, and what a till needs to reach it.
pub(crate) struct Line {
    pub(crate) relay: Relay,
    pub(crate) key: SecretString,
    http: Http,
    base: BaseUrl,
}

impl Line {
    pub(crate) async fn start(folder: &Path, listen: SocketAddr) -> Line {
        let proof = Proof::PathToken("a-token-of-the-tests".to_owned().into());
        let config = Config::new(listen, folder).route("demo", Provider::Totalcoin, proof);
        let relay = Relay::start(config).await.unwrap();
        let key = "a-key-of-the-tests".to_owned().into();
        for number in [3, 4] {
            // Each till has its own key, the same after a restart.
            let key = own_key(&key, number);
            let ensured = relay.ensure_till("demo", TillNumber(number), &key).await;
            ensured.unwrap();
        }
        let base = BaseUrl::parse(&format!("http://{}", relay.local_addr())).unwrap();
        let http = Http::new(Limits::PROVIDER).unwrap();
        Line {
            relay,
            key,
            http,
            base,
        }
    }

    pub(crate) fn till(&self, number: u16) -> RelayClient {
        self.till_by(self.relay.local_addr(), number)
    }

    /// A till that reaches the relay by that address.
    pub(crate) fn till_by(&self, address: SocketAddr, number: u16) -> RelayClient {
        let base = BaseUrl::parse(&format!("http://{address}")).unwrap();
        let key = own_key(&self.key, number);
        RelayClient::new(
            self.http.clone(),
            base,
            key,
            TillNumber(number),
            "here".into(),
        )
    }

    pub(crate) async fn post(&self, body: &str) {
        let url = self
            .base
            .join("/webhooks/totalcoin/demo/a-token-of-the-tests");
        let request = Request::post(url, body.as_bytes().to_vec());
        assert_eq!(self.http.send(request, None).await.unwrap().status, 200);
    }
}

fn own_key(key: &SecretString, number: u16) -> SecretString {
    format!("{}-{number}", key.expose_secret()).into()
}

pub(crate) fn anywhere() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// A payment of till 3, and a notice that names it.
pub(crate) fn payment(n: u64) -> (PaymentId, String) {
    let id = PaymentId::new(UnixMs(1_795_276_800_000), n.to_be_bytes(), TillNumber(3));
    (id, format!(r#"{{"ReferenciaMerchant":"{id}"}}"#))
}

#[tokio::test]
async fn a_payment_is_looked_up() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::start(folder.path(), anywhere()).await;
    let (paid, body) = payment(1);
    line.post(&body).await;
    let known = line.till(4).operation(paid).await.unwrap();
    assert!(known.all && known.notices.len() == 1);
    assert_eq!(known.notices[0].body.as_bytes(), body.as_bytes());
    let unknown = line.till(3).operation(payment(2).0).await.unwrap();
    assert!(unknown.all && unknown.notices.is_empty());
}

#[tokio::test]
async fn an_unattributed_notice_is_taken_by_one_till() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::start(folder.path(), anywhere()).await;
    line.post("null").await;
    line.post(&payment(1).1).await;
    let (three, four) = (line.till(3), line.till(4));
    let first = three.delivery(Cursor::START, 0).await.unwrap();
    let [nobodys, own] = &first.page.notices[..] else {
        panic!("{first:?}")
    };
    let taken = Claimed::HeldBy(TillNumber(3));
    for (till, outcome) in [
        (&three, Claimed::Done),
        (&four, taken),
        (&three, Claimed::Done),
    ] {
        assert_eq!(till.claim(&nobodys.id).await.unwrap(), outcome);
    }
    assert_eq!(four.release(&nobodys.id).await.unwrap(), taken);
    let told = four.delivery(first.page.next, 0).await.unwrap();
    let [change] = &told.claims[..] else {
        panic!("{told:?}")
    };
    assert_eq!(
        (change.kind, change.till),
        (ClaimKind::Claim, TillNumber(3))
    );
    assert_eq!(three.release(&nobodys.id).await.unwrap(), Claimed::Done);
    assert_eq!(four.claim(&nobodys.id).await.unwrap(), Claimed::Done);
    // A manager of till 3 takes it over, and till 4 learns of it.
    assert_eq!(three.take_over(&nobodys.id).await.unwrap(), Claimed::Done);
    assert_eq!(four.claim(&nobodys.id).await.unwrap(), taken);
    assert_eq!(three.claim(&own.id).await.unwrap(), Claimed::NoSuchNotice);
    line.relay.shutdown().await;
    let gone = three.claim(&nobodys.id).await;
    assert!(matches!(
        gone,
        Err(NoticesError::Retry(Retry::NoConnection(_)))
    ));
}

#[tokio::test]
async fn a_notice_reaches_its_till() {
    let folder = tempfile::tempdir().unwrap();
    let proof = Proof::PathToken("a-token-of-the-tests".to_owned().into());
    let config = Config::new(([127, 0, 0, 1], 0).into(), folder.path()).route(
        "demo",
        Provider::Totalcoin,
        proof,
    );
    let relay = Relay::start(config).await.unwrap();
    let key = relay.add_till("demo", TillNumber(3)).await.unwrap();
    let base = BaseUrl::parse(&format!("http://{}", relay.local_addr())).unwrap();
    let http = Http::new(Limits::PROVIDER).unwrap();
    let till = |number, installation: &str| {
        let number = TillNumber(number);
        RelayClient::new(
            http.clone(),
            base.clone(),
            key.clone(),
            number,
            installation.into(),
        )
    };
    let own = till(3, "here");

    let waits = tokio::spawn({
        let own = own.clone();
        async move { own.notices(Cursor::START, 20).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let url = base.join("/webhooks/totalcoin/demo/a-token-of-the-tests");
    let sent = http
        .send(Request::post(url, b" null\n".to_vec()), None)
        .await
        .unwrap();
    assert_eq!(sent.status, 200);
    let page = waits.await.unwrap().unwrap();
    assert_eq!(page.notices.len(), 1);
    assert_eq!(page.notices[0].body.as_bytes(), b" null\n");
    assert_eq!(page.notices[0].till, None);
    let rest = own.notices(page.next, 0).await.unwrap();
    assert!(rest.notices.is_empty() && rest.read_to_end);

    let other = till(4, "here").notices(Cursor::START, 0).await;
    assert!(matches!(
        other,
        Err(NoticesError::FixSetting(Setting::TillNumber { .. }))
    ));
    let copy = till(3, "there").notices(Cursor::START, 0).await;
    assert!(matches!(
        copy,
        Err(NoticesError::FixSetting(Setting::InUseElsewhere { .. }))
    ));

    relay.set_offline(true);
    assert!(matches!(
        own.notices(page.next, 0).await,
        Err(NoticesError::Retry(_))
    ));
    relay.set_offline(false);
    assert!(own.notices(page.next, 0).await.is_ok());
    relay.shutdown().await;
    let gone = own.notices(page.next, 0).await;
    assert!(
        matches!(gone, Err(NoticesError::Retry(Retry::NoConnection(_)))),
        "{gone:?}"
    );
}
