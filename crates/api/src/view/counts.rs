//! The counts of the status bar, with the journal's end and the sale on the
//! screen.

use crate::dto::{AfterRestore, SaleView};
use domain::SaleId;
use ledger::{Read, StateKey, UnreadRelay};
use till::TillError;

pub(crate) struct Counts {
    pub(crate) seq: i64,
    /// Errands owed, those included that a person has to settle.
    pub(crate) owed: u64,
    pub(crate) dead: u64,
    /// Reports that wait for a person.
    pub(crate) reports: u64,
    pub(crate) open_sales: u64,
    pub(crate) tray: u64,
    pub(crate) unread_relay: Option<UnreadRelay>,
    pub(crate) in_hand: Option<String>,
}

impl Counts {
    /// The sale on the screen, if it is not among those.
    pub(crate) fn in_hand_beyond(&self, seen: &[SaleView]) -> Result<Option<SaleId>, TillError> {
        match &self.in_hand {
            Some(id) if !seen.iter().any(|sale| sale.id == *id) => SaleId::parse(id)
                .map(Some)
                .map_err(|_| TillError::UnknownSale),
            Some(_) | None => Ok(None),
        }
    }
}

pub(crate) fn counts(read: &Read<'_>) -> Result<Counts, TillError> {
    let notices = u64::try_from(read.till_notices()?.len()).unwrap_or(u64::MAX);
    let dead = read.errands_dead()?;
    Ok(Counts {
        seq: read.head()?.seq,
        owed: read.errands_owed()? + dead,
        dead,
        reports: read.reports_for_a_person()?,
        open_sales: read.open_sales_count()?,
        tray: read.tray_count()? + read.errands_held_count()? + notices,
        unread_relay: read.unread_relay()?,
        in_hand: read
            .state(StateKey::SaleInHand)?
            .filter(|id| !id.is_empty()),
    })
}

pub(crate) fn after_restore(counts: &Counts, listens: bool) -> Option<AfterRestore> {
    Some(match (counts.unread_relay?, listens) {
        (UnreadRelay::Blocks, true) => AfterRestore::RelayUnread,
        (UnreadRelay::Waived, true) => AfterRestore::RelayWaived,
        (UnreadRelay::Blocks | UnreadRelay::Waived, false) => AfterRestore::NoRelay,
    })
}
