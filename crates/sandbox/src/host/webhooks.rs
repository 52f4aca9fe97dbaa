//! Sends the notices in order, each until it gets its 200.
//!
//! TotalCoin is said to try again when a webhook got no 200. Its schedule is
//! unknown, so this one is ours, and pagoUno's and the wallet's are the same.

use std::sync::Arc;
use std::time::Duration;

use outbound::{Http, Limits, Request};
use tokio::time::Instant;

use crate::host::Host;
use crate::host::notices::{Outgoing, Provider, WebhookState};
use crate::host::stop::stopped;

/// How often a notice is tried before it is given up: about half an hour with
/// these pauses.
pub const WEBHOOK_ATTEMPTS_MAX: u32 = 130;
/// The pause after the first failed try, in milliseconds; it doubles.
pub const WEBHOOK_PAUSE_MS_FIRST: u64 = 250;
/// The longest pause, in milliseconds.
pub const WEBHOOK_PAUSE_MS_MAX: u64 = 15_000;

const LIMITS: Limits = Limits {
    name_ms: 3_000,
    connect_ms: 3_000,
    answer_ms: 10_000,
    body_bytes_max: 64 * 1024,
};

/// What the sender does next.
enum Next {
    /// Nothing waits, or nothing may be sent.
    Sleep,
    SleepUntil(Instant),
    Send(u64, Provider, Vec<u8>),
}

/// Runs until the sandbox shuts down.
pub(crate) async fn run(host: Arc<Host>, http: Http) {
    let mut stop = host.stop.subscribe();
    loop {
        let woken = host.wake.notified();
        let work = async {
            match next(&host) {
                Next::Sleep => woken.await,
                Next::SleepUntil(due) => {
                    let _ = tokio::time::timeout_at(due, woken).await;
                }
                Next::Send(id, provider, body) => send(&host, &http, id, provider, body).await,
            }
        };
        tokio::select! {
            () = work => {}
            () = stopped(&mut stop) => return,
        }
    }
}

fn next(host: &Host) -> Next {
    if host.is_offline() {
        return Next::Sleep;
    }
    let memory = host.memory();
    let waiting = memory
        .notices
        .webhooks
        .iter()
        .filter(|w| w.state == WebhookState::Queued && host.webhook_of(w.provider).is_some());
    let due = |webhook: &Outgoing| webhook.due.max(webhook.held_until);
    match waiting.min_by_key(|webhook| (due(webhook), webhook.id)) {
        None => Next::Sleep,
        Some(webhook) => match due(webhook) {
            Some(due) if due > Instant::now() => Next::SleepUntil(due),
            Some(_) | None => Next::Send(webhook.id, webhook.provider, webhook.body.clone()),
        },
    }
}

async fn send(host: &Host, http: &Http, id: u64, provider: Provider, body: Vec<u8>) {
    let Some(webhook) = host.webhook_of(provider) else {
        return;
    };
    let mut request = Request::post(webhook.url, body);
    if !webhook.header_name.is_empty() {
        request = request.header(webhook.header_name, webhook.header_value);
    }
    let (delivered, words) = match http.send(request, Some(LIMITS)).await {
        Ok(answer) => (answer.status == 200, answer.status.to_string()),
        Err(error) => (false, error.to_string()),
    };
    {
        let mut memory = host.memory();
        let Some(webhook) = memory
            .notices
            .webhooks
            .iter_mut()
            .find(|webhook| webhook.id == id)
        else {
            return;
        };
        webhook.attempts = webhook.attempts.saturating_add(1);
        webhook.last_answer = Some(words);
        if delivered {
            webhook.state = WebhookState::Delivered;
        } else if webhook.attempts >= WEBHOOK_ATTEMPTS_MAX {
            webhook.state = WebhookState::GivenUp;
        } else {
            webhook.due = Some(Instant::now() + pause(webhook.attempts));
        }
        memory.notices.forget_settled();
    }
    host.persist().await;
}

fn pause(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    let pause_ms = WEBHOOK_PAUSE_MS_FIRST.saturating_mul(1 << doublings);
    Duration::from_millis(pause_ms.min(WEBHOOK_PAUSE_MS_MAX))
}
