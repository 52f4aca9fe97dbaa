//! The configuration and the capabilities of the windows, and the point from
//! which they receive events.

use super::changes::seq_once_readable;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The content policy, each directive with its sources.
fn policy() -> BTreeMap<String, Vec<String>> {
    let config = json(include_str!("../../../tauri.conf.json"));
    let text = config["app"]["security"]["csp"].as_str().unwrap();
    let directives = text.split(';').map(|directive| {
        let mut words = directive.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.collect())
    });
    directives.collect()
}

#[test]
fn the_content_policy_names_every_directive_and_no_outside_source() {
    let policy = policy();
    let allowed = |name: &str, sources: &[&str]| assert_eq!(policy[name], sources, "{name}");
    for name in [
        "default-src",
        "media-src",
        "object-src",
        "frame-src",
        "worker-src",
        "manifest-src",
        "form-action",
        "base-uri",
        "frame-ancestors",
    ] {
        allowed(name, &["'none'"]);
    }
    allowed("script-src", &["'self'"]);
    allowed("style-src", &["'self'", "'unsafe-inline'"]);
    allowed("img-src", &["'self'", "data:"]);
    allowed("font-src", &["'self'", "data:"]);
    allowed("connect-src", &["ipc:", "http://ipc.localhost"]);
    assert_eq!(policy.len(), 14);
}

/// Tauri's own events reach every window that listens to them, also the
/// customer's: no window may listen.
#[test]
fn no_window_may_listen_to_tauris_own_events() {
    for capability in [
        include_str!("../../capabilities/till.json"),
        include_str!("../../capabilities/customer.json"),
        include_str!("../../capabilities/problem.json"),
    ] {
        let capability = json(capability);
        let permissions = capability["permissions"].as_array().unwrap();
        assert!(permissions.len() > 2);
        for permission in permissions {
            let permission = permission.as_str().unwrap();
            assert!(!permission.contains(':'), "{permission}");
        }
    }
}

/// The most common cheap screens are 1366×768 with a panel, and 1093×614.
#[test]
fn the_cashiers_window_fits_the_smallest_screen_of_a_shop() {
    let config = json(include_str!("../../../tauri.conf.json"));
    let windows = config["app"]["windows"].as_array().unwrap();
    let till = windows.iter().find(|it| it["label"] == "till").unwrap();
    let least = |key: &str| till[key].as_u64().unwrap();
    assert!(least("minWidth") <= 1024 && least("minHeight") <= 614);
}

/// A window that began at 0 would load every event since the first sale.
#[tokio::test(start_paused = true)]
async fn a_failed_read_of_the_journals_end_is_repeated() {
    let reads = AtomicI64::new(0);
    let seq = seq_once_readable(|| {
        let before = reads.fetch_add(1, Ordering::SeqCst);
        std::future::ready(if before < 2 {
            Err("locked")
        } else {
            Ok(41_000)
        })
    });
    assert_eq!(seq.await, 41_000);
    assert_eq!(reads.into_inner(), 3);
}
