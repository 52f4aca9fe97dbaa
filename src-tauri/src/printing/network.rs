//! A printer on the network, by a plain connection to its port.

use super::status::Question;
use super::transport::{STALL_MS_MAX, SendError};
use std::net::SocketAddr;
use std::time::Duration;
use till::print::PrinterTrouble;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// How long finding a host's address may take, in milliseconds.
const NAME_MS_MAX: u64 = 3_000;
/// How long a connection to one address may take, in milliseconds.
const CONNECT_MS_MAX: u64 = 3_000;
/// How many addresses of a host are tried.
const ADDRESSES_MAX: usize = 4;
/// How long a printer has to answer a question about itself, in milliseconds.
const ANSWER_MS_MAX: u64 = 300;
/// How long a printer that cannot say whether it is done may be quiet before the
/// connection is ended from here, in milliseconds. Ending it earlier could make
/// the printer drop what it has not read.
const END_MS_MAX: u64 = 5_000;
/// Bytes that wait in this machine for the printer: few, so that what was taken
/// says something about the printer.
const WAITING_BYTES_MAX: u32 = 8 * 1_024;
/// Bytes of one write.
const WRITE_BYTES: usize = 4 * 1_024;
/// Bytes of an answer that are read at once.
const ANSWER_BYTES: usize = 64;

/// Sends one paper. What a printer tells of itself is heeded before the first
/// byte; a printer that tells nothing is trusted.
pub(super) async fn send(host: &str, port: u16, bytes: &[u8]) -> Result<(), SendError> {
    let mut stream = connect(host, port).await?;
    // Only a printer that answered is asked in turn: others could print it.
    let in_turn = if is_well(&mut stream).await? {
        ask(&mut stream, Question::InTurn, ANSWER_MS_MAX).await?
    } else {
        None
    };
    write(&mut stream, bytes).await.map_err(SendError::sent)?;
    if in_turn.is_none() {
        return end(&mut stream).await.map_err(SendError::sent);
    }
    let done = ask(&mut stream, Question::InTurn, STALL_MS_MAX).await;
    match done {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(SendError::sent(why_stalled(&mut stream).await)),
        Err(error) => Err(SendError::sent(error.trouble)),
    }
}

/// Whether a printer could be printed on now.
pub(super) async fn check(host: &str, port: u16) -> Result<(), SendError> {
    let mut stream = connect(host, port).await?;
    is_well(&mut stream).await.map(drop)
}

/// Asks a printer how it is. Returns whether it answers such questions.
async fn is_well(stream: &mut TcpStream) -> Result<bool, SendError> {
    let mut answers = false;
    for question in [Question::Offline, Question::Paper] {
        match ask(stream, question, ANSWER_MS_MAX).await? {
            Some(Some(trouble)) => return Err(SendError::unsent(trouble)),
            Some(None) => answers = true,
            None => break,
        }
    }
    Ok(answers)
}

async fn connect(host: &str, port: u16) -> Result<TcpStream, SendError> {
    let no_connection = || SendError::unsent(PrinterTrouble::NoConnection);
    let name_ms = Duration::from_millis(NAME_MS_MAX);
    let found = timeout(name_ms, tokio::net::lookup_host((host, port))).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(Ok(found)) => found.take(ADDRESSES_MAX).collect(),
        Ok(Err(_)) | Err(_) => return Err(no_connection()),
    };
    for address in addresses {
        let connect_ms = Duration::from_millis(CONNECT_MS_MAX);
        if let Ok(Ok(stream)) = timeout(connect_ms, connect_to(address)).await {
            return Ok(stream);
        }
    }
    Err(no_connection())
}

async fn connect_to(address: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_send_buffer_size(WAITING_BYTES_MAX)?;
    // A question must not wait until the printer has confirmed the paper.
    socket.set_nodelay(true)?;
    socket.connect(address).await
}

/// Asks a question; `None` where no answer comes in time. A connection that ends
/// is an error.
async fn ask(
    stream: &mut TcpStream,
    question: Question,
    wait_ms: u64,
) -> Result<Option<Option<PrinterTrouble>>, SendError> {
    let cut_off = |_| SendError::unsent(PrinterTrouble::CutOff);
    stream.write_all(question.bytes()).await.map_err(cut_off)?;
    let answer = async {
        let mut bytes = [0; ANSWER_BYTES];
        loop {
            match stream.read(&mut bytes).await {
                Ok(0) | Err(_) => return Err(SendError::unsent(PrinterTrouble::CutOff)),
                Ok(read) => {
                    if let Some(told) = question.read(&bytes[..read]) {
                        return Ok(told);
                    }
                }
            }
        }
    };
    match timeout(Duration::from_millis(wait_ms), answer).await {
        Ok(told) => told.map(Some),
        Err(_) => Ok(None),
    }
}

/// Writes everything. Only a write that makes no progress fails: a slow printer
/// may take as long as it needs.
async fn write(stream: &mut TcpStream, bytes: &[u8]) -> Result<(), PrinterTrouble> {
    let mut left = bytes;
    while !left.is_empty() {
        let next = &left[..left.len().min(WRITE_BYTES)];
        match timeout(Duration::from_millis(STALL_MS_MAX), stream.write(next)).await {
            Err(_) => return Err(why_stalled(stream).await),
            Ok(Ok(0) | Err(_)) => return Err(PrinterTrouble::CutOff),
            Ok(Ok(written)) => left = &left[written..],
        }
    }
    Ok(())
}

/// Why a printer takes no more: what it says of itself, else that it stalled.
async fn why_stalled(stream: &mut TcpStream) -> PrinterTrouble {
    for question in [Question::Offline, Question::Paper] {
        // Its buffer is full, so the question may not even leave.
        let asked = ask(stream, question, ANSWER_MS_MAX);
        let asked = timeout(Duration::from_millis(2 * ANSWER_MS_MAX), asked).await;
        if let Ok(Ok(Some(Some(trouble)))) = asked {
            return trouble;
        }
    }
    PrinterTrouble::Stalled
}

/// Ends the connection, and hears whether the printer broke it off. A printer
/// that keeps it open has said nothing against the paper.
async fn end(stream: &mut TcpStream) -> Result<(), PrinterTrouble> {
    stream
        .shutdown()
        .await
        .map_err(|_| PrinterTrouble::CutOff)?;
    let mut bytes = [0; ANSWER_BYTES];
    loop {
        match timeout(Duration::from_millis(END_MS_MAX), stream.read(&mut bytes)).await {
            Err(_) | Ok(Ok(0)) => return Ok(()),
            Ok(Ok(_)) => {}
            Ok(Err(_)) => return Err(PrinterTrouble::CutOff),
        }
    }
}
