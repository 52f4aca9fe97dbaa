//! A server that answers from a script, one list per path. It understands just
//! enough HTTP for the tests, and can break off anywhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One answer. The last one of a list is repeated.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A whole answer.
    Http(u16, String),
    /// A whole answer with one more header.
    HttpWith(u16, String, String),
    /// Another reply after this many milliseconds.
    After(u64, Box<Reply>),
    /// No answer; the connection is closed.
    Drop,
    /// No answer; the connection stays open.
    Hang,
    /// These bytes; then the connection is closed.
    Raw(Vec<u8>),
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

#[derive(Clone)]
pub(crate) struct Stub {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    scripts: Mutex<HashMap<String, Vec<Reply>>>,
    seen: Mutex<Vec<Seen>>,
}

impl Stub {
    pub(crate) async fn start(scripts: &[(&str, Vec<Reply>)]) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scripts = scripts
            .iter()
            .map(|(path, script)| ((*path).to_owned(), script.clone()));
        let stub = Stub {
            url: format!("http://{}", listener.local_addr().unwrap()),
            shared: Arc::new(Shared {
                scripts: Mutex::new(scripts.collect()),
                seen: Mutex::default(),
            }),
        };
        let shared = Arc::clone(&stub.shared);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, Arc::clone(&shared)));
            }
        });
        stub
    }

    /// The requests to a path so far.
    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        let seen = self.shared.seen.lock().unwrap();
        seen.iter()
            .filter(|seen| seen.path() == path)
            .cloned()
            .collect()
    }

    pub(crate) fn seen_in_all(&self) -> usize {
        self.shared.seen.lock().unwrap().len()
    }
}

async fn serve(mut connection: TcpStream, shared: Arc<Shared>) {
    let Some(seen) = receive(&mut connection).await else {
        return;
    };
    let reply = {
        let mut scripts = shared.scripts.lock().unwrap();
        let script = scripts.get_mut(seen.path()).expect("a script for the path");
        if script.len() > 1 {
            script.remove(0)
        } else {
            script[0].clone()
        }
    };
    shared.seen.lock().unwrap().push(seen);
    answer(&mut connection, reply).await;
}

async fn receive(connection: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut seen = Seen {
                head,
                body: bytes[end + 4..].to_vec(),
            };
            let length: usize = seen
                .header("content-length")
                .map_or(0, |n| n.parse().unwrap());
            if seen.body.len() >= length {
                seen.body.truncate(length);
                return Some(seen);
            }
        }
        let mut chunk = [0; 4096];
        let count = connection
            .read(&mut chunk)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    }
}

async fn answer(connection: &mut TcpStream, mut reply: Reply) {
    while let Reply::After(ms, later) = reply {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        reply = *later;
    }
    let bytes = match reply {
        Reply::Http(status, body) => http(status, "", &body),
        Reply::HttpWith(status, header, body) => http(status, &format!("{header}\r\n"), &body),
        Reply::Raw(bytes) => bytes,
        Reply::Drop | Reply::After(..) => return,
        Reply::Hang => std::future::pending().await,
    };
    let _ = connection.write_all(&bytes).await;
    let _ = connection.shutdown().await;
}

fn http(status: u16, header: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} Said\r\n{header}Content-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
