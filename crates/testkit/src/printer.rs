//! A printer on a port of this machine: it takes jobs, says how it is, and has
//! every trouble that a printer has.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Bytes that it reads at once.
const READ_BYTES: usize = 1_024;
const KIB: usize = 1_024;
/// What it answers to `DLE EOT` when nothing is wrong.
const WELL: u8 = 0b0001_0010;

/// How a printer behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It prints, and answers what it is asked.
    Prints,
    /// It prints, and never answers.
    Silent,
    /// It prints, but rests for so many milliseconds after each KiB.
    Rests(u64),
    PaperOut,
    CoverOpen,
    /// It answers what it is asked at once, and works off nothing more after so
    /// many bytes of a job.
    StallsAfter(usize),
    /// The connection breaks after so many bytes of a job.
    DiesAfter(usize),
}

#[derive(Debug)]
struct State {
    manner: Manner,
    /// The bytes of each job, without the questions.
    jobs: Vec<Vec<u8>>,
}

/// A printer that listens until it is dropped.
#[derive(Debug)]
pub struct TcpPrinter {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

impl Drop for TcpPrinter {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl TcpPrinter {
    /// A printer at a free port.
    pub async fn open(manner: Manner) -> TcpPrinter {
        TcpPrinter::open_at(([127, 0, 0, 1], 0).into(), manner).await
    }

    /// A printer that is switched on again at a known address.
    pub async fn open_at(address: SocketAddr, manner: Manner) -> TcpPrinter {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            manner,
            jobs: Vec::new(),
        }));
        let takes = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            // One job after another, as printers do.
            while let Ok((stream, _)) = listener.accept().await {
                take_job(stream, &takes).await;
            }
        });
        TcpPrinter {
            address,
            state,
            listening,
        }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets it behave otherwise from the next job on.
    pub fn set(&self, manner: Manner) {
        lock(&self.state).manner = manner;
    }

    /// The bytes of each job that brought any, oldest first.
    #[must_use]
    pub fn jobs(&self) -> Vec<Vec<u8>> {
        let jobs = lock(&self.state).jobs.clone();
        jobs.into_iter().filter(|job| !job.is_empty()).collect()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads one connection to its end, or as far as the manner lets it.
async fn take_job(mut stream: TcpStream, state: &Mutex<State>) {
    let manner = {
        let mut state = lock(state);
        state.jobs.push(Vec::new());
        state.manner
    };
    stream.set_nodelay(true).unwrap();
    let mut question = Vec::new();
    let mut bytes = [0; READ_BYTES];
    loop {
        let Ok(read) = stream.read(&mut bytes).await else {
            return;
        };
        if read == 0 {
            return;
        }
        for byte in &bytes[..read] {
            question.push(*byte);
            if let Some(answers) = answers(&question, manner) {
                question.clear();
                if let Some(answer) = answers
                    && stream.write_all(&[answer]).await.is_err()
                {
                    return;
                }
                continue;
            }
            // Bytes that begin no question belong to the job.
            while !question.is_empty() && !may_become_question(&question) {
                let byte = question.remove(0);
                let taken = {
                    let mut state = lock(state);
                    let job = state.jobs.last_mut().unwrap();
                    job.push(byte);
                    job.len()
                };
                match manner {
                    Manner::Rests(ms) if taken.is_multiple_of(KIB) => {
                        tokio::time::sleep(Duration::from_millis(ms)).await;
                    }
                    Manner::StallsAfter(most) if taken == most => std::future::pending().await,
                    // What was not read makes the end an abrupt one.
                    Manner::DiesAfter(most) if taken == most => {
                        let _ = stream.set_zero_linger();
                        return;
                    }
                    Manner::Prints
                    | Manner::Silent
                    | Manner::Rests(_)
                    | Manner::PaperOut
                    | Manner::CoverOpen
                    | Manner::StallsAfter(_)
                    | Manner::DiesAfter(_) => {}
                }
            }
        }
    }
}

/// What it answers to a whole question, if anything; `None` for no question.
fn answers(bytes: &[u8], manner: Manner) -> Option<Option<u8>> {
    let answer = match bytes {
        [0x10, 0x04, 0x02] if manner == Manner::CoverOpen => WELL | 0b0000_0100,
        [0x10, 0x04, 0x02] if manner == Manner::PaperOut => WELL | 0b0010_0000,
        [0x10, 0x04, 0x04] if manner == Manner::PaperOut => WELL | 0b0110_0000,
        [0x10, 0x04, 0x02 | 0x04] => WELL,
        [0x1d, b'r', 0x01] => 0,
        _ => return None,
    };
    Some((manner != Manner::Silent).then_some(answer))
}

fn may_become_question(bytes: &[u8]) -> bool {
    matches!(bytes, [0x10] | [0x10, 0x04] | [0x1d] | [0x1d, b'r'])
}
