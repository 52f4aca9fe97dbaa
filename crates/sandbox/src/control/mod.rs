//! The control API under `/sandbox`, by which scripts act as the customer. The
//! crate's documentation lists its requests.

mod overview;
mod page;

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use serde::{Deserialize, Serialize};

use crate::host::answer::{Answer, body_of, message};
use crate::host::fault::{Endpoint, Fault, Times, WaitingFault};
use crate::host::script::{Refusal, done, list, read};
use crate::host::server::Steering;
use crate::host::stand_in::StandIn;
use crate::host::{Host, guard};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offline {
    offline: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefuseFor {
    ms: u64,
}

/// A fault as JSON: `times` is a number or `"always"`, and 1 when absent.
#[derive(Serialize, Deserialize)]
pub(crate) struct FaultInJson {
    endpoint: Endpoint,
    #[serde(flatten)]
    fault: Fault,
    #[serde(default)]
    times: TimesInJson,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TimesInJson {
    Next(u32),
    Word(Word),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Always,
}

impl Default for TimesInJson {
    fn default() -> Self {
        Self::Next(1)
    }
}

impl From<WaitingFault> for FaultInJson {
    fn from(waiting: WaitingFault) -> Self {
        let times = match waiting.times {
            Times::Next(times) => TimesInJson::Next(times),
            Times::Always => TimesInJson::Word(Word::Always),
        };
        Self {
            endpoint: waiting.endpoint,
            fault: waiting.fault,
            times,
        }
    }
}

/// The control API with its page.
pub(crate) struct Control {
    pub(crate) host: Arc<Host>,
    pub(crate) stand_ins: Vec<Arc<dyn StandIn>>,
}

impl Steering for Control {
    fn is_mine(&self, path: &str) -> bool {
        page::is_page(path) || path.starts_with("/sandbox/")
    }

    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let is_page = page::is_page(request.uri().path());
        let is_admitted =
            guard::admits(request.method(), request.uri(), request.headers(), is_page);
        let mut answer = if is_admitted {
            self.admitted(request).await
        } else {
            message(
                StatusCode::FORBIDDEN,
                "this is for callers of this machine, by a loopback name, and for no other page",
            )
        };
        page::seal(&mut answer);
        answer
    }
}

impl Control {
    async fn admitted(&self, request: Request<Incoming>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        if method == Method::GET
            && let Some(file) = page::file(&path)
        {
            return file;
        }
        let body = match body_of(request).await {
            Ok(body) => body,
            Err(answer) => return answer,
        };
        let outcome = self.outcome(&method, &path, &body).await;
        outcome.unwrap_or_else(|Refusal(status, words)| message(status, &words))
    }

    async fn outcome(&self, method: &Method, path: &str, body: &[u8]) -> Result<Answer, Refusal> {
        for stand_in in &self.stand_ins {
            if let Some(outcome) = stand_in.control(method, path, body).await {
                return outcome;
            }
        }
        let host = &self.host;
        match (method.as_str(), path) {
            ("GET", "/sandbox/overview") => match overview::of(host, &self.stand_ins) {
                Ok(overview) => Ok(list(&overview)),
                Err(error) => Err(Refusal(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    error.to_string(),
                )),
            },
            ("GET", "/sandbox/fault-kinds") => Ok(list(&fault_kinds())),
            ("GET", "/sandbox/webhooks") => Ok(list(&host.memory().notices.sent())),
            ("GET", "/sandbox/faults") => {
                let faults = host.faults().waiting().into_iter();
                let faults: Vec<FaultInJson> = faults.map(FaultInJson::from).collect();
                Ok(list(&faults))
            }
            ("POST", "/sandbox/offline") => read::<Offline>(body).map(|wish| {
                host.set_offline(wish.offline);
                done()
            }),
            ("POST", "/sandbox/refuse") => read::<RefuseFor>(body).map(|wish| {
                host.refuse_connections_for(wish.ms);
                done()
            }),
            ("POST", "/sandbox/faults") => add_fault(host, body),
            ("DELETE", "/sandbox/faults") => {
                host.faults().clear();
                Ok(done())
            }
            _ => Err(no_such_path()),
        }
    }
}

fn no_such_path() -> Refusal {
    Refusal(StatusCode::NOT_FOUND, "no such path".to_owned())
}

#[derive(Serialize)]
struct FaultsOfEndpoint {
    endpoint: Endpoint,
    faults: Vec<Fault>,
}

fn fault_kinds() -> Vec<FaultsOfEndpoint> {
    let kinds = Endpoint::ALL.into_iter().map(|endpoint| FaultsOfEndpoint {
        endpoint,
        faults: Fault::meaningful_at(endpoint),
    });
    kinds.collect()
}

fn add_fault(host: &Host, body: &[u8]) -> Result<Answer, Refusal> {
    let FaultInJson {
        endpoint,
        fault,
        times,
    } = read(body)?;
    let times = match times {
        TimesInJson::Next(times) => Times::Next(times),
        TimesInJson::Word(Word::Always) => Times::Always,
    };
    let waiting = WaitingFault {
        endpoint,
        fault,
        times,
    };
    match host.faults().add(waiting) {
        Ok(()) => Ok(done()),
        Err(error) => Err(Refusal(StatusCode::BAD_REQUEST, error.to_string())),
    }
}
