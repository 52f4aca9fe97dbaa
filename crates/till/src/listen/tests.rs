//! Which way the till listens, against a scripted relay. Time is the runtime's,
//! and does not pass while the test runs code.

use super::*;
use crate::Ports;
use crate::ports::{Chance, Clock, NoticeStream, Notices};
use crate::settings::Settings;
use async_trait::async_trait;
use domain::{ClockReading, Provider};
use ledger::{Ledger, Opening, Seal};
use relay_client::{
    Body, NoticeEnvelope, NoticeId, NoticesError, Retry, Setting, StreamEvent, TillNumber,
};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

const HEARTBEAT: Duration = Duration::from_secs(10);
/// After this long without a first event, a client counts a stream as broken.
const HELD_BACK: Duration = Duration::from_secs(5);

struct Time(Instant);

impl Clock for Time {
    fn read(&self) -> ClockReading {
        let passed_ms = i64::try_from(self.0.elapsed().as_millis()).unwrap();
        ClockReading {
            wall: UnixMs(1_795_276_800_000).plus_ms(passed_ms),
            monotonic_ms: passed_ms,
            boot_ms: passed_ms,
        }
    }
}

struct NoChance;

impl Chance for NoChance {
    fn eight_bytes(&self) -> [u8; 8] {
        [0; 8]
    }

    fn below(&self, _: u64) -> u64 {
        0
    }
}

/// The behaviour of the relay and of the proxies before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    Fine,
    /// Streams open, and nothing comes by them.
    HoldsStreams,
    /// Streams are cut off before their first heartbeat.
    CutsStreams,
    Away,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Poll(u32),
    Stream,
}

/// The relay: how many notices it has, and what it was asked at which second.
#[derive(Clone)]
struct Line {
    began: Instant,
    state: watch::Sender<(u64, Weather)>,
    asked: Arc<Mutex<Vec<(u64, Asked)>>>,
    /// When the lease was renewed, and whether another installation has it.
    renewed: Arc<Mutex<(Vec<u64>, bool)>>,
}

impl Line {
    fn new(weather: Weather) -> Line {
        Line {
            began: Instant::now(),
            state: watch::channel((0, weather)).0,
            asked: Arc::default(),
            renewed: Arc::default(),
        }
    }

    fn post(&self) {
        self.state.send_modify(|(posted, _)| *posted += 1);
    }

    fn turns(&self, to: Weather) {
        self.state.send_modify(|(_, weather)| *weather = to);
    }

    fn note(&self, asked: Asked) {
        let at = self.began.elapsed().as_secs();
        self.asked.lock().unwrap().push((at, asked));
    }

    /// When a stream was requested.
    fn streams(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap();
        let streams = asked.iter().filter(|(_, asked)| *asked == Asked::Stream);
        streams.map(|(at, _)| *at).collect()
    }
}

fn notice(n: u64) -> NoticeEnvelope {
    NoticeEnvelope {
        cursor: Cursor::new(n),
        id: NoticeId::from_digest(&[1; 32]),
        provider: Provider::Totalcoin,
        merchant: "demo".into(),
        till: Some(TillNumber(1)),
        received_at_ms: UnixMs(1),
        content_type: None,
        content_encoding: None,
        body: Body::new(n.to_string().into_bytes()).unwrap(),
    }
}

fn away() -> NoticesError {
    Retry::Unavailable { status: 503 }.into()
}

#[async_trait]
impl Notices for Line {
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        self.note(Asked::Poll(wait_secs));
        let mut state = self.state.subscribe();
        let (after, wait) = (after.get(), Duration::from_secs(wait_secs.into()));
        let change =
            state.wait_for(|(posted, weather)| *posted > after || *weather == Weather::Away);
        drop(tokio::time::timeout(wait, change).await);
        let (posted, weather) = *self.state.borrow();
        if weather == Weather::Away {
            return Err(away());
        }
        Ok(NoticePage {
            notices: (after + 1..=posted).map(notice).collect(),
            next: Cursor::new(posted),
            read_to_end: true,
        })
    }

    async fn renew_lease(&self) -> Result<(), NoticesError> {
        let mut renewed = self.renewed.lock().unwrap();
        renewed.0.push(self.began.elapsed().as_secs());
        if renewed.1 {
            let message = "of the tests".to_owned();
            return Err(Setting::InUseElsewhere { message }.into());
        }
        Ok(())
    }

    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        self.note(Asked::Stream);
        if self.state.borrow().1 == Weather::Away {
            return Err(away());
        }
        Ok(Some(Box::new(Flow {
            line: self.clone(),
            sent: after.get(),
            end_sent: false,
        })))
    }
}

struct Flow {
    line: Line,
    sent: u64,
    end_sent: bool,
}

#[async_trait]
impl NoticeStream for Flow {
    async fn next(&mut self) -> Result<Option<StreamEvent>, NoticesError> {
        let mut state = self.line.state.subscribe();
        let (posted, weather) = *state.borrow_and_update();
        match weather {
            Weather::Away => return Err(away()),
            Weather::HoldsStreams => {
                tokio::time::sleep(HELD_BACK).await;
                return Err(away());
            }
            Weather::Fine | Weather::CutsStreams => {}
        }
        let cursor = Cursor::new(posted);
        if self.sent < posted {
            (self.sent, self.end_sent) = (self.sent + 1, false);
            return Ok(Some(StreamEvent::Notice(Box::new(notice(self.sent)))));
        }
        if !self.end_sent {
            self.end_sent = true;
            return Ok(Some(StreamEvent::ReadToEnd { cursor }));
        }
        if weather == Weather::CutsStreams {
            tokio::time::sleep(HEARTBEAT / 2).await;
            return Ok(None);
        }
        if tokio::time::timeout(HEARTBEAT, state.changed())
            .await
            .is_err()
        {
            return Ok(Some(StreamEvent::Heartbeat { cursor }));
        }
        // Boxed, because the call is recursive.
        Box::pin(self.next()).await
    }
}

struct Listening {
    line: Line,
    till: Arc<Till>,
    work: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl Listening {
    fn to(weather: Weather) -> Listening {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Time(Instant::now()));
        let ledger = Ledger::open_inline(Opening {
            path: folder.path().join("ledger.sqlite3"),
            seal: Seal::from_bytes([1; Seal::BYTES]),
            now: clock.now(),
        });
        let line = Line::new(weather);
        let ports = Ports {
            notices: Some(Arc::new(line.clone())),
            ..Ports::to_nobody(clock, Arc::new(NoChance))
        };
        let till = Arc::new(Till::new(ledger.unwrap(), Settings::default(), ports));
        let work = tokio::spawn({
            let till = Arc::clone(&till);
            async move {
                tokio::join!(till.listen(), till.keep_lease());
            }
        });
        Listening {
            line,
            till,
            work,
            _folder: folder,
        }
    }

    async fn secs(&self, secs: u64) {
        tokio::time::sleep(Duration::from_secs(secs)).await;
    }

    async fn heard(&self) -> u64 {
        self.till.reading_start().await.unwrap().cursor.get()
    }

    /// Posts a notice and checks that the till hears it within a second.
    async fn hears(&self) {
        self.line.post();
        self.secs(1).await;
        assert_eq!(self.heard().await, self.line.state.borrow().0);
    }

    fn silent_ms(&self) -> i64 {
        let good_at = self.till.contacts().relay().good_at.unwrap();
        self.till.now().since_ms(good_at)
    }
}

#[tokio::test(start_paused = true)]
async fn the_stream_is_preferred_and_each_heartbeat_is_a_contact() {
    let listening = Listening::to(Weather::Fine);
    for _ in 0..30 {
        listening.secs(21).await;
        listening.hears().await;
        assert!(listening.silent_ms() <= 10_000);
    }
    let asked = listening.line.asked.lock().unwrap().clone();
    assert_eq!(asked, [(0, Asked::Poll(0)), (0, Asked::Stream)]);
}

#[tokio::test(start_paused = true)]
async fn the_till_polls_while_a_proxy_holds_streams_back() {
    let listening = Listening::to(Weather::HoldsStreams);
    listening.secs(1).await;
    // The till is still trying the first stream.
    listening.line.post();
    listening.secs(5).await;
    assert_eq!(listening.heard().await, 1);
    listening.secs(6).await;
    for _ in 0..3 {
        listening.secs(40).await;
        listening.hears().await;
        assert!(listening.silent_ms() <= 1_000);
    }
    // It tries twice, then once every five minutes, after the poll of that
    // time.
    listening.secs(600).await;
    let tried = listening.line.streams();
    assert_eq!((tried.len(), &tried[..2]), (4, &[0, 5][..]));
    let polls_only = POLLS_ONLY_SECS..=POLLS_ONLY_SECS + 5 + u64::from(WAIT_SECS);
    for pair in tried[1..].windows(2) {
        assert!(polls_only.contains(&(pair[1] - pair[0])), "{tried:?}");
    }
    // Streams come through from now on.
    listening.line.turns(Weather::Fine);
    listening.secs(300).await;
    listening.hears().await;
    assert_eq!(listening.line.streams().len(), 5);
    listening.secs(900).await;
    listening.hears().await;
    assert_eq!(listening.line.streams().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_till_polls_after_every_stream_is_cut_off() {
    let listening = Listening::to(Weather::CutsStreams);
    listening.secs(60).await;
    listening.hears().await;
    assert_eq!(listening.line.streams(), [0, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_opened_as_soon_as_the_relay_is_back() {
    let listening = Listening::to(Weather::Fine);
    for _ in 0..3 {
        listening.secs(4).await;
        listening.hears().await;
        listening.line.turns(Weather::Away);
        // A stream that waits notices it at its next event.
        listening.secs(60).await;
        let contact = listening.till.contacts().relay();
        assert!(contact.failed_at > contact.good_at && contact.refused.is_none());
        listening.line.post();
        listening.line.turns(Weather::Fine);
        listening.secs(11).await;
        assert_eq!(listening.heard().await, listening.line.state.borrow().0);
    }
    // The till opened one each time the relay came back; no break counted
    // against streams.
    assert_eq!(listening.line.streams().len(), 4);
    let asked = listening.line.asked.lock().unwrap().clone();
    assert!(
        !asked
            .iter()
            .any(|(_, asked)| *asked == Asked::Poll(WAIT_SECS))
    );
}

#[tokio::test(start_paused = true)]
async fn an_urgent_question_interrupts_the_stream() {
    let listening = Listening::to(Weather::Fine);
    listening.secs(3).await;
    listening.till.read_notices_now.notify_one();
    listening.secs(1).await;
    listening.hears().await;
    assert_eq!(listening.line.streams(), [0, 3]);
}

/// The till also stores a cursor that goes back, as after the relay lost its
/// store.
#[tokio::test(start_paused = true)]
async fn a_relay_that_lost_its_store_is_read_from_the_start() {
    let listening = Listening::to(Weather::Fine);
    for _ in 0..3 {
        listening.secs(1).await;
        listening.hears().await;
    }
    listening.line.turns(Weather::Away);
    listening.secs(30).await;
    listening.line.state.send_replace((1, Weather::Fine));
    listening.secs(11).await;
    assert_eq!(listening.heard().await, 1);
}

#[tokio::test(start_paused = true)]
async fn the_lease_is_renewed_while_a_stream_is_open() {
    let listening = Listening::to(Weather::Fine);
    listening.secs(35).await;
    assert_eq!(listening.line.renewed.lock().unwrap().0, [10, 20, 30]);
    assert_eq!(listening.till.contacts().relay().refused, None);
    listening.line.renewed.lock().unwrap().1 = true;
    listening.secs(6).await;
    let refused = listening.till.contacts().relay().refused;
    assert_eq!(refused, Some(crate::RelayRefusal::InUse));
}
