//! Receipts that come out by themselves, a printer that does not answer, and what is
//! done about papers without the mouse.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use journeys::{Counter, Display, Window, until};

use crate::steps::{SETTLES, STATE_BOUND, charge_by_qr, tab_to};

/// Initialises the printer: a paper begins with it.
const INITIALISE: &[u8] = b"\x1b@";
/// Where no printer answers: a port that no test takes.
const NOBODY: &str = "127.0.0.1:9";
const F3: &str = "\u{e033}";
const F9: &str = "\u{e039}";
const ARROW_DOWN: &str = "\u{e015}";

/// What came out, once it is this many papers.
async fn printed(to: &Path, papers: usize) -> Result<Vec<u8>> {
    until("a paper", STATE_BOUND, async || {
        let bytes = fs::read(to).ok()?;
        let begun = bytes.windows(2).filter(|at| *at == INITIALISE).count();
        (begun >= papers).then_some(bytes)
    })
    .await
}

fn says(paper: &[u8], words: &[u8]) -> bool {
    paper.windows(words.len()).any(|at| at == words)
}

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

    let first = printed(&paper, 1).await?;
    assert!(says(&first, b"COMPROBANTE DE PAGO"), "{first:?}");
    assert!(says(&first, b"NO FISCAL"), "{first:?}");
    assert!(!says(&first, b"COPIA"), "{first:?}");
    display.picture("printing-1-paid")?;

    window.click("reprint").await?;
    let both = printed(&paper, 2).await?;
    assert!(says(&both, b"COPIA"), "{both:?}");
    counter.verify()?;
    Ok(())
}

#[tokio::test]
async fn without_the_mouse_another_printer_is_chosen_a_receipt_printed_again_and_a_month_exported()
-> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let other = counter.beside().join("other.bin");
    let settings = format!(
        "mode = \"practice\"\n[printer]\nkind = \"network\"\naddress = \"{NOBODY}\"\n\
         other_address = {:?}\nauto_print = true\n",
        other.display().to_string()
    );
    fs::write(counter.data().join("mostrador.toml"), settings).context("no settings")?;
    let window = Window::open(&display, &counter.data()).await?;
    window.type_keys("1500").await?;
    window.type_keys(F3).await?;
    tokio::time::sleep(SETTLES).await;
    window.type_keys("\n").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;

    let trouble = window.wait_for("printer-strip", "data-state", "no-connection", STATE_BOUND);
    trouble.await?;
    tab_to(&window, "printer-other").await?;
    display.picture("printing-2-no-printer")?;
    window.type_keys("\n").await?;
    let first = printed(&other, 1).await?;
    assert!(says(&first, b"COMPROBANTE DE PAGO"), "{first:?}");

    window.type_keys(F9).await?;
    window
        .wait_for("day-sales", "data-count", "1", STATE_BOUND)
        .await?;
    tokio::time::sleep(SETTLES).await;
    window.type_keys("\n").await?;
    window
        .wait_for_text("timeline", "C1-000001", STATE_BOUND)
        .await?;
    tokio::time::sleep(SETTLES).await;
    window.type_keys("1").await?;
    let both = printed(&other, 2).await?;
    assert!(says(&both, b"COPIA"), "{both:?}");
    display.picture("printing-3-copy")?;

    window.type_keys("\u{1b}e").await?;
    tab_to(&window, "export-what").await?;
    window.type_keys(ARROW_DOWN).await?;
    tab_to(&window, "export-this-month").await?;
    window.type_keys("\n").await?;
    tab_to(&window, "export-go").await?;
    window.type_keys("\n").await?;
    let file = until("the exported month", STATE_BOUND, async || {
        let path = window.attribute("export-done", "data-path").await.ok()??;
        Path::new(&path).is_file().then_some(path)
    });
    let file = file.await?;
    display.picture("printing-4-month")?;
    assert!(file.contains("mes"), "{file}");
    counter.verify()?;
    Ok(())
}
