//! Events for the windows. Each window opens a channel of its own and receives
//! nothing else: an event of Tauri would reach every window that listens.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager as _, State, WebviewWindow};

pub(crate) const HEAR: &str = api::bindings::HEAR;

/// One event in a channel.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told {
    event: String,
    payload: Box<RawValue>,
}

/// The open channels, by the label of their window.
#[derive(Default)]
pub(crate) struct Channels(Mutex<HashMap<String, Channel<Told>>>);

impl Channels {
    /// Opens a window's channel. A page that was loaded again replaces the
    /// channel of the page before.
    fn open(&self, label: &str, channel: Channel<Told>) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.insert(label.to_owned(), channel);
    }

    /// Removes the channel of a closed window.
    pub(crate) fn close(&self, label: &str) {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.remove(label);
    }

    /// Sends an event to one window. A window that has not opened its channel
    /// yet misses nothing: it loads a snapshot afterwards.
    pub(crate) fn tell<T: Serialize>(&self, label: &str, event: &str, payload: T) {
        let channel = {
            let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            channels.get(label).cloned()
        };
        let Some(channel) = channel else { return };
        let told = to_raw_value(&payload).map(|payload| Told {
            event: event.to_owned(),
            payload,
        });
        match told.map(|told| channel.send(told)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, event, label, "the window did not hear"),
            Err(error) => tracing::error!(%error, event, "an event cannot be told"),
        }
    }
}

/// Opens a window's channel. Events of other windows never reach it, because
/// the label is the caller's own.
#[tauri::command]
pub(crate) fn hear(
    window: WebviewWindow,
    channels: State<'_, Arc<Channels>>,
    channel: Channel<Told>,
) {
    channels.open(window.label(), channel);
}

/// Sends an event to one window only.
pub(crate) fn emit<T: serde::Serialize>(app: &AppHandle, window: &str, event: &str, told: T) {
    if let Some(channels) = app.try_state::<Arc<Channels>>() {
        channels.tell(window, event, told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tauri::ipc::InvokeResponseBody;

    /// A channel that records its events.
    fn kept() -> (Channel<Told>, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&heard);
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else {
                panic!("an event must be sent as JSON");
            };
            into.lock().unwrap().push(text);
            Ok(())
        });
        (channel, heard)
    }

    #[test]
    fn an_event_reaches_its_own_window_and_no_other() {
        let channels = Channels::default();
        let ((till, till_heard), (customer, customer_heard)) = (kept(), kept());
        channels.open("till", till);
        channels.open("customer", customer);
        channels.tell("till", "till-changed", 1);
        let told = r#"{"event":"till-changed","payload":1}"#;
        assert_eq!(*till_heard.lock().unwrap(), [told]);
        assert!(customer_heard.lock().unwrap().is_empty());
        channels.close("till");
        channels.tell("till", "till-changed", 2);
        assert_eq!(till_heard.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_page_that_was_loaded_again_replaces_the_channel_of_the_page_before() {
        let channels = Channels::default();
        let ((before, before_heard), (after, after_heard)) = (kept(), kept());
        channels.open("till", before);
        channels.open("till", after);
        channels.tell("till", "shop-reopened", ());
        assert!(before_heard.lock().unwrap().is_empty());
        assert_eq!(after_heard.lock().unwrap().len(), 1);
    }
}
