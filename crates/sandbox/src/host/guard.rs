//! Decides whom the control API and its page answer: callers on this machine,
//! but not a page of another site that runs in a browser here.
//!
//! A browser lets any site send requests to 127.0.0.1, and a site whose name is
//! later changed to 127.0.0.1 ("DNS rebinding") can even read the answers.
//! Neither can forge `Host`, `Origin` or `Sec-Fetch-Site`, so these three are
//! compared with this machine's own names. The provider's endpoints are open:
//! they ask for credentials, as the real ones do.

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::{Method, Uri};

/// What a browser says about the page behind a request.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Whether the request comes from this machine and from no foreign page.
///
/// `is_page` is for what a person opens: any site may have a link to it.
pub(crate) fn admits(method: &Method, uri: &Uri, headers: &HeaderMap, is_page: bool) -> bool {
    let Some(host) = own_host(uri, headers) else {
        return false;
    };
    let mut origins = headers.get_all(ORIGIN).iter();
    let own_origin = format!("http://{host}");
    if !origins.all(|origin| {
        origin
            .as_bytes()
            .eq_ignore_ascii_case(own_origin.as_bytes())
    }) {
        return false;
    }
    let opened = is_page && *method == Method::GET;
    opened
        || headers
            .get_all(SEC_FETCH_SITE)
            .iter()
            .all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"))
}

/// The name and port by which this machine was addressed; `None` if they are
/// not its own.
fn own_host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    if hosts.next().is_some() || !is_loopback(host) {
        return None;
    }
    // A request line with a whole URL names the host a second time.
    let named = uri.authority().map(hyper::http::uri::Authority::as_str);
    if named.is_some_and(|named| !named.eq_ignore_ascii_case(host)) {
        return None;
    }
    Some(host.to_owned())
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<hyper::http::uri::Authority>() else {
        return false;
    };
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let own = name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    own && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::{admits, is_loopback};
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};
    use hyper::{Method, Uri};
    use proptest::prelude::*;

    fn asks(headers: &[(&'static str, &str)], is_page: bool) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let uri = Uri::from_static("/sandbox/pay");
        admits(&Method::GET, &uri, &map, is_page)
    }

    #[test]
    fn only_names_of_this_machine_are_accepted() {
        for own in [
            "127.0.0.1:8788",
            "127.9.9.9",
            "localhost",
            "LocalHost:1",
            "[::1]:8788",
        ] {
            assert!(is_loopback(own), "{own}");
        }
        for foreign in [
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com:8788",
            "127.0.0.1@example.com",
            "ana@127.0.0.1",
            "192.168.0.10:8788",
            "[::]:8788",
            "0.0.0.0",
            "127.1",
            "2130706433",
            "",
        ] {
            assert!(!is_loopback(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_foreign_host_origin_or_site_is_refused() {
        let host = ("host", "127.0.0.1:8788");
        let own = ("origin", "http://127.0.0.1:8788");
        let same = ("sec-fetch-site", "same-origin");
        assert!(asks(&[host], false));
        assert!(asks(&[host, own, same], false));
        assert!(asks(&[host, ("sec-fetch-site", "none")], false));
        for foreign in [
            &[][..],
            &[("host", "rebound.example.com")],
            &[host, ("host", "example.com")],
            &[host, host],
            &[host, ("origin", "http://example.com")],
            &[host, ("origin", "https://127.0.0.1:8788")],
            &[host, ("origin", "http://127.0.0.1:3000")],
            &[host, ("origin", "null")],
            &[host, own, ("origin", "http://example.com")],
            &[host, ("sec-fetch-site", "cross-site")],
            &[host, ("sec-fetch-site", "same-site")],
        ] {
            assert!(!asks(foreign, false), "{foreign:?}");
        }
    }

    #[test]
    fn a_link_may_open_the_page_but_a_foreign_name_may_not() {
        let host = ("host", "localhost:8788");
        assert!(asks(&[host, ("sec-fetch-site", "cross-site")], true));
        assert!(!asks(&[("host", "example.com")], true));
        assert!(!asks(&[host, ("origin", "http://example.com")], true));
    }

    #[test]
    fn a_request_line_with_a_whole_url_names_the_same_host() {
        let mut headers = HeaderMap::new();
        headers.append("host", HeaderValue::from_static("127.0.0.1:8788"));
        for (uri, admitted) in [
            ("http://127.0.0.1:8788/sandbox/pay", true),
            ("http://example.com/sandbox/pay", false),
        ] {
            let uri = Uri::from_static(uri);
            assert_eq!(admits(&Method::POST, &uri, &headers, false), admitted);
        }
    }

    proptest! {
        #[test]
        fn no_host_causes_a_panic_or_is_wrongly_accepted(host in "[a-z.:@\\[\\]0-9]{0,30}") {
            let is_own = is_loopback(&host);
            let starts = ["127.", "localhost", "[::1]", "[0"];
            prop_assert!(!is_own || starts.iter().any(|start| host.starts_with(start)), "{}", host);
        }
    }
}
