//! Helpers for reading a control API request, shared by all stand-ins.

use hyper::StatusCode;
use serde::{Deserialize, Serialize};

use crate::host::answer::{Answer, json_answer, message};
use crate::host::webhook::Webhook;

/// Why a script's request is refused.
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookTo {
    url: String,
    #[serde(default)]
    header_name: String,
    #[serde(default)]
    header_value: String,
}

impl From<WebhookTo> for Webhook {
    fn from(to: WebhookTo) -> Self {
        let WebhookTo {
            url,
            header_name,
            header_value,
        } = to;
        Self {
            url,
            header_name,
            header_value,
        }
    }
}

pub(crate) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal(StatusCode::BAD_REQUEST, error.to_string()))
}

pub(crate) fn list(entries: &impl Serialize) -> Answer {
    match serde_json::to_vec(entries) {
        Ok(body) => json_answer(StatusCode::OK, body),
        Err(error) => message(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

pub(crate) fn done() -> Answer {
    json_answer(StatusCode::OK, "{}")
}
