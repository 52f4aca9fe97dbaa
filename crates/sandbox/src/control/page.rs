//! The page on which a person acts as the customer, and the headers that
//! protect it.
//!
//! Its files are in the program. It loads nothing from elsewhere, runs only its
//! own script, cannot be framed by another page, and does everything through
//! the control API.

use hyper::StatusCode;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};

use crate::host::answer::{Answer, typed};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";
const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const WORDS: &str = "application/json";

/// Path, type and text of each file.
const FILES: [(&str, &str, &str); 15] = [
    ("/", HTML, include_str!("page/index.html")),
    ("/sandbox", HTML, include_str!("page/index.html")),
    (
        "/sandbox/page/page.css",
        "text/css; charset=utf-8",
        include_str!("page/page.css"),
    ),
    (
        "/sandbox/page/page.js",
        SCRIPT,
        include_str!("page/page.js"),
    ),
    ("/sandbox/page/dom.js", SCRIPT, include_str!("page/dom.js")),
    (
        "/sandbox/page/words.js",
        SCRIPT,
        include_str!("page/words.js"),
    ),
    (
        "/sandbox/page/money.js",
        SCRIPT,
        include_str!("page/money.js"),
    ),
    (
        "/sandbox/page/orders.js",
        SCRIPT,
        include_str!("page/orders.js"),
    ),
    (
        "/sandbox/page/cards.js",
        SCRIPT,
        include_str!("page/cards.js"),
    ),
    (
        "/sandbox/page/reports.js",
        SCRIPT,
        include_str!("page/reports.js"),
    ),
    (
        "/sandbox/page/wallet.js",
        SCRIPT,
        include_str!("page/wallet.js"),
    ),
    (
        "/sandbox/page/faults.js",
        SCRIPT,
        include_str!("page/faults.js"),
    ),
    (
        "/sandbox/page/webhooks.js",
        SCRIPT,
        include_str!("page/webhooks.js"),
    ),
    (
        "/sandbox/page/es-AR.json",
        WORDS,
        include_str!("page/es-AR.json"),
    ),
    ("/sandbox/page/en.json", WORDS, include_str!("page/en.json")),
];

/// Whether a person opens this path in a browser.
pub(crate) fn is_page(path: &str) -> bool {
    path == "/" || path == "/sandbox"
}

/// The page's file at this path.
pub(crate) fn file(path: &str) -> Option<Answer> {
    let (_, kind, text) = FILES.iter().find(|(known, _, _)| *known == path)?;
    Some(typed(StatusCode::OK, kind, *text))
}

/// Protects an answer from other sites: it is not cached, not sniffed, and not
/// framed.
pub(crate) fn seal(answer: &mut Answer) {
    let headers = answer.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::FILES;
    use crate::host::fault::{Endpoint, Fault};

    fn words(path: &str) -> BTreeMap<String, String> {
        let (_, _, text) = FILES.iter().find(|(known, _, _)| *known == path).unwrap();
        serde_json::from_str(text).unwrap()
    }

    /// The page's words in both languages, and the texts that name them.
    fn catalogues() -> [BTreeMap<String, String>; 2] {
        ["/sandbox/page/es-AR.json", "/sandbox/page/en.json"].map(words)
    }

    fn used() -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for (_, kind, text) in FILES {
            let marks: &[&str] = match kind {
                super::HTML => &["data-word=\"", "data-label=\""],
                super::SCRIPT => &["say(\""],
                _ => &[],
            };
            for mark in marks {
                let found = text.split(mark).skip(1);
                used.extend(found.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
            }
        }
        used
    }

    /// Names of texts that are put together from the control API's words.
    fn told() -> BTreeSet<String> {
        let word = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        let mut told = BTreeSet::new();
        for endpoint in Endpoint::ALL {
            told.insert(format!("endpoint.{}", word(serde_json::json!(endpoint))));
            for fault in Fault::meaningful_at(endpoint) {
                let fault = serde_json::to_value(fault).unwrap();
                told.insert(format!("fault.{}", word(fault["fault"].clone())));
            }
        }
        for how in [
            "exact",
            "late",
            "short",
            "over",
            "amount",
            "twice",
            "second-reference",
            "completing",
            "out-of-order",
            "estado",
            "null-reference",
            "foreign-reference",
        ] {
            told.insert(format!("how.{how}"));
        }
        let others = [
            ("detail", &["ms", "leg", "code", "description"][..]),
            ("provider", &["totalcoin", "pagouno", "wallet"]),
            ("wallet", &["paid", "rejected", "returned"]),
            ("wallet-do", &["return", "notify"]),
            ("purchase", &["approved", "declined", "pending"]),
            ("settle", &["approve", "decline", "notify"]),
            (
                "leg",
                &[
                    "approved",
                    "declined",
                    "bad-amount",
                    "no-terminal",
                    "pending",
                    "reversed",
                ],
            ),
        ];
        for (kind, words) in others {
            told.extend(words.iter().map(|word| format!("{kind}.{word}")));
        }
        for state in ["open", "paid", "expired"] {
            told.insert(format!("state.{state}"));
        }
        for state in ["queued", "delivered", "given-up"] {
            told.insert(format!("webhook.{state}"));
        }
        for status in ["400", "404", "409", "503"] {
            told.insert(format!("refused.{status}"));
        }
        told
    }

    #[test]
    fn no_word_is_missing_or_unused_in_either_language() {
        let wanted: BTreeSet<String> = used().union(&told()).cloned().collect();
        for words in catalogues() {
            let there: BTreeSet<String> = words.keys().cloned().collect();
            let missing: Vec<_> = wanted.difference(&there).collect();
            let unused: Vec<_> = there.difference(&wanted).collect();
            assert!(missing.is_empty(), "missing {missing:?}");
            assert!(unused.is_empty(), "unused {unused:?}");
            assert!(words.values().all(|words| !words.trim().is_empty()));
        }
    }

    #[test]
    fn both_languages_use_the_same_placeholders() {
        let [spanish, english] = catalogues();
        let gaps = |words: &str| {
            let names = words
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next());
            names.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        for (key, words) in &spanish {
            assert_eq!(gaps(words), gaps(&english[key]), "{key}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_or_written_as_markup() {
        for (path, _, text) in FILES {
            for foreign in [
                "http:",
                "https:",
                "//cdn",
                "innerHTML",
                "style=",
                "onclick=",
            ] {
                assert!(!text.contains(foreign), "{path}: {foreign}");
            }
        }
    }
}
