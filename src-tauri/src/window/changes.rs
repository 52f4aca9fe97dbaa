//! Tells the windows what happens while a shop runs: each commit, the lights,
//! and what the customer sees.

use super::customer;
use super::events::emit;
use super::labels::{CUSTOMER, TILL};
use api::TillApi;
use api::bindings::{ATTEMPTS_CHANGED, CUSTOMER_CHANGED, LIGHTS_CHANGED, TILL_CHANGED};
use api::dto::AttemptsView;
use std::sync::Arc;
use std::time::Duration;
use tauri::AppHandle;
use tokio::sync::broadcast::error::RecvError;

/// How often the lights are checked, in milliseconds.
const LIGHTS_EVERY_MS: u64 = 1_000;

/// Tells the window of every commit, and of the lights when they change.
pub(crate) async fn tell(app: AppHandle, till_api: Arc<TillApi>) {
    let mut committed = till_api.committed();
    let mut seq = seq_once_readable(|| till_api.seq()).await;
    let mut lights = None;
    let mut has_second = false;
    let mut shown = None;
    let mut attempts: Vec<AttemptsView> = Vec::new();
    let mut has_untold = false;
    let mut ticks = tokio::time::interval(Duration::from_millis(LIGHTS_EVERY_MS));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let ticked = tokio::select! {
            _ = ticks.tick() => true,
            told = committed.recv() => {
                // A window that missed some loses nothing: it asks the journal.
                if matches!(told, Err(RecvError::Closed)) {
                    return;
                }
                false
            }
            () = till_api.customer_changed() => false,
        };
        if ticked {
            customer::follow_monitors(&app, &mut has_second);
            let now = till_api.lights();
            if lights != Some(now) {
                lights = Some(now);
                emit(&app, TILL, LIGHTS_CHANGED, now);
            }
        }
        // The window waits for an event that could not be sent, so the next
        // tick sends it.
        if !ticked || has_untold {
            match till_api.changed(seq).await {
                Ok(changed) => {
                    has_untold = false;
                    seq = changed.seq;
                    emit(&app, TILL, TILL_CHANGED, changed);
                }
                Err(error) => {
                    has_untold = true;
                    tracing::error!(?error, "a change could not be told");
                }
            }
        }
        if ticked {
            match till_api.attempts().await {
                Ok(now) => {
                    let is_new = |it: &&AttemptsView| !attempts.contains(*it);
                    let news: Vec<AttemptsView> = now.iter().filter(is_new).cloned().collect();
                    attempts = now;
                    if !news.is_empty() {
                        emit(&app, TILL, ATTEMPTS_CHANGED, news);
                    }
                }
                Err(error) => tracing::error!(?error, "attempts could not be told"),
            }
        }
        match till_api.customer_snapshot(()).await {
            Ok(view)
                if shown
                    .as_ref()
                    .is_none_or(|shown| customer::differs(shown, &view)) =>
            {
                emit(&app, CUSTOMER, CUSTOMER_CHANGED, view.clone());
                shown = Some(view);
            }
            Ok(_) => {}
            Err(error) => tracing::error!(?error, "the customer could not be told"),
        }
    }
}

/// Reads the end of the journal, and repeats that until it succeeds: after one
/// failed read, a window must not read the whole journal.
pub(super) async fn seq_once_readable<E, F>(read: impl Fn() -> F) -> i64
where
    E: std::fmt::Debug,
    F: Future<Output = Result<i64, E>>,
{
    loop {
        match read().await {
            Ok(seq) => return seq,
            Err(error) => tracing::warn!(?error, "where the journal stands cannot be read"),
        }
        tokio::time::sleep(Duration::from_millis(LIGHTS_EVERY_MS)).await;
    }
}
