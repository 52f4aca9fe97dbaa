//! The control API's requests about Bind. The crate's documentation lists them.

use hyper::Method;
use serde::Deserialize;

use super::BindStandIn;
use crate::host::answer::Answer;
use crate::host::script::{Refusal, done, list, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    /// Null if the payer says it.
    centavos: Option<i64>,
}

/// Answers a request about Bind; `None` for any other.
pub(crate) async fn answer(
    stand_in: &BindStandIn,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Option<Result<Answer, Refusal>> {
    let outcome = match (method.as_str(), path) {
        ("GET", "/sandbox/bind/reports") => Ok(list(&stand_in.reports())),
        ("POST", "/sandbox/bind/amount") => match read::<Amount>(body) {
            Ok(amount) => {
                stand_in.set_amount(amount.centavos);
                stand_in.host.persist().await;
                Ok(done())
            }
            Err(refusal) => Err(refusal),
        },
        ("DELETE", "/sandbox/bind/tokens") => {
            stand_in.forget_tokens();
            Ok(done())
        }
        _ => return None,
    };
    Some(outcome)
}
