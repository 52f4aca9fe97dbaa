//! Where stored secrets go, which destinations wait for a manager, and the till
//! number that providers know.

use super::{LIVE, NOBODYS, Place, is_of_pin, live_file};
use api::ErrorCode;
use api::dto::{ChargeCash, ChargeQr, ConfirmAddress, SaveSettings};
use domain::Actor;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Opens a listener on this machine that answers 401 to everything and records
/// it.
async fn listener() -> (String, Arc<AtomicUsize>, Arc<std::sync::Mutex<String>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", socket.local_addr().unwrap());
    let (count, heard) = (Arc::new(AtomicUsize::new(0)), Arc::default());
    let (counted, keeps): (_, Arc<std::sync::Mutex<String>>) =
        (Arc::clone(&count), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = socket.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let keeps = Arc::clone(&keeps);
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while let Ok(read) = stream.read(&mut bytes).await {
                    if read == 0 {
                        break;
                    }
                    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
                    keeps.lock().unwrap().push_str(&text);
                    let answer = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    (address, count, heard)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_stored_secret_reaches_a_second_address() {
    let (ours, ours_count, _) = listener().await;
    let (other, other_count, heard) = listener().await;
    let file = live_file(&format!(
        "[totalcoin]\nbase_url = \"{ours}\"\n[pagouno]\nbase_url = \"{ours}\"\n\
         [relay]\nurl = \"{ours}\"\n\
         [bind]\nenabled = true\nbase_url = \"{ours}\"\ntoken_url = \"{ours}\"\n"
    ));
    let place = Place::open(&file).await;
    let secrets = [
        ("totalcoin.username", "usuario-guardado"),
        ("totalcoin.password", "clave-guardada"),
        ("pagouno.public_key", "publica-guardada"),
        ("pagouno.private_key", "privada-guardada"),
        ("relay.till_key", "llave-guardada-del-relay"),
        ("bind.client_id", "cliente-guardado"),
        ("bind.client_secret", "secreto-guardado"),
    ];
    let secrets = secrets.map(|(name, value)| json!({ "name": name, "value": value }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    place
        .room
        .answering()
        .await
        .unwrap()
        .set_secrets(set)
        .await
        .unwrap();
    let asked = |pin: Option<&str>, url: &str| {
        [
            json!({ "what": "totalcoin", "base_url": url, "password": "escrita", "pin": pin }),
            json!({ "what": "totalcoin", "base_url": url, "pin": pin }),
            json!({ "what": "pagouno", "base_url": url, "pin": pin }),
            json!({ "what": "relay", "url": url, "pin": pin }),
            // The credentials go to one address, and the token to the other.
            json!({ "what": "bind", "base_url": ours, "token_url": url, "scope": "",
                "qr_text": "", "pin": pin }),
            json!({ "what": "bind", "base_url": url, "token_url": ours, "scope": "",
                "qr_text": "", "client_id": "escrito", "pin": pin }),
        ]
    };
    // Live and in practice, without a manager, with one, and with a wrong PIN.
    let practice = file.replace("\"live\"", "\"practice\"");
    for has_manager in [false, true] {
        if has_manager {
            place.start_with(&file).await;
            place.name_manager("Ana", LIVE).await;
        }
        for text in [&file, &practice] {
            place.start_with(text).await;
            for pin in [None, Some(NOBODYS)] {
                for takes in asked(pin, &other) {
                    let told = format!("{takes}");
                    let refused = place.test(takes).await.unwrap_err();
                    assert!(is_of_pin(Some(refused)), "{told}: {refused:?}");
                    if has_manager {
                        place
                            .forgive(LIVE, if *text == file { LIVE } else { "" })
                            .await;
                    }
                }
            }
        }
    }
    assert_eq!(other_count.load(Ordering::SeqCst), 0);

    // The address in force is tested without a PIN, in any spelling.
    place.start_with(&file).await;
    let before = ours_count.load(Ordering::SeqCst);
    place
        .test(asked(None, &format!("{ours}/"))[1].clone())
        .await
        .unwrap();
    assert!(ours_count.load(Ordering::SeqCst) > before);

    // Typed credentials go to the given address; stored ones do not.
    let typed = json!({ "what": "totalcoin", "base_url": other, "username": "escrito",
        "password": "escrita" });
    place.test(typed).await.unwrap();
    assert!(other_count.load(Ordering::SeqCst) > 0);
    let told = heard.lock().unwrap().clone();
    assert!(
        told.contains("escrita") && !told.contains("guardad"),
        "{told}"
    );

    // With a manager's PIN, stored ones may.
    place
        .test(asked(Some(LIVE), &other)[1].clone())
        .await
        .unwrap();
    assert!(heard.lock().unwrap().contains("clave-guardada"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_address_in_the_file_waits_for_the_manager_and_cash_is_sold() {
    let first = "[totalcoin]\nbase_url = \"https://uno.example.invalid\"\n";
    let place = Place::open(&live_file(first)).await;
    let secrets = ["totalcoin.username", "totalcoin.password"];
    let secrets = secrets.map(|name| json!({ "name": name, "value": "guardada" }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    place
        .room
        .answering()
        .await
        .unwrap()
        .set_secrets(set)
        .await
        .unwrap();
    let bands = async || {
        let till_api = place.shop.answering().await.unwrap();
        till_api.snapshot(()).await.unwrap().addresses
    };
    let has_client = async || place.shop.till_for_tests().await.totalcoin().is_some();
    // The first address is used, although no provider names that host.
    let [band] = &bands().await[..] else { panic!() };
    assert!(!band.waits && band.before.is_none() && has_client().await);
    // Without a manager, every address is used; once there is one, the last
    // counts as confirmed.
    let second = first.replace("uno", "dos");
    place.start_with(&live_file(&second)).await;
    assert!(!bands().await[0].waits && has_client().await);
    place.name_manager("Ana", LIVE).await;
    assert_eq!(bands().await, []);
    place.start_with(&live_file(&second)).await;
    assert_eq!(bands().await, []);

    let third = first.replace("uno", "tres");
    place.start_with(&live_file(&third)).await;
    let [band] = &bands().await[..] else { panic!() };
    assert!(band.waits && !has_client().await, "{band:?}");
    assert_eq!(band.before.as_deref(), Some("https://dos.example.invalid"));
    let till_api = place.shop.answering().await.unwrap();
    let charge = json!({ "checkout": { "request_id": "q" }, "amount_centavos": 1000,
        "payer_dni": "27594189", "pin": null });
    let charge = serde_json::from_value::<ChargeQr>(charge).unwrap();
    let refused = till_api.charge_qr(charge.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Unconfirmed);
    let cash = json!({ "checkout": { "request_id": "c" }, "amount_centavos": 1000,
        "handed_centavos": 1000, "pin": null });
    let cash = serde_json::from_value::<ChargeCash>(cash).unwrap();
    till_api.charge_cash(cash).await.unwrap();
    let sold = till_api.snapshot(()).await.unwrap().sales;
    assert_eq!(sold[0].total_centavos, 1000);
    drop(till_api);
    // It is not tested with stored secrets either.
    let test = json!({ "what": "totalcoin", "base_url": "https://tres.example.invalid" });
    assert_eq!(place.test(test).await, Err(ErrorCode::NeedsManager));

    let confirm = |address: &str, pin: &str| ConfirmAddress {
        address: address.to_owned(),
        pin: pin.to_owned().into(),
    };
    let settings_api = place.room.answering().await.unwrap();
    let address = "https://tres.example.invalid";
    let refused = settings_api
        .confirm_address(confirm(address, NOBODYS))
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::PinWrong);
    let refused = settings_api
        .confirm_address(confirm("https://dos.example.invalid", LIVE))
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::ItemUnknown);
    settings_api
        .confirm_address(confirm(address, LIVE))
        .await
        .unwrap();
    assert_eq!(bands().await, []);
    assert!(has_client().await);

    // A manager who saves an address on the settings screen confirms it by
    // that.
    let changes = json!({ "totalcoin": { "base_url": "https://cuatro.example.invalid" } });
    let save = serde_json::from_value(json!({ "pin": LIVE, "changes": changes })).unwrap();
    settings_api.save_settings(save).await.unwrap();
    assert_eq!(bands().await, []);
    assert!(has_client().await);
    let till = place.shop.till_for_tests().await;
    let read = |read: &ledger::Read<'_>| read.entries_of(&ledger::Subject::Till);
    let entries: Vec<ledger::Entry> = till.ledger().read(read).await.unwrap();
    let confirmed = entries.iter().filter(|entry| {
        let is_confirmed = format!("{:?}", entry.event).contains("DestinationConfirmed");
        is_confirmed && matches!(entry.actor, Actor::Person { .. })
    });
    assert_eq!(confirmed.count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_till_number_that_providers_know_stays() {
    let numbered = |number: u16| {
        live_file(&format!(
            "[totalcoin]\nbase_url = \"http://127.0.0.1:1\"\n[till]\nnumber = {number}\n"
        ))
    };
    let place = Place::open(&numbered(3)).await;
    let secrets = ["totalcoin.username", "totalcoin.password"];
    let secrets = secrets.map(|name| json!({ "name": name, "value": "x" }));
    let set = serde_json::from_value(json!({ "pin": null, "secrets": secrets })).unwrap();
    let settings_api = place.room.answering().await.unwrap();
    settings_api.set_secrets(set).await.unwrap();
    let number = |number: u16| {
        let changes = json!({ "till": { "number": number } });
        serde_json::from_value::<SaveSettings>(json!({ "pin": null, "changes": changes })).unwrap()
    };
    // No provider was asked for anything yet.
    let view = settings_api.save_settings(number(4)).await.unwrap();
    assert!(!view.till_number_fixed);
    let charge = json!({ "checkout": { "request_id": "q" }, "amount_centavos": 1000,
        "payer_dni": "27594189", "pin": null });
    let charge = serde_json::from_value::<ChargeQr>(charge).unwrap();
    let till_api = place.shop.answering().await.unwrap();
    till_api.charge_qr(charge).await.unwrap();
    drop(till_api);
    let refused = settings_api.save_settings(number(5)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TillNumberFixed);
    assert_eq!(refused.about.as_deref(), Some("till.number"));
    // In practice, the live ledger decides this.
    place
        .start_with(&numbered(4).replace("\"live\"", "\"practice\""))
        .await;
    let refused = settings_api.save_settings(number(5)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TillNumberFixed);

    place.start_with(&numbered(6)).await;
    let till_api = place.shop.answering().await.unwrap();
    let snapshot = till_api.snapshot(()).await.unwrap();
    drop(till_api);
    assert_eq!(
        (snapshot.till_number, snapshot.number_in_file),
        (4, Some(6))
    );
    assert_eq!(snapshot.settings_outside, None);
    let view = settings_api.settings(()).await.unwrap();
    assert!(view.till_number_fixed);
    assert_eq!(view.values.till.number, 4);
}
