//! A receipt that comes out by itself, and the same one once more.

use std::fs;

use anyhow::{Context, Result};
use journeys::{Counter, Display, Window, until};

use crate::steps::{STATE_BOUND, charge_by_qr};

/// Initialises the printer: a paper begins with it.
const INITIALISE: &[u8] = b"\x1b@";

#[tokio::test]
async fn a_practice_receipt_comes_out_by_itself_and_a_second_one_is_a_copy() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let paper = counter.beside().join("printer.bin");
    let settings = format!(
        "mode = \"practice\"\n[printer]\nkind = \"file\"\naddress = {:?}\nauto_print = true\n",
        paper.display().to_string()
    );
    fs::write(counter.data().join("mostrador.toml"), settings).context("no settings")?;
    let window = Window::open(&display, &counter.data()).await?;
    charge_by_qr(&window, "1500").await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;

    let printed = async |papers: usize| {
        until("a paper", STATE_BOUND, async || {
            let bytes = fs::read(&paper).ok()?;
            let begun = bytes.windows(2).filter(|at| *at == INITIALISE).count();
            (begun >= papers).then_some(bytes)
        })
        .await
    };
    let says = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).any(|at| at == words);
    let first = printed(1).await?;
    assert!(says(&first, b"COMPROBANTE DE PAGO"), "{first:?}");
    assert!(says(&first, b"NO FISCAL"), "{first:?}");
    assert!(!says(&first, b"COPIA"), "{first:?}");
    display.picture("printing-1-paid")?;

    window.click("reprint").await?;
    let both = printed(2).await?;
    assert!(says(&both, b"COPIA"), "{both:?}");
    counter.verify()?;
    Ok(())
}
