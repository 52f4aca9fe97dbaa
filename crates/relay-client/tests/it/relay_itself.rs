//! The till's end and the relay, together over loopback.

use outbound::{BaseUrl, Http, Limits, Request};
use relay::{Config, Proof, Relay};
use relay_client::{Cursor, NoticesError, Provider, RelayClient, Retry, Setting, TillNumber};
use std::time::Duration;

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
