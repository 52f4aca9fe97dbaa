//! Cuts, retries and restarts.

use outbound::SendError;
use sandbox::{Config, Endpoint, Fault, How, Sandbox, StartError, Times, WebhookState, Which};
use tokio::time::{Duration, Instant};

use crate::support::{Client, Ear, sale, start, until};

fn which(operation_id: &str) -> Which {
    Which::OperationId(operation_id.to_owned())
}

#[tokio::test]
async fn offline_drops_every_connection_and_keeps_the_notices() {
    let sandbox = start().await;
    let client = Client::logged_in(&sandbox).await;
    client.order(&sale("a")).await.unwrap();
    // A request in progress is lost as soon as the network goes.
    sandbox
        .add_fault(Endpoint::PreOrder, Fault::Hang, Times::Next(1))
        .unwrap();
    let hanging = tokio::spawn({
        let client = client.clone();
        async move { client.order(&sale("b")).await }
    });
    until(|| sandbox.received().len() == 2).await;
    let before = Instant::now();
    sandbox.set_offline(true);
    assert!(matches!(hanging.await.unwrap(), Err(SendError::Lost(_))));
    assert!(before.elapsed() < Duration::from_secs(2));

    for _ in 0..2 {
        let error = client.order(&sale("a")).await.unwrap_err();
        assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    }
    let ear = Ear::listen(&[]).await;
    sandbox.set_webhook(Some(ear.webhook.clone()));
    sandbox.pay(&which("a"), &How::Exact).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(ear.heard().is_empty());
    assert_eq!(sandbox.webhooks()[0].attempts, 0);

    sandbox.set_offline(false);
    ear.wait_for(1).await;
    assert_eq!(client.order(&sale("b")).await.unwrap().status, 201);
    assert_eq!(sandbox.received().len(), 3);
}

#[tokio::test]
async fn a_notice_is_repeated_until_it_gets_a_200() {
    let ear = Ear::listen(&[500, 302, 204]).await;
    let config = Config {
        webhook: Some(ear.webhook.clone()),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await.unwrap();
    Client::logged_in(&sandbox)
        .await
        .order(&sale("a"))
        .await
        .unwrap();
    let before = Instant::now();
    sandbox.pay(&which("a"), &How::Exact).await.unwrap();
    let heard = ear.wait_for(4).await;
    assert!(heard.iter().all(|body| *body == heard[0]));
    // The pauses are 250, 500 and 1,000 ms.
    assert!(before.elapsed() >= Duration::from_millis(1_750));
    until(|| sandbox.webhooks()[0].state == WebhookState::Delivered).await;
    assert_eq!(sandbox.webhooks()[0].attempts, 4);
}

#[tokio::test]
async fn a_refused_notice_does_not_hold_up_the_next() {
    let ear = Ear::listen(&[500]).await;
    let config = Config {
        webhook: Some(ear.webhook.clone()),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config).await.unwrap();
    sandbox.send_raw(b"one".to_vec()).await.unwrap();
    sandbox.send_raw(b"two".to_vec()).await.unwrap();
    assert_eq!(
        ear.wait_for(3).await,
        [b"one".to_vec(), b"two".to_vec(), b"one".to_vec()]
    );
}

#[tokio::test]
async fn notices_wait_for_a_webhook_and_go_where_it_points() {
    let sandbox = start().await;
    sandbox.send_raw(b"one".to_vec()).await.unwrap();
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut nowhere = Ear::listen(&[]).await.webhook;
    nowhere.url = format!("http://{}/hook", gone.local_addr().unwrap());
    drop(gone);
    sandbox.set_webhook(Some(nowhere));
    until(|| sandbox.webhooks()[0].attempts > 0).await;
    let ear = Ear::listen(&[]).await;
    sandbox.set_webhook(Some(ear.webhook.clone()));
    assert_eq!(ear.wait_for(1).await, [b"one".to_vec()]);
}

#[tokio::test]
async fn pre_orders_and_waiting_notices_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config.clone()).await.unwrap();
    let client = Client::logged_in(&sandbox).await;
    let first = client.order(&sale("a")).await.unwrap();
    client.order(&sale("b")).await.unwrap();
    sandbox.pay(&which("b"), &How::Exact).await.unwrap();
    let raw = sandbox.send_raw(b"\xff raw".to_vec()).await.unwrap();
    let (orders, address) = (sandbox.pre_orders(), sandbox.address());
    sandbox.shutdown().await;
    assert!(matches!(
        client.order(&sale("a")).await,
        Err(SendError::NotSent(_))
    ));

    config.listen = address;
    let sandbox = Sandbox::start(config.clone()).await.unwrap();
    assert_eq!(sandbox.pre_orders(), orders);
    assert_eq!(client.order(&sale("a")).await.unwrap().status, 401);
    let client = Client::logged_in(&sandbox).await;
    assert_eq!(client.order(&sale("a")).await.unwrap().body, first.body);
    let ear = Ear::listen(&[]).await;
    sandbox.set_webhook(Some(ear.webhook.clone()));
    let heard = ear.wait_for(2).await;
    assert_eq!(heard[1], b"\xff raw");
    assert!(sandbox.send_raw(b"last".to_vec()).await.unwrap() > raw);
    ear.wait_for(3).await;
    until(|| {
        sandbox
            .webhooks()
            .iter()
            .all(|w| w.state == WebhookState::Delivered)
    })
    .await;
    sandbox.shutdown().await;

    let sandbox = Sandbox::start(config).await.unwrap();
    assert!(sandbox.webhooks().is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_kill_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        state_file: Some(folder.path().join("state.json")),
        ..Config::default()
    };
    let sandbox = Sandbox::start(config.clone()).await.unwrap();
    let client = Client::logged_in(&sandbox).await;
    let mut requests = Vec::new();
    for number in 0..20 {
        let client = client.clone();
        requests.push(tokio::spawn(async move {
            client.order(&sale(&number.to_string())).await
        }));
    }
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status, 201);
    }
    // The file is read while the first sandbox still runs.
    let second = Sandbox::start(config).await.unwrap();
    assert_eq!(second.pre_orders().len(), 20);
}

#[tokio::test]
async fn a_sandbox_that_cannot_start_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    std::fs::write(&file, b"not a state").unwrap();
    let config = Config {
        state_file: Some(file.clone()),
        ..Config::default()
    };
    assert!(matches!(
        Sandbox::start(config).await,
        Err(StartError::State { .. })
    ));
    assert_eq!(std::fs::read(&file).unwrap(), b"not a state");

    let taken = start().await;
    let config = Config {
        listen: taken.address(),
        ..Config::default()
    };
    assert!(matches!(
        Sandbox::start(config).await,
        Err(StartError::Listen { .. })
    ));
    let config = Config {
        listen: ([0, 0, 0, 0], 0).into(),
        ..Config::default()
    };
    assert!(matches!(
        Sandbox::start(config).await,
        Err(StartError::NotLoopback(_))
    ));
    let mut config = Config::default();
    config.merchant.name = "x".repeat(200);
    assert!(matches!(
        Sandbox::start(config).await,
        Err(StartError::Merchant(_))
    ));
}
