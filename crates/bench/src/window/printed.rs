//! The time from the webhook to PAGADO while receipts print by themselves on a
//! printer that takes three seconds for each, compared with a till that prints
//! nothing, given one frame more. The two tills sell in turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use journeys::{Display, LiveCounter};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};

use super::paid::{Paying, WARM_UP};

/// How long the printer takes for a receipt.
const PRINTER: Duration = Duration::from_secs(3);
/// One frame of the window, in microseconds.
const FRAME_US: u64 = 16_667;

pub(crate) async fn measure(rounds: usize) -> Result<Value> {
    let printer = TcpListener::bind("127.0.0.1:0").await?;
    let address = printer.local_addr()?;
    let papers = Arc::new(AtomicU64::new(0));
    let printer = tokio::spawn(print_slowly(printer, Arc::clone(&papers)));
    let displays = [Display::start()?, Display::start()?];
    let printing = LiveCounter::start().await?;
    printing.add_settings(&format!(
        "[printer]\nkind = \"network\"\naddress = \"{address}\"\nauto_print = true\n"
    ))?;
    let bare = LiveCounter::start().await?;
    let windows = [
        printing.open(&displays[0]).await?,
        bare.open(&displays[1]).await?,
    ];
    let sides = [
        Paying::begin(&printing, &windows[0]).await?,
        Paying::begin(&bare, &windows[1]).await?,
    ];
    let mut painted = [Vec::new(), Vec::new()];
    for round in 0..rounds + WARM_UP {
        for place in 0..2 {
            let side = (place + round) % 2;
            let took_us = sides[side].round(round).await?;
            if round >= WARM_UP {
                painted[side].push(took_us);
            }
        }
    }
    printer.abort();
    if papers.load(Ordering::Relaxed) == 0 {
        bail!("no receipt reached the printer");
    }
    let [product, bare] = painted;
    let bare: Vec<u64> = bare.into_iter().map(|took_us| took_us + FRAME_US).collect();
    Ok(json!({ "paid-printing": { "unit": "us", "product": product, "bare": bare } }))
}

/// Takes one receipt after another.
async fn print_slowly(printer: TcpListener, papers: Arc<AtomicU64>) -> Result<()> {
    loop {
        let (job, _) = printer.accept().await?;
        // A till that goes away in the middle is no failure of the bench.
        if take(job).await.is_ok_and(|bytes| bytes > 0) {
            papers.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Returns how many bytes came.
async fn take(mut job: TcpStream) -> Result<usize> {
    tokio::time::sleep(PRINTER).await;
    let mut paper = Vec::new();
    job.read_to_end(&mut paper).await.context("a receipt")?;
    Ok(paper.len())
}
