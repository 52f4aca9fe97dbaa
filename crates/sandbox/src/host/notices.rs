//! The queue of notices for a webhook, and the list of them.

use std::collections::VecDeque;

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;

/// How many notices may wait at once.
pub const WEBHOOKS_QUEUED_MAX: usize = 10_000;
/// How many notices are remembered after they were delivered or given up.
pub const WEBHOOKS_SETTLED_MAX: usize = 2_000;

/// The state of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebhookState {
    /// It waits to be sent, for the first time or again.
    Queued,
    /// Answered with 200.
    Delivered,
    /// Tried [`crate::WEBHOOK_ATTEMPTS_MAX`] times without a 200.
    GivenUp,
}

/// The provider of a notice; each provider has a webhook of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    #[default]
    TotalCoin,
    PagoUno,
    /// The house's own wallet.
    Wallet,
}

/// A queued notice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) provider: Provider,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) body: Vec<u8>,
    pub(crate) state: WebhookState,
    pub(crate) attempts: u32,
    pub(crate) last_answer: Option<String>,
    /// When the next try is; `None` for at once.
    #[serde(skip)]
    pub(crate) due: Option<Instant>,
    /// The earliest time. A network that comes back does not bring it forward.
    /// It does not survive a restart.
    #[serde(skip)]
    pub(crate) held_until: Option<Instant>,
}

/// All remembered notices, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Notices {
    last_webhook_id: u64,
    pub(crate) webhooks: VecDeque<Outgoing>,
}

/// A notice that was or will be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SentWebhook {
    /// The number of the notice.
    pub id: u64,
    pub provider: Provider,
    /// The body; bytes that are not UTF-8 are replaced.
    pub body: String,
    pub state: WebhookState,
    /// How often it was tried.
    pub attempts: u32,
    /// The status of the last answer, or why there was none.
    pub last_answer: Option<String>,
}

impl Notices {
    pub(crate) fn waiting(&self) -> usize {
        self.webhooks
            .iter()
            .filter(|w| w.state == WebhookState::Queued)
            .count()
    }

    pub(crate) fn has_room(&self) -> bool {
        self.waiting() < WEBHOOKS_QUEUED_MAX
    }

    /// Queues a notice that is not sent before `held_until`; returns its
    /// number.
    pub(crate) fn queue(
        &mut self,
        provider: Provider,
        body: Vec<u8>,
        held_until: Option<Instant>,
    ) -> u64 {
        self.last_webhook_id = self.last_webhook_id.saturating_add(1);
        self.webhooks.push_back(Outgoing {
            id: self.last_webhook_id,
            provider,
            body,
            state: WebhookState::Queued,
            attempts: 0,
            last_answer: None,
            due: None,
            held_until,
        });
        self.last_webhook_id
    }

    /// Forgets the oldest settled notices, down to the limit.
    pub(crate) fn forget_settled(&mut self) {
        let settled = self
            .webhooks
            .iter()
            .filter(|w| w.state != WebhookState::Queued)
            .count();
        let mut surplus = settled.saturating_sub(WEBHOOKS_SETTLED_MAX);
        self.webhooks.retain(|webhook| {
            let forget = surplus > 0 && webhook.state != WebhookState::Queued;
            surplus = surplus.saturating_sub(usize::from(forget));
            !forget
        });
    }

    pub(crate) fn sent(&self) -> Vec<SentWebhook> {
        self.webhooks.iter().map(SentWebhook::of).collect()
    }

    /// The part of it that the state file stores.
    pub(crate) fn to_keep(&self) -> Self {
        let queued = |webhook: &&Outgoing| webhook.state == WebhookState::Queued;
        Self {
            last_webhook_id: self.last_webhook_id,
            webhooks: self.webhooks.iter().filter(queued).cloned().collect(),
        }
    }
}

impl SentWebhook {
    pub(crate) fn of(webhook: &Outgoing) -> Self {
        Self {
            id: webhook.id,
            provider: webhook.provider,
            body: String::from_utf8_lossy(&webhook.body).into_owned(),
            state: webhook.state,
            attempts: webhook.attempts,
            last_answer: webhook.last_answer.clone(),
        }
    }
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64
        .decode(text.as_bytes())
        .map_err(serde::de::Error::custom)
}
