//! The address a client speaks to, and the rule about TLS.
//!
//! It does not know which environment an address belongs to: the till knows
//! which hosts are a provider's test hosts.

use url::{Host, Url};

/// `https` to anyone, or `http` to this machine; a path prefix is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// As parsed and normalised, without a slash at the end.
    text: String,
    host: String,
    loopback: bool,
}

/// Why a text is not an address to which the app would connect.
///
/// The text itself is not repeated, since it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It is not a URL at all.
    #[error("not a URL")]
    NotAUrl(#[source] url::ParseError),
    /// Neither `https` nor `http`.
    #[error("the scheme must be https")]
    Scheme,
    /// `http` to another machine.
    #[error("plain http is allowed to this machine only; use https")]
    PlainHttp,
    /// It contains a user name or password.
    #[error("a user name or password does not belong in a URL")]
    UserInfo,
    /// It contains a query or a fragment.
    #[error("a query or fragment does not belong in a base URL")]
    QueryOrFragment,
}

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// # Errors
    ///
    /// [`BaseUrlError`] names the rule that the text breaks.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = Url::parse(text.trim()).map_err(BaseUrlError::NotAUrl)?;
        check(&url)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            loopback: is_loopback(&url),
        })
    }

    /// Joins this base and a path (with its query, if any) with exactly one
    /// slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}/{}", self.text, path.trim_start_matches('/'))
    }

    /// Whether it names this machine: 127.0.0.0/8, `::1` or `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The host in lower case; an IPv6 address in its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The whole base, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The rule for every URL that is requested, a base or a complete one.
pub(crate) fn check(url: &Url) -> Result<(), BaseUrlError> {
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => return Err(BaseUrlError::PlainHttp),
        _ => return Err(BaseUrlError::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BaseUrlError::UserInfo);
    }
    Ok(())
}

/// Whether a complete URL names this machine.
pub(crate) fn is_here(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| is_loopback(&url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, BaseUrlError};
    use proptest::prelude::*;

    #[test]
    fn https_goes_anywhere_and_http_stays_here() {
        for (text, loopback) in [
            ("https://apicobranzas.totalcoin.com", false),
            ("https://127.0.0.1:8443", true),
            ("http://127.0.0.1:8788", true),
            ("http://127.8.9.1", true),
            ("http://[::1]:80/x", true),
            ("http://LocalHost:1", true),
        ] {
            assert_eq!(
                BaseUrl::parse(text).unwrap().is_loopback(),
                loopback,
                "{text}"
            );
        }
        for text in [
            "http://apicobranzas.totalcoin.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "http://[::2]",
        ] {
            assert_eq!(BaseUrl::parse(text), Err(BaseUrlError::PlainHttp), "{text}");
        }
    }

    #[test]
    fn refuses_what_does_not_belong_in_a_base() {
        for (text, error) in [
            ("ftp://example.com", BaseUrlError::Scheme),
            ("https://ana@example.com", BaseUrlError::UserInfo),
            ("https://ana:secreto@example.com", BaseUrlError::UserInfo),
            ("https://example.com/?a=1", BaseUrlError::QueryOrFragment),
            ("https://example.com/#a", BaseUrlError::QueryOrFragment),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text}");
        }
        assert!(matches!(
            BaseUrl::parse("apicobranzas"),
            Err(BaseUrlError::NotAUrl(_))
        ));
    }

    #[test]
    fn joins_with_one_slash_and_keeps_the_prefix() {
        for base in ["https://Example.com/v1", "https://example.com/v1/"] {
            let base = BaseUrl::parse(base).unwrap();
            assert_eq!(base.as_str(), "https://example.com/v1");
            assert_eq!(base.host(), "example.com");
            assert_eq!(base.join("api/x?y=1"), "https://example.com/v1/api/x?y=1");
            assert_eq!(base.join("/api/x"), "https://example.com/v1/api/x");
        }
        let bare = BaseUrl::parse("http://[::1]:88").unwrap();
        assert_eq!(bare.host(), "[::1]");
        assert_eq!(bare.join("/a"), "http://[::1]:88/a");
    }

    proptest! {
        #[test]
        fn a_parsed_base_parses_again_as_itself(text in "(https?://)?\\PC{0,40}") {
            if let Ok(base) = BaseUrl::parse(&text) {
                prop_assert_eq!(BaseUrl::parse(base.as_str()).unwrap(), base);
            }
        }
    }
}
