//! Paths as people type them into a provider's form: extra slashes, at the end
//! or in between, are ignored.

use axum::http::{Uri, uri::PathAndQuery};

/// Removes the empty segments of a path. The query stays as it is.
pub(super) fn make_plain(uri: &mut Uri) {
    let path = uri.path();
    if path.len() < 2 || !(path.contains("//") || path.ends_with('/')) {
        return;
    }
    let segments: Vec<_> = path.split('/').filter(|it| !it.is_empty()).collect();
    let plain = match uri.query() {
        Some(query) => format!("/{}?{query}", segments.join("/")),
        None => format!("/{}", segments.join("/")),
    };
    let mut parts = uri.clone().into_parts();
    // A path without its extra slashes is still a valid path.
    if let Ok(plain) = PathAndQuery::try_from(plain) {
        parts.path_and_query = Some(plain);
        if let Ok(plain) = Uri::from_parts(parts) {
            *uri = plain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> String {
        let mut uri: Uri = text.parse().unwrap();
        make_plain(&mut uri);
        uri.to_string()
    }

    #[test]
    fn extra_slashes_in_a_path_are_ignored() {
        for (typed, meant) in [
            ("/webhooks/totalcoin/demo/", "/webhooks/totalcoin/demo"),
            ("//webhooks//totalcoin/demo", "/webhooks/totalcoin/demo"),
            ("/v1/notices/?after=1//2&x=/", "/v1/notices?after=1//2&x=/"),
            ("/a%2F/b", "/a%2F/b"),
            ("//", "/"),
            ("/", "/"),
            ("http://relay.example/a//b/", "http://relay.example/a/b"),
        ] {
            assert_eq!(plain(typed), meant, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_path_breaks_it(text in "/[a/%?=.]{0,20}") {
            if text.parse::<Uri>().is_ok() {
                let once = plain(&text);
                prop_assert_eq!(plain(&once), once);
            }
        }
    }
}
