//! The queue: what the till still owes to its providers, and what stands
//! between the till and them.

use super::{Trouble, mirror, mirror_both};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mirror!(
    /// What stands between the till and a provider, told apart by what a person
    /// can do about it.
    Outage of till::Outage {
        NoNetwork, NoInternet, NameNotFound, ProviderDown, CaptivePortal, ProxyWanted,
        Certificate, TooSlow,
    }
);

mirror!(
    /// What an errand asks.
    ErrandKind of till::errands::ErrandKind { PreOrder, CardCharge, FixedQr, ReadQr, Report }
);

mirror_both!(
    /// Whom an errand is for.
    ErrandProvider of domain::Provider { Totalcoin, Pagouno, Bind, Wallet }
);

/// The state of an errand that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ErrandStanding {
    /// It will not go out by itself any more: a person settles it.
    Dead,
    /// An attempt is out.
    InFlight,
    /// It goes out when it is due.
    Owed,
    /// The ledger was restored: it waits in the tray for a manager.
    Held,
}

/// Show a page of the queue: of one provider, or of all.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskQueue {
    #[ts(optional = nullable)]
    pub provider: Option<ErrandProvider>,
    /// Where the page before this one ended.
    #[ts(optional = nullable)]
    pub after: Option<QueueEndView>,
    /// At most 50, which is also what is given without it.
    #[ts(optional = nullable)]
    pub limit: Option<u32>,
}

/// Where a page of the queue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct QueueEndView {
    /// Which list of the queue, by its place.
    pub list: u32,
    #[ts(type = "number")]
    pub due_at_ms: i64,
    #[ts(type = "number")]
    pub number: i64,
}

/// Make an errand due now; without a number, all of them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TryNow {
    #[ts(type = "number", optional = nullable)]
    pub number: Option<i64>,
}

/// Give an errand up, as a manager. Only one that can be repeated, that no
/// customer waits for and that is not out now.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GiveUpErrand {
    #[ts(type = "number")]
    pub number: i64,
    /// The manager's reason.
    pub reason: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QueueView {
    /// Every provider that is set up or is owed something, in the order of the
    /// screen.
    pub groups: Vec<QueueGroup>,
    /// At most 50, by provider in the groups' order: dead ones first, then
    /// those that are out, owed and held, the longest due first.
    pub rows: Vec<ErrandView>,
    /// Where to go on; null at the end.
    pub next: Option<QueueEndView>,
    /// The one cause that darkens every contact that is set up; null where
    /// something answers, or where there are several causes.
    pub outage: Option<OutageView>,
    /// How the shop can charge now.
    pub meanwhile: Meanwhile,
    /// Charges in doubt. They are not queued: nothing is sent again.
    pub in_doubt: Vec<InDoubtView>,
}

/// What is owed to one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QueueGroup {
    pub provider: ErrandProvider,
    /// Errands that go out by themselves, those that are out now included.
    #[ts(type = "number")]
    pub owed: u64,
    /// Errands that a person has to settle.
    #[ts(type = "number")]
    pub dead: u64,
    /// Errands that wait in the tray since the ledger was restored.
    #[ts(type = "number")]
    pub held: u64,
    /// Since when the oldest of the owed ones is owed.
    #[ts(type = "number | null")]
    pub oldest_owed_at_ms: Option<i64>,
    /// Set while the till waits for this provider to answer again.
    pub paused: Option<PauseView>,
    /// Why the provider does not answer; null while it does.
    pub outage: Option<Outage>,
}

/// The pause of a provider that does not answer: one errand goes out as a
/// probe, and the rest follow once it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PauseView {
    #[ts(type = "number")]
    pub since_ms: i64,
    /// When the next probe goes out.
    #[ts(type = "number")]
    pub next_probe_at_ms: i64,
}

/// The cause of an outage of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct OutageView {
    pub kind: Outage,
    /// Since when, as far as the till noticed.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// The last time that anything was tried.
    #[ts(type = "number")]
    pub checked_at_ms: i64,
    /// When the next attempt of the queue goes out; null with nothing to send.
    #[ts(type = "number | null")]
    pub next_try_at_ms: Option<i64>,
}

/// How the shop can charge now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Meanwhile {
    pub cash: bool,
    /// Whether there is a fixed QR to show without a network.
    pub fixed_qr: bool,
    pub qr: bool,
    pub card: bool,
}

/// A charge in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct InDoubtView {
    pub sale: String,
    pub payment: String,
    pub ticket: String,
    #[ts(type = "number")]
    pub charged_centavos: i64,
    pub provider: ErrandProvider,
    #[ts(type = "number")]
    pub since_ms: i64,
}

/// One errand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ErrandView {
    /// Its number, by which it is tried and given up.
    #[ts(type = "number")]
    pub number: i64,
    pub kind: ErrandKind,
    pub provider: ErrandProvider,
    pub standing: ErrandStanding,
    /// The sale that it is about, if any.
    pub sale: Option<String>,
    pub payment: Option<String>,
    pub ticket: Option<String>,
    /// What its payment charges.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    #[ts(type = "number")]
    pub owed_at_ms: i64,
    /// How often it was sent.
    pub attempts: u32,
    /// When it goes out next; null if it does not by itself, or is out now.
    #[ts(type = "number | null")]
    pub next_at_ms: Option<i64>,
    /// It waits for its provider's pause to end, and goes out after the probe.
    pub waits_for_probe: bool,
    /// Why the last attempt brought nothing.
    pub trouble: Option<Trouble>,
    /// Whether an attempt of it may have arrived, with its answer lost.
    pub lost_before: bool,
    /// Why it is dead.
    pub dead_because: Option<DeadBecause>,
    /// Until when it is tried; then a person has to settle it.
    #[ts(type = "number | null")]
    pub deadline_ms: Option<i64>,
    /// A customer waits for it: it goes first, and no pause holds it back.
    pub customer_waits: bool,
    pub can_retry: bool,
    pub can_give_up: bool,
    /// Codes and ids for support, without secrets and people's data.
    pub support: String,
}

/// Why an errand will not go out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum DeadBecause {
    /// Its time was over before it was answered.
    TimeOver,
    /// The provider refused it.
    Refused,
    /// Its answer was lost, and a new one is a person's decision.
    AnswerLost,
}
