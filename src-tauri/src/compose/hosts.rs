//! The kinds of hosts. Each provider's file lists the hosts that the provider
//! names as its own (in its documentation and public pages). Another host may
//! still be right: a manager confirms it.

use providers::BaseUrl;

#[derive(Debug)]
pub(crate) struct Hosts {
    /// Where money moves.
    pub(super) real: &'static [&'static str],
    /// Where merchants test.
    pub(super) test: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostKind {
    /// The provider's host where money moves.
    Real,
    /// This machine, or the provider's host for tests: no money moves.
    Test,
    /// A host that the provider does not name.
    Unknown,
}

impl Hosts {
    /// The kind of an address for this provider.
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
    use crate::compose::{bind, pagouno, totalcoin};

    #[test]
    fn a_host_is_real_for_tests_or_unknown() {
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
            (&bind::HOSTS, "https://api.bindpagos.com.ar", HostKind::Real),
            (
                &bind::HOSTS,
                "https://gw-staging-qrbind.epays.services",
                HostKind::Test,
            ),
            (
                &bind::HOSTS,
                "https://gw-qrbind.epays.services",
                HostKind::Unknown,
            ),
        ] {
            assert_eq!(hosts.kind(&BaseUrl::parse(url).unwrap()), kind, "{url}");
        }
    }
}
