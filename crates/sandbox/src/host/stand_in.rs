//! The interface of each provider's stand-in to the listener, the control API
//! and the page.

use std::fmt::Debug;

use async_trait::async_trait;
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde_json::{Map, Value};

use crate::host::answer::{Answer, Dropped};
use crate::host::script::Refusal;

/// A provider, as its client, a script and the page see it.
///
/// Its state is a [`Part`](crate::host::memory::Part) of the host's memory,
/// which the stand-in adds when it is made.
#[async_trait]
pub(crate) trait StandIn: Debug + Send + Sync {
    /// The one method that is allowed at this path; `None` if the path is not
    /// this provider's.
    fn method_at(&self, path: &str) -> Option<Method>;

    /// Answers a request to one of its paths.
    async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Dropped>;

    /// Answers a control request about this provider; `None` for any other.
    async fn control(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
    ) -> Option<Result<Answer, Refusal>>;

    /// Its members of the page's overview.
    fn overview(&self) -> serde_json::Result<Map<String, Value>>;
}
