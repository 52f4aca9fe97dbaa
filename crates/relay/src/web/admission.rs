//! Identifies the till that sends a request, by its key, its number and its
//! installation. All routes for tills use this.

use super::{Shared, retry_after};
use crate::{
    keys::{KEY_BYTES_MAX, KeyHash},
    serve::{Caller, Kind, Proven, Refused},
    store::{KnownTill, StoreError},
};
use axum::{
    Extension, Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::TillNumber;
use relay_protocol::{
    Complaint, ComplaintCode, HEARTBEAT_SECS, INSTALLATION_BYTES_MAX, INSTALLATION_HEADER,
    TILL_HEADER,
};
use std::{sync::Arc, time::Duration};

/// How often the relay checks whether a waiting till's key is still valid.
pub(super) const LOOK: Duration = Duration::from_secs(HEARTBEAT_SECS as u64);

/// A till that may ask.
pub(super) struct Admitted {
    pub(super) till: KnownTill,
    pub(super) key: KeyHash,
    /// The installation that uses it, where it said so.
    pub(super) installation: Option<String>,
    _place: Proven,
}

/// Admits a till or says why not.
pub(super) async fn admit(
    shared: &Shared,
    caller: &Arc<Caller>,
    headers: &HeaderMap,
) -> Result<Admitted, Refusal> {
    let (till, key) = who(shared, headers).await?;
    let _place = caller.prove(Kind::Till).map_err(|_| busy())?;
    own_number(&till, headers)?;
    let installation = own_installation(shared, key, headers)?;
    Ok(Admitted {
        till,
        key,
        installation,
        _place,
    })
}

/// Whether a waiting till may go on waiting: its key is still valid (another
/// process may have replaced it), and no other installation uses it.
pub(super) async fn may_go_on(shared: &Shared, admitted: &Admitted) -> Result<(), Refusal> {
    let till = till_of(shared, admitted.key).await;
    if till.map_err(|error| unavailable(&error))?.as_ref() != Some(&admitted.till) {
        return Err(unknown());
    }
    match &admitted.installation {
        Some(installation) if !shared.leases.holds(admitted.key, installation) => Err(elsewhere()),
        Some(_) | None => Ok(()),
    }
}

/// The till that has a key now.
async fn till_of(shared: &Shared, key: KeyHash) -> Result<Option<KnownTill>, StoreError> {
    let till = shared.store.till_of(key).await?;
    // A merchant that was removed from the settings has no tills.
    Ok(till.filter(|till| shared.merchants.contains_key(&till.merchant)))
}

async fn who(shared: &Shared, headers: &HeaderMap) -> Result<(KnownTill, KeyHash), Refusal> {
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let key = key
        .and_then(|value| value.split_once(' '))
        .and_then(|(scheme, key)| {
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| key.trim())
                .filter(|key| key.len() <= KEY_BYTES_MAX)
        });
    let key = KeyHash::of(&key.ok_or_else(unknown)?.to_owned().into());
    let till = till_of(shared, key).await;
    let till = till.map_err(|error| unavailable(&error))?;
    Ok((till.ok_or_else(unknown)?, key))
}

fn own_number(till: &KnownTill, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(said) = headers.get(TILL_HEADER) else {
        return Ok(());
    };
    let said = said
        .to_str()
        .ok()
        .and_then(|said| said.trim().parse::<u16>().ok());
    let said = said.ok_or_else(|| bad("the till's number can not be read"))?;
    if said == till.number.0 {
        return Ok(());
    }
    let (own, merchant) = (till.number.0, &till.merchant);
    let message = format!("this key is of till {own} of {merchant}, and this till says {said}");
    Err(refusal(
        StatusCode::FORBIDDEN,
        ComplaintCode::TillDiffers,
        message,
    ))
}

fn own_installation(
    shared: &Shared,
    key: KeyHash,
    headers: &HeaderMap,
) -> Result<Option<String>, Refusal> {
    let Some(said) = headers.get(INSTALLATION_HEADER) else {
        return Ok(None);
    };
    let said = said
        .to_str()
        .ok()
        .filter(|said| said.len() <= INSTALLATION_BYTES_MAX);
    let said = said.ok_or_else(|| bad("the installation's name can not be read"))?;
    if shared.leases.renew(key, said) {
        Ok(Some(said.to_owned()))
    } else {
        Err(elsewhere())
    }
}

fn unknown() -> Refusal {
    let message = "no till of this relay has this key";
    refusal(StatusCode::UNAUTHORIZED, ComplaintCode::UnknownKey, message)
}

fn elsewhere() -> Refusal {
    let message = "another installation is using this key";
    refusal(StatusCode::CONFLICT, ComplaintCode::InUseElsewhere, message)
}

/// All places for tills are taken.
fn busy() -> Refusal {
    let message = "the relay is busy; try again in a moment";
    refusal(
        StatusCode::SERVICE_UNAVAILABLE,
        ComplaintCode::Unavailable,
        message,
    )
}

/// Why a till's request is refused.
pub(super) struct Refusal {
    status: StatusCode,
    error: ComplaintCode,
    message: String,
    till: Option<TillNumber>,
}

/// A refusal of that status.
pub(super) fn refusal(
    status: StatusCode,
    error: ComplaintCode,
    message: impl Into<String>,
) -> Refusal {
    Refusal {
        status,
        error,
        message: message.into(),
        till: None,
    }
}

/// The request cannot be read.
pub(super) fn bad(message: &str) -> Refusal {
    refusal(StatusCode::BAD_REQUEST, ComplaintCode::BadRequest, message)
}

/// The store does not answer.
pub(super) fn unavailable(error: &StoreError) -> Refusal {
    tracing::error!(%error, "a till was not answered");
    let message = "the relay can not reach its store";
    refusal(
        StatusCode::SERVICE_UNAVAILABLE,
        ComplaintCode::Unavailable,
        message,
    )
}

impl Refusal {
    /// The same, with the till that has what was asked for.
    pub(super) fn held_by(mut self, till: TillNumber) -> Refusal {
        self.till = Some(till);
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let later = self.status == StatusCode::SERVICE_UNAVAILABLE;
        let proved_nothing = self.error == ComplaintCode::UnknownKey;
        let complaint = Json(Complaint {
            error: self.error,
            message: self.message,
            till: self.till,
        });
        if later {
            (self.status, retry_after(), complaint).into_response()
        } else if proved_nothing {
            let refused = Extension(Refused("a till's key that no till has"));
            (self.status, refused, complaint).into_response()
        } else {
            (self.status, complaint).into_response()
        }
    }
}
