//! Whom the QRs pay: the merchant's CUIT and CVU, kept from the first good QR,
//! confirmed once by a manager, and changed only by a manager, who has the kept
//! one forgotten so that the next good QR's is kept.

use crate::{Till, TillError};
use domain::{Actor, Event, Refusal, TillEvent, UnixMs};
use ledger::{Read, Subject, Write};
use providers::totalcoin::Identity;

/// Whom the QRs pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// The merchant's CUIT, where a QR named one.
    pub cuit: Option<String>,
    /// The account's CVU, where a QR named one.
    pub cvu: Option<String>,
    /// Who confirmed it, and when; `None` before.
    pub confirmed: Option<(Actor, UnixMs)>,
}

impl Till {
    /// Whom the QRs pay; `None` before the first good QR.
    pub async fn payee(&self) -> Result<Option<Payee>, TillError> {
        self.ledger.read(payee).await
    }

    /// A manager confirms whom the QRs pay. Confirmed once, it stays so.
    ///
    /// # Errors
    /// [`TillError::PayeeUnknown`] before the first good QR; refused to
    /// anybody but a manager.
    pub async fn confirm_payee(&self, by: Actor) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = known(write, &by)?;
                if known.confirmed.is_some() {
                    return Ok(());
                }
                let Payee { cuit, cvu, .. } = known;
                let event = TillEvent::IdentityConfirmed { cuit, cvu };
                Ok(write.record_till(&by, now, &[event])?)
            })
            .await
    }

    /// A manager has it forgotten whom the QRs pay.
    ///
    /// # Errors
    /// [`TillError::PayeeUnknown`] where nothing is kept; refused to
    /// anybody but a manager, and without a reason.
    pub async fn forget_payee(&self, reason: String, by: Actor) -> Result<(), TillError> {
        let now = self.now();
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        self.ledger
            .write(move |write| {
                let Payee { cuit, cvu, .. } = known(write, &by)?;
                let event = TillEvent::IdentityForgotten { cuit, cvu, reason };
                Ok(write.record_till(&by, now, &[event])?)
            })
            .await
    }

    /// Notes who saved settings or secrets, by their names.
    pub async fn note_settings_saved(&self, keys: Vec<String>, by: Actor) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let event = TillEvent::SettingsSaved { keys };
                Ok(write.record_till(&by, now, &[event])?)
            })
            .await
    }
}

/// What is kept, for a manager to speak of.
fn known(write: &Write<'_>, by: &Actor) -> Result<Payee, TillError> {
    if !by.is_manager() {
        return Err(Refusal::NeedsManager.into());
    }
    payee(write)?.ok_or(TillError::PayeeUnknown)
}

/// Whom the QRs pay. What was confirmed holds until something else is kept.
pub(crate) fn payee(read: &Read<'_>) -> Result<Option<Payee>, TillError> {
    let ledger::Identity { cuit, cvu } = read.identity()?;
    if cuit.is_none() && cvu.is_none() {
        return Ok(None);
    }
    let entries = read.entries_of(&Subject::Till)?;
    let last = entries.into_iter().rev().find_map(|entry| {
        let Event::Till(event) = entry.event else {
            return None;
        };
        if let TillEvent::IdentityConfirmed { .. } = event {
            return Some(Some((entry.actor, entry.at)));
        }
        // What was kept or forgotten since has not been confirmed.
        matches!(
            event,
            TillEvent::IdentityKept { .. } | TillEvent::IdentityForgotten { .. }
        )
        .then_some(None)
    });
    Ok(Some(Payee {
        cuit,
        cvu,
        confirmed: last.flatten(),
    }))
}

/// Keeps the merchant's identity from the first QR; later ones are held
/// against it.
pub(crate) fn keep(
    write: &mut Write<'_>,
    now: UnixMs,
    identity: &Identity,
) -> Result<(), TillError> {
    let valid =
        |value: &Option<String>, fits: fn(&str) -> bool| value.clone().filter(|value| fits(value));
    let cuit = valid(&identity.cuit, qr::is_cuit);
    let cvu = valid(&identity.cvu, qr::is_cvu);
    let kept = write.identity()?;
    let is_new = |kept: &Option<String>, found: &Option<String>| kept.is_none() && found.is_some();
    if is_new(&kept.cuit, &cuit) || is_new(&kept.cvu, &cvu) {
        let event = TillEvent::IdentityKept { cuit, cvu };
        write.record_till(&Actor::Till, now, &[event])?;
    }
    Ok(())
}
