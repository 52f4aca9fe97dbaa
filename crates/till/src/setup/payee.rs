//! The payee: the CUIT and CVU of the merchant whom the QRs pay. The till
//! stores them from the first valid QR, and a manager confirms them once. Only
//! a manager changes them, by making the till forget them so that the next
//! valid QR sets them.

use crate::{Till, TillError};
use domain::{Actor, Event, Refusal, TillEvent, UnixMs};
use ledger::{Read, Subject, Write};
use providers::totalcoin::Identity;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// The merchant's CUIT, if a QR had one.
    pub cuit: Option<String>,
    /// The account's CVU, if a QR had one.
    pub cvu: Option<String>,
    /// Who confirmed it, and when; `None` if nobody did yet.
    pub confirmed: Option<(Actor, UnixMs)>,
}

impl Till {
    /// The payee; `None` before the first valid QR.
    pub async fn payee(&self) -> Result<Option<Payee>, TillError> {
        self.ledger.read(payee).await
    }

    /// Confirms the payee for a manager. A second confirmation changes nothing.
    ///
    /// # Errors
    /// [`TillError::PayeeUnknown`] before the first valid QR; refused without a
    /// manager.
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

    /// Forgets the payee for a manager.
    ///
    /// # Errors
    /// [`TillError::PayeeUnknown`] if no payee is stored; refused without a
    /// manager or a reason.
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

    /// Journals who saved settings or secrets, with their names.
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

/// The stored payee, which a manager is about to confirm or forget.
fn known(write: &Write<'_>, by: &Actor) -> Result<Payee, TillError> {
    if !by.is_manager() {
        return Err(Refusal::NeedsManager.into());
    }
    payee(write)?.ok_or(TillError::PayeeUnknown)
}

/// The payee. A confirmation counts until another payee is stored.
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
        // A payee that was stored or forgotten since is not confirmed.
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

/// Stores the merchant's identity from the first QR; later QRs are compared
/// with it.
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
