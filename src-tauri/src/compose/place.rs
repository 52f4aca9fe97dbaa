//! A destination of the settings, compared with what a manager confirmed. A
//! destination that waits gets no client, so no stored secret can go there.

use super::hosts::HostKind;
use api::dto::AddressView;
use domain::{Destination, DestinationIs};
use till::setup::destinations::{Confirmation, Destinations};

/// One destination of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) destination: Destination,
    /// The value, as it is compared and shown.
    pub(crate) value: String,
    pub(super) kind: HostKind,
}

impl Place {
    /// The destination for the journal.
    pub(crate) fn is(&self) -> DestinationIs {
        DestinationIs {
            destination: self.destination,
            value: self.value.clone(),
        }
    }

    /// The destination used before, if this one waits for a manager's
    /// confirmation. This machine and test hosts have a band of their own, and
    /// do not wait.
    pub(crate) fn waits(&self, known: &Destinations) -> Option<String> {
        match (self.kind, known.confirmation(self.destination, &self.value)) {
            (HostKind::Real | HostKind::Unknown, Confirmation::Waits { before }) => Some(before),
            (HostKind::Test, Confirmation::Waits { .. })
            | (
                HostKind::Real | HostKind::Test | HostKind::Unknown,
                Confirmation::Confirmed | Confirmation::Taken,
            ) => None,
        }
    }

    /// The band on the selling screen; `None` if nothing needs to be said.
    pub(crate) fn band(&self, known: &Destinations) -> Option<AddressView> {
        let before = self.waits(known);
        let is_confirmed =
            known.confirmation(self.destination, &self.value) == Confirmation::Confirmed;
        let is_strange = self.kind == HostKind::Unknown && !is_confirmed;
        (before.is_some() || is_strange).then(|| AddressView {
            what: self.destination.into(),
            address: self.value.clone(),
            waits: before.is_some(),
            before,
        })
    }
}
