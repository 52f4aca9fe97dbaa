//! Nothing of a card but its last four digits, brand and BIN is stored or
//! shown. The search covers every file of the shop, its logs at the finest
//! level, and everything that a window received.

use super::*;
use std::fmt::Write as _;
use std::path::Path;
use tracing_subscriber::fmt::MakeWriter;

/// The codes of [`super::card`].
const CODES: [&str; 2] = ["7391", "907"];
const NUMBERS: [&str; 3] = [AMEX, VISA, DENIED];

/// The faults of a charge that can happen within a test's time. A hanging
/// charge is searched while it hangs.
fn faults() -> Vec<(Endpoint, Fault)> {
    let both = [
        Fault::Refuse,
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Error500,
        Fault::BadRequest,
        Fault::Unauthorized,
        Fault::Forbidden,
        Fault::Redirect,
        Fault::Garbage,
        Fault::Oversized,
        Fault::AnswerTwice,
    ];
    let charge = Endpoint::PagounoPurchasegroup;
    let bent = [
        Fault::WrongAmount,
        Fault::LegFails { leg: 1 },
        Fault::LegsTwice,
        Fault::NoticeBefore,
        Fault::NoticeTwice,
        Fault::NoticeLost,
    ];
    let of = |endpoint: Endpoint| both.clone().map(|fault| (endpoint, fault));
    let mut all: Vec<_> = of(Endpoint::PagounoToken).into();
    all.extend(of(charge));
    all.extend(bent.map(|fault| (charge, fault)));
    all
}

/// The base64 of digits wherever they are in the encoded text: only the part
/// that does not depend on what is beside them.
fn base64(digits: &str) -> Vec<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let encode = |bytes: &[u8]| -> String {
        let mut text = String::new();
        for three in bytes.chunks_exact(3) {
            let bits = three
                .iter()
                .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
            for shift in [18, 12, 6, 0] {
                let place = usize::try_from(bits >> shift & 63).unwrap();
                text.push(char::from(LETTERS[place]));
            }
        }
        text
    };
    (0..3)
        .filter_map(|skipped| digits.as_bytes().get(skipped..))
        .map(encode)
        .filter(|text| !text.is_empty())
        .collect()
}

fn spaced(digits: &str, by: &str) -> Vec<String> {
    let fours: Vec<&str> = (0..digits.len())
        .step_by(4)
        .map(|from| &digits[from..digits.len().min(from + 4)])
        .collect();
    let ones: Vec<String> = digits.chars().map(String::from).collect();
    let mut all = vec![fours.join(by), ones.join(by)];
    if digits.len() == 15 {
        all.push([&digits[..4], &digits[4..10], &digits[10..]].join(by));
    }
    all
}

/// The texts that must not be found.
fn needles() -> Vec<String> {
    let mut needles = Vec::new();
    for number in NUMBERS {
        needles.push(number.to_owned());
        needles.extend(spaced(number, " "));
        needles.extend(spaced(number, "-"));
        needles.extend(base64(number));
        needles.extend(spaced(number, " ").iter().flat_map(|it| base64(it)));
    }
    for code in CODES {
        // Three digits alone are found everywhere, so a code is searched as a
        // text by itself, in every way that it can be written.
        for (open, close) in [("\"", "\""), ("'", "'"), (">", "<"), ("(", ")"), ("=", "&")] {
            needles.push(format!("{open}{code}{close}"));
        }
        let ones: Vec<String> = code.chars().map(String::from).collect();
        needles.push(format!("\"{}\"", ones.join(" ")));
        needles.push(format!("card_security_code\":{code}"));
    }
    needles.extend(["NzM5MQ==", "NzM5MQ\"", "\"OTA3\""].map(str::to_owned));
    needles
}

fn search_bytes(bytes: &[u8], place: &str, found: &mut Vec<String>) {
    let needles = needles();
    let begins: Vec<u8> = needles.iter().map(|needle| needle.as_bytes()[0]).collect();
    for (from, byte) in bytes.iter().enumerate() {
        if !begins.contains(byte) {
            continue;
        }
        let rest = &bytes[from..];
        for needle in needles.iter().filter(|it| rest.starts_with(it.as_bytes())) {
            found.push(format!("{needle} in {place}"));
        }
    }
}

fn search(folder: &Path, found: &mut Vec<String>) -> usize {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += search(&path, found);
        } else {
            files += 1;
            search_bytes(
                &std::fs::read(&path).unwrap(),
                &path.display().to_string(),
                found,
            );
        }
    }
    files
}

/// A log in memory, of every level.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;
    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// It runs on one thread, so that the log gets everything.
#[tokio::test]
async fn only_the_public_part_of_a_card_is_stored_or_shown() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    // With only one subscriber, tracing asks the first thread that reaches a
    // place whether anybody listens there. Another test's thread has no
    // subscriber, and the place would be silent for this one too.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let shop = Shop::open().await;
    shop.name_manager().await;
    let till_api = shop.till_api().await;
    let mut told = String::new();
    let mut note = |what: &dyn std::fmt::Debug| writeln!(told, "{what:?}").unwrap();
    let two = || {
        vec![
            card(AMEX, "ahora-3", 150_000),
            card(DENIED, "cuotas-1", 150_000),
        ]
    };
    let mut faults: Vec<_> = faults().into_iter().map(Some).collect();
    faults.insert(0, None);
    for fault in faults {
        if let Some((endpoint, fault)) = &fault {
            shop.fault(*endpoint, fault.clone());
        }
        let cards = if fault.is_none() {
            two()
        } else {
            vec![card(AMEX, "ahora-3", 150_000)]
        };
        let mut asked = charge(cards);
        note(&asked);
        // The card is blocked by the charge before, so a manager has to allow
        // it.
        asked.pin = Some(PIN.to_owned().into());
        let charged = till_api.charge_card(asked).await;
        note(&charged);
        let sale = charged.unwrap().sale;
        note(&shop.ended(&sale).await);
        note(&shop.timeline(&sale).await);
        shop.sandbox.clear_faults();
    }
    for wrong in ["3782822463100050", "378282246310006", "x378282246310005"] {
        let mut asked = card(AMEX, "ahora-3", 150_000);
        asked.number = typed(wrong);
        note(&shop.charge(vec![asked]).await.unwrap_err());
    }
    // A value that is not a text is not quoted in the refusal either.
    for wrong in [
        serde_json::json!({ "number": 378_282_246_310_005_u64 }),
        serde_json::json!({ "number": [AMEX] }),
        serde_json::json!({ "number": { AMEX: AMEX } }),
        serde_json::json!({ "number": AMEX.repeat(40) }),
        serde_json::json!({ "number": VISA, "expiry": 1, "cvv": 907 }),
    ] {
        note(&serde_json::from_value::<CardAsk>(wrong).unwrap_err());
    }
    note(&till_api.snapshot(()).await.unwrap());
    note(&till_api.customer_snapshot(()).await.unwrap());
    note(&till_api.changed(0).await.unwrap());
    note(&till_api.tray(()).await.unwrap());
    assert!(shop.charges().len() >= 12, "the charges went out");
    // The same holds while a charge hangs.
    shop.fault(Endpoint::PagounoPurchasegroup, Fault::Hang);
    let mut asked = charge(vec![card(AMEX, "ahora-3", 150_000)]);
    asked.pin = Some(PIN.to_owned().into());
    note(&till_api.charge_card(asked).await.unwrap());
    tokio::time::sleep(Duration::from_millis(300)).await;

    let mut found = Vec::new();
    search_bytes(told.as_bytes(), "what was told", &mut found);
    let log = log.0.lock().unwrap().clone();
    assert!(log.len() > 10_000, "the log was collected");
    search_bytes(&log, "the log", &mut found);
    assert!(search(shop.kept.path(), &mut found) > 5);
    assert_eq!(found, Vec::<String>::new());
    assert!(
        told.contains("0005") && !told.contains("378282"),
        "the window is told the last four digits, and not the first six"
    );
}

#[test]
fn the_search_finds_each_form() {
    let folder = tempfile::tempdir().unwrap();
    let leak = folder.path().join("leak");
    for text in [
        "x378282246310005x",
        "3782 822463 10005",
        "4111-1111-1111-1111",
        "eyJudW1iZXIiOiAiNDExMTExMTExMTExMTExMSJ9",
        "\"cvv\":\"7391\"",
        "cvv='907'",
        "NzM5MQ==",
    ] {
        std::fs::write(&leak, text).unwrap();
        let mut found = Vec::new();
        assert_eq!(search(folder.path(), &mut found), 1);
        assert!(!found.is_empty(), "{text}");
    }
}
