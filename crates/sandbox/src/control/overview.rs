//! What the page shows, in one answer of limited size, so that reading it every
//! second costs little. Each stand-in adds its own part.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::FaultInJson;
use crate::host::Host;
use crate::host::memory::members_of;
use crate::host::notices::SentWebhook;
use crate::host::stand_in::StandIn;

/// Notices shown, newest first.
const WEBHOOKS_SHOWN_MAX: usize = 40;

/// The part of the page that belongs to no provider.
#[derive(Serialize)]
struct Overview {
    /// The providers' clock, Unix milliseconds.
    now_ms: i64,
    offline: bool,
    faults: Vec<FaultInJson>,
    webhooks: Vec<SentWebhook>,
    webhooks_waiting: usize,
}

/// The whole overview.
pub(crate) fn of(
    host: &Host,
    stand_ins: &[Arc<dyn StandIn>],
) -> serde_json::Result<Map<String, Value>> {
    let mut members = members_of(&Overview::of(host))?;
    for stand_in in stand_ins {
        members.extend(stand_in.overview()?);
    }
    Ok(members)
}

impl Overview {
    fn of(host: &Host) -> Self {
        let faults = host.faults().waiting();
        let notices = &host.memory().notices;
        let newest = notices.webhooks.iter().rev().take(WEBHOOKS_SHOWN_MAX);
        Self {
            now_ms: host.clock.now_ms(),
            offline: host.is_offline(),
            faults: faults.into_iter().map(FaultInJson::from).collect(),
            webhooks: newest.map(SentWebhook::of).collect(),
            webhooks_waiting: notices.waiting(),
        }
    }
}
