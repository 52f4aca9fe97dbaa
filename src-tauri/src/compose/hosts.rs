//! The hosts that providers name as theirs (docs and their own public pages),
//! one place for each. A host that is none of them may still be right: a
//! manager says so.

use providers::BaseUrl;

/// A provider's hosts.
#[derive(Debug)]
pub(crate) struct Hosts {
    /// Where money moves.
    real: &'static [&'static str],
    /// Where merchants try things.
    test: &'static [&'static str],
}

/// TotalCoin's.
pub(crate) const TOTALCOIN: Hosts = Hosts {
    real: &["apicobranzas.totalcoin.com"],
    test: &["apicobranzastest.totalcoin.com"],
};
/// pagoUno's; it names no host for tests.
pub(crate) const PAGOUNO: Hosts = Hosts {
    real: &["api.pagouno.com"],
    test: &[],
};

/// What a host is to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostKind {
    /// The provider's, where money moves.
    Real,
    /// This machine, or the provider's for tests: no money moves.
    Test,
    /// None that the provider names.
    Unknown,
}

impl Hosts {
    /// What an address is to this provider.
    pub(crate) fn kind(&self, base: &BaseUrl) -> HostKind {
        if base.is_loopback() || self.test.contains(&base.host()) {
            HostKind::Test
        } else if self.real.contains(&base.host()) {
            HostKind::Real
        } else {
            HostKind::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_providers_one_for_tests_or_unknown() {
        for (hosts, url, kind) in [
            (
                &TOTALCOIN,
                "https://apicobranzas.totalcoin.com",
                HostKind::Real,
            ),
            (
                &TOTALCOIN,
                "https://apicobranzastest.totalcoin.com",
                HostKind::Test,
            ),
            (&TOTALCOIN, "http://127.0.0.1:8788", HostKind::Test),
            (
                &TOTALCOIN,
                "https://totalcoin.com.example.com",
                HostKind::Unknown,
            ),
            (&TOTALCOIN, "https://api.pagouno.com", HostKind::Unknown),
            (&PAGOUNO, "https://api.pagouno.com/v1", HostKind::Real),
            (
                &PAGOUNO,
                "https://api.pagouno.com.example.com",
                HostKind::Unknown,
            ),
        ] {
            assert_eq!(hosts.kind(&BaseUrl::parse(url).unwrap()), kind, "{url}");
        }
    }
}
