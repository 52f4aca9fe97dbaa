//! The hosts that providers name as theirs (docs and their own public pages),
//! each in its provider's file. A host that is none of them may still be right: a
//! manager says so.

use providers::BaseUrl;

/// A provider's hosts.
#[derive(Debug)]
pub(crate) struct Hosts {
    /// Where money moves.
    pub(super) real: &'static [&'static str],
    /// Where merchants try things.
    pub(super) test: &'static [&'static str],
}

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
    use crate::compose::{pagouno, totalcoin};

    #[test]
    fn a_host_is_the_providers_one_for_tests_or_unknown() {
        for (hosts, url, kind) in [
            (
                &totalcoin::HOSTS,
                "https://apicobranzas.totalcoin.com",
                HostKind::Real,
            ),
            (
                &totalcoin::HOSTS,
                "https://apicobranzastest.totalcoin.com",
                HostKind::Test,
            ),
            (&totalcoin::HOSTS, "http://127.0.0.1:8788", HostKind::Test),
            (
                &totalcoin::HOSTS,
                "https://totalcoin.com.example.com",
                HostKind::Unknown,
            ),
            (
                &totalcoin::HOSTS,
                "https://api.pagouno.com",
                HostKind::Unknown,
            ),
            (
                &pagouno::HOSTS,
                "https://api.pagouno.com/v1",
                HostKind::Real,
            ),
            (
                &pagouno::HOSTS,
                "https://api.pagouno.com.example.com",
                HostKind::Unknown,
            ),
        ] {
            assert_eq!(hosts.kind(&BaseUrl::parse(url).unwrap()), kind, "{url}");
        }
    }
}
